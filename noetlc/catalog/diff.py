"""What differs between two versions of a playbook: how they run, what their modules are, and the text."""

from __future__ import annotations

import difflib
from typing import Any

from noetlc.catalog.model import PlaybookVersion

Json = Any


def native_share(one: PlaybookVersion) -> tuple[int, int] | None:
    """Steps that are compiled to native code, and all; None for an interpreted version."""
    if one.manifest is None:
        return None
    steps = one.manifest.get("steps")
    rows = [row for row in steps if isinstance(row, dict)] if isinstance(steps, list) else []
    return sum(1 for row in rows if row.get("lowered") == "native"), len(rows)


def capabilities(one: PlaybookVersion) -> list[str]:
    """What the module of a version may ask of its host."""
    found = (one.manifest or {}).get("capabilities")
    return [str(name) for name in found] if isinstance(found, list) else []


def facts(one: PlaybookVersion) -> dict[str, Json]:
    """What is compared beside the text."""
    return {
        "state": one.state,
        "reason": one.reason,
        "module": None if one.module is None else f"{one.module.path}@{one.module.version}",
        "digest": None if one.module is None else one.module.digest,
        "bytes": one.module_bytes,
        "native": None if (share := native_share(one)) is None else f"{share[0]}/{share[1]}",
        "capabilities": capabilities(one),
        "compiler": one.compiler,
        "abi": one.abi,
        "confinement": one.confinement,
    }


def changes(old: PlaybookVersion, new: PlaybookVersion) -> dict[str, tuple[Json, Json]]:
    """The facts that differ, old and new."""
    before, after = facts(old), facts(new)
    return {name: (before[name], after[name]) for name in before if before[name] != after[name]}


def text_diff(old: PlaybookVersion, new: PlaybookVersion) -> list[str]:
    """The unified difference of the contents, line by line, without line ends."""
    before, after = (f"{one.path}@{one.version}" for one in (old, new))
    return list(difflib.unified_diff(old.content.splitlines(), new.content.splitlines(), before, after, lineterm=""))
