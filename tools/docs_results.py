"""docs/claims/python_results.json: what the examples of the tables of Python bodies give, by example.

A compiled module says it, so that it is the same whatever Python writes the pages;
tests/primitives/test_python_rows.py holds it against CPython.
"""

from __future__ import annotations

import ast
import functools
import json
import re
from collections.abc import Iterable
from pathlib import Path

import docs_claims

import noetlc
from noetlc.primitives.modules import ATTRIBUTES, CLASS_METHODS, CONSTRUCTORS, FUNCTIONS, PURE_MODULES
from noetlc.primitives.python_builtins import BUILTINS, OBJECT_BUILTINS
from noetlc.primitives.python_methods import METHODS

NAME = "docs/claims/python_results.json"
CHUNK = 30
KEEPS = r"logging|environ|random\.seed"  # what one example leaves behind for the next


def page(root: Path) -> str:
    """The file: recorded results, and those of examples that are new."""
    return json.dumps(results(root), ensure_ascii=False, indent=0, sort_keys=True) + "\n"


@functools.cache
def results(root: Path) -> dict[str, str]:
    """repr of the value of each example of today's tables. Compiles those whose result is not recorded."""
    file = root / NAME
    recorded: dict[str, str] = json.loads(file.read_text("utf-8")) if file.exists() else {}
    wanted = sorted(_examples())
    new = [example for example in wanted if example not in recorded]
    alone = [example for example in new if re.search(KEEPS, example)]
    together = [example for example in new if example not in alone]
    for chunk in [*([example] for example in alone), *(together[n : n + CHUNK] for n in range(0, len(together), CHUNK))]:
        recorded |= _evaluated(chunk)
    return {example: recorded[example] for example in wanted}


def _examples() -> set[str]:
    plain = [*BUILTINS.values(), *OBJECT_BUILTINS.values(), *FUNCTIONS.values(), *CONSTRUCTORS.values(), *CLASS_METHODS.values()]
    members = [row for table in (METHODS, ATTRIBUTES) for rows in table.values() for row in rows.values()]
    return {row.example for row in [*plain, *members] if row.example}


def _evaluated(examples: list[str]) -> dict[str, str]:
    lines = "".join(f"results.append(repr({example}))\n" for example in examples)
    body = f"{imports(examples)}results = []\n{lines}result = results"
    built = noetlc.build(docs_claims.document(docs_claims.body_workflow(body)), verify=False)
    envelope = noetlc.run(built.wasm)
    if envelope["errors"]:
        raise ValueError(f"an example of {examples}: {envelope['errors'][0]['message']}")
    return dict(zip(examples, envelope["result"], strict=True))


def imports(expressions: Iterable[str]) -> str:
    """Imports of the modules that expressions name."""
    roots = {name.partition(".")[0] for name in PURE_MODULES}
    nodes = (node for text in expressions for node in ast.walk(ast.parse(text)) if isinstance(node, ast.Attribute | ast.Name))
    return "".join(f"import {name}\n" for name in sorted({ast.unparse(node) for node in nodes}) if name in PURE_MODULES or name in roots)
