"""`noetl bench`: a playbook interpreted and compiled, side by side."""

from __future__ import annotations

import sys
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from noetlc.bench.items import NoItems
from noetlc.cli.codes import DIAGNOSTICS, DIVERGED, FINE, RUN_ABORTED, RUN_FAILED, USAGE
from noetlc.cli.common import FORMAT, LENIENT, PLUGIN_PATH, host_failure, print_json, read_bytes, read_payload, show_diagnostics, stop
from noetlc.cli.interrupt import time_limit
from noetlc.cli.progress import elapsed_line
from noetlc.diagnostics.terminal import shown
from noetlc.frontend import load
from noetlc.host.errors import HostError
from noetlc.late import late

if TYPE_CHECKING:
    from noetlc import api
    from noetlc.bench import compiling, measure
    from noetlc.bench import first as first_calls
    from noetlc.bench import session as sessions
    from noetlc.bench.report import Report
    from noetlc.frontend.playbook import Playbook
    from noetlc.plugins import bind, finder
else:
    api = late("noetlc.api")
    bind = late("noetlc.plugins.bind")
    compiling = late("noetlc.bench.compiling")
    finder = late("noetlc.plugins.finder")
    first_calls = late("noetlc.bench.first")
    measure = late("noetlc.bench.measure")
    sessions = late("noetlc.bench.session")

Json = Any

GRACE_SECONDS = 1.0
CODES = {"differs": DIVERGED, "left": RUN_ABORTED, "aborted": RUN_ABORTED, "failed": RUN_FAILED, "python": RUN_FAILED}


@click.command(name="bench")
@click.argument("playbook", type=click.Path(path_type=Path))
@click.option(
    "--input",
    "inputs",
    multiple=True,
    metavar="FILE",
    type=click.Path(allow_dash=True),
    help="Payload (JSON object) to measure; repeatable. Default: {}.",
)
@click.option("--items", metavar="PATH", help="The list whose items are counted, such as data.messages. Default: the longest list.")
@click.option("--repeat", type=click.IntRange(1, 100_000), default=21, show_default=True, help="Most rounds per payload.")
@click.option(
    "--seconds", type=click.FloatRange(min=0), default=5.0, show_default=True, help="After that no more than three rounds per payload."
)
@click.option("--first", type=click.IntRange(0, 1000), default=3, show_default=True, help="Processes to measure a first call with.")
@click.option("--engine", type=click.Choice(["both", "wasm", "interpreted"]), default="both", show_default=True, help="What to time.")
@click.option("--wasm", "module", type=click.Path(path_type=Path), metavar="FILE", help="A module of the playbook; default: build it.")
@click.option("--output", type=click.Choice(["envelope", "result"]), default="envelope", show_default=True, help="What the build returns.")
@click.option("--seed", type=click.IntRange(0), default=0, show_default=True, help="Seed of the turns and of stub answers.")
@click.option(
    "--timeout", type=click.FloatRange(min=0), default=60.0, show_default=True, metavar="SECONDS", help="Longest call; 0: no limit."
)
@PLUGIN_PATH
@LENIENT
@FORMAT
@click.option("--json", "as_json", is_flag=True, help="Short for --format json.")
def command(
    playbook: Path,
    inputs: tuple[str, ...],
    items: str | None,
    repeat: int,
    seconds: float,
    first: int,
    engine: str,
    module: Path | None,
    output: str,
    seed: int,
    timeout: float,
    plugin_path: tuple[Path, ...],
    lenient: bool,
    output_format: str,
    as_json: bool,
) -> None:
    """Measure PLAYBOOK interpreted and compiled, side by side.

    Results are compared first; where they differ, or a run does not complete, that is said instead of numbers (exit codes 3, 4 and 5).
    Tools are answered by stubs.
    """
    data = read_bytes(playbook, "playbook")
    payloads = [(name, read_payload(name)) for name in inputs]
    wasm = None if module is None else read_bytes(module, "module")

    subject = _subject(playbook, data, wasm, Making(output, lenient, plugin_path, repeat))
    given = _given(subject.playbook, payloads, items)

    def guard(calls: int) -> AbstractContextManager[object]:
        if not timeout:
            return nullcontext()
        return time_limit(timeout * calls + GRACE_SECONDS, f"aborted: timeout (a call took longer than {timeout:g} s)", RUN_ABORTED)

    engines = {"both": measure.ENGINES, "wasm": ("compiled",), "interpreted": ("interpreted",)}[engine]
    try:
        with elapsed_line(f"measuring {playbook}"):
            report = sessions.session(subject, given, measure.Plan(repeat, seconds, first, seed, engines, guard), timeout or None)
    except HostError as error:
        host_failure(error)
    except (measure.Unstable, first_calls.FirstCallFailed) as error:
        stop(str(error), RUN_FAILED)
    if as_json or output_format == "json":
        print_json(report.json())
    else:
        click.echo(shown(report.text(), breaks=True))
    sys.exit(_code(report))


def _code(report: Report) -> int:
    """That of the first payload without numbers, a difference before all others."""
    kinds = [found.problem.kind for _, found in report.payloads if found.problem is not None]
    return DIVERGED if "differs" in kinds else CODES[kinds[0]] if kinds else FINE


def _given(playbook: Playbook, payloads: list[tuple[str, dict[str, Json]]], items: str | None) -> list[sessions.Given]:
    try:
        return [sessions.Given.file(name, payload, items) for name, payload in payloads] or [sessions.Given.workload(playbook, items)]
    except NoItems as error:
        stop(f"--items {items}: {error}", USAGE)


@dataclass(frozen=True, slots=True)
class Making:
    """How the module is made: what `run` returns, what is taken for a mistake, folders of plug-ins, how often at most."""

    output: str
    lenient: bool
    plugin_path: tuple[Path, ...]
    repeat: int


def _subject(path: Path, data: bytes, wasm: bytes | None, making: Making) -> sessions.Subject:
    """The playbook with its plug-ins and module; one that cannot be built ends the command."""
    # A module may come from a playbook that was taken leniently, and the interpreter takes it so.
    playbook, diagnostics = load(data, name=str(path), lenient=making.lenient or wasm is not None)
    if playbook is not None:
        bound, found = bind.bind(playbook, finder.PluginFinder.beside(path, making.plugin_path))
        diagnostics += found
    if playbook is None or any(d.severity == "error" for d in diagnostics):
        show_diagnostics(diagnostics, str(path), data)
        sys.exit(DIAGNOSTICS)
    if wasm is not None:
        return sessions.Subject(playbook, bound, wasm)
    built: list[bytes] = []
    given: dict[str, Any] = {"output": making.output, "lenient": making.lenient, "plugin_path": making.plugin_path}
    try:
        rounds = min(compiling.TIMES, making.repeat)
        took = compiling.spent(lambda: built.append(api.build(data, path=str(path), verify=False, **given).wasm), rounds)
    except api.BuildError as error:
        show_diagnostics(error.diagnostics, str(path), data)
        sys.exit(DIAGNOSTICS)
    return sessions.Subject(playbook, bound, built[0], took)
