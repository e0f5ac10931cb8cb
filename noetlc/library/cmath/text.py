"""Complex numbers from and as text."""


def parsed(text):
    """The parts of a text; `1+2j`, perhaps in parentheses."""
    inner = text.strip()
    if inner.startswith("(") and inner.endswith(")"):
        inner = inner[1:-1].strip()
    try:
        if not inner or inner != "".join(inner.split()):
            raise ValueError
        if inner[-1] not in "jJ":
            return (float(inner), 0.0)
        body = inner[:-1]
        at = len(body) - 1
        while at > 0 and not (body[at] in "+-" and body[at - 1] not in "eE"):
            at -= 1
        real = float(body[:at]) if at > 0 else 0.0
        imag = body[max(at, 0) :]
        return (real, 1.0 if imag in ("", "+") else -1.0 if imag == "-" else float(imag))
    except ValueError:
        raise ValueError("complex() arg is a malformed string") from None


def signed(number, spec):
    """A part as text, with its sign."""
    if spec == "z":
        number, spec = number or 0.0, ""
    text = format(number, spec) if spec else repr(number)
    if not spec and text.endswith(".0"):
        text = text[:-2]
    return text if text.startswith("-") else "+" + text


def formatted(value, spec):
    if not spec:
        return str(value)
    fill, align, rest = " ", ">", spec
    if len(spec) > 1 and spec[1] in "<>^=":
        fill, align, rest = spec[0], spec[1], spec[2:]
    elif spec[0] in "<>^=":
        align, rest = spec[0], spec[1:]
    if align == "=":
        raise ValueError("'=' alignment flag is not allowed in complex format specifier")
    sign = ""
    if rest[:1] in ("+", "-", " "):
        sign, rest = rest[0], rest[1:]
    positive = rest[:1] == "z"  # no zero with a sign
    if positive:
        rest = rest[1:]
    if rest[:1] == "0":
        raise ValueError("Zero padding is not allowed in complex format specifier")
    width = ""
    while rest[:1].isdigit():
        width, rest = width + rest[0], rest[1:]
    if rest and rest[-1] not in "eEfFgGn" and (rest[-1].isalpha() or rest[-1] == "%"):
        raise ValueError(f"Unknown format code '{rest[-1]}' for object of type 'complex'")
    plain = not rest or rest[-1] not in "eEfFgGn"
    how = rest + "g" if plain and rest else rest
    if positive:
        how = "z" + how
    real = with_sign(signed(value._real, how), sign)
    imag = signed(value._imag, how)
    if not plain:
        text = real + imag + "j"
    elif str(value).startswith("("):
        text = f"({real}{imag}j)"
    else:
        text = with_sign(imag, sign) + "j"
    return format(text, fill + align + width) if width else text


def with_sign(text, sign):
    """A part with the sign that a format asks for."""
    return text if text.startswith("-") else text[1:] if sign in ("", "-") else sign + text[1:]
