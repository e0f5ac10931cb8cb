"""`noetl init`: a playbook to begin with, and its test file."""

from __future__ import annotations

import re
import shlex
import sys
from pathlib import Path

import click

from noetlc.cli.codes import FINE, USAGE
from noetlc.cli.common import stop, write_bytes
from noetlc.paths import TEST_SUFFIX

STARTERS = Path(__file__).parents[1] / "starters"

TEMPLATES = {
    "hello": "a step in Python, an arc with a condition, and a result",
    "http": "a service that is asked, asked again while it is busy, and whose error is handled",
    "loop": "each item of a list worked on, and what comes out added up",
}


@click.command(name="init")
@click.argument("template", type=click.Choice(list(TEMPLATES)), default="hello")
@click.option("--name", default="flow", show_default=True, help="Name of the playbook and of its files.")
@click.option("-o", "folder", metavar="FOLDER", type=click.Path(path_type=Path), default=Path(), help="Where to write; default: here.")
@click.option("--list", "only_list", is_flag=True, help="Only list the templates.")
def command(template: str, name: str, folder: Path, only_list: bool) -> None:
    """Write a playbook to begin with, and its test file: hello, http or loop."""
    if only_list:
        for key, what in TEMPLATES.items():
            click.echo(f"{key:7} {what}")
        sys.exit(FINE)
    if not re.fullmatch(r"[A-Za-z0-9_][A-Za-z0-9_-]*", name):
        stop(f"--name {name!r} is none: use letters, digits, _ and -", USAGE)
    files = {suffix: folder / f"{name}{suffix}" for suffix in (".yaml", TEST_SUFFIX)}
    for file in files.values():
        if file.exists():
            stop(f"{file} is there already; choose another --name", USAGE)
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        stop(f"cannot make {folder}: {error.strerror or error}", USAGE)
    for suffix, file in files.items():
        text = (STARTERS / template / f"flow{suffix}").read_text("utf-8")
        write_bytes(file, text.replace("name: NAME\n", f'name: "{name}"\n' if name.isdigit() else f"name: {name}\n").encode())
    playbook, tests = (shlex.quote(str(file)) for file in files.values())
    grants = " --allow tool_http" if template == "http" else ""
    click.echo(f"{playbook} and {tests} written. Next:", err=True)
    for line in (f"noetl test {tests} --coverage", f"noetl run {playbook}{grants}", f"noetl build {playbook}{grants}"):
        click.echo(f"  {line}", err=True)
