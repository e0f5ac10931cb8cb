"""Names that a template binds itself: variables, macros and loops, and the scopes they live in.

A scope declares all names its statements set before any of them is lowered, because macros see the names of the scopes around
them whatever the order. A variable is a local of the function that owns it; functions for macros and recursive loops get the
variables they mention as extra parameters (`captures`).
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field, fields

from noetlc.frontend.jinja import nodes as t
from noetlc.lower.template.code import Code


@dataclass(eq=False, slots=True)
class Variable:
    """A name bound in a scope. Its local holds 0 while nothing was assigned."""

    name: str
    owner: Code
    local: str


@dataclass(eq=False, slots=True)
class Loop:
    """A running `for`: locals of its items, index and length; `depth` is the local of the nesting of a recursive one."""

    owner: Code
    items: str
    index: str
    length: str
    depth: str | None = None
    changed: str | None = None
    recursion: Recursion | None = None
    shared: tuple[Variable, ...] = ()  # items, position and depth as values, where a macro inside asks for `loop`


@dataclass(eq=False, slots=True)
class Recursion:
    """The function behind a recursive `for`: it takes the value to iterate, the depth and the captures; gives the text."""

    function: str
    captures: tuple[Variable, ...]


@dataclass(eq=False, slots=True)
class MacroEntry:
    """A macro. `function` is "" until its function is wanted; it takes depth, parameters and captures and gives the text."""

    node: t.Macro
    scope: Scope  # where it is defined
    function: str = ""
    captures: tuple[Variable, ...] = ()


@dataclass(eq=False, slots=True)
class Alternatives:
    """Macros of one name of which some are defined inside `if`: the local `which` holds the 1-based number of the last one."""

    which: str
    entries: list[MacroEntry] = field(default_factory=list)


Bound = Variable | MacroEntry | Alternatives | Loop


@dataclass(eq=False, slots=True)
class Scope:
    """The names of one block. `owner` is the function whose code the block is part of."""

    owner: Code
    parent: Scope | None
    variables: dict[str, Variable] = field(default_factory=dict)
    current: dict[str, MacroEntry | Alternatives | Loop] = field(default_factory=dict)  # macros so far, names for loops
    optional: dict[str, Alternatives] = field(default_factory=dict)  # names of macros defined inside `if`
    later: dict[str, MacroEntry] = field(default_factory=dict)  # the last macro of each name in this block
    loop: Loop | None = None
    mentions: set[str] = field(default_factory=set)  # names its own statements mention, not those of scopes inside
    hidden: set[str] = field(default_factory=set)  # variables that are undefined until they are set

    def declare(self, body: tuple[t.Stmt, ...]) -> None:
        """Declares what the statements of this block set, those inside `if` included.

        As in jinja2, a name that the block sets before it mentions it otherwise is the block's own from the start: a scope
        inside that looks before it is set finds it undefined, whatever the name means outside.
        """
        first = first_uses(body)
        around = {name for scope in self.chain() if scope is not self for name in scope.mentions}
        self.mentions = {*self.variables, *first}
        self.hidden = {name for name, stored in first.items() if stored} - around - set(self.variables)
        for stmt in flat(body):
            if isinstance(stmt, t.Set) and stmt.attr is None:
                for name in stmt.targets:
                    self.variable(name)
            elif isinstance(stmt, t.SetBlock) and stmt.attr is None:
                self.variable(stmt.target)
            elif isinstance(stmt, t.Macro):
                self.later[stmt.name] = MacroEntry(stmt, self)
                if stmt not in body and stmt.name not in self.optional:
                    self.optional[stmt.name] = Alternatives(self.owner.local("which", "i32"))

    def variable(self, name: str) -> Variable:
        """The variable of this block with that name, made if there is none."""
        if name not in self.variables:
            self.variables[name] = Variable(name, self.owner, self.owner.local("v_" + name))
        return self.variables[name]

    def chain(self) -> Iterator[Scope]:
        """This scope and those around it, innermost first."""
        scope: Scope | None = self
        while scope is not None:
            yield scope
            scope = scope.parent


def flat(body: tuple[t.Stmt, ...]) -> Iterator[t.Stmt]:
    """The statements of a block, with those inside `if`, which has no scope of its own."""
    for stmt in body:
        yield stmt
        if isinstance(stmt, t.If):
            for _, branch in stmt.branches:
                yield from flat(branch)
            yield from flat(stmt.orelse)


def first_uses(body: tuple[t.Stmt, ...]) -> dict[str, bool]:
    """The names a block mentions outside of scopes inside it: True if the first mention always sets it."""
    found: dict[str, bool] = {}
    for stmt in body:
        if isinstance(stmt, t.If):
            for test, branch in stmt.branches:
                for name in (*mentioned(test), *first_uses(branch)):
                    found.setdefault(name, False)
            for name in first_uses(stmt.orelse):
                found.setdefault(name, False)
            continue
        for name in mentioned(looked_at(stmt)):
            found.setdefault(name, False)
        if isinstance(stmt, t.Set | t.SetBlock) and stmt.attr is None:
            for name in stmt.targets if isinstance(stmt, t.Set) else (stmt.target,):
                found.setdefault(name, True)
    return found


def looked_at(stmt: t.Stmt) -> object:
    """The parts of a statement that are evaluated in the scope it stands in."""
    if isinstance(stmt, t.Output):
        return stmt.expr
    if isinstance(stmt, t.For):
        return stmt.iter
    if isinstance(stmt, t.With):
        return tuple(value for _, value in stmt.targets)
    if isinstance(stmt, t.FilterBlock):
        return stmt.filter
    if isinstance(stmt, t.Set):
        return stmt if stmt.attr is not None else stmt.value
    return ()


def mentioned(node: object) -> set[str]:
    """All names that occur in a tree, whatever they mean there."""
    found: set[str] = set()
    pending: list[object] = [node]
    while pending:
        item = pending.pop()
        if isinstance(item, tuple):
            pending.extend(item)
        elif isinstance(item, t.Name):
            found.add(item.name)
        elif hasattr(item, "__dataclass_fields__"):
            if isinstance(item, t.Set | t.SetBlock) and item.attr is not None:
                found.add(item.targets[0] if isinstance(item, t.Set) else item.target)
            pending.extend(getattr(item, f.name) for f in fields(item))  # type: ignore[arg-type]  # a dataclass instance
    return found


def captures(body: object, scope: Scope) -> tuple[Variable, ...]:
    """The variables of the scopes around a body that it, or a macro it can call, mentions."""
    found: dict[Variable, None] = {}
    seen: set[MacroEntry] = set()
    pending: list[tuple[set[str], Scope]] = [(mentioned(body), scope)]
    while pending:
        names, around = pending.pop()
        for name in sorted(names):
            for level in around.chain():
                if name in level.variables:
                    found[level.variables[name]] = None
                if name == "loop" and level.loop is not None:
                    found.update(dict.fromkeys(level.loop.shared))
                known = [level.later.get(name), level.current.get(name)]
                if name in level.optional:
                    known += level.optional[name].entries
                entries = {e for e in known if isinstance(e, MacroEntry)}
                for entry in sorted(entries - seen, key=lambda e: e.node.pos):
                    seen.add(entry)
                    pending.append((mentioned(entry.node), entry.scope))
    return tuple(found)
