"""One call of a module: fresh store, input in, intents buffered, output out, and what its abort record says if it stopped."""

from __future__ import annotations

import ctypes
import math
from contextlib import nullcontext
from dataclasses import dataclass
from functools import partial

from wasmtime import Trap, WasmtimeError

from noetlc.host.binding import Bindings, CapabilityFault, Frame, Intent
from noetlc.host.capability import LimitReached
from noetlc.host.engine import TICK_SECONDS, TICKER, engine
from noetlc.host.errors import Aborted, HostError, Origin, Place, said
from noetlc.host.exports import Instance, StoreLimits
from noetlc.host.fast import opener
from noetlc.host.limits import RunLimits
from noetlc.host.module import PAGE, ImportFailed, LoadedModule, running
from noetlc.host.records import read_record, recorded
from noetlc.host.stopping import RunningCall, StopAsked, stoppable

ELEMENT_BYTES = 16
MOST_PAGES = 65536

_MASK32 = 0xFFFFFFFF
_NO_TICKS = nullcontext()


@dataclass(frozen=True, slots=True)
class CallResult:
    """What a completed call left: its output bytes, the intents in call order, and how many bytes its exported memory had grown to."""

    output: bytes
    intents: tuple[Intent, ...]
    memory: int = 0


class _Guest:
    """The memory and `alloc` of one instance, every access bounds-checked."""

    __slots__ = ("exports",)

    def __init__(self, exports: Instance) -> None:
        self.exports = exports

    def read(self, pointer: int, length: int) -> bytes | None:
        if pointer < 0 or length < 0 or pointer + length > self.exports.size():
            return None
        return ctypes.string_at(self.exports.base() + pointer, length) if length else b""

    def write(self, pointer: int, data: bytes) -> bool:
        if pointer < 0 or pointer + len(data) > self.exports.size():
            return False
        if data:
            ctypes.memmove(self.exports.base() + pointer, data, len(data))
        return True

    def place(self, data: bytes) -> int:
        """Allocates and copies; returns the pointer, negative when it does not fit."""
        pointer = self.exports.alloc(len(data))
        return pointer if self.write(pointer, data) else -1

    def deliver(self, data: bytes) -> int:
        pointer = self.place(data)
        if pointer < 0:
            raise CapabilityFault(f"an answer of {len(data)} bytes does not fit into the memory")
        packed = (pointer << 32) | len(data)
        return packed - (1 << 64) if packed >> 63 else packed


def call_module(module: LoadedModule, data: bytes, bindings: Bindings, origin: Origin) -> CallResult:
    """Runs `origin.entry` on `data` in a fresh store.

    Raises HostError: `MissingExport`, `Memory` (input, output or their ranges), `Instantiate`, and `Aborted` for a trap.
    Intents exist only in the result, so every error drops them.
    """
    limits = bindings.limits
    if len(data) > limits.input:
        raise HostError("Memory", f"input of {len(data)} bytes is over the limit of {limits.input}", origin)
    module.check_entry(origin.entry, origin)
    call = RunningCall(limits.timeout)
    frame = Frame(None, bindings, call=call)
    with stoppable(call), running(frame), TICKER if module.epochs else _NO_TICKS:
        instance: Instance | None = None
        try:
            instance = _opened(module, call, limits, origin)
            guest = frame.memory = _Guest(instance)
            address = module.stop_word
            if address is not None:  # the memory stays where it is: the engine is configured so
                call.stop_with(partial(_write_word, instance.base() + address))
            return _run(module, guest, call, data, bindings, origin)
        finally:
            call.end()
            if instance is not None:
                instance.close()


def _opened(module: LoadedModule, call: RunningCall, limits: RunLimits, origin: Origin) -> Instance:
    ticks = _watch_epoch(call) if module.epochs else None
    try:
        return opener(module)(module, origin.entry, _store_limits(module, limits), ticks)
    except Trap as trap:
        failure = module.take_failure()
        if failure is not None:
            raise _import_error(failure, module, None, call, origin) from trap
        raise _abort(module, None, call, trap, origin) from trap
    except WasmtimeError as error:
        raise HostError("Instantiate", said(error), origin) from error
    except ImportFailed as error:
        raise _import_error(module.take_failure() or error, module, None, call, origin) from error.__cause__


def _store_limits(module: LoadedModule, limits: RunLimits) -> StoreLimits:
    known = module.store_limits
    if known is None or known[0] is not limits:
        known = module.store_limits = (limits, _shares(module, limits))
    return known[1]


def _shares(module: LoadedModule, limits: RunLimits) -> StoreLimits:
    """What a store takes is a limit for each memory and each table: the largest with which all of them together stay below the sum.
    What tables may grow to is theirs, and comes first."""
    tables, pages = module.info.tables, module.info.memory_pages
    wanted = [PAGE * (MOST_PAGES if most is None else most) for _, most in pages]
    growing = sum(most is None for _, most in tables)
    share = limits.table_elements // max(1, growing)
    elements = max([share, *(most for _, most in tables if most is not None)] if growing else [most or 0 for _, most in tables], default=0)
    elements = min(elements, limits.table_elements)
    reserved = ELEMENT_BYTES * sum(min(share if most is None else most, elements) for _, most in tables)
    return min(limits.each, _share(limits.memory - reserved, wanted)), elements, 1, len(tables), max(1, len(pages))


def _share(total: int, wanted: list[int]) -> int:
    """The largest limit with which all that are wanted, each cut to it, are no more than the total.

    A memory that declares little leaves the rest to the others: 256 and 16 of a total of 512 are both had in full.
    """
    left = max(0, total)
    for number, size in enumerate(sorted(wanted)):
        share = left // (len(wanted) - number)
        if size > share:
            return share
        left -= size
    return max(wanted, default=left)


def _write_word(address: int) -> None:
    ctypes.c_uint32.from_address(address).value = 1


def _watch_epoch(call: RunningCall) -> int:
    """Ends the call by the epoch of the engine, which is that of all calls compiled with checks: Ctrl-C ends them all. The ticks to go."""
    shared = engine(epochs=True)
    ticks = math.ceil((call.timeout or 0.0) / TICK_SECONDS) + 1

    def stop() -> None:
        if call.reason == "interrupt":
            for _ in range(ticks + 1):
                shared.increment_epoch()

    call.stop_with(stop)
    return ticks


def _run(module: LoadedModule, guest: _Guest, call: RunningCall, data: bytes, bindings: Bindings, origin: Origin) -> CallResult:
    try:
        pointer = guest.place(data)
        if pointer < 0:
            raise HostError("Memory", f"input of {len(data)} bytes does not fit where `alloc` put it", origin)
        packed = guest.exports.enter(pointer, len(data))
    except Trap as trap:
        failure = module.take_failure()  # of an import whose exception wasmtime gave to another thread
        if failure is not None:
            raise _import_error(failure, module, guest, call, origin) from trap
        raise _abort(module, guest, call, trap, origin) from trap
    except ImportFailed as error:
        raise _import_error(module.take_failure() or error, module, guest, call, origin) from error.__cause__
    except WasmtimeError as error:
        raise HostError("Invoke", said(error), origin) from error
    start, length = (packed >> 32) & _MASK32, packed & _MASK32
    if length > bindings.limits.output:
        raise HostError("Memory", f"output of {length} bytes is over the limit of {bindings.limits.output}", origin)
    size = guest.exports.size()
    if start + length > size:
        raise HostError("Memory", f"output range {start}+{length} is outside the memory", origin)
    output = ctypes.string_at(guest.exports.base() + start, length) if length else b""
    return CallResult(output, tuple(bindings.intents), size)


def _import_error(error: BaseException, module: LoadedModule, guest: _Guest | None, call: RunningCall, origin: Origin) -> BaseException:
    if isinstance(error, StopAsked):
        return _timed_out(call, origin)
    if isinstance(error, LimitReached):
        return Aborted("limit", reason=str(error), origin=origin)
    if isinstance(error, CapabilityFault):
        return HostError(error.category, str(error), origin)
    if isinstance(error, Trap):  # of `alloc`, which an import called to deliver its answer
        return _abort(module, guest, call, error, origin)
    # A failure of the host object itself is not the module's: let it through as it is.
    return error


def _timed_out(call: RunningCall, origin: Origin, site: int = 0, at: Place | None = None) -> Aborted:
    took = "" if call.timeout is None else f"the run took longer than {call.timeout:g} s"
    return Aborted("timeout", site, at, reason=took, origin=origin)


def _abort(module: LoadedModule, guest: _Guest | None, call: RunningCall, trap: Trap, origin: Origin) -> Aborted:
    function = next((name for name in (frame.func_name for frame in trap.frames) if name), None)
    record = read_record(module.manifest, guest.read) if guest is not None else None
    if record is None:
        first_line = trap.message.splitlines()[0] if trap.message else "trap"
        reason = _trap_reason(trap) or first_line
        if reason == "INTERRUPT":
            return _timed_out(call, origin)
        return Aborted("trap", function=function, reason=reason, origin=origin)
    abort = recorded(record, module.manifest, module.sites, function, origin)
    if abort.kind == "stopped" and call.reason is not None:
        return _timed_out(call, origin, abort.site, abort.at)
    return abort


def _trap_reason(trap: Trap) -> str | None:
    try:
        code = trap.trap_code
    except ValueError:
        # The engine knows a code that this version of the package does not name.
        return None
    if code is None:
        return None
    return "INTERRUPT" if code.name == "INTERRUPT" else code.name.lower().replace("_", " ")
