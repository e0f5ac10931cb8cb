"""The tables of Python bodies: every row has a line of documentation and an example, which is compiled and equals CPython."""

from __future__ import annotations

import ast
import builtins
import collections
import contextlib
import datetime
import hashlib
import hmac
import inspect
import io
import json
import logging
import os
import pkgutil
import random
import re
import sys
import types
import urllib.parse
import uuid
from collections.abc import Iterator
from pathlib import Path

import pytest
import yaml

import noetlc
from noetlc.primitives.model import Primitive
from noetlc.primitives.modules import ATTRIBUTES, CLASS_METHODS, CONSTRUCTORS, FUNCTIONS, PURE_MODULES
from noetlc.primitives.python_builtins import BUILTINS, OBJECT_BUILTINS, VALUE_FORMS
from noetlc.primitives.python_methods import METHODS, OWNERS

CHUNK = 30
RECORDED: dict[str, str] = json.loads((Path(__file__).parents[2] / "docs" / "claims" / "python_results.json").read_text("utf-8"))  # what the pages show
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
    """(name of the first, examples): some to a body."""
    examples = {row.example: name for name, row in sorted(ROWS.items()) if row.example}
    names = list(examples.values())
    return [(names[i], list(examples)[i : i + CHUNK]) for i in range(0, len(names), CHUNK)]


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
    assert envelope["result"] == [RECORDED[expression] for expression in expressions], "run python tools/generate_docs.py"


# rows that are not their function: CPython takes any keyword and looks at it later; secrets.randbits is a method of SystemRandom, which
# takes no names; `enumerate` counts by itself; `list.sort` has its key elsewhere; `dict.popitem` is that of OrderedDict too; the
# environment of bodies is a dict of the host's; the third number of `__pow__`, which is refused, has no name
OTHERWISE = {"hashlib.new", "logging.basicConfig", "secrets.randbits", "enumerate", "list.sort", "dict.popitem", "environ.setdefault"} | {
    f"{kind}.__{name}__" for kind in ("bool", "int", "float") for name in ("pow", "rpow")
}
OBJECTS = {
    "NoneType": type(None), "generator": types.GeneratorType, "iterator": type(iter([])), "dict_keys": type({}.keys()),
    "exception": Exception, "date": datetime.date, "datetime": datetime.datetime, "time": datetime.time, "timedelta": datetime.timedelta,
    "timezone": datetime.timezone, "deque": collections.deque, "Match": re.Match, "Pattern": re.Pattern, "Random": random.Random,
    "HMAC": hmac.HMAC, "HASH": type(hashlib.md5()), "Logger": logging.Logger, "UUID": uuid.UUID, "environ": type(os.environ),
    "SplitResult": urllib.parse.SplitResult,
}  # fmt: skip


def signatures() -> Iterator[tuple[str, Primitive, list[inspect.Parameter]]]:
    """(name, row, parameters without the receiver) of everything whose signature CPython knows."""
    for name, row in {**VALUE_FORMS, **OBJECT_BUILTINS, **LIBRARY, **MEMBERS}.items():
        owner, _, member = name.rpartition(".")
        static = None
        if name in MEMBERS:
            of = OBJECTS.get(owner) or getattr(builtins, owner, None)
            found, static = getattr(of, member, None), inspect.getattr_static(of, member, None)
        else:
            found = pkgutil.resolve_name(name if name.partition(".")[0] in ROOTS else f"builtins.{name}")
        bound = name not in MEMBERS or isinstance(static, classmethod | staticmethod | types.ClassMethodDescriptorType)
        if name not in OTHERWISE and not name.lower().startswith(("logging.", "logger.")) and callable(found):
            with contextlib.suppress(ValueError, TypeError):
                yield name, row, list(inspect.signature(found).parameters.values())[not bound :]


@pytest.mark.skipif(sys.version_info[:2] != (3, 11), reason="the rows are those of CPython 3.11")
def test_rows_take_what_cpython_takes() -> None:
    """Names, order and kind of parameters; a refused parameter stands in its place."""
    known = list(signatures())
    assert len(known) > 400
    for name, row, parameters in known:
        own = [p for p in parameters if not p.name.startswith("_") and p.kind not in (p.VAR_KEYWORD, p.VAR_POSITIONAL)]
        theirs = ["/" if p.kind == p.POSITIONAL_ONLY else p.name for p in own]
        ours = ["/" if p.positional_only else p.name for p in row.params if not p.collects]
        places = [p.kind != p.KEYWORD_ONLY for p in own].count(True)
        assert theirs[:places][: row.refused_at] == ours[: len(row.slots)][: row.refused_at], name
        assert sorted(theirs) == sorted([*ours, *row.refused]), name


def test_an_argument_in_the_place_of_a_refused_one_is_refused() -> None:
    """Whether it is given by name or not."""
    for call in ("uuid.UUID(None, None, b'0' * 16)", "urllib.parse.parse_qsl('a=1', False, False, 'ascii')"):
        code = f"{imports([call])}result = str({call})"
        workflow = [{"step": "start", "tool": {"kind": "python", "code": code}}]
        document = {"apiVersion": "noetl.io/v2", "kind": "Playbook", "metadata": {"name": "rows"}, "workflow": workflow}
        built = noetlc.build(yaml.safe_dump(document), verify=False)
        assert [(step.lowered, d.code) for step in built.steps for d in built.diagnostics] == [("interpreted", "L03")], call
