"""Starts a command in a box, talks to it with bounds, and ends all of it."""

from __future__ import annotations

import contextlib
import json
import os
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import threading
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import IO

from noetlc.confine import cgroups
from noetlc.host.box import CGROUP

MIB = 1 << 20
PROJECT = Path(__file__).resolve().parents[3]
_TERM_SECONDS = 5.0

# What a command sees of this machine's environment besides what it is given; credentials are not among it.
INHERITED = ("PATH", "LANG", "LC_ALL", "TZ")

_BOOT = "import sys; sys.path.insert(0, sys.argv[1]); from noetlc.host.box.launcher import main; main(int(sys.argv[2]))"


class Refused(Exception):
    """The box cannot be made on this machine, or the command cannot be started. The text says why."""


@dataclass(frozen=True, slots=True)
class Rights:
    """What a command may reach besides its own folder: the files that this process reaches, and the network."""

    files: bool = False
    network: bool = False


NO_RIGHTS = Rights()


@dataclass(frozen=True, slots=True)
class Caps:
    """Limits of a command: CPU seconds; bytes of memory per process and of one file; processes (not counted for root with all files)."""

    cpu: int
    memory: int = 2 << 30
    file: int = 1 << 30
    processes: int = 512
    open_files: int = 256


@dataclass(frozen=True, slots=True)
class Ended:
    """How a command ended: exit code or minus the signal; `expired` if its time was over. `stdout` and `stderr` are cut, and say so."""

    status: int
    expired: bool
    stdout: bytes
    stderr: bytes
    dropped: tuple[int, int]


@contextmanager
def folder() -> Iterator[Path]:
    """A new folder for one command, removed afterwards: `work` is where it works, the rest is for the box."""
    path = Path(tempfile.mkdtemp(prefix="noetl-"))
    try:
        for name in ("work", "tmp", "root"):
            (path / name).mkdir(mode=0o700)
        yield path
    finally:
        shutil.rmtree(path, ignore_errors=True)


def environment(given: Mapping[str, str], home: Path) -> dict[str, str]:
    """The environment of a command."""
    kept = {name: os.environ[name] for name in INHERITED if name in os.environ}
    return kept | {"HOME": str(home), "TMPDIR": str(home)} | dict(given)


def run(
    command: Sequence[str],
    box: Path,
    rights: Rights,
    caps: Caps,
    *,
    cwd: Path,
    env: Mapping[str, str],
    timeout: float,
    readable: Sequence[str] = (),
    data: bytes = b"",
    keep: int = MIB,
    capture: bool = True,
) -> Ended:
    """Runs a command to its end, with all that it starts. `readable` are folders it may read; `data` is its standard input.

    Raises Refused.
    """
    if os.name != "posix":
        raise Refused("commands run on POSIX systems only")
    settings = asdict(rights) | {
        "caps": asdict(caps), "box": str(box), "cwd": str(cwd), "env": dict(env), "command": list(command), "readable": list(readable),
    }  # fmt: skip
    ours, theirs = socket.socketpair()
    with ours:
        with theirs:
            process = _spawn(theirs, capture)
        output, errors = _Kept(process.stdout, keep), _Kept(process.stderr, keep)
        expired = False
        try:
            _begin(ours, settings)
            threading.Thread(target=_feed, args=(process.stdin, data), daemon=True).start()
            process.wait(timeout)
        except subprocess.TimeoutExpired:
            expired = True
        finally:
            _end(process)
    for reader in (output, errors):
        reader.join(2)
    return Ended(process.returncode, expired, output.data(), errors.data(), (output.dropped, errors.dropped))


def _spawn(channel: socket.socket, capture: bool) -> subprocess.Popen[bytes]:
    sink = subprocess.PIPE if capture else subprocess.DEVNULL
    try:
        return subprocess.Popen(
            [sys.executable, "-I", "-S", "-B", "-c", _BOOT, str(PROJECT), str(channel.fileno())],
            stdin=subprocess.PIPE,
            stdout=sink,
            stderr=sink,
            pass_fds=[channel.fileno()],
            env={},
            cwd="/",
            start_new_session=True,
        )
    except OSError as error:
        raise Refused(str(error)) from error


def _begin(channel: socket.socket, settings: dict[str, object]) -> None:
    """Hands the settings over and waits until the command runs. Raises Refused."""
    said = b""
    with contextlib.suppress(ConnectionError):
        channel.sendall(json.dumps(settings).encode())
        channel.shutdown(socket.SHUT_WR)
        while chunk := channel.recv(4096):
            said += chunk
    if said != b"+":
        raise Refused(said.removeprefix(b"+").decode("utf-8", "replace") or "its process ended before it began")


def _feed(stream: IO[bytes] | None, data: bytes) -> None:
    if stream is not None:
        with contextlib.suppress(OSError, ValueError), stream:
            stream.write(data)


def _end(process: subprocess.Popen[bytes]) -> None:
    """Ends what is left: the launcher ends what it started; a group that is still there is killed."""
    if process.poll() is None:
        process.terminate()
        with contextlib.suppress(subprocess.TimeoutExpired):
            process.wait(_TERM_SECONDS)
    with contextlib.suppress(ProcessLookupError, PermissionError):
        os.killpg(process.pid, signal.SIGKILL)
    process.wait()
    cgroups.remove(CGROUP.format(process.pid))


class _Kept(threading.Thread):
    """Reads a stream to its end and keeps its first bytes."""

    def __init__(self, stream: IO[bytes] | None, most: int) -> None:
        super().__init__(daemon=True)
        self._stream, self._most, self._bytes = stream, most, bytearray()
        self.dropped = 0
        self.start()

    def run(self) -> None:
        if self._stream is None:
            return
        with self._stream as stream:
            while chunk := os.read(stream.fileno(), 65536):
                room = self._most - len(self._bytes)
                self._bytes += chunk[:room]
                self.dropped += max(0, len(chunk) - room)

    def data(self) -> bytes:
        """What was kept so far."""
        return bytes(self._bytes)
