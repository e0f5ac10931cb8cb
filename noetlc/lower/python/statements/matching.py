"""`match` statements: each pattern becomes tests that leave a block when they fail.

Example: `case {"kind": "a", "n": int(x)} if x > 0: …` becomes

    block $case {
      br $case if not a mapping; br $case if a key is missing; …; x = …; br $case if not (x > 0)
      …body…
      br $match
    }
"""

from __future__ import annotations

import ast
from collections.abc import Callable

from noetlc.ir.nodes import Assign, Block, Br, Expr, If
from noetlc.ir.payload import Class, List
from noetlc.lower.python.expressions.operators import comparison
from noetlc.lower.python.frame import names
from noetlc.lower.python.frame.attributes import optional_attribute
from noetlc.lower.python.frame.context import Frame, const, join, local
from noetlc.lower.python.frame.evaluation import block, condition, expression, truth, tuple_of, value_or_exit
from noetlc.lower.python.modules.class_names import class_reference

# classes whose single positional pattern is the value itself
_SELF_PATTERN = frozenset("bool bytearray bytes dict float frozenset int list set str tuple".split())

Captures = dict[str, tuple[Expr, ast.AST]]
"""The names of a pattern with what they are bound to once all of it matches, and where."""

Handler = Callable[[Frame, ast.pattern, Expr, str, Captures], None]


def match_(frame: Frame, node: ast.Match) -> None:
    subject = frame.keep(expression(frame, node.subject))
    done = frame.label("match")
    ends: list[set[str] | None] = []
    with frame.into() as cases:
        for case in node.cases:
            failed = frame.label("case")
            start = frame.fork()
            with frame.into() as body:
                found: Captures = {}
                pattern(frame, case.pattern, subject, failed, found)
                for name, (value, place) in found.items():
                    names.store(frame, name, value, place)
                if case.guard is not None:
                    _unless(frame, condition(frame, case.guard), failed)
                block(frame, case.body)
                ends.append(frame.bound)
                if frame.bound is not None:
                    frame.emit(Br(done))
            frame.emit(Block(failed, body))
            frame.bound = start
    frame.bound = join(frame.bound, *ends)
    frame.emit(Block(done, cases))


def _unless(frame: Frame, test: Expr, failed: str) -> None:
    frame.emit(Br(failed, Expr("not", (test,), None, "bool")))


def pattern(frame: Frame, node: ast.pattern, subject: Expr, failed: str, found: Captures) -> None:
    """Goes to `failed` unless the subject matches; notes what names are bound to after that."""
    _HANDLERS[type(node)](frame, node, subject, failed, found)


def _value(frame: Frame, node: ast.pattern, subject: Expr, failed: str, _: Captures) -> None:
    assert isinstance(node, ast.MatchValue)
    wanted = expression(frame, node.value)
    _unless(frame, truth(frame, comparison(frame, ast.Eq(), subject, wanted, node), node), failed)


def _singleton(frame: Frame, node: ast.pattern, subject: Expr, failed: str, _: Captures) -> None:
    assert isinstance(node, ast.MatchSingleton)
    _unless(frame, comparison(frame, ast.Is(), subject, const(node.value), node), failed)


def _as(frame: Frame, node: ast.pattern, subject: Expr, failed: str, found: Captures) -> None:
    assert isinstance(node, ast.MatchAs)
    if node.pattern is not None:
        pattern(frame, node.pattern, subject, failed, found)
    if node.name is not None:
        found[node.name] = subject, node


def _or(frame: Frame, node: ast.pattern, subject: Expr, failed: str, found: Captures) -> None:
    """Alternatives bind the same names: what each finds for one is in a variable that they share."""
    assert isinstance(node, ast.MatchOr)
    matched = frame.label("found")
    common: dict[str, str] = {}
    with frame.into() as alternatives:
        for at, alternative in enumerate(node.patterns):
            other = failed if alternative is node.patterns[-1] else frame.label("other")
            with frame.into() as body:
                own: Captures = {}
                pattern(frame, alternative, subject, other, own)
                for name, (value, place) in own.items():
                    if at == 0:
                        common[name] = frame.temp("val")
                        found[name] = local(common[name], "val"), place
                    frame.emit(Assign(common[name], value))
                if other != failed:
                    frame.emit(Br(matched))
            if other == failed:
                for stmt in body:
                    frame.emit(stmt)
            else:
                frame.emit(Block(other, body))
    frame.emit(Block(matched, alternatives))


def _sequence(frame: Frame, node: ast.pattern, subject: Expr, failed: str, found: Captures) -> None:
    assert isinstance(node, ast.MatchSequence)
    stars = [i for i, p in enumerate(node.patterns) if isinstance(p, ast.MatchStar)]
    count = Expr("i32.const", (), len(node.patterns) - len(stars), "i32")
    fits = frame.rt("match_sequence", subject, count, Expr("i32.const", (), len(stars), "i32"), type_="bool")
    _unless(frame, fits, failed)
    if not node.patterns:
        return
    for i, element in enumerate(node.patterns):
        if stars and i == stars[0]:
            assert isinstance(element, ast.MatchStar)
            if element.name is not None:
                before, after = (Expr("i32.const", (), n, "i32") for n in (i, len(node.patterns) - i - 1))
                found[element.name] = frame.keep(frame.rt("match_rest", subject, before, after)), element
            continue
        index = i - len(node.patterns) if stars and i > stars[0] else i
        if isinstance(element, ast.MatchAs) and element.name is None and element.pattern is None:
            continue
        pattern(frame, element, frame.keep(frame.rt("py_getitem", subject, const(index), node=element)), failed, found)


def _mapping(frame: Frame, node: ast.pattern, subject: Expr, failed: str, found: Captures) -> None:
    assert isinstance(node, ast.MatchMapping)
    is_dict = frame.rt("py_isinstance", subject, const(Class("dict")), type_="bool")
    _unless(frame, is_dict, failed)
    keys: list[Expr] = []
    may_repeat = len(node.keys) > 1 and any(isinstance(key, ast.Attribute) for key in node.keys)
    items: list[Expr] = []
    looks_up = "match_given" if "get" in frame.body.facts.mentions.definitions else "dict_lookup"
    if node.keys and (looks_up == "match_given" or any(isinstance(key, ast.Attribute) for key in node.keys)):
        _unless(frame, frame.rt("match_size", subject, Expr("i32.const", (), len(node.keys), "i32"), type_="bool"), failed)
    for key, value in zip(node.keys, node.patterns, strict=True):
        wanted = frame.keep(expression(frame, key))
        if may_repeat:
            frame.effect(frame.rt("match_key", wanted, tuple_of(frame, keys), node=node))
        keys.append(wanted)
        item = value_or_exit(frame, Expr("dyn.unchecked", (subject, wanted), looks_up, "val", frame.body.site(node)), failed)
        if may_repeat:
            items.append(item)
        else:
            pattern(frame, value, item, failed, found)
    for value, item_found in zip(node.patterns, items, strict=False):
        pattern(frame, value, item_found, failed, found)
    if node.rest is not None:
        rest = frame.keep(frame.rt("match_others", subject, node=node))
        for wanted in keys:
            frame.effect(frame.rt("py_delitem", rest, wanted, node=node))
        found[node.rest] = rest, node


def _class(frame: Frame, node: ast.pattern, subject: Expr, failed: str, found: Captures) -> None:
    assert isinstance(node, ast.MatchClass)
    cls = class_reference(frame, node.cls)
    cls = frame.keep(cls if cls.op == "const" else frame.rt("match_class", cls, node=node))
    _unless(frame, frame.rt("py_isinstance", subject, cls, node=node, type_="bool"), failed)
    builtin = isinstance(node.cls, ast.Name) and node.cls.id in _SELF_PATTERN and cls.op == "const"
    if node.patterns and builtin:
        if len(node.patterns) > 1:
            text = f"{ast.unparse(node.cls)}() accepts 1 positional sub-pattern ({len(node.patterns)} given)"
            frame.effect(frame.rt("raise_type_error", const(text), node=node))
            return
        pattern(frame, node.patterns[0], subject, failed, found)
    elif node.patterns:
        count = len(node.patterns)
        for i, element in [(count - 1, None), *enumerate(node.patterns)]:  # the last first: there must be names for all
            place = [Expr("i32.const", (), n, "i32") for n in (i, count)]
            name = frame.keep(frame.rt("match_name", cls, *place, node=node))
            if element is not None:
                if node.kwd_attrs:
                    frame.effect(frame.rt("match_attribute", cls, name, const(List(tuple(node.kwd_attrs))), node=node))
                _positional(frame, element, subject, name, failed, found)
    for attribute, element in zip(node.kwd_attrs, node.kwd_patterns, strict=True):
        _attribute(frame, element, subject, attribute, failed, found)


def _positional(frame: Frame, node: ast.pattern, subject: Expr, name: Expr, failed: str, found: Captures) -> None:
    """The pattern of the attribute of a name, or of the subject itself if there is no name: it is of a subclass of `dict`, say."""
    value = frame.temp("val")
    with frame.into() as named:
        read = Expr("dyn.unchecked", (subject, name), "optional_attribute", "val", frame.body.site(node))
        frame.emit(Assign(value, value_or_exit(frame, read, failed)))
    frame.emit(If(frame.rt("py_is", name, const(None), type_="bool"), [Assign(value, subject)], named))
    pattern(frame, node, local(value, "val"), failed, found)


def _attribute(frame: Frame, node: ast.pattern, subject: Expr, name: str, failed: str, found: Captures) -> None:
    """The pattern of an attribute, which must exist; it is read once."""
    pattern(frame, node, value_or_exit(frame, optional_attribute(frame, subject, name, node), failed), failed, found)


_HANDLERS: dict[type[ast.pattern], Handler] = {
    ast.MatchValue: _value,
    ast.MatchSingleton: _singleton,
    ast.MatchAs: _as,
    ast.MatchOr: _or,
    ast.MatchSequence: _sequence,
    ast.MatchMapping: _mapping,
    ast.MatchClass: _class,
}
