"""What the shipped plug-ins compute, said again in plain Python: columns of tables, shards, addresses of results."""

from __future__ import annotations

import datetime
import json
import re
from typing import Any

I64 = range(-(1 << 63), 1 << 63)


# ---- feather


def columns(payload: Any) -> list[tuple[str, str, list[Any]]] | None:
    """(name, type, cells) of each column, None if this is no table."""
    rows = payload.get("rows") if isinstance(payload, dict) else None
    if not isinstance(rows, list) or not rows or not all(isinstance(row, dict | list) for row in rows):
        return None
    given = payload.get("columns")
    if isinstance(given, list):
        names = [name if isinstance(name, str) else "" for name in given]
    else:
        names = sorted(rows[0]) if isinstance(rows[0], dict) else []
    if not names:
        return None
    return [(name, *column([cell(row, name, i) for row in rows])) for i, name in enumerate(names)]


def cell(row: Any, name: str, position: int) -> Any:
    if isinstance(row, dict):
        return row.get(name)
    return row[position] if position < len(row) else None


def column(cells: list[Any]) -> tuple[str, list[Any]]:
    kind = None
    for one in cells:
        if one is not None:
            own = kind_of(one)
            if kind in (None, own):
                kind = own
            elif {kind, own} == {"int", "float"}:
                kind = "float"
            else:
                kind = "text"
    if kind == "int":
        return "int64", [one if one is None or one in I64 else None for one in cells]
    if kind == "float":
        return "double", [None if one is None else as_float(one) for one in cells]
    if kind == "bool":
        return "bool", cells
    return "string", [one if one is None or isinstance(one, str) else compact(one) for one in cells]


def kind_of(one: Any) -> str:
    if isinstance(one, bool):
        return "bool"
    if isinstance(one, int):
        return "int" if -(1 << 63) <= one < 1 << 64 else "float"
    return "float" if isinstance(one, float) else "text"


def as_float(one: float) -> float | None:
    try:
        return float(one)
    except OverflowError:
        return None


def compact(one: Any) -> str:
    return json.dumps(one, separators=(",", ":"), sort_keys=True, ensure_ascii=False)


# ---- fnv


def fnv1a64(data: bytes) -> int:
    h = 0xCBF29CE484222325
    for byte in data:
        h = (h ^ byte) * 0x100000001B3 % (1 << 64)
    return h


def shard(tenant: str, project: str, eid: int | str | None, count: int) -> int:
    parts = [tenant, project] if eid is None else [tenant, project, str(eid)]
    return fnv1a64("\x1f".join(parts).encode()) % count


# ---- locator

NUMBER = "([0-9]+)"
URI = re.compile(rf"noetl://([^/]+)/([^/]+)/results/{NUMBER}/(.+)/{NUMBER}/{NUMBER}/{NUMBER}", re.DOTALL)
FIELDS = ("tenant", "project", "execution_id", "step", "frame", "row", "attempt")


def parse(uri: str) -> dict[str, Any] | None:
    found = URI.fullmatch(uri)
    if found is None:
        return None
    parts = {k: v if k in ("tenant", "project", "step") else int(v) for k, v in zip(FIELDS, found.groups(), strict=True)}
    return None if any(isinstance(v, int) and v not in I64 for v in parts.values()) else parts


def date(eid: int) -> str:
    milliseconds = 1704067200000 + ((eid >> 22) & ((1 << 41) - 1))
    return (datetime.datetime(1970, 1, 1) + datetime.timedelta(milliseconds=milliseconds)).date().isoformat()


def prefix(tenant: str, project: str, eid: int, cell: Any) -> str:
    cell = cell if isinstance(cell, dict) else {}
    env, region, name = (
        cell[k] if isinstance(cell.get(k), str) and cell[k] else default
        for k, default in (("env", "dev"), ("region", "local"), ("cell", "local-0"))
    )
    shards = cell.get("shards")
    if isinstance(shards, str) and re.fullmatch("[0-9]+", shards):
        shards = int(shards)
    if not isinstance(shards, int) or isinstance(shards, bool) or not 1 <= shards < 1 << 31:
        shards = 256
    where = f"noetl/env={env}/region={region}/cell={name}/shard=s{shard(tenant, project, eid, shards):04}"
    return f"{where}/tenant={tenant}/project={project}/date={date(eid)}/execution={eid}/"


def key(uri: str, cell: Any, extension: str) -> str:
    found = parse(uri)
    if found is None:
        return ""
    start = prefix(found["tenant"], found["project"], found["execution_id"], cell)
    return start + "results/{step}/{frame}/{row}/{attempt}".format(**found) + "." + extension
