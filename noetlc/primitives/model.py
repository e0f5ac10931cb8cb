"""The shape of a row in the tables: builtins, methods, module functions; filters, tests, functions and methods of templates."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field


class Marker:
    """A default that is not a Python constant."""

    def __init__(self, name: str) -> None:
        self.name = name

    def __repr__(self) -> str:
        return self.name


ABSENT = Marker("ABSENT")  # no value was passed: the runtime function gets 0, one of templates undefined
VARIADIC = Marker("VARIADIC")  # the runtime function gets a tuple of all further positional arguments
KEYWORDS = Marker("KEYWORDS")  # the runtime function gets a dict of all further keyword arguments, 0 if there are none
REQUIRED = Marker("REQUIRED")

Default = Marker | None | bool | int | float | str


@dataclass(frozen=True, slots=True)
class Param:
    """One parameter; its default is a constant or a marker."""

    name: str
    default: Default = REQUIRED
    positional_only: bool = False
    keyword_only: bool = False
    alias: str = ""  # another keyword for it

    @property
    def keywords(self) -> tuple[str, ...]:
        """The names it can be given by, as they are checked for."""
        return () if self.positional_only or self.collects else (self.name, self.alias) if self.alias else (self.name,)

    @property
    def collects(self) -> bool:
        """Whether it takes all further positional or named arguments."""
        return self.default is VARIADIC or self.default is KEYWORDS

    @property
    def required(self) -> bool:
        return self.default is REQUIRED


@dataclass(frozen=True, slots=True)
class Primitive:
    """A runtime function behind a name of Python bodies or templates.

    `params` come after the receiver, or the value that a filter applies to. `result` is what the runtime function returns: in Python the IR
    type (`val`, `str`, `list`, `dict`, `tuple`, `int`, `float` or `bool`), in templates what `template.py` tells. Without `runtime` it is
    lowered in place.
    """

    name: str
    params: tuple[Param, ...]
    result: str
    runtime: str
    doc: str = ""
    module: str = ""  # what stands before the name: a module, or the class of a class method
    is_python: bool = False  # CPython has it as a function written in Python, which words errors of calls in its own way
    in_c: bool = False  # the other way round, of a module that CPython has in Python
    prefix: str = ""  # what stands before the name in messages
    takes_first: bool = False  # the argument is iterated before names are looked at
    names_to: str = ""  # the callee that checks its named arguments, after it has counted the others by itself
    fewest: int = 0  # how many of variadic arguments there must be
    example: str = ""  # an expression for the documentation, which the tests run
    raises: bool = False  # of templates; what functions of Python raise the runtime knows
    refused: frozenset[str] = frozenset()  # parameters that CPython has, and that are not compiled
    refused_at: int | None = None  # so many positional arguments are compiled, if the next one would be a refused one

    @property
    def slots(self) -> list[Param]:
        """The parameters that can be given by position, collecting ones aside."""
        return [p for p in self.params if not p.keyword_only and not p.collects]

    @property
    def variadic(self) -> bool:
        return any(p.default is VARIADIC for p in self.params)

    @property
    def least(self) -> int:
        """How many positional arguments there must be, whatever is named."""
        return sum(p.required and p.positional_only for p in self.slots) + self.fewest


Text = str  # rows of primitives, see signatures.py


@dataclass(frozen=True, slots=True, kw_only=True)
class Module:
    """A module of the standard library that a pure body may import.

    Names in its tables are without the module; methods and attributes stand behind the class of their object.
    """

    name: str = field(kw_only=False)
    native: bool = False  # compiled from these tables; others are in `noetlc/library`, or stay with the interpreter
    pure: str = ""  # the names of it that are pure, if not all are
    in_python: bool = False  # CPython has it in Python
    prefix: str = ""  # what stands before names of its functions in messages
    functions: Text = ""
    short: Text = ""  # smaller runtime functions, for calls that pass no more than these parameters
    constructors: Text = ""
    class_methods: Text = ""
    methods: Text = ""
    attributes: Text = ""
    constants: Mapping[str, bool | int | float | str | None] = field(default_factory=dict)
    objects: Mapping[str, str] = field(default_factory=dict)  # attributes that are objects: the runtime function that makes each
    class_attributes: Mapping[str, str] = field(default_factory=dict)  # the same of classes, and of what is made anew each time
    tags: Mapping[str, int] = field(default_factory=dict)  # the classes of methods and attributes
    values: Mapping[str, str] = field(default_factory=dict)  # an expression for an object, of classes that share rows
    abstract: tuple[str, ...] = ()  # classes that are only compared with
    lacking: str = ""  # what a module in `noetlc/library` lacks: a body that uses the module and names one of these is not compiled
    closed: bool = False  # only bodies and the module look into its classes: methods nothing leads to are left out, `_names` are hidden
    seldom: str = ""  # methods of classes in `noetlc/library` that are left out where nothing leads to them, of a module that is not closed
    apart: tuple[str, ...] = ()  # modules that do not know its numbers: a body that imports both is not compiled
