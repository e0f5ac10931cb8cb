"""`noetl run`: the run envelope of a playbook or module on stdout, everything else on stderr."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

import click

from noetlc.cli.codes import DIAGNOSTICS, FINE, RUN_ABORTED, RUN_FAILED, USAGE
from noetlc.cli.common import ALLOW, LENIENT, PLUGIN_PATH, grants, print_json, read_bytes, read_json, stop
from noetlc.cli.run_engines import Running, Ways
from noetlc.cli.run_report import report_errors
from noetlc.cli.run_trace import Tracing
from noetlc.cli.tool_host import Subject, ToolOptions, run_host
from noetlc.host.errors import Aborted, HostError
from noetlc.interp.options import RunOptions

Json = Any

WASM_MAGIC = b"\0asm"


@click.command(name="run")
@click.argument("subject", metavar="PLAYBOOK|MODULE.wasm", type=click.Path(path_type=Path))
@click.option("--input", "input_name", metavar="FILE|-", type=click.Path(allow_dash=True), help="Payload (JSON); default: an empty object.")
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
@click.option("--trace", is_flag=True, help="Tell on stderr what the run does: steps, conditions, writes, calls.")
@click.option("--trace-format", type=click.Choice(["text", "json", "chrome"]), help="Form of the trace: text, JSON lines, or for Perfetto.")
@click.option("--trace-out", type=click.Path(path_type=Path), metavar="FILE", help="Where the trace goes instead of stderr.")
@click.option("--profile", is_flag=True, help="Show on stderr where the time of the run goes.")
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
    trace: bool,
    trace_format: str | None,
    trace_out: Path | None,
    profile: bool,
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
    inputs = [subject] if input_name in (None, "-") else [subject, Path(str(input_name))]
    tools.refuse_overwriting(*inputs)
    tracing = Tracing(trace, trace_format, trace_out, profile, engine)
    tracing.check(is_module, [*inputs, *(path for path in (keychain, replay) if path is not None)])
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
            ways = Ways(engine, lenient, timeout or None, grants(allow), folders, quiet, tracing)
            runner = Running(subject, data, payload, execution_id, options, host, ways)
            envelope = runner.module() if is_module else runner.interpreted() if engine == "interpreted" else runner.compiled()
    except Aborted as error:
        stop(str(error if is_module else error.in_file(subject)), RUN_ABORTED)
    except HostError as error:
        loading = error.category in ("Compile", "Instantiate", "MissingExport", "Source", "NotLoaded")
        stop(str(error), DIAGNOSTICS if loading else RUN_ABORTED)
    print_json(envelope)
    if not quiet:
        report_errors(envelope, subject, None if is_module else data, runner.errors)
    failed = envelope.get("status") != "completed" or (fail_on_error and envelope.get("errors"))
    sys.exit(RUN_FAILED if failed else FINE)
