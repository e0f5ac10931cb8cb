"""YAML nodes to code that renders them (language.md 6.1, 6.2): constant parts are constants, the rest is built in one function.

Example: `{url: "{{ base }}/x", retries: 3}` becomes

    func @input.1() -> val {
      %m1 = dyn[dict_copy](&const.1)                    # {url: null, retries: 3}
      dyn[dict_set](%m1, "url", call_own[tpl.1]())
      return %m1
    }

Like templates it is dynamic: selection checks what may raise.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Protocol

from noetlc.frontend.nodes import Mapping, Node, Scalar, Sequence
from noetlc.frontend.playbook import Condition, Entries
from noetlc.ir.build import dyn, get, i32
from noetlc.ir.nodes import Assign, Effect, Expr, Function, Return, Stmt, TableIndex
from noetlc.lower.template.names import NameResolver
from noetlc.lower.workflow.module import Builder
from noetlc.lower.workflow.names import Names

TEXT_KEYS = frozenset(("url", "method", "query", "command", "path", "message"))

Pieces = list[tuple[str, int, bool]]  # text, its offset in the scalar, whether offsets run along with the text
Skip = Callable[[str], bool]


class TemplateCode(Protocol):
    """What template lowering offers. Values are expressions of the dynamic dialect, of type val, which may raise."""

    def value(self, scalar: Scalar, names: NameResolver) -> Expr:
        """The typed value of a template (language.md 6.2)."""

    def text(self, scalar: Scalar, names: NameResolver) -> Expr:
        """The text of a template (text positions)."""

    def may_nest(self, scalar: Scalar) -> bool:
        """Whether the typed value may nest deeper than the values it is made of."""

    def is_flat(self, scalar: Scalar) -> bool:
        """Whether the typed value surely is neither list nor map."""

    def part_of(self, scalar: Scalar) -> tuple[str, int] | None:
        """The name that the typed value is a part of, and at least how many levels inside; None for any other value."""

    def shallow(self, value: Expr) -> Expr:
        """The value; raises if it nests deeper than data may."""

    def constant_pieces(self, scalar: Scalar) -> Pieces | None:
        """The text of a template made of constant parts only, in pieces; None for any other."""

    def condition(self, condition: Condition, names: NameResolver) -> str:
        """The function (no parameters, i32: 1, 0, or -1 raised) of a `when` of a step, arc or admit rule."""

    def rule(self, condition: Condition, names: NameResolver) -> str:
        """The same for a policy rule."""


class NodeCode:
    """Renders nodes at one place; `skip` names template texts that stay as they are."""

    def __init__(self, templates: TemplateCode, builder: Builder, names: Names, skip: Skip | None = None) -> None:
        self.templates = templates
        self.builder = builder
        self.constants = builder.constants
        self.names = names
        self.skip = skip
        self.locals: dict[str, str] = {}
        self.body: list[Stmt] = []

    # ---- what is constant

    def is_template(self, text: str) -> bool:
        return ("{{" in text or "{%" in text) and not (self.skip is not None and self.skip(text))

    def is_constant(self, node: Node) -> bool:
        """True if nothing in the node is rendered."""
        todo = [node]
        while todo:
            item = todo.pop()
            if isinstance(item, Scalar):
                if isinstance(item.value, str) and self.is_template(item.value):
                    return False
            elif isinstance(item, Sequence):
                todo.extend(item.items)
            elif any(self.is_template(k.text) for k, _ in item.entries):
                return False
            else:
                todo.extend(v for _, v in item.entries)
        return True

    # ---- expressions; statements they need go to `body`

    def value(self, node: Node) -> Expr:
        """The rendered node, data as a whole."""
        value = self._node(node)
        deep = self.templates.may_nest(node) if isinstance(node, Scalar) else not self._is_flat(node)
        if not deep or self.is_constant(node):
            return value
        return self.templates.shallow(value)

    def _is_flat(self, node: Sequence | Mapping) -> bool:
        """True if no template inside gives a list or map that could be too deep where it stands."""
        todo: list[tuple[Node, int]] = [(node, 0)]
        while todo:
            item, around = todo.pop()
            if isinstance(item, Sequence):
                todo.extend((value, around + 1) for value in item.items)
            elif isinstance(item, Mapping):
                todo.extend((value, around + 1) for _, value in item.entries)
            elif not self.is_constant(item) and not self.templates.is_flat(item) and not self._is_inside(item, around):
                return False
        return True

    def _is_inside(self, node: Scalar, levels: int) -> bool:
        """True for a part of data from which at least so many levels were taken off."""
        part = self.templates.part_of(node)
        return part is not None and part[1] >= levels and self.names.is_data(part[0])

    def _node(self, node: Node) -> Expr:
        if self.is_constant(node):
            return self.constants.expr(constant(node))
        if isinstance(node, Scalar):
            return self.templates.value(node, self.names)
        if isinstance(node, Sequence):
            items = self.local("l")
            self.body.append(Assign(items, dyn("list_new", "val", i32(len(node.items)))))
            for item in node.items:
                self.effect("list_push", get(items, "val"), self._node(item))
            return get(items, "val")
        return self.map([(k, v, False) for k, v in node.entries], whole=False)

    def config(self, entries: Entries, raw: Iterable[str] = ()) -> Expr:
        """The tool's own keys: string values of text keys are text, keys in `raw` stay as they are."""
        raw = frozenset(raw)
        return self.map([(k, v, True) for k, v in entries], raw)

    def map(self, entries: list[tuple[Scalar, Node, bool]], raw: frozenset[str] = frozenset(), whole: bool = True) -> Expr:
        """A map of (key, value, whether text keys count). Of equal keys the last value stays, at the first place.
        `whole`: each value is data by itself."""
        built = self.local("m")
        known: dict[str, object] = {}
        fixed = all(not self.is_template(k.text) for k, _, _ in entries)
        if fixed:
            for key, node, _ in entries:
                known[key.text] = constant(node) if key.text in raw or self.is_constant(node) else None
        constants = sum(1 for k, n, _ in entries if k.text in raw or self.is_constant(n))
        if fixed and constants == len(entries):
            return self.constants.expr(known)
        copied = fixed and constants > 1
        start = dyn("dict_copy", "val", self.constants.expr(known)) if copied else dyn("dict_sized", "val", i32(len(entries)))
        self.body.append(Assign(built, start))
        for key, node, own in entries:
            if copied and (key.text in raw or self.is_constant(node)):
                continue
            self.entry(built, key, node, own, key.text in raw, whole)
        return get(built, "val")

    def entry(self, built: str, key: Scalar, node: Node, own: bool, raw: bool, whole: bool) -> None:
        """One entry of a map being built: the key is rendered before the value."""
        if self.is_template(key.text):
            name = self.local("k")
            self.body.append(Assign(name, self.templates.text(key, self.names)))
            key_value = get(name, "val")
        else:
            key_value = self.constants.expr(key.text)
        if raw:
            value = self.constants.expr(constant(node))
        elif own and key.text in TEXT_KEYS and isinstance(node, Scalar) and isinstance(node.value, str) and self.is_template(node.value):
            value = self.templates.text(node, self.names)
        else:
            value = self.value(node) if whole else self._node(node)
        self.effect("dict_set", get(built, "val"), key_value, value)

    def local(self, stem: str) -> str:
        name = f"{stem}{len(self.locals) + 1}"
        self.locals[name] = "val"
        return name

    def effect(self, name: str, *args: Expr) -> None:
        self.body.append(Effect(dyn(name, "void", *args)))

    def reference(self, stem: str, result: Expr) -> TableIndex:
        """A new function that runs the statements so far and gives `result`; 0 when a template raised."""
        name = self.builder.fresh(stem)
        self.builder.add_template(Function(name, (), "val", self.locals, [*self.body, Return(result)]))
        return TableIndex(name)


def constant(node: Node) -> object:
    """The data of a node as written."""
    if isinstance(node, Scalar):
        return node.value
    if isinstance(node, Sequence):
        return [constant(item) for item in node.items]
    return {key.text: constant(item) for key, item in node.entries}
