"""Builtins that are more than a call of a runtime function: those that take functions, and those decided by syntax."""

from __future__ import annotations

import ast
import math

from noetlc.ir.nodes import Assign, Expr, If
from noetlc.ir.payload import Class
from noetlc.lower.python.arguments.encodings import refuse_encoding
from noetlc.lower.python.arguments.packing import packed_arguments
from noetlc.lower.python.expressions.texts import buffered, joined_parts
from noetlc.lower.python.facts.consuming import is_number
from noetlc.lower.python.facts.full_names import full_name
from noetlc.lower.python.facts.refused import RefusedCall
from noetlc.lower.python.frame.context import NO_VALUE, Frame, const, local
from noetlc.lower.python.frame.evaluation import expression, kept_expressions, tuple_of
from noetlc.lower.python.functions.calls import direct_callee, key_and_options, reverse_option
from noetlc.lower.python.loops.comprehensions import (
    any_or_all,
    dict_of_items,
    dict_of_pairs,
    extreme,
    first_item,
    list_comprehension,
    run,
    set_comprehension,
    summed,
)
from noetlc.lower.python.loops.mapping import for_items, key_of, mapped
from noetlc.lower.python.loops.sources import builtin_call
from noetlc.lower.python.modules.class_names import class_reference

MOST_PLACES = 22  # that `py_round_places` takes
_REDIRECTING = (full_name("contextlib", "redirect"), full_name("sys", "assigned"))  # how the names of what redirects streams begin


def keyword(node: ast.Call, name: str) -> ast.expr | None:
    return next((k.value for k in node.keywords if k.arg == name), None)


def only(node: ast.Call, *names: str) -> bool:
    """True if the call has no keyword arguments but these."""
    return all(k.arg in names for k in node.keywords)


def float_(_: Frame, node: ast.Call) -> Expr | None:
    """`float('inf')` and its kind is the number; what is none raises when it is called, and each NaN is a new one."""
    text = _only_text(node)
    try:
        number = math.nan if text is None else float(text)
    except ValueError:
        return None
    return None if math.isnan(number) else const(number)


def ord_(_: Frame, node: ast.Call) -> Expr | None:
    text = _only_text(node)
    return const(ord(text)) if text is not None and len(text) == 1 else None


def _only_text(node: ast.Call) -> str | None:
    only = node.args[0] if len(node.args) == 1 and not node.keywords else None
    return only.value if isinstance(only, ast.Constant) and isinstance(only.value, str) else None


def any_(frame: Frame, node: ast.Call) -> Expr | None:
    return _quantifier(frame, node, True)


def all_(frame: Frame, node: ast.Call) -> Expr | None:
    return _quantifier(frame, node, False)


def _quantifier(frame: Frame, node: ast.Call, stop_on: bool) -> Expr | None:
    if len(node.args) != 1 or node.keywords or not isinstance(node.args[0], ast.GeneratorExp):
        return None
    return None if node.args[0] in frame.body.scopes.generators else any_or_all(frame, node.args[0], stop_on)


def consumed(frame: Frame, node: ast.Call) -> ast.GeneratorExp | None:
    """The only argument of a call, if it is a generator expression that a loop in place is."""
    only_arg = node.args[0] if len(node.args) == 1 else None
    return only_arg if isinstance(only_arg, ast.GeneratorExp) and only_arg not in frame.body.scopes.generators else None


def set_(frame: Frame, node: ast.Call) -> Expr | None:
    items = consumed(frame, node)
    return None if items is None or node.keywords else set_comprehension(frame, items)


def frozenset_(frame: Frame, node: ast.Call) -> Expr | None:
    made = set_(frame, node)
    return None if made is None else frame.rt("py_frozenset", made)


def sum_(frame: Frame, node: ast.Call) -> Expr | None:
    """`sum(… for …)` as a loop, without tracebacks, which tell what is added from what is computed."""
    if not 1 <= len(node.args) <= 2 or node.keywords or not isinstance(node.args[0], ast.GeneratorExp) or frame.trace is not None:
        return None
    start = node.args[1] if len(node.args) == 2 else None
    if node.args[0] in frame.body.scopes.generators or not (start is None or is_number(start)):
        return None
    return summed(frame, node.args[0], None if start is None else expression(frame, start), node)


def next_(frame: Frame, node: ast.Call) -> Expr | None:
    if len(node.args) not in (1, 2) or node.keywords or not isinstance(node.args[0], ast.GeneratorExp):
        return None
    if node.args[0] in frame.body.scopes.generators:
        return None
    default = frame.keep(expression(frame, node.args[1])) if len(node.args) == 2 else None
    return first_item(frame, node.args[0], default, node)


def list_(frame: Frame, node: ast.Call) -> Expr | None:
    if len(node.args) != 1 or node.keywords:
        return None
    only_arg = node.args[0]
    if isinstance(only_arg, ast.GeneratorExp) and only_arg not in frame.body.scopes.generators:
        return list_comprehension(frame, only_arg)
    call = builtin_call(frame, only_arg)
    if call is not None and call[0] == "map" and len(call[1]) == 2 and not frame.body.scopes.observers.stops.mentioned:
        mapper, source = call[1]
        function = direct_callee(frame, mapper)
        return mapped(frame, function, frame.keep(expression(frame, source)), node)
    return None


def has_key(node: ast.Call) -> bool:
    value = keyword(node, "key")
    return value is not None and not (isinstance(value, ast.Constant) and value.value is None)


def sorted_(frame: Frame, node: ast.Call) -> Expr | None:
    """`sorted(xs, key=f)`: the keys are computed first, then items are ordered by them."""
    if keyword(node, "key") is not None and not has_key(node):
        plain = ast.Call(node.func, node.args, [k for k in node.keywords if k.arg != "key"])
        return expression(frame, ast.copy_location(plain, node))
    if len(node.args) != 1 or not has_key(node) or not only(node, "key", "reverse"):
        return None
    items = frame.keep(frame.rt("list_of", expression(frame, node.args[0]), node=node, type_="list"))
    key, options = key_and_options(frame, node)
    reverse = reverse_option(frame, options, node)
    keys = mapped(frame, key, items, node, is_key=True)
    return frame.rt("sorted_by", items, keys, reverse, node=node, type_="list")


def min_(frame: Frame, node: ast.Call) -> Expr | None:
    return _extreme(frame, node, "py_lt")


def max_(frame: Frame, node: ast.Call) -> Expr | None:
    return _extreme(frame, node, "py_gt")


def _extreme(frame: Frame, node: ast.Call, better: str) -> Expr | None:
    """`min`/`max` of several arguments, of a generator expression, or with a key function, computed once for each item."""
    if not node.args or not only(node, "key", "default"):
        return None
    name = "min" if better == "py_lt" else "max"
    if not has_key(node):
        return _extreme_of(frame, node, better, name)
    taken = _taken_with_key(frame, node)
    if taken is not None:
        items = NO_VALUE
    elif any(isinstance(a, ast.Starred) for a in node.args):
        items, _ = packed_arguments(frame, ast.copy_location(ast.Call(node.func, node.args, []), node), const(name + "()"))
    elif len(node.args) > 1:
        items = tuple_of(frame, kept_expressions(frame, node.args))
    else:
        items = frame.keep(expression(frame, node.args[0]))
    function, options = key_and_options(frame, node)
    spread = any(isinstance(a, ast.Starred) for a in node.args)
    if spread or ("default" in options and len(node.args) > 1):
        items = frame.keep(frame.rt("only_iterable", items, options.get("default", NO_VALUE), const(name), node=node))
    best, best_key = frame.temp("val"), frame.temp("val")
    frame.emit(Assign(best, NO_VALUE))
    frame.emit(Assign(best_key, NO_VALUE))

    def consider(item: Expr) -> None:
        key = frame.keep(key_of(frame, function, item, node))
        take = [Assign(best, item), Assign(best_key, key)]
        first = Expr("i32.eqz", (local(best, "i32"),), None, "i32")
        frame.emit(If(first, list(take), [If(frame.rt(better, key, local(best_key, "val"), node=node, type_="bool"), list(take), [])]))

    if taken is not None:
        run(frame, taken, lambda: consider(frame.keep(expression(frame, taken.elt))))
    else:
        for_items(frame, items, consider, node)
    return frame.rt("extreme_or", local(best, "val"), options.get("default", NO_VALUE), const(name), node=node)


def _taken_with_key(frame: Frame, node: ast.Call) -> ast.GeneratorExp | None:
    """What is consumed item by item, where nothing can tell that the key function and the default are known before the first iterable."""
    plain = all(isinstance(k.value, ast.Lambda | ast.Name if k.arg == "key" else ast.Constant) for k in node.keywords)
    return consumed(frame, node) if plain else None


def _extreme_of(frame: Frame, node: ast.Call, better: str, name: str) -> Expr | None:
    """`max(a, b, …)` as comparisons in a row, so that numbers stay unboxed, and `max(… for …)` as a loop."""
    taken, default = consumed(frame, node), keyword(node, "default")
    if taken is not None and frame.trace is None and only(node, "default") and (default is None or isinstance(default, ast.Constant)):
        return extreme(frame, taken, NO_VALUE if default is None else expression(frame, default), node, better, name)
    if len(node.args) == 1 or node.keywords or any(isinstance(a, ast.Starred) for a in node.args):
        return None
    first, *rest = kept_expressions(frame, node.args)
    best = frame.temp("dyn")
    frame.emit(Assign(best, first))
    for value in rest:
        frame.emit(If(frame.rt(better, value, local(best), node=node, type_="bool"), [Assign(best, value)], []))
    return local(best)


def map_(frame: Frame, node: ast.Call) -> Expr | None:
    """`map(f, xs, …)`: items are computed when they are asked for."""
    if len(node.args) < 2 or node.keywords:
        return None  # which is an error
    function, *sources = kept_expressions(frame, node.args)
    return frame.rt("py_map", function, tuple_of(frame, sources), node=node)


def print_(frame: Frame, node: ast.Call) -> Expr | None:
    """`print(…)`: to the stdout text, or stderr with `file=sys.stderr`; `flush` has no effect."""
    if not only(node, "sep", "end", "file", "flush"):
        return None
    if len(node.args) == 1 and not node.keywords and not isinstance(node.args[0], ast.Starred):
        return _print_line(frame, node, node.args[0])
    args, _ = packed_arguments(frame, ast.copy_location(ast.Call(node.func, node.args, []), node), const("print()"))
    args = frame.keep(args)
    to_stderr = 0
    file = keyword(node, "file")
    if file is not None:
        if ast.unparse(file) not in ("sys.stderr", "sys.stdout"):
            raise RefusedCall(file, "print to a file", "Print to sys.stdout or sys.stderr.")
        to_stderr = int(ast.unparse(file) == "sys.stderr")
    given = {str(k.arg): frame.keep(expression(frame, k.value)) for k in node.keywords if k.arg in ("sep", "end")}
    stream = Expr("i32.const", (), to_stderr, "i32")
    return frame.rt("py_print", args, given.get("sep", NO_VALUE), given.get("end", NO_VALUE), stream, node=node)


def _print_line(frame: Frame, node: ast.Call, value: ast.expr) -> Expr:
    """`print(v)`; a format string goes to the stream without becoming an object."""
    line: list[ast.expr] = [value] if isinstance(value, ast.Constant) and isinstance(value.value, str) else []
    if isinstance(value, ast.JoinedStr):
        line = value.values
    redirected = any(name.startswith(_REDIRECTING) for name in frame.body.facts.mentions.names)
    if redirected or (not line and not isinstance(value, ast.JoinedStr)):
        return frame.rt("print_one", expression(frame, value), node=node)
    parts = joined_parts(frame, ast.copy_location(ast.JoinedStr([*line, ast.Constant("\n")]), value), value)
    if len(parts) == 1:
        frame.effect(frame.rt("print_text", parts[0]))
    else:
        frame.effect(frame.rt("print_buffered", buffered(frame, parts)))
    return const(None)


def str_(frame: Frame, node: ast.Call) -> Expr | None:
    """`str(v)`, where no class decides what it is."""
    if frame.body.facts.has_classes or len(node.args) != 1 or node.keywords or isinstance(node.args[0], ast.Starred):
        return encoded(frame, node)
    return frame.rt("py_str", expression(frame, node.args[0]), node=node, type_="str")


def encoded(_: Frame, node: ast.Call) -> Expr | None:
    """`bytes(text, encoding)` and its kind."""
    refuse_encoding(node, 1)
    return None


def os_error(frame: Frame, node: ast.Call) -> Expr | None:
    """`OSError(number, text)`, and with the name of a file."""
    if len(node.args) < 2 or node.keywords:
        return None
    args, _ = packed_arguments(frame, node, NO_VALUE)
    return frame.rt("os_error_new", args)


def unicode_error(frame: Frame, node: ast.Call) -> Expr | None:
    """`UnicodeDecodeError(encoding, object, start, end, reason)` and its kind."""
    if node.keywords or not isinstance(node.func, ast.Name):
        return None
    args, _ = packed_arguments(frame, node, NO_VALUE)
    return frame.rt("unicode_error_new", const(Class(node.func.id)), args, node=node)


def syntax_error(frame: Frame, node: ast.Call) -> Expr | None:
    """`SyntaxError(message, place)` and its kind."""
    several = len(node.args) > 1 or any(isinstance(a, ast.Starred) for a in node.args)
    if not several or node.keywords or not isinstance(node.func, ast.Name):
        return None
    args, _ = packed_arguments(frame, node, NO_VALUE)
    return frame.rt("syntax_error_new", const(Class(node.func.id)), args, node=node)


def round_(frame: Frame, node: ast.Call) -> Expr | None:
    """`round(x)` and `round(x, 2)`: without what rounds ints to tens, and for few digits without what needs many."""
    digits = node.args[1] if len(node.args) == 2 else None
    known = digits is None or (isinstance(digits, ast.Constant) and type(digits.value) is int)
    if not known or len(node.args) not in (1, 2) or node.keywords or isinstance(node.args[0], ast.Starred):
        return None
    places = NO_VALUE if digits is None else expression(frame, digits)
    small = isinstance(digits, ast.Constant) and isinstance(digits.value, int) and digits.value <= MOST_PLACES
    return frame.rt("py_round_places" if small else "py_round_fraction", expression(frame, node.args[0]), places, node=node)


def dict_(frame: Frame, node: ast.Call) -> Expr | None:
    """`dict(other, **named)`."""
    if len(node.args) > 1 or any(isinstance(a, ast.Starred) for a in node.args):
        return None
    pairs = consumed(frame, node) if not node.keywords else None
    match pairs:
        case ast.GeneratorExp(elt=ast.Tuple(elts=[_, _] as parts) as pair) if not any(isinstance(p, ast.Starred) for p in parts):
            return dict_of_pairs(frame, pairs, pair)
        case ast.GeneratorExp():
            return dict_of_items(frame, pairs)
    other = frame.keep(expression(frame, node.args[0])) if node.args else NO_VALUE
    named = NO_VALUE
    if node.keywords:
        _, named = packed_arguments(frame, ast.copy_location(ast.Call(node.func, [], node.keywords), node), const("dict()"))
    return frame.rt("py_dict", other, named, node=node)


def isinstance_(frame: Frame, node: ast.Call) -> Expr | None:
    return _class_test(frame, node, "py_isinstance")


def issubclass_(frame: Frame, node: ast.Call) -> Expr | None:
    return _class_test(frame, node, "py_issubclass")


def _class_test(frame: Frame, node: ast.Call, test: str) -> Expr | None:
    if len(node.args) != 2 or node.keywords:
        return None
    value, classes = frame.operands([lambda: expression(frame, node.args[0]), lambda: class_reference(frame, node.args[1])])
    return frame.rt(test, value, classes, node=node, type_="bool")
