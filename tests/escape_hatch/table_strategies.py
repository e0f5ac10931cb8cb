"""Random tables, and data that are mostly none."""

from __future__ import annotations

from typing import Any

from hypothesis import strategies as st

MAX = (1 << 63) - 1
texts = st.text(st.characters(exclude_categories=["Cs"]), max_size=8)
numbers = st.one_of(
    st.integers(),
    st.integers(-(1 << 65), 1 << 65),
    st.sampled_from([MAX, MAX + 1, (1 << 64) - 1, 1 << 64, -MAX - 1, -MAX - 2]),
)
floats = st.floats(allow_nan=False, allow_infinity=False)
scalars = st.one_of(st.none(), st.booleans(), numbers, floats, texts)
data = st.recursive(scalars, lambda inner: st.lists(inner, max_size=3) | st.dictionaries(texts, inner, max_size=3), max_leaves=4)
cells = st.one_of(st.none(), numbers, st.one_of(numbers, floats), st.booleans(), texts, data)
names = st.sampled_from(["a", "b", "é", "", "name"]) | texts


@st.composite
def tables(draw: st.DrawFn) -> Any:
    """Mostly tables, of columns that mostly have cells of one kind."""
    known = draw(st.lists(names, min_size=1, max_size=4, unique=True))
    kinds = {name: draw(st.sampled_from([numbers, numbers | floats, st.booleans(), texts, cells])) for name in known}
    nullable = {name: st.none() | kind for name, kind in kinds.items()}
    as_object = st.fixed_dictionaries({}, optional=nullable)
    as_array = st.tuples(*nullable.values()).map(list).flatmap(lambda row: st.integers(0, len(row)).map(lambda n: row[:n]))
    rows = draw(st.lists(as_object | as_array, min_size=1, max_size=8))
    if draw(st.integers(0, 9)) == 0:
        rows.insert(draw(st.integers(0, len(rows))), draw(cells))
    payload: dict[str, Any] = {"rows": rows}
    if draw(st.booleans()):
        payload["columns"] = draw(st.permutations(known)) if draw(st.integers(0, 4)) else draw(st.lists(data, max_size=3))
    return payload
