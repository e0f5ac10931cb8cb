"""`calendar`: months and years as lists and as plain text."""


def leapdays(y1, y2):
    y1 -= 1
    y2 -= 1
    return (y2 // 4 - y1 // 4) - (y2 // 100 - y1 // 100) + (y2 // 400 - y1 // 400)


def timegm(tuple):
    from datetime import date

    year, month, day, hour, minute, second = tuple[:6]
    hours = (date(year, month, 1).toordinal() - 719163 + day - 1) * 24 + hour  # 719163: 1970-01-01
    return (hours * 60 + minute) * 60 + second


class IllegalWeekdayError(ValueError):
    __module__ = "calendar"

    def __init__(self, weekday):
        self.weekday = weekday

    def __str__(self):
        return f"bad weekday number {self.weekday!r}; must be 0 (Monday) to 6 (Sunday)"


class Calendar:
    def __init__(self, firstweekday=0):
        self.firstweekday = firstweekday

    @property
    def firstweekday(self):
        return self._first % 7

    @firstweekday.setter
    def firstweekday(self, value):
        self._first = value

    def getfirstweekday(self):
        return self._first % 7

    def setfirstweekday(self, firstweekday):
        self._first = firstweekday

    def iterweekdays(self):
        for day in range(self.firstweekday, self.firstweekday + 7):
            yield day % 7

    def itermonthdays3(self, year, month):
        from calendar import monthrange

        first, days = monthrange(year, month)
        before = (first - self.firstweekday) % 7
        after = (self.firstweekday - first - days) % 7
        year_before, month_before = (year, month - 1) if month > 1 else (year - 1, 12)
        year_after, month_after = (year, month + 1) if month < 12 else (year + 1, 1)
        if before:
            last = monthrange(year_before, month_before)[1]
            for day in range(last - before + 1, last + 1):
                yield year_before, month_before, day
        for day in range(1, days + 1):
            yield year, month, day
        for day in range(1, after + 1):
            yield year_after, month_after, day

    def itermonthdates(self, year, month):
        from datetime import date

        for parts in self.itermonthdays3(year, month):
            yield date(*parts)

    def itermonthdays(self, year, month):
        for _, other, day in self.itermonthdays3(year, month):
            yield day if other == month else 0

    def itermonthdays2(self, year, month):
        for i, day in enumerate(self.itermonthdays(year, month), self.firstweekday):
            yield day, i % 7

    def itermonthdays4(self, year, month):
        for i, parts in enumerate(self.itermonthdays3(year, month)):
            yield *parts, (self.firstweekday + i) % 7

    def monthdatescalendar(self, year, month):
        return in_weeks(list(self.itermonthdates(year, month)))

    def monthdays2calendar(self, year, month):
        return in_weeks(list(self.itermonthdays2(year, month)))

    def monthdayscalendar(self, year, month):
        return in_weeks(list(self.itermonthdays(year, month)))

    def yeardatescalendar(self, year, width=3):
        return in_rows([self.monthdatescalendar(year, month) for month in range(1, 13)], width)

    def yeardays2calendar(self, year, width=3):
        return in_rows([self.monthdays2calendar(year, month) for month in range(1, 13)], width)

    def yeardayscalendar(self, year, width=3):
        return in_rows([self.monthdayscalendar(year, month) for month in range(1, 13)], width)


def in_weeks(days):
    return in_rows(days, 7)


def in_rows(items, width):
    return [items[i : i + width] for i in range(0, len(items), width)]


class TextCalendar(Calendar):
    def prweek(self, theweek, width):
        print(self.formatweek(theweek, width), end="")

    def formatday(self, day, weekday, width):
        return (f"{day:2}" if day else "").center(width)

    def formatweek(self, theweek, width):
        return " ".join([self.formatday(day, weekday, width) for day, weekday in theweek])

    def formatweekday(self, day, width):
        from calendar import day_abbr, day_name

        return (day_name if width >= 9 else day_abbr)[day][:width].center(width)

    def formatweekheader(self, width):
        return " ".join([self.formatweekday(day, width) for day in self.iterweekdays()])

    def formatmonthname(self, theyear, themonth, width, withyear=True):
        from calendar import month_name

        return (f"{month_name[themonth]} {theyear!r}" if withyear else month_name[themonth]).center(width)

    def prmonth(self, theyear, themonth, w=0, l=0):
        print(self.formatmonth(theyear, themonth, w, l), end="")

    def formatmonth(self, theyear, themonth, w=0, l=0):
        w, l = max(2, w), max(1, l)
        lines = [self.formatmonthname(theyear, themonth, 7 * (w + 1) - 1), self.formatweekheader(w)]
        lines += [self.formatweek(week, w) for week in self.monthdays2calendar(theyear, themonth)]
        return "".join([line.rstrip() + "\n" * l for line in lines])

    def formatyear(self, theyear, w=2, l=1, c=6, m=3):
        w, l, c = max(2, w), max(1, l), max(2, c)
        width = (w + 1) * 7 - 1
        found = [repr(theyear).center(width * m + c * (m - 1)).rstrip(), "\n" * l]
        for i, row in enumerate(self.yeardays2calendar(theyear, m)):
            months = range(m * i + 1, min(m * (i + 1) + 1, 13))
            found += ["\n" * l, spread([self.formatmonthname(theyear, k, width, False) for k in months], width, c).rstrip(), "\n" * l]
            found += [spread([self.formatweekheader(w)] * len(months), width, c).rstrip(), "\n" * l]
            for j in range(max([len(month) for month in row])):
                weeks = ["" if j >= len(month) else self.formatweek(month[j], w) for month in row]
                found += [spread(weeks, width, c).rstrip(), "\n" * l]
        return "".join(found)

    def pryear(self, theyear, w=0, l=0, c=6, m=3):
        print(self.formatyear(theyear, w, l, c, m), end="")


class HTMLCalendar(Calendar):
    cssclasses = "mon tue wed thu fri sat sun".split()
    cssclasses_weekday_head = cssclasses
    cssclass_noday = "noday"
    cssclass_month_head = cssclass_month = "month"
    cssclass_year_head = cssclass_year = "year"

    def formatday(self, day, weekday):
        return f'<td class="{self.cssclasses[weekday]}">{day:d}</td>' if day else f'<td class="{self.cssclass_noday}">&nbsp;</td>'

    def formatweek(self, theweek):
        return f"<tr>{''.join([self.formatday(day, weekday) for day, weekday in theweek])}</tr>"

    def formatweekday(self, day):
        from calendar import day_abbr

        return f'<th class="{self.cssclasses_weekday_head[day]}">{day_abbr[day]}</th>'

    def formatweekheader(self):
        return f"<tr>{''.join([self.formatweekday(day) for day in self.iterweekdays()])}</tr>"

    def formatmonthname(self, theyear, themonth, withyear=True):
        from calendar import month_name

        shown = f"{month_name[themonth]} {theyear}" if withyear else month_name[themonth]
        return f'<tr><th colspan="7" class="{self.cssclass_month_head}">{shown}</th></tr>'

    def formatmonth(self, theyear, themonth, withyear=True):
        lines = [f'<table {PLAIN} class="{self.cssclass_month}">', self.formatmonthname(theyear, themonth, withyear=withyear)]
        lines.append(self.formatweekheader())
        lines += [self.formatweek(week) for week in self.monthdays2calendar(theyear, themonth)]
        return "".join([line + "\n" for line in [*lines, "</table>"]])

    def formatyear(self, theyear, width=3):
        width = max(width, 1)
        found = [f'<table {PLAIN} class="{self.cssclass_year}">\n']
        found.append(f'<tr><th colspan="{width:d}" class="{self.cssclass_year_head}">{theyear}</th></tr>')
        for i in range(1, 13, width):
            months = [self.formatmonth(theyear, m, withyear=False) for m in range(i, min(i + width, 13))]
            found.append(f"<tr>{''.join([f'<td>{month}</td>' for month in months])}</tr>")
        return "".join([*found, "</table>"])

    def formatyearpage(self, theyear, width=3, css="calendar.css", encoding=None):
        encoding = "utf-8" if encoding is None else encoding
        parts = [f'<?xml version="1.0" encoding="{encoding}"?>\n', PAGE]
        parts.append(f'<meta http-equiv="Content-Type" content="text/html; charset={encoding}" />\n')
        if css is not None:
            parts.append(f'<link rel="stylesheet" type="text/css" href="{css}" />\n')
        parts += [f"<title>Calendar for {theyear:d}</title>\n</head>\n<body>\n", self.formatyear(theyear, width)]
        return "".join([*parts, "</body>\n</html>\n"]).encode(encoding, "xmlcharrefreplace")


PLAIN = 'border="0" cellpadding="0" cellspacing="0"'
PAGE = (
    '<!DOCTYPE html PUBLIC "-//W3C//DTD XHTML 1.0 Strict//EN" '
    '"http://www.w3.org/TR/xhtml1/DTD/xhtml1-strict.dtd">\n<html>\n<head>\n'
)


def spread(columns, width, spacing):
    return (" " * spacing).join([column.center(width) for column in columns])


MONDAY = 0
TUESDAY = 1
WEDNESDAY = 2
THURSDAY = 3
FRIDAY = 4
SATURDAY = 5
SUNDAY = 6


def setfirstweekday(firstweekday):
    if not 0 <= firstweekday <= 6:
        raise IllegalWeekdayError(firstweekday)
    shown.firstweekday = firstweekday


def firstweekday():
    return shown.getfirstweekday()


def monthcalendar(year, month):
    return shown.monthdayscalendar(year, month)


def weekheader(width):
    return shown.formatweekheader(width)


def prmonth(theyear, themonth, w=0, l=0):
    shown.prmonth(theyear, themonth, w, l)


def month(theyear, themonth, w=0, l=0):
    return shown.formatmonth(theyear, themonth, w, l)


def calendar(theyear, w=2, l=1, c=6, m=3):
    return shown.formatyear(theyear, w, l, c, m)


def prcal(theyear, w=0, l=0, c=6, m=3):
    shown.pryear(theyear, w, l, c, m)


shown = TextCalendar()
