"""`sys`: the streams as values (`print` reaches them directly), arguments, exits, limits."""


class Stream:
    __module__ = "_io"
    encoding = errors = newlines = None  # as of the text in memory that it is
    line_buffering = False

    def __init__(self, name):
        self.name = name
        self.closed = False

    def write(self, text, /):
        from sys import _write

        if not isinstance(text, str):
            raise TypeError(f"string argument expected, got '{type(text).__name__}'")
        _write(text, int(self.name == "<stderr>"))
        return len(text)

    def writelines(self, lines, /):
        for line in lines:
            self.write(line)

    def flush(self):
        pass

    def isatty(self):
        return False

    def readable(self):
        return True

    def writable(self):
        return True

    def seekable(self):
        return True


stdout = Stream("<stdout>")
stderr = Stream("<stderr>")


def assigned(stream, number):
    """`sys.stdout = stream` (number 0) or `sys.stderr = stream` (1): what is printed from now on goes there."""
    from sys import _redirect

    own = isinstance(stream, Stream) and stream.name == ("<stderr>" if number else "<stdout>")
    _redirect(None if own else stream, number)


argv = [""]


def exit(status=None, /):
    if status is None:
        raise SystemExit
    if isinstance(status, tuple):
        from sys import _leave

        _leave("exit with a tuple")  # whose items are the arguments, and which is the code
    raise status if isinstance(status, SystemExit) else SystemExit(status)


def getdefaultencoding():
    return "utf-8"


interned = {}


def intern(string, /):
    if type(string) is not str:
        kind = type(string).__name__
        raise TypeError(f"can't intern {kind}" if isinstance(string, str) else f"intern() argument must be str, not {kind}")
    return interned.setdefault(string, string)


def is_finalizing():
    return False


limits = [1000]
digits = [4300]


def get_int_max_str_digits():
    return digits[0]


def set_int_max_str_digits(maxdigits):
    from sys import _most_digits

    if not hasattr(maxdigits, "__index__"):
        raise TypeError(f"'{type(maxdigits).__name__}' object cannot be interpreted as an integer")
    maxdigits = maxdigits.__index__()
    if not -(2**31) <= maxdigits < 2**31:
        raise OverflowError("Python int too large to convert to C int")
    if maxdigits != 0 and maxdigits < 640:
        raise ValueError("maxdigits must be 0 or larger than 640")
    digits[0] = maxdigits
    _most_digits(min(maxdigits, 10**9))  # which is a small int, and no text is longer


def getrecursionlimit():
    return limits[0]


def setrecursionlimit(limit, /):
    from sys import _deeper, _leave

    if not hasattr(limit, "__index__"):
        raise TypeError(f"'{type(limit).__name__}' object cannot be interpreted as an integer")
    limit = limit.__index__()
    if not -(2**31) <= limit < 2**31:
        raise OverflowError("Python int too large to convert to C int")
    if limit < 1:
        raise ValueError("recursion limit must be greater or equal than 1")
    if limit < 1000:
        _leave("low recursion limit")
    limits[0] = limit
    _deeper(limit > 1000)
