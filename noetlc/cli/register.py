"""`noetl register`: playbooks into a catalog, compiled where they ask for it."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from noetlc.cli.catalog_common import CATALOG, JSON, OBJECTS, field_lines, module_json, opened
from noetlc.cli.codes import DIAGNOSTICS, FINE
from noetlc.cli.common import ALLOW, EXAMPLES, LENIENT, PLUGIN_PATH, SEED, diagnostic_json, grants, print_json, read_bytes, show_diagnostics
from noetlc.diagnostics.counts import counted
from noetlc.diagnostics.terminal import shown

if TYPE_CHECKING:
    from noetlc.catalog import Catalog, Registered
    from noetlc.diagnostics import Diagnostic

Json = Any

MOST_PATH = 60


@click.command(name="register")
@click.argument("playbooks", type=click.Path(path_type=Path), nargs=-1, required=True, metavar="PLAYBOOK…")
@CATALOG
@OBJECTS
@click.option("--wasm/--interpreted", "wasm", default=None, help="Compile, or not, whatever executor.runtime says.")
@click.option("--target", type=click.Choice(["noetlc", "noetl-worker"]), help="Host to compile for. [default: executor.wasm.target]")
@click.option("--output", type=click.Choice(["envelope", "result"]), help="What `run` of the module returns, as for build.")
@PLUGIN_PATH
@ALLOW
@LENIENT
@EXAMPLES
@SEED
@click.option("--timeout", type=click.FloatRange(0.1), default=120.0, show_default=True, help="Seconds for compiling one playbook.")
@click.option("--memory", type=click.IntRange(64), default=2048, show_default=True, help="MiB for compiling one playbook.")
@JSON
def command(
    playbooks: tuple[Path, ...],
    url: str | None,
    objects: str | None,
    wasm: bool | None,
    target: str | None,
    output: str | None,
    plugin_path: tuple[Path, ...],
    allow: tuple[str, ...],
    lenient: bool,
    examples: int,
    seed: int,
    timeout: float,
    memory: int,
    as_json: bool,
) -> None:
    """Store each PLAYBOOK as the next version of its path. One that opts in with executor.runtime: wasm is compiled and verified; if that
    fails, the version is interpreted and says why. Invalid playbooks are refused, the others are registered all the same."""
    from noetlc.catalog.model import BuildSettings, CompileLimits, Refused
    from noetlc.plugins.finder import PluginFinder

    contents = [(playbook, read_bytes(playbook, "playbook")) for playbook in playbooks]
    settings = BuildSettings(target, output, tuple(sorted(grants(allow))), lenient, examples, seed)
    limits = CompileLimits(seconds=timeout, memory_mb=memory)
    reports: list[Json] = []
    refused = 0
    with opened(url, objects) as catalog:
        for playbook, content in contents:
            try:
                plugins = PluginFinder.beside(playbook, plugin_path)
                done = catalog.register(content, wasm=wasm, plugins=plugins, settings=settings, limits=limits, name=str(playbook))
            except Refused as error:
                refused += 1
                reports.append(_report(playbook, None, error.diagnostics))
                if not as_json:
                    show_diagnostics(error.diagnostics, str(playbook), content)
                continue
            reports.append(_report(playbook, done, done.diagnostics))
            if not as_json:
                show_diagnostics(done.diagnostics, str(playbook), content)
                for line in _lines(catalog, done):
                    click.echo(shown(line))
    if as_json:
        print_json(reports)
    sys.exit(DIAGNOSTICS if refused else FINE)


def _lines(catalog: Catalog, done: Registered) -> list[str]:
    """Two lines: what is there now, and more about it."""
    from noetlc.catalog.diff import native_share

    path = done.path if len(done.path) <= MOST_PATH else done.path[: MOST_PATH - 1] + "…"
    head = f"{path} version {done.version}: {done.state}"
    if done.module is None:
        return [head, *field_lines("", str(done.reason), 2)]
    stored = catalog.playbook(done.path, done.version)
    native, steps = native_share(stored) or (0, 0)
    compared = counted((stored.verification or {}).get("compared", 0), "example")
    text = f"{stored.module_bytes} bytes, {native}/{steps} steps native, {compared} compared ({stored.confinement})"
    head += f" before, module {done.module.version}" if done.reused else f" to module {done.module.version}"
    return [head, *field_lines("", f"{text}, {done.module.digest[:12]}", 2)]


def _report(playbook: Path, done: Registered | None, diagnostics: tuple[Diagnostic, ...] | list[Diagnostic]) -> dict[str, Json]:
    return {
        "playbook": str(playbook),
        "path": None if done is None else done.path,
        "version": None if done is None else done.version,
        "catalog_id": None if done is None else str(done.catalog_id),
        "kind": None if done is None else done.kind,
        "state": "refused" if done is None else done.state,
        "reason": None if done is None else done.reason,
        "module": None if done is None else module_json(done.module),
        "reused": False if done is None else done.reused,
        "diagnostics": [diagnostic_json(one) for one in diagnostics],
    }
