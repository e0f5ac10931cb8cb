"""The dynamic dialect: what the verifier refuses before linking, and that tables of primitives, overloads and the runtime agree."""

from __future__ import annotations

import pytest

from noetlc.ir.dynamic import ABORTING, FORMS, LEVELS, Dialect, converts, gives
from noetlc.ir.errors import IRError
from noetlc.ir.nodes import Expr
from noetlc.ir.ops import OPS
from noetlc.ir.parser import parse_module
from noetlc.ir.types import DYN, UNBOXED
from noetlc.ir.verify import verify
from noetlc.kernel.runtime import runtime
from noetlc.lower.python.dispatch.selection import PythonSelection
from noetlc.lower.template.dialect import template_dialect
from noetlc.primitives.model import Primitive
from noetlc.primitives.modules import CLASS_METHODS, CONSTRUCTORS, FUNCTIONS
from noetlc.primitives.overloads import OVERLOADS, Call, Machine, Operand, Overload
from noetlc.primitives.python_builtins import BUILTINS, SORT_VALUE, VALUE_FORMS
from noetlc.primitives.python_methods import METHODS
from noetlc.primitives.template import FILTERS, TESTS
from noetlc.primitives.template import METHODS as TEMPLATE_METHODS

DIALECT = Dialect(runtime().signature, runtime().raises)


def checked(body: str, level: str = "dynamic") -> None:
    """Verifies a function with parameters of several types and this body, that gives a value."""
    text = f"func @f(%v: val, %d: {DYN if level == 'dynamic' else 'val'}, %i: int, %r: i32) -> val {{\n{body}\n}}\n"
    verify(parse_module(text), level, DIALECT)


@pytest.mark.parametrize(
    "body",
    [
        "return dyn[py_add](%v, 1:i64):val",
        "return dyn[py_add](%i, const[1]:int):val!3:4",
        "return dyn[py_add](%d:dyn, const[x]:str):val",
        "dyn[list_push](%v, %d:dyn):void\nreturn %v",
        "%d = dyn[py_len_int](%v):int\nreturn %d:dyn",
        "return method[(get, ())](%v, const[k]:str, %i):val!3:4",
        "return method.unchecked[(pop, ())](%d:dyn):val",
        "return call_user[g](%v, %i, %d:dyn):val",
        "try {\nreceiver[get](%v)\nreturn yield(%d:dyn):val\n} except {\nbr \"@raise\"\n}",
        'store.val[8](%v, %i)\nreturn function[builtin("len")]:val',
        "if live[9]:i32 {\nsafepoint()!2:3\n}\nreturn class[str]:val",
    ],
)
def test_what_lowering_writes_is_accepted(body: str) -> None:
    checked(body)


@pytest.mark.parametrize(
    ("body", "message"),
    [
        ("return dyn.add(%v, 1):val", "dyn.add is not an operation of level dynamic"),
        ("return dyn[py_adds](%v, 1:i64):val", "there is no primitive py_adds"),
        ("return dyn[py_add](%v):val", "py_add takes 2 operands, not 1"),
        ("return dyn[py_add](%v, list_push()):val", "list_push is not an operation of level dynamic"),
        ("return dyn[py_add](%v, safepoint()):val", "operand 1 of py_add is void, val is wanted"),
        ("return dyn[list_get](%v, %i):val", "operand 1 of list_get is int, i32 is wanted"),
        ("return dyn[list_get](%v, %d:dyn):val", "operand 1 of list_get is dyn, i32 is wanted"),
        ("return dyn[list_push](%v, %v):val", "list_push gives void, not val"),
        ("return dyn[py_len_int](%v):str", "py_len_int gives i64, not str"),
        ("return method[(get, ())]():val", "method takes at least 1 operands, not 0"),
        ("return yield(%v, %v):val", "yield takes 1 operands, not 2"),
        ("return yield(%v):i64", "yield gives val, not i64"),
        ("return %d:val", "the type of a local is open, not val"),
        ("if %d:dyn {\n}\nreturn %v", "a condition cannot be dyn"),
        ("%i = %v\nreturn %v", "value of %i is val, int is wanted"),
        ("%i = const[x]:str\nreturn %v", "value of %i is str, int is wanted"),
        ("return i32.load(%d:dyn):val", "operand 0 is dyn, i32 is wanted"),
        ("return @py_neg(%v):val", "call is made by selection, not before"),
        ("return check[raise.exit](%v)", "check is made by selection, not before"),
        ("return mark[16393](%v)", "mark is made by selection, not before"),
    ],
)
def test_faults_of_dynamic_functions_are_named(body: str, message: str) -> None:
    with pytest.raises(IRError) as caught:
        checked(body)
    assert str(caught.value).startswith("@f: " + message)


LAST = {"selected": "yield(%v)", "resumable": "safepoint()", "rooted": "live[9]:i32"}


@pytest.mark.parametrize("level", LEVELS[2:])
def test_every_level_refuses_what_is_gone_before_it(level: str) -> None:
    """The operation that goes last is accepted, all that are gone are refused, and so are primitives and `try`."""
    if level in LAST:
        checked(f"{LAST[level]}\nreturn %v", level)
    gone = [form for form in FORMS.values() if LEVELS.index(form.until) <= LEVELS.index(level)]
    assert gone
    texts = [f"{form.name}({', '.join(['%v'] * len(form.operands))}):{form.result}" for form in gone if form.result != "any"]
    for text in [*texts, "dyn[py_add](%v, %v):val", "dyn.unchecked[py_add](%v, %v):val"]:
        with pytest.raises(IRError, match=r"is not an? "):
            checked(f"{text}\nreturn %v", level)
    with pytest.raises(IRError, match="Try"):
        checked("try {\n} except {\n}\nreturn %v", level)


def test_inference_leaves_no_open_local() -> None:
    module = parse_module("func @f(%v: val) -> val {\n  local %d: dyn\n  %d = %v\n  return %d:dyn\n}\n")
    verify(module, "dynamic", DIALECT)
    with pytest.raises(IRError, match="local %d cannot be dyn"):
        verify(module, "inferred", DIALECT)


def test_calls_of_the_runtime_are_checked_before_linking() -> None:
    with pytest.raises(IRError, match="call takes 2 operands, not 1"):
        checked("return @py_add(%v):val", "selected")


def test_selection_handles_every_form_that_is_gone_after_it() -> None:
    assert set(PythonSelection.handlers) >= {form.name for form in FORMS.values() if form.until == "selected"}


# ---- the tables agree


def fits(row: Primitive, receiver: int) -> bool:
    """Whether the runtime function of a row takes its parameters as values, and gives what the row says."""
    operation = DIALECT.primitive(row.runtime)
    if operation is None or len(operation.operands) != receiver + len(row.params):
        return False
    values = set(operation.operands) <= {"val"} or row.runtime in ABORTING  # which take a number
    return values and gives(operation.result, row.result)


def test_rows_agree_with_the_runtime() -> None:
    methods = [row for rows in METHODS.values() for row in rows.values()]
    plain = [*BUILTINS.values(), *VALUE_FORMS.values(), *FUNCTIONS.values(), *CLASS_METHODS.values(), *CONSTRUCTORS.values()]
    assert len(methods) > 200
    assert len(plain) > 200
    wrong = [row.name for row in [*methods, SORT_VALUE] if not fits(row, 1)] + [row.name for row in plain if not fits(row, 0)]
    assert wrong == []


def template_row_fits(row: Primitive, results: set[str]) -> bool:
    """Whether the runtime function of a row of templates takes the value and the parameters, and raises where the row says so."""
    operation = template_dialect().primitive(row.runtime)
    assert operation is not None
    values = operation.operands == ("val",) * (1 + len(row.params))
    return values and operation.raises == row.raises and operation.result in results


def test_rows_of_templates_agree_with_the_runtime() -> None:
    giving_values = [row for row in (*FILTERS.values(), *TEMPLATE_METHODS.values()) if row.runtime]
    tests = [row for row in TESTS.values() if row.runtime]
    assert len(giving_values) > 50
    assert len(tests) > 10
    wrong = [row.name for row in giving_values if not template_row_fits(row, {"val"})]
    assert wrong + [row.name for row in tests if not template_row_fits(row, {"val"} if row.raises else {"i32"})] == []


def overload_fits(generic: str, overload: Overload) -> bool:
    """Whether an overload takes what the generic function takes, and its target takes the operands and gives the result."""
    operation = DIALECT.primitive(generic)
    if operation is None or len(operation.operands) != len(overload.args):
        return False
    target = overload.target
    if isinstance(target, Operand):
        return overload.args[target.index] == overload.result
    if isinstance(target, Machine):
        op = OPS[target.op]
        numbers = all(UNBOXED[a] == want or (a, want) == ("int", "f64") for a, want in zip(overload.args, op.args, strict=True))
        return numbers and UNBOXED[overload.result] == op.result and not overload.raises
    assert isinstance(target, Call)
    called = [DIALECT.primitive(name) for name in (target.function, target.by_positive) if name is not None]
    for one in called:
        if one is None or len(one.operands) != len(overload.args) or not gives(one.result, overload.result):
            return False
        taken = ("val" if a == "any" else a for a in overload.args)
        if not all(converts(Expr("local"), a, want) for a, want in zip(taken, one.operands, strict=True)):
            return False
    return not overload.raises or all(one is not None and one.raises for one in called[:1])


def test_overloads_agree_with_the_runtime() -> None:
    assert [(name, o) for name, overloads in OVERLOADS.items() for o in overloads if not overload_fits(name, o)] == []
