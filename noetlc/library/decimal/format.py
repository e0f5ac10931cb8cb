"""`format(x, spec)`: `[[fill]align][sign][z][0][width][,][.precision][type]`."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from noetlc.library.decimal.current import CURRENT
    from noetlc.library.decimal.functions import with_sign
    from noetlc.library.decimal.rounding import round_digits
    from noetlc.library.decimal.text import signed, special_text


def format_parts(spec):
    """[fill, align, sign, z, width, separator, precision, type] of a specification, with -1 for a missing number; None if it is wrong."""
    fill, align, at = " ", "", 0
    if len(spec) > 1 and spec[1] in "<>=^":
        fill, align, at = spec[0], spec[1], 2
    elif spec[:1] and spec[0] in "<>=^":
        align, at = spec[0], 1
    sign = "-"
    if spec[at : at + 1] and spec[at] in "+- ":
        sign = spec[at]
        at += 1
    no_negative_zero = spec[at : at + 1] == "z"
    if no_negative_zero:
        at += 1
    if spec[at : at + 1] == "0":
        at += 1
        if align:
            return None
        fill, align = "0", "z"
    start = at
    while spec[at : at + 1].isdigit():
        at += 1
    if spec[start : start + 1] == "0":
        return None
    width = format_number(spec[start:at])
    separator = ","
    if spec[at : at + 1] == ",":
        at += 1
    else:
        separator = ""
    precision = -1
    if spec[at : at + 1] == ".":
        start = at + 1
        at = start
        while spec[at : at + 1].isdigit():
            at += 1
        precision = format_number(spec[start:at])
        if precision < 0:
            return None
    kind = spec[at:]
    if len(kind) > 1 or (kind and kind not in "eEfFgGn%"):
        return None
    if kind == "n":
        if separator:
            return None
        kind = "g"
    return [fill, align or ">", sign, no_negative_zero, width, separator, precision, kind]


def format_number(text):
    if not text:
        return -1
    text = text.lstrip("0") or "0"
    if len(text) > 19 or int(text) > 9223372036854775807:
        raise ValueError("invalid format string")
    if len(text) > 18:
        raise ValueError("format specification exceeds internal limits of _decimal")
    return int(text)


SPECIFICATIONS = {}  # those met, and what they say


def formatted(x, spec):
    if not isinstance(spec, str):
        raise TypeError("format argument must be str")
    parts = SPECIFICATIONS.get(spec)
    if parts is None:
        parts = format_parts(spec) if spec.isascii() else format_wide(spec)
        if len(SPECIFICATIONS) < 64 and parts is not None:
            SPECIFICATIONS[spec] = parts
    if parts is None:
        raise ValueError("invalid format string")
    fill, align, sign, no_negative_zero, width, separator, precision, kind = parts
    negative = x._sign == 1
    if x._kind:
        text = special_text(with_sign(x, 0))
        if kind == "%":
            text += "%"
        if align == "z":
            fill, align = " ", ">"
        separator = ""
    else:
        if kind == "":
            kind = "g" if CURRENT[0]._capitals == 0 else "G"
        digits, exp, point = format_rounded(x, precision, kind)
        if no_negative_zero and negative and not digits.strip("0"):
            negative = False
        text = format_text(digits, exp, point, kind)
    sign = "-" if negative else sign if sign in "+ " else ""
    if separator or align == "z":
        text = format_groups(text, separator, width - len(sign) if align == "z" else 0)
        if align == "z":
            align = "="
    missing = width - len(sign) - len(text)
    if missing <= 0:
        return sign + text
    if align == "<":
        return sign + text + fill * missing
    if align == "=":
        return sign + fill * missing + text
    if align == "^":
        return fill * (missing // 2) + sign + text + fill * (missing - missing // 2)
    return fill * missing + sign + text


def format_wide(spec):
    """The parts of a specification whose fill is not ASCII."""
    if len(spec) < 2 or spec[1] not in "<>=^" or not spec[1:].isascii():
        return None
    parts = format_parts("_" + spec[1:])
    if parts is not None:
        parts[0] = spec[0]
    return parts


def format_rounded(x, precision, kind):
    """(digits, exponent, position of the point) of a number in a format."""
    digits = x._digits
    exp = x._exp
    rounding = CURRENT[0]._rounding
    zero = digits == "0"
    if kind == "%":
        exp += 2
    if kind in "eE":
        if precision >= 0:
            if zero:
                digits = "0" * (precision + 1)
            elif len(digits) > precision + 1:
                digits, exp = format_cut(x, exp, len(digits) - precision - 1, rounding)
            else:
                exp -= precision + 1 - len(digits)
                digits += "0" * (precision + 1 - len(digits))
        return digits, exp, 1
    if kind in "fF%":
        if precision < 0:
            precision = max(-exp, 0)
        if zero:
            return "0", -precision, 0
        if exp >= -precision:
            return digits + "0" * (exp + precision), -precision, 0
        return round_digits(digits, len(digits) + exp + precision, x._sign, rounding)[0], -precision, 0
    if precision >= 0:
        precision = max(precision, 1)
        if not zero and len(digits) > precision:
            digits, exp = format_cut(x, exp, len(digits) - precision, rounding)
    point = exp + len(digits)
    if exp > 0 or point <= -6:
        return digits, exp, 1
    return digits, exp, point


def format_cut(x, exp, cut, rounding):
    """Digits and exponent without the last `cut` digits."""
    size = len(x._digits) - cut
    digits, _ = round_digits(x._digits, size, x._sign, rounding)
    exp += cut
    if len(digits) > size:
        digits = digits[:-1]
        exp += 1
    return digits, exp


def format_text(digits, exp, point, kind):
    if kind in "fF%":
        if exp < 0:
            digits = digits.zfill(1 - exp)
            digits = digits[:exp] + "." + digits[exp:]
        return digits + "%" if kind == "%" else digits
    exponent = exp + len(digits) - point
    if point <= 0:
        text = "0." + "0" * -point + digits
    elif point >= len(digits):
        text = digits + "0" * (point - len(digits))
    else:
        text = digits[:point] + "." + digits[point:]
    if exponent or kind in "eE":
        text += ("e" if kind in "eg" else "E") + signed(exponent)
    return text


def format_groups(text, separator, width):
    """Groups of three digits before the point, with zeros in front until there are `width` characters."""
    end = 0
    while end < len(text) and text[end].isdigit():
        end += 1
    whole, rest = text[:end], text[end:]
    width -= len(rest)
    if not separator:
        return whole.zfill(width) + rest
    first = len(whole) % 3 or 3
    groups = [whole[:first], *[whole[i : i + 3] for i in range(first, len(whole), 3)]]
    room = width - 4 * (len(groups) - 1)  # for the first group
    while room > len(groups[0]):
        if len(groups[0]) < 3:
            groups[0] = "0" + groups[0]
        else:
            groups.insert(0, "0")
            room -= 4
    return separator.join(groups) + rest
