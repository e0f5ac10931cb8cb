"""The modules of a package as definitions by name, and what a piece of code needs of them."""

from __future__ import annotations

import ast
import builtins
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

# What a program may import: fixed, so that the programs of a seed stay the same when more modules are compiled.
PURE_MODULES = frozenset(
    """__future__ abc array ast base64 binascii bisect calendar cmath collections collections.abc contextlib copy csv dataclasses datetime
    decimal difflib enum fractions functools hashlib heapq hmac html io itertools json logging math numbers operator os os.path random re
    secrets statistics string struct sys textwrap time traceback types typing unicodedata urllib urllib.parse uuid zlib""".split()
)
BUILTINS = frozenset(dir(builtins)) | {"__name__"}
_NAMED = ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef | ast.ExceptHandler | ast.MatchAs | ast.MatchStar
IMPURE = frozenset("open input exec eval compile __import__ breakpoint help exit quit".split())


class Uncuttable(Exception):
    """The code needs what a body cannot have, or what the cutter does not follow."""


@dataclass
class Module:
    """One file: what its top level binds, and to which statements."""

    name: str  # dotted
    tree: ast.Module
    is_package: bool = False
    bound: dict[str, list[ast.stmt]] = field(default_factory=dict)
    stars: list[ast.ImportFrom] = field(default_factory=list)

    def __post_init__(self) -> None:
        for stmt in self.tree.body:
            if isinstance(stmt, ast.ImportFrom) and any(a.name == "*" for a in stmt.names):
                self.stars.append(stmt)
            for name in bindings(stmt):
                self.bound.setdefault(name, []).append(stmt)


def bindings(stmt: ast.stmt) -> Iterator[str]:
    """The names that a statement of the top level binds there."""
    if isinstance(stmt, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
        yield stmt.name
    elif isinstance(stmt, ast.Import | ast.ImportFrom):
        yield from (a.asname or a.name.split(".")[0] for a in stmt.names)
    elif isinstance(stmt, ast.If | ast.Try | ast.For | ast.While | ast.With):
        if isinstance(stmt, ast.If) and "__main__" in ast.unparse(stmt.test):
            return
        for part in ast.iter_child_nodes(stmt):
            if isinstance(part, ast.stmt):
                yield from bindings(part)
            elif isinstance(part, ast.ExceptHandler):
                for inner in part.body:
                    yield from bindings(inner)
    elif not isinstance(stmt, ast.Expr):
        for node in ast.walk(stmt):
            if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store):
                yield node.id


def used(node: ast.AST) -> tuple[set[str], set[str]]:
    """Names that are read somewhere in a piece of code, and those that something in it binds (parameters and locals)."""
    read: set[str] = set()
    own: set[str] = set()
    for part in ast.walk(node):
        if isinstance(part, ast.Name):
            (read if isinstance(part.ctx, ast.Load) else own).add(part.id)
        elif isinstance(part, ast.arg):
            own.add(part.arg)
        elif isinstance(part, _NAMED) and part.name:
            own.add(part.name)
        elif isinstance(part, ast.MatchMapping) and part.rest:
            own.add(part.rest)
        elif isinstance(part, ast.Import | ast.ImportFrom):
            own.update(a.asname or a.name.split(".")[0] for a in part.names)
    return read, own


class Package:
    """Modules that import one another."""

    def __init__(self, files: Iterable[tuple[str, str]]) -> None:
        self.modules: dict[str, Module] = {}
        self.uses: dict[int, tuple[ast.AST, tuple[set[str], set[str]]]] = {}  # of nodes, which stay alive
        for path, text in files:
            parts = path.removesuffix(".py").split("/")
            is_package = parts[-1] == "__init__"
            try:
                tree = ast.parse(text)
            except (SyntaxError, ValueError):  # Python 2, or a template
                continue
            name = ".".join(parts[:-1] if is_package else parts)
            self.modules[name] = Module(name, tree, is_package)

    def target(self, module: Module, stmt: ast.ImportFrom) -> str:
        """The dotted name that a `from` import names."""
        if not stmt.level:
            return stmt.module or ""
        parts = module.name.split(".")
        parts = parts[: len(parts) - stmt.level + module.is_package]
        return ".".join([*parts, *([stmt.module] if stmt.module else [])])

    def origin(self, module: str, name: str, depth: int = 0) -> tuple[Module, str]:
        """The module that defines what `module` calls `name`, through imports from one another. Raises Uncuttable."""
        found = self.modules.get(module)
        if found is None or depth > 8:
            raise Uncuttable(f"no module {module}")
        stmts = found.bound.get(name)
        if stmts is None:
            for star in found.stars:
                if self.target(found, star) in self.modules:
                    try:
                        return self.origin(self.target(found, star), name, depth + 1)
                    except Uncuttable:
                        continue
            raise Uncuttable(f"{name} is unknown in {module}")
        last = stmts[-1]
        if isinstance(last, ast.ImportFrom) and self.target(found, last) in self.modules:
            alias = next(a for a in last.names if (a.asname or a.name) == name)
            return self.origin(self.target(found, last), alias.name, depth + 1)
        return found, name


class Closure:
    """Statements that names need, of all modules of a package, in an order that runs."""

    def __init__(self, package: Package) -> None:
        self.package = package
        self.owner: dict[str, str] = {}  # name -> module, so that two modules do not mean two things by one name
        self.named: set[tuple[str, str]] = set()
        self.taken: dict[int, ast.stmt] = {}
        self.imports: dict[str, None] = {}
        self.order: list[tuple[str, ast.stmt]] = []
        self.needs: dict[str, set[str]] = {}  # module -> those that must stand before it
        self.futures = False

    def need(self, module: Module, node: ast.AST, skip: Iterable[str] = ()) -> None:
        """Adds what `node`, which stands in `module`, needs."""
        if id(node) not in self.package.uses:
            self.package.uses[id(node)] = node, used(node)
        read, own = self.package.uses[id(node)][1]
        for name in sorted(read - set(skip)):
            if name in module.bound or (name not in own and name not in BUILTINS):
                self.name(module, name)
            elif name in IMPURE and name not in own:
                raise Uncuttable(f"uses {name}")
        for part in ast.walk(node):
            if isinstance(part, ast.Import | ast.ImportFrom):
                self._permitted(module, part)

    def _permitted(self, module: Module, stmt: ast.Import | ast.ImportFrom) -> None:
        names = [a.name for a in stmt.names] if isinstance(stmt, ast.Import) else [self.package.target(module, stmt)]
        if bad := [n for n in names if n not in PURE_MODULES]:
            raise Uncuttable(f"imports {bad[0].split('.')[0]}")

    def name(self, module: Module, name: str) -> None:
        """Adds the definition of a name."""
        if (module.name, name) in self.named:
            return
        self.named.add((module.name, name))
        source, known = self.package.origin(module.name, name)
        if source.name != module.name:
            self.needs.setdefault(module.name, set()).add(source.name)
        if source.name == module.name and isinstance(source.bound[known][-1], ast.Import | ast.ImportFrom):
            self._import(module, known)
            return
        if self.owner.setdefault(name, source.name) != source.name:
            raise Uncuttable(f"two meanings of {name}")
        if any(isinstance(n, ast.ImportFrom) and n.module == "__future__" for n in source.tree.body):
            self.futures = True
        for stmt in source.bound[known]:
            if id(stmt) not in self.taken:
                self.taken[id(stmt)] = stmt
                self.need(source, stmt)
                self.order.append((source.name, stmt))
        if known != name:
            alias = ast.parse(f"{name} = {known}").body[0]
            alias.lineno = 0
            self.order.append((module.name, alias))
            if self.owner.setdefault(known, source.name) != source.name:
                raise Uncuttable(f"two meanings of {known}")

    def _import(self, module: Module, name: str) -> None:
        for stmt in module.bound[name]:
            if not isinstance(stmt, ast.Import | ast.ImportFrom):
                raise Uncuttable(f"{name} is imported and assigned")
            alias = next(a for a in stmt.names if (a.asname or a.name.split(".")[0]) == name)
            if isinstance(stmt, ast.Import):
                one: ast.Import | ast.ImportFrom = ast.Import([alias])
            else:
                one = ast.ImportFrom(stmt.module, [alias], stmt.level)
            self._permitted(module, one)
            if self.owner.setdefault(name, "import " + ast.unparse(one)) != "import " + ast.unparse(one):
                raise Uncuttable(f"two meanings of {name}")
            self.imports[ast.unparse(one)] = None

    def source(self) -> list[str]:
        """The text of all, in order: within a module as they stand there, a module before those that need it."""
        place: dict[str, int] = {}

        def settle(module: str, above: tuple[str, ...]) -> None:
            for other in sorted(self.needs.get(module, ())):
                if other not in place and other not in above:
                    settle(other, (*above, other))
            place[module] = len(place)

        for module in dict.fromkeys(module for module, _ in self.order):
            if module not in place:
                settle(module, (module,))
        rows = sorted(self.order, key=lambda row: (place[row[0]], getattr(row[1], "lineno", 0)))
        head = ["from __future__ import annotations"] if self.futures else []
        return [*head, *self.imports, *(ast.unparse(plain(stmt)) for _, stmt in rows)]


def plain(stmt: ast.stmt) -> ast.stmt:
    """A copy of a statement without the docstrings, which are most of a library's text."""
    if "__doc__" in ast.unparse(stmt):
        return stmt
    copy = ast.parse(ast.unparse(stmt)).body[0]
    for node in ast.walk(copy):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef) and ast.get_docstring(node, clean=False) is not None:
            node.body = node.body[1:] or [ast.Pass()]
    return copy
