"""`noetl dev`: a playbook that is being written is built and run again whenever it changes."""

from __future__ import annotations

import difflib
import json
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from noetlc.cli import watching
from noetlc.cli.build import summary
from noetlc.cli.codes import DIAGNOSTICS, DIVERGED, FINE, RUN_ABORTED, RUN_FAILED
from noetlc.cli.color import difference
from noetlc.cli.common import (
    ALLOW,
    EXAMPLES,
    LENIENT,
    PLUGIN_PATH,
    SEED,
    UNCONFINED,
    grants,
    notice,
    read_bytes,
    read_payload,
    show_diagnostics,
    show_verification,
)
from noetlc.cli.progress import progress_line
from noetlc.cli.run_engines import Running, Ways
from noetlc.cli.run_report import report_errors
from noetlc.cli.run_trace import Tracing
from noetlc.cli.tool_host import Subject, ToolOptions, run_host
from noetlc.diagnostics.terminal import json_shown, shown
from noetlc.host.errors import Aborted, HostError
from noetlc.interp.options import RunOptions
from noetlc.late import late

if TYPE_CHECKING:
    from noetlc import api
    from noetlc.cli import counterexample as counterexamples
    from noetlc.verify import differential
else:
    api = late("noetlc.api")
    counterexamples = late("noetlc.cli.counterexample")
    differential = late("noetlc.verify.differential")

Json = Any


@click.command(name="dev")
@click.argument("playbook", type=click.Path(path_type=Path))
@click.option("--input", "input_file", metavar="FILE", type=click.Path(path_type=Path), help="Payload (JSON); default: NAME.input.json.")
@EXAMPLES
@SEED
@click.option("--no-verify", is_flag=True, help="Do not compare the module with the interpreter.")
@ALLOW
@PLUGIN_PATH
@LENIENT
@UNCONFINED
@click.option("--env", multiple=True, metavar="NAME", help="Environment variable that the run may see; repeatable.")
@click.option("--keychain", type=click.Path(path_type=Path), metavar="FILE", help="Credentials by name (YAML or JSON).")
@click.option(
    "--timeout", type=click.FloatRange(min=0, min_open=True), default=10.0, show_default=True, metavar="SECONDS", help="Longest run."
)
def command(
    playbook: Path,
    input_file: Path | None,
    examples: int,
    seed: int,
    no_verify: bool,
    allow: tuple[str, ...],
    plugin_path: tuple[Path, ...],
    lenient: bool,
    allow_unconfined: bool,
    env: tuple[str, ...],
    keychain: Path | None,
    timeout: float,
) -> None:
    """Check, build, verify and run PLAYBOOK, and again whenever it, its payload or a plug-in changes, until Ctrl-C.

    The payload is --input, else NAME.input.json next to NAME.yaml if it is there, else the workload alone. The first run shows its
    envelope, each later one how it differs from the last. No module is written.
    """
    payload_file = playbook.with_suffix(".input.json") if input_file is None else input_file
    ways = Ways("wasm", lenient, timeout, grants(allow), [*plugin_path, playbook.resolve().parent / "escape_hatch"], False, _UNTRACED)
    tools = ToolOptions(allow, keychain=keychain, env=env, plugin_path=plugin_path)
    building = {"verify": not no_verify, "examples": examples, "seed": seed, "allow_unconfined": allow_unconfined}
    session = _Session(playbook, payload_file, input_file is not None, ways, tools, building)
    read = {path.resolve() for path in (playbook, payload_file, keychain) if path is not None}
    folders = [folder.resolve() for folder in ways.plugin_path]

    def is_read(path: Path) -> bool:
        return path.resolve() in read or (watching.may_be_read(path) and any(folder in path.resolve().parents for folder in folders))

    watching.again_and_again(session.once, [playbook, payload_file, *plugin_path, *([keychain] if keychain else [])], "noetl dev", is_read)


_UNTRACED = Tracing(False, None, None, False, "wasm")


@dataclass(slots=True)
class _Session:
    """What is run again and again, and the envelope of the last run as text."""

    playbook: Path
    payload_file: Path
    needs_payload: bool
    ways: Ways
    tools: ToolOptions
    building: dict[str, Json]
    last: Sequence[str] | None = None

    def once(self) -> int:
        """One round; its exit code is that of the verb that would say the same."""
        data = read_bytes(self.playbook, "playbook")
        has_payload = self.needs_payload or self.payload_file.is_file()
        payload = read_payload(str(self.payload_file)) if has_payload else {}
        began = time.perf_counter()
        try:
            with progress_line(f"verifying {self.playbook}") as progress:
                built = api.build(
                    data,
                    path=str(self.playbook),
                    inputs=[payload] if has_payload else [],
                    progress=progress,
                    allow=self.ways.allow,
                    lenient=self.ways.lenient,
                    plugin_path=self.tools.plugin_path,
                    **self.building,
                )
        except api.BuildError as error:
            show_diagnostics(error.diagnostics, str(self.playbook), data)
            return DIAGNOSTICS
        except differential.Divergence as error:
            text = counterexamples.describe(error, self.playbook, plugin_path=self.tools.plugin_path)["text"]
            click.echo(shown(text, breaks=True), err=True)
            return DIVERGED
        show_diagnostics(built.diagnostics, str(self.playbook), data)
        show_verification(built.verification, str(self.playbook), False)
        click.echo(summary(self.playbook, None, built, time.perf_counter() - began), err=True)
        return self._run(data, payload, built)

    def _run(self, data: bytes, payload: Json, built: api.BuildResult) -> int:
        try:
            with run_host(Subject(self.playbook, data, False), self.tools, None, payload, "0", "wasm", {}) as host:
                running = Running(self.playbook, data, payload, "0", RunOptions(), host, self.ways, built)
                envelope = running.compiled()
        except Aborted as error:
            notice(str(error.in_file(self.playbook)))
            return RUN_ABORTED
        except HostError as error:
            notice(str(error))
            return RUN_ABORTED
        report_errors(envelope, self.playbook, data, running.errors)
        self._show(envelope)
        click.echo(f"{self.playbook}: {envelope['status']}", err=True)
        return FINE if envelope["status"] == "completed" else RUN_FAILED

    def _show(self, envelope: Json) -> None:
        """The envelope of the first run, then what differs from the last one that came to an end."""
        lines = json_shown(json.dumps(envelope, ensure_ascii=False, indent=2)).splitlines()
        if self.last is None:
            click.echo("\n".join(lines).encode("utf-8", "replace"))
        elif lines == self.last:
            click.echo("the result is as before")
        else:
            for line in difflib.unified_diff(self.last, lines, "last run", "this run", lineterm=""):
                click.echo(difference(line).encode("utf-8", "replace"))
        self.last = lines
