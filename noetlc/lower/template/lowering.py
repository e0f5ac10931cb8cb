"""What the workflow lowering calls: strings with template marks to IR expressions and functions.

Example: the scalar `{{ n }}0` becomes `call tpl_1()`, a function that builds the text and types it; `{{ n }}` becomes the
look-up of `n` itself.
"""

from __future__ import annotations

from dataclasses import replace

from noetlc.frontend.jinja import TemplateError, parse_expression, parse_template
from noetlc.frontend.jinja import nodes as t
from noetlc.frontend.nodes import Scalar
from noetlc.frontend.playbook import Condition
from noetlc.ir.build import data, i32
from noetlc.ir.nodes import Effect, Expr, Function, Return, Stmt
from noetlc.layout.sites import pack
from noetlc.lower.template.code import Code
from noetlc.lower.template.constants import constant_text, is_condition
from noetlc.lower.template.dialect import template_dialect
from noetlc.lower.template.expressions import Surroundings
from noetlc.lower.template.names import FunctionSink, NameResolver
from noetlc.lower.template.nesting import result_of
from noetlc.lower.template.safepoints import with_safepoints
from noetlc.lower.template.scope import Scope
from noetlc.lower.template.statements import Statements

_TYPED_FIRST = frozenset("{[tTfFnN+-.0123456789")  # what text that stands for another value can begin with
_TYPED_LAST = frozenset("}]el.0123456789")
UNREADABLE = "the template cannot be parsed"  # validation says why (W06)


class TemplateLowering:
    """Lowers the strings of a playbook into functions of one module.

    Values are `val` expressions of the dynamic dialect, which may raise: then `raised` holds the message (a string) and `site` the place.
    """

    def __init__(self, sink: FunctionSink) -> None:
        self.sink = sink
        self.dialect = template_dialect()

    # ---- strings

    def value(self, scalar: Scalar, names: NameResolver) -> Expr:
        """The typed value of a template (language.md 6.2 rules 2 and 3)."""
        return self._scalar(scalar, names, typed=True)

    def text(self, scalar: Scalar, names: NameResolver) -> Expr:
        """The text of a template in a text position: no typing; a value that is not a string is printed."""
        return self._scalar(scalar, names, typed=False)

    def constant_text(self, scalar: Scalar) -> str | None:
        """The text of a template made of constant parts only, None for any other."""
        try:
            parts = [constant_text(stmt) for stmt in parse_template(scalar.text).body]
        except TemplateError:
            return None
        known = [part for part in parts if part is not None]
        return "".join(known) if len(known) == len(parts) else None

    def _scalar(self, scalar: Scalar, names: NameResolver, typed: bool) -> Expr:
        code = Code(self.dialect)
        try:
            template = parse_template(scalar.text)
        except TemplateError as error:
            self._broken(code, scalar, error, "val", 0)
            return code.called()
        lowering = self._lowering(code, scalar, names)
        if typed and template.lone is not None:
            return self._result(code, lowering.leaving(template.lone))
        return self._text(code, lowering, template, typed)

    def _text(self, code: Code, lowering: Statements, template: t.Template, typed: bool) -> Expr:
        """The text of a template, or what it stands for."""
        known = [constant_text(stmt) for stmt in template.body]
        finish = typed and can_stand_for_more(known)
        if all(text is not None for text in known):
            value: Expr = data("str:" + "".join(text or "" for text in known), "val")
            return code.primitive("t_typed", value) if finish else value
        if len(template.body) == 1 and isinstance(template.body[0], t.Output) and not finish:
            expr = template.body[0].expr
            is_text = isinstance(expr, t.Filter) and result_of(expr.name) == "text"
            value = lowering.value(expr)
            return self._result(code, value if is_text else code.primitive("t_text", value))
        body: list[Stmt] = []
        mark = code.begin_text(body)
        lowering.scope.declare(template.body)
        body += lowering.block_of(template.body)
        text = code.primitive("buf_end", code.get(mark))
        body.append(Return(code.primitive("t_typed", text) if finish else text))
        self._function(code, body, "val", 0, lowering.around.made)
        return code.called()

    # ---- conditions: the name of a function without parameters that gives 1, 0, or -1 if it raised

    def condition(self, condition: Condition, names: NameResolver) -> str:
        """Truth of an arc or step `when` or an admit rule (language.md 6.3)."""
        return self._condition(condition.value, names, "t_condition")

    def rule(self, condition: Condition, names: NameResolver) -> str:
        """Truth of a policy rule's `when`."""
        return self._condition(condition.value, names, "t_rule_condition")

    def _condition(self, value: bool | Scalar, names: NameResolver, truth: str) -> str:
        code = Code(self.dialect)
        if isinstance(value, bool):
            return self._function(code, [Return(i32(int(value)))], "i32", -1)
        if not isinstance(value.value, str):  # a bare number, null or the like is an expression all the same
            value = replace(value, value=value.text)
        lowering = self._lowering(code, value, names)
        try:
            template = parse_template(value.text) if value.is_template else None
            expr = parse_expression(value.text) if template is None else template.lone
        except TemplateError as error:
            return self._broken(code, value, error, "i32", -1)
        if expr is not None:
            tested = lowering.condition(expr) if is_boolean(expr) else code.primitive(truth, lowering.value(expr))
        else:
            assert template is not None
            inner = Code(self.dialect)
            text = self._text(inner, self._lowering(inner, value, names), template, typed=False)
            code.fails = inner.fails
            tested = code.primitive(truth, text)
        return self._function(code, [Return(tested)], "i32", -1)

    # ---- functions

    def _lowering(self, code: Code, scalar: Scalar, names: NameResolver) -> Statements:
        return Statements(Surroundings(self.sink, names, lambda pos: site_of(scalar, pos)), code, Scope(code, None))

    def _result(self, code: Code, value: Expr) -> Expr:
        """The value itself if it needs neither locals nor an exit, else a call of a function that gives it."""
        if not code.locals and not code.fails:
            return value
        self._function(code, [Return(value)], "val", 0)
        return code.called()

    def _function(self, code: Code, body: list[Stmt], result: str, failed: int, others: list[Function] | None = None) -> str:
        """The name of a new function; `others` are those it needs beside it."""
        code.name = self.sink.fresh("tpl")
        function = code.finish(body, result, failed)
        for made in with_safepoints(function, others) if others is not None else [function]:
            self.sink.add_template(made)
        return function.name

    def _broken(self, code: Code, scalar: Scalar, error: TemplateError, result: str, failed: int) -> str:
        """A template that does not parse raises when it is evaluated."""
        place = site_of(scalar, min(error.pos, len(scalar.text)))
        raising = code.primitive("t_raise", data("str:" + UNREADABLE, "val"), site=place)
        body: list[Stmt] = [Effect(raising), Return(Expr("i32.const", (), failed, result))]
        return self._function(code, body, result, failed)


def can_stand_for_more(parts: list[str | None]) -> bool:
    """False if text that starts or ends with these constant parts (None: not known) cannot be typed (language.md 6.2 rule 3)."""
    for texts, allowed, end in ((parts, _TYPED_FIRST, 0), (parts[::-1], _TYPED_LAST, -1)):
        for text in texts:
            if text is None:
                break
            if text.strip():
                if text.strip()[end] not in allowed:
                    return False
                break
    return True


def is_boolean(node: t.Expr) -> bool:
    """True if the value is a bool for certain."""
    if is_condition(node) or (isinstance(node, t.Const) and isinstance(node.value, bool)):
        return True
    return isinstance(node, t.Binary) and node.op in ("and", "or") and is_boolean(node.left) and is_boolean(node.right)


def site_of(scalar: Scalar, pos: int) -> int:
    """The site of an offset in a scalar."""
    span = scalar.locate(pos)
    return pack(span.line, span.column)
