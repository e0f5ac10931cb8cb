"""Methods and attributes of the objects of library modules."""

from __future__ import annotations

from noetlc.primitives.model import Primitive
from noetlc.primitives.signatures import parse_rows
from noetlc.runtime.tags import T_HASH, T_HMAC

# the classes in the rows below
TAGS = {"HASH": T_HASH, "HMAC": T_HMAC}

_METHODS = parse_rows("""
HASH.update(obj, /) -> val: hash_update
HASH.digest() -> val: hash_digest
HASH.hexdigest() -> str: hash_hexdigest
HASH.copy() -> val: hash_copy
HMAC.update(msg) -> val: hmac_update
HMAC.digest() -> val: hmac_digest
HMAC.hexdigest() -> str: hmac_hexdigest
HMAC.copy() -> val: hmac_copy
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
