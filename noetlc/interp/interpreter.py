"""Entry points: a playbook and a payload give the run envelope."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import nullcontext
from dataclasses import dataclass
from pathlib import Path

from noetlc.diagnostics import Diagnostic
from noetlc.errors import NoetlcError
from noetlc.frontend import load
from noetlc.frontend.nodes import plain
from noetlc.frontend.playbook import Playbook
from noetlc.interp.coverage import Coverage
from noetlc.interp.engine import Run
from noetlc.interp.host import Host, LocalHost
from noetlc.interp.limits import widened
from noetlc.interp.names import RunState
from noetlc.interp.options import RunOptions
from noetlc.interp.outcome import Failure, error_entry
from noetlc.interp.plugins import Intent, NoPlugins, Plugins
from noetlc.interp.pybody.pool import bodies_of
from noetlc.interp.pybody.request import BodyRequest
from noetlc.interp.pybody.runner import Bodies
from noetlc.interp.trace import Teller, TracedHost, Tracer
from noetlc.interp.values import DataError, check_data, clean_text, copy_data


class InvalidPlaybook(NoetlcError, ValueError):
    """The playbook has errors; `diagnostics` are all findings."""

    def __init__(self, diagnostics: Sequence[Diagnostic]) -> None:
        self.diagnostics = tuple(diagnostics)
        first = next(d for d in diagnostics if d.severity == "error")
        super().__init__(f"{first.file}:{first.line}:{first.column}: {first.code} {first.message}")


@dataclass(frozen=True, slots=True)
class Interpretation:
    """A finished run: the envelope (language.md 4.4) and the `noetl.*` intents in order, as (name, bytes…)."""

    envelope: dict[str, object]
    intents: tuple[Intent, ...]


def interpret(
    source: str | bytes | Path | Playbook,
    payload: object = None,
    *,
    execution_id: str = "0",
    options: RunOptions | None = None,
    host: Host | None = None,
    bodies: Bodies | None = None,
    plugins: Plugins | None = None,
) -> dict[str, object]:
    """Runs a playbook and returns its envelope.

    `source` is YAML text, its bytes, a file, or a checked playbook; `payload` is laid over the workload. Without `host` no
    host tool is granted. `bodies` runs the Python bodies (default: processes that serve this playbook alone), `plugins` those that a
    build binds (default: none). Raises InvalidPlaybook for a document with errors, Aborted where a plug-in ends the run; everything
    else that happens in the run is in the envelope.
    """
    return interpret_run(source, payload, execution_id=execution_id, options=options, host=host, bodies=bodies, plugins=plugins).envelope


def interpret_run(
    source: str | bytes | Path | Playbook,
    payload: object = None,
    *,
    execution_id: str = "0",
    options: RunOptions | None = None,
    host: Host | None = None,
    bodies: Bodies | None = None,
    coverage: Coverage | None = None,
    plugins: Plugins | None = None,
    tracer: Tracer | None = None,
) -> Interpretation:
    """Like `interpret`, with the intents of the run beside its envelope. `coverage`, of this same playbook, takes what was reached,
    `tracer` what happens."""
    playbook = source if isinstance(source, Playbook) else checked(source)
    workload = plain(playbook.workload) if playbook.workload is not None else {}
    assert isinstance(workload, dict)
    try:
        overlay = check_data({} if payload is None else payload)
    except DataError:
        return _refused("payload must be a map")  # of data: the module cannot tell either
    if not isinstance(overlay, dict):
        return _refused("payload must be a map")
    state = RunState(playbook, {**workload, **overlay}, clean_text(str(execution_id)))
    with nullcontext(bodies) if bodies is not None else bodies_of(playbook.source.text) as runner, widened():
        teller = Teller(tracer)
        asked = host or LocalHost()
        seen = TracedHost(asked, teller) if teller.told else asked
        if teller.told and any(task.kind == "python" for step in playbook.steps for task in step.tasks):
            runner.run(BodyRequest("pass", (), {}, None, "", ""), asked)  # that processes start is no time of the first body
        run = Run(playbook, state, options or RunOptions(), seen, runner, coverage, plugins or NoPlugins(), teller=teller)
        envelope = {key: copy_data(value) for key, value in run.execute().items()}
    return Interpretation(envelope, tuple(run.intents.issued))


def checked(source: str | bytes | Path) -> Playbook:
    """The checked playbook of a source, mistakes taken as NoETL takes them. Raises InvalidPlaybook."""
    playbook, diagnostics = load(source, lenient=True)
    if playbook is None:
        raise InvalidPlaybook(diagnostics)
    return playbook


def _refused(message: str) -> Interpretation:
    """The envelope of a run that cannot start (language.md 11)."""
    entry = error_entry(None, Failure("config", message), False)
    envelope: dict[str, object] = {
        "status": "failed",
        "result": None,
        "steps": {},
        "ctx": {},
        "errors": [entry],
        "warnings": [],
    }
    return Interpretation(envelope, ())
