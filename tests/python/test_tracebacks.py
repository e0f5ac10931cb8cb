"""Tracebacks are the same in both engines: frames of library code, of a body that is run as a function, and of `main`."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

import noetlc

sys.path.insert(0, str(Path(__file__).parent))

from bodies import playbook

BODIES = {
    "library frames": """
import json
import traceback
from statistics import mode
found = []
for f in (lambda: json.loads("{"), lambda: json.loads("[1"), lambda: mode([]), lambda: json.dumps({1, 2})):
    try:
        f()
    except Exception:
        found.append(traceback.format_exc())
result = found
""",
    "errors that library code caught": """
import json
import traceback
import uuid
from urllib.parse import urlsplit
found = []
def parse(text):
    try:
        return int(text)
    except ValueError:
        return uuid.UUID(text)
for f in (lambda: parse("x"), lambda: urlsplit("http://h:x/").port, lambda: json.loads("nul")):
    try:
        f()
    except ValueError:
        found.append(traceback.format_exc())
result = found
""",
    "syntax errors of texts": """
import ast
import traceback
try:
    ast.literal_eval("1 +")
except SyntaxError:
    result = traceback.format_exc()
""",
    "a body with return": """
import traceback
def f(x):
    raise LookupError(x)
try:
    [f(v) for v in "a"]
except LookupError:
    return traceback.format_exc()
""",
    "main": """
import sys
import traceback
def helper(x):
    return x["missing"]
def main():
    try:
        return helper({})
    except KeyError:
        traceback.print_exc()
        print(traceback.format_exception(*sys.exc_info()))
""",
    "an error that is not caught": """
import traceback
def f():
    try:
        1 / 0
    except ZeroDivisionError as e:
        traceback.print_exc()
        raise ValueError("outer") from e
f()
""",
    "recursion": """
import traceback
def f(n):
    return f(n + 1)
try:
    f(0)
except RecursionError:
    result = traceback.format_exc()
""",
    "frozen dataclasses and json hooks": """
import json
import traceback
from dataclasses import dataclass
@dataclass(frozen=True)
class P:
    x: int
def hook(v):
    raise LookupError(type(v).__name__)
found = []
for f in (lambda: setattr(P(1), "x", 2), lambda: json.dumps({1}), lambda: json.dumps([P(1)], default=hook), lambda: sorted([P(1), P(2)])):
    try:
        f()
    except Exception:
        found.append(traceback.format_exc())
result = found
""",
    "dataclasses": """
import traceback
from dataclasses import dataclass, field
@dataclass
class P:
    x: int
    y: list = field(default_factory=list)
    def __post_init__(self):
        if self.x < 0:
            raise ValueError(self.x)
found = []
for f in (lambda: P(-1), lambda: P(), lambda: P(1) < P(2)):
    try:
        f()
    except Exception:
        found.append(traceback.format_exc())
result = found
""",
}


@pytest.mark.parametrize("code", [pytest.param(code, id=name) for name, code in BODIES.items()])
def test_engines_agree(code: str) -> None:
    built = noetlc.build(playbook(code), examples=1, lenient=True)  # raises Divergence where they do not
    assert [step.lowered for step in built.steps] == ["native"], built.diagnostics
    assert built.verification is not None
    assert built.verification.report()["examples"] > 0


def test_every_form_of_a_traced_body_is_valid() -> None:
    """Both sides of the inner `try` go elsewhere, and so does what stands around it."""
    code = "import traceback\ndef f(t):\n    try:\n        return int(t)\n    except ValueError:\n        raise KeyError(t) from None\nresult = f('1')\n"
    assert noetlc.build(playbook(code + "print(traceback.format_exc())\n"), verify=False, verify_ir=True).wasm
