"""`string`: `capwords` and `Template`."""


def capwords(s, sep=None):
    return (sep or " ").join([word.capitalize() for word in s.split(sep)])


def is_letter(char):
    return char == "_" or "a" <= char <= "z" or "A" <= char <= "Z"


known = {}  # delimiters and pieces of templates by their texts


class Template:
    delimiter = "$"

    def __init__(self, template):
        self.template = template

    def pieces(self):
        text, mark = self.template, self.delimiter
        held = known.get(text)
        if held is not None and held[0] == mark:
            return held[1]
        pieces = []
        start = 0
        while True:
            at = text.find(mark, start)
            if at < 0:
                pieces.append(("text", text[start:], len(text)))
                if len(known) == 64:
                    known.clear()
                known[text] = mark, pieces
                return pieces
            pieces.append(("text", text[start:at], at))
            start = at + len(mark)
            end = start
            braced = text[start : start + 1] == "{"
            if braced:
                end += 1
            first = end
            while end < len(text) and (is_letter(text[end]) or (end > first and "0" <= text[end] <= "9")):
                end += 1
            if text.startswith(mark, start):
                pieces.append(("escaped", mark, start))
                start += len(mark)
            elif end > first and not braced:
                pieces.append(("name", text[first:end], start))
                start = end
            elif end > first and text[end : end + 1] == "}":
                pieces.append(("braced", text[first:end], start))
                start = end + 1
            else:
                pieces.append(("invalid", "", start))

    def substitute(self, mapping=..., /, **kws):
        return self.filled({} if mapping is ... else mapping, kws, False)

    def safe_substitute(self, mapping=..., /, **kws):
        return self.filled({} if mapping is ... else mapping, kws, True)

    def filled(self, mapping, named, safe):
        found = []
        for kind, text, at in self.pieces():
            if kind == "text" or kind == "escaped":
                found.append(text)
            elif kind == "invalid":
                if not safe:
                    self.refuse(at)
                found.append(self.delimiter)
            else:
                try:
                    found.append(str(named[text] if text in named else mapping[text]))
                except KeyError:
                    if not safe:
                        raise KeyError(text) from None
                    found.append(self.delimiter + ("{" + text + "}" if kind == "braced" else text))
        return "".join(found)

    def refuse(self, at):
        lines = self.template[:at].splitlines(keepends=True)
        column = at - len("".join(lines[:-1])) if lines else 1
        raise ValueError(f"Invalid placeholder in string: line {len(lines) or 1}, col {column}")

    def is_valid(self):
        return all(kind != "invalid" for kind, _, _ in self.pieces())

    def get_identifiers(self):
        names = []
        for kind, text, _ in self.pieces():
            if (kind == "name" or kind == "braced") and text not in names:
                names.append(text)
        return names


class PatternTemplate(Template):
    """What a template derives from that changes more than its delimiter."""

    idpattern = "(?a:[_a-z][_a-z0-9]*)"
    braceidpattern = None
    flags = 2
    pattern = None

    def found(self):
        import re

        pattern = self.pattern
        if pattern is None:
            mark, named = re.escape(self.delimiter), self.idpattern
            braced = f"{{(?P<braced>{self.braceidpattern or named})}}"
            pattern = f"{mark}(?:(?P<escaped>{mark})|(?P<named>{named})|{braced}|(?P<invalid>))"
        return re.compile(pattern, self.flags | re.VERBOSE)

    def filled(self, mapping, named, safe):
        def replaced(match):
            name = match.group("named") or match.group("braced")
            if name is not None:
                try:
                    return str(named[name] if name in named else mapping[name])
                except KeyError:
                    if not safe:
                        raise
                    return match.group()
            if match.group("escaped") is not None:
                return self.delimiter
            if match.group("invalid") is None:
                raise ValueError("Unrecognized named group in pattern", self.found())
            if not safe:
                self.refuse(match.start("invalid"))
            return match.group()

        return self.found().sub(replaced, self.template)

    def is_valid(self):
        return all([m.group("invalid") is None for m in self.found().finditer(self.template)])

    def get_identifiers(self):
        names = []
        for match in self.found().finditer(self.template):
            name = match.group("named") or match.group("braced")
            if name is not None and name not in names:
                names.append(name)
        return names


class Formatter:
    def format(self, format_string, /, *args, **kwargs):
        return self.vformat(format_string, args, kwargs)

    def vformat(self, format_string, args, kwargs):
        used = set()
        found, _ = self.filled(format_string, args, kwargs, used, 2, 0)
        self.check_unused_args(used, args, kwargs)
        return found

    def filled(self, text, args, kwargs, used, depth, number):
        """A text with its fields filled, and the number of the next one that has no name; False once a field had a number."""
        if depth < 0:
            raise ValueError("Max string recursion exceeded")
        found = []
        for literal, name, spec, conversion in self.parse(text):
            if literal:
                found.append(literal)
            if name is None:
                continue
            if name == "":
                if number is False:
                    raise ValueError("cannot switch from manual field specification to automatic field numbering")
                name = str(number)
                number += 1
            elif name.isdigit():
                if number:
                    raise ValueError("cannot switch from manual field specification to automatic field numbering")
                number = False
            value, key = self.get_field(name, args, kwargs)
            used.add(key)
            value = self.convert_field(value, conversion)
            spec, number = self.filled(spec, args, kwargs, used, depth - 1, number)
            found.append(self.format_field(value, spec))
        return "".join(found), number

    def get_value(self, key, args, kwargs):
        return args[key] if isinstance(key, int) else kwargs[key]

    def check_unused_args(self, used_args, args, kwargs):
        pass

    def format_field(self, value, format_spec):
        return format(value, format_spec)

    def convert_field(self, value, conversion):
        if conversion is None:
            return value
        if conversion not in ("s", "r", "a"):
            raise ValueError(f"Unknown conversion specifier {conversion!s}")
        return str(value) if conversion == "s" else repr(value) if conversion == "r" else ascii(value)

    def parse(self, format_string):
        """Pieces: literal text, and field name, specification and conversion, which are None where no field follows."""
        text, at, literal = format_string, 0, ""
        while at < len(text):
            char = text[at]
            at += 1
            if char not in "{}":
                literal += char
            elif text[at : at + 1] == char:
                yield literal + char, None, None, None
                literal = ""
                at += 1
            elif char == "}":
                raise ValueError("Single '}' encountered in format string")
            else:
                depth, end = 1, at
                while end < len(text) and depth:
                    depth += (text[end] == "{") - (text[end] == "}")
                    end += 1
                if depth:
                    raise ValueError("Single '{' encountered in format string" if at == len(text) else "expected '}' before end of string")
                yield literal, *field_parts(text[at : end - 1])
                literal, at = "", end
        if literal:
            yield literal, None, None, None

    def get_field(self, field_name, args, kwargs):
        end = 0
        while end < len(field_name) and field_name[end] not in ".[":
            end += 1
        first, rest = field_name[:end], field_name[end:]
        key = int(first) if first.isdigit() else first
        value = self.get_value(key, args, kwargs)
        while rest:
            if rest[0] == ".":
                end = 1
                while end < len(rest) and rest[end] not in ".[":
                    end += 1
                value, rest = getattr(value, rest[1:end]), rest[end:]
            else:
                index, _, rest = rest[1:].partition("]")
                value = value[int(index) if index.isdigit() else index]
        return value, key


def field_parts(text):
    """The name, specification and conversion of what stands in braces."""
    end, depth = 0, 0
    while end < len(text) and (depth or text[end] not in "!:"):
        depth += (text[end] == "[") - (text[end] == "]")
        end += 1
    name, rest, conversion = text[:end], text[end:], None
    if rest[:1] == "!":
        conversion, rest = rest[1:2], rest[2:]
        if rest and rest[0] != ":":
            raise ValueError("expected ':' after conversion specifier")
    return name, rest[1:], conversion
