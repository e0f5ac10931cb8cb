"""Imports: which names are modules or functions of modules, and the calls through them."""

from __future__ import annotations

import ast

from noetlc.frontend.body_plugins import is_plugin_module
from noetlc.ir.nodes import Assign, Block, Br, Expr, If
from noetlc.ir.payload import Class
from noetlc.lower.python.arguments.binding import bind_primitive
from noetlc.lower.python.dispatch.methods import ATTRIBUTE, HAS_ATTRIBUTE
from noetlc.lower.python.expressions.operators import lowers as lowers_expr
from noetlc.lower.python.facts.scope import Scope
from noetlc.lower.python.frame.context import Frame, Refused, RefusedCall, RefusedModule, const, local
from noetlc.lower.python.modules import plugins
from noetlc.lower.python.modules.always_left import refuse_left, refuse_member
from noetlc.lower.python.statements.simple import lowers
from noetlc.primitives.exceptions import EXCEPTIONS
from noetlc.primitives.python_classes import CLASS_ATTRIBUTES, CLASS_METHODS, CONSTRUCTORS, LIBRARY_CLASSES
from noetlc.primitives.python_library_methods import LIBRARY_ATTRIBUTES
from noetlc.primitives.python_methods import METHODS
from noetlc.primitives.python_modules import CONSTANTS, FUNCTIONS, MODULES, OBJECTS

# builtins outside the compiled language, and what to do instead
NOT_LOWERED = {
    "open": "Read files with a tool step.",
    "eval": "Use json.loads or ast.literal_eval.",
    "exec": "Write the statements out.",
    "compile": "",
    "__import__": "Use an import statement.",
    "input": "Pass values as inputs.",
    "breakpoint": "",
    "dir": "",
    "memoryview": "Use slices of bytes or bytearray.",
    "help": "",
    "complex": "",
    "BaseExceptionGroup": "Raise one exception.",
    "ExceptionGroup": "Raise one exception.",
    **dict.fromkeys(("aiter", "anext", "classmethod", "property", "staticmethod", "super"), ""),
    **dict.fromkeys(("__build_class__", "__debug__", "__doc__", "__loader__", "__package__", "__spec__"), ""),
}


@lowers(ast.Import)
def _import(frame: Frame, node: ast.stmt) -> None:
    assert isinstance(node, ast.Import)
    for alias in node.names:
        if is_plugin_module(alias.name):
            if not plugins.import_module(frame, alias.name, node):
                return
        elif alias.name not in MODULES:
            raise RefusedModule(node, f"the module {alias.name}", "Use a tool step, or leave the step interpreted.")
        _declare(frame, (alias.asname or alias.name).split(".")[0], node)


@lowers(ast.ImportFrom)
def _import_from(frame: Frame, node: ast.stmt) -> None:
    assert isinstance(node, ast.ImportFrom)
    module = node.module or ""
    if module == "__future__" or module == "typing":
        for alias in node.names:
            _declare(frame, alias.asname or alias.name, node)
        return
    if is_plugin_module(module) and not node.level:
        for name in plugins.import_names(frame, node):
            _declare(frame, name, node)
        return
    if module not in MODULES or node.level:
        raise RefusedModule(node, f"the module {module or '.'}", "Use a tool step, or leave the step interpreted.")
    for alias in node.names:
        if not _is_known(f"{module}.{alias.name}"):
            raise RefusedCall(node, f"{module}.{alias.name}")
        _declare(frame, alias.asname or alias.name, node)


def _is_known(full: str) -> bool:
    """Whether a body can name this member of a module."""
    return full in FUNCTIONS or full in MODULES or full in CONSTANTS or full in CLASS_ATTRIBUTES or full in OBJECTS or _is_class(full)


def _is_class(full: str) -> bool:
    return full in LIBRARY_CLASSES or ("." in full and full in EXCEPTIONS)


def _declare(frame: Frame, name: str, node: ast.stmt) -> None:
    """An import binds a name that is always the same thing, so nothing happens at run time."""
    scope = frame.scope.owner
    if name not in scope.imported:  # all imports of a name are looked at with the first
        places = scope.defs.get(name, [])
        if any(not isinstance(p, ast.Import | ast.ImportFrom) for p in places):
            raise Refused(node, f"the imported name {name} is assigned elsewhere", "Use another name.")
        plugins.same_target(frame, [p for p in places if isinstance(p, ast.stmt) and plugins.binds(frame, p, name)], name, node)
        scope.imported.add(name)
    frame.bind(scope.local(name))


def _imports(frame: Frame, name: str) -> ast.Import | ast.ImportFrom | None:
    """The import statement that binds a name, if only imports do."""
    binding = frame.body.scopes.resolve(frame.scope, name)
    if binding.scope is None:
        return None
    places = binding.scope.defs.get(name, [])
    imports = [p for p in places if isinstance(p, ast.Import | ast.ImportFrom)]
    if len(imports) < len(places):
        return None
    return next((p for p in imports if plugins.binds(frame, p, name)), None)


def module_of(frame: Frame, node: ast.expr) -> str | None:
    """The module an expression names: `json`, `os.path`, `dt` after `import datetime as dt`."""
    if isinstance(node, ast.Attribute):
        outer = module_of(frame, node.value)
        return f"{outer}.{node.attr}" if outer is not None and _is_module(frame, f"{outer}.{node.attr}") else None
    if not isinstance(node, ast.Name):
        return None
    if node.id in ("json", "sys") and node.id in frame.body.predefined_modules:
        return node.id
    place = _imports(frame, node.id)
    if isinstance(place, ast.Import):
        for alias in place.names:
            if (alias.asname or alias.name.split(".")[0]) == node.id:
                return alias.name if alias.asname else alias.name.split(".")[0]
    if isinstance(place, ast.ImportFrom):
        for alias in place.names:
            full = f"{place.module}.{alias.name}"
            if (alias.asname or alias.name) == node.id and _is_module(frame, full):
                return full
    return None


def _is_module(frame: Frame, full: str) -> bool:
    if full in MODULES:
        return True
    known = frame.body.plugins
    return known.is_module(full) and known.function(full) is None


def imported_function(frame: Frame, name: str) -> tuple[str, str] | None:
    """(module, function) behind a name bound by `from module import function`."""
    place = _imports(frame, name)
    if isinstance(place, ast.ImportFrom):
        for alias in place.names:
            if (alias.asname or alias.name) == name:
                return str(place.module), alias.name
    return None


def member_of(frame: Frame, node: ast.expr) -> str | None:
    """The member of a module that an expression names, as `module.member`, None if it names none."""
    if isinstance(node, ast.Attribute):
        module = module_of(frame, node.value)
        full = None if module is None else f"{module}.{node.attr}"
    elif isinstance(node, ast.Name):
        imported = imported_function(frame, node.id)
        full = None if imported is None else ".".join(imported)
    else:
        return None
    if full is not None and frame.body.plugins.function(full) is not None:
        return full
    return full if full is not None and _is_known(full) and full not in MODULES else None


def library_class(frame: Frame, node: ast.expr) -> str | None:
    """The key of the library class that an expression names, also by a variable that is only assigned the class."""
    full = member_of(frame, node)
    if full is None and isinstance(node, ast.Name):
        binding = frame.body.scopes.resolve(frame.scope, node.id)
        value = None if binding.scope is None else only_value(frame, binding.scope, node.id)
        full = None if value is None else member_of(frame, value)
    return full if full is not None and _is_class(full) else None


def typing_name(frame: Frame, node: ast.expr) -> str | None:
    """`typing.Sequence`, if an expression names that or its kind."""
    place = _imports(frame, node.id) if isinstance(node, ast.Name) else None
    if isinstance(node, ast.Name) and isinstance(place, ast.ImportFrom) and place.module == "typing":
        return f"typing.{node.id}"
    return f"typing.{node.attr}" if isinstance(node, ast.Attribute) and module_of(frame, node.value) == "typing" else None


def only_value(frame: Frame, scope: Scope, name: str) -> ast.expr | None:
    """What the one statement that binds a variable assigns to it."""
    target = frame.body.scopes.only_binding(scope, name)
    if not isinstance(target, ast.Name):
        return None
    for node in ast.walk(scope.node):
        if isinstance(node, ast.Assign) and len(node.targets) == 1 and node.targets[0] is target:
            return node.value
    return None


def member_value(frame: Frame, full: str, node: ast.expr) -> Expr:
    """A member of a module as a value."""
    if is_plugin_module(full):
        return plugins.value(frame, full)
    if full in CONSTANTS:
        return const(CONSTANTS[full])
    if full in CLASS_ATTRIBUTES:
        return frame.rt(CLASS_ATTRIBUTES[full], node=node)
    if full in OBJECTS:
        return frame.rt(OBJECTS[full], node=node)
    if _is_class(full):
        return Expr("class", (), full, "val")
    return Expr("builtin", (), full, "val")


def call(frame: Frame, module: str, name: str, node: ast.Call) -> Expr:
    """The call of a module function."""
    from noetlc.lower.python.modules.calls import expanded, refuse_keywords, short_form

    full = f"{module}.{name}"
    if is_plugin_module(full):
        return plugins.call(frame, full, node)
    refuse_keywords(full, node)
    refuse_left(full, node)
    if full == "sys._leave":
        assert isinstance(node.args[0], ast.Constant)
        return frame.leave(str(node.args[0].value), node)
    written_out = expanded(frame, full, node)
    if written_out is not None:
        return written_out
    primitive = short_form(frame, full, node) or FUNCTIONS.get(full) or CONSTRUCTORS.get(full)
    if primitive is None and full in EXCEPTIONS and not node.keywords:
        from noetlc.lower.python.calls.call import packed_arguments

        no_callee = Expr("i32.const", (), 0, "val")
        return frame.rt("exc_new", const(Class(full)), packed_arguments(frame, node, no_callee)[0])
    if primitive is None:
        raise RefusedCall(node, f"{module}.{name}", "Use a tool step, or leave the step interpreted.")
    return bind_primitive(frame, primitive, node, name)


def class_call(frame: Frame, cls: str, name: str, node: ast.Call) -> Expr | None:
    """`dict.fromkeys(…)`, `str.join(sep, xs)`: a class method, or a method with its receiver as first argument."""
    primitive = CLASS_METHODS.get(f"{cls}.{name}")
    return None if primitive is None else bind_primitive(frame, primitive, node, name, cls.rpartition(".")[2])


def attribute(frame: Frame, receiver: Expr, name: str, node: ast.AST) -> Expr:
    """An attribute that objects of library modules have: what it reads is decided by the receiver's kind."""
    return Expr("attribute", (receiver,), (name, ATTRIBUTE), "val", frame.body.site(node))


def named_attribute(frame: Frame, node: ast.Call, builtin: str) -> Expr | None:
    """`hasattr(x, "name")` and `getattr(x, "name"[, default])` for a name that built-in kinds have; else None."""
    from noetlc.lower.python.expressions.operators import expression

    if not 2 <= len(node.args) <= 3 or node.keywords:
        return None
    if not isinstance(node.args[1], ast.Constant):
        return _computed_attribute(frame, node, builtin)
    name = node.args[1].value
    if not isinstance(name, str) or (name not in LIBRARY_ATTRIBUTES and name not in METHODS):
        return None
    receiver = frame.keep(expression(frame, node.args[0]))
    return _known_attribute(frame, node, builtin, receiver, name)


def _known_attribute(frame: Frame, node: ast.Call, builtin: str, receiver: Expr, name: str) -> Expr | None:
    from noetlc.lower.python.expressions.operators import expression

    exists = Expr("attribute", (receiver,), (name, HAS_ATTRIBUTE), "val", frame.body.site(node))
    if builtin == "hasattr":
        return exists if len(node.args) == 2 else None
    if len(node.args) == 2:
        return attribute(frame, receiver, name, node)
    default = frame.keep(expression(frame, node.args[2]))
    made = frame.temp("val")
    with frame.into() as present:
        frame.emit(Assign(made, attribute(frame, receiver, name, node)))
    frame.emit(If(frame.rt("py_truth", exists, type_="bool"), present, [Assign(made, default)]))
    return local(made, "val")


# special attributes that some value has in a body without classes
_SPECIAL = frozenset(
    """__cause__ __class__ __context__ __dict__ __doc__ __module__ __name__ __notes__ __qualname__ __self__ __suppress_context__
    __traceback__ __wrapped__""".split()
)


_BUILT_IN = (object, int, float, str, bytes, list, tuple, dict, set, range, type(None), BaseException)


def refuse_special(frame: Frame, node: ast.Attribute) -> None:
    """Refuses special attributes of built-in values that the runtime does not have. Raises Refused."""
    name = node.attr
    if frame.body.has_classes:
        found = frame.body.mentions
        if name in found.definitions or name in found.names or not any(hasattr(kind, name) for kind in _BUILT_IN):
            return
    if name.startswith("__") and name.endswith("__") and name not in METHODS and name not in _SPECIAL:
        raise RefusedCall(node, f"{name} of a built-in value", "Use the operator or builtin it stands for.")


def _computed_attribute(frame: Frame, node: ast.Call, builtin: str) -> Expr | None:
    """`getattr(x, name)` for a name only known when it runs. Built-in methods are found by the names that the text of the body has."""
    from noetlc.lower.python.expressions.operators import kept_expressions, tuple_of

    names = sorted(frame.body.mentions.texts & (METHODS.keys() | LIBRARY_ATTRIBUTES.keys()))
    if not names:
        return None
    receiver, name, *default = kept_expressions(frame, node.args)
    made, end = frame.temp("val"), frame.label("attribute")
    with frame.into() as body:
        for known in names:
            exists = Expr("attribute", (receiver,), (known, HAS_ATTRIBUTE), "val", 0)
            found = exists if builtin == "hasattr" else attribute(frame, receiver, known, node)
            with frame.into() as present:
                frame.emit(Assign(made, found))
                frame.emit(Br(end))
            with frame.into() as same:
                frame.emit(If(frame.rt("py_truth", exists, type_="bool"), present, []))
            frame.emit(If(frame.rt("py_eq", name, const(known), type_="bool"), same, []))
        args = tuple_of(frame, [receiver, name, *default])
        frame.emit(Assign(made, frame.rt("dynamic_attribute", args, const(builtin == "hasattr"), node=node)))
    frame.emit(Block(end, body))
    return local(made, "val")


@lowers_expr(ast.Attribute)
def _attribute(frame: Frame, node: ast.expr) -> Expr:
    """A member of a module or of a class of one, or an attribute of a value."""
    assert isinstance(node, ast.Attribute)
    from noetlc.lower.python.classes.definition import native_member
    from noetlc.lower.python.expressions.operators import expression

    node = native_member(frame, node)
    full = member_of(frame, node)
    if full is not None:
        return member_value(frame, full, node)
    module = module_of(frame, node.value)
    if module is not None and is_plugin_module(f"{module}.{node.attr}"):
        if _is_module(frame, f"{module}.{node.attr}"):
            raise Refused(node, f"the module {module}.{node.attr} as a value", "Use its functions.")
        if node.attr.startswith("__"):
            raise RefusedCall(node, f"{node.attr} of a plug-in", "Use its functions.")
        return plugins.missing(frame, f"{module}.{node.attr}", node)
    if module is not None:
        raise RefusedCall(node, f"{module}.{node.attr} as a value")
    cls = library_class(frame, node.value)
    if cls is not None and f"{cls}.{node.attr}" in CLASS_ATTRIBUTES:
        return frame.rt(CLASS_ATTRIBUTES[f"{cls}.{node.attr}"], node=node)
    unbound = _function_of_class(frame, node, cls)
    if unbound is not None:
        return unbound
    refuse_special(frame, node)
    refuse_member(frame, node)
    if node.attr == "__class__":
        return frame.rt("py_type", expression(frame, node.value), node=node)
    if node.attr in LIBRARY_ATTRIBUTES or (node.attr in METHODS and not _is_receiver(frame, node.value)):
        return attribute(frame, expression(frame, node.value), node.attr, node)
    from noetlc.lower.python.classes.definition import is_super, super_attribute

    if is_super(node.value) and frame.body.has_classes:
        return super_attribute(frame, node)
    return frame.rt("py_getattr", expression(frame, node.value), const(node.attr), node=node)


def _function_of_class(frame: Frame, node: ast.Attribute, library: str | None) -> Expr | None:
    """`str.lower`, `dict.fromkeys`, `datetime.fromisoformat` as values; `library` is the key of a library class."""
    from noetlc.lower.python.dispatch.constructors import function_of_class

    cls = library
    if cls is None and isinstance(node.value, ast.Name) and frame.body.scopes.resolve(frame.scope, node.value.id).scope is None:
        cls = node.value.id
    if cls is not None and function_of_class(cls, node.attr):
        return Expr("builtin", (), f"{cls}.{node.attr}", "val")
    if library is not None and (node.attr in METHODS or node.attr in LIBRARY_ATTRIBUTES):
        raise RefusedCall(node, f"{library}.{node.attr} as a value", "Write a lambda that calls it.")
    return None


def _is_receiver(frame: Frame, node: ast.expr) -> bool:
    """Whether an expression is the first parameter of the method around it, hence an instance of a class of the body."""
    method = frame.scope.owner
    if not isinstance(node, ast.Name) or method.parent is None or method.parent.kind != "class" or not method.params:
        return False
    if node.id != method.params[0] or method.defs.get(node.id):
        return False
    from noetlc.lower.python.classes.definition import has_native_methods

    return not has_native_methods(frame, method.parent.node)
