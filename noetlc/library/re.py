"""Patterns of bytes: those of the texts that have a character for each byte.

What has another meaning in a pattern of texts is given to the runtime as it is, which leaves the run to the interpreter.
"""

_FLAGS = (2, "IGNORECASE", 8, "MULTILINE", 16, "DOTALL", 64, "VERBOSE", 256, "ASCII")


class Pattern:
    _type_name = "re.Pattern"

    def __init__(self, pattern, flags):
        import re

        if flags & 32:
            raise ValueError("cannot use UNICODE flag with a bytes pattern")
        text = pattern.decode("latin-1")
        if flags & 132 or re.search(r"\(\?[a-zA-Z]*[uL]|\\[uUN]", text):
            re.compile(pattern, flags)
        try:
            self._text = re.compile(text, flags | 256)
        except re.error as e:
            e.pattern = pattern
            raise
        self.pattern = pattern
        ascii_only = flags & 256 or re.match(r"\(\?[imsx]*a", text)
        self.flags = self._text.flags if ascii_only else self._text.flags & ~256
        self.groups = self._text.groups
        self.groupindex = self._text.groupindex

    def __repr__(self):
        names = [f"re.{_FLAGS[i + 1]}" for i in range(0, len(_FLAGS), 2) if self.flags & _FLAGS[i]]
        if self.flags >> 9:  # those without a name
            names.append(hex(self.flags >> 9 << 9))
        return f"re.compile({', '.join([repr(self.pattern)[:200], *(['|'.join(names)] if names else [])])})"

    def __eq__(self, other):
        return self.pattern == other.pattern and self.flags == other.flags if isinstance(other, Pattern) else NotImplemented

    def __hash__(self):
        return hash((self.pattern, self.flags))

    def __copy__(self):
        return self

    def __deepcopy__(self, memo):
        return self

    def _found(self, string, match):
        return None if match is None else Match(self, string, match)

    def match(self, string, pos=0, endpos=9223372036854775807):
        return self._found(string, self._text.match(text_of(string), pos, endpos))

    def fullmatch(self, string, pos=0, endpos=9223372036854775807):
        return self._found(string, self._text.fullmatch(text_of(string), pos, endpos))

    def search(self, string, pos=0, endpos=9223372036854775807):
        return self._found(string, self._text.search(text_of(string), pos, endpos))

    def findall(self, string, pos=0, endpos=9223372036854775807):
        return [bytes_of(found) for found in self._text.findall(text_of(string), pos, endpos)]

    def finditer(self, string, pos=0, endpos=9223372036854775807):
        return iter([Match(self, string, match) for match in self._text.finditer(text_of(string), pos, endpos)])

    def split(self, string, maxsplit=0):
        return [bytes_of(part) for part in self._text.split(text_of(string), maxsplit)]

    def sub(self, repl, string, count=0):
        return self.subn(repl, string, count)[0]

    def subn(self, repl, string, count=0):
        text = text_of(string)
        if callable(repl):
            made = []
            last = number = 0
            for match in self._text.finditer(text):
                if count and number == count:
                    break
                if match.start() > last:
                    made.append(text[last : match.start()].encode("latin-1"))
                made.append(repl(Match(self, string, match)))
                last = match.end()
                number += 1
            if last < len(text):
                made.append(text[last:].encode("latin-1"))
            return joined(made), number
        if not isinstance(repl, str):
            template = repl if isinstance(repl, bytes) else bytes_like(repl)
            changed, number = self._text.subn(template.decode("latin-1"), text, count)
            return changed.encode("latin-1"), number
        changed, number = self._text.subn(repl, text, count)
        if number:
            return joined([*([b""] if self._text.search(text).start() else []), repl]), number
        return changed.encode("latin-1"), 0


class Match:
    _type_name = "re.Match"

    def __init__(self, pattern, string, match):
        self.re = pattern
        self.string = string
        self._match = match
        self.pos = match.pos
        self.endpos = match.endpos
        self.lastindex = match.lastindex
        self.lastgroup = match.lastgroup

    def __repr__(self):
        return f"<re.Match object; span={self.span()}, match={repr(self.group())[:50]}>"

    def __copy__(self):
        return self

    def __deepcopy__(self, memo):
        return self

    def __getitem__(self, group):
        return bytes_of(self._match[group])

    def group(self, *groups):
        if len(groups) > 1:
            return tuple([bytes_of(self._match[group]) for group in groups])
        return bytes_of(self._match[groups[0] if groups else 0])

    def groups(self, default=None):
        return tuple([default if found is None else bytes_of(found) for found in self._match.groups()])

    def groupdict(self, default=None):
        return {name: default if found is None else bytes_of(found) for name, found in self._match.groupdict().items()}

    def start(self, group=0, /):
        return self._match.start(group)

    def end(self, group=0, /):
        return self._match.end(group)

    def span(self, group=0, /):
        return self._match.span(group)

    @property
    def regs(self):
        return tuple([self._match.span(group) for group in range(len(self._match.groups()) + 1)])

    def expand(self, template):
        if isinstance(template, str):
            return joined([template])
        return self._match.expand(bytes_like(template).decode("latin-1")).encode("latin-1")


def text_of(string):
    if isinstance(string, str):
        raise TypeError("cannot use a bytes pattern on a string-like object")
    if not isinstance(string, (bytes, bytearray)):
        raise TypeError(f"expected string or bytes-like object, got '{type(string).__name__}'")
    return string.decode("latin-1")


def bytes_of(found):
    if isinstance(found, str):
        return found.encode("latin-1")
    return found if found is None else tuple([part.encode("latin-1") for part in found])


def bytes_like(template):
    if isinstance(template, (bytes, bytearray)):
        if isinstance(template, bytearray) and b"\\" in template:
            raise TypeError("unhashable type: 'bytearray'")
        return template
    raise TypeError(f"decoding to str: need a bytes-like object, {type(template).__name__} found")


def joined(parts):
    given = [part for part in parts if part is not None]
    for number, part in enumerate(given):
        if not isinstance(part, (bytes, bytearray)):
            raise TypeError(f"sequence item {number}: expected a bytes-like object, {type(part).__name__} found")
    return b"".join(given)


def compile_bytes(pattern, flags=0):
    import re

    if isinstance(pattern, Pattern):
        if flags:
            raise ValueError("cannot process flags argument with a compiled pattern")
        return pattern
    return Pattern(pattern, flags) if isinstance(pattern, bytes) else re.compile(pattern, flags)


def match_bytes(pattern, string, flags=0):
    return compile_bytes(pattern, flags).match(string)


def fullmatch_bytes(pattern, string, flags=0):
    return compile_bytes(pattern, flags).fullmatch(string)


def search_bytes(pattern, string, flags=0):
    return compile_bytes(pattern, flags).search(string)


def findall_bytes(pattern, string, flags=0):
    return compile_bytes(pattern, flags).findall(string)


def finditer_bytes(pattern, string, flags=0):
    return compile_bytes(pattern, flags).finditer(string)


def split_bytes(pattern, string, maxsplit=0, flags=0):
    return compile_bytes(pattern, flags).split(string, maxsplit)


def sub_bytes(pattern, repl, string, count=0, flags=0):
    return compile_bytes(pattern, flags).sub(repl, string, count)


def subn_bytes(pattern, repl, string, count=0, flags=0):
    return compile_bytes(pattern, flags).subn(repl, string, count)


def escape_bytes(pattern):
    import re

    return re.escape(pattern) if isinstance(pattern, str) else re.escape(pattern.decode("latin-1")).encode("latin-1")


def error_made(msg, pattern=None, pos=None):
    """`re.error` as a body makes it."""
    from re import error

    text, row, column = msg, None, None
    if pattern is not None and pos is not None:
        newline = "\n" if isinstance(pattern, str) else b"\n"
        row, column = pattern.count(newline, 0, pos) + 1, pos - pattern.rfind(newline, 0, pos)
        text = f"{msg} at position {pos:d}" + (f" (line {row:d}, column {column:d})" if newline in pattern else "")
    made = error(text)
    made.msg, made.pattern, made.pos, made.lineno, made.colno = msg, pattern, pos, row, column
    return made


class Scanner:
    """Reads words by the first of several patterns that matches."""

    def __init__(self, lexicon, flags=0):
        import re

        self.lexicon = lexicon
        if not lexicon:
            raise RuntimeError("invalid SRE code")
        parts = []
        for phrase, _ in lexicon:
            if re.compile(phrase, flags).groups:
                from sys import _leave

                _leave("groups of a scanner")
            parts.append(f"({phrase}\n)" if flags & 64 else f"({phrase})")
        self.scanner = re.compile("|".join(parts), flags)
        self.match = None

    def scan(self, string):
        result = []
        find = self.scanner.match
        at = 0
        while True:
            match = find(string, at)
            if not match:
                break
            end = match.end()
            if at == end:
                break
            action = self.lexicon[match.lastindex - 1][1]
            if callable(action):
                self.match = match
                action = action(self, match.group())
            if action is not None:
                result.append(action)
            at = end
        return result, string[at:]


def scanner_of(pattern):
    """`pattern.scanner`."""
    import re

    if not isinstance(pattern, (Pattern, re.Pattern)):
        return pattern.scanner

    def scanner(string=Pattern, pos=0, endpos=9223372036854775807):
        if string is Pattern:
            raise TypeError("scanner() missing required argument 'string' (pos 1)")
        return SRE_Scanner(pattern, string, pos, endpos)

    return scanner


class SRE_Scanner:
    """Matches one behind the other. After an empty one, the next may not be empty in that place, which `match` cannot say."""

    __module__ = "_sre"
    _type_name = "_sre.SRE_Scanner"

    def __init__(self, pattern, string, pos, endpos):
        self.pattern = pattern
        self._string = string
        self._end = endpos
        pattern.match(string, 0, 0)  # which wants a text
        self._at = max(0, min(pos, len(string)))
        self._found = None

    def match(self):
        if self._at is None:
            return None
        found = self.pattern.match(self._string, self._at, self._end)
        self._found = None
        if found is not None and found.end() == self._at:
            from sys import _leave

            _leave("empty match of a scanner")
        self._at = None if found is None else found.end()
        return found

    def search(self):
        if self._at is None:
            return None
        if self._found is None:
            self._found = self.pattern.finditer(self._string, self._at, self._end)
        found = next(self._found, None)
        self._at = None if found is None else found.end()
        return found
