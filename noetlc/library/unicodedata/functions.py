"""`unicodedata` of Unicode 14: properties of characters, normal forms, and characters by the names that the body spells."""

unidata_version = "14.0.0"


def unpacked(text, values):
    """Where runs begin, and their values."""
    starts, found, at, size = [], [], 0, 0
    digits = {letter: value for value, letter in enumerate("0123456789ABCDEF")}
    order = "abcdefghijklmnopqrstuvwxyzGHIJKLMNOPQRSTUVWXYZ!#$%&()*+,-./:;<=>?@[]^_{|}~"
    words = dict(zip(order, values.split(" "), strict=False))
    for letter in text:
        if letter in digits:
            size = size * 16 + digits[letter]
        else:
            starts.append(at)
            found.append(words[letter])
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


def blocks():
    """Of the blocks of decompositions, which have 32 rows: what code point comes after those before, and where each begins."""
    if "blocks" not in known:
        pairs = [step.split(".") for step in STEPS.split(" ")]
        known["blocks"] = [int(pair[0], 16) for pair in pairs], [int(pair[1], 16) for pair in pairs]
    return known["blocks"]


def rows_of(block):
    """The decompositions of a block: their first code points; and of each this, how many follow one another, sign and parts."""
    if "parsed" not in known:
        known["parsed"] = {}
    if block in known["parsed"]:
        return known["parsed"][block]
    ends, offsets = blocks()
    rows, after = [], ends[block]
    for row in DECOMPOSITIONS[offsets[block] : offsets[block + 1] - 1].split(" "):
        at = 0
        while row[at] in "0123456789ABCDEF":
            at += 1
        first = after + (int(row[:at], 16) - 1 if at else 0)
        parts, _, count = row[at + 1 :].partition("*")
        size = int(count, 16) if count else 1
        rows.append((first, size, row[at], [int(part, 16) for part in parts.split(".")]))
        after = first + size
    known["parsed"][block] = [row[0] for row in rows], rows
    return known["parsed"][block]


def taken_apart_once(code):
    """The sign of a character's decomposition and the code points that it is; no sign if it has none."""
    from bisect import bisect_right

    if "rows" not in known:
        known["rows"] = {}
    if code not in known["rows"]:
        firsts, rows = rows_of(bisect_right(blocks()[0], code) - 1)
        at = bisect_right(firsts, code) - 1
        made = "", []
        if at >= 0 and code < firsts[at] + rows[at][1]:
            *before, last = rows[at][3]
            made = rows[at][2], [*before, last + code - firsts[at]]
        known["rows"][code] = made
    return known["rows"][code]


def joins_of(first):
    """What a code point makes with those that may follow it."""
    from bisect import bisect_right

    if "joins" not in known:
        known["joins"] = {}
    if first not in known["joins"]:
        made, mark = {}, f"={first:X}."
        at = DECOMPOSITIONS.find(mark)
        while at >= 0:
            block = bisect_right(blocks()[1], at) - 1
            for code, size, sign, parts in rows_of(block)[1]:
                if sign == "=" and len(parts) == 2 and parts[0] == first:
                    for i in range(size):
                        made[parts[1] + i] = code + i
            at = DECOMPOSITIONS.find(mark, blocks()[1][block + 1])
        known["joins"][first] = made
    return known["joins"][first]


def decomposition(character, /):
    sign, parts = taken_apart_once(ord(checked(character, "decomposition() argument")))
    words = [f"{part:04X}" for part in parts]
    if sign and sign not in "=:":
        words.insert(0, TAGS.split(" ")["abcdefghijklmnopqrstuvwxyz".index(sign)])
    return " ".join(words)


def taken_apart(text, compatible):
    found = []
    stack = [ord(character) for character in reversed(text)]
    while stack:
        code = stack.pop()
        if 0xAC00 <= code < 0xD7A4:
            lead, rest = divmod(code - 0xAC00, 588)
            vowel, tail = divmod(rest, 28)
            found += [0x1100 + lead, 0x1161 + vowel]
            if tail:
                found.append(0x11A7 + tail)
            continue
        sign, parts = taken_apart_once(code) if code > 0x7F else ("", [])
        if sign and (compatible or sign in "=:"):
            stack += reversed(parts)
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
    return joins_of(first).get(second) if follows(second) else None


def rank_of(code):
    return combining(chr(code)) if code > 0x2FF else 0


def follows(code):
    """Whether a code point may change or become one with what stands before it."""
    if rank_of(code) or 0x1161 <= code < 0x1176 or 0x11A7 < code < 0x11C3:
        return True
    if "following" not in known:
        known["following"] = {int(word, 16) for word in FOLLOWING.split(" ")}
    return code in known["following"]


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
    from sys import _wide_codes

    if form not in known:
        known[form] = {}, {}
    table, loose = known[form]  # code point -> its normal form, and whether it may change what stands before it
    found, marks = _wide_codes(unistr), set()
    for code in found:
        if code not in loose:
            loose[code] = follows(taken_apart(chr(code), "K" in form)[0])
            table[code] = chr(code) if form == "NFC" and taken_apart_once(code)[0] == "=" else normal(chr(code), form)
        if loose[code]:
            marks.add(chr(code))
    if marks:
        return "".join(segments(unistr, form, table, marks))
    return str(unistr) if all([table[code] == chr(code) for code in found]) else unistr.translate(table)


def segments(text, form, table, marks):
    """The normal form in parts: what stands between characters that may change those before them, and these with what they change."""
    places = []
    for mark in marks:
        at = text.find(mark)
        while at >= 0:
            places.append(at)
            at = text.find(mark, at + 1)
    places.sort()
    known_parts, parts, done = {}, [], 0
    for i, at in enumerate(places):
        if i == 0 or places[i - 1] != at - 1:
            start = max(at - 1, 0)
            if start > done:
                parts.append(text[done:start].translate(table))
            done = start
        if i + 1 == len(places) or places[i + 1] != at + 1:
            part = text[done : at + 1]
            if part not in known_parts:
                known_parts[part] = normal(part, form)
            parts.append(known_parts[part])
            done = at + 1
    parts.append(text[done:].translate(table))
    return parts


def normal(text, form):
    """The normal form of a text, character by character."""
    codes = taken_apart(text, "K" in form)
    ranks = [rank_of(code) for code in codes]
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
