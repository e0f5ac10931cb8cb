"""What `containers.py` asks the texts of bodies, and what it finds: reads of containers, and what is put into them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from noetlc.ir.nodes import Expr
from noetlc.layout.objects import Cell
from noetlc.lower.passes.container_nodes import Node, Place
from noetlc.lower.passes.known_methods import Methods

ITEM = "item"  # the operation that stands for what is read: imm is the number of the container
SMALL_ITEM = "item.small"  # the same, of an int of at most 31 bits
CELL_VALUE = Cell.FIELDS["value"][1]
MOST_SMALL = 1 << 58
MOST_ROUNDS = 8
HOLDING = frozenset(("val", "dyn", "list", "dict", "tuple", "key"))  # types of what can be or have a container

TALKING = frozenset(
    """__eq__ __ne__ __lt__ __le__ __gt__ __ge__ __add__ __radd__ __iadd__ __sub__ __rsub__ __isub__ __mul__ __rmul__ __imul__ __mod__
    __rmod__ __imod__ __truediv__ __rtruediv__ __itruediv__ __floordiv__ __rfloordiv__ __ifloordiv__ __pow__ __rpow__ __ipow__ __matmul__
    __rmatmul__ __imatmul__ __and__ __rand__ __iand__ __or__ __ror__ __ior__ __xor__ __rxor__ __ixor__ __lshift__ __rlshift__
    __ilshift__ __rshift__ __rrshift__ __irshift__ __divmod__ __rdivmod__ __contains__ __getitem__ __setitem__ __delitem__ __missing__
    __class_getitem__ __format__ __instancecheck__ __subclasscheck__ __index__ __getattr__ __getattribute__ setattr slice total_ordering
    """.split()
)
"""Names by which a body says what operators do with their operands, or that an index may be a slice: where no rule is for that
(`talking_rules.py`), nothing is found."""


@dataclass(frozen=True, slots=True)
class Said:
    """What the text of a body says: the attributes that only its own operations set, by name with the types of what class bodies give
    (`closed`), and those of them that other things than its instances have, too (`common`); the names of `TALKING` that it has; whether
    methods are only found by names that stand in it (`seen`); those of its classes, the names by which nothing else can be called
    (`whole`), or only methods of built-in types (`own`); and whether a class that is called by its name surely has the `__init__` that
    its statement tells, and no class has more than one above it (`sure`); and whether classes get to code by other ways than their names
    and asking an instance (`open_classes`)."""

    closed: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    common: frozenset[str] = frozenset()
    talking: frozenset[str] = frozenset()
    seen: bool = False
    methods: Methods = field(default_factory=dict)
    whole: frozenset[str] = frozenset()
    own: frozenset[str] = frozenset()
    sure: bool = False
    open_classes: bool = False


NOTHING_SAID = Said()


@dataclass(slots=True)
class Read:
    """An expression that gives something of a container."""

    function: str
    expr: Expr
    container: Node
    keyed: bool  # by an index or a key; otherwise one item after the other
    at: Place = None
    sure: bool = True  # otherwise only where that function surely gets an instance as its receiver


@dataclass(slots=True)
class Store:
    """What is put into a container: by a function, a constant or number of a type and between bounds, or what another container gives one
    after the other; or `values`, those of a dict."""

    container: Node
    function: str = ""
    value: Expr | None = None
    type: str = ""
    bounds: tuple[int, int] | None = None
    source: Node | None = None
    at: Place = None
    values: bool = False


@dataclass(slots=True)
class Call:
    """A call of a value with its arguments in a sequence, and what it gives."""

    function: Node | None
    arguments: Node | None
    result: Node


@dataclass(slots=True)
class Found:
    """What a walk has found; `unsure` are functions whose receivers may be anything."""

    reads: list[Read] = field(default_factory=list)
    stores: list[Store] = field(default_factory=list)
    unsure: set[str] = field(default_factory=set)


class Talking(Exception):
    """Operators of the body may see containers, or identity is asked for."""
