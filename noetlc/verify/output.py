"""What the bytes that `run` returns must be, given the interpreter's run."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from noetlc.host.errors import Aborted
from noetlc.host.wire import decode, encode
from noetlc.verify.compare import Difference, difference, envelopes, show, with_key_order
from noetlc.verify.differential import Run

Json = Any

PLACE = "output of run"
INTENDED_ABORT = "failed"


def output_checker(output: str, sort_keys: bool | None) -> Callable[[Run, bytes | Aborted], Difference | None]:
    """A check of `run`'s bytes for output `envelope` or `result`. `sort_keys` None: the order of keys is not known."""

    def check(run: Run, got: bytes | Aborted) -> Difference | None:
        assert run.envelope is not None
        must_abort = output == "result" and run.envelope["status"] == "failed" and bool(run.intents)
        if isinstance(got, Aborted):
            right = must_abort and got.kind == INTENDED_ABORT
            return None if right else Difference(PLACE, str(got), "no abort")
        if must_abort:
            return Difference(PLACE, _text(got), f"abort {INTENDED_ABORT}")
        return _check_bytes(output, sort_keys, run.envelope, got)

    return check


def _check_bytes(output: str, sort_keys: bool | None, envelope: dict[str, Json], got: bytes) -> Difference | None:
    try:
        value = decode(got)
    except ValueError as error:
        return Difference(PLACE, _text(got), f"JSON ({error})")
    if encode(value) != got:
        return Difference(PLACE, _text(got), _text(encode(value)))
    expected = envelope if output == "envelope" else result_of(envelope)
    found = with_key_order(envelopes if output == "envelope" else difference, value, expected, sort_keys)
    return None if found is None else Difference(f"{PLACE}: {found.path}", found.compiled, found.interpreted)


def result_of(envelope: dict[str, Json]) -> Json:
    """What output `result` makes of an envelope whose run issued no intent."""
    if envelope["status"] != "failed":
        return envelope["result"]
    entry = next((e for e in envelope["errors"] if not e["handled"]), None)
    if entry is None:
        return {"error": None}
    return {"error": {"step": entry["step"], "kind": entry["kind"], "message": entry["message"]}}


def _text(value: bytes) -> str:
    return show(value.decode("utf-8", "backslashreplace"))
