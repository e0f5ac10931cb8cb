"""Python steps (language.md 7): source, names, the confined run of pure bodies and the host call of all others."""

from __future__ import annotations

from collections.abc import Mapping as MappingType
from dataclasses import dataclass
from typing import TYPE_CHECKING

from noetlc.confine.frames import ChannelClosed
from noetlc.diagnostics import Span
from noetlc.frontend.body_plugins import imported_paths, library_paths
from noetlc.frontend.nodes import Mapping, Node, Scalar
from noetlc.frontend.playbook import Step, Task
from noetlc.frontend.plugins import PluginUse
from noetlc.frontend.python_body import BodyError, parse_body
from noetlc.interp.names import Iteration, Scope, sees_context
from noetlc.interp.outcome import Failure, Outcome, failed
from noetlc.interp.positions import CodeMap
from noetlc.interp.pybody.allowed import hidden
from noetlc.interp.pybody.request import BodyRequest, Library, PluginTable
from noetlc.interp.pybody.result import BodyResult
from noetlc.interp.render import has_marks
from noetlc.interp.values import UNDEFINED

if TYPE_CHECKING:
    from noetlc.interp.engine import Run


@dataclass(frozen=True, slots=True)
class _Source:
    """Where the code comes from: a scalar of the playbook, or a script that the host loads."""

    scalar: Scalar | None
    external: bool = False


class BodyHost:
    """The host of a body that imports plug-ins: what they issue joins the run's intents."""

    def __init__(self, run: Run, plugins: PluginTable) -> None:
        self._run = run
        self._allowed = {(path, name) for path, functions in plugins for name, _, _ in functions}
        host = run.host
        self.call, self.now, self.monotonic, self.random = host.call, host.now, host.monotonic, host.random
        self.sleep, self.env, self.log = host.sleep, host.env, host.log

    def plugin(self, path: str, name: str, data: bytes) -> bytes:
        """What an entry answers. Raises Aborted where it ends the run, ChannelClosed for one that the body does not import."""
        if (path, name) not in self._allowed:
            raise ChannelClosed
        answer = self._run.plugins.call(PluginUse(path, None, name), data, self._run.intents.used())
        for intent in answer.intents:
            self._run.intents.add(intent)
        return answer.output


class PythonStep:
    """Executes the python tasks of a run."""

    def __init__(self, run: Run) -> None:
        self._run = run

    def execute(
        self, step: Step, task: Task, scope: Scope, inputs: dict[str, object], iteration: Iteration | None, attempt: int
    ) -> Outcome:
        """The outcome of one execution. Raises RenderError where a template of the configuration does."""
        source = find_source(task)
        config = self._config(task, scope, source)
        if source.external:
            request = {key: config[key] for key in ("script", "libs") if config.get(key) is not None}
            return self._run.tools.call(step, task, "tool_python", request, inputs, iteration, attempt)
        if source.scalar is None:
            return failed("config", "python: code is required", at=task.span)
        code, places = self._code(source.scalar, scope)
        libraries = libraries_of(config.get("libs"))
        if libraries is None:
            return failed("config", "python: libs must map names to modules", at=_libs_span(task))
        if self._run.bodies.is_pure(code, libraries, hidden(inputs)):
            plugins = self._plugins(code, libraries) if not has_marks(source.scalar.text) else ()
            request_body = self._request(step, scope, inputs, code, libraries, plugins)
            with self._run.teller.span("body", step=step.name, line=source.scalar.locate(0).line) as ended:
                result = self._run.bodies.run(request_body, BodyHost(self._run, plugins) if plugins else self._run.host)
                lines = [(places.span(line, 1).line, count) for line, count in result.lines]
                if self._run.teller.detailed:
                    ended["lines"] = lines
            if self._run.coverage is not None:
                self._run.coverage.body(source.scalar, result.hits)
                self._run.coverage.ran(lines)
            return _outcome(result, places)
        hosted: dict[str, object] = {"code": code}
        if config.get("libs") is not None:
            hosted["libs"] = config["libs"]
        if has_marks(source.scalar.text) or sees_context(code):
            hosted["context"] = _context(scope)
        return self._run.tools.call(step, task, "tool_python", hosted, inputs, iteration, attempt, places)

    def _config(self, task: Task, scope: Scope, source: _Source) -> dict[str, object]:
        """The rendered configuration without the code itself."""
        rest = []
        for key, node in task.config:
            if key.text == "code" and not source.external:
                continue
            rest.append((key, _without_code(node) if key.text == "script" else node))
        return self._run.renderer.config(tuple(rest), scope)

    def _code(self, scalar: Scalar, scope: Scope) -> tuple[str, CodeMap]:
        """The text of the code (a text position) and where its lines come from."""
        if not has_marks(scalar.text):
            return scalar.text, CodeMap.plain(scalar)
        code = self._run.renderer.text(scalar, scope)
        return code, CodeMap.rendered(scalar, code)

    def _plugins(self, code: str, libraries: tuple[Library, ...]) -> PluginTable:
        """The plug-ins that the code and `libs` import, as far as there are any; those of code that a template writes are not known."""
        if not any("noetl" in text for text in (code, *(one.module for one in libraries))):
            return ()
        tree = parse_body(code)
        if isinstance(tree, BodyError):
            return ()
        found: dict[str, tuple[tuple[str, tuple[str, ...], str], ...]] = {}
        paths = [path for path, _ in imported_paths(tree)]
        for library in libraries:
            paths += library_paths(library.module, library.name)
        for path in paths:
            functions = self._run.plugins.functions(path)
            if functions is not None:
                found[path] = tuple((one.name, one.params, one.result) for one in functions.values())
        return tuple(found.items())

    def _request(
        self, step: Step, scope: Scope, inputs: dict[str, object], code: str, libraries: tuple[Library, ...], plugins: PluginTable
    ) -> BodyRequest:
        context = _context(scope) if sees_context(code) else None
        covered = self._run.coverage is not None
        counted = self._run.teller.detailed or (self._run.coverage is not None and self._run.coverage.counted)
        explained = self._run.teller.tracer is not None
        given = code, libraries, inputs, context, step.name, self._run.state.execution_id
        return BodyRequest(*given, covered, plugins, counted, explained)


def _context(scope: Scope) -> dict[str, object]:
    """The names of `context` that do not depend on the body itself, as plain data of any depth."""
    return {name: _plain(value) for name, value in scope.body_context().items() if value is not UNDEFINED}


def _plain(value: object) -> object:
    """A copy without look-up aliases; undefined becomes null."""
    if isinstance(value, dict):
        return {key: _plain(item) for key, item in value.items()}
    if isinstance(value, list):
        return [_plain(item) for item in value]
    return None if value is UNDEFINED else value


def find_source(task: Task) -> _Source:
    code = task.key("code")
    if isinstance(code, Scalar) and code.value is not None:
        return _Source(code)
    script = task.key("script")
    if not isinstance(script, Mapping):
        return _Source(None)
    source = script.get("source")
    kind = source.get("type") if isinstance(source, Mapping) else None
    if isinstance(kind, Scalar) and kind.value is not None and kind.text != "inline":
        return _Source(None, external=kind.text in ("file", "gcs", "http"))
    inline = source.get("code") if isinstance(source, Mapping) else None
    return _Source(inline if isinstance(inline, Scalar) and inline.value is not None else None)


def _without_code(node: Node) -> Node:
    """The script map without `source.code`, which is rendered by itself as a text position."""
    if not isinstance(node, Mapping):
        return node
    entries = []
    for key, value in node.entries:
        if key.text == "source" and isinstance(value, Mapping):
            value = Mapping(tuple((k, v) for k, v in value.entries if k.text != "code"), value.span)
        entries.append((key, value))
    return Mapping(tuple(entries), node.span)


def libraries_of(libs: object) -> tuple[Library, ...] | None:
    """The imports that `libs` adds; None if it has another shape."""
    if libs is None:
        return ()
    if not isinstance(libs, MappingType):
        return None
    found: list[Library] = []
    for alias, entry in libs.items():
        if isinstance(entry, str):
            found.append(Library(alias, entry, None))
        elif isinstance(entry, MappingType) and isinstance(entry.get("from"), str) and isinstance(entry.get("import"), str):
            found.append(Library(alias, entry["from"], entry["import"]))
        else:
            return None
    return tuple(found)


def _libs_span(task: Task) -> Span:
    node = task.key("libs")
    return node.span if node is not None else task.span


def _outcome(result: BodyResult, places: CodeMap) -> Outcome:
    if result.failure is None:
        return Outcome(result.data)
    at = places.span(result.line, result.column, result.width) if result.kind in ("exception", "exit") else None
    return Outcome(result.data, Failure(result.kind, result.failure, at=at, values=result.values))

