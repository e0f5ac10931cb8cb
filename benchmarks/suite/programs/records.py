"""A pipeline of dataclasses: readings are checked, replaced, merged into summaries and ordered."""

from dataclasses import asdict, dataclass, field, replace

TINY, FULL = 20, 40_000


@dataclass(frozen=True)
class Reading:
    sensor: str
    second: int
    value: float

    def scaled(self, factor):
        return replace(self, value=self.value * factor)


@dataclass(order=True)
class Summary:
    total: float
    sensor: str
    count: int = 0
    seconds: list = field(default_factory=list)

    def add(self, reading):
        self.total += reading.value
        self.count += 1
        if len(self.seconds) < 3:
            self.seconds.append(reading.second)

    @property
    def mean(self):
        return self.total / self.count if self.count else 0.0


def readings(n):
    for i in range(n):
        yield Reading(f"s{i * 13 % 37}", i, (i * 29 % 101) / 8)


def main(n):
    summaries = {}
    seen = set()
    for reading in readings(n):
        if reading.value > 12.0:
            reading = reading.scaled(0.5)
        short = replace(reading, second=reading.second % 60)
        seen.add(short)
        summary = summaries.get(reading.sensor)
        if summary is None:
            summary = summaries[reading.sensor] = Summary(0.0, reading.sensor)
        summary.add(reading)
    ordered = sorted(summaries.values())
    return {"distinct": len(seen), "first": asdict(ordered[0]), "last": asdict(ordered[-1]), "means": [round(s.mean, 4) for s in ordered]}
