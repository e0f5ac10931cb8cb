"""`memoryview`, which is a builtin and stands beside `array`: bytes of an object that are seen, and changed, through it.

`_view_of` is the object, `_start` the byte where the first item lies, `_count` how many there are, and `_step` the bytes from one to the
next: the runtime reads these where it takes anything like bytes.
"""

_FORMATS = "Bbc?hHiIlLqQfdnN"
_SIZES = "1111224488884888"
_RELEASED = "operation forbidden on released memoryview object"
_MISSING = "memoryview() missing required argument 'object' (pos 1)"
_KEY = "memoryview: invalid slice key"
_FORMAT = "memoryview: destination format must be a native single character format prefixed with an optional '@'"
_STRUCTURE = "memoryview assignment: lvalue and rvalue have different structures"


class memoryview:
    __module__ = "builtins"
    _type_name = "memoryview"

    def __init__(self, object=...):
        if isinstance(object, memoryview):
            object._check()
            self._like(object)
        elif isinstance(object, (bytes, bytearray)):
            self._view_of = self._owner = object
            self._start = 0
            self._count = len(object)
            self._step = self._size = 1
            self._format = "B"
            self._fixed = isinstance(object, bytes)
            if not self._fixed:
                from sys import _viewed

                _viewed(object)
        elif type(object).__name__ == "array":
            self._view_of = object._share()
            self._owner = object
            self._start = 0
            self._count = len(object)
            self._step = self._size = object.itemsize
            self._format = object.typecode
            self._fixed = False
        elif object is ...:
            raise TypeError(_MISSING)
        else:
            raise TypeError(f"memoryview: a bytes-like object is required, not '{type(object).__name__}'")
        self._released = False

    def _like(self, other):
        self._view_of = other._view_of
        self._owner = other._owner
        self._start = other._start
        self._count = other._count
        self._step = other._step
        self._size = other._size
        self._format = other._format
        self._fixed = other._fixed
        self._released = False

    def _check(self):
        if self._released:
            raise ValueError(_RELEASED)

    def _bytes(self):
        self._check()
        if self._step == self._size:
            return bytes(self._view_of[self._start : self._start + self._count * self._size])
        made = bytearray()
        for i in range(self._count):
            at = self._start + i * self._step
            made += self._view_of[at : at + self._size]
        return bytes(made)

    def _get(self, at):
        if self._format == "B":
            return self._view_of[at]
        if self._format == "c":
            return bytes(self._view_of[at : at + 1])
        import struct

        return struct.unpack_from(self._format, self._view_of, at)[0]

    def _place(self, key):
        """The byte where an item lies."""
        try:
            index = range(key).stop
        except TypeError:
            raise TypeError(_KEY) from None
        self._check()  # `__index__` may have released it
        if index < 0:
            index += self._count
        if not 0 <= index < self._count:
            raise IndexError("index out of bounds on dimension 1")
        return self._start + index * self._step

    def _slice(self, key):
        made = self.__class__(b"")
        made._like(self)  # before the bounds are asked for, which may release this view
        first, stop, step = key.indices(self._count)
        made._start = self._start + first * self._step
        made._count = len(range(first, stop, step))
        made._step = self._step * step
        return made

    def __len__(self):
        self._check()
        return self._count

    def __getitem__(self, key):
        self._check()
        return self._slice(key) if isinstance(key, slice) else self._get(self._place(key))

    def __setitem__(self, key, value):
        self._check()
        if self._fixed:
            raise TypeError("cannot modify read-only memory")
        if isinstance(key, slice):
            if not isinstance(value, (bytes, bytearray, memoryview)) and type(value).__name__ != "array":
                raise TypeError(f"a bytes-like object is required, not '{type(value).__name__}'")
            other = value if isinstance(value, memoryview) else memoryview(value)
            here = self._slice(key)
            self._check()
            content = other._bytes()
            if here._count != other._count or here._format != other._format:
                raise ValueError(_STRUCTURE)
            for i in range(here._count):
                at = here._start + i * here._step
                self._view_of[at : at + self._size] = content[i * self._size : (i + 1) * self._size]
            return
        at = self._place(key)
        packed = self._packed(value)
        self._check()
        self._view_of[at : at + self._size] = packed

    def __delitem__(self, key):
        raise TypeError("cannot modify read-only memory" if self._fixed else "cannot delete memory")

    def _packed(self, value):
        """The bytes of an item."""
        if self._format == "c":
            if not isinstance(value, bytes):
                raise TypeError("memoryview: invalid type for format 'c'")
            if len(value) != 1:
                raise ValueError("memoryview: invalid value for format 'c'")
            return value
        if self._format == "?":
            return b"\1" if value else b"\0"
        if self._format in "fd" and isinstance(value, (int, float)):
            value = float(value)
        else:
            try:
                value = range(value).stop
            except TypeError:
                raise TypeError(f"memoryview: invalid type for format '{self._format}'") from None
        if self._format == "B":
            if not 0 <= value <= 255:
                raise ValueError("memoryview: invalid value for format 'B'")
            return bytes([value])
        import struct

        try:
            return struct.pack(self._format, value)
        except struct.error:
            raise ValueError(f"memoryview: invalid value for format '{self._format}'") from None

    def __iter__(self):
        self._check()
        for i in range(self._count):
            yield self._get(self._start + i * self._step)

    def __eq__(self, other):
        if isinstance(other, memoryview):
            if self._released or other._released:
                return self is other
            if self._format == other._format and self._format not in "fd":
                return self._bytes() == other._bytes()
            return self.tolist() == other.tolist()
        if type(other).__name__ == "array":
            return not self._released and self.tolist() == other.tolist()
        if not isinstance(other, (bytes, bytearray)):
            return NotImplemented
        return not self._released and (self._bytes() == other if self._format == "B" else self.tolist() == list(other))

    def __radd__(self, other):
        return other + self._bytes() if isinstance(other, (bytes, bytearray)) else NotImplemented

    def __hash__(self):
        self._check()
        if not self._fixed:
            raise ValueError("cannot hash writable memoryview object")
        if self._format not in ("B", "b", "c"):
            raise ValueError("memoryview: hashing is restricted to formats 'B', 'b' or 'c'")
        return hash(self._bytes())

    def __enter__(self):
        self._check()
        return self

    def __exit__(self, *error):
        self.release()

    def release(self):
        self._released = True
        self._view_of = self._owner = None

    def tobytes(self, order="C"):
        return self._bytes()

    def tolist(self):
        self._check()
        return [self._get(self._start + i * self._step) for i in range(self._count)]

    def hex(self, *arguments, **named):
        return self._bytes().hex(*arguments, **named)

    def toreadonly(self):
        self._check()
        made = self.__class__(b"")
        made._like(self)
        made._fixed = True
        return made

    def cast(self, format, shape=...):
        self._check()
        if shape is not ...:
            from sys import _leave

            _leave("memory of several dimensions")
        if not isinstance(format, str):
            raise TypeError(f"cast() argument 'format' must be str, not {type(format).__name__}")
        if self._step != self._size:
            raise TypeError("memoryview: casts are restricted to C-contiguous views")
        letter = format[1:] if format[:1] == "@" else format
        if len(letter) != 1 or letter not in _FORMATS:
            raise ValueError(_FORMAT)
        if self._format not in "Bbc" and letter not in "Bbc":
            raise TypeError("memoryview: cannot cast between two non-byte formats")
        size = int(_SIZES[_FORMATS.index(letter)])
        if self._count * self._size % size:
            raise TypeError("memoryview: length is not a multiple of itemsize")
        made = self.__class__(b"")
        made._like(self)
        made._count = self._count * self._size // size
        made._step = made._size = size
        made._format = letter
        return made

    @property
    def obj(self):
        self._check()
        return self._owner

    @property
    def nbytes(self):
        self._check()
        return self._count * self._size

    @property
    def readonly(self):
        self._check()
        return self._fixed

    @property
    def format(self):
        self._check()
        return self._format

    @property
    def itemsize(self):
        self._check()
        return self._size

    @property
    def ndim(self):
        self._check()
        return 1

    @property
    def shape(self):
        self._check()
        return (self._count,)

    @property
    def strides(self):
        self._check()
        return (self._step,)

    @property
    def suboffsets(self):
        self._check()
        return ()

    @property
    def c_contiguous(self):
        self._check()
        return self._step == self._size or self._count < 2

    @property
    def f_contiguous(self):
        self._check()
        return self._step == self._size or self._count < 2

    @property
    def contiguous(self):
        self._check()
        return self._step == self._size or self._count < 2
