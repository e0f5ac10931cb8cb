"""`io`: texts and bytes in memory, and `print` to what has a `write`."""


class UnsupportedOperation(OSError, ValueError):
    __module__ = "io"


class Memory:
    def start(self, value, empty, newline):
        self.empty = empty
        self.text = value
        self.parts = []  # written at the end, not yet in `text`
        self.newline = newline
        self.direct = bool(newline) and type(self) in (StringIO, BytesIO)  # lines end in what `newline` says, `readline` is ours
        self.at = 0
        self.closed = False

    def check(self, dot=""):
        if self.closed:
            raise ValueError("I/O operation on closed file" + ("." if self.empty == b"" else dot))

    def joined(self):
        if self.parts:
            self.text += self.empty.join(self.parts)
            self.parts = []
        return self.text

    def put(self, piece):
        if self.parts:
            if self.at is None:
                self.parts.append(piece)
                return
        elif self.at is None or self.at == len(self.text):
            self.at = None
            self.parts.append(piece)
            return
        text = self.joined()
        if self.at > len(text):
            text += self.zero() * (self.at - len(text))
        end = self.at + len(piece)
        self.text = text[: self.at] + piece + text[end:]
        self.at = end

    def zero(self):
        return "\0" if self.empty == "" else b"\0"

    def place(self):
        return len(self.joined()) if self.at is None else self.at

    def getvalue(self):
        self.check()
        return self.joined()

    def read(self, size=-1, /):
        if not self.closed and not self.parts and self.at is not None and type(size) is int and size > 0:
            piece = self.text[self.at : self.at + size]
            self.at += len(piece)
            return piece
        self.check()
        if size is not None and not isinstance(size, int):
            raise TypeError(f"argument should be integer or None, not '{type(size).__name__}'")
        text, start = self.joined(), self.place()
        if start >= len(text):
            return self.empty
        end = len(text) if size is None or size < 0 else min(start + size, len(text))
        self.at = end
        return text[start:end]

    def line_end(self, text, start):
        if self.newline == "":
            for i in range(start, len(text)):
                if text[i] == "\n":
                    return i + 1
                if text[i] == "\r":
                    return i + 2 if text[i + 1 : i + 2] == "\n" else i + 1
            return len(text)
        mark = self.newline if self.newline is not None else "\n"
        found = text.find(mark, start)
        return len(text) if found < 0 else found + len(mark)

    def direct_line(self):
        """The next line where it ends in what `newline` says."""
        at = self.at
        if at is None or self.parts or self.closed:
            self.check()
            at = self.place()
            self.joined()
        text, newline = self.text, self.newline
        if newline == "\n":
            from sys import _line_at

            line = _line_at(text, at)
        else:
            found = text.find(newline, at)
            line = text[at:] if found < 0 else text[at : found + len(newline)]
        self.at = at + len(line)
        return line

    def readline(self, size=-1, /):
        if size == -1 and self.direct:
            return self.direct_line()
        self.check()
        if size is not None and not isinstance(size, int):
            raise TypeError(f"argument should be integer or None, not '{type(size).__name__}'")
        text, start = self.joined(), self.place()
        if start >= len(text):
            return self.empty
        end = self.line_end(text, start)
        if size is not None and 0 <= size < end - start:
            end = start + size
        self.at = end
        return text[start:end]

    def __iter__(self):
        if self.empty == "":
            self.check(".")
        return self

    def __next__(self):
        line = self.direct_line() if self.direct else self.readline()
        if not line:
            raise StopIteration
        return line

    def readlines(self, hint=-1, /):
        self.check(".")
        lines = []
        total = 0
        for line in self:
            lines.append(line)
            total += len(line)
            if hint is not None and 0 < hint < total:
                break
        return lines

    def writelines(self, lines, /):
        self.check(".")
        for line in lines:
            self.write(line)

    def tell(self):
        self.check()
        return self.place()

    def truncate(self, pos=None, /):
        self.check()
        at = self.place()
        if pos is None:
            pos = at
        elif not isinstance(pos, int):
            raise TypeError(f"argument should be integer or None, not '{type(pos).__name__}'")
        elif pos < 0:
            raise ValueError(f"{'Negative size value' if self.empty == '' else 'negative size value'} {pos}")
        self.text = self.joined()[:pos]
        self.at = at
        return pos

    def flush(self):
        if self.empty == b"":
            self.check()

    def close(self):
        self.closed = True

    def readable(self):
        self.check()
        return True

    def writable(self):
        self.check()
        return True

    def seekable(self):
        self.check()
        return True

    def isatty(self):
        self.check(".")
        return False

    def fileno(self):
        raise UnsupportedOperation("fileno")

    def __enter__(self):
        self.check(".")
        return self

    def __exit__(self, *error):
        self.close()


class StringIO(Memory):
    __module__ = "_io"
    _type_name = "_io.StringIO"
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
        self.start("", "", newline)
        if self.direct:
            from sys import _note_texts

            _note_texts(StringIO)
        if initial_value:
            self.put(self.translated(initial_value))
            self.at = 0

    def translated(self, text):
        if self.newline is None:
            return text.replace("\r\n", "\n").replace("\r", "\n")
        return text.replace("\n", self.newline) if self.newline in ("\r", "\r\n") else text

    def write(self, s, /):
        if not isinstance(s, str):
            raise TypeError(f"string argument expected, got '{type(s).__name__}'")
        if self.at is None and self.newline == "\n" and not self.closed:
            if s:
                self.parts.append(s)
            return len(s)
        self.check()
        if s:
            self.put(self.translated(s))
        return len(s)

    def seek(self, pos, whence=0, /):
        self.check()
        if not 0 <= whence <= 2:
            raise ValueError(f"Invalid whence ({whence}, should be 0, 1 or 2)")
        if whence == 0 and pos < 0:
            raise ValueError(f"Negative seek position {pos}")
        if whence != 0 and pos != 0:
            raise OSError("Can't do nonzero cur-relative seeks")
        self.at = int(pos) if whence == 0 else self.place() if whence == 1 else len(self.joined())
        return self.at


class BytesIO(Memory):
    __module__ = "_io"
    _type_name = "_io.BytesIO"

    def __init__(self, initial_bytes=b""):
        self.start(b"" if initial_bytes is None else self.bytes_of(initial_bytes), b"", b"\n")

    def bytes_of(self, value):
        if not isinstance(value, (bytes, bytearray)):
            raise TypeError(f"a bytes-like object is required, not '{type(value).__name__}'")
        return bytes(value)

    def write(self, b, /):
        self.check()
        piece = self.bytes_of(b)
        if piece:
            self.put(piece)
        return len(piece)

    def readinto(self, buffer, /):
        self.check()
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
        self.check()
        if whence == 0 and pos < 0:
            raise ValueError(f"negative seek value {pos}")
        if not 0 <= whence <= 2:
            raise ValueError(f"invalid whence ({whence}, should be 0, 1 or 2)")
        start = 0 if whence == 0 else self.place() if whence == 1 else len(self.joined())
        self.at = max(start + pos, 0)
        return self.at


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
