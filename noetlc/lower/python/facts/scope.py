"""Who owns each name of a body: scopes, captures, and which definitions can be called directly.

Comprehensions are scopes of their own names but run inline in the function around them, so their variables are locals of
that function under unique names. Everything else that nests (def, lambda, generator) captures variables through cells.
"""

from __future__ import annotations

import ast
import builtins
from collections import defaultdict
from dataclasses import dataclass, field

from noetlc.frontend import syntax
from noetlc.lower.python.facts.consuming import Observers, consumes
from noetlc.lower.python.facts.early_calls import called_early
from noetlc.lower.python.facts.full_names import shown_name
from noetlc.lower.python.facts.generator_expressions import generator_function, walruses

FunctionNode = ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda
GLOBAL_SUFFIX = ".global"
ELSEWHERE, SPREAD, CALLED = range(3)  # how a name is used that means a function: as a value, called with `*items`, called
WRITTEN_OUT = "1exec_"  # how the functions that stand for codes of `exec` are called
ComprehensionNode = ast.ListComp | ast.SetComp | ast.DictComp | ast.GeneratorExp


@dataclass(slots=True, eq=False)
class Scope:
    """One scope. `owner` is the scope whose IR function its code is part of (itself unless inlined)."""

    kind: str  # module, function, class, comprehension
    node: ast.AST
    parent: Scope | None
    assigned: set[str] = field(default_factory=set)
    params: tuple[str, ...] = ()
    globals: set[str] = field(default_factory=set)
    nonlocals: set[str] = field(default_factory=set)
    captured: set[str] = field(default_factory=set)  # own names that inner functions use: live in cells
    free: set[str] = field(default_factory=set)  # names of outer functions used here or further in
    used: set[str] = field(default_factory=set)
    defs: dict[str, list[ast.AST]] = field(default_factory=dict)  # name -> statements that bind it
    deleted: set[str] = field(default_factory=set)
    suffix: str = ""
    spliced: bool = False  # whether it is one of a library definition, to which names of the body mean nothing
    apart: set[str] = field(default_factory=set)  # of the outermost scope: names that a function has, too, between here and a `global`

    @property
    def owner(self) -> Scope:
        scope = self
        while scope.kind in ("comprehension", "class") and scope.parent is not None:
            scope = scope.parent
        return scope

    def local(self, name: str) -> str:
        """The IR name of this scope's variable."""
        return name + (GLOBAL_SUFFIX if name in self.apart else self.suffix)

    def imports(self, name: str) -> bool:
        """Whether imports bind a name here, and nothing else does."""
        places = self.defs.get(name, [])
        return bool(places) and all(isinstance(p, ast.Import | ast.ImportFrom) for p in places)


@dataclass(frozen=True, slots=True)
class Binding:
    """Where a name lives: `local` of `scope`, `free` (a captured cell), or `builtin`."""

    kind: str
    scope: Scope | None


class Scopes:
    """All scopes of a body. `metaclasses`: some class has one, which gets what holds the class around methods."""

    def __init__(self, tree: ast.Module, as_function: bool, predefined: frozenset[str], metaclasses: bool = False) -> None:
        self.by_node: dict[ast.AST, Scope] = {}
        self.generators: dict[ast.GeneratorExp, ast.FunctionDef] = {}  # generator expressions as functions
        self.class_cells: dict[ast.AST, str] = {}  # classes that methods ask for by `super()` or `__class__`, in a variable of that name
        self.reflecting: list[tuple[Scope, str]] = []  # scopes that ask for all variables of the body or their own
        self.calls: dict[str, list[ast.Call]] = {}  # of names
        self.consumed: set[int] = set()  # generator expressions whose items are needed at once
        self.root = Scope("function" if as_function else "module", tree, None)
        self.root.assigned |= predefined
        self.by_node[tree] = self.root
        self.observers = Observers(tree)
        self._count = 0
        _Collector(self, self.root).visit_body(tree.body)
        once = frozenset[ast.AST]() if metaclasses else frozenset(tree.body)  # statements that are not run again, as in a loop
        self.cells_made_again = {cell for node, cell in self.class_cells.items() if node not in once}
        self.root.apart = self._passed_over() - predefined
        self.rebound = {name for scope in self.by_node.values() for name in (*scope.nonlocals, *scope.globals)}
        self.deleted_elsewhere = frozenset(  # variables that some inner scope may delete
            name for scope in self.by_node.values() for name in scope.deleted & (scope.globals | scope.nonlocals)
        )
        for scope, which in self.reflecting:
            scope.used |= self.root.assigned if which == "globals" else scope.assigned
        self.direct = self._candidates() if not self.reflecting else set()
        self.called_only = frozenset(self.direct)  # some of them capture variables
        while True:
            self._mark_all()
            capturing = {n for n in self.direct if self.by_node[n].free}
            if not capturing:
                break
            self.direct -= capturing
        self.globals = {name: at for at, name in enumerate(sorted(n for n in self.root.captured if self.is_global(self.root, n)))}

    def _passed_over(self) -> set[str]:
        """Names declared `global` in a function inside one that has a variable of that name."""
        found: set[str] = set()
        for scope in self.by_node.values():
            around = scope.parent
            while around is not None and around is not self.root:
                found |= scope.globals & (around.assigned | around.nonlocals) - around.globals
                around = around.parent
        return found

    def child(self, node: ast.AST, kind: str, parent: Scope) -> Scope:
        scope = Scope(kind, node, parent, spliced=parent.spliced or getattr(node, "lineno", 1) == 0)
        if kind in ("comprehension", "class"):
            self._count += 1
            scope.suffix = f".c{self._count}"
        self.by_node[node] = scope
        return scope

    def resolve(self, scope: Scope, name: str) -> Binding:
        """What `name` means in `scope`."""
        here: Scope | None = scope
        own = scope.kind == "class" and name in scope.assigned - scope.globals - scope.nonlocals
        if name in scope.owner.globals and not own:  # what a function declares says nothing of a class in it
            return self.global_binding(scope, name)
        while here is not None:
            declared = name in here.nonlocals or (here.kind == "class" and name in here.globals)
            if here is self.root and scope.spliced and hasattr(builtins, name):
                break
            if (here is scope or here.kind != "class") and name in here.assigned and not declared:
                return Binding("local" if here.owner is scope.owner else "free", here)
            if here.kind != "comprehension" and name in here.globals:
                return self.global_binding(scope, name)
            here = here.parent
        return Binding("builtin", None)

    def class_cell(self, scope: Scope) -> str | None:
        """The variable that holds the class around a method, also while its name means something else; None outside of methods."""
        here: Scope | None = scope
        while here is not None and here.kind != "class":
            here = here.parent
        if here is None or here is scope:
            return None
        if here.node not in self.class_cells:
            self.class_cells[here.node] = f"__class__.{len(self.class_cells)}"
            here.owner.assigned.add(self.class_cells[here.node])
        return self.class_cells[here.node]

    def global_binding(self, scope: Scope, name: str) -> Binding:
        """The variable of the body's outermost level, seen from a scope."""
        if name in self.root.assigned:
            return Binding("local" if self.root is scope.owner else "free", self.root)
        return Binding("builtin", None)

    def _mark_all(self) -> None:
        for scope in self.by_node.values():
            scope.captured, scope.free = set(), set()
        for scope in list(self.by_node.values()):
            for name in scope.used | scope.nonlocals:
                self._mark(scope, name)

    def _candidates(self) -> set[ast.AST]:
        """Definitions that are only ever called by name: they need no function object if they capture nothing."""
        found: set[ast.AST] = set()
        uses = {id(s): _uses(s.node) for s in self.by_node.values()}
        using: dict[str, list[Scope]] = defaultdict(list)
        for scope in self.by_node.values():
            for name in scope.used:
                using[name].append(scope)
        for scope in self.by_node.values():
            if scope.kind not in ("module", "function"):
                continue
            body = getattr(scope.node, "body", [])
            early = called_early(body) if isinstance(body, list) else frozenset()
            for name in scope.defs:
                node = self.only_binding(scope, name)
                if node is not None and _simple_def(node) and node in body and node not in early:
                    users = [s for s in using[name] if self.resolve(s, name).scope is scope]
                    hiding = [s for s in using[name] if s.kind == "class" and name in s.assigned]  # may read it before
                    least = SPREAD if takes_spread(node) else CALLED
                    if not hiding and all(uses[id(s)].get(name, CALLED) >= least for s in users):
                        found.add(node)
        return found

    def _mark(self, scope: Scope, name: str) -> None:
        self._mark_binding(scope, name, self.resolve(scope, name))
        if scope.kind == "class" and name in scope.assigned:  # read before it is assigned
            self._mark_binding(scope, name, self.global_binding(scope, name))

    def _mark_binding(self, scope: Scope, name: str, binding: Binding) -> None:
        if binding.scope is not None and self._is_static(binding.scope, name):
            return
        if binding.kind == "free" and binding.scope is not None:
            binding.scope.captured.add(name)
            if self.is_global(binding.scope, name):
                return
            here: Scope | None = scope.owner
            while here is not None and here is not binding.scope.owner:
                here.free.add(binding.scope.local(name))
                here = here.parent.owner if here.parent else None

    def is_global(self, scope: Scope, name: str) -> bool:
        """Whether a variable of a scope is one of the body's outermost level that functions use: it lies in memory, at one place for all.
        What holds the class around methods is one if the statement is not run again, as in a loop, where each run has its own."""
        return scope is self.root and name in scope.captured and name not in self.cells_made_again

    def _is_static(self, scope: Scope, name: str) -> bool:
        """True for a name that needs no storage: imports, and definitions that are only called."""
        return scope.imports(name) or self.only_binding(scope, name) in self.direct

    def only_binding(self, scope: Scope, name: str) -> ast.AST | None:
        """The one statement that binds `name` in `scope`, if there is exactly one and nothing else rebinds it."""
        places = scope.defs.get(name, [])
        return places[0] if len(places) == 1 and self.bound_here(scope, name) else None

    def bound_by(self, scope: Scope, node: ast.AST) -> ast.AST | None:
        """The one statement that binds what is a name in `scope`, if there is one."""
        around = self.resolve(scope, node.id).scope if isinstance(node, ast.Name) else None
        return self.only_binding(around, node.id) if around is not None and isinstance(node, ast.Name) else None

    def bound_here(self, scope: Scope, name: str) -> bool:
        """Whether only the statements of `scope.defs` bind `name`."""
        return name not in scope.deleted and name not in scope.params and name not in self.rebound


def _simple_def(node: ast.AST) -> bool:
    """A plain function whose defaults are constants."""
    if not isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef) or node.decorator_list:
        return False
    defaults = [*node.args.defaults, *(d for d in node.args.kw_defaults if d is not None)]
    return all(isinstance(d, ast.Constant) and not isinstance(d.value, bytes) for d in defaults)


def _uses(node: ast.AST) -> dict[str, int]:
    """For every name loaded below a node: whether each load is the function of a call, without stars or with one at its end."""
    called: dict[int, int] = {}
    found: dict[str, int] = {}
    for sub in syntax.walk(node):
        if isinstance(sub, ast.Call) and isinstance(sub.func, ast.Name):
            called[id(sub.func)] = SPREAD if spreads(sub) else ELSEWHERE if starred(sub) else CALLED
        if isinstance(sub, ast.Name) and isinstance(sub.ctx, ast.Load):
            found[sub.id] = min(found.get(sub.id, CALLED), called.get(id(sub), ELSEWHERE))
    return found


def spreads(node: ast.Call) -> bool:
    """Whether a call has one `*` argument, behind all others, and none that are named."""
    stars = [isinstance(a, ast.Starred) for a in node.args]
    return sum(stars) == 1 and stars[-1] and not node.keywords


def takes_spread(node: ast.AST) -> bool:
    """Whether what comes behind a `*` can only be the last parameters of a definition, each of which it has to give."""
    assert isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
    args = node.args
    return not (args.vararg or args.kwarg or args.kwonlyargs or args.defaults)


def starred(node: ast.Call) -> bool:
    """Whether a call has `*` or `**` arguments."""
    return any(isinstance(a, ast.Starred) for a in node.args) or any(k.arg is None for k in node.keywords)


def annotations_of(node: ast.FunctionDef | ast.AsyncFunctionDef) -> list[ast.expr]:
    """The annotations of a function in the order in which they are evaluated."""
    args = node.args
    variadic = [] if args.vararg is None else [args.vararg]
    ordered = [*args.args, *args.posonlyargs, *variadic, *args.kwonlyargs, *([] if args.kwarg is None else [args.kwarg])]
    return [a for a in (*(arg.annotation for arg in ordered), node.returns) if a is not None]


COROUTINE = "1coroutine"
ASYNCHRONOUS = "1asynchronous"  # an asynchronous generator, before it became one that gives it


def is_coroutine(node: FunctionNode) -> bool:
    """Whether a function was `async def` before it became a generator."""
    return getattr(node, COROUTINE, False)


def yields(node: FunctionNode) -> bool:
    """True for a generator function: a yield that belongs to it."""
    body: list[ast.AST] = [node.body] if isinstance(node, ast.Lambda) else list(node.body)
    while body:
        part = body.pop()
        if isinstance(part, ast.Yield | ast.YieldFrom):
            return True
        if not isinstance(part, ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda | ast.ClassDef):
            body.extend(syntax.children(part))
    return False


class _Collector(ast.NodeVisitor):
    """Fills one scope and starts collectors for inner ones."""

    def __init__(self, scopes: Scopes, scope: Scope) -> None:
        self.scopes = scopes
        self.scope = scope

    def visit_body(self, body: list[ast.stmt]) -> None:
        for stmt in body:
            self.visit(stmt)

    def bind(self, name: str, node: ast.AST) -> None:
        self.scope.assigned.add(name)
        scope = self.scopes.root if name in self.scope.globals else self.scope
        scope.defs.setdefault(name, []).append(node)

    def visit_Name(self, node: ast.Name) -> None:
        if isinstance(node.ctx, ast.Load):
            cell = self.scopes.class_cell(self.scope) if node.id in ("__class__", "super") else None
            self.scope.used.update((node.id,) if cell is None else (cell, "__class__"))  # which some function may assign
            return
        self.bind(node.id, node)
        self.scope.used.add(node.id)
        if isinstance(node.ctx, ast.Del):
            self.scope.deleted.add(node.id)

    def visit_NamedExpr(self, node: ast.NamedExpr) -> None:
        self.visit(node.value)
        self._bind_outside(node)

    def _bind_outside(self, node: ast.NamedExpr) -> None:
        """The name of a `:=`, which is one of the function around comprehensions."""
        owner = self.scope.owner
        owner.assigned.add(node.target.id)
        owner.defs.setdefault(node.target.id, []).append(node)
        self.scope.used.add(node.target.id)

    def visit_Global(self, node: ast.Global) -> None:
        self.scope.globals.update(node.names)
        self.scopes.root.assigned.update(node.names)
        self.scope.used.update(node.names)

    def visit_Nonlocal(self, node: ast.Nonlocal) -> None:
        self.scope.nonlocals.update(node.names)

    def visit_Import(self, node: ast.Import) -> None:
        for alias in node.names:
            self.bind((alias.asname or alias.name).split(".")[0], node)

    def visit_ImportFrom(self, node: ast.ImportFrom) -> None:
        for alias in node.names:
            self.bind(alias.asname or alias.name, node)

    def visit_ExceptHandler(self, node: ast.ExceptHandler) -> None:
        if node.name:
            self.bind(node.name, node)
            self.scope.deleted.add(node.name)
        self.generic_visit(node)

    def visit_MatchAs(self, node: ast.MatchAs) -> None:
        if node.name:
            self.bind(node.name, node)
        self.generic_visit(node)

    def visit_MatchStar(self, node: ast.MatchStar) -> None:
        if node.name:
            self.bind(node.name, node)

    def visit_MatchMapping(self, node: ast.MatchMapping) -> None:
        if node.rest:
            self.bind(node.rest, node)
        self.generic_visit(node)

    def visit_FunctionDef(self, node: ast.FunctionDef | ast.AsyncFunctionDef) -> None:
        self.bind(node.name, node)
        for decorator in node.decorator_list:
            self.visit(decorator)
        self.function(node)

    def visit_AsyncFunctionDef(self, node: ast.AsyncFunctionDef) -> None:
        self.visit_FunctionDef(node)

    def visit_Call(self, node: ast.Call) -> None:
        """Some calls consume a generator expression, some ask for variables."""
        if node.args and isinstance(node.args[0], ast.GeneratorExp) and self.consumed(node):
            self.scopes.consumed.add(id(node.args[0]))
        if isinstance(node.func, ast.Name):
            self.scopes.calls.setdefault(node.func.id, []).append(node)
        if isinstance(node.func, ast.Name) and node.func.id in ("globals", "locals", "vars") and not node.args:
            self.scopes.reflecting.append((self.scope, node.func.id))
        self.generic_visit(node)

    def consumed(self, node: ast.Call) -> bool:
        owner = self.scope.owner.node
        return consumes(node, None if isinstance(owner, ast.Module) else owner, self.scopes.observers)

    def visit_Lambda(self, node: ast.Lambda) -> None:
        self.function(node)

    def function(self, node: FunctionNode) -> None:
        for default in [*node.args.defaults, *(d for d in node.args.kw_defaults if d is not None)]:
            self.visit(default)
        for annotation in [] if isinstance(node, ast.Lambda) else annotations_of(node):
            self.visit(annotation)
        inner = self.scopes.child(node, "function", self.scope)
        inner.params = parameter_names(node.args)
        inner.assigned.update(inner.params)
        inside = _Collector(self.scopes, inner)
        if isinstance(node, ast.Lambda):
            inside.visit(node.body)
        else:
            inside.visit_body(node.body)
        inner.assigned -= inner.globals | inner.nonlocals

    def visit_ClassDef(self, node: ast.ClassDef) -> None:
        self.bind(node.name, node)
        for expr in [*node.decorator_list, *node.bases, *(k.value for k in node.keywords)]:
            self.visit(expr)
        inner = self.scopes.child(node, "class", self.scope)
        _Collector(self.scopes, inner).visit_body(node.body)

    def comprehension(self, node: ComprehensionNode) -> None:
        self.visit(node.generators[0].iter)
        inner = self.scopes.child(node, "comprehension", self.scope)
        inside = _Collector(self.scopes, inner)
        for i, generator in enumerate(node.generators):
            inside.visit(generator.target)
            if i:
                inside.visit(generator.iter)
            for test in generator.ifs:
                inside.visit(test)
        for part in (node.key, node.value) if isinstance(node, ast.DictComp) else (node.elt,):
            inside.visit(part)

    def visit_ListComp(self, node: ast.ListComp) -> None:
        self.comprehension(node)

    def visit_SetComp(self, node: ast.SetComp) -> None:
        self.comprehension(node)

    def visit_DictComp(self, node: ast.DictComp) -> None:
        self.comprehension(node)

    def visit_GeneratorExp(self, node: ast.GeneratorExp) -> None:
        """Items that are consumed on the spot come from a loop in place, others from a generator function."""
        if id(node) in self.scopes.consumed:
            self.comprehension(node)
            return
        self.visit(node.generators[0].iter)
        definition = generator_function(node)
        for inner in walruses(node):
            self._bind_outside(inner)
            of_module = self.scope.owner.kind == "module" or inner.target.id in self.scope.owner.globals
            definition.body.insert(0, (ast.Global if of_module else ast.Nonlocal)([inner.target.id]))
        self.scopes.generators[node] = definition
        self.function(definition)


def parameter_names(args: ast.arguments) -> tuple[str, ...]:
    """All parameter names in the order of the compiled function: positional, keyword-only, *args, **kwargs."""
    names = [a.arg for a in [*args.posonlyargs, *args.args, *args.kwonlyargs]]
    names += [a.arg for a in (args.vararg, args.kwarg) if a is not None]
    return tuple(names)


COMPREHENSION_NAMES = {ast.ListComp: "<listcomp>", ast.SetComp: "<setcomp>", ast.DictComp: "<dictcomp>", ast.GeneratorExp: "<genexpr>"}


def qualified_name(scope: Scope) -> str:
    """The name of a function with those of the functions and classes around it, as messages show it."""
    node = scope.node
    if isinstance(node, ast.Lambda):
        name = "<lambda>"
    elif isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
        name = shown_name(node.name)
    else:
        name = COMPREHENSION_NAMES.get(type(node), "")
    if scope.parent is None or scope.parent.parent is None or getattr(scope.parent.node, "name", "").startswith(WRITTEN_OUT):
        return name
    return qualified_name(scope.parent) + (".<locals>." if scope.parent.kind != "class" else ".") + name
