"""The link to template lowering: templates of scalars and conditions as expressions and functions."""

from __future__ import annotations

from noetlc.frontend.jinja import TemplateError, parse_template
from noetlc.frontend.jinja import nodes as t
from noetlc.frontend.nodes import Scalar
from noetlc.frontend.playbook import Condition
from noetlc.ir.nodes import Expr, Function, Return
from noetlc.lower.template.constants import MISSING, constant, printed
from noetlc.lower.template.lowering import TemplateLowering
from noetlc.lower.template.names import NameResolver
from noetlc.lower.workflow.module import Builder


class Templates:
    """Lowers templates into a builder."""

    def __init__(self, builder: Builder) -> None:
        self.builder = builder

    def value(self, scalar: Scalar, names: NameResolver) -> Expr:
        """The typed value of a template; 0 when it raised."""
        return TemplateLowering(self.builder, names).rendered(scalar)

    def text(self, scalar: Scalar, names: NameResolver) -> Expr:
        """The text of a template; 0 when it raised."""
        return TemplateLowering(self.builder, names).text(scalar)

    def condition(self, condition: Condition, names: NameResolver) -> str:
        """The function of a `when`."""
        return self._function(TemplateLowering(self.builder, names).condition(condition))

    def rule(self, condition: Condition, names: NameResolver) -> str:
        """The function of a policy rule's `when`."""
        return self._function(TemplateLowering(self.builder, names).rule_condition(condition))

    def _function(self, value: Expr) -> str:
        """A function without parameters that gives the value."""
        if value.op == "call" and not value.args and str(value.imm) in self.builder.functions:
            return str(value.imm)
        name = self.builder.fresh("when")
        self.builder.add(Function(name, (), "i32", {}, [Return(value)]))
        return name

    def constant_text(self, scalar: Scalar) -> str | None:
        """The text of a template made of constant parts only, None for any other."""
        try:
            template = parse_template(scalar.text)
        except TemplateError:
            return None
        parts = [_constant_part(stmt) for stmt in template.body]
        return None if any(part is None for part in parts) else "".join(part or "" for part in parts)


def _constant_part(stmt: t.Stmt) -> str | None:
    if isinstance(stmt, t.Text):
        return stmt.text
    if isinstance(stmt, t.Output):
        known = constant(stmt.expr)
        return None if known is MISSING else printed(known)
    return None
