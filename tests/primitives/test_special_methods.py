"""What built-in classes define is 3.11's on every Python that compiles."""

from __future__ import annotations

import builtins
import types
import zlib

from noetlc.primitives.special_methods import is_slot, members, owner_of

NEWER_CLASSES = ("PythonFinalizationError", "_IncompleteInputError")


def test_members_are_those_of_the_reference() -> None:
    classes = {cls for cls in vars(builtins).values() if isinstance(cls, type) and cls.__module__ == "builtins"}
    known = sorted(
        (cls.__name__, name, value is None, isinstance(value, types.WrapperDescriptorType))
        for cls in classes
        if cls.__name__ not in NEWER_CLASSES
        for name, value in members(cls).items()
    )
    assert (len(known), zlib.crc32(repr(known).encode())) == (991, 2437926123)


def test_which_class_has_a_method() -> None:
    assert owner_of("ValueError", "__setattr__") == "BaseException"
    assert is_slot("BaseException", "__setattr__")
    assert owner_of("bool", "__invert__") == "int"
    assert owner_of("int", "is_integer") == ""
