"""The streams of `sys` as values; `print` reaches them directly."""


class Stream:
    __module__ = "_io"

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


stdout = Stream("<stdout>")
stderr = Stream("<stderr>")


def assigned(stream, number):
    """`sys.stdout = stream` (number 0) or `sys.stderr = stream` (1): what is printed from now on goes there."""
    from sys import _redirect

    own = isinstance(stream, Stream) and stream.name == ("<stderr>" if number else "<stdout>")
    _redirect(None if own else stream, number)
