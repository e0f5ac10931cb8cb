"""The link to template lowering: tells the builder which scalar the positions inside new functions belong to."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from functools import cached_property
from typing import TYPE_CHECKING

from noetlc.frontend.nodes import Scalar
from noetlc.frontend.playbook import Condition
from noetlc.ir.build import dyn
from noetlc.ir.nodes import Expr
from noetlc.late import late
from noetlc.layout.features import Feature
from noetlc.lower.template.names import NameResolver
from noetlc.lower.workflow.module import Builder
from noetlc.lower.workflow.render import Pieces

if TYPE_CHECKING:
    from noetlc.frontend import jinja
    from noetlc.frontend.jinja import nodes as t
    from noetlc.lower.template import constants, lowering, nesting
else:  # playbooks without templates start faster
    jinja = late("noetlc.frontend.jinja")
    t = late("noetlc.frontend.jinja.nodes")
    constants = late("noetlc.lower.template.constants")
    lowering = late("noetlc.lower.template.lowering")
    nesting = late("noetlc.lower.template.nesting")


class Templates:
    """Lowers templates into a builder (see `render.TemplateCode`)."""

    def __init__(self, builder: Builder) -> None:
        self.builder = builder

    @cached_property
    def lowering(self) -> lowering.TemplateLowering:
        """Made when the first template is met."""
        return lowering.TemplateLowering(self.builder)

    @contextmanager
    def _inside(self, scalar: Scalar) -> Iterator[None]:
        self.builder.first_line = scalar.locate(0).line
        yield
        self.builder.first_line = 0

    def value(self, scalar: Scalar, names: NameResolver) -> Expr:
        """The typed value of a template, which may raise."""
        with self._inside(scalar):
            return self.lowering.value(scalar, names)

    def text(self, scalar: Scalar, names: NameResolver) -> Expr:
        """The text of a template, which may raise."""
        with self._inside(scalar):
            return self.lowering.text(scalar, names)

    def may_nest(self, scalar: Scalar) -> bool:
        """Whether the typed value may nest deeper than the values it is made of."""
        lone = self._lone(scalar)
        return lone is not None and nesting.may_nest(lone)

    def is_flat(self, scalar: Scalar) -> bool:
        """Whether the typed value surely is neither list nor map."""
        lone = self._lone(scalar)
        return lone is not None and nesting.is_flat(lone)

    def part_of(self, scalar: Scalar) -> tuple[str, int] | None:
        """The name that the typed value is a part of, and at least how many levels inside; None for any other value."""
        lone = self._lone(scalar)
        return None if lone is None else nesting.part_of(lone)

    def shallow(self, value: Expr) -> Expr:
        """The value; raises if it nests deeper than data may."""
        self.builder.use(Feature.DEEP)
        return dyn("wf_shallow", "val", value)

    def _lone(self, scalar: Scalar) -> t.Expr | None:
        """The expression that the template consists of."""
        try:
            return jinja.parse_template(scalar.text).lone
        except jinja.TemplateError:
            return None

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

    def constant_pieces(self, scalar: Scalar) -> Pieces | None:
        """The text of a template made of constant parts only, in pieces; None for any other."""
        try:
            body = jinja.parse_template(scalar.text).body
        except jinja.TemplateError:
            return None
        pieces: Pieces = []
        for stmt in body:
            text = constants.constant_text(stmt)
            if text is None or not isinstance(stmt, t.Text | t.Output):
                return None
            pieces.append((text, stmt.pos, isinstance(stmt, t.Text)))
        return pieces
