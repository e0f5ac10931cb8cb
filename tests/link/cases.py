"""Small plug-ins: two without state, and one for each thing that can keep some."""

from __future__ import annotations

ECHO = """(module (memory (export "memory") 1)
  (func (export "alloc") (param i32) (result i32) (i32.const 1024))
  (func (export "run") (param i32 i32) (result i64)
    (i64.or (i64.shl (i64.extend_i32_u (local.get 0)) (i64.const 32)) (i64.extend_i32_u (local.get 1)))))"""

HEX = """(module
  (import "noetl" "object_put" (func $object (param i32 i32 i32 i32) (result i32)))
  (import "noetl" "event_publish" (func $event (param i32 i32) (result i32)))
  (memory (export "memory") 1 4)
  (global $top (mut i32) (i32.const 4096))
  (data (i32.const 16) "0123456789abcdef") (data (i32.const 64) "hex/key")
  (func (export "alloc") (param $n i32) (result i32)
    (global.get $top) (global.set $top (i32.add (global.get $top) (local.get $n))))
  (func $digit (param $x i32) (result i32) (i32.load8_u offset=16 (i32.and (local.get $x) (i32.const 15))))
  (func (export "run") (param $at i32) (param $n i32) (result i64) (local $i i32) (local $x i32)
    (block $done (loop $next
      (br_if $done (i32.ge_u (local.get $i) (local.get $n)))
      (local.set $x (i32.load8_u (i32.add (local.get $at) (local.get $i))))
      (i32.store8 offset=8192 (i32.shl (local.get $i) (i32.const 1)) (call $digit (i32.shr_u (local.get $x) (i32.const 4))))
      (i32.store8 offset=8193 (i32.shl (local.get $i) (i32.const 1)) (call $digit (local.get $x)))
      (local.set $i (i32.add (local.get $i) (i32.const 1))) (br $next)))
    (drop (call $object (i32.const 64) (i32.const 7) (i32.const 8192) (i32.shl (local.get $n) (i32.const 1))))
    (drop (call $event (local.get $at) (local.get $n)))
    (i64.or (i64.shl (i64.const 8192) (i64.const 32)) (i64.extend_i32_u (i32.shl (local.get $n) (i32.const 1))))))"""

HEAD = """(memory (export "memory") 1 {most}) (func (export "alloc") (param i32) (result i32) (i32.const 4096))
  (func $out (param i64) (result i64) (i64.store (i32.const 32) (local.get 0)) (i64.const 0x20_00000008))"""
RUN = '(func (export "run") (param $at i32) (param $n i32) (result i64)'


def stateful(code: str, top: str = "", most: str = "") -> str:
    """A plug-in whose output is the i64 that the code leaves, of its locals `$a` and `$b`."""
    return f"(module {HEAD.format(most=most)} {top} {RUN} (local $a i64) (local $b i32) {code} call $out))"


CASES = {
    "a global": stateful("(global.set $g (i64.mul (global.get $g) (i64.const 3))) global.get $g", "(global $g (mut i64) (i64.const 5))"),
    "globals of all types": stateful(
        """(local.set $a (i64.reinterpret_f64 (global.get $d)))
        (local.set $a (i64.add (local.get $a) (i64.extend_i32_u (i32.reinterpret_f32 (global.get $f)))))
        (local.set $a (i64.xor (local.get $a) (i64x2.extract_lane 1 (global.get $v))))
        (local.set $a (i64.add (local.get $a) (i64.extend_i32_u (ref.is_null (global.get $r)))))
        (local.set $a (i64.add (local.get $a) (i64.extend_i32_u (ref.is_null (global.get $q)))))
        (global.set $d (f64.const 2)) (global.set $f (f32.const 7)) (global.set $v (v128.const i64x2 3 9)) (global.set $r (ref.null func))
        (global.set $q (ref.func $x)) local.get $a""",
        """(global $d (mut f64) (f64.const -nan:0x123)) (global $f (mut f32) (f32.const nan:0x77)) (global $v (mut v128) (v128.const i64x2 1 2))
        (func $x) (global $r (mut funcref) (ref.func $x)) (global $q (mut funcref) (ref.null func))""",
    ),
    "memory": stateful("(i64.store (i32.const 60000) (i64.add (i64.load (i32.const 60000)) (i64.const 1))) (i64.load (i32.const 60000))"),
    "memory with data": stateful("(i64.store (i32.const 99) (i64.add (i64.load (i32.const 99)) (i64.const 1))) (i64.load (i32.const 99))", '(data (i32.const 99) "abcdefgh")'),
    "a table": stateful(
        """(local.set $a (call_indirect (result i64) (i32.const 1)))
        (table.set (i32.const 1) (table.get (i32.const 2))) (table.set (i32.const 2) (ref.null func))
        (i64.add (local.get $a) (i64.extend_i32_u (ref.is_null (table.get (i32.const 2)))))""",
        "(table 4 funcref) (elem (i32.const 1) $x $y) (func $x (result i64) (i64.const 10)) (func $y (result i64) (i64.const 20))",
    ),
    "a filled table": stateful(
        "(i64.extend_i32_u (ref.is_null (table.get (i32.const 3)))) (table.fill (i32.const 0) (ref.func $x) (i32.const 4))",
        "(table 4 funcref) (func $x) (elem declare func $x)",
    ),
    "a copied table": stateful(
        "(i64.extend_i32_u (ref.is_null (table.get $u (i32.const 3)))) (table.copy $u $t (i32.const 2) (i32.const 0) (i32.const 2))",
        "(table $t 4 funcref) (table $u 4 funcref) (func $x) (elem (table $t) (i32.const 0) func $x $x)",
    ),
    "a dropped segment": stateful(
        "(memory.init $d (i32.const 64) (i32.const 0) (i32.const 8)) (data.drop $d) (i64.load (i32.const 64))", '(data $d "12345678")'
    ),
    "a dropped segment that is read": stateful(
        "(data.drop $d) (memory.init $d (i32.const 64) (i32.const 0) (i32.const 8)) (i64.const 1)", '(data $d "12345678")'
    ),
    "nothing of a dropped segment": stateful(
        "(data.drop $d) (memory.init $d (i32.const 65536) (i32.const 0) (i32.const 0)) (i64.const 1)", '(data $d "12345678")'
    ),
    "nothing of an active segment": stateful("(memory.init $d (i32.const 0) (i32.const 0) (i32.const 0)) (data.drop $d) (i64.const 1)", '(data $d (i32.const 0) "1")'),
    "an active segment that is read": stateful("(memory.init $d (i32.const 0) (i32.const 0) (i32.const 1)) (i64.const 1)", '(data $d (i32.const 0) "1")'),
    "nothing of an active segment, outside": stateful("(memory.init $d (i32.const 65537) (i32.const 0) (i32.const 0)) (i64.const 1)", '(data $d (i32.const 0) "1")'),
    "a dropped element segment": stateful(
        "(table.init $e (i32.const 0) (i32.const 0) (i32.const 1)) (elem.drop $e) (call_indirect (result i64) (i32.const 0))",
        "(table 1 funcref) (elem $e func $x) (func $x (result i64) (i64.const 7))",
    ),
    "a dropped element segment that is read": stateful(
        "(elem.drop $e) (table.init $e (i32.const 0) (i32.const 0) (i32.const 1)) (i64.const 1)",
        "(table 1 funcref) (elem $e func $x) (func $x (result i64) (i64.const 7))",
    ),
    "an active element segment that is read": stateful(
        "(table.init $e (i32.const 0) (i32.const 0) (i32.const 1)) (i64.const 1)",
        "(table 1 funcref) (elem $e (i32.const 0) func $x) (func $x (result i64) (i64.const 7))",
    ),
    "a declared element segment": stateful(
        "(table.init $e (i32.const 0) (i32.const 0) (i32.const 0)) (elem.drop $e) (i64.const 1)",
        "(table 1 funcref) (elem $e declare func $x) (func $x (result i64) (i64.const 7))",
    ),
    "external references": stateful(
        "(table.init $t $e (i32.const 0) (i32.const 0) (i32.const 1)) (elem.drop $e) (i64.extend_i32_u (table.grow $t (ref.null extern) (i32.const 3)))",
        "(table $t 1 externref) (elem $e externref (ref.null extern))",
    ),
    "memory that grows": stateful(
        """(local.set $a (i64.extend_i32_u (memory.grow (i32.const 2)))) (i64.store (i32.const 190000) (i64.const 77))
        (i64.add (i64.mul (local.get $a) (i64.const 100)) (i64.extend_i32_u (memory.size)))"""
    ),
    "new memory is zero": stateful(
        "(drop (memory.grow (i32.const 2))) (i64.load (i32.const 190000)) (i64.store (i32.const 190000) (i64.const 77))"
    ),
    "memory that grows to its maximum": stateful(
        "(local.set $a (i64.extend_i32_s (memory.grow (i32.const 3)))) (i64.add (local.get $a) (i64.extend_i32_s (memory.grow (i32.const 1))))",
        most="4",
    ),
    "memory that grows by nothing": stateful("(i64.extend_i32_s (memory.grow (i32.const 0)))"),
    "memory that grows too much": stateful("(i64.extend_i32_s (memory.grow (i32.const -1)))"),
    "an output in new memory": stateful(
        "(drop (memory.grow (i32.const 1))) (i64.store (i32.const 131064) (i64.const 5)) (return (i64.const 0x1fff8_00000008)) (i64.const 0)"
    ),
    "an output beyond memory": stateful("(drop (memory.grow (i32.const 1))) (return (i64.const 0x1fff9_00000008)) (i64.const 0)"),
    "a table that grows": stateful(
        """(local.set $a (i64.extend_i32_u (table.grow (ref.func $x) (i32.const 2))))
        (local.set $a (i64.add (i64.mul (local.get $a) (i64.const 100)) (i64.extend_i32_u (table.size))))
        (local.set $a (i64.add (local.get $a) (call_indirect (result i64) (i32.sub (table.size) (i32.const 1)))))
        (table.set (i32.const 0) (ref.func $x)) local.get $a""",
        "(table 1 funcref) (func $x (result i64) (i64.const 7000)) (elem declare func $x)",
    ),
    "a table that grows to its maximum": stateful(
        "(i64.add (i64.extend_i32_s (table.grow (ref.null func) (i32.const 2))) (i64.extend_i32_s (table.grow (ref.null func) (i32.const 1))))",
        "(table 1 3 funcref)",
    ),
    "a start function": stateful("(global.get $g)", "(global $g (mut i64) (i64.const 1)) (start $s) (func $s (global.set $g (i64.add (global.get $g) (i64.load (i32.const 0))))) (data (i32.const 0) \"\\05\")"),
    "computed offsets": stateful("(i64.load (i32.const 100))", '(data (i32.add (i32.const 90) (i32.const 10)) "abcdefgh")'),
    "two memories": stateful(
        "(i64.store $m (i32.const 8) (i64.add (i64.load $m (i32.const 8)) (i64.const 1))) (drop (memory.grow $m (i32.const 1))) (i64.add (i64.load $m (i32.const 8)) (i64.extend_i32_u (memory.size $m)))",
        '(memory $m 1) (data (memory $m) (i32.const 8) "\\09")',
    ),
    "memory copies": stateful(
        "(memory.fill $m (i32.const 9) (i32.const 3) (i32.const 8)) (memory.copy $m 0 (i32.const 12) (i32.const 99) (i32.const 2)) (memory.copy 0 $m (i32.const 99) (i32.const 9) (i32.const 8)) (i64.load (i32.const 99))",
        '(memory $m 1) (data (i32.const 99) "abcdefgh")',
    ),
    "no segments": stateful("(i64.const 3)"),
    "a start function that traps": stateful("(i64.const 3)", "(start $s) (func $s unreachable)"),
    "a segment outside memory": stateful("(i64.const 3)", '(data (i32.const 65535) "ab")'),
    "elements outside a table": stateful("(i64.const 3)", "(table 1 funcref) (func $x) (elem (i32.const 1) $x)"),
    "lanes and splats": stateful(
        "(v128.store8_lane offset=3 3 (i32.const 60) (v128.load8_splat (i32.const 100))) (i64x2.extract_lane 0 (v128.load64_lane 0 (i32.const 56) (v128.const i64x2 0 0)))",
        '(data (i32.const 100) "z")',
    ),
    "blocks with types": stateful(
        "(i64.const 3) (i64.const 4) (block (param i64 i64) (result i64) (loop (param i64 i64) (result i64) i64.add)) (if (param i64) (result i64) (i32.const 1) (then (i64.const 1) i64.add))"
    ),
    "a tail call": stateful("(call $c (i64.const 9))", "(func $c (param i64) (result i64) (return_call $d (local.get 0))) (func $d (param i64) (result i64) (i64.add (local.get 0) (i64.const 1)))"),
    "an indirect tail call": stateful(
        "(call $c (i64.const 9))",
        "(table 1 funcref) (elem (i32.const 0) $d) (type $t (func (param i64) (result i64))) (func $c (type $t) (return_call_indirect (type $t) (local.get 0) (i32.const 0))) (func $d (type $t) (i64.add (local.get 0) (i64.const 1)))",
    ),
    "a jump table": stateful("(block $x (block $y (block $z (br_table $x $y $z (i32.const 1))) (local.set $a (i64.const 1))) (local.set $a (i64.add (local.get $a) (i64.const 2)))) local.get $a"),
}  # fmt: skip
