"""The tables of Python bodies: every row has a line of documentation and an example, which is compiled and equals CPython."""

from __future__ import annotations

import ast
import contextlib
import io
from itertools import groupby

import pytest
import yaml

import noetlc
from noetlc.primitives.model import Primitive
from noetlc.primitives.modules import PURE_MODULES
from noetlc.primitives.python_builtins import BUILTINS, OBJECT_BUILTINS
from noetlc.primitives.python_library_methods import ATTRIBUTES
from noetlc.primitives.python_methods import METHODS, OWNERS

CHUNK = 25
ROOTS = {name.partition(".")[0] for name in PURE_MODULES}

# what an expression cannot show: decorators, frames of tracebacks, and what always raises
NO_EXPRESSION = {"classmethod", "property", "staticmethod", "traceback.tb_lineno", "traceback.tb_next", "traceback.tb_name", "slice.__hash__"}


def members() -> dict[str, Primitive]:
    """Methods and attributes by class and name."""
    names = {tag: name for name, tag in OWNERS.items()}
    return {f"{names[tag]}.{name}": row for table in (METHODS, ATTRIBUTES) for name, rows in table.items() for tag, row in rows.items()}


ROWS: dict[str, Primitive] = {**BUILTINS, **OBJECT_BUILTINS, **members()}


def test_rows_are_complete() -> None:
    assert [name for name, row in ROWS.items() if not row.doc] == []
    assert {name for name, row in ROWS.items() if not row.example} == NO_EXPRESSION


def batches() -> list[tuple[str, list[str]]]:
    """(name, examples): some to a body, of one class each."""
    found = []
    examples = sorted({(name.rpartition(".")[0] or "builtins", row.example) for name, row in ROWS.items() if row.example})
    for group, items in groupby(examples, key=lambda item: item[0]):
        expressions = [expression for _, expression in items]
        found += [(f"{group}-{i // CHUNK}", expressions[i : i + CHUNK]) for i in range(0, len(expressions), CHUNK)]
    return found


def imports(expressions: list[str]) -> str:
    """Imports of the modules that expressions name."""
    dotted = {ast.unparse(node) for text in expressions for node in ast.walk(ast.parse(text)) if isinstance(node, ast.Attribute | ast.Name)}
    return "".join(f"import {name}\n" for name in sorted(dotted) if name in PURE_MODULES or name in ROOTS)


@pytest.mark.parametrize("expressions", [pytest.param(expressions, id=name) for name, expressions in batches()])
def test_examples_equal_cpython(expressions: list[str]) -> None:
    code = imports(expressions) + "".join(f"x{i} = repr({expression})\n" for i, expression in enumerate(expressions))
    code += f"result = [{', '.join(f'x{i}' for i in range(len(expressions)))}]"
    workflow = [{"step": "start", "tool": {"kind": "python", "code": code}}]
    document = {"apiVersion": "noetl.io/v2", "kind": "Playbook", "metadata": {"name": "rows"}, "workflow": workflow}
    built = noetlc.build(yaml.safe_dump(document, sort_keys=False, allow_unicode=True), verify=False)
    assert [step.reason for step in built.steps if step.lowered != "native"] == []
    names: dict[str, object] = {}
    with contextlib.redirect_stdout(io.StringIO()):
        exec(code, names)
    envelope = noetlc.run(built.wasm)
    assert envelope["errors"] == []
    assert envelope["result"] == names["result"]
