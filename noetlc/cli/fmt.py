"""`noetl fmt`: playbooks in their normal form."""

from __future__ import annotations

import difflib
import sys
from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING

import click

from noetlc.cli.codes import DIAGNOSTICS, FINE
from noetlc.cli.color import difference
from noetlc.cli.common import notice, read_bytes, show_diagnostics, show_pages, write_bytes
from noetlc.cli.finding import STDIN, playbooks_of
from noetlc.diagnostics import Diagnostic
from noetlc.diagnostics.counts import counted
from noetlc.diagnostics.terminal import shown
from noetlc.frontend.nodes import Mapping
from noetlc.frontend.text_source import TextSource
from noetlc.frontend.yaml_reader import read
from noetlc.late import late
from noetlc.paths import TEST_SUFFIX

if TYPE_CHECKING:
    from noetlc import formatting
else:
    formatting = late("noetlc.formatting")


@click.command(name="fmt")
@click.argument("paths", nargs=-1, metavar="[PLAYBOOK|FOLDER|PATTERN|-]…", type=click.Path(allow_dash=True))
@click.option("--check", is_flag=True, help="Write nothing; exit code 1 if a file is not in its normal form.")
@click.option("--diff", is_flag=True, help="Write nothing; show what would change.")
def command(paths: tuple[str, ...], check: bool, diff: bool) -> None:
    """Bring playbooks and test files into their normal form: two columns for each level of lists and maps.

    Comments, order, texts and what stands in braces stay as they are, and every line keeps its number. A file is written only if it then
    means the same: values and code are compared. Folders (default: the current one) are looked through for playbooks. - is standard
    input, which is printed.
    """
    run = _Run(check, diff)
    for name in playbooks_of(paths or (".",), tests=True):
        run.one(name, is_named=name in paths or name == STDIN)
    show_pages(run.found)
    if STDIN not in run.names or len(run.names) > 1:
        click.echo(run.summary(), err=True)
    sys.exit(DIAGNOSTICS if run.counts["failed"] or (check and run.counts["changed"]) else FINE)


class _Run:
    """The files so far: what became of them, and what was found in them."""

    def __init__(self, check: bool, diff: bool) -> None:
        self.check = check
        self.diff = diff
        self.writes = not check and not diff
        self.counts: Counter[str] = Counter()
        self.found: list[Diagnostic] = []
        self.names: list[str] = []

    def one(self, name: str, is_named: bool) -> None:
        """Formats a file. In folders, what is no playbook is left alone."""
        data = sys.stdin.buffer.read() if name == STDIN else read_bytes(Path(name), "playbook")
        if not is_named and not name.endswith(TEST_SUFFIX) and not _is_playbook(data):
            self.counts["other"] += 1
            return
        self.names.append(name)
        try:
            made = formatting.formatted(data, name)
            if made.encode() != data:
                formatting.ensure_same(data, made, name)
        except formatting.FormatError as error:
            self.counts["failed"] += 1
            self.found += error.diagnostics
            show_diagnostics(error.diagnostics, name, data, pages=False)
            if not error.diagnostics:
                notice(f"{name} is left as it is: formatted, {error}; please report this")
            return
        self.counts["same" if made.encode() == data else "changed"] += 1
        self.result(name, data, made)

    def result(self, name: str, data: bytes, made: str) -> None:
        """Writes the form of a file, or says what would be written."""
        if self.diff:
            before = data.decode("utf-8-sig").splitlines(keepends=True)
            for line in difflib.unified_diff(before, made.splitlines(keepends=True), name, f"{name} (formatted)"):
                click.echo(difference(shown(line.rstrip("\r\n"), breaks=True)))
        elif name == STDIN and not self.check:
            click.echo(made.encode(), nl=False)
        if made.encode() != data and name != STDIN:
            if self.writes:
                write_bytes(Path(name), made.encode())
            click.echo(f"{shown(name)}: {'formatted' if self.writes else 'would be formatted'}", err=True)

    def summary(self) -> str:
        parts = [f"{self.counts['changed']} {'formatted' if self.writes else 'would be formatted'}", f"{self.counts['same']} unchanged"]
        if self.counts["failed"]:
            parts.append(f"{self.counts['failed']} not formatted")
        if self.counts["other"]:
            parts.append(f"{self.counts['other']} left out as no playbook")
        return f"{counted(sum(self.counts.values()), 'file')}: {', '.join(parts)}"


def _is_playbook(data: bytes) -> bool:
    """Whether a file in a folder is meant to be a playbook: a map with a workflow or NoETL's apiVersion, or what cannot be read."""
    root = read(TextSource("", data.decode("utf-8", "replace").removeprefix("\ufeff")))[0]
    if not isinstance(root, Mapping):
        return root is None and b"noetl.io/" in data
    return root.get("workflow") is not None or b"apiVersion: noetl.io/" in data
