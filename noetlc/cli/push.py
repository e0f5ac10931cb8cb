"""`noetl push`: a module, and the playbook that names it, into a NoETL server."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from noetlc.catalog.folder import data_folder
from noetlc.catalog.model import CatalogError
from noetlc.cli.catalog_common import JSON
from noetlc.cli.codes import DIAGNOSTICS, FINE, USAGE
from noetlc.cli.common import notice, print_json, read_bytes, show_diagnostics, stop
from noetlc.diagnostics.terminal import shown
from noetlc.frontend import check, load
from noetlc.frontend.nodes import Mapping, plain
from noetlc.host.sections import read_module
from noetlc.json_text import read_json
from noetlc.late import late
from noetlc.service.token import for_server

if TYPE_CHECKING:
    from noetlc.catalog import push
else:
    push = late("noetlc.catalog.push")

Json = Any


@click.command(name="push")
@click.argument("module", type=click.Path(path_type=Path))
@click.option("--server", required=True, metavar="URL", help="Base URL of the server, such as http://localhost:8082.")
@click.option("--path", metavar="PATH", help="Path of the plug-in. [default: that of the playbook in the module's manifest]")
@click.option("--version", type=click.IntRange(1, 2**31 - 1), help="Version of the plug-in. [default: the first free one]")
@click.option("--replace", is_flag=True, help="Replace what lies under the version, if it has other bytes.")
@click.option("--playbook", type=click.Path(path_type=Path), help="Playbook to register after the module.")
@click.option("--token", metavar="TOKEN", help="Bearer token. [default: $NOETL_TOKEN, else that of a service of this machine]")
@JSON
def command(
    module: Path, server: str, path: str | None, version: int | None, replace: bool, playbook: Path | None, token: str | None, as_json: bool
) -> None:
    """Store MODULE in the plug-in registry of a NoETL server, then register the playbook that names it."""
    data = read_bytes(module, "module")
    content = None if playbook is None else read_bytes(playbook, "playbook")
    if content is not None:
        found = [one for one in check(content, name=str(playbook)) if one.severity == "error"]
        if found:
            show_diagnostics(found, str(playbook), content)
            sys.exit(DIAGNOSTICS)
    try:
        wasm = push.checked(data)
        place = path or _own_path(wasm)
        if place is None:
            stop(f"{module} has no manifest that names a playbook: give the plug-in a path with --path", USAGE)
        with push.Server(server, for_server(server, token, data_folder())) as there:
            pushed = there.push(wasm, place, version, replace=replace)
            registered = None if content is None else there.register(content)
    except CatalogError as error:
        stop(f"{module}: {error}", DIAGNOSTICS)
    if as_json:
        row = {"path": pushed.path, "version": pushed.version, "digest": pushed.digest, "bytes": pushed.bytes, "sent": pushed.sent}
        print_json({"module": row, "playbook": registered})
        sys.exit(FINE)
    how = "stored" if pushed.sent else "there already"
    click.echo(shown(f"{pushed.path} version {pushed.version}: {how}, {pushed.bytes} bytes, {pushed.digest[:12]}"))
    if registered is not None:
        click.echo(shown(f"playbook {registered.get('path')} version {registered.get('version')}: registered"))
        if content is not None and not _names(content, pushed.path, pushed.version):
            notice(f"no step of {playbook} names the plug-in {pushed.path} version {pushed.version}")
    sys.exit(FINE)


def _own_path(wasm: bytes) -> str | None:
    """The playbook's path in the manifest of a module."""

    section = read_module(wasm).custom("noetlc.manifest")
    try:
        book: Json = read_json(section or b"null")["playbook"]
        found = book.get("path") or book.get("name")
    except (ValueError, TypeError, KeyError, AttributeError):
        return None
    return found if isinstance(found, str) else None


def _names(content: bytes, path: str, version: int) -> bool:
    """Whether a step of a playbook names a plug-in by constants."""
    playbook, _ = load(content)
    for step in () if playbook is None else playbook.steps:
        for task in step.tasks:
            plugin = task.key("plugin") if task.kind == "wasm" else None
            named = plain(plugin) if isinstance(plugin, Mapping) else {}
            if isinstance(named, dict) and (named.get("path"), named.get("version")) == (path, version):
                return True
    return False
