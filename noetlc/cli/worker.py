"""`noetl worker`: runs commands from a queue."""

from __future__ import annotations

import logging
import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from noetlc.cli.catalog_common import CATALOG, OBJECTS, opened
from noetlc.cli.codes import DIAGNOSTICS, FINE, USAGE
from noetlc.cli.common import ALLOW, PLUGIN_PATH, grants, notice, stop
from noetlc.cli.interrupt import ending_gently
from noetlc.errors import NoetlcError
from noetlc.host.tools.keychain import Keychain, KeychainError
from noetlc.late import late

if TYPE_CHECKING:
    from noetlc.worker import dispatch, start
else:
    dispatch = late("noetlc.worker.dispatch")
    start = late("noetlc.worker.start")

Json = Any

QUEUE = click.option(
    "--queue",
    metavar="database|URL",
    help="The catalog's database, or nats://HOST:PORT (JetStream). [default: $NOETL_QUEUE, else database]",
)


def queue_of(queue: str | None) -> str:
    """The queue that was named, or the default one."""
    return queue or os.environ.get("NOETL_QUEUE") or "database"


@click.command(name="worker")
@CATALOG
@OBJECTS
@QUEUE
@click.option("--dev", is_flag=True, help="One process for trying things out: queue in its own database, a line on stderr per command.")
@click.option("--pool", default="shared", show_default=True, help="Whose commands it takes.")
@click.option("--sink", default="store", show_default=True, metavar="store|URL", help="Where effects go: the database, or a service.")
@click.option("--token-file", type=click.Path(path_type=Path), metavar="FILE", help="Token of the service. [default: $NOETL_TOKEN]")
@ALLOW
@click.option(
    "--idempotent", multiple=True, metavar="NAME,…", help="Tools whose calls may be repeated if it is not known whether they took place."
)
@click.option("--allow-linked", is_flag=True, help="Run modules that hold code of plug-ins of other compilers, too.")
@PLUGIN_PATH
@click.option("--env", multiple=True, metavar="NAME", help="Environment variable that runs may see; repeatable.")
@click.option("--keychain", type=click.Path(path_type=Path), metavar="FILE", help="Credentials by name (YAML or JSON).")
@click.option("--playbooks", type=click.Path(path_type=Path), metavar="FOLDER", help="Where child playbooks are found.")
@click.option("--store", type=click.Path(path_type=Path), metavar="FOLDER", help="Where the object store of runs is.")
@click.option("--concurrency", type=click.IntRange(1, 256), default=4, show_default=True, help="Commands that run at a time.")
@click.option("--batch", type=click.IntRange(1, 1000), default=64, show_default=True, help="Most commands of one claim.")
@click.option("--lease", type=click.FloatRange(1), default=30.0, show_default=True, help="Seconds after which a silent worker is gone.")
@click.option("--timeout", type=click.FloatRange(0.1), default=60.0, show_default=True, help="Seconds of one run.")
@click.option("--max-attempts", type=click.IntRange(1), default=20, show_default=True, help="Attempts before a command is given up.")
@click.option("--once", "--drain", "once", is_flag=True, help="Do what is due, then end.")
@click.option("--metrics-port", type=click.IntRange(1, 65535), help="Serve Prometheus metrics on this port.")
@click.option("--metrics-address", default="127.0.0.1", show_default=True, help="And on this address.")
def command(
    url: str | None,
    objects: str | None,
    queue: str | None,
    dev: bool,
    pool: str,
    sink: str,
    token_file: Path | None,
    allow: tuple[str, ...],
    idempotent: tuple[str, ...],
    allow_linked: bool,
    plugin_path: tuple[Path, ...],
    env: tuple[str, ...],
    keychain: Path | None,
    playbooks: Path | None,
    store: Path | None,
    concurrency: int,
    batch: int,
    lease: float,
    timeout: float,
    max_attempts: int,
    once: bool,
    metrics_port: int | None,
    metrics_address: str,
) -> None:
    """Take commands from a queue and run the newest version of their playbooks: its module, or the interpreter where there is none.

    Every command takes effect once, whatever dies meanwhile. SIGTERM lets what runs finish. Credentials of NATS are in the URL, or
    in NOETL_NATS_USER and NOETL_NATS_PASSWORD.
    """
    if dev and (queue not in (None, "database") or sink != "store"):
        stop("--dev has its queue and its effects in the catalog: leave --queue and --sink away", USAGE)
    logging.basicConfig(level=logging.INFO if dev else logging.WARNING, format="noetl: %(message)s", stream=sys.stderr)
    token = _token(token_file)
    granted = grants(allow)
    with opened(url, objects) as catalog:
        rights = dispatch.Rights(granted, env, _keychain(keychain), playbooks, store, plugin_path, grants(idempotent), allow_linked)
        settings = start.WorkerSettings(
            queue="database" if dev else queue_of(queue),
            sink=sink,
            pool=pool,
            concurrency=concurrency,
            batch=batch,
            lease=lease,
            max_attempts=max_attempts,
            timeout=timeout,
            rights=rights,
            token=token,
            metrics=metrics_port,
            metrics_address=metrics_address,
        )
        try:
            with start.opened_worker(catalog, settings) as worker, ending_gently(worker.stop):
                if not once:
                    where = catalog.database if settings.queue == "database" else settings.queue.rpartition("@")[2]
                    notice(f"pool {pool}, queue {where}, {concurrency} at a time")
                worker.run(once=once)
        except NoetlcError as error:
            stop(str(error), DIAGNOSTICS)
    sys.exit(FINE)


def _token(file: Path | None) -> str | None:
    if file is None:
        return os.environ.get("NOETL_TOKEN")
    try:
        return file.read_text().strip()
    except OSError as error:
        stop(f"cannot read {file}: {error.strerror or error}", USAGE)
    except UnicodeDecodeError:
        stop(f"{file} is not UTF-8", USAGE)


def _keychain(file: Path | None) -> Any:
    try:
        return Keychain.load(file)
    except KeychainError as error:
        stop(str(error), USAGE)
