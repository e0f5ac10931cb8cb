"""What the page asks of noetlc, inside Pyodide. Answers are JSON text, or Python objects that the worker hands on."""

from __future__ import annotations

import json
import os
import platform
import re
import sys
import time
from collections.abc import Callable
from typing import Any

from pyodide.ffi import to_js

import noetlc
from noetlc.diagnostics import Diagnostic
from noetlc.frontend import load
from noetlc.frontend.checks.words import HOST_KINDS
from noetlc.frontend.playbook import Playbook
from noetlc.graph.model import graph_of
from noetlc.graph.svg import NoLayout, svg
from noetlc.graph.text import mermaid
from noetlc.host.binding import Intent
from noetlc.host.capability import CapabilityCall, RecordingHost
from noetlc.host.errors import Aborted
from noetlc.host.python_tool import PurePythonHost
from noetlc.host.records import read_record, recorded
from noetlc.host.sections import read_module
from noetlc.host.wire import Invocation, decode
from noetlc.interp.host import PRINTED, Host, LocalHost, unsupported
from noetlc.interp.interpreter import interpret_run
from noetlc.interp.pybody import heard
from noetlc.interp.pybody.execute import run_body
from noetlc.interp.pybody.plugin_modules import PluginModules
from noetlc.interp.pybody.purity import is_pure
from noetlc.interp.pybody.request import BodyRequest, Library
from noetlc.interp.pybody.result import BodyResult
from noetlc.interp.pybody.server import RemoteHost, calibrate
from noetlc.interp.pybody.shims import Shims
from noetlc.interp.pybody.versions import install, provide_names, reference_version
from noetlc.interp.python_step import find_source
from noetlc.json_text import read_json
from noetlc.kernel import runtime
from noetlc.testing.document import Case
from noetlc.testing.host import CaseHost
from noetlc.verify.compare import LOG
from noetlc.verify.differential import Compared, Engines, Example, Run, compare
from noetlc.verify.gaps import gaps_of

Json = Any
NAME = "playbook.yaml"
EXECUTION_ID = "0"
WORD = 2**63 - 1
NARROW = sys.maxsize < WORD
"""Whether this Python has 32 bits, and hashes with them."""

GRANTED = [f"tool_{kind}" for kind in HOST_KINDS]
"""The table of answers stands for every tool: nobody has to be told to grant one."""

provide = runtime.provide


def about() -> str:
    return json.dumps({"python": platform.python_version(), "noetlc": noetlc.__version__})


# ---- the compiler's worker


def check(text: str) -> str:
    """The diagnostics of a playbook, its graph if it can be read, and the names of its steps."""
    found = noetlc.check(text, path=NAME, allow=GRANTED)
    playbook, _ = load(text, name=NAME, lenient=True)
    graph, steps = None, []
    if playbook is not None:
        graph, steps = _graph(playbook), [step.name for step in playbook.steps]
    return json.dumps({"diagnostics": list(map(_shown, found)), "graph": graph, "steps": steps})


def _graph(playbook: Playbook) -> dict[str, str]:
    graph = graph_of(playbook)
    try:
        return {"svg": svg(graph)}
    except NoLayout as error:
        return {"mermaid": mermaid(graph), "why": str(error)}


def _shown(found: Diagnostic) -> dict[str, Json]:
    span = found.span
    end = (found.line, found.column) if span is None else (span.end_line, span.end_column)
    place = {"line": found.line, "column": found.column, "end_line": end[0], "end_column": end[1]}
    return {"code": found.code, "severity": found.severity, "message": found.message, "hint": found.hint, **place}


class Build:
    """A playbook as a module. `wasm` is None where a diagnostic is an error; `report` is JSON."""

    def __init__(self, text: str) -> None:
        self._built: noetlc.BuildResult | None = None
        self.wasm: bytes | None = None
        try:
            self._built = built = noetlc.build(text, path=NAME, verify=False, allow=GRANTED)
        except noetlc.BuildError as error:
            self.report = json.dumps({"diagnostics": list(map(_shown, error.diagnostics))})
            return
        self.wasm = built.wasm
        steps = [{"step": one["step"], "lowered": one["lowered"], "reason": one.get("reason") or ""} for one in built.manifest["steps"]]
        report = {"diagnostics": list(map(_shown, built.diagnostics)), "size": len(built.wasm), "digest": built.digest, "steps": steps}
        self.report = json.dumps({**report, "imports": built.manifest["capabilities"]})

    def wat(self) -> str:
        assert self._built is not None
        return self._built.wat_text()


# ---- the worker that runs


class Answers(CaseHost):
    """The table of answers, as the tools of a test case; what it does not answer is not granted, as on the command line."""

    def call(self, name: str, request: bytes) -> bytes:
        before = len(self.unanswered)
        answer = super().call(name, request)
        return answer if len(self.unanswered) == before else unsupported(name)


class _Ambient(LocalHost):
    """This machine's clock and entropy, as they were before bodies got the host's."""

    def __init__(self) -> None:
        self.now, self.monotonic, self.random = time.time_ns, time.monotonic_ns, os.urandom


class PageBodies:
    """Python bodies in this very interpreter, around which there is nothing but the browser."""

    def __init__(self) -> None:
        self._host: Host = _Ambient()
        provide_names()
        os.environ["TZ"] = "UTC"
        self._spare_frames = calibrate()
        sys.maxsize = WORD  # bodies mean Python on 64 bits
        remote = RemoteHost(self)
        self._shims, self._plugins = Shims(remote), PluginModules(remote)
        install()
        self._shims.install()
        reference_version()

    def ask(self, question: dict[str, object]) -> Any:
        return json.loads(heard.answer(json.dumps(question).encode("ascii"), self._host))

    def is_pure(self, code: str, libraries: tuple[Library, ...], inputs: frozenset[str] = frozenset()) -> bool:
        return is_pure(code, libraries, inputs)

    def run(self, request: BodyRequest, host: Host) -> BodyResult:
        before, self._host = self._host, host
        self._shims.reset()
        self._plugins.install(request.plugins)
        try:
            result = heard.report(run_body(request, self._spare_frames).encode())
        finally:
            self._host = before
        for line in result.printed:
            host.log(PRINTED, line)
        return result


class Bridge:
    """A host in the terms of host.js: bytes are typed arrays there."""

    def __init__(self, host: PurePythonHost) -> None:
        self._host = host
        self.now, self.monotonic, self.sleep, self.env, self.log = host.now, host.monotonic, host.sleep, host.env, host.log

    def call(self, name: str, request: Any) -> Any:
        return to_js(self._host.call(name, request.to_bytes()))

    def random(self, size: int) -> Any:
        return to_js(self._host.random(size))


class RunOnce:
    """One run of a playbook: on its module, then interpreted. `order` is JSON with the text, the payload and the answers as text."""

    def __init__(self, order: str, bodies: PageBodies) -> None:
        asked = json.loads(order)
        playbook, found = load(asked["text"], name=NAME, lenient=True)
        if playbook is None:
            raise noetlc.BuildError(found)
        self.playbook, self.bodies = playbook, bodies
        self.case = Case("playground", 1, 1, tools=_tools(asked["answers"]), now=int(asked["now"]), seed=int(asked["seed"]))
        self.payload = _read(asked["payload"], "the payload") if asked["payload"].strip() else {}
        self.compiled: Run | None = None

    def module(self, wasm: Any, invoke: Callable[[Any, Bridge], Any]) -> str:
        """Runs the module, which `invoke` calls with an input and a host; the run as JSON."""
        answers = Answers(self.case)
        recorder = RecordingHost(answers)
        host = PurePythonHost(recorder, EXECUTION_ID, self.bodies)
        done = invoke(to_js(Invocation(self.payload, EXECUTION_ID).encode()), Bridge(host))
        calls = tuple(recorder.settled())
        if hasattr(done, "output"):
            intents = tuple(Intent(name, key, data.to_bytes()) for name, key, data in done.intents)
            self.compiled = Run(decode(done.output.to_bytes()), None, intents, calls, tuple(host.ran))
        else:
            self.compiled = Run(None, _aborted(wasm.to_bytes(), done), (), calls, tuple(host.ran))
        return json.dumps(_run_shown(self.compiled, answers.unanswered), ensure_ascii=False)

    def verdict(self) -> str:
        """Interprets the same run, and compares: JSON."""
        assert self.compiled is not None
        kept: Run = self.compiled
        engines = Engines(lambda _: lambda: kept, lambda _: self._interpreted, gaps=_gaps(self.playbook))
        compared = compare(engines, Example(self.payload, "the payload of the page"))
        return json.dumps(_verdict(compared), ensure_ascii=False)

    def _interpreted(self) -> Run:
        recorder = RecordingHost(Answers(self.case))
        given: dict[str, Any] = {"execution_id": EXECUTION_ID, "host": recorder, "bodies": self.bodies}
        done = interpret_run(self.playbook, self.payload, **given)
        return Run(done.envelope, None, tuple(map(_intent, done.intents)), tuple(recorder.settled()))


def _gaps(playbook: Playbook) -> dict[str, str]:
    """By step, why this Python does not do what the language says there."""
    found = gaps_of(playbook)
    for step in playbook.steps if NARROW else ():
        for task in step.tasks:
            code = find_source(task).scalar if task.kind == "python" else None
            if code is not None and re.search(r"\bhash(_info)?\b", code.text):
                found.setdefault(step.name, "hashes have 32 bits in the Python of this page")
    return found


def _tools(rows: list[dict[str, str]]) -> dict[str, Json]:
    """The answers by step: those of one row for all calls, of several for the calls in order. Raises ValueError."""
    found: dict[str, list[Json]] = {}
    for row in rows:
        step = row["step"].strip()
        value = _read(row["value"] or "null", f"the answer to {step}")
        if row["kind"] == "error" and not isinstance(value, dict):
            raise ValueError(f'the answer to {step} is no error: write an object such as {{"kind": "not_found", "message": "no such row"}}')
        found.setdefault(step, []).append({"error": value} if row["kind"] == "error" else {"data": value})
    return {step: answers[0] if len(answers) == 1 else answers for step, answers in found.items()}


def _read(text: str, what: str) -> Json:
    try:
        return read_json(text.encode())
    except ValueError as error:
        raise ValueError(f"{what} is not JSON: {error}") from None


def _intent(parts: Any) -> Intent:
    """`event_publish` has no key."""
    name, *rest = parts
    return Intent(name, rest[0].decode("utf-8", "replace") if len(rest) == 2 else "", rest[-1])


def _aborted(wasm: bytes, done: Any) -> Aborted:
    module = read_module(wasm)
    manifest, sites = (json.loads(module.custom(name) or b"{}") for name in ("noetlc.manifest", "noetlc.sites"))
    record = None if done.record is None else done.record.to_bytes()
    found = None if record is None else read_record(manifest, lambda _address, length: record[:length])
    abort = Aborted("trap", reason=str(done.trap)) if found is None else recorded(found, manifest, sites)
    return abort.in_file(NAME)


# ---- what is shown


def _text(value: Json) -> str:
    return json.dumps(value, ensure_ascii=False, indent=2)


def _run_shown(run: Run, unanswered: list[str]) -> dict[str, Json]:
    logged = [call.request.decode("utf-8", "replace").partition(" ")[2] for call in run.calls if call.name == LOG]
    return {
        "envelope": None if run.envelope is None else _text(run.envelope),
        "status": "aborted" if run.envelope is None else run.envelope["status"],
        "result": None if run.envelope is None else _text(run.envelope["result"]),
        "aborted": None if run.abort is None else str(run.abort.detail),
        "calls": [_call_shown(call) for call in run.calls if call.is_tool],
        "intents": [[intent.name, intent.key, intent.data.decode("utf-8", "replace")] for intent in run.intents],
        "logged": logged,
        "unanswered": unanswered,
    }


def _call_shown(call: CapabilityCall) -> dict[str, Json]:
    request = json.loads(call.request)
    answer = call.answer.decode("utf-8", "replace") if isinstance(call.answer, bytes) else ""
    key = f"{request['step']}.{request['task']}" if request.get("task") else request["step"]
    return {"tool": call.name, "key": key, "request": _text(request), "answer": answer}


def _verdict(compared: Compared) -> dict[str, Json]:
    """`kind` is `equal`, `differs` or `unverified`; `interpreted` is the other engine's run where it is needed."""
    hosted = sorted(set(compared.compiled.hosted))
    if compared.difference is not None:
        found = compared.difference
        shown = {"path": found.path, "compiled": found.compiled, "interpreted": found.interpreted}
        return {"kind": "differs", "narrow": NARROW, **shown, "other": _fingerprint(compared.interpreted)}
    if compared.left is not None:
        assert compared.interpreted is not None
        assert compared.compiled.abort is not None
        why = f"the module left this run to the interpreter, whose result this is ({compared.compiled.abort.detail})"
        return {"kind": "unverified", "why": why, "run": _run_shown(compared.interpreted, [])}
    if compared.skipped:
        return {"kind": "unverified", "why": compared.skipped}
    if compared.aborted:
        return {"kind": "unverified", "why": f"both engines ended the run: {compared.aborted}"}
    if hosted:
        return {
            "kind": "unverified",
            "why": f"equal, but the bodies of {', '.join(hosted)} are not compiled: both engines ran them on Python",
        }
    return {"kind": "equal"}


def _fingerprint(run: Run | None) -> str:
    """All of a run that can differ by the order of a set."""
    return "" if run is None else json.dumps([run.envelope, [[c.name, c.request.decode("utf-8", "replace")] for c in run.calls]])
