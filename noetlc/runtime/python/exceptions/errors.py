"""Exceptions of Python bodies: making, raising and matching.

A raise sets the global `raised` and returns 0 ("no value"); every caller passes the 0 on. Message templates hold `$` where
an argument goes.
"""

from __future__ import annotations

from noetlc.kernel.lang import enable, i32, inline, lit, lit_class, live, loadv, noinline, reason, store64, val
from noetlc.layout.features import Feature
from noetlc.layout.objects import (
    CLASS_MODULE,
    CLASSED,
    EXC_FILE,
    EXC_FROM,
    EXC_MADE,
    EXC_SINGLE,
    NONE,
    ORDERED,
    QUALIFIED,
    STR_BYTES,
    TRUE,
    Class,
    Exc,
    Int,
    Obj,
    Ordered,
    Str,
    Tuple,
)  # fmt: skip
from noetlc.layout.tags import T_BOOL, T_CLASS, T_EXCEPTION, T_INSTANCE, T_INT, T_TRACEBACK, T_TUPLE, T_WIDE
from noetlc.runtime.python.protocol import GT, LE, LT, call_held, int_like, put_str, py_repr, py_type_name, type_of
from noetlc.runtime.text.quote import put_quoted
from noetlc.runtime.text.strings import buf_end, find_byte, str_eq
from noetlc.runtime.values.buffer import buf_begin, buf_byte, buf_bytes, buf_str
from noetlc.runtime.values.list import tuple_get, tuple_new, tuple_set
from noetlc.runtime.values.memory import has_tag, leave, new_object, raised, site, tag_of
from noetlc.runtime.values.state import STATE_HANDLED, state_get


def exc_make(cls: val, args: val, flags: i32) -> val:
    """An exception whose `args` is a tuple or 0, or with EXC_SINGLE the only argument."""
    p: i32 = new_object(T_EXCEPTION, 40 if live(T_TRACEBACK) else 32, 12)
    e: Exc = Exc(p)
    e.flags = flags | CLASSED if live(Feature.EXCEPTION_METHODS) and Class(cls).members != 0 else flags
    e.site = 0
    e.cls = cls
    e.args = args
    e.cause = 0
    store64(p + 24, 0)  # `context` and `extra`
    if live(T_TRACEBACK):
        store64(p + 32, 0)
    return val(p)


@noinline
def exc_new(cls: val, args: val) -> val:
    """An exception of a class with a tuple of arguments."""
    enable(Feature.EXCEPTION_VALUES)
    n: i32 = Tuple(args).length
    if n == 0:
        return exc_bare(cls)
    if n == 1:
        return exc_of(cls, tuple_get(args, 0))
    flags: i32 = EXC_MADE if live(Feature.ORIGINS) else 0
    return exc_make(cls, args, flags | names_file(cls, args))


@inline
def has_file_arguments(args: val) -> i32:
    """Whether these are as many arguments as an OSError with the name of a file has."""
    return live(Feature.FILE_ERRORS) and Tuple(args).length > 2 and Tuple(args).length < 6


def names_file(cls: val, args: val) -> i32:
    """EXC_FILE if an exception of a class with these arguments, two or more, is an OSError with the name of a file."""
    if not has_file_arguments(args) or tuple_get(args, 2) == NONE:
        return 0
    if tuple_get(args, 2) & 1 and cls == lit_class("BlockingIOError"):  # the characters that were written
        return 0
    return EXC_FILE if is_subclass(cls, lit_class("OSError")) else 0


@noinline
def exc_of(cls: val, arg: val) -> val:
    """An exception of a class with one argument."""
    enable(Feature.EXCEPTION_VALUES)
    return exc_saying(cls, arg)


def exc_saying(cls: val, arg: val) -> val:
    """The same where the argument is a text and the exception is only raised."""
    return exc_make(cls, arg, EXC_MADE | EXC_SINGLE if live(Feature.ORIGINS) else EXC_SINGLE)


def exc_bare(cls: val) -> val:
    """An exception of a class without arguments."""
    enable(Feature.EXCEPTION_VALUES)
    return exc_silent(cls)


def exc_silent(cls: val) -> val:
    """The same where the exception is only raised."""
    return exc_make(cls, 0, EXC_MADE if live(Feature.ORIGINS) else 0)


def exc_set_args(e: val, args: val) -> None:
    """Gives an exception the arguments of a tuple."""
    n: i32 = Tuple(args).length
    Exc(e).flags = (Exc(e).flags | EXC_SINGLE) ^ (0 if n == 1 else EXC_SINGLE)
    if live(Feature.FILE_ERRORS):
        Exc(e).flags = (Exc(e).flags | EXC_FILE) ^ EXC_FILE
    Exc(e).args = 0 if n == 0 else (tuple_get(args, 0) if n == 1 else args)


def exc_shown(e: val) -> val:
    """`e.args` as a tuple: of an OSError without the names of files."""
    args: val = exc_args(e)
    if live(Feature.FILE_ERRORS) and Exc(e).flags & EXC_FILE:
        t: val = tuple_new(2)
        tuple_set(t, 0, tuple_get(args, 0))
        tuple_set(t, 1, tuple_get(args, 1))
        return t
    return args


def exc_args(e: val) -> val:
    """What an exception was made of, as a tuple."""
    args: val = Exc(e).args
    if args == 0:
        return tuple_new(0)
    if Exc(e).flags & EXC_SINGLE:
        t: val = tuple_new(1)
        tuple_set(t, 0, args)
        return t
    return args


def exc_first(e: val) -> val:
    """The first argument of an exception (`StopIteration.value`, `SystemExit.code`), 0 if there is none."""
    args: val = Exc(e).args
    if args == 0 or Exc(e).flags & EXC_SINGLE:
        return args
    return tuple_get(args, 0)


def raise_exc(e: val) -> val:
    """Makes an exception pending; it keeps the place of its first raise."""
    global raised
    if Exc(e).site == 0:
        Exc(e).site = site
    if live(T_TRACEBACK):
        trace_note_context(e)
    raised = e
    return 0


def pending_error() -> val:
    """The pending exception, 0 if there is none."""
    return raised


def clear_raised() -> None:
    """Forgets the pending exception."""
    global raised
    raised = 0


@noinline
def raise_error(cls: val, message: val) -> val:
    """Raises `cls(message)`."""
    return raise_exc(exc_make(cls, message, EXC_SINGLE))


def raise_caused(cls: val, message: val, cause: val) -> val:
    """Raises `cls(message) from cause`, while that is handled."""
    raise_error(cls, message)
    Exc(raised).cause = cause
    Exc(raised).context = cause
    Exc(raised).flags = Exc(raised).flags | EXC_FROM
    return 0


@noinline
def raise_value(v: val) -> val:
    """The statement `raise v`: a class is instantiated without arguments."""
    if has_tag(v, T_EXCEPTION):
        return raise_exc(v)
    if has_tag(v, T_CLASS) and is_subclass(v, lit_class("BaseException")):
        if live(T_INSTANCE):
            made: val = call_held(v, tuple_new(0), 0)
            if made != 0 and not has_tag(made, T_EXCEPTION):
                template: val = lit("calling $ should have returned an instance of BaseException, not $")
                return raise_error(lit_class("TypeError"), message_of(template, py_repr(v), py_repr(type_of(made)), 0))
            return raise_exc(made) if made != 0 else 0
        return raise_exc(exc_make(v, 0, EXC_MADE if live(Feature.ORIGINS) else 0))
    return raise_error(lit_class("TypeError"), lit("exceptions must derive from BaseException"))


def raise_memory() -> val:
    """MemoryError, which has no message."""
    return raise_exc(exc_silent(lit_class("MemoryError")))


def set_cause(e: val, cause: val) -> val:
    """`raise e from cause`: the class or exception raised, its cause noted; 0 if the cause is not an exception."""
    made: val = e
    if has_tag(e, T_CLASS) and is_subclass(e, lit_class("BaseException")):
        made = exc_make(e, 0, 0)
    reason: val = cause
    if has_tag(cause, T_CLASS) and is_subclass(cause, lit_class("BaseException")):
        reason = exc_make(cause, 0, 0)
    if has_tag(made, T_EXCEPTION):
        if tag_of(reason) != T_EXCEPTION and reason != NONE:
            return raise_error(lit_class("TypeError"), lit("exception causes must derive from BaseException"))
        Exc(made).cause = reason
        Exc(made).flags = Exc(made).flags | EXC_FROM
    return made


def set_context(e: val, handled: val) -> val:
    """Notes the exception that was being handled when e was raised."""
    if handled == 0 or e == handled or Exc(e).context != 0:
        return NONE
    cut_chain(handled, e)
    Exc(e).context = handled
    return NONE


def cut_chain(handled: val, e: val) -> None:
    """Ends a chain of contexts before e, which is raised again: its place is the first now. A chain may be a circle without e."""
    link: val = handled
    slow: val = handled
    turn: i32 = 0
    while Exc(link).context != 0 and Exc(link).context != e:
        link = Exc(link).context
        if link == slow:
            return
        if turn != 0:
            slow = Exc(slow).context
        turn ^= 1
    Exc(link).context = 0


def raise_key(key: val) -> val:
    """`KeyError(key)`."""
    enable(Feature.EXCEPTION_VALUES)
    return raise_error(lit_class("KeyError"), key)


def raise_text_key(key: val) -> val:
    """`KeyError(key)` with a text; what its own text will be is known at once where nothing else is asked of exceptions."""
    if live(Feature.EXCEPTION_VALUES):
        return raise_key(key)
    mark: i32 = buf_begin()
    if live(Feature.QUOTED_KEYS):
        put_quoted(key)
    else:
        buf_byte(39)
        buf_str(key)
        buf_byte(39)
    return raise_error(lit_class("KeyError"), buf_end(mark))


def is_subclass(cls: val, base: val) -> i32:
    """1 if `base` is the class or one of its bases."""
    enable(Feature.CLASS_BASES)
    if live(Feature.SEVERAL_BASES) and Obj(cls).flags & ORDERED:
        return order_position(Ordered(cls).order, base) >= 0
    c: val = cls
    while c:
        if c == base:
            return 1
        c = Class(c).base
    return 0


@inline
def exc_is(e: val, cls: val) -> i32:
    """Whether `except cls` catches e, for a class of exceptions."""
    return is_subclass(Exc(e).cls, cls)


def exc_matches(e: val, classes: val) -> i32:
    """Whether `except classes` catches e: a class or a tuple of them, of which each has to be one; -1 (raised) for anything else."""
    if live(T_TUPLE) and has_tag(classes, T_TUPLE):
        found: i32 = 0
        i: i32 = 0
        while i < Tuple(classes).length:
            one: i32 = class_catches(e, tuple_get(classes, i))
            if one < 0:
                return one
            found = found | one
            i += 1
        return found
    return class_catches(e, classes)


def class_catches(e: val, cls: val) -> i32:
    """The same of one class."""
    if has_tag(cls, T_CLASS) and is_subclass(cls, lit_class("BaseException")):
        return is_subclass(Exc(e).cls, cls)
    raise_error(lit_class("TypeError"), lit("catching classes that do not inherit from BaseException is not allowed"))
    return -1


@inline
def message_of(template: val, a: val, b: val, c: val) -> val:
    """The template with each `$` replaced by the text (`str`) of the next argument."""
    enable(Feature.VALUE_PARTS)
    return filled(template, a, b, c)


@noinline
def filled(template: val, a: val, b: val, c: val) -> val:
    """The same with arguments that are texts."""
    mark: i32 = buf_begin()
    p: i32 = template + STR_BYTES
    end: i32 = p + Str(template).nbytes
    used: i32 = 0
    while 1:
        stop: i32 = find_byte(p, end, 36)
        buf_bytes(p, stop - p)
        if stop == end:
            return buf_end(mark)
        part: val = c if used == 2 else (b if used else a)
        if live(Feature.VALUE_PARTS):
            put_str(part)
        else:
            buf_str(part)
        used += 1
        p = stop + 1
    return 0


@noinline
def raise_with(cls: val, template: val, a: val, b: val) -> val:
    """Raises `cls` with the template filled by up to two values (their `str`)."""
    return raise_error(cls, message_of(template, a, b, 0))


@noinline
def raise_type(template: val, v: val) -> val:
    """TypeError with the template filled by the type name of v."""
    return raise_error(lit_class("TypeError"), filled(template, py_type_name(v), 0, 0))


@noinline
def raise_types(template: val, a: val, b: val) -> val:
    """TypeError with the template filled by the type names of a and b."""
    return raise_error(lit_class("TypeError"), filled(template, py_type_name(a), py_type_name(b), 0))


def raise_value_error(message: val) -> val:
    return raise_error(lit_class("ValueError"), message)


def raise_type_error(message: val) -> val:
    return raise_error(lit_class("TypeError"), message)


@noinline
def raise_index(message: val) -> val:
    return raise_error(lit_class("IndexError"), message)


@noinline
def raise_overflow(message: val) -> val:
    return raise_error(lit_class("OverflowError"), message)


@noinline
def raise_zero_division(message: val) -> val:
    return raise_error(lit_class("ZeroDivisionError"), message)


@noinline
def raise_recursion(message: val) -> val:
    return raise_error(lit_class("RecursionError"), message)


@noinline
def raise_stop(value: val) -> val:
    """StopIteration, with a value unless that is 0."""
    enable(Feature.EXCEPTION_VALUES)
    return raise_exc(exc_make(lit_class("StopIteration"), value, EXC_SINGLE if value else 0))


@noinline
def raise_assertion() -> val:
    """AssertionError without a message."""
    return raise_exc(exc_make(lit_class("AssertionError"), 0, 0))


@noinline
def raise_assertion_with(message: val) -> val:
    """AssertionError whose argument is any value."""
    enable(Feature.EXCEPTION_VALUES)
    return raise_error(lit_class("AssertionError"), message)


@noinline
def raise_no_active() -> val:
    """A bare `raise` outside a handler."""
    return raise_error(lit_class("RuntimeError"), lit("No active exception to reraise"))


def raise_from(e: val, cause: val) -> val:
    """The statement `raise e from cause`."""
    made: val = set_cause(e, cause)
    return raise_value(made) if made else 0


@noinline
def raise_not_callable(v: val) -> val:
    named: i32 = v == lit_class("NotImplemented") or v == lit_class("Ellipsis")  # which are values
    if live(T_CLASS) and has_tag(v, T_CLASS) and Class(v).members == 0 and named == 0:
        name: val = Class(v).name
        end: i32 = name + STR_BYTES + Str(name).nbytes
        if live(Feature.GENERATOR_NAMES) and Obj(v).flags & QUALIFIED and str_eq(loadv(v, CLASS_MODULE), lit("itertools")):
            leave(reason("call of a built-in class"))
        if not str_eq(name, lit("generator")) and find_byte(name + STR_BYTES, end, 95) == end:  # made by a name without `_`
            leave(reason("call of a built-in class"))
        return raise_with(lit_class("TypeError"), lit("cannot create '$' instances"), name, 0)
    return raise_type(lit("'$' object is not callable"), v)


def index_value(v: val) -> i32:
    """A value as an index clamped to 32 bits (`__index__`); TypeError and raised set if it is no int."""
    if v & 1:
        return v >> 1
    return index_slow(v)


@noinline
def index_slow(v: val) -> i32:
    tag: i32 = tag_of(v)
    if tag == T_INT:
        return -0x7FFFFFFF if Int(v).value < 0 else 0x7FFFFFFF
    if tag == T_BOOL:
        return v == TRUE
    if live(T_WIDE) and tag == T_WIDE:
        raise_overflow(lit("Python int too large to convert to C ssize_t"))
        return 0
    if live(T_INSTANCE) and tag == T_INSTANCE:
        n: val = int_like(v)
        if n == 0:
            return 0
        if n != v:
            return index_value(n)
    raise_type(lit("'$' object cannot be interpreted as an integer"), v)
    return 0


def order_position(order: val, cls: val) -> i32:
    """Where a class stands in a search order, -1 if nowhere."""
    i: i32 = 0
    while i < Tuple(order).length:
        if tuple_get(order, i) == cls:
            return i
        i += 1
    return -1


def trace_note_context(e: val) -> None:
    """What a raise notes about the exception being handled."""
    handled: val = state_get(STATE_HANDLED)
    if handled == 0 or handled == e:
        return
    cut_chain(handled, e)
    Exc(e).context = handled


def argument_kind(v: val) -> val:
    """The type name of a wrong argument as built-in functions word it."""
    return lit("None") if v == NONE else py_type_name(v)


@noinline
def raise_argument(template: val, v: val) -> val:
    """TypeError of a wrong argument with the template filled by what it is: None, or its type name."""
    return raise_error(lit_class("TypeError"), filled(template, argument_kind(v), 0, 0))


def raise_no_order(a: val, b: val, op: i32) -> val:
    """TypeError for `a < b` and its kind (op LT …)."""
    name: val = lit("<") if op == LT else (lit("<=") if op == LE else (lit(">") if op == GT else lit(">=")))
    return raise_type_error(filled(lit("'$' not supported between instances of '$' and '$'"), name, py_type_name(a), py_type_name(b)))
