"""What the compared examples reached of a playbook, and what no example did."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from noetlc.interp.coverage import Point

Json = Any

# What a report calls the kinds of points; template and body branches are one number.
KINDS = {"step": "steps", "arc": "arcs", "rule": "rules", "template": "template branches", "body": "body branches"}


@dataclass(slots=True)
class Reach:
    """The points of a playbook and which of them were reached, by id.

    `lines_ran` are the lines of bodies and how often they ran, if that was counted.
    """

    points: tuple[Point, ...]
    hit: set[int] = field(default_factory=set)
    lines_ran: dict[int, int] = field(default_factory=dict)

    def add(self, ids: Iterable[int]) -> None:
        """An example reached these; ids that no point has are left out."""
        self.hit.update(number for number in ids if 0 <= number < len(self.points))

    def counts(self) -> dict[str, list[int]]:
        """`[reached, all]` by kind; kinds without points are absent."""
        found: dict[str, list[int]] = {}
        for number, point in enumerate(self.points):
            counts = found.setdefault(KINDS[point.kind], [0, 0])
            counts[0] += number in self.hit
            counts[1] += 1
        if self.lines_ran:
            found["body lines"] = [sum(count > 0 for count in self.lines_ran.values()), len(self.lines_ran)]
        return found

    def missed(self) -> Iterator[Point]:
        """The points that no compared example reached, in the order of the playbook."""
        return (point for number, point in enumerate(self.points) if number not in self.hit)

    def text(self) -> str:
        """`12/14 arcs, 31/33 body branches`."""
        return ", ".join(f"{reached}/{total} {name}" for name, (reached, total) in self.counts().items())

    def report(self) -> dict[str, Json]:
        """The counts and what is missing, as JSON."""
        missed = [{"kind": p.kind, "label": p.label, "line": p.line, "column": p.column} for p in self.missed()]
        report: dict[str, Json] = {"counts": self.counts(), "not_reached": missed}
        return {**report, "lines": {str(line): count for line, count in sorted(self.lines_ran.items())}} if self.lines_ran else report

    def lines(self, file: str) -> Iterator[str]:
        """A line for each point that was not reached, and one for lines of a body that did not run and follow each other."""
        yield from (f"{file}:{point.line}:{point.column}: not reached: {point.label}" for point in self.missed())
        idle: list[int] = []
        for line, count in [*sorted(self.lines_ran.items()), (0, 1)]:
            if count and idle:
                last = f"-{idle[-1]}" if len(idle) > 1 else ""
                yield f"{file}:{idle[0]}{last}: not reached: {'lines' if last else 'line'} of a body"
                idle = []
            elif not count:
                idle.append(line)
