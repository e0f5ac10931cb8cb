"""The rules of the system services in plain Python, written from the platform's contract and not from the playbooks.

Nothing here is shared with the compiler. A rule that the contract leaves open is decided in playbooks/system/README.md.
"""

from __future__ import annotations

import json
import math
from typing import Any

ROOM = 126  # levels of an event in a text: two of the 128 that JSON data may have are around it in a result
I64 = range(-(2**63), 2**63)


# ---- messages


def strict_object(text: str) -> dict[str, Any] | None:
    """The object that a text of strict JSON is."""

    def refuse(word: str) -> Any:
        raise ValueError(word)

    def finite(digits: str) -> float:
        number = float(digits)
        if math.isinf(number):
            raise ValueError(digits)
        return number

    try:
        value = json.loads(text, parse_constant=refuse, parse_float=finite)
        json.dumps(value, ensure_ascii=False).encode("utf-8")  # refuses lone surrogates
    except (ValueError, RecursionError):
        return None
    return value if isinstance(value, dict) and depth(value) <= ROOM else None


def depth(value: object) -> int:
    """Levels of containers."""
    deepest = 0
    todo = [(value, 1)]
    while todo:
        one, level = todo.pop()
        if isinstance(one, dict | list):
            deepest = max(deepest, level)
            todo += [(inner, level + 1) for inner in (one.values() if isinstance(one, dict) else one)]
    return deepest


def events_in(messages: list[Any]) -> list[dict[str, Any] | None]:
    """The event of each message, None for what is none."""
    found: list[dict[str, Any] | None] = []
    for message in messages:
        data = message.get("data") if isinstance(message, dict) else None
        if isinstance(data, str):
            data = strict_object(data)
        found.append(data if isinstance(data, dict) else None)
    return found


# ---- event materialiser and projector


def materialized(messages: list[Any]) -> dict[str, Any]:
    events = []
    for event in events_in(messages):
        if event is None or event.get("event_id") is None:
            continue
        if "created_at" in event and "timestamp" not in event:
            event = {("timestamp" if name == "created_at" else name): value for name, value in event.items()}
        events.append(event)
    return {"count": len(events), "events": events}


def projected(messages: list[Any]) -> dict[str, Any]:
    ids: list[int] = []
    for event in events_in(messages):
        try:
            number = int((event or {})["execution_id"])
        except (KeyError, TypeError, ValueError):
            continue
        if number not in ids:
            ids.append(number)
    return {"count": len(ids), "execution_ids": ids}


# ---- outbox


def outbox_messages(rows: list[dict[str, Any]], subject: str = "noetl.events.none.none.none.0") -> list[dict[str, Any]]:
    made = []
    for row in sorted(rows, key=lambda row: int(row["outbox_id"])):
        headers = {"Nats-Msg-Id": f"{row['event_id']}"}
        made.append({"outbox_id": row["outbox_id"], "subject": row.get("subject") or subject, "headers": headers, "data": row["payload"]})
    return made


DELAYS = {1: 1, 2: 2, 3: 4, 4: 8, 5: 16, 6: 32, 7: 64, 8: 128}  # seconds by attempt, 256 after that


def outbox_settled(rows: list[dict[str, Any]], errors: dict[int, str | None], most: int = 300) -> dict[str, Any]:
    """`errors` has an entry for each row that was tried; None where it worked."""
    failed = []
    for row in sorted(rows, key=lambda row: int(row["outbox_id"])):
        error = errors.get(row["outbox_id"], "not published")
        if error is not None:
            attempts = row["attempts"]
            request = {"outbox_id": row["outbox_id"], "error": error[:2000], "attempts": attempts, "max_delay_seconds": most}
            failed.append({"request": request, "available_at_in": min(most, DELAYS.get(attempts, 256 if attempts > 8 else 1))})
    return {"published": sorted(one for one, error in errors.items() if error is None), "failed": failed}


# ---- references and addresses


def reference(value: Any) -> dict[str, Any] | None:
    """The first object of kind result_ref, depth first."""
    if isinstance(value, dict) and value.get("kind") == "result_ref":
        return value
    inner = [value[key] for key in sorted(value)] if isinstance(value, dict) else value if isinstance(value, list) else []
    return next((found for one in inner if (found := reference(one)) is not None), None)


def fnv1a64(data: bytes) -> int:
    value = 0xCBF29CE484222325
    for byte in data:
        value = (value ^ byte) * 0x100000001B3 % 2**64
    return value


def shard(tenant: str, project: str, eid: int | None, count: int) -> int:
    text = f"{tenant}\x1f{project}" + ("" if eid is None else f"\x1f{eid}")
    return fnv1a64(text.encode()) % count


def day(eid: int) -> str:
    """The UTC day in an execution id, counted without any library for dates."""
    days = (1704067200000 + ((eid >> 22) & (2**41 - 1))) // 86400000
    year = 1970
    while days >= (length := 366 if year % 4 == 0 and (year % 100 != 0 or year % 400 == 0) else 365):
        days -= length
        year += 1
    months = [31, 29 if length == 366 else 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31]
    month = 0
    while days >= months[month]:
        days -= months[month]
        month += 1
    return f"{year:04}-{month + 1:02}-{days + 1:02}"


CELL = {"env": "dev", "region": "local", "cell": "local-0", "shards": 256}


def execution_prefix(tenant: str, project: str, eid: int, cell: dict[str, Any] = CELL) -> str:
    cell = {**CELL, **cell}
    where = f"noetl/env={cell['env']}/region={cell['region']}/cell={cell['cell']}/shard=s{shard(tenant, project, eid, cell['shards']):04}"
    return f"{where}/tenant={tenant}/project={project}/date={day(eid)}/execution={eid}/"


def address(uri: object) -> tuple[str, str, int, str] | None:
    """Tenant, project, execution and `<step>/<frame>/<row>/<attempt>` of a result uri."""
    if not isinstance(uri, str) or not uri.startswith("noetl://"):
        return None
    parts = uri.removeprefix("noetl://").split("/")
    if len(parts) < 8 or parts[2] != "results":
        return None
    numbers = [parts[3], *parts[-3:]]
    if not all(number.isascii() and number.isdigit() and int(number) < 2**63 for number in numbers):
        return None
    step = "/".join(parts[4:-3])
    if not parts[0] or not parts[1] or not step:
        return None
    return parts[0], parts[1], int(parts[3]), "/".join([step, *(str(int(number)) for number in parts[-3:])])


def result_key(uri: object, extension: str, cell: dict[str, Any] = CELL) -> str | None:
    found = address(uri)
    if found is None:
        return None
    tenant, project, eid, tail = found
    return f"{execution_prefix(tenant, project, eid, cell)}results/{tail}.{extension}"


# ---- tables


def compact(value: object) -> str:
    return json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=False)


def table(rowset: Any) -> list[tuple[str, str, list[Any]]] | None:
    """Columns of a rowset as (name, Arrow type, values); None if it is no table."""
    rows = rowset.get("rows")
    if not isinstance(rows, list) or not rows or not all(isinstance(row, dict | list) for row in rows):
        return None
    if isinstance(rowset.get("columns"), list):
        names = [name if isinstance(name, str) else "" for name in rowset["columns"]]
    else:
        names = sorted(rows[0]) if isinstance(rows[0], dict) else []
    if not names:
        return None
    columns = []
    for place, name in enumerate(names):
        cells = [row.get(name) if isinstance(row, dict) else row[place] if place < len(row) else None for row in rows]
        columns.append((name, *column(cells)))
    return columns


def column(cells: list[Any]) -> tuple[str, list[Any]]:
    kinds = [kind(cell) for cell in cells if cell is not None]
    if kinds and all(one == "int" for one in kinds):
        return "int64", [cell if cell is not None and cell in I64 else None for cell in cells]
    if kinds and all(one in ("int", "float") for one in kinds):
        return "double", [None if cell is None else float(cell) for cell in cells]
    if kinds and all(one == "bool" for one in kinds):
        return "bool", cells
    return "string", [cell if cell is None or isinstance(cell, str) else compact(cell) for cell in cells]


def kind(cell: object) -> str:
    if isinstance(cell, bool):
        return "bool"
    if isinstance(cell, int):
        return "int" if -(2**63) <= cell < 2**64 else "float"
    return "float" if isinstance(cell, float) else "other"


def stored(payload: Any) -> list[tuple[str, str, list[Any]]] | bytes:
    """The table that a payload is stored as, else its JSON."""
    values = [payload]
    if isinstance(payload, dict) and isinstance(payload.get("data"), dict):
        values += [payload["data"][key] for key in sorted(payload["data"])]
    for value in values:
        if isinstance(value, dict):
            inner = value if "rows" in value else value.get("data")
            found = table(inner) if isinstance(inner, dict) and "rows" in inner else None
            if found is not None:
                return found
    return compact(payload).encode()
