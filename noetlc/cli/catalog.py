"""`noetl catalog`: what a catalog holds, and its care."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from noetlc.catalog.diff import capabilities, changes, native_share, text_diff
from noetlc.catalog.rows import module_row
from noetlc.cli.catalog_common import CATALOG, JSON, OBJECTS, WIDTH, field_lines, opened, table, version_json
from noetlc.cli.codes import DIAGNOSTICS, FINE
from noetlc.cli.common import print_json, show_diagnostics, stop
from noetlc.diagnostics.counts import counted
from noetlc.diagnostics.terminal import shown
from noetlc.late import late

if TYPE_CHECKING:
    from noetlc.catalog import export as exporting
    from noetlc.catalog.model import PlaybookVersion
else:
    exporting = late("noetlc.catalog.export")

Json = Any

PATH = click.argument("path")
VERSION = click.option("--version", type=click.IntRange(1, 2**31 - 1), help="Version. [default: the newest]")


@click.group(name="catalog")
def command() -> None:
    """Show what a catalog holds, compare versions, remove what nothing needs."""


@command.command(name="list")
@click.argument("prefix", default="")
@CATALOG
@JSON
def list_(prefix: str, url: str | None, as_json: bool) -> None:
    """The newest version of each playbook whose path begins with PREFIX."""
    with opened(url) as catalog:
        found = catalog.playbooks(prefix)
    if as_json:
        print_json([version_json(one) for one in found])
        return
    if not found:
        click.echo(f"no playbooks in {catalog.database}" if not prefix else shown(f"no playbooks begin with {prefix}"))
        return
    head = ["path", "version", "state", "native", "bytes", "compared", "registered"]
    for line in table(head, [[one.path, *_cells(one)] for one in found]):
        click.echo(shown(line))


@command.command()
@PATH
@CATALOG
@JSON
def history(path: str, url: str | None, as_json: bool) -> None:
    """All versions of PATH, deleted ones too, oldest first."""
    with opened(url) as catalog:
        found = catalog.history(path)
    if as_json:
        print_json([version_json(one) for one in found])
        return
    head = ["version", "state", "native", "bytes", "compared", "registered", "module", "deleted"]
    rows = [[*_cells(one), _module(one, 12), _when(one.deleted_at) if one.deleted_at else ""] for one in found]
    first, *lines = table(head, rows, flexible=len(head) - 1)
    click.echo(first)
    for one, line in zip(found, lines, strict=True):
        for part in [line, *(field_lines("", one.reason, 9) if one.reason else ())]:
            click.echo(shown(part))


@command.command()
@PATH
@VERSION
@CATALOG
@click.option("--content", is_flag=True, help="Print the playbook's text only.")
@JSON
def show(path: str, version: int | None, url: str | None, content: bool, as_json: bool) -> None:
    """Everything about a version of PATH."""
    with opened(url) as catalog:
        one = catalog.playbook(path, version or "latest", deleted=version is not None)
    if as_json:
        print_json(version_json(one, full=True))
    elif content:
        click.echo(one.content.encode("utf-8", "replace"), nl=False)
    else:
        for line in _details(one):
            click.echo(shown(line))
        show_diagnostics(one.diagnostics, one.path, one.content.encode())


@command.command()
@PATH
@click.argument("old", type=click.IntRange(1), required=False)
@click.argument("new", type=click.IntRange(1), required=False)
@CATALOG
@JSON
def diff(path: str, old: int | None, new: int | None, url: str | None, as_json: bool) -> None:
    """What differs between two versions of PATH: by default the newest and the one before it; with OLD alone, OLD and the newest."""
    with opened(url) as catalog:
        after = catalog.playbook(path, new or "latest", deleted=new is not None)
        if old is None:
            earlier = [one.version for one in catalog.history(path) if one.version < after.version and one.deleted_at is None]
            if not earlier:
                stop(f"{path} has no version before {after.version}", DIAGNOSTICS)
            old = earlier[-1]
        before = catalog.playbook(path, old, deleted=True)
    found = changes(before, after)
    lines = text_diff(before, after)
    if as_json:
        differences = {name: {"old": left, "new": right} for name, (left, right) in found.items()}
        print_json({"path": path, "old": before.version, "new": after.version, "changes": differences, "content": lines})
        return
    for name, (left, right) in found.items():
        for line in field_lines(name, f"{_value(left)} -> {_value(right)}"):
            click.echo(shown(line))
    for line in lines:
        click.echo(shown(line, breaks=True))
    if not found and not lines:
        click.echo(f"{before.version} and {after.version} do not differ")


@command.command()
@PATH
@click.argument("version", type=click.IntRange(1))
@CATALOG
def delete(path: str, version: int, url: str | None) -> None:
    """Delete VERSION of PATH. It stays in the history, and restore brings it back."""
    with opened(url) as catalog:
        _changed("deleted", catalog.delete(path, version), path, version)


@command.command()
@PATH
@click.argument("version", type=click.IntRange(1))
@CATALOG
def restore(path: str, version: int, url: str | None) -> None:
    """Take the deletion of VERSION of PATH back."""
    with opened(url) as catalog:
        _changed("restored", catalog.restore(path, version), path, version)


@command.command()
@CATALOG
@OBJECTS
@click.option("--delete", "really", is_flag=True, help="Remove it. Without, nothing changes.")
@click.option("--grace", type=click.FloatRange(0), default=24.0, show_default=True, help="Hours that a deleted version keeps its module.")
@JSON
def gc(url: str | None, objects: str | None, really: bool, grace: float, as_json: bool) -> None:
    """Show, or with --delete remove, the compiled modules that no version links to but deleted ones, and what belongs to them."""
    with opened(url, objects) as catalog:
        found = catalog.gc(dry_run=not really, grace_seconds=grace * 3600)
    if as_json:
        modules = [module_row(one) for one in found.modules]
        rest = {"builds": found.builds, "blobs": found.blobs, "bytes": found.bytes, "objects": list(found.objects)}
        print_json({"dry_run": found.dry_run, "modules": modules, **rest})
        return
    for one in found.modules:
        click.echo(shown(f"{one.path}@{one.version} {one.digest[:12]}")[:WIDTH])
    parts = [counted(len(found.modules), "module"), counted(found.bytes, "byte"), counted(len(found.objects), "object")]
    click.echo(f"{', '.join(parts)} {'would be removed; --delete removes them' if found.dry_run else 'removed'}")


@command.command()
@click.argument("folder", type=click.Path(path_type=Path))
@CATALOG
@OBJECTS
@JSON
def export(folder: Path, url: str | None, objects: str | None, as_json: bool) -> None:
    """Write the seeding folder of a NoETL server: FOLDER/NAME.wasm for each plug-in system/NAME."""
    run_export(folder, url, objects, as_json)


def run_export(folder: Path, url: str | None, objects: str | None, as_json: bool) -> None:
    """The verb, also of `noetl export`."""
    with opened(url, objects) as catalog:
        done = exporting.export_modules(catalog, folder)
    if as_json:
        print_json({"written": [str(file) for file in done.written], "skipped": done.skipped})
    else:
        for file in done.written:
            click.echo(shown(f"wrote {file}"))
        for path, why in done.skipped.items():
            click.echo(shown(f"skipped {path}: {why}"), err=True)
        if not done.written:
            click.echo("nothing to export", err=True)
    sys.exit(FINE)


# ---- shared


def _cells(one: PlaybookVersion) -> list[str]:
    share = native_share(one)
    compared = None if one.verification is None else one.verification.get("compared")
    return [
        str(one.version),
        one.state,
        "-" if share is None else f"{share[0]}/{share[1]}",
        "-" if one.module_bytes is None else str(one.module_bytes),
        "-" if compared is None else str(compared),
        _when(one.created_at),
    ]


def _when(stamp: str) -> str:
    """A time to the minute, UTC."""
    return stamp[:16].replace("T", " ")


def _module(one: PlaybookVersion, digits: int) -> str:
    return "-" if one.module is None else f"{one.module.version} {one.module.digest[:digits]}"


def _details(one: PlaybookVersion) -> list[str]:
    lines = [f"{one.path} version {one.version}"]

    def add(name: str, value: str | None) -> None:
        if value:
            lines.extend(field_lines(f"  {name}", value, 16))

    add("state", one.state)
    add("reason", one.reason)
    add("kind", one.kind)
    add("registered", one.created_at)
    add("deleted", one.deleted_at)
    add("id", str(one.catalog_id))
    add("source", one.source_digest)
    if one.module is None:
        return lines
    add("module", f"{one.module.path}@{one.module.version}, {one.module_bytes} bytes")
    add("digest", one.module.digest)
    add("compiler", f"{one.compiler}, abi {one.abi}")
    share = native_share(one)
    add("native", None if share is None else f"{share[0]} of {counted(share[1], 'step')}")
    add("capabilities", ", ".join(capabilities(one)) or "none")
    if one.verification is not None:
        counts = {name: one.verification.get(name) for name in ("examples", "compared", "host")}
        add("verified", f"{counts['compared']} of {counts['examples']} examples compared, confinement {one.confinement}")
    return lines


def _value(value: Json) -> str:
    return "none" if value is None or value == [] else ", ".join(value) if isinstance(value, list) else str(value)


def _changed(what: str, count: int, path: str, version: int) -> None:
    click.echo(shown(f"{path} version {version}: {what if count else f'nothing to be {what}'}"))
