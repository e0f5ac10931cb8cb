"""Values of databases as JSON data, and rows in the shape of the SQL tools."""

from __future__ import annotations

import base64
import datetime
import math
import uuid
from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal
from typing import Any

Json = Any


def to_json(value: object) -> Json:
    """JSON data of a database value, without loss.

    Integers stay exact; decimals, UUIDs and network addresses become text, dates and times ISO 8601 text, bytes base64 text;
    floats that are not finite become `NaN`, `Infinity`, `-Infinity`.
    """
    if value is None or isinstance(value, bool | int | str):
        return value
    if isinstance(value, float):
        return value if math.isfinite(value) else _special(value)
    if isinstance(value, Decimal):
        return format(value, "f") if value.is_finite() else _special(float(value))
    if isinstance(value, datetime.datetime | datetime.date | datetime.time):
        return value.isoformat()
    if isinstance(value, datetime.timedelta):
        return _duration(value)
    if isinstance(value, bytes | bytearray | memoryview):
        return base64.b64encode(bytes(value)).decode("ascii")
    if isinstance(value, uuid.UUID):
        return str(value)
    if isinstance(value, Mapping):
        return {_key(key): to_json(item) for key, item in value.items()}
    if isinstance(value, Sequence | set | frozenset):
        return [to_json(item) for item in value]
    return str(value)


def _key(key: object) -> str:
    plain = to_json(key)
    return plain if isinstance(plain, str) else str(plain)


def _special(value: float) -> str:
    return "NaN" if math.isnan(value) else "Infinity" if value > 0 else "-Infinity"


def _duration(value: datetime.timedelta) -> str:
    """ISO 8601: `P1DT2H3M4.5S`, with a sign in front if negative."""
    micros = (value.days * 86400 + value.seconds) * 1_000_000 + value.microseconds
    sign, micros = ("-", -micros) if micros < 0 else ("", micros)
    seconds, fraction = divmod(micros, 1_000_000)
    minutes, seconds = divmod(seconds, 60)
    hours, minutes = divmod(minutes, 60)
    days, hours = divmod(hours, 24)
    rest = f"{seconds}.{fraction:06d}".rstrip("0") if fraction else str(seconds)
    return f"{sign}P{days}DT{hours}H{minutes}M{rest}S"


def rows_data(columns: Sequence[str], rows: Iterable[Sequence[object]], as_objects: bool) -> dict[str, Json]:
    """`{columns, rows, row_count}`; a row is a map of its columns (of equal names the last one wins) or a list."""
    plain = [[to_json(value) for value in row] for row in rows]
    shaped: list[Json] = [dict(zip(columns, row, strict=True)) for row in plain] if as_objects else list(plain)
    return {"columns": list(columns), "rows": shaped, "row_count": len(shaped)}
