"""The values of parameters from the arguments of a call, with CPython's TypeErrors."""

from __future__ import annotations

from noetlc.kernel.lang import (
    Record,
    i32,
    i64,
    inline,
    lit,
    live,
    loadv,
    noinline,
    reason,
    val,
)
from noetlc.layout.features import Feature
from noetlc.layout.objects import COUNTED_IN_C, ITEMS_DATA, NONE, TUPLE_ITEMS, Class, Func, Instance, List, Str, Tuple
from noetlc.layout.tags import T_INSTANCE
from noetlc.runtime.python.exceptions.errors import message_of, raise_type_error
from noetlc.runtime.python.protocol import py_repr
from noetlc.runtime.text.strings import buf_end, str_eq, str_find, str_slice
from noetlc.runtime.values.buffer import buf_begin, buf_str
from noetlc.runtime.values.dict import dict_get_str, dict_key_at, dict_len, dict_new, dict_next, dict_set, dict_value_at
from noetlc.runtime.values.list import (
    list_get,
    list_new,
    list_push,
    list_set,
    tuple_from_items,
    tuple_get,
    tuple_new,
    tuple_set,
)
from noetlc.runtime.values.memory import from_int, has_tag, leave


class Signature(Record):
    """Static description of parameters; their names follow from SIGNATURE_NAMES, in the order of the direct form."""

    display: val
    positional: i32  # positional parameters, positional-only ones included
    posonly: i32
    kwonly: i32
    star: i32  # 1 if there is *args
    starstar: i32  # 1 if there is **kwargs
    defaults: i32  # how many positional parameters have one
    kwdefaults: i32  # bit i: keyword-only parameter i has one; COUNTED_IN_C


SIGNATURE_NAMES = 32
current_defaults: i32 = 0  # how many defaults a function has whose call failed, where that may change


def parameter(sig: Signature, i: i32) -> val:
    return loadv(i32(sig) + SIGNATURE_NAMES + (i << 2))


def find_parameter(sig: Signature, name: val) -> i32:
    """The number of the parameter a keyword may name, -1 if none."""
    i: i32 = sig.posonly
    n: i32 = sig.positional + sig.kwonly
    while i < n:
        own: val = parameter(sig, i)
        if own == name or str_eq(own, name):
            return i
        i += 1
    return -1


@noinline
def bind_parameters(f: val, args: val, kwargs: val, signature: i32) -> i32:
    """Where the words of the values of all parameters are, to be read before anything may be collected; 0 when raised.

    Plain arguments for plain parameters stay where they are.
    """
    sig: Signature = Signature(signature)
    if live(Feature.SPREAD_NAMES):
        if kwargs != 0 and dict_len(kwargs) == 0:
            kwargs = 0
        if kwargs == 0 and sig.star and sig.positional + sig.kwonly == 0:
            return passed_on(args, sig.starstar) + TUPLE_ITEMS
    if kwargs == 0 and Tuple(args).length == sig.positional and (sig.kwonly | sig.star | sig.starstar) == 0:
        return args + TUPLE_ITEMS
    if kwargs == 0 and f != 0 and (sig.kwonly | sig.star | sig.starstar) == 0 and not live(Feature.FUNCTION_PARTS):
        lacking: i32 = sig.positional - Tuple(args).length
        if lacking > 0 and lacking <= sig.defaults:
            return with_defaults(args, Func(f).defaults, sig.positional, lacking) + TUPLE_ITEMS
    bound: val = bind_arguments(f, args, kwargs, signature)
    return List(bound).items + ITEMS_DATA if bound != 0 else 0


def passed_on(args: val, starstar: i32) -> val:
    """What `*args, **kwargs` are of arguments without names."""
    made: val = tuple_new(2)
    tuple_set(made, 0, tuple_from_items(args + TUPLE_ITEMS, Tuple(args).length))
    tuple_set(made, 1, dict_new() if starstar else NONE)
    return made


def with_defaults(args: val, defaults: val, count: i32, lacking: i32) -> val:
    """The arguments, and behind them the last defaults."""
    made: val = tuple_new(count)
    given: i32 = count - lacking
    skipped: i32 = Tuple(defaults).length - count
    i: i32 = 0
    while i < count:
        tuple_set(made, i, tuple_get(args, i) if i < given else tuple_get(defaults, i + skipped))
        i += 1
    return made


@inline
def parameter_at(words: i32, i: i32) -> val:
    """The value of a parameter, of what `bind_parameters` gave."""
    return loadv(words + (i << 2))


@noinline
def bind_arguments(f: val, args: val, kwargs: val, signature: i32) -> val:
    """The values of all parameters as a list, with CPython's TypeErrors.

    Defaults come from the function object; without one (f is 0) a defaulted parameter stays 0.
    """
    global current_defaults
    sig: Signature = Signature(signature)
    total: i32 = sig.positional + sig.kwonly + sig.star + sig.starstar
    bound: val = list_new(total)
    List(bound).length = total  # of no values yet
    given: i32 = Tuple(args).length
    i: i32 = 0
    while i < given and i < sig.positional:
        list_set(bound, i, tuple_get(args, i))
        i += 1
    if sig.star:
        extra: val = tuple_new(given - sig.positional if given > sig.positional else 0)
        while i < given:
            tuple_set(extra, i - sig.positional, tuple_get(args, i))
            i += 1
        list_set(bound, sig.positional + sig.kwonly, extra)
    if live(Feature.CLASSES_IN_C) and sig.kwdefaults & COUNTED_IN_C and raise_miscounted(sig, args, kwargs):
        return 0
    if bind_keywords(bound, kwargs, sig) == 0:
        return 0
    if given > sig.positional and sig.star == 0:
        if live(Feature.FUNCTION_PARTS):
            current_defaults = defaults_of(f, sig)
        return raise_too_many(sig, given, bound)
    if f != 0:
        fill_defaults(bound, f, sig)
    return bound if missing(bound, sig, f, sig.positional, sig.positional - defaults_of(f, sig)) else 0


@noinline
def raise_miscounted(sig: Signature, args: val, kwargs: val) -> i32:
    """1 with the TypeError of a method that CPython has in C if the arguments do not fit; the receiver is not counted."""
    most: i32 = sig.positional - 1
    least: i32 = most - sig.defaults
    given: i32 = Tuple(args).length - 1
    named: i32 = dict_len(kwargs) if kwargs != 0 else 0
    if sig.star | sig.starstar or given < 0:
        return 0
    dot: i32 = str_find(sig.display, lit("."), 0)
    owner: val = class_in_c(tuple_get(args, 0), str_slice(sig.display, 0, dot))
    name: val = str_slice(sig.display, dot + 1, Str(sig.display).length)
    if sig.posonly != sig.positional and most != 0:
        if given + named > most:
            raise_type_error(message_of(lit("$() takes at most $ ($ given)"), owner, counted_arguments(most), from_int(i64(given + named))))
            return 1
        e: i32 = dict_next(kwargs, 0) if named else -1
        while e >= 0:
            if find_parameter(sig, dict_key_at(kwargs, e)) < 0:
                raise_type_error(message_of(lit("'$' is an invalid keyword argument for $()"), dict_key_at(kwargs, e), owner, 0))
                return 1
            e = dict_next(kwargs, e + 1)
        return 0
    if named:
        raise_type_error(message_of(lit("$.$() takes no keyword arguments"), owner, name, 0))
        return 1
    if given >= least and given <= most:
        return 0
    if most == 0:
        raise_type_error(message_of(lit("$.$() takes no arguments ($ given)"), owner, name, from_int(i64(given))))
    elif most == 1 and least == 1:
        raise_type_error(message_of(lit("$.$() takes exactly one argument ($ given)"), owner, name, from_int(i64(given))))
    else:
        bound: val = lit("at most ") if given > most else lit("at least ")
        count: val = counted_arguments(most if given > most else least)
        start: val = message_of(lit("$ expected $"), name, lit("") if least == most else bound, 0)
        raise_type_error(message_of(lit("$$, got $"), start, count, from_int(i64(given))))
    return 1


def counted_arguments(n: i32) -> val:
    return message_of(lit("$ argument$"), from_int(i64(n)), lit("") if n == 1 else lit("s"), 0)


def class_in_c(receiver: val, defining: val) -> val:
    """The name of the class that has a method in CPython: the defining one, of the base that both of `io` share the one below it."""
    shared: i32 = str_eq(defining, lit("Memory")) and has_tag(receiver, T_INSTANCE)
    cls: val = Instance(receiver).cls if shared else 0
    while cls != 0 and Class(cls).base != 0:
        if str_eq(Class(Class(cls).base).name, defining):
            return Class(cls).name
        cls = Class(cls).base
    return defining


@inline
def defaults_of(f: val, sig: Signature) -> i32:
    """How many positional parameters of a function have a default."""
    if live(Feature.FUNCTION_PARTS) and f != 0:
        count: i32 = Tuple(Func(f).defaults).length if Func(f).defaults != 0 else 0
        if count > sig.positional:
            leave(reason("change of a function"))
        return count
    return sig.defaults


def bind_keywords(bound: val, kwargs: val, sig: Signature) -> i32:
    """Assigns keyword arguments; 0 if one does not fit."""
    rest: val = 0
    if sig.starstar:
        rest = dict_new()
        list_set(bound, sig.positional + sig.kwonly + sig.star, rest)
    if kwargs == 0:
        return 1
    e: i32 = dict_next(kwargs, 0)
    while e >= 0:
        name: val = dict_key_at(kwargs, e)
        i: i32 = find_parameter(sig, name)
        if i < 0:
            if rest == 0:
                return i32(raise_unexpected(sig, kwargs, name))
            dict_set(rest, name, dict_value_at(kwargs, e))
        else:
            if list_get(bound, i) != 0:
                return i32(raise_type_error(message_of(lit("$() got multiple values for argument '$'"), sig.display, name, 0)))
            list_set(bound, i, dict_value_at(kwargs, e))
        e = dict_next(kwargs, e + 1)
    return 1


@noinline
def raise_unexpected(sig: Signature, kwargs: val, name: val) -> val:
    """A named argument that no parameter takes; positional-only parameters that are named come first."""
    mark: i32 = buf_begin()
    found: i32 = 0
    i: i32 = 0
    while i < sig.posonly:
        if dict_get_str(kwargs, parameter(sig, i)) != 0:
            if found:
                buf_str(lit(", "))
            buf_str(parameter(sig, i))
            found = 1
        i += 1
    names: val = buf_end(mark)
    if found:
        template: val = lit("$() got some positional-only arguments passed as keyword arguments: '$'")
        return raise_type_error(message_of(template, sig.display, names, 0))
    return raise_type_error(message_of(lit("$() got an unexpected keyword argument '$'"), sig.display, name, 0))


def fill_defaults(bound: val, f: val, sig: Signature) -> None:
    """Takes the values of parameters that were not passed from the function object."""
    i: i32 = sig.positional - defaults_of(f, sig)
    while i < sig.positional:
        if list_get(bound, i) == 0:
            list_set(bound, i, tuple_get(Func(f).defaults, i - (sig.positional - defaults_of(f, sig))))
        i += 1
    i = 0
    while i < sig.kwonly:
        at: i32 = sig.positional + i
        if list_get(bound, at) == 0 and Func(f).kwdefaults != 0:
            found: val = dict_get_str(Func(f).kwdefaults, parameter(sig, at))
            if found != 0:
                list_set(bound, at, found)
        i += 1


def missing(bound: val, sig: Signature, f: val, stop: i32, required: i32) -> i32:
    """1 if every required parameter has a value; else TypeError."""
    names: val = 0  # of those that have none, made when there is one
    i: i32 = 0
    while i < required:
        if list_get(bound, i) == 0:
            names = with_name(names, parameter(sig, i))
        i += 1
    if names:
        return i32(raise_missing(sig.display, names, lit("positional")))
    i = 0
    while i < sig.kwonly:
        has_default: i32 = (sig.kwdefaults >> i) & 1
        if live(Feature.FUNCTION_PARTS) and f != 0:
            has_default = 0  # then it was filled in
        if list_get(bound, stop + i) == 0 and has_default == 0:
            names = with_name(names, parameter(sig, stop + i))
        i += 1
    if names:
        return i32(raise_missing(sig.display, names, lit("keyword-only")))
    return 1


@noinline
def with_name(names: val, name: val) -> val:
    """A list of names as they are shown, with one more."""
    names = names if names else list_new(0)
    list_push(names, py_repr(name))
    return names


@noinline
def raise_missing(name: val, names: val, kind: val) -> val:
    """`f() missing 2 required positional arguments: 'a' and 'b'`."""
    n: i32 = List(names).length
    mark: i32 = buf_begin()
    i: i32 = 0
    while i < n:
        if i > 0:
            if n > 2:
                buf_str(lit(", "))
                if i == n - 1:
                    buf_str(lit("and "))
            else:
                buf_str(lit(" and "))
        buf_str(list_get(names, i))
        i += 1
    joined: val = buf_end(mark)
    mark = buf_begin()
    buf_str(message_of(lit("$() missing $ required $ argument"), name, from_int(i64(n)), kind))
    if n > 1:
        buf_str(lit("s"))
    buf_str(lit(": "))
    buf_str(joined)
    return raise_type_error(buf_end(mark))


@inline
def failed_defaults(sig: Signature) -> i32:
    """How many defaults the function has whose call failed."""
    return current_defaults if live(Feature.FUNCTION_PARTS) else sig.defaults


@noinline
def raise_too_many(sig: Signature, given: i32, bound: val) -> val:
    """`f() takes 2 positional arguments but 3 were given`."""
    most: i32 = sig.positional
    mark: i32 = buf_begin()
    if failed_defaults(sig):
        counts: val = message_of(lit("from $ to $"), from_int(i64(most - failed_defaults(sig))), from_int(i64(most)), 0)
        buf_str(message_of(lit("$() takes $ positional argument"), sig.display, counts, 0))
    else:
        buf_str(message_of(lit("$() takes $ positional argument"), sig.display, from_int(i64(most)), 0))
    if most != 1 or failed_defaults(sig):
        buf_str(lit("s"))
    keywords: i32 = 0
    i: i32 = most
    while i < most + sig.kwonly:
        if list_get(bound, i) != 0:
            keywords += 1
        i += 1
    buf_str(lit(" but "))
    if keywords:
        text: val = lit("$ positional argument$ (and $ keyword-only argument")
        buf_str(message_of(text, from_int(i64(given)), lit("s") if given != 1 else lit(""), from_int(i64(keywords))))
        buf_str(lit("s) were given") if keywords != 1 else lit(") were given"))
    else:
        buf_str(message_of(lit("$ $ given"), from_int(i64(given)), lit("was") if given == 1 else lit("were"), 0))
    return raise_type_error(buf_end(mark))
