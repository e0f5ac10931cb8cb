"""What bodies print beside a result goes to the log of the host, on both engines, and costs nothing elsewhere."""

from __future__ import annotations

from typing import Any

import pytest
from wasm_run import playbook_text

import noetlc
from noetlc.host.capability import AmbientHost, RecordingHost

PRINTING = "import sys\nprint('a', 1)\nprint('ü\\n\\nb', end='')\nprint('err', file=sys.stderr)\n"


def text(*codes: str, **more: Any) -> str:
    names = ["start", *(f"s{i}" for i in range(1, len(codes)))]
    steps = [{"step": n, "tool": {"kind": "python", "code": c}, **({"next": names[i + 1]} if i + 1 < len(names) else {})}
             for i, (n, c) in enumerate(zip(names, codes, strict=True))]  # fmt: skip
    return playbook_text(workflow=steps, **more)


def logs(source: str) -> tuple[list[str], list[str]]:
    """The log calls of a compiled and of an interpreted run."""
    sides = []
    for engine in ("wasm", "interpreted"):
        host = RecordingHost(AmbientHost())
        if engine == "wasm":
            built = noetlc.build(source, verify=False)
            assert all(step.lowered == "native" for step in built.steps)
            noetlc.run(built.wasm, host=host)
        else:
            noetlc.interpret(source, host=host)
        sides.append([call.request.decode() for call in host.calls if call.name == "log"])
    return sides[0], sides[1]


@pytest.mark.parametrize(
    ("code", "lines"),
    [
        (PRINTING + "result = 1", ["0 a 1", "0 ü", "0 ", "0 b", "0 err"]),
        (PRINTING + "return {'a': 1}", ["0 a 1", "0 ü", "0 ", "0 b", "0 err"]),
        ("def main():\n    print('in main')\n    return 1\n", ["0 in main"]),
        ("print()\nresult = 1", ["0 "]),
        ("print(*[1, 2], sep='-', end='!')\nresult = 1", ["0 1-2!"]),
        ("list(map(print, 'ab'))\nresult = 1", ["0 a", "0 b"]),
        ("import traceback\ntry:\n    1 / 0\nexcept ZeroDivisionError as e:\n    print(traceback.format_exception_only(e)[0])\nresult = 1",
         ["0 ZeroDivisionError: division by zero", "0 "]),
        (PRINTING, []),
        (PRINTING + "result = None", []),
        (PRINTING + "result = [][0]", []),
        (PRINTING + "result = float('nan')", []),
        ("import logging\nlogging.warning('w')\nprint('p')\nresult = 1", ["30 w", "0 p"]),
    ],
)  # fmt: skip
def test_lines_of_both_engines(code: str, lines: list[str]) -> None:
    assert logs(text(code)) == (lines, lines)


def test_each_run_of_a_body_shows_its_own() -> None:
    expected = [f"0 {i}" for i in range(3)]
    loop = playbook_text(workflow=[{"step": "start", "loop": {"in": "{{ [0, 1, 2] }}", "iterator": "x"},
                                    "tool": {"kind": "python", "code": "print(x)\nresult = x"}}])  # fmt: skip
    assert logs(loop) == (expected, expected)


def test_prints_of_a_run_that_is_repeated_appear_once() -> None:
    source = text("print('first')\nresult = 1", "print('second')\nresult = 2 ** 70")
    host = RecordingHost(AmbientHost())
    envelope = noetlc.run(noetlc.build(source, verify=False, bigint=False).wasm, source=source, host=host)
    assert envelope["result"] == 2**70
    assert [call.request for call in host.calls if call.name == "log"] == [b"0 first", b"0 second"]


@pytest.mark.parametrize(
    ("codes", "target", "imports"),
    [
        ((PRINTING + "result = 1",), "noetlc", ["log"]),
        ((PRINTING + "result = 1",), "noetl-worker", []),
        ((PRINTING, "result = 1"), "noetlc", []),
        (("result = 'print'",), "noetlc", []),
    ],
)
def test_only_a_body_that_prints_and_may_have_a_result_needs_the_log(codes: tuple[str, ...], target: str, imports: list[str]) -> None:
    built = noetlc.build(text(*codes), target=target, verify=False)
    assert built.manifest["capabilities"] == imports
    assert all(step.lowered == "native" for step in built.steps)
