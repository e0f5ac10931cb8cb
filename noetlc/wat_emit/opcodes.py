"""Opcodes of the wasm binary format, as data."""

from __future__ import annotations

VALUE_TYPES = {"i32": b"\x7f", "i64": b"\x7e", "f64": b"\x7c", "v128": b"\x7b", "void": b"\x40"}

# Runs of consecutive one-byte opcodes: all of wasm 1.0 with sign extension.
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
    (0x5B, "f32.eq f32.ne f32.lt f32.gt f32.le f32.ge f64.eq f64.ne f64.lt f64.gt f64.le f64.ge"),
    (0x67, "i32.clz i32.ctz i32.popcnt i32.add i32.sub i32.mul i32.div_s i32.div_u i32.rem_s i32.rem_u"),
    (0x71, "i32.and i32.or i32.xor i32.shl i32.shr_s i32.shr_u i32.rotl i32.rotr"),
    (0x79, "i64.clz i64.ctz i64.popcnt i64.add i64.sub i64.mul i64.div_s i64.div_u i64.rem_s i64.rem_u"),
    (0x83, "i64.and i64.or i64.xor i64.shl i64.shr_s i64.shr_u i64.rotl i64.rotr"),
    (0x8B, "f32.abs f32.neg f32.ceil f32.floor f32.trunc f32.nearest f32.sqrt"),
    (0x92, "f32.add f32.sub f32.mul f32.div f32.min f32.max f32.copysign"),
    (0x99, "f64.abs f64.neg f64.ceil f64.floor f64.trunc f64.nearest f64.sqrt"),
    (0xA0, "f64.add f64.sub f64.mul f64.div f64.min f64.max f64.copysign"),
    (0xA7, "i32.wrap_i64 i32.trunc_f32_s i32.trunc_f32_u i32.trunc_f64_s i32.trunc_f64_u i64.extend_i32_s i64.extend_i32_u"),
    (0xAE, "i64.trunc_f32_s i64.trunc_f32_u i64.trunc_f64_s i64.trunc_f64_u"),
    (0xB2, "f32.convert_i32_s f32.convert_i32_u f32.convert_i64_s f32.convert_i64_u f32.demote_f64"),
    (0xB7, "f64.convert_i32_s f64.convert_i32_u f64.convert_i64_s f64.convert_i64_u f64.promote_f32"),
    (0xBC, "i32.reinterpret_f32 i64.reinterpret_f64 f32.reinterpret_i32 f64.reinterpret_i64"),
    (0xC0, "i32.extend8_s i32.extend16_s i64.extend8_s i64.extend16_s i64.extend32_s"),
)

# Runs behind a prefix: conversions that saturate and bulk memory, then the vector operations on bytes.
_PREFIXED: tuple[tuple[int, int, str], ...] = (
    (0xFC, 0x00, "i32.trunc_sat_f32_s i32.trunc_sat_f32_u i32.trunc_sat_f64_s i32.trunc_sat_f64_u"),
    (0xFC, 0x04, "i64.trunc_sat_f32_s i64.trunc_sat_f32_u i64.trunc_sat_f64_s i64.trunc_sat_f64_u"),
    (0xFC, 0x0A, "memory.copy memory.fill"),
    (0xFD, 0x00, "v128.load"),
    (0xFD, 0x0B, "v128.store"),
    (0xFD, 0x0E, "i8x16.swizzle i8x16.splat"),
    (0xFD, 0x23, "i8x16.eq i8x16.ne i8x16.lt_s i8x16.lt_u i8x16.gt_s i8x16.gt_u i8x16.le_s i8x16.le_u i8x16.ge_s i8x16.ge_u"),
    (0xFD, 0x4D, "v128.not v128.and v128.andnot v128.or v128.xor v128.bitselect v128.any_true"),
    (0xFD, 0x60, "i8x16.abs i8x16.neg i8x16.popcnt i8x16.all_true i8x16.bitmask"),
    (0xFD, 0x6B, "i8x16.shl i8x16.shr_s i8x16.shr_u i8x16.add i8x16.add_sat_s i8x16.add_sat_u"),
    (0xFD, 0x71, "i8x16.sub i8x16.sub_sat_s i8x16.sub_sat_u"),
    (0xFD, 0x76, "i8x16.min_s i8x16.min_u i8x16.max_s i8x16.max_u"),
)

# Bytes that follow an opcode and never vary: memory indices.
FIXED_SUFFIX = {"memory.size": b"\x00", "memory.grow": b"\x00", "memory.copy": b"\x00\x00", "memory.fill": b"\x00"}


def _build() -> dict[str, bytes]:
    plain = {name: bytes((first + position,)) for first, names in _RUNS for position, name in enumerate(names.split())}
    prefixed = {
        name: bytes((prefix, first + position)) for prefix, first, names in _PREFIXED for position, name in enumerate(names.split())
    }
    return plain | prefixed


OPCODES: dict[str, bytes] = _build()
