"""`time`: what is text of a moment, or read from it."""


def asctime(t=None, /):
    from time import localtime

    t = tuple(localtime() if t is None else t)
    days, months = "Mon Tue Wed Thu Fri Sat Sun".split(), "Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec".split()
    return f"{days[t[6]]} {months[t[1] - 1]} {t[2]:2d} {t[3]:02d}:{t[4]:02d}:{t[5]:02d} {t[0]}"


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
