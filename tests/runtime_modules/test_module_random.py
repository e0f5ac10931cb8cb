"""random against CPython's generator for the same seed, and seeding from the host."""

from __future__ import annotations

import math
import random
from typing import Any

import pytest
from module_guest import CALLED, Emulated, Guest, Handle, call, method, outcome, same, wasm

from noetlc.layout.tags import T_RANDOM
from noetlc.primitives.modules import LIBRARY_METHODS

NAMES = [n for n in CALLED if n.startswith("random.")]
METHODS = tuple(rows[T_RANDOM].runtime for rows in LIBRARY_METHODS.values() if T_RANDOM in rows)
ENTROPY = bytes(range(100, 132))


@pytest.fixture(scope="module", params=["emulated", "wasm"])
def guest(request: pytest.FixtureRequest) -> Guest:
    holder: list[Guest] = []
    imports = {"host_random": lambda p, n: holder[0].write(p, ENTROPY[:n])}
    imports["random"] = imports["host_random"]
    holder.append(Emulated(imports) if request.param == "emulated" else wasm(NAMES, ("library_reset", *METHODS), imports))
    return holder[0]


CALLS: list[tuple[str, tuple[Any, ...], dict[str, Any]]] = [
    ("random", (), {}),
    ("getrandbits", (0,), {}),
    ("getrandbits", (7,), {}),
    ("getrandbits", (32,), {}),
    ("getrandbits", (63,), {}),
    ("getrandbits", (-1,), {}),
    ("getrandbits", (1.5,), {}),
    ("randrange", (10,), {}),
    ("randrange", (5, 100), {}),
    ("randrange", (5, 100, 7), {}),
    ("randrange", (100, 5, -7), {}),
    ("randrange", (0,), {}),
    ("randrange", (5, 5), {}),
    ("randrange", (5, 10, 0), {}),
    ("randrange", (5, 10, -1), {}),
    ("randrange", (1.5,), {}),
    ("randrange", (10.0,), {}),
    ("randrange", (1, 5.5), {}),
    ("randrange", (None,), {}),
    ("randrange", (2**62,), {}),
    ("randint", (1, 6), {}),
    ("randint", (-(2**40), 2**40), {}),
    ("randint", (6, 1), {}),
    ("randbytes", (0,), {}),
    ("randbytes", (7,), {}),
    ("randbytes", (8,), {}),
    ("choice", ([1, "b", None],), {}),
    ("choice", ("text",), {}),
    ("choice", ([],), {}),
    ("choice", (5,), {}),
    ("sample", ([1, 2, 3, 4, 5], 3), {}),
    ("sample", (list(range(200)), 4), {}),
    ("sample", (list(range(300)), 30), {}),
    ("sample", ([1, 2], 3), {}),
    ("sample", ({"a": 1}, 1), {}),
    ("sample", (["a", "b"], 4), {"counts": [3, 2]}),
    ("sample", (["a", "b"], 4), {"counts": [3]}),
    ("choices", ([1, 2, 3],), {"k": 5}),
    ("choices", ("abc", [1, 2, 3.5]), {"k": 5}),
    ("choices", ("abc",), {"cum_weights": [1, 2, 4], "k": 4}),
    ("choices", ("abc", [1, 2]), {}),
    ("choices", ("abc", [0, 0, 0]), {}),
    ("choices", ("abc", 2), {}),
    ("choices", ("abc", [1, 1, math.inf]), {}),
    ("uniform", (1, 10), {}),
    ("uniform", (2.5, -1), {}),
    ("triangular", (), {}),
    ("triangular", (1, 5, 2), {}),
    ("triangular", (1.0, 1.0, 1.0), {}),
    ("gauss", (0, 1), {}),
    ("gauss", (10, 2.5), {}),
    ("gauss", (), {}),
    ("normalvariate", (0, 1), {}),
    ("lognormvariate", (0, 1), {}),
    ("expovariate", (1.5,), {}),
    ("expovariate", (0.0,), {}),
    ("vonmisesvariate", (1, 4), {}),
    ("vonmisesvariate", (1, 0), {}),
    ("gammavariate", (2, 1), {}),
    ("gammavariate", (1, 3), {}),
    ("gammavariate", (0.5, 3), {}),
    ("gammavariate", (0, 3), {}),
    ("betavariate", (2, 3), {}),
    ("paretovariate", (3,), {}),
    ("weibullvariate", (1, 1.5), {}),
    ("random", (), {}),
]
SEEDS: list[Any] = [0, 1, -5, 42, 2**40 + 17, "seed", "", "é" * 40, b"bytes", 1.5, -0.0, True]


@pytest.mark.parametrize("seed", SEEDS, ids=repr)
@pytest.mark.filterwarnings("ignore")
def test_sequence(guest: Guest, seed: Any) -> None:
    """Many draws in a row, from the module and from an instance."""
    reference = random.Random(seed)
    assert call(guest, "random.seed", seed) is None
    instance = call(guest, "random.Random", seed, raw=True)
    for name, args, kwargs in CALLS:
        expected = outcome(getattr(reference, name), *args, **kwargs)
        assert same(outcome(call, guest, "random." + name, *args, **kwargs), expected), (name, args)
        assert same(outcome(method, guest, instance, name, *args, **kwargs), expected), (name, args)


def test_shuffle(guest: Guest) -> None:
    for n in (0, 1, 2, 30):
        reference = random.Random(n)
        items = list(range(n))
        v = guest.to_val(items)
        call(guest, "random.seed", n)
        assert call(guest, "random.shuffle", Handle(v)) is None
        reference.shuffle(items)
        assert guest.from_val(v) == items
    assert outcome(call, guest, "random.shuffle", (1, 2)) == outcome(random.shuffle, (1, 2))


def test_seeded_from_host(guest: Guest) -> None:
    for action in ("first use", "seed()"):
        guest.call("library_reset")
        if action == "seed()":
            call(guest, "random.seed")
        reference = random.Random(int.from_bytes(ENTROPY, "little"))
        assert call(guest, "random.random") == reference.random()
    assert outcome(call, guest, "random.seed", [1]) == outcome(random.Random().seed, [1])


