"""The attributes that values of built-in kinds have, for names that only the data of a run has: no method is linked for those, so that
whoever asks by one leaves the run. Names that the text of a body has are found like others.
"""

from __future__ import annotations

import builtins
from functools import cache

from noetlc.ir.build import i32, op
from noetlc.ir.nodes import Expr, Function, If, Return, Stmt
from noetlc.layout.tags import T_INSTANCE
from noetlc.lower.python.dispatch.methods import ALWAYS_LIVE, OF_SOME
from noetlc.lower.python.frame.context import const, local
from noetlc.primitives.modules import LIBRARY_ATTRIBUTES
from noetlc.primitives.python_methods import METHODS, OWNERS, RECEIVERS
from noetlc.primitives.special_methods import members


@cache
def names_of(tag: int) -> frozenset[str]:
    """The attributes of all values of a kind."""
    rows = {name for table in (METHODS, LIBRARY_ATTRIBUTES) for name, tags in table.items() if tag in tags}
    classes = [getattr(builtins, cls) for cls, instances in RECEIVERS.items() if instances == tag]
    known = rows.union(*(members(above) for cls in classes for above in cls.__mro__))
    return frozenset(name for name in known if name.isidentifier() and name[:2] != "__" and (tag, name) not in OF_SOME)


def built_in_name() -> Function:
    """`built_in_name(tag, name)`: whether values of a kind have an attribute."""
    body: list[Stmt] = []
    for tag in sorted(set(OWNERS.values()) - {T_INSTANCE}):
        same = op("i32.eq", local("tag", "i32"), i32(tag))
        if tag not in ALWAYS_LIVE:
            same = Expr("and", (Expr("live", (), tag, "i32"), same), None, "bool")
        words = const(f" {' '.join(sorted(names_of(tag)))} ")
        body.append(If(same, [Return(Expr("dyn", (words, local("name", "val")), "is_word", "bool"))], []))
    return Function("built_in_name", ("tag", "name"), "i32", {"tag": "i32", "name": "val"}, [*body, Return(i32(0))])
