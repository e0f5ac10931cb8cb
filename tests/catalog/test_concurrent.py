"""Many writers at once, and writers that are killed. On both databases."""

from __future__ import annotations

import os
import signal
import threading
import traceback
from collections.abc import Callable
from pathlib import Path

import psycopg
import pytest
from catalog_support import Quick, playbook
from sqlalchemy import event

from noetlc.catalog import Catalog, CatalogError, objects
from noetlc.catalog.migrations import MIGRATIONS, migrate


def in_a_fork(work: Callable[[], None]) -> int:
    """Runs something in a process of its own that nothing cleans up after; its pid."""
    pid = os.fork()
    if pid == 0:
        status = 1
        try:
            work()
            status = 0
        except BaseException:
            traceback.print_exc()
        finally:
            os._exit(status)
    return pid


def ended(pid: int) -> int:
    """The exit status, or minus the signal."""
    return os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1])


def consistent(catalog: Catalog) -> list[int]:
    """Checks that every version is whole and linked to the module it names; the versions."""
    found = catalog.history("flow") if catalog.playbooks() else []
    assert [one.version for one in found] == list(range(1, len(found) + 1)), "consecutive, each once"
    for one in found:
        assert one.content.startswith("apiVersion")
        assert one.module is not None
        assert one.manifest is not None
        module = catalog.module(one.module.path, one.module.version, one.module.digest)
        assert len(module.data) == one.module_bytes
    return [one.version for one in found]


# ---- at once


def test_threads_get_distinct_versions(catalog: Catalog, quick: type[Quick]) -> None:
    versions: list[int] = []
    errors: list[BaseException] = []

    def work(number: int) -> None:
        try:
            for turn in range(4):
                versions.append(catalog.register(playbook(body=f"b{number % 2}{turn}")).version)
        except BaseException as error:
            errors.append(error)

    threads = [threading.Thread(target=work, args=(number,)) for number in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert not errors
    assert sorted(versions) == list(range(1, 25)) == consistent(catalog)
    assert len({one.digest for one in catalog.modules()}) == len(catalog.modules()) == 8, "equal content, equal module, once"


def test_processes_get_distinct_versions(catalog: Catalog, quick: type[Quick]) -> None:
    def work() -> None:
        for turn in range(5):  # this process's catalog, used from another one
            catalog.register(playbook(body=f"b{turn}"))
            catalog.put_module("user/other", 1, os.urandom(8))

    catalog.register(playbook(body="b0"))
    pids = [in_a_fork(work) for _ in range(4)]
    for turn in range(5):
        catalog.register(playbook(body=f"c{turn}"))
        catalog.gc(dry_run=False, grace_seconds=0)
    assert [ended(pid) for pid in pids] == [0] * 4
    assert len(consistent(catalog)) == 26
    assert len(catalog.modules("user/other")) == 1


def test_collecting_beside_registering(catalog: Catalog, quick: type[Quick], reopened: Callable[..., Catalog]) -> None:
    """Whatever the order of deletes, collections and registers is, a live version has its module."""
    stop = threading.Event()
    errors: list[BaseException] = []
    other = reopened()

    def collect() -> None:
        try:
            while not stop.is_set():
                other.gc(dry_run=False, grace_seconds=0)
        except BaseException as error:
            errors.append(error)

    thread = threading.Thread(target=collect)
    thread.start()
    try:
        for turn in range(12):
            done = catalog.register(playbook(body=f"b{turn % 2}"))
            assert done.module is not None
            assert catalog.module("flow", done.module.version, done.module.digest)
            assert catalog.delete("flow", done.version) == 1
    finally:
        stop.set()
        thread.join()
    assert not errors
    assert len(catalog.history("flow")) == 12


# ---- killed


def _dies_at(catalog: Catalog, number: int) -> None:
    """Kills this process before its statement of this number; a commit counts as one."""
    engine = catalog.database._engine_here()
    left = [number]

    def count(*_: object) -> None:
        left[0] -= 1
        if left[0] < 0:
            os.kill(os.getpid(), signal.SIGKILL)

    event.listen(engine, "before_cursor_execute", count)
    event.listen(engine, "commit", count)


def test_a_kill_at_any_statement_leaves_the_old_state_or_the_new(catalog: Catalog, quick: type[Quick]) -> None:
    catalog.register(playbook(body="first"))
    wanted = 1
    for number in range(100):

        def work(number: int = number) -> None:
            _dies_at(catalog, number)
            catalog.register(playbook(body="second"))

        catalog.close()
        status = ended(in_a_fork(work))
        now = consistent(catalog)
        assert len(now) in (wanted, wanted + 1)
        wanted = len(now)
        if status == 0:
            assert wanted == 2, "nothing counts before its transaction has ended"
            break
        assert status == -signal.SIGKILL
    else:
        pytest.fail("it never came to its end")
    assert number > 8, "there were statements to die at"
    assert catalog.register(playbook(body="last")).version == wanted + 1


def test_a_kill_while_objects_are_written(
    reopened: Callable[..., Catalog], quick: type[Quick], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    catalog = reopened(objects=str(tmp_path / "objects"), inline_bytes=1)
    catalog.register(playbook(body="first"))
    real = objects.write_whole

    def killed_before() -> None:
        monkeypatch.setattr(objects, "write_whole", lambda *_, **__: os.kill(os.getpid(), signal.SIGKILL))
        catalog.register(playbook(body="x"))

    def killed_after() -> None:
        def write(*arguments: object, **more: object) -> None:
            real(*arguments, **more)  # type: ignore[arg-type]
            os.kill(os.getpid(), signal.SIGKILL)

        monkeypatch.setattr(objects, "write_whole", write)
        catalog.register(playbook(body="x"))

    for work, orphans in ((killed_before, 0), (killed_after, 1)):
        catalog.close()
        assert ended(in_a_fork(work)) == -signal.SIGKILL
        assert consistent(catalog) == [1]
        assert len(catalog.gc(grace_seconds=0).objects) == orphans
    assert len(catalog.gc(dry_run=False).objects) == 1
    assert catalog.gc().objects == ()
    assert catalog.register(playbook(body="x")).version == 2
    assert consistent(catalog) == [1, 2]


def test_a_kill_while_it_collects(reopened: Callable[..., Catalog], quick: type[Quick], tmp_path: Path) -> None:
    catalog = reopened(objects=str(tmp_path / "objects"), inline_bytes=1)
    for body in ("first", "second"):
        catalog.register(playbook(body=body))
    catalog.delete("flow", 2)
    for number in range(100):

        def work(number: int = number) -> None:
            _dies_at(catalog, number)
            catalog.gc(dry_run=False, grace_seconds=0)

        catalog.close()
        status = ended(in_a_fork(work))
        second = catalog.history("flow")[1]
        assert (second.module is None) == (second.state == "interpreted")
        if second.module is not None:
            assert catalog.module("flow", 2, second.module.digest)
        assert catalog.module("flow", 1).data
        if status == 0:
            break
    assert number > 8
    assert second.module is None
    assert catalog.gc(grace_seconds=0).objects == ()


def test_processes_open_an_empty_database_at_once(url: str) -> None:
    def work() -> None:
        with Catalog.open(url) as catalog:
            catalog.put_module(f"m{os.getpid()}", 1, b"x")

    pids = [in_a_fork(work) for _ in range(6)]
    assert [ended(pid) for pid in pids] == [0] * 6
    with Catalog.open(url) as catalog:
        assert len(catalog.modules()) == 6
        assert migrate(catalog.database) == 0
        with catalog.database.reading() as connection:
            steps = connection.exec_driver_sql("SELECT step FROM noetlc_schema ORDER BY step").scalars().all()
        assert steps == [step.number for step in MIGRATIONS]


@pytest.mark.parametrize("url", ["postgresql"], indirect=True)
def test_connections_that_the_server_ends(catalog: Catalog, quick: type[Quick], url: str) -> None:
    def end_others() -> None:
        with psycopg.connect(url.partition("?")[0], autocommit=True) as connection:
            connection.execute("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE pid <> pg_backend_pid() AND datname IS NOT NULL")

    catalog.register(playbook(body="first"))
    end_others()
    assert catalog.register(playbook(body="second")).version == 2, "a connection that was idle is made anew"
    left = [6]

    def end_this(*_: object) -> None:
        left[0] -= 1
        if left[0] == 0:
            end_others()

    engine = catalog.database._engine_here()
    event.listen(engine, "before_cursor_execute", end_this)
    with pytest.raises(CatalogError, match="cannot be used"):
        catalog.register(playbook(body="third"))
    assert left[0] <= 0
    assert consistent(catalog) == [1, 2]
    assert catalog.register(playbook(body="third")).version == 3
    assert consistent(catalog) == [1, 2, 3]
