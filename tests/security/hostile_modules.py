"""Modules that attack the host that loads and calls them, made by small generators; each with the errors it may end in."""

from __future__ import annotations

import json
import struct
from collections.abc import Iterator
from dataclasses import dataclass, field

MAGIC = b"\0asm\x01\0\0\0"
LOOP = "(loop $l (br $l))"


@dataclass(frozen=True)
class Hostile:
    """A module (bytes or WAT text) and how a call of it may end: categories of HostError, kinds of Aborted, or `completed`."""

    name: str
    data: bytes
    ends: frozenset[str]
    manifest: object = field(default=None, compare=False)


def leb(value: int) -> bytes:
    """An unsigned number as LEB128."""
    out = bytearray()
    while value >= 0x80:
        out.append(value & 0x7F | 0x80)
        value >>= 7
    return bytes([*out, value])


def section(number: int, content: bytes) -> bytes:
    return bytes([number]) + leb(len(content)) + content


def custom(name: bytes, content: bytes) -> bytes:
    return section(0, leb(len(name)) + name + content)


def wat(run: str = "(i64.const 0)", *, top: str = "", alloc: str = "(i32.const 1024)", memory: str = "1", imports: str = "", start: str = "") -> bytes:
    """A module with the entries of the ABI."""
    begin = f"(func $start {start}) (start $start)" if start else ""
    entries = "".join(f'(func (export "{name}") (param i32 i32) (result i64) {run})' for name in ("invoke", "run"))
    text = f'(module {imports} (memory (export "memory") {memory}) {top} {begin} (func (export "alloc") (param i32) (result i32) {alloc}) {entries})'
    return text.encode()


def answering(text: bytes, *, size: int | None = None, at: int = 4096, pages: int | None = None) -> bytes:
    """A module whose output is this text."""
    escaped = "".join(f"\\{byte:02x}" for byte in text)
    need = pages or (at + len(text)) // 65536 + 2
    packed = at << 32 | (len(text) if size is None else size)
    return wat(f"(i64.const {packed})", memory=str(need), top=f'(data (i32.const {at}) "{escaped}")')


def tool(name: str, params: str = "i32 i32", result: str = "(result i64)") -> str:
    return f'(import "noetl_x1" "{name}" (func ${name} (param {params}) {result}))'


def ambient(name: str, type_: str) -> str:
    return f'(import "noetl_x1" "{name}" (func ${name} {type_}))'


def times(count: int, body: str) -> str:
    """The body, so many times."""
    return f"(local $i i32) (local.set $i (i32.const {count})) (loop $l {body} (br_if $l (local.tee $i (i32.sub (local.get $i) (i32.const 1))))) (i64.const 0)"


def _set(*ends: str) -> frozenset[str]:
    return frozenset(ends)


def loops() -> Iterator[Hostile]:
    late = _set("timeout")
    yield Hostile("a loop in start", wat(start=LOOP), late)
    yield Hostile("a loop in alloc", wat(alloc=f"{LOOP} (i32.const 0)"), late)
    yield Hostile("a loop in the entry", wat(f"{LOOP} (i64.const 0)"), late)
    yield Hostile("a loop of calls", wat("(loop $l (drop (call $f (i32.const 9))) (br $l)) (i64.const 0)", top="(func $f (param i32) (result i32) (local.get 0))"), late)
    yield Hostile("a loop over imports", wat("(loop $l (drop (call $now)) (br $l)) (i64.const 0)", imports=ambient("now", "(result i64)")), _set("timeout", "limit"))
    fib = "(func $f (param i32) (result i32) (if (result i32) (i32.lt_s (local.get 0) (i32.const 2)) (then (i32.const 1)) (else (i32.add (call $f (i32.sub (local.get 0) (i32.const 1))) (call $f (i32.sub (local.get 0) (i32.const 2)))))))"
    yield Hostile("exponential calls", wat("(drop (call $f (i32.const 90))) (i64.const 0)", top=fib), late)


def memory() -> Iterator[Hostile]:
    grow = "(loop $l (br_if $l (i32.ne (memory.grow (i32.const 100)) (i32.const -1)))) unreachable"
    yield Hostile("memory that grows", wat(grow), _set("trap"))
    yield Hostile("memory that grows and is written", wat("(drop (memory.grow (i32.const 65000))) (memory.fill (i32.const 0) (i32.const 1) (i32.const -65536)) unreachable"), _set("trap"))
    for pages in (8193, 30000, 65536):
        yield Hostile(f"memory of {pages} pages", wat(memory=str(pages)), _set("Instantiate"))
    many = "(memory 2000)" * 3
    yield Hostile("four memories of 2000 pages", wat(top=many, memory="2000"), _set("Invoke", "completed", "Instantiate"))
    yield Hostile("sixteen memories of 2000 pages", wat(top="(memory 2000)" * 15, memory="2000"), _set("Instantiate"))
    yield Hostile("seventeen memories", wat(top="(memory 1)" * 16), _set("Compile"))
    yield Hostile("a hundred memories", wat(top="(memory 8000)" * 99), _set("Compile"))
    for elements in (2_000_000, 10_000_000, 4_000_000_000):
        yield Hostile(f"a table of {elements}", wat(top=f"(table {elements} funcref)"), _set("Instantiate", "Compile"))
    table = "(loop $l (br_if $l (i32.ne (table.grow $t (ref.null func) (i32.const 10000)) (i32.const -1)))) unreachable"
    yield Hostile("a table that grows", wat(table, top="(table $t 1 funcref)"), _set("trap"))
    yield Hostile("four tables that grow", wat(table, top="(table $t 1 funcref)" + "(table 1 externref)" * 3), _set("trap"))
    yield Hostile("seventeen tables", wat(top="(table 1 funcref)" * 17), _set("Compile"))
    yield Hostile("memory of 64 bits", wat(memory="i64 1"), _set("Compile", "MissingExport", "Instantiate"))
    yield Hostile("shared memory", wat(memory="1 2 shared"), _set("Compile"))
    yield Hostile("no memory", b'(module (func (export "alloc") (param i32) (result i32) i32.const 0) (func (export "run") (param i32 i32) (result i64) i64.const 0))', _set("MissingExport"))
    yield Hostile("an empty memory", wat(memory="0"), _set("Memory", "Invoke"))


def recursion() -> Iterator[Hostile]:
    deep = "(func $f (param i64 i64 i64) (result i64) (i64.add (i64.const 1) (call $f (local.get 0) (local.get 1) (local.get 2))))"
    call = "(call $f (i64.const 1) (i64.const 2) (i64.const 3))"
    yield Hostile("deep recursion", wat(call, top=deep), _set("trap"))
    yield Hostile("deep recursion in start", wat(start=f"(drop {call})", top=deep), _set("trap"))
    yield Hostile("deep recursion in alloc", wat(alloc=f"(i32.wrap_i64 {call})", top=deep), _set("trap"))
    indirect = "(type $t (func (result i64))) (table funcref (elem $g)) (func $g (result i64) (i64.add (i64.const 1) (call_indirect (type $t) (i32.const 0))))"
    yield Hostile("deep indirect recursion", wat("(call $g)", top=indirect), _set("trap"))
    yield Hostile("a wild indirect call", wat("(call_indirect (type $t) (i32.const 99))", top=indirect), _set("trap"))
    yield Hostile("recursion through a capability", wat("(call $tool_x (i32.const 0) (i32.const 4))", alloc="(drop (call $tool_x (i32.const 0) (i32.const 4))) (i32.const 0)", imports=tool("tool_x")), _set("Invoke"))
    for name, code in (("unreachable", "unreachable"), ("division by zero", "(i64.div_s (i64.const 1) (i64.const 0))"), ("overflow", "(i64.trunc_f64_s (f64.const 1e300))"), ("a wild load", "(i64.load (i32.const -8))"), ("a wild copy", "(memory.copy (i32.const 0) (i32.const -1) (i32.const 100)) (i64.const 0)")):
        yield Hostile(name, wat(code), _set("trap"))
    yield Hostile("unreachable in start", wat(start="unreachable"), _set("trap"))


def pointers() -> Iterator[Hostile]:
    bad = _set("Memory", "Invoke")
    for at, size in ((0, 2**32 - 1), (2**32 - 1, 1), (2**32 - 1, 2**32 - 1), (2**31, 2**31), (65536, 1), (65535, 2), (0, 65537), (1, 64 << 20)):
        yield Hostile(f"output {at}+{size}", wat(f"(i64.const {_signed(at << 32 | size)})"), bad)
    yield Hostile("empty output", wat(), bad)
    for pointer in (-1, -65536, 65536, 65535, 2**31 - 1, -(2**31)):
        yield Hostile(f"alloc gives {pointer}", wat(alloc=f"(i32.const {pointer})"), bad)
    yield Hostile("alloc gives 0", wat(alloc="(i32.const 0)"), bad)
    yield Hostile("alloc grows and gives the end", wat(alloc="(drop (memory.grow (i32.const 1))) (i32.const 131071)"), bad)
    yield Hostile("alloc traps", wat(alloc="unreachable"), _set("trap"))


def _signed(value: int) -> int:
    return value - (1 << 64) if value >> 63 else value


def capabilities() -> Iterator[Hostile]:
    ranges = ((-1, 1), (0, -1), (65536, 1), (65535, 2), (2**31 - 1, 2**31 - 1), (0, 65537), (-(2**31), -(2**31)))
    named = {
        "tool_x": ("(param i32 i32) (result i64)", "(drop (call $f (i32.const {0}) (i32.const {1})))"),
        "submit_x": ("(param i32 i32) (result i32)", "(drop (call $f (i32.const {0}) (i32.const {1})))"),
        "env": ("(param i32 i32) (result i64)", "(drop (call $f (i32.const {0}) (i32.const {1})))"),
        "random": ("(param i32 i32)", "(call $f (i32.const {0}) (i32.const {1}))"),
        "log": ("(param i32 i32 i32)", "(call $f (i32.const 20) (i32.const {0}) (i32.const {1}))"),
    }
    for name, (type_, call) in named.items():
        imports = f'(import "noetl_x1" "{name}" (func $f {type_}))'
        for at, size in ranges:
            yield Hostile(f"{name} of {at}+{size}", wat(call.format(at, size) + "(i64.const 0)", imports=imports), _set("Memory"))
        yield Hostile(f"{name} from start", wat(start=call.format(0, 4), imports=imports), _set("Instantiate"))
    for name, type_, call in (("now", "(result i64)", "(drop (call $f))"), ("monotonic", "(result i64)", "(drop (call $f))"), ("sleep", "(param i64)", "(call $f (i64.const 1))"), ("await", "(param i32) (result i64)", "(drop (call $f (i32.const 1)))")):
        imports = f'(import "noetl_x1" "{name}" (func $f {type_}))'
        yield Hostile(f"{name} from start", wat(start=call, imports=imports), _set("Instantiate"))
    ask = "(call $tool_x (i32.const 0) (i32.const 4))"
    second = "(global $n (mut i32) (i32.const 0))"
    for label, code, ends in (("traps", "unreachable", "trap"), ("loops", LOOP, "timeout"), ("recurses", "(drop (call $r))", "trap")):
        alloc = f"(if (global.get $n) (then {code})) (global.set $n (i32.const 1)) (i32.const 1024)"
        yield Hostile(f"alloc {label} for an answer", wat(ask, alloc=alloc, top=f"{second} (func $r (result i32) (i32.add (call $r) (i32.const 1)))", imports=tool("tool_x")), _set(ends))
    alloc = "(if (global.get $n) (then (drop (call $tool_x (i32.const 0) (i32.const 4))))) (global.set $n (i32.const 1)) (i32.const 1024)"
    yield Hostile("alloc asks for an answer", wat(ask, alloc=alloc, top=second, imports=tool("tool_x")), _set("Invoke"))
    yield Hostile("an answer out of memory", wat(ask, alloc="(if (global.get $n) (then (return (i32.const -9)))) (global.set $n (i32.const 1)) (i32.const 0)", top=second, imports=tool("tool_x")), _set("Memory"))
    yield Hostile("await of no handle", wat("(drop (call $await (i32.const 7))) (i64.const 0)", imports=ambient("await", "(param i32) (result i64)")), _set("Memory"))
    yield Hostile("sleep for ages", wat("(call $sleep (i64.const 9223372036854775807)) (call $sleep (i64.const -1)) (i64.const 0)", imports=ambient("sleep", "(param i64)")), _set("Invoke"))
    flood = "(drop (call $f (i32.const 0) (i32.const 65536)))"
    yield Hostile("a flood of tool calls", wat(times(100_000, flood), imports=tool("tool_x").replace("$tool_x", "$f")), _set("limit"))
    yield Hostile("a flood of submitted calls", wat(times(100_000, flood), imports='(import "noetl_x1" "submit_x" (func $f (param i32 i32) (result i32)))'), _set("limit"))
    yield Hostile("a flood of log lines", wat(times(100_000, "(call $f (i32.const 20) (i32.const 0) (i32.const 65536))"), imports='(import "noetl_x1" "log" (func $f (param i32 i32 i32)))'), _set("limit"))
    yield Hostile("a flood of variables", wat(times(100_000, flood), imports='(import "noetl_x1" "env" (func $f (param i32 i32) (result i64)))'), _set("limit"))
    yield Hostile("a flood of random bytes", wat(times(100_000, "(call $f (i32.const 0) (i32.const 65536))"), imports='(import "noetl_x1" "random" (func $f (param i32 i32)))'), _set("limit"))
    publish = '(import "noetl" "event_publish" (func $f (param i32 i32) (result i32)))'
    yield Hostile("a flood of intents", wat(times(200_000, "(drop (call $f (i32.const 0) (i32.const 8)))"), imports=publish), _set("Invoke"))
    yield Hostile("large intents", wat(times(5_000, flood), imports=publish), _set("Invoke"))
    put = '(import "noetl" "result_put" (func $f (param i32 i32 i32 i32) (result i32)))'
    yield Hostile("wild intents", wat("(drop (call $f (i32.const -1) (i32.const -1) (i32.const 1) (i32.const -9))) (i64.const 0)", imports=put), _set("Invoke"))
    yield Hostile("intents from start", wat(start="(drop (call $f (i32.const 0) (i32.const 1)))", imports=publish), _set("Invoke"))
    refused = _set("Instantiate", "Compile")
    for label, imports in {
        "an import of nobody": '(import "env" "f" (func))',
        "wasi": '(import "wasi_snapshot_preview1" "fd_write" (func (param i32 i32 i32 i32) (result i32)))',
        "an import of another type": '(import "noetl_x1" "now" (func (result i32)))',
        "a tool of another type": '(import "noetl_x1" "tool_http" (func (param i64) (result i64)))',
        "an imported memory": '(import "noetl_x1" "now" (memory 1))',
        "an imported table": '(import "noetl_x1" "now" (table 1 funcref))',
        "an imported global": '(import "noetl_x1" "now" (global i32))',
        "an import without a kind": '(import "noetl_x1" "tool_" (func (param i32 i32) (result i64)))',
        "an import with controls": '(import "noetl\\1b[2J" "\\07\\e2\\80\\ae" (func))',
        "imports of another version": '(import "noetl_x2" "now" (func (result i64)))',
        "many imports": '(import "noetl_x1" "now" (func (result i64)))' * 501,
    }.items():
        yield Hostile(label, wat(imports=imports), refused)


def exports() -> Iterator[Hostile]:
    missing = _set("MissingExport")
    yield Hostile("nothing at all", b"(module)", missing)
    for label, text in {
        "an entry of another type": '(memory (export "memory") 1) (func (export "alloc") (param i32) (result i32) i32.const 0) (func (export "run") (param i64) (result i64) i64.const 0)',
        "alloc of another type": '(memory (export "memory") 1) (func (export "alloc") (param i64) (result i32) i32.const 0) (func (export "run") (param i32 i32) (result i64) i64.const 0)',
        "a memory that is a function": '(func (export "memory")) (func (export "alloc") (param i32) (result i32) i32.const 0) (func (export "run") (param i32 i32) (result i64) i64.const 0)',
        "an entry that is a global": '(memory (export "memory") 1) (func (export "alloc") (param i32) (result i32) i32.const 0) (global (export "run") i32 (i32.const 0))',
        "an entry with two results": '(memory (export "memory") 1) (func (export "alloc") (param i32) (result i32) i32.const 0) (func (export "run") (param i32 i32) (result i64 i64) i64.const 0 i64.const 0)',
    }.items():
        yield Hostile(label, f"(module {text})".encode(), missing)


def shapes() -> Iterator[Hostile]:
    large = _set("Compile")
    yield Hostile("functions without end", wat(top="(func)" * 10_001), large)
    yield Hostile("globals without end", wat(top="(global i32 (i32.const 0))" * 2_001), large)
    yield Hostile("types without end", wat(top="".join(f"(type (func (param {'i32 ' * (n % 90)}) (result {'i64 ' * (n // 90)})))" for n in range(1_002))), large)
    yield Hostile("locals without end", wat(top="(func (local " + "i64 " * 2_001 + "))"), large)
    yield Hostile("parameters without end", wat(top="(func (param " + "i64 " * 101 + "))"), large)
    yield Hostile("one large function", wat(top="(func " + "(drop (i32.const 1))" * 50_000 + ")"), large)
    yield Hostile("data without end", wat(top="(data \"x\")" * 10_001), large)
    yield Hostile("exports without end", wat(top="".join(f'(global (export "g{n}") i32 (i32.const 0))' for n in range(1_001))), large)
    yield Hostile("text without end", b"(module " + b";; x\n" * 2_000_000 + b")", large)
    yield Hostile("nested text", b"(module (func " + b"(block " * 20_000 + b")" * 20_000 + b"))", _set("Compile", "MissingExport"))
    yield Hostile("a module of 3 MiB", MAGIC + custom(b"x", b"\0" * (3 << 20)), large)
    yield Hostile("sections without end", MAGIC + custom(b"x", b"") * 65, large)
    groups = b"\x01" + leb(4 + 5) + b"\x01" + b"\xff\xff\xff\xff\x0f\x7f" + b"\x0b"
    yield Hostile("four billion locals", MAGIC + section(1, b"\x01\x60\0\0") + section(3, b"\x01\0") + section(10, groups), large)


def slow_code() -> bytes:
    """Loops in loops over many locals, which takes compilers minutes."""
    count, number = 7_000, 1_500
    code = b"".join(b"\x03\x40\x20" + leb(k % number) + b"\x42\x01\x7c\x21" + leb(k * 7 % number) for k in range(count))
    code += b"\x41\0\x0d\0\x0b" * count + b"\x0b"
    body = leb(1) + leb(number) + b"\x7e" + code
    return MAGIC + section(1, b"\x01\x60\0\0") + section(3, b"\x01\0") + section(10, b"\x01" + leb(len(body)) + body)


def binaries(good: bytes) -> Iterator[Hostile]:
    """Damaged forms of a good binary module."""
    refused = _set("Compile", "Instantiate", "MissingExport", "completed", "Invoke", "Memory", "trap", "defect", "timeout", "limit", "left")
    step = max(1, len(good) // 24)
    for at in range(0, len(good) - 1, step):
        yield Hostile(f"cut at {at}", good[:at], refused)
    yield Hostile("a section twice", good + section(1, b"\x01\x60\0\0"), _set("Compile"))
    yield Hostile("a section of another order", MAGIC + section(10, b"\0") + section(1, b"\0"), _set("Compile"))
    yield Hostile("a section longer than the file", MAGIC + b"\x01\xff\xff\xff\xff\x0f", _set("Compile"))
    yield Hostile("a number too long", MAGIC + b"\x01" + b"\x80" * 20 + b"\0", _set("Compile"))
    yield Hostile("an unknown section", MAGIC + section(99, b"x"), _set("Compile"))
    yield Hostile("more types than bytes", MAGIC + section(1, leb(999) + b"\x60"), _set("Compile"))
    yield Hostile("a name that is no text", MAGIC + section(7, b"\x01\x02\xff\xfe\0\0"), _set("Compile"))
    yield Hostile("another version", b"\0asm\x02\0\0\0", _set("Compile"))
    yield Hostile("a component", b"\0asm\x0d\0\x01\0", _set("Compile"))
    yield Hostile("neither", b"\xff\xfe\xfd", _set("Compile"))
    yield Hostile("empty", b"", _set("Compile", "MissingExport"))
    yield Hostile("a name section of lies", good + custom(b"name", b"\x01\xff\xff\xff\x0f" + b"\x05" * 40), refused)
    yield Hostile("giant custom section", good + custom(b"x", b"\0" * (1 << 20)), refused)


def outputs() -> Iterator[Hostile]:
    bad = _set("Invoke")
    for label, text in {
        "not JSON": b"hello", "half": b'{"status":', "a list": b"[1]", "null": b"null", "a text": b'"x"', "NUL": b"\0", "not UTF-8": b'{"a":"\xff\xfe"}',
        "half a character": b'{"a":"\xed\xa0\x80"}', "deep lists": b"[" * 60_000 + b"]" * 60_000, "deep maps": b'{"a":' * 60_000 + b"1" + b"}" * 60_000,
        "a huge integer": b'{"a":' + b"9" * 60_000 + b"}", "a huge negative integer": b'{"a":-' + b"1" * 5_000 + b"}",
    }.items():
        yield Hostile(f"output: {label}", answering(text), bad)
    for label, text in {
        "NaN": b'{"status":NaN}', "escapes": b'{"status":"completed","result":"\\u001b[2J"}', "infinite": b'{"status":1e999}', "many keys": b"{" + b",".join(b'"%d":1' % n for n in range(5_000)) + b"}",
        "equal keys": b'{"status":1,"status":2}', "lone halves": b'{"status":"\\ud800"}', "another envelope": b'{"result":{"__proto__":1}}',
    }.items():
        yield Hostile(f"output: {label}", answering(text), _set("Invoke", "completed"))


MANIFESTS: dict[str, bytes] = {
    "abort_record beyond": b'{"abi":2,"abort_record":65535}', "abort_record huge": b'{"abort_record":' + b"9" * 4_000 + b"}", "abort_record too long": b'{"abort_record":' + b"9" * 9_000 + b"}",
    "abort_record negative": b'{"abort_record":-16}', "abort_record text": b'{"abort_record":"0"}', "abort_record float": b'{"abort_record":1e308}', "abort_record true": b'{"abort_record":true}',
    "abort_record list": b'{"abort_record":[0]}', "abi text": b'{"abi":"two","abort_record":0}', "abi null": b'{"abi":null,"abort_record":0}', "abi huge": b'{"abi":1e400,"abort_record":0}',
    "reasons text": b'{"abi":2,"abort_record":0,"reasons":"abc"}', "reasons map": b'{"abi":2,"abort_record":0,"reasons":{"1":"x"}}', "reasons numbers": b'{"abi":2,"abort_record":0,"reasons":[1,2,3,4,5,6,7,8,9]}',
    "reasons with controls": b'{"abi":2,"abort_record":0,"reasons":["\\u001b]0;x\\u0007\\n\\u202e","\\ud800","' + b"x" * 9_000 + b'"]}', "reasons null": b'{"abi":2,"abort_record":0,"reasons":null}',
    "playbook text": b'{"playbook":"x"}', "playbook odd": b'{"playbook":{"path":["\\u001b[2J"],"version":{"a":1}}}', "playbook controls": b'{"playbook":{"path":"a\\u001b[2Jb\\n\\u009b","name":5}}',
    "output odd": b'{"output":["x"]}', "steps odd": b'{"steps":[1,null,{"step":5}]}', "stop_word odd": b'{"stop_word":"x","abort_record":0}', "stop_word wild": b'{"stop_word":4294967292,"abort_record":0}',
    "a list": b"[]", "a number": b"5", "not JSON": b"{", "not UTF-8": b"\xff", "deep": b"[" * 100_000, "deep and closed": b'{"a":' * 50_000 + b"1" + b"}" * 50_000, "empty": b"", "NaN": b'{"abi":NaN}',
    "capabilities odd": b'{"capabilities":"all","limits":[],"plugins":5,"verification":"yes"}',
}  # fmt: skip
SITES: dict[str, bytes] = {
    "texts": b'{"1":["a","b","c","d"]}', "floats": b'{"1":[1.5,2.5,null,null]}', "maps": b'{"1":{"line":1}}', "short": b'{"1":[1]}', "long": b'{"1":[1,2,"s",3,4]}', "booleans": b'{"1":[true,false,null,true]}',
    "step odd": b'{"1":[1,2,["s"],3]}', "step controls": b'{"1":[1,2,"s\\u001b[2J\\n",3]}', "huge": b'{"1":[' + b"9" * 4_000 + b',1,"s",null]}', "inner odd": b'{"1":[1,2,"s","x"]}',
    "a list": b"[[1,2,3,4]]", "deep": b"[" * 100_000, "not JSON": b"}", "negative": b'{"1":[-1,-1,"",-1]}', "null": b"null",
}  # fmt: skip


def lying(binary: bytes) -> Iterator[Hostile]:
    """`binary` writes an abort record of site 1 and reason 1 at address 0, and traps."""
    ends = _set("trap", "int_overflow", "left", "defect", "budget", "memory", "intent", "failed", "stopped")
    for label, content in MANIFESTS.items():
        yield Hostile(f"manifest: {label}", binary + custom(b"noetlc.manifest", content), ends)
    for label, content in SITES.items():
        manifest = custom(b"noetlc.manifest", json.dumps({"abi": 2, "abort_record": 0, "reasons": ["why"]}).encode())
        yield Hostile(f"sites: {label}", binary + manifest + custom(b"noetlc.sites", content), ends)


def aborting(kind: int, site: int = 1, reason: int = 1) -> bytes:
    """WAT text that writes an abort record at address 0."""
    record = b"NOEA" + struct.pack("<III", kind, site, reason)
    words = "".join(f"(i32.store (i32.const {at}) (i32.const {struct.unpack_from('<i', record, at)[0]}))" for at in range(0, 16, 4))
    return wat(f"{words} unreachable")


def records() -> Iterator[tuple[int, int, int]]:
    """Kind, site and reason of abort records that no compiler writes."""
    for kind in (0, 1, 7, 8, 9, 255, 2**31, 2**32 - 1):
        for site, reason in ((0, 0), (2**32 - 1, 2**32 - 1)):
            yield kind, site, reason
