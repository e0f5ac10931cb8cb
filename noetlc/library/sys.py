"""The streams of `sys` as values; `print` reaches them directly."""


class Stream:
    __module__ = "_io"

    def __init__(self, name):
        self.name = name
        self.closed = False

    def write(self, text, /):
        import sys

        if not isinstance(text, str):
            raise TypeError(f"string argument expected, got '{type(text).__name__}'")
        if self.name == "<stdout>":
            print(text, end="")
        else:
            print(text, end="", file=sys.stderr)
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
