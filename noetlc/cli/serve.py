"""`noetl serve`: a catalog over HTTP."""

from __future__ import annotations

import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

from noetlc.catalog.folder import data_folder
from noetlc.catalog.model import CatalogError, CompileLimits
from noetlc.cli.catalog_common import CATALOG, OBJECTS
from noetlc.cli.codes import DIAGNOSTICS, FINE
from noetlc.cli.common import notice, stop
from noetlc.cli.interrupt import unwatch
from noetlc.diagnostics.terminal import shown
from noetlc.late import late, load
from noetlc.service import token
from noetlc.service.settings import DEFAULT_HOST, DEFAULT_PORT, Settings

if TYPE_CHECKING:
    from noetlc.catalog import store
    from noetlc.service import server
else:
    server = late("noetlc.service.server")
    store = late("noetlc.catalog.store")

SEED_FOLDER = "NOETL_SYSTEM_PLUGIN_DIR"


@click.command(name="serve")
@click.option("--host", default=DEFAULT_HOST, show_default=True, help="Address to listen on.")
@click.option(
    "--port", type=click.IntRange(0, 65535), default=DEFAULT_PORT, show_default=True, help="Port to listen on; 0 takes a free one."
)
@CATALOG
@OBJECTS
@click.option("--data", type=click.Path(path_type=Path), metavar="DIR", help="Folder of token and catalog. [default: the data folder]")
@click.option(
    "--token-file", type=click.Path(path_type=Path), metavar="FILE", help="Token to ask for. [default: $NOETL_TOKEN, else DIR/token]"
)
@click.option("--open-worker-routes", is_flag=True, help="Results, objects and events need no token: NoETL's worker sends none.")
@click.option(
    "--seed",
    type=click.Path(path_type=Path),
    metavar="FOLDER",
    help="Store FOLDER/NAME.wasm as system/NAME. [default: $NOETL_SYSTEM_PLUGIN_DIR]",
)
@click.option("--timeout", type=click.FloatRange(0.1), default=120.0, show_default=True, help="Seconds for compiling one playbook.")
@click.option("--memory", type=click.IntRange(64), default=2048, show_default=True, help="MiB for compiling one playbook.")
def command(
    host: str,
    port: int,
    url: str | None,
    objects: str | None,
    data: Path | None,
    token_file: Path | None,
    open_worker_routes: bool,
    seed: Path | None,
    timeout: float,
    memory: int,
) -> None:
    """Serve a catalog over HTTP until SIGTERM: NoETL's endpoints, and a page at /. What changes something needs the token, which the first
    start makes in the data folder and noetl on the same machine finds there."""
    try:
        load(store)
        load(server)
    except ModuleNotFoundError as error:
        stop(f"serve needs the package {error.name}: pip install 'noetlc[serve]'", DIAGNOSTICS)
    try:
        folder = data or data_folder()
        given = os.environ.get("NOETL_TOKEN")
        if given and not token.usable(given):
            raise CatalogError("NOETL_TOKEN holds no token: at least 16 visible ASCII characters")
        secret = token.read(token_file) if token_file is not None else given or token.made(folder)
        place = url or os.environ.get("NOETL_CATALOG") or str(folder / "catalog.sqlite")
        catalog = store.open_catalog(place, objects)
        listening = server.bound(host, port)
    except CatalogError as error:
        stop(str(error), DIAGNOSTICS)
    settings = Settings(
        secret,
        open_worker_routes,
        CompileLimits(seconds=timeout, memory_mb=memory),
        registers=max(1, os.cpu_count() or 1),
        shutdown_seconds=int(timeout) + 10,
    )
    unwatch()
    seeding = seed or (Path(os.environ[SEED_FOLDER]) if os.environ.get(SEED_FOLDER) else None)
    if seeding is not None:
        server.seeded(catalog, seeding)
    if not token_file and not given:
        notice(f"the token is in {folder / token.NAME}")
    server.serve(catalog, settings, listening, lambda there: click.echo(shown(f"serving {catalog.database} at {there}")))
    sys.exit(FINE)
