"""The link to template lowering: tells the builder which scalar the positions inside new functions belong to."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from noetlc.frontend.nodes import Scalar
from noetlc.frontend.playbook import Condition
from noetlc.ir.nodes import Expr
from noetlc.lower.template.lowering import TemplateLowering
from noetlc.lower.template.names import NameResolver
from noetlc.lower.workflow.module import Builder


class Templates:
    """Lowers templates into a builder (see `render.TemplateCode`)."""

    def __init__(self, builder: Builder) -> None:
        self.builder = builder
        self.lowering = TemplateLowering(builder)

    @contextmanager
    def _inside(self, scalar: Scalar) -> Iterator[None]:
        self.builder.first_line = scalar.locate(0).line
        yield
        self.builder.first_line = 0

    def value(self, scalar: Scalar, names: NameResolver) -> Expr:
        """The typed value of a template; 0 when it raised."""
        with self._inside(scalar):
            return self.lowering.value(scalar, names)

    def text(self, scalar: Scalar, names: NameResolver) -> Expr:
        """The text of a template; 0 when it raised."""
        with self._inside(scalar):
            return self.lowering.text(scalar, names)

    def condition(self, condition: Condition, names: NameResolver) -> str:
        """The function of a `when`."""
        assert isinstance(condition.value, Scalar)
        with self._inside(condition.value):
            return self.lowering.condition(condition, names)

    def rule(self, condition: Condition, names: NameResolver) -> str:
        """The function of a policy rule's `when`."""
        if not isinstance(condition.value, Scalar):
            return self.lowering.rule(condition, names)
        with self._inside(condition.value):
            return self.lowering.rule(condition, names)

    def constant_text(self, scalar: Scalar) -> str | None:
        """The text of a template made of constant parts only, None for any other."""
        return self.lowering.constant_text(scalar)
