"""`unicodedata` of Unicode 14: properties of characters, normal forms, and characters by the names that the body spells."""

unidata_version = "14.0.0"


def unpacked(text, values):
    """Where runs begin, and their values."""
    starts, found, at, size, words = [], [], 0, 0, values.split(" ")
    order = "abcdefghijklmnopqrstuvwxyzGHIJKLMNOPQRSTUVWXYZ!#$%&()*+,-./:;<=>?@[]^_{|}~"
    for letter in text:
        if letter in "0123456789ABCDEF":
            size = size * 16 + int(letter, 16)
        else:
            starts.append(at)
            found.append(words[order.index(letter)])
            at += size or 1
            size = 0
    return starts, found


def valued(table, character):
    from bisect import bisect_right

    return table[1][bisect_right(table[0], ord(character)) - 1]


def checked(character, where):
    if not isinstance(character, str) or len(character) != 1:
        raise TypeError(f"{where} must be a unicode character, not {type(character).__name__}")
    return character


known = {}


def category(character, /):
    if "category" not in known:
        known["category"] = unpacked(CATEGORIES, CATEGORIES_VALUES)
    return valued(known["category"], checked(character, "category() argument"))


def bidirectional(character, /):
    if "bidirectional" not in known:
        known["bidirectional"] = unpacked(DIRECTIONS, DIRECTIONS_VALUES)
    return valued(known["bidirectional"], checked(character, "bidirectional() argument"))


def east_asian_width(character, /):
    if "width" not in known:
        known["width"] = unpacked(WIDTHS, WIDTHS_VALUES)
    return valued(known["width"], checked(character, "east_asian_width() argument"))


def mirrored(character, /):
    if "mirrored" not in known:
        known["mirrored"] = unpacked(MIRRORED, MIRRORED_VALUES)
    return int(valued(known["mirrored"], checked(character, "mirrored() argument")))


def combining(character, /):
    if "classes" not in known:
        known["classes"] = unpacked(CLASSES, CLASSES_VALUES)
    return int(valued(known["classes"], checked(character, "combining() argument")))


def decimal(character, default=..., /):
    if checked(character, "decimal() argument 1").isdecimal():
        return int(character)
    if default is ...:
        raise ValueError("not a decimal")
    return default


def digit(character, default=..., /):
    if "digits" not in known:
        known["digits"] = unpacked(DIGITS, DIGITS_VALUES)
    found = valued(known["digits"], checked(character, "digit() argument 1"))
    if found:
        return int(found)
    if default is ...:
        raise ValueError("not a digit")
    return default


names = {}  # filled with those that the body spells


def lookup(name, /):
    if not isinstance(name, str):
        raise TypeError(f"lookup() argument must be str, not {type(name).__name__}")
    if name.upper() not in names:
        from sys import _leave

        _leave("name of a character")
    return names[name.upper()]


# ---- normal forms


def decomposed():
    """Code point -> the sign of its decomposition and the code points that it is."""
    if "decompositions" not in known:
        found, end = {}, -1
        for row in DECOMPOSITIONS.split(" "):
            at = 0
            while row[at] in "0123456789ABCDEF":
                at += 1
            code = end + (int(row[:at], 16) if at else 1)
            parts, _, count = row[at + 1 :].partition("*")
            *first, last = [int(part, 16) for part in parts.split(".")]
            for i in range(int(count, 16) if count else 1):
                found[code + i] = row[at], [*first, last + i]
                end = code + i
        known["decompositions"] = found
    return known["decompositions"]


def composed():
    """Pairs of code points -> what they make together."""
    if "compositions" not in known:
        known["compositions"] = {
            (parts[0], parts[1]): code for code, (sign, parts) in decomposed().items() if sign == "=" and len(parts) == 2
        }
    return known["compositions"]


def decomposition(character, /):
    sign, parts = decomposed().get(ord(checked(character, "decomposition() argument")), ("", []))
    words = [f"{part:04X}" for part in parts]
    if sign and sign not in "=:":
        words.insert(0, TAGS.split(" ")["abcdefghijklmnopqrstuvwxyz".index(sign)])
    return " ".join(words)


def taken_apart(text, compatible):
    found, table = [], decomposed()
    stack = [ord(character) for character in reversed(text)]
    while stack:
        code = stack.pop()
        if 0xAC00 <= code < 0xD7A4:
            lead, rest = divmod(code - 0xAC00, 588)
            vowel, tail = divmod(rest, 28)
            found += [0x1100 + lead, 0x1161 + vowel]
            if tail:
                found.append(0x11A7 + tail)
        elif code in table and (compatible or table[code][0] in "=:"):
            stack += reversed(table[code][1])
        else:
            found.append(code)
    return found


def in_order(codes, ranks):
    """Marks that follow one another by their class, those of one class as they stood."""
    at = 0
    while at < len(codes):
        end = at
        while end < len(codes) and ranks[end]:
            end += 1
        if end - at > 1:
            marks = sorted(zip(ranks[at:end], codes[at:end], strict=True), key=lambda pair: pair[0])
            ranks[at:end] = [pair[0] for pair in marks]
            codes[at:end] = [pair[1] for pair in marks]
        at = end + 1


def joined(first, second):
    """The code point that two make, None if they make none."""
    if 0x1100 <= first < 0x1113 and 0x1161 <= second < 0x1176:
        return 0xAC00 + (first - 0x1100) * 588 + (second - 0x1161) * 28
    if 0xAC00 <= first < 0xD7A4 and (first - 0xAC00) % 28 == 0 and 0x11A7 < second < 0x11C3:
        return first + second - 0x11A7
    return composed().get((first, second))


def put_together(codes, ranks):
    found, start, last = [], -1, -1  # the starter's place, and the class of what stands before
    for code, rank in zip(codes, ranks, strict=True):
        if start >= 0 and (last < rank if last else len(found) == start + 1):
            made = joined(found[start], code)
            if made is not None:
                found[start] = made
                continue
        if rank == 0:
            start = len(found)
        last = rank
        found.append(code)
    return found


def normalize(form, unistr, /):
    if not isinstance(form, str):
        raise TypeError(f"normalize() argument 1 must be str, not {type(form).__name__}")
    if not isinstance(unistr, str):
        raise TypeError(f"normalize() argument 2 must be str, not {type(unistr).__name__}")
    if not unistr:
        return ""
    if form not in ("NFC", "NFD", "NFKC", "NFKD"):
        raise ValueError("invalid normalization form")
    if unistr.isascii():
        return str(unistr)
    codes = taken_apart(unistr, "K" in form)
    ranks = [combining(chr(code)) if code > 0x2FF else 0 for code in codes]
    in_order(codes, ranks)
    if form[-1] == "C":
        codes = put_together(codes, ranks)
    return "".join(map(chr, codes))


def is_normalized(form, unistr, /):
    if not isinstance(form, str):
        raise TypeError(f"is_normalized() argument 1 must be str, not {type(form).__name__}")
    if not isinstance(unistr, str):
        raise TypeError(f"is_normalized() argument 2 must be str, not {type(unistr).__name__}")
    return normalize(form, unistr) == unistr
