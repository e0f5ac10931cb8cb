"""Exceptions, classes of values and the output streams."""

from __future__ import annotations

import builtins
from typing import Any

import pytest
from guest_python import ABSENT, PythonGuest, Raw, expected

from noetlc.layout.objects import Class
from noetlc.layout.static import static_class
from noetlc.primitives.exceptions import ALIASES, EXCEPTIONS, base_of, display_name

GUEST = PythonGuest()


@pytest.mark.parametrize("name", [n for n in EXCEPTIONS if "." not in n])
def test_hierarchy_is_that_of_cpython(name: str) -> None:
    cls = getattr(builtins, name)
    assert cls.__name__ == name
    assert cls.__base__.__name__ == base_of(name) or name == "ExceptionGroup"


def test_aliases() -> None:
    assert ALIASES["IOError"] == IOError.__name__ == "OSError"
    assert display_name("json.JSONDecodeError") == "JSONDecodeError"


def test_static_class_links_to_its_base_and_name() -> None:
    content, refs = static_class("KeyError")
    assert len(content) % 8 == 0
    assert len(content) >= Class.SIZE
    assert refs == ((12, "str:KeyError"), (16, "cls:LookupError"))
    assert [r[1] for r in static_class("object")[1]] == ["str:object"]


def make(cls: str, args: tuple[Any, ...]) -> int:
    GUEST.reset()
    if hasattr(GUEST, "machine"):
        address = int(GUEST.machine.address("cls:" + cls))
    else:
        pytest.skip("classes are placed by the emulator")
    return int(GUEST.call("exc_new", address, GUEST.to_val(args)))


CASES: list[tuple[str, tuple[Any, ...]]] = [
    ("ValueError", ()),
    ("ValueError", ("x",)),
    ("ValueError", ("x", 1)),
    ("KeyError", ("k",)),
    ("KeyError", (1, 2)),
    ("KeyError", ()),
    ("ValueError", ((1, 2),)),
    ("OSError", (2, "No such file")),
    ("RuntimeError", (None,)),
    ("Exception", (["a"],)),
    ("StopIteration", (5,)),
]


@pytest.mark.parametrize(("cls", "args"), CASES)
def test_text_and_arguments(cls: str, args: tuple[Any, ...]) -> None:
    e = make(cls, args)
    real = getattr(builtins, cls)(*args)
    assert GUEST.text(GUEST.call("py_str", e)) == str(real)
    if cls != "OSError":
        assert GUEST.text(GUEST.call("py_repr", e)) == repr(real)
    assert GUEST.from_val(GUEST.call("exc_args", e)) == args


def test_matching() -> None:
    e = make("KeyError", ("k",))
    cls = {
        n: int(GUEST.machine.address("cls:" + n)) for n in ("KeyError", "LookupError", "Exception", "ValueError", "int", "BaseException")
    }
    assert GUEST.call("exc_matches", e, cls["KeyError"]) == 1
    assert GUEST.call("exc_matches", e, cls["LookupError"]) == 1
    assert GUEST.call("exc_matches", e, cls["ValueError"]) == 0
    pair = GUEST.to_val((0, 0))
    GUEST.call("tuple_set", pair, 0, cls["ValueError"])
    GUEST.call("tuple_set", pair, 1, cls["Exception"])
    assert GUEST.call("exc_matches", e, pair) == 1
    assert GUEST.call("exc_matches", e, cls["int"]) == -1
    assert GUEST.pending() == ("TypeError", "catching classes that do not inherit from BaseException is not allowed")


def test_raising() -> None:
    e = make("KeyError", ("k",))
    assert GUEST.call("raise_value", e) == 0
    assert GUEST.pending() == ("KeyError", "'k'")
    GUEST.call("raise_value", int(GUEST.machine.address("cls:RuntimeError")))
    assert GUEST.pending() == ("RuntimeError", "")
    GUEST.call("raise_value", GUEST.to_val(1))
    assert GUEST.pending() == ("TypeError", "exceptions must derive from BaseException")
    GUEST.call("raise_from", make("ValueError", ()), GUEST.to_val(5))
    assert GUEST.pending() == ("TypeError", "exception causes must derive from BaseException")


def test_isinstance() -> None:
    for value in (1, True, 1.5, "a", None, [], (), {}, 1 << 70):
        for cls in (int, float, str, bool, list, dict, tuple, object):
            if hasattr(GUEST, "machine"):
                assert GUEST.outcome("py_isinstance", value, cls) == isinstance(value, cls), (value, cls)
    assert GUEST.outcome("py_isinstance", 1, 1) == expected(isinstance, 1, 1)


def test_print() -> None:
    GUEST.reset()
    GUEST.call("streams_reset")
    for values, sep, end, to_stderr in [
        ((1, "a", None), ABSENT, ABSENT, 0),
        ((), ABSENT, ABSENT, 0),
        (([1.0],), "-", "!", 0),
        (("x", "y"), None, None, 0),
        (("err",), ABSENT, ABSENT, 1),
    ]:
        GUEST.call("py_print", GUEST.to_val(values), GUEST.to_val(sep), GUEST.to_val(end), Raw(to_stderr))
    assert GUEST.text(GUEST.call("stdout_text")) == "1 a None\n\n[1.0]!x y\n"
    assert GUEST.text(GUEST.call("stderr_text")) == "err\n"
    assert GUEST.outcome("py_print", (1,), 5, ABSENT, 0) == ("TypeError", "sep must be None or a string, not int")
