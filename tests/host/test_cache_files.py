"""Cache files: damage is found, and what somebody else could have written is not read."""

from __future__ import annotations

import os
import random
import subprocess
import sys
import threading
from pathlib import Path

import pytest
from click.testing import CliRunner

from noetlc import cache_files
from noetlc.cache_files import CacheFolder
from noetlc.cli.group import group

CONTENT = bytes(range(256)) * 4


@pytest.fixture
def folder(tmp_path: Path) -> CacheFolder:
    made = CacheFolder(tmp_path / "a" / "b", ".x", 1 << 20)
    assert made.write("one.x", CONTENT)
    return made


def test_round_trip_and_modes(folder: CacheFolder) -> None:
    assert folder.read("one.x") == CONTENT
    assert folder.path.stat().st_mode & 0o777 == folder.path.parent.stat().st_mode & 0o777 == 0o700
    assert (folder.path / "one.x").stat().st_mode & 0o777 == 0o600
    assert folder.read("two.x") is None


def test_every_flipped_byte_is_found(folder: CacheFolder) -> None:
    path = folder.path / "one.x"
    original = path.read_bytes()
    chosen = random.Random(7)
    for at in range(0, len(original), 3):
        damaged = bytearray(original)
        damaged[at] ^= chosen.randrange(1, 256)
        path.write_bytes(damaged)
        assert folder.read("one.x") is None, at
    for size in range(0, len(original), 11):
        path.write_bytes(original[:size])
        assert folder.read("one.x") is None, size
    path.write_bytes(original + b"\0")
    assert folder.read("one.x") is None
    path.write_bytes(original)
    assert folder.read("one.x") == CONTENT


def test_a_file_under_another_name_is_not_read(folder: CacheFolder) -> None:
    (folder.path / "one.x").rename(folder.path / "two.x")
    assert folder.read("two.x") is None


@pytest.mark.parametrize("mode", [0o620, 0o602, 0o666])
def test_a_file_that_others_can_write_is_not_read(folder: CacheFolder, mode: int) -> None:
    (folder.path / "one.x").chmod(mode)
    assert folder.read("one.x") is None
    assert folder.write("one.x", CONTENT), "it is replaced"
    assert folder.read("one.x") == CONTENT, "it is replaced"


@pytest.mark.parametrize("mode", [0o720, 0o702, 0o777, 0o1777])
def test_a_folder_that_others_can_write_is_not_used(folder: CacheFolder, mode: int) -> None:
    folder.path.chmod(mode)
    assert folder.read("one.x") is None
    assert not folder.write("two.x", CONTENT)
    assert "others can write it" in str(cache_files.folder_fault(folder.path))


def test_links_and_pipes_are_not_followed(folder: CacheFolder, tmp_path: Path) -> None:
    (folder.path / "one.x").rename(tmp_path / "elsewhere")
    (folder.path / "one.x").symlink_to(tmp_path / "elsewhere")
    assert folder.read("one.x") is None
    (folder.path / "one.x").unlink()
    os.mkfifo(folder.path / "one.x", 0o600)
    assert folder.read("one.x") is None
    (folder.path / "one.x").unlink()
    (folder.path / "one.x").mkdir()
    assert folder.read("one.x") is None
    linked = CacheFolder(tmp_path / "link", ".x", 1 << 20)
    assert folder.write("two.x", CONTENT)
    linked.path.symlink_to(folder.path)
    assert linked.read("two.x") is None
    assert not linked.write("three.x", CONTENT)


def test_what_belongs_to_another_user_is_not_used(folder: CacheFolder, monkeypatch: pytest.MonkeyPatch) -> None:
    path, mine = folder.path / "one.x", os.geteuid()
    if mine == 0:
        os.chown(path, 12345, -1)
        assert folder.read("one.x") is None
        os.chown(path, 0, -1)
        os.chown(folder.path, 12345, -1)
        assert folder.read("one.x") is None
        assert not folder.write("two.x", CONTENT)
        os.chown(folder.path, 0, -1)
        assert folder.read("one.x") == CONTENT
        return
    monkeypatch.setattr(os, "geteuid", lambda: mine + 1)
    assert folder.read("one.x") is None
    assert not folder.write("two.x", CONTENT)


def test_the_oldest_files_go_first(tmp_path: Path) -> None:
    folder = CacheFolder(tmp_path / "c", ".x", 3 * (cache_files.HEADER + 10))
    (tmp_path / "c").mkdir(mode=0o700)
    (tmp_path / "c" / "kept.y").write_text("of another kind")
    for number in range(6):
        assert folder.write(f"{number}.x", b"0123456789")
        os.utime(tmp_path / "c" / f"{number}.x", (number, number))
    assert sorted(p.name for p in folder.path.iterdir()) == ["3.x", "4.x", "5.x", "kept.y"]


def test_readers_and_writers_at_once_see_whole_files(folder: CacheFolder) -> None:
    contents = [bytes([number]) * 100_000 for number in range(4)]
    seen: list[bytes] = []

    def work(content: bytes) -> None:
        for _ in range(20):
            assert folder.write("one.x", content)
            found = folder.read("one.x")
            seen.append(b"" if found is None else bytes(found))

    threads = [threading.Thread(target=work, args=(content,)) for content in contents]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(seen) == 80
    assert set(seen) <= set(contents)
    assert [p.name for p in folder.path.iterdir()] == ["one.x"]


def test_the_root_follows_the_environment(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "x"))
    assert cache_files.root() == tmp_path / "x" / "noetlc"
    monkeypatch.setenv("XDG_CACHE_HOME", "relative")
    assert cache_files.root() == tmp_path / ".cache" / "noetlc"
    monkeypatch.delenv("XDG_CACHE_HOME")
    assert cache_files.root() == tmp_path / ".cache" / "noetlc"
    code = "import os; os.environ.pop('HOME', None); from noetlc import cache_files; print(cache_files.root())"
    told = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert told.stdout.strip() == "None" or told.stdout.strip().endswith("noetlc")
    monkeypatch.setattr(Path, "home", _no_home)
    assert cache_files.root() is None


def _no_home() -> Path:
    raise RuntimeError("Could not determine home directory.")


def test_the_verb_shows_and_clears(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    own, shared = CacheFolder(tmp_path / "own", ".ir", 1000), CacheFolder(tmp_path / "shared", ".ir", 1000)
    monkeypatch.setattr("noetlc.kernel.runtime.folders", lambda: [own, shared])
    assert own.write("a.ir", b"12345")
    (own.path / "other").write_text("not ours")
    shown = CliRunner().invoke(group, ["cache"])
    assert shown.output == f"{own.path}: 1 file, {cache_files.HEADER + 5} bytes\n{shared.path}: 0 files, 0 bytes\n"
    cleared = CliRunner().invoke(group, ["cache", "clear"])
    assert cleared.output == f"{own.path}: 1 file removed\n{shared.path}: 0 files removed\n"
    assert [p.name for p in own.path.iterdir()] == ["other"]
    own.path.chmod(0o777)
    assert "not used: others can write it (mode 777)" in CliRunner().invoke(group, ["cache", "show"]).output
