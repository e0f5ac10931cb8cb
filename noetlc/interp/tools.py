"""Running one tool: its input and configuration are rendered, then its kind decides (language.md 3.2, 7, 10)."""

from __future__ import annotations

import base64
import binascii
from typing import TYPE_CHECKING

from noetlc.diagnostics import Span
from noetlc.frontend.nodes import Node
from noetlc.frontend.playbook import Step, Task
from noetlc.frontend.plugins import INTENTS, plugin_use
from noetlc.interp.host import parse_answer
from noetlc.interp.names import Iteration, Scope
from noetlc.interp.outcome import Failure, Outcome, failed
from noetlc.interp.plugins import request_bytes, step_data
from noetlc.interp.positions import CodeMap
from noetlc.interp.printing import json_text
from noetlc.interp.python_step import PythonStep
from noetlc.interp.render import RenderError, Skip
from noetlc.interp.values import DataError, check_data

if TYPE_CHECKING:
    from noetlc.interp.engine import Run


class Tools:
    """Executes the tasks of a run."""

    def __init__(self, run: Run) -> None:
        self._run = run
        self._python = PythonStep(run)
        self._secret_words = ("keychain", *run.playbook.keychain)

    def execute(self, step: Step, task: Task, names: Scope, iteration: Iteration | None, attempt: int) -> Outcome:
        """The outcome of one execution of a task. `names` are those of the configuration, without inputs."""
        if self._run.teller.tracer is None:
            return self._executed(step, task, names, iteration, attempt)
        label = task.label if step.shape == "pipeline" else None
        with self._run.teller.span("task", step=step.name, task=label, kind=task.kind, attempt=attempt, line=task.span.line) as ended:
            outcome = self._executed(step, task, names, iteration, attempt)
            ended.update(outcome.told())
        return outcome

    def _executed(self, step: Step, task: Task, names: Scope, iteration: Iteration | None, attempt: int) -> Outcome:
        hosted = task.kind not in ("python", "noop")
        skip = self._mentions_secret if hosted else None
        try:
            inputs = self._inputs(step, task, names, iteration, skip)
            scope = names.with_inputs(inputs)
            if task.kind == "python":
                return self._python.execute(step, task, scope, inputs, iteration, attempt)
            config = self._run.renderer.config(task.config, scope, raw=("auth",) if hosted else (), skip=skip)
            if task.kind == "noop":
                return _noop(config)
            return self._host_tool(step, task, config, inputs, iteration, attempt)
        except RenderError as error:
            return Outcome(None, error.failure())

    def _mentions_secret(self, source: str) -> bool:
        return any(word in source for word in self._secret_words)

    def _inputs(self, step: Step, task: Task, names: Scope, iteration: Iteration | None, skip: Skip | None) -> dict[str, object]:
        """The tool's input map (language.md 3.2): the tool's own, the step's, then the iteration's names; the first writer wins."""
        render = self._run.renderer.entries
        inputs = render(task.input, names, skip)
        for name, value in render(step.input, names, skip).items():
            inputs.setdefault(name, value)
        if iteration is not None and iteration.index is not None and step.shape != "pipeline":
            for name in iteration.flat:
                if name != "loop_index":
                    inputs.setdefault(name, iteration.flat[name])
        return inputs

    # ---- host tools

    def _host_tool(
        self, step: Step, task: Task, config: dict[str, object], inputs: dict[str, object], iteration: Iteration | None, attempt: int
    ) -> Outcome:
        if task.kind == "artifact" and config.get("action") == "put":
            return failed("config", "artifact: put is not supported", at=_span_of(task, "action"))
        if task.kind == "wasm":
            plugin = config.get("plugin")
            path = plugin.get("path") if isinstance(plugin, dict) else None
            if not isinstance(path, str) or not path:
                return failed("config", "wasm: plugin.path is required", at=_span_of(task, "plugin"))
            if path in INTENTS:
                return self._intent(task, path, inputs)
            use = plugin_use(task)
            if use is not None and self._run.plugins.binds(use):
                answer = self._run.plugins.call(use, request_bytes(inputs), self._run.intents.used())
                for intent in answer.intents:
                    self._run.intents.add(intent)
                return Outcome(step_data(answer))
        return self.call(step, task, f"tool_{task.kind}", config, inputs, iteration, attempt)

    def call(
        self,
        step: Step,
        task: Task,
        name: str,
        config: dict[str, object],
        inputs: dict[str, object],
        iteration: Iteration | None,
        attempt: int,
        places: CodeMap | None = None,
    ) -> Outcome:
        """One call of a host tool and its answer as an outcome. `places` maps the position an exception's answer may carry."""
        request: dict[str, object] = {"step": step.name}
        if step.shape == "pipeline":
            request["task"] = task.label
        if iteration is not None and iteration.index is not None:
            request["index"] = iteration.index
        request.update(attempt=attempt, config=config, input=inputs)
        try:
            body = json_text(request).encode("utf-8", "replace")
        except (ValueError, DataError) as error:
            return failed("value", f"the request is not data: {error}")
        return _answered(self._run.host.call(name, body), task.kind == "http", places)

    def _intent(self, task: Task, path: str, inputs: dict[str, object]) -> Outcome:
        """One of the reserved plug-ins: the intent is kept, nothing is called."""
        at = _span_of(task, "plugin")
        if path == "noetl/event_publish":
            if "event" not in inputs:
                return failed("config", "event_publish needs the input event", at=at)
            self._run.intents.issue(("event_publish", json_text(inputs["event"]).encode("utf-8", "replace")))
            return Outcome({"status": "ok"})
        key = inputs.get("key")
        if not isinstance(key, str):
            return failed("config", f"{path} needs the input key, a string", at=at)
        data = _intent_data(inputs)
        if data is None:
            return failed("config", f"{path} needs the input data or data_b64", at=at)
        self._run.intents.issue((path.removeprefix("noetl/"), key.encode("utf-8", "replace"), data))
        return Outcome({"status": "ok"})

def _intent_data(inputs: dict[str, object]) -> bytes | None:
    """The bytes of `data` (strings as UTF-8, other values as canonical JSON) or of `data_b64`; None if there are none."""
    if "data" in inputs:
        data = inputs["data"]
        return (data if isinstance(data, str) else json_text(data)).encode("utf-8", "replace")
    encoded = inputs.get("data_b64")
    if not isinstance(encoded, str):
        return None
    try:
        return base64.b64decode(encoded, validate=True)
    except (binascii.Error, ValueError):
        return None


def _span_of(task: Task, key: str) -> Span:
    node: Node | None = task.key(key)
    return node.span if node is not None else task.span


def _noop(config: dict[str, object]) -> Outcome:
    result = config.get("result")
    if result is None:
        return Outcome({"status": "ok", "message": config.get("message") or "noop"})
    try:
        return Outcome(check_data(result))
    except DataError as error:
        return failed("value", str(error))


def _answered(answer: bytes, http: bool, places: CodeMap | None) -> Outcome:
    """The outcome a tool's answer stands for; a malformed answer is an error of kind `value` (language.md 11)."""
    try:
        value = parse_answer(answer)
        data = check_data(value.get("data"))
        status, error = value.get("status"), value.get("error")
        if status == "ok":
            return Outcome(data, http=http)
        if status != "error":
            raise ValueError("status must be ok or error")
        return Outcome(data, _host_failure(error, places), http=http)
    except (ValueError, DataError, RecursionError):
        return failed("value", "malformed answer of the host")


def _host_failure(error: object, places: CodeMap | None) -> Failure:
    if not isinstance(error, dict):
        raise ValueError("error must be an object")
    kind, message = error.get("kind"), error.get("message")
    if not isinstance(kind, str) or not isinstance(message, str):
        raise ValueError("error needs kind and message")
    line, column = error.get("line"), error.get("column")
    at = None
    if places is not None and kind in ("exception", "exit") and isinstance(line, int):
        at = places.span(line, column if isinstance(column, int) else None)
    return Failure(kind, message, retryable=error.get("retryable") is True, at=at)
