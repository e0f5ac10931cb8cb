"""Function values, calls through them, name errors.

A compiled function `def f(a, b=1, *c, d, **e)` has a direct form taking `self` (the function object, holding captured
cells) and one value per parameter, and an entry form `(self, args tuple, kwargs dict or 0)` in the table, which finds the values of the
parameters by `calls/binding.py`.
"""

from __future__ import annotations

from noetlc.kernel.lang import (
    enable,
    i32,
    i64,
    implements,
    indirect,
    inline,
    lit,
    lit_class,
    live,
    noinline,
    reason,
    store32,
    val,
)
from noetlc.layout.features import Feature
from noetlc.layout.objects import BUILTIN, EXC_MADE, FUNCTION_CELLS, NONE, TAKES_TWO, TRUE, Bound, Cell, Exc, Func, Obj, Tuple
from noetlc.layout.tags import T_BOUND, T_CELL, T_CLASS, T_FUNCTION, T_INSTANCE, T_INT, T_METHOD_KIND, T_WIDE
from noetlc.runtime.python import protocol
from noetlc.runtime.python.calls.instances import call_class
from noetlc.runtime.python.classes.builtin_subclass import defines
from noetlc.runtime.python.classes.lookup import call_kind, dunder
from noetlc.runtime.python.exceptions.errors import message_of, raise_error, raise_not_callable, raise_recursion
from noetlc.runtime.python.exceptions.fields import origin_note
from noetlc.runtime.values.depth import CALLS, MANY, ONE_CALL, TOO_DEEP, calls
from noetlc.runtime.values.list import tuple_get, with_first
from noetlc.runtime.values.memory import ABORT_BUDGET, abort, ask_host, budget, has_tag, leave, new_object, raised
from noetlc.runtime.values.plain_function import takes_plainly

deeper: i32 = 0  # whether the body asked for more calls
resumed_fuel: i32 = 0  # rounds that generators have left: they are resumed for a few at a time


def function_new(code: i32, name: val, defaults: val, kwdefaults: val, cells: i32) -> val:
    """A function object with room for `cells` captured cells, cleared."""
    size: i32 = FUNCTION_CELLS + (cells << 2)
    p: i32 = new_object(T_FUNCTION, size, 16)
    f: Func = Func(p)
    f.code = code
    f.plain = 0
    f.name = name
    f.defaults = defaults
    f.kwdefaults = kwdefaults
    f.attributes = 0
    q: i32 = p + FUNCTION_CELLS
    end: i32 = p + f.size
    while q < end:
        store32(q, 0)
        q += 4
    return val(p)


def function_plain(v: val, takes: i32, plain: i32) -> None:
    """Gives a function its form, by table index, that takes one argument, or two or three, as they are (TAKES_ONE …)."""
    enable(Feature.PLAIN_METHODS)
    Obj(v).flags = takes
    Func(v).plain = plain


def function_native(v: val) -> None:
    """Makes a function one of those that CPython has in C: it does not bind to a receiver."""
    Obj(v).flags = Obj(v).flags | BUILTIN


@inline
def plain_argument(word: val) -> val:
    """An argument that a function got as it is."""
    return word


@noinline
def call_with_three(f: val, a: val, b: val, c: val) -> val:
    """Calls a function with its three arguments. Body code may run and collect."""
    if enter_call() == 0:
        return 0
    result: val = indirect(Func(f).plain, f, a, b, c)
    leave_call()
    return result


@inline
def call_plainly(f: val, a: val, b: val) -> val:
    """Calls a function with its only argument or its two. Body code may run and collect."""
    if enter_call() == 0:
        return 0
    result: val = indirect(Func(f).plain, f, a, b)
    leave_call()
    return result


def cell_new(v: val) -> val:
    p: i32 = new_object(T_CELL, 16, 8)
    Cell(p).value = v
    store32(p, 0, 12)
    return val(p)


@noinline
def raise_name_error(name: val) -> val:
    raise_error(lit_class("NameError"), message_of(lit("name '$' is not defined"), name, 0, 0))
    if live(Feature.ORIGINS):
        origin_note(raised, lit("name"), name)
    return 0


@noinline
def raise_unbound(name: val, kind: i32) -> val:
    """A variable without a value: 0 of the body, 1 of this function, 2 of a function around it."""
    if kind == 0:
        return raise_name_error(name)
    if kind == 1:
        template: val = lit("cannot access local variable '$' where it is not associated with a value")
        raise_error(lit_class("UnboundLocalError"), message_of(template, name, 0, 0))
        if live(Feature.ORIGINS):
            Exc(raised).flags = Exc(raised).flags | EXC_MADE  # without a name
        return 0
    template = lit("cannot access free variable '$' where it is not associated with a value in enclosing scope")
    raise_error(lit_class("NameError"), message_of(template, name, 0, 0))
    if live(Feature.ORIGINS):
        origin_note(raised, lit("name"), name)
    return 0


@inline
def check_bound(v: val, name: val, kind: i32) -> val:
    """v, or the error of an unassigned variable."""
    return v if v != 0 else raise_unbound(name, kind)


@inline
def value_or_none(v: val) -> val:
    return v if v != 0 else NONE


@inline
def enter_call() -> val:
    """Counts a call of a body function; RecursionError beyond the limit."""
    global calls
    calls = calls + (ONE_CALL + 1)
    if calls & (MANY | TOO_DEEP):
        return enter_rare()
    return NONE


@noinline
def enter_rare() -> val:
    """A call that is too deep, or one after which CALLS calls are taken from the step budget."""
    global calls
    if calls & TOO_DEEP:
        calls = calls - 1
        if live(Feature.DEEPER) and deeper:
            leave(reason("deep recursion"))
        return raise_recursion(lit("maximum recursion depth exceeded"))
    calls = calls & (ONE_CALL - 1)
    spend(i64(CALLS))
    return NONE


def calls_deeper(more: val) -> val:
    """`sys.setrecursionlimit` with more (or again no more) than MOST_CALLS: a run that needs them is left to the interpreter."""
    global deeper
    enable(Feature.DEEPER)
    deeper = i32(more == TRUE)
    return NONE


def deeper_reset() -> None:
    """Before a body runs: the limit of calls is the usual one, and no generator has rounds left of another run."""
    global deeper, resumed_fuel
    deeper = 0
    resumed_fuel = 0


@inline
def leave_call() -> None:
    global calls
    calls = calls - 1


FUEL = 64


@noinline
def refuel() -> i32:
    """Takes rounds of a loop from the step budget; a function counts them down by itself."""
    spend(i64(FUEL))
    return FUEL - 1


@inline
def spend(steps: i64) -> None:
    """Takes from the step budget and asks the host. Aborts when the budget is spent."""
    global budget
    budget = budget - steps
    if budget < 0:
        abort(ABORT_BUDGET)
    ask_host()


@implements(protocol.py_call)
def py_call(f: val, args: val, kwargs: val) -> val:
    """Calls a value with a tuple and a dict (or 0). Body code may run and collect: hold no address across it."""
    if has_tag(f, T_FUNCTION):
        if enter_call() == 0:
            return 0
        result: val = indirect(Func(f).code, f, args, kwargs)
        leave_call()
        return result
    if live(T_BOUND) and has_tag(f, T_BOUND):
        if live(T_METHOD_KIND) and has_tag(Bound(f).function, T_METHOD_KIND):
            return call_kind(f, args, kwargs)
        return py_call(Bound(f).function, with_first(Bound(f).receiver, args), kwargs)
    if live(Feature.CLASS_CALLS) and has_tag(f, T_CLASS):
        return call_class(f, args, kwargs)
    if live(T_INSTANCE) and has_tag(f, T_INSTANCE):
        method: val = dunder(f, lit("__call__"))
        if method != 0:
            return call_object(f, method, args, kwargs)
    if live(Feature.BUILTIN_SUBCLASSES) and defines(f, lit("__call__")):
        return py_call(dunder(f, lit("__call__")), with_first(f, args), kwargs)
    return raise_not_callable(f)


@noinline
def call_object(f: val, method: val, args: val, kwargs: val) -> val:
    """A call of an instance by its `__call__`, counted beside that: which may be another instance, unbound, and again."""
    global calls
    if (calls + 1) & TOO_DEEP:
        return raise_recursion(lit("maximum recursion depth exceeded while calling a Python object"))
    calls = calls + 1
    result: val = call_of_object(f, method, args, kwargs)
    calls = calls - 1
    return result


def call_of_object(f: val, method: val, args: val, kwargs: val) -> val:
    if kwargs == 0 and Tuple(args).length == 1 and takes_plainly(method, TAKES_TWO):
        return call_plainly(method, f, tuple_get(args, 0))
    return py_call(method, args if has_tag(method, T_INSTANCE) else with_first(f, args), kwargs)


@inline
def tag_is(v: val, tag: i32) -> i32:
    """1 if the value has the tag; an int of any size has T_INT."""
    if v & 1:
        return tag == T_INT
    return Obj(v).tag == tag or (live(T_WIDE) and tag == T_INT and Obj(v).tag == T_WIDE)
