"""What each alternative of the grammar builds. An action gets the values of its symbols: tokens, nodes, lists."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from noetlc.frontend.jinja import nodes as n
from noetlc.frontend.jinja.errors import TemplateError
from noetlc.frontend.jinja.lexer import Token

Action = Callable[[list[Any]], Any]


def _arguments(args: list[tuple[str | None, n.Expr, int]]) -> tuple[tuple[n.Expr, ...], tuple[tuple[str, n.Expr], ...]]:
    """Positional and named arguments; a positional one after a named one is a syntax error."""
    plain: list[n.Expr] = []
    named: list[tuple[str, n.Expr]] = []
    for name, value, pos in args:
        if name is not None:
            named.append((name, value))
        elif named:
            raise TemplateError("positional argument after a keyword argument", pos)
        else:
            plain.append(value)
    return tuple(plain), tuple(named)


def _filter(obj: n.Expr | None, name: Token, args: list[Any]) -> n.Filter:
    plain, named = _arguments(args)
    return n.Filter(obj, str(name.value), plain, named, name.pos)


def _test(obj: n.Expr, word: Token, name: Token, args: list[Any]) -> n.Test:
    plain, named = _arguments(args)
    return n.Test(obj, str(name.value), plain, named, word.type == "IS_NOT", word.pos)


def _binary(v: list[Any]) -> n.Expr:
    return n.Binary(v[1].value, v[0], v[2], v[0].pos)


def _if_stmt(v: list[Any]) -> n.If:
    branches, orelse = v[4]
    return n.If(((v[1], tuple(v[3])), *reversed(branches)), orelse, v[0].pos)


def _if_elif(v: list[Any]) -> Any:
    branches, orelse = v[4]
    branches.append((v[1], tuple(v[3])))
    return branches, orelse


def _for_stmt(v: list[Any]) -> n.For:
    names, attr = v[1]
    if attr is not None:
        raise TemplateError("cannot assign to an attribute here", v[0].pos)
    made = n.For(names, v[3], v[4], v[5], tuple(v[7]), v[8], v[0].pos)
    if "loop" in names or _assigns_loop((made.body, made.orelse)):
        raise TemplateError("loop cannot be assigned in a loop", v[0].pos)
    return made


def _assigns_loop(part: object) -> bool:
    """Whether some statement inside sets the name `loop`; loops inside have been looked at."""
    if isinstance(part, tuple):
        return any(_assigns_loop(item) for item in part)
    if isinstance(part, n.Set):
        return part.attr is None and "loop" in part.targets
    if isinstance(part, n.SetBlock):
        return (part.attr is None and part.target == "loop") or _assigns_loop(part.body)
    if isinstance(part, n.If):
        return _assigns_loop((part.orelse, *(body for _, body in part.branches)))
    return isinstance(part, n.With | n.FilterBlock | n.Macro) and _assigns_loop(part.body)


def _set_block(v: list[Any], chain: n.Filter | None, body: list[n.Stmt]) -> n.SetBlock:
    names, attr = v[1]
    if len(names) != 1:
        raise TemplateError("a block set has one target", v[0].pos)
    return n.SetBlock(names[0], attr, chain, tuple(body), v[0].pos)


def _macro(v: list[Any]) -> n.Macro:
    defaults = False
    for name, default in v[3]:
        if default is None and defaults:
            raise TemplateError(f"parameter {name} without default follows one with a default", v[1].pos)
        defaults = defaults or default is not None
    return n.Macro(v[1].value, tuple(v[3]), tuple(v[6]), v[0].pos)


def _append(v: list[Any]) -> Any:
    v[0].append(v[1])
    return v[0]


def _more(v: list[Any]) -> Any:
    v[0].append(v[2])
    return v[0]


def _with_more(v: list[Any]) -> Any:
    v[0].append((v[2].value, v[4]))
    return v[0]


def _pair_more(v: list[Any]) -> Any:
    v[0].append((v[2], v[4]))
    return v[0]


def _chain_more(v: list[Any]) -> Any:
    v[0][1].append((v[1], v[2]))
    return v[0]


def _getitem(v: list[Any]) -> n.Expr:
    obj, pos, subscript = v[0], v[1].pos, v[2]
    if isinstance(subscript, tuple):
        start, stop, step = subscript
        return n.SliceExpr(obj, start, stop, step, pos)
    if subscript is None:
        return n.Getitem(obj, n.ListExpr((), pos), pos)
    if isinstance(subscript, list):
        return n.Getitem(obj, n.ListExpr(tuple(subscript), subscript[0].pos), pos)
    return n.Getitem(obj, subscript, pos)


def _call(v: list[Any]) -> n.Expr:
    plain, named = _arguments(v[2])
    return n.Call(v[0], plain, named, v[1].pos)


def _string(v: list[Any]) -> n.Const:
    tokens: list[Token] = v[0]
    return n.Const("".join(str(token.value) for token in tokens), tokens[0].pos)


def _tuple_one(v: list[Any]) -> n.Expr:
    return n.ListExpr((v[0],), v[0].pos)


ACTIONS: dict[str, Action] = {
    "take": lambda v: v[0],
    "second": lambda v: v[1],
    "nothing": lambda _v: None,
    "no": lambda _v: False,
    "yes": lambda _v: True,
    "empty": lambda _v: [],
    "one": lambda v: [v[0]],
    "two": lambda v: [v[0], v[2]],
    "more": _more,
    "append": _append,
    "word": lambda v: v[0].value,
    # statements
    "text": lambda v: n.Text(v[0].value, v[0].pos),
    "output": lambda v: n.Output(v[1], v[0].pos),
    "if_stmt": _if_stmt,
    "if_end": lambda _v: ([], ()),
    "if_else": lambda v: ([], tuple(v[2])),
    "if_elif": _if_elif,
    "for_stmt": _for_stmt,
    "for_end": lambda _v: (),
    "for_else": lambda v: tuple(v[2]),
    "set_stmt": lambda v: n.Set(v[1][0], v[1][1], v[3], v[0].pos),
    "set_block": lambda v: _set_block(v, None, v[3]),
    "set_block_filtered": lambda v: _set_block(v, v[2], v[4]),
    "with_stmt": lambda v: n.With(tuple(v[1]), tuple(v[3]), v[0].pos),
    "with_first": lambda v: [(v[0].value, v[2])],
    "with_more": _with_more,
    "filter_block": lambda v: n.FilterBlock(v[1], tuple(v[3]), v[0].pos),
    "macro": _macro,
    "param_plain": lambda v: (v[0].value, None),
    "param_default": lambda v: (v[0].value, v[2]),
    "autoescape": lambda v: n.With((), tuple(v[3]), v[0].pos),
    "unsupported": lambda v: n.Unsupported(v[0].value, v[0].pos),
    "target_name": lambda v: ((v[0].value,), None),
    "target_attr": lambda v: ((v[0].value,), v[2].value),
    "target_in_brackets": lambda v: ((v[1].value,), None),
    "names_two": lambda v: ((v[0].value, v[2].value), None),
    "names_more": lambda v: ((*v[0][0], v[2].value), None),
    # expressions
    "tuple_one": _tuple_one,
    "tuple_many": lambda v: n.ListExpr(tuple(v[0]), v[0][0].pos),
    "cond_if": lambda v: n.Cond(v[2], v[0], None, v[0].pos),
    "cond_else": lambda v: n.Cond(v[2], v[0], v[4], v[0].pos),
    "binary": _binary,
    "unary": lambda v: n.Unary(v[0].value, v[1], v[0].pos),
    "compare": lambda v: n.Compare(v[0][0], tuple(v[0][1]), v[0][0].pos),
    "chain_first": lambda v: (v[0], [(v[1], v[2])]),
    "chain_more": _chain_more,
    "filter": lambda v: _filter(v[0], v[2], []),
    "filter_args": lambda v: _filter(v[0], v[2], v[4]),
    "tail_first": lambda v: _filter(None, v[1], []),
    "tail_first_args": lambda v: _filter(None, v[1], v[3]),
    "chain_start": lambda v: _filter(None, v[0], []),
    "chain_start_args": lambda v: _filter(None, v[0], v[2]),
    "test": lambda v: _test(v[0], v[1], v[2], []),
    "test_args": lambda v: _test(v[0], v[1], v[2], v[4]),
    "test_operand": lambda v: _test(v[0], v[1], v[2], [(None, v[3], v[3].pos)]),
    "getattr": lambda v: n.Getattr(v[0], str(v[2].value), v[1].pos),
    "getitem": _getitem,
    "call": _call,
    "name": lambda v: n.Name(v[0].value, v[0].pos),
    "const": lambda v: n.Const(v[0].value, v[0].pos),
    "string": _string,
    "list_empty": lambda v: n.ListExpr((), v[0].pos),
    "list": lambda v: n.ListExpr(tuple(v[1]), v[0].pos),
    "map_empty": lambda v: n.MapExpr((), v[0].pos),
    "map": lambda v: n.MapExpr(tuple(v[1]), v[0].pos),
    "pair_first": lambda v: [(v[0], v[2])],
    "pair_more": _pair_more,
    "index_none": lambda _v: None,
    "index_one": lambda v: v[0],
    "index_many": lambda v: v[0],
    "slice_from_start": lambda v: (None, *v[1]),
    "slice_from": lambda v: (v[0], *v[2]),
    "slice_open": lambda _v: (None, None),
    "slice_to": lambda v: (v[0], None),
    "slice_step": lambda v: (None, v[1]),
    "slice_to_step": lambda v: (v[0], v[2]),
    "arg_plain": lambda v: (None, v[0], v[0].pos),
    "arg_named": lambda v: (v[0].value, v[2], v[0].pos),
}
