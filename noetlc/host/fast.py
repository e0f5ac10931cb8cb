"""The short way to call a module: wasmtime's C functions by prototypes of our own, in a pool of memories where there is one.

The public classes take a hundred microseconds for a call that does nothing; most of it goes into Python objects, a tenth of it into
memory that is mapped and unmapped. Here the C functions get addresses, and the structures they fill are used again. All of it rests on
names and layouts of the package that are not public, so `available` compares every prototype with the one that the package declares,
then makes a call and looks at what came of it. Where anything is not as expected, nothing here is used.
"""

from __future__ import annotations

import ctypes
import struct
import threading
import weakref
from collections.abc import Callable
from ctypes import c_bool, c_int32, c_int64, c_size_t, c_uint64, c_void_p
from functools import lru_cache
from typing import Any, NoReturn

import wasmtime
from wasmtime import Engine, FuncType, Linker, Module, Trap, ValType, WasmtimeError, wat2wasm

from noetlc.host.binding import Signature
from noetlc.host.engine import engine, memory_stays
from noetlc.host.errors import HostError
from noetlc.host.exports import Instance, PublicInstance, StoreLimits
from noetlc.host.module import ImportFailed, LoadedModule
from noetlc.host.pool import Pool, fits, shared_pool

_C: Any = getattr(wasmtime, "_bindings", None)
_dll: Any = getattr(getattr(wasmtime, "_ffi", None), "dll", None)

# Name to result and parameters. What may run wasm, or unmap what it used, gives up Python's lock; the others are too short for that.
_LOCKED: dict[str, tuple[Any, tuple[Any, ...]]] = {
    "wasmtime_store_new": (c_void_p, (c_void_p, c_void_p, c_void_p)),
    "wasmtime_store_context": (c_void_p, (c_void_p,)),
    "wasmtime_store_limiter": (None, (c_void_p, c_int64, c_int64, c_int64, c_int64, c_int64)),
    "wasmtime_context_set_epoch_deadline": (None, (c_void_p, c_uint64)),
    "wasmtime_linker_instantiate_pre": (c_void_p, (c_void_p, c_void_p, c_void_p)),
    "wasmtime_linker_define_func_unchecked": (c_void_p, (*(c_void_p, c_void_p, c_size_t, c_void_p, c_size_t), *(c_void_p,) * 4)),
    "wasmtime_instance_pre_delete": (None, (c_void_p,)),
    "wasmtime_instance_export_get": (c_bool, (c_void_p, c_void_p, c_void_p, c_size_t, c_void_p)),
    "wasmtime_memory_data": (c_void_p, (c_void_p, c_void_p)),
    "wasmtime_memory_data_size": (c_size_t, (c_void_p, c_void_p)),
    "wasmtime_trap_new": (c_void_p, (c_void_p, c_size_t)),
}
_UNLOCKED: dict[str, tuple[Any, tuple[Any, ...]]] = {
    "wasmtime_instance_pre_instantiate": (c_void_p, (c_void_p, c_void_p, c_void_p, c_void_p)),
    "wasmtime_func_call_unchecked": (c_void_p, (c_void_p, c_void_p, c_void_p, c_size_t, c_void_p)),
    "wasmtime_store_delete": (None, (c_void_p,)),
}
_CALLBACK = ctypes.CFUNCTYPE(c_size_t, c_void_p, c_void_p, c_void_p, c_size_t)
_EXTERN_SIZE, _VALUE = 64, 16  # bytes: room for a wasmtime_extern_t, and exactly a wasmtime_val_raw_t
_MASK32 = 0xFFFFFFFF


def _declared(name: str, result: Any, parameters: tuple[Any, ...]) -> bool:
    """Whether the package declares this function with the same machine types."""
    function = getattr(_C, f"_{name}", None)
    return (
        function is not None
        and _machine_type(function.restype) == _machine_type(result)
        and [_machine_type(one) for one in function.argtypes] == [_machine_type(one) for one in parameters]
    )


def _machine_type(type_: Any) -> str:
    """Pointers of all kinds are one."""
    if type_ is None:
        return "void"
    code = getattr(type_, "_type_", "P")  # of functions there is none
    if issubclass(type_, ctypes.Structure | ctypes.Union) or not isinstance(code, str):
        return "pointer" if issubclass(type_, ctypes._Pointer) else "structure"
    return "pointer" if code in "PzO" else f"{'bool' if type_ is c_bool else 'int'} of {ctypes.sizeof(type_)}"


class _Library:
    """The functions as callables, without the prefix `wasmtime_`, and where in a wasmtime_extern_t its content begins."""

    def __init__(self) -> None:
        for functions, library in ((_LOCKED, ctypes.PyDLL(_dll._name)), (_UNLOCKED, ctypes.CDLL(_dll._name))):
            for name, (result, parameters) in functions.items():
                function = library[name]
                function.restype, function.argtypes = result, list(parameters)
                setattr(self, name.removeprefix("wasmtime_"), function)
        self.content = int(_C.wasmtime_extern_t.of.offset)

    def __getattr__(self, name: str) -> Any:
        raise AttributeError(name)


class _Instance:
    """One store after the other (`exports.Instance`): what the C functions fill is kept between calls, nothing of the store is."""

    def __init__(self, library: _Library) -> None:
        self._library = library
        # Words: an instance (2), a trap, a gap, two values (4), three externs.
        self._words = (c_uint64 * (8 + 3 * _EXTERN_SIZE // 8))()
        base = ctypes.addressof(self._words)
        self._instance, self._trap, self._values = base, base + 16, base + 32
        self._externs = tuple(base + 64 + n * _EXTERN_SIZE for n in range(3))
        self._memory, self._alloc, self._entry = (one + library.content for one in self._externs)
        self._base = 0

    def open(self, prepared: _Prepared, entry: str, limits: StoreLimits, ticks: int | None) -> None:
        library, self._prepared = self._library, prepared
        self._store = store = library.store_new(prepared.engine, None, None)
        self._context = context = library.store_context(store)
        try:
            library.store_limiter(store, *limits)
            if ticks is not None:
                library.context_set_epoch_deadline(context, ticks)
            error = library.instance_pre_instantiate(prepared.pre, context, self._instance, self._trap)
            if error or self._words[2]:
                self._fail(error)
            name = entry.encode()
            memory, alloc, function = self._externs
            if not (
                library.instance_export_get(context, self._instance, b"memory", 6, memory)
                and library.instance_export_get(context, self._instance, b"alloc", 5, alloc)
                and library.instance_export_get(context, self._instance, name, len(name), function)
            ):
                raise WasmtimeError(f"no export {entry}")
            self._base = library.memory_data(context, self._memory)
            if prepared.pool is not None and self._base:
                prepared.pool.prefer_large_pages(self._base)
        except BaseException:
            self.close()
            raise

    def size(self) -> int:
        return int(self._library.memory_data_size(self._context, self._memory))

    def base(self) -> int:
        return self._base  # it stays: `available`

    def alloc(self, length: int) -> int:
        words = self._words
        words[4] = length
        error = self._library.func_call_unchecked(self._context, self._alloc, self._values, 1, self._trap)
        if error or words[2]:
            self._fail(error)
        pointer = words[4] & _MASK32
        return pointer - (pointer >> 31 << 32)

    def enter(self, pointer: int, length: int) -> int:
        words = self._words
        words[4], words[6] = pointer, length
        error = self._library.func_call_unchecked(self._context, self._entry, self._values, 2, self._trap)
        if error or words[2]:
            self._fail(error)
        return int(words[4])

    def close(self) -> None:
        self._library.store_delete(self._store)
        prepared = self._prepared
        del self._prepared  # which keeps this one, and goes when its module goes
        prepared.take_back(self)

    def _fail(self, error: int | None) -> NoReturn:
        """Raises what the last call ended with; the error or the trap is freed with the exception."""
        trap, self._words[2] = self._words[2], 0
        found = _error(error) if error else Trap._from_ptr(ctypes.cast(trap, ctypes.POINTER(_C.wasm_trap_t)))
        if self._prepared.module.failed:
            raise ImportFailed from found
        raise found


class _Prepared:
    """A module with its imports bound, in one engine."""

    def __init__(self, library: _Library, module: LoadedModule, target: Engine, code: Module, pool: Pool | None = None) -> None:
        """The tickets of a `pool` bound the instances that are open at a time, of all modules that share it."""
        self.library = library
        self.module = weakref.proxy(module)
        self.pool = pool
        self._tickets = None if pool is None else pool.tickets
        self._spare: list[_Instance] = []
        self._keep = [target, code, linker := Linker(target)]
        self.engine = _address(target)
        self.pre = 0
        for wanted, types, function in module.bound:
            self._bind(_address(linker), wanted, types, function)
        pre = c_void_p()
        error = library.linker_instantiate_pre(_address(linker), _address(code), ctypes.addressof(pre))
        if error:
            raise _error(error)
        self.pre = pre.value or 0
        weakref.finalize(self, library.instance_pre_delete, self.pre).atexit = False

    def open(self, entry: str, limits: StoreLimits, ticks: int | None) -> _Instance | None:
        """None if all tickets are out. Raises Trap, WasmtimeError, ImportFailed."""
        if self._tickets is not None:
            try:
                self._tickets.pop()
            except IndexError:
                return None
        try:
            instance = self._spare.pop()
        except IndexError:
            instance = _Instance(self.library)
        instance.open(self, entry, limits, ticks)
        return instance

    def take_back(self, instance: _Instance) -> None:
        self._spare.append(instance)
        if self._tickets is not None:
            self._tickets.append(None)

    def _bind(self, linker: int, wanted: tuple[str, str], types: Signature, function: Callable[..., int | None]) -> None:
        callback = _CALLBACK(self._entered(types, function))
        type_ = FuncType(*([ValType.i64() if name == "i64" else ValType.i32() for name in names] for names in types))
        self._keep += [callback, type_]
        module, name = (part.encode() for part in wanted)
        code = ctypes.cast(callback, c_void_p).value
        problem = self.library.linker_define_func_unchecked(linker, module, len(module), name, len(name), _address(type_), code, None, None)
        if problem:
            raise _error(problem)

    def _entered(self, types: Signature, function: Callable[..., Any]) -> Callable[[int, int, int, int], int]:
        """An import as wasm calls it: arguments in values of 16 bytes, where the result goes too; gives 0 or a trap."""
        params, results = types
        arguments = struct.Struct("<" + "".join("i12x" if name == "i32" else "q8x" for name in params))
        result_type = (c_int64 if results[0] == "i64" else c_int32) if results else None
        trap_new, failure = self.library.trap_new, self.module.failure

        def enter(_environment: int, _caller: int, values: int, _count: int) -> int:
            try:
                result = function(*arguments.unpack(ctypes.string_at(values, arguments.size)))
                if result_type is not None:
                    result_type.from_address(values).value = result
            except BaseException as error:
                if not isinstance(error, ImportFailed):  # which has told already
                    failure.error = error
                return int(trap_new(b"import failed", 13))
            return 0

        return enter


def _address(managed: Any) -> int:
    """Of what an object of the package owns."""
    return ctypes.cast(managed.ptr(), c_void_p).value or 0


def _error(pointer: int) -> WasmtimeError:
    """Frees it when it goes."""
    found: WasmtimeError = WasmtimeError._from_ptr(ctypes.cast(pointer, ctypes.POINTER(_C.wasmtime_error_t)))
    return found


class _Opener:
    """Opens the instances of a module: in the pool from the second call on, where it fits and there is room."""

    def __init__(self, library: _Library, module: LoadedModule) -> None:
        self._library = library
        self._plain = _Prepared(library, module, engine(epochs=module.epochs), module.module)
        self._pooled: _Prepared | None = None
        self._calls = 0
        self._lock = threading.Lock()

    def __call__(self, module: LoadedModule, entry: str, limits: StoreLimits, ticks: int | None) -> Instance:
        if self._pooled is not None:
            found = self._pooled.open(entry, limits, ticks)
            if found is not None:
                return found
        elif self._calls < 2:
            self._count(module)
        instance = self._plain.open(entry, limits, ticks)
        assert instance is not None
        return instance

    def _count(self, module: LoadedModule) -> None:
        with self._lock:
            self._calls += 1
            if self._calls != 2 or module.epochs or not fits(module.info):
                return
            pool = shared_pool()
            if pool is None:
                return
            try:
                code = Module.deserialize(pool.engine, module.module.serialize())
                self._pooled = _Prepared(self._library, module, pool.engine, code, pool)
            except WasmtimeError:
                return  # larger than an instance of the pool may be


_OpenInstance = Callable[[LoadedModule, str, StoreLimits, "int | None"], Instance]

# ---- whether all this can be used

ENABLED = True
"""For tests, which run everything both ways."""

_PROBE = """(module
 (import "noetl" "result_put" (func $put (param i32 i32 i32 i32) (result i32)))
 (memory (export "memory") 1 3) (data (i32.const 8) "abcd")
 (func (export "alloc") (param i32) (result i32) (drop (memory.grow (i32.const 1))) (i32.const 65000))
 (func (export "bad") (param i32 i32) (result i64) unreachable)
 (func (export "run") (param i32 i32) (result i64)
  (i32.store (i32.const 16) (call $put (i32.const 8) (i32.const 1) (i32.const 9) (i32.const 3)))
  (i64.or (i64.shl (i64.extend_i32_u (local.get 0)) (i64.const 32)) (i64.extend_i32_u (local.get 1)))))"""


def _works(library: _Library) -> bool:
    """Whether calls do what they should."""
    seen: list[tuple[int, ...]] = []

    def put(*arguments: int) -> int:
        seen.append(arguments)
        if len(seen) > 1:
            raise LookupError
        return -7

    module = LoadedModule(bytes(wat2wasm(_PROBE)))
    module.bound = [(wanted, types, put) for wanted, types, _ in module.bound]
    limits = (1 << 17, 0, 1, 0, 1)
    prepared = _Prepared(library, module, engine(), module.module)
    for _ in range(2):
        seen.clear()
        instance = prepared.open("run", limits, None)
        assert instance is not None
        fresh = ctypes.string_at(instance.base() + 8, 12) == b"abcd" + bytes(8)
        found = [instance.size(), instance.alloc(5), instance.alloc(6), instance.size(), instance.enter(65000, 5)]
        left = ctypes.string_at(instance.base() + 8, 12)
        try:
            instance.enter(1, 2)
        except ImportFailed:
            failed = isinstance(module.take_failure(), LookupError)
        else:
            return False
        instance.close()
        if not fresh or found != [1 << 16, 65000, 65000, 1 << 17, 65000 << 32 | 5] or left != b"abcd\0\0\0\0\xf9\xff\xff\xff":
            return False
        if not failed or seen != [(8, 1, 9, 3)] * 2:
            return False
    instance = prepared.open("bad", limits, None)
    assert instance is not None
    try:
        instance.enter(0, 0)
    except Trap as trap:
        return trap.message != ""
    finally:
        instance.close()
    return False


_lock = threading.Lock()


@lru_cache(maxsize=1)
def _library() -> _Library | None:
    try:
        if not memory_stays() or not all(_declared(name, *types) for name, types in {**_LOCKED, **_UNLOCKED}.items()):
            return None
        extern = _C.wasmtime_extern_t
        sizes = (ctypes.sizeof(_C.wasmtime_val_raw_t), ctypes.sizeof(_C.wasmtime_instance_t))
        if sizes != (_VALUE, 16) or ctypes.sizeof(extern) > _EXTERN_SIZE:
            return None
        library = _Library()
        return library if _works(library) else None
    except (AttributeError, OSError, TypeError, ValueError, WasmtimeError, HostError):
        return None


def available() -> bool:
    """Whether this wasmtime is as the short way expects it."""
    with _lock:
        return _library() is not None


def opener(module: LoadedModule) -> _OpenInstance:
    """What opens instances of a module: the short way, or the public one."""
    if not ENABLED:
        return PublicInstance
    found: _OpenInstance | None = module.opener
    if found is None:
        with _lock:
            library = _library()
        found = module.opener = PublicInstance if library is None else _Opener(library, module)
    return found
