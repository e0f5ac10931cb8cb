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
            Dialect_by(self, {})
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


class Dialect_by:
    __module__ = "_csv"
    _type_name = "_csv.Dialect"

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
    return Dialect_by(dialect, options)


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
    return found if isinstance(found, Dialect_by) else Dialect_by(found, {})


def list_dialects():
    return list(registered)


# ---- reading


def reader(lines, /, dialect=None, **options):
    return reader_by(iter(lines), options_of(dialect, options))


LIMIT = 131072  # characters of a field
limits = [LIMIT]  # as `field_size_limit` makes it larger


def field_size_limit(limit=None, /):
    before = limits[0]
    if limit is not None:
        if not isinstance(limit, int):
            raise TypeError("limit must be an integer")
        if not -(2**63) <= limit < 2**63:
            raise OverflowError("Python int too large to convert to C long")
        if limit < LIMIT:
            from sys import _leave

            _leave("small limit of fields")
        limits[0] = int(limit)
    return before


def first_newline(line, start):
    found = line.find("\n", start)
    end = len(line) if found < 0 else found
    found = line.find("\r", start, end)
    return end if found < 0 else found


def whole(pieces, numeric):
    text = "".join(pieces)
    return float(text) if numeric else text


class reader_by:
    __module__ = "_csv"
    _type_name = "_csv.reader"

    def __init__(self, lines, dialect):
        from sys import _is_text_memory

        quote = dialect.quotechar if dialect.quoting != 3 else None
        plain = dialect.escapechar is None and dialect.quoting != 2 and not dialect.skipinitialspace
        plain = plain and (quote is None or (dialect.doublequote and quote != dialect.delimiter))
        self.memory = lines if plain and _is_text_memory(lines) else None
        self.line_num = 0
        self.separator = dialect.delimiter
        self.quote = quote
        self.plain = plain
        self.lines = lines
        self.dialect = dialect

    def __iter__(self):
        return self

    def __next__(self):
        memory = self.memory
        if memory is not None:
            from sys import _csv_record

            fields = _csv_record(memory, self.separator, self.quote)
            if fields is not None:
                self.line_num += 1
                return fields
        if not self.plain:
            return self.record(None)
        from sys import _csv_fields

        line = next(self.lines)
        if isinstance(line, str) and len(line) <= LIMIT:
            fields = _csv_fields(line, self.separator, self.quote)
            if fields is not None:
                self.line_num += 1
                return fields
        return self.record(line)

    def record(self, line):
        """The fields of what begins with a line, which may be None: then it is yet to be read."""
        lines, dialect, quote = self.lines, self.dialect, self.quote
        delimiter, escape = dialect.delimiter, dialect.escapechar
        fields = []
        pieces = []  # of a field
        length, limit = 0, limits[0]  # of them
        numeric = False
        state = "start"
        while True:
            if line is None:
                try:
                    line = next(lines)
                except StopIteration:
                    if pieces or state == "quoted":
                        if dialect.strict:
                            raise Error("unexpected end of data") from None
                        fields.append(whole(pieces, numeric))
                        return fields
                    raise
            if not isinstance(line, str):
                raise Error(f"iterator should return strings, not {type(line).__name__} (the file should be opened in text mode)")
            self.line_num += 1
            size = len(line)
            newline = first_newline(line, 0)
            i = 0
            while i < size:
                start = end = i
                if state == "start" or state == "next":
                    char = line[i]
                    if char != quote and char != delimiter and char != "\n" and char != "\r" and char != escape:
                        if char != " " or not dialect.skipinitialspace:
                            numeric = dialect.quoting == 2
                            state = "field"
                if state == "field" or state == "escaped end":  # what means nothing is taken at once
                    if newline < i:
                        newline = first_newline(line, i)
                    end = line.find(delimiter, i, newline)
                    if end < 0:
                        end = newline
                elif state == "quoted":
                    end = line.find(quote, i)
                    if end < 0:
                        end = size
                if end > i and escape is not None:
                    found = line.find(escape, i, end)
                    if found >= 0:
                        end = found
                i = end + 1
                char = line[end] if end < size else ""
                done = False  # with a field
                if end == size:
                    pass
                elif state == "field" or state == "escaped end":
                    if char == delimiter:
                        done = True
                        state = "next"
                    elif char == escape:
                        state = "escaped"
                    else:
                        done = True
                        state = "end"
                elif state == "quoted":
                    if char == escape:
                        state = "quoted escaped"
                    elif dialect.doublequote and line[i : i + 1] == delimiter:
                        done = True
                        state = "next"
                        i += 1
                    else:
                        state = "quote" if dialect.doublequote else "field"
                elif state == "start" or state == "next":
                    if char == quote:
                        state = "quoted"
                    elif char == "\n" or char == "\r":
                        done = state == "next"
                        state = "end"
                    elif char == escape:
                        state = "escaped"
                    else:
                        done = char == delimiter and not (char == " " and dialect.skipinitialspace)
                        state = "next"
                elif state == "quote":
                    if char == delimiter:
                        done = True
                        state = "next"
                    elif char == quote:
                        state = "quoted"
                        end += 1
                    elif char == "\n" or char == "\r":
                        done = True
                        state = "end"
                    elif dialect.strict:
                        raise Error(f"'{delimiter}' expected after '{quote}'")
                    else:
                        state = "field"
                        end += 1
                elif state == "escaped":
                    state = "escaped end" if char == "\n" or char == "\r" else "field"
                    end += 1
                elif state == "quoted escaped":
                    state = "quoted"
                    end += 1
                elif char != "\n" and char != "\r":
                    raise Error("new-line character seen in unquoted field - do you need to open the file in universal-newline mode?")
                if end > start:
                    length += end - start
                    if length > limit:
                        raise Error(f"field larger than field limit ({limit})")
                    pieces.append(line[start:end])
                if done:
                    fields.append(pieces[0] if len(pieces) == 1 and not numeric else whole(pieces, numeric))
                    pieces = []
                    length = 0
                    numeric = False
            if state == "escaped" or state == "quoted escaped":
                if length == limit:
                    raise Error(f"field larger than field limit ({limit})")
                pieces.append("\n")
                length += 1
                state = "field" if state == "escaped" else "quoted"
            elif state == "next" or state == "field" or state == "quote":
                fields.append(whole(pieces, numeric))
                return fields
            elif state == "start" or state == "end":
                return fields
            line = None


# ---- writing


def writer(file, /, dialect=None, **options):
    if not hasattr(file, "write"):
        raise TypeError('argument 1 must have a "write" method')
    return writer_by(file.write, options_of(dialect, options))


class writer_by:
    __module__ = "_csv"
    _type_name = "_csv.writer"

    def __init__(self, write, dialect):
        self.write = write
        self.dialect = dialect
        self.plain = dialect.quoting < 2 and dialect.doublequote and dialect.escapechar is None and dialect.quotechar is not None

    def writerow(self, row, /):
        dialect = self.dialect
        try:
            fields = iter(row)
        except TypeError:
            raise Error(f"iterable expected, not {type(row).__name__}") from None
        if self.plain:
            from sys import _csv_row

            texts = [field if isinstance(field, str) else "" if field is None else str(field) for field in fields]
            line = _csv_row(texts, dialect.delimiter, dialect.quotechar, dialect.lineterminator, dialect.quoting)
            if line is not None:
                return self.write(line)
            fields = iter(texts)
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
