"""`noetl plugin`: writing, building, testing and inspecting plug-ins."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING, NoReturn

import click

from noetlc.cli.codes import DIAGNOSTICS, FINE, USAGE
from noetlc.cli.common import FORMAT, notice, print_json, read_bytes, refuse_same, show_diagnostics, stop, write_bytes
from noetlc.diagnostics.counts import counted
from noetlc.diagnostics.terminal import shown
from noetlc.host.errors import HostError
from noetlc.host.sections import MalformedModule
from noetlc.late import late

if TYPE_CHECKING:
    from noetlc.host.errors import HostError
    from noetlc.plugins import building, model, report
    from noetlc.plugins import cases as case_files
    from noetlc.plugins import new as new_plugins
    from noetlc.plugins.building import Built
    from noetlc.plugins.cases import Case, CaseResult
    from noetlc.plugins.model import PluginError
else:
    building = late("noetlc.plugins.building")
    case_files = late("noetlc.plugins.cases")
    model = late("noetlc.plugins.model")
    new_plugins = late("noetlc.plugins.new")
    report = late("noetlc.plugins.report")

FOLDER = Path("escape_hatch")
SOURCE = click.argument("source", type=click.Path(path_type=Path))
AS_JSON = click.option("--json", "output_format", flag_value="json", help="The same as --format json.")
LANGUAGES = ("kernel", "wat", "c", "rust", "zig")


@click.group(name="plugin")
def command() -> None:
    """Write, build, test and inspect plug-ins: modules that steps call and Python bodies import."""


# ---- new


@command.command()
@click.argument("name")
@click.option("--lang", "language", type=click.Choice(LANGUAGES), required=True, help="Language of the source; kernel is kernel Python.")
@click.option("--folder", type=click.Path(path_type=Path), default=FOLDER, show_default=True, help="Folder of plug-ins to write to.")
@click.option("--force", is_flag=True, help="Write over files that are there.")
def new(name: str, language: str, folder: Path, force: bool) -> None:
    """Write the source of a plug-in NAME (such as fold or system/fold) that works, and cases to test it with."""
    try:
        files = {folder / path: text for path, text in new_plugins.template_files(name, language).items()}
    except new_plugins.BadName as error:
        stop(str(error), USAGE)
    present = [file for file in files if file.exists() or file.is_symlink()]
    if present and not force:
        stop(f"{present[0]} exists; --force writes over it", USAGE)
    for file, text in files.items():
        try:
            file.parent.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            stop(f"cannot make the folder {file.parent}: {error.strerror or error}", USAGE)
        write_bytes(file, text.encode())
        click.echo(f"wrote {file}")
    source = next(iter(files))
    click.echo(f"try it: noetl plugin test {source}")
    sys.exit(FINE)


# ---- build


@command.command()
@SOURCE
@click.option("-o", "out", type=click.Path(path_type=Path), help="Module to write. [default: SOURCE with the suffix .wasm]")
def build(source: Path, out: Path | None) -> None:
    """Build the module of SOURCE (.py, .wat, .c, .rs, .zig, or .wasm with a .plugin.json), and check that it can be linked."""
    if out is None and source.suffix == ".wasm":
        stop("a module is built into another one: name it with -o", USAGE)
    built = _built(source, as_it_is=False)
    target = source.with_suffix(".wasm") if out is None else out
    _refuse_input(target, source)
    try:
        built.check()
    except model.PluginError as error:
        _fail(target, error)
    write_bytes(target, built.wasm)
    functions = ", ".join(map(str, built.manifest.functions.values())) or "none for bodies"
    click.echo(f"{target}: {len(built.wasm)} bytes with {built.made_with}; entries {', '.join(built.entries())}; functions {functions}")
    sys.exit(FINE)


def _refuse_input(target: Path, source: Path) -> None:
    refuse_same(target, "-o", [source, source.with_name(source.stem + ".plugin.json")])


# ---- test


@command.command()
@SOURCE
@click.option("--cases", "cases_file", type=click.Path(path_type=Path), help="Cases. [default: NAME.cases.yaml or .json beside SOURCE]")
@click.option("--timeout", type=click.FloatRange(0.01, 3600), default=10.0, show_default=True, help="Seconds that a call may take.")
@FORMAT
@AS_JSON
def test(source: Path, cases_file: Path | None, timeout: float, output_format: str) -> None:
    """Build SOURCE, or take it if it is a module, and run its cases, each in a fresh instance."""
    file = cases_file or case_files.cases_beside(source)
    if file is None:
        stop(f"there are no cases: neither {source.stem}.cases.yaml nor {source.stem}.cases.json is beside {source}", USAGE)
    content = read_bytes(file, "cases")
    try:
        cases = case_files.read_cases(str(file), content)
    except case_files.CasesError as error:
        show_diagnostics(error.diagnostics, str(file), content)
        sys.exit(DIAGNOSTICS)
    built = _built(source)
    try:
        built.check()
        results = list(case_files.run_cases(built.wasm, cases, timeout))
    except model.PluginError as error:
        _fail(source, error)
    except HostError as error:
        _fail_host(source, error)
    failed = _print_results(source, cases, results, output_format)
    sys.exit(DIAGNOSTICS if failed else FINE)


def _print_results(source: Path, cases: list[Case], results: list[CaseResult], output_format: str) -> int:
    failed = sum(1 for one in results if one.reason)
    if output_format == "json":
        listed = [{"name": one.name, "entry": one.entry, "ok": not one.reason, "reason": one.reason or None} for one in results]
        print_json({"plugin": str(source), "cases": listed, "failed": failed})
        return failed
    for one in results:
        click.echo(shown(f"{'FAIL' if one.reason else 'ok  '} {one.name} ({one.entry}){': ' + one.reason if one.reason else ''}"))
    click.echo(f"{shown(str(source))}: {counted(len(cases), 'case')}, {failed} failed")
    return failed


# ---- inspect


@command.command()
@SOURCE
@FORMAT
@AS_JSON
def inspect(source: Path, output_format: str) -> None:
    """Show what SOURCE, built, or a module exports, imports, declares and weighs, and whether it can be linked."""
    built = _built(source)
    try:
        found = report.report(built)
    except model.PluginError as error:
        _fail(source, error)
    except MalformedModule as error:
        stop(f"{source} is not a wasm module: {error}", DIAGNOSTICS)
    if output_format == "json":
        print_json({"plugin": str(source), **found})
    else:
        click.echo(report.text_of(str(source), found))
    sys.exit(FINE)


# ---- shared


def _built(source: Path, *, as_it_is: bool = True) -> Built:
    """The plug-in of a source or module file (`as_it_is`: that is not changed); ends the command if there is none."""
    if source.suffix not in building.KNOWN:
        stop(f"{source} is no plug-in: the suffixes are {', '.join(building.KNOWN)}", USAGE)
    try:
        return building.build_plugin(source, as_it_is=as_it_is)
    except model.PluginError as error:
        _fail(source, error)
    except IsADirectoryError:
        stop(f"plug-in {source} is a folder", USAGE)
    except FileNotFoundError:
        stop(f"plug-in {source} does not exist", USAGE)
    except OSError as error:
        stop(f"cannot read plug-in {source}: {error.strerror or error}", USAGE)


def _fail(source: Path, error: PluginError) -> NoReturn:
    """Ends the command with what is wrong with a plug-in."""
    notice(f"{source}: error[{error.code}]: {error}")
    if error.hint:
        notice(f"hint: {error.hint}")
    sys.exit(DIAGNOSTICS)


def _fail_host(source: Path, error: HostError) -> NoReturn:
    stop(f"{source}: {error.detail}", DIAGNOSTICS)
