"""Clock, entropy and environment of a body: they come from the host (language.md 7.5).

`install` patches the standard modules once per process; `reset` forgets what a body left behind (seeds, variables).
"""

from __future__ import annotations

import ctypes
import datetime
import functools
import gc
import json
import json.decoder
import logging
import os
import random
import re
import sys
import time
import uuid
import warnings
from collections.abc import Callable, Iterator, MutableMapping
from operator import index
from sys import getrecursionlimit as real_getrecursionlimit
from sys import setrecursionlimit as real_setrecursionlimit
from typing import Any, Protocol

from noetlc.interp.pybody.execute import CALLS
from noetlc.interp.pybody.heard import MAX_RANDOM, MAX_SLEEP
from noetlc.interp.pybody.modules import forget_changes
from noetlc.interp.pybody.traces import patch_traceback

MAX_JSON_DEPTH = 128
_NESTING = re.compile(r'"(?:[^"\\]|\\.)*"?|[\[\]{}]', re.S)


class Ambient(Protocol):
    """The host as a body sees it."""

    def now(self) -> int: ...

    def monotonic(self) -> int: ...

    def random(self, size: int) -> bytes: ...

    def sleep(self, nanoseconds: int) -> None: ...

    def env(self, name: str) -> str | None: ...

    def log(self, level: int, line: str) -> None: ...


class HostEnvironment(MutableMapping[str, str]):
    """`os.environ`: reads ask the host, writes stay in the body. Iteration sees only what was read or written."""

    def __init__(self, ambient: Ambient) -> None:
        self._ambient = ambient
        self._known: dict[str, str | None] = {}

    def _name(self, key: object) -> str:
        if not isinstance(key, str):
            raise TypeError(f"str expected, not {type(key).__name__}")
        return key

    def __getitem__(self, key: str) -> str:
        name = self._name(key)
        if name not in self._known:
            self._known[name] = self._ambient.env(name) if _is_text(name) else None
        value = self._known[name]
        if value is None:
            raise KeyError(key)
        return value

    def __setitem__(self, key: str, value: str) -> None:
        self._known[self._name(key)] = self._name(value)

    def __delitem__(self, key: str) -> None:
        self[key]
        self._known[key] = None

    def __iter__(self) -> Iterator[str]:
        return iter([name for name, value in self._known.items() if value is not None])

    def __len__(self) -> int:
        return len(list(iter(self)))

    def __repr__(self) -> str:
        return f"environ({dict(self)!r})"

    def copy(self) -> dict[str, str]:
        return dict(self)

    def forget(self) -> None:
        """Drops what a body read and wrote."""
        self._known.clear()


def _is_text(name: str) -> bool:
    """False for the bytes beyond text that no variable's name has here. Raises UnicodeEncodeError as the system's own does."""
    name.encode("utf-8", "surrogateescape")
    return not any("\udc80" <= mark <= "\udcff" for mark in name)


class Shims:
    """The patched modules of this process."""

    def __init__(self, ambient: Ambient) -> None:
        self._ambient = ambient
        self._seeded = False
        self._limit = CALLS  # of calls, as the body knows it
        self._environment = HostEnvironment(ambient)

    def install(self) -> None:
        """Patches time, datetime, random, uuid, os, logging, sys, json, traceback and warnings."""
        self._patch_time()
        self._patch_datetime()
        self._patch_random()
        self._patch_os()
        self._patch_logging()
        self._patch_sys()
        _limit_json()
        patch_traceback()
        _forget_warnings()

    def reset(self) -> None:
        """The state a fresh process would have."""
        self._seeded = False
        self._environment.forget()
        _forget_loggers()
        _forget_warnings()
        forget_changes()
        self._limit = CALLS
        sys.argv = [""]
        random._inst.gauss_next = None  # type: ignore[attr-defined]

    # ---- time

    def _patch_time(self) -> None:
        module: Any = time
        ambient = self._ambient
        real_localtime, real_gmtime, real_strftime, real_asctime, real_ctime = (
            time.localtime, time.gmtime, time.strftime, time.asctime, time.ctime,
        )  # fmt: skip

        def seconds() -> float:
            return float(ambient.now()) / 1e9

        def whole() -> int:
            return ambient.now() // 1_000_000_000

        def sleep(secs: Any, /) -> None:
            if isinstance(secs, float) and secs != secs:
                raise ValueError("Invalid value NaN (not a number)")
            if not isinstance(secs, (int, float)) and not hasattr(secs, "__index__"):
                raise TypeError(f"'{type(secs).__name__}' object cannot be interpreted as an integer")
            amount = secs if isinstance(secs, float) else int(secs.__index__())
            if amount < 0:
                raise ValueError("sleep length must be non-negative")
            nanoseconds = int(amount * 1e9) if isinstance(amount, float) and amount < 9e9 else int(amount) * 1_000_000_000
            if nanoseconds >= 2**63:
                raise OverflowError("timestamp too large to convert to C _PyTime_t")
            for _day in range(nanoseconds // MAX_SLEEP):
                ambient.sleep(MAX_SLEEP)
            ambient.sleep(nanoseconds % MAX_SLEEP)

        module.time = seconds
        module.time_ns = ambient.now
        module.monotonic = module.perf_counter = module.process_time = module.thread_time = lambda: float(ambient.monotonic()) / 1e9
        module.monotonic_ns = module.perf_counter_ns = module.process_time_ns = module.thread_time_ns = ambient.monotonic
        module.sleep = sleep
        module.localtime = lambda secs=None, /: real_localtime(whole() if secs is None else secs)
        module.gmtime = lambda secs=None, /: real_gmtime(whole() if secs is None else secs)
        module.ctime = lambda secs=None, /: real_ctime(whole() if secs is None else secs)
        module.asctime = lambda *args: real_asctime(*(args or (real_localtime(whole()),)))
        module.strftime = lambda fmt, *args: real_strftime(fmt, *(args or (real_localtime(whole()),)))

    def _patch_datetime(self) -> None:
        epoch = datetime.datetime(1970, 1, 1)
        ambient = self._ambient

        def current() -> datetime.datetime:
            return epoch + datetime.timedelta(microseconds=ambient.now() // 1000)

        def build(cls: Any, value: datetime.datetime) -> Any:
            if cls is datetime.datetime:
                return value
            return cls(value.year, value.month, value.day, value.hour, value.minute, value.second, value.microsecond, value.tzinfo)

        def now(cls: Any, tz: Any = None) -> Any:
            if tz is None:
                return build(cls, current())
            if not isinstance(tz, datetime.tzinfo):
                raise TypeError(f"tzinfo argument must be None or of a tzinfo subclass, not type '{type(tz).__name__}'")
            return build(cls, current().replace(tzinfo=datetime.UTC).astimezone(tz))

        def utcnow(cls: Any) -> Any:
            return build(cls, current())

        def today_date(cls: Any) -> Any:
            value = current()
            return cls(value.year, value.month, value.day)

        _replace(datetime.datetime, {"now": classmethod(now), "utcnow": classmethod(utcnow), "today": classmethod(utcnow)})
        _replace(datetime.date, {"today": classmethod(today_date)})

    # ---- entropy

    def _patch_random(self) -> None:
        module: Any = random
        instance: Any = module._inst
        original_seed = random.Random.seed
        ambient = self._ambient

        def entropy() -> int:
            return int.from_bytes(ambient.random(32), "little")

        def seed(self: Any, a: Any = None, version: int = 2) -> None:
            original_seed(self, entropy() if a is None else a, version)

        random.Random.seed = seed  # type: ignore[method-assign]
        shims = self

        def global_seed(a: Any = None, version: int = 2) -> None:
            instance.seed(a, version)
            shims._seeded = True

        def global_setstate(state: Any) -> None:
            instance.setstate(state)
            shims._seeded = True

        for name in list(vars(module)):
            bound = getattr(module, name)
            if getattr(bound, "__self__", None) is instance and name not in ("seed", "setstate"):
                setattr(module, name, self._seeding(bound, instance))
        module.seed, module.setstate = global_seed, global_setstate

    def _seeding(self, bound: Callable[..., Any], instance: Any) -> Callable[..., Any]:
        """The function of the global generator, which seeds itself from the host at its first use."""

        @functools.wraps(bound)
        def call(*args: Any, **kwargs: Any) -> Any:
            if not self._seeded:
                self._seeded = True
                instance.seed(None)
            return bound(*args, **kwargs)

        return call

    def _patch_os(self) -> None:
        ambient = self._ambient

        def urandom(size: int, /) -> bytes:
            if size < 0:
                raise ValueError("negative argument not allowed")
            if size > MAX_RANDOM:
                raise MemoryError
            return ambient.random(size)

        module: Any = os
        module.urandom = urandom
        module.environ = self._environment
        randoms: Any = random
        randoms._urandom = urandom
        uuids: Any = uuid
        uuids.uuid4 = lambda: uuid.UUID(bytes=ambient.random(16), version=4)
        uuids._generate_time_safe = None
        uuids.getnode = lambda: int.from_bytes(ambient.random(6), "little") | (1 << 40)

    def _patch_sys(self) -> None:
        """A body sees its own limit of calls; the process counts its other frames, too."""

        def setrecursionlimit(limit: Any, /) -> None:
            limit = index(limit)
            real_setrecursionlimit(limit if limit < 1 or abs(limit) >= 2**31 else real_getrecursionlimit() + limit - self._limit)
            self._limit = limit

        module: Any = sys
        module.getrecursionlimit = lambda: self._limit
        module.setrecursionlimit = setrecursionlimit

    def _patch_logging(self) -> None:
        """Records go to the host unless a body makes a handler with a stream of its own."""
        handler = HostHandler(self._ambient)
        basic_config = logging.basicConfig
        module: Any = logging
        module.lastResort = HostHandler(self._ambient, logging.WARNING)

        def configure(**kwargs: Any) -> None:
            if not kwargs.keys() & {"stream", "filename", "handlers"}:
                kwargs["handlers"] = [handler]
            basic_config(**kwargs)

        module.basicConfig = configure


class HostHandler(logging.Handler):
    """Hands the messages of records to the host."""

    def __init__(self, ambient: Ambient, level: int = logging.NOTSET) -> None:
        super().__init__(level)
        self._ambient = ambient

    def emit(self, record: logging.LogRecord) -> None:
        try:
            line = record.getMessage()
        except Exception:  # arguments that do not fit, or whose own text raises: the bare message
            line = str(record.msg)
        self._ambient.log(record.levelno, line)


def _forget_loggers() -> None:
    """The loggers a body made or changed are as at the start."""
    logging.root.handlers.clear()
    logging.root.setLevel(logging.WARNING)
    logging.root.manager.loggerDict.clear()
    logging.root.manager.disable = 0


def _forget_warnings() -> None:
    """The filters are those of a fresh process. What they let through is shown to nobody: a body's stderr is its own."""
    module: Any = warnings
    module._showwarnmsg_impl = lambda _message: None
    warnings.resetwarnings()
    for category in (ResourceWarning, ImportWarning, PendingDeprecationWarning, DeprecationWarning):
        warnings.simplefilter("ignore", category)
    module._add_filter("default", None, DeprecationWarning, "__main__", 0, append=False)
    module.onceregistry.clear()


def _replace(cls: type, methods: dict[str, Any]) -> None:
    """Sets attributes of a built-in type: there is no other way to give `datetime.now` another clock and keep its type."""
    fields: Any = gc.get_referents(cls.__dict__)[0]
    fields.update(methods)
    ctypes.pythonapi.PyType_Modified(ctypes.py_object(cls))


def _limit_json() -> None:
    """Makes `json.loads` refuse texts nested deeper than the language allows (language.md 7.5)."""
    decoder: Any = json.decoder
    original = decoder.JSONDecoder.decode

    def decode(self: Any, s: str, _w: Any = decoder.WHITESPACE.match) -> Any:
        deep = _too_deep(s)
        if deep is None:
            return original(self, s, _w)
        try:
            original(self, s, _w)
        except json.JSONDecodeError as error:
            if error.pos < deep:
                raise
        kind = "array" if s[deep] == "[" else "object"
        raise RecursionError(f"maximum recursion depth exceeded while decoding a JSON {kind} from a unicode string")

    decoder.JSONDecoder.decode = decode


def _too_deep(text: str) -> int | None:
    """Where the text opens its 129th level, None if it does not."""
    if text.count("[") + text.count("{") <= MAX_JSON_DEPTH:
        return None
    depth = 0
    for match in _NESTING.finditer(text):
        mark = match.group()
        if mark in ("[", "{"):
            depth += 1
            if depth > MAX_JSON_DEPTH:
                return match.start()
        elif mark in ("]", "}"):
            depth -= 1
    return None
