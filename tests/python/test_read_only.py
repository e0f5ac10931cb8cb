"""The attributes that nothing sets: a body that names one gets the checks, and the runtime says the same names in its own words."""

from __future__ import annotations

import ast
from pathlib import Path

from noetlc.lower.python.facts.features import READ_ONLY, READ_ONLY_OF
from noetlc.runtime.python.objects import read_only


def test_the_names_are_the_same() -> None:
    texts = [n.value for n in ast.walk(ast.parse(Path(read_only.__file__).read_text("utf-8"))) if isinstance(n, ast.Constant)]
    said = {word for text in texts if isinstance(text, str) and text.startswith(" ") for word in text.split()}
    assert said == READ_ONLY.union(*READ_ONLY_OF.values())
