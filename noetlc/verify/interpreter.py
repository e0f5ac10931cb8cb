"""The interpreter of verification as a process: one playbook, run on payloads with stub tools.

It is a role (`noetlc.confine`). The first frame is the playbook, every later one an example, answered by one frame; all are JSON
in ASCII. In between it asks for what plug-ins answer (`noetlc.verify.asking`). What the parent reads of it is in
`noetlc.verify.process`. With `asks` in the first frame it runs for real, and asks its parent for what the host answers, too
(`noetlc.verify.asking_host`): workers interpret so.
"""

from __future__ import annotations

import base64
import json
import os
import pickle
import pkgutil
import socket
import sys
from collections.abc import Callable
from importlib import import_module
from typing import Any, BinaryIO

from noetlc.confine import privileges
from noetlc.confine.forking import Forker
from noetlc.confine.frames import ChannelClosed, FrameTooLarge, read_frame, write_frame
from noetlc.confine.rlimits import limit_resources
from noetlc.confine.seccomp import INTERPRETER
from noetlc.confine.wall import Wall, seal
from noetlc.frontend import load_again
from noetlc.frontend.playbook import Playbook
from noetlc.frontend.plugins import PluginUse
from noetlc.host.capability import RecordingHost
from noetlc.host.errors import Aborted
from noetlc.interp.coverage import Coverage
from noetlc.interp.host import Host
from noetlc.interp.interpreter import interpret_run
from noetlc.interp.pybody import server
from noetlc.interp.pybody.request import BodyRequest
from noetlc.interp.pybody.result import BodyResult
from noetlc.interp.pybody.runner import BodyLimits, BodyRunner
from noetlc.plugins.model import parse_manifest
from noetlc.verify.asking import ENDED, AskingPlugins, parts_of
from noetlc.verify.asking_host import AskingHost
from noetlc.verify.compare import LOG
from noetlc.verify.harvest import Facts
from noetlc.verify.stubs import StubHost

Json = Any

_REHEARSAL = """
apiVersion: noetl.io/v2
kind: Playbook
metadata: {name: rehearsal}
workload: {names: [b, a]}
workflow:
  - step: start
    tool:
      kind: noop
      result: "{% for n in names | sort %}{% if n == 'a' %}{{ n | upper }}{% else %}{{ loop.index }}{% endif %}{% endfor %}"
    next: {arcs: [{step: end, when: "{{ names | length > 1 }}"}]}
  - step: end
    tool: {kind: noop, result: "{{ 1 / 0 }}"}
"""
_PACKAGES = ("noetlc.interp", "noetlc.interp.pybody")


def prepare() -> None:
    """Imports all that the interpreter loads late, so that a confined process needs no file."""
    server.prepare()
    for package in _PACKAGES:
        for module in pkgutil.iter_modules(import_module(package).__path__, package + "."):
            import_module(module.name)
    _rehearse()


def _rehearse() -> None:
    """One small run of our own, for what is read or built at first use: grammar tables, jinja's lexers, codecs."""
    playbook = load_again(_REHEARSAL, "rehearsal")
    interpret_run(playbook, {}, host=StubHost(0, {}))


def serve(channel: socket.socket, settings: dict[str, Any], wall: Wall) -> None:
    """The root of a tree: its bodies run in workers of a fork server that was forked before anything of a playbook was read."""
    ours, theirs = socket.socketpair()
    if os.fork() == 0:
        try:
            privileges.die_with_parent()
            ours.close()
            channel.close()
            server.serve(theirs, {"memory": settings["body"]["memory_mb"] << 20, "frame": settings["body"]["frame_mb"] << 20}, wall)
        finally:
            os._exit(0)
    theirs.close()
    seal(wall, INTERPRETER)
    stream: Any = channel.makefile("rwb")
    _serve(stream, stream, settings, Forker(ours))


def serve_streams(source: BinaryIO, sink: BinaryIO, settings: dict[str, Any]) -> None:
    """The role where nothing can fork; every body gets a process of its own."""
    _serve(source, sink, settings, None)


def _serve(source: BinaryIO, sink: BinaryIO, settings: dict[str, Any], bodies: Forker | None) -> None:
    limit_resources(settings["memory"])
    sys.set_int_max_str_digits(0)
    try:

        def ask(question: bytes) -> bytes:
            write_frame(sink, question)
            return read_frame(source)

        session = _Session(json.loads(read_frame(source)), settings, bodies, ask)
        while True:
            order = json.loads(read_frame(source))
            try:
                write_frame(sink, _encode(session.run(order)))
            except FrameTooLarge:
                write_frame(sink, _encode({"limit": "the size of an answer"}))
    except ChannelClosed:
        return


def _encode(value: Json) -> bytes:
    return json.dumps(value, ensure_ascii=True, separators=(",", ":")).encode("ascii")


class _Noting(BodyRunner):
    """Knows whether a limit that the compiled body does not have ended one."""

    limited = False

    def run(self, request: BodyRequest, host: Host) -> BodyResult:
        result = super().run(request, host)
        self.limited = self.limited or result.limited
        return result


class _Session:
    """One playbook, checked here from its text."""

    def __init__(self, hello: Json, settings: dict[str, Any], bodies: Forker | None, ask: Callable[[bytes], bytes]) -> None:
        self.playbook: Playbook = load_again(hello["text"], hello["name"])  # which the parent has checked
        self._coverage: Coverage | None = None
        self.asked = AskingHost(ask) if hello.get("asks") else None
        self.seed = int(hello["seed"])
        self.facts: Facts | None = pickle.loads(base64.b64decode(hello["facts"]))
        self.bodies = _Noting(BodyLimits(**settings["body"]), settings["hash_seed"], bodies)
        self.plugins = AskingPlugins(
            frozenset(PluginUse(*use) for use in hello["plugins"]),
            ask,
            {path: parse_manifest(declared.encode()).functions for path, declared in hello["declared"].items()},
        )

    def _fresh_coverage(self) -> Coverage:
        if self._coverage is None:
            self._coverage = Coverage(self.playbook)
        self._coverage.forget()
        return self._coverage

    def run(self, order: Json) -> Json:
        """The answer to one example: what the run gave, or which limit ended it."""
        host = self.asked or RecordingHost(StubHost(self.seed, order["payload"], self.facts, order["plain"]))
        coverage = self._fresh_coverage() if order["coverage"] else None
        self.bodies.limited = False
        try:
            done = interpret_run(
                self.playbook,
                order["payload"],
                execution_id=order["execution_id"],
                host=host,
                bodies=self.bodies,
                coverage=coverage,
                plugins=self.plugins,
            )
        except MemoryError:
            return {"limit": "the interpreter's memory"}
        except FrameTooLarge:
            return {"limit": "the size of a plug-in's input"}
        except Aborted as aborted:
            if aborted.kind not in ENDED:
                return {"limit": f"the interpreter's {aborted.kind}"}
            return {"aborted": aborted.kind, "calls": _calls(host)}
        if self.bodies.limited and self.asked is None:
            return {"limit": "the data of a Python body"}
        return {
            "envelope": done.envelope,
            "intents": [parts_of(intent) for intent in done.intents],
            "calls": _calls(host),
            "reached": sorted(coverage.hit) if coverage is not None else [],
        }


def _calls(host: RecordingHost | AskingHost) -> list[list[str]]:
    if isinstance(host, AskingHost):
        return []  # the parent has answered them
    return [[call.name, call.request.decode("latin-1")] for call in host.calls if call.is_tool or call.name == LOG]
