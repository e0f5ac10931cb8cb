"""Engines whose feature set is the one that wasmtime 27 validates by default, whatever version is installed."""

from __future__ import annotations

import os
import sys
import threading
from functools import lru_cache
from typing import TYPE_CHECKING

import wasmtime
from wasmtime import Config, Engine

from noetlc.late import late

if TYPE_CHECKING:
    import importlib.metadata
    import resource
else:
    importlib = late("importlib", "importlib.metadata")
    resource = late("resource")

# Not part of the contract: off by default in wasmtime 27, or results that differ between CPUs, or threads we do not have.
REFUSED_FEATURES = (
    "relaxed_simd",
    "threads",
    "memory64",
    "exceptions",
    "gc",
    "function_references",
    "wide_arithmetic",
    "custom_page_sizes",
    "stack_switching",
    "compact_imports",
)

# Bodies nest 1,000 calls, which through operators of classes takes up to 1 KiB each: more than wasmtime gives by itself.
_STACK = 512 << 10
_UNLIMITED = 2 << 20  # what a thread gets where the stack has no limit

# One increment of the epoch of the engine for deadlines.
TICK_SECONDS = 0.005


def _hold_memory(config: Config) -> bool:
    """Makes memories stay where they are when they grow, for those who hold an address. False where there is no such switch."""
    bindings = getattr(wasmtime, "_bindings", None)
    for name, value in (("memory_may_move", False), ("static_memory_forced", True)):
        switch = getattr(bindings, f"wasmtime_config_{name}_set", None)
        if switch is not None:
            switch(config.ptr(), value)
            return True
    return False


@lru_cache(maxsize=1)
def memory_stays() -> bool:
    """Whether the memories of our engines never move."""
    return _hold_memory(Config())


def _disable(config: Config, feature: str) -> None:
    """Turns a proposal off where this wasmtime has a switch for it; where it has none, the proposal is unknown or off."""
    if isinstance(getattr(Config, f"wasm_{feature}", None), property):
        setattr(config, f"wasm_{feature}", False)
        return
    bindings = getattr(wasmtime, "_bindings", None)
    switch = getattr(bindings, f"wasmtime_config_wasm_{feature}_set", None)
    if switch is not None:
        switch(config.ptr(), False)


def stack_of_threads() -> int:
    """The bytes of stack that every thread surely has; 0 if that cannot be told, as where threads have less than the main one."""
    if sys.platform != "linux" or threading.stack_size():
        return 0
    try:
        if not os.confstr("CS_GNU_LIBC_VERSION"):
            return 0
    except (OSError, ValueError):
        return 0  # another C library
    soft, _ = resource.getrlimit(resource.RLIMIT_STACK)
    return _UNLIMITED if soft == resource.RLIM_INFINITY else soft


def _give_stack(config: Config) -> None:
    """Lets modules take a quarter of the stack of a thread."""
    switch = getattr(getattr(wasmtime, "_bindings", None), "wasmtime_config_max_wasm_stack_set", None)
    if switch is not None:
        switch(config.ptr(), max(_STACK, min(stack_of_threads() // 4, 4 * _STACK)))


def configured(config: Config) -> Config:
    """The configuration of all our engines: compiled code of one fits the others that check deadlines as it does."""
    for feature in REFUSED_FEATURES:
        _disable(config, feature)
    _hold_memory(config)
    _give_stack(config)
    return config


@lru_cache(maxsize=2)
def _engine(epochs: bool) -> Engine:
    config = configured(Config())
    if epochs:
        config.epoch_interruption = True
    return Engine(config)


_engine_lock = threading.Lock()


def engine(*, epochs: bool = False) -> Engine:
    """The shared engine. With `epochs` its code checks a deadline, which slows tight loops by half: ask only when needed."""
    with _engine_lock:
        return _engine(epochs)


def configuration_name(*, epochs: bool) -> str:
    """A name for version and configuration, for keys of compiled code on disk."""
    try:
        installed = importlib.metadata.version("wasmtime")
    except importlib.metadata.PackageNotFoundError:
        installed = "unknown"
    return f"wasmtime-{installed}-{'epochs' if epochs else 'plain'}-2"


class Ticker:
    """Advances the epoch of the deadline engine from a thread that exists only while a call with a deadline runs."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._active = 0
        self._wake: threading.Event | None = None

    def __enter__(self) -> None:
        with self._lock:
            self._active += 1
            if self._active == 1:
                self._wake = threading.Event()
                threading.Thread(target=self._run, args=(self._wake,), name="noetlc-epochs", daemon=True).start()

    def __exit__(self, *_: object) -> None:
        with self._lock:
            self._active -= 1
            if self._active == 0 and self._wake is not None:
                self._wake.set()

    @staticmethod
    def _run(stop: threading.Event) -> None:
        target = engine(epochs=True)
        while not stop.wait(TICK_SECONDS):
            target.increment_epoch()


TICKER = Ticker()
