"""`noetl verify`: the comparison of compiled and interpreted runs, on its own."""

from __future__ import annotations

import hashlib
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

from noetlc.cli.codes import DIAGNOSTICS, DIVERGED, FINE
from noetlc.cli.common import (
    EXAMPLES,
    FORMAT,
    INPUTS,
    LENIENT,
    PLUGIN_PATH,
    SEED,
    UNCONFINED,
    VERBOSE,
    host_failure,
    print_json,
    read_bytes,
    read_payload,
    show_diagnostics,
    show_verification,
)
from noetlc.cli.progress import progress_line
from noetlc.diagnostics.formats import as_json
from noetlc.diagnostics.terminal import shown
from noetlc.host.errors import HostError
from noetlc.host.sections import MalformedModule, read_module
from noetlc.json_text import read_json
from noetlc.late import late
from noetlc.loading import BuildError

if TYPE_CHECKING:
    from noetlc import building
    from noetlc.cli import counterexample as counterexamples
    from noetlc.verify import differential
else:
    building = late("noetlc.building")
    counterexamples = late("noetlc.cli.counterexample")
    differential = late("noetlc.verify.differential")


@click.command(name="verify")
@click.argument("playbook", type=click.Path(path_type=Path))
@click.argument("module", type=click.Path(path_type=Path), required=False)
@INPUTS
@EXAMPLES
@SEED
@PLUGIN_PATH
@LENIENT
@UNCONFINED
@VERBOSE
@FORMAT
def command(
    playbook: Path,
    module: Path | None,
    inputs: tuple[str, ...],
    examples: int,
    seed: int,
    plugin_path: tuple[Path, ...],
    lenient: bool,
    allow_unconfined: bool,
    verbose: bool,
    output_format: str,
) -> None:
    """Compare MODULE (or, without it, a fresh build of PLAYBOOK) with the interpreter. Exit code 3 if they differ."""
    data = read_bytes(playbook, "playbook")
    wasm = None if module is None else read_bytes(module, "module")
    payloads = [read_payload(name) for name in inputs]
    if wasm is not None:
        _warn_of_other_source(data, wasm, module)

    try:
        with progress_line(f"verifying {playbook}") as progress:
            verification, diagnostics = building.verify_module(
                data,
                wasm,
                path=str(playbook),
                inputs=payloads,
                examples=examples,
                seed=seed,
                allow_unconfined=allow_unconfined,
                lenient=lenient,
                progress=progress,
                plugin_path=plugin_path,
            )
    except BuildError as error:
        if output_format == "json":
            print_json({"playbook": str(playbook), "verify": None, "diagnostics": [as_json(d) for d in error.diagnostics]})
        else:
            show_diagnostics(error.diagnostics, str(playbook), data)
        sys.exit(DIAGNOSTICS)
    except differential.Divergence as error:
        counterexample = counterexamples.describe(error, playbook, module, plugin_path)
        if output_format == "json":
            report = {"playbook": str(playbook), "verify": error.verification.report(), "diagnostics": []}
            print_json({**report, "counterexample": counterexample})
        else:
            click.echo(shown(counterexample["text"], breaks=True), err=True)
        sys.exit(DIVERGED)
    except HostError as error:
        host_failure(error)
    if output_format == "json":
        print_json(
            {
                "playbook": str(playbook),
                "verify": verification.report(),
                "diagnostics": [as_json(d) for d in diagnostics],
            }
        )
    else:
        show_diagnostics(diagnostics, str(playbook), data)
        show_verification(verification, str(playbook), verbose)
        click.echo(f"{playbook}: {verification.text(str(playbook))}, seed {verification.seed}")
    sys.exit(FINE)


def _warn_of_other_source(data: bytes, wasm: bytes, module: Path | None) -> None:
    """Says so when the manifest of the module names another playbook text: every difference may come from that."""
    try:
        raw = read_module(wasm).custom("noetlc.manifest")
        digest = read_json(raw).get("source_digest") if raw else None
    except (MalformedModule, ValueError, AttributeError):
        return
    if digest is not None and digest != hashlib.sha256(data).hexdigest():
        click.echo(f"noetl: {module} was built from another text than this playbook", err=True)
