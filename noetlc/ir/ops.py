"""The machine operations: operand types, result type, and whether an immediate follows.

Names are those of the wasm text format. Dynamic operations are declared in `dynamic.py`.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Op:
    """`pure`: no effect and no trap, so an unused result can be dropped."""

    args: tuple[str, ...]
    result: str
    pure: bool
    memory: int = 0  # natural alignment as a power of two, plus one; 0 for operations that do not address memory


def _build() -> dict[str, Op]:
    ops: dict[str, Op] = {}
    for t in ("i32", "i64"):
        for name in "add sub mul and or xor shl shr_s shr_u rotl rotr".split():
            ops[f"{t}.{name}"] = Op((t, t), t, True)
        for name in "div_s div_u rem_s rem_u".split():
            ops[f"{t}.{name}"] = Op((t, t), t, False)
        for name in "eq ne lt_s lt_u gt_s gt_u le_s le_u ge_s ge_u".split():
            ops[f"{t}.{name}"] = Op((t, t), "i32", True)
        for name in "clz ctz popcnt".split():
            ops[f"{t}.{name}"] = Op((t,), t, True)
        ops[f"{t}.eqz"] = Op((t,), "i32", True)
        ops[f"{t}.extend8_s"] = Op((t,), t, True)
        ops[f"{t}.extend16_s"] = Op((t,), t, True)
        ops[f"{t}.trunc_sat_f64_s"] = Op(("f64",), t, True)
        ops[f"{t}.trunc_sat_f64_u"] = Op(("f64",), t, True)
        ops[f"f64.convert_{t}_s"] = Op((t,), "f64", True)
        ops[f"f64.convert_{t}_u"] = Op((t,), "f64", True)
    ops["i64.extend32_s"] = Op(("i64",), "i64", True)
    for name in "add sub mul div min max copysign".split():
        ops[f"f64.{name}"] = Op(("f64", "f64"), "f64", True)
    for name in "eq ne lt gt le ge".split():
        ops[f"f64.{name}"] = Op(("f64", "f64"), "i32", True)
    for name in "abs neg ceil floor trunc nearest sqrt".split():
        ops[f"f64.{name}"] = Op(("f64",), "f64", True)
    ops["i32.wrap_i64"] = Op(("i64",), "i32", True)
    ops["i64.extend_i32_s"] = Op(("i32",), "i64", True)
    ops["i64.extend_i32_u"] = Op(("i32",), "i64", True)
    ops["i64.reinterpret_f64"] = Op(("f64",), "i64", True)
    ops["f64.reinterpret_i64"] = Op(("i64",), "f64", True)
    loads = {"i32.load": 2, "i32.load8_u": 0, "i32.load8_s": 0, "i32.load16_u": 1, "i32.load16_s": 1, "i64.load": 3, "f64.load": 3}
    for name, align in loads.items():
        ops[name] = Op(("i32",), name[:3], False, align + 1)
    stores = {"i32.store": 2, "i32.store8": 0, "i32.store16": 1, "i64.store": 3, "f64.store": 3}
    for name, align in stores.items():
        ops[name] = Op(("i32", name[:3]), "void", False, align + 1)
    ops["v128.load"] = Op(("i32",), "v128", False, 5)
    ops["v128.store"] = Op(("i32", "v128"), "void", False, 5)
    ops["i8x16.splat"] = Op(("i32",), "v128", True)
    for name in "i8x16.eq i8x16.lt_u i8x16.le_u i8x16.gt_u v128.or v128.and".split():
        ops[name] = Op(("v128", "v128"), "v128", True)
    ops["i8x16.bitmask"] = Op(("v128",), "i32", True)
    ops["memory.size"] = Op((), "i32", False)
    ops["memory.grow"] = Op(("i32",), "i32", False)
    ops["memory.copy"] = Op(("i32", "i32", "i32"), "void", False)
    ops["memory.fill"] = Op(("i32", "i32", "i32"), "void", False)
    ops["unreachable"] = Op((), "never", False)
    return ops


OPS: dict[str, Op] = _build()

# The comparison that holds exactly when the other does not (NaN leaves only eq and ne of the float ones).
INVERSE: dict[str, str] = {"f64.eq": "f64.ne", "f64.ne": "f64.eq"}
for _type in ("i32", "i64"):
    for _one, _other in (("eq", "ne"), ("lt_s", "ge_s"), ("lt_u", "ge_u"), ("gt_s", "le_s"), ("gt_u", "le_u")):
        INVERSE[f"{_type}.{_one}"] = f"{_type}.{_other}"
        INVERSE[f"{_type}.{_other}"] = f"{_type}.{_one}"
