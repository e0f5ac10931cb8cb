"""The top-level command: a table of verbs, each imported only when it is used."""

from __future__ import annotations

import os
import sys
from importlib import import_module

import click
from click.shell_completion import CompletionItem

from noetlc import __version__
from noetlc.cli.codes import DIAGNOSTICS

VERBS = {
    "init": "Write a playbook to begin with, and its test file.",
    "build": "Compile a playbook to a WebAssembly module and verify it.",
    "run": "Run a playbook or a module and print the run envelope.",
    "dev": "Build, verify and run a playbook again whenever it changes.",
    "check": "Print the diagnostics of playbooks.",
    "fmt": "Bring playbooks into their normal form.",
    "explain": "Explain a diagnostic code, with an example and the mended example.",
    "graph": "Print the graph of a playbook: Mermaid, DOT or SVG.",
    "report": "Write a page about a playbook: graph, steps, verification, sizes, diagnostics.",
    "lsp": "Serve an editor: diagnostics, completion, hover, go to step, rename step.",
    "schema": "Print the JSON Schema of a playbook, for editors.",
    "test": "Run the test cases of playbooks on both engines.",
    "verify": "Compare the compiled module with the interpreter.",
    "bench": "Measure a playbook interpreted and compiled, side by side.",
    "inspect": "Show manifest, imports, sections and sizes of a module.",
    "doctor": "Show what this machine gives to confine what is not trusted.",
    "golden": "Compare the playbooks of a folder with their expected IR, WAT, result and diagnostics.",
    "plugin": "Write, build, test and inspect plug-ins.",
    "register": "Store playbooks in a catalog, compiled where they ask for it.",
    "catalog": "Show what a catalog holds, compare versions, remove what nothing needs.",
    "worker": "Run commands from a queue, compiled or interpreted, each exactly once.",
    "submit": "Queue a run of a playbook for the workers.",
    "export": "Write the seeding folder of a NoETL server from a catalog.",
    "serve": "Serve a catalog over HTTP: playbooks, modules, results, objects, events, commands.",
    "push": "Store a module, and the playbook that names it, in a NoETL server.",
    "cache": "Show where caches are, or remove them.",
}


class VerbGroup(click.Group):
    """Knows names and help lines of the verbs without importing them."""

    def list_commands(self, _ctx: click.Context) -> list[str]:
        return list(VERBS)

    def get_command(self, _ctx: click.Context, cmd_name: str) -> click.Command | None:
        if cmd_name not in VERBS:
            return None
        command: click.Command = import_module(f"noetlc.cli.{cmd_name}").command
        return command

    def shell_complete(self, ctx: click.Context, incomplete: str) -> list[CompletionItem]:
        """The verbs that begin so, without importing them, and the options."""
        verbs = [CompletionItem(name, help=text) for name, text in VERBS.items() if name.startswith(incomplete)]
        return [*verbs, *click.Command.shell_complete(self, ctx, incomplete)]

    def format_commands(self, _ctx: click.Context, formatter: click.HelpFormatter) -> None:
        with formatter.section("Commands"):
            formatter.write_dl(list(VERBS.items()))


@click.group(cls=VerbGroup, context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100})
@click.version_option(__version__, prog_name="noetl")
def group() -> None:
    """Compiles NoETL playbooks to verified WebAssembly modules."""


def run_command_line() -> None:
    """Runs the verb of `sys.argv`. An unexpected exception becomes one line; `NOETL_TRACEBACK=1` shows where it came from."""
    # Ids and literals of any length pass exactly; the limit that Python sets protects servers, not a command.
    sys.set_int_max_str_digits(0)
    try:
        group(prog_name="noetl")
    except Exception as error:
        if os.environ.get("NOETL_TRACEBACK"):
            raise
        text = str(error).strip().splitlines()
        detail = f": {text[0]}" if text else ""
        click.echo(f"noetl: internal error: {type(error).__name__}{detail} (NOETL_TRACEBACK=1 shows more)", err=True)
        sys.exit(DIAGNOSTICS)
