"""JSON, struct, base64 and URLs as 3.11 has them (after CPython 3.11's own, PSF licence)."""

from __future__ import annotations

import binascii
import functools
import re
import struct
import urllib.parse
from operator import index
from typing import Any

_TRAILING = re.compile(r"Illegal trailing comma before end of (object|array)")
_SPACE = re.compile(r"[ \t\n\r]*")


# ---- json


def json_error_init(original: Any) -> Any:
    """3.13 has a text of its own for a comma before a closing bracket."""

    @functools.wraps(original)
    def __init__(self: Any, msg: str, doc: str, pos: int) -> None:
        trailing = _TRAILING.fullmatch(msg)
        if trailing is not None:
            found = _SPACE.match(doc, pos + 1)
            pos = found.end() if found is not None else pos + 1
            msg = "Expecting value" if trailing[1] == "array" else "Expecting property name enclosed in double quotes"
        original(self, msg, doc, pos)

    return __init__


# ---- struct

_OUT_OF_RANGE = re.compile(r"'(.)' format requires .*")
_FIELD = re.compile(r"(\d*)([a-zA-Z?])")
_WORDS = {"b": "byte", "B": "ubyte", "h": "short", "H": "ushort"}


def struct_pack(original: Any) -> Any:
    return _reworded_pack(original, 1)


def struct_pack_into(original: Any) -> Any:
    return _reworded_pack(original, 3)


def _reworded_pack(original: Any, before: int) -> Any:
    """Numbers out of range get the texts that 3.11 has for their kind; `before` arguments stand before the values."""

    @functools.wraps(original)
    def pack(*args: Any, **kwargs: Any) -> Any:
        try:
            return original(*args, **kwargs)
        except struct.error as error:
            found = _OUT_OF_RANGE.fullmatch(str(error))
            if found is not None:
                error.args = (_range_text(args[0] if isinstance(args[0], str) else args[0].decode("latin-1"), args[before:], found),)
            raise

    return pack


def _range_text(layout: str, values: tuple[Any, ...], found: re.Match[str]) -> str:
    letter, swapped = found[1], layout[:1] in ("!", ">")
    value = _refused(layout, values, letter)
    signed = letter.islower()
    signed = signed or (letter in "BH" and not (swapped and letter == "H"))
    beyond = not (-(2**63) <= value < 2**63 if signed else 0 <= value < 2**64)
    if swapped and letter in "qQ":
        return "int too large to convert" if beyond else found[0]
    if beyond:
        return "argument out of range"
    return found[0].replace(f"'{letter}'", _WORDS[letter]) if letter in _WORDS and not (swapped and letter in "hH") else found[0]


def _refused(layout: str, values: tuple[Any, ...], letter: str) -> int:
    """The first of the values for a letter that its range does not hold."""
    size = struct.calcsize((layout[0] if layout[0] in "@=<>!" else "") + letter)
    low, high = (-(1 << 8 * size - 1), 1 << 8 * size - 1) if letter.islower() else (0, 1 << 8 * size)
    place = 0
    for count, kind in _FIELD.findall(layout):
        many = 1 if kind in "sp" else 0 if kind == "x" else int(count or 1)
        for value in values[place : place + many] if kind == letter else ():
            if not low <= index(value) < high:
                return index(value)
        place += many
    return high


# ---- binascii

_BASE64 = re.compile(rb"[A-Za-z0-9+/]")


def a2b_base64(original: Any) -> Any:
    """Reads up to the first complete padding, and accepts one where none is needed."""

    @functools.wraps(original)
    def a2b_base64(*args: Any, **kwargs: Any) -> Any:
        text = args[0].encode("ascii", "ignore") if args and isinstance(args[0], str) and args[0].isascii() else args[:1] and args[0]
        if not isinstance(text, bytes | bytearray) or b"=" not in text:
            return original(*args, **kwargs)
        text = bytes(text)
        end = _padded(text)
        if not kwargs.get("strict_mode"):
            return original(text[:end], *args[1:], **kwargs)
        try:
            return original(*args, **kwargs)
        except binascii.Error as error:
            if str(error) != "Excess padding not allowed":
                raise
            if end < len(text):
                error.args = ("Excess data after padding",)
                raise
            if not text.endswith(b"="):
                error.args = ("Discontinuous padding not allowed",)
                raise
            return original(text.rstrip(b"="), *args[1:], **kwargs)

    return a2b_base64


def _padded(text: bytes) -> int:
    """How long the text is up to the padding that completes a group of four."""
    digits = pads = 0
    for place, byte in enumerate(text):
        if byte == ord("="):
            pads += 1
            if digits % 4 >= 2 and digits % 4 + pads >= 4:
                return place + 1
        elif _BASE64.match(text, place):
            digits, pads = digits + 1, 0
    return len(text)


# ---- urllib.parse


def urlunsplit(components: Any) -> Any:
    """A path that begins with `//` is left alone where there is no host."""
    module: Any = urllib.parse
    scheme, netloc, url, query, fragment, coerce = module._coerce_args(*components)
    if netloc or (scheme and scheme in urllib.parse.uses_netloc and url[:2] != "//"):
        if url and url[:1] != "/":
            url = "/" + url
        url = "//" + (netloc or "") + url
    if scheme:
        url = scheme + ":" + url
    if query:
        url = url + "?" + query
    if fragment:
        url = url + "#" + fragment
    return coerce(url)
