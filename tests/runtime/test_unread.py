"""What stays text of the input: modules that leave text unread answer byte for byte as those that parse all of it, whatever the input."""

from __future__ import annotations

import json
import textwrap
from functools import cache
from unittest.mock import patch

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import noetlc
from noetlc.host.binding import Bindings
from noetlc.host.capability import AmbientHost
from noetlc.host.errors import HostError
from noetlc.host.invoke import call_module
from noetlc.host.limits import RunLimits
from noetlc.host.module import LoadedModule
from noetlc.lower.python.facts import gathered

BODY = """
def event_of(message):
    data = message.get("data") if isinstance(message, dict) else None
    return data if isinstance(data, dict) else None

seen = []
events = []
for message in messages or []:
    event = event_of(message)
    if event is None:
        continue
    if "look" in event and event["look"] in event:
        found = event[event["look"]]
        seen.append([str(found), found == event.get(event["look"]), len(str(event))])
    if "share" in event and event["share"] in event:
        other = dict(event)
        inner = other[event["share"]]
        if isinstance(inner, dict):
            inner["changed"] = event["share"]
        elif isinstance(inner, list):
            inner.append((1, 2))
        events.append(other)
    if "move" in event and event["move"] in event:
        event["moved"] = event.pop(event["move"])
    events.append(event)
result = {"events": events, "seen": seen, "again": events[:2]}
"""
PLAYBOOK = f"""\
apiVersion: noetl.io/v2
kind: Playbook
metadata: {{name: case, path: case}}
workload: {{messages: [], kept: {{}}}}
workflow:
- step: start
  tool:
    kind: python
    input: {{messages: "{{{{ messages }}}}"}}
    code: |
{textwrap.indent(BODY, " " * 6)}
  next: end
- step: end
  tool: {{kind: noop, result: {{events: "{{{{ start }}}}", kept: "{{{{ kept }}}}"}}}}
"""


SHARED = PLAYBOOK.replace('kept: "{{ kept }}"', 'kept: "{{ messages }}"')
"""Others look at the input too, so that the body gets a copy."""


@cache
def module(unread: bool, sort_keys: bool, text: str = PLAYBOOK) -> LoadedModule:
    with patch.object(gathered, "passes_on", lambda *_: unread):
        return LoadedModule(noetlc.build(text, verify=False, output="result", sort_keys=sort_keys).wasm, trusted=True)


def answer(code: LoadedModule, data: bytes) -> bytes | str:
    bindings = Bindings(AmbientHost(), limits=RunLimits(timeout=None))
    try:
        return call_module(code, data, bindings, code.origin("run")).output
    except HostError as error:
        return str(error)


def same(data: bytes) -> None:
    for sort_keys in (True, False):
        assert answer(module(True, sort_keys), data) == answer(module(False, sort_keys), data), (sort_keys, data)
    assert answer(module(True, True, SHARED), data) == answer(module(False, True, SHARED), data), data


KEYS = ["a", "b", "ab", "a b", "a!", "ä", "data", "x" * 17, "look", "zz", "A", "", 'q"', "€", "😀"]
SCALARS = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(-3, 3),
    st.integers(-(2**70), 2**70),
    st.floats(allow_nan=False, allow_infinity=False),
    st.text(max_size=20),
    st.sampled_from(["", "plain text of more than sixteen bytes", "größer als ſechzehn", "\n", "\x01", "\x7f", "\\", '"']),
)
VALUES = st.recursive(
    SCALARS,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.sampled_from(KEYS) | st.text(max_size=3), inner, max_size=6),
    max_leaves=20,
)
EVENTS = st.dictionaries(st.sampled_from(KEYS), VALUES, max_size=8).flatmap(
    lambda event: st.fixed_dictionaries(
        {}, optional={name: st.sampled_from(sorted(event) or ["a"]) for name in ("look", "share", "move")}
    ).map(lambda asked: {**event, **asked})
)


@st.composite
def texts(draw: st.DrawFn) -> bytes:
    """Payloads, mostly as the serialiser spells them, some in other ways, some no JSON."""
    events = draw(st.lists(EVENTS, max_size=3))
    payload = {"messages": [{"id": "1", "data": e, "metadata": {"b": [1], "a": 2}} for e in events], "kept": draw(VALUES)}
    ascii_ = draw(st.integers(0, 5)) == 0
    spaced = draw(st.integers(0, 5)) == 0
    text = json.dumps(payload, ensure_ascii=ascii_, separators=None if spaced else (",", ":"), sort_keys=draw(st.booleans()))
    data = text.encode("utf-8", "surrogatepass")
    for _ in range(draw(st.sampled_from((0, 0, 0, 1, 2)))):
        at = draw(st.integers(0, len(data)))
        odd = draw(st.sampled_from((b"", b" ", b"\\", b'"', b",", b":", b"}", b"]", b"0", b"-", b".", b"e5", b"\xff", b"\xed\xa0\x80", b"\0", b"{", b"[")))
        data = data[:at] + odd + data[at + draw(st.integers(0, 2)) :]
    return data


@settings(max_examples=400, deadline=None)
@given(texts())
def test_same_as_parsed(data: bytes) -> None:
    same(data)


def event(inner: str, more: str = "") -> bytes:
    return f'{{"messages":[{{"data":{{"n":1,"x":{inner}{more}}}}}]}}'.encode()


SPELLED = """
{"a":1} {"b":1,"a":2} {"a":1,"a":2} {"b":1,"a":{"d":[{"z":1,"y":2}],"c":3}} {"a":1.0} {"a":1.50} {"a":1e5} {"a":1E400} {"a":100000.0}
{"a":1e16} {"a":1e+16} {"a":-0} {"a":-0.0} {"a":01} {"a":00} {"a":-} {"a":1.} {"a":.5} {"a":5e-324} {"a":1e-7} {"a":0.0000001} {"a":NaN}
{"a":123456789012345678901234567890} {"a":18446744073709551616} {"a":-9223372036854775808} {"a":"\\u0061"} {"a":"\\n"} {"a":"\\/"}
{"a":"\\ud800"} {"a\\"":1} {"a\\u0000":1} {"":1} {"a":tru} {"a":true} {"a":nul} {"a":falsy} {"a":[]} {"a":{}} [] {} [1,2] [1,] [,] [1 [1}
{"a":1] {"a" {"a": {"a":1, {"a":1,} {"a"1} {1:2} [{"a":1}] [[[]]] ["ä","€","😀"] {"ä":1,"z":2,"€":3} {"a b":1,"a":2} {"a!":1,"a":2} {"a#":1,"a":2}
""".split()


@pytest.mark.parametrize("inner", SPELLED)
def test_spelled(inner: str) -> None:
    for more in ("", ',"look":"x"', ',"share":"x"', ',"move":"x"', ',"look":"x","share":"x","move":"x"'):
        same(event(inner, more))
        found = answer(module(True, True), event(inner, more))
        if isinstance(found, bytes) and b'"error"' not in found:
            assert json.loads(found) == noetlc.interpret(PLAYBOOK, json.loads(event(inner, more)))["result"]
            shared = json.loads(answer(module(True, True, SHARED), event(inner, more)))
            assert shared == noetlc.interpret(SHARED, json.loads(event(inner, more)))["result"]


@pytest.mark.parametrize("inner", ['{"a":1} ', '{"a":{"b":2} ,"c":3}', '{"a":[1]\n}', '{"a":[ 1]}', ' {"a":1}', '{"a" :1}', '{"a":"\\r","b":{"c":1} }'])
def test_spaced(inner: str) -> None:
    """White space behind what stays text ended the input."""
    found = answer(module(True, True), event(inner))
    assert isinstance(found, bytes)
    assert b'"error"' not in found
    same(event(inner))


@pytest.mark.parametrize("count", [63, 64, 65, 66, 200])
def test_many_keys(count: int) -> None:
    keys = [f"k{n:03}" for n in range(count)]
    for names in (keys, keys[::-1], [*keys[:-1], "a"], [*keys, keys[0]], [*keys, keys[-1]], ["z", *keys]):
        inner = "{" + ",".join(f'"{k}":{{"b":{n},"a":0}}' for n, k in enumerate(names)) + "}"
        same(event(inner))
        same(event(inner, ',"look":"x"'))
    wide = "{" + ",".join(f'"{k}":"{k * 100}"' for k in keys[::-1]) + "}"
    same(event(wide))


@pytest.mark.parametrize("levels", [1, 60, 118, 119, 120, 121, 122, 123, 124, 125, 126, 127, 128, 129])
def test_depth(levels: int) -> None:
    for opened, closed in ((b"[", b"]"), (b'{"b":1,"a":', b"}")):
        inner = (opened * levels + b"1" + closed * levels).decode()
        for more in ("", ',"look":"x"', ',"share":"x"', ',"move":"x"'):
            same(event(inner, more))


COLLECTING = """
kept = []
for message in messages:
    event = message["data"]
    waste = [str(n) * 50 for n in range(message["waste"])]
    if "look" in event:
        kept.append(event[event["look"]])
    event["waste"] = len(waste)
    other = {**event}
    kept.append(event)
    kept.append(other)
result = {"kept": kept}
"""


def collecting(unread: bool) -> LoadedModule:
    return module(unread, True, PLAYBOOK.replace(textwrap.indent(BODY, " " * 6), textwrap.indent(COLLECTING, " " * 6)))


@pytest.mark.parametrize("waste", [0, 10, 3000])
def test_collections(waste: int) -> None:
    inner = {"z": [1, {"y": None, "x": "text " * 20}], "a": {"c": 1.5, "b": "ä"}}
    events = [{"n": n, "x": {**inner, "n": n}, **({"look": "x"} if n % 5 == 0 else {})} for n in range(60)]
    data = json.dumps({"messages": [{"data": e, "waste": waste} for e in events]}, separators=(",", ":"), ensure_ascii=False).encode()
    found = answer(collecting(True), data)
    assert isinstance(found, bytes)
    assert found == answer(collecting(False), data)
    kept = json.loads(found)["events"]["kept"]
    assert [e["x"] for e in kept if "x" in e] == [e["x"] for e in events for _ in range(2)]


def test_it_stays_text() -> None:
    assert len(module(True, True).wasm) > len(module(False, True).wasm)
    assert answer(module(True, True), event('{"b":1,"a":[]}')) == (
        b'{"events":{"again":[{"n":1,"x":{"a":[],"b":1}}],"events":[{"n":1,"x":{"a":[],"b":1}}],"seen":[]},"kept":{}}'
    )
