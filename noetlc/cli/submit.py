"""`noetl submit`: queues a command."""

from __future__ import annotations

import sys
import time
from typing import TYPE_CHECKING, Any

import click

from noetlc.cli.catalog_common import CATALOG, opened
from noetlc.cli.codes import DIAGNOSTICS, FINE, RUN_ABORTED, RUN_FAILED, USAGE
from noetlc.cli.common import notice, print_json, read_payload, stop
from noetlc.cli.worker import QUEUE, queue_of
from noetlc.errors import NoetlcError
from noetlc.late import late

if TYPE_CHECKING:
    from noetlc.runs import commands as queued
    from noetlc.runs.commands import Command, Commands
    from noetlc.worker import journal, start
else:
    journal = late("noetlc.worker.journal")
    queued = late("noetlc.runs.commands")
    start = late("noetlc.worker.start")

Json = Any

POLL_SECONDS = 0.05


@click.command(name="submit")
@click.argument("path")
@CATALOG
@QUEUE
@click.option("--input", "input_name", metavar="FILE|-", type=click.Path(allow_dash=True), help="Payload (JSON); default: an empty object.")
@click.option("--version", type=click.IntRange(1, 2**31 - 1), help="Version of the playbook. [default: the newest at the claim]")
@click.option("--execution-id", default="0", show_default=True, help="Execution id the run sees.")
@click.option("--id", "id", metavar="TEXT", help="Id of the command: it runs once however often it is submitted. [default: a new one]")
@click.option("--step", metavar="TEXT", help="Step that its results are said to come from.")
@click.option("--pool", default="shared", show_default=True, help="Whose workers take it.")
@click.option("--wait", is_flag=True, help="Wait for the outcome and print it.")
@click.option("--timeout", type=click.FloatRange(0), default=60.0, show_default=True, help="Seconds to wait; 0: no limit.")
def command(
    path: str,
    url: str | None,
    queue: str | None,
    input_name: str | None,
    version: int | None,
    execution_id: str,
    id: str | None,
    step: str | None,
    pool: str,
    wait: bool,
    timeout: float,
) -> None:
    """Queue a run of the playbook PATH of a catalog and print the id of the command.

    With --wait the outcome is printed, too, and the exit code is 4 for a run that failed, 5 for one that was ended.
    """
    payload = read_payload(input_name) if input_name is not None else {}
    with opened(url) as catalog:
        given: Json = {"id": id, "execution_id": execution_id, "path": path, "version": version}
        given |= {"input": payload, "step": step, "pool": pool}
        try:
            one = queued.Command.parse(given)
            to = start.open_queue(queue_of(queue), pool, journal.Journal(catalog.database, "submit"))
            try:
                new = to.put([one])
            finally:
                to.close()
            if not new:
                notice(f"command {one.id} is there already")
            if not wait:
                click.echo(one.id)
                sys.exit(FINE)
            _wait(queued.Commands(catalog.database), one, timeout)
        except queued.CommandRefused as error:
            stop(str(error), USAGE)
        except NoetlcError as error:
            stop(str(error), DIAGNOSTICS)


def _wait(commands: Commands, one: Command, timeout: float) -> None:
    """Prints the status of the command when it is over, and ends this one."""
    end = time.monotonic() + timeout if timeout else None
    while True:
        found = commands.status(one.id)
        if found is not None and found["state"] in ("done", "dead"):
            break
        if end is not None and time.monotonic() > end:
            state = "not claimed" if found is None else found["state"]
            stop(f"command {one.id} is not over after {timeout:g} s ({state})", RUN_ABORTED)
        time.sleep(POLL_SECONDS)
    print_json(found)
    if found["status"] == "completed":
        sys.exit(FINE)
    sys.exit(RUN_FAILED if "envelope" in (found["outcome"] or {}) else RUN_ABORTED)
