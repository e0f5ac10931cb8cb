"""What is known of methods has to leave out those that the runtime calls by their names."""

from __future__ import annotations

import re
from pathlib import Path

import noetlc
from noetlc.lower.python.calls.body_methods import CALLED_BY_RUNTIME

RUNTIME = Path(noetlc.__file__).parent / "runtime"
_CALLS = re.compile(r"\b(?:call_method|call_attribute|py_getattr|optional_attribute|dt_asked?)\([^()]*\blit\(\"([a-z]\w*)\"\)")


def test_methods_that_the_runtime_calls_are_listed() -> None:
    called = {name for path in RUNTIME.rglob("*.py") for name in _CALLS.findall(path.read_text(encoding="utf-8"))}
    assert {"items", "keys", "write", "utcoffset"} <= called <= CALLED_BY_RUNTIME
