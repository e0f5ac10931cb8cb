"""`noetl register`: playbooks into a catalog, compiled where they ask for it."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from noetlc.catalog.folder import data_folder
from noetlc.catalog.model import BuildSettings, CatalogError, CompileLimits, Refused
from noetlc.catalog.rows import registered_row
from noetlc.cli.catalog_common import CATALOG, JSON, OBJECTS, field_lines, opened
from noetlc.cli.codes import DIAGNOSTICS, FINE, USAGE
from noetlc.cli.common import (
    ALLOW,
    EXAMPLES,
    LENIENT,
    PLUGIN_PATH,
    SEED,
    grants,
    print_json,
    read_bytes,
    show_diagnostics,
    stop,
)
from noetlc.cli.progress import elapsed_line
from noetlc.diagnostics import Diagnostic
from noetlc.diagnostics.counts import counted
from noetlc.diagnostics.formats import as_json
from noetlc.diagnostics.terminal import shown
from noetlc.late import late
from noetlc.service.token import for_server

if TYPE_CHECKING:
    from noetlc.catalog import push
    from noetlc.catalog.model import BuildSettings, CompileLimits
    from noetlc.plugins import finder
else:
    finder = late("noetlc.plugins.finder")
    push = late("noetlc.catalog.push")

Json = Any

MOST_PATH = 60

SERVER_SECONDS = 600.0
"""How long a service may take for an answer: it compiles, and others may be before us."""


@click.command(name="register")
@click.argument("playbooks", type=click.Path(path_type=Path), nargs=-1, required=True, metavar="PLAYBOOK…")
@CATALOG
@OBJECTS
@click.option("--server", metavar="URL", help="Register in the service there, such as http://localhost:8082, not in a catalog.")
@click.option("--token", metavar="TOKEN", help="Bearer token for --server. [default: $NOETL_TOKEN, else that of a service of this machine]")
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
    server: str | None,
    token: str | None,
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
    """Store each PLAYBOOK as the next version of its path, in a catalog or in a service. One that opts in with executor.runtime: wasm is
    compiled and verified; if that fails, the version is interpreted and says why. Invalid playbooks are refused, the others are registered
    all the same."""
    contents = [(playbook, read_bytes(playbook, "playbook")) for playbook in playbooks]
    if server is not None:
        _only_here(click.get_current_context())
        registering = _at_server(server, token, wasm, target, output)
    else:
        settings = BuildSettings(target, output, tuple(sorted(grants(allow))), lenient, examples, seed)
        registering = _here(url, objects, wasm, plugin_path, settings, CompileLimits(seconds=timeout, memory_mb=memory))
    reports: list[Json] = []
    with registering as register:
        for playbook, content in contents:
            with elapsed_line(f"registering {playbook}"):
                done = register(playbook, content)
            reports.append(_report(playbook, done))
            if not as_json:
                show_diagnostics(done.diagnostics, str(playbook), content)
                for line in () if done.row is None else _lines(done.row):
                    click.echo(shown(line))
    if as_json:
        print_json(reports)
    sys.exit(DIAGNOSTICS if any(one["state"] == "refused" for one in reports) else FINE)


@dataclass(frozen=True, slots=True)
class Done:
    """What became of a playbook: what `registered_row` says, None if it was refused; and what was found in it."""

    row: dict[str, Json] | None
    diagnostics: list[Diagnostic]


Register = Callable[[Path, bytes], Done]

HERE_ONLY = ("url", "objects", "plugin_path", "allow", "lenient", "examples", "seed", "timeout", "memory")


def _only_here(context: click.Context) -> None:
    """Options that a service decides for itself are a usage error beside --server."""
    for parameter in context.command.params:
        source = context.get_parameter_source(parameter.name or "")
        if parameter.name in HERE_ONLY and source is click.core.ParameterSource.COMMANDLINE:
            stop(f"{parameter.opts[0]} is decided by the service: it cannot stand beside --server", USAGE)


@contextmanager
def _here(
    url: str | None, objects: str | None, wasm: bool | None, plugin_path: tuple[Path, ...], settings: BuildSettings, limits: CompileLimits
) -> Iterator[Register]:
    """Registers in a catalog."""
    with opened(url, objects) as catalog:

        def register(playbook: Path, content: bytes) -> Done:
            plugins = finder.PluginFinder.beside(playbook, plugin_path)
            try:
                done = catalog.register(content, wasm=wasm, plugins=plugins, settings=settings, limits=limits, name=str(playbook))
            except Refused as error:
                return Done(None, error.diagnostics)
            return Done(registered_row(done, catalog.playbook(done.path, done.version, deleted=True)), list(done.diagnostics))

        yield register


@contextmanager
def _at_server(url: str, token: str | None, wasm: bool | None, target: str | None, output: str | None) -> Iterator[Register]:
    """Registers in a service."""
    more = {name: value for name, value in (("wasm", wasm), ("target", target), ("output", output)) if value is not None}
    try:
        with push.Server(url, for_server(url, token, data_folder()), read_seconds=SERVER_SECONDS) as server:

            def register(playbook: Path, content: bytes) -> Done:
                answer, found = server.register_checked(content, str(playbook), **more)
                return Done(answer, found)

            yield register
    except CatalogError as error:
        stop(str(error), DIAGNOSTICS)


def _lines(row: dict[str, Json]) -> list[str]:
    """Two lines: what is there now, and more about it. `row` may come from a server: members may be missing."""
    path = str(row.get("path"))
    path = path if len(path) <= MOST_PATH else path[: MOST_PATH - 1] + "…"
    head = f"{path} version {row.get('version')}: {row.get('state') or 'registered'}"
    module = row.get("module")
    if not isinstance(module, dict):
        return [head, *(field_lines("", str(row["reason"]), 2) if row.get("reason") else ())]
    compared = row.get("compared")
    steps = f"{row.get('native_steps')}/{row.get('steps')} steps native"
    examples = counted(compared if isinstance(compared, int) else 0, "example")
    text = f"{row.get('module_bytes')} bytes, {steps}, {examples} compared ({row.get('confinement')})"
    head += f" before, module {module.get('version')}" if row.get("reused") else f" to module {module.get('version')}"
    return [head, *field_lines("", f"{text}, {str(module.get('digest'))[:12]}", 2)]


KEYS = ("path", "version", "catalog_id", "kind", "state", "reason", "module", "reused")


def _report(playbook: Path, done: Done) -> dict[str, Json]:
    refused = {"state": "refused", "reused": False}
    told = {key: (refused if done.row is None else done.row).get(key) for key in KEYS}
    return {"playbook": str(playbook), **told, "diagnostics": [as_json(one) for one in done.diagnostics]}
