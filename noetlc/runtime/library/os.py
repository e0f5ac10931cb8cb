"""`os.environ` and the string functions of `os.path`; `os.urandom` and `secrets`.

The environment is read from the host at the first look at a variable; what a body writes stays in the body.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from noetlc.kernel.lang import enable, i32, i64, implements, lit, load8, noinline, val
from noetlc.layout.features import Feature
from noetlc.layout.objects import BYTES_DATA, NONE, STR_BYTES, Bytes, List, Str, Tuple
from noetlc.layout.tags import T_ENVIRON, T_STR
from noetlc.runtime.library.base64 import (
    LOWER_HEX,
    b64_plus,  # noqa: F401 - assigned
    b64_slash,  # noqa: F401 - assigned
)
from noetlc.runtime.library.host import host_entropy, host_variable
from noetlc.runtime.python import hooks
from noetlc.runtime.text.strings import buf_end, str_concat, str_from
from noetlc.runtime.values.buffer import buf_begin, buf_byte, buf_str
from noetlc.runtime.values.dict import dict_get_str, dict_key_at, dict_new, dict_next, dict_set, dict_value_at
from noetlc.runtime.values.list import list_get, list_new, list_push, tuple_get
from noetlc.runtime.values.memory import from_int, has_tag, new_object, raised
from noetlc.runtime.values.state import STATE_ENVIRON, state_get, state_set

if TYPE_CHECKING:
    from noetlc.runtime.library.base64 import b64_put, b64_put_hex
    from noetlc.runtime.python.containers.dict_kinds import py_dict
    from noetlc.runtime.python.containers.views import py_dict_items, py_dict_keys, py_dict_values
    from noetlc.runtime.python.exceptions.errors import raise_index, raise_key, raise_type, raise_value_error
    from noetlc.runtime.python.numbers.ints import int_below, ints_bit_length, ints_order, ints_rshift, is_zero
    from noetlc.runtime.python.numbers.number import py_index, py_index_value
    from noetlc.runtime.python.objects.contents import py_len
    from noetlc.runtime.python.objects.repr import put_repr
    from noetlc.runtime.python.objects.subscripts import py_getitem
    from noetlc.runtime.python.operators.number_methods import py_from_bytes
    from noetlc.runtime.values.list import pair_new

SLASH = 47
DOT = 46


def os_environ() -> val:
    """`os.environ`."""
    enable(Feature.LIBRARY_OBJECTS)
    return val(new_object(T_ENVIRON, 8, 0))


def os_known() -> val:
    """The variables that were looked at or written."""
    known: val = state_get(STATE_ENVIRON)
    if known == 0:
        known = dict_new()
        state_set(STATE_ENVIRON, known)
    return known


def os_lookup(key: val) -> val:
    """The value of a variable, 0 if it is not set, 0 and raised if the key is no string."""
    if not has_tag(key, T_STR):
        return raise_type(lit("str expected, not $"), key)
    known: val = os_known()
    found: val = dict_get_str(known, key)
    if found == 0:
        found = host_variable(key)
        if found == 0:
            found = NONE
        dict_set(known, key, found)
    return 0 if found == NONE else found


def os_env_get(_v: val, key: val, default: val) -> val:
    """`os.environ.get(key, default)`."""
    return os_getenv(key, default)


def os_getenv(key: val, default: val) -> val:
    """`os.getenv(key, default)`."""
    found: val = os_lookup(key)
    return default if found == 0 and raised == 0 else found


def os_env_getitem(_v: val, key: val) -> val:
    """`os.environ[key]`."""
    found: val = os_lookup(key)
    return raise_key(key) if found == 0 and raised == 0 else found


def os_env_setitem(_v: val, key: val, x: val) -> i32:
    """`os.environ[key] = x`; 0 when raised."""
    if not has_tag(key, T_STR) or not has_tag(x, T_STR):
        raise_type(lit("str expected, not $"), x if has_tag(key, T_STR) else key)
        return 0
    dict_set(os_known(), key, x)
    return 1


def os_env_delitem(v: val, key: val) -> i32:
    """`del os.environ[key]`; 0 when raised."""
    if os_env_getitem(v, key) == 0:
        return 0
    dict_set(os_known(), key, NONE)
    return 1


def os_env_contains(_v: val, key: val) -> i32:
    """`key in os.environ`; -1 when raised."""
    return -1 if os_lookup(key) == 0 and raised != 0 else os_found(key)


def os_found(key: val) -> i32:
    return dict_get_str(os_known(), key) != NONE


@implements(hooks.os_env_dict)
def os_env_dict(_v: val) -> val:
    made: val = dict_new()
    known: val = os_known()
    e: i32 = dict_next(known, 0)
    while e >= 0:
        if dict_value_at(known, e) != NONE:
            dict_set(made, dict_key_at(known, e), dict_value_at(known, e))
        e = dict_next(known, e + 1)
    return made


def os_env_keys(v: val) -> val:
    return py_dict_keys(os_env_dict(v))


def os_env_values(v: val) -> val:
    return py_dict_values(os_env_dict(v))


def os_env_items(v: val) -> val:
    return py_dict_items(os_env_dict(v))


def os_env_setdefault(v: val, key: val, default: val) -> val:
    """`os.environ.setdefault(key, default)`."""
    found: val = os_lookup(key)
    if found != 0 or raised != 0:
        return found
    return default if os_env_setitem(v, key, default) else 0


def os_env_pop(_v: val, key: val, default: val) -> val:
    """`os.environ.pop(key, default)`; default 0 = absent."""
    found: val = os_lookup(key)
    if raised != 0:
        return 0
    if found == 0:
        return default if default != 0 else raise_key(key)
    dict_set(os_known(), key, NONE)
    return found


def os_env_update(v: val, other: val, named: val) -> val:
    """`os.environ.update(other, **named)`; each 0 = absent."""
    given: val = py_dict(other, named)
    if given == 0:
        return 0
    e: i32 = dict_next(given, 0)
    while e >= 0:
        if not os_env_setitem(v, dict_key_at(given, e), dict_value_at(given, e)):
            return 0
        e = dict_next(given, e + 1)
    return NONE


def os_put_environ(v: val) -> None:
    """Appends the repr of the environment."""
    buf_str(lit("environ("))
    put_repr(os_env_dict(v))
    buf_byte(41)


# ---- paths


@noinline
def os_is_path(v: val) -> i32:
    """1 for a string; 0 when raised."""
    if has_tag(v, T_STR):
        return 1
    raise_type(lit("expected str, bytes or os.PathLike object, not $"), v)
    return 0


def os_cut(v: val, start: i32, stop: i32) -> val:
    """The bytes of a string from start up to stop."""
    return str_from(v + STR_BYTES + start, stop - start)


def os_last(v: val, c: i32) -> i32:
    """The byte offset of the last c, -1 if there is none."""
    i: i32 = Str(v).nbytes - 1
    while i >= 0 and load8(v + i, STR_BYTES) != c:
        i -= 1
    return i


def os_path_basename(v: val) -> val:
    if os_is_path(v) == 0:
        return 0
    return os_cut(v, os_last(v, SLASH) + 1, Str(v).nbytes)


def os_path_dirname(v: val) -> val:
    if os_is_path(v) == 0:
        return 0
    end: i32 = os_last(v, SLASH) + 1
    i: i32 = end
    while i > 0 and load8(v + i - 1, STR_BYTES) == SLASH:
        i -= 1
    return os_cut(v, 0, end if i == 0 else i)


def os_path_split(v: val) -> val:
    if os_is_path(v) == 0:
        return 0
    return pair_new(os_path_dirname(v), os_path_basename(v))


def os_path_splitext(v: val) -> val:
    if os_is_path(v) == 0:
        return 0
    slash: i32 = os_last(v, SLASH)
    dot: i32 = os_last(v, DOT)
    i: i32 = slash + 1
    while i < dot:
        if load8(v + i, STR_BYTES) != DOT:
            return pair_new(os_cut(v, 0, dot), os_cut(v, dot, Str(v).nbytes))
        i += 1
    return pair_new(v, lit(""))


def os_path_isabs(v: val) -> i32:
    """-1 when raised."""
    if os_is_path(v) == 0:
        return -1
    return Str(v).nbytes > 0 and load8(v, STR_BYTES) == SLASH


def os_path_join(first: val, parts: val) -> val:
    """`join(first, *parts)`."""
    if os_is_path(first) == 0:
        return 0
    path: val = first
    i: i32 = 0
    while i < Tuple(parts).length:
        part: val = tuple_get(parts, i)
        if not has_tag(part, T_STR):
            return raise_type(lit("join() argument must be str, bytes, or os.PathLike object, not '$'"), part)
        n: i32 = Str(path).nbytes
        if os_path_isabs(part):
            path = part
        elif n == 0 or load8(path + n - 1, STR_BYTES) == SLASH:
            path = str_concat(path, part)
        else:
            path = str_concat(str_concat(path, lit("/")), part)
        i += 1
    return path


def os_path_normpath(v: val) -> val:
    if os_is_path(v) == 0:
        return 0
    n: i32 = Str(v).nbytes
    slashes: i32 = 0
    while slashes < n and load8(v + slashes, STR_BYTES) == SLASH:
        slashes += 1
    if slashes > 2:
        slashes = 1
    kept: val = list_new(8)
    start: i32 = 0
    while start <= n:
        stop: i32 = start
        while stop < n and load8(v + stop, STR_BYTES) != SLASH:
            stop += 1
        if os_is_dots(v, start, stop, 2):
            count: i32 = List(kept).length
            if count > 0 and not os_is_up(list_get(kept, count - 1)):
                List(kept).length = count - 1
            elif slashes == 0:
                list_push(kept, lit(".."))
        elif stop > start and not os_is_dots(v, start, stop, 1):
            list_push(kept, os_cut(v, start, stop))
        start = stop + 1
    mark: i32 = buf_begin()
    i: i32 = 0
    while i < slashes:
        buf_byte(SLASH)
        i += 1
    i = 0
    while i < List(kept).length:
        if i != 0:
            buf_byte(SLASH)
        buf_str(list_get(kept, i))
        i += 1
    if List(kept).length == 0 and slashes == 0:
        buf_byte(DOT)
    return buf_end(mark)


def os_is_dots(v: val, start: i32, stop: i32, n: i32) -> i32:
    """1 if that part of a string is n dots."""
    while start < stop and load8(v + start, STR_BYTES) == DOT:
        start += 1
        n -= 1
    return start == stop and n == 0


def os_is_up(v: val) -> i32:
    return os_is_dots(v, 0, Str(v).nbytes, 2)


def os_path_normcase(v: val) -> val:
    return v if os_is_path(v) else 0


# ---- entropy

TOKEN_BYTES = 32


def os_urandom(v: val) -> val:
    """`os.urandom(n)`."""
    n: i64 = py_index(v)
    if raised != 0:
        return 0
    if n < 0:
        return raise_value_error(lit("negative argument not allowed"))
    return host_entropy(i32(n))


def os_token(n: val) -> val:
    """`secrets.token_bytes(n)`; None = the usual size."""
    if n == NONE:
        return host_entropy(TOKEN_BYTES)
    return os_urandom(n)


def os_token_hex(n: val) -> val:
    token: val = os_token(n)
    if token == 0:
        return 0
    mark: i32 = buf_begin()
    b64_put_hex(token + BYTES_DATA, Bytes(token).nbytes, LOWER_HEX, 0, 0)
    return buf_end(mark)


def os_token_urlsafe(n: val) -> val:
    global b64_plus, b64_slash
    token: val = os_token(n)
    if token == 0:
        return 0
    b64_plus = 45
    b64_slash = 95
    mark: i32 = buf_begin()
    b64_put(token + BYTES_DATA, Bytes(token).nbytes)
    text: val = buf_end(mark)
    size: i32 = Str(text).nbytes
    while size > 0 and load8(text + size - 1, STR_BYTES) == 61:
        size -= 1
    return os_cut(text, 0, size)


def os_secret_bits(k: i64) -> val:
    """k bits of the host: the first of a big-endian number."""
    size: i64 = (k + 7) >> i64(3)
    given: val = host_entropy(i32(size))
    return ints_rshift(py_from_bytes(given, lit("big"), 0), from_int((size << i64(3)) - k))


def os_randbelow(v: val) -> val:
    """`secrets.randbelow(n)`."""
    n: val = py_index_value(v)
    if n == 0:
        return 0
    if int_below(n) or is_zero(n):
        return raise_value_error(lit("Upper bound must be positive."))
    return os_secret_below(n)


def os_secret_below(n: val) -> val:
    """An int in [0, n) for n > 0."""
    k: i64 = ints_bit_length(n)
    found: val = os_secret_bits(k)
    while ints_order(found, n) >= 0:
        found = os_secret_bits(k)
    return found


def os_randbits(v: val) -> val:
    """`secrets.randbits(k)`."""
    k: i64 = py_index(v)
    if raised != 0:
        return 0
    return raise_value_error(lit("number of bits must be non-negative")) if k < 0 else os_secret_bits(k)


def os_choice(items: val) -> val:
    """`secrets.choice(items)`."""
    n: i32 = py_len(items)
    if n < 0:
        return 0
    if n == 0:
        return raise_index(lit("Cannot choose from an empty sequence"))
    return py_getitem(items, os_secret_below(from_int(i64(n))))
