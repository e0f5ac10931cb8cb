"""The tables of the template language: rows fit the runtime, both engines and the checker; their examples give the same on both engines."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from template_oracle import differences, interpreted

from noetlc.frontend.checks.templates import Args, mismatch
from noetlc.frontend.jinja import nodes as n
from noetlc.interp import filters, methods, value_tests
from noetlc.interp.values import TemplateError
from noetlc.kernel.runtime import runtime
from noetlc.lower.template.filters import TESTS_IN_PLACE
from noetlc.primitives.model import ABSENT, Param, Primitive
from noetlc.primitives.template import FILTERS, FUNCTIONS, LOOP_METHODS, METHODS, TESTS

TABLES = {"filter": FILTERS, "test": TESTS, "function": FUNCTIONS, "method": METHODS}
ROWS = [pytest.param(row, id=f"{kind}-{row.name}") for kind, rows in TABLES.items() for row in rows.values()]
RESULTS = {"text", "number", "plain", "item", "list", "lists", "any"}


@pytest.mark.parametrize("row", ROWS)
def test_row_is_complete(row: Primitive) -> None:
    """A line of documentation, an example, a result, and a runtime function that takes the value and the parameters."""
    assert row.doc
    assert row.example
    assert row.result in RESULTS or (row.result == "bool" and TESTS.get(row.name) == row) or METHODS.get(row.name) == row
    if not row.runtime:
        return
    params, result = runtime().signature(row.runtime)
    assert params == ("val",) * (1 + len(row.params))
    if row in TESTS.values():
        assert result == ("val" if row.raises else "i32")
    else:
        assert result == "val"
    assert runtime().raises(row.runtime) or not row.raises
    assert all(not param.collects for param in row.params)


def test_rows_without_a_runtime_function_are_lowered_in_place() -> None:
    assert {row.name for row in TESTS.values() if not row.runtime} == TESTS_IN_PLACE
    assert all(row.runtime for row in METHODS.values())


def test_examples_give_the_same_on_both_engines() -> None:
    """A result, not an error, and no W06."""
    examples = [f"{{{{ {row.example} }}}}" for rows in TABLES.values() for row in rows.values()]
    assert differences(examples, {}) == []
    assert [text for text in examples if isinstance(interpreted(text, {}), tuple)] == []


def test_the_interpreter_has_the_same_names() -> None:
    assert {name for name in FILTERS if not filters.is_filter(name)} == set() == set(filters.FILTERS) - set(FILTERS)
    assert {name for name in TESTS if not value_tests.is_test(name)} == set()
    assert set(methods.FUNCTIONS) == set(FUNCTIONS)


# ---- arguments: the checker, the interpreter and the compiler refuse the same


def calls(row: Primitive) -> list[tuple[int, tuple[str, ...]]]:
    """Numbers of positional arguments with names of others: too few, enough, too many; every name, a wrong one, one given twice."""
    names = [name for param in row.params for name in (param.name, param.alias) if name and not param.collects]
    counts = range(len(row.slots) + 2)
    single = [(count, (name,)) for count in counts for name in (*names, "nope")]
    return [*((count, ()) for count in counts), *single, *((0, (a, b)) for a in names for b in names if a != b)]


def refused(row: Primitive, count: int, names: tuple[str, ...]) -> bool:
    args: Args = ((n.Const(1, 0),) * count, tuple((name, n.Const(1, 0)) for name in names))
    return mismatch(row, args) is not None


def raised(call: Callable[[], object]) -> str:
    try:
        call()
    except TemplateError as error:
        return str(error)
    return ""


MISFITS = (" takes at most ", " has no argument ", " needs the argument ", "wrong arguments for the ")


@pytest.mark.parametrize("row", [row for row in FILTERS.values() if row.runtime or row.name == "safe"], ids=lambda row: row.name)
def test_filters_refuse_the_same_arguments(row: Primitive) -> None:
    for count, names in calls(row):
        said = raised(lambda c=count, k=names: filters.call_filter(row.name, "", (1,) * c, dict.fromkeys(k, 1)))  # type: ignore[misc]
        assert any(part in said for part in MISFITS) == refused(row, count, names), (count, names, said)


@pytest.mark.parametrize("row", TESTS.values(), ids=lambda row: row.name)
def test_tests_refuse_the_same_arguments(row: Primitive) -> None:
    for count, names in calls(row):
        said = raised(lambda c=count, k=names: value_tests.call_test(row.name, "", (1,) * c, dict.fromkeys(k, 1), filters.is_filter))  # type: ignore[misc]
        assert any(part in said for part in MISFITS) == refused(row, count, names), (count, names, said)


@pytest.mark.parametrize("row", METHODS.values(), ids=lambda row: row.name)
def test_methods_refuse_the_same_arguments(row: Primitive) -> None:
    for count, names in calls(row):
        said = raised(lambda c=count, k=names: methods.call_method("", row.name, (1,) * c, dict.fromkeys(k, 1)))  # type: ignore[misc]
        assert any(part in said for part in MISFITS) == refused(row, count, names), (count, names, said)


@pytest.mark.parametrize("row", FUNCTIONS.values(), ids=lambda row: row.name)
def test_functions_refuse_the_same_arguments(row: Primitive) -> None:
    for count, names in calls(row):
        said = raised(lambda c=count, k=names: methods.FUNCTIONS[row.name]((1,) * c, dict.fromkeys(k, 1)))  # type: ignore[misc]
        assert bool(said) == refused(row, count, names), (count, names, said)


def test_arguments_and_defaults_mean_the_same_on_both_engines() -> None:
    """Every argument given by each of its names, and every default of the tables given explicitly."""
    found = []
    for row in FILTERS.values():
        if not row.runtime:
            continue
        value = row.example.split("|")[0]
        needed = [f"{param.name}={literal(param)}" for param in row.params if param.required]
        for param in row.params:
            others = [text for text in needed if not text.startswith(f"{param.name}=")]
            found += [f"{{{{ {value} | {row.name}({', '.join([*others, f'{key}={literal(param)}'])}) }}}}" for key in param.keywords if param.default is not ABSENT]
        found.append(f"{{{{ {value} | {row.name}({', '.join(needed)}) }}}}")
    assert len(found) > 100
    assert differences(found, {}) == []
    for row in FILTERS.values():  # an argument that is its default changes nothing
        value = row.example.split("|")[0]
        for param in (param for param in row.params if param.default is not ABSENT and not param.required and row.runtime):
            needed = [f"{other.name}={literal(other)}" for other in row.params if other.required]
            plain, given = (f"{{{{ {value} | {row.name}({', '.join(more)}) }}}}" for more in (needed, [*needed, f"{param.name}={literal(param)}"]))
            assert interpreted(plain, {}) == interpreted(given, {}), given


def literal(param: Param) -> str:
    """A value for a parameter: its default, else one that fits."""
    if param.required:
        return {"attribute": "'a'", "old": "'a'", "new": "'b'", "name": "'a'", "k": "'a'"}.get(param.name, "2")
    return {"True": "true", "False": "false", "None": "none"}.get(repr(param.default), repr(param.default))


def test_loop_methods_are_documented() -> None:
    assert all(row.doc for row in LOOP_METHODS.values())
