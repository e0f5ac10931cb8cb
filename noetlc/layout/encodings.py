"""Encodings beyond UTF-8, ASCII and Latin-1: which of them the texts of a body name, and the tables of code pages.

A code page is known by a number beyond those of features; a module has the tables of those that are live, as one data item.
"""

from __future__ import annotations

import encodings.aliases
import functools
import re
import struct
from collections.abc import Iterable

from noetlc.layout.features import Feature

PAGES_DATA = "code.pages"
UNDEFINED_CODE = 0xFFFE  # of a byte that stands for no character

_PAGES = tuple(
    """cp037 cp1006 cp1026 cp1125 cp1140 cp1250 cp1251 cp1252 cp1253 cp1254 cp1255 cp1256 cp1257 cp1258 cp273 cp424 cp437 cp500 cp720
    cp737 cp775 cp850 cp852 cp855 cp856 cp857 cp858 cp860 cp861 cp862 cp863 cp864 cp865 cp866 cp869 cp874 cp875 hp_roman8 iso8859_10
    iso8859_11 iso8859_13 iso8859_14 iso8859_15 iso8859_16 iso8859_2 iso8859_3 iso8859_4 iso8859_5 iso8859_6 iso8859_7 iso8859_8
    iso8859_9 koi8_r koi8_t koi8_u kz1048 mac_arabic mac_croatian mac_cyrillic mac_farsi mac_greek mac_iceland mac_latin2 mac_roman
    mac_romanian mac_turkish palmos ptcp154 tis_620""".split()
)
_FIRST = 4096
_OTHERS = {
    "utf_16": Feature.WIDE_CODECS,
    "utf_16_le": Feature.WIDE_CODECS,
    "utf_16_be": Feature.WIDE_CODECS,
    "utf_32": Feature.WIDE_CODECS,
    "utf_32_le": Feature.WIDE_CODECS,
    "utf_32_be": Feature.WIDE_CODECS,
    "utf_8_sig": Feature.SIGNED_UTF8,
    "unicode_escape": Feature.ESCAPE_CODECS,
    "raw_unicode_escape": Feature.ESCAPE_CODECS,
}
KNOWN = frozenset((*_PAGES, *_OTHERS, "utf_8", "ascii", "latin_1", "iso8859_1"))
"""The modules of CPython's package `encodings` whose codecs are compiled."""


def plain_name(name: str) -> str:
    """The words of a name, as the runtime compares names of encodings."""
    return "_".join(re.findall("[a-z0-9.]+", name.lower()))


@functools.cache
def _modules() -> dict[str, str]:
    """Plain names of encodings, and the modules of their codecs."""
    own = {plain_name(name): name for name in KNOWN}
    return {**own, **{plain_name(alias): module for alias, module in encodings.aliases.aliases.items()}}


def module_of_encoding(name: str) -> str | None:
    """The module of the codec of that name; None if there is none, as far as this table knows."""
    return _modules().get(plain_name(name))


def features_of_encodings(texts: Iterable[str]) -> frozenset[int]:
    """What the texts of a body make live: codecs that these name, and numbers of code pages."""
    found = {module for text in texts if len(text) < 32 and (module := module_of_encoding(text))}
    made: set[int] = {_OTHERS[name] for name in found if name in _OTHERS}
    pages = {_FIRST + _PAGES.index(name) for name in found if name in _PAGES}
    return frozenset(made | pages | ({Feature.CODE_PAGES} if pages else set()))


ALL_PAGES = range(_FIRST, _FIRST + len(_PAGES))


def page_tables(live: Iterable[int]) -> bytes:
    """The live code pages: the size of each, whether its table begins at 0 or at 128, its names, and the characters of its bytes."""
    content = b""
    for number in sorted(n for n in live if n >= _FIRST):
        page = _PAGES[number - _FIRST]
        codes = [ord(bytes((i,)).decode(page, "replace")) for i in range(256)]
        codes = [UNDEFINED_CODE if code == 0xFFFD else code for code in codes]
        full = codes[:128] != list(range(128))
        names = f" {' '.join(sorted(name for name, module in _modules().items() if module == page))} ".encode()
        names += b" " * (len(names) % 2)
        table = struct.pack(f"<{256 if full else 128}H", *codes[0 if full else 128 :])
        content += struct.pack("<HBB", 4 + len(names) + len(table), full, len(names)) + names + table
    return content + b"\0\0"
