"""Output files are written whole or not at all, and never over an input."""

from __future__ import annotations

import os
import resource
import stat
import subprocess
import sys
from pathlib import Path

import pytest

from noetlc.files import end_unfinished, replacing, same_file, write_whole

PLAYBOOK = """apiVersion: noetl.io/v2
kind: Playbook
metadata: {name: demo}
workflow:
- step: start
  tool: {kind: noop, result: 1}
"""


def noetl(folder: Path, *arguments: str, file_size: int | None = None) -> tuple[int, str]:
    def limit() -> None:
        if file_size is not None:
            resource.setrlimit(resource.RLIMIT_FSIZE, (file_size, file_size))

    done = subprocess.run(
        [sys.executable, "-m", "noetlc.cli", *arguments], cwd=folder, capture_output=True, text=True, timeout=60, check=False, preexec_fn=limit
    )
    return done.returncode, done.stderr


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "flow.yaml").write_text(PLAYBOOK)
    return tmp_path


def names(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir())


def test_modes(tmp_path: Path) -> None:
    before = os.umask(0o027)
    try:
        write_whole(tmp_path / "new", b"1")
    finally:
        os.umask(before)
    assert stat.S_IMODE((tmp_path / "new").stat().st_mode) == 0o640
    (tmp_path / "new").chmod(0o751)
    write_whole(tmp_path / "new", b"2")
    assert stat.S_IMODE((tmp_path / "new").stat().st_mode) == 0o751
    assert (tmp_path / "new").read_bytes() == b"2"


def test_a_link_stays_a_link(tmp_path: Path) -> None:
    (tmp_path / "real").write_bytes(b"1")
    (tmp_path / "link").symlink_to("real")
    write_whole(tmp_path / "link", b"2")
    assert (tmp_path / "link").is_symlink()
    assert (tmp_path / "real").read_bytes() == b"2"
    (tmp_path / "dangling").symlink_to("fresh")
    write_whole(tmp_path / "dangling", b"3")
    assert (tmp_path / "fresh").read_bytes() == b"3"
    assert (tmp_path / "dangling").is_symlink()


def test_failure_keeps_the_old_file(tmp_path: Path) -> None:
    path = tmp_path / "file"
    path.write_bytes(b"old")
    with pytest.raises(ValueError), replacing(path) as file:
        file.write(b"half")
        raise ValueError
    assert path.read_bytes() == b"old"
    assert names(tmp_path) == ["file"]
    with pytest.raises(OSError):
        write_whole(tmp_path / "absent" / "file", b"")
    with pytest.raises(OSError):
        write_whole(tmp_path, b"")
    with pytest.raises(OSError, match="No space"):
        write_whole(Path("/dev/full"), b"1")


def test_what_counts_so_far(tmp_path: Path) -> None:
    path = tmp_path / "file"
    path.write_bytes(b"old")
    with pytest.raises(OSError), replacing(path, keep=True) as file:
        file.write(b"half")
        raise OSError
    assert path.read_bytes() == b"old"
    with pytest.raises(KeyError), replacing(path, keep=True) as file:
        file.write(b"half")
        raise KeyError
    assert path.read_bytes() == b"half"
    assert names(tmp_path) == ["file"]


@pytest.mark.parametrize(("keep", "left"), [(False, b"old"), (True, b"half")])
def test_sudden_end(keep: bool, left: bytes, tmp_path: Path) -> None:
    path = tmp_path / "file"
    path.write_bytes(b"old")
    child = os.fork()
    if child == 0:
        with replacing(path, keep=keep) as file:
            file.write(b"half")
            file.flush()
            end_unfinished()
            os._exit(7)
    assert os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == 7
    assert path.read_bytes() == left
    assert names(tmp_path) == ["file"]


def test_same_file(tmp_path: Path) -> None:
    one, two = tmp_path / "one", tmp_path / "two"
    one.write_bytes(b"")
    assert not same_file(one, two)
    assert same_file(one, tmp_path / "." / "one")
    two.symlink_to(one)
    assert same_file(one, two)
    two.unlink()
    os.link(one, two)
    assert same_file(one, two)


@pytest.mark.parametrize("how", ["itself", "link", "hard link"])
def test_output_over_an_input(how: str, folder: Path) -> None:
    out = folder / "out.wasm"
    if how == "itself":
        out = folder / "flow.yaml"
    elif how == "link":
        out.symlink_to("flow.yaml")
    else:
        os.link(folder / "flow.yaml", out)
    (folder / "in.json").write_text("{}")
    code, text = noetl(folder, "build", "flow.yaml", "-o", out.name)
    assert (code, text) == (2, f"noetl: -o {out.name} would overwrite the input flow.yaml; name another file\n")
    code, text = noetl(folder, "run", "flow.yaml", "--record", out.name)
    assert (code, text) == (2, f"noetl: --record {out.name} would overwrite the input flow.yaml; name another file\n")
    code, text = noetl(folder, "run", "flow.yaml", "--input", "in.json", "--record", "in.json")
    assert (code, text) == (2, "noetl: --record in.json would overwrite the input in.json; name another file\n")
    code, text = noetl(folder, "build", "flow.yaml", "--input", "in.json", "-o", "in.json")
    assert (code, text) == (2, "noetl: -o in.json would overwrite the input in.json; name another file\n")
    assert (folder / "flow.yaml").read_text() == PLAYBOOK
    assert (folder / "in.json").read_text() == "{}"


def test_full_disk(folder: Path) -> None:
    """Stands in for a full disk: no file may be longer than 100 bytes."""
    (folder / "flow.wasm").write_bytes(b"old")
    code, text = noetl(folder, "build", "flow.yaml", "--no-verify", file_size=100)
    assert (code, text) == (2, "noetl: cannot write flow.wasm: File too large\n")
    assert (folder / "flow.wasm").read_bytes() == b"old"
    assert names(folder) == ["flow.wasm", "flow.yaml"]
    (folder / "flow.yaml").write_text(PLAYBOOK.replace("noop", "nope"))
    expected = folder / "flow.diagnostics.txt"
    expected.write_bytes(b"old")
    code, text = noetl(folder, "golden", ".", "--update", file_size=100)
    assert (code, text) == (2, "noetl: cannot write flow.diagnostics.txt: File too large\n")
    assert expected.read_bytes() == b"old"
    assert names(folder) == ["flow.diagnostics.txt", "flow.wasm", "flow.yaml"]


CALLING = PLAYBOOK.replace("noop, result: 1", "shell, command: 'printf %0300000d 0'")


@pytest.mark.parametrize("engine", ["wasm", "interpreted"])
def test_disk_full_in_the_middle_of_a_recording(engine: str, folder: Path) -> None:
    (folder / "flow.yaml").write_text(CALLING)
    (folder / "calls").write_bytes(b"old")
    code, text = noetl(folder, "run", "flow.yaml", "--allow", "tool_shell", "--engine", engine, "--record", "calls", file_size=200_000)
    assert code == 2
    assert text.splitlines()[-1] == "noetl: cannot write calls: File too large"
    assert "Traceback" not in text
    assert (folder / "calls").read_bytes() == b"old"
    assert names(folder) == ["calls", "flow.yaml"]


def test_recording_of_an_aborted_run_is_kept(folder: Path) -> None:
    (folder / "flow.yaml").write_text(CALLING + "- step: end\n  tool: {kind: python, code: 'while True: pass'}\n".replace("end", "more"))
    text = (folder / "flow.yaml").read_text().replace("  tool: {kind: shell", "  next: more\n  tool: {kind: shell")
    (folder / "flow.yaml").write_text(text)
    code, text = noetl(folder, "run", "flow.yaml", "--allow", "tool_shell", "--record", "calls", "--timeout", "0.4")
    assert code == 5
    assert "timeout" in text
    assert len((folder / "calls").read_text().splitlines()) == 2


def test_output_to_a_pipe(folder: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "noetlc.cli", "build", "flow.yaml", "--no-verify", "-o", "/dev/stdout", "--emit", "manifest"],
        cwd=folder,
        capture_output=True,
        timeout=60,
        check=True,
    )
    assert done.stdout.startswith(b"\0asm")
    assert names(folder) == ["flow.yaml"]
