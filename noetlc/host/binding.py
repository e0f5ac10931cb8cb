"""What a module may call: the four `noetl` imports that buffer intents, and the `noetl_x1` capabilities of a host object."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Protocol

from noetlc.host.capability import CALL_BYTES, CapabilityHost, LimitReached, Pending, submit_call
from noetlc.host.errors import Category
from noetlc.host.limits import DEFAULT_LIMITS, RunLimits
from noetlc.host.stopping import RunningCall
from noetlc.interp.host import PRINTED

RING_MODULE = "noetl"
CAPABILITY_MODULE = "noetl_x1"

# Status codes of the ring.
BUFFERED, NO_MEMORY, OUT_OF_BOUNDS, DENIED = 0, 1, 2, 3


@dataclass(frozen=True, slots=True)
class Intent:
    """A buffered `noetl` call: its import, the key (empty for `event_publish`) and the bytes."""

    name: str
    key: str
    data: bytes


@dataclass(slots=True)
class Bindings:
    """Everything one call may reach. `ring` names the `noetl` imports that are granted; others of them answer `denied`.

    With `strict_start` an intent issued by a `start` function ends the call, as in a module that is linked into another; without it, the
    import answers that there is no memory yet, as a plug-in host does. `count` and `intent_bytes` are what of the limits is used already.
    """

    host: CapabilityHost
    ring: frozenset[str] = frozenset({"emit", "event_publish", "result_put", "object_put"})
    limits: RunLimits = DEFAULT_LIMITS
    intents: list[Intent] = field(default_factory=list)
    intent_bytes: int = 0
    kept: int = 0
    count: int = 0
    strict_start: bool = False

    def keep(self, size: int) -> None:
        """Counts what the host keeps for the guest. Raises LimitReached."""
        self.kept += size
        if self.kept > self.limits.kept:
            raise LimitReached(f"the calls to the host take more than the {self.limits.kept} bytes that it keeps of them")

    def before_memory(self) -> int:
        """The status of a `noetl` call without a memory. Raises CalledFromStart if that ends the call."""
        if self.strict_start:
            raise CalledFromStart("a capability is called before the module is there")
        return NO_MEMORY

    def buffer(self, name: str, key: str, data: bytes) -> int:
        """Buffers an intent and returns its status; beyond the limits further ones are denied."""
        if name not in self.ring:
            return DENIED
        size = self.intent_bytes + len(key.encode("utf-8")) + len(data)
        if self.count >= self.limits.intents or size > self.limits.intent_bytes:
            return DENIED
        self.count += 1
        self.intent_bytes = size
        self.intents.append(Intent(name, key, data))
        return BUFFERED


class GuestMemory(Protocol):
    """Bounds-checked access to the memory of the running call."""

    def read(self, pointer: int, length: int) -> bytes | None:
        """The bytes, or None if the range is not inside the memory."""
        ...

    def write(self, pointer: int, data: bytes) -> bool: ...

    def deliver(self, data: bytes) -> int:
        """Allocates room in the guest, copies the bytes there and returns `(pointer << 32) | length` as a signed 64-bit int."""
        ...


@dataclass(slots=True)
class Frame:
    """One running call: its memory (None while a `start` function runs without one), what it may reach, open handles."""

    memory: GuestMemory | None
    bindings: Bindings
    handles: dict[int, Pending] = field(default_factory=dict)
    next_handle: int = 1
    busy: bool = False
    call: RunningCall = field(default_factory=RunningCall)


class CapabilityFault(Exception):
    """The guest passed a range outside its memory, or a handle that is not open, to a capability."""

    category: Category = "Memory"


class CalledFromStart(CapabilityFault):
    """The guest called a capability while it was instantiated."""

    category: Category = "Instantiate"


class CalledFromAlloc(CapabilityFault):
    """The guest called a capability while the host was giving it the answer of another."""

    category: Category = "Invoke"


Signature = tuple[tuple[str, ...], tuple[str, ...]]
Implementation = Callable[..., "int | None"]

_POINTER: tuple[str, ...] = ("i32", "i32")

RING: dict[str, tuple[Signature, Implementation]] = {}
AMBIENT: dict[str, tuple[Signature, Implementation]] = {}


def _ring(params: tuple[str, ...], results: tuple[str, ...]) -> Callable[[Implementation], Implementation]:
    def register(function: Implementation) -> Implementation:
        RING[function.__name__.lstrip("_")] = ((params, results), function)
        return function

    return register


def _ambient(params: tuple[str, ...], results: tuple[str, ...]) -> Callable[[Implementation], Implementation]:
    def register(function: Implementation) -> Implementation:
        AMBIENT[function.__name__.lstrip("_")] = ((params, results), function)
        return function

    return register


@_ring(("i32",), ())
def _emit(frame: Frame, value: int) -> None:
    """Scratch output that no host gives a meaning."""


@_ring(_POINTER, ("i32",))
def _event_publish(frame: Frame, pointer: int, length: int) -> int:
    if frame.memory is None:
        return frame.bindings.before_memory()
    data = frame.memory.read(pointer, length)
    return OUT_OF_BOUNDS if data is None else frame.bindings.buffer("event_publish", "", data)


@_ring(_POINTER * 2, ("i32",))
def _result_put(frame: Frame, key: int, key_length: int, pointer: int, length: int) -> int:
    return _put(frame, "result_put", key, key_length, pointer, length)


@_ring(_POINTER * 2, ("i32",))
def _object_put(frame: Frame, key: int, key_length: int, pointer: int, length: int) -> int:
    return _put(frame, "object_put", key, key_length, pointer, length)


def _put(frame: Frame, name: str, key: int, key_length: int, pointer: int, length: int) -> int:
    if frame.memory is None:
        return frame.bindings.before_memory()
    key_bytes = frame.memory.read(key, key_length)
    data = frame.memory.read(pointer, length)
    if key_bytes is None or data is None:
        return OUT_OF_BOUNDS
    try:
        text = key_bytes.decode("utf-8")
    except UnicodeDecodeError:
        return OUT_OF_BOUNDS
    return frame.bindings.buffer(name, text, data)


def _memory(frame: Frame) -> GuestMemory:
    if frame.memory is None:
        raise CalledFromStart("a capability is called before the module is there")
    return frame.memory


def _argument(frame: Frame, pointer: int, length: int) -> bytes:
    data = _memory(frame).read(pointer, length)
    if data is None:
        raise CapabilityFault(f"range {pointer}+{length} is outside the memory")
    frame.bindings.keep(length)
    return data


def _deliver(frame: Frame, data: bytes) -> int:
    frame.bindings.keep(len(data))
    return _memory(frame).deliver(data)


@_ambient((), ("i64",))
def _now(frame: Frame) -> int:
    return frame.bindings.host.now()


@_ambient((), ("i64",))
def _monotonic(frame: Frame) -> int:
    return frame.bindings.host.monotonic()


@_ambient(("i64",), ())
def _sleep(frame: Frame, nanoseconds: int) -> None:
    frame.bindings.host.sleep(nanoseconds)


@_ambient(_POINTER, ())
def _random(frame: Frame, pointer: int, length: int) -> None:
    if length < 0 or _memory(frame).read(pointer, length) is None:
        raise CapabilityFault(f"range {pointer}+{length} is outside the memory")
    frame.bindings.keep(length)
    data = frame.bindings.host.random(length)
    if len(data) != length or not _memory(frame).write(pointer, data):
        raise CapabilityFault(f"host gave {len(data)} random bytes instead of {length}")


@_ambient(_POINTER, ("i64",))
def _env(frame: Frame, pointer: int, length: int) -> int:
    name = _argument(frame, pointer, length)
    value = frame.bindings.host.env(name.decode("utf-8", "replace"))
    return 0 if value is None else _deliver(frame, _encoded(value))


@_ambient(("i32", "i32", "i32"), ())
def _log(frame: Frame, level: int, pointer: int, length: int) -> None:
    text = _argument(frame, pointer, length).decode("utf-8", "replace")
    if level != PRINTED:
        frame.bindings.host.log(level, text)
        return
    log, keep, check = frame.bindings.host.log, frame.bindings.keep, frame.call.check
    start = 0
    while (end := text.find("\n", start)) >= 0:  # not split at once: a text of line feeds alone would be a list of many times its size
        log(PRINTED, text[start:end])
        keep(CALL_BYTES)
        check()
        start = end + 1
    log(PRINTED, text[start:])


@_ambient(("i32",), ("i64",))
def _await(frame: Frame, handle: int) -> int:
    pending = frame.handles.pop(handle, None)
    if pending is None:
        raise CapabilityFault(f"handle {handle} is not open")
    return _deliver(frame, pending())


def _encoded(value: str) -> bytes:
    """A variable as its bytes; of half characters that no variable has, the replacement character."""
    try:
        return value.encode("utf-8", "surrogateescape")
    except UnicodeEncodeError:
        return value.encode("utf-8", "replace")


def tool(name: str) -> Implementation:
    """`tool_<kind>`: one call, answer at once."""

    def call(frame: Frame, pointer: int, length: int) -> int:
        request = _argument(frame, pointer, length)
        answer = frame.bindings.host.call(name, request)
        return _deliver(frame, answer)

    return call


def submit(kind: str) -> Implementation:
    """`submit_<kind>`: the first half of a tool call; hosts that cannot overlap calls make it here, in submit order."""
    name = f"tool_{kind}"

    def call(frame: Frame, pointer: int, length: int) -> int:
        request = _argument(frame, pointer, length)
        pending = submit_call(frame.bindings.host, name, request)
        handle = frame.next_handle
        frame.next_handle += 1
        frame.handles[handle] = pending
        return handle

    return call


def implementation(module: str, name: str) -> tuple[Signature, Implementation] | None:
    """The signature and code behind an import, or None if no host grants it."""
    if module == RING_MODULE:
        return RING.get(name)
    found = _capability(name) if module == CAPABILITY_MODULE else None
    return None if found is None else (found[0], _counted(found[1]))


def _counted(function: Implementation) -> Implementation:
    def call(frame: Frame, *arguments: int) -> int | None:
        _memory(frame)
        if frame.busy:
            raise CalledFromAlloc("`alloc` calls a capability")
        frame.bindings.keep(CALL_BYTES)
        frame.busy = True
        try:
            return function(frame, *arguments)
        finally:
            frame.busy = False

    return call


def _capability(name: str) -> tuple[Signature, Implementation] | None:
    if name in AMBIENT:
        return AMBIENT[name]
    prefix, _, kind = name.partition("_")
    if not kind:
        return None
    if prefix == "tool":
        return (_POINTER, ("i64",)), tool(name)
    if prefix == "submit":
        return (_POINTER, ("i32",)), submit(kind)
    return None
