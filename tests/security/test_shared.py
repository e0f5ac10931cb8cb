"""What one playbook leaves behind never reaches another, and no process outlives the one that started it."""

from __future__ import annotations

import contextlib
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml

import noetlc
from noetlc.confine import processes
from noetlc.confine.forking import Refused
from noetlc.host import python_tool
from noetlc.interp.host import LocalHost
from noetlc.interp.pybody import runner as runners
from noetlc.interp.pybody.pool import KEPT, Pool, bodies_of
from noetlc.interp.pybody.request import BodyRequest
from noetlc.interp.pybody.runner import BodyRunner
from noetlc.interp.pybody.server import MOST_WORKERS
from tests.security.body_attacks import FIND, MARK, POISON

pytestmark = pytest.mark.skipif(not sys.platform.startswith("linux"), reason="only Linux has the wall")

CLEAN = "import json, re\nresult = [json.loads('[1]'), re.sub('a', 'b', 'a'), len('ab')]"


def playbook(code: str) -> str:
    head = {"apiVersion": "noetl.io/v2", "kind": "Playbook", "metadata": {"name": "p"}}
    return yaml.safe_dump({**head, "workflow": [{"step": "start", "tool": {"kind": "python", "code": code}}]})


@pytest.fixture
def pure(monkeypatch: pytest.MonkeyPatch) -> None:
    """The purity check lets every body pass, and every worker is used again: what remains is the tree of the playbook."""
    monkeypatch.setattr(runners, "is_pure", lambda code, libraries, inputs: True)
    monkeypatch.setattr(runners, "keeps_no_state", lambda code, libraries: True)
    runners._pure.cache_clear()
    runners._stateless.cache_clear()


@pytest.fixture(autouse=True)
def forget() -> Iterator[None]:
    yield
    runners._pure.cache_clear()
    runners._stateless.cache_clear()


def test_poison_stays_in_its_playbook_when_interpreted(pure: None) -> None:
    for poison in POISON:
        noetlc.interpret(playbook(poison.format(mark=MARK)))
    for code, wanted in ((FIND.format(mark=MARK), []), (CLEAN, [[1], "b", 2])):
        done = noetlc.interpret(playbook(code))
        assert done["status"] == "completed", done
        assert done["steps"]["start"] == wanted, done


def module(code: str) -> bytes:
    """A module whose body stays with the host."""
    return noetlc.build(playbook(code + "\nimport decimal\ndecimal.Decimal(2).next_plus()"), verify=False).wasm


def test_poison_stays_in_its_module_when_run(pure: None, monkeypatch: pytest.MonkeyPatch) -> None:
    ran: list[str] = []
    run = python_tool.ModuleBodies.run

    def noted(self: python_tool.ModuleBodies, request: BodyRequest, host: LocalHost) -> object:
        ran.append(request.code)
        return run(self, request, host)

    monkeypatch.setattr(python_tool.ModuleBodies, "run", noted)
    wasm = module("import json\nresult = json.loads('[1]')")
    for poison in POISON:
        with python_tool.ModuleBodies(wasm + poison.encode()) as bodies:
            bodies.run(BodyRequest(poison.format(mark=MARK), (), {}, None, "s", "1"), LocalHost())
    ran.clear()
    assert noetlc.run(wasm)["steps"]["start"] == [1]
    assert len(ran) == 1, "the module asked for its body"


def test_poison_stays_in_its_build() -> None:
    for code in (POISON[0], POISON[5], POISON[8]):
        with contextlib.suppress(noetlc.Divergence):
            noetlc.build(playbook(code.format(mark=MARK)), examples=1)
        built = noetlc.build(playbook(CLEAN), examples=1)
        assert built.verification is not None
        assert built.verification.compared > 0


def test_a_pool_lends_a_runner_to_one_user_of_its_key() -> None:
    pool = Pool()
    one, two = pool.take(b"a"), pool.take(b"a")
    assert one is not two
    for runner in (one, two):
        runner.run(BodyRequest("result = 1", (), {}, None, "s", "1"), LocalHost())
        pool.give(b"a", runner)
    assert pool.take(b"b") not in (one, two)
    assert pool.take(b"a") in (one, two)
    pool.give(b"b", BodyRunner())
    assert len(pool._waiting) == 1, "one that was never started is not kept"
    for _ in range(KEPT + 1):
        runner = pool.take(b"c")
        runner.run(BodyRequest("result = 1", (), {}, None, "s", "1"), LocalHost())
        pool.give(str(_).encode(), runner)
    assert len(pool._waiting) == KEPT
    pool.close()
    one.close(), two.close()


def descendants(pid: int) -> set[int]:
    """All processes below one."""
    children: dict[int, list[int]] = {}
    for entry in Path("/proc").iterdir():
        if entry.name.isdigit():
            with contextlib.suppress(OSError):
                parent = int((entry / "stat").read_text().rpartition(")")[2].split()[1])
                children.setdefault(parent, []).append(int(entry.name))
    found: set[int] = set()
    waiting = [pid]
    while waiting:
        for child in children.get(waiting.pop(), []):
            found.add(child)
            waiting.append(child)
    return found


def alive(pids: set[int]) -> set[int]:
    """Those that are there and no zombies."""
    found = set()
    for pid in pids:
        with contextlib.suppress(OSError):
            if (Path("/proc") / str(pid) / "stat").read_text().rpartition(")")[2].split()[0] != "Z":
                found.add(pid)
    return found


def assert_gone(pids: set[int]) -> None:
    for _ in range(200):
        if not alive(pids):
            return
        time.sleep(0.05)
    raise AssertionError(f"still alive: {alive(pids)}")


ENDLESS = """
import sys
from noetlc.interp.host import LocalHost
from noetlc.interp.pybody.request import BodyRequest
from noetlc.interp.pybody.runner import BodyRunner

class Told(LocalHost):
    def env(self, name):
        print("in the body", flush=True)

runner = BodyRunner(without=frozenset(sys.argv[1:]))
runner.run(BodyRequest("import os\\nos.getenv('x')\\nwhile True:\\n    pass", (), {}, None, "s", "1"), Told())
"""


@pytest.mark.parametrize(
    "without", [(), ("namespaces",), ("namespaces", "another user")], ids=["full", "contained", "contained, same user"]
)
@pytest.mark.parametrize("whom", ["the caller", "the zygote"])
def test_no_process_outlives_who_started_it(without: tuple[str, ...], whom: str) -> None:
    command = [sys.executable, "-c", ENDLESS, *without]
    with subprocess.Popen(command, cwd=Path(__file__).resolve().parents[2], stdout=subprocess.PIPE) as caller:
        assert caller.stdout is not None
        assert caller.stdout.readline() == b"in the body\n"
        below = descendants(caller.pid)
        assert len(below) >= 4, "zygote, tree with its root, worker"
        try:
            os.kill(caller.pid if whom == "the caller" else min(below), signal.SIGKILL)
            assert_gone(below)
        finally:
            caller.kill()


def test_a_killed_zygote_and_a_killed_tree_are_started_again() -> None:
    def one(runner: BodyRunner) -> object:
        return runner.run(BodyRequest("result = 1", (), {}, None, "s", "1"), LocalHost()).data

    with BodyRunner() as runner:
        assert one(runner) == 1
        for victim in (processes.zygote(0)._process.pid, None):
            if victim is None:
                assert runner._tree is not None
                victim = runner._tree.pid
            below = descendants(victim) | {victim}
            os.kill(victim, signal.SIGKILL)
            assert_gone(below)
            assert one(runner) == 1
    with bodies_of("a playbook") as other:
        assert one(other) == 1


def test_an_order_that_was_interrupted_is_not_answered_later() -> None:
    class Interrupted:
        def readline(self, size: int) -> bytes:
            raise KeyboardInterrupt

        def close(self) -> None:
            return

    request = BodyRequest("import sys\nresult = sys.maxsize > 0", (), {}, None, "s", "1")
    with BodyRunner() as runner:
        server: Any = runner._server_started()
        server._answers = Interrupted()
        with pytest.raises(KeyboardInterrupt):
            runner.run(request, LocalHost())
        assert runner.run(request, LocalHost()).data is True
        assert runner._server is not server


def test_a_tree_has_no_more_workers_than_it_may() -> None:
    request = BodyRequest("result = 1", (), {}, None, "s", "1")
    with BodyRunner() as runner:
        server = runner._server_started()
        workers = [server.fork() for _ in range(MOST_WORKERS)]
        with pytest.raises(Refused):
            server.fork()
        assert "too many run at a time" in str(runner.run(request, LocalHost()).failure)
        workers[0].end(kill=True)
        assert runner.run(request, LocalHost()).data == 1
        for worker in workers[1:]:
            worker.end(kill=True)


def test_nothing_remains_of_a_closed_tree() -> None:
    with BodyRunner() as runner:
        for code in ("result = 1", "import time\nclass A:\n    pass\nA.x = 1\nresult = 1"):
            runner.run(BodyRequest(code, (), {}, None, "s", "1"), LocalHost())
        assert runner._tree is not None
        tree = descendants(runner._tree.pid) | {runner._tree.pid}
        assert len(tree) >= 3
    assert_gone(tree)


def test_what_a_body_writes_to_its_streams_reaches_nobody(capfd: pytest.CaptureFixture[str]) -> None:
    code = "import os\nfor fd in (1, 2):\n    try:\n        os.write(fd, b'loud')\n    except OSError:\n        pass\nprint('said')\nresult = 1"
    with BodyRunner(without=frozenset({"audit hook"})) as runner:
        assert runner.run(BodyRequest(code, (), {}, None, "s", "1"), LocalHost()).data == 1
    assert capfd.readouterr() == ("", "")
