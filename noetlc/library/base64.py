"""`base64`: base 85, in both alphabets."""

DIGITS = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz!#$%&()*+-;<=>?@^_`{|}~"


def b85encode(b, pad=False):
    missing = -len(b) % 4
    data = bytes(b) + bytes(missing)
    found = []
    for i in range(0, len(data), 4):
        number, group = int.from_bytes(data[i : i + 4], "big"), ""
        for _ in range(5):
            number, digit = divmod(number, 85)
            group = DIGITS[digit] + group
        found.append(group)
    text = "".join(found)
    return (text[: len(text) - missing] if missing and not pad else text).encode("ascii")


def b85decode(b):
    text = b if isinstance(b, str) else bytes(b).decode("latin-1")
    if not text.isascii() and isinstance(b, str):
        raise ValueError("string argument should contain only ASCII characters")
    missing = -len(text) % 5
    text += "~" * missing
    found = []
    for i in range(0, len(text), 5):
        number = 0
        for j in range(i, i + 5):
            digit = DIGITS.find(text[j])
            if digit < 0:
                raise ValueError(f"bad base85 character at position {j}")
            number = number * 85 + digit
        if number > 0xFFFFFFFF:
            raise ValueError(f"base85 overflow in hunk starting at byte {i}")
        found.append(number.to_bytes(4, "big"))
    data = b"".join(found)
    return data[: len(data) - missing] if missing else data


def a85encode(b, *, foldspaces=False, wrapcol=0, pad=False, adobe=False):
    missing = -len(b) % 4
    data = bytes(b) + bytes(missing)
    groups = []
    for i in range(0, len(data), 4):
        number, group = int.from_bytes(data[i : i + 4], "big"), ""
        if number == 0:
            groups.append("z")
        elif foldspaces and number == 0x20202020:
            groups.append("y")
        else:
            for _ in range(5):
                number, digit = divmod(number, 85)
                group = chr(33 + digit) + group
            groups.append(group)
    if missing and not pad:
        if groups[-1] == "z":
            groups[-1] = "!!!!!"
        groups[-1] = groups[-1][:-missing]
    text = ("<~" if adobe else "") + "".join(groups)
    if wrapcol:
        wrapcol = max(2 if adobe else 1, wrapcol)
        lines = [text[i : i + wrapcol] for i in range(0, len(text), wrapcol)]
        if adobe and len(lines[-1]) + 2 > wrapcol:
            lines.append("")
        text = "\n".join(lines)
    return (text + ("~>" if adobe else "")).encode("ascii")


def a85decode(b, *, foldspaces=False, adobe=False, ignorechars=b" \t\n\r\v"):
    if isinstance(b, str) and not b.isascii():
        raise ValueError("string argument should contain only ASCII characters")
    text = b if isinstance(b, str) else bytes(b).decode("latin-1")
    if adobe:
        if not text.endswith("~>"):
            raise ValueError("Ascii85 encoded byte sequences must end with b'~>'")
        text = text[2:-2] if text.startswith("<~") else text[:-2]
    found, group = [], []
    for c in text + "uuuu":
        if "!" <= c <= "u":
            group.append(ord(c) - 33)
            if len(group) == 5:
                number = 0
                for digit in group:
                    number = number * 85 + digit
                if number > 0xFFFFFFFF:
                    raise ValueError("Ascii85 overflow")
                found.append(number.to_bytes(4, "big"))
                group = []
        elif c == "z" or (foldspaces and c == "y"):
            if group:
                raise ValueError(f"{c} inside Ascii85 5-tuple")
            found.append(b"\0\0\0\0" if c == "z" else b"    ")
        elif ord(c) not in ignorechars:
            raise ValueError(f"Non-Ascii85 digit found: {c}")
    data, padding = b"".join(found), 4 - len(group)
    return data[:-padding] if padding else data
