"""Compiles what nobody has checked in a process of its own, which is ended when it takes too long or too much memory.

Run as a module it is that process. A request is the length of a module (8 bytes), whether its code checks a deadline (1 byte) and the
module; an answer the length, 1 for compiled code or 0 for a message, and that.
"""

from __future__ import annotations

import atexit
import contextlib
import json
import os
import select
import subprocess
import sys
import threading
import time
from typing import IO, TYPE_CHECKING

from wasmtime import Module, WasmtimeError

from noetlc.confine import linux, privileges
from noetlc.host.engine import engine
from noetlc.host.errors import said
from noetlc.host.shape import COMPILE_MEMORY, COMPILE_SECONDS
from noetlc.late import late

if TYPE_CHECKING:
    import resource
else:
    resource = late("resource")

_MOST = 256 << 20  # bytes of compiled code
_BOOT = "import json, sys; sys.path[:0] = json.loads(sys.argv[1]); from noetlc.host.compiling import serve; serve()"


class CompilationFailed(Exception):
    """The module was refused, or compiling it took too long or too much."""


class _Compiler:
    """The process, started when it is needed first and again after it was ended; one module at a time."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._process: subprocess.Popen[bytes] | None = None
        self._owner = 0

    def compile(self, wasm: bytes, epochs: bool, seconds: float) -> Module:
        with self._lock:
            process = self._started()
            try:
                kind, data = self._exchange(process, wasm, epochs, time.monotonic() + seconds)
            except TimeoutError:
                self._end()
                raise CompilationFailed(f"compiling the module takes longer than {seconds:g} s") from None
            except (OSError, EOFError):
                self._end()
                raise CompilationFailed("the process that compiles the module ended") from None
            except BaseException:
                self._end()
                raise
        if not kind:
            raise CompilationFailed(data.decode("utf-8", "replace"))
        return Module.deserialize(engine(epochs=epochs), data)

    def _started(self) -> subprocess.Popen[bytes]:
        if self._process is None or self._owner != os.getpid() or self._process.poll() is not None:
            paths = [path for path in sys.path if path and os.path.isabs(path)]
            root = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
            self._process = subprocess.Popen(
                [sys.executable, "-S", "-s", "-P", "-B", "-c", _BOOT, json.dumps([root, *paths])],
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=subprocess.DEVNULL,
                env={},
                start_new_session=True,
            )
            self._owner = os.getpid()
            assert self._process.stdin is not None
            os.set_blocking(self._process.stdin.fileno(), False)
        return self._process

    def _exchange(self, process: subprocess.Popen[bytes], wasm: bytes, epochs: bool, deadline: float) -> tuple[int, bytes]:
        assert process.stdin is not None
        assert process.stdout is not None
        left = memoryview(len(wasm).to_bytes(8, "little") + bytes([epochs]) + wasm)
        while left:
            _wait([], [process.stdin], deadline)
            left = left[os.write(process.stdin.fileno(), left[:65536]) :]
        head = _read(process.stdout, 9, deadline)
        size = int.from_bytes(head[:8], "little")
        if size > _MOST:
            raise EOFError
        return head[8], _read(process.stdout, size, deadline)

    def _end(self) -> None:
        process, self._process = self._process, None
        if process is None or self._owner != os.getpid():
            return
        process.kill()
        process.wait()
        for stream in (process.stdin, process.stdout):
            if stream is not None:
                with contextlib.suppress(OSError):
                    stream.close()

    def close(self) -> None:
        """Ends the process."""
        with self._lock:
            self._end()


def _wait(reading: list[IO[bytes]], writing: list[IO[bytes]], deadline: float) -> None:
    left = deadline - time.monotonic()
    if left <= 0 or not any(select.select(reading, writing, [], left)):
        raise TimeoutError


def _read(stream: IO[bytes], size: int, deadline: float) -> bytes:
    parts = bytearray()
    while len(parts) < size:
        _wait([stream], [], deadline)
        chunk = os.read(stream.fileno(), min(size - len(parts), 1 << 20))
        if not chunk:
            raise EOFError
        parts += chunk
    return bytes(parts)


_COMPILER = _Compiler()
atexit.register(_COMPILER.close)


def compile_apart(wasm: bytes, *, epochs: bool, seconds: float = COMPILE_SECONDS) -> Module:
    """The compiled module. Raises CompilationFailed."""
    if os.name != "posix":  # its pipes cannot be waited for
        try:
            return Module(engine(epochs=epochs), wasm)
        except WasmtimeError as error:
            raise CompilationFailed(said(error)) from error
    return _COMPILER.compile(wasm, epochs, seconds)


def serve() -> None:
    """Answers requests until the other side closes its end."""
    if linux.LINUX:
        privileges.die_with_parent()
    resource.setrlimit(resource.RLIMIT_AS, (COMPILE_MEMORY, COMPILE_MEMORY))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    stdin, stdout = sys.stdin.buffer, sys.stdout.buffer
    while len(head := stdin.read(9)) == 9:
        wasm = stdin.read(int.from_bytes(head[:8], "little"))
        try:
            kind, data = 1, bytes(Module(engine(epochs=bool(head[8])), wasm).serialize())
        except WasmtimeError as error:
            kind, data = 0, said(error).encode("utf-8", "replace")
        stdout.write(len(data).to_bytes(8, "little") + bytes([kind]) + data)
        stdout.flush()
