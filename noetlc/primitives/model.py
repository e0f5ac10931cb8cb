"""The shape of a row in the tables: builtins, methods, module functions; filters, tests, functions and methods of templates."""

from __future__ import annotations

from dataclasses import dataclass


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

# the modules that CPython has in Python, and what stands before the names of their functions in messages
PYTHON_MODULES = {
    **dict.fromkeys("base64 calendar copy html json os.path statistics string textwrap urllib.parse uuid".split(), ""),
    "random": "Random.",
}

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
    module: str = ""  # where the name is a function of a module
    takes_first: bool = False  # the argument is iterated before names are looked at
    names_to: str = ""  # the callee that checks its named arguments, after it has counted the others by itself
    fewest: int = 0  # how many of variadic arguments there must be
    example: str = ""  # an expression for the documentation, which the tests run
    raises: bool = False  # of templates; what functions of Python raise the runtime knows
    refused: frozenset[str] = frozenset()  # keywords that CPython has, and that are not compiled

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

    @property
    def is_python(self) -> bool:
        """Whether CPython has it as a function written in Python, which words errors of calls in its own way."""
        return self.module in PYTHON_MODULES or (self.module, self.name) in (("collections", "namedtuple"), ("os", "getenv"))

