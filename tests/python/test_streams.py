"""Streams and tables in memory: both engines agree, also on what a body leaves behind for the next."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

import noetlc

sys.path.insert(0, str(Path(__file__).parent))

from bodies import HEAD, playbook

BODIES = {
    "error stream": "import sys\nprint('x', file=sys.stderr)\nsys.stderr.write('y')\nout = sys.stderr\nprint('z', file=out)\n",
    "traceback into a text": "import io\nimport traceback\nout = io.StringIO()\ntry:\n    1 / 0\nexcept ZeroDivisionError:\n    traceback.print_exc(file=out)\nresult = out.getvalue()\n",
    "redirected": "import io\nimport traceback\nfrom contextlib import redirect_stderr, redirect_stdout\nout = io.StringIO()\nwith redirect_stdout(out), redirect_stderr(out):\n    print('x')\n    try:\n        1 / 0\n    except ZeroDivisionError:\n        traceback.print_exc()\nprint(out.getvalue().upper())\n",
    "redirected until the error": "import io\nfrom contextlib import redirect_stdout\nprint('a')\nwith redirect_stdout(io.StringIO()):\n    print('b')\n    1 / 0\n",
    "assigned": "import io\nimport sys\nold = sys.stdout\nsys.stdout = out = io.StringIO()\nprint('x')\nprint('y', 1)\nsys.stdout = old\nprint(out.getvalue().upper())\n",
    "assigned until the error": "import io\nimport sys\nprint('a')\nsys.stdout = io.StringIO()\nprint('b')\n1 / 0\n",
    "error in a reader": "import csv\nrows = csv.reader(['a', 'b\\rc'])\nfor row in rows:\n    pass\n",
}


@pytest.mark.parametrize("code", [pytest.param(code, id=name) for name, code in BODIES.items()])
def test_engines_agree(code: str) -> None:
    built = noetlc.build(playbook(code), examples=1, lenient=True)  # raises Divergence where they do not
    assert [step.lowered for step in built.steps] == ["native"], built.diagnostics


def test_dialects_end_with_the_body() -> None:
    first = "|\n      import csv\n      csv.register_dialect('mine', delimiter=';')\n      result = csv.list_dialects()\n"
    second = "|\n      import csv\n      result = csv.list_dialects()\n"
    text = HEAD + first + "  next: {arcs: [{step: other}]}\n- step: other\n  tool:\n    kind: python\n    code: " + second
    built = noetlc.build(text, examples=1, lenient=True)
    assert noetlc.run(built.wasm)["steps"]["other"] == ["excel", "excel-tab", "unix"]


@pytest.mark.parametrize("use", ["csv.Writer", "csv.registered"])
def test_what_is_missing_is_refused(use: str) -> None:
    built = noetlc.build(playbook(f"import csv\nresult = str({use})"), verify=False)
    assert [step.lowered for step in built.steps] == ["interpreted"]


@pytest.mark.parametrize(
    ("code", "reason"),
    [
        ("from contextlib import AsyncContextDecorator\nresult = 1", "contextlib.AsyncContextDecorator"),
        ("import io\nimport sys\nfrom contextlib import redirect_stdout\nout = sys.stdout\nwith redirect_stdout(io.StringIO()):\n    print(1)\nresult = 1", "sys.stdout as a value"),
        ("import sys\nresult = sys._write('x', 0)", "sys._write"),
        ("import calendar\nresult = str(calendar.LocaleTextCalendar())", "calendar.LocaleTextCalendar"),
    ],
)
def test_reasons(code: str, reason: str) -> None:
    built = noetlc.build(playbook(code), verify=False, lenient=True)
    assert [step.lowered for step in built.steps] == ["interpreted"]
    assert reason in built.diagnostics[0].message
