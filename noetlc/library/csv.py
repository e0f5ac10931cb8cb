"""`csv` on lists of lines and on anything with a `write`; the reader is the state machine of CPython's `_csv`."""

QUOTE_MINIMAL = 0
QUOTE_ALL = 1
QUOTE_NONNUMERIC = 2
QUOTE_NONE = 3


class Error(Exception):
    __module__ = "_csv"


# ---- dialects


class Dialect:
    delimiter = None
    quotechar = None
    escapechar = None
    doublequote = None
    skipinitialspace = None
    lineterminator = None
    quoting = None

    def __init__(self):
        try:
            Options(self, {})
        except TypeError as error:
            raise Error(str(error)) from None


class excel(Dialect):
    delimiter = ","
    quotechar = '"'
    doublequote = True
    skipinitialspace = False
    lineterminator = "\r\n"
    quoting = 0


class excel_tab(excel):
    delimiter = "\t"


class unix_dialect(Dialect):
    delimiter = ","
    quotechar = '"'
    doublequote = True
    skipinitialspace = False
    lineterminator = "\n"
    quoting = 1


class Options:
    def __init__(self, dialect, options):
        def given(key, default):
            return options[key] if key in options else default if dialect is None else getattr(dialect, key, default)

        def character(key, default, optional):
            value = given(key, default)
            if value is None and optional:
                return None
            if not isinstance(value, str):
                raise TypeError(f'"{key}" must be string{" or None" if optional else ""}, not {type(value).__name__}')
            if len(value) != 1:
                raise TypeError(f'"{key}" must be a 1-character string')
            return value

        self.delimiter = character("delimiter", ",", False)
        self.doublequote = bool(given("doublequote", True))
        self.escapechar = character("escapechar", None, True)
        self.lineterminator = given("lineterminator", "\r\n")
        if self.lineterminator is not None and not isinstance(self.lineterminator, str):
            raise TypeError('"lineterminator" must be a string')
        self.quotechar = character("quotechar", '"', True)
        quoting = given("quoting", None)
        if "quoting" not in options and (dialect is None or not hasattr(dialect, "quoting")):
            quoting = 3 if self.quotechar is None else 0
        elif type(quoting) is not int:
            raise TypeError('"quoting" must be an integer')
        self.quoting = quoting
        self.skipinitialspace = bool(given("skipinitialspace", False))
        self.strict = bool(given("strict", False))
        if not 0 <= quoting <= 3:
            raise TypeError('bad "quoting" value')
        if quoting != 3 and self.quotechar is None:
            raise TypeError("quotechar must be set if quoting enabled")
        if self.lineterminator is None:
            raise TypeError("lineterminator must be set")


registered = {"excel": excel, "excel-tab": excel_tab, "unix": unix_dialect}
known = ("delimiter", "doublequote", "escapechar", "lineterminator", "quotechar", "quoting", "skipinitialspace", "strict")


def options_of(dialect, options):
    for key in options:
        if key not in known:
            raise TypeError(f"'{key}' is an invalid keyword argument for this function")
    if isinstance(dialect, str):
        dialect = get_dialect(dialect)
    return Options(dialect, options)


def register_dialect(name, /, dialect=None, **options):
    if not isinstance(name, str):
        raise TypeError("dialect name must be a string")
    registered[name] = options_of(dialect, options)


def unregister_dialect(name):
    if name not in registered:
        raise Error("unknown dialect")
    del registered[name]


def get_dialect(name):
    if name not in registered:
        raise Error("unknown dialect")
    found = registered[name]
    return found if isinstance(found, Options) else Options(found, {})


def list_dialects():
    return list(registered)


# ---- reading


def reader(lines, /, dialect=None, **options):
    return Reader(iter(lines), options_of(dialect, options))


class Reader:
    def __init__(self, lines, dialect):
        self.lines = lines
        self.dialect = dialect
        self.line_num = 0

    def __iter__(self):
        return self

    def __next__(self):
        self.fields = []
        self.field = []
        self.numeric = False
        state = "start"
        while True:
            try:
                line = next(self.lines)
            except StopIteration:
                if self.field or state == "quoted":
                    if self.dialect.strict:
                        raise Error("unexpected end of data") from None
                    self.save()
                    return self.fields
                raise
            if not isinstance(line, str):
                raise Error(f"iterator should return strings, not {type(line).__name__} (the file should be opened in text mode)")
            self.line_num += 1
            state = self.parse(line, state)
            if state == "start":
                return self.fields

    def save(self):
        text = "".join(self.field)
        self.field = []
        if self.numeric:
            self.numeric = False
            self.fields.append(float(text))
        else:
            self.fields.append(text)

    def add(self, char):
        if len(self.field) >= 131072:
            raise Error("field larger than field limit (131072)")
        self.field.append(char)

    def parse(self, line, state):
        dialect = self.dialect
        delimiter, escape, quoting = dialect.delimiter, dialect.escapechar, dialect.quoting
        quote = dialect.quotechar if quoting != 3 else None
        for char in line:
            if state == "field" or state == "escaped end":
                if char == "\n" or char == "\r":
                    self.save()
                    state = "end"
                elif char == escape:
                    state = "escaped"
                elif char == delimiter:
                    self.save()
                    state = "next"
                else:
                    self.add(char)
            elif state == "quoted":
                if char == escape:
                    state = "quoted escaped"
                elif char == quote:
                    state = "quote" if dialect.doublequote else "field"
                else:
                    self.add(char)
            elif state == "start" or state == "next":
                if char == "\n" or char == "\r":
                    if state == "next":
                        self.save()
                    state = "end"
                elif char == quote:
                    state = "quoted"
                elif char == escape:
                    state = "escaped"
                elif char == " " and dialect.skipinitialspace:
                    state = "next"
                elif char == delimiter:
                    self.save()
                    state = "next"
                else:
                    self.numeric = quoting == 2
                    self.add(char)
                    state = "field"
            elif state == "quote":
                if char == quote:
                    self.add(char)
                    state = "quoted"
                elif char == delimiter:
                    self.save()
                    state = "next"
                elif char == "\n" or char == "\r":
                    self.save()
                    state = "end"
                elif dialect.strict:
                    raise Error(f"'{delimiter}' expected after '{quote}'")
                else:
                    self.add(char)
                    state = "field"
            elif state == "escaped":
                self.add(char)
                state = "escaped end" if char == "\n" or char == "\r" else "field"
            elif state == "quoted escaped":
                self.add(char)
                state = "quoted"
            elif char != "\n" and char != "\r":
                raise Error("new-line character seen in unquoted field - do you need to open the file in universal-newline mode?")
        return self.line_end(state)

    def line_end(self, state):
        if state == "next" or state == "field" or state == "quote":
            self.save()
            return "start"
        if state == "escaped":
            self.add("\n")
            return "field"
        if state == "quoted escaped":
            self.add("\n")
            return "quoted"
        return "start" if state == "end" else state


# ---- writing


def writer(file, /, dialect=None, **options):
    if not hasattr(file, "write"):
        raise TypeError('argument 1 must have a "write" method')
    return Writer(file.write, options_of(dialect, options))


class Writer:
    def __init__(self, write, dialect):
        self.write = write
        self.dialect = dialect

    def writerow(self, row, /):
        dialect = self.dialect
        try:
            fields = iter(row)
        except TypeError:
            raise Error(f"iterable expected, not {type(row).__name__}") from None
        parts = []
        for field in fields:
            quoted = dialect.quoting == 1 or (dialect.quoting == 2 and not isinstance(field, (int, float)))
            text = field if isinstance(field, str) else "" if field is None else str(field)
            parts.append(self.written(text, quoted))
        line = dialect.delimiter.join(parts)
        if parts and not line:
            if dialect.quoting == 3:
                raise Error("single empty field record must be quoted")
            line = dialect.quotechar * 2
        return self.write(line + dialect.lineterminator)

    def written(self, text, quoted):
        dialect = self.dialect
        quote, escape = dialect.quotechar, dialect.escapechar
        special = dialect.delimiter + (escape or "") + (quote or "") + dialect.lineterminator
        found = False
        for mark in special:
            if mark in text:
                found = True
                break
        if found:
            pieces = []
            for char in text:
                if char in special:
                    wanted = dialect.quoting == 3
                    if not wanted and char == quote:
                        wanted = not dialect.doublequote
                        if not wanted:
                            pieces.append(quote)
                    elif not wanted:
                        wanted = char == escape
                    if not wanted:
                        quoted = True
                    elif escape is None:
                        raise Error("need to escape, but no escapechar set")
                    else:
                        pieces.append(escape)
                pieces.append(char)
            text = "".join(pieces)
        return quote + text + quote if quoted else text

    def writerows(self, rows, /):
        for row in rows:
            self.writerow(row)


class DictReader:
    def __init__(self, f, fieldnames=None, restkey=None, restval=None, dialect="excel", *args, **kwds):
        self._fieldnames = fieldnames
        self.restkey = restkey
        self.restval = restval
        self.reader = reader(f, dialect, *args, **kwds)
        self.dialect = dialect
        self.line_num = 0

    def __iter__(self):
        return self

    @property
    def fieldnames(self):
        return self.read_fieldnames()

    def read_fieldnames(self):
        if self._fieldnames is None:
            try:
                self._fieldnames = next(self.reader)
            except StopIteration:
                pass
        self.line_num = self.reader.line_num
        return self._fieldnames

    @fieldnames.setter
    def fieldnames(self, value):
        self._fieldnames = value

    def __next__(self):
        if self.line_num == 0:
            self.read_fieldnames()
        row = next(self.reader)
        self.line_num = self.reader.line_num
        while row == []:
            row = next(self.reader)
        names = self.fieldnames
        made = dict(zip(names, row, strict=False))
        if len(names) < len(row):
            made[self.restkey] = row[len(names) :]
        else:
            for name in names[len(row) :]:
                made[name] = self.restval
        return made


class DictWriter:
    def __init__(self, f, fieldnames, restval="", extrasaction="raise", dialect="excel", *args, **kwds):
        self.fieldnames = fieldnames
        self.restval = restval
        if extrasaction.lower() not in ("raise", "ignore"):
            raise ValueError(f"extrasaction ({extrasaction}) must be 'raise' or 'ignore'")
        self.extrasaction = extrasaction
        self.writer = writer(f, dialect, *args, **kwds)

    def writeheader(self):
        return self.writerow({name: name for name in self.fieldnames})

    def values(self, row):
        if self.extrasaction == "raise":
            wrong = row.keys() - self.fieldnames
            if wrong:
                raise ValueError("dict contains fields not in fieldnames: " + ", ".join([repr(name) for name in wrong]))
        return [row.get(name, self.restval) for name in self.fieldnames]

    def writerow(self, rowdict):
        return self.writer.writerow(self.values(rowdict))

    def writerows(self, rowdicts):
        return self.writer.writerows(map(self.values, rowdicts))
