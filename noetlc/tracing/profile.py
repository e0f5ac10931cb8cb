"""A profile of an interpreted run: steps, bodies, templates and calls by time, and lines of bodies by how often they ran."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

from noetlc.diagnostics.terminal import shown
from noetlc.interp.trace import Event, Level
from noetlc.tracing.text import duration

ROWS = 12
"""Rows of a table that are shown."""


@dataclass(slots=True)
class Spent:
    """How often something ran, and how many nanoseconds it took: in all, and without what was inside of it."""

    runs: int = 0
    whole: int = 0
    own: int = 0


@dataclass(slots=True)
class _Open:
    began: int
    inside: int = 0


@dataclass(slots=True)
class Profile:
    """Adds up events. `lines` are the text of the playbook, `file` its name."""

    file: str
    lines: list[str]
    level: Level = "details"
    spent: dict[str, dict[str, Spent]] = field(default_factory=dict)
    counts: dict[int, int] = field(default_factory=dict)
    notes: list[str] = field(default_factory=list)
    total: int = 0
    _open: list[_Open] = field(default_factory=list)

    def take(self, event: Event) -> None:
        if event.phase == "begin":
            self._open.append(_Open(event.time))
        elif event.phase == "end":
            self._ended(event)
        elif event.what == "module":
            taken = event.fields["nanoseconds"]
            assert isinstance(taken, int)
            self.notes.append(f"the module ran for {duration(taken)}; times below are the interpreter's, which repeated its run")
        elif event.what in ("left", "differs", "aborted"):
            self.notes.append(f"{event.what}: {event.fields['message']}")

    def _ended(self, event: Event) -> None:
        mine = self._open.pop()
        whole = event.time - mine.began
        if self._open:
            self._open[-1].inside += whole
        if event.what == "run":
            self.total = whole
        name = self._name(event)
        if name is None:
            return
        row = self.spent.setdefault(event.what, {}).setdefault(name, Spent())
        row.runs += 1
        row.whole += whole
        row.own += whole - mine.inside
        lines = event.fields.get("lines", ())
        assert isinstance(lines, list | tuple)
        for line, count in lines:
            self.counts[line] = self.counts.get(line, 0) + count

    def _name(self, event: Event) -> str | None:
        fields = event.fields
        if event.what == "step":
            return f"{fields['step']} ({self.file}:{fields['line']})"
        if event.what == "body":
            return f"{self.file}:{fields['line']}, step {fields['step']}"
        if event.what == "template":
            return f"{self.file}:{fields['line']}:{fields['column']} {' '.join(str(fields['text']).split())[:60]}"
        return str(fields["tool"]) if event.what == "call" else None

    def finish(self) -> None:
        pass

    def report(self) -> Iterator[str]:
        """The lines of the report."""
        yield f"profile of {self.file}, interpreted: {duration(self.total)}"
        for note in self.notes:
            yield f"  {shown(note)}"
        for what, title in (("step", "steps"), ("body", "bodies"), ("template", "templates"), ("call", "calls of tools")):
            yield from self._table(title, self.spent.get(what, {}))
        if self.counts:
            yield "lines of bodies       times"
            for line, count in sorted(self.counts.items(), key=lambda item: (-item[1], item[0]))[:ROWS]:
                text = self.lines[line - 1].strip() if line <= len(self.lines) else ""
                yield f"  {count:>10,}  {self.file}:{line}  {shown(text)[:80]}"

    def _table(self, title: str, rows: dict[str, Spent]) -> Iterator[str]:
        if not rows:
            return
        yield f"{title:<16} runs        in all          own"
        for name, spent in sorted(rows.items(), key=lambda item: (-item[1].own, item[0]))[:ROWS]:
            yield f"  {spent.runs:>18,}  {duration(spent.whole):>12} {duration(spent.own):>12}  {shown(name)}"
        if len(rows) > ROWS:
            yield f"  … and {len(rows) - ROWS} more"
