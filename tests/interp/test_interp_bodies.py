"""Python bodies in their confined process: results, errors, host values, limits."""

from __future__ import annotations

import random
from collections.abc import Iterator
from typing import Any

import pytest

from noetlc.interp.host import LocalHost
from noetlc.interp.pybody.purity import is_pure, keeps_no_state
from noetlc.interp.pybody.request import BodyRequest, Library
from noetlc.interp.pybody.runner import BodyLimits, BodyRunner


class FixedHost(LocalHost):
    """Fixed clock and entropy; notes waits."""

    def __init__(self) -> None:
        self.waits: list[int] = []

    def now(self) -> int:
        return 1_700_000_000_123_456_789

    def monotonic(self) -> int:
        return 5_000_000_000

    def random(self, size: int) -> bytes:
        return bytes(range(size))

    def sleep(self, nanoseconds: int) -> None:
        self.waits.append(nanoseconds)

    def env(self, name: str) -> str | None:
        return {"HOME": "/h"}.get(name)


@pytest.fixture(scope="module")
def bodies() -> Iterator[BodyRunner]:
    with BodyRunner(BodyLimits(timeout_s=5, memory_mb=512)) as runner:
        yield runner


@pytest.fixture
def call(bodies: BodyRunner) -> Any:
    def go(code: str, host: Any = None, libs: tuple[Library, ...] = (), context: Any = None, **inputs: Any) -> Any:
        result = bodies.run(BodyRequest(code, libs, inputs, context, "s", "1"), host or FixedHost())
        return result.data if result.failure is None else f"{result.kind}: {result.failure}"

    return go


RESULTS: list[tuple[str, dict[str, Any], Any]] = [
    ("result = a + 1", {"a": 2}, 3),
    ("print('hi')", {}, {"stdout": "hi\n", "stderr": ""}),
    ("import sys\nsys.stderr.write('e')", {}, {"stdout": "", "stderr": "e"}),
    ("if a:\n    return 'yes'\nresult = 'no'", {"a": 1}, "yes"),
    ("if a:\n    return 'yes'\nresult = 'no'", {"a": 0}, "no"),
    ("a = a + 1\nreturn a", {"a": 1}, 2),
    ("def main(a, b=2, *, c, **kw):\n    return [a, b, c, kw]", {"a": 1, "c": 3, "d": 4}, [1, 2, 3, {"d": 4}]),
    ("def main(a, /, b):\n    return [a, b]", {"a": 1, "b": 2}, [1, 2]),
    ("async def g(x):\n    return x\nasync def main(a):\n    return await g(a)", {"a": 1}, 1),
    ("result = 0\ndef main():\n    return 1", {}, 0),
    ("x = 1", {"result": 4}, 4),
    ("result = [args, input_data, step, execution_id]", {"a": 1}, [{"a": 1}, {"a": 1}, "s", "1"]),
    ("result = input_data", {"input_data": 7}, 7),
    ("xs.append(1)\nresult = [xs, args['xs']]", {"xs": []}, [[1], [1]]),
    ("result = {1: 'a', 1.5: 'b', True: 'c', None: 'd', 'e': ()}", {}, {"1": "c", "1.5": "b", "null": "d", "e": []}),
    ("result = [{1}, b'x', 1j, 2 ** 70]", {}, ["{1}", "b'x'", "1j", 2**70]),
    (
        "from collections import Counter, namedtuple\nresult = [Counter('aab'), namedtuple('P', 'x y')(1, 2)]",
        {},
        [{"a": 2, "b": 1}, [1, 2]],
    ),
    ("result = {'1': 'a', 1: 'b'}", {}, {"1": "b"}),
    ("result = {(1,): 2}", {}, "value: the result has a map key that is neither text nor a number"),
    ("result = '\\ud800x'", {}, "�x"),
    ("import sys\nprint('x')\nsys.exit()", {}, {"stdout": "x\n", "stderr": ""}),
    ("import sys\nsys.exit(0)", {}, {"stdout": "", "stderr": ""}),
    ("import sys\nsys.exit('no')", {}, "exit: exit no"),
    ("raise ValueError", {}, "exception: ValueError"),
    ("raise KeyError('k')", {}, "exception: KeyError: 'k'"),
    ("class E(Exception):\n    def __str__(self):\n        1 / 0\nraise E", {}, "exception: E: <exception str() failed>"),
    ("x = 1 +", {}, "exception: SyntaxError: invalid syntax"),
    ("  x = 1", {}, "exception: SyntaxError: invalid syntax"),
    ("break", {}, "exception: SyntaxError: invalid syntax"),
    ("result = float('nan')", {}, "value: the result holds a number that is not finite"),
    ("result = []\nresult.append(result)", {}, "value: the result is nested deeper than 128 levels"),
    ("import json\nresult = len(json.loads('[' * 128 + ']' * 128))", {}, 1),
    ("def f(n):\n    return n and f(n - 1)\nresult = f(998)", {}, 0),
    ("def f(n):\n    return n and f(n - 1)\nreturn f(998)", {}, 0),
    ("def f(n):\n    return n and f(n - 1)\nresult = f(999)", {}, "exception: RecursionError: maximum recursion depth exceeded"),
    ("from __future__ import annotations\nresult = 1", {}, 1),
    ("global q\nq = 1\nresult = globals()['q']", {}, 1),
]


@pytest.mark.parametrize(("code", "inputs", "want"), RESULTS, ids=[code for code, _, _ in RESULTS])
def test_result(call: Any, code: str, inputs: dict[str, Any], want: Any) -> None:
    assert call(code, **inputs) == want


def test_error_data_and_place(bodies: BodyRunner) -> None:
    code = "import sys\nsys.stderr.write('before ')\ndef f():\n    é = {}\n    return é['k']\nf()"
    result = bodies.run(BodyRequest(code, (), {}, None, "s", "1"), FixedHost())
    assert result.data == {"stdout": "", "stderr": "before KeyError: 'k'\n"}
    assert (result.line, result.column) == (5, 12)


def test_json_nesting(call: Any) -> None:
    assert "decoding a JSON array" in call("import json\njson.loads('[' * 129 + ']' * 129)")
    assert "decoding a JSON object" in call("import json\njson.loads('{\"a\":' * 129)")
    assert "JSONDecodeError" in call("import json\njson.loads('x' + '[' * 129)")
    assert call("result = []\nfor _ in range(200):\n    result = [result]").startswith("value: ")


def test_clock(call: Any) -> None:
    code = (
        "import time, datetime\nfrom datetime import datetime as dt, timezone\n"
        "result = [time.time(), time.time_ns(), time.monotonic(), dt.now().isoformat(), dt.utcnow().isoformat(), datetime.date.today(),"
        " dt.now(timezone.utc).isoformat(), time.strftime('%H'), time.gmtime().tm_year, type(dt.now()).__name__, dt.now() > dt(2020, 1, 1)]"
    )
    assert call(code) == [
        1700000000.1234567,
        1_700_000_000_123_456_789,
        5.0,
        "2023-11-14T22:13:20.123456",
        "2023-11-14T22:13:20.123456",
        "2023-11-14",
        "2023-11-14T22:13:20.123456+00:00",
        "22",
        2023,
        "datetime",
        True,
    ]


def test_sleep_asks_the_host(call: Any) -> None:
    host = FixedHost()
    assert call("import time\ntime.sleep(1.5)\ntime.sleep(2)\nresult = 1", host=host) == 1
    assert host.waits == [1_500_000_000, 2_000_000_000]
    assert call("import time\ntime.sleep(-1)") == "exception: ValueError: sleep length must be non-negative"


def test_entropy(call: Any) -> None:
    twister = random.Random(int.from_bytes(bytes(range(32)), "little"))
    code = "import random, uuid, os\nresult = [random.random(), random.randint(1, 9), str(uuid.uuid4()), os.urandom(2).hex()]"
    assert call(code) == [twister.random(), twister.randint(1, 9), "00010203-0405-4607-8809-0a0b0c0d0e0f", "0001"]
    assert call("import random\nrandom.seed(42)\nresult = random.random()") == random.Random(42).random()
    first = call("import random\nresult = random.Random().random()")
    assert first == random.Random(int.from_bytes(bytes(range(32)), "little")).random()


def test_environment(call: Any) -> None:
    code = "import os\nos.environ['NEW'] = 'n'\nresult = [os.environ['HOME'], os.getenv('NO'), os.environ.get('NEW'), 'HOME' in os.environ]"
    assert call(code) == ["/h", None, "n", True]
    assert call("import os\nos.environ['NO']") == "exception: KeyError: 'NO'"
    assert call("import os\nresult = [os.environ.get('NEW')]") == [None]  # no state survives a body


@pytest.mark.parametrize("code", ["import json\njson.x = 1", "import sys\nsys.stdout = None", "import math\nsetattr(math, 'pi', 3)"])
def test_no_state_survives(call: Any, code: str) -> None:
    assert not keeps_no_state(code, ())
    call(code)
    assert call("import json, math\nprint(1)\nresult = [hasattr(json, 'x'), math.pi > 3.1]") == [False, True]


def test_logging_starts_fresh(call: Any) -> None:
    want = {"stdout": "", "stderr": ""}
    for _ in range(2):
        assert call("import logging\nlogging.warning('a %s', 1)") == want


def test_libs(call: Any) -> None:
    libs = (Library("m", "math", None), Library("dumps", "json", "dumps"))
    assert call("'doc'\nresult = [m.floor(1.5), dumps([1])]", libs=libs) == [1, "[1]"]
    assert call("return dumps(m.ceil(1.5))", libs=libs) == "2"


def test_context_names(call: Any) -> None:
    context = {"w": 1, "workload": {"w": 1}}
    assert call("result = [list(context), list(variables), context['args']]", context=context, a=2) == [
        ["w", "workload", "args", "variables", "step"],
        ["w", "workload"],
        {"a": 2},
    ]


@pytest.mark.parametrize(
    "code",
    [
        "open('/etc/hostname')",
        "open('x', 'w')",
        "import os\nos.listdir('/')",
        "import os\nos.system('true')",
        "import os\nos.fork()",
        "import socket\nsocket.socket()",
        "import subprocess\nsubprocess.run(['true'])",
        "import ctypes\nctypes.CDLL(None)",
        "import os\nos.kill(1, 9)",
        "import os\nos.open('/etc/hostname', 0)",
    ],
)
def test_confined(call: Any, code: str) -> None:
    assert "PermissionError" in call(code)


def test_limits(bodies: BodyRunner) -> None:
    assert bodies.run(BodyRequest("x = [0] * 10 ** 9", (), {}, None, "s", "1"), FixedHost()).failure == "MemoryError"
    with BodyRunner(BodyLimits(timeout_s=0.3, memory_mb=512)) as impatient:
        result = impatient.run(BodyRequest("while True: pass", (), {}, None, "s", "1"), FixedHost())
        assert result.kind == "timeout"
        again = impatient.run(BodyRequest("result = 1", (), {}, None, "s", "1"), FixedHost())
        assert again.data == 1


def test_a_crash_is_an_outcome(bodies: BodyRunner) -> None:
    crash = "import types\nbroken = (lambda: 0).__code__.replace(co_code=b'\\x64\\xff' * 4, co_consts=())\ntypes.FunctionType(broken, {})()"
    result = bodies.run(BodyRequest(crash, (), {}, None, "s", "1"), FixedHost())
    assert result.failure is not None
    assert bodies.run(BodyRequest("result = 1", (), {}, None, "s", "1"), FixedHost()).data == 1


def test_hash_seed_is_selectable() -> None:
    request = BodyRequest("result = hash('noetl')", (), {}, None, "s", "1")
    with BodyRunner(hash_seed=1) as one, BodyRunner(hash_seed=2) as two:
        first, second = one.run(request, FixedHost()).data, two.run(request, FixedHost()).data
        assert first != second
        assert one.run(request, FixedHost()).data == first


def test_purity() -> None:
    assert is_pure("import json, re\nresult = 1", ())
    assert is_pure("x = (", ())
    assert not is_pure("import socket", ())
    assert not is_pure("x = 1", (Library("np", "numpy", None),))
    assert is_pure("eval('1')", ())
    assert is_pure("t = 'x = 1'\nexec(compile(t, 'f', 'exec'), {})", ())
    for code in ("eval(x)", "t = '1'\nt = '2'\nexec(t)", "eval('open(1)')", "exec('import socket')", "exec('open = 1')\nopen(1)"):
        assert not is_pure(code, ()), code
    assert not keeps_no_state("eval('1')", ())
    checked = "{}\nif {}:\n  import socket"
    assert is_pure(checked.format("from typing import TYPE_CHECKING as T", "T"), ())
    assert is_pure(checked.format("import typing as t", "t.TYPE_CHECKING"), ())
    assert not is_pure(checked.format("from typing import TYPE_CHECKING\nTYPE_CHECKING = 1", "TYPE_CHECKING"), ())
    assert not is_pure(checked.format("import typing\ntyping.TYPE_CHECKING = 1", "typing.TYPE_CHECKING"), ())
    assert not is_pure(checked.format("import typing\nsetattr(typing, 'TYPE_CHECKING', 1)", "typing.TYPE_CHECKING"), ())
    assert not is_pure(checked.format("from typing import TYPE_CHECKING", "TYPE_CHECKING or x"), ())
    assert not is_pure(checked.format("from typing import TYPE_CHECKING", "TYPE_CHECKING") + "\nelse:\n  import socket", ())


CHANGES = """
import calendar, csv, decimal
if change:
    calendar.setfirstweekday(6)
    csv.field_size_limit(9)
    csv.register_dialect("mine", delimiter=";")
    decimal.DefaultContext.prec = decimal.ExtendedContext.prec = decimal.getcontext().prec = 3
    decimal.BasicContext.traps[decimal.Inexact] = True
contexts = decimal.BasicContext, decimal.ExtendedContext, decimal.DefaultContext, decimal.getcontext()
result = [calendar.firstweekday(), csv.field_size_limit(), csv.list_dialects(), *map(repr, contexts)]
"""


def test_what_a_body_changes_in_modules_ends_with_it(call: Any) -> None:
    before = call(CHANGES, change=False)
    assert call(CHANGES, change=True) != before
    assert call(CHANGES, change=False) == before
