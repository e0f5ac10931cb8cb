"""`time`: what is text of a moment, or read from it."""


def asctime(t=None, /):
    from time import localtime

    if t is None:
        t = localtime()
    elif not isinstance(t, tuple):
        raise TypeError("Tuple or struct_time argument required")
    elif len(t) != 9:
        raise TypeError("asctime(): illegal time tuple argument")
    year, month, day, hour, minute, second, weekday, yearday = [as_index(part) for part in t[:8]]
    month, day = month or 1, day or 1
    parts = (
        ("month", month, 1, 12), ("day of month", day, 1, 31), ("hour", hour, 0, 23), ("minute", minute, 0, 59), ("seconds", second, 0, 61),
        ("day of week", weekday % 7 - 6 if weekday < -1 else 0, 0, 0), ("day of year", yearday or 1, 1, 366),
    )  # fmt: skip
    for name, value, least, most in parts:
        if not least <= value <= most:
            raise ValueError(f"{name} out of range")
    days, months = "Mon Tue Wed Thu Fri Sat Sun".split(), "Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec".split()
    return f"{days[weekday % 7]} {months[month - 1]} {day:2d} {hour:02d}:{minute:02d}:{second:02d} {year}"


def as_index(part):
    if not isinstance(part, int):
        raise TypeError(f"{type(part).__name__!r} object cannot be interpreted as an integer")
    return int(part)


def ctime(seconds=None, /):
    from time import localtime

    return asctime(localtime() if seconds is None else localtime(seconds))


def strptime(data_string, format="%a %b %d %H:%M:%S %Y", /):
    from datetime import datetime

    for index, given in ((0, data_string), (1, format)):
        if not isinstance(given, str):
            raise TypeError(f"strptime() argument {index} must be str, not {type(given)}")
    try:
        return datetime.strptime(data_string, format).timetuple()
    except ValueError as error:
        if str(error) != "day is out of range for month" or any([year in format for year in ("%Y", "%y", "%G", "%c", "%x")]):
            raise
    found = datetime.strptime("1904 " + data_string, "%Y " + format).timetuple()  # a leap year, which no text names
    return type(found)(1900, *found[1:])
