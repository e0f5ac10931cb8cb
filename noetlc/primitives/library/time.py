"""Modules of time: `datetime`, `time`, `calendar`."""

from __future__ import annotations

from noetlc.layout import tags as t
from noetlc.primitives.model import Module

DATETIME = Module(
    "datetime",
    native=True,
    constants={"MINYEAR": 1, "MAXYEAR": 9999},
    tags={"date": t.T_DATE, "datetime": t.T_DATETIME, "time": t.T_TIME, "timedelta": t.T_TIMEDELTA, "timezone": t.T_TIMEZONE},
    values={
        "date": "datetime.date(2024, 2, 29)",
        "datetime": "datetime.datetime(2024, 2, 29, 12, 30)",
        "time": "datetime.time(12, 30)",
    },
    constructors=r"""
date(year=..., month=..., day=...) -> val: dt_date_of
    a date >>> datetime.date(2024, 2, 29)
datetime(year=..., month=..., day=..., hour=0, minute=0, second=0, microsecond=0, tzinfo=None, *, fold=0) -> val: dt_datetime_of
    a date and a time >>> datetime.datetime(2024, 2, 29, 12, 30)
time(hour=0, minute=0, second=0, microsecond=0, tzinfo=None, *, fold=0) -> val: dt_time_of
    a time of day >>> datetime.time(12, 30)
timedelta(days=..., seconds=..., microseconds=..., milliseconds=..., minutes=..., hours=..., weeks=...) -> val: dt_timedelta_of
    a duration >>> datetime.timedelta(days=1, hours=2)
timezone(offset, name=...) -> val: dt_timezone_of
    a fixed difference to UTC >>> datetime.timezone(datetime.timedelta(hours=2))
""",
    class_methods=r"""
date.today() -> val: dt_date_today
    the date of the clock >>> datetime.date.today() > datetime.date(2020, 1, 1)
date.fromtimestamp(timestamp, /) -> val: dt_date_fromtimestamp
    the date of seconds since 1970 >>> datetime.date.fromtimestamp(86400 * 365.5)
date.fromordinal(ordinal, /) -> val: dt_date_fromordinal
    the date of a number of days >>> datetime.date.fromordinal(738945)
date.fromisocalendar(year, week, day) -> val: dt_date_fromisocalendar
    the date of a week and day of ISO 8601 >>> datetime.date.fromisocalendar(2024, 9, 4)
date.fromisoformat(string, /) -> val: dt_date_fromisoformat
    the date of an ISO 8601 text >>> datetime.date.fromisoformat('2024-02-29') + datetime.timedelta(days=366)
datetime.today() -> val: dt_utcnow
    the time of the clock >>> datetime.datetime.today().year > 2020
datetime.now(tz=None) -> val: dt_now
    the time of the clock >>> datetime.datetime.now(datetime.UTC).tzinfo
datetime.utcnow() -> val: dt_utcnow
    the time of the clock in UTC >>> datetime.datetime.utcnow().year > 2020
datetime.fromtimestamp(timestamp, tz=None) -> val: dt_fromtimestamp
    the moment of seconds since 1970 >>> datetime.datetime.fromtimestamp(1709210000.5, datetime.UTC)
datetime.utcfromtimestamp(timestamp, /) -> val: dt_utcfromtimestamp
    the same in UTC, without a time zone >>> datetime.datetime.utcfromtimestamp(1709210000)
datetime.fromordinal(ordinal, /) -> val: dt_fromordinal
    midnight of a number of days >>> datetime.datetime.fromordinal(738945)
datetime.fromisocalendar(year, week, day) -> val: dt_fromisocalendar
    midnight of a week and day of ISO 8601 >>> datetime.datetime.fromisocalendar(2024, 9, 4)
datetime.fromisoformat(string, /) -> val: dt_fromisoformat
    the moment of an ISO 8601 text >>> datetime.datetime.fromisoformat('2024-02-29T12:30:00+00:00')
datetime.strptime(date_string, format, /) -> val: dt_strptime
    text read by a format >>> datetime.datetime.strptime('29.02.2024', '%d.%m.%Y').isoformat()
datetime.combine(date, time, tzinfo=...) -> val: dt_combine
    a date and a time together >>> datetime.datetime.combine(datetime.date(2024, 2, 29), datetime.time(12))
time.fromisoformat(string, /) -> val: dt_time_fromisoformat
    the time of an ISO 8601 text >>> datetime.time.fromisoformat('12:30')
""",
    methods=r"""
date.isoformat() -> str: dt_isoformat
    `2024-02-29` >>> datetime.date(2024, 2, 29).isoformat()
date|datetime|time.strftime(format) -> str: dt_strftime
    as text, by a format >>> self.strftime('%d.%m.%Y %H:%M')
date|datetime.weekday() -> val: dt_get_weekday
    day of the week, Monday is 0 >>> self.weekday()
date|datetime.isoweekday() -> val: dt_get_isoweekday
    day of the week, Monday is 1 >>> self.isoweekday()
date|datetime.isocalendar() -> val: dt_isocalendar
    year, week and day of ISO 8601 >>> tuple(self.isocalendar())
date|datetime.toordinal() -> val: dt_toordinal
    number of the day, of which 1 is 0001-01-01 >>> self.toordinal()
date|datetime.timetuple() -> val: dt_timetuple
    as a `time.struct_time` >>> tuple(self.timetuple())
date|datetime.ctime() -> str: dt_ctime
    as text in C's way >>> self.ctime()
date.replace(year=..., month=..., day=...) -> val: dt_date_replace
    with other parts >>> datetime.date(2024, 2, 29).replace(day=1)
datetime.isoformat(sep='T', timespec=...) -> str: dt_isoformat_with
    `2024-02-29T12:30:00` >>> datetime.datetime(2024, 2, 29, 12).isoformat(' ', 'minutes')
datetime.utctimetuple() -> val: dt_utctimetuple
    in UTC as a `time.struct_time` >>> tuple(datetime.datetime(2024, 2, 29, 12).utctimetuple())
datetime.replace(year=..., month=..., day=..., hour=..., minute=..., second=..., microsecond=..., tzinfo=..., *, fold=...) -> val: dt_replace
    with other parts >>> datetime.datetime(2024, 2, 29, 12).replace(hour=0)
datetime.date() -> val: dt_date_part
    the date of it >>> datetime.datetime(2024, 2, 29, 12).date()
datetime.time() -> val: dt_time_part
    the time of it >>> datetime.datetime(2024, 2, 29, 12).time()
datetime.timetz() -> val: dt_timetz_part
    the time of it, with its time zone >>> datetime.datetime(2024, 2, 29, 12).timetz()
datetime.timestamp() -> float: dt_timestamp
    seconds since 1970 >>> datetime.datetime(2024, 2, 29, tzinfo=datetime.UTC).timestamp()
datetime.astimezone(tz=None) -> val: dt_astimezone
    the same moment in a time zone >>> datetime.datetime(2024, 2, 29, tzinfo=datetime.UTC).astimezone(datetime.timezone(datetime.timedelta(hours=2)))
datetime|time.utcoffset() -> val: dt_utcoffset
    difference to UTC, None without a time zone >>> self.utcoffset()
datetime|time.tzname() -> val: dt_tzname
    name of the time zone >>> self.tzname()
datetime|time.dst() -> val: dt_dst
    difference because of summer time >>> self.dst()
time.isoformat(timespec=...) -> str: dt_time_isoformat
    `12:30:00` >>> datetime.time(12, 30).isoformat()
time.replace(hour=..., minute=..., second=..., microsecond=..., tzinfo=..., *, fold=...) -> val: dt_time_replace
    with other parts >>> datetime.time(12, 30).replace(hour=0)
timedelta.total_seconds() -> float: dt_total_seconds
    all of it in seconds >>> datetime.timedelta(days=1, hours=1).total_seconds()
timezone.utcoffset(dt, /) -> val: dt_zone_utcoffset
    difference to UTC >>> datetime.UTC.utcoffset(None)
timezone.tzname(dt, /) -> val: dt_zone_tzname
    its name >>> datetime.UTC.tzname(None)
timezone.dst(dt, /) -> val: dt_zone_dst
    None >>> datetime.UTC.dst(None)
timezone.fromutc(dt, /) -> val: dt_zone_fromutc
    a moment in UTC in this zone >>> datetime.UTC.fromutc(datetime.datetime(2024, 1, 1, tzinfo=datetime.UTC))
""",  # noqa: E501 - a row is a line
    attributes=r"""
date|datetime.year -> val: dt_get_year
    the year >>> self.year
date|datetime.month -> val: dt_get_month
    the month, from 1 >>> self.month
date|datetime.day -> val: dt_get_day
    the day, from 1 >>> self.day
datetime|time.hour -> val: dt_get_hour
    the hour >>> self.hour
datetime|time.minute -> val: dt_get_minute
    the minute >>> self.minute
datetime|time.second -> val: dt_get_second
    the second >>> self.second
datetime|time.microsecond -> val: dt_get_microsecond
    the microsecond >>> self.microsecond
datetime|time.tzinfo -> val: dt_get_tzinfo
    the time zone, None without one >>> self.tzinfo
datetime|time.fold -> val: dt_get_fold
    1 for the second of two equal local times >>> self.fold
timedelta.days -> val: dt_get_days
    whole days >>> datetime.timedelta(hours=30).days
timedelta.seconds -> val: dt_get_seconds
    whole seconds less than a day >>> datetime.timedelta(hours=30).seconds
timedelta.microseconds -> val: dt_get_microseconds
    microseconds less than a second >>> datetime.timedelta(milliseconds=5).microseconds
""",
    class_attributes={
        "date.min": "dt_min_date",
        "date.max": "dt_max_date",
        "date.resolution": "dt_resolution_date",
        "datetime.min": "dt_min_datetime",
        "datetime.max": "dt_max_datetime",
        "datetime.resolution": "dt_resolution",
        "time.min": "dt_min_time",
        "time.max": "dt_max_time",
        "time.resolution": "dt_resolution",
        "timedelta.min": "dt_min_delta",
        "timedelta.max": "dt_max_delta",
        "timedelta.resolution": "dt_resolution",
        "timezone.utc": "dt_utc",
        "timezone.min": "dt_min_zone",
        "timezone.max": "dt_max_zone",
        "UTC": "dt_utc",
    },
    abstract=("tzinfo",),
)

TIME = Module(
    "time",
    native=True,
    functions=r"""
gmtime|localtime(seconds=None, /) -> val: dt_gmtime
    parts of a moment; local time is UTC >>> tuple(time.gmtime(1709210000))
mktime(t, /) -> float: dt_mktime
    parts of a moment as seconds >>> time.mktime(time.gmtime(86400 * 365))
time() -> float: time_time
    seconds since 1970 >>> time.time() > 1.6e9
time_ns() -> long: time_ns
    nanoseconds since 1970 >>> time.time_ns() > 1600000000 * 10**9
monotonic|perf_counter() -> float: time_monotonic
    seconds of a clock that only goes forward >>> time.monotonic() >= 0
monotonic_ns|perf_counter_ns() -> long: time_monotonic_ns
    nanoseconds of it >>> time.monotonic_ns() >= 0
process_time|thread_time() -> float: time_monotonic
    the same, as a run has no clock of its own work >>> time.process_time() >= 0
process_time_ns|thread_time_ns() -> long: time_monotonic_ns
    nanoseconds of it >>> time.process_time_ns() >= 0
sleep(secs, /) -> val: time_sleep
    waits, if the host does >>> time.sleep(0)
strftime(format, t=..., /) -> val: time_strftime
    parts of a moment as text >>> time.strftime('%Y-%m-%d', time.gmtime(1709210000))
""",
)

CALENDAR = Module(
    "calendar",
    native=True,
    in_python=True,
    functions=r"""
isleap(year) -> bool: cal_isleap
    whether it is a leap year >>> calendar.isleap(2024)
weekday(year, month, day) -> val: cal_weekday
    day of the week, Monday is 0 >>> calendar.weekday(2024, 2, 29)
monthrange(year, month) -> val: cal_monthrange
    day of the week of the first, and days >>> tuple(calendar.monthrange(2024, 2))
""",
    class_attributes={
        "month_name": "cal_month_name",
        "month_abbr": "cal_month_abbr",
        "day_name": "cal_day_name",
        "day_abbr": "cal_day_abbr",
    },
)

MODULES = (DATETIME, TIME, CALENDAR)
