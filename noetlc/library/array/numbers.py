"""`array`: numbers of one kind, kept as a list of values that fit."""

from __future__ import annotations

typecodes = "bBuhHiIlLqQfd"
_CODES = "bBhHiIlLqQfd"
_ITEM_SIZES = "112244888848"
_BITS = {"b": 8, "B": 8, "h": 16, "H": 16, "i": 32, "I": 32, "l": 64, "L": 64, "q": 64, "Q": 64}
_BAD_CODE = "bad typecode (must be b, B, u, h, H, i, I, l, L, q, Q, f or d)"


class array:
    _type_name = "array.array"
    __hash__ = None

    def __new__(cls, *arguments, **named):
        if named and cls is array:
            raise TypeError("array.array() takes no keyword arguments")
        if not arguments:
            raise TypeError("array() takes at least 1 argument (0 given)")
        if len(arguments) > 2:
            raise TypeError(f"array() takes at most 2 arguments ({len(arguments)} given)")
        code = arguments[0]
        if not isinstance(code, str) or len(code) != 1:
            raise TypeError(f"array() argument 1 must be a unicode character, not {'None' if code is None else type(code).__name__}")
        given = arguments[1] if len(arguments) > 1 else ()
        if code == "u":
            from sys import _leave

            _leave("memory of an array")
        if isinstance(given, str):
            raise TypeError(f"cannot use a str to initialize an array with typecode '{code}'")
        if code not in _CODES:
            raise ValueError(_BAD_CODE)
        made = object.__new__(cls)
        made._fill(code, given)
        return made

    def _fill(self, code, given):
        self._items = []
        self.typecode = code
        self._lowest, self._highest = least, most = _bounds(code)
        self._least, self._most = max(least, -(1 << 30)), min(most, (1 << 30) - 1)  # which are compared at once
        self._floats = code == "d"
        self.itemsize = int(_ITEM_SIZES[_CODES.index(code)])
        if isinstance(given, (bytes, bytearray)):
            array.frombytes(self, given)
        else:
            self._items = [item if type(item) is int and least <= item <= most else fitting(code, item) for item in given]

    def _with(self, items):
        made = array(self.typecode)
        made._items = list(items)
        return made

    def _same(self, other):
        """The items of another array that has numbers of the same kind."""
        if not isinstance(other, array):
            raise TypeError(f'can only assign array (not "{type(other).__name__}") to array slice')
        if other.typecode != self.typecode:
            raise TypeError("bad argument type for built-in operation")
        return other._items

    def _share(self):
        """The memory of the items, which views see from now on."""
        if isinstance(self._items, list):
            self._items = _Shared(self.typecode, self._items)
        return self._items._memory

    def __len__(self):
        return len(self._items)

    def __iter__(self):
        at = 0
        while True:
            items = self._items
            if at >= len(items):
                return
            yield items[at]
            at += 1

    def __contains__(self, item):
        return item in self._items

    def __getitem__(self, key):
        if type(key) is int:
            try:
                return self._items[key]
            except IndexError:
                pass
        if isinstance(key, slice):
            return self._with(self._items[key])
        return self._items[self._place(key, "array index out of range")]

    def _place(self, key, message):
        try:
            at = range(key).stop
        except TypeError:
            raise TypeError("array indices must be integers") from None
        if not -(1 << 63) <= at < 1 << 63:
            raise IndexError(f"cannot fit '{type(key).__name__}' into an index-sized integer")
        if not -len(self._items) <= at < len(self._items):
            raise IndexError(message)
        return at

    def __setitem__(self, key, value):
        if type(key) is int:
            if type(value) is int and (self._least <= value <= self._most or self._lowest <= value <= self._highest):
                pass
            elif type(value) is float and self._floats:
                pass
            elif -len(self._items) <= key < len(self._items):
                value = fitting(self.typecode, value)
            try:
                self._items[key] = value
            except IndexError:
                pass
            else:
                return
        if not isinstance(key, slice):
            at = self._place(key, "array assignment index out of range")
            self._items[at] = fitting(self.typecode, value)  # which views may see by now
            return
        items = self._same(value)
        count = len(range(*key.indices(len(self._items))))
        if key.step not in (None, 1) and len(items) != count:
            raise ValueError(f"attempt to assign array of size {len(items)} to extended slice of size {count}")
        self._items[key] = items[:]

    def __delitem__(self, key):
        if isinstance(key, slice):
            del self._items[key]
        else:
            del self._items[self._place(key, "array assignment index out of range")]

    def __add__(self, other):
        if isinstance(other, array):
            return self._with(self._items + self._same(other))
        raise TypeError(f'can only append array (not "{type(other).__name__}") to array')

    def __radd__(self, other):
        return other + self.tobytes() if isinstance(other, (bytes, bytearray)) else NotImplemented

    def __iadd__(self, other):
        if not isinstance(other, array):
            raise TypeError(f'can only extend array with array (not "{type(other).__name__}")')
        self.extend(other)
        return self

    def __mul__(self, times):
        return self._with(self._items * times)

    def __rmul__(self, times):
        return self._with(self._items * times)

    def __imul__(self, times):
        self._items *= times
        return self

    def __eq__(self, other):
        if isinstance(other, bytearray):
            return other == self.tobytes()
        return self._items == other._items if isinstance(other, array) else NotImplemented

    def __lt__(self, other):
        return self._items < other._items if isinstance(other, array) else NotImplemented

    def __le__(self, other):
        return self._items <= other._items if isinstance(other, array) else NotImplemented

    def __gt__(self, other):
        return self._items > other._items if isinstance(other, array) else NotImplemented

    def __ge__(self, other):
        return self._items >= other._items if isinstance(other, array) else NotImplemented

    def __repr__(self):
        name = type(self).__name__
        return f"{name}('{self.typecode}', {self._items[:]!r})" if self._items else f"{name}('{self.typecode}')"

    def __copy__(self):
        return self._with(self._items[:])

    def __deepcopy__(self, memo):
        return self._with(self._items[:])

    def __bytes__(self):
        return self.tobytes()

    def append(self, v, /):
        if type(v) is int and (self._least <= v <= self._most or self._lowest <= v <= self._highest):
            self._items.append(v)
        elif type(v) is float and self._floats:
            self._items.append(v)
        else:
            self._items.append(fitting(self.typecode, v))

    def insert(self, i, v, /):
        self._items.insert(i, fitting(self.typecode, v))

    def extend(self, bb, /):
        if isinstance(bb, array):
            if bb.typecode != self.typecode:
                raise TypeError("can only extend with array of same kind")
            self._items.extend(bb._items)
            return
        for item in bb:
            self._items.append(fitting(self.typecode, item))

    def fromlist(self, list_, /):
        if not isinstance(list_, list):
            raise TypeError("arg must be list")
        self._items.extend([fitting(self.typecode, item) for item in list_])

    def pop(self, i=-1, /):
        if not self._items:
            raise IndexError("pop from empty array")
        return self._items.pop(i)

    def remove(self, v, /):
        if v not in self._items:
            raise ValueError("array.remove(x): x not in array")
        self._items.remove(v)

    def index(self, v, /, *bounds):
        try:
            return self._items.index(v, *bounds)
        except ValueError:
            raise ValueError("array.index(x): x not in array") from None

    def count(self, v, /):
        return self._items.count(v)

    def reverse(self):
        self._items.reverse()

    def tolist(self):
        return self._items[:]

    def tobytes(self):
        import struct

        return struct.pack(f"={len(self._items)}{packing(self.typecode)}", *self._items)

    def frombytes(self, buffer, /):
        import struct

        if not isinstance(buffer, (bytes, bytearray)):
            if type(buffer).__name__ not in ("array", "memoryview"):
                raise TypeError(f"a bytes-like object is required, not '{type(buffer).__name__}'")
            if buffer.itemsize != 1:
                raise TypeError("a bytes-like object is required")
            buffer = buffer.tobytes()
        if len(buffer) % self.itemsize:
            raise ValueError("bytes length not a multiple of item size")
        self._items.extend(struct.unpack(f"={len(buffer) // self.itemsize}{packing(self.typecode)}", buffer))

    def byteswap(self):
        import struct

        form = f"{len(self._items)}{packing(self.typecode)}"
        self._items[:] = list(struct.unpack(">" + form, struct.pack("<" + form, *self._items)))

    def buffer_info(self):
        from sys import _leave

        _leave("memory of an array")


class _Shared:
    """The items of an array that views see, in its memory: used as the list that they were."""

    def __init__(self, code, items):
        import struct

        self._code = packing(code)
        self._size = int(_ITEM_SIZES[_CODES.index(code)])
        self._memory = bytearray(struct.pack(f"={len(items)}{self._code}", *items))
        from sys import _viewed

        _viewed(self._memory)

    def _all(self):
        import struct

        return list(struct.unpack(f"={len(self)}{self._code}", self._memory))

    def __len__(self):
        return len(self._memory) // self._size

    def __iter__(self):
        return iter(self._all())

    def __getitem__(self, key):
        if isinstance(key, slice):
            return self._all()[key]
        import struct

        at = key if key >= 0 else key + len(self)
        if not 0 <= at < len(self):
            raise IndexError(key)
        return struct.unpack_from(f"={self._code}", self._memory, at * self._size)[0]

    def __setitem__(self, key, value):
        items = self._all()
        items[key] = value
        self._put(items)

    def _put(self, items):
        import struct

        if len(items) != len(self):
            from sys import _leave

            _leave("other size of a bytearray with views")
        struct.pack_into(f"={len(items)}{self._code}", self._memory, 0, *items)

    def __delitem__(self, key):
        items = self._all()
        del items[key]
        self._put(items)

    def __contains__(self, item):
        return item in self._all()

    def __add__(self, other):
        return self._all() + list(other)

    def __mul__(self, times):
        return self._all() * times

    def __imul__(self, times):
        self._put(self._all() * times)
        return self

    def __eq__(self, other):
        return self._all() == list(other)

    def __lt__(self, other):
        return self._all() < list(other)

    def __le__(self, other):
        return self._all() <= list(other)

    def __gt__(self, other):
        return self._all() > list(other)

    def __ge__(self, other):
        return self._all() >= list(other)

    def append(self, item):
        self._put([*self._all(), item])

    def extend(self, items):
        self._put([*self._all(), *items])

    def insert(self, i, item):
        self._put([*self._all(), item])

    def pop(self, i):
        items = self._all()
        found = items.pop(i)
        self._put(items)
        return found

    def remove(self, item):
        items = self._all()
        items.remove(item)
        self._put(items)

    def index(self, item, *bounds):
        return self._all().index(item, *bounds)

    def count(self, item):
        return self._all().count(item)

    def reverse(self):
        items = self._all()
        items.reverse()
        self._put(items)


def _bounds(code):
    """Between which ints need no other look, none of them for codes of floats."""
    bits = _BITS.get(code, 0)
    if code in "bhilq" and bits:
        return -(1 << bits - 1), (1 << bits - 1) - 1
    return 0, (1 << min(bits, 63)) - 1 if bits else -1


def packing(code):
    """The letter of `struct` for the same size."""
    return "q" if code == "l" else "Q" if code == "L" else code


def fitting(code, value):
    """A value as an array with this code holds it."""
    if code == "d" or code == "f":
        try:
            number = float(None if isinstance(value, (str, bytes, bytearray)) else value)
        except TypeError:
            raise TypeError(f"must be real number, not {type(value).__name__}") from None
        if code == "d":
            return number
        import struct

        return struct.unpack("<f", struct.pack("<f", number))[0]
    value = int(value) if isinstance(value, int) else range(value).stop
    bits = _BITS[code]
    if code in "bhilq":
        if -(1 << bits - 1) <= value < 1 << bits - 1:
            return value
    elif 0 <= value < 1 << bits:
        return value
    raise OverflowError(_misfit(code, value))


def _misfit(code, value):
    """How an int is refused: C takes it as another type first."""
    if code in "qQ":
        return "can't convert negative int to unsigned" if code == "Q" and value < 0 else "int too big to convert"
    if code in "IL":
        if value < 0:
            return "can't convert negative value to unsigned int"
        return "unsigned int is greater than maximum" if value < 1 << 64 else "Python int too large to convert to C unsigned long"
    if not -(1 << 63) <= value < 1 << 63:
        return "Python int too large to convert to C long"
    kinds = {"b": "signed char", "B": "unsigned byte integer", "h": "signed short integer", "H": "unsigned short", "i": "signed integer"}
    kind = kinds[code]
    if code == "b" and not -(1 << 15) <= value < 1 << 15:
        kind = "signed short integer"
    if code == "H" and not -(1 << 31) <= value < 1 << 31:
        kind = "signed integer"
    return f"{kind} is {'less than minimum' if value < 0 else 'greater than maximum'}"


ArrayType = array
