"""The ambient imports of a body: clock, entropy, environment."""

from __future__ import annotations

from typing import TYPE_CHECKING

from noetlc.kernel.lang import i32, i64, imported, shr_u, val
from noetlc.layout.objects import BYTES_DATA, STR_BYTES, Str
from noetlc.runtime.text.strings import str_from

if TYPE_CHECKING:
    from noetlc.runtime.values.bytes import bytes_new


@imported("noetl_x1", "now")
def host_now() -> i64: ...  # type: ignore[empty-body]


@imported("noetl_x1", "monotonic")
def host_monotonic() -> i64: ...  # type: ignore[empty-body]


@imported("noetl_x1", "random")
def host_random(p: i32, n: i32) -> None: ...


@imported("noetl_x1", "env")
def host_env(p: i32, n: i32) -> i64: ...  # type: ignore[empty-body]


def host_entropy(n: i32) -> val:
    """Bytes from the host."""
    made: val = bytes_new(n)
    host_random(made + BYTES_DATA, n)
    return made


def host_variable(name: val) -> val:
    """The value of an environment variable, 0 if it is not set."""
    packed: i64 = host_env(name + STR_BYTES, Str(name).nbytes)
    return 0 if packed == 0 else str_from(i32(shr_u(packed, i64(32))), i32(packed))


@imported("noetl_x1", "sleep")
def wf_host_sleep(ns: i64) -> None: ...
