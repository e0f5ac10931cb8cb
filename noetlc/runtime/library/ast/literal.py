"""`ast.literal_eval`: a parser of Python expressions that gives the values of literals.

Expressions that are no literals are parsed as far as telling them from syntax errors takes: the first such node is
remembered, None stands for its value, and ValueError is raised at the end. SyntaxError comes first, as in CPython.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from noetlc.kernel.lang import i32, i64, lit, lit_class, load8, noinline, reason, val
from noetlc.layout.objects import FALSE, NONE, STR_BYTES, TRUE, List, Str
from noetlc.layout.tags import T_BYTES, T_FLOAT, T_INT, T_SET, T_STR
from noetlc.runtime.library.ast.state import (
    ast_at,
    ast_bad_character,
    ast_begin,
    ast_bracket,
    ast_end,
    ast_fail,
    ast_fail_at,
    ast_instead,
    ast_note,
    ast_odd,
    ast_odd_line,
    ast_open,
    ast_signs,
)  # fmt: skip
from noetlc.runtime.library.ast.string import ast_string
from noetlc.runtime.text.strings import str_from
from noetlc.runtime.values.list import list_get, list_new, list_push
from noetlc.runtime.values.memory import from_int, has_tag, leave, raised, tag_of

if TYPE_CHECKING:
    from noetlc.runtime.python.containers.set import set_add, set_new
    from noetlc.runtime.python.exceptions.errors import clear_raised, message_of, raise_error, raise_with
    from noetlc.runtime.python.objects.convert import py_float, py_int
    from noetlc.runtime.python.objects.repr import py_repr
    from noetlc.runtime.python.operators.unary import py_neg
    from noetlc.runtime.text.strings import code_at, code_width, str_concat, str_eq
    from noetlc.runtime.text.unicode import is_id_part, is_id_start
    from noetlc.runtime.values.bytes import bytes_concat
    from noetlc.runtime.values.dict import dict_new, dict_set_any
    from noetlc.runtime.values.list import list_to_tuple

MAX_OPEN = 200


def ast_literal_eval(v: val) -> val:
    """`ast.literal_eval(v)`; 0 when raised."""
    global ast_at
    if not has_tag(v, T_STR):
        text: val = py_repr(v)
        return raise_with(lit_class("ValueError"), lit("malformed node or string: $"), text, 0) if text != 0 else 0
    ast_begin(v)
    while ast_at < ast_end and (load8(ast_at) == 32 or load8(ast_at) == 9):
        ast_at += 1
    made: val = ast_top()
    if made == 0 or ast_odd == 0:
        return made
    line: val = from_int(i64(ast_odd_line))
    template: val = lit("malformed node or string on line $: <ast.$ object at 0x7f0000000000>")
    return raise_error(lit_class("ValueError"), message_of(template, line, ast_odd, 0))


def ast_top() -> val:
    """The whole text: one expression, or several as a tuple, and nothing after it but blank lines."""
    global ast_at
    ast_skip_lines()
    if ast_at == ast_end:
        return ast_fail_at(lit("invalid syntax"), 0)
    made: val = ast_expression()
    if made == 0:
        return 0
    if ast_peek() == 44:
        items: val = list_new(2)
        list_push(items, made)
        while ast_peek() == 44:
            ast_at += 1
            if ast_peek() == 10 or ast_peek() == -1:
                break
            made = ast_expression()
            if made == 0:
                return 0
            list_push(items, made)
        made = list_to_tuple(items)
    if ast_peek() != 10 and ast_peek() != -1:
        return ast_bad_token()
    ast_skip_lines()
    return made if ast_at == ast_end else ast_fail(lit("invalid syntax"))


def ast_skip_lines() -> None:
    """Passes white space, comments and line ends."""
    global ast_at, ast_open
    ast_open += 1
    ast_peek()
    ast_open -= 1


def ast_peek() -> i32:
    """Passes what separates tokens; the next byte, -1 at the end."""
    global ast_at
    while ast_at < ast_end:
        c: i32 = load8(ast_at)
        if c == 35:
            while ast_at < ast_end and load8(ast_at) != 10:
                ast_at += 1
            continue
        if c == 92 and ast_at + 1 < ast_end and load8(ast_at, 1) == 10:
            ast_at += 2
            continue
        if c == 13:
            c = 10
        if not (c == 32 or c == 9 or c == 12 or (c == 10 and ast_open > 0)):
            return c
        ast_at += 1
    return -1


@noinline
def ast_bad_token() -> val:
    """The error for what may not follow an expression."""
    return ast_unclosed(0, 0)


def ast_expression() -> val:
    """Operands with operators between."""
    before: val = ast_odd
    made: val = ast_operand()
    while made != 0:
        c: i32 = ast_peek()
        size: i32 = ast_operator()
        if size == 0:
            break
        ast_pass(size)
        made = ast_operand()
        if made != 0:
            if c == 43 or c == 45:
                made = ast_note(lit("BinOp"))
            elif (c == 97 or c == 111) and size > 1:
                made = ast_instead(before, lit("BoolOp"))
            elif c > 96 or c == 61 or c == 33 or c == 60 or c == 62:
                made = ast_instead(before, lit("Compare"))
            else:
                made = ast_instead(before, lit("BinOp"))
    return made


def ast_pass(n: i32) -> None:
    global ast_at
    ast_at += n


def ast_operator() -> i32:
    """The size of the binary operator here, 0 if there is none."""
    c: i32 = ast_peek()
    second: i32 = load8(ast_at, 1) if ast_at + 1 < ast_end else 0
    if c == 42 or c == 47 or c == 60 or c == 62:  # * / < >, doubled or not
        if second == c or (second == 61 and c >= 60):
            return 2
        return 1
    if c == 43 or c == 45 or c == 37 or c == 38 or c == 124 or c == 94 or c == 64:
        return 1
    if (c == 61 or c == 33) and second == 61:
        return 2
    if ast_word(lit("and")) or ast_word(lit("not in")):
        return 3 if c == 97 else 6
    if ast_word(lit("or")) or ast_word(lit("in")) or ast_word(lit("is")):
        return 2
    return 0


def ast_word(word: val) -> i32:
    """1 if a word stands here."""
    n: i32 = Str(word).nbytes
    if ast_at + n > ast_end:
        return 0
    i: i32 = 0
    while i < n:
        if load8(ast_at + i) != load8(word + i, STR_BYTES):
            return 0
        i += 1
    return ast_at + n == ast_end or is_id_part(load8(ast_at + n)) == 0


def ast_operand() -> val:
    """A literal or name with what follows it directly: attributes, calls, subscripts."""
    global ast_at
    before: val = ast_odd
    c: i32 = ast_peek()
    if c == 43 or c == 45 or c == 126:
        ast_at += 1
        digit: i32 = ast_digit_next()
        sign: i32 = load8(ast_at)
        made: val = ast_signed()
        if made == 0:
            return 0
        if c == 126:
            return ast_instead(before, lit("UnaryOp"))
        tag: i32 = tag_of(made)
        if digit == 0 or (tag != T_INT and tag != T_FLOAT):
            return ast_note(lit("UnaryOp") if sign == 43 or sign == 45 or sign == 126 else lit("Constant"))
        return py_neg(made) if c == 45 else made
    if ast_word(lit("not")):
        ast_at += 3
        return ast_instead(before, lit("UnaryOp")) if ast_signed() != 0 else 0
    made = ast_atom(c)
    while made != 0:
        c = ast_peek()
        if c == 40 or c == 91:
            if ast_items(list_new(0), 41 if c == 40 else 93, 1) == 0:
                return 0
            made = ast_instead(before, lit("Call") if c == 40 else lit("Subscript"))
        elif c == 46:
            ast_at += 1
            ast_peek()
            if ast_name() == 0:
                return ast_fail(lit("invalid syntax"))
            made = ast_instead(before, lit("Attribute"))
        else:
            break
    return made


def ast_signed() -> val:
    """The operand of a sign or `not`. How many CPython takes depends on its stack: what nests deep is left to it."""
    global ast_signs
    ast_signs += 1
    if ast_signs > MAX_OPEN:
        leave(reason("deeply nested literal"))
    made: val = ast_operand()
    ast_signs -= 1
    return made


def ast_digit_next() -> i32:
    """1 if a number comes next."""
    c: i32 = ast_peek()
    return (c >= 48 and c <= 57) or c == 46


def ast_atom(c: i32) -> val:
    global ast_at, ast_open
    if c >= 48 and c <= 57:
        return ast_number()
    if c == 46 and ast_at + 1 < ast_end and load8(ast_at, 1) >= 48 and load8(ast_at, 1) <= 57:
        return ast_number()
    if c == 46 and ast_at + 2 < ast_end and load8(ast_at, 1) == 46 and load8(ast_at, 2) == 46:
        ast_at += 3
        return lit_class("Ellipsis")
    if c == 34 or c == 39:
        return ast_strings(0)
    if c == 40:
        return ast_parenthesis()
    if c == 91:
        items: val = list_new(0)
        return items if ast_items(items, 93, 0) else 0
    if c == 123:
        return ast_braces()
    n: i32 = ast_prefix()
    if n != 0:
        return ast_strings(n)
    start: i32 = ast_at
    word: val = ast_name() if c >= 0 else 0
    if word == 0:
        return ast_unclosed(ast_bracket, 0)
    if str_eq(word, lit("True")):
        return TRUE
    if str_eq(word, lit("False")):
        return FALSE
    if str_eq(word, lit("None")):
        return NONE
    if str_eq(word, lit("set")) and ast_peek() == 40:
        start = ast_at
        ast_at += 1
        ast_open += 1
        c = ast_peek()
        ast_open -= 1
        if c == 41:
            ast_at += 1
            return set_new()
        ast_at = start
    return ast_note(lit("Name"))


def ast_name() -> val:
    """The identifier here, 0 if there is none."""
    global ast_at
    start: i32 = ast_at
    while ast_at < ast_end:
        code: i32 = code_at(ast_at)
        if (is_id_start(code) if ast_at == start else is_id_part(code)) == 0 and code != 95:
            break
        ast_at += code_width(load8(ast_at))
    return str_from(start, ast_at - start) if ast_at > start else 0


def ast_number() -> val:
    """An int or float; complex numbers are outside the compiled language."""
    global ast_at
    start: i32 = ast_at
    hexadecimal: i32 = load8(start) == 48 and load8(start, 1) | 32 == 120
    kind: i32 = 0
    before: i32 = 0
    while ast_at < ast_end:
        c: i32 = load8(ast_at)
        letter: i32 = c | 32
        if c == 46 or (letter == 101 and hexadecimal == 0):
            kind = 1
        elif c == 43 or c == 45:
            if before != 101 or hexadecimal:
                break
        elif not ((c >= 48 and c <= 57) or (letter >= 97 and letter <= 122) or c == 95):
            break
        before = letter
        ast_at += 1
    if before == 106:
        leave(reason("complex number"))
    text: val = str_from(start, ast_at - start)
    made: val = py_float(text) if kind else py_int(text, from_int(i64(0)))
    if made == 0:
        clear_raised()
        second: i32 = load8(text, STR_BYTES + 1)
        if load8(start) == 48 and ((second >= 48 and second <= 57) or second == 95):
            return ast_fail(lit("leading zeros in decimal integer literals are not permitted; use an 0o prefix for octal integers"))
        return ast_fail(lit("invalid decimal literal"))
    return made


def ast_prefix() -> i32:
    """The size of the prefix of a string literal here, 0 if there is none."""
    n: i32 = 0
    while n < 3 and ast_at + n < ast_end:
        c: i32 = load8(ast_at + n)
        if c == 34 or c == 39:
            return n
        c = c | 32
        if c != 114 and c != 98 and c != 117 and c != 102:
            return 0
        n += 1
    return 0


def ast_strings(prefix: i32) -> val:
    """Adjacent string literals, joined."""
    total: val = 0
    while 1:
        made: val = ast_string(prefix)
        if made == 0:
            return 0
        if total == 0:
            total = made
        elif tag_of(total) != tag_of(made):
            return ast_fail(lit("cannot mix bytes and nonbytes literals"))
        elif has_tag(made, T_BYTES):
            total = bytes_concat(total, made)
        else:
            total = str_concat(total, made)
        c: i32 = ast_peek()
        prefix = ast_prefix()
        if c != 34 and c != 39 and prefix == 0:
            return total
    return 0


def ast_enter() -> i32:
    """Passes an opening bracket; 0 when raised."""
    global ast_at, ast_open, ast_bracket
    ast_bracket = ast_at
    ast_at += 1
    ast_open += 1
    if ast_open > MAX_OPEN:
        ast_fail(lit("too many nested parentheses"))
        return 0
    return 1


def ast_leave(around: i32) -> None:
    """Passes a closing bracket; `around` is the bracket around the pair."""
    global ast_at, ast_open, ast_bracket
    ast_bracket = around
    ast_at += 1
    ast_open -= 1


@noinline
def ast_unclosed(start: i32, behind: i32) -> val:
    """The error for what stands here inside a bracket (0: none), behind a complete expression or not."""
    global ast_at
    c: i32 = ast_peek()
    if c >= 128 and not is_id_start(code_at(ast_at)):
        return ast_bad_character()
    if c == -1 and start:
        ast_at = start
        return ast_fail(message_of(lit("'$' was never closed"), str_from(start, 1), 0, 0))
    if c == 41 or c == 93 or c == 125:
        if start == 0:
            return ast_fail(message_of(lit("unmatched '$'"), str_from(ast_at, 1), 0, 0))
        opening: i32 = load8(start)
        if c == opening + (1 if opening == 40 else 2):
            return ast_fail(lit("invalid syntax"))
        template: val = lit("closing parenthesis '$' does not match opening parenthesis '$'")
        return ast_fail(message_of(template, str_from(ast_at, 1), str_from(start, 1), 0))
    if behind:
        return ast_fail(lit("invalid syntax. Perhaps you forgot a comma?"))
    return ast_fail(lit("invalid syntax"))


def ast_items(items: val, close: i32, arguments: i32) -> i32:
    """Reads expressions up to a closing bracket into a list: 1, 2 if a comma came last or none at all; 0 when raised."""
    start: i32 = ast_at
    around: i32 = ast_bracket
    comma: i32 = 1
    if ast_enter() == 0:
        return 0
    while ast_peek() != close:
        if ast_peek() == -1 or comma == 0:
            ast_unclosed(start, 1)
            return 0
        made: val = ast_expression()
        if made != 0 and arguments and (ast_peek() == 61 or ast_peek() == 58):
            ast_pass(1)
            made = ast_expression()
        if made == 0:
            return 0
        list_push(items, made)
        comma = ast_peek() == 44
        if comma:
            ast_pass(1)
    ast_leave(around)
    return 2 if comma else 1


def ast_parenthesis() -> val:
    """A tuple, or an expression in parentheses."""
    items: val = list_new(0)
    found: i32 = ast_items(items, 41, 0)
    if found == 0:
        return 0
    if found == 1 and List(items).length == 1:
        return list_get(items, 0)
    return list_to_tuple(items)


def ast_is_set(v: val) -> i32:
    return has_tag(v, T_SET)


def ast_braces() -> val:
    """A dict or set."""
    start: i32 = ast_at
    around: i32 = ast_bracket
    if ast_enter() == 0:
        return 0
    if ast_peek() == 125:
        ast_leave(around)
        return dict_new()
    made: val = 0
    comma: i32 = 1
    while ast_peek() != 125:
        if ast_peek() == -1 or comma == 0:
            return ast_unclosed(start, ast_peek() != 58)
        key: val = ast_expression()
        if key == 0:
            return 0
        if ast_peek() == 58 and (made == 0 or not ast_is_set(made)):
            ast_pass(1)
            item: val = ast_expression()
            if item == 0:
                return 0
            if made == 0:
                made = dict_new()
            dict_set_any(made, key, item)
        else:
            if made != 0 and not ast_is_set(made):
                if ast_peek() == -1:
                    return ast_unclosed(start, 0)
                return ast_fail(lit("':' expected after dictionary key"))
            if made == 0:
                made = set_new()
            set_add(made, key)
        if raised != 0:
            if ast_odd == 0:
                return 0
            clear_raised()
        comma = ast_peek() == 44
        if comma:
            ast_pass(1)
    ast_leave(around)
    return made
