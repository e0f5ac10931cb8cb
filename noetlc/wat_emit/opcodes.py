"""Opcodes of the wasm binary format, as data."""

from __future__ import annotations

VALUE_TYPES = {"i32": b"\x7f", "i64": b"\x7e", "f64": b"\x7c", "v128": b"\x7b", "void": b"\x40"}

# Runs of consecutive one-byte opcodes.
_RUNS: tuple[tuple[int, str], ...] = (
    (0x00, "unreachable nop block loop if else"),
    (0x0B, "end br br_if br_table return call call_indirect"),
    (0x1A, "drop select"),
    (0x20, "local.get local.set local.tee global.get global.set"),
    (0x28, "i32.load i64.load f32.load f64.load i32.load8_s i32.load8_u i32.load16_s i32.load16_u"),
    (0x30, "i64.load8_s i64.load8_u i64.load16_s i64.load16_u i64.load32_s i64.load32_u"),
    (0x36, "i32.store i64.store f32.store f64.store i32.store8 i32.store16 i64.store8 i64.store16 i64.store32"),
    (0x3F, "memory.size memory.grow i32.const i64.const f32.const f64.const"),
    (0x45, "i32.eqz i32.eq i32.ne i32.lt_s i32.lt_u i32.gt_s i32.gt_u i32.le_s i32.le_u i32.ge_s i32.ge_u"),
    (0x50, "i64.eqz i64.eq i64.ne i64.lt_s i64.lt_u i64.gt_s i64.gt_u i64.le_s i64.le_u i64.ge_s i64.ge_u"),
    (0x61, "f64.eq f64.ne f64.lt f64.gt f64.le f64.ge"),
    (0x67, "i32.clz i32.ctz i32.popcnt i32.add i32.sub i32.mul i32.div_s i32.div_u i32.rem_s i32.rem_u"),
    (0x71, "i32.and i32.or i32.xor i32.shl i32.shr_s i32.shr_u i32.rotl i32.rotr"),
    (0x79, "i64.clz i64.ctz i64.popcnt i64.add i64.sub i64.mul i64.div_s i64.div_u i64.rem_s i64.rem_u"),
    (0x83, "i64.and i64.or i64.xor i64.shl i64.shr_s i64.shr_u i64.rotl i64.rotr"),
    (0x99, "f64.abs f64.neg f64.ceil f64.floor f64.trunc f64.nearest f64.sqrt"),
    (0xA0, "f64.add f64.sub f64.mul f64.div f64.min f64.max f64.copysign i32.wrap_i64"),
    (0xAC, "i64.extend_i32_s i64.extend_i32_u"),
    (0xB7, "f64.convert_i32_s f64.convert_i32_u f64.convert_i64_s f64.convert_i64_u"),
    (0xBD, "i64.reinterpret_f64"),
    (0xBF, "f64.reinterpret_i64 i32.extend8_s i32.extend16_s i64.extend8_s i64.extend16_s i64.extend32_s"),
)

_PREFIXED = {
    "i32.trunc_sat_f64_s": b"\xfc\x02",
    "i32.trunc_sat_f64_u": b"\xfc\x03",
    "i64.trunc_sat_f64_s": b"\xfc\x06",
    "i64.trunc_sat_f64_u": b"\xfc\x07",
    "memory.copy": b"\xfc\x0a",
    "memory.fill": b"\xfc\x0b",
    "v128.load": b"\xfd\x00",
    "v128.store": b"\xfd\x0b",
    "i8x16.splat": b"\xfd\x0f",
    "i8x16.eq": b"\xfd\x23",
    "i8x16.ne": b"\xfd\x24",
    "i8x16.lt_s": b"\xfd\x25",
    "i8x16.lt_u": b"\xfd\x26",
    "i8x16.gt_s": b"\xfd\x27",
    "i8x16.gt_u": b"\xfd\x28",
    "i8x16.le_s": b"\xfd\x29",
    "i8x16.le_u": b"\xfd\x2a",
    "i8x16.ge_s": b"\xfd\x2b",
    "i8x16.ge_u": b"\xfd\x2c",
    "v128.not": b"\xfd\x4d",
    "v128.and": b"\xfd\x4e",
    "v128.andnot": b"\xfd\x4f",
    "v128.or": b"\xfd\x50",
    "v128.xor": b"\xfd\x51",
    "v128.any_true": b"\xfd\x53",
    "i8x16.all_true": b"\xfd\x63",
    "i8x16.bitmask": b"\xfd\x64",
    "i8x16.add": b"\xfd\x6e",
    "i8x16.sub": b"\xfd\x71",
}

# Bytes that follow an opcode and never vary: memory indices.
FIXED_SUFFIX = {"memory.size": b"\x00", "memory.grow": b"\x00", "memory.copy": b"\x00\x00", "memory.fill": b"\x00"}


def _build() -> dict[str, bytes]:
    table = dict(_PREFIXED)
    for first, names in _RUNS:
        for position, name in enumerate(names.split()):
            table[name] = bytes((first + position,))
    return table


OPCODES: dict[str, bytes] = _build()
