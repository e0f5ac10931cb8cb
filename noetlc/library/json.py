"""What of `json` calls functions of a body: encoder classes and object hooks. The functions themselves are native."""


class JSONEncoder:
    item_separator = ", "
    key_separator = ": "

    def __init__(
        self,
        *,
        skipkeys=False,
        ensure_ascii=True,
        check_circular=True,
        allow_nan=True,
        sort_keys=False,
        indent=None,
        separators=None,
        default=None,
    ):
        self.skipkeys = skipkeys
        self.ensure_ascii = ensure_ascii
        self.check_circular = check_circular
        self.allow_nan = allow_nan
        self.sort_keys = sort_keys
        self.indent = indent
        if separators is not None:
            self.item_separator, self.key_separator = separators
        elif indent is not None:
            self.item_separator = ","
        if default is not None:
            self.default = default

    def default(self, o):
        raise TypeError(f"Object of type {o.__class__.__name__} is not JSON serializable")

    def encode(self, o):
        import json

        return json.dumps(
            o,
            skipkeys=self.skipkeys,
            ensure_ascii=self.ensure_ascii,
            check_circular=self.check_circular,
            allow_nan=self.allow_nan,
            sort_keys=self.sort_keys,
            indent=self.indent,
            separators=(self.item_separator, self.key_separator),
            default=self.default,
        )


    def iterencode(self, o, _one_shot=False):
        if _one_shot and self.indent is None:
            return (JSONEncoder.encode(self, o),)
        return pieces(self, o, 0, {})


def pieces(encoder, value, level, above):
    """The text of a value in the pieces in which CPython yields it."""
    if not isinstance(value, (list, tuple, dict)):
        if is_plain(value):
            yield plain_text(encoder, value)
            return
        if encoder.check_circular and id(value) in above:
            raise ValueError("Circular reference detected")
        yield from pieces(encoder, encoder.default(value), level, {**above, id(value): value})
        return
    if not value:
        yield "{}" if isinstance(value, dict) else "[]"
        return
    if encoder.check_circular and id(value) in above:
        raise ValueError("Circular reference detected")
    above = {**above, id(value): value}
    between, end, opening = encoder.item_separator, "", ""
    if encoder.indent is not None:
        indent = encoder.indent if isinstance(encoder.indent, str) else " " * encoder.indent
        opening = "\n" + indent * (level + 1)
        between += opening
        end = "\n" + indent * level
    if isinstance(value, dict):
        yield "{"
        if opening:
            yield opening
        yield from pieces_of_items(encoder, value, level + 1, above, between)
    else:
        before = "[" + opening
        for item in value:
            if is_plain(item):
                yield before + plain_text(encoder, item)
            else:
                yield before
                yield from pieces(encoder, item, level + 1, above)
            before = between
    if opening:
        yield end
    yield "}" if isinstance(value, dict) else "]"


def is_plain(value):
    return value is None or isinstance(value, (str, int, float))


def plain_text(encoder, value):
    import json

    if not encoder.allow_nan and isinstance(value, float) and value - value != 0:
        raise ValueError("Out of range float values are not JSON compliant: " + repr(value))
    return json.dumps(value, ensure_ascii=encoder.ensure_ascii)


def pieces_of_items(encoder, value, level, above, between):
    first = True
    for key, item in sorted(value.items()) if encoder.sort_keys else value.items():
        if not isinstance(key, str):
            if not is_plain(key):
                if encoder.skipkeys:
                    continue
                raise TypeError(f"keys must be str, int, float, bool or None, not {key.__class__.__name__}")
            key = plain_text(encoder, key)
        if not first:
            yield between
        first = False
        yield plain_text(encoder, key)
        yield encoder.key_separator
        yield from pieces(encoder, item, level, above)


def dumps_by(
    obj,
    *,
    skipkeys=False,
    ensure_ascii=True,
    check_circular=True,
    allow_nan=True,
    cls=None,
    indent=None,
    separators=None,
    default=None,
    sort_keys=False,
    **kw,
):
    made = JSONEncoder if cls is None else cls
    return made(
        skipkeys=skipkeys,
        ensure_ascii=ensure_ascii,
        check_circular=check_circular,
        allow_nan=allow_nan,
        indent=indent,
        separators=separators,
        default=default,
        sort_keys=sort_keys,
        **kw,
    ).encode(obj)


def loads_with(s, *, cls=None, **hooks):
    """`loads` with a class, or with control characters in strings."""
    if cls is None:
        return JSONDecoder(**hooks).decode(decoded(s))
    return cls(**{name: hook for name, hook in hooks.items() if hook is not None}).decode(decoded(s))


def decoded(s):
    import json

    if isinstance(s, str) and s.startswith("\ufeff"):
        json.loads(s)  # which raises
    return s if isinstance(s, str) or not isinstance(s, (bytes, bytearray)) else s.decode()


def loads_by(s, *, object_hook=None, parse_float=None, parse_int=None, parse_constant=None, object_pairs_hook=None):
    import json

    if object_hook is None and object_pairs_hook is None and parse_float is None and parse_int is None and parse_constant is None:
        return json.loads(s)
    value = json.loads(s)  # which raises what the text deserves: what scans it need not look
    if object_pairs_hook is None and parse_float is None and parse_int is None and parse_constant is None:
        return _hooked(value, object_hook)
    text = s if isinstance(s, str) else s.decode()
    return _scanned(text, _behind(text, 0), (object_hook, object_pairs_hook, parse_float, parse_int, parse_constant))[0]


def _scanned(text, at, hooks):
    """(value, position behind it) in a text that is JSON."""
    import json

    object_hook, object_pairs_hook, parse_float, parse_int, parse_constant = hooks
    first = text[at]
    if first == "{":
        pairs = []
        at = _behind(text, at + 1)
        while text[at] != "}":
            if text[at] == ",":
                at = _behind(text, at + 1)
            end = _string_end(text, at)
            key = json.loads(text[at:end])
            value, at = _scanned(text, _behind(text, _behind(text, end) + 1), hooks)
            pairs.append((key, value))
            at = _behind(text, at)
        if object_pairs_hook is not None:
            return object_pairs_hook(pairs), at + 1
        return dict(pairs) if object_hook is None else object_hook(dict(pairs)), at + 1
    if first == "[":
        items = []
        at = _behind(text, at + 1)
        while text[at] != "]":
            if text[at] == ",":
                at = _behind(text, at + 1)
            value, at = _scanned(text, at, hooks)
            items.append(value)
            at = _behind(text, at)
        return items, at + 1
    if first == '"':
        end = _string_end(text, at)
        return json.loads(text[at:end]), end
    end = at + 1
    while end < len(text) and text[end] not in ",]} \t\n\r":
        end += 1
    word = text[at:end]
    if first in "tfn":
        return json.loads(word), end
    if first in "NI" or word[1:2] == "I":
        return json.loads(word) if parse_constant is None else parse_constant(word), end
    parse = parse_float if "." in word or "e" in word or "E" in word else parse_int
    return json.loads(word) if parse is None else parse(word), end


def _behind(text, at):
    """The position behind white space."""
    while at < len(text) and text[at] in " \t\n\r":
        at += 1
    return at


def _string_end(text, at):
    """The position behind a string that begins at a quote."""
    at += 1
    while text[at] != '"':
        at += 2 if text[at] == "\\" else 1
    return at + 1


def _hooked(value, hook):
    if isinstance(value, list):
        return [_hooked(item, hook) for item in value]
    if isinstance(value, dict):
        return hook({key: _hooked(item, hook) for key, item in value.items()})
    return value


def decode_error(msg, doc, pos):
    """`JSONDecodeError` as a body makes it."""
    from json import JSONDecodeError

    row, column = doc.count("\n", 0, pos) + 1, pos - doc.rfind("\n", 0, pos)
    error = JSONDecodeError(f"{msg}: line {row:d} column {column:d} (char {pos:d})")
    error.msg, error.doc, error.pos, error.lineno, error.colno = msg, doc, pos, row, column
    return error


def dump(obj, fp, *, cls=None, **kw):
    fp.write(dumps_by(obj, cls=cls, **kw))


def load(fp, **hooks):
    return loads_by(fp.read(), **hooks)


def load_with(fp, **given):
    return loads_with(fp.read(), **given)


class JSONDecoder:
    def __init__(
        self, *, object_hook=None, parse_float=None, parse_int=None, parse_constant=None, strict=True, object_pairs_hook=None
    ):
        self.object_hook = object_hook
        self.parse_float = parse_float
        self.parse_int = parse_int
        self.parse_constant = parse_constant
        self.strict = strict
        self.object_pairs_hook = object_pairs_hook

    def decode(self, s):
        if self.object_hook or self.parse_float or self.parse_int or self.parse_constant or self.object_pairs_hook:
            return loads_by(
                s,
                object_hook=self.object_hook,
                parse_float=self.parse_float,
                parse_int=self.parse_int,
                parse_constant=self.parse_constant,
                object_pairs_hook=self.object_pairs_hook,
            )
        import json

        if self.strict:
            return json.loads(s)
        try:
            return json.loads(s)
        except json.JSONDecodeError as error:
            if error.msg == "Invalid control character at":
                from sys import _leave

                _leave("JSON with control characters")
            raise

    def raw_decode(self, s, idx=0):
        from json import JSONDecodeError

        if s[idx : idx + 1] in (" ", "\t", "\n", "\r", "\ufeff", ""):
            raise decode_error("Expecting value", s, idx)
        try:
            return self.decode(s[idx:]), len(s.rstrip(" \t\n\r"))
        except JSONDecodeError as error:
            if error.msg != "Extra data":
                raise decode_error(error.msg, s, idx + error.pos) from None
            end = idx + len(s[idx : idx + error.pos].rstrip(" \t\n\r"))
            return self.decode(s[idx:end]), end
