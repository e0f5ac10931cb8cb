"""Methods and attributes of the objects of library modules."""

from __future__ import annotations

from noetlc.primitives.model import Primitive
from noetlc.primitives.signatures import parse_rows
from noetlc.runtime.tags import T_HASH, T_HMAC, T_RANDOM

# the classes in the rows below
TAGS = {"HASH": T_HASH, "HMAC": T_HMAC, "Random": T_RANDOM}

_METHODS = parse_rows("""
HASH.update(obj, /) -> val: hash_update
HASH.digest() -> val: hash_digest
HASH.hexdigest() -> str: hash_hexdigest
HASH.copy() -> val: hash_copy
HMAC.update(msg) -> val: hmac_update
HMAC.digest() -> val: hmac_digest
HMAC.hexdigest() -> str: hmac_hexdigest
HMAC.copy() -> val: hmac_copy
Random.seed(a=None, version=2) -> val: random_of_seed
Random.random() -> float: random_unit
Random.getrandbits(k, /) -> int: random_of_bits
Random.randrange(start, stop=None, step=...) -> int: random_of_range
Random.randint(a, b) -> int: random_of_int
Random.randbytes(n) -> val: random_of_bytes
Random.choice(seq) -> val: random_of_choice
Random.shuffle(x) -> val: random_of_shuffle
Random.sample(population, k, *, counts=None) -> list: random_of_sample
Random.choices(population, weights=None, *, cum_weights=None, k=1) -> list: random_of_choices
Random.uniform(a, b) -> float: random_of_uniform
Random.triangular(low=0.0, high=1.0, mode=None) -> float: random_of_triangular
Random.gauss(mu=0.0, sigma=1.0) -> float: random_of_gauss
Random.normalvariate(mu=0.0, sigma=1.0) -> float: random_of_normal
Random.lognormvariate(mu, sigma) -> float: random_of_lognormal
Random.expovariate(lambd) -> float: random_of_exponential
Random.vonmisesvariate(mu, kappa) -> float: random_of_vonmises
Random.gammavariate(alpha, beta) -> float: random_of_gamma
Random.betavariate(alpha, beta) -> float: random_of_beta
Random.paretovariate(alpha) -> float: random_of_pareto
Random.weibullvariate(alpha, beta) -> float: random_of_weibull
""")

_ATTRIBUTES = """
HASH.name: hash_name
HASH.digest_size: hash_digest_size
HASH.block_size: hash_get_block_size
HMAC.name: hmac_name
HMAC.digest_size: hmac_digest_size
HMAC.block_size: hmac_block_size
"""


def _methods() -> dict[str, dict[int, Primitive]]:
    table: dict[str, dict[int, Primitive]] = {}
    for dotted, primitive in _METHODS.items():
        table.setdefault(primitive.name, {})[TAGS[dotted.partition(".")[0]]] = primitive
    return table


def _attributes() -> dict[str, dict[int, str]]:
    table: dict[str, dict[int, str]] = {}
    for row in _ATTRIBUTES.split("\n"):
        if row:
            dotted, _, runtime = row.partition(": ")
            cls, _, name = dotted.partition(".")
            table.setdefault(name, {})[TAGS[cls]] = runtime
    return table


LIBRARY_METHODS = _methods()
"""Method name -> tag of the receiver -> row."""

LIBRARY_ATTRIBUTES = _attributes()
"""Attribute -> tag of the object -> runtime function of the object."""
