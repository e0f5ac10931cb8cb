"""The state materialiser's rules in plain Python: a service that keeps its shards in memory between batches."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from .rules import CELL, I64, address, compact, events_in, execution_prefix, reference

COLUMNS = ("event_id", "prev_event_id", "event_type", "node_name", "status", "result_ref", "extracted", "payload")
PAYLOAD = (
    "event_id execution_id catalog_id event_type node_name status context result meta timestamp created_at parent_execution_id attempt "
    "prev_event_id"
).split()
ENDS = ("completed", "failed", "cancelled")
TERMINAL = [f"playbook.{end}" for end in ENDS] + [f"playbook_{end}" for end in ENDS]
FIRST = "default", "default"


def number(value: object) -> bool:
    return type(value) is int and value in I64


def cut(text: str, most: int = 4096) -> str:
    """The longest beginning of a text that has at most so many bytes."""
    used = 0
    for place, character in enumerate(text):
        used += len(character.encode())
        if used > most:
            return text[:place]
    return text


def row_of(event: dict[str, Any]) -> tuple[Any, ...]:
    found = reference(event)
    words = [event.get(name) if isinstance(event.get(name), str) else None for name in ("event_type", "node_name", "status")]
    uri = found.get("uri") if found is not None and isinstance(found.get("uri"), str) else None
    extracted = cut(compact(found["extracted"])) if found is not None and "extracted" in found else None
    payload = compact({name: value for name, value in event.items() if name in PAYLOAD})
    before = event.get("prev_event_id")
    return event["event_id"], before if number(before) else None, words[0] or "", words[1], words[2], uri, extracted, payload


@dataclass
class Shard:
    rows: dict[int, tuple[Any, ...]] = field(default_factory=dict)
    place: tuple[str, str] | None = None
    touched: int = 0
    written: int | None = None
    dirty: bool = False
    ended: bool = False

    @property
    def sorted_rows(self) -> list[tuple[Any, ...]]:
        return [self.rows[event_id] for event_id in sorted(self.rows)]


@dataclass
class Sealed:
    rows: dict[int, tuple[Any, ...]] | None
    place: tuple[str, str] | None
    at: int


@dataclass
class Service:
    """`batch` gives what one call writes: rows by key."""

    rewrite: int = 30_000
    idle: int = 3_600_000
    most: int = 8192
    remember: int = 86_400_000
    with_rows: int = 256
    open: dict[int, Shard] = field(default_factory=dict)
    sealed: dict[int, Sealed] = field(default_factory=dict)
    skipped: int = 0
    held: list[int] = field(default_factory=list)
    evicted: list[int] = field(default_factory=list)

    def batch(self, messages: list[Any], now: int, existing: list[str] | None = None, cell: dict[str, Any] = CELL) -> dict[str, Any]:
        """`existing`: keys of sealed shards known to be there; None if the caller does not know yet."""
        self.skipped, self.held, self.evicted = 0, [], []
        writes: dict[str, Any] = {}
        for event in events_in(messages):
            if event is None or not number(event.get("event_id")) or not number(event.get("execution_id")):
                self.skipped += 1
                continue
            eid = event["execution_id"]
            row = row_of(event)
            shard = self.open.setdefault(eid, Shard())
            shard.rows[row[0]] = row
            shard.touched, shard.dirty = now, True
            found = address(row[5])
            if shard.place is None and found is not None:
                shard.place = found[0], found[1]
            shard.ended = shard.ended or row[2] in TERMINAL
        for eid in [eid for eid, shard in sorted(self.open.items()) if shard.ended]:
            self._seal(eid, now, existing, cell, writes)
        for eid, sealed in list(self.sealed.items()):
            if eid not in self.open and now - sealed.at >= self.remember:
                del self.sealed[eid]
        by_seal = sorted(self.sealed, key=lambda eid: (self.sealed[eid].at, eid))
        for eid in by_seal[: max(0, len(by_seal) - self.with_rows)]:
            self.sealed[eid].rows = None
        self._write_open(now, cell, writes)
        return writes

    def _seal(self, eid: int, now: int, existing: list[str] | None, cell: dict[str, Any], writes: dict[str, Any]) -> None:
        shard = self.open[eid]
        known = self.sealed.get(eid)
        if known is not None and known.place is not None:
            shard.place = known.place
        key = execution_prefix(*(shard.place or FIRST), eid, cell) + "state/sealed.feather"
        lost = existing is None or key in existing if known is None else known.rows is None
        if lost:
            self.held.append(eid)
            return
        shard.rows = {**(known.rows or {} if known is not None else {}), **shard.rows}
        writes[key] = shard.sorted_rows
        self.sealed[eid] = Sealed(shard.rows, shard.place, now)
        del self.open[eid]

    def _write_open(self, now: int, cell: dict[str, Any], writes: dict[str, Any]) -> None:
        def write(eid: int, shard: Shard) -> None:
            writes[execution_prefix(*(shard.place or FIRST), eid, cell) + "state/open.feather"] = shard.sorted_rows
            shard.written, shard.dirty = now, False

        for eid, shard in sorted(self.open.items()):
            if shard.dirty and (shard.written is None or now - shard.written >= self.rewrite):
                write(eid, shard)
        by_age = sorted(self.open, key=lambda eid: (self.open[eid].touched, eid))
        given_up = by_age[: max(0, len(by_age) - self.most)]
        given_up += [eid for eid in by_age if eid not in given_up and now - self.open[eid].touched >= self.idle]
        for eid in given_up:
            if self.open[eid].dirty:
                write(eid, self.open[eid])
            del self.open[eid]
            self.evicted.append(eid)
