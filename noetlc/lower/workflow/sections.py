"""The custom sections of a module: manifest and sites, as canonical JSON."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping

from noetlc.frontend.playbook import Playbook
from noetlc.host.sections import ABI
from noetlc.lower.workflow.module import StepReport


def manifest(
    playbook: Playbook,
    *,
    compiler: str,
    target: str,
    output: str,
    capabilities: Iterable[str],
    memory_pages: int,
    steps_limit: int,
    abort_record: int,
    reasons: Iterable[str],
    stop_word: int,
    steps: Iterable[StepReport],
    plugins: Iterable[dict[str, object]] = (),
) -> dict[str, object]:
    """The manifest of a module. `reasons` are the texts that the fourth word of an abort record counts from 1."""
    book: dict[str, object] = {"path": playbook.path, "name": playbook.name}
    if playbook.version is not None:
        book["version"] = playbook.version
    left = list(reasons)
    return {
        **({"reasons": left} if left else {}),
        "abi": ABI,
        "compiler": compiler,
        "playbook": book,
        "source_digest": hashlib.sha256(playbook.source.text.encode("utf-8", "surrogatepass")).hexdigest(),
        "target": target,
        "output": output,
        "capabilities": sorted(capabilities),
        "limits": {"memory_pages": memory_pages, "steps": steps_limit},
        "abort_record": abort_record,
        "stop_word": stop_word,
        "steps": [_step(report) for report in steps],
        "plugins": list(plugins),
        "verification": None,
    }


def _step(report: StepReport) -> dict[str, object]:
    entry: dict[str, object] = {"step": report.step, "lowered": report.lowered}
    if report.reason is not None and report.lowered != "native":
        entry["reason"] = report.reason
    return entry


def encode(value: object) -> bytes:
    """JSON with sorted keys."""
    return json.dumps(value, sort_keys=True, ensure_ascii=False, separators=(",", ":")).encode()


def sites(found: Mapping[int, tuple[int, int, str, int | None]]) -> bytes:
    """The table of sites: id → line, column, step, inner line."""
    return encode({str(site): list(place) for site, place in sorted(found.items())})
