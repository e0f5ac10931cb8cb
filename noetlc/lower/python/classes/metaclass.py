"""Class statements of bodies with metaclasses: what makes the class is only known when the statement runs."""

from __future__ import annotations

import ast

from noetlc.ir.nodes import Expr
from noetlc.lower.python.arguments.packing import packed_arguments
from noetlc.lower.python.facts.full_names import shown_name
from noetlc.lower.python.facts.scope import Scope, qualified_name
from noetlc.lower.python.frame import names
from noetlc.lower.python.frame.calling import call_value
from noetlc.lower.python.frame.context import NO_VALUE, Frame, const
from noetlc.lower.python.frame.evaluation import expression, tuple_of


class Head:
    """What the head of a class statement says, evaluated: the bases, what makes the class, and the other named arguments."""

    def __init__(self, frame: Frame, node: ast.ClassDef, bases: list[Expr]) -> None:
        self.node = node
        self.name = const(shown_name(node.name))
        self.given_bases = frame.keep(tuple_of(frame, bases))
        self.bases = frame.keep(frame.rt("entered_bases", self.given_bases, node=node))
        given, self.named = NO_VALUE, NO_VALUE
        if node.keywords:
            given = frame.keep(_metaclass(frame, node))
            rest = [k for k in node.keywords if k.arg != "metaclass"]
            call = ast.copy_location(ast.Call(ast.Name(node.name), [], rest), node)
            self.named = packed_arguments(frame, call, self.name)[1] if rest else NO_VALUE
        self.maker = frame.keep(frame.rt("class_meta", given, self.bases, node=node))

    def namespace(self, frame: Frame, module: str) -> Expr:
        """The dict for the body, with what it holds from the start."""
        members = frame.rt("class_namespace", self.maker, self.name, self.bases, self.named, node=self.node, type_="dict")
        members = frame.keep(members)
        frame.effect(frame.rt("dict_set", members, const("__module__"), const(module)))
        frame.effect(frame.rt("dict_set", members, const("__qualname__"), const(_qualified(frame.body.scopes.by_node[self.node]))))
        if any(isinstance(s, ast.AnnAssign) and s.simple for s in self.node.body):
            frame.effect(frame.rt("dict_set", members, const("__annotations__"), const(None)))
        doc = ast.get_docstring(self.node, clean=False)
        if doc is not None:
            frame.effect(frame.rt("dict_set", members, const("__doc__"), const(doc)))
        return members

    def made(self, frame: Frame, members: Expr) -> Expr:
        """Calls what makes the class."""
        frame.effect(frame.rt("note_given_bases", members, self.bases, self.given_bases))
        cell = frame.body.scopes.class_cells.get(self.node)
        if cell is not None:
            frame.effect(frame.rt("dict_set", members, const("__classcell__"), names.own_cell(cell)))
        args = tuple_of(frame, [self.name, self.bases, members])
        return call_value(frame, self.maker, args, self.named, self.node)


def _metaclass(frame: Frame, node: ast.ClassDef) -> Expr:
    found = [k.value for k in node.keywords if k.arg == "metaclass"]
    return expression(frame, found[0]) if found else NO_VALUE


def _qualified(scope: Scope) -> str:
    assert isinstance(scope.node, ast.ClassDef)
    return ".".join([*qualified_name(scope).split(".")[:-1], shown_name(scope.node.name)])
