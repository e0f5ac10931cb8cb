"""Reports for other programs: JSON, JUnit XML, lcov."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any
from xml.etree import ElementTree

from noetlc.testing.document import Suite
from noetlc.testing.run import Outcome
from noetlc.verify.reach import Reach

Json = Any
Ended = tuple[Suite, list[Outcome], Reach]


def as_json(ended: Iterable[Ended]) -> list[Json]:
    """A map per suite: `file`, `playbook`, `cases`, `coverage`."""
    return [
        {
            "file": str(suite.path),
            "playbook": str(suite.playbook),
            "cases": [
                {
                    "name": o.case.name,
                    "line": o.case.line,
                    "passed": not o.failures,
                    "failures": list(o.failures),
                    "compared": o.compared,
                    "left": o.left or None,
                }
                for o in outcomes
            ],
            "coverage": reach.report(),
        }
        for suite, outcomes, reach in ended
    ]


def as_junit(ended: Iterable[Ended]) -> bytes:
    """JUnit XML as CI systems read it: a suite per file."""
    root = ElementTree.Element("testsuites")
    for suite, outcomes, _ in ended:
        failed = sum(bool(o.failures) for o in outcomes)
        attributes = {"name": str(suite.path), "tests": str(len(outcomes)), "failures": str(failed), "errors": "0"}
        group = ElementTree.SubElement(root, "testsuite", attributes)
        for outcome in outcomes:
            place = {"name": _xml(outcome.case.name), "classname": str(suite.path), "file": str(suite.path), "line": str(outcome.case.line)}
            case = ElementTree.SubElement(group, "testcase", place)
            if outcome.failures:
                failure = ElementTree.SubElement(case, "failure", {"message": _xml(outcome.failures[0])})
                failure.text = _xml("\n".join(outcome.failures))
    text: str = ElementTree.tostring(root, encoding="unicode")
    return f'<?xml version="1.0" encoding="utf-8"?>\n{text}\n'.encode()


def _xml(text: str) -> str:
    """A text without the characters that XML cannot hold."""
    return "".join(c if c in "\t\n" or 0x20 <= ord(c) < 0xD800 or 0xE000 <= ord(c) < 0xFFFE or ord(c) > 0xFFFF else "\ufffd" for c in text)


def as_lcov(ended: Iterable[Ended]) -> str:
    """A tracefile: lines of bodies with how often they ran; other lines are hit if all of their points are; each point is a branch."""
    return "".join(f"{line}\n" for suite, _, reach in ended for line in _lcov(suite, reach))


def _lcov(suite: Suite, reach: Reach) -> Iterator[str]:
    yield f"SF:{suite.playbook}"
    found: dict[int, list[bool]] = {}
    for number, point in enumerate(reach.points):
        found.setdefault(point.line, []).append(number in reach.hit)
    lines = {line: int(all(hits)) for line, hits in found.items()} | reach.lines_ran
    for line, count in sorted(lines.items()):
        for index, hit in enumerate(found.get(line, ())):
            yield f"BRDA:{line},0,{index},{int(hit)}"
        yield f"DA:{line},{count}"
    yield f"BRF:{len(reach.points)}"
    yield f"BRH:{len(reach.hit)}"
    yield f"LF:{len(lines)}"
    yield f"LH:{sum(count > 0 for count in lines.values())}"
    yield "end_of_record"
