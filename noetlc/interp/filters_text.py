"""Text filters that follow jinja2 3.1 (language.md 6.8, closing paragraph); `text(x)` stands for the input."""

from __future__ import annotations

import html
import math
import re
import textwrap
import urllib.parse

from noetlc.interp import semantics as sem
from noetlc.interp.filters_core import absent, need_int
from noetlc.interp.printing import MAX_TEXT, text
from noetlc.interp.values import TemplateError

_WORD = re.compile(r"\w+")
_TITLE_PARTS = re.compile(r"([-\s({\[<]+)")
_TAG = re.compile(r"<.*?>", re.S)
_FORMAT = re.compile(r"%(?:\(([^)]*)\))?[#0\- +]*(\*|\d+)?(?:\.(\*|\d+))?[hlL]?(.)?", re.S)
_ESCAPES = (("&", "&amp;"), (">", "&gt;"), ("<", "&lt;"), ("'", "&#39;"), ('"', "&#34;"))


def f_capitalize(value: object) -> object:
    return text(value).capitalize()


def f_title(value: object) -> object:
    parts = _TITLE_PARTS.split(text(value))
    return "".join([part[0].upper() + part[1:].lower() for part in parts if part])


def f_center(value: object, width: object = 80) -> object:
    columns = need_int(width)
    if columns > MAX_TEXT:
        raise TemplateError("the text is too large")
    return text(value).center(columns)


def f_indent(value: object, width: object = 4, first: object = False, blank: object = False) -> object:
    if isinstance(width, str):
        margin = width
    else:
        columns = need_int(width)
        if columns > MAX_TEXT:
            raise TemplateError("the text is too large")
        margin = " " * columns
    source = text(value) + "\n"  # as jinja2 does, so that a last line without line break counts
    if sem.truth(blank):
        result = ("\n" + margin).join(source.splitlines())
    else:
        lines = source.splitlines()
        result = lines.pop(0)
        if lines:
            result += "\n" + "\n".join([margin + line if line else line for line in lines])
    return sem.bounded(margin + result if sem.truth(first) else result)


def f_truncate(value: object, length: object = 255, killwords: object = False, end: object = "...", leeway: object = 5) -> object:
    limit, slack, ending, source = need_int(length), need_int(leeway), text(end), text(value)
    if limit < len(ending):
        raise TemplateError("truncate needs a length of at least that of its end, and a leeway of at least 0")
    if slack < 0:
        raise TemplateError("truncate needs a length of at least that of its end, and a leeway of at least 0")
    if len(source) <= limit + slack:
        return source
    if sem.truth(killwords):
        return source[: limit - len(ending)] + ending
    return source[: limit - len(ending)].rsplit(" ", 1)[0] + ending


def f_wordcount(value: object) -> object:
    return len(_WORD.findall(text(value)))


def f_wordwrap(
    value: object, width: object = 79, break_long_words: object = True, wrapstring: object = "\n", break_on_hyphens: object = True
) -> object:
    columns = need_int(width)
    separator = "\n" if absent(wrapstring) else text(wrapstring)
    if columns <= 0:
        raise TemplateError("wordwrap needs a positive width")
    wrapper = textwrap.TextWrapper(
        width=columns,
        expand_tabs=False,
        replace_whitespace=False,
        break_long_words=sem.truth(break_long_words),
        break_on_hyphens=sem.truth(break_on_hyphens),
    )
    return separator.join([separator.join(wrapper.wrap(line)) for line in text(value).splitlines()])


def f_striptags(value: object) -> object:
    source = text(value)
    source = _strip_comments(source)
    source = _TAG.sub("", source)
    return html.unescape(" ".join(source.split()))


def _strip_comments(source: str) -> str:
    while (start := source.find("<!--")) != -1:
        end = source.find("-->", start)
        if end == -1:
            break
        source = source[:start] + source[end + 3 :]
    return source


def f_escape(value: object) -> object:
    source = text(value)
    for mark, entity in _ESCAPES:
        source = source.replace(mark, entity)
    return source


def f_urlencode(value: object) -> object:
    if isinstance(value, dict):
        pairs: list[tuple[object, object]] = list(value.items())
    elif isinstance(value, list):
        pairs = []
        for pair in value:
            if not isinstance(pair, list) or len(pair) != 2:
                raise TemplateError("urlencode needs text, a map or a list of pairs")
            pairs.append((pair[0], pair[1]))
    else:
        return _quote(text(value), "/")
    return "&".join(f"{_quote_plus(key)}={_quote_plus(item)}" for key, item in pairs)


def _quote(source: str, safe: str) -> str:
    return urllib.parse.quote(source.encode("utf-8", "replace"), safe=safe)


def _quote_plus(value: object) -> str:
    return _quote(text(value), "").replace("%20", "+")


def f_format(value: object, *args: object, **kwargs: object) -> object:
    """`%` formatting; `%s` prints as templates print."""
    if args and kwargs:
        raise TemplateError("format takes positional or keyword values, not both")
    source = text(value)
    _check_format(source, [*args, *kwargs.values()])
    try:
        if kwargs:
            return sem.bounded(source % {key: _Printed.of(item) for key, item in kwargs.items()})
        return sem.bounded(source % tuple(_Printed.of(item) for item in args))
    except (TypeError, ValueError, KeyError, OverflowError) as error:
        raise TemplateError("the format and its values do not fit") from error


def _check_format(source: str, values: list[object]) -> None:
    """Refuses widths and precisions beyond the size limit before CPython allocates them; `*` takes them from the values."""
    if "*" in source and any(isinstance(item, int) and abs(item) > MAX_TEXT for item in values):
        raise TemplateError("the format and its values do not fit")
    for match in _FORMAT.finditer(source):
        for size in (match.group(2), match.group(3)):
            if size and size != "*" and int(size[:12]) > MAX_TEXT:
                raise TemplateError("the format and its values do not fit")


class _Printed:
    """A list, map, bool, null or undefined inside `format`: `%s` and `%r` give its printed form."""

    def __init__(self, value: object) -> None:
        self.value = value

    @staticmethod
    def of(value: object) -> object:
        if isinstance(value, (bool, int, str)):
            return value
        if isinstance(value, float):
            return _Float(value)
        return _Printed(value)

    def __str__(self) -> str:
        return text(self.value)

    __repr__ = __str__


class _Float(float):
    """A float whose `%s` form is the printed one."""

    def __str__(self) -> str:
        return text(float(self))


def f_filesizeformat(value: object, binary: object = False) -> object:
    size = _byte_count(value)
    base = 1024 if sem.truth(binary) else 1000
    if size == 1:
        return "1 Byte"
    if size < base:
        return f"{int(size)} Bytes"
    prefixes = "KMGTPEZY"
    power = 1
    while power < len(prefixes) and size >= base ** (power + 1):
        power += 1
    prefix = prefixes[power - 1]
    label = f"{prefix}iB" if base == 1024 else ("kB" if prefix == "K" else f"{prefix}B")
    return f"{base * size / base ** (power + 1):.1f} {label}"


def _byte_count(value: object) -> float:
    if not isinstance(value, (bool, int, float, str)):
        raise TemplateError("filesizeformat needs a number")
    try:
        size = float(value)
    except (ValueError, OverflowError) as error:
        raise TemplateError("filesizeformat needs a number") from error
    if not math.isfinite(size):
        raise TemplateError("filesizeformat needs a number")
    return size


def f_lines(value: object) -> object:
    return text(value).splitlines()
