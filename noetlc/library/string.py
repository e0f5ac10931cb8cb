"""`string`: `capwords` and `Template`."""


def capwords(s, sep=None):
    return (sep or " ").join([word.capitalize() for word in s.split(sep)])


def is_letter(char):
    return char == "_" or "a" <= char <= "z" or "A" <= char <= "Z"


class Template:
    delimiter = "$"

    def __init__(self, template):
        self.template = template

    def pieces(self):
        text, mark = self.template, self.delimiter
        pieces = []
        start = 0
        while True:
            at = text.find(mark, start)
            if at < 0:
                pieces.append(("text", text[start:], len(text)))
                return pieces
            pieces.append(("text", text[start:at], at))
            start = at + len(mark)
            end = start
            braced = text[start : start + 1] == "{"
            if braced:
                end += 1
            first = end
            while end < len(text) and (is_letter(text[end]) or (end > first and "0" <= text[end] <= "9")):
                end += 1
            if text.startswith(mark, start):
                pieces.append(("escaped", mark, start))
                start += len(mark)
            elif end > first and not braced:
                pieces.append(("name", text[first:end], start))
                start = end
            elif end > first and text[end : end + 1] == "}":
                pieces.append(("braced", text[first:end], start))
                start = end + 1
            else:
                pieces.append(("invalid", "", start))

    def substitute(self, mapping=..., /, **kws):
        return self.filled({} if mapping is ... else mapping, kws, False)

    def safe_substitute(self, mapping=..., /, **kws):
        return self.filled({} if mapping is ... else mapping, kws, True)

    def filled(self, mapping, named, safe):
        found = []
        for kind, text, at in self.pieces():
            if kind == "text" or kind == "escaped":
                found.append(text)
            elif kind == "invalid":
                if not safe:
                    self.refuse(at)
                found.append(self.delimiter)
            else:
                try:
                    found.append(str(named[text] if text in named else mapping[text]))
                except KeyError:
                    if not safe:
                        raise KeyError(text) from None
                    found.append(self.delimiter + ("{" + text + "}" if kind == "braced" else text))
        return "".join(found)

    def refuse(self, at):
        lines = self.template[:at].splitlines(keepends=True)
        column = at - len("".join(lines[:-1])) if lines else 1
        raise ValueError(f"Invalid placeholder in string: line {len(lines) or 1}, col {column}")

    def is_valid(self):
        return all(kind != "invalid" for kind, _, _ in self.pieces())

    def get_identifiers(self):
        names = []
        for kind, text, _ in self.pieces():
            if (kind == "name" or kind == "braced") and text not in names:
                names.append(text)
        return names
