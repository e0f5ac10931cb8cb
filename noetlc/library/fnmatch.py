"""`fnmatch`: names that match patterns as shells have them."""


def fnmatch(name, pat):
    return fnmatchcase(name, pat)


def fnmatchcase(name, pat):
    import re

    return re.match(translate(pat), name) is not None


def filter(names, pat):
    import re

    matches = re.compile(translate(pat)).match
    return [name for name in names if matches(name)]


def translate(pat):
    import re
    from sys import _leave

    if isinstance(pat, bytes):
        _leave("pattern of bytes")
    found, at = [], 0
    while at < len(pat):
        char = pat[at]
        at += 1
        if char == "*":
            if not found or found[-1] != "*":
                found.append("*")
        elif char == "?":
            found.append(".")
        elif char == "[":
            end = at + 1 if pat[at : at + 1] == "!" else at
            if pat[end : end + 1] == "]":
                end += 1
            end = pat.find("]", end)
            if end < 0:
                found.append("\\[")
            else:
                found.append(of_set(pat[at:end]))
                at = end + 1
        else:
            found.append(re.escape(char))
    return f"(?s:{with_stars(found)})\\Z"


def of_set(text):
    """The inside of brackets as a set of a regular expression; ranges that hold nothing go."""
    import re

    if "-" not in text:
        text = text.replace("\\", "\\\\")
    else:
        chunks, start = [], 0
        at = 2 if text[0] == "!" else 1
        while (at := text.find("-", at)) >= 0:
            chunks.append(text[start:at])
            start = at + 1
            at += 3
        last = text[start:]
        if last:
            chunks.append(last)
        else:
            chunks[-1] += "-"
        for k in range(len(chunks) - 1, 0, -1):
            if chunks[k - 1][-1] > chunks[k][0]:
                chunks[k - 1] = chunks[k - 1][:-1] + chunks[k][1:]
                del chunks[k]
        text = "-".join([chunk.replace("\\", "\\\\").replace("-", "\\-") for chunk in chunks])
    text = re.sub(r"([&~|])", r"\\\1", text)
    if not text:
        return "(?!)"
    if text == "!":
        return "."
    if text[0] == "!":
        text = "^" + text[1:]
    elif text[0] in "^[":
        text = "\\" + text
    return f"[{text}]"


def with_stars(parts):
    """Between stars the shortest match is taken for good, so that patterns of many stars end soon."""
    groups, fixed = [], []
    for part in parts:
        if part == "*":
            groups.append("".join(fixed))
            fixed = []
        else:
            fixed.append(part)
    tail = "".join(fixed)
    if not groups:
        return tail
    between = "".join([f"(?>.*?{group})" for group in groups[1:]])
    return f"{groups[0]}{between}.*{tail}"
