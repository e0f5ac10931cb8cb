"""What makes a linked module as fresh as an instance that was just made.

An instance gets its state from segments, initial values and its start function. A linked module is instantiated once, together with the
others, so a function does this instead: active segments become passive ones, which it copies, and it calls the start function. If the
module is to be called again, the same function first takes back what a call may have left behind:

* globals that can be written get their initial values;
* memories are zeroed as far as they ever reached. Memory cannot shrink, so where code grows one, `memory.size` and `memory.grow` become
  functions on a global that holds the size an instance of its own would have; likewise tables, whose accesses are checked against it;
* tables that code writes are emptied before their elements come back;
* a segment that code drops stays, and a global says that it is gone. Active and declared segments are gone from the start.

All of it is text of the adapter module; what is changed in the module itself are the modes of its segments and these instructions.
"""

from __future__ import annotations

import struct
from dataclasses import dataclass, field, replace
from typing import Final

from noetlc.link.errors import LinkError
from noetlc.link.images import joined
from noetlc.link.instructions import CALL, FUNC, GLOBAL, GLOBAL_GET, MEMORY, REF_FUNC, TABLE, Key
from noetlc.link.module import Data, Export, Expression, FuncType, GlobalType, Limits, Module, value_type

MEMORY_SIZE: Final = 0x3F
MEMORY_GROW: Final = 0x40
TABLE_GET: Final = 0x25
TABLE_SET: Final = 0x26
MEMORY_INIT: Final = 0xFC08
DATA_DROP: Final = 0xFC09
TABLE_INIT: Final = 0xFC0C
ELEM_DROP: Final = 0xFC0D
TABLE_COPY: Final = 0xFC0E
TABLE_GROW: Final = 0xFC0F
TABLE_SIZE: Final = 0xFC10
TABLE_FILL: Final = 0xFC11

# In a 2 GiB memory every address is positive as a signed number, as the contract asks.
MOST_PAGES: Final = 32768
_REFERENCE: Final = {0x70: "func", 0x6F: "extern"}
_ARITHMETIC: Final = {0x6A: "i32.add", 0x6B: "i32.sub", 0x6C: "i32.mul", 0x7C: "i64.add", 0x7D: "i64.sub", 0x7E: "i64.mul"}


@dataclass(slots=True)
class Fresh:
    """The changed module, and text for its adapter: imports from module `plugin`, then definitions, `$init` and `$reset` among them.

    `replaced` gives instructions the adapter's export that takes their place, and whether it is a call or a global. `elements` and
    `data` are the module's segments that the first ones of the adapter stand for.
    """

    module: Module
    imports: list[str] = field(default_factory=list)
    definitions: list[str] = field(default_factory=list)
    replaced: dict[Key, tuple[str, int] | None] = field(default_factory=dict)
    elements: dict[int, None] = field(default_factory=dict)
    data: dict[int, None] = field(default_factory=dict)
    sizes: frozenset[int] = frozenset()
    """Memories whose size is the global `$size_mN`, in pages."""
    _functions: list[FuncType] = field(default_factory=list)
    _globals: list[GlobalType] = field(default_factory=list)

    def __post_init__(self) -> None:
        self._functions = self.module.function_types()
        self._globals = self.module.global_types()

    def function(self, index: int) -> str:
        """The name of a function of the module in the text, which is imported at its first use."""
        params, results = (" ".join(map(value_type, side)) for side in self._functions[index])
        return self._import(FUNC, index, f"(func $f{index} (param {params}) (result {results}))")

    def memory(self, index: int) -> str:
        return self._import(MEMORY, index, f"(memory $m{index} 0)")

    def table(self, index: int) -> str:
        type_ = value_type(self.module.table_types()[index].type)
        return self._import(TABLE, index, f"(table $t{index} 0 {type_})")

    def global_(self, index: int) -> str:
        type_ = self._globals[index]
        text = value_type(type_.type)
        return self._import(GLOBAL, index, f"(global $g{index} {f'(mut {text})' if type_.mutable else text})")

    def _import(self, kind: int, index: int, text: str) -> str:
        name = text.split(" ", 2)[1].strip("$()")
        if name not in self.module.exports:
            self.module.exports[name] = Export(kind, index)
            self.imports.append(f'(import "plugin" "{name}" {text})')
        return f"${name}"


def make_fresh(module: Module, *, reentrant: bool, max_pages: int) -> Fresh:
    """Changes a module so that its adapter can make it fresh: before every call, or only once if `reentrant`.

    The module must be valid, and import functions alone. Its exports become those that the text imports. Raises LinkError P07.
    """
    module.exports = {}
    module.memories = [_capped(limits, max_pages) for limits in module.memories]
    planned = _Planner(module, reentrant)
    planned.plan()
    return planned.fresh


def _capped(limits: Limits, max_pages: int) -> Limits:
    most = min(max_pages, MOST_PAGES)
    if limits.least > most:
        hint = "link with a smaller stack and less static data"
        raise LinkError("P07", f"the plug-in's memory has {limits.least} pages from the start, more than {most}", hint)
    return Limits(limits.least, most if limits.most is None else min(most, limits.most))


class _Planner:
    def __init__(self, module: Module, reentrant: bool) -> None:
        self.module = module
        self.fresh = Fresh(module)
        self.reentrant = reentrant
        self.keys: dict[int, list[tuple[int, ...]]] = {}
        for key in dict.fromkeys(module.instructions.values()):
            opcode, *values = (value for value in key if isinstance(value, int))
            self.keys.setdefault(opcode, []).append(tuple(values))
        self.init: list[str] = []
        self.once: list[str] = []  # what is the same for good after the first time
        self.reset: list[str] = []
        self.referred: list[str] = []  # functions that the text makes references to
        # Tables that code grows, and all that it changes.
        self.grown = [] if reentrant else sorted(t for (t,) in self.used(TABLE_GROW))
        self.changed = {values[0] for op in (TABLE_SET, TABLE_GROW, TABLE_FILL, TABLE_COPY) for values in self.used(op)}
        self.changed.update(table for _, table in self.used(TABLE_INIT))

    def used(self, opcode: int) -> list[tuple[int, ...]]:
        return self.keys.get(opcode, [])

    def plan(self) -> None:
        if not self.reentrant:
            self.globals()
            self.memories()
            self.tables()
        self.elements()
        self.data()
        if self.module.start is not None:
            self.init.append(f"call {self.fresh.function(self.module.start)}")
            self.module.start = None
        for name, code in (("init", self.init), ("once", self.once), ("reset", self.reset)):
            self.fresh.definitions.append("\n  ".join([f"(func ${name}", *code]) + ")")
        if self.referred:
            self.fresh.definitions.append(f"(elem declare func {' '.join(dict.fromkeys(self.referred))})")

    # -- state

    def globals(self) -> None:
        imported = len(self.module.imported(GLOBAL))
        for place, definition in enumerate(self.module.globals):
            if definition.type.mutable:
                self.reset.append(f"{self.text(definition.init)} global.set {self.fresh.global_(imported + place)}")

    def memories(self) -> None:
        grown = [memory for (memory,) in self.used(MEMORY_GROW)]
        self.fresh.sizes = frozenset(grown)
        for index, limits in enumerate(self.module.memories):
            memory = self.fresh.memory(index)
            self.reset.append(f"i32.const 0 i32.const 0 memory.size {memory} i32.const 16 i32.shl memory.fill {memory}")
            if index in grown:
                self.size_global(memory, limits)
                self.fresh.definitions.append(_GROW_MEMORY.format(x=memory[1:], most=limits.most))
                self.fresh.replaced[MEMORY_SIZE, index] = f"size_{memory[1:]}", GLOBAL_GET
                self.fresh.replaced[MEMORY_GROW, index] = f"grow_{memory[1:]}", CALL

    def size_global(self, name: str, limits: Limits) -> None:
        size = f"$size_{name[1:]}"
        self.fresh.definitions.append(f'(global {size} (export "{size[1:]}") (mut i32) (i32.const {limits.least}))')
        self.reset.append(f"i32.const {limits.least} global.set {size}")

    def tables(self) -> None:
        for index, definition in enumerate(self.module.tables):
            if index not in self.changed:
                continue
            table = self.fresh.table(index)
            kind = _REFERENCE[definition.type]
            self.reset.append(f"i32.const 0 ref.null {kind} table.size {table} table.fill {table}")
            if index in self.grown:
                self.size_global(table, definition.limits)
                most = -1 if definition.limits.most is None else definition.limits.most
                self.fresh.definitions.append(_TABLE.format(x=table[1:], type=f"{kind}ref", kind=kind, most=most))
                for opcode, name in ((TABLE_GET, "get"), (TABLE_SET, "set"), (TABLE_GROW, "grow"), (TABLE_FILL, "fill")):
                    self.fresh.replaced[opcode, index] = f"{name}_{table[1:]}", CALL
                self.fresh.replaced[TABLE_SIZE, index] = f"size_{table[1:]}", GLOBAL_GET
        for to, source in self.used(TABLE_COPY):
            if to in self.grown or source in self.grown:
                names = self.fresh.table(to), self.fresh.table(source)
                checks = [self.check(index, at) for index, at in ((to, "$to"), (source, "$from")) if index in self.grown]
                name = f"copy_{names[0][1:]}_{names[1][1:]}"
                self.fresh.definitions.append(
                    f'(func ${name} (export "{name}") (param $to i32) (param $from i32) (param $n i32)\n  {" ".join(checks)}\n'
                    f"  local.get $to local.get $from local.get $n table.copy {names[0]} {names[1]})"
                )
                self.fresh.replaced[TABLE_COPY, to, source] = name, CALL

    def check(self, table: int, at: str) -> str:
        """Traps unless `$n` elements from `at` are inside a table that grows."""
        return (
            f"(if (i64.gt_u (i64.add (i64.extend_i32_u (local.get {at})) (i64.extend_i32_u (local.get $n)))"
            f" (i64.extend_i32_u (global.get $size_t{table}))) (then unreachable))"
        )

    # -- segments

    def elements(self) -> None:
        dropped = {segment for (segment,) in self.used(ELEM_DROP)}
        gone = set()
        for place, element in enumerate(self.module.elements):
            if element.offset is not None:
                name = self.element(place)
                fixed = self.reentrant or element.table not in self.changed
                table = self.fresh.table(element.table)
                copy = f"{self.text(element.offset)} i32.const 0 i32.const {len(element.items)} table.init {table} {name}"
                (self.once if fixed else self.init).append(copy)
                self.module.elements[place] = replace(element, offset=None, table=0)
            if element.offset is not None or element.declared:
                gone.add(place)
                self.fresh.replaced[ELEM_DROP, place] = None
                self.module.elements[place] = replace(self.module.elements[place], declared=False)
            elif place in dropped and not self.reentrant:
                self.flag("e", place)
                self.fresh.replaced[ELEM_DROP, place] = f"drop_e{place}", CALL
        for place, into in self.used(TABLE_INIT):
            flagged = place in dropped and not self.reentrant
            if place in gone or flagged or into in self.grown:
                self.init_function("t", "e", into, place, gone=place in gone, flagged=flagged and place not in gone)

    def element(self, place: int) -> str:
        """The name of a segment in the text, which it stands for."""
        self.fresh.elements[place] = None
        return f"$e{place}"

    def data(self) -> None:
        dropped = {segment for (segment,) in self.used(DATA_DROP)}
        gone = set()
        active = [segment for segment in self.module.data if segment.offset is not None]
        for place, segment in enumerate(self.module.data):
            if segment.offset is not None:
                self.module.data[place] = Data(b"")
                gone.add(place)
                self.fresh.replaced[DATA_DROP, place] = None
            elif place in dropped and not self.reentrant:
                self.flag("d", place)
                self.fresh.replaced[DATA_DROP, place] = f"drop_d{place}", CALL
        for place, memory_index in self.used(MEMORY_INIT):
            flagged = place in dropped and not self.reentrant
            if place in gone or flagged:
                self.init_function("m", "d", memory_index, place, gone=place in gone, flagged=flagged and place not in gone)

        for segment in joined(active, self.module.memories):
            assert segment.offset is not None
            memory, size = self.fresh.memory(segment.memory), len(segment.content)
            name = self.segment(len(self.module.data))
            self.module.data.append(Data(segment.content))
            self.init.append(f"{self.text(segment.offset)} i32.const 0 i32.const {size} memory.init {memory} {name}")

    def segment(self, place: int) -> str:
        self.fresh.data[place] = None
        return f"$d{place}"

    def flag(self, letter: str, place: int) -> None:
        name = f"{letter}{place}"
        self.fresh.definitions.append(f"(global $gone_{name} (mut i32) (i32.const 0))")
        self.fresh.definitions.append(f'(func $drop_{name} (export "drop_{name}") i32.const 1 global.set $gone_{name})')
        self.reset.append(f"i32.const 0 global.set $gone_{name}")

    def init_function(self, target: str, letter: str, index: int, place: int, *, gone: bool, flagged: bool) -> None:
        """`memory.init` and `table.init` from a segment that may be gone, or into a table that grows."""
        into = self.fresh.table(index) if target == "t" else self.fresh.memory(index)
        opcode = TABLE_INIT if target == "t" else MEMORY_INIT
        word = "table.init" if target == "t" else "memory.init"
        type_ = self.module.elements[place].type if target == "t" else 0
        none = {0x70: "$no_functions", 0x6F: "$no_externals"}.get(type_, "$no_data")
        take = "local.get $to local.get $from local.get $n"
        from_none = f"{take} {word} {into} {none}"
        real = "" if gone else f"{take} {word} {into} {self.element(place) if target == 't' else self.segment(place)}"
        code = from_none if gone else f"(if (global.get $gone_{letter}{place}) (then {from_none}) (else {real}))" if flagged else real
        check = self.check(index, "$to") if target == "t" and index in self.grown else ""
        name = f"init_{into[1:]}_{letter}{place}"
        self.fresh.definitions.append(
            f'(func ${name} (export "{name}") (param $to i32) (param $from i32) (param $n i32)\n  {check}\n  {code})'
        )
        self.fresh.replaced[opcode, place, index] = name, CALL

    # -- text

    def text(self, expression: Expression) -> str:
        """A constant expression as instructions."""
        return " ".join(map(self.constant, expression))

    def constant(self, key: Key) -> str:
        opcode, value = key[0], key[1] if len(key) > 1 else None
        assert isinstance(opcode, int)
        if opcode in _ARITHMETIC:
            return _ARITHMETIC[opcode]
        if isinstance(value, int):
            if opcode == REF_FUNC:
                self.referred.append(self.fresh.function(value))
                return f"ref.func {self.referred[-1]}"
            if opcode == GLOBAL_GET:
                return f"global.get {self.fresh.global_(value)}"
            return f"{'i32' if opcode == 0x41 else 'i64'}.const {value}"
        assert isinstance(value, bytes)
        if opcode == 0xD0:
            return f"ref.null {_REFERENCE[value[0]]}"
        # By their bits, so that every NaN is the same one.
        if opcode == 0x43:
            return f"i32.const {struct.unpack('<i', value)[0]} f32.reinterpret_i32"
        if opcode == 0x44:
            return f"i64.const {struct.unpack('<q', value)[0]} f64.reinterpret_i64"
        return "v128.const i64x2 {} {}".format(*struct.unpack("<qq", value))


# The global `$size_x` is the size that an instance of its own would have; what is really there may be more.
_GROW_MEMORY: Final = """\
(func $grow_{x} (export "grow_{x}") (param $more i32) (result i32)
  (local $old i32) (local $new i32)
  (local.set $old (global.get $size_{x}))
  (if (i32.gt_u (local.get $more) (i32.sub (i32.const {most}) (local.get $old)))
    (then (return (i32.const -1))))
  (local.set $new (i32.add (local.get $old) (local.get $more)))
  (if (i32.gt_u (local.get $new) (memory.size ${x}))
    (then (if (i32.eq (memory.grow ${x} (i32.sub (local.get $new) (memory.size ${x}))) (i32.const -1))
      (then (return (i32.const -1))))))
  (global.set $size_{x} (local.get $new))
  (local.get $old))"""

_TABLE: Final = """\
(func $get_{x} (export "get_{x}") (param $at i32) (result {type})
  (if (i32.ge_u (local.get $at) (global.get $size_{x})) (then unreachable))
  (table.get ${x} (local.get $at)))
(func $set_{x} (export "set_{x}") (param $at i32) (param $value {type})
  (if (i32.ge_u (local.get $at) (global.get $size_{x})) (then unreachable))
  (table.set ${x} (local.get $at) (local.get $value)))
(func $fill_{x} (export "fill_{x}") (param $at i32) (param $value {type}) (param $n i32)
  (if (i64.gt_u (i64.add (i64.extend_i32_u (local.get $at)) (i64.extend_i32_u (local.get $n)))
                (i64.extend_i32_u (global.get $size_{x})))
    (then unreachable))
  (table.fill ${x} (local.get $at) (local.get $value) (local.get $n)))
(func $grow_{x} (export "grow_{x}") (param $value {type}) (param $more i32) (result i32)
  (local $old i32) (local $new i32)
  (local.set $old (global.get $size_{x}))
  (if (i32.gt_u (local.get $more) (i32.sub (i32.const {most}) (local.get $old)))
    (then (return (i32.const -1))))
  (local.set $new (i32.add (local.get $old) (local.get $more)))
  (if (i32.gt_u (local.get $new) (table.size ${x}))
    (then (if (i32.eq (table.grow ${x} (ref.null {kind}) (i32.sub (local.get $new) (table.size ${x}))) (i32.const -1))
      (then (return (i32.const -1))))))
  (table.fill ${x} (local.get $old) (local.get $value) (local.get $more))
  (global.set $size_{x} (local.get $new))
  (local.get $old))"""
