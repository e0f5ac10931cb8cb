"""datetime in compiled bodies against CPython."""

from __future__ import annotations

import pytest
from compiled_body import check_body, check_table
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from noetlc.interp.pybody.versions.gaps import unsupported_here

IMPORTS = "import datetime\nfrom datetime import date, time, timedelta, timezone\nD = datetime.datetime\nUTC = timezone.utc\nE = timezone(timedelta(hours=5, minutes=30))\n"


def check(*expressions: str) -> None:
    """Those of which this Python is a reference."""
    check_table(IMPORTS, [text for text in expressions if unsupported_here(f"{IMPORTS}result = {text}") is None])


def test_constructors() -> None:
    check(
        "date(2020, 2, 29)", "date(2021, 2, 29)", "date(0, 1, 1)", "date(10000, 1, 1)", "date(2020, 13, 1)", "date(2020, 0, 1)", "date('a', 1, 1)",
        "date(2020, 1.0, 1)", "date(year=1, month=2, day=3)", "date(2020)", "date(2020, 1)", "date()",
        "datetime.datetime(2020, 1, 2)", "datetime.datetime(2020, 1, 2, 3, 4, 5, 6)", "datetime.datetime(2020, 1, 2, 24)",
        "datetime.datetime(2020, 1, 2, 3, 60)", "datetime.datetime(2020, 1, 2, 3, 4, 60)", "datetime.datetime(2020, 1, 2, 3, 4, 5, 1000000)",
        "datetime.datetime(2020, 1, 2, tzinfo=UTC)", "datetime.datetime(2020, 1, 2, tzinfo='x')", "datetime.datetime(2020, 1, 2, fold=1)",
        "datetime.datetime(2020, 1, 2, fold=2)", "datetime.datetime(2020, 1, 2, 0, 0, 0, 0, E)", "datetime.datetime(2**40, 1, 1)", "datetime.datetime(2020)",
        "time()", "time(1, 2)", "time(1, 2, 3)", "time(1, 2, 3, 4)", "time(tzinfo=UTC)", "time(25)", "time(1, fold=1)", "time('1')",
        "datetime.datetime(True, 1, 1)", "D(2020, 5, 6)",
    )  # fmt: skip


def test_timedelta() -> None:
    check(
        "timedelta()", "timedelta(1)", "timedelta(days=1, seconds=2, microseconds=3)", "timedelta(hours=25)", "timedelta(weeks=1, minutes=-1)",
        "timedelta(milliseconds=1500)", "timedelta(seconds=0.5)", "timedelta(microseconds=0.5)", "timedelta(microseconds=1.5)", "timedelta(microseconds=2.5)",
        "timedelta(days=0.1)", "timedelta(days=-0.1)", "timedelta(hours=1/3)", "timedelta(weeks=1.5)", "timedelta(seconds=1e-7)", "timedelta(days=1e9)",
        "timedelta(days=999999999)", "timedelta(days=1000000000)", "timedelta(days=-999999999)", "timedelta(days=-1000000000)", "timedelta(seconds=10**15)",
        "timedelta(days='1')", "timedelta(seconds=None)", "timedelta(hours=float('nan'))", "timedelta(hours=float('inf'))", "timedelta(days=2**40)",
        "str(timedelta(days=1))", "str(timedelta(days=-1, hours=2))", "str(timedelta(days=2, seconds=5, microseconds=7))", "str(timedelta(0))",
        "timedelta(days=1) + timedelta(hours=2)", "timedelta(1) - timedelta(hours=2)", "-timedelta(1, 2, 3)", "+timedelta(1)", "abs(timedelta(-1, 5))",
        "timedelta(1) * 3", "3 * timedelta(1)", "timedelta(1) * 0.5", "timedelta(microseconds=3) * 0.5", "timedelta(microseconds=5) / 2", "timedelta(1) / 3",
        "timedelta(1) / timedelta(hours=5)", "timedelta(1) // timedelta(hours=5)", "timedelta(1) % timedelta(hours=5)", "divmod(timedelta(1), timedelta(hours=5))",
        "timedelta(1) // 7", "timedelta(-1) // 7", "timedelta(1) / 0", "timedelta(1) // timedelta(0)", "timedelta(1) % timedelta(0)", "timedelta(1) / 0.3", "timedelta(1) / 0.0",
        "timedelta(1) + 1", "1 + timedelta(1)", "timedelta(1) * timedelta(1)", "timedelta(1) * 'a'", "timedelta(1) - 1", "timedelta(1) / 'a'", "timedelta(1) % 2", "timedelta(1) ** 2",
        "timedelta(1) < timedelta(2)", "timedelta(1) == timedelta(hours=24)", "timedelta(1) == 1", "timedelta(1) < 1", "timedelta(1) != timedelta(1)",
        "sorted([timedelta(2), timedelta(1), timedelta(-1)])", "max(timedelta(1), timedelta(2))", "sum([timedelta(1), timedelta(2)], timedelta())", "sum([timedelta(1)])",
        "bool(timedelta(0))", "bool(timedelta(1))", "timedelta(1).total_seconds()", "timedelta(microseconds=1).total_seconds()", "timedelta(-1).total_seconds()",
        "timedelta(1, 2, 3).days, timedelta(1, 2, 3).seconds, timedelta(1, 2, 3).microseconds", "timedelta.max", "timedelta.min", "timedelta.resolution",
        "timedelta.max + timedelta(1)", "timedelta(5).hours", "{timedelta(1): 2}[timedelta(hours=24)]", "f'{timedelta(1)}'", "f'{timedelta(1):>20}'", "timedelta(1) and 5",
        "hash(timedelta(1)) == hash(timedelta(hours=24))", "not timedelta(0)", "timedelta(1) in [timedelta(2), timedelta(1)]",
    )  # fmt: skip


def test_arithmetic() -> None:
    check(
        "date(2020, 1, 31) + timedelta(1)", "date(2020, 1, 1) - timedelta(1)", "date(2020, 1, 1) + timedelta(hours=30)", "date(2020, 1, 1) - timedelta(hours=1)",
        "timedelta(5) + date(2020, 1, 1)", "date(2020, 3, 1) - date(2020, 2, 1)", "date(2020, 1, 1) + 1", "date(2020, 1, 1) - 1", "1 - date(2020, 1, 1)", "date(1, 1, 1) - timedelta(1)",
        "date.max + timedelta(1)", "D(2020, 1, 1, 5) + timedelta(hours=20)", "D(2020, 1, 1) - D(2019, 1, 1, 1)", "D(2020, 1, 1) - date(2019, 1, 1)", "date(2020, 1, 1) - D(2019, 1, 1, 5)",
        "D.max + timedelta(microseconds=1)", "D.min - timedelta(microseconds=1)", "D(2020, 1, 1, tzinfo=UTC) - D(2020, 1, 1, tzinfo=E)", "D(2020, 1, 1, tzinfo=UTC) - D(2020, 1, 1)",
        "D(2020, 1, 1) + timedelta.max", "D(2020, 1, 1) + 1", "D(2020, 1, 1) + D(2020, 1, 1)", "time(1) + timedelta(1)", "time(1) - time(0)", "timedelta(1) - date(2020, 1, 1)",
        "D(2020, 1, 1, tzinfo=E) + timedelta(1)", "'a' + date(2020, 1, 1)", "[] + date(2020, 1, 1)", "date(2020, 1, 1) + 'a'",
        "date(2020, 1, 1) < date(2020, 1, 2)", "date(2020, 1, 1) == date(2020, 1, 1)", "date(2020, 1, 1) == D(2020, 1, 1)", "date(2020, 1, 1) < D(2020, 1, 1)", "D(2020, 1, 1) > date(2020, 1, 1)",
        "D(2020, 1, 1) < 5", "date(2020, 1, 1) < 'a'", "'a' < date(2020, 1, 1)", "D(2020, 1, 1) == 'x'", "D(2020, 1, 1, tzinfo=UTC) == D(2020, 1, 1)", "D(2020, 1, 1, tzinfo=UTC) < D(2020, 1, 1)",
        "D(2020, 1, 1, 5, 30, tzinfo=E) == D(2020, 1, 1, tzinfo=UTC)", "D(2020, 1, 1, tzinfo=E) < D(2020, 1, 1, tzinfo=UTC)", "time(1) < time(2)", "time(1, tzinfo=UTC) < time(2)",
        "time(1, tzinfo=UTC) == time(1)", "time(5, 30, tzinfo=E) == time(0, tzinfo=UTC)", "time(1) < date(2020, 1, 1)", "bool(time(0))", "max([D(2020, 1, 1), D(2021, 1, 1)])",
        "{D(2020, 1, 1): 1, D(2020, 1, 1): 2}", "{D(2020, 1, 1, 5, 30, tzinfo=E): 1}[D(2020, 1, 1, tzinfo=UTC)]", "len({date(2020, 1, 1), date(2020, 1, 1)})",
        "sorted([date(2020, 5, 1), date(2019, 5, 1)])", "None == date(2020, 1, 1)", "date(2020, 1, 1) is None", "[date(2020,1,1)] == [date(2020,1,1)]", "-date(2020, 1, 1)", "abs(D(2020, 1, 1))",
    )  # fmt: skip


def test_methods() -> None:
    check(
        "date(2020, 1, 1).weekday()", "date(2020, 1, 5).isoweekday()", "date(2020, 1, 1).toordinal()", "date.fromordinal(737425)", "date.fromordinal(0)", "date.fromordinal(3652060)", "D.fromordinal(5)",
        "tuple(date(2021, 1, 3).isocalendar())", "tuple(date(2018, 12, 31).isocalendar())", "tuple(date(1, 1, 1).isocalendar())", "tuple(date.max.isocalendar())",
        "date.fromisocalendar(2020, 53, 7)", "date.fromisocalendar(2021, 53, 7)", "date.fromisocalendar(2021, 1, 8)", "date.fromisocalendar(0, 1, 1)", "D.fromisocalendar(2020, 1, 1)",
        "date(2020, 1, 1).replace(month=5)", "date(2020, 1, 31).replace(month=2)", "D(2020, 1, 1).replace(hour=5, tzinfo=UTC)", "D(2020, 1, 1, tzinfo=UTC).replace(tzinfo=None)", "time(1).replace(minute=5)",
        "D(2020, 1, 1).date()", "D(2020, 1, 1, 5).time()", "D(2020, 1, 1, 5, tzinfo=UTC).timetz()", "D.combine(date(2020, 1, 1), time(5))", "D.combine(date(2020, 1, 1), time(5, tzinfo=UTC))",
        "D.combine(date(2020, 1, 1), time(5), tzinfo=E)", "D.combine(1, 2)", "D(2020, 1, 1).timestamp()", "D(2020, 1, 1, 1, 2, 3, 456789).timestamp()", "D(2020, 1, 1, tzinfo=E).timestamp()",
        "D(1969, 12, 31, 23, 59, 59, 1).timestamp()", "D(9999, 12, 31, 1, 2, 3, 7, tzinfo=UTC).timestamp()", "D.fromtimestamp(0, UTC)", "D.fromtimestamp(1.5, tz=UTC)", "D.fromtimestamp(1e-6, tz=E)",
        "D.utcfromtimestamp(1577836800.123456)", "D.utcfromtimestamp(-1.5)", "D.utcfromtimestamp(0.0000005)", "D.utcfromtimestamp(0.9999996)", "D.utcfromtimestamp(253402300800)", "D.utcfromtimestamp(1e20)",
        "D.utcfromtimestamp(float('nan'))", "D.utcfromtimestamp('5')", "D.utcfromtimestamp(-1e11)", "D.utcfromtimestamp(10**17)", "date.fromtimestamp(86400 * 365)",
        "D(2020, 1, 1).astimezone(E)", "D(2020, 1, 1, tzinfo=UTC).astimezone(E)", "D(2020, 1, 1, tzinfo=E).astimezone(UTC)", "D(2020, 1, 1, tzinfo=UTC).astimezone()", "D(1, 1, 1, tzinfo=E).astimezone(UTC)",
        "D(2020, 1, 1, tzinfo=UTC).utcoffset()", "D(2020, 1, 1).utcoffset()", "D(2020, 1, 1, tzinfo=UTC).tzname()", "D(2020, 1, 1, tzinfo=E).tzname()", "D(2020, 1, 1).tzname()", "D(2020, 1, 1).dst()",
        "UTC", "E", "str(UTC)", "str(E)", "timezone(timedelta(hours=-3))", "str(timezone(timedelta(hours=-3), 'BRT'))", "timezone(timedelta(hours=-3), 'BRT')", "timezone(timedelta(0)) is UTC",
        "timezone(timedelta(hours=24))", "timezone(5)", "timezone(timedelta(1), 5)", "timezone(timedelta(hours=1), 5)", "E == timezone(timedelta(hours=5.5))", "UTC.utcoffset(None)", "E.tzname(None)", "UTC.utcoffset(5)",
        "timezone.max", "timezone.min", "str(timezone(timedelta(seconds=30)))", "str(timezone(timedelta(seconds=-30, microseconds=5)))", "timezone(timedelta(hours=5)) < UTC",
        "D(2020, 1, 2, 3, 4, 5, 6).ctime()", "date(2020, 1, 12).ctime()", "tuple(D(2020, 1, 2, 3, 4, 5).timetuple())", "tuple(date(2020, 12, 31).timetuple())[:8]", "tuple(D(2020, 1, 1, tzinfo=E).utctimetuple())",
        "D(2020, 1, 1).tzinfo", "D(2020, 1, 1, tzinfo=UTC).tzinfo is UTC", "D(2020, 1, 1).fold", "D(2020, 1, 2, 3, 4, 5, 6).microsecond", "time(1, 2, 3).second", "date.min, date.max, D.min, D.max, time.min, time.max",
        "date(2020, 1, 1).hour", "D(2020, 1, 1).foo", "date(2020, 1, 1).foo()", "D(2020, 1, 1).year", "time(1).year", "D(2020, 1, 1).total_seconds()",
    )  # fmt: skip


def test_classes_as_values() -> None:
    check(
        "isinstance(D(2020, 1, 1), date)", "isinstance(date(2020, 1, 1), D)", "isinstance(D(2020, 1, 1), (str, datetime.datetime))", "issubclass(D, date)", "type(D(2020, 1, 1)) is D", "type(date(2020, 1, 1)) == date",
        "type(timedelta(1)).__name__", "D.__name__", "[f(1) for f in (timedelta, str)]", "isinstance(UTC, timezone)", "isinstance(UTC, datetime.tzinfo)", "isinstance(5, timedelta)", "date.isoformat(date(2020, 1, 1))",
        "hasattr(date(2020, 1, 1), 'isoformat')", "hasattr(5, 'isoformat')", "hasattr('a', 'upper')", "hasattr(D(2020, 1, 1), 'year')", "hasattr(5, 'year')", "getattr(D(2020, 1, 1), 'year')", "getattr(5, 'year', 7)",
        "datetime.MINYEAR, datetime.MAXYEAR", "datetime.UTC",
    )  # fmt: skip


def test_isoformat() -> None:
    check(
        "D(2020, 1, 2).isoformat()", "D(2020, 1, 2, 3, 4, 5, 6).isoformat()", "D(2020, 1, 2).isoformat(' ')", "D(2020, 1, 2).isoformat(sep='x')", "D(2020, 1, 2).isoformat('é')", "D(2020, 1, 2).isoformat('xx')",
        "D(2020, 1, 2).isoformat(5)", "D(2020, 1, 2, 3, 4, 5, 6789).isoformat(timespec='milliseconds')", "D(2020, 1, 2, 3, 4, 5).isoformat(timespec='microseconds')", "D(2020, 1, 2, 3).isoformat(timespec='hours')",
        "D(2020, 1, 2, 3, 4).isoformat(timespec='minutes')", "D(2020, 1, 2, 3, 4, 5, 6).isoformat('T', 'seconds')", "D(2020, 1, 2, 3).isoformat(timespec='auto')", "D(2020, 1, 2, 3).isoformat(timespec='x')",
        "D(2020, 1, 2, tzinfo=UTC).isoformat()", "D(2020, 1, 2, tzinfo=E).isoformat(timespec='seconds')", "D(5, 1, 2).isoformat()", "time(1, 2).isoformat()", "time(1, 2, 3, 4, UTC).isoformat('minutes')",
        "str(time(1, 2, 3, 4))", "str(D(2020, 1, 1, tzinfo=timezone(timedelta(hours=-5))))", "f'{D(2020, 1, 1)}'", "str([date(2020, 1, 1)])", "'%s' % date(2020, 1, 1)", "'{}'.format(D(2020, 1, 1))",
    )  # fmt: skip


def test_fromisoformat() -> None:
    texts = """2020-01-02|20200102|2020-W01|2020W01|2020-W01-3|2020W013|2020-1-1|2020-01-02x|2020-13-01|2020-02-30|0000-01-01||abc|2020-01-02T03|2020-01-02T03:04
    |2020-01-02T03:04:05|2020-01-02 03:04:05.6|2020-01-02T03:04:05.123456|2020-01-02T03:04:05.123456789|2020-01-02T03:04:05,5|2020-01-02T03:04:05Z|2020-01-02T03:04:05+00:00
    |2020-01-02T03:04:05.000001-05:30|2020-01-02T03:04:05+05|2020-01-02T03:04:05+0530|2020-01-02T030405|20200102T030405|20200102T0304|2020-01-02T03:04:05+05:30:15|2020-01-02T03:04:05+24:00
    |2020-01-02T|2020-01-02T3|2020-01-02T03:|2020-01-02T03:4|2020-01-02T25:00|2020-01-02T03:60|2020-01-02T03:04:05.|2020-01-02T03:04:05Zx|2020-01-02T03:04:05z|2020-01-02T03:04:05 Z
    |2020-W01T03|2020-W01-1T03:04|2020W01103|2020-01-02é03:04|2020-01-02T03:04:05+|2020-01-02T0304:05|2020-01-02T03:0405|2020-01-02T03:04:05-00:00|2020-01-02T03:04:05+00:00:01
    |2020-01-02 |2020-01-02T03:04+01:00|T03:04|03:04|03:04:05|0304|03|03:04:05.5+01:00|T0304Z|24:00|x|2020-01-02T03:04:05.1234567Z|2020-01-02T03:04:05.12Z|2020-12-31T23:59:59.999999+14:00""".replace("\n    ", "").split("|")
    check(*[f"D.fromisoformat({t!r})" for t in texts], *[f"date.fromisoformat({t!r})" for t in texts[:14]], *[f"time.fromisoformat({t!r})" for t in texts[-18:]], "D.fromisoformat(5)", "date.fromisoformat(None)")


def test_strftime() -> None:
    formats = (
        "%Y-%m-%d|%H:%M:%S|%a %A %b %B|%c|%x|%X|%p %P %I|%j|%U %W %V %G %g %u %w|%f|%z|%Z|%%|%s|%D %F %T %R %r|%e %k %l|%C %y|%h%n%t|%-d %-m %-H %-j|%_d|%^a %#b %#p|%10Y|%5d|%-5d|%^10B|%Q|%|a%|%E|%Ey %Od|é%dé|%Y%m%dT%H%M%SZ"
        "|%A, %d %B %Y|%010a|%3f|%^c||%_3Y|%:z"
    ).split("|")
    check(
        *[f"D(2020, 3, 4, 5, 6, 7, 89).strftime({f!r})" for f in formats],
        *[f"D(1999, 12, 31, 23, 59, 59, 999999, tzinfo=E).strftime({f!r})" for f in formats],
        *[f"date(5, 1, 1).strftime({f!r})" for f in formats],
        *[f"time(13, 5, 6, 7).strftime({f!r})" for f in formats],
        "f'{D(2020, 1, 2):%Y/%m/%d}'", "format(date(2020, 1, 2), '%d.%m.')", "'{:%H}'.format(time(5))", "D(2020, 1, 1).strftime(5)", "D(2020, 1, 1, tzinfo=timezone(timedelta(hours=1), 'CET')).strftime('%Z%z')",
    )  # fmt: skip


def test_strptime() -> None:
    cases = [
        ("2020-01-02", "%Y-%m-%d"), ("2020-1-2", "%Y-%m-%d"), ("2020-13-02", "%Y-%m-%d"), ("2020-02-30", "%Y-%m-%d"), ("2020-01-02x", "%Y-%m-%d"), ("", "%Y"), ("2020", "%Y"), ("20", "%Y"), ("68", "%y"), ("69", "%y"),
        ("01/02/2020 03:04:05 PM", "%m/%d/%Y %I:%M:%S %p"), ("12 am", "%I %p"), ("12 PM", "%I %p"), ("1 pm", "%I %p"), ("5", "%I"), ("13", "%I"), ("Mon Jan  6 2020", "%a %b %d %Y"), ("monday", "%A"), ("MAY 5", "%B %d"), ("may 5", "%b %d"),
        ("2020-01-02T03:04:05.123456Z", "%Y-%m-%dT%H:%M:%S.%fZ"), ("2020-01-02T03:04:05.1", "%Y-%m-%dT%H:%M:%S.%f"), ("2020-01-02 03:04:05+0530", "%Y-%m-%d %H:%M:%S%z"), ("2020-01-02 03:04:05+05:30", "%Y-%m-%d %H:%M:%S%z"),
        ("2020-01-02 03:04:05Z", "%Y-%m-%d %H:%M:%S%z"), ("+05:30:15.5", "%z"), ("-0530", "%z"), ("+0530:15", "%z"), ("+05:3015", "%z"), ("+053015", "%z"), ("+2400", "%z"), ("0530", "%z"), ("UTC", "%Z"), ("gmt +0000", "%Z %z"), ("EST", "%Z"),
        ("20200102", "%Y%m%d"), ("2020111", "%Y%m%d"), ("123", "%H%M"), ("3112", "%d%m"), ("111", "%m%d"), ("2020 366", "%Y %j"), ("2021 366", "%Y %j"), ("5", "%j"), ("29 02", "%d %m"), ("30 02", "%d %m"), ("2021-02-29", "%Y-%m-%d"),
        ("2020 10 1", "%Y %W %w"), ("2020 10 0", "%Y %U %w"), ("2020 0 1", "%Y %W %w"), ("2020 53 6", "%Y %U %w"), ("2020 10 mon", "%G %V %a"), ("2020 10", "%G %V"), ("2020 10", "%Y %V"), ("2020 10 1", "%Y %V %u"), ("2020 5", "%G %j"),
        ("10", "%V"), ("x", "%q"), ("x", "%"), ("5%", "%d%%"), ("a.b5", "a.b%d"), ("axb5", "a.b%d"), ("1  2", "%d %m"), ("12", "%d %m"), ("Thu Jan  2 03:04:05 2020", "%c"), ("01/02/20", "%x"), ("03:04:05", "%X"), ("61", "%S"), ("62", "%S"),
        ("24", "%H"), ("é5", "é%d"), ("[5]", "[%d]"), ("5 ", "%d"), (" 5", "%d"), ("5", " %d"), ("2020-01-02", "%Y/%m/%d"), ("'x'", "%d"), ("x", "%é"), ("x", "% d"), ("x", "%."), ("10:20", "%H:%M:%S"), ("Sept 5", "%b %d"), ("2020-W10-1", "%G-W%V-%u"),
        ("0", "%d"), ("00", "%d"), ("1.000000", "%S.%f"), ("1.0000001", "%S.%f"), ("99991231", "%Y%m%d"), ("0000", "%Y"), ("Wednesday, 04 March 2020", "%A, %d %B %Y"),
    ]  # fmt: skip
    check(*[f"D.strptime({t!r}, {f!r})" for t, f in cases], "D.strptime(5, '%Y')", "D.strptime('5', 5)")


def test_use_in_bodies() -> None:
    check_body(
        "from datetime import datetime as dt, timedelta\n"
        "import datetime\n"
        "start = dt(2024, 1, 30)\n"
        "rows = []\n"
        "for i in range(5):\n"
        "    day = start + timedelta(days=i)\n"
        "    rows.append({'day': day.date(), 'name': day.strftime('%a'), 'at': day, 'gap': day - start, 'weekend': day.weekday() >= 5})\n"
        "result = {'rows': rows, 'zone': datetime.timezone.utc, 'last': max(r['at'] for r in rows).isoformat()}\n"
    )
    check_body("import json, datetime\nresult = json.dumps({'d': datetime.datetime(2020, 1, 1)}, default=str)\n")
    check_body("import json, datetime\nresult = json.dumps({'d': datetime.datetime(2020, 1, 1)})\n")
    check_body("from datetime import date\ndef main():\n    return date(2020, 1, 1) + 5\nresult = main()\n")
    check_body(
        "import datetime\ndef parse(s):\n    for f in ('%Y-%m-%d', '%d/%m/%Y', '%m-%d-%y'):\n        try:\n            return datetime.datetime.strptime(s, f).date().isoformat()\n"
        "        except ValueError:\n            continue\n    return None\nresult = [parse(s) for s in ('2020-01-02', '31/12/2019', '12-31-19', 'x')]\n"
    )


def test_typical_body() -> None:
    check_body(
        'import datetime as dt\n'
        'def age(born, today=dt.date(2024, 5, 6)):\n'
        '    return today.year - born.year - ((today.month, today.day) < (born.month, born.day))\n'
        'def f(x):\n'
        '    if isinstance(x, (dt.datetime, dt.date)):\n'
        '        return x.isoformat()\n'
        '    return str(x)\n'
        'events = [{"ts": "2024-01-02T03:04:05Z"}, {"ts": "2024-01-01T00:00:00+02:00"}]\n'
        'parsed = sorted(dt.datetime.fromisoformat(e["ts"].replace("Z", "+00:00")) for e in events)\n'
        'delta = parsed[1] - parsed[0]\n'
        'days = [(dt.date(2024, 2, 27) + dt.timedelta(n)).strftime("%d.%m") for n in range(4)]\n'
        'class E:\n'
        '    def __init__(self): self.at = dt.datetime(2020,1,1)\n'
        '    def older(self, other): return self.at < other\n'
        'x = E()\n'
        'months = {}\n'
        'for n in range(3):\n'
        '    day = dt.date(2024, 1, 31) + dt.timedelta(days=30*n)\n'
        '    months.setdefault(day.month, []).append(day)\n'
        'result = [age(dt.date(2000, 5, 7)), f(dt.date(2020, 1, 1)), f(5), parsed, delta.total_seconds(), delta, days, x.older(dt.datetime(2021,1,1)), x.at.year, months, min(parsed).date() == dt.date(2023,12,31), parsed[0].tzinfo, dt.timedelta(hours=1) / dt.timedelta(minutes=7), str(dt.datetime.strptime("2020-01-02", "%Y-%m-%d").date()), [d for d in (dt.date(2020,1,1), dt.date(2019,1,1)) if d > dt.date(2019,6,1)], dt.datetime.combine(dt.date(2020,1,1), dt.time.min), 3 * dt.timedelta(seconds=1.5)]\n'
    )  # fmt: skip


moments = st.datetimes()
deltas = st.timedeltas(min_value=__import__("datetime").timedelta(days=-4000000), max_value=__import__("datetime").timedelta(days=4000000))


@pytest.mark.slow
@settings(max_examples=3, deadline=None, suppress_health_check=list(HealthCheck))
@given(st.lists(st.tuples(moments, moments, deltas, st.integers(-1000, 1000), st.floats(-1e4, 1e4)), min_size=20, max_size=20))
def test_random(rows: list[tuple[object, object, object, int, float]]) -> None:
    expressions: list[str] = []
    for a, b, d, n, x in rows:
        expressions += [
            f"{a!r} - {b!r}", f"{a!r} + {d!r}", f"{a!r} - {d!r}", f"{a!r} < {b!r}", f"str({a!r})", f"{a!r}.timestamp()", f"tuple({a!r}.isocalendar())", f"{d!r} * {n}", f"{d!r} / {n}", f"{d!r} // {n}",
            f"timedelta(days={x!r}, hours={n}, microseconds={x!r})", f"D.fromisoformat({a.isoformat()!r})", f"{a!r}.strftime('%c %j %U %W %V %G')", f"D.utcfromtimestamp({x!r})", f"{d!r}.total_seconds()", f"str({d!r})",  # type: ignore[attr-defined]
            f"D.strptime({a.strftime('%d.%m.')!r} + '{a.year:04d}', '%d.%m.%Y')",  # type: ignore[attr-defined]
        ]  # fmt: skip
    check(*expressions)
