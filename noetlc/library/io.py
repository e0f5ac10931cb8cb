"""`io`: texts and bytes in memory, and `print` to what has a `write`."""


class UnsupportedOperation(OSError, ValueError):
    __module__ = "io"


class Memory:
    def __init__(self, value, empty, newline, plain):
        self._empty = empty
        self._text = value
        self._parts = []  # written at the end, not yet in `text`
        self._newline = newline
        self._direct = bool(newline) and plain  # of no subclass: lines end in what `newline` says, `readline` is ours
        self._at = 0
        self.closed = False
        self._plain = newline == "\n"  # texts are written as they are, since nobody closed this

    def _check(self, dot=""):
        if self.closed:
            raise ValueError("I/O operation on closed file" + ("." if self._empty == b"" else dot))

    def _joined(self):
        if self._parts:
            self._text += self._empty.join(self._parts)
            self._parts = []
        return self._text

    def _put(self, piece):
        if self._parts:
            if self._at is None:
                self._parts.append(piece)
                return
        elif self._at is None or self._at == len(self._text):
            self._at = None
            self._parts.append(piece)
            return
        text = self._joined()
        if self._at > len(text):
            text += self._zero() * (self._at - len(text))
        end = self._at + len(piece)
        self._text = text[: self._at] + piece + text[end:]
        self._at = end

    def _index(self, value):
        return value if type(value) is int else range(value).stop

    def _zero(self):
        return "\0" if self._empty == "" else b"\0"

    def _place(self):
        return len(self._joined()) if self._at is None else self._at

    def getvalue(self):
        self._check()
        return self._joined()

    def read(self, size=-1, /):
        if not self.closed and not self._parts and self._at is not None and type(size) is int and size > 0:
            piece = self._text[self._at : self._at + size]
            self._at += len(piece)
            return piece
        self._check()
        if size is not None and not isinstance(size, int):
            raise TypeError(f"argument should be integer or None, not '{type(size).__name__}'")
        text, start = self._joined(), self._place()
        if start >= len(text):
            return self._empty
        end = len(text) if size is None or size < 0 else min(start + size, len(text))
        self._at = end
        return text[start:end]

    def _line_end(self, text, start):
        if self._newline == "":
            for i in range(start, len(text)):
                if text[i] == "\n":
                    return i + 1
                if text[i] == "\r":
                    return i + 2 if text[i + 1 : i + 2] == "\n" else i + 1
            return len(text)
        mark = self._newline if self._newline is not None else "\n"
        found = text.find(mark, start)
        return len(text) if found < 0 else found + len(mark)

    def _direct_line(self):
        """The next line where it ends in what `newline` says."""
        at = self._at
        if at is None or self._parts or self.closed:
            self._check()
            at = self._place()
            self._joined()
        text, newline = self._text, self._newline
        if newline == "\n":
            from sys import _line_at

            line = _line_at(text, at)
        else:
            found = text.find(newline, at)
            line = text[at:] if found < 0 else text[at : found + len(newline)]
        self._at = at + len(line)
        return line

    def readline(self, size=-1, /):
        if size == -1 and self._direct:
            return self._direct_line()
        self._check()
        if size is not None and not isinstance(size, int):
            raise TypeError(f"argument should be integer or None, not '{type(size).__name__}'")
        text, start = self._joined(), self._place()
        if start >= len(text):
            return self._empty
        end = self._line_end(text, start)
        if size is not None and 0 <= size < end - start:
            end = start + size
        self._at = end
        return text[start:end]

    def __iter__(self):
        if self._empty == "":
            self._check(".")
        return self

    def __next__(self):
        line = self._direct_line() if self._direct else self.readline()
        if not line:
            raise StopIteration
        return line

    def readlines(self, hint=-1, /):
        self._check(".")
        lines = []
        total = 0
        for line in self:
            lines.append(line)
            total += len(line)
            if hint is not None and 0 < hint < total:
                break
        return lines

    def writelines(self, lines, /):
        self._check(".")
        for line in lines:
            self.write(line)

    def tell(self):
        self._check()
        return self._place()

    def truncate(self, pos=None, /):
        self._check()
        at = self._place()
        if pos is None:
            pos = at
        elif not isinstance(pos, int):
            raise TypeError(f"argument should be integer or None, not '{type(pos).__name__}'")
        elif pos < 0:
            raise ValueError(f"{'Negative size value' if self._empty == '' else 'negative size value'} {pos}")
        self._text = self._joined()[:pos]
        self._at = at
        return pos

    def flush(self):
        if self._empty == b"":
            self._check()

    def close(self):
        self.closed = True
        self._plain = False

    def readable(self):
        self._check()
        return True

    def writable(self):
        self._check()
        return True

    def seekable(self):
        self._check()
        return True

    def isatty(self):
        self._check(".")
        return False

    def fileno(self):
        raise UnsupportedOperation("fileno")

    def __enter__(self):
        self._check(".")
        return self

    def __exit__(self, *error):
        self.close()


class StringIO(Memory):
    __module__ = "_io"
    _type_name = "_io.StringIO"
    _other_parts = True
    encoding = errors = None
    line_buffering = False

    def detach(self):
        raise UnsupportedOperation("detach")

    def __init__(self, initial_value="", newline="\n"):
        if newline is not None and not isinstance(newline, str):
            raise TypeError(f"newline must be str or None, not {type(newline).__name__}")
        if newline not in (None, "", "\n", "\r", "\r\n"):
            raise ValueError(f"illegal newline value: {newline!r}")
        if initial_value is not None and not isinstance(initial_value, str):
            raise TypeError(f"initial_value must be str or None, not {type(initial_value).__name__}")
        super().__init__("", "", newline, type(self) is StringIO)
        if self._direct:
            from sys import _note_texts

            _note_texts(StringIO)
        if initial_value:
            self._put(self._translated(initial_value))
            self._at = 0

    def _translated(self, text):
        if self._newline is None:
            return text.replace("\r\n", "\n").replace("\r", "\n")
        return text.replace("\n", self._newline) if self._newline in ("\r", "\r\n") else text

    def write(self, s, /):
        if not isinstance(s, str):
            raise TypeError(f"string argument expected, got '{type(s).__name__}'")
        if self._at is None and self._plain:
            if s:
                self._parts.append(s)
            return len(s)
        self._check()
        if s:
            self._put(self._translated(s))
        return len(s)

    def seek(self, pos, whence=0, /):
        pos, whence = self._index(pos), self._index(whence)
        self._check()
        if not 0 <= whence <= 2:
            raise ValueError(f"Invalid whence ({whence}, should be 0, 1 or 2)")
        if whence == 0 and pos < 0:
            raise ValueError(f"Negative seek position {pos}")
        if whence != 0 and pos != 0:
            raise OSError("Can't do nonzero cur-relative seeks")
        self._at = pos if whence == 0 else self._place() if whence == 1 else len(self._joined())
        return self._at


class BytesIO(Memory):
    __module__ = "_io"
    _type_name = "_io.BytesIO"
    _other_parts = True

    def __init__(self, initial_bytes=b""):
        super().__init__(b"" if initial_bytes is None else self._bytes_of(initial_bytes), b"", b"\n", type(self) is BytesIO)

    def _bytes_of(self, value):
        if not isinstance(value, (bytes, bytearray)):
            raise TypeError(f"a bytes-like object is required, not '{type(value).__name__}'")
        return bytes(value)

    def write(self, b, /):
        self._check()
        piece = self._bytes_of(b)
        if piece:
            self._put(piece)
        return len(piece)

    def readinto(self, buffer, /):
        self._check()
        if not isinstance(buffer, bytearray):
            shown = "None" if buffer is None else type(buffer).__name__
            raise TypeError(f"readinto() argument must be read-write bytes-like object, not {shown}")
        piece = self.read(len(buffer))
        buffer[: len(piece)] = piece
        return len(piece)

    def readinto1(self, buffer, /):
        return self.readinto(buffer)

    def read1(self, size=-1, /):
        return self.read(size)

    def detach(self):
        raise UnsupportedOperation("detach")

    def seek(self, pos, whence=0, /):
        pos, whence = self._index(pos), self._index(whence)
        self._check()
        if whence == 0 and pos < 0:
            raise ValueError(f"negative seek value {pos}")
        if not 0 <= whence <= 2:
            raise ValueError(f"invalid whence ({whence}, should be 0, 1 or 2)")
        start = 0 if whence == 0 else self._place() if whence == 1 else len(self._joined())
        self._at = max(start + pos, 0)
        return self._at


def print_to(*values, sep=None, end=None, file=None, flush=False):
    if sep is not None and not isinstance(sep, str):
        raise TypeError(f"sep must be None or a string, not {type(sep).__name__}")
    if end is not None and not isinstance(end, str):
        raise TypeError(f"end must be None or a string, not {type(end).__name__}")
    if file is None:
        print(*values, sep=sep, end=end)
        return
    write = file.write
    for i, value in enumerate(values):
        if i:
            write(" " if sep is None else sep)
        write(str(value))
    write("\n" if end is None else end)
    if flush:
        file.flush()
