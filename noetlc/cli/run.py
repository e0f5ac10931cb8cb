"""`noetl run`: the run envelope of a playbook or module on stdout, everything else on stderr."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

import click

from noetlc.cli.codes import DIAGNOSTICS, FINE, RUN_ABORTED, RUN_FAILED, USAGE
from noetlc.cli.common import print_json, read_bytes, read_json, show_diagnostics, stop

Json = Any

WASM_MAGIC = b"\0asm"


@click.command(name="run")
@click.argument("subject", metavar="PLAYBOOK|MODULE.wasm", type=click.Path(path_type=Path))
@click.option("--input", "input_name", metavar="FILE|-", help="Payload (JSON); default: an empty object.")
@click.option("--engine", type=click.Choice(["wasm", "interpreted"]), default="wasm", show_default=True, help="How to run a playbook.")
@click.option("--execution-id", default="0", show_default=True, help="Execution id the run sees.")
@click.option("--strict", is_flag=True, help="A condition or write that raises fails the run.")
@click.option(
    "--error-mode", type=click.Choice(["default", "spec"]), default="default", show_default=True, help="Which arcs handle an error."
)
@click.option("--strict-strings", is_flag=True, help="Mixed template text stays a string.")
@click.option("--allow", multiple=True, metavar="NAME,…", help="Host tools to grant, such as tool_python; repeatable.")
def command(
    subject: Path,
    input_name: str | None,
    engine: str,
    execution_id: str,
    strict: bool,
    error_mode: str,
    strict_strings: bool,
    allow: tuple[str, ...],
) -> None:
    """Run a playbook or a module and print the run envelope as JSON.

    Exit code 4 if the run failed, 5 if the module aborted.
    """
    data = read_bytes(subject, "file")
    payload: Json = read_json(input_name) if input_name is not None else {}
    is_module = data[:4] == WASM_MAGIC or subject.suffix in (".wasm", ".wat")
    if is_module and engine == "interpreted":
        stop("a module cannot be interpreted; give the playbook", USAGE)
    from noetlc.host.capability import GrantedHost
    from noetlc.host.errors import Aborted, HostError
    from noetlc.interp.options import RunOptions

    options = RunOptions(strict=strict, error_mode="spec" if error_mode == "spec" else "default", strict_strings=strict_strings)
    host = _host(allow, execution_id)
    try:
        envelope = _run(subject, data, payload, is_module, engine, execution_id, options, host)
    except Aborted as error:
        stop(str(error), RUN_ABORTED)
    except HostError as error:
        loading = error.category in ("Compile", "Instantiate", "MissingExport", "Source", "NotLoaded")
        stop(str(error), DIAGNOSTICS if loading else RUN_ABORTED)
    assert isinstance(host, GrantedHost)
    for name, step in dict.fromkeys(host.refused):
        click.echo(f"noetl: step {step or '?'} needs {name}, which is not granted or not available here (--allow {name})", err=True)
    print_json(envelope)
    sys.exit(FINE if envelope.get("status") == "completed" else RUN_FAILED)


def _host(allow: tuple[str, ...], execution_id: str) -> Any:
    """The host of the command line: this machine's clock, entropy and environment, and the granted tools."""
    from noetlc.host.local import local_host

    names = frozenset(name.strip() for text in allow for name in text.split(",") if name.strip())
    wrong = sorted(name for name in names if not name.startswith("tool_"))
    if wrong:
        stop(f"--allow takes names such as tool_python, not {wrong[0]}", USAGE)
    return local_host(names, execution_id)


def _run(
    subject: Path,
    data: bytes,
    payload: Json,
    is_module: bool,
    engine: str,
    execution_id: str,
    options: Any,
    host: Any,
) -> dict[str, Json]:
    from noetlc import api

    if is_module:
        from noetlc.host.cache import DiskCache
        from noetlc.host.runner import MODULES

        MODULES.disk = DiskCache()
        return api.run(data, payload, execution_id=execution_id, options=options, host=host)
    try:
        if engine == "interpreted":
            return api.interpret(data, payload, path=str(subject), execution_id=execution_id, options=options, host=host)
        built = api.build(data, path=str(subject), verify=False)
    except api.BuildError as error:
        show_diagnostics(error.diagnostics, str(subject), data)
        sys.exit(DIAGNOSTICS)
    show_diagnostics(built.diagnostics, str(subject), data)
    return api.run(built.wasm, payload, source=data, execution_id=execution_id, options=options, host=host)
