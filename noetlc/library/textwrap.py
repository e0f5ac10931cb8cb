"""`textwrap`: filling lines."""


def words_of(text, on_hyphens):
    import re

    parts = [part for part in re.split("([\t\n\x0b\x0c\r ]+)", text) if part]
    if not on_hyphens or "-" not in text:
        return parts
    near, letter = "[\\w!\"'&.,?]", "[^\\d\\W]"
    dash = f"(?<={near})-{{2,}}(?=\\w)"
    hyphen = f"-(?:(?<={letter}{letter}-)|(?<={letter}-{letter}-))(?={letter}-?{letter})"
    pattern = f"({dash}|.+?(?:{hyphen}|\\Z|(?<={near})(?=-{{2,}}\\w)))"
    words = []
    for part in parts:
        if "-" in part:  # what the pattern looks at lies in one word
            words += [word for word in re.split(pattern, part) if word]
        else:
            words.append(part)
    return words


class TextWrapper:
    def __init__(
        self,
        width=70,
        initial_indent="",
        subsequent_indent="",
        expand_tabs=True,
        replace_whitespace=True,
        fix_sentence_endings=False,
        break_long_words=True,
        drop_whitespace=True,
        break_on_hyphens=True,
        tabsize=8,
        *,
        max_lines=None,
        placeholder=" [...]",
    ):
        self.width = width
        self.initial_indent = initial_indent
        self.subsequent_indent = subsequent_indent
        self.expand_tabs = expand_tabs
        self.replace_whitespace = replace_whitespace
        self.fix_sentence_endings = fix_sentence_endings
        self.break_long_words = break_long_words
        self.drop_whitespace = drop_whitespace
        self.break_on_hyphens = break_on_hyphens
        self.tabsize = tabsize
        self.max_lines = max_lines
        self.placeholder = placeholder

    def parts(self, text):
        import re

        if self.expand_tabs:
            text = text.expandtabs(self.tabsize)
        if self.replace_whitespace:
            text = re.sub("[\t\n\x0b\x0c\r]", " ", text)
        parts = words_of(text, self.break_on_hyphens)
        if self.fix_sentence_endings:
            i = 0
            while i < len(parts) - 1:
                if parts[i + 1] == " " and re.search("[a-z][.!?][\"']?\\Z", parts[i]):
                    parts[i + 1] = "  "
                    i += 1
                i += 1
        return parts

    def wrap(self, text):
        if self.width <= 0:
            raise ValueError(f"invalid width {self.width!r} (must be > 0)")
        if self.max_lines is not None:
            indent = self.subsequent_indent if self.max_lines > 1 else self.initial_indent
            if len(indent) + len(self.placeholder.lstrip()) > self.width:
                raise ValueError("placeholder too large for max width")
        left = self.parts(text)
        left.reverse()
        lines = []
        while left:
            indent = self.subsequent_indent if lines else self.initial_indent
            room = self.width - len(indent)
            if self.drop_whitespace and lines and not left[-1].strip():
                left.pop()
            line, size = [], 0
            while left and size + len(left[-1]) <= room:
                size += len(left[-1])
                line.append(left.pop())
            if left and len(left[-1]) > room:
                self.break_word(left, line, size, room)
                size = sum(len(part) for part in line)
            if self.drop_whitespace and line and not line[-1].strip():
                size -= len(line.pop())
            if not line:
                continue
            is_last = not left or (self.drop_whitespace and len(left) == 1 and not left[0].strip())
            if self.max_lines is None or len(lines) + 1 < self.max_lines or (is_last and size <= room):
                lines.append(indent + "".join(line))
            else:
                self.cut(lines, line, size, room, indent)
                break
        return lines

    def break_word(self, left, line, size, room):
        space = 1 if room < 1 else room - size
        if self.break_long_words:
            word, end = left[-1], space
            if self.break_on_hyphens and len(word) > space:
                hyphen = word.rfind("-", 0, space)
                if hyphen > 0 and word[:hyphen].strip("-"):
                    end = hyphen + 1
            line.append(word[:end])
            left[-1] = word[end:]
        elif not line:
            line.append(left.pop())

    def cut(self, lines, line, size, room, indent):
        while line:
            if line[-1].strip() and size + len(self.placeholder) <= room:
                lines.append(indent + "".join(line) + self.placeholder)
                return
            size -= len(line.pop())
        if lines:
            last = lines[-1].rstrip()
            if len(last) + len(self.placeholder) <= self.width:
                lines[-1] = last + self.placeholder
                return
        lines.append(indent + self.placeholder.lstrip())

    def fill(self, text):
        return "\n".join(self.wrap(text))


def wrap(text, width=70, **kwargs):
    return TextWrapper(width, **kwargs).wrap(text)


def fill(text, width=70, **kwargs):
    return TextWrapper(width, **kwargs).fill(text)


def shorten(text, width, **kwargs):
    return TextWrapper(width, max_lines=1, **kwargs).fill(" ".join(text.strip().split()))


def indent_by(text, prefix, predicate=None):
    lines = text.splitlines(True)
    return "".join([prefix + line if (line.strip() if predicate is None else predicate(line)) else line for line in lines])
