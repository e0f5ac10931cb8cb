"""Where errors stand: programs that raise, written with one token a line, give the same errors on both engines."""

from __future__ import annotations

import io
import json
import tokenize
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

import noetlc
from noetlc.layout.sites import pack, unpack

FOLDER = Path(__file__).parent / "edges" / "errors"
PROGRAMS = [p for file in sorted(FOLDER.glob("*.txt")) for p in file.read_text(encoding="utf-8").split("# ---\n")]
BATCH = 40
HEAD = "apiVersion: noetl.io/v2\nkind: Playbook\nmetadata: {name: case, path: case}\nworkflow:\n"


def spread(program: str) -> str:
    """The program with every token of a statement on a line of its own."""
    out, depth, start = "", 0, True
    for token in tokenize.generate_tokens(io.StringIO(program).readline):
        if token.type in (tokenize.NEWLINE, tokenize.NL):
            out, start = out + "\n", True
        elif token.type in (tokenize.INDENT, tokenize.DEDENT):
            depth += 1 if token.type == tokenize.INDENT else -1
        elif token.type != tokenize.ENDMARKER:
            out += ("    " * depth if start else " \\\n" + "    " * depth + "  ") + token.string
            start = False
    return out


def playbook(programs: list[str]) -> str:
    """A step for each program, each after the error of the one before."""
    text = HEAD
    for i, program in enumerate(programs):
        code = "".join(f"      {line}\n" for line in program.split("\n"))
        text += f"- step: s{i}\n  tool:\n    kind: python\n    code: |2\n{code}"
        text += f"  next:\n  - {{step: s{i + 1}, when: \"{{{{ output.status == 'error' }}}}\"}}\n"
    return f"{text}- step: s{len(programs)}\n  tool: {{kind: noop}}\n"


def errors(envelope: dict[str, Any]) -> list[Any]:
    return [(e["message"], e.get("at")) for e in envelope["errors"]]


@pytest.mark.parametrize("written", [str, spread], ids=["plain", "spread"])
@pytest.mark.parametrize("start", range(0, len(PROGRAMS), BATCH))
def test_places(start: int, written: Any) -> None:
    programs = [written(p) for p in PROGRAMS[start : start + BATCH]]
    text = playbook(programs)
    built = noetlc.build(text, verify=False, lenient=True)
    assert [s.reason for s in built.steps] == [None] * len(built.steps)
    compiled, interpreted = errors(noetlc.run(built.wasm, {})), errors(noetlc.interpret(text, {}))
    assert len(interpreted) == len(programs)
    assert compiled == interpreted


def quoted(code: str) -> str:
    """A playbook whose body is one quoted line."""
    return f"{HEAD}- step: s0\n  tool:\n    kind: python\n    code: {json.dumps(code)}\n"


LONG = "".join(f"a{i} = {i} + 1\n" for i in range(600))


def test_places_far_to_the_right() -> None:
    text = quoted(f"{LONG}def f(x):\n    return 1 // x\nf(0)\n")
    compiled, interpreted = errors(noetlc.run(noetlc.build(text, verify=False, lenient=True).wasm, {})), errors(noetlc.interpret(text, {}))
    assert interpreted[0][1]["column"] > 9000
    assert compiled == interpreted


def test_traceback_in_one_long_line() -> None:
    code = f"{LONG}import sys\ntry:\n    1 // 0\nexcept ZeroDivisionError:\n    result = sys.exc_info()[2].tb_lineno\n"
    built = noetlc.build(quoted(code), verify=False, lenient=True)
    assert built.steps[0].lowered == "native"
    assert noetlc.run(built.wasm, {})["result"] == 603


@given(st.integers(1, 1 << 20), st.integers(1, 1 << 20))
def test_sites_hold_lines_and_columns(line: int, column: int) -> None:
    site = pack(line, column)
    assert 0 < site < 1 << 31
    if (column < 1 << 12 and line < 1 << 18) or (column < 1 << 18 and line < 1 << 12):
        assert unpack(site) == (line, column)
