"""`pprint`: values as text in lines of a given width."""


class InOrder:
    """Sorts what cannot be compared by its type."""

    def __init__(self, value):
        self.value = value

    def __lt__(self, other):
        try:
            return self.value < other.value
        except TypeError:
            return (str(type(self.value)), id(self.value)) < (str(type(other.value)), id(other.value))


def generated(value, pairs):
    """What the `__repr__` that is made for a data class gives; a part that holds the value again shows it as three dots."""
    from sys import _busy

    _busy(value, True)
    try:
        return f"{type(value).__qualname__}({', '.join([f'{key}={part!r}' for key, part in pairs])})"
    finally:
        _busy(value, False)


def form_of(value):
    """How a value is laid out: as a built-in type, or by a form of its own; "" for one that has a repr alone."""
    from sys import _defines

    cls = type(value)
    if cls is str:
        return "str"
    if cls is int or cls is float or cls is bool or value is None:
        return ""
    if cls is list:
        return "list"
    if cls is tuple:
        return "tuple"
    if cls is dict:
        return "dict"
    if cls.__name__ in ("OrderedDict", "defaultdict", "Counter", "deque") and cls.__module__ == "collections":
        return cls.__name__
    for base in (dict, list, tuple, set, frozenset, str, bytes):
        if cls is base or (isinstance(value, base) and not _defines(cls, "__repr__") and not hasattr(value, "_fields")):
            return base.__name__
    if cls is bytearray or (cls.__name__ in SELDOM and cls.__module__ in ("collections", "types", "builtins")):
        return cls.__name__
    return "dataclass" if hasattr(cls, "__dataclass_fields__") else ""


SELDOM = ("SimpleNamespace", "mappingproxy", "UserDict", "UserList", "UserString", "ChainMap")


class PrettyPrinter:
    def __init__(
        self, indent=1, width=80, depth=None, stream=None, *, compact=False, sort_dicts=True, underscore_numbers=False
    ):
        indent, width = int(indent), int(width)
        if indent < 0:
            raise ValueError("indent must be >= 0")
        if depth is not None and depth <= 0:
            raise ValueError("depth must be > 0")
        if not width:
            raise ValueError("width must be != 0")
        self._depth = depth
        self._indent_per_level = indent
        self._width = width
        self._stream = stream
        self._compact = bool(compact)
        self._sort_dicts = sort_dicts
        self._underscore_numbers = underscore_numbers

    def pformat(self, object):
        self.parts = []
        self.lay_out(object, 0, 0, [], 0)
        return "".join(self.parts)

    def pprint(self, object):
        text = self.pformat(object) + "\n"
        if self._stream is None:
            print(text, end="")
        else:
            self._stream.write(text)

    def isrecursive(self, object):
        return self.format(object, [], 0, 0)[2]

    def isreadable(self, object):
        _, readable, recursive = self.format(object, [], 0, 0)
        return readable and not recursive

    def format(self, object, context, maxlevels, level):
        return self.repr_of(object, context if type(context) is list else list(context), level)

    # ---- on one line

    def repr_of(self, value, above, level):
        """The text, whether it can be read back, and whether it repeats something it is in."""
        form = form_of(value)
        if form == "" and self._underscore_numbers and type(value) is int:
            return f"{value:_d}", True, False
        if form not in ("dict", "list", "tuple"):
            text = repr(value)
            return text, bool(text) and text[0] != "<", False
        empty = {"dict": "{}", "list": "[]", "tuple": "()"}[form]
        if not value:
            return empty, True, False
        comma = "," if form == "tuple" and len(value) == 1 else ""
        if self._depth and level >= self._depth:
            return f"{empty[0]}...{comma}{empty[1]}", False, False
        for one in above:
            if one is value:
                return f"<Recursion on {type(value).__name__} with id={id(value)}>", False, True
        readable, recursive, shown = True, False, []
        inside = [*above, value]
        level += 1
        if form == "dict":
            for key, item in self.pairs(value):
                named, key_readable, key_recursive = self.format(key, inside, self._depth, level)
                text, item_readable, item_recursive = self.format(item, inside, self._depth, level)
                shown.append(f"{named}: {text}")
                readable = readable and key_readable and item_readable
                recursive = recursive or key_recursive or item_recursive
        else:
            for item in value:
                text, item_readable, item_recursive = self.format(item, inside, self._depth, level)
                shown.append(text)
                readable = readable and item_readable
                recursive = recursive or item_recursive
        return empty[0] + ", ".join(shown) + comma + empty[1], readable, recursive

    def pairs(self, value):
        return sorted(value.items(), key=lambda pair: InOrder(pair[0])) if self._sort_dicts else list(value.items())

    # ---- on several lines

    def lay_out(self, value, indent, allowance, above, level):
        if any(one is value for one in above):
            self.parts.append(f"<Recursion on {type(value).__name__} with id={id(value)}>")
            return
        text = self.format(value, above, self._depth, level)[0]
        form = form_of(value)
        if len(text) <= self._width - indent - allowance or form == "":
            self.parts.append(text)
            return
        if form == "dataclass" or form in SELDOM or form == "bytearray":
            self.lay_out_seldom(form, value, text, indent, allowance, [*above, value], level + 1)
            return
        if not value and form not in ("dict", "list", "tuple"):
            self.parts.append(repr(value))
            return
        inside, name = [*above, value], type(value).__name__
        write, level = self.parts.append, level + 1
        gap = " " * (self._indent_per_level - 1)
        if form == "dict":
            self.lay_out_dict(value, indent, allowance, inside, level)
        elif form == "list":
            write("[")
            self.lay_out_items(value, indent, allowance + 1, inside, level)
            write("]")
        elif form == "tuple":
            end = ",)" if len(value) == 1 else ")"
            write("(")
            self.lay_out_items(value, indent, allowance + len(end), inside, level)
            write(end)
        elif form in ("set", "frozenset"):
            begin, end = ("{", "}") if type(value) is set else (name + "({", "})")
            write(begin)
            more = 0 if type(value) is set else len(name) + 1
            self.lay_out_items(sorted(value, key=InOrder), indent + more, allowance + len(end), inside, level)
            write(end)
        elif form == "str":
            self.lay_out_text(value, indent, allowance, level)
        elif form == "bytes":
            self.lay_out_bytes(value, indent, allowance, level)
        elif form == "OrderedDict":
            write(name + "(")
            self.lay_out(list(value.items()), indent + len(name) + 1, allowance + 1, inside, level)
            write(")")
        elif form == "defaultdict":
            indent += len(name) + 1
            write(f"{name}({self.format(value.default_factory, inside, self._depth, level)[0]},\n{' ' * indent}")
            self.lay_out_dict(value, indent, allowance + 1, inside, level)
            write(")")
        elif form == "Counter":
            write(name + "({" + gap)
            self.lay_out_pairs(value.most_common(), indent + len(name) + 1, allowance + 2, inside, level)
            write("})")
        else:
            indent += len(name) + 1
            write(name + "([")
            self.lay_out_items(value, indent, 2, inside, level) if value.maxlen is not None else self.lay_out_items(
                value, indent, allowance + 2, inside, level
            )
            write("])" if value.maxlen is None else f"],\n{' ' * indent}maxlen={value.maxlen!r})")

    def lay_out_seldom(self, form, value, text, indent, allowance, above, level):
        name, write = type(value).__name__, self.parts.append
        if form in ("UserDict", "UserList", "UserString"):
            self.lay_out(value.data, indent, allowance, above, level - 1)
        elif form == "mappingproxy":
            write(name + "(")
            self.lay_out(value.copy(), indent + len(name) + 1, allowance + 1, above, level)
            write(")")
        elif form == "bytearray":
            write(name + "(")
            self.lay_out_bytes(bytes(value), indent + len(name) + 1, allowance + 1, level + 1)
            write(")")
        elif form == "ChainMap":
            write(name + "(")
            indent += len(name) + 1
            for i, mapping in enumerate(value.maps):
                last = i == len(value.maps) - 1
                self.lay_out(mapping, indent, allowance + 1 if last else 1, above, level)
                write(")" if last else ",\n" + " " * indent)
        else:
            name = "namespace" if form == "SimpleNamespace" else name
            if form == "dataclass":
                pairs = [(f.name, getattr(value, f.name)) for f in value.__dataclass_fields__.values() if f.repr]
                if text != generated(value, pairs):  # a `__repr__` of its own
                    write(text)
                    return
            else:
                pairs = list(vars(value).items())
            write(name + "(")
            indent += len(name) + 1
            for i, (key, part) in enumerate(pairs):
                last = i == len(pairs) - 1
                write(key + "=")
                if any(one is part for one in above):
                    write("...")
                else:
                    self.lay_out(part, indent + len(key) + 1, allowance if last else 1, above, level)
                if not last:
                    write(",\n" + " " * indent)
            write(")")

    def lay_out_dict(self, value, indent, allowance, above, level):
        self.parts.append("{" + " " * (self._indent_per_level - 1))
        self.lay_out_pairs(self.pairs(value), indent, allowance + 1, above, level)
        self.parts.append("}")

    def lay_out_pairs(self, pairs, indent, allowance, above, level):
        indent += self._indent_per_level
        for i, (key, value) in enumerate(pairs):
            text = self.format(key, above, self._depth, level)[0]
            self.parts.append(f"{text}: ")
            last = i == len(pairs) - 1
            self.lay_out(value, indent + len(text) + 2, allowance if last else 1, above, level)
            if not last:
                self.parts.append(",\n" + " " * indent)

    def lay_out_items(self, items, indent, allowance, above, level):
        indent += self._indent_per_level
        write = self.parts.append
        write(" " * (self._indent_per_level - 1))
        between = ""
        most = room = self._width - indent + 1
        left = len(items)
        for item in items:
            left -= 1
            if not left:
                most -= allowance
                room -= allowance
            if self._compact:
                text = self.format(item, above, self._depth, level)[0]
                size = len(text) + 2
                if room < size:
                    room = most
                    if between:
                        between = ",\n" + " " * indent
                if room >= size:
                    room -= size
                    write(between + text)
                    between = ", "
                    continue
            write(between)
            between = ",\n" + " " * indent
            self.lay_out(item, indent, 1 if left else allowance, above, level)

    def lay_out_text(self, value, indent, allowance, level):
        import re

        if level == 1:
            indent += 1
            allowance += 1
        room, chunks, lines = self._width - indent, [], value.splitlines(True)
        for i, line in enumerate(lines):
            last = i == len(lines) - 1
            if len(repr(line)) <= room - (allowance if last else 0):
                chunks.append(repr(line))
                continue
            words, current = [word for word in re.findall(r"\S*\s*", line) if word], ""
            for j, word in enumerate(words):
                at_end = last and j == len(words) - 1
                if len(repr(current + word)) > room - (allowance if at_end else 0):
                    if current:
                        chunks.append(repr(current))
                    current = word
                else:
                    current += word
            if current:
                chunks.append(repr(current))
        if len(chunks) == 1:
            self.parts.append(chunks[0])
            return
        text = ("\n" + " " * indent).join(chunks)
        self.parts.append(f"({text})" if level == 1 else text)


    def lay_out_bytes(self, value, indent, allowance, level):
        if len(value) <= 4:
            self.parts.append(repr(value))
            return
        if level == 1:
            indent += 1
            allowance += 1
        room, chunks, current = self._width - indent, [], b""
        for i in range(0, len(value), 4):
            part = value[i : i + 4]
            if i == len(value) // 4 * 4:
                room -= allowance
            if len(repr(current + part)) > room:
                if current:
                    chunks.append(repr(current))
                current = part
            else:
                current += part
        if current:
            chunks.append(repr(current))
        text = ("\n" + " " * indent).join(chunks)
        self.parts.append(f"({text})" if level == 1 else text)


def pprint(object, stream=None, indent=1, width=80, depth=None, *, compact=False, sort_dicts=True, underscore_numbers=False):
    printer = PrettyPrinter(
        indent, width, depth, stream, compact=compact, sort_dicts=sort_dicts, underscore_numbers=underscore_numbers
    )
    printer.pprint(object)


def pp(object, *args, sort_dicts=False, **kwargs):
    pprint(object, *args, sort_dicts=sort_dicts, **kwargs)


def pformat(object, indent=1, width=80, depth=None, *, compact=False, sort_dicts=True, underscore_numbers=False):
    return PrettyPrinter(
        indent, width, depth, compact=compact, sort_dicts=sort_dicts, underscore_numbers=underscore_numbers
    ).pformat(object)


def saferepr(object):
    return PrettyPrinter().repr_of(object, [], 0)[0]


def isreadable(object):
    return PrettyPrinter().isreadable(object)


def isrecursive(object):
    return PrettyPrinter().isrecursive(object)
