"""`base64`: base 85."""

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
