"""Compiles a Python body, runs it, and compares with CPython."""

from __future__ import annotations

import ast
import json
import math
import sys
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).parents[1] / "python"))

from made_modules import made

import noetlc
from noetlc.interp.pybody import versions

HEAD = "apiVersion: noetl.io/v2\nkind: Playbook\nmetadata: {name: case, path: case}\nworkflow:\n- step: start\n  tool:\n    kind: python\n    code: "


def playbook(code: str) -> str:
    return HEAD + json.dumps(code, ensure_ascii=False) + "\n"


def compiled(code: str) -> Any:
    """The result of a body, or `Type: message` as a string in a one-tuple; the body must be native."""
    text = playbook(code)
    wasm, lowered = made("body " + text, lambda: _made(text))
    assert all(how == "native" for how, _ in lowered), (lowered, code)
    envelope = noetlc.run(wasm, {})
    errors = envelope.get("errors") or []
    return (errors[0]["message"],) if errors else envelope["result"]


def _made(text: str) -> tuple[bytes, list[tuple[str, str | None]]]:
    """The module, and how each step was lowered and why."""
    built = noetlc.build(text, verify=False, lenient=True)
    return bytes(built.wasm), [(step.lowered, step.reason) for step in built.steps]


def expected(code: str) -> Any:
    """What CPython gives for the same body."""
    names: dict[str, Any] = {"__name__": "__main__"}
    try:
        exec(versions.compile_tree(ast.parse(code)), names)
        return json.loads(json.dumps(names["result"], default=str))
    except Exception as error:
        versions.mend(error)
        text = str(error)
        return (f"{type(error).__name__}: {text}" if text else type(error).__name__,)


def table(imports: str, expressions: list[str]) -> str:
    """A body that evaluates expressions one by one: `repr` of the value, or of the exception."""
    lines = [imports, "result = []"]
    for text in expressions:
        lines += ["try:", f"    result.append(repr({text}))", "except Exception as e:", "    result.append(type(e).__name__ + ': ' + str(e))"]
    return "\n".join(lines) + "\n"


def check_table(imports: str, expressions: list[str]) -> None:
    """Every expression gives CPython's repr or exception."""
    code = table(imports, expressions)
    got, want = compiled(code), expected(code)
    assert isinstance(got, list), got
    different = [(e, g, w) for e, g, w in zip(expressions, got, want, strict=True) if g != w]
    assert not different, "\n".join(f"{e}\n    got  {g}\n    want {w}" for e, g, w in different)


def check_body(code: str) -> None:
    got, want = compiled(code), expected(code)
    assert same(got, want), f"got  {got}\nwant {want}"


def same(a: Any, b: Any) -> bool:
    if isinstance(a, float) and isinstance(b, float) and math.isnan(a) and math.isnan(b):
        return True
    return json.dumps(a) == json.dumps(b)
