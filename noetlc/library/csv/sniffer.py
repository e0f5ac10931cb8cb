"""`csv.Sniffer`: the dialect of a text, and whether its first row has names."""

from cmath import complex


class Sniffer:
    def __init__(self):
        self.preferred = [",", "\t", ";", " ", ":"]

    def sniff(self, sample, delimiters=None):
        quote, doubled, mark, spaced = quoted_fields(sample, delimiters)
        if not mark:
            mark, spaced = even_delimiter(self, sample, delimiters)
        if not mark:
            raise Error("Could not determine delimiter")

        class dialect(Dialect):
            _name = "sniffed"
            lineterminator = "\r\n"
            quoting = QUOTE_MINIMAL

        dialect.doublequote = doubled
        dialect.delimiter = mark
        dialect.quotechar = quote or '"'
        dialect.skipinitialspace = spaced
        return dialect

    def has_header(self, sample):
        import re

        rows = reader(re.findall("[^\n]*\n|[^\n]+", sample), self.sniff(sample))
        header = next(rows)
        kinds = dict.fromkeys(range(len(header)))
        for checked, row in enumerate(rows):
            if checked > 20:
                break
            if len(row) != len(header):
                continue
            for column in list(kinds):
                kind = "number" if is_number(row[column]) else len(row[column])
                if kinds[column] is None:
                    kinds[column] = kind
                elif kind != kinds[column]:
                    del kinds[column]
        votes = 0
        for column, kind in kinds.items():
            if isinstance(kind, int):
                votes += 1 if len(header[column]) != kind else -1
            else:  # without rows to compare with, nothing fits
                votes += -1 if kind is not None and is_number(header[column]) else 1
        return votes > 0


def is_number(text):
    try:
        complex(text)
    except (ValueError, OverflowError):
        return False
    return True


QUOTED = (
    r'(?P<delim>[^\w\n"\'])(?P<space> ?)(?P<quote>["\']).*?(?P=quote)(?P=delim)',
    r'(?:^|\n)(?P<quote>["\']).*?(?P=quote)(?P<delim>[^\w\n"\'])(?P<space> ?)',
    r'(?P<delim>[^\w\n"\'])(?P<space> ?)(?P<quote>["\']).*?(?P=quote)(?:$|\n)',
    r'(?:^|\n)(?P<quote>["\']).*?(?P=quote)(?:$|\n)',
)


def quoted_fields(data, delimiters):
    """(quote, whether it is doubled, delimiter, whether a space follows it) by what stands around quotes."""
    import re

    for text in QUOTED:
        pattern = re.compile(text, re.DOTALL | re.MULTILINE)
        found = [match.groupdict() for match in pattern.finditer(data)]
        if found:
            break
    else:
        return "", False, None, 0
    quotes, marks, spaces = {}, {}, 0
    for parts in found:
        quotes[parts["quote"]] = quotes.get(parts["quote"], 0) + 1
        mark = parts.get("delim")
        if mark and (delimiters is None or mark in delimiters):
            marks[mark] = marks.get(mark, 0) + 1
        if parts.get("space"):
            spaces += 1
    quote = max(quotes, key=quotes.get)
    mark, spaced = "", 0
    if marks:
        mark = max(marks, key=marks.get)
        spaced = marks[mark] == spaces
    escaped = re.escape(mark)
    inner = rf"{quote}[^{escaped}\n]*{quote}[^{escaped}\n]*{quote}"
    doubled = re.search(rf"(({escaped})|^)\W*{inner}\W*(({escaped})|$)", data, re.MULTILINE) is not None
    return quote, doubled, mark, spaced


def even_delimiter(sniffer, data, delimiters):
    """(delimiter, whether a space follows it) by what occurs equally often in the lines."""
    lines = [line for line in data.split("\n") if line]
    size = min(10, len(lines))
    counts = {chr(code): {} for code in range(127)}
    modes, marks, end = {}, {}, 0
    while end < len(lines):
        start, end = end, end + size
        for line in lines[start:end]:
            for char, counted in counts.items():
                times = line.count(char)
                counted[times] = counted.get(times, 0) + 1
        for char, counted in counts.items():
            items = list(counted.items())
            if items != [(0, counted.get(0))]:
                best = max(items, key=lambda item: item[1])
                modes[char] = best[0], 2 * best[1] - sum([item[1] for item in items])
        total = float(min(end, len(lines)))
        consistency = 1.0
        while not marks and consistency >= 0.9:
            for char, mode in modes.items():
                if mode[0] > 0 and mode[1] > 0 and mode[1] / total >= consistency and (delimiters is None or char in delimiters):
                    marks[char] = mode
            consistency -= 0.01
        if len(marks) == 1:
            break
    if not marks:
        return "", 0
    mark = sorted([(mode, char) for char, mode in marks.items()])[-1][1]
    if len(marks) > 1:
        mark = next((char for char in sniffer.preferred if char in marks), mark)
    return mark, lines[0].count(mark) == lines[0].count(mark + " ")
