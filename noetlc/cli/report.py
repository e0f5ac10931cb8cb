"""`noetl report`: a page about a playbook, with what a build of it says."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

from noetlc.cli.codes import DIAGNOSTICS, DIVERGED, FINE, USAGE
from noetlc.cli.common import (
    ALLOW,
    EXAMPLES,
    INPUTS,
    LENIENT,
    PLUGIN_PATH,
    SEED,
    UNCONFINED,
    grants,
    read_bytes,
    read_payload,
    refuse_same,
    stop,
    write_bytes,
)
from noetlc.cli.inspect import causes
from noetlc.cli.progress import progress_line
from noetlc.diagnostics.counts import counted
from noetlc.diagnostics.terminal import shown
from noetlc.editor import answers, steps
from noetlc.frontend import load
from noetlc.graph.model import graph_of
from noetlc.graph.svg import NoLayout, svg
from noetlc.late import late
from noetlc.report.page import HOW, Report, StepRow, page

if TYPE_CHECKING:
    from noetlc import api, body_types
    from noetlc.frontend.playbook import Playbook
    from noetlc.host import sections
    from noetlc.tracing import overlay
    from noetlc.tracing.overlay import Overlay
    from noetlc.verify import differential
else:
    api = late("noetlc.api")
    body_types = late("noetlc.body_types")
    overlay = late("noetlc.tracing.overlay")
    sections = late("noetlc.host.sections")
    differential = late("noetlc.verify.differential")


@click.command(name="report")
@click.argument("playbook", type=click.Path(path_type=Path))
@click.option("-o", "out", metavar="FILE", type=click.Path(path_type=Path), help="File to write; default: PLAYBOOK with suffix .html.")
@click.option("--target", type=click.Choice(["noetlc", "noetl-worker"]), default="noetlc", show_default=True, help="Host to build for.")
@INPUTS
@EXAMPLES
@SEED
@click.option("--trace", metavar="FILE", type=click.Path(path_type=Path), help="Lay a run over the page: FILE of --trace-format json.")
@click.option("--no-verify", is_flag=True, help="Do not compare the module with the interpreter.")
@ALLOW
@PLUGIN_PATH
@LENIENT
@UNCONFINED
def command(
    playbook: Path,
    out: Path | None,
    target: str,
    inputs: tuple[str, ...],
    examples: int,
    seed: int,
    trace: Path | None,
    no_verify: bool,
    allow: tuple[str, ...],
    plugin_path: tuple[Path, ...],
    lenient: bool,
    allow_unconfined: bool,
) -> None:
    """Write a page about PLAYBOOK: graph, steps, verification, sizes, diagnostics and source. Exit codes are those of build."""
    file = playbook.with_suffix(".html") if out is None else out
    refuse_same(file, "-o", [playbook, *map(Path, inputs), *([] if trace is None else [trace])])
    data = read_bytes(playbook, "playbook")
    payloads = [read_payload(name) for name in inputs]
    report = Report(str(playbook), playbook.name, data.decode("utf-8-sig", "replace"), "", False)
    checked, _ = load(data, name=str(playbook), lenient=lenient)
    if checked is not None:
        report.name = checked.name
    run = None if trace is None else _run_of(trace, report, checked)
    code = FINE
    try:
        with progress_line(f"verifying {playbook}") as progress:
            built = api.build(
                data,
                path=str(playbook),
                target=target,
                verify=not no_verify,
                inputs=payloads,
                examples=examples,
                seed=seed,
                allow_unconfined=allow_unconfined,
                progress=progress,
                allow=grants(allow),
                lenient=lenient,
                plugin_path=plugin_path,
            )
    except api.BuildError as error:
        code = DIAGNOSTICS
        report.diagnostics = error.diagnostics
        report.verdict = f"Rejected: {counted(sum(d.severity == 'error' for d in error.diagnostics), 'error')}"
    except differential.Divergence as error:
        code = DIVERGED
        report.verdict = f"The module and the interpreter differ: {error}"
    else:
        _fill(report, built)
    types = [] if code == DIAGNOSTICS else body_types.types_of_bodies(data, str(playbook))
    report.tips = answers.tips(report.source, steps.outline(report.source), types)
    if checked is not None:
        _draw(report, checked, run)
    write_bytes(file, page(report).encode())
    click.echo(f"{file}: {shown(report.verdict)}", err=True)
    sys.exit(code)


def _fill(report: Report, built: api.BuildResult) -> None:
    """What a build that succeeded says."""
    manifest, verification = built.manifest, built.verification
    native = sum(step.lowered == "native" for step in built.steps)
    report.is_good = True
    report.verdict = f"{len(built.wasm):,} bytes, {native} of {counted(len(built.steps), 'step')} native"
    report.facts = [
        ("target", str(manifest.get("target"))),
        ("capabilities", ", ".join(manifest.get("capabilities", [])) or "none"),
        ("plug-ins", ", ".join(str(row.get("path")) for row in manifest.get("plugins", [])) or "none"),
        ("module", f"{len(built.wasm):,} bytes, sha256 {built.digest}"),
    ]
    report.steps = [StepRow(step.step, HOW.get(step.lowered, step.lowered), step.reason or "") for step in built.steps]
    report.sizes = causes(sections.read_module(built.wasm))
    report.diagnostics = built.diagnostics
    report.verification = "Not verified." if verification is None else verification.counts(report.file)
    if verification is not None and verification.reach is not None:
        report.coverage = [(kind, reached, all_) for kind, (reached, all_) in verification.reach.counts().items()]
        report.missed = [(point.line, point.label) for point in verification.reach.missed()]
        report.notes = verification.notes


def _run_of(file: Path, report: Report, playbook: Playbook | None) -> Overlay:
    """The traced run, whose notes become those of the page. A trace of another playbook is a usage error."""
    try:
        run = overlay.read_overlay(read_bytes(file, "trace"))
    except overlay.TraceError as error:
        stop(f"{file} cannot be read as a trace: {error}", USAGE)
    if playbook is not None and run.playbook not in ("", playbook.name):
        stop(f"{file} is the trace of a run of {run.playbook}, not of {playbook.name}", USAGE)
    report.trace = run.notes
    report.traced = f"Traced run ({file.name}): {run.status}"
    return run


def _draw(report: Report, playbook: Playbook, run: Overlay | None) -> None:
    """The picture, and the tools and lines of the steps."""
    by_name = {step.name: step for step in playbook.steps}
    for row in report.steps:
        step = by_name[row.name]
        row.kinds, row.line, row.traced = tuple(task.kind for task in step.tasks), step.span.line, _traced(row.name, run)
    graph = graph_of(playbook)
    names = [node.name for node in graph.nodes]
    classes = {node.index: row.how for node, row in zip(graph.nodes, report.steps, strict=False)}
    taken: set[tuple[int, int]] = set()
    if run is not None:
        classes |= {node.index: f"{classes.get(node.index, '')} idle".strip() for node in graph.nodes if node.name not in run.ran}
        taken = {(graph.nodes[names.index(a)].index, graph.nodes[names.index(b)].index) for a, b in run.arcs if a in names and b in names}
    try:
        report.picture = svg(graph, classes, taken)
    except NoLayout as error:
        report.no_picture = str(error)


def _traced(step: str, run: Overlay | None) -> str:
    return "" if run is None else run.steps.get(step, "did not run")
