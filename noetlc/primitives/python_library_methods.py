"""Methods and attributes of the objects of library modules."""

from __future__ import annotations

from noetlc.layout.tags import (
    T_BOOL,
    T_CLASS,
    T_DATE,
    T_DATETIME,
    T_DEQUE,
    T_DICT,
    T_ENVIRON,
    T_EXCEPTION,
    T_FLOAT,
    T_HASH,
    T_HMAC,
    T_INT,
    T_LOGGER,
    T_MATCH,
    T_PATTERN,
    T_RANDOM,
    T_RANGE,
    T_SLICE,
    T_TIME,
    T_TIMEDELTA,
    T_TIMEZONE,
    T_TRACEBACK,
    T_TUPLE,
    T_URL,
    T_UUID,
)  # fmt: skip
from noetlc.primitives.model import Primitive
from noetlc.primitives.signatures import parse_rows

# the classes in the rows below
TAGS = {
    "HASH": T_HASH, "HMAC": T_HMAC, "Random": T_RANDOM, "date": T_DATE, "datetime": T_DATETIME, "time": T_TIME,
    "timedelta": T_TIMEDELTA, "timezone": T_TIMEZONE, "dict": T_DICT, "tuple": T_TUPLE, "type": T_CLASS, "deque": T_DEQUE,
    "Logger": T_LOGGER, "UUID": T_UUID, "environ": T_ENVIRON,
    "bool": T_BOOL, "int": T_INT, "float": T_FLOAT, "range": T_RANGE, "slice": T_SLICE, "exception": T_EXCEPTION,
    "Match": T_MATCH, "Pattern": T_PATTERN, "SplitResult": T_URL,
    "traceback": T_TRACEBACK,
}  # fmt: skip

_METHODS = parse_rows("""
HASH.update(obj, /) -> val: hash_update
HASH.digest() -> val: hash_digest
HASH.hexdigest() -> str: hash_hexdigest
HASH.copy() -> val: hash_copy
HMAC.update(msg) -> val: hmac_update
HMAC.digest() -> val: hmac_digest
HMAC.hexdigest() -> str: hmac_hexdigest
HMAC.copy() -> val: hmac_copy
environ.get(key, default=None) -> val: os_env_get
environ.keys() -> val: os_env_keys
environ.values() -> val: os_env_values
environ.items() -> val: os_env_items
environ.copy() -> dict: os_env_dict
environ.setdefault(key, default=None) -> val: os_env_setdefault
environ.pop(key, default=...) -> val: os_env_pop
Pattern.match(string, pos=0, endpos=...) -> val: re_pattern_match
Pattern.fullmatch(string, pos=0, endpos=...) -> val: re_pattern_fullmatch
Pattern.search(string, pos=0, endpos=...) -> val: re_pattern_search
Pattern.findall(string, pos=0, endpos=...) -> list: re_pattern_findall
Pattern.finditer(string, pos=0, endpos=...) -> val: re_pattern_finditer
Pattern.split(string, maxsplit=0) -> list: re_pattern_split
Pattern.sub(repl, string, count=0) -> str: re_pattern_sub
Pattern.subn(repl, string, count=0) -> tuple: re_pattern_subn
Match.group(*args) -> val: re_match_group
Match.groups(default=None) -> tuple: re_match_groups
Match.groupdict(default=None) -> dict: re_match_groupdict
Match.start(group=0, /) -> val: re_match_start
Match.end(group=0, /) -> val: re_match_end
Match.span(group=0, /) -> val: re_match_span
Match.expand(template) -> val: re_match_expand
SplitResult.geturl() -> str: url_geturl
Random.seed(a=None, version=2) -> val: random_of_seed
Random.random() -> float: random_unit
Random.getrandbits(k, /) -> int: random_of_bits
Random.randrange(start, stop=None, step=...) -> int: random_of_range
Random.randint(a, b) -> int: random_of_int
Random.randbytes(n) -> val: random_of_bytes
Random.choice(seq) -> val: random_of_choice
Random.shuffle(x) -> val: random_of_shuffle
Random.sample(population, k, *, counts=None) -> list: random_of_sample
Random.choices(population, weights=None, *, cum_weights=None, k=1) -> list: random_of_choices
Random.uniform(a, b) -> float: random_of_uniform
Random.triangular(low=0.0, high=1.0, mode=None) -> float: random_of_triangular
Random.gauss(mu=0.0, sigma=1.0) -> float: random_of_gauss
Random.normalvariate(mu=0.0, sigma=1.0) -> float: random_of_normal
Random.lognormvariate(mu, sigma) -> float: random_of_lognormal
Random.expovariate(lambd) -> float: random_of_exponential
Random.vonmisesvariate(mu, kappa) -> float: random_of_vonmises
Random.gammavariate(alpha, beta) -> float: random_of_gamma
Random.betavariate(alpha, beta) -> float: random_of_beta
Random.paretovariate(alpha) -> float: random_of_pareto
Random.weibullvariate(alpha, beta) -> float: random_of_weibull
date.isoformat() -> str: dt_isoformat
date.strftime(format, /) -> str: dt_strftime
date.weekday() -> val: dt_get_weekday
date.isoweekday() -> val: dt_get_isoweekday
date.isocalendar() -> val: dt_isocalendar
date.toordinal() -> val: dt_toordinal
date.timetuple() -> val: dt_timetuple
date.ctime() -> str: dt_ctime
date.replace(year=..., month=..., day=...) -> val: dt_date_replace
datetime.isoformat(sep='T', timespec=...) -> str: dt_isoformat_with
datetime.strftime(format, /) -> str: dt_strftime
datetime.weekday() -> val: dt_get_weekday
datetime.isoweekday() -> val: dt_get_isoweekday
datetime.isocalendar() -> val: dt_isocalendar
datetime.toordinal() -> val: dt_toordinal
datetime.timetuple() -> val: dt_timetuple
datetime.utctimetuple() -> val: dt_utctimetuple
datetime.ctime() -> str: dt_ctime
datetime.replace(year=..., month=..., day=..., hour=..., minute=..., second=..., microsecond=..., tzinfo=..., *, fold=...) -> val: dt_replace
datetime.date() -> val: dt_date_part
datetime.time() -> val: dt_time_part
datetime.timetz() -> val: dt_timetz_part
datetime.timestamp() -> float: dt_timestamp
datetime.astimezone(tz=None) -> val: dt_astimezone
datetime.utcoffset() -> val: dt_utcoffset
datetime.tzname() -> val: dt_tzname
datetime.dst() -> val: dt_dst
time.isoformat(timespec=...) -> str: dt_time_isoformat
time.strftime(format, /) -> str: dt_strftime
time.replace(hour=..., minute=..., second=..., microsecond=..., tzinfo=..., *, fold=...) -> val: dt_time_replace
time.utcoffset() -> val: dt_utcoffset
time.tzname() -> val: dt_tzname
time.dst() -> val: dt_dst
timedelta.total_seconds() -> float: dt_total_seconds
timezone.utcoffset(dt, /) -> val: dt_zone_utcoffset
timezone.tzname(dt, /) -> val: dt_zone_tzname
timezone.dst(dt, /) -> val: dt_zone_dst
timezone.fromutc(dt, /) -> val: dt_zone_fromutc
dict.most_common(n=None) -> val: counter_most_common
dict.elements() -> val: counter_elements
dict.total() -> val: counter_total
dict.subtract(iterable=..., /, **kwargs) -> val: counter_subtract
dict.move_to_end(key, last=True) -> val: ordered_move
tuple._asdict() -> val: named_asdict
tuple._replace(**kwargs) -> val: named_replace
type._make(iterable, /) -> val: named_from_items
Logger.debug(msg, *args, exc_info=None, stack_info=False, stacklevel=1, extra=None) -> val: log_debug
Logger.info(msg, *args, exc_info=None, stack_info=False, stacklevel=1, extra=None) -> val: log_info
Logger.warning(msg, *args, exc_info=None, stack_info=False, stacklevel=1, extra=None) -> val: log_warning
Logger.warn(msg, *args, exc_info=None, stack_info=False, stacklevel=1, extra=None) -> val: log_warning
Logger.error(msg, *args, exc_info=None, stack_info=False, stacklevel=1, extra=None) -> val: log_error
Logger.exception(msg, *args, exc_info=None, stack_info=False, stacklevel=1, extra=None) -> val: log_error
Logger.critical(msg, *args, exc_info=None, stack_info=False, stacklevel=1, extra=None) -> val: log_critical
Logger.fatal(msg, *args, exc_info=None, stack_info=False, stacklevel=1, extra=None) -> val: log_critical
Logger.log(level, msg, *args, exc_info=None, stack_info=False, stacklevel=1, extra=None) -> val: log_at
Logger.setLevel(level) -> val: log_set_level
Logger.getEffectiveLevel() -> val: log_effective
Logger.isEnabledFor(level) -> val: log_enabled
Logger.getChild(suffix) -> val: log_child
deque.append(x, /) -> val: deque_append
deque.appendleft(x, /) -> val: deque_appendleft
deque.pop() -> val: deque_pop
deque.popleft() -> val: deque_popleft
deque.extend(iterable, /) -> val: deque_extend
deque.extendleft(iterable, /) -> val: deque_extendleft
deque.clear() -> val: deque_clear
deque.copy() -> val: deque_copy
deque.count(x, /) -> val: deque_count
deque.index(x, start=..., stop=..., /) -> val: deque_index
deque.insert(i, x, /) -> val: deque_insert
deque.remove(x, /) -> val: deque_remove
deque.reverse() -> val: deque_reverse
deque.rotate(n=1, /) -> val: deque_rotate
""")  # noqa: E501 - a row is a line

_ATTRIBUTES = """
HASH.name: hash_name
HASH.digest_size: hash_digest_size
HASH.block_size: hash_get_block_size
HMAC.name: hmac_name
HMAC.digest_size: hmac_digest_size
HMAC.block_size: hmac_block_size
Pattern.pattern: re_pattern_source
Pattern.flags: re_pattern_flags
Pattern.groups: re_pattern_groups
Pattern.groupindex: re_pattern_groupindex
Match.re: re_match_re
Match.string: re_match_string
Match.pos: re_match_pos
Match.endpos: re_match_endpos
Match.lastindex: re_match_lastindex
Match.lastgroup: re_match_lastgroup
SplitResult.scheme: url_scheme
SplitResult.netloc: url_netloc
SplitResult.path: url_path
SplitResult.params: url_params
SplitResult.query: url_query
SplitResult.fragment: url_fragment
SplitResult.username: url_username
SplitResult.password: url_password
SplitResult.hostname: url_hostname
SplitResult.port: url_port
UUID.hex: uuid_hex
UUID.int: uuid_int
UUID.bytes: uuid_bytes
UUID.urn: uuid_urn
UUID.version: uuid_get_version
UUID.variant: uuid_variant
date.year: dt_get_year
date.month: dt_get_month
date.day: dt_get_day
datetime.year: dt_get_year
datetime.month: dt_get_month
datetime.day: dt_get_day
datetime.hour: dt_get_hour
datetime.minute: dt_get_minute
datetime.second: dt_get_second
datetime.microsecond: dt_get_microsecond
datetime.tzinfo: dt_get_tzinfo
datetime.fold: dt_get_fold
time.hour: dt_get_hour
time.minute: dt_get_minute
time.second: dt_get_second
time.microsecond: dt_get_microsecond
time.tzinfo: dt_get_tzinfo
time.fold: dt_get_fold
timedelta.days: dt_get_days
timedelta.seconds: dt_get_seconds
timedelta.microseconds: dt_get_microseconds
bool.real: py_number_real
bool.imag: py_number_imag
bool.numerator: py_number_real
bool.denominator: py_number_denominator
int.real: py_number_real
int.imag: py_number_imag
int.numerator: py_number_real
int.denominator: py_number_denominator
float.real: py_number_real
float.imag: py_number_imag
range.start: py_range_start
range.stop: py_range_stop
range.step: py_range_step
slice.start: py_slice_start
slice.stop: py_slice_stop
slice.step: py_slice_step
exception.errno: py_exc_errno
exception.strerror: py_exc_strerror
exception.filename: py_exc_filename
deque.maxlen: deque_maxlen
traceback.tb_lineno: trace_line
traceback.tb_next: trace_next
traceback.tb_name: trace_name
Logger.name: log_get_name
Logger.level: log_get_level
dict.default_factory: default_factory
"""


def _methods() -> dict[str, dict[int, Primitive]]:
    table: dict[str, dict[int, Primitive]] = {}
    for dotted, primitive in _METHODS.items():
        table.setdefault(primitive.name, {})[TAGS[dotted.partition(".")[0]]] = primitive
    return table


def _attributes() -> dict[str, dict[int, str]]:
    table: dict[str, dict[int, str]] = {}
    for row in _ATTRIBUTES.split("\n"):
        if row:
            dotted, _, runtime = row.partition(": ")
            cls, _, name = dotted.partition(".")
            table.setdefault(name, {})[TAGS[cls]] = runtime
    return table


LIBRARY_METHODS = _methods()
"""Method name -> tag of the receiver -> row."""

LIBRARY_ATTRIBUTES = _attributes()
"""Attribute -> tag of the object -> runtime function of the object."""
