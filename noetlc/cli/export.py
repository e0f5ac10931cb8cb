"""`noetl export`: the seeding folder of a NoETL server."""

from __future__ import annotations

from pathlib import Path

import click

from noetlc.cli.catalog import run_export
from noetlc.cli.catalog_common import CATALOG, JSON, OBJECTS


@click.command(name="export")
@click.argument("folder", type=click.Path(path_type=Path))
@CATALOG
@OBJECTS
@JSON
def command(folder: Path, url: str | None, objects: str | None, as_json: bool) -> None:
    """Write FOLDER/NAME.wasm for each plug-in system/NAME of the catalog: what a NoETL server loads when it starts."""
    run_export(folder, url, objects, as_json)
