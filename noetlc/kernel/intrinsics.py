"""The words of kernel Python that are one machine operation: data, read by `lang.py` and the translator.

An entry maps a name to the machine operation for each operand type; `{t}` stands for the type of the first operand.
"""

from __future__ import annotations

# name -> operation; operands all have type t (i32 or i64)
INTEGER = {
    "lt_u": "{t}.lt_u", "gt_u": "{t}.gt_u", "le_u": "{t}.le_u", "ge_u": "{t}.ge_u",
    "div_s": "{t}.div_s", "div_u": "{t}.div_u", "rem_s": "{t}.rem_s", "rem_u": "{t}.rem_u",
    "shr_u": "{t}.shr_u", "rotl": "{t}.rotl", "rotr": "{t}.rotr",
    "clz": "{t}.clz", "ctz": "{t}.ctz", "popcnt": "{t}.popcnt", "f64_u": "f64.convert_{t}_u",
}  # fmt: skip

# name -> operation with fixed operand types
FIXED = {
    "trunc_i64": "i64.trunc_sat_f64_s", "trunc_u64": "i64.trunc_sat_f64_u",
    "bits": "i64.reinterpret_f64", "from_bits": "f64.reinterpret_i64",
    "fabs": "f64.abs", "floor": "f64.floor", "ceil": "f64.ceil", "trunc": "f64.trunc", "nearest": "f64.nearest",
    "sqrt": "f64.sqrt", "copysign": "f64.copysign",
    "memory_size": "memory.size", "memory_grow": "memory.grow", "memory_copy": "memory.copy", "memory_fill": "memory.fill",
    "trap": "unreachable",
}  # fmt: skip

LOADS = {
    "load8": "i32.load8_u", "load8s": "i32.load8_s", "load16": "i32.load16_u", "load32": "i32.load",
    "load64": "i64.load", "loadf": "f64.load", "loadv": "i32.load",
}  # fmt: skip
STORES = {
    "store8": "i32.store8", "store16": "i32.store16", "store32": "i32.store", "store64": "i64.store", "storef": "f64.store",
    "storev": "i32.store",
}  # fmt: skip

FIELD_LOADS = {
    "u8": "i32.load8_u", "u16": "i32.load16_u", "i32": "i32.load", "val": "i32.load", "i64": "i64.load", "f64": "f64.load",
}  # fmt: skip
FIELD_STORES = {
    "u8": "i32.store8", "u16": "i32.store16", "i32": "i32.store", "val": "i32.store", "i64": "i64.store", "f64": "f64.store",
}  # fmt: skip
