"""Operations on values of known type: what a runtime call becomes when inference knows its operands.

`OVERLOADS[generic]` lists (operand types, result type, target, can raise). The first whose operand types are the ones at
hand is taken; `any` matches every type.
"""

from __future__ import annotations

import functools
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class Machine:
    """A machine operation; `words`: on longs as they are."""

    op: str
    words: bool = False


@dataclass(frozen=True, slots=True)
class Operand:
    """The operand itself."""

    index: int


@dataclass(frozen=True, slots=True)
class Call:
    """A runtime function, or `negated` the opposite of its answer.

    `words`: its 64-bit operands are longs. `divides`: it raises only where the last operand is 0. `by_positive` is what does the same
    for a positive constant as last operand, `in_loops` inside of loops, where it may be larger.
    """

    function: str
    negated: bool = False
    divides: bool = False
    by_positive: str | None = None
    words: bool = False
    in_loops: str | None = None


Target = Machine | Operand | Call


@dataclass(frozen=True, slots=True)
class Overload:
    """`raises` False: the result needs no check."""

    args: tuple[str, ...]
    result: str
    target: Target
    raises: bool = False
    mixed: bool = False  # holds only where no value has operators of its own


V, LONG, K = "val", "long", "key"
I, F, B, S, L, D = "int", "float", "bool", "str", "list", "dict"  # noqa: E741 - the table below is read by column


def _ints(result: str, of_ints: Target, of_longs: Call, raises: bool = False, *, of_right: Call | None = None) -> list[Overload]:
    """Two ints, and two of which one is a long; `of_right` where both are."""
    mixed = [Overload(pair, LONG, of_longs, raises) for pair in ((LONG, I), (I, LONG))]
    return [Overload((I, I), result, of_ints, raises), *mixed, Overload((LONG, LONG), LONG, of_right or of_longs, raises)]


def _long(name: str, **more: Any) -> Call:
    return Call(f"long_{name}", words=True, **more)


def _arithmetic() -> dict[str, list[Overload]]:
    table: dict[str, list[Overload]] = {}
    floats = ((F, F), (F, I), (I, F))
    for name in ("add", "sub", "mul"):
        of_floats = Machine(f"f64.{name}")
        both = _long("sub_both") if name == "sub" else None
        of_ints = _long(name) if name == "mul" else Machine(f"i64.{name}")  # of two ints: a word that is the sum itself
        table[f"py_{name}"] = [*_ints(LONG, of_ints, _long(name), of_right=both), *(Overload(pair, F, of_floats) for pair in floats)]
    table["py_add"] += [Overload((S, S), S, Call("str_concat"))]
    table["py_add"] += [Overload((left, B), LONG, _long("add_bool")) for left in (I, LONG)]
    divisions = {
        "truediv": (Call("int_truediv", divides=True), _long("truediv"), Call("float_div", divides=True)),
        "floordiv": (
            Call("int_floordiv", divides=True, by_positive="int_div_by"),
            _long("floordiv", divides=True, by_positive="long_div_by"),
            Call("float_floordiv", divides=True),
        ),
        "mod": (
            Call("int_mod", divides=True, by_positive="int_mod_by"),
            _long("mod", divides=True, by_positive="long_mod_by"),
            Call("float_mod", divides=True),
        ),
    }
    for name, (of_ints, of_longs, by_float) in divisions.items():
        rows = _ints(I, of_ints, of_longs, True)
        if name == "truediv":
            rows = [Overload(row.args, F, row.target, True) for row in rows]
        if name == "mod":  # nearer to 0 than an int
            rows = [Overload(row.args, I if row.args[1] == I else LONG, row.target, True) for row in rows]
        table[f"py_{name}"] = [*rows, *(Overload(pair, F, by_float, True) for pair in floats)]
    table["py_pow"] = [Overload(pair, F, Call("float_pow"), True) for pair in floats]
    table["py_lshift"] = _ints(LONG, _long("lshift"), _long("lshift"), True)
    table["py_rshift"] = _ints(I, Call("int_rshift"), _long("rshift"), True)
    table["py_neg"] = [Overload((I,), I, Call("int_neg")), Overload((LONG,), LONG, _long("neg")), Overload((F,), F, Machine("f64.neg"))]
    table["py_pos"] = [Overload((I,), I, Operand(0)), Overload((LONG,), LONG, Operand(0)), Overload((F,), F, Operand(0))]
    table["py_invert"] = [Overload((I,), I, Call("int_invert")), Overload((LONG,), LONG, _long("invert"))]
    for name, op in (("and", "i64.and"), ("or", "i64.or"), ("xor", "i64.xor")):
        table[f"py_{name}"] = _ints(I, Machine(op), _long(name))
    for name in list(table):
        if name.startswith("py_") and name not in ("py_neg", "py_pos", "py_invert"):
            table[name.replace("py_", "py_i")] = table[name]
    table["py_add"] = [*table["py_add"], Overload((L, L), L, Call("list_concat"))]  # in place it is something else
    return table


def _comparisons() -> dict[str, list[Overload]]:
    """A long lies on the right side of every int as a word."""
    table: dict[str, list[Overload]] = {}
    for name in ("eq", "ne", "lt", "le", "gt", "ge"):
        int_op = name if name in ("eq", "ne") else name + "_s"
        table[f"py_{name}"] = [
            Overload((I, I), B, Machine(f"i64.{int_op}")),
            Overload((LONG, I), B, Machine(f"i64.{int_op}", words=True)),
            Overload((I, LONG), B, Machine(f"i64.{int_op}", words=True)),
            Overload((LONG, LONG), B, _long(name)),
            Overload((F, F), B, Machine(f"f64.{name}")),
            Overload((B, B), B, Machine(f"i32.{int_op}")),
        ]
    table["py_eq"].append(Overload((S, S), B, Call("str_eq")))
    table["py_ne"].append(Overload((S, S), B, Call("str_eq", negated=True)))
    table["item_eq"] = [row for row in table["py_eq"] if F not in row.args]  # a NaN is itself
    return table


def _containers() -> dict[str, list[Overload]]:
    """Subscripts, membership and length of containers of known kinds."""
    return {
        "py_getitem": [
            Overload((D, S), "val", Call("dict_item_str"), True),
            Overload((L, I), "val", Call("list_item"), True),
            Overload((L, LONG), "val", Call("list_item_long", words=True), True),
            Overload(("tuple", I), V, Call("item_of_int", in_loops="tuple_item"), True),
            Overload(("tuple", LONG), V, Call("item_of_long", words=True), True),
            Overload((S, I), S, Call("str_item"), True),
            Overload((S, LONG), S, Call("str_item_long", words=True), True),
            Overload((V, S), V, Call("item_of_text"), True),
            *(Overload((kind, K), V, Call("item_of_key"), True) for kind in (V, D)),
            Overload((D, "any"), V, Call("dict_item_any"), True),
            Overload((V, I), V, Call("item_of_int", in_loops="item_of_int_near"), True),
            Overload((V, LONG), V, Call("item_of_long", words=True, in_loops="item_of_long_near"), True),
            *(Overload((kind, V), V, Call("py_getitem", in_loops="item_near"), True) for kind in (V, L)),
        ],
        "py_setitem": [
            Overload((D, S, "any"), "val", Call("dict_put_str")),
            Overload((L, I, "any"), "val", Call("list_put"), True),
            Overload((L, LONG, "any"), "val", Call("list_put_long", words=True), True),
            Overload((V, S, "any"), "bool", Call("put_text_item"), True),
            *(Overload((kind, K, "any"), "bool", Call("put_key_item"), True) for kind in (V, D)),
            Overload((D, "any", "any"), "bool", Call("dict_store"), True),
            Overload((V, I, "any"), "bool", Call("put_int_item", in_loops="put_int_item_near"), True),
            Overload((V, LONG, "any"), "bool", Call("put_long_item", words=True, in_loops="put_long_item_near"), True),
            *(Overload((kind, V, "any"), "bool", Call("py_setitem", in_loops="put_item_near"), True) for kind in (V, L)),
        ],
        "py_dict_set": [Overload((D, S, "any"), "val", Call("dict_put_str")), Overload((D, K, "any"), "val", Call("dict_put_key"), True)],
        "py_contains": [
            Overload((D, S), B, Call("dict_has_str")),
            Overload((S, S), B, Call("str_has")),
            Overload((V, S), B, Call("contains_text"), True),
            *(Overload((kind, K), B, Call("contains_key"), True) for kind in (V, D)),
            Overload((D, "any"), B, Call("dict_has"), True),
        ],
        "py_getslice": [Overload((kind, "any", "any", "any"), kind, Call("py_getslice"), True) for kind in (L, "tuple", S)],
        "list_and_item": [Overload((L, "any"), L, Call("list_and_item"))],
        "item_and_list": [Overload(("any", L), L, Call("item_and_list"))],
        "py_dict_get": [Overload((D, S, "any"), "val", Call("dict_get_or"))],
        "py_unpack": [Overload((kind, "i32"), kind, Call("py_unpack", in_loops="unpack_near"), True) for kind in (V, "tuple")],
        "unpacked_at": [Overload(("tuple",), "i32", Call("tuple_at"))],
        "unpacked_get": [Overload(("tuple", "i32", "i32"), V, Call("unpacked_of"))],
        "loop_source": [Overload((kind,), kind, Operand(0)) for kind in (L, "tuple", S)],
        "loop_item": [
            Overload((L, "i32"), "val", Call("list_next")),
            Overload(("tuple", "i32"), "val", Call("tuple_next")),
            Overload((S, "i32"), S, Call("str_next")),
        ],
        "py_len_int": [
            Overload((S,), I, Call("str_count")),
            Overload((L,), I, Call("list_count")),
            Overload((D,), I, Call("dict_count")),
            Overload(("tuple",), I, Call("tuple_count")),
        ],
    }


_TO_TEXT = [Overload((S,), S, Operand(0)), Overload((I,), S, Call("int_text")), Overload((F,), S, Call("float_text"))]

_TRUTH = [
    Overload((B,), B, Operand(0)),
    Overload((I,), B, Call("int_truth")),
    Overload((LONG,), B, Call("int_truth", words=True)),
    Overload((F,), B, Call("float_truth")),
    Overload((S,), B, Call("str_truth")),
    Overload((L,), B, Call("list_truth")),
    Overload((D,), B, Call("dict_truth")),
]

OVERLOADS: dict[str, list[Overload]] = {
    **_arithmetic(),
    **_comparisons(),
    **_containers(),
    "py_truth": _TRUTH,
    "py_bool_of": _TRUTH,
    "py_abs": [Overload((I,), I, Call("int_abs")), Overload((LONG,), LONG, _long("abs")), Overload((F,), F, Machine("f64.abs"))],
    "math_gcd_two": _ints(I, Call("int_gcd_of"), _long("gcd")),
    "py_int": [Overload((B, V), I, Call("int_of_bool"), True)],
    "py_chr": [Overload((I,), S, Call("chr_of_int"), True)],
    "range_bound": [Overload((I,), I, Operand(0))],
    "sum_of": [*(Overload((B, kind), kind, Operand(1)) for kind in (I, LONG, V)), Overload((B, F), V, Call("float_sum"))],
    "word_of": [Overload((LONG,), "i64", Call("word_of", words=True))],
    "long_from_word": [Overload((word,), LONG, Call("long_from_word")) for word in ("i64", I)],
    "py_str": _TO_TEXT,
    "py_format_plain": _TO_TEXT,
    "py_format_part": [Overload((S,), S, Operand(0)), Overload((I,), I, Operand(0)), Overload((F,), S, Call("float_text"))],
    "buf_part": [Overload((S,), "void", Call("buf_str")), Overload((I,), "void", Call("buf_int"))],
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
        "py_format_part": [row((V,), V, "part_of")],
        "py_iadd": [row((V, I), V, "iadd_int"), row((S, V), S, "str_add"), row((F, V), F, "float_iadd")],
        "py_isub": [row((F, V), F, "float_isub")],
        "py_imul": [row((F, V), F, "float_imul")],
        "py_itruediv": [row((F, V), F, "float_iover")],
        "py_sub": [row((V, F), F, "sub_float"), row((F, V), F, "float_sub"), row((V, I), V, "sub_int")],
        "py_mul": [row((V, F), F, "mul_float"), row((F, V), F, "float_mul")],
        "py_truediv": [row((V, F), F, "div_float"), row((F, V), F, "float_over")],
        "py_eq": [row((V, I), B, "eq_int", False), row((V, F), B, "eq_float", False), row((V, S), B, "eq_str", False)],
    }
    table["item_eq"] = [row for row in table["py_eq"] if F not in row.args]
    table["py_ne"] = [Overload((V, S), B, Call("eq_str", negated=True), mixed=True)]
    table["py_mul"] += [row((L, kind), L, "py_mul") for kind in (I, LONG, V)]
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


FUSED = {("long_mod_by", "long_mul"): "long_mul_mod_by", ("long_mod_by", "long_add"): "long_add_mod_by"}
"""A function of what another one gives, and the function that does both."""

FUSED_LAST = {("str_concat", "int_text"): "text_with_int"}
"""The same for what is the last operand."""

# look-ups and stores that take string keys or no keys, in bodies too: nothing they compare can raise; and the collector
NEVER_RAISE = frozenset(
    """dict_get dict_get_str dict_set input_get list_push value_or_none deep_copy body_full_context body_variables leave_young""".split()
)


@functools.cache
def select_overload(name: str, types: tuple[str, ...], mixed: bool = True) -> Overload | None:
    """The overload of a runtime function for these operand types, None for the generic function. A long or key without a row is a value.

    `mixed`: whether operands of unknown kind surely have no operators of their own.
    """
    for overload in OVERLOADS.get(name, ()):
        if overload.mixed and not mixed:
            continue
        if len(overload.args) == len(types) and all(w in ("any", t) for w, t in zip(overload.args, types, strict=True)):
            return overload
    return select_overload(name, tuple(V if t in (LONG, K) else t for t in types), mixed) if LONG in types or K in types else None
