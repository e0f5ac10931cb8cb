"""What template lowering asks of its surroundings: the meaning of flat names, and where functions go.

The workflow lowering implements both protocols. Names that a template binds itself (`set`, `for`, `with`, macro parameters)
never reach the resolver: they shadow everything.

Example: for `{{ start.data.v }}` the lowering asks `field("start", "data")`, and if that is None `resolve("start")`.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol

from noetlc.ir.nodes import Expr, Function


@dataclass(frozen=True, slots=True)
class Resolved:
    """The value of a name as IR of type `val`: never 0, never raising, the UNDEFINED value when the name is unbound.

    `value` is the plain value. `view` is what look-ups go to when the language gives the value look-up aliases: an object
    made by the runtime's `t_step_view` (step and task data) or `t_output_view` (`output`); None when there are none.
    Both must be cheap and without side effects; each request makes new IR nodes. `defined`: known not to be undefined.
    """

    value: Expr
    view: Expr | None = None
    defined: bool = False


class NameResolver(Protocol):
    """The names visible to one template position (language.md 5), precedence already applied."""

    def resolve(self, name: str) -> Resolved:
        """The value of a flat name; UNDEFINED where it is unbound."""

    def field(self, name: str, key: str) -> Resolved | None:
        """`name.key` where the surroundings give it a meaning of its own or know a shorter way: `ctx.x` with its fallback,
        `workload.x`, `iter.x`, `loop.index`. None: an ordinary look-up in `resolve(name)`."""

    def item(self, name: str, key: Expr) -> Expr | None:
        """`name[key]` for a computed key (a `val`), under the same rule: `ctx[k]` falls back like `ctx.x`. None: an
        ordinary look-up. The result is a `val`, never 0."""


class FunctionSink(Protocol):
    """The module that templates are compiled into."""

    def fresh(self, stem: str) -> str:
        """A function name that is not used yet, `tpl_3` for the stem `tpl`."""

    def add_template(self, function: Function) -> None:
        """Adds a dynamic function to the module."""

    def constant(self, value: object) -> Expr:
        """Constant data (null, bool, int of any size, float, string, list, map) as a `val`: never changed, never moved."""
