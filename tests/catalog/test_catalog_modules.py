"""Modules by path and version: pushes, digests, damage, object stores, garbage. On both databases."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from pathlib import Path

import pytest
from catalog_support import Quick, playbook

from noetlc.catalog import Catalog, CatalogError, DigestMismatch, NotFound, hook
from noetlc.catalog.collect import GONE
from noetlc.catalog.objects import ObjectStore


def hexed(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()


def test_a_push_replaces(catalog: Catalog) -> None:
    first = catalog.put_module("user/fold", 3, b"one")
    assert (first.digest, first.origin) == (hexed(b"one"), "pushed")
    assert catalog.module("user/fold", 3).data == b"one"
    second = catalog.put_module("user/fold", 3, b"two", "text/wat")
    found = catalog.module("user/fold", 3, second.digest.upper())
    assert (found.data, found.media_type, found.digest) == (b"two", "text/wat", hexed(b"two"))
    with pytest.raises(DigestMismatch):
        catalog.module("user/fold", 3, first.digest)
    with pytest.raises(NotFound):
        catalog.module("user/fold", 1)
    catalog.put_module("user/fold", 1, b"")
    assert [(one.path, one.version) for one in catalog.modules("user/")] == [("user/fold", 1), ("user/fold", 3)]
    assert catalog.playbooks() == [], "a module makes no playbook"
    for path, media in (("../x", "application/wasm"), ("x", "text/html")):
        with pytest.raises(CatalogError):
            catalog.put_module(path, 1, b"", media)


def test_numbers_of_modules_are_not_used_twice(catalog: Catalog, quick: type[Quick]) -> None:
    catalog.put_module("flow", 1, b"pushed")
    catalog.put_module("flow", 2**31 - 1, b"pushed")
    done = catalog.register(playbook())
    assert done.module is not None
    assert done.module.version == 2
    assert done.version == 1
    assert catalog.module("flow", 1).data == b"pushed"


def test_a_push_over_a_compiled_module_is_seen(catalog: Catalog, quick: type[Quick]) -> None:
    done = catalog.register(playbook())
    assert done.module is not None
    same = catalog.module("flow", 1).data
    assert catalog.put_module("flow", 1, same).origin == "compiled"
    catalog.put_module("flow", 1, b"other bytes")
    with pytest.raises(DigestMismatch):
        catalog.module("flow", 1, done.module.digest)
    again = catalog.register(playbook())
    assert again.reused
    assert again.module is not None
    assert again.module.version == 2
    assert catalog.module("flow", 2, done.module.digest).data == same


@pytest.mark.parametrize("harm", ["changed", "emptied"])
def test_damaged_bytes_are_not_given_out(catalog: Catalog, quick: type[Quick], harm: str) -> None:
    catalog.register(playbook())
    with catalog.database.writing() as connection:
        value = "data || data" if harm == "changed" else "NULL"
        connection.exec_driver_sql(f"UPDATE noetlc_blob SET data = {value}")
    with pytest.raises(CatalogError, match="damaged" if harm == "changed" else "gone"):
        catalog.module("flow", 1)


# ---- object stores


def test_large_modules_lie_in_the_object_store(
    catalog: Catalog, quick: type[Quick], reopened: Callable[..., Catalog], tmp_path: Path
) -> None:
    place = tmp_path / "objects"
    there = reopened(objects=str(place), inline_bytes=1000)
    done = there.register(playbook())
    assert done.module is not None
    (file,) = (path for path in place.rglob("*") if path.is_file())
    assert hexed(file.read_bytes()) == done.module.digest == file.stem
    assert file.stat().st_mode & 0o777 == 0o600
    assert there.module("flow", 1, done.module.digest).data == file.read_bytes()
    there.put_module("small", 1, b"x" * 1000)
    assert len([path for path in place.rglob("*") if path.is_file()]) == 1
    with pytest.raises(CatalogError, match="--objects"):
        catalog.module("flow", 1)
    good = file.read_bytes()
    file.write_bytes(good[:-1])
    with pytest.raises(CatalogError, match="damaged"):
        there.module("flow", 1)
    there.put_module("flow", 9, good)  # the same bytes again repair it
    assert there.module("flow", 1).data == good
    file.unlink()
    with pytest.raises(CatalogError, match="gone"):
        there.module("flow", 1)


def test_object_stores_by_url(reopened: Callable[..., Catalog], quick: type[Quick]) -> None:
    there = reopened(objects="memory://modules-of-a-test", inline_bytes=10)
    assert there.put_module("m", 1, b"x" * 100).digest == hexed(there.module("m", 1).data)
    there.put_module("m", 1, b"y" * 100)
    (orphan,) = there.gc().objects
    assert there.gc(dry_run=False).objects == (orphan,)
    assert there.gc().objects == ()
    assert there.module("m", 1).data == b"y" * 100
    with pytest.raises(CatalogError, match="object store"):
        reopened(objects="nosuch://x")


def test_catalogs_share_a_place(tmp_path: Path) -> None:
    with (
        Catalog.open(str(tmp_path / "a"), objects=str(tmp_path / "o"), inline_bytes=1) as one,
        Catalog.open(str(tmp_path / "b"), objects=str(tmp_path / "o"), inline_bytes=1) as other,
    ):
        one.put_module("m", 1, b"same")
        other.put_module("m", 1, b"same")
        assert one.gc(dry_run=False).objects == ()
        assert other.module("m", 1).data == b"same"


@pytest.mark.parametrize("location", ["modules/../../etc/passwd", "/etc/passwd", "other/x"])
def test_locations_lead_nowhere_else(tmp_path: Path, location: str) -> None:
    with pytest.raises(CatalogError, match="not the place"):
        ObjectStore(str(tmp_path)).get(location)


# ---- garbage


def test_collects_what_only_deleted_versions_have(catalog: Catalog, quick: type[Quick]) -> None:
    catalog.put_module("user/fold", 1, b"pushed")
    old, new = catalog.register(playbook()), catalog.register(playbook(body="x"))
    catalog.register(playbook())  # version 3 has the module of version 1
    assert old.module is not None
    assert new.module is not None
    assert catalog.gc(dry_run=False, grace_seconds=0).modules == ()
    catalog.delete("flow", 1)
    catalog.delete("flow", 2)
    assert catalog.gc(grace_seconds=3600).modules == (), "a deletion may be taken back for a while"
    seen = catalog.gc(grace_seconds=0)
    assert seen.dry_run
    assert seen.modules == (new.module,)
    assert (seen.builds, seen.blobs) == (1, 1)
    assert seen.bytes > 1000
    assert catalog.module("flow", 2).digest == new.module.digest, "a dry run removes nothing"
    done = catalog.gc(dry_run=False, grace_seconds=0)
    assert (done.modules, done.builds, done.blobs, done.bytes) == (seen.modules, seen.builds, seen.blobs, seen.bytes)
    assert catalog.gc(dry_run=False, grace_seconds=0).modules == ()
    with pytest.raises(NotFound):
        catalog.module("flow", 2)
    assert catalog.module("flow", 1, old.module.digest)
    assert catalog.module("user/fold", 1).data == b"pushed"
    assert catalog.restore("flow", 2) == 1
    restored = catalog.playbook("flow", 2)
    assert (restored.state, restored.reason, restored.module) == ("interpreted", GONE, None)
    again = catalog.register(restored.content)
    assert not again.reused
    assert again.module is not None
    assert again.module.digest == new.module.digest
    assert again.module.version == 3, "a number that was given away once names the same bytes for ever"


def test_a_build_that_is_collected_meanwhile_is_made_again(
    catalog: Catalog, quick: type[Quick], monkeypatch: pytest.MonkeyPatch, reopened: Callable[..., Catalog]
) -> None:
    catalog.register(playbook())
    catalog.delete("flow", 1)
    compiled, other = hook._compile, reopened()

    def slow(*arguments: object, **more: object) -> object:
        found = compiled(*arguments, **more)  # type: ignore[arg-type]
        other.gc(dry_run=False, grace_seconds=0)
        return found

    monkeypatch.setattr(hook, "_compile", slow)
    done = catalog.register(playbook())
    assert done.version == 2
    assert not done.reused
    assert quick.builds == 2
    assert done.module is not None
    assert catalog.module("flow", done.module.version, done.module.digest)
