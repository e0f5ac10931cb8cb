"""Runs linked modules, and plug-ins as instances of their own, with the same recording `noetl` functions."""

from __future__ import annotations

import weakref
from collections.abc import Sequence
from dataclasses import dataclass, field

from wasmtime import FuncType, Linker, Module, Store, Trap, ValType, wat2wasm

from noetlc.host.engine import engine
from noetlc.link import Linked, link

PAGES = 64
Intent = tuple[str, bytes, bytes]


def wasm(text: str) -> bytes:
    return bytes(wat2wasm(text))


def main_module(*imports: str, top: str = "", name: str = "$main") -> bytes:
    """A main module that exports every function it imports, as `call <alias>.<entry>` or `<alias>.flushed`, and a bump `alloc`."""
    head, code = [], []
    for place, title in enumerate(imports):
        flushed = title.endswith(".flushed")
        type_ = "(param i32) (result i32)" if flushed else "(param i32 i32) (result i64)"
        head.append(f'(import "noetlc.plugin" "{title}" (func $p{place} {type_}))')
        arguments = "(local.get 0)" if flushed else "(local.get 0) (local.get 1)"
        code.append(f'(func (export "call {title}") {type_} (call $p{place} {arguments}))')
    return wasm(f"""(module {name} {" ".join(head)} (memory (export "memory") 1 512)
      (global $top (mut i32) (i32.const 4096))
      (func $alloc (export "alloc") (param $n i32) (result i32) (local $at i32)
        (local.set $at (global.get $top))
        (if (i64.gt_u (i64.add (i64.extend_i32_u (local.get $at)) (i64.extend_i32_u (local.get $n))) (i64.const 33554432)) (then unreachable))
        (global.set $top (i32.and (i32.add (i32.add (local.get $at) (local.get $n)) (i32.const 7)) (i32.const -8)))
        (if (i32.gt_u (global.get $top) (i32.shl (memory.size) (i32.const 16)))
          (then (drop (memory.grow (i32.sub (i32.shr_u (i32.add (global.get $top) (i32.const 65535)) (i32.const 16)) (memory.size))))))
        (local.get $at))
      {" ".join(code)} {top})""")


@dataclass
class Instance:
    """One instance and what it asked of the host. `status` is what the host answers."""

    module: bytes
    status: int = 0
    intents: list[Intent] = field(default_factory=list)
    memory_limit: int | None = None
    ticks: int = 0  # after so many of `host.engine.TICKER` it is interrupted; 0: never

    def __post_init__(self) -> None:
        target = engine(epochs=self.ticks > 0)
        self.store = Store(target)
        if self.ticks:
            self.store.set_epoch_deadline(self.ticks)
        if self.memory_limit is not None:
            self.store.set_limits(memory_size=self.memory_limit, table_elements=100_000)
        linker = Linker(target)
        self.ready = False
        i32 = ValType.i32()
        # The store keeps these functions, so they must not keep the store.
        me = weakref.proxy(self)
        linker.define_func("noetl", "emit", FuncType([i32], []), lambda value: None)
        linker.define_func("noetl", "event_publish", FuncType([i32] * 2, [i32]), lambda *a: me.publish(*a))
        for name in ("result_put", "object_put"):
            linker.define_func("noetl", name, FuncType([i32] * 4, [i32]), lambda *a, name=name: me.put(name, *a))
        self.exports = linker.instantiate(self.store, Module(target, self.module)).exports(self.store)
        self.ready = True

    def read(self, at: int, size: int) -> bytes | None:
        """As the host reads: signed numbers, inside the memory."""
        memory = self.exports["memory"]
        if at < 0 or size < 0 or at + size > memory.data_len(self.store):
            return None
        return bytes(memory.read(self.store, at, at + size))

    def publish(self, at: int, size: int) -> int:
        if not self.ready:
            return 1
        data = self.read(at, size)
        if data is None:
            return 2
        self.intents.append(("event_publish", b"", data))
        return self.status

    def put(self, name: str, key: int, key_size: int, at: int, size: int) -> int:
        if not self.ready:
            return 1
        key_bytes, data = self.read(key, key_size), self.read(at, size)
        if key_bytes is None or data is None:
            return 2
        self.intents.append((name, key_bytes, data))
        return self.status

    def call(self, entry: str, data: bytes = b"") -> bytes:
        """The output of an entry. Raises Trap, also for an output that is outside the memory."""
        memory = self.exports["memory"]
        at = self.exports["alloc"](self.store, len(data))
        if self.read(at, len(data)) is None:
            raise Trap("alloc")
        if data:
            memory.write(self.store, data, at)
        packed = self.exports[entry](self.store, at, len(data))
        out = self.read((packed >> 32) & 0xFFFFFFFF, packed & 0xFFFFFFFF)
        if out is None:
            raise Trap("output")
        return out

    def flushed(self, alias: str) -> tuple[int, int, int]:
        """The counts of results, objects and events."""
        first, second, third = (self.exports[f"call {alias}.flushed"](self.store, which) for which in range(3))
        return first, second, third


def plugin(text_or_bytes: str | bytes, alias: str = "p", entries: Sequence[str] = ("run",), *, reentrant: bool = False, pages: int = PAGES) -> Linked:
    data = wasm(text_or_bytes) if isinstance(text_or_bytes, str) else text_or_bytes
    return Linked(alias, data, tuple(entries), reentrant, pages)


def linked(*plugins: Linked, top: str = "", main: bytes | None = None) -> bytes:
    """A main module that imports everything of these plug-ins, linked."""
    names = [f"{one.alias}.{entry}" for one in plugins for entry in (*one.entries, "flushed")]
    return link(main_module(*names, top=top) if main is None else main, plugins)


def outcome(instance: Instance, entry: str, data: bytes = b"") -> bytes | str:
    """The output, or `trap`."""
    try:
        return instance.call(entry, data)
    except Trap:
        return "trap"


def alone(one: Linked, data: bytes = b"", entry: str = "run", *, memory_limit: int | None = None) -> tuple[bytes | str, list[Intent]]:
    """What a fresh instance of the plug-in gives: output or `trap`, and its intents."""
    try:
        instance = Instance(one.wasm, memory_limit=memory_limit)
    except Trap:
        return "trap", []
    return outcome(instance, entry, data), instance.intents
