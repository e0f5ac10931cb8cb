"""Texts made piece by piece: a table with padded columns, a run-length code and back, characters turned and counted."""

TINY, FULL = 5, 4_000


def table(rows):
    widths = [max(len(str(row[k])) for row in rows) for k in range(len(rows[0]))]
    lines = []
    for row in rows:
        line = ""
        for value, width in zip(row, widths):
            line += str(value).rjust(width) + " | "
        lines.append(line.rstrip(" |"))
    return "\n".join(lines)


def packed(text):
    out = ""
    k = 0
    while k < len(text):
        run = 1
        while k + run < len(text) and text[k + run] == text[k]:
            run += 1
        out += text[k] if run == 1 else str(run) + text[k]
        k += run
    return out


def unpacked(text):
    parts = []
    count = ""
    for c in text:
        if c.isdigit():
            count += c
        else:
            parts.append(c * int(count or "1"))
            count = ""
    return "".join(parts)


def turned(text, by):
    out = []
    for c in text:
        if "a" <= c <= "z":
            out.append(chr((ord(c) - 97 + by) % 26 + 97))
        else:
            out.append(c.upper())
    return "".join(out)


def main(n):
    rows = [[i, "name-" + str(i % 13), "#" * (i % 7), f"{i / 7:.3f}"] for i in range(n)]
    shown = table(rows)
    short = packed(shown.replace("0", "o").replace("1", "i").translate(str.maketrans("23456789", "zehsblgq")))
    same = unpacked(short)
    secret = turned(same, 5)
    return [len(shown), len(short), len(same), secret[:60], secret.count("S"), secret[::-1].find("J")]
