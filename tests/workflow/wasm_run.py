"""Compiles playbooks and runs the modules in wasmtime, with host tools as Python functions."""

from __future__ import annotations

import functools
import json
from collections.abc import Callable
from typing import Any

import wasmtime

from noetlc.compiler import Compiled, CompileOptions, compile_playbook
from noetlc.frontend import load

Tool = Callable[[dict[str, Any]], object]


@functools.cache
def engine() -> wasmtime.Engine:
    return wasmtime.Engine()


def playbook_text(**parts: object) -> str:
    """A playbook as JSON, which is YAML too; `workflow` and further top-level keys are given."""
    head = {"apiVersion": "noetl.io/v2", "kind": "Playbook", "metadata": {"name": "m"}}
    return json.dumps({**head, **parts}, ensure_ascii=False)


def compiled(text: str, **options: Any) -> Compiled:
    """Compiles YAML text; the document must be valid."""
    playbook, diagnostics = load(text)
    assert playbook is not None, [f"{d.line}: {d.code} {d.message}" for d in diagnostics]
    return compile_playbook(playbook, CompileOptions(**options))


class Instance:
    """One instance of a module. `tools` answer `tool_<kind>` imports with a JSON value or bytes; `calls` are all requests."""

    def __init__(self, wasm: bytes, tools: dict[str, Tool] | None = None) -> None:
        self.tools = tools or {}
        self.calls: list[tuple[str, Any]] = []
        self.store = wasmtime.Store(engine())
        module = wasmtime.Module(engine(), wasm)
        self.exports: Any = None
        self.open: list[bytes] = []  # answers of submitted calls
        bound = [wasmtime.Func(self.store, i.type, self._host(i.module, i.name)) for i in module.imports]  # type: ignore[arg-type]
        self.exports = wasmtime.Instance(self.store, module, bound).exports(self.store)

    def read(self, p: int, n: int) -> bytes:
        return bytes(self.exports["memory"].read(self.store, p, p + n))

    def write(self, data: bytes) -> int:
        p: int = self.exports["alloc"](self.store, len(data))
        self.exports["memory"].write(self.store, data, p)
        return p

    def call(self, entry: str, data: bytes) -> bytes:
        p = self.write(data)
        packed = self.exports[entry](self.store, p, len(data)) & 0xFFFFFFFFFFFFFFFF
        return self.read(packed >> 32, packed & 0xFFFFFFFF)

    def abort_record(self, address: int) -> tuple[int, int] | None:
        """Kind and site of the abort, None if there is none."""
        record = self.read(address, 12)
        words = [int.from_bytes(record[i : i + 4], "little") for i in (0, 4, 8)]
        return (words[1], words[2]) if record[:4] == b"NOEA" else None

    def _host(self, module: str, name: str) -> Callable[..., Any]:
        def tool(p: int, n: int) -> int:
            return self.write_answer(self._answer(name, p, n))

        def intent(*args: int) -> int:
            parts = [self.read(args[i], args[i + 1]) for i in range(0, len(args), 2)]
            self.calls.append((name, parts))
            found = self.tools.get(name)
            return int(found({"parts": parts})) if found is not None else 0  # type: ignore[call-overload]

        def sleep(ns: int) -> None:
            self.calls.append((name, ns))

        def submit(p: int, n: int) -> int:
            answer = self._answer("tool_" + name.removeprefix("submit_"), p, n)
            self.open.append(answer)
            return len(self.open) - 1

        def await_(handle: int) -> int:
            return self.write_answer(self.open[handle])

        if module == "noetl":
            return intent
        if name.startswith("submit_"):
            return submit
        return {"sleep": sleep, "await": await_}.get(name, tool)

    def _answer(self, name: str, p: int, n: int) -> bytes:
        """What the tool answers to the request at p."""
        request = json.loads(self.read(p, n))
        self.calls.append((name, request))
        answer = self.tools[name](request)
        return answer if isinstance(answer, bytes) else json.dumps(answer, ensure_ascii=False).encode()

    def write_answer(self, data: bytes) -> int:
        return self.write(data) << 32 | len(data)


def run(
    text: str, payload: object = None, *, tools: dict[str, Tool] | None = None, execution_id: str | None = None, **options: object
) -> dict[str, Any]:
    """The envelope of a run through `invoke`."""
    request: dict[str, object] = {"options": options}
    if payload is not None:
        request["payload"] = payload
    if execution_id is not None:
        request["execution_id"] = execution_id
    instance = Instance(compiled(text).wasm, tools)
    envelope: dict[str, Any] = json.loads(instance.call("invoke", json.dumps(request).encode()))
    assert list(envelope) == ["status", "result", "steps", "ctx", "errors", "warnings"]
    return envelope
