"""Template text to tokens: text, tags, white-space control, raw blocks, and words told apart by their position.

jinja2 treats `if`, `in`, `is`, … as names wherever an operand is expected; so does this lexer, by watching the token before.
"""

from __future__ import annotations

import math
import re
import warnings
from dataclasses import dataclass
from typing import NamedTuple

from noetlc.frontend.jinja.errors import TemplateError, TooDeep

MAX_BRACKETS = 100
"""Deepest nesting of brackets in one tag."""


class Token(NamedTuple):
    """`value` is the decoded value (text, number, string) or the source word."""

    type: str
    value: object
    pos: int


@dataclass(slots=True)
class Lexed:
    """All tokens, and what rule 2 of language.md 6.2 asks for: whether comments or raw blocks stand in the text."""

    tokens: list[Token]
    has_comment_or_raw: bool


_BEGIN = re.compile(r"\{%(?P<raw_sign>[-+]?)\s*raw\s*(?P<raw_end>-%\}\s*|%\})|(?P<open>\{%|\{\{|\{#)(?P<sign>[-+]?)")
_RAW_END = re.compile(r"\{%(?P<sign>[-+]?)\s*endraw\s*(?:\+%\}|-%\}\s*|%\})")
_COMMENT_END = re.compile(r"\+#\}|-#\}\s*|#\}")
_VAR_END = re.compile(r"-\}\}\s*|\}\}")
_BLOCK_END = re.compile(r"\+%\}|-%\}\s*|%\}")
_SPACE = re.compile(r"\s+")
_NEWLINE = re.compile(r"\r\n|\r|\n")
_TOKEN = re.compile(
    r"""
    (?P<float>(?<!\.)(?:\d+_)*\d+(?:(?:\.(?:\d+_)*\d+)?[eE][+\-]?(?:\d+_)*\d+|\.(?:\d+_)*\d+))
  | (?P<int>0[bB](?:_?[01])+|0[oO](?:_?[0-7])+|0[xX](?:_?[\da-fA-F])+|[1-9](?:_?\d)*|0(?:_?0)*)
  | (?P<name>(?:\w|[^\x00-\x7f\s])+)
  | (?P<string>'[^'\\]*(?:\\.[^'\\]*)*'|"[^"\\]*(?:\\.[^"\\]*)*")
  | (?P<op>//|\*\*|==|!=|>=|<=|[-+/*%~\[\](){}><=.:|,])
    """,
    re.VERBOSE | re.DOTALL,
)
_OPERATORS = {
    "+": "PLUS", "-": "MINUS", "/": "SLASH", "//": "SLASHSLASH", "*": "STAR", "%": "PERCENT", "**": "STARSTAR", "~": "TILDE",
    "[": "LBRACKET", "]": "RBRACKET", "(": "LPAREN", ")": "RPAREN", "{": "LBRACE", "}": "RBRACE", "==": "EQ", "!=": "NE",
    ">": "GT", ">=": "GE", "<": "LT", "<=": "LE", "=": "ASSIGN", ".": "DOT", ":": "COLON", "|": "PIPE", ",": "COMMA",
}  # fmt: skip
_CLOSERS = {"(": ")", "[": "]", "{": "}"}
_CONSTANTS = {"true": True, "True": True, "false": False, "False": False, "none": None, "None": None}
_WORDS = {"and": "AND", "or": "OR", "in": "IN", "is": "IS", "if": "IF", "else": "ELSE"}
_OPERAND_ENDS = frozenset({"NAME", "CONST", "INT", "FLOAT", "STRING", "FILTER_NAME", "TEST_NAME", "RPAREN", "RBRACKET", "RBRACE"})
_TIGHT = frozenset(
    {"PLUS", "MINUS", "STAR", "SLASH", "SLASHSLASH", "PERCENT", "STARSTAR", "TILDE", "EQ", "NE", "LT", "LE", "GT", "GE", "NOT_IN"}
)
_STATEMENTS = frozenset(
    "if elif else endif for endfor set endset with endwith filter endfilter macro endmacro autoescape endautoescape".split()
)
_UNSUPPORTED = frozenset({"include", "import", "from", "extends", "break", "continue", "do"})
_UNSUPPORTED_BLOCKS = frozenset({"block", "endblock", "call", "endcall"})


def tokenize(text: str) -> Lexed:
    """The tokens of a template. Raises TemplateError."""
    return _Lexer(text, _source_end(text)).template()


def tokenize_expression(text: str) -> list[Token]:
    """The tokens of a bare expression, as if it stood in `{{ }}`. Raises TemplateError."""
    lexer = _Lexer(text, len(text))
    end = lexer.tag(0, None, 0)
    if end < len(text):
        raise TemplateError("the expression ends before the text does", end)
    return lexer.tokens


def _source_end(text: str) -> int:
    """The length of the text without its one trailing newline."""
    if text.endswith("\r\n"):
        return len(text) - 2
    return len(text) - 1 if text.endswith(("\n", "\r")) else len(text)


class _Lexer:
    def __init__(self, text: str, end: int) -> None:
        self.text = text
        self.end = end
        self.tokens: list[Token] = []
        self.special = False

    def template(self) -> Lexed:
        at = 0
        while at < self.end:
            match = _BEGIN.search(self.text, at, self.end)
            if match is None:
                self.add_text(at, self.end, strip=False)
                break
            sign = match["sign"] if match["open"] else match["raw_sign"]
            self.add_text(at, match.start(), strip=sign == "-")
            if not match["open"]:
                at = self.raw(match)
            elif match["open"] == "{#":
                at = self.comment(match)
            elif match["open"] == "{{":
                self.tokens.append(Token("VAR_BEGIN", "{{", match.start()))
                at = self.tag(match.end(), _VAR_END, match.start())
            else:
                at = self.statement(match)
        return Lexed(self.tokens, self.special)

    def add_text(self, start: int, end: int, strip: bool) -> None:
        text = self.text[start:end]
        if strip:
            text = text.rstrip()
        if text:
            self.tokens.append(Token("TEXT", _NEWLINE.sub("\n", text) if "\r" in text else text, start))

    def raw(self, begin: re.Match[str]) -> int:
        self.special = True
        match = _RAW_END.search(self.text, begin.end(), self.end)
        if match is None:
            raise TemplateError("{% raw %} is not closed", begin.start())
        self.add_text(begin.end(), match.start(), strip=match["sign"] == "-")
        return match.end()

    def comment(self, begin: re.Match[str]) -> int:
        self.special = True
        match = _COMMENT_END.search(self.text, begin.end(), self.end)
        if match is None:
            raise TemplateError("comment is not closed", begin.start())
        return match.end()

    def statement(self, begin: re.Match[str]) -> int:
        """A `{% … %}` tag: its keyword decides the first token and how the rest is read."""
        space = _SPACE.match(self.text, begin.end(), self.end)
        at = space.end() if space else begin.end()
        match = _TOKEN.match(self.text, at, self.end)
        if match is None or match.lastgroup != "name":
            raise TemplateError("tag name expected", begin.start())
        word = match["name"]
        if word in _UNSUPPORTED or word in _UNSUPPORTED_BLOCKS:
            kind = "S_UNSUPPORTED" if word in _UNSUPPORTED else f"S_{word.upper()}"
            self.tokens.append(Token(kind, word, begin.start()))
            kept = len(self.tokens)
            end = self.tag(match.end(), _BLOCK_END, begin.start())
            del self.tokens[kept:-1]  # what an unsupported statement says does not matter
            return end
        if word not in _STATEMENTS:
            raise TemplateError(f"unknown tag {word!r}", match.start(), len(word))
        self.tokens.append(Token(f"S_{word.upper()}", word, begin.start()))
        return self.tag(match.end(), _BLOCK_END, begin.start())

    def tag(self, at: int, end_pattern: re.Pattern[str] | None, opened: int) -> int:
        """Read tokens up to the end of a tag (of the text, without a pattern); returns the offset after it."""
        text, tokens, end = self.text, self.tokens, self.end
        brackets: list[str] = []
        while True:
            space = _SPACE.match(text, at, end)
            if space is not None:
                at = space.end()
            if at >= end:
                break
            if end_pattern is not None and not brackets:
                closing = end_pattern.match(text, at, end)
                if closing is not None:
                    tokens.append(Token("VAR_END" if end_pattern is _VAR_END else "BLOCK_END", closing.group().strip(), at))
                    return closing.end()
            match = _TOKEN.match(text, at, end)
            if match is None:
                raise TemplateError(_bad_character(text, at), at)
            self.token(match, brackets)
            at = match.end()
        if end_pattern is not None:
            raise TemplateError("{{ is not closed" if end_pattern is _VAR_END else "{% is not closed", opened)
        return end

    def token(self, match: re.Match[str], brackets: list[str]) -> None:
        kind, value, at = match.lastgroup, match.group(), match.start()
        if kind == "name":
            self.word(value, at, match.end(), brackets)
        elif kind == "op":
            self.balance(value, at, brackets)
            self.tokens.append(Token(_OPERATORS[value], value, at))
        elif kind == "string":
            self.tokens.append(Token("STRING", _unescape(value[1:-1], at), at))
        elif kind == "int":
            self.tokens.append(Token("INT", _integer(value, at), at))
        else:
            number = float(value.replace("_", ""))
            if not math.isfinite(number):
                raise TemplateError("number is not finite", at)
            self.tokens.append(Token("FLOAT", number, at))

    def balance(self, value: str, at: int, brackets: list[str]) -> None:
        if value in _CLOSERS:
            brackets.append(_CLOSERS[value])
            if len(brackets) > MAX_BRACKETS:
                raise TooDeep("brackets are nested too deep", at)
        elif value in (")", "]", "}"):
            expected = brackets.pop() if brackets else None
            if value != expected:
                raise TemplateError(f"unexpected {value!r}" + (f", expected {expected!r}" if expected else ""), at)

    def word(self, word: str, at: int, end: int, brackets: list[str]) -> None:
        """Append the token of a word: attribute, filter, test, keyword argument, constant, operator or name."""
        if not word.isidentifier():
            raise TemplateError("invalid character in identifier", at)
        tokens = self.tokens
        last = tokens[-1].type if tokens else ""
        if last == "DOT":
            self.attribute(word, at)
        elif last == "PIPE" or (last == "S_FILTER" and not brackets):
            tokens.append(Token("FILTER_NAME", word, at))
        elif last == "IS" and word == "not":
            tokens[-1] = Token("IS_NOT", "is not", tokens[-1].pos)
        elif last in ("IS", "IS_NOT"):
            tokens.append(Token("TEST_NAME", word, at))
        elif last == "NOT_IN" and word == "in" and not self.text[tokens[-1].pos + 3 : at].strip():
            return  # the second word of an operator that is already there
        elif last == "TEST_NAME" and word not in ("else", "or", "and"):
            if word == "is":
                raise TemplateError("tests cannot be chained with is", at)
            tokens.append(_operand(word, at))
        elif last in _OPERAND_ENDS:
            self.operator(word, at)
        elif word == "not" and not self.after_tight_operator(last):
            tokens.append(Token("NOT", word, at))
        elif last in ("LPAREN", "COMMA") and brackets and brackets[-1] == ")" and self.assigns(end):
            tokens.append(Token("KWARG", word, at))
        else:
            tokens.append(_operand(word, at))

    def attribute(self, word: str, at: int) -> None:
        """A word after a dot: the names of filters and tests may have dots."""
        head = self.tokens[-2] if len(self.tokens) > 1 else None
        if head is not None and head.type in ("FILTER_NAME", "TEST_NAME"):
            self.tokens[-2:] = [Token(head.type, f"{head.value}.{word}", head.pos)]
        else:
            self.tokens.append(Token("NAME", word, at))

    def operator(self, word: str, at: int) -> None:
        """A word where an operator is expected."""
        tokens = self.tokens
        if word == "not":
            following = _SPACE.match(self.text, at + 3, self.end)
            start = following.end() if following else at + 3
            match = _TOKEN.match(self.text, start, self.end)
            if match is None or match.group() != "in":
                raise TemplateError("unexpected 'not'", at)
            tokens.append(Token("NOT_IN", "not in", at))
        elif word == "recursive":
            tokens.append(Token("RECURSIVE", word, at))
        else:
            tokens.append(Token(_WORDS.get(word, "NAME"), word, at))

    def after_tight_operator(self, last: str) -> bool:
        """True if what comes next is an operand of a comparison or of arithmetic, where `not` is no operator but a name."""
        if last != "IN":
            return last in _TIGHT
        for token in reversed(self.tokens[:-1]):
            if token.type == "S_FOR":
                return False
            if token.type not in ("NAME", "COMMA", "LPAREN", "RPAREN"):
                break
        return True

    def assigns(self, at: int) -> bool:
        """True if a single `=` follows."""
        space = _SPACE.match(self.text, at, self.end)
        start = space.end() if space else at
        return self.text.startswith("=", start, self.end) and not self.text.startswith("==", start, self.end)


def _operand(word: str, at: int) -> Token:
    if word in _CONSTANTS:
        return Token("CONST", _CONSTANTS[word], at)
    return Token("NAME", word, at)


def _integer(text: str, at: int) -> int:
    try:
        return int(text.replace("_", ""), 0)
    except ValueError:
        raise TemplateError("number is too long", at) from None


def _unescape(body: str, at: int) -> str:
    """A string literal's value: newlines normalised, Python's escapes decoded."""
    if "\r" in body:
        body = _NEWLINE.sub("\n", body)
    if "\\" not in body:
        return body
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", DeprecationWarning)  # unknown escapes stay as they are
            return body.encode("ascii", "backslashreplace").decode("unicode-escape")
    except UnicodeError as error:
        raise TemplateError(f"string literal: {str(error).split(':')[-1].strip()}", at) from None


def _bad_character(text: str, at: int) -> str:
    if text[at] in "'\"":
        return "string is not closed"
    return f"unexpected character {text[at]!r}"
