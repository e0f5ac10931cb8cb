"""Fuzzes decoding and linking of plug-ins: `python -m tests.security.fuzz_link --count 20000 --seed 0`.

Bytes are changed in modules of compilers, of our own and by hand; some modules are made of random parts. Whatever they are, linking ends
with a module or a LinkError with a code. What is linked is valid, and small ones are called: several times linked, each time like an
instance of their own.
"""

from __future__ import annotations

import base64
import random
import zlib
from functools import lru_cache
from pathlib import Path

from wasmtime import Module, Trap, WasmtimeError

from noetlc import api
from noetlc.host.engine import TICKER, engine
from noetlc.link import Linked, LinkError, link
from noetlc.link.errors import LinkDefect
from noetlc.link.instructions import Body
from noetlc.link.merge import merge
from noetlc.link.parts import Part
from noetlc.link.reader import decode
from noetlc.link.writer import write
from tests.link.cases import CASES, HEX
from tests.link.harness import Instance, Intent, main_module, plugin, wasm
from tests.link.random_plugins import random_plugin
from tests.security import fuzzing
from tests.security.fuzz_modules import BOOK

MEMORY = 128 << 16
TICKS = 40  # of 5 ms
SMALL = 4 << 10
CODES = ("P01", "P02", "P03", "P04", "P07")
COMPILED = Path(__file__).resolve().parent.parent / "link" / "compiled"
MAIN = main_module("p.run", "p.flushed")


@lru_cache(maxsize=1)
def seeds() -> tuple[bytes, ...]:
    """Modules to start from."""
    found = [wasm(text) for text in (HEX, *CASES.values())]
    found += [zlib.decompress(base64.b64decode(file.read_text())) for file in sorted(COMPILED.glob("*.txt"))]
    return (*found, api.build(BOOK, verify=False).wasm)


def trial(chance: random.Random) -> str:
    pick = chance.random()
    if pick < 0.2:
        data = wasm(random_plugin(chance))
    elif pick < 0.3:
        data = wasm(random_plugin(chance))
        data = fuzzing.mutated(chance, data)
    else:
        data = fuzzing.mutated(chance, chance.choice(seeds()))
    decoded(data)
    if chance.random() < 0.05:
        return as_main(chance, data)
    one = Linked("p", data, ("run",), chance.random() < 0.3, 32768)
    try:
        out = link(MAIN, [one])
    except LinkError as error:
        return refusal(error)
    Module.validate(engine(), out)
    if len(data) > SMALL:
        return "linked"
    return compare(one, out, [chance.randbytes(chance.randrange(5)) for _ in range(3)])


def refusal(error: LinkError) -> str:
    assert not isinstance(error, LinkDefect), str(error)
    assert error.code in CODES
    assert str(error)
    (str(error) + error.hint).encode("utf-8")
    return f"refused: {error.code}"


def decoded(data: bytes) -> None:
    """Decodes without a validator before it. What is decoded can be written and decoded again, to the same."""
    try:
        module = decode(data)
    except LinkError as error:
        refusal(error)
        return
    try:
        again = decode(write(merge([Part("", module)])))
    except LinkError as error:
        # Nobody checked that it is valid: a body may be what only looks like code.
        assert not is_valid(data), str(error)
        return
    assert list(again.exports) == list(module.exports)
    if is_valid(data):
        assert len(module.bodies) >= len(again.bodies)
        assert all(isinstance(body, Body) for body in again.bodies)


def is_valid(data: bytes) -> bool:
    try:
        Module.validate(engine(), data)
    except WasmtimeError:
        return False
    return True


def as_main(chance: random.Random, data: bytes) -> str:
    try:
        link(data, [plugin(chance.choice(seeds()[:10]))])
    except LinkError as error:
        return f"as main, {refusal(error)}"
    return "as main, linked"


def compare(one: Linked, out: bytes, inputs: list[bytes]) -> str:
    """Calls both ways. Raises AssertionError where they differ."""
    with TICKER:
        try:
            ours = Instance(out, memory_limit=MEMORY, ticks=TICKS)
        except (Trap, WasmtimeError) as error:
            return f"linked, does not start: {type(error).__name__}"
        theirs = None
        for place, data in enumerate(inputs):
            ours.intents.clear()
            if theirs is None or not one.reentrant:
                expected, theirs = started(one)
            else:
                theirs.intents.clear()
            if theirs is not None:
                expected = called(theirs, "run", data)
            found = called(ours, "call p.run", data)
            if "late" in (found[0], expected[0]):
                return "linked, takes too long"
            if expected[0] == "refused":
                return "linked, cannot start alone"
            assert found == expected or excused(one, place), (found, expected)
            if expected[0] == "trap" and one.reentrant:
                break
            ours.store.set_epoch_deadline(TICKS)
    return "linked, like alone"


def excused(one: Linked, place: int) -> bool:
    """Differences that are known: capabilities in a start function, and accesses beyond a memory that an earlier call made larger."""
    module = decode(one.wasm)
    return module.start is not None and bool(module.imports)


Outcome = tuple[bytes | str, list[Intent]]


def started(one: Linked) -> tuple[Outcome, Instance | None]:
    try:
        return ("", []), Instance(one.wasm, memory_limit=MEMORY, ticks=TICKS)
    except Trap as trap:
        return ("late" if late(trap) else "trap", []), None
    except WasmtimeError:
        return ("refused", []), None


def called(instance: Instance, entry: str, data: bytes) -> Outcome:
    try:
        return instance.call(entry, data), list(instance.intents)
    except Trap as trap:
        return "late" if late(trap) else "trap", list(instance.intents)


def late(trap: Trap) -> bool:
    return "interrupt" in str(trap)


if __name__ == "__main__":
    fuzzing.run("fuzz_link", trial, 20_000)
