"""The tables of Python bodies: every row has a line of documentation and an example, which is compiled and equals CPython."""

from __future__ import annotations

import ast
import contextlib
import importlib
import inspect
import io
from itertools import groupby

import pytest
import yaml

import noetlc
from noetlc.primitives.model import Primitive
from noetlc.primitives.modules import ATTRIBUTES, CLASS_METHODS, CONSTRUCTORS, FUNCTIONS, PURE_MODULES
from noetlc.primitives.python_builtins import BUILTINS, OBJECT_BUILTINS
from noetlc.primitives.python_methods import METHODS, OWNERS

CHUNK = 25
ROOTS = {name.partition(".")[0] for name in PURE_MODULES}

# what an expression cannot show: decorators, frames of tracebacks, what always raises, and what only the library may call
NO_EXPRESSION = {
    "classmethod", "property", "staticmethod", "traceback.tb_lineno", "traceback.tb_next", "traceback.tb_name",
    "slice.__hash__", "collections.Counter.fromkeys", "os.urandom",
}  # fmt: skip


def members() -> dict[str, Primitive]:
    """Methods and attributes by class and name."""
    names = {tag: name for name, tag in OWNERS.items()}
    return {f"{names[tag]}.{name}": row for table in (METHODS, ATTRIBUTES) for name, rows in table.items() for tag, row in rows.items()}


LIBRARY = {name: row for name, row in {**FUNCTIONS, **CONSTRUCTORS, **CLASS_METHODS}.items() if not row.name.startswith("_")}
MEMBERS = members()
ROWS: dict[str, Primitive] = {**BUILTINS, **OBJECT_BUILTINS, **{f"object of {name}": row for name, row in MEMBERS.items()}, **LIBRARY}


def test_rows_are_complete() -> None:
    assert [name for name, row in ROWS.items() if not row.doc] == []
    assert {name.removeprefix("object of ") for name, row in ROWS.items() if not row.example} == NO_EXPRESSION


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


# CPython takes any keyword here and looks at it later
ANY_KEYWORDS = {"hashlib.new", "logging.basicConfig"} | {name for name in FUNCTIONS if name.startswith("logging.") and FUNCTIONS[name].variadic}
WORDED_AS_IN_C = {"secrets.randbits"}  # a bound method of SystemRandom, which takes no names


def signatures() -> list[tuple[str, inspect.Signature]]:
    """The functions of modules whose signature CPython knows."""
    found = []
    for name, row in FUNCTIONS.items():
        if not row.name.startswith("_") and name not in ANY_KEYWORDS | WORDED_AS_IN_C:
            with contextlib.suppress(ValueError, TypeError):
                found.append((name, inspect.signature(getattr(importlib.import_module(row.module), row.name))))
    return found


def test_module_functions_take_what_those_of_cpython_take() -> None:
    """Names, order and kind of parameters; a refused parameter stands in its place."""
    known = signatures()
    assert len(known) > 150
    for name, signature in known:
        row = FUNCTIONS[name]
        theirs = [p for p in signature.parameters.values() if p.kind <= p.POSITIONAL_OR_KEYWORD and not p.name.startswith("_")]
        ours = [(p.name, p.positional_only) for p in row.slots]
        assert [(p.name, p.kind == p.POSITIONAL_ONLY) for p in theirs[: row.refused_at]] == ours[: row.refused_at], name
        every = {p.name for p in signature.parameters.values() if p.kind != p.VAR_KEYWORD and not p.name.startswith("_")}
        assert every == {p.name for p in row.params} | row.refused, name


def test_an_argument_in_the_place_of_a_refused_one_is_refused() -> None:
    """Whether it is given by name or not."""
    for call in ("statistics.variance([1, 2, 4], 2)", "statistics.variance([1, 2, 4], xbar=2)", "uuid.UUID(None, None, b'0' * 16)", "urllib.parse.unquote('a', 'ascii')"):
        code = f"{imports([call])}result = str({call})"
        workflow = [{"step": "start", "tool": {"kind": "python", "code": code}}]
        document = {"apiVersion": "noetl.io/v2", "kind": "Playbook", "metadata": {"name": "rows"}, "workflow": workflow}
        built = noetlc.build(yaml.safe_dump(document), verify=False)
        assert [(step.lowered, d.code) for step in built.steps for d in built.diagnostics] == [("interpreted", "L03")], call
