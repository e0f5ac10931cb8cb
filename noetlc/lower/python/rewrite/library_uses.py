"""Uses of library modules in a body: imports go, uses of their members get the full names, and what is used is noted."""

from __future__ import annotations

import ast
import copy

from noetlc.frontend import syntax
from noetlc.lower.python.facts.features import NUMBERS
from noetlc.lower.python.facts.full_names import full_name
from noetlc.lower.python.facts.refused import Refused, RefusedCall
from noetlc.lower.python.facts.scope import Scope, Scopes
from noetlc.lower.python.rewrite.annotations import first_annotation
from noetlc.lower.python.rewrite.bytes_patterns import PATTERNS
from noetlc.lower.python.rewrite.library_members import (
    LIBRARY_BUILTINS,
    TESTS,
    abstract_classes,
    complex_value,
    exported,
    is_complex,
    prints_to,
)
from noetlc.lower.python.rewrite.library_names import (
    AS_VALUE,
    AS_VALUE_OF_LIBRARY,
    CALLED,
    EXACT,
    GENERATOR_MANAGER,
    MODULE_VALUES,
    RENAMED,
    TYPED,
    WITH_KEYWORD,
    WITH_MORE,
    keywords_of_values,
)
from noetlc.lower.python.rewrite.library_source import modules, source
from noetlc.lower.python.rewrite.scoped import ScopedTransformer
from noetlc.primitives.modules import MODULES

STREAMS = ("stdout", "stderr")

_DISPATCHING = frozenset(
    ("functools", name) for name in ("singledispatch", "singledispatchmethod", "dispatching", "dispatching_method")
)
_BY_ORDER = {("functools", "singledispatch"): "dispatching", ("functools", "singledispatchmethod"): "dispatching_method"}

_FROM_THREE = frozenset((("json", "JSONDecodeError"), ("re", "error")))
"""Exceptions whose text is made of a message and a place."""

Target = tuple[str, str]  # module and member, "" for the module itself


class Uses(ScopedTransformer):
    """Takes imports of library modules out, renames uses of their members to the full names, and notes those."""

    def __init__(self, scopes: Scopes, predefined: frozenset[str]) -> None:
        super().__init__(scopes)
        self.predefined = predefined & modules()
        self.needed: dict[tuple[str, str], None] = {}
        self.aliases: dict[tuple[Scope | None, str], Target | None] = {}  # variables that were given a member of a library module
        self.by_class = False  # whether classes of `collections.abc` are values, so that `isinstance` looks at what it is given
        self.by_order = False  # whether `singledispatch` looks at the order of classes, abstract ones too
        self.bytes_patterns = False  # whether some pattern is bytes
        self.exact = False  # whether `statistics` may be given fractions and Decimals
        self.decorating = False  # whether a manager made of a generator is a decorator too
        self.named = False  # whether functions may be asked for their names
        self.seen: dict[Target, str] = {}  # members that are to be classes, and the parts of the library that have them
        self.assigned: set[int] = set()  # attributes that may be assigned to
        self.called: set[int] = set()  # functions of calls that say what they give
        self.targets: dict[tuple[Scope, str], Target] = {}
        for scope in scopes.by_node.values():
            for name, places in scope.defs.items():
                first, *others = {_target(place, name) for place in places}
                if first is not None and not others and scopes.bound_here(scope, name):
                    self.targets[(scope, name)] = first
        self.typed = any(module == TYPED for module, _ in self.targets.values())  # whether forms are values
        self.keywords = keywords_of_values(scopes.root.node)
        self.module_values = any(module == MODULE_VALUES for module, _ in self.targets.values())

    # ---- imports

    def visit_Import(self, node: ast.Import) -> ast.stmt:
        for a in node.names:
            if a.name == TESTS and a.asname is None:  # what binds the package
                a.name = "collections"
        rest = [a for a in node.names if a.name in MODULES or (self.scope, a.asname or a.name) not in self.targets]
        return ast.copy_location(ast.Import(rest) if rest else ast.Pass(), node) if len(rest) < len(node.names) else node

    def visit_ImportFrom(self, node: ast.ImportFrom) -> ast.stmt | list[ast.stmt]:
        names = [(a.asname or a.name, _target(node, a.asname or a.name)) for a in node.names]
        others = [a for a, (_, target) in zip(node.names, names, strict=True) if target is None]
        if others and node.module in modules() - MODULES:
            raise RefusedCall(node, f"{node.module}.{others[0].name}", "Use a tool step, or leave the step interpreted.")
        if len(others) == len(names):
            return node
        made: list[ast.stmt] = [ast.ImportFrom(node.module, others, 0)] if others else []
        for name, target in names:
            if (self.scope, name) not in self.targets and target is not None:  # a variable that is bound elsewhere too
                made.append(ast.Assign([ast.Name(name, ast.Store())], self.full(*target, node)))
        return [ast.fix_missing_locations(ast.copy_location(stmt, node)) for stmt in made or [ast.Pass()]]

    # ---- uses

    def full(self, module: str, name: str, node: ast.AST) -> ast.expr:
        redirecting = ("contextlib", "redirect_" + name)
        if module == "sys" and (redirecting in self.needed or redirecting in self.targets.values()):
            raise Refused(node, f"sys.{name} as a value in a body that redirects it", "Use print.")
        if module == TESTS and name not in abstract_classes():
            raise Refused(node, f"{module}.{name} otherwise than in isinstance", "Name the built-in class.")
        by_order = _BY_ORDER.get((module, name)) if self.by_order else None
        if by_order is not None and (name == "singledispatch" or id(node) in self.called):  # the other is a class as a value
            test = self.spliced(TESTS, "issubclass_by", node) if self.by_class else ast.Name("issubclass", ast.Load())
            return ast.fix_missing_locations(ast.copy_location(ast.Call(self.spliced(module, by_order, node), [test], []), node))
        return self.spliced(module, name, node)

    def spliced(self, module: str, name: str, node: ast.AST) -> ast.expr:
        name = CALLED.get((module, name), name)
        value = source(module).constants.get(name)
        if value is not None:
            return ast.copy_location(ast.Constant(value.value), node)
        if name in source(module).builtins:
            return ast.copy_location(ast.Name(name, ast.Load()), node)
        if (module, name) == ("contextlib", "contextmanager") and (self.decorating or self.named):
            name = "named_contextmanager" if self.named else "decorating_contextmanager"
        if (module, name) == ("contextlib", GENERATOR_MANAGER):
            name += "_by"
        module = self.seen.get((module, name), module)
        if isinstance(node, ast.Name | ast.Attribute) and id(node) not in self.called:
            name = AS_VALUE_OF_LIBRARY.get((module, name)) or AS_VALUE.get((module, name)) or self.with_keyword(module, name) or name
        if (module, name) == ("types", "UnionType") and self.typed:
            module = TYPED
        if (module, name) == ("types", "ModuleType") and self.module_values:
            module, name = MODULE_VALUES, "module"
        self.needed[(module, name)] = None
        return ast.copy_location(ast.Name(full_name(module, name), ast.Load()), node)

    def target(self, name: str) -> Target | None:
        """What a name is here, if it is a library module or a member of one."""
        scope = self.scopes.resolve(self.scope, name).scope
        if scope is None:
            return (name, "") if name in self.predefined else None
        return self.targets.get((scope, name))

    def visit_Name(self, node: ast.Name) -> ast.expr:
        target = self.target(node.id) if isinstance(node.ctx, ast.Load) else None
        if node.id in LIBRARY_BUILTINS and isinstance(node.ctx, ast.Load) and self.scopes.resolve(self.scope, node.id).scope is None:
            return self.spliced(LIBRARY_BUILTINS[node.id], node.id, node)
        if target is not None and not target[1]:
            if target[0] in MODULES:
                return node
            raise Refused(node, f"the module {target[0]} as a value")
        if self.by_class and node.id in ("isinstance", "issubclass") and self.scopes.resolve(self.scope, node.id).scope is None:
            return self.spliced(TESTS, f"{node.id}_value", node)
        return self.full(*target, node) if target is not None else self.as_value(node) or node

    def as_value(self, node: ast.Name | ast.Attribute) -> ast.expr | None:
        """What stands for a native function that is not just called; None if that does itself."""
        if not isinstance(node.ctx, ast.Load) or id(node) in self.called:
            return None
        module, member = self.imported_member(node)
        if self.exact and module == "statistics" and member in EXACT:
            return self.full(module, EXACT[member], node)
        larger = AS_VALUE.get((module, member)) or self.with_keyword(module, member)
        return self.full(module, larger, node) if larger else None

    def with_keyword(self, module: str, member: str) -> str:
        """What stands in for a native function where it is a value, and some call of the body has a keyword that it does not take."""
        found = {larger for keyword, larger in WITH_KEYWORD.get((module, member), {}).items() if keyword in self.keywords}
        return max(found, default="")  # `loads_with` takes what `loads_by` takes

    def visit_MatchValue(self, node: ast.MatchValue) -> ast.pattern:
        if any(is_complex(n) for n in syntax.walk(node)):
            raise Refused(node, "a complex literal in a pattern", "Compare in a guard.")
        self.generic_visit(node)
        return node

    def visit_Constant(self, node: ast.Constant) -> ast.expr:
        value = complex_value(node)
        if value is None:
            return node
        parts: list[ast.expr] = [ast.Constant(value.real), ast.Constant(value.imag)]
        return ast.fix_missing_locations(ast.copy_location(ast.Call(self.spliced("cmath", "complex", node), parts, []), node))

    def visit_Attribute(self, node: ast.Attribute) -> ast.expr:
        dotted = self.dotted(node)
        if dotted is not None:
            if not isinstance(node.ctx, ast.Load) and id(node) not in self.assigned:
                raise Refused(node, f"binding {'.'.join(dotted)} anew", "Give the value a name of its own.")
            found = self.full(*dotted, node)
            if isinstance(found, ast.Name):
                found.ctx = node.ctx
            return found
        value = self.as_value(node)
        if value is not None:
            return value
        self.generic_visit(node)
        return node

    def visit_arg(self, node: ast.arg) -> ast.arg:
        return node  # an annotation does nothing

    def visit_AnnAssign(self, node: ast.AnnAssign) -> ast.stmt:
        node.target = self.visit(node.target)
        node.value = None if node.value is None else self.visit(node.value)
        return node

    def visit_Assign(self, node: ast.Assign) -> ast.stmt | list[ast.stmt]:
        """After `sys.stdout = stream`, print goes there; after `chain = itertools.chain`, `chain.from_iterable` is known."""
        value = self.member(node.value)
        for t in node.targets if value is not None else ():
            if isinstance(t, ast.Name):
                self.aliases[(self.scopes.resolve(self.scope, t.id).scope, t.id)] = value
        stored = [t for target in node.targets for t in syntax.walk(target) if isinstance(t, ast.Attribute) and t.attr in STREAMS]
        streams = [t for t in stored if isinstance(t.ctx, ast.Store) and self.dotted(t) == ("sys", t.attr)]
        self.assigned |= set(map(id, streams))
        self.generic_visit(node)
        if not streams:
            return node
        names = [full_name("sys", t.attr) for t in streams]
        made: list[ast.stmt] = [node] if self.scope.owner is self.scopes.root else [ast.Global(names), node]
        for t, name in zip(streams, names, strict=True):
            arguments = [ast.Name(name, ast.Load()), ast.Constant(STREAMS.index(t.attr))]
            made.append(ast.Expr(ast.Call(self.spliced("sys", "assigned", node), arguments, [])))
        return [ast.fix_missing_locations(ast.copy_location(stmt, node)) for stmt in made]

    def member(self, node: ast.expr) -> Target | None:
        """The library member that an expression names."""
        found = self.target(node.id) if isinstance(node, ast.Name) else self.dotted(node) if isinstance(node, ast.Attribute) else None
        return found if found is not None and found[1] else None

    def abstract_test(self, node: ast.Call) -> ast.expr | None:
        """`isinstance(x, Mapping)` as a call of a test; None for other calls."""
        if not isinstance(node.func, ast.Name) or node.func.id != "isinstance" or len(node.args) != 2 or node.keywords:
            return None
        classes = node.args[1].elts if isinstance(node.args[1], ast.Tuple) else [node.args[1]]
        tests = [(c, found[1]) for c in classes if (found := self.member(c)) is not None and found[0] == TESTS]
        if not tests or self.scopes.resolve(self.scope, "isinstance").scope is not None:
            return None
        plain = [self.visit(c) for c in classes if all(c is not t for t, _ in tests)]
        value = self.visit(node.args[0])
        for name, c in ((name, c) for c, name in tests if f"is_{name}" not in source(TESTS).names):
            raise RefusedCall(c, f"isinstance with {TESTS}.{name}", "Name the built-in class.")
        parts = [value, ast.Tuple(plain, ast.Load()), ast.Tuple([self.spliced(TESTS, f"is_{name}", c) for c, name in tests], ast.Load())]
        return ast.fix_missing_locations(ast.copy_location(ast.Call(self.spliced(TESTS, "matches", node), parts, []), node))

    def refuse_protocols(self, node: ast.Call) -> None:
        """Refuses tests by what a class defines, where the library has an ordinary class."""
        if isinstance(node.func, ast.Name) and node.func.id in ("isinstance", "issubclass") and len(node.args) == 2:
            for name in syntax.walk(node.args[1]):
                if isinstance(name, ast.Name | ast.Attribute) and self.member(name) == ("contextlib", "AbstractContextManager"):
                    raise RefusedCall(name, "a test for contextlib.AbstractContextManager", "Ask for __enter__ and __exit__.")

    def class_test(self, node: ast.Call) -> ast.expr | None:
        """`isinstance` and `issubclass` where classes of `collections.abc` are values; None for other calls."""
        if not self.by_class or not isinstance(node.func, ast.Name) or node.func.id not in ("isinstance", "issubclass"):
            return None
        if len(node.args) != 2 or node.keywords or self.scopes.resolve(self.scope, node.func.id).scope is not None:
            return None
        arguments = [self.visit(node.args[0]), self.visit(_as_tuple(node.args[1]))]
        call = ast.Call(self.spliced(TESTS, f"{node.func.id}_by", node), arguments, [])
        return ast.fix_missing_locations(ast.copy_location(call, node))

    def visit_Subscript(self, node: ast.Subscript) -> ast.expr:
        found = self.member(node.value) if isinstance(node.ctx, ast.Load) else None
        if found is not None and found[0] == TESTS:  # parameters of a type say nothing at run time
            return self.full(*found, node)
        self.generic_visit(node)
        return node

    def visit_MatchClass(self, node: ast.MatchClass) -> ast.pattern:
        found = self.member(node.cls)
        if found is not None and found[0] in (TESTS, NUMBERS):
            raise Refused(node, f"a pattern of {found[0]}.{found[1]}", "Ask isinstance in a guard.")
        self.generic_visit(node)
        return node

    def visit_Call(self, node: ast.Call) -> ast.expr:
        self.refuse_protocols(node)
        test = self.class_test(node) or self.abstract_test(node)
        if test is not None:
            return test
        if prints_to(node) is not None and self.scopes.resolve(self.scope, "print").scope is None:
            node.func = self.full("io", "print_to", node.func)
        elif isinstance(node.func, ast.Name) and node.func.id == "print":
            node.args = [self.visit(a) for a in node.args]
            node.keywords = [k if k.arg == "file" else self.visit(k) for k in node.keywords]
            return node
        else:
            module, member = self.imported_member(node.func)
            if not any(isinstance(a, ast.Starred) for a in node.args) and all(k.arg is not None for k in node.keywords):
                self.called.add(id(node.func))
            most, larger = WITH_MORE.get((module, member), (len(node.args), ""))
            if self.exact and module == "statistics" and member in EXACT:
                node.func = self.full(module, EXACT[member], node.func)
            elif len(node.args) > most:
                node.func = self.full(module, larger, node.func)
            if module == PATTERNS and self.bytes_patterns and f"{member}_bytes" in source(PATTERNS).names and not _is_text(node):
                node.func = self.full(PATTERNS, f"{member}_bytes", node.func)
            for keyword, name in WITH_KEYWORD.get((module, member), {}).items():
                if any(k.arg == keyword for k in node.keywords):
                    node.func = self.full(module, name, node.func)
                    break
        self.generic_visit(node)
        return node

    def imported_member(self, node: ast.expr) -> Target:
        """The module and member that an imported name or an attribute of an imported module stands for, native ones too."""
        if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name):
            base = self.target(node.value.id)
            return (base[0], node.attr) if base is not None and not base[1] else ("", "")
        if isinstance(node, ast.Attribute):
            return (self.in_package(node.value), node.attr) if self.in_package(node.value) else ("", "")
        scope = self.scopes.resolve(self.scope, node.id).scope if isinstance(node, ast.Name) else None
        if scope is None or not isinstance(node, ast.Name):
            return "", ""
        places = scope.defs.get(node.id, [])
        imports = [(p.module or "", a) for p in places if isinstance(p, ast.ImportFrom) for a in p.names]
        found = {(module, a.name) for module, a in imports if (a.asname or a.name) == node.id}
        return found.pop() if len(found) == len(places) == 1 else ("", "")

    def in_package(self, node: ast.expr) -> str:
        """The library module that a name with a dot is after `import package.module`; "" for another expression."""
        name = ast.unparse(node) if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name) else ""
        if name not in modules() or name not in MODULES or not isinstance(node, ast.Attribute) or not isinstance(node.value, ast.Name):
            return ""
        scope = self.scopes.resolve(self.scope, node.value.id).scope
        places = scope.defs.get(node.value.id, []) if scope is not None else []
        return name if places and all(isinstance(p, ast.Import) for p in places) else ""

    def dotted(self, node: ast.Attribute) -> Target | None:
        """(module, name) if an attribute is a library function."""
        base = self.target(node.value.id) if isinstance(node.value, ast.Name) else None
        if base is not None and not base[1]:
            if node.attr not in exported(base[0]):
                if base[0] in MODULES:
                    return None
                raise RefusedCall(node, f"{base[0]}.{node.attr}", "Use a tool step, or leave the step interpreted.")
            return base[0], node.attr
        if base is None and isinstance(node.value, ast.Attribute):
            package = node.value.value
            if node.value.attr == "abc" and isinstance(package, ast.Name) and self.target(package.id) == ("collections", ""):
                return (TESTS, node.attr) if node.attr in exported(TESTS) else None
            base = self.dotted(node.value)
            if base is None and self.in_package(node.value):
                module = self.in_package(node.value)
                return (module, node.attr) if node.attr in exported(module) else None
        if base is None and isinstance(node.value, ast.Name):
            base = self.aliases.get((self.scopes.resolve(self.scope, node.value.id).scope, node.value.id))
        if base is None:
            return None
        module, _, name = RENAMED.get(f"{base[0]}.{base[1]}.{node.attr}", "").partition(".")
        return (module, name) if name else None

    # ---- scopes

    def visit_FunctionDef(self, node: ast.FunctionDef | ast.AsyncFunctionDef) -> ast.stmt:
        if not self.needed.keys().isdisjoint(_DISPATCHING):
            node.decorator_list = [d for decorator in node.decorator_list for d in _registrations(decorator, node)]
        self.called.update(map(id, node.decorator_list))
        self.fields(node, ("args", "decorator_list", "returns") if isinstance(node.returns, ast.Dict) else ("args", "decorator_list"))
        self.inside(node, node, ("body",))
        return node

    def visit_ClassDef(self, node: ast.ClassDef) -> ast.stmt:
        for base in node.bases:
            found = self.member(base)
            if self.imported_member(base) in _FROM_THREE:
                raise Refused(base, f"a subclass of {'.'.join(self.imported_member(base))}", "Derive from Exception.")
            if found is not None and found[0] == NUMBERS and found[1] != "Number":
                raise Refused(base, f"a subclass of {NUMBERS}.{found[1]}", "Derive from Number, or from none.")
            for part in node.body if found is not None and found[0] == "json" else ():
                if isinstance(part, ast.FunctionDef) and part.name in ("iterencode", "raw_decode"):
                    raise Refused(part, f"a {part.name} of its own", "Define encode or decode.")
            if found == ("string", "Template") and not _only_delimits(node):
                node.bases[node.bases.index(base)] = self.spliced("string", "PatternTemplate", base)
        return super().visit_ClassDef(node)


def _only_delimits(node: ast.ClassDef) -> bool:
    """Whether a subclass of `Template` changes no more than its delimiter."""
    names = [ast.unparse(t) for s in node.body if isinstance(s, ast.Assign) for t in s.targets]
    return not {"pattern", "idpattern", "braceidpattern", "flags"} & set(names)


def _as_tuple(node: ast.expr) -> ast.expr:
    """`A | B | None` as a tuple of classes, other expressions as they are."""
    if not isinstance(node, ast.BinOp) or not isinstance(node.op, ast.BitOr):
        return node
    parts = [_as_tuple(node.left), _as_tuple(node.right)]
    none = isinstance(node.right, ast.Constant) and node.right.value is None
    if none:
        parts[1] = ast.Call(ast.Name("type", ast.Load()), [node.right], [])
    return ast.fix_missing_locations(ast.copy_location(ast.Tuple(parts, ast.Load()), node))


def _is_text(node: ast.Call) -> bool:
    """Whether the first argument of a call is written as text."""
    first = node.args[0] if node.args else None
    return isinstance(first, ast.JoinedStr) or (isinstance(first, ast.Constant) and isinstance(first.value, str))


def _registrations(decorator: ast.expr, node: ast.FunctionDef | ast.AsyncFunctionDef) -> list[ast.expr]:
    """`@f.register` by the annotation of the first parameter, `@f.register(A | B)` as two; other decorators as they are."""
    function = decorator.func if isinstance(decorator, ast.Call) else decorator
    if not isinstance(function, ast.Attribute) or function.attr != "register":
        return [decorator]
    if isinstance(decorator, ast.Call):
        kind = decorator.args[0] if len(decorator.args) == 1 and not decorator.keywords else None
    else:
        if decorator is not node.decorator_list[-1]:
            raise Refused(decorator, "a registered function with another decorator", "Give the class to register().")
        annotation = first_annotation(node)
        kind = None if annotation is None else _evaluated(annotation)
    if kind is None:
        return [decorator]
    kinds: list[ast.expr] = []
    while isinstance(kind, ast.BinOp) and isinstance(kind.op, ast.BitOr):
        kinds.append(kind.right)
        kind = kind.left
    return [ast.copy_location(ast.Call(copy.deepcopy(function), [k], []), decorator) for k in [*kinds, kind]]


def _evaluated(annotation: ast.expr) -> ast.expr:
    """An annotation as the class it means: `None` is a type, and a text is an expression."""
    text = annotation.value if isinstance(annotation, ast.Constant) else ""
    if text is not None and (not isinstance(text, str) or not text):
        return annotation
    try:
        found = ast.parse(text or "type(None)", mode="eval").body
    except SyntaxError:
        raise Refused(annotation, "an annotation that is no expression") from None
    for part in syntax.walk(found):
        ast.copy_location(part, annotation)
    return found


def _target(place: ast.AST, name: str) -> Target | None:
    """What an import binds a name to, None if that is nothing of the library."""
    if isinstance(place, ast.Import):
        found = [a.name for a in place.names if (a.asname or a.name) == name and a.name in modules()]
        found += ["collections" for a in place.names if a.name == TESTS and not a.asname and name == "collections"]
        return (found[-1], "") if found else None
    if not isinstance(place, ast.ImportFrom) or place.module not in modules() or place.level:
        return None
    known = exported(place.module)
    own = name[0] == "1"  # asked for by the compiler
    members = [a.name for a in place.names if (a.asname or a.name) == name and (own or a.name in known)]
    return (place.module, members[-1]) if members else None
