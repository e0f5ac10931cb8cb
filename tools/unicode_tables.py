"""Writes `noetlc/primitives/unicode_tables.py`: the character data of CPython 3.11 (Unicode 14), compactly encoded.

Run it with CPython 3.11:  python tools/unicode_tables.py > noetlc/primitives/unicode_tables.py
"""

from __future__ import annotations

import sys
import unicodedata
from collections.abc import Callable, Iterable

LIMIT = 0x110000


def runs(test: Callable[[str], bool]) -> list[int]:
    """Where the answer changes, starting from False at code point 0."""
    found, current = [], False
    for code in range(LIMIT):
        if test(chr(code)) != current:
            found.append(code)
            current = not current
    return found


def nibbles(numbers: Iterable[int]) -> bytes:
    """Each number as 3-bit groups, low group first, bit 3 = more follow; two groups a byte, low half first."""
    out: list[int] = []
    for number in numbers:
        while number >= 8:
            out.append(number & 7 | 8)
            number >>= 3
        out.append(number)
    if len(out) % 2:
        out.append(0)
    return bytes(out[i] | out[i + 1] << 4 for i in range(0, len(out), 2))


def deltas(codes: Iterable[int]) -> bytes:
    """A sorted list as its differences."""
    numbers, last = [], 0
    for code in codes:
        numbers.append(code - last)
        last = code
    return nibbles(numbers)


def mapping(method: Callable[[str], str], less: Callable[[str], str]) -> list[tuple[int, int, int, int]]:
    """Single-character mappings that differ from `less`, as runs (first, count, stride, offset)."""
    pairs = []
    for code in range(128, LIMIT):
        mapped = method(chr(code))
        if mapped != less(chr(code)) and len(mapped) == 1:
            pairs.append((code, ord(mapped) - code))
    found: list[tuple[int, int, int, int]] = []
    i = 0
    while i < len(pairs):
        best = (1, 1)
        for stride in (1, 2):
            n = 1
            while i + n < len(pairs) and pairs[i + n] == (pairs[i][0] + n * stride, pairs[i][1]):
                n += 1
            if n > best[0]:
                best = (n, stride)
        found.append((pairs[i][0], best[0], best[1], pairs[i][1]))
        i += best[0]
    return found


def encode_mapping(rows: list[tuple[int, int, int, int]]) -> bytes:
    """Per run: gap from the end of the last, (count - 1) * 2 + (stride - 1), zigzag of the offset."""
    numbers: list[int] = []
    at = 0
    for first, count, stride, offset in rows:
        numbers += [first - at, (count - 1) * 2 + stride - 1, offset * 2 if offset >= 0 else -offset * 2 - 1]
        at = first + (count - 1) * stride
    return nibbles(numbers)


def special(method: Callable[[str], str]) -> bytes:
    """Mappings to several characters: code, length, characters, as UTF-8 text."""
    out = ""
    for code in range(128, LIMIT):
        mapped = method(chr(code))
        if len(mapped) > 1:
            out += chr(code) + chr(len(mapped)) + mapped
    return out.encode("utf-8")


def show(name: str, content: bytes, what: str) -> None:
    print(f"# {what}\n{name} = bytes.fromhex(")
    text = content.hex()
    for i in range(0, len(text), 120):
        print(f'    "{text[i : i + 120]}"')
    print(")\n")


def cased(ch: str) -> bool:
    """Changes or is recognised by case: what `title` and `islower` regard."""
    return ch.isupper() or ch.islower() or ch.istitle()


def digits() -> list[int]:
    """First code points of the runs of ten decimal digits."""
    return [c for c in range(128, LIMIT) if unicodedata.decimal(chr(c), -1) == 0]


def main() -> None:
    if sys.version_info[:2] != (3, 11):
        sys.exit("this needs CPython 3.11")
    print('"""Character data of Unicode 14 as CPython 3.11 has it; written by `tools/unicode_tables.py`, see there for the encoding."""\n')
    print("from __future__ import annotations\n")
    tests: dict[str, tuple[Callable[[str], bool], str]] = {
        "PRINTABLE": (str.isprintable, "runs of str.isprintable"),
        "ALPHA": (str.isalpha, "runs of str.isalpha"),
        "DIGIT": (str.isdigit, "runs of str.isdigit"),
        "NUMERIC": (str.isnumeric, "runs of str.isnumeric"),
        "UPPER": (str.isupper, "runs of str.isupper"),
        "LOWER": (str.islower, "runs of str.islower"),
        "TITLE": (lambda ch: ch.istitle() and not ch.isupper(), "runs of title-case letters"),
        "CASED": (cased, "runs of characters of upper, lower or title case"),
        "ID_START": (lambda ch: ch.isidentifier(), "runs of characters that start an identifier"),
        "ID_PART": (lambda ch: ("a" + ch).isidentifier(), "runs of characters that continue an identifier"),
        "CASE_IGNORABLE": (is_case_ignorable, "runs of characters that final sigma looks through"),
    }
    for name, (test, what) in tests.items():
        show(name, deltas(runs(test)), what)
    show("DECIMAL_ZEROS", deltas(digits()), "the zeros of the decimal digit runs beyond ASCII")
    none: Callable[[str], str] = lambda ch: ch  # noqa: E731
    show("TO_LOWER", encode_mapping(mapping(str.lower, none)), "str.lower, one character to one")
    show("TO_UPPER", encode_mapping(mapping(str.upper, none)), "str.upper, one character to one")
    show("TO_TITLE", encode_mapping(mapping(str.title, str.upper)), "str.title where it differs from upper")
    show("TO_FOLD", encode_mapping(mapping(str.casefold, str.lower)), "str.casefold where it differs from lower")
    show("LOWER_SPECIAL", special(str.lower), "str.lower to several characters")
    show("UPPER_SPECIAL", special(str.upper), "str.upper to several characters")
    show("TITLE_SPECIAL", special(str.title), "str.title to several characters")
    show("FOLD_SPECIAL", special(str.casefold), "str.casefold to several characters")


def is_case_ignorable(ch: str) -> bool:
    """Between a cased letter and a capital sigma this character changes nothing for the sigma's lower case."""
    return ("A" + ch + "\u03a3").lower()[-1] == "\u03c2" and not cased(ch)


if __name__ == "__main__":
    main()
