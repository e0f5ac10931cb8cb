"""A worker host as the platform's: exactly the four imports of `noetl`, a new instance per call, intents in call order.

Written on wasmtime alone, so that nothing of the project's own host is trusted here.
"""

from __future__ import annotations

import functools
import hashlib
import json
import os
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import wasmtime

import noetlc

FOLDER = Path(__file__).parents[2] / "playbooks" / "system"
NAMES = ("event_materializer", "result_materializer", "state_materializer", "projector", "outbox_publisher", "scheduled_cleanup")
FOUR = ("emit", "event_publish", "result_put", "object_put")


@dataclass
class Answer:
    """What a call gave: output bytes, and the intents (name, key, data)."""

    output: bytes
    intents: list[tuple[str, bytes, bytes]] = field(default_factory=list)

    @property
    def value(self) -> Any:
        return json.loads(self.output)

    @property
    def objects(self) -> dict[str, bytes]:
        """The objects that are there after the flush: the last write to a key counts."""
        assert all(name == "object_put" for name, _, _ in self.intents)
        return {key.decode(): data for _, key, data in self.intents}


class Worker:
    """Runs one module."""

    def __init__(self, wasm: bytes) -> None:
        self._engine = wasmtime.Engine()
        self._module = wasmtime.Module(self._engine, wasm)
        self.size = len(wasm)
        self.imports = sorted(f"{one.module}.{one.name}" for one in self._module.imports)

    def call(self, payload: object) -> Answer:
        """One call of `run`. Keys keep their order: the platform sorts them, but a module must not count on that."""
        return self.call_bytes(json.dumps(payload, separators=(",", ":"), ensure_ascii=False).encode())

    def call_bytes(self, data: bytes) -> Answer:
        answer = Answer(b"")
        store = wasmtime.Store(self._engine)
        exports: Any = None

        def read(at: int, size: int) -> bytes:
            memory = exports["memory"]
            assert at >= 0
            assert at + size <= memory.data_len(store)
            return bytes(memory.read(store, at, at + size))

        def put(name: str, key: tuple[int, int], body: tuple[int, int]) -> int:
            answer.intents.append((name, read(*key), read(*body)))
            return 0

        i32 = wasmtime.ValType.i32()
        linker = wasmtime.Linker(self._engine)
        linker.define_func("noetl", "emit", wasmtime.FuncType([i32], []), lambda _: None)
        linker.define_func("noetl", "event_publish", wasmtime.FuncType([i32] * 2, [i32]), lambda p, n: put("event_publish", (p, 0), (p, n)))
        for name in ("result_put", "object_put"):
            call = functools.partial(lambda name, k, kn, p, n: put(name, (k, kn), (p, n)), name)
            linker.define_func("noetl", name, wasmtime.FuncType([i32] * 4, [i32]), call)
        exports = linker.instantiate(store, self._module).exports(store)
        at = exports["alloc"](store, len(data))
        exports["memory"].write(store, data, at)
        packed = exports["run"](store, at, len(data))
        answer.output = read((packed >> 32) & 0xFFFFFFFF, packed & 0xFFFFFFFF)
        return answer


@functools.cache
def worker(name: str) -> Worker:
    """A system playbook on the platform's host."""
    return Worker(built(name))


def built(name: str) -> bytes:
    """A system playbook built for the platform's host, as it would be deployed; not verified here."""
    return kept(FOLDER / f"{name}.yaml", target="noetl-worker", output="result", sort_keys=True, strip=True)


SHARED: list[Path] = []  # a folder that all processes of a test run have, set by conftest


def kept(source: Path, **options: Any) -> bytes:
    """A module, built once for all processes of a test run."""
    key = hashlib.sha256(repr((source.read_bytes(), sorted(options.items()))).encode()).hexdigest()[:16]
    file = SHARED[0] / f"{source.stem}-{key}.wasm"
    if not file.exists():
        new = file.with_suffix(f".{os.getpid()}")
        new.write_bytes(noetlc.build(source, verify=False, **options).wasm)
        new.replace(file)
    return file.read_bytes()
