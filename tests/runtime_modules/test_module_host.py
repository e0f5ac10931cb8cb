# ruff: noqa: RUF005 - tables
"""What bodies draw from the host: clocks, identifiers, the environment, secrets; and the string functions of os.path."""

from __future__ import annotations

import os.path
import random
import secrets
import struct
import time
import uuid
from typing import Any

import pytest
from module_guest import CALLED, Emulated, Guest, Handle, Raised, attribute, call, method, outcome, same, wasm

from noetlc.layout.tags import T_ENVIRON, T_UUID
from noetlc.primitives.modules import LIBRARY_ATTRIBUTES, LIBRARY_METHODS, OBJECTS

NAMES = [n for n in CALLED if n.split(".")[0] in ("time", "uuid", "os", "secrets")]
OF_BODIES = "os_env_update"  # which takes what bodies define, too: edges/programs/os_constants.txt
MORE = tuple(
    [rows[t].runtime for rows in LIBRARY_METHODS.values() for t in rows if t == T_ENVIRON and rows[t].runtime != OF_BODIES]
    + [rows[T_UUID] for rows in LIBRARY_ATTRIBUTES.values() if T_UUID in rows]
    + list(OBJECTS.values())
    + ["os_env_getitem", "os_env_contains", "os_env_setitem", "os_env_delitem", "library_reset", "uuid_str", "uuid_eq", "py_repr"]
)
ENTROPY = random.Random(3).randbytes(64)
NOW = 1_700_000_123_456_789_012


class Host:
    """A host with fixed answers; counts what is drawn."""

    def __init__(self) -> None:
        self.guest: Guest
        self.drawn = 0
        self.slept: list[int] = []
        self.asked: list[str] = []

    def random(self, p: int, n: int) -> None:
        self.guest.write(p, ENTROPY[self.drawn : self.drawn + n])
        self.drawn += n

    def env(self, p: int, n: int) -> int:
        name = self.guest.read(p, n).decode()
        self.asked.append(name)
        if not name.startswith("SET"):
            return 0
        text = f"value of {name}".encode()
        return struct.unpack("<q", struct.pack("<II", len(text), self.guest.put(text)))[0]  # type: ignore[no-any-return]

    def imports(self) -> dict[str, Any]:
        answers = {
            "now": lambda: NOW, "monotonic": lambda: 5_000_000_001, "sleep": self.slept.append, "random": self.random, "env": self.env,
        }  # fmt: skip
        return answers | {f"host_{k}": v for k, v in answers.items()} | {"wf_host_sleep": self.slept.append}


@pytest.fixture(scope="module", params=["emulated", "wasm"])
def host(request: pytest.FixtureRequest) -> Host:
    made = Host()
    made.guest = Emulated(made.imports()) if request.param == "emulated" else wasm(NAMES, MORE, made.imports())
    return made


@pytest.fixture(autouse=True)
def rewind(host: Host) -> None:
    host.drawn = 0
    host.asked.clear()
    host.slept.clear()
    host.guest.call("library_reset")


def test_clocks(host: Host) -> None:
    assert call(host.guest, "time.time") == float(NOW) / 1e9
    assert call(host.guest, "time.time_ns") == NOW
    assert call(host.guest, "time.monotonic") == call(host.guest, "time.perf_counter") == 5.000000001
    for amount in (0, 2, 0.25, True):
        assert call(host.guest, "time.sleep", amount) is None
    assert host.slept == [0, 2_000_000_000, 250_000_000, 1_000_000_000]
    for wrong in (-1, -0.5, float("nan"), "x", None):
        assert outcome(call, host.guest, "time.sleep", wrong) == outcome(time.sleep, wrong)


TIMES = [(2024, 2, 29, 13, 5, 9, 3, 60, 0), (2023, 1, 1, 0, 0, 0, 6, 1, 0), (2020, 12, 31, 23, 59, 59, 3, 366, 0), (1999, 10, 5, 12, 0, 1, 1, 278, 0)]


@pytest.mark.parametrize("directive", list("YmdHMSFTXRDxcraAbhByCeIjpwuUWVGg%ntlkPq") + ["-d", "-m", "-H", "-I", "-j"])
def test_strftime(host: Host, directive: str) -> None:
    for t in TIMES:
        assert call(host.guest, "time.strftime", f"[%{directive}é]", t) == time.strftime(f"[%{directive}é]", t)


def test_strftime_now(host: Host) -> None:
    text = "%Y-%m-%d %H:%M:%S %a %j %U %V"
    assert call(host.guest, "time.strftime", text) == time.strftime(text, time.gmtime(NOW // 10**9))
    for args in ((5,), ("%Y", 5), ("%Y", (1, 2)), ("%Y", (2024, 13, 1, 0, 0, 0, 0, 1, 0)), ("%Y", (2024, 1, 1, 25, 0, 0, 0, 1, 0))):
        assert outcome(call, host.guest, "time.strftime", *args) == outcome(time.strftime, *args)


def text(host: Host, handle: Handle) -> str:
    return host.guest.text(host.guest.call("uuid_str", handle.address))


def test_uuid(host: Host) -> None:
    made = call(host.guest, "uuid.uuid4", raw=True)
    expected = uuid.UUID(bytes=ENTROPY[:16], version=4)
    assert text(host, made) == str(expected)
    for name in ("hex", "int", "bytes", "urn", "version", "variant"):
        assert attribute(host.guest, made, name) == getattr(expected, name)
    space = Handle(host.guest.call("uuid_dns"))
    assert text(host, call(host.guest, "uuid.uuid3", space, "python.org", raw=True)) == str(uuid.uuid3(uuid.NAMESPACE_DNS, "python.org"))
    assert text(host, call(host.guest, "uuid.uuid5", space, "é", raw=True)) == str(uuid.uuid5(uuid.NAMESPACE_DNS, "é"))
    for name in ("URL", "OID", "X500"):
        assert text(host, Handle(host.guest.call(OBJECTS[f"uuid.NAMESPACE_{name}"]))) == str(getattr(uuid, f"NAMESPACE_{name}"))


UUIDS: list[tuple[tuple[Any, ...], dict[str, Any]]] = [
    (("12345678123456781234567812345678",), {}),
    (("{12345678-1234-5678-1234-567812345678}",), {}),
    (("urn:uuid:12345678-1234-5678-1234-567812345678",), {"version": 4}),
    (("1234",), {}),
    (("x" * 32,), {}),
    ((), {}),
    ((5,), {}),
    ((), {"bytes": bytes(range(16))}),
    ((), {"bytes": b"short"}),
    ((), {"int": 77}),
    ((), {"int": -1}),
    (("1" * 32,), {"version": 9}),
]


@pytest.mark.parametrize(("args", "kwargs"), UUIDS)
def test_uuid_class(host: Host, args: tuple[Any, ...], kwargs: dict[str, Any]) -> None:
    found = outcome(call, host.guest, "uuid.UUID", *args, raw=True, **kwargs)
    expected = outcome(uuid.UUID, *args, **kwargs)
    assert (found if isinstance(found, Raised) else text(host, found)) == (expected if isinstance(expected, Raised) else str(expected))


def test_uuid1(host: Host) -> None:
    made = text(host, call(host.guest, "uuid.uuid1", 0x1234567890AB, 77, raw=True))
    stamp = NOW // 100 + 0x01B21DD213814000
    expected = uuid.UUID(
        fields=(stamp & 0xFFFFFFFF, stamp >> 32 & 0xFFFF, stamp >> 48 & 0xFFF, 0, 77, 0x1234567890AB), version=1
    )
    assert made == str(expected)


def test_environment(host: Host) -> None:
    environ = Handle(host.guest.call("os_environ"))
    assert call(host.guest, "os.getenv", "SET_A") == "value of SET_A"
    assert call(host.guest, "os.getenv", "OTHER") is None
    assert call(host.guest, "os.getenv", "OTHER", "d") == "d"
    assert method(host.guest, environ, "get", "SET_A") == "value of SET_A"
    assert host.asked == ["SET_A", "OTHER"]
    assert outcome(call, host.guest, "os.getenv", 5) == Raised("TypeError", "str expected, not int")
    assert host.guest.call("os_env_contains", environ.address, host.guest.to_val("OTHER")) == 0
    assert host.guest.call("os_env_setitem", environ.address, host.guest.to_val("OTHER"), host.guest.to_val("new")) == 1
    assert host.guest.call("os_env_contains", environ.address, host.guest.to_val("OTHER")) == 1
    assert method(host.guest, environ, "copy") == {"SET_A": "value of SET_A", "OTHER": "new"}
    assert method(host.guest, environ, "pop", "OTHER") == "new"
    assert outcome(method, host.guest, environ, "pop", "OTHER") == Raised("KeyError", "'OTHER'")
    assert method(host.guest, environ, "setdefault", "OTHER", "x") == "x"


def test_secrets(host: Host) -> None:
    assert call(host.guest, "os.urandom", 5) == ENTROPY[:5]
    assert call(host.guest, "secrets.token_hex", 4) == ENTROPY[5:9].hex()
    assert call(host.guest, "secrets.token_urlsafe", 5).count("=") == 0
    assert call(host.guest, "secrets.randbits", 12) == int.from_bytes(ENTROPY[14:16]) >> 4
    assert 0 <= call(host.guest, "secrets.randbelow", 7) < 7
    assert outcome(call, host.guest, "secrets.randbelow", 0) == outcome(secrets.randbelow, 0)
    assert call(host.guest, "secrets.choice", [7]) == 7


PATHS = ["", "/", "//", "///", "a", "a/", "/a", "a/b.c", "a.b/c", ".bashrc", "..", "a/../b", "a/./b//c", "/../a", "../../x", "a/b/../../..", "//a/b", "x.tar.gz", "a/.b.c", "...x", "é/ü.ö", "/a//", "a//b/"]


@pytest.mark.parametrize("name", ["basename", "dirname", "split", "splitext", "isabs", "normpath", "normcase"])
def test_paths(host: Host, name: str) -> None:
    for path in [*PATHS, 5, None]:
        assert same(outcome(call, host.guest, f"os.path.{name}", path), outcome(getattr(os.path, name), path)), path


def test_join(host: Host) -> None:
    for args in (("a",), ("a", "b"), ("a/", "b"), ("a", "/b"), ("", "b"), ("a", ""), ("a", "b", "c"), (5, "a"), ("a", 5)):
        assert outcome(call, host.guest, "os.path.join", *args) == outcome(os.path.join, *args)
