"""Is a Python body pure (language.md 7.5)? A static look at imports, builtins and module attributes."""

from __future__ import annotations

import ast
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from noetlc.frontend import syntax
from noetlc.frontend.body_plugins import is_plugin_module
from noetlc.frontend.python_body import BodyError, imported_modules, imports_tasks, libs_prelude, parse_body
from noetlc.lower.python.facts.code_parts import harmless_code
from noetlc.lower.python.rewrite.checking_only import without_checking
from noetlc.primitives import absent
from noetlc.primitives.modules import DYNAMIC_BUILTINS, IMPURE_ATTRIBUTES, IMPURE_BUILTINS, IMPURE_CALLS, PURE_MODULES

_ASKING = frozenset(("getattr", "hasattr"))
_PRESET_MODULES = {"sys": "sys", "json": "json"}
_WRITERS = frozenset({"update", "setdefault", "pop", "popitem", "clear", "__setitem__", "__delitem__", "__ior__"})


@dataclass(frozen=True, slots=True)
class Impurity:
    """Why a body is not pure, and where: a node of the body, None for its `libs`.

    `code` is that of the diagnostic: L02 a module, L04 dynamic code, L07 an effect.
    """

    reason: str
    node: ast.AST | None
    code: str


Found = Iterator[tuple[str, str, ast.AST]]  # code, reason, node


def purity(tree: ast.Module, libs: Mapping[str, object] | None = None) -> str | None:
    """The reason why a body is not pure, None if it is. `libs` is the tool's key as plain data."""
    found = impurities(tree, libs)
    return found[0].reason if found else None


def impurities(tree: ast.Module, libs: Mapping[str, object] | None = None, inputs: Iterable[str] = ()) -> list[Impurity]:
    """All impurities of a body, those of `libs` first, then in source order; none if it is pure. What has the name of one of `inputs` is
    data, whatever Python has by that name."""
    hidden = frozenset(name for name in inputs if name in _NOT_IN_CODE and not name.startswith("__"))
    tree = without_checking(tree)
    modules = dict(_PRESET_MODULES)
    found: list[Impurity] = []
    if libs:
        try:
            prelude = ast.parse(libs_prelude(libs))
        except ValueError:
            prelude = ast.Module([], [])  # malformed libs are an error outcome, before the body has any effect
        found = [Impurity(reason, None, code) for code, reason, _ in _imports(prelude, modules)]
    codes = _codes(tree, hidden)
    inside = list(_imports(tree, modules))
    for call, code in codes.items():
        inside += [(kind, reason, call) for kind, reason, _ in _imports(code, modules)]
    bound = _bound_names(tree).union(hidden, *map(_bound_names, codes.values()))
    modules = {name: module for name, module in modules.items() if name not in bound}
    inside += _uses(tree, modules, bound, frozenset(id(call.func) for call in codes))
    for call, code in codes.items():
        inside += [(kind, reason, call) for kind, reason, _ in _uses(code, modules, bound)]
    inside.sort(key=lambda item: (getattr(item[2], "lineno", 0), getattr(item[2], "col_offset", 0)))
    return found + [Impurity(reason, node, code) for code, reason, node in inside]


CONTEXTS = "contextvars"  # every task has its own, which the library's do not


def _imports(tree: ast.Module, modules: dict[str, str]) -> Found:
    """Impure imports; fills `modules` with name → module for modules bound to names."""
    for node in syntax.walk(tree):
        if isinstance(node, ast.Import | ast.ImportFrom) and CONTEXTS in imported_modules(node) and imports_tasks(tree):
            yield "L02", f"imports {CONTEXTS} beside asyncio", node
        elif isinstance(node, ast.Import):
            for alias in node.names:
                if is_plugin_module(alias.name) or alias.name in absent.MODULES:
                    continue
                if alias.name not in PURE_MODULES:
                    yield "L02", f"imports {alias.name}", node if len(node.names) == 1 else alias
                elif alias.asname:
                    modules[alias.asname] = alias.name
                else:
                    root = alias.name.partition(".")[0]
                    modules[root] = root
        elif isinstance(node, ast.ImportFrom):
            module = node.module or ""
            if (is_plugin_module(module) or module in absent.MODULES) and not node.level:
                continue
            if node.level or module not in PURE_MODULES:
                yield "L02", f"imports {'.' * node.level}{module}", node
                continue
            allowed = PURE_MODULES[module]
            for alias in node.names:
                inner = f"{module}.{alias.name}"
                if inner in PURE_MODULES:
                    modules[alias.asname or alias.name] = inner
                elif allowed is not None and alias.name not in allowed:
                    yield "L07", f"imports {inner}", node if len(node.names) == 1 else alias


def _bound_names(tree: ast.Module, names: bool = True) -> set[str]:
    """Names the body binds other than by import: they are its own, whatever they are called. Without `names`, only those that other nodes
    than names bind."""
    bound: set[str] = set()
    for node in syntax.walk(tree):
        if isinstance(node, ast.Name) and isinstance(node.ctx, (ast.Store, ast.Del)):
            bound |= {node.id} if names else set()
        elif isinstance(node, ast.arg):
            bound.add(node.arg)
        elif isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)):
            bound.add(node.name)
        elif isinstance(node, ast.ExceptHandler) and node.name:
            bound.add(node.name)
        elif isinstance(node, (ast.MatchAs, ast.MatchStar)) and node.name:
            bound.add(node.name)
        elif isinstance(node, ast.MatchMapping) and node.rest:
            bound.add(node.rest)
    return bound


_RUNNING = frozenset(("eval", "exec", "compile"))
_NOT_IN_CODE = IMPURE_BUILTINS | IMPURE_CALLS | {"globals"}


def _codes(tree: ast.Module, hidden: frozenset[str]) -> dict[ast.Call, ast.Module]:
    """The calls of `eval`, `exec` and `compile` with constant texts, and those as code: an empty one for a text that is no Python. Texts
    stand in the call or in a variable that nothing else binds; those that name what runs code are left out."""
    calls = [n for n in syntax.walk(tree) if isinstance(n, ast.Call) and isinstance(n.func, ast.Name) and n.func.id in _RUNNING and n.args]
    if not calls:
        return {}
    names = Counter(n.id for n in syntax.walk(tree) if isinstance(n, ast.Name) and isinstance(n.ctx, ast.Store | ast.Del))
    others = _bound_names(tree, names=False)
    for node in syntax.walk(tree):
        if isinstance(node, ast.Import | ast.ImportFrom):
            others |= {a.asname or a.name.partition(".")[0] for a in node.names}
        elif isinstance(node, ast.Global | ast.Nonlocal):
            others.update(node.names)
    held: dict[str, ast.expr] = {}
    for node in syntax.walk(tree):
        if isinstance(node, ast.Assign) and len(node.targets) == 1 and isinstance(target := node.targets[0], ast.Name):
            held[target.id] = node.value
    held = {name: value for name, value in held.items() if names[name] == 1 and name not in others}
    known = _RUNNING - names.keys() - others - hidden
    texts = {call: _constant_text(call.args[0], held) for call in calls if ast.unparse(call.func) in known}
    codes = {call: _parsed(text) for call, text in texts.items() if text is not None}
    return {call: code for call, code in codes.items() if code is not None}


def _constant_text(node: ast.expr, held: dict[str, ast.expr], deep: int = 3) -> str | None:
    """The text that an expression surely is, also one that it compiles."""
    if isinstance(node, ast.Name) and node.id in held and deep:
        return _constant_text(held[node.id], held, deep - 1)
    if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "compile" and node.args and deep:
        return _constant_text(node.args[0], held, deep - 1)
    return node.value if isinstance(node, ast.Constant) and isinstance(node.value, str) else None


def _parsed(text: str) -> ast.Module | None:
    """A text as code, None if it runs code itself, or binds what does."""
    code = parse_body(text.strip())
    if isinstance(code, BodyError):
        return ast.Module([], [])
    read = {n.id for n in syntax.walk(code) if isinstance(n, ast.Name)}
    return code if not read & (IMPURE_BUILTINS | {"globals"}) and not _bound_names(code) & _NOT_IN_CODE else None


def _uses(tree: ast.Module, modules: dict[str, str], bound: set[str], written: frozenset[int] = frozenset()) -> Found:
    harmless = harmless_code(tree)
    owners = set(written)  # module names that stand before a dot: judged with their attribute; names of what runs constant code
    asked = (n.value for n in syntax.walk(tree) if isinstance(n, ast.Expr) and getattr(n.value, "id", "") in _RUNNING - modules.keys())
    owners |= set(map(id, asked))  # whether there is such a builtin
    for node in syntax.walk(tree):
        if isinstance(node, ast.Attribute):
            of_own = node.attr == "__subclasses__" and isinstance(node.value, ast.Name) and node.value.id in bound
            if node.attr in IMPURE_ATTRIBUTES and not of_own and id(node) not in harmless:
                yield "L04", f"uses {node.attr}", node
            module = _module_of(node.value, modules)
            if module is not None:
                owners.add(id(node.value))
                reason = _attribute(module, node.attr)
                if module == "builtins" and not isinstance(node.ctx, ast.Load):
                    reason = f"sets {module}.{node.attr}"
                if reason is not None:
                    yield "L07", reason, node
            inner = _module_of(node, modules) or ""
            if PURE_MODULES.get(inner) is not None and id(node) not in owners and isinstance(node.ctx, ast.Load):
                yield "L07", f"uses the module {inner} as a value", node
            if node.attr in _WRITERS and _is_globals(node.value, bound):
                yield "L04", "writes globals()", node
        elif isinstance(node, ast.Subscript):
            if isinstance(node.ctx, (ast.Store, ast.Del)) and _is_globals(node.value, bound):
                yield "L04", "writes globals()", node
        elif isinstance(node, ast.Call) and isinstance(node.func, ast.Name):
            if node.func.id in IMPURE_CALLS and node.func.id not in bound:
                yield "L07", f"calls {node.func.id}", node
            if node.func.id in _ASKING - bound and (member := _asked_of(node, modules)) is not None:
                owners.add(id(node.args[0]))
                reason = _attribute(*member)
                if reason is not None or PURE_MODULES.get(".".join(member)) is not None:
                    yield "L07", reason or f"uses the module {'.'.join(member)} as a value", node
        elif isinstance(node, ast.Name) and isinstance(node.ctx, ast.Load) and id(node) not in owners:
            if node.id in IMPURE_BUILTINS and node.id not in bound:
                yield "L04" if node.id in DYNAMIC_BUILTINS else "L07", f"uses {node.id}", node
            elif PURE_MODULES.get(modules.get(node.id, "json")) is not None:
                yield "L07", f"uses the module {node.id} as a value", node


def _module_of(node: ast.expr, modules: dict[str, str]) -> str | None:
    """The module an expression `name` or `name.name` stands for, as far as it is a known one."""
    if isinstance(node, ast.Name):
        return modules.get(node.id)
    if isinstance(node, ast.Attribute):
        outer = _module_of(node.value, modules)
        inner = f"{outer}.{node.attr}"
        return inner if outer is not None and inner in PURE_MODULES else None
    return None


def _asked_of(call: ast.Call, modules: dict[str, str]) -> tuple[str, str] | None:
    """The module, and the name that the text says, of `getattr(sys, "frozen", False)` and its kind."""
    match call:
        case ast.Call(args=[owner, ast.Constant(str(name)), *_]) if (module := _module_of(owner, modules)) is not None:
            return module, name
    return None


def _attribute(module: str, name: str) -> str | None:
    allowed = PURE_MODULES[module]
    if allowed is None or name in allowed or f"{module}.{name}" in PURE_MODULES:
        return None
    return f"uses {module}.{name}"


def _is_globals(node: ast.expr, bound: set[str]) -> bool:
    return isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "globals" and "globals" not in bound
