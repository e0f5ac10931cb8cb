"""Look-ups by a constant string key, where they are run often: each has a word of its own that notes where in a dict the key was.

Example, in a loop

    %t = dyn py_getitem(%order, const total):val !4:9     # %order: val

becomes

    %t = check raise.exit (marked !4:9 (call noted_item(%order, data str:total, data "noted 7")))
"""

from __future__ import annotations

from noetlc.ir.nodes import Expr
from noetlc.lower.quoting import is_plain

KEY = 1  # the operand
NEAR = 2  # so hot a place has the look-up itself
NOTED = {
    "item_of_text": "noted_item",
    "dict_item_str": "noted_item",
    "dict_get_or": "noted_get",
    "dict_has_str": "noted_in",
    "contains_text": "noted_in",
    "dict_put_str": "noted_put_in_dict",
    "put_text_item": "noted_put",
}
NAMED = {"item_of_text": "item_of_name", "dict_item_str": "dict_item_named"}


def named(function: str, operands: tuple[Expr, ...]) -> str | None:
    """The function for keys that are shown as they are, in single quotes, if one looks such a constant up."""
    key = operands[KEY].imm if function in NAMED and operands[KEY].op == "const" else None
    return NAMED[function] if isinstance(key, str) and is_plain(key) else None


def noted(function: str, operands: tuple[Expr, ...], heat: int) -> str | None:
    """The function that notes the place of a key, if one looks a constant string up where it is run often."""
    key = operands[KEY] if heat and len(operands) > KEY else None
    if function not in NOTED or key is None or key.op != "const" or not isinstance(key.imm, str):
        return None
    if function in NAMED and named(function, operands) is None:
        return None
    return NOTED[function] + ("_near" if heat >= NEAR else "")
