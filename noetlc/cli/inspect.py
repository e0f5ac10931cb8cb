"""`noetl inspect`: what a module is and where its bytes go, without running it."""

from __future__ import annotations

import hashlib
import json
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from noetlc.cli.codes import DIAGNOSTICS, FINE
from noetlc.cli.common import FORMAT, print_json, read_bytes, stop
from noetlc.diagnostics.terminal import shown
from noetlc.host.sections import MalformedModule, read_module
from noetlc.json_text import read_json

if TYPE_CHECKING:
    from noetlc.host.sections import ModuleInfo

Json = Any

LARGEST = 12
PLUGIN = "plugin:"


@click.command(name="inspect")
@click.argument("module", type=click.Path(path_type=Path))
@FORMAT
def command(module: Path, output_format: str) -> None:
    """Show manifest, imports, sections and sizes of MODULE."""
    data = read_bytes(module, "module")

    try:
        report = _report(read_module(data))
        if output_format == "json":
            print_json({"module": str(module), **report})
        else:
            _print_text(module, report)
    except MalformedModule as error:
        stop(f"{module} is not a wasm module: {error}", DIAGNOSTICS)
    except RecursionError:
        stop(f"{module} has a manifest that is nested too deep", DIAGNOSTICS)
    sys.exit(FINE)


def _report(info: ModuleInfo) -> dict[str, Json]:
    return {
        "bytes": len(info.wasm),
        "digest": hashlib.sha256(info.wasm).hexdigest(),
        "manifest": _json_section(info, "noetlc.manifest"),
        "imports": [{"module": i.module, "name": i.name, "type": str(i.type) if i.type else i.kind} for i in info.imports],
        "exports": [{"name": e.name, "type": str(e.type) if e.type else e.kind} for e in info.exports.values()],
        "sections": [{"name": s.name, "bytes": s.size} for s in info.sections],
        "sites": len(_json_section(info, "noetlc.sites") or {}),
        "causes": causes(info),
        "largest_functions": _largest(info),
    }


def _json_section(info: ModuleInfo, name: str) -> dict[str, Json] | None:
    raw = info.custom(name)
    if raw is None:
        return None
    try:
        value = read_json(raw)
    except ValueError:
        return None
    return value if isinstance(value, dict) else None


def causes(info: ModuleInfo) -> dict[str, int]:
    """Bytes by cause. Functions of the playbook are named `kind.number` (`tpl.3`), those of the runtime have no dot, and those of plug-ins
    and of what is between begin with `plugin:`.

    In a stripped module all functions are `code`, since nothing says what they are for.
    """
    causes = {"runtime functions": 0, "steps": 0, "plug-ins": 0, "code": 0, "constants": sum(info.data_sizes)}
    for index, size in info.code_sizes.items():
        causes[_cause(info.function_names.get(index))] += size
    causes["names, sites, manifest"] = sum(s.size for s in info.sections if s.id == 0)
    causes["structure"] = len(info.wasm) - sum(causes.values())
    return {cause: size for cause, size in causes.items() if size}


def _cause(name: str | None) -> str:
    if name is None:
        return "code"
    if name.startswith(PLUGIN):
        return "plug-ins"
    return "steps" if "." in name else "runtime functions"


def _largest(info: ModuleInfo) -> list[dict[str, Json]]:
    ordered = sorted(info.code_sizes.items(), key=lambda item: (-item[1], item[0]))[:LARGEST]
    return [{"function": info.function_names.get(index, f"function {index}"), "bytes": size} for index, size in ordered]


def _print_text(module: Path, report: dict[str, Json]) -> None:
    lines = [f"{module}: {report['bytes']} bytes, sha256 {report['digest']}", "", "manifest"]
    manifest = report["manifest"]
    if manifest is None:
        lines.append("  none")
    elif not isinstance(manifest, dict):
        lines.append("  not a map")
    else:
        steps = manifest.get("steps")
        shown_below = ("steps", "plugins") if manifest.get("plugins") else ("steps",)
        lines += [f"  {key:16} {json.dumps(value, ensure_ascii=False)}" for key, value in manifest.items() if key not in shown_below]
        lines += [_step(s) for s in (steps if isinstance(steps, list) else [])]
        plugins = manifest.get("plugins")
        lines += [_plugin(p) for p in (plugins if isinstance(plugins, list) else [])]
    lines += ["", "imports", *([f"  {i['module']}.{i['name']} {i['type']}" for i in report["imports"]] or ["  none"])]
    lines += ["", "exports", *[f"  {e['name']} {e['type']}" for e in report["exports"]]]
    lines += ["", "sections", *[f"  {s['bytes']:8} {s['name']}" for s in report["sections"]]]
    lines += ["", "size by cause", *[f"  {size:8} {cause}" for cause, size in report["causes"].items()]]
    lines += ["", "largest functions", *[f"  {f['bytes']:8} {f['function']}" for f in report["largest_functions"]]]
    click.echo(shown("\n".join(lines), breaks=True))


def _step(step: Json) -> str:
    """A line for a step; modules need not be ours, so nothing is sure to be there."""
    if not isinstance(step, dict):
        return "  step of unknown form"
    reason = step.get("reason")
    return f"  step {json.dumps(step.get('step'), ensure_ascii=False)}: {step.get('lowered')}" + (f" ({reason})" if reason else "")


def _plugin(plugin: Json) -> str:
    """A line for a plug-in."""
    if not isinstance(plugin, dict):
        return "  plugin of unknown form"
    version = plugin.get("version")
    name = str(plugin.get("path")) if version is None else f"{plugin.get('path')}@{version}"
    return f"  plugin {name}: {plugin.get('mode')}, sha256 {plugin.get('digest')}"
