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
from noetlc.ir.build import call, data, i32
from noetlc.ir.nodes import Effect, Expr, Function, Return, Stmt
from noetlc.lower.template.code import Code
from noetlc.lower.template.constants import constant_text, is_condition
from noetlc.lower.template.expressions import Surroundings
from noetlc.lower.template.names import FunctionSink, NameResolver, may_raise
from noetlc.lower.template.nesting import result_of
from noetlc.lower.template.safepoints import with_safepoints
from noetlc.lower.template.scope import Scope
from noetlc.lower.template.statements import Statements

_TYPED_FIRST = frozenset("{[tTfFnN+-.0123456789")  # what text that stands for another value can begin with
_TYPED_LAST = frozenset("}]el.0123456789")
SITE_COLUMNS = 4095
UNREADABLE = "the template cannot be parsed"  # validation says why (W06)


class TemplateLowering:
    """Lowers the strings of a playbook into functions of one module.

    Values are `val` expressions, 0 when the template raised: then `raised` holds the message (a string) and `site` the place.
    A result of which `may_raise` is False never is 0.
    """

    def __init__(self, sink: FunctionSink) -> None:
        self.sink = sink

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
        code = Code("")
        try:
            template = parse_template(scalar.text)
        except TemplateError as error:
            return self._broken(code, scalar, error, "val", 0)
        lowering = self._lowering(code, scalar, names)
        if typed and template.lone is not None:
            return self._result(code, lowering.leaving(template.lone), "val", 0)
        return self._text(code, lowering, template, typed)

    def _text(self, code: Code, lowering: Statements, template: t.Template, typed: bool) -> Expr:
        """The text of a template, or what it stands for."""
        known = [constant_text(stmt) for stmt in template.body]
        finish = typed and can_stand_for_more(known)
        if all(text is not None for text in known):
            value: Expr = data("str:" + "".join(text or "" for text in known), "val")
            return call("t_typed", "val", value) if finish else value
        if len(template.body) == 1 and isinstance(template.body[0], t.Output) and not finish:
            expr = template.body[0].expr
            is_text = isinstance(expr, t.Filter) and result_of(expr.name) == "text"
            value = lowering.value(expr)
            return self._result(code, value if is_text else call("t_text", "val", value), "val", 0)
        body: list[Stmt] = []
        mark = code.begin_text(body)
        lowering.scope.declare(template.body)
        body += lowering.block_of(template.body)
        text = call("buf_end", "val", code.get(mark))
        body.append(Return(call("t_typed", "val", text) if finish else text))
        return self._function(code, body, "val", 0, lowering.around.made)

    # ---- conditions: the name of a function without parameters that gives 1, 0, or -1 if it raised

    def condition(self, condition: Condition, names: NameResolver) -> str:
        """Truth of an arc or step `when` or an admit rule (language.md 6.3)."""
        return self._condition(condition.value, names, "t_condition")

    def rule(self, condition: Condition, names: NameResolver) -> str:
        """Truth of a policy rule's `when`."""
        return self._condition(condition.value, names, "t_rule_condition")

    def _condition(self, value: bool | Scalar, names: NameResolver, truth: str) -> str:
        code = Code("")
        if isinstance(value, bool):
            return str(self._function(code, [Return(i32(int(value)))], "i32", -1).imm)
        if not isinstance(value.value, str):  # a bare number, null or the like is an expression all the same
            value = replace(value, value=value.text)
        lowering = self._lowering(code, value, names)
        try:
            template = parse_template(value.text) if value.is_template else None
            expr = parse_expression(value.text) if template is None else template.lone
        except TemplateError as error:
            return str(self._broken(code, value, error, "i32", -1).imm)
        if expr is not None:
            tested = lowering.condition(expr) if is_boolean(expr) else call(truth, "i32", lowering.value(expr))
        else:
            assert template is not None
            inner = Code("")
            text = self._text(inner, self._lowering(inner, value, names), template, typed=False)
            tested = call(truth, "i32", code.calling(str(text.imm), 0) if may_raise(text) else text)
        return str(self._function(code, [Return(tested)], "i32", -1).imm)

    # ---- functions

    def _lowering(self, code: Code, scalar: Scalar, names: NameResolver) -> Statements:
        return Statements(Surroundings(self.sink, names, lambda pos: site_of(scalar, pos)), code, Scope(code, None))

    def _result(self, code: Code, value: Expr, result: str, failed: int) -> Expr:
        """The value itself if it needs neither locals nor an exit, else a call of a function that gives it."""
        if not code.locals and not code.fails:
            return value
        return self._function(code, [Return(value)], result, failed)

    def _function(self, code: Code, body: list[Stmt], result: str, failed: int, others: list[Function] | None = None) -> Expr:
        """A call of a new function; `others` are those it needs beside it."""
        code.name = self.sink.fresh("tpl")
        function = code.finish(body, result, failed)
        for made in with_safepoints(function, others) if others is not None else [function]:
            self.sink.add_template(made)
        return call(function.name, result)

    def _broken(self, code: Code, scalar: Scalar, error: TemplateError, result: str, failed: int) -> Expr:
        """A template that does not parse raises when it is evaluated."""
        place = site_of(scalar, min(error.pos, len(scalar.text)))
        raising = code.raising("t_raise", place, data("str:" + UNREADABLE, "val"))
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
    """The place of an offset in a scalar as `line << 12 | column`."""
    span = scalar.locate(pos)
    return span.line << 12 | min(span.column, SITE_COLUMNS)
