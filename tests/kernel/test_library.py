"""The runtime as one flat namespace."""

from __future__ import annotations

from noetlc.kernel.library import runtime_library


def test_no_function_is_defined_twice() -> None:
    assert runtime_library().duplicates == {}


def test_every_runtime_function_translates() -> None:
    library = runtime_library()
    plain = [n for n in library.declared if library.imported(n) is None and not library.is_extern(n)]
    for name in plain:
        assert library.function(name).name == name
