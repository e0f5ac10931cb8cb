"""The state of a generator as a value: `getstate` and `setstate`, which programs use to draw the same numbers again."""

from __future__ import annotations

from typing import TYPE_CHECKING

from noetlc.kernel.lang import i32, i64, lit, load32, reason, store32, val
from noetlc.layout.objects import NONE, Float, Tuple
from noetlc.layout.tags import T_FLOAT, T_TUPLE
from noetlc.runtime.library.random.generator import WORDS, N, Random, random_global
from noetlc.runtime.python.numbers.number import int_of, is_int
from noetlc.runtime.values.list import tuple_get, tuple_new, tuple_set
from noetlc.runtime.values.memory import from_float, from_int, has_tag, leave

if TYPE_CHECKING:
    from noetlc.runtime.python.exceptions.errors import raise_type_error, raise_value_error

VERSION = 3
LAST_WORD = (1 << 32) - 1


def random_of_state(s: val) -> val:
    """`s.getstate()`."""
    words: val = tuple_new(N + 1)
    i: i32 = 0
    while i < N:
        word: val = from_int(i64(load32(s + WORDS + (i << 2))) & LAST_WORD)
        tuple_set(words, i, word)
        i += 1
    tuple_set(words, N, from_int(i64(Random(s).index)))
    made: val = tuple_new(3)
    tuple_set(made, 0, from_int(i64(VERSION)))
    tuple_set(made, 1, words)
    half: val = from_float(Random(s).gauss) if Random(s).has_gauss else NONE
    tuple_set(made, 2, half)
    return made


def random_of_set_state(s: val, state: val) -> val:
    """`s.setstate(state)`; states of other versions of Python and what is none are left to the interpreter."""
    if not has_tag(state, T_TUPLE) or Tuple(state).length != 3 or not is_int(tuple_get(state, 0)) or int_of(tuple_get(state, 0)) != VERSION:
        leave(reason("state of random numbers"))
    half: val = tuple_get(state, 2)
    if half != NONE and not has_tag(half, T_FLOAT):
        leave(reason("state of random numbers"))
    words: val = tuple_get(state, 1)
    if not has_tag(words, T_TUPLE):
        return raise_type_error(lit("state vector must be a tuple"))
    if Tuple(words).length != N + 1:
        return raise_value_error(lit("state vector is the wrong size"))
    i: i32 = 0
    while i <= N:
        word: val = tuple_get(words, i)
        if not is_int(word) or int_of(word) < 0 or int_of(word) > LAST_WORD:
            leave(reason("state of random numbers"))
        i += 1
    index: i64 = int_of(tuple_get(words, N))
    if index > N:
        return raise_value_error(lit("invalid state"))
    i = 0
    while i < N:
        store32(s + WORDS + (i << 2), i32(int_of(tuple_get(words, i))))
        i += 1
    Random(s).index = i32(index)
    Random(s).has_gauss = i32(half != NONE)
    if half != NONE:
        Random(s).gauss = Float(half).value
    return val(NONE)


def random_state() -> val:
    return random_of_state(random_global())


def random_set_state(state: val) -> val:
    return random_of_set_state(random_global(), state)
