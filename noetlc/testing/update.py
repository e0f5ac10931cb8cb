"""`noetl test --update`: what a case expects becomes what happened, where both engines agree on that."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from noetlc.frontend.nodes import Mapping
from noetlc.frontend.text_source import TextSource, decode
from noetlc.host.capability import CapabilityCall
from noetlc.testing.document import Case, Suite, SuiteError, load_suite
from noetlc.testing.expect import failures, made_calls, printed_text
from noetlc.testing.run import Outcome
from noetlc.testing.writing import Edits, NotWritten

Json = Any


def needs_update(outcome: Outcome) -> bool:
    """Whether a case can be brought up to date, and is not."""
    return outcome.firm and (bool(outcome.failures) or not outcome.case.expect)


def rewritten(suite: Suite, data: bytes, outcomes: Iterable[Outcome]) -> tuple[bytes, dict[str, str]]:
    """The test file with what these cases gave, and by name of the case why it is not in there."""
    source = TextSource(str(suite.path), decode(data))
    edits = Edits(source)
    refused: dict[str, str] = {}
    asked = [outcome for outcome in outcomes if needs_update(outcome)]
    for outcome in asked:
        kept = list(edits.found)
        try:
            _put(edits, outcome.case, expectations(outcome.case.expect, outcome.envelope or {}, outcome.calls))
        except NotWritten as error:
            edits.found = kept
            refused[outcome.case.name] = str(error)
    text = (b"\xef\xbb\xbf" if data.startswith(b"\xef\xbb\xbf") else b"") + edits.text().encode("utf-8", "surrogatepass")
    wrong = _wrong(suite, text, [outcome for outcome in asked if outcome.case.name not in refused])
    if wrong is None:
        return text, refused
    return data, {outcome.case.name: refused.get(outcome.case.name, wrong) for outcome in asked}


def _put(edits: Edits, case: Case, values: dict[str, Json]) -> None:
    own = case.own
    assert own is not None
    expect = own.get("expect")
    if isinstance(expect, Mapping):
        edits.put(expect, values)
    else:
        edits.put(own, {"expect": values})


def _wrong(suite: Suite, text: bytes, asked: Sequence[Outcome]) -> str | None:
    """Reads the new file, in which each case must expect what it gave; what is wrong with it."""
    try:
        cases = {case.name: case for case in load_suite(suite.path, text).cases}
    except SuiteError as error:
        return f"the file could not be read any more: {error}"
    for outcome in asked:
        case = cases.get(outcome.case.name)
        left = None if case is None else next(failures(case.expect, outcome.envelope or {}, outcome.calls), None)
        if case is None or left is not None:
            return f"{outcome.case.name} would not expect what it gave ({left or 'it is gone'})"
    return None


def expectations(expect: dict[str, Json], envelope: dict[str, Json], calls: Sequence[CapabilityCall]) -> dict[str, Json]:
    """New values for the keys of `expect` that do not hold; for a case that expects nothing its result, or its error."""
    completed = envelope.get("status") == "completed"
    if not expect:
        return {"result": envelope.get("result")} if completed else {"error": _error({}, envelope)}
    found: dict[str, Json] = {}
    for key, value in expect.items():
        if any(not failure.path.startswith("status") or key == "status" for failure in failures({key: value}, envelope, calls)):
            found[key] = _now(key, value, envelope, calls)
    if not completed and not {"status", "error"} & expect.keys():
        found["error"] = _error({}, envelope)
    if completed and expect.get("status") is None and "error" in found:
        raise NotWritten("the run had no error: take `error` out of what is expected")
    return found


def _now(key: str, value: Json, envelope: dict[str, Json], calls: Sequence[CapabilityCall]) -> Json:
    if key == "envelope":
        return _part(value, envelope)
    if key == "steps":
        return list(envelope.get("steps", {}))
    if key == "error":
        return _error(value, envelope)
    if key == "calls":
        made = made_calls(calls)
        return {name: _requests(asked, made.get(name, [])) for name, asked in value.items()}
    return printed_text(calls) if key == "stdout" else envelope.get(key)


def _requests(asked: Json, made: list[Json]) -> Json:
    """The number of calls, or of each request what was looked at; of calls that nobody expected the configuration."""
    if not isinstance(asked, list):
        return len(made)
    return [_part(asked[index], request) if index < len(asked) else {"config": request.get("config")} for index, request in enumerate(made)]


def _part(expected: Json, got: Json) -> Json:
    """What is there now at the places that are looked at."""
    if isinstance(expected, dict) and isinstance(got, dict):
        return {key: _part(value, got[key]) for key, value in expected.items() if key in got}
    if isinstance(expected, list) and isinstance(got, list) and len(expected) == len(got):
        return [_part(*pair) for pair in zip(expected, got, strict=True)]
    return got


def _error(expected: dict[str, Json], envelope: dict[str, Json]) -> dict[str, Json]:
    """What is looked at of the error that made the run fail, else of its last one; of one that nobody expected step, kind and message."""
    errors = envelope.get("errors") or []
    chosen = next((error for error in errors if not error.get("handled")), errors[-1] if errors else {})
    known = {**chosen, **({"line": chosen["at"]["line"]} if "at" in chosen else {})}
    return {key: known[key] for key in expected or ("step", "kind", "message") if known.get(key) is not None}
