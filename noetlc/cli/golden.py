"""`noetl golden`: playbooks of a folder against their expected IR, WAT, result and diagnostics."""

from __future__ import annotations

import difflib
import json
import re
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

from noetlc.cli.codes import DIAGNOSTICS, FINE, USAGE
from noetlc.cli.common import PLUGIN_PATH, read_payload, stop, write_bytes
from noetlc.cli.progress import elapsed_line
from noetlc.diagnostics import SourceFile
from noetlc.diagnostics.counts import counted
from noetlc.diagnostics.render import render
from noetlc.late import late
from noetlc.paths import TEST_SUFFIX

if TYPE_CHECKING:
    from noetlc import api
    from noetlc.api import BuildResult
    from noetlc.ir import printer
else:
    api = late("noetlc.api")
    printer = late("noetlc.ir.printer")

_ADDRESS = re.compile(r"i32\.const \d+(?= ;; (address of|function) )")
RESULTS = (".result.json", ".diagnostics.txt")
SUFFIXES = (".ir", ".wat", *RESULTS)


@click.command(name="golden")
@click.argument("folder", metavar="DIR", type=click.Path(path_type=Path))
@PLUGIN_PATH
@click.option("--update", is_flag=True, help="Write the present state as the expected one.")
@click.option("--results", is_flag=True, help="Only results and diagnostics: no IR, no WAT.")
def command(folder: Path, plugin_path: tuple[Path, ...], update: bool, results: bool) -> None:
    """Compare each X.yaml in DIR with X.ir, X.wat, X.result.json and X.diagnostics.txt next to it.

    Plug-ins are found in DIR/escape_hatch, too.

    IR and WAT show the functions made from the playbook, not those of the runtime. X.input.json, if there, is the payload of the
    run. A playbook that is rejected has only the diagnostics file. Prints a unified diff and exits with 1 on any change;
    --update writes the files instead. With --results files of IR and WAT are neither compared nor written.
    """
    if not folder.is_dir():
        stop(f"{folder} is not a folder", USAGE)
    playbooks = sorted(path for path in folder.glob("*.yaml") if not path.name.endswith(TEST_SUFFIX))
    if not playbooks:
        stop(f"{folder} holds no *.yaml", USAGE)
    changed = 0
    for playbook in playbooks:
        with elapsed_line(f"building {playbook}"):
            present = _present(playbook, plugin_path)
        for suffix, text in present.items():
            if suffix in (RESULTS if results else SUFFIXES):
                changed += _settle(playbook.with_suffix(suffix), text, update)
    verb = "written" if update else "changed"
    click.echo(f"{folder}: {counted(len(playbooks), 'playbook')}, {counted(changed, 'file')} {verb}", err=True)
    sys.exit(DIAGNOSTICS if changed and not update else FINE)


def _present(playbook: Path, plugin_path: tuple[Path, ...]) -> dict[str, str | None]:
    """What the compiler makes of a playbook now, by suffix; None where there is no such output."""
    data = playbook.read_bytes()
    found: dict[str, str | None] = dict.fromkeys(SUFFIXES)
    try:
        folders = [*plugin_path, playbook.parent / "escape_hatch"]
        result = api.build(data, path=playbook.name, verify=False, lenient=True, plugin_path=folders)
    except api.BuildError as error:
        diagnostics = error.diagnostics
    else:
        diagnostics = result.diagnostics
        payload_file = playbook.with_suffix(".input.json")
        payload = read_payload(str(payload_file)) if payload_file.exists() else None
        envelope = api.run(result.wasm, payload, source=data, plugin_path=folders)
        found[".ir"] = _own_ir(result)
        found[".wat"] = _own_wat(result.wat_text())
        found[".result.json"] = json.dumps(envelope, ensure_ascii=False, indent=2) + "\n"
    source = SourceFile(playbook.name, data.decode("utf-8-sig", "replace"))
    found[".diagnostics.txt"] = render(diagnostics, [source])
    return found


def _own_ir(result: BuildResult) -> str:
    """The functions made from the playbook; they alone have a dot in their name."""
    module = result.compiled.module
    types = {item.name: item.type for item in module.globals.values()}
    return "\n".join(printer.print_function(f, types) for f in module.functions.values() if "." in f.name)


def _own_wat(text: str) -> str:
    """The same functions as WAT, without the addresses, which move with every change of the runtime."""
    lines: list[str] = []
    keep = False
    for line in text.splitlines():
        if line.startswith("  (func "):
            keep = "." in line.split(maxsplit=2)[1]
        if keep:
            lines.append(_ADDRESS.sub("i32.const …", line))
        keep = keep and line != "  )"
    return "\n".join(lines) + "\n" if lines else ""


def _settle(path: Path, text: str | None, update: bool) -> int:
    """Compares or writes one expected file; 1 if it differed."""
    expected = path.read_bytes().decode("utf-8", "replace") if path.exists() else None
    if expected == text:
        return 0
    if update:
        if text is None:
            path.unlink()
        else:
            write_bytes(path, text.encode("utf-8"))
        return 1
    before = (expected or "").splitlines(keepends=True)
    after = (text or "").splitlines(keepends=True)
    names = (f"{path} (expected)", f"{path} (now)")
    for line in difflib.unified_diff(before, after, *names):
        click.echo(line if line.endswith("\n") else f"{line}\n\\ no newline at end\n", nl=False)
    if expected is None or text is None:
        click.echo(f"{path}: {'not there yet' if expected is None else 'no longer produced'}")
    return 1
