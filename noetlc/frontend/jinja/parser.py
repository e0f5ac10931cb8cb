"""Template text to syntax tree: the LALR driver over the grammar's tables, with bounded nesting and plain error messages."""

from __future__ import annotations

from functools import cache
from typing import Any, cast

from noetlc.frontend.jinja import nodes as n
from noetlc.frontend.jinja.actions import ACTIONS
from noetlc.frontend.jinja.errors import TemplateError, TooDeep
from noetlc.frontend.jinja.lexer import Token, tokenize, tokenize_expression
from noetlc.frontend.jinja.tables import END, load
from noetlc.frontend.limits import TEMPLATE_DEPTH

_CLOSERS = {
    "S_IF": "endif", "S_FOR": "endfor", "S_SET": "endset", "S_WITH": "endwith", "S_FILTER": "endfilter", "S_MACRO": "endmacro",
    "S_AUTOESCAPE": "endautoescape", "S_BLOCK": "endblock", "S_CALL": "endcall",
}  # fmt: skip


def parse_template(text: str) -> n.Template:
    """The tree of a template. Raises TemplateError."""
    lexed = tokenize(text)
    body = tuple(_parse(lexed.tokens, "template", len(text)))
    return n.Template(body, None if lexed.has_comment_or_raw else _lone(body))


def parse_expression(text: str) -> n.Expr:
    """The tree of a bare expression, as it would stand in `{{ }}`. Raises TemplateError."""
    return cast(n.Expr, _parse(tokenize_expression(text), "expression", len(text)))


def _lone(body: tuple[n.Stmt, ...]) -> n.Expr | None:
    """The expression if the body is one output with white space around it at most."""
    found: n.Expr | None = None
    for part in body:
        if isinstance(part, n.Text) and part.text.isspace():
            continue
        if not isinstance(part, n.Output) or found is not None:
            return None
        found = part.expr
    return found


def _parse(tokens: list[Token], start: str, length: int) -> Any:
    tables = load()
    states, rules = tables.states, tables.rules
    actions = _actions()
    stack = [tables.starts[start]]
    values: list[Any] = []
    for token in (*tokens, Token(END, None, length)):
        kind = token.type
        while True:
            action = states[stack[-1]].get(kind)
            if action is None:
                raise _unexpected(token, tokens, start)
            if action >= 0:
                stack.append(action)
                values.append(token)
                break
            left, size, _ = rules[~action]
            if size:
                value = actions[~action](values[-size:])
                del stack[-size:], values[-size:]
            else:
                value = actions[~action]([])
            values.append(value)
            stack.append(states[stack[-1]][left])
            if kind == END and stack[-1] == tables.ends[start]:
                return _bounded(values[-1], len(tokens))
    raise AssertionError("the end token always ends the loop")


@cache
def _actions() -> tuple[Any, ...]:
    """The action of each rule, by rule number."""
    return tuple(ACTIONS[action] for _, _, action in load().rules)


def _bounded(root: Any, token_count: int) -> Any:
    """The tree itself; TooDeep if it is too deep for code that walks it recursively."""
    if token_count < TEMPLATE_DEPTH.most:
        return root
    todo: list[tuple[Any, int]] = [(root, 0)]
    while todo:
        node, depth = todo.pop()
        if isinstance(node, (tuple, list)):
            todo.extend((item, depth) for item in node)
        elif hasattr(node, "pos"):
            if isinstance(node, n.Compare):
                depth += len(node.rest)  # each operand is evaluated within the one before
            if depth > TEMPLATE_DEPTH.most:
                raise TooDeep("the template is nested too deep", node.pos)
            todo.extend((getattr(node, name), depth + 1) for name in node.__slots__)
    return root


def _unexpected(token: Token, tokens: list[Token], start: str) -> TemplateError:
    if token.type != END:
        if token.type == "VAR_END" and tokens[tokens.index(token) - 1].type == "VAR_BEGIN":
            return TemplateError("expression expected", token.pos)
        if token.type in ("STAR", "STARSTAR"):
            return TemplateError(f"unexpected {token.value!r} (argument lists cannot be unpacked)", token.pos)
        return TemplateError(f"unexpected {_shown(token)}", token.pos, 1 if token.type in ("TEXT", "STRING") else len(str(token.value)))
    opened = _innermost(tokens) if start == "template" else None
    if opened is not None:
        return TemplateError(f"{{% {opened.value} %}} is not closed: {{% {_CLOSERS[opened.type]} %}} is missing", opened.pos)
    return TemplateError("unexpected end of the expression", token.pos)


def _innermost(tokens: list[Token]) -> Token | None:
    """The innermost statement that is still open at the end."""
    stack: list[Token] = []
    for index, token in enumerate(tokens):
        if token.type in _CLOSERS and not (token.type == "S_SET" and _assigns(tokens, index)):
            stack.append(token)
        elif stack and token.type == f"S_{_CLOSERS[stack[-1].type].upper()}":
            stack.pop()
    return stack[-1] if stack else None


def _assigns(tokens: list[Token], index: int) -> bool:
    """True if the `set` at `index` has a `=` before its tag ends."""
    for token in tokens[index:]:
        if token.type == "BLOCK_END":
            return False
        if token.type == "ASSIGN":
            return True
    return False


def _shown(token: Token) -> str:
    if token.type == "TEXT":
        return "text"
    if token.type == "STRING":
        return "string"
    if token.type.startswith("S_"):
        return f"{{% {token.value} %}}"
    return repr(str(token.value))
