"""What the verbs share: reading files, showing diagnostics, ending with the right code."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING, Any, NoReturn

import click

from noetlc.cli.codes import DIAGNOSTICS, USAGE
from noetlc.cli.color import colored
from noetlc.diagnostics import SourceFile
from noetlc.diagnostics.counts import counted
from noetlc.diagnostics.render import render
from noetlc.diagnostics.terminal import json_shown, shown
from noetlc.files import same_file, write_whole
from noetlc.host.tools.grants import expand
from noetlc.json_text import read_json as read_json_text

if TYPE_CHECKING:
    from noetlc.diagnostics import Diagnostic
    from noetlc.host.errors import HostError
    from noetlc.verify.outcome import Verification

Json = Any


def notice(message: str) -> None:
    """A line on stderr; what it quotes from outside cannot command the terminal."""
    click.echo(f"noetl: {shown(message, breaks=True)}", err=True)


def stop(message: str, code: int) -> NoReturn:
    """Ends the command with one line on stderr."""
    notice(message)
    sys.exit(code)


def read_bytes(path: Path, what: str) -> bytes:
    """The content of a file the user named; a file that cannot be read is a usage error."""
    try:
        return path.read_bytes()
    except IsADirectoryError:
        stop(f"{what} {path} is a folder", USAGE)
    except FileNotFoundError:
        stop(f"{what} {path} does not exist", USAGE)
    except OSError as error:
        stop(f"cannot read {what} {path}: {error.strerror or error}", USAGE)


def write_bytes(path: Path, data: bytes) -> None:
    """Writes a result, whole or not at all; a path that cannot be written is a usage error."""
    try:
        write_whole(path, data)
    except OSError as error:
        stop(f"cannot write {path}: {error.strerror or error}", USAGE)


def refuse_same(out: Path | None, option: str, inputs: Iterable[Path]) -> None:
    """An output that is also an input is a usage error: the input would be lost."""
    if out is None:
        return
    for path in inputs:
        if same_file(out, path):
            stop(f"{option} {out} would overwrite the input {path}; name another file", USAGE)


def read_json(name: str) -> Json:
    """The JSON value of a file, or of stdin for `-`."""
    if name == "-":
        data = sys.stdin.buffer.read()
        shown = "standard input"
    else:
        data = read_bytes(Path(name), "input")
        shown = name
    try:
        return read_json_text(data.decode(json.detect_encoding(data), "surrogatepass"))
    except UnicodeDecodeError:
        stop(f"input {shown} is not UTF-8", USAGE)
    except json.JSONDecodeError as error:
        stop(f"input {shown} is not JSON: {error.msg} at line {error.lineno} column {error.colno}", USAGE)
    except ValueError as error:
        stop(f"input {shown} is not JSON: {error}", USAGE)


def read_payload(name: str) -> dict[str, Json]:
    """A payload file; the payload of a run is an object."""
    value = read_json(name)
    if not isinstance(value, dict):
        stop(f"input {'standard input' if name == '-' else name} is not a JSON object", USAGE)
    return value


def show_diagnostics(diagnostics: Iterable[Diagnostic], name: str, data: bytes, pages: bool = True) -> None:
    """Prints diagnostics with their source lines on stderr; with `pages` also where more is said about their codes."""
    found = list(diagnostics)
    if not found:
        return

    source = SourceFile(name, data.decode("utf-8-sig", "replace"))
    click.echo(render(found, [source], color=colored()), err=True, nl=False)
    if pages:
        show_pages(found)


def show_pages(diagnostics: Iterable[Diagnostic]) -> None:
    """Says on stderr which command explains these diagnostics."""
    codes = sorted({d.code for d in diagnostics})
    if codes:
        click.echo(f"more about {'it' if len(codes) == 1 else 'them'}: noetl explain {' '.join(codes)}", err=True)


def show_verification(verification: Verification | None, name: str, verbose: bool) -> None:
    """Prints the notes of a verification on stderr; with `verbose` also what no compared example reached."""
    if verification is None:
        return
    for note in verification.notes:
        click.echo(note, err=True)
    if verbose and verification.reach is not None:
        for line in verification.reach.lines(name):
            click.echo(line, err=True)


def print_json(value: Json) -> None:
    """One JSON document on stdout; on one line where it is nested too deep to be indented."""
    try:
        text = json.dumps(value, ensure_ascii=False, indent=2)
    except RecursionError:
        try:
            text = json.dumps(value, ensure_ascii=False)
        except RecursionError:
            stop("the result is nested too deep to be written as JSON", DIAGNOSTICS)
    click.echo(json_shown(text).encode("utf-8", "replace"))


def host_failure(error: HostError) -> NoReturn:
    """Ends a command whose module could not be loaded."""
    stop(str(error), DIAGNOSTICS)


def grants(allow: Iterable[str]) -> frozenset[str]:
    """The names of `--allow`, which takes lists too, and what they imply; a name that cannot be one is a usage error."""
    names = frozenset(name.strip() for text in allow for name in text.split(",") if name.strip())
    wrong = sorted(name for name in names if not name.startswith("tool_"))
    if wrong:
        stop(f"--allow takes names such as tool_python, not {wrong[0]}", USAGE)
    return expand(names)


def warnings_denied(diagnostics: Iterable[Diagnostic]) -> bool:
    """Whether there are warnings; says on stderr how many `--deny-warnings` takes as errors."""
    count = sum(1 for d in diagnostics if d.severity == "warning")
    if count:
        click.echo(f"noetl: {counted(count, 'warning')} denied", err=True)
    return count > 0


def has_errors(diagnostics: Iterable[Diagnostic]) -> bool:
    return any(d.severity == "error" for d in diagnostics)


LENIENT = click.option(
    "--lenient", is_flag=True, help="Take templates and bodies with mistakes as NoETL does: they fail when a run gets there."
)
FORMAT = click.option("--format", "output_format", type=click.Choice(["text", "json"]), default="text", help="Form of the report.")
ALLOW = click.option(
    "--allow", multiple=True, metavar="NAME,…", help="Host tools and rights, such as tool_http or tool_shell:files; repeatable."
)
PLUGIN_PATH = click.option(
    "--plugin-path",
    "plugin_path",
    multiple=True,
    metavar="DIR",
    type=click.Path(path_type=Path),
    help="Folder in which plug-ins are found, before escape_hatch beside the playbook; repeatable.",
)
DENY_WARNINGS = click.option("--deny-warnings", is_flag=True, help="Take warnings as errors.")
INPUTS = click.option(
    "--input",
    "inputs",
    multiple=True,
    metavar="FILE",
    type=click.Path(allow_dash=True),
    help="Payload (JSON object) to verify with; repeatable.",
)
EXAMPLES = click.option(
    "--examples", type=click.IntRange(0, 100_000), default=25, show_default=True, help="Generated payloads to verify with."
)
SEED = click.option(
    "--seed", type=click.IntRange(0), default=0, show_default=True, help="Seed of the generated payloads and stub outcomes."
)
UNCONFINED = click.option(
    "--allow-unconfined", is_flag=True, help="Verify even where the kernel gives no wall around what is run (see noetl doctor)."
)
VERBOSE = click.option("-v", "--verbose", is_flag=True, help="Also list what no compared example reached.")
