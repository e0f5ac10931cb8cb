"""logging: the same lines reach the host from a compiled body and from the interpreter."""

from __future__ import annotations

from typing import Any

from compiled_body import check_table, compiled, playbook

import noetlc
from noetlc.host.capability import AmbientHost


class Lines(AmbientHost):
    """Keeps what is logged."""

    def __init__(self) -> None:
        self.lines: list[tuple[int, str]] = []

    def log(self, level: int, line: str) -> None:
        self.lines.append((level, line))


def run_both(code: str) -> tuple[Any, list[tuple[int, str]]]:
    """Result and lines of a body, which both engines must agree on."""
    text = playbook(code)
    built = noetlc.build(text, verify=False)
    assert all(s.lowered == "native" for s in built.steps)
    one, other = Lines(), Lines()
    result = noetlc.run(built.wasm, {}, host=one)
    assert noetlc.interpret(text, {}, host=other)["result"] == result["result"]
    assert one.lines == other.lines
    return result["result"], one.lines


def test_levels_and_messages() -> None:
    result, lines = run_both(
        "import logging\n"
        "logger = logging.getLogger(__name__)\n"
        "logger.info('not shown')\n"
        "logger.warning('a %s %d', 'x', 5)\n"
        "logging.basicConfig(level=logging.DEBUG, format='%(message)s')\n"
        "logger.debug('%(n)s', {'n': 1})\n"
        "logger.error('bad %d', 'x')\n"
        "logger.log(25, 'between')\n"
        "logging.getLogger('a').setLevel('ERROR')\n"
        "logging.getLogger('a.b').warning('dropped')\n"
        "logging.getLogger('a.b').critical('kept')\n"
        "try:\n    1 / 0\nexcept ZeroDivisionError as e:\n    logger.exception('failed: %s', e)\n"
        "logging.info('root')\n"
        "logging.disable(logging.WARNING)\n"
        "logging.warning('dropped')\n"
        "result = 1\n"
    )
    assert result == 1
    assert lines == [(30, "a x 5"), (10, "1"), (40, "bad %d"), (25, "between"), (50, "kept"), (40, "failed: division by zero"), (20, "root")]


def test_nothing_reaches_the_streams() -> None:
    result, lines = run_both("import logging\nlogging.warning('w')\nlogging.info('i')\nprint('out')\n")
    assert result == {"stdout": "out\n", "stderr": ""}
    assert lines == [(30, "w")]


def test_root_is_configured_once() -> None:
    _, lines = run_both("import logging\nlogging.warning('w')\nlogging.basicConfig(level='DEBUG')\nlogging.debug('no')\nlogging.basicConfig(level=10, force=True)\nlogging.debug('yes')\nresult = 0\n")
    assert lines == [(30, "w"), (10, "yes")]


def test_loggers() -> None:
    check_table(
        "import logging\nfrom logging import getLogger, INFO\na = getLogger('t.a')",
        ["a.name", "a.level", "a.getEffectiveLevel()", "a.isEnabledFor(30)", "a.isEnabledFor(20)", "a.getChild('b').name", "getLogger('t.a') is a", "getLogger().name", "getLogger('root') is getLogger()", "getLogger(5)", "a.setLevel('X')", "a.setLevel(None)",
         "a.log('x', 'm')", "logging.getLevelName(20)", "logging.getLevelName('INFO')", "logging.getLevelName(25)", "INFO", "logging.CRITICAL", "a.foo", "repr(a)", "isinstance(a, logging.Logger)", "type(a).__name__"],
    )  # fmt: skip


def test_each_run_starts_fresh() -> None:
    code = "import logging\nresult = logging.getLogger('x').getEffectiveLevel()\nlogging.getLogger('x').setLevel(10)\nlogging.basicConfig(level=10)\n"
    assert compiled(code) == 30
    assert run_both(code)[0] == 30
    assert run_both(code)[0] == 30


class Clock(Lines):
    """A clock that counts the questions."""

    def __init__(self) -> None:
        super().__init__()
        self.asked = 0

    def now(self) -> int:
        self.asked += 1
        return 1_700_000_000_123_456_789 + self.asked * 1_000_000_000


def test_the_clock_is_the_host() -> None:
    text = playbook(
        "import datetime, time\n"
        "from datetime import timezone, timedelta\n"
        "D = datetime.datetime\n"
        "result = [str(D.now()), str(D.utcnow()), str(D.today()), str(datetime.date.today()), str(D.now(timezone.utc)), str(D.now(tz=timezone(timedelta(hours=9)))),"
        " D.now().timestamp(), time.time(), str(time.gmtime().tm_sec), time.strftime('%S'), D.now(datetime.UTC).isoformat()]\n"
    )
    built = noetlc.build(text, verify=False)
    one, other = Clock(), Clock()
    result = noetlc.run(built.wasm, {}, host=one)
    assert result["result"] == noetlc.interpret(text, {}, host=other)["result"]
    assert one.asked == other.asked == 11
