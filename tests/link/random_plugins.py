"""Random small plug-ins that keep state in everything that can keep some."""

from __future__ import annotations

from dataclasses import dataclass, field
from random import Random

HEAD = """(func $in (param i32) (result i32)
  (if (result i32) (i32.lt_u (local.get 0) (global.get $in_n)) (then (i32.load8_u (i32.add (global.get $in_at) (local.get 0)))) (else (i32.const 7))))
(global $in_at (mut i32) (i32.const 0)) (global $in_n (mut i32) (i32.const 0)) (global $h (mut i64) (i64.const 0))
(func $mix (param i64) (global.set $h (i64.add (i64.mul (global.get $h) (i64.const 1099511628211)) (local.get 0))))
(func $mix32 (param i32) (call $mix (i64.extend_i32_u (local.get 0))))
(type $target (func (result i32)))"""

PUT = '(import "noetl" "{name}" (func ${name} (param i32 i32 i32 i32) (result i32)))'
PUBLISH = '(import "noetl" "event_publish" (func $event_publish (param i32 i32) (result i32)))'

INITIAL = {
    "i32": "(i32.const {})", "i64": "(i64.const {})", "f32": "(f32.const {})", "f64": "(f64.const {}.5)", "v128": "(v128.const i64x2 {0} {0})",
}  # fmt: skip
STEP = {
    "i32": "(global.set {g} (i32.add (i32.mul (global.get {g}) (i32.const 5)) (i32.const 1))) (call $mix32 (global.get {g}))",
    "i64": "(global.set {g} (i64.add (i64.mul (global.get {g}) (i64.const 5)) (i64.const 1))) (call $mix (global.get {g}))",
    "f32": "(global.set {g} (f32.add (global.get {g}) (f32.const 1))) (call $mix32 (i32.reinterpret_f32 (global.get {g})))",
    "f64": "(global.set {g} (f64.mul (global.get {g}) (f64.const 1.5))) (call $mix (i64.reinterpret_f64 (global.get {g})))",
    "v128": "(global.set {g} (i64x2.add (global.get {g}) (v128.const i64x2 1 2))) (call $mix (i64x2.extract_lane 1 (global.get {g})))",
    "funcref": "(call $mix32 (ref.is_null (global.get {g}))) (global.set {g} (ref.func $f0))",
    "externref": "(call $mix32 (ref.is_null (global.get {g})))",
}


@dataclass
class Memory:
    pages: int
    most: int | None
    grows: bool


@dataclass
class Table:
    type: str
    size: int
    most: int | None


@dataclass
class Maker:
    """Makes one module. `wild`: statements may also trap."""

    chance: Random
    wild: bool
    memories: list[Memory] = field(default_factory=list)
    tables: list[Table] = field(default_factory=list)
    globals: list[str] = field(default_factory=list)
    data: int = 0
    elements: list[str] = field(default_factory=list)
    imports: list[str] = field(default_factory=list)

    def module(self) -> str:
        c = self.chance
        self.memories = [Memory(c.choice((1, 1, 2)), c.choice((None, 3, 5)), c.random() < 0.5) for _ in range(c.choice((1, 1, 2)))]
        for _ in range(c.choice((0, 1, 1, 2))):
            size = c.randrange(5)
            self.tables.append(Table(c.choice(("funcref", "funcref", "externref")), size, c.choice((None, size + 2, size))))
        self.globals = [c.choice(list(STEP)) for _ in range(c.randrange(5))]
        self.imports = [name for name in ("result_put", "object_put", "event_publish") if c.random() < 0.3]
        parts = [PUBLISH if name == "event_publish" else PUT.format(name=name) for name in self.imports]
        exported = 0 if len(self.memories) == 1 else c.randrange(2)
        for place, memory in enumerate(self.memories):
            export = '(export "memory")' if place == exported else ""
            parts.append(f"(memory $m{place} {export} {memory.pages} {memory.most or ''})")
        parts += [f"(table $t{i} {t.size} {'' if t.most is None else t.most} {t.type})" for i, t in enumerate(self.tables)]
        for place, type_ in enumerate(self.globals):
            init = {"funcref": c.choice(("(ref.func $f1)", "(ref.null func)")), "externref": "(ref.null extern)"}.get(type_)
            parts.append(f"(global $g{place} (mut {type_}) {init or INITIAL[type_].format(c.randrange(100))})")
        parts += [self.segment() for _ in range(c.randrange(4))]
        parts += [self.element() for _ in range(c.randrange(4))]
        head = HEAD.replace("i32.load8_u", f"i32.load8_u $m{exported}")
        functions = [f"(func $f{i} (type $target) {self.block(3)} (i32.const {i + 1}))" for i in range(3)]
        start = f"(start $start) (func $start {self.block(4, start=True)})" if c.random() < 0.3 else ""
        at = c.choice((1024, 4096, 20000))
        alloc = f'(func (export "alloc") (param i32) (result i32) (i32.const {at}))'
        out = f"(i64.store $m{exported} (i32.const 512) (global.get $h)) (i64.const {512 << 32 | 8})"
        run = f"""(func (export "run") (param i32 i32) (result i64) (global.set $in_at (local.get 0)) (global.set $in_n (local.get 1))
          {self.block(10)} {out})"""
        return "\n".join(["(module", *parts, head, *functions, start, "(elem declare func $f0 $f1 $f2)", alloc, run]) + ")"

    # -- parts

    def offset(self, size: int) -> str:
        c = self.chance
        value = c.randrange(size) if not self.wild or c.random() < 0.95 else size + c.randrange(10)
        return c.choice((f"(i32.const {value})", f"(offset (i32.add (i32.const {value - 3}) (i32.const 3)))"))

    def segment(self) -> str:
        c = self.chance
        content = "".join(f"\\{c.randrange(256):02x}" for _ in range(c.randrange(12)))
        name, memory = f"$d{self.data}", c.randrange(len(self.memories))
        self.data += 1
        place = "" if c.random() < 0.5 else f"(memory $m{memory}) {self.offset(600)}"
        return f'(data {name} {place} "{content}")'

    def element(self) -> str:
        c = self.chance
        place, name = len(self.elements), f"$e{len(self.elements)}"
        fitting = [(i, t) for i, t in enumerate(self.tables) if t.type == "funcref"]
        functions = " ".join(f"$f{c.randrange(3)}" for _ in range(c.randrange(4)))
        kind = c.randrange(5)
        type_ = "externref" if kind == 0 else "funcref"
        self.elements.append(type_)
        if kind == 0:
            return f"(elem {name} externref {'(ref.null extern) ' * c.randrange(3)})"
        if kind == 1:
            return f"(elem {name} declare func {functions})"
        if kind < 4 and fitting:
            table, one = c.choice(fitting)
            if one.size >= 3 or (self.wild and c.random() < 0.1):
                return f"(elem {name} (table $t{table}) (i32.const {c.randrange(max(1, one.size - 2))}) func {functions})"
        items = " ".join(c.choice(("(ref.func $f0)", "(ref.null func)", "(ref.func $f2)")) for _ in range(place + 1))
        return f"(elem {name} funcref {items})"

    # -- statements

    def block(self, most: int, *, start: bool = False) -> str:
        return " ".join(self.statement(start) for _ in range(self.chance.randrange(most)))

    def statement(self, start: bool) -> str:
        c = self.chance
        if c.random() < 0.3:
            return f"(if (i32.and (call $in (i32.const {c.randrange(4)})) (i32.const {1 << c.randrange(4)})) (then {self.plain(start)}))"
        return self.plain(start)

    def plain(self, start: bool) -> str:
        c = self.chance
        choices = [self.access, self.access, self.memory]
        choices += [self.step] * 2 if self.globals else []
        choices += [self.table] * 3 if self.tables else []
        choices += [self.dropping] * 2 if self.data else []
        choices += [self.capability] if self.imports and not start else []
        return c.choice(choices)()

    def step(self) -> str:
        place = self.chance.randrange(len(self.globals))
        return STEP[self.globals[place]].format(g=f"$g{place}")

    def address(self, memory: Memory, size: int) -> int:
        """An address; outside only of a memory that never grows, whose size is always that of a fresh one."""
        end = memory.pages * 65536
        return self.chance.choice((self.chance.randrange(700, 3000), end - size, end - size + (self.wild and not memory.grows and self.chance.random() < 0.1)))

    def access(self) -> str:
        c = self.chance
        place = c.randrange(len(self.memories))
        memory, m = self.memories[place], f"$m{place}"
        at = self.address(memory, 8)
        code = c.choice(
            (
                "(i64.store {m} (i32.const {at}) (i64.add (i64.load {m} (i32.const {at})) (i64.const 3))) (call $mix (i64.load {m} (i32.const {at})))",
                "(call $mix32 (i32.load8_u {m} (i32.const {at}))) (i32.store8 {m} offset=1 (i32.const {at}) (i32.const 9))",
                "(v128.store8_lane {m} 3 (i32.const {at}) (v128.const i32x4 7 8 9 10)) (call $mix (i64x2.extract_lane 0 (v128.load64_zero {m} (i32.const {at}))))",
                "(memory.fill {m} (i32.const {at}) (call $in (i32.const 1)) (i32.const 5))",
                "(memory.copy {m} $m0 (i32.const {at}) (i32.const 800) (i32.const 8)) (call $mix (i64.load {m} (i32.const {at})))",
            )
        ).format(m=m, at=at)  # fmt: skip
        if memory.grows and c.random() < 0.4:
            page = memory.pages + c.randrange(2)
            there = page * 65536 + c.randrange(65528)
            use = f"(call $mix (i64.load {m} (i32.const {there}))) (i64.store {m} (i32.const {there}) (i64.const 77))"
            return f"(if (i32.gt_u (memory.size {m}) (i32.const {page})) (then {use}))"
        return code

    def memory(self) -> str:
        c = self.chance
        place = c.randrange(len(self.memories))
        if self.memories[place].grows and c.random() < 0.6:
            return f"(call $mix32 (memory.grow $m{place} (i32.const {c.choice((0, 1, 1, 2, 3, 99, -1))})))"
        return f"(call $mix32 (memory.size $m{place}))"

    def index(self, size: int) -> str:
        c = self.chance
        value = c.randrange(size + (3 if self.wild and c.random() < 0.2 else 0) or 1)
        return f"(i32.const {value})" if c.random() < 0.8 else f"(i32.and (call $in (i32.const 2)) (i32.const {size // 2}))"

    def table(self) -> str:
        c = self.chance
        place = c.randrange(len(self.tables))
        table, t = self.tables[place], f"$t{place}"
        value = "(ref.null extern)" if table.type == "externref" else c.choice(("(ref.func $f1)", "(ref.null func)"))
        if c.random() < 0.2:
            return f"(call $mix32 (table.grow {t} {value} (i32.const {c.choice((0, 1, 2, -1))})))"
        if c.random() < 0.2:
            return f"(call $mix32 (table.size {t}))"
        if not table.size and not self.wild:
            return ""
        kind, i = c.randrange(6), self.index(table.size)
        if kind == 0:
            return f"(call $mix32 (ref.is_null (table.get {t} {i})))"
        if kind == 1:
            return f"(table.set {t} {i} {value})"
        if kind == 2:
            return f"(table.fill {t} {i} {value} (i32.const {c.randrange(2)}))"
        if kind == 3 and table.type == "funcref":
            call = f"(call $mix32 (call_indirect {t} (type $target) {i}))"
            return call if self.wild and c.random() < 0.2 else f"(if (i32.eqz (ref.is_null (table.get {t} {i}))) (then {call}))"
        if kind == 4:
            others = [i for i, other in enumerate(self.tables) if other.type == table.type]
            return f"(table.copy {t} $t{c.choice(others)} {i} (i32.const 0) (i32.const {c.randrange(2)}))"
        fitting = [i for i, type_ in enumerate(self.elements) if type_ == table.type]
        if not fitting:
            return ""
        segment = c.choice(fitting)
        if self.wild and c.random() < 0.6:
            return f"(table.init {t} $e{segment} {i} (i32.const 0) (i32.const {c.randrange(3)}))"
        return c.choice((f"(elem.drop $e{segment})", f"(table.init {t} $e{segment} {i} (i32.const 0) (i32.const 0))"))

    def dropping(self) -> str:
        c = self.chance
        segment, place = c.randrange(self.data), c.randrange(len(self.memories))
        if c.random() < 0.3:
            return f"(data.drop $d{segment})"
        size = c.choice((0, 1, 2)) if self.wild else 0
        at = self.address(self.memories[place], 8)
        return f"(memory.init $m{place} $d{segment} (i32.const {at}) (i32.const 0) (i32.const {size})) (call $mix (i64.load $m{place} (i32.const {at})))"

    def capability(self) -> str:
        c = self.chance
        name = c.choice(self.imports)
        at = c.choice((0, 700, 800, 65530)) if self.wild else c.choice((0, 700, 800))
        data = f"(i32.const {at}) (i32.const {c.randrange(9)})"
        key = "" if name == "event_publish" else f"(i32.const {c.choice((0, 700))}) (i32.const {c.randrange(3)}) "
        return f"(call $mix32 (call ${name} {key}{data}))"


def random_plugin(chance: Random) -> str:
    """A plug-in as text, whose output and intents depend on its state and its input."""
    return Maker(chance, wild=chance.random() < 0.5).module()
