"""`shell`: a command in a process of its own with limits on time, memory, files and output; `{exit_code, stdout, stderr}`."""

from __future__ import annotations

import os
import signal
import subprocess
import tempfile
import threading
from pathlib import Path
from typing import IO

from noetlc.diagnostics.counts import counted
from noetlc.host.tools.base import Json, Request, ToolError, text_map
from noetlc.host.tools.session import Session

TIMEOUT_SECONDS = 60.0
MAX_TIMEOUT_SECONDS = 3600.0
MAX_OUTPUT = 1024 * 1024  # bytes kept of each stream
MEMORY_BYTES = 2 * 1024**3
FILE_BYTES = 1024**3
PROCESSES = 512
OPEN_FILES = 256
SHELLS = frozenset(("sh", "bash", "dash", "zsh", "ksh"))

# What a command sees of this machine's environment besides its own `env`; credentials of the host are not among it.
INHERITED = ("PATH", "LANG", "LC_ALL", "TZ")


def run(request: Request, session: Session) -> Json:
    """Runs the command. Raises ToolError; non-zero exit is kind `exit` with the data."""
    command = _command(request)
    shell = request.optional_text("shell") or "sh"
    if Path(shell).name not in SHELLS:
        raise ToolError("config", f"shell: shell must be one of {', '.join(sorted(SHELLS))}")
    cwd = _folder(request)
    timeout = min(request.number(TIMEOUT_SECONDS, "timeout_seconds", "timeout") or TIMEOUT_SECONDS, MAX_TIMEOUT_SECONDS)
    environment = {name: os.environ[name] for name in INHERITED if name in os.environ} | {"HOME": str(cwd)}
    environment |= text_map(request.map("env"))
    capture = request.flag(True, "capture")
    arguments = ["sh", "-c", _limits(timeout) + 'exec "$0" -c "$1"', shell, command] if os.name == "posix" else [shell, "-c", command]
    if any("\0" in text for text in (*arguments, *environment, *environment.values())):
        raise ToolError("config", "shell: a NUL character cannot be part of a command")
    try:
        process = subprocess.Popen(
            arguments,
            cwd=cwd,
            env=environment,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE if capture else subprocess.DEVNULL,
            stderr=subprocess.PIPE if capture else subprocess.DEVNULL,
            start_new_session=True,
        )
    except (OSError, ValueError) as error:
        raise ToolError("config", f"shell: cannot start {shell}: {error}") from error
    return _finish(process, timeout)


def _command(request: Request) -> str:
    """The script: `command` or `cmds`; a list of commands stops at the first one that fails."""
    value = request.first("command", "cmds", "commands", "script")
    if isinstance(value, list) and value and all(isinstance(line, str) for line in value):
        return "set -e\n" + "\n".join(value)
    if isinstance(value, str) and value.strip():
        return value
    raise ToolError("config", "shell: command is required, a string or a list of strings")


def _folder(request: Request) -> Path:
    given = request.optional_text("cwd")
    folder = Path(given).expanduser() if given else Path(tempfile.gettempdir())
    if not folder.is_dir():
        raise ToolError("config", f"shell: the folder {given} does not exist")
    return folder


def _limits(timeout: float) -> str:
    """Shell text that sets the limits before the command runs; one that the system does not know, or has lower already, is left."""
    limits = {
        "t": int(timeout) + 1,
        "v": MEMORY_BYTES // 1024,
        "f": FILE_BYTES // 512,
        "n": OPEN_FILES,
        "c": 0,
    }
    if os.getuid() != 0:  # it counts all processes of the user, and root has the system's
        limits["u"] = PROCESSES
    return "".join(f"ulimit -{name} {value} 2>/dev/null || :\n" for name, value in limits.items())


class _Reader(threading.Thread):
    """Reads a stream to its end and keeps the first `MAX_OUTPUT` bytes."""

    def __init__(self, stream: IO[bytes] | None) -> None:
        super().__init__(daemon=True)
        self._stream = stream
        self._kept = bytearray()
        self._dropped = 0
        self.start()

    def run(self) -> None:
        if self._stream is None:
            return
        while chunk := self._stream.read1(65536) if hasattr(self._stream, "read1") else self._stream.read(65536):
            room = MAX_OUTPUT - len(self._kept)
            self._kept += chunk[:room]
            self._dropped += max(0, len(chunk) - room)

    def text(self) -> str:
        """What was kept so far, with a note of what was not."""
        text = bytes(self._kept).decode("utf-8", "replace")
        return text + (f"\n[{counted(self._dropped, 'byte')} more]" if self._dropped else "")


def _finish(process: subprocess.Popen[bytes], timeout: float) -> Json:
    """Waits, ends the whole process group when time is over, and gives the outcome."""
    readers = _Reader(process.stdout), _Reader(process.stderr)
    expired = False
    try:
        process.wait(timeout)
    except subprocess.TimeoutExpired:
        expired = True
    finally:
        # Also what the command left running in the background.
        _kill_group(process)
        process.wait()
    for reader in readers:
        reader.join(2)
    code = process.returncode
    data = {"exit_code": code if code >= 0 else 128 - code, "stdout": readers[0].text(), "stderr": readers[1].text()}
    for stream in (process.stdout, process.stderr):
        if stream is not None and not any(reader.is_alive() for reader in readers):
            stream.close()
    if expired:
        raise ToolError("timeout", f"shell: not finished within {timeout:g} s", data=data)
    if code != 0:
        reason = f"signal {-code}" if code < 0 else f"exit code {code}"
        raise ToolError("exit", f"shell: {reason}", data=data)
    return data


def _kill_group(process: subprocess.Popen[bytes]) -> None:
    try:
        if os.name == "posix":
            os.killpg(process.pid, signal.SIGKILL)
        else:
            process.kill()
    except (ProcessLookupError, PermissionError):
        return
