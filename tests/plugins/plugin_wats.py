"""Plug-ins in WAT text for the tests: what each does stands beside it."""

from __future__ import annotations

ALLOC = """
  (global $hp (mut i32) (i32.const 4096))
  (func $alloc (export "alloc") (param $n i32) (result i32)
    (local $p i32) (local $need i32)
    (local.set $p (global.get $hp))
    (global.set $hp (i32.add (i32.and (i32.add (local.get $n) (i32.const 7)) (i32.const -8)) (local.get $p)))
    (local.set $need (i32.sub (i32.add (i32.shr_u (global.get $hp) (i32.const 16)) (i32.const 1)) (memory.size)))
    (if (i32.gt_s (local.get $need) (i32.const 0))
      (then (if (i32.eq (memory.grow (local.get $need)) (i32.const -1)) (then (unreachable)))))
    (local.get $p))
  (func $pack (param i32 i32) (result i64)
    (i64.or (i64.shl (i64.extend_i32_u (local.get 0)) (i64.const 32)) (i64.extend_i32_u (local.get 1))))
"""

RING = """
  (import "noetl" "event_publish" (func $event (param i32 i32) (result i32)))
  (import "noetl" "result_put" (func $result (param i32 i32 i32 i32) (result i32)))
  (import "noetl" "object_put" (func $object (param i32 i32 i32 i32) (result i32)))
"""


def plugin(body: str, *, imports: str = "", memory: str = "1", top: str = "", entry: str = "run") -> bytes:
    """A plug-in whose entry is `body`, with parameters $p and $n, and two i32 locals $i and $j."""
    return f"""(module {imports} (memory (export "memory") {memory}) {ALLOC} {top}
  (func (export "{entry}") (param $p i32) (param $n i32) (result i64) (local $i i32) (local $j i32) {body}))""".encode()


ECHO = plugin("(call $pack (local.get $p) (local.get $n))")
"""Gives its input back."""

EMPTY = plugin("(i64.const 0)")
"""Gives nothing."""

TRAP = plugin("unreachable")

LOOP = plugin("(loop $l (br $l)) (i64.const 0)")

BYTES = plugin("(call $pack (i32.const 16) (i32.const 5))", top=r'(data (i32.const 16) "\ff\00\80a\c3")')
"""Gives bytes that are not UTF-8."""

JSON_TEXT = b'{"x": 12, "y": "d\xc3\xa4", "z": [1, null, 2.5]} '

JSON = plugin("(call $pack (i32.const 16) (i32.const 43))", top=r'(data (i32.const 16) "{\"x\": 12, \"y\": \"d\c3\a4\", \"z\": [1, null, 2.5]} ")')

PUTS = plugin(
    """
    (drop (call $result (i32.const 16) (i32.const 1) (local.get $p) (local.get $n)))
    (drop (call $object (i32.const 17) (i32.const 1) (local.get $p) (local.get $n)))
    (drop (call $event (local.get $p) (local.get $n)))
    (drop (call $result (i32.const 18) (i32.const 1) (local.get $p) (i32.const 0)))
    (call $pack (local.get $p) (local.get $n))""",
    imports=RING,
    top='(data (i32.const 16) "rok")',
)
"""Puts a result, an object, an event and an empty result, then gives its input back."""

STATUSES = plugin(
    r"""
    (i32.store8 (i32.const 32) (i32.add (i32.const 48) (call $result (i32.const 16) (i32.const 1) (i32.const -1) (i32.const 9))))
    (i32.store8 (i32.const 33) (i32.add (i32.const 48) (call $result (i32.const 24) (i32.const 2) (local.get $p) (local.get $n))))
    (i32.store8 (i32.const 34) (i32.add (i32.const 48) (call $event (local.get $p) (local.get $n))))
    (call $pack (i32.const 32) (i32.const 3))""",
    imports=RING,
    top=r'(data (i32.const 16) "r") (data (i32.const 24) "\ff\fe")',
)
"""Calls with data out of bounds, with a key that is not UTF-8, and rightly: the statuses as digits."""

FLOOD = plugin(
    """
    (loop $l
      (br_if $l (i32.eqz (call $event (i32.const 16) (i32.const 2)))))
    (i64.const 0)""",
    imports=RING,
    top='(data (i32.const 16) "{}")',
)
"""Publishes until a call is denied."""

STATE = plugin(
    """
    (i32.store8 (i32.const 100) (i32.add (i32.load8_u (i32.const 100)) (i32.const 1)))
    (i32.store8 (i32.const 32) (i32.add (i32.const 48) (i32.load8_u (i32.const 100))))
    (call $pack (i32.const 32) (i32.const 1))"""
)
"""Counts its calls in memory: 1 if it is as fresh on every call."""

IF_EMPTY = plugin('(if (i32.eqz (local.get $n)) (then (unreachable))) (call $pack (local.get $p) (local.get $n))')
"""Traps without input, else gives it back."""

TWO = plugin(
    "(call $pack (local.get $p) (local.get $n))",
    top="""(func (export "size") (param i32 i32) (result i64)
      (i32.store8 (i32.const 32) (i32.add (i32.const 48) (i32.rem_u (local.get 1) (i32.const 10)))) (call $pack (i32.const 32) (i32.const 1)))
      (func (export "odd") (param i32) (result i64) (i64.const 0))""",
)
"""Two entries, `run` and `size` (last digit of the size of the input), and an export `odd` that is none."""
