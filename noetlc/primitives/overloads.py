"""Operations on values of known type: what a runtime call becomes when inference knows its operands.

`OVERLOADS[generic]` lists (operand types, result type, target, can raise). The first whose operand types are the ones at
hand is taken; `any` matches every type.
"""

from __future__ import annotations

import functools
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Machine:
    """A machine operation."""

    op: str


@dataclass(frozen=True, slots=True)
class Operand:
    """The operand itself."""

    index: int


@dataclass(frozen=True, slots=True)
class Call:
    """A runtime function, or `negated` the opposite of its answer.

    `divides`: it raises only where the last operand is 0. `by_positive` is what does the same for a positive constant as last operand.
    """

    function: str
    negated: bool = False
    divides: bool = False
    by_positive: str | None = None


Target = Machine | Operand | Call


@dataclass(frozen=True, slots=True)
class Overload:
    """`raises` False: the result needs no check."""

    args: tuple[str, ...]
    result: str
    target: Target
    raises: bool = False
    mixed: bool = False  # holds only where no value has operators of its own


V = "val"
I, F, B, S, L, D = "int", "float", "bool", "str", "list", "dict"  # noqa: E741 - the table below is read by column


def _arithmetic() -> dict[str, list[Overload]]:
    table: dict[str, list[Overload]] = {}
    floats = ((F, F), (F, I), (I, F))
    for name in ("add", "sub", "mul"):
        of_floats = Machine(f"f64.{name}")
        table[f"py_{name}"] = [Overload((I, I), I, Call(f"int_{name}")), *(Overload(pair, F, of_floats) for pair in floats)]
    table["py_add"].append(Overload((S, S), S, Call("str_concat")))
    divisions = {
        "truediv": (F, Call("int_truediv", divides=True), Call("float_div", divides=True)),
        "floordiv": (I, Call("int_floordiv", divides=True, by_positive="int_div_by"), Call("float_floordiv", divides=True)),
        "mod": (I, Call("int_mod", divides=True, by_positive="int_mod_by"), Call("float_mod", divides=True)),
    }
    for name, (result, of_ints, by_float) in divisions.items():
        table[f"py_{name}"] = [Overload((I, I), result, of_ints, True), *(Overload(pair, F, by_float, True) for pair in floats)]
    table["py_pow"] = [Overload(pair, F, Call("float_pow"), True) for pair in floats]
    table["py_lshift"] = [Overload((I, I), I, Call("int_lshift"), True)]
    table["py_rshift"] = [Overload((I, I), I, Call("int_rshift"), True)]
    table["py_neg"] = [Overload((I,), I, Call("int_neg")), Overload((F,), F, Machine("f64.neg"))]
    table["py_pos"] = [Overload((I,), I, Operand(0)), Overload((F,), F, Operand(0))]
    table["py_invert"] = [Overload((I,), I, Call("int_invert"))]
    for name, op in (("and", "i64.and"), ("or", "i64.or"), ("xor", "i64.xor")):
        table[f"py_{name}"] = [Overload((I, I), I, Machine(op))]
    for name in list(table):
        if name.startswith("py_") and name not in ("py_neg", "py_pos", "py_invert"):
            table[name.replace("py_", "py_i")] = table[name]
    return table


def _comparisons() -> dict[str, list[Overload]]:
    table: dict[str, list[Overload]] = {}
    for name in ("eq", "ne", "lt", "le", "gt", "ge"):
        int_op = name if name in ("eq", "ne") else name + "_s"
        table[f"py_{name}"] = [
            Overload((I, I), B, Machine(f"i64.{int_op}")),
            Overload((F, F), B, Machine(f"f64.{name}")),
            Overload((B, B), B, Machine(f"i32.{int_op}")),
        ]
    table["py_eq"].append(Overload((S, S), B, Call("str_eq")))
    table["py_ne"].append(Overload((S, S), B, Call("str_eq", negated=True)))
    return table


def _containers() -> dict[str, list[Overload]]:
    """Subscripts, membership and length of containers of known kinds."""
    return {
        "py_getitem": [
            Overload((D, S), "val", Call("dict_item_str"), True),
            Overload((L, I), "val", Call("list_item"), True),
            Overload((S, I), S, Call("str_item"), True),
            Overload((V, S), V, Call("item_of_text"), True),
        ],
        "py_setitem": [
            Overload((D, S, "any"), "val", Call("dict_put_str")),
            Overload((L, I, "any"), "val", Call("list_put"), True),
            Overload((V, S, "any"), "bool", Call("put_text_item"), True),
        ],
        "py_contains": [Overload((D, S), B, Call("dict_has_str")), Overload((S, S), B, Call("str_has"))],
        "py_dict_get": [Overload((D, S, "any"), "val", Call("dict_get_or"))],
        "loop_source": [Overload((L,), L, Operand(0)), Overload(("tuple",), "tuple", Operand(0))],
        "loop_item": [Overload((L, "i32"), "val", Call("list_next")), Overload(("tuple", "i32"), "val", Call("tuple_next"))],
        "py_len_int": [
            Overload((S,), I, Call("str_count")),
            Overload((L,), I, Call("list_count")),
            Overload((D,), I, Call("dict_count")),
            Overload(("tuple",), I, Call("tuple_count")),
        ],
    }


_TO_TEXT = [Overload((S,), S, Operand(0)), Overload((I,), S, Call("int_text")), Overload((F,), S, Call("float_text"))]

OVERLOADS: dict[str, list[Overload]] = {
    **_arithmetic(),
    **_comparisons(),
    **_containers(),
    "py_truth": [
        Overload((B,), B, Operand(0)),
        Overload((I,), B, Call("int_truth")),
        Overload((F,), B, Call("float_truth")),
        Overload((S,), B, Call("str_truth")),
        Overload((L,), B, Call("list_truth")),
        Overload((D,), B, Call("dict_truth")),
    ],
    "py_abs": [Overload((I,), I, Call("int_abs")), Overload((F,), F, Machine("f64.abs"))],
    "py_index": [Overload((I,), I, Operand(0))],
    "py_str": _TO_TEXT,
    "py_format_plain": _TO_TEXT,
}


def _mixed() -> dict[str, list[Overload]]:
    """One operand of unknown kind beside a number or string."""

    def row(args: tuple[str, ...], result: str, function: str, raises: bool = True) -> Overload:
        return Overload(args, result, Call(function), raises, mixed=True)

    table = {
        "py_add": [
            row((V, F), F, "add_float"),
            row((F, V), F, "float_add"),
            row((V, I), V, "add_int"),
            row((V, S), S, "add_str"),
            row((S, V), S, "str_add"),
        ],
        "py_str": [row((V,), S, "text_of")],
        "py_format_plain": [row((V,), S, "text_of")],
        "py_iadd": [row((V, I), V, "iadd_int")],
        "py_sub": [row((V, F), F, "sub_float"), row((F, V), F, "float_sub"), row((V, I), V, "sub_int")],
        "py_mul": [row((V, F), F, "mul_float"), row((F, V), F, "float_mul")],
        "py_truediv": [row((V, F), F, "div_float"), row((F, V), F, "float_over")],
        "py_eq": [row((V, I), B, "eq_int", False), row((V, F), B, "eq_float", False), row((V, S), B, "eq_str", False)],
    }
    for name in ("lt", "le", "gt", "ge"):
        table[f"py_{name}"] = [
            row((V, I), B, f"{name}_int"),
            row((V, F), B, f"{name}_float"),
            row((I, V), B, f"int_{name}"),
            row((F, V), B, f"float_{name}"),
        ]
    return table


for _name, _rows in _mixed().items():
    OVERLOADS[_name] = [*OVERLOADS[_name], *_rows]


# look-ups and stores that take string keys or no keys, in bodies too: nothing they compare can raise; and the collector
NEVER_RAISE = frozenset(
    """dict_get dict_get_str dict_set input_get list_push value_or_none deep_copy body_full_context body_variables leave_young""".split()
)


@functools.cache
def select_overload(name: str, types: tuple[str, ...], mixed: bool = True) -> Overload | None:
    """The overload of a runtime function for these operand types, None for the generic function.

    `mixed`: whether operands of unknown kind surely have no operators of their own.
    """
    for overload in OVERLOADS.get(name, ()):
        if overload.mixed and not mixed:
            continue
        if len(overload.args) == len(types) and all(w in ("any", t) for w, t in zip(overload.args, types, strict=True)):
            return overload
    return None
