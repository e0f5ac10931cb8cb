"""Addresses of stored results: the logical uri and the physical key of an object.

    noetl://<tenant>/<project>/results/<execution>/<step>/<frame>/<row>/<attempt>
    noetl/env=<env>/region=<region>/cell=<cell>/shard=s<4 digits>/tenant=<tenant>/project=<project>/date=<YYYY-MM-DD>/
        execution=<execution>/results/<step>/<frame>/<row>/<attempt>.<extension>

A step may contain slashes: frame, row and attempt are the last three parts. These and the execution are decimal digits of an
integer below 2**63; tenant, project and step are not empty. The date is the UTC day of the execution id, the shard its hash.
"""

from __future__ import annotations

from noetlc.kernel.lang import Record, div_s, gt_u, i32, i64, lit, load8, rem_u, shr_u, val
from noetlc.layout.objects import NONE, STR_BYTES, Int, Str
from noetlc.layout.tags import T_DICT, T_INT, T_STR
from noetlc.plugins.sdk import function
from noetlc.runtime.library.datetime.objects import dt_day, dt_month, dt_split, dt_year
from noetlc.runtime.numbers.text import buf_int
from noetlc.runtime.text.strings import buf_end, find_byte, str_from
from noetlc.runtime.values.blocks import bytes_equal
from noetlc.runtime.values.buffer import buf_begin, buf_byte, buf_bytes, buf_str
from noetlc.runtime.values.dict import dict_get, dict_new, dict_set
from noetlc.runtime.values.memory import from_int, has_tag, new_raw, tag_of

from ._fnv import SEPARATOR, fnv_byte, fnv_int, fnv_project

SLASH = 47
SHARDS = 256
EPOCH = 1704067200000  # of ids: 2024-01-01 UTC in milliseconds
DAY = 86400000
UNIX_DAYS = 719162  # from 0001-01-01 to 1970-01-01


class Address(Record):
    """Parts of a uri or key: where texts start and end, and numbers."""

    tenant: i32
    tenant_end: i32
    project: i32
    project_end: i32
    step: i32
    step_end: i32
    execution: i64
    frame: i64
    row: i64
    attempt: i64


@function("str", result="json")
def parse(uri: val) -> val:
    """The parts of a result uri: tenant, project, execution_id, step, frame, row, attempt; null if it is none."""
    a: Address = Address(new_raw(Address.SIZE) + 8)
    if loc_read_uri(a, uri) == 0:
        return NONE
    made: val = dict_new()
    dict_set(made, lit("tenant"), str_from(a.tenant, a.tenant_end - a.tenant))
    dict_set(made, lit("project"), str_from(a.project, a.project_end - a.project))
    dict_set(made, lit("execution_id"), from_int(a.execution))
    dict_set(made, lit("step"), str_from(a.step, a.step_end - a.step))
    dict_set(made, lit("frame"), from_int(a.frame))
    dict_set(made, lit("row"), from_int(a.row))
    dict_set(made, lit("attempt"), from_int(a.attempt))
    return made


@function("str", "json", "str", result="str")
def key(uri: val, cell: val, extension: val) -> val:
    """The key of a result uri in a cell {"env"?, "region"?, "cell"?, "shards"?}; empty if it is none."""
    a: Address = Address(new_raw(Address.SIZE) + 8)
    mark: i32 = buf_begin()
    if loc_read_uri(a, uri):
        loc_put_prefix(a, cell)
        buf_str(lit("results/"))
        buf_bytes(a.step, a.step_end - a.step)
        loc_put_number(SLASH, a.frame)
        loc_put_number(SLASH, a.row)
        loc_put_number(SLASH, a.attempt)
        buf_byte(46)
        buf_str(extension)
    return buf_end(mark)


@function("str", "str", "int", "json", result="str")
def prefix(tenant: val, project: val, execution: i64, cell: val) -> val:
    """What the keys of an execution's objects start with, up to and with `execution=<execution>/`."""
    a: Address = Address(new_raw(Address.SIZE) + 8)
    a.tenant = tenant + STR_BYTES
    a.tenant_end = tenant + STR_BYTES + Str(tenant).nbytes
    a.project = project + STR_BYTES
    a.project_end = project + STR_BYTES + Str(project).nbytes
    a.execution = execution
    mark: i32 = buf_begin()
    loc_put_prefix(a, cell)
    return buf_end(mark)


@function("str", result="str")
def uri(key: val) -> val:
    """The uri of the result whose key this is, whatever cell it is in; empty if it is none."""
    a: Address = Address(new_raw(Address.SIZE) + 8)
    mark: i32 = buf_begin()
    if loc_read_key(a, key):
        buf_str(lit("noetl://"))
        buf_bytes(a.tenant, a.tenant_end - a.tenant)
        buf_byte(SLASH)
        buf_bytes(a.project, a.project_end - a.project)
        buf_str(lit("/results"))
        loc_put_number(SLASH, a.execution)
        buf_byte(SLASH)
        buf_bytes(a.step, a.step_end - a.step)
        loc_put_number(SLASH, a.frame)
        loc_put_number(SLASH, a.row)
        loc_put_number(SLASH, a.attempt)
    return buf_end(mark)


# ---- reading


def loc_read_uri(a: Address, text: val) -> i32:
    """Takes a uri apart; 0 if it is none."""
    end: i32 = text + STR_BYTES + Str(text).nbytes
    a.tenant = loc_skip(text + STR_BYTES, end, lit("noetl://"))
    a.tenant_end = loc_part(a.tenant, end)
    a.project = loc_skip(a.tenant_end, end, lit("/"))
    a.project_end = loc_part(a.project, end)
    p: i32 = loc_skip(a.project_end, end, lit("/results/"))
    q: i32 = loc_part(p, end)
    a.execution = loc_number(p, q)
    return loc_read_tail(a, loc_skip(q, end, lit("/")), end)


def loc_read_key(a: Address, text: val) -> i32:
    """Takes a key apart; 0 if it is none."""
    end: i32 = text + STR_BYTES + Str(text).nbytes
    p: i32 = loc_part(loc_skip(text + STR_BYTES, end, lit("noetl/env=")), end)
    p = loc_part(loc_skip(p, end, lit("/region=")), end)
    p = loc_part(loc_skip(p, end, lit("/cell=")), end)
    p = loc_part(loc_skip(p, end, lit("/shard=s")), end)
    a.tenant = loc_skip(p, end, lit("/tenant="))
    a.tenant_end = loc_part(a.tenant, end)
    a.project = loc_skip(a.tenant_end, end, lit("/project="))
    a.project_end = loc_part(a.project, end)
    p = loc_part(loc_skip(a.project_end, end, lit("/date=")), end)
    p = loc_skip(p, end, lit("/execution="))
    q: i32 = loc_part(p, end)
    a.execution = loc_number(p, q)
    p = loc_skip(q, end, lit("/results/"))
    dot: i32 = loc_back(p, end)
    dot = find_byte(dot, end, 46) if dot != 0 else end
    return loc_read_tail(a, p, dot) if dot < end else 0


def loc_read_tail(a: Address, p: i32, end: i32) -> i32:
    """Reads `<step>/<frame>/<row>/<attempt>`; 0 if that is not there, or the execution is no number. p may be 0."""
    last: i32 = loc_back(p, end)
    a.attempt = loc_number(last, end)
    middle: i32 = loc_back(p, last - 1)
    a.row = loc_number(middle, last - 1)
    first: i32 = loc_back(p, middle - 1)
    a.frame = loc_number(first, middle - 1)
    a.step = p
    a.step_end = first - 1
    return p != 0 and first - 1 > p and (a.execution | a.frame | a.row | a.attempt) >= i64(0)


def loc_skip(p: i32, end: i32, text: val) -> i32:
    """The address after a text that must be at p; 0 if it is not there, or p is 0."""
    n: i32 = Str(text).nbytes
    return p + n if p != 0 and end - p >= n and bytes_equal(p, text + STR_BYTES, n) else 0


def loc_part(p: i32, end: i32) -> i32:
    """The end of a part that starts at p, at the next slash; 0 if it is empty, has no slash after it, or p is 0."""
    q: i32 = find_byte(p, end, SLASH) if p != 0 else 0
    return q if q > p and q < end else 0


def loc_back(p: i32, end: i32) -> i32:
    """Where the last part of the text from p starts; 0 if there is only one."""
    while end > p and load8(end - 1) != SLASH:
        end -= 1
    return end if end > p else 0


def loc_number(p: i32, end: i32) -> i64:
    """The integer that decimal digits from p spell; -1 if there are none, something else, or too many."""
    x: i64 = 0
    if p >= end or p == 0:
        return i64(-1)
    while p < end:
        c: i32 = load8(p) - 48
        if gt_u(c, 9) or gt_u(x, 922337203685477580):
            return i64(-1)
        x = x * 10 + i64(c)
        if x < i64(0):
            return i64(-1)
        p += 1
    return x


# ---- writing


def loc_put_number(before: i32, x: i64) -> None:
    """Appends a byte and an integer."""
    buf_byte(before)
    buf_int(x)


def loc_put_digits(x: i32, width: i32) -> None:
    """Appends an integer >= 0 with zeros before it up to that many digits."""
    limit: i32 = 1
    while width > 1:
        limit = limit * 10
        if x < limit:
            buf_byte(48)
        width -= 1
    buf_int(i64(x))


def loc_put_prefix(a: Address, cell: val) -> None:
    """Appends the key up to and with the execution."""
    buf_str(lit("noetl/env="))
    buf_str(loc_setting(cell, lit("env"), lit("dev")))
    buf_str(lit("/region="))
    buf_str(loc_setting(cell, lit("region"), lit("local")))
    buf_str(lit("/cell="))
    buf_str(loc_setting(cell, lit("cell"), lit("local-0")))
    buf_str(lit("/shard=s"))
    loc_put_digits(i32(rem_u(loc_hash(a), loc_shards(cell))), 4)
    buf_str(lit("/tenant="))
    buf_bytes(a.tenant, a.tenant_end - a.tenant)
    buf_str(lit("/project="))
    buf_bytes(a.project, a.project_end - a.project)
    buf_str(lit("/date="))
    dt_split(i32(div_s(EPOCH + (shr_u(a.execution, 22) & 0x1FFFFFFFFFF), i64(DAY))) + UNIX_DAYS)
    loc_put_digits(dt_year, 4)
    buf_byte(45)
    loc_put_digits(dt_month, 2)
    buf_byte(45)
    loc_put_digits(dt_day, 2)
    buf_str(lit("/execution="))
    buf_int(a.execution)
    buf_byte(SLASH)


def loc_setting(cell: val, name: val, default: val) -> val:
    """A text of the cell, the default if it has none."""
    found: val = dict_get(cell, name) if has_tag(cell, T_DICT) else 0
    return found if found != 0 and has_tag(found, T_STR) and Str(found).nbytes > 0 else default


def loc_shards(cell: val) -> i64:
    """The number of shards of a cell: an integer from 1 up to 2**31 - 1 or its text, else the default."""
    found: val = dict_get(cell, lit("shards")) if has_tag(cell, T_DICT) else 0
    n: i64 = 0
    if found != 0 and has_tag(found, T_STR):
        n = loc_number(found + STR_BYTES, found + STR_BYTES + Str(found).nbytes)
    elif found != 0 and tag_of(found) == T_INT:
        n = i64(found >> 1) if found & 1 else Int(found).value
    return n if n > i64(0) and n <= 0x7FFFFFFF else i64(SHARDS)


def loc_hash(a: Address) -> i64:
    h: i64 = fnv_project(a.tenant, a.tenant_end - a.tenant, a.project, a.project_end - a.project)
    return fnv_int(fnv_byte(h, SEPARATOR), a.execution)
