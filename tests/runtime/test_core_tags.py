"""Tags tell kinds apart, so no two may be equal: those of `layout.py`, of library types and the pseudo tags."""

from __future__ import annotations

from noetlc.runtime import layout, tags


def test_tags_differ() -> None:
    ranges = {"T_FIRST_LIBRARY"}  # where library types begin
    named = {name: value for module in (layout, tags) for name, value in vars(module).items() if name.startswith("T_") and name not in ranges}
    taken: dict[int, str] = {}
    for name, value in named.items():
        assert taken.setdefault(value, name) == name
    assert all(0 <= value < 256 for value in taken)
