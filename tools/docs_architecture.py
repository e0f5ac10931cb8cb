"""ARCHITECTURE.md: what stands between `<!-- walk NAME -->` and `<!-- end -->` is what the compiler gives now; the table of stages."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from pathlib import Path

from noetlc import api
from noetlc.compiler import compile_playbook
from noetlc.frontend import load
from noetlc.host.sections import read_module
from noetlc.ir.printer import print_function
from noetlc.lower.workflow.lower import WorkflowLowering
from noetlc.lower.workflow.module import Builder
from noetlc.lower.workflow.templates import Templates
from noetlc.stages import STAGES, describe

WALK = "tests/docs/walk.yaml"
BODY = "body.1"
CONDITION = "tpl.1"
_BLOCK = re.compile(r"<!-- walk (\w+) -->\n.*?<!-- end -->", re.DOTALL)
_TABLE = re.compile(r"<!-- stages -->\n.*?<!-- end -->", re.DOTALL)
_ADDRESS = re.compile(r"i32\.const \d+(?= ;; )")


def page(root: Path) -> str:
    """The page with current excerpts. Raises KeyError for an unknown block name."""
    blocks = dict(excerpts(root))
    text = (root / "ARCHITECTURE.md").read_text("utf-8")

    def block(match: re.Match[str]) -> str:
        name = match.group(1)
        language = {"playbook": "yaml", "envelope": "json", "wat": "wat"}.get(name, "text")
        return f"<!-- walk {name} -->\n```{language}\n{blocks[name].rstrip()}\n```\n<!-- end -->"

    return _TABLE.sub(stages(), _BLOCK.sub(block, text))


def stages() -> str:
    """The table of stages."""
    rows = "".join(f"| `{stage.name}` | `{stage.file}` | {stage.does} |\n" for stage in STAGES)
    return f"<!-- stages -->\n| stage | file | leaves |\n|---|---|---|\n{rows}<!-- end -->"


def excerpts(root: Path) -> Iterator[tuple[str, str]]:
    """(block name, text) of every stage of the walked playbook."""
    source = (root / WALK).read_text("utf-8")
    yield "playbook", source
    playbook, diagnostics = load(source, name="walk.yaml")
    assert playbook is not None, diagnostics
    yield "checked", describe(playbook)
    builder = Builder()
    WorkflowLowering(playbook, builder, Templates(builder), 10**9).run()
    yield "dynamic", print_function(builder.functions[BODY])
    compiled = compile_playbook(playbook)
    types = {item.name: item.type for item in compiled.module.globals.values()}
    yield "machine", _loop(print_function(compiled.module.functions[BODY], types))
    yield "condition", print_function(compiled.module.functions[CONDITION], types)
    yield "wat", _wat(compiled.wat_text(), CONDITION)
    info = read_module(compiled.wasm)
    names = [section.name for section in info.sections]
    yield "sections", f"exports   {', '.join(info.exports)}\nimports   {len(info.imports)}\nsections  {', '.join(names)}"
    yield "envelope", json.dumps(api.run(compiled.wasm), ensure_ascii=False)
    result = api.build(source, path="walk.yaml")
    assert result.verification is not None
    report = result.verification.report()
    yield "verification", f"examples {report['examples']}, divergences {report['divergences']}, seed {report['seed']}"


def _loop(text: str) -> str:
    """The innermost loop of a printed function, with its indentation taken off."""
    lines = text.splitlines()
    start = max(i for i, line in enumerate(lines) if line.lstrip().startswith("loop "))
    indent = len(lines[start]) - len(lines[start].lstrip())
    end = next(i for i in range(start, len(lines)) if lines[i] == " " * indent + "}")
    return "\n".join(line[indent:] for line in lines[start : end + 1])


def _wat(text: str, name: str) -> str:
    """One function of a WAT module; addresses, which move with the runtime, are left out."""
    start = text.index(f"  (func ${name} ")
    function = text[start : text.index("\n  )\n", start) + 4]
    return "\n".join(_ADDRESS.sub("i32.const …", line[2:]) for line in function.splitlines())
