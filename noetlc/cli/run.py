"""`noetl run`: the run envelope of a playbook or module on stdout, everything else on stderr."""

from __future__ import annotations

import sys
import time
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from noetlc.cli.codes import DIAGNOSTICS, FINE, RUN_ABORTED, RUN_FAILED, USAGE
from noetlc.cli.common import ALLOW, LENIENT, PLUGIN_PATH, grants, print_json, read_bytes, read_json, show_diagnostics, stop
from noetlc.cli.interrupt import time_limit
from noetlc.cli.run_report import Told, report_errors
from noetlc.cli.tool_host import Subject, ToolOptions, run_host
from noetlc.host.errors import Aborted, HostError
from noetlc.host.limits import RunLimits
from noetlc.interp.options import RunOptions
from noetlc.late import late
from noetlc.loading import BuildError

if TYPE_CHECKING:
    from noetlc import building, running
    from noetlc.envelope import Envelope
    from noetlc.host import cache, recording, runner
    from noetlc.tracing import watching
else:
    building = late("noetlc.building")
    cache = late("noetlc.host.cache")
    recording = late("noetlc.host.recording")
    runner = late("noetlc.host.runner")
    running = late("noetlc.running")
    watching = late("noetlc.tracing.watching")

Json = Any

WASM_MAGIC = b"\0asm"
GRACE_SECONDS = 1.0  # for a module to say where it was
SHORT_RUN, SHORT_LOOK = 0.5, 5.0  # seconds of a module's run that is repeated to see why it failed, and of the repetition


@click.command(name="run")
@click.argument("subject", metavar="PLAYBOOK|MODULE.wasm", type=click.Path(path_type=Path))
@click.option("--input", "input_name", metavar="FILE|-", help="Payload (JSON); default: an empty object.")
@click.option("--engine", type=click.Choice(["wasm", "interpreted"]), default="wasm", show_default=True, help="How to run a playbook.")
@click.option("--execution-id", default="0", show_default=True, help="Execution id the run sees.")
@LENIENT
@click.option("--strict", is_flag=True, help="A condition or write that raises fails the run.")
@click.option(
    "--error-mode", type=click.Choice(["default", "spec"]), default="default", show_default=True, help="Which arcs handle an error."
)
@click.option("--strict-strings", is_flag=True, help="Mixed template text stays a string.")
@ALLOW
@PLUGIN_PATH
@click.option("--env", multiple=True, metavar="NAME", help="Environment variable that the run may see; repeatable.")
@click.option(
    "--timeout", type=click.FloatRange(min=0), default=60.0, show_default=True, metavar="SECONDS", help="Longest run; 0: no limit."
)
@click.option("--record", type=click.Path(path_type=Path), metavar="FILE", help="Write all capability calls to a recording.")
@click.option("--replay", type=click.Path(path_type=Path), metavar="FILE", help="Answer all capability calls from a recording.")
@click.option("--keychain", type=click.Path(path_type=Path), metavar="FILE", help="Credentials by name (YAML or JSON).")
@click.option("--playbooks", type=click.Path(path_type=Path), metavar="FOLDER", help="Where child playbooks are found.")
@click.option("--store", type=click.Path(path_type=Path), metavar="FOLDER", help="Where the object store of this run is.")
@click.option("--fail-on-error", is_flag=True, help="Exit with 4 for errors that the playbook handled, too.")
@click.option("--quiet", is_flag=True, help="Do not show the errors of the run and what bodies print.")
def command(
    subject: Path,
    input_name: str | None,
    engine: str,
    execution_id: str,
    lenient: bool,
    strict: bool,
    error_mode: str,
    strict_strings: bool,
    allow: tuple[str, ...],
    plugin_path: tuple[Path, ...],
    env: tuple[str, ...],
    timeout: float,
    record: Path | None,
    replay: Path | None,
    keychain: Path | None,
    playbooks: Path | None,
    store: Path | None,
    fail_on_error: bool,
    quiet: bool,
) -> None:
    """Run a playbook or a module and print the run envelope as JSON.

    With --replay, payload, execution id and options that are not given are those of the recording.

    Errors, handled or not, and what bodies with a result print go to stderr. Exit code 4 if the run failed, 5 if the module
    aborted.
    """
    data = read_bytes(subject, "file")
    payload: Json = read_json(input_name) if input_name is not None else {}
    is_module = data[:4] == WASM_MAGIC or subject.suffix in (".wasm", ".wat")
    if is_module and engine == "interpreted":
        stop("a module cannot be interpreted; give the playbook", USAGE)

    tools = ToolOptions(allow, record, replay, keychain, playbooks, store, quiet, env, plugin_path)
    tools.refuse_overwriting(subject, None if input_name in (None, "-") else Path(input_name))
    given: dict[str, Json] = {"strict": strict, "error_mode": error_mode, "strict_strings": strict_strings}
    changed: dict[str, Json] = {name: value for name, value in given.items() if value not in (False, "default")}
    recording = tools.recording()
    if recording is not None:
        payload = recording.header.payload if input_name is None else payload
        execution_id = recording.header.execution_id if execution_id == "0" else execution_id
        changed = {**recording.header.options, **changed}
    options = RunOptions(**changed)
    try:
        with run_host(Subject(subject, data, is_module), tools, recording, payload, execution_id, engine, changed) as host:
            folders = [*plugin_path, subject.resolve().parent / "escape_hatch"]
            ways = Ways(engine, lenient, timeout or None, grants(allow), folders, quiet)
            envelope, told = _run(subject, data, payload, is_module, execution_id, options, host, ways)
    except Aborted as error:
        stop(str(error if is_module else error.in_file(subject)), RUN_ABORTED)
    except HostError as error:
        loading = error.category in ("Compile", "Instantiate", "MissingExport", "Source", "NotLoaded")
        stop(str(error), DIAGNOSTICS if loading else RUN_ABORTED)
    print_json(envelope)
    if not quiet:
        report_errors(envelope, subject, None if is_module else data, told)
    failed = envelope.get("status") != "completed" or (fail_on_error and envelope.get("errors"))
    sys.exit(RUN_FAILED if failed else FINE)


@dataclass(frozen=True, slots=True)
class Ways:
    """How to run: the engine, what is taken for a mistake, seconds, granted tools, folders of plug-ins, whether errors are shown."""

    engine: str
    lenient: bool
    timeout: float | None
    allow: frozenset[str]
    plugin_path: list[Path]
    quiet: bool


def _run(
    subject: Path,
    data: bytes,
    payload: Json,
    is_module: bool,
    execution_id: str,
    options: Any,
    host: Any,
    ways: Ways,
) -> tuple[Envelope, Told]:
    """The envelope, and what the interpreter told of its errors, if it was asked."""
    timeout = ways.timeout
    errors = watching.Errors()
    limits = RunLimits(timeout=timeout)
    given: dict[str, Any] = {"execution_id": execution_id, "options": options, "host": host, "limits": limits}
    if is_module:
        runner.MODULES.disk = cache.DiskCache()
        with _limited(timeout, GRACE_SECONDS):
            return running.run(data, payload, **given), ()
    plugins: dict[str, Any] = {"plugin_path": ways.plugin_path}
    try:
        if ways.engine == "interpreted":
            with _limited(timeout, 0):
                told: dict[str, Any] = {"path": str(subject), "lenient": ways.lenient, "tracer": errors}
                return running.interpret(data, payload, **told, **given, **plugins), errors.found
        built = building.build(data, path=str(subject), verify=False, allow=ways.allow, lenient=ways.lenient, **plugins)
    except BuildError as error:
        show_diagnostics(error.diagnostics, str(subject), data)
        sys.exit(DIAGNOSTICS)
    show_diagnostics(built.diagnostics, str(subject), data)
    runner.MODULES.get(built.wasm, deadline=timeout is not None)  # what is our own takes its time outside of the limit of the run
    with _limited(timeout, GRACE_SECONDS):
        began = time.monotonic()
        ran = running.ran(built.wasm, payload, source=data, tracer=errors, **given, **plugins)
        seconds = time.monotonic() - began
    if not ways.quiet and ran.left is None and ran.envelope["status"] != "completed" and seconds < SHORT_RUN:
        return ran.envelope, _told_again(data, payload, ran, {**given, **plugins})
    return ran.envelope, errors.found


def _told_again(data: bytes, payload: Json, ran: running.Ran, given: dict[str, Any]) -> Told:
    """What the interpreter tells of the errors of a module's run, which it repeats with the same answers; nothing where that takes long
    or comes out otherwise."""
    errors = watching.Errors(SHORT_LOOK)
    given = {name: value for name, value in given.items() if name != "host"}
    try:
        running.repeat(data, payload, ran.calls, tracer=errors, **given)
    except (watching.Enough, Aborted, HostError, recording.ReplayDifference):
        return ()
    return errors.found


def _limited(timeout: float | None, grace: float) -> AbstractContextManager[None]:
    """Ends the command when a run that was to end by itself has not: its tools, or the interpreter, go on for too long."""
    if timeout is None:
        return nullcontext()
    return time_limit(timeout + grace, f"aborted: timeout (the run took longer than {timeout:g} s)", RUN_ABORTED)
