"""Writes the tables of `noetlc/library/unicodedata`: what CPython 3.11 (Unicode 14) says of every character, as short texts.

Run it with CPython 3.11:  python tools/unicodedata_tables.py
"""

from __future__ import annotations

import sys
import unicodedata
from collections.abc import Callable
from pathlib import Path

FOLDER = Path(__file__).parents[1] / "noetlc" / "library" / "unicodedata"
LIMIT = 0x110000
HANGUL = range(0xAC00, 0xD7A4)  # which decompose by a rule
KINDS = "abcdefghijklmnopqrstuvwxyzGHIJKLMNOPQRSTUVWXYZ!#$%&()*+,-./:;<=>?@[]^_{|}~"  # a value each; 0-9 and A-F are hex digits


def runs(of: Callable[[str], object]) -> tuple[str, list[str]]:
    """Each run of characters with one value as its length in hex, left out if 1, and the letter of the value; and the values."""
    values: dict[str, str] = {}
    found: list[tuple[str, int]] = []
    for code in range(LIMIT):
        value = str(of(chr(code)))
        letter = values.setdefault(value, KINDS[len(values)])
        if found and found[-1][0] == letter:
            found[-1] = letter, found[-1][1] + 1
        else:
            found.append((letter, 1))
    return "".join((f"{count:X}" if count > 1 else "") + letter for letter, count in found), list(values)


def decompositions() -> tuple[str, list[str]]:
    """The characters that decompose, as `gap tag parts * count` without the blanks: gap in hex to the end of the one before, left out if
    1; `=` if it composes again, `:` if not, else the letter of a tag; parts in hex with dots. Of `count` that follow one another, the
    last parts follow one another too."""
    rows: list[tuple[int, str, list[int]]] = []
    tags: list[str] = []
    for code in range(LIMIT):
        text = unicodedata.decomposition(chr(code))
        if not text or code in HANGUL:
            continue
        words = text.split()
        if words[0][0] == "<":
            tag = words.pop(0)
            if tag not in tags:
                tags.append(tag)
            sign = KINDS[tags.index(tag)]
        else:
            sign = "=" if unicodedata.normalize("NFC", chr(code)) == chr(code) else ":"
        rows.append((code, sign, [int(word, 16) for word in words]))
    out, at, end = [], 0, -1
    while at < len(rows):
        code, sign, parts = rows[at]
        count = 1
        while at + count < len(rows) and rows[at + count] == (code + count, sign, [*parts[:-1], parts[-1] + count]):
            count += 1
        gap = code - end
        out.append((f"{gap:X}" if gap > 1 else "") + sign + ".".join(f"{p:X}" for p in parts) + (f"*{count:X}" if count > 1 else ""))
        at, end = at + count, code + count - 1
    return " ".join(out), tags


def steps(text: str) -> str:
    """Of every 32nd decomposition: where the one before ends, and where it stands in the text, in hex with a dot."""
    out, end, at = [], -1, 0
    for number, row in enumerate(text.split(" ")):
        if number % 32 == 0:
            out.append(f"{end + 1:X}.{at:X}")
        gap = row[: len(row) - len(row.lstrip("0123456789ABCDEF"))]
        count = row.partition("*")[2]
        end += (int(gap, 16) if gap else 1) + (int(count, 16) if count else 1) - 1
        at += len(row) + 1
    return " ".join([*out, f"{LIMIT:X}.{at:X}"])


def following() -> str:
    """The characters of class 0, but for those of Hangul, that may become one with the character before them."""
    found = set()
    for code in range(LIMIT):
        parts = unicodedata.decomposition(chr(code)).split()
        composes = len(parts) == 2 and parts[0][0] != "<" and unicodedata.normalize("NFC", chr(code)) == chr(code) and code not in HANGUL
        if composes and unicodedata.combining(chr(int(parts[1], 16))) == 0:
            found.add(int(parts[1], 16))
    return "".join(f"{code:X} " for code in sorted(found)).strip()


def constant(name: str, text: str) -> str:
    lines = [f'    "{text[i : i + 130]}"' for i in range(0, len(text), 130)]
    return "\n".join([f"{name} = (", *lines, ")"])


def main() -> None:
    if sys.version_info[:2] != (3, 11):
        sys.exit("this needs CPython 3.11")
    head = '"""{} of Unicode 14; written by `tools/unicodedata_tables.py`, see there for the encoding."""\n'
    parts = [head.format("Properties of characters")]
    for name, of in (
        ("CATEGORIES", unicodedata.category),
        ("WIDTHS", unicodedata.east_asian_width),
        ("DIRECTIONS", unicodedata.bidirectional),
        ("CLASSES", unicodedata.combining),
        ("MIRRORED", unicodedata.mirrored),
        ("DIGITS", lambda c: unicodedata.digit(c, "")),
    ):
        text, values = runs(of)
        parts += [constant(name, text), constant(f"{name}_VALUES", " ".join(values))]
    (FOLDER / "properties.py").write_text("\n".join(parts) + "\n", "utf-8")
    text, tags = decompositions()
    parts = [head.format("Decompositions"), constant("DECOMPOSITIONS", text), constant("STEPS", steps(text))]
    parts += [constant("FOLLOWING", following()), constant("TAGS", " ".join(tags))]
    (FOLDER / "decompositions.py").write_text("\n".join(parts) + "\n", "utf-8")


if __name__ == "__main__":
    main()
