"""`noetl build`: playbook to verified module."""

from __future__ import annotations

import sys
import time
from pathlib import Path
from typing import TYPE_CHECKING, Any, NoReturn

import click

from noetlc.cli.codes import DIAGNOSTICS, DIVERGED, FINE, USAGE
from noetlc.cli.common import (
    ALLOW,
    DENY_WARNINGS,
    EXAMPLES,
    FORMAT,
    INPUTS,
    LENIENT,
    PLUGIN_PATH,
    SEED,
    UNCONFINED,
    VERBOSE,
    grants,
    print_json,
    read_bytes,
    read_payload,
    refuse_same,
    show_diagnostics,
    show_verification,
    stop,
    warnings_denied,
    write_bytes,
)
from noetlc.cli.progress import progress_line
from noetlc.diagnostics.formats import as_json
from noetlc.diagnostics.terminal import shown
from noetlc.host import ours
from noetlc.late import late
from noetlc.stages import OTHERS, RESULTS

if TYPE_CHECKING:
    from noetlc import api, building
    from noetlc.api import BuildResult
    from noetlc.cli import counterexample as counterexamples
    from noetlc.diagnostics import Diagnostic
    from noetlc.verify import differential
else:
    api = late("noetlc.api")
    building = late("noetlc.building")
    counterexamples = late("noetlc.cli.counterexample")
    differential = late("noetlc.verify.differential")

Json = Any


@click.command(name="build")
@click.argument("playbook", type=click.Path(path_type=Path))
@click.option("-o", "out", type=click.Path(path_type=Path), help="Module to write; default: PLAYBOOK with the suffix .wasm.")
@click.option("--target", type=click.Choice(["noetlc", "noetl-worker"]), default="noetlc", show_default=True, help="Host to build for.")
@click.option(
    "--output", type=click.Choice(["envelope", "result"]), help="What `run` returns; default: result for noetl-worker, else envelope."
)
@click.option("--sort-keys", is_flag=True, help="Sort object keys of the output by code point.")
@click.option("--strip", is_flag=True, help="Leave out function names and the site table.")
@click.option("--no-bigint", is_flag=True, help="Abort where an int leaves 64 bits; the interpreter can repeat such runs.")
@INPUTS
@EXAMPLES
@SEED
@click.option("--no-verify", is_flag=True, help="Do not compare the module with the interpreter.")
@click.option("--require-verified", is_flag=True, help="Fail when no example was compared to its end.")
@ALLOW
@PLUGIN_PATH
@DENY_WARNINGS
@LENIENT
@click.option("--verify-ir", is_flag=True, help="Check the intermediate form after every stage.")
@click.option(
    "--emit",
    type=click.Choice([*RESULTS, *OTHERS]),
    metavar="STAGE",
    help=f"Print on stdout, instead of the report, the final {', '.join(RESULTS)}; or stop after this stage and print what it made: "
    + ", ".join(OTHERS)
    + ".",
)
@UNCONFINED
@VERBOSE
@FORMAT
def command(
    playbook: Path,
    out: Path | None,
    target: str,
    output: str | None,
    sort_keys: bool,
    strip: bool,
    no_bigint: bool,
    inputs: tuple[str, ...],
    examples: int,
    seed: int,
    no_verify: bool,
    require_verified: bool,
    allow: tuple[str, ...],
    plugin_path: tuple[Path, ...],
    deny_warnings: bool,
    lenient: bool,
    verify_ir: bool,
    emit: str | None,
    allow_unconfined: bool,
    verbose: bool,
    output_format: str,
) -> None:
    """Compile PLAYBOOK to a module, compare it with the interpreter, and write it.

    With --emit a module is written only if -o is given.
    """
    started = time.perf_counter()
    _refuse_exclusive(emit, out, require_verified, no_verify)
    data = read_bytes(playbook, "playbook")
    payloads = [read_payload(name) for name in inputs]
    if emit in OTHERS:
        options = {"target": target, "output": output, "sort_keys": sort_keys, "strip": strip}
        options |= {"verify_ir": verify_ir, "bigint": not no_bigint}
        _stage(data, playbook, emit, output_format, allow=grants(allow), lenient=lenient, plugin_path=plugin_path, **options)
    module = out if out is not None else None if emit else playbook.with_suffix(".wasm")
    refuse_same(module, "-o", [playbook, *map(Path, inputs)])

    try:
        with progress_line(f"verifying {playbook}") as progress:
            result = api.build(
                data,
                path=str(playbook),
                target=target,
                output=output,
                verify=not no_verify and module is not None,
                inputs=payloads,
                examples=examples,
                seed=seed,
                sort_keys=sort_keys,
                strip=strip,
                verify_ir=verify_ir,
                bigint=not no_bigint,
                require_verified=require_verified,
                allow_unconfined=allow_unconfined,
                progress=progress,
                allow=grants(allow),
                lenient=lenient,
                plugin_path=plugin_path,
            )
    except api.BuildError as error:
        _told(error.diagnostics, playbook, target, data, output_format)
        sys.exit(DIAGNOSTICS)
    except differential.Divergence as error:
        counterexample = counterexamples.describe(error, playbook, plugin_path=plugin_path)
        if output_format == "json":
            report = _report(playbook, target, [])
            print_json({**report, "verify": error.verification.report(), "counterexample": counterexample})
        else:
            click.echo(shown(counterexample["text"], breaks=True), err=True)
        sys.exit(DIVERGED)
    if deny_warnings and any(d.severity == "warning" for d in result.diagnostics):
        _told(result.diagnostics, playbook, target, data, output_format)
        warnings_denied(result.diagnostics)
        sys.exit(DIAGNOSTICS)
    if module is not None:
        write_bytes(module, result.wasm)
        if not result.foreign:
            ours.note(result.digest)
    if emit is not None:
        _emit(result, emit)
    elif output_format == "json":
        print_json(_success_report(playbook, module, result))
    if output_format == "text":
        show_diagnostics(result.diagnostics, str(playbook), data)
    if emit is None and output_format == "text":
        show_verification(result.verification, str(playbook), verbose)
        click.echo(summary(playbook, module, result, time.perf_counter() - started))
    sys.exit(FINE)


def _refuse_exclusive(emit: str | None, out: Path | None, require_verified: bool, no_verify: bool) -> None:
    if emit in OTHERS and out is not None:
        stop(f"--emit {emit} stops before there is a module for -o", USAGE)
    if require_verified and no_verify:
        stop("--require-verified and --no-verify exclude each other", USAGE)


def _stage(data: bytes, playbook: Path, stage: str, output_format: str, **options: Any) -> NoReturn:
    """Prints what a stage makes."""
    try:
        text, diagnostics = building.after_stage(data, stage, path=str(playbook), **options)
    except api.BuildError as error:
        _told(error.diagnostics, playbook, options["target"], data, output_format)
        sys.exit(DIAGNOSTICS)
    click.echo(text.encode("utf-8"), nl=not text.endswith("\n"))
    if output_format == "text":
        show_diagnostics(diagnostics, str(playbook), data)
    sys.exit(FINE)


def _told(diagnostics: list[Diagnostic], playbook: Path, target: str, data: bytes, output_format: str) -> None:
    """Prints what was found in a playbook of which nothing is written."""
    if output_format == "json":
        print_json(_report(playbook, target, diagnostics))
    else:
        show_diagnostics(diagnostics, str(playbook), data)


def _emit(result: BuildResult, what: str) -> None:
    if what == "manifest":
        print_json(result.manifest)
    else:
        text = result.ir_text() if what == "ir" else result.wat_text()
        click.echo(text.encode("utf-8"), nl=not text.endswith("\n"))


def _report(playbook: Path, target: str, diagnostics: list[Diagnostic]) -> dict[str, Json]:
    """The keys of the JSON report, for a build that wrote nothing."""
    return {
        "playbook": str(playbook),
        "module": None,
        "bytes": None,
        "digest": None,
        "target": target,
        "capabilities": [],
        "plugins": [],
        "steps": [],
        "verify": None,
        "timings_ms": {},
        "diagnostics": [as_json(d) for d in diagnostics],
    }


def _success_report(playbook: Path, module: Path | None, result: BuildResult) -> dict[str, Json]:
    return {
        "playbook": str(playbook),
        "module": None if module is None else str(module),
        "bytes": len(result.wasm),
        "digest": result.digest,
        "target": result.manifest.get("target"),
        "capabilities": result.manifest.get("capabilities", []),
        "plugins": result.manifest.get("plugins", []),
        "steps": [{"step": s.step, "lowered": s.lowered, "reason": s.reason} for s in result.steps],
        "verify": None if result.verification is None else result.verification.report(),
        "timings_ms": {name: round(value, 1) for name, value in result.timings_ms.items()},
        "diagnostics": [as_json(d) for d in result.diagnostics],
    }


def summary(playbook: Path, module: Path | None, result: BuildResult, seconds: float) -> str:
    """One line about a build: of what it wrote, or of the playbook where it wrote nothing."""
    native = sum(1 for step in result.steps if step.lowered == "native")
    verified = "not verified" if result.verification is None else result.verification.text(str(playbook))
    return f"{module or playbook}: {len(result.wasm)} bytes, {native}/{len(result.steps)} steps native, {seconds:.2f} s; {verified}"
