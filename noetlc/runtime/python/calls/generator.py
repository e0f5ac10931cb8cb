"""Generator objects: the saved locals of a function that was left at a `yield`."""

from __future__ import annotations

from noetlc.kernel.lang import (
    enable,
    i32,
    implements,
    indirect,
    inline,
    lit,
    lit_class,
    live,
    loadv,
    noinline,
    store32,
    store64,
    storev,
    val,
)
from noetlc.layout.features import Feature
from noetlc.layout.objects import (
    COROUTINE,
    GENERATOR_ENDED,
    GENERATOR_RETURNED,
    GENERATOR_RUNNING,
    GENERATOR_SLOTS,
    GENERATOR_UNSTARTED,
    NAMED_GENERATOR,
    NONE,
    Dict,
    Exc,
    Generator,
    Iter,
    Obj,
)
from noetlc.layout.tags import T_CLASS, T_DICT, T_EXCEPTION, T_GENERATOR, T_INSTANCE, T_ITERATOR, T_TRACEBACK, T_TUPLE
from noetlc.runtime.python import protocol
from noetlc.runtime.python.calls.function import enter_call, leave_call
from noetlc.runtime.python.classes.lookup import call_method, raise_no_attribute
from noetlc.runtime.python.exceptions.errors import (
    clear_raised,
    exc_first,
    exc_make,
    exc_new,
    is_subclass,
    message_of,
    raise_caused,
    raise_error,
    raise_exc,
    raise_stop,
    raise_type,
    raise_type_error,
    raise_value,
)
from noetlc.runtime.python.exceptions.stops import forget_stop
from noetlc.runtime.python.protocol import call_held, py_getattr, py_hasattr, py_next, py_repr, py_type_name, returned_behind
from noetlc.runtime.values.collect import hold, release
from noetlc.runtime.values.dict import dict_value_at
from noetlc.runtime.values.iterator import KEYS, entry_before, is_coroutine, iter_dict
from noetlc.runtime.values.list import tuple_new, tuple_set
from noetlc.runtime.values.memory import delegated, has_tag, new_object, raised, site

thrown: val = 0  # what `g.throw` was given, a tuple: an object of a class of the body behind a `yield from` gets it as it is


def generator_new(code: i32, raw: i32, references: i32) -> val:
    """A generator that has not started, its slots cleared."""
    first: i32 = GENERATOR_SLOTS + (raw << 3)
    p: i32 = new_object(T_GENERATOR, first + 4 + (references << 2), first)
    Generator(p).code = code
    Generator(p).state = 0
    q: i32 = p + GENERATOR_SLOTS
    end: i32 = p + Obj(p).size
    while q < end:
        store64(q, 0)
        q += 8
    return val(p)


def coroutine_new(code: i32, raw: i32, references: i32) -> val:
    """The same for a coroutine."""
    enable(Feature.COROUTINES)
    made: val = generator_new(code, raw, references)
    Obj(made).flags = COROUTINE
    return made


def generator_named(g: val, shown: val) -> val:
    """Keeps what a generator is named by: a text or a class, which never move."""
    enable(Feature.GENERATOR_NAMES)
    Obj(g).flags = Obj(g).flags | NAMED_GENERATOR
    storev(g + Obj(g).size - 4, shown)
    return g


@inline
def of_kind(g: val, generator: val, coroutine: val) -> val:
    """A text about a generator or a coroutine."""
    return coroutine if live(Feature.COROUTINES) and Obj(g).flags & COROUTINE else generator


def iter_items(d: val) -> val:
    """An iterator over the keys of a dict, for a loop over its items."""
    if has_tag(d, T_DICT):
        return iter_dict(KEYS, d)
    return raise_no_attribute(d, lit("items"))


def iter_item_value(it: val) -> val:
    """The value that belongs to the key `py_next` returned last."""
    d: val = Iter(it).source
    at: i32 = Iter(it).index
    if live(Feature.ORDERED_DICTS) and Iter(it).other != 0:  # one of an OrderedDict stands at the next entry already
        return dict_value_at(d, entry_before(d, at if at >= 0 else Dict(d).fill))
    return dict_value_at(d, at - 1)


def generator_send(g: val, sent: val) -> val:
    """Runs to the next `yield`: its value, or 0 at the end and for an exception. Body code runs with the collector held.

    `sent` 0 stands for an exception that is pending: it is raised at the yield.
    """
    state: i32 = Generator(g).state
    if state <= 0:  # no yield was reached, or it ended
        if state == GENERATOR_RUNNING:
            return raise_error(lit_class("ValueError"), of_kind(g, lit("generator already executing"), lit("coroutine already executing")))
        if state == GENERATOR_RETURNED:
            Generator(g).state = GENERATOR_ENDED
            return 0
        if state == GENERATOR_ENDED:
            if live(Feature.COROUTINES) and Obj(g).flags & COROUTINE:
                return raise_error(lit_class("RuntimeError"), lit("cannot reuse already awaited coroutine"))
            generator_result(g)  # nobody asked for it when the end was reached
            return 0
        if sent == 0 and state == 0:
            Generator(g).state = GENERATOR_ENDED
            return stopped(g)
        if sent != 0 and sent != NONE:
            plain: val = lit("can't send non-None value to a just-started generator")
            return raise_error(lit_class("TypeError"), of_kind(g, plain, lit("can't send non-None value to a just-started coroutine")))
    elif sent != 0 and state >> 16 != 0:
        inner: val = loadv(g + (state >> 16))
        if has_tag(inner, T_GENERATOR) and Generator(inner).state > 0 and not (live(Feature.COROUTINES) and Obj(inner).flags & COROUTINE):
            passed: val = send_inner(g, inner, sent)
            if passed != 0:
                return passed
            sent = 0 if raised != 0 else NONE
    if enter_call() == 0:
        return 0
    before: i32 = hold()
    item: val = release(before, indirect(Generator(g).code, g, sent))
    leave_call()
    if item == 0:
        Generator(g).state = GENERATOR_ENDED
        if raised != 0:
            return stopped(g)
    return item


@noinline
def send_inner(g: val, inner: val, sent: val) -> val:
    """What the generator gives that another one stands at with `yield from`, whose own code has nothing to do with that; 0 at its end."""
    if enter_call() == 0:
        return 0
    state: i32 = Generator(g).state
    Generator(g).state = GENERATOR_RUNNING
    item: val = generator_send(inner, sent)
    leave_call()
    Generator(g).state = state
    if item == 0 and raised == 0:
        Generator(inner).state = GENERATOR_RETURNED
    return item


@noinline
def stopped(g: val) -> val:
    """A StopIteration that leaves a generator becomes a RuntimeError."""
    if is_subclass(Exc(raised).cls, lit_class("StopIteration")):
        text: val = of_kind(g, lit("generator raised StopIteration"), lit("coroutine raised StopIteration"))
        raise_caused(lit_class("RuntimeError"), text, raised)
    return 0


@implements(protocol.generator_next)
def generator_next(g: val) -> val:
    """The next item of a generator; 0 at its end, and 0 with `raised` set on an error."""
    return generator_send(g, NONE)


def generator_return(g: val, v: val) -> val:
    """The statement `return v` of a generator function: keeps the value; returns 0."""
    storev(g + Obj(g).refs, v)
    return 0


@implements(protocol.generator_result)
def generator_result(g: val) -> val:
    """What the function of an ended generator returned, 0 for None; the next time nothing."""
    v: val = loadv(g + Obj(g).refs)
    store32(g + Obj(g).refs, 0)
    return v if v != NONE else 0


def coroutine_given(v: val) -> i32:
    """Whether a value is a coroutine of the body."""
    return has_tag(v, T_GENERATOR) and is_coroutine(v) != 0


def coroutine_finished(v: val) -> val:
    """What a coroutine that `main` made returns, another value as it is. It awaits only coroutines of the body."""
    global site
    if not coroutine_given(v):
        return v
    here: i32 = site
    if generator_send(v, NONE) != 0:
        if py_generator_close(v) == 0:
            return 0
        site = here
        return raise_error(lit_class("RuntimeError"), lit("await of something that is not a coroutine of this step"))
    if raised != 0:
        return 0
    found: val = generator_result(v)
    return found if found != 0 else NONE


def result_or_none(it: val) -> val:
    """The value of `yield from it` at its end."""
    global delegated
    v: val = 0
    if has_tag(it, T_GENERATOR):
        v = generator_result(it)
    elif live(T_INSTANCE):
        v = delegated
        delegated = 0
    if live(Feature.MAPPING) or live(Feature.ZIPPING) or live(Feature.ENUMERATING) or live(Feature.STOP_VALUES):
        if v == 0 and (has_tag(it, T_ITERATOR) or live(Feature.STOP_VALUES)):
            v = returned_behind(it)
    return v if v != 0 else NONE


def delegate(it: val, sent: val) -> val:
    """The next item for `yield from it`, passing on what was sent; `sent` 0: an exception is pending. As `py_next` otherwise."""
    if has_tag(it, T_GENERATOR):
        if sent == 0 and is_subclass(Exc(raised).cls, lit_class("GeneratorExit")):
            return close_inner(it)
        return generator_send(it, sent)
    if live(T_INSTANCE) and has_tag(it, T_INSTANCE):
        return delegate_object(it, sent)
    if sent == 0:
        return 0
    if sent != NONE:
        return raise_no_attribute(it, lit("send"))
    return py_next(it)


@noinline
def close_inner(it: val) -> val:
    """Closes the generator behind a `yield from` that receives GeneratorExit, which then goes on; returns 0."""
    pending: val = raised
    clear_raised()
    if py_generator_close(it) != 0:
        raise_exc(pending)
    return 0


@noinline
def delegate_object(it: val, sent: val) -> val:
    """As `delegate`, for an iterator whose class a body defines: its `send`, `throw` and `close` are called if it has them."""
    global delegated
    item: val = 0
    if sent == 0:
        item = throw_into_object(it, raised)
    elif sent == NONE:
        item = call_method(it, lit("__next__"), 0)
    else:
        item = call_method(it, lit("send"), sent)
    if item == 0 and is_subclass(Exc(raised).cls, lit_class("StopIteration")):
        delegated = exc_first(raised)
        clear_raised()
        forget_stop()
    return item


def throw_into_object(it: val, pending: val) -> val:
    """Passes the pending exception on: what `throw` returns, else 0 with an exception pending."""
    global thrown
    given: val = thrown  # at once: what follows may throw into others
    thrown = 0
    clear_raised()
    if is_subclass(Exc(pending).cls, lit_class("GeneratorExit")):
        if py_hasattr(it, lit("close")) and call_method(it, lit("close"), 0) == 0:
            return 0
        clear_raised()  # of asking for it, which CPython only reports
    elif py_hasattr(it, lit("throw")):
        method: val = py_getattr(it, lit("throw"))
        return call_held(method, given, 0) if method != 0 else 0
    if raised == 0:
        raise_exc(pending)
    return 0


def py_generator_send(g: val, sent: val) -> val:
    """`g.send(v)`."""
    item: val = generator_send(g, sent)
    if item == 0 and raised == 0:
        return raise_stop(generator_result(g))
    return item


def py_generator_throw(g: val, exc: val, value: val, traceback: val) -> val:
    """`g.throw(exc[, value[, traceback]])`; with a value, `exc` is a class. What is no exception is refused outside the generator."""
    global thrown
    valued: i32 = value != 0 and value != NONE
    if traceback != 0 and traceback != NONE and not has_tag(traceback, T_TRACEBACK):
        return raise_type_error(lit("throw() third argument must be a traceback object"))
    if has_tag(exc, T_EXCEPTION):
        if valued:
            return raise_type_error(lit("instance exception may not have a separate value"))
        raise_value(exc)
    elif has_tag(exc, T_CLASS) and is_subclass(exc, lit_class("BaseException")):
        raise_thrown(exc, value if valued else 0)
    else:
        return raise_type(lit("exceptions must be classes or instances deriving from BaseException, not $"), exc)
    if live(T_INSTANCE):
        thrown = given_to_throw(exc, value, traceback)
    item: val = generator_send(g, 0)
    if item == 0 and raised == 0:
        return raise_stop(generator_result(g))
    return item


def given_to_throw(exc: val, value: val, traceback: val) -> val:
    """The arguments of a call of `throw` with at least one."""
    args: val = tuple_new(3 if traceback != 0 else (2 if value != 0 else 1))
    tuple_set(args, 0, exc)
    if value != 0:
        tuple_set(args, 1, value)
    if traceback != 0:
        tuple_set(args, 2, traceback)
    return args


def raise_thrown(cls: val, value: val) -> val:
    """Makes an exception of a class pending: the value if it is one, else one with the value, or the items of a tuple, as arguments."""
    if value != 0 and has_tag(value, T_EXCEPTION) and is_subclass(Exc(value).cls, cls):
        return raise_value(value)
    args: val = value if live(T_TUPLE) and value != 0 and has_tag(value, T_TUPLE) else tuple_new(1 if value else 0)
    if value != 0 and args != value:
        tuple_set(args, 0, value)
    if not live(T_INSTANCE):
        return raise_value(exc_new(cls, args))
    made: val = call_held(cls, args, 0)
    if made != 0 and not has_tag(made, T_EXCEPTION):
        template: val = lit("calling $ should have returned an instance of BaseException, not $")
        return raise_type_error(message_of(template, py_repr(cls), py_type_name(made), 0))
    return raise_value(made) if made != 0 else 0


def py_generator_close(g: val) -> val:
    """`g.close()`."""
    state: i32 = Generator(g).state
    if state == GENERATOR_ENDED or state == 0 or (live(T_TRACEBACK) and state == GENERATOR_UNSTARTED):
        Generator(g).state = GENERATOR_ENDED
        return NONE
    raise_exc(exc_make(lit_class("GeneratorExit"), 0, 0))
    item: val = generator_send(g, 0)
    if item != 0:
        text: val = of_kind(g, lit("generator ignored GeneratorExit"), lit("coroutine ignored GeneratorExit"))
        return raise_error(lit_class("RuntimeError"), text)
    if raised != 0:
        if not is_subclass(Exc(raised).cls, lit_class("GeneratorExit")):
            return 0
        clear_raised()
    return NONE
