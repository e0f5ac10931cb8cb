"""What `noetl plugin inspect` says of a module."""

from __future__ import annotations

import hashlib
import textwrap
from typing import Any

from noetlc.diagnostics.counts import counted
from noetlc.diagnostics.terminal import shown
from noetlc.host.sections import Import, ModuleInfo, read_module
from noetlc.plugins.building import Built
from noetlc.plugins.model import PluginError, PluginFunction

Json = Any

WIDTH = 100
LARGEST = 8
LONGEST_NAME = 60


def report(built: Built) -> dict[str, Json]:
    """Everything, as JSON. Raises MalformedModule, or PluginError P01, if the structure cannot be read."""
    info = read_module(built.wasm)
    entries = built.entries()
    try:
        built.check()
        links: dict[str, Json] = {"links": True, "error": None}
    except PluginError as error:
        links = {"links": False, "error": {"code": error.code, "message": str(error), "hint": error.hint}}
    return {
        "bytes": len(built.wasm),
        "digest": hashlib.sha256(built.wasm).hexdigest(),
        "made_with": built.made_with,
        **links,
        "reentrant": built.manifest.reentrant,
        "functions": [_function(one) for one in built.manifest.functions.values()],
        "entries": list(entries),
        "imports": [{"module": one.module, "name": one.name, "type": _import_type(one)} for one in info.imports],
        "exports": [{"name": one.name, "type": str(one.type) if one.type else one.kind} for one in info.exports.values()],
        "memories": _memories(info),
        "sections": [{"name": one.name, "bytes": one.size} for one in info.sections],
        "code": sum(info.code_sizes.values()),
        "data": sum(info.data_sizes),
        "largest_functions": _largest(info),
    }


def _function(one: PluginFunction) -> dict[str, Json]:
    return {"name": one.name, "params": list(one.params), "result": one.result, "doc": one.doc}


def _import_type(one: Import) -> str:
    return str(one.type) if one.type else one.kind


def _memories(info: ModuleInfo) -> list[dict[str, Json]]:
    """Pages of 64 KiB that each memory begins with and may grow to."""
    return [{"pages": least, "most": most} for least, most in info.memory_limits]


def _largest(info: ModuleInfo) -> list[dict[str, Json]]:
    ordered = sorted(info.code_sizes.items(), key=lambda item: (-item[1], item[0]))[:LARGEST]
    return [{"function": info.function_names.get(index, f"function {index}"), "bytes": size} for index, size in ordered]


def text_of(name: str, found: dict[str, Json]) -> str:
    """The report in lines of at most 100 columns; what a module says cannot command a terminal."""
    lines = [f"{name}: {found['bytes']} bytes, from {found['made_with']}", f"sha256 {found['digest']}", ""]
    error = found["error"]
    lines.append("links      " + ("yes" if found["links"] else f"no: {error['code']} {error['message']}"))
    if error and error["hint"]:
        lines.append(f"           {error['hint']}")
    lines.append("reentrant  " + ("yes" if found["reentrant"] else "no: it is made as new for each call"))
    lines += ["", "functions for bodies"]
    for one in found["functions"]:
        lines.append(f"  {one['name']}({', '.join(one['params'])}) -> {one['result']}")
        lines += [f"      {one['doc']}"] if one["doc"] else []
    lines += [] if found["functions"] else ["  none"]
    lines += ["", "entries for steps", f"  {', '.join(found['entries']) or 'none'}"]
    lines += ["", "imports", *([f"  {_cut(one['module'])}.{_cut(one['name'])} {one['type']}" for one in found["imports"]] or ["  none"])]
    lines += ["", "exports", *([f"  {_cut(one['name'])} {one['type']}" for one in found["exports"]] or ["  none"])]
    lines += ["", "memories", *([f"  {_pages(one)}" for one in found["memories"]] or ["  none"])]
    lines += ["", "sections", *[f"  {one['bytes']:8} {_cut(one['name'])}" for one in found["sections"]]]
    lines += ["", "largest functions", *[f"  {one['bytes']:8} {_cut(one['function'])}" for one in found["largest_functions"]]]
    return "\n".join(wrapped for line in lines for wrapped in _wrapped(shown(line)))


def _pages(memory: dict[str, Json]) -> str:
    most = memory["most"]
    return f"{counted(memory['pages'], 'page')} of 64 KiB, " + ("no limit" if most is None else f"at most {most}")


def _cut(name: str) -> str:
    return name if len(name) <= LONGEST_NAME else name[: LONGEST_NAME - 1] + "…"


def _wrapped(line: str) -> list[str]:
    """A line as several, the later ones below the text of the first."""
    if len(line) <= WIDTH:
        return [line]
    indent = len(line) - len(line.lstrip())
    if not indent and "  " in line:
        indent = line.index("  ") + len(line[line.index("  ") :]) - len(line[line.index("  ") :].lstrip())
    return textwrap.wrap(line, WIDTH, subsequent_indent=" " * min(indent, 20), drop_whitespace=True, break_on_hyphens=False)
