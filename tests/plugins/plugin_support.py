"""Plug-ins in a folder, playbooks that call them, and their runs in both engines."""

from __future__ import annotations

import base64
import json
from pathlib import Path
from typing import Any

from noetlc.frontend import load
from noetlc.frontend.playbook import Playbook
from noetlc.plugins.bind import Bound, bind
from noetlc.plugins.finder import PluginFinder

Json = Any


def book(*steps: dict[str, Any], **parts: object) -> str:
    """A playbook as JSON."""
    head = {"apiVersion": "noetl.io/v2", "kind": "Playbook", "metadata": {"name": "m"}}
    return json.dumps({**head, **parts, "workflow": list(steps)}, ensure_ascii=False)


def call(path: str, inputs: object = None, *, version: object = None, entry: object = None, **more: object) -> dict[str, Any]:
    """A tool that calls a plug-in."""
    plugin = {"path": path} | ({} if version is None else {"version": version}) | ({} if entry is None else {"entry": entry})
    return {"kind": "wasm", "plugin": plugin, **({} if inputs is None else {"input": inputs}), **more}


def step(name: str, tool: object, **parts: object) -> dict[str, Any]:
    return {"step": name, "tool": tool, **parts}


def noop(result: object) -> dict[str, Any]:
    return {"kind": "noop", "result": result}


def folder(path: Path, **plugins: bytes) -> Path:
    """A folder of plug-ins: `system__fold_3` is `system/fold@3.wat`."""
    for name, content in plugins.items():
        file = path / (name.replace("__", "/").replace("_", "@") + ".wat")
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(content)
    return path


def bound(text: str, path: Path) -> tuple[Playbook, Bound]:
    """The playbook with what is bound from a folder; nothing may be wrong."""
    playbook, diagnostics = load(text)
    assert playbook is not None, diagnostics
    found, wrong = bind(playbook, PluginFinder([path], shipped=False))
    assert wrong == []
    return playbook, found


def data_of(output: bytes, results: int = 0, objects: int = 0, events: int = 0) -> Json:
    """The data of a step whose plug-in gave these bytes and made so many calls."""
    flush = {"results_stored": results, "objects_stored": objects, "events_published": events, "errors": []}
    return {"output_b64": base64.b64encode(output).decode(), "flush": flush}
