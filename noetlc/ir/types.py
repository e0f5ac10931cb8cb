"""Value types of the IR.

Machine types are wasm's (`i32 i64 f64 v128`). Dynamic types say what a playbook value is known to be: `val` is any tagged
value; `int`, `long`, `float` and `bool` live unboxed: an `int` is surely small (at most about 2**59 either way), a `long` any int, in the
word that `runtime/python/numbers/long.py` describes; `str`, `list`, `dict`, `tuple` are tagged values of a known kind, and a
`key` is one that some dict has as a key: a string, unless some dict may have others (`Feature.ANY_KEYS`).
"""

from __future__ import annotations

MACHINE = frozenset({"i32", "i64", "f64", "v128"})
REFERENCES = frozenset({"val", "str", "list", "dict", "tuple", "key"})  # held as a tagged i32; the collector moves them
UNBOXED = {"int": "i64", "long": "i64", "float": "f64", "bool": "i32"}
VOID = "void"
NEVER = "never"  # the type of an expression that does not return

DYN = "dyn"  # the open type of a variable before inference

ALL = MACHINE | REFERENCES | set(UNBOXED) | {VOID, NEVER}


def physical(type_: str) -> str:
    """The wasm type that holds a value of `type_`."""
    if type_ in MACHINE:
        return type_
    return UNBOXED.get(type_, "i32")


def compatible(have: str, want: str) -> bool:
    """True if a value of type `have` may stand where `want` is expected without conversion."""
    if have in (want, NEVER) or want == VOID or (have, want) == ("int", "long"):
        return True
    if want == "val":
        return have in REFERENCES or have == "i32"
    if want == "key" and have in REFERENCES:
        return True  # a key whose kind is known
    if have == "val" and want in REFERENCES:
        return True  # lowering knows the kind of what a function gives
    if want == "i32":
        return physical(have) == "i32"
    if want in MACHINE or have in MACHINE:
        return physical(have) == physical(want)
    return False
