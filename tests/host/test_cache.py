"""The module cache in memory and on disk."""

from __future__ import annotations

from pathlib import Path

from wasmtime import wat2wasm

from noetlc.host.cache import DiskCache, ModuleCache

WASM = bytes(wat2wasm('(module (memory (export "memory") 1) (func (export "f") (result i32) (i32.const 41)))'))


def files(root: Path) -> list[Path]:
    return sorted(root.rglob("*.cwasm"))


def test_memory_cache_is_bounded_and_keyed_by_content() -> None:
    cache = ModuleCache(capacity=2)
    first = cache.get(WASM)
    assert cache.get(bytes(bytearray(WASM))) is first
    for number in range(3):
        cache.get(f"(module (func (result i32) (i32.const {number})))".encode())
    assert cache.get(WASM) is not first
    assert cache.get(WASM, deadline=True) is not cache.get(WASM)


def test_disk_cache_round_trip_and_tampering(tmp_path: Path) -> None:
    disk = DiskCache(tmp_path / "c")
    digest = ModuleCache(disk=disk).get(WASM).digest
    (path,) = files(tmp_path)
    assert disk.load(digest, epochs=False) is not None
    assert disk.load(digest, epochs=True) is None
    original = path.read_bytes()
    path.write_bytes(original[:-1] + bytes([original[-1] ^ 1]))
    assert disk.load(digest, epochs=False) is None
    path.write_bytes(original[:100])
    assert disk.load(digest, epochs=False) is None
    path.write_bytes(original)
    path.rename(path.with_name("0" * 64 + path.name[64:]))
    assert disk.load("0" * 64, epochs=False) is None, "code of another module"
    path.with_name("0" * 64 + path.name[64:]).rename(path)
    assert disk.load(digest, epochs=False) is not None
    path.chmod(0o666)
    assert disk.load(digest, epochs=False) is None
    path.unlink()
    elsewhere = tmp_path / "elsewhere"
    elsewhere.write_bytes(original)
    path.symlink_to(elsewhere)
    assert disk.load(digest, epochs=False) is None


def test_disk_cache_refuses_a_folder_others_can_write(tmp_path: Path) -> None:
    disk = DiskCache(tmp_path / "c")
    digest = ModuleCache(disk=disk).get(WASM).digest
    (path,) = files(tmp_path)
    path.parent.chmod(0o777)
    assert disk.load(digest, epochs=False) is None


def test_unusable_cache_folder_is_no_error(tmp_path: Path) -> None:
    blocked = tmp_path / "file"
    blocked.write_text("x")
    assert ModuleCache(disk=DiskCache(blocked)).get(WASM).digest


def test_disk_cache_is_bounded(tmp_path: Path) -> None:
    cache = ModuleCache(disk=DiskCache(tmp_path, max_bytes=1))
    cache.get(WASM)
    cache.get(b"(module)")
    assert len(files(tmp_path)) <= 1
