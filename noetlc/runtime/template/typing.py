"""What rendered text stands for (language.md 6.2), and the truth of conditions (language.md 6.3)."""

from __future__ import annotations

from noetlc.kernel.lang import enable, i32, lit, load8, val
from noetlc.layout.features import Feature
from noetlc.layout.objects import FALSE, NONE, STR_BYTES, TRUE, Str
from noetlc.layout.tags import T_BOOL, T_STR
from noetlc.runtime.json.parse import json_parse
from noetlc.runtime.template.number import t_number
from noetlc.runtime.template.print import t_text
from noetlc.runtime.template.strings import t_trim
from noetlc.runtime.template.value import t_truth
from noetlc.runtime.text.strings import str_eq
from noetlc.runtime.values.memory import has_tag, tag_of

strict_strings: i32 = 0  # run option: mixed text stays text


def t_typed(rendered: val) -> val:
    """The value that mixed text stands for; the text itself if it stands for nothing else. Never raises."""
    enable(Feature.MIXED_TEXT)
    if strict_strings:
        return rendered
    text: val = t_trim(rendered)
    n: i32 = Str(text).nbytes
    if n == 0:
        return NONE
    first: i32 = load8(text + STR_BYTES)
    last: i32 = load8(text + STR_BYTES + n - 1)
    if (first == 123 and last == 125) or (first == 91 and last == 93):
        parsed: val = json_parse(text + STR_BYTES, n)
        return rendered if parsed == 0 else parsed
    word: val = t_typed_word(text)
    if word != 0:
        return word
    number: val = t_number(text)
    return rendered if number == 0 else number


def t_typed_word(text: val) -> val:
    """The bool or null that a word stands for, else 0."""
    if str_eq(text, lit("true")) or str_eq(text, lit("True")):
        return TRUE
    if str_eq(text, lit("false")) or str_eq(text, lit("False")):
        return FALSE
    if str_eq(text, lit("null")) or str_eq(text, lit("None")):
        return NONE
    return 0


def t_same_word(text: val, word: val) -> i32:
    """1 if the text is the lower-case word in any ASCII case."""
    n: i32 = Str(word).nbytes
    if Str(text).nbytes != n:
        return 0
    i: i32 = 0
    while i < n:
        c: i32 = load8(text + STR_BYTES + i)
        if c >= 65 and c <= 90:
            c += 32
        if c != load8(word + STR_BYTES + i):
            return 0
        i += 1
    return 1


def t_condition(v: val) -> i32:
    """Truth of arc and step `when` and of admit rules: strings that spell a false word are false."""
    if not has_tag(v, T_STR):
        return t_truth(v)
    text: val = t_trim(v)
    n: i32 = Str(text).nbytes
    if n > 5:
        return 1
    if n == 0 or t_same_word(text, lit("false")) or t_same_word(text, lit("0")) or t_same_word(text, lit("no")):
        return 0
    if t_same_word(text, lit("none")) or t_same_word(text, lit("null")) or t_same_word(text, lit("off")):
        return 0
    return not (t_same_word(text, lit("{}")) or t_same_word(text, lit("[]")))


def t_rule_condition(v: val) -> i32:
    """Truth of a policy rule's `when`: a bool is itself, else the text decides by its exact form."""
    if tag_of(v) == T_BOOL:
        return v == TRUE
    text: val = t_text(v)
    if Str(text).nbytes == 0 or str_eq(text, lit("false")) or str_eq(text, lit("False")) or str_eq(text, lit("0")):
        return 0
    return not (str_eq(text, lit("none")) or str_eq(text, lit("None")) or str_eq(text, lit("null")))
