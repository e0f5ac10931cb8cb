"""`shlex`: texts as words of a shell, and back."""


def split(s, comments=False, posix=True):
    """The words of a text by the rules of POSIX shells."""
    words, word, at = [], None, 0
    if s is None:
        raise ValueError("s argument must not be None")
    if not posix:
        from sys import _leave

        _leave("words of a shell without POSIX rules")
    while at < len(s):
        char = s[at]
        at += 1
        if char in " \t\r\n":
            if word is not None:
                words.append(word)
                word = None
        elif comments and char == "#":
            end = s.find("\n", at)
            at = len(s) if end < 0 else end + 1
            if word is not None:
                words.append(word)
                word = None
        elif char == "\\":
            if at == len(s):
                raise ValueError("No escaped character")
            word = (word or "") + s[at]
            at += 1
        elif char in "'\"":
            word = word or ""
            while s[at : at + 1] != char:
                if at >= len(s):
                    raise ValueError("No closing quotation")
                if char == '"' and s[at] == "\\":
                    if at + 1 >= len(s):
                        raise ValueError("No escaped character")
                    if s[at + 1] not in '"\\':
                        word += "\\"
                    at += 1
                word += s[at]
                at += 1
            at += 1
        else:
            word = (word or "") + char
    if word is not None:
        words.append(word)
    return words


def quote(s):
    if not s:
        return "''"
    for char in s:
        if not (char.isascii() and (char.isalnum() or char in "_@%+=:,./-")):
            inside = s.replace("'", "'\"'\"'")
            return f"'{inside}'"
    return s


def join(split_command):
    return " ".join([quote(word) for word in split_command])
