"""Syntax that 3.11 does not know is refused on every version."""

from __future__ import annotations

import pytest

from noetlc.frontend.python_body import BodyError, parse_body

NEWER = [
    "x = f'{'a'}'",
    'x = f"{d["k"]}"',
    "type X = int",
    "def f[T](x): pass",
    "class C[T]: pass",
    r"""x = f'{"\n".join(y)}'""",
    "x = f'{f'{y}'}'",
    "x = f'{(  # c\n 1)}'",
]
OLDER = ["x = f'{y}'", "x = f'{\"a\"}'", "x = f\"{d['k']}\"", "x = f'{y!r:>{w}}'", r"x = f'a\n{y}'", "x = f'{f\"{y}\"}'", "x = f'''{d['k']}'''"]


@pytest.mark.parametrize("code", NEWER)
def test_newer_syntax_does_not_parse(code: str) -> None:
    found = parse_body(code)
    assert isinstance(found, BodyError)
    assert found.line >= 1


@pytest.mark.parametrize("code", OLDER)
def test_what_3_11_takes_parses(code: str) -> None:
    assert not isinstance(parse_body(code), BodyError)
