"""Complex numbers from and as text."""


def parsed(text):
    """The parts of a text; `1+2j`, perhaps in parentheses."""
    inner = text.strip()
    if "_" in inner:
        inner = without_underscores(inner, text)
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


def without_underscores(inner, text):
    """A text whose underscores stand between digits, without them."""
    before = ""
    for character in inner + " ":
        if (character == "_" and not before.isdecimal()) or (before == "_" and not character.isdecimal()):
            raise ValueError(f"could not convert string to complex: {text!r}")
        before = character
    return inner.replace("_", "")


def signed(number, flags="", kind=""):
    """A part as text, with its sign; `kind` is a precision and a letter, "" for the shortest text."""
    text = format(number, flags + kind)
    if not kind and text.endswith(".0"):
        text = text[:-1] if "#" in flags else text[:-2]
    return text if text.startswith("-") else "+" + text


def formatted(value, spec):
    if not spec:
        return str(value)
    fill, align, rest = "", "", spec
    if len(spec) > 1 and spec[1] in "<>^=":
        fill, align, rest = spec[0], spec[1], spec[2:]
    elif spec[0] in "<>^=":
        align, rest = spec[0], spec[1:]
    sign, rest = taken(rest, "+- ")
    flags, rest = taken(rest, "z")
    alternate, rest = taken(rest, "#")
    if not fill:
        fill, rest = taken(rest, "0")
        align = align or ("=" if fill else "")
    width = ""
    while rest[:1].isdecimal():
        width, rest = width + rest[0], rest[1:]
    grouped, rest = taken(rest, ",")
    again, rest = taken(rest, "_")
    if (grouped and again) or (again and rest[:1] == ","):
        raise ValueError("Cannot specify both ',' and '_'.")
    grouped += again
    precision = ""
    if rest[:1] == ".":
        precision, rest = ".", rest[1:]
        while rest[:1].isdecimal():
            precision, rest = precision + rest[0], rest[1:]
        if precision == ".":
            raise ValueError("Format specifier missing precision")
    if len(rest) > 1:
        raise ValueError(f"Invalid format specifier '{spec}' for object of type 'complex'")
    if grouped and rest and rest not in "deEfFgG%" and not (grouped == "_" and rest in "boxX"):
        raise ValueError(f"Cannot specify '{grouped}' with '{rest}'.")
    if rest and rest not in "eEfFgGn":
        raise ValueError(f"Unknown format code '{rest}' for object of type 'complex'")
    if fill == "0":
        raise ValueError("Zero padding is not allowed in complex format specifier")
    if align == "=":
        raise ValueError("'=' alignment flag is not allowed in complex format specifier")
    kind = precision + (rest or ("g" if precision else ""))
    flags += alternate + grouped
    real, imag = with_sign(signed(value._real, flags, kind), sign), signed(value._imag, flags, kind)
    if rest:
        text = real + imag + "j"
    elif str(value).startswith("("):
        text = f"({real}{imag}j)"
    else:
        text = with_sign(imag, sign) + "j"
    return format(text, (fill or " ") + (align or ">") + width) if width else text


def taken(rest, flags):
    """One of some characters if a specifier goes on with it, and the rest."""
    return (rest[0], rest[1:]) if rest and rest[0] in flags else ("", rest)


def with_sign(text, sign):
    """A part with the sign that a format asks for."""
    return text if text.startswith("-") else text[1:] if sign in ("", "-") else sign + text[1:]
