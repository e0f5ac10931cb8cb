"""What the abort record of a module says, by its manifest and its table of sites, which may hold anything."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from noetlc.host.errors import RECORDED_KINDS, Aborted, Origin, Place

Json = Any
Record = tuple[int, int, int]
"""Number of the kind, site id, number of the reason."""

ABORT_TAG = b"NOEA"
ABORT_RECORD_SIZE = 16
OLD_RECORD_SIZE = 12  # of modules before abi 2, without a reason
MAX_REASON = 200  # characters


def read_record(manifest: Mapping[str, Json], read: Callable[[int, int], bytes | None]) -> Record | None:
    """The record in a memory, of which `read` gives bytes by address and length; None if the module wrote none."""
    address = manifest.get("abort_record")
    if not isinstance(address, int):
        return None
    abi = manifest.get("abi")
    record = read(address, ABORT_RECORD_SIZE if isinstance(abi, int) and abi >= 2 else OLD_RECORD_SIZE)
    if record is None or record[:4] != ABORT_TAG:
        return None
    kind, site, reason = (int.from_bytes(record[i : i + 4], "little") for i in (4, 8, 12))
    return kind, site, reason


def recorded(
    record: Record, manifest: Mapping[str, Json], sites: Mapping[str, Json], function: str | None = None, origin: Origin | None = None
) -> Aborted:
    """The abort that a record tells of; a `defect` for a kind that nobody knows."""
    number, site, why = record
    place = _resolved(sites, site)
    if not 1 <= number <= len(RECORDED_KINDS):
        return Aborted("defect", site, place, function=function, reason=f"unknown abort kind {number}", origin=origin)
    return Aborted(RECORDED_KINDS[number - 1], site, place, function=function, reason=_reason(manifest, why), origin=origin)


def _reason(manifest: Mapping[str, Json], number: int) -> str:
    """The text of a reason by the manifest; empty for 0 or what it does not list."""
    reasons = manifest.get("reasons")
    if not isinstance(reasons, list) or not 1 <= number <= len(reasons) or not isinstance(reasons[number - 1], str):
        return ""
    text: str = reasons[number - 1]
    return "".join(c if c.isprintable() else " " for c in text[:MAX_REASON])


def _resolved(sites: Mapping[str, Json], site: int) -> Place | None:
    """The place of a site id by the `noetlc.sites` section; None for site 0, a stripped module or an unknown id."""
    entry = sites.get(str(site)) if site else None
    if not isinstance(entry, list) or len(entry) != 4:
        return None
    line, column, step, inner_line = entry
    if (
        not all(type(number) is int for number in (line, column))
        or not isinstance(step, str | None)
        or type(inner_line) not in (int, type(None))
    ):
        return None
    return Place(line, column, step, inner_line)
