"""Classes of library modules: constructors, class methods and class attributes.

A class is known by its key in `exceptions.py`, which is also how a body reaches it: `module.Class`.
"""

from __future__ import annotations

from noetlc.primitives.model import Primitive
from noetlc.primitives.signatures import parse_rows

CONSTRUCTORS: dict[str, Primitive] = parse_rows("""
datetime.date(year=..., month=..., day=...) -> val: dt_date_of
datetime.datetime(year=..., month=..., day=..., hour=0, minute=0, second=0, microsecond=0, tzinfo=None, *, fold=0) -> val: dt_datetime_of
datetime.time(hour=0, minute=0, second=0, microsecond=0, tzinfo=None, *, fold=0) -> val: dt_time_of
datetime.timedelta(days=..., seconds=..., microseconds=..., milliseconds=..., minutes=..., hours=..., weeks=...) -> val: dt_timedelta_of
datetime.timezone(offset, name=...) -> val: dt_timezone_of
collections.defaultdict(default_factory=None, other=..., /, **kwargs) -> val: default_new
collections.OrderedDict(other=..., /, **kwargs) -> val: ordered_new
collections.Counter(iterable=..., /, **kwargs) -> val: counter_new
collections.deque(iterable=..., maxlen=None) -> val: deque_new
""")
"""Class -> what a call of it does."""

CLASS_METHODS: dict[str, Primitive] = parse_rows("""
bytes.fromhex(string, /) -> val: py_bytes_fromhex
bytes.maketrans(frm, to, /) -> val: py_bytes_maketrans
bytearray.fromhex(string, /) -> val: py_bytearray_fromhex
bytearray.maketrans(frm, to, /) -> val: py_bytes_maketrans
dict.fromkeys(iterable, value=..., /) -> dict: py_dict_fromkeys
float.fromhex(string, /) -> float: py_float_fromhex
int.from_bytes(bytes, byteorder='big', *, signed=...) -> val: py_from_bytes
str.maketrans(x, y=..., z=..., /) -> dict: py_maketrans
collections.OrderedDict.fromkeys(iterable, value=None) -> val: ordered_fromkeys
collections.Counter.fromkeys(iterable, v=None) -> val: counter_fromkeys
collections.defaultdict.fromkeys(iterable, value=..., /) -> val: default_fromkeys
datetime.date.today() -> val: dt_date_today
datetime.date.fromtimestamp(timestamp, /) -> val: dt_date_fromtimestamp
datetime.date.fromordinal(ordinal, /) -> val: dt_date_fromordinal
datetime.date.fromisocalendar(year, week, day) -> val: dt_date_fromisocalendar
datetime.date.fromisoformat(string, /) -> val: dt_date_fromisoformat
datetime.datetime.today() -> val: dt_utcnow
datetime.datetime.now(tz=None) -> val: dt_now
datetime.datetime.utcnow() -> val: dt_utcnow
datetime.datetime.fromtimestamp(timestamp, tz=None) -> val: dt_fromtimestamp
datetime.datetime.utcfromtimestamp(timestamp, /) -> val: dt_utcfromtimestamp
datetime.datetime.fromordinal(ordinal, /) -> val: dt_fromordinal
datetime.datetime.fromisocalendar(year, week, day) -> val: dt_fromisocalendar
datetime.datetime.fromisoformat(string, /) -> val: dt_fromisoformat
datetime.datetime.strptime(date_string, format, /) -> val: dt_strptime
datetime.datetime.combine(date, time, tzinfo=...) -> val: dt_combine
datetime.time.fromisoformat(string, /) -> val: dt_time_fromisoformat
""")
"""Class and method -> row."""

CLASS_ATTRIBUTES: dict[str, str] = {
    "datetime.date.min": "dt_min_date",
    "datetime.date.max": "dt_max_date",
    "datetime.date.resolution": "dt_resolution_date",
    "datetime.datetime.min": "dt_min_datetime",
    "datetime.datetime.max": "dt_max_datetime",
    "datetime.datetime.resolution": "dt_resolution",
    "datetime.time.min": "dt_min_time",
    "datetime.time.max": "dt_max_time",
    "datetime.time.resolution": "dt_resolution",
    "datetime.timedelta.min": "dt_min_delta",
    "datetime.timedelta.max": "dt_max_delta",
    "datetime.timedelta.resolution": "dt_resolution",
    "datetime.timezone.utc": "dt_utc",
    "datetime.timezone.min": "dt_min_zone",
    "datetime.timezone.max": "dt_max_zone",
    "datetime.UTC": "dt_utc",
    "calendar.month_name": "cal_month_name",
    "calendar.month_abbr": "cal_month_abbr",
    "calendar.day_name": "cal_day_name",
    "calendar.day_abbr": "cal_day_abbr",
}
"""Class (or module) and attribute -> the runtime function without parameters that makes it."""

ABSTRACT: frozenset[str] = frozenset({"datetime.tzinfo", "logging.Logger"})
"""Classes that are only compared with."""

LIBRARY_CLASSES: frozenset[str] = frozenset(CONSTRUCTORS) | ABSTRACT
"""Classes of modules that bodies can name."""
