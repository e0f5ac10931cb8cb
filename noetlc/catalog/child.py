"""The process that checks, compiles and verifies one playbook for a catalog, within the limits that `compile.py` sets.

It is told the limits and the content, answers what checking found, and compiles if it is told to go on. Frames are JSON, but for the
content and the module. It ends when its channel closes, and with the process that started it.
"""

from __future__ import annotations

import json
import os
import resource
import socket
from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING, Any, BinaryIO

from noetlc.catalog.facts import Facts
from noetlc.catalog.keys import PluginDigest
from noetlc.catalog.model import diagnostic_row
from noetlc.confine.frames import ChannelClosed, read_frame, write_frame
from noetlc.confine.privileges import die_with_parent
from noetlc.frontend import load
from noetlc.host.tools.grants import expand
from noetlc.late import late
from noetlc.plugins.model import Plugin
from noetlc.verify.differential import Divergence

if TYPE_CHECKING:
    from noetlc import api
    from noetlc.diagnostics import Diagnostic
    from noetlc.frontend.playbook import Playbook
    from noetlc.plugins import bind, finder
else:
    api = late("noetlc.api")
    bind = late("noetlc.plugins.bind")
    finder = late("noetlc.plugins.finder")

Json = Any

FILE_BYTES = 64 << 20
"""What a file may grow to that a build writes: those of its caches."""

MAX_FRAME = 64 << 20

TRANSIENT = frozenset({"T05", "W19"})
"""Findings about this machine, not about the playbook: somewhere else, or later, compiling may succeed."""


def serve(descriptor: str) -> None:
    """Talks on the socket with this number."""
    die_with_parent()
    stream = socket.socket(fileno=int(descriptor)).makefile("rwb", buffering=0)
    quiet = os.open(os.devnull, os.O_RDWR)
    for standard in (0, 1):
        os.dup2(quiet, standard)
    try:
        _talk(_Whole(stream))
    except ChannelClosed:
        return


class _Whole:
    """A stream whose reads and writes are complete."""

    def __init__(self, stream: Any) -> None:
        self._stream = stream

    def read(self, size: int) -> bytes:
        data = bytearray()
        while len(data) < size:
            chunk = self._stream.read(min(size - len(data), 1 << 20))
            if not chunk:
                break
            data += chunk
        return bytes(data)

    def write(self, data: bytes) -> None:
        left = memoryview(data)
        while left:
            left = left[self._stream.write(left) :]

    def flush(self) -> None:
        """Nothing is kept back."""


def _talk(stream: Any) -> None:
    order = json.loads(read_frame(stream, MAX_FRAME))
    _limit(order["memory"], order["cpu"])
    content = read_frame(stream, MAX_FRAME)
    try:
        answer = _check(content, order)
    except MemoryError:
        answer = {"exceeded": "memory"}
    _tell(stream, answer)
    if "facts" not in answer:
        return
    request = json.loads(read_frame(stream, MAX_FRAME))
    try:
        built, wasm = _build(content, {**order, **request})
    except MemoryError:
        built, wasm = {"exceeded": "memory"}, None
    _tell(stream, built)
    if wasm is not None:
        write_frame(stream, wasm, MAX_FRAME)


def _tell(stream: BinaryIO, answer: Json) -> None:
    write_frame(stream, json.dumps(answer).encode(), MAX_FRAME)


def _limit(memory: int, cpu: int) -> None:
    """Memory of this process and of each that it starts. Address space would be the wrong measure: wasm memories reserve far more than
    they use."""
    for kind, most in (
        (resource.RLIMIT_DATA, memory),
        (resource.RLIMIT_FSIZE, FILE_BYTES),
        (resource.RLIMIT_CPU, cpu),
        (resource.RLIMIT_CORE, 0),
    ):
        _soft, hard = resource.getrlimit(kind)
        allowed = most if hard == resource.RLIM_INFINITY else min(most, hard)
        resource.setrlimit(kind, (allowed, allowed))


def _check(content: bytes, order: Json) -> dict[str, Json]:
    playbook, found = load(content, lenient=order["lenient"], granted=expand(order["allow"]))
    _memory_sufficed(found)
    rows = [diagnostic_row(one) for one in found]
    if playbook is None or any(one.severity == "error" for one in found):
        return {"invalid": rows}
    facts = Facts(
        path=playbook.path or playbook.name,
        kind="playbook",
        runtime=playbook.executor.runtime,
        target=playbook.executor.target,
        capabilities=tuple(playbook.executor.capabilities or ()),
        plugins=_plugins(playbook, order),
        diagnostics=(),
    )
    return {"facts": {**json.loads(facts.encode()), "diagnostics": rows}}


def _plugins(playbook: Playbook, order: Json) -> tuple[PluginDigest, ...]:
    """The plug-ins that a playbook names, with what is found in the folders of the order and of the package."""
    asked: dict[tuple[str, str | None], str | None] = {}

    class Finder(finder.PluginFinder):
        """Notes what is asked for: that is what the build will ask for, too."""

        def find(self, path: str, version: str | None = None) -> Plugin | None:
            asked[path, version] = None
            found = super().find(path, version)
            asked[path, version] = None if found is None else found.digest
            return found

    bind.bind(playbook, Finder.beside(_beside(order), map(Path, order["plugin_path"])), check=False)
    return tuple((path, version, digest) for (path, version), digest in asked.items())


def _beside(order: Json) -> Path | None:
    """A file beside which modules of plug-ins are found, as a build takes it; it need not be there."""
    return None if order["beside"] is None else Path(order["beside"], "playbook.yaml")


def _build(content: bytes, order: Json) -> tuple[dict[str, Json], bytes | None]:
    """The report and the module, if there is one. `final`: compiling this again would end the same way."""
    try:
        result = api.build(
            content,
            target=order["target"],
            output=order["output"],
            allow=order["allow"],
            lenient=order["lenient"],
            examples=order["examples"],
            seed=order["seed"],
            plugin_path=order["plugin_path"],
            path=None if (beside := _beside(order)) is None else str(beside),
        )
    except api.BuildError as error:
        _memory_sufficed(error.diagnostics)
        found = [one for one in error.diagnostics if one.severity == "error"]
        reason = f"{found[0].code} {found[0].message}" + (f" (and {len(found) - 1} more)" if len(found) > 1 else "")
        final = not any(one.code in TRANSIENT or one.code.startswith("P") for one in found)
        return {"refused": reason, "final": final, "diagnostics": [diagnostic_row(one) for one in error.diagnostics]}, None
    except Divergence as error:
        return _refused(f"compiled and interpreted runs differ: {error}", final=True), None
    except ValueError as error:
        return _refused(str(error), final=True), None
    except MemoryError:
        raise
    except Exception as error:  # a defect must not keep a playbook from being registered
        return _refused(f"the compiler failed: {type(error).__name__}: {error}", final=False), None
    _memory_sufficed(result.diagnostics)
    verification = result.verification
    assert verification is not None
    return {
        "manifest": result.manifest,
        "verification": verification.report(),
        "confinement": verification.confinement,
        "digest": result.digest,
        "diagnostics": [diagnostic_row(one) for one in result.diagnostics],
        "ours": not result.foreign,
    }, result.wasm


def _memory_sufficed(found: Iterable[Diagnostic]) -> None:
    """Raises MemoryError where one was taken for a fault of the document (V01) or for a defect of the compiler (L08)."""
    if any(one.code in ("V01", "L08") and "MemoryError" in one.message for one in found):
        raise MemoryError


def _refused(reason: str, final: bool) -> dict[str, Json]:
    lines = reason.splitlines()
    return {"refused": lines[0] if lines else reason, "final": final, "diagnostics": []}
