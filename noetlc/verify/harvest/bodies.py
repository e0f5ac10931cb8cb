"""What Python bodies look at. Flow-insensitive: a variable is one shape per function, whatever the order of its assignments."""

from __future__ import annotations

import ast
from collections.abc import Callable
from typing import Any

from noetlc.verify.harvest.patterns import matching
from noetlc.verify.harvest.shapes import Shape, absorb, unify
from noetlc.verify.harvest.templates import MISSING, Lookup, called_method, note_comparison, note_literal

_OPERATORS: dict[type[ast.cmpop], str] = {
    ast.Eq: "==", ast.NotEq: "!=", ast.Is: "==", ast.IsNot: "!=", ast.Lt: "<", ast.LtE: "<=", ast.Gt: ">", ast.GtE: ">=",
    ast.In: "in", ast.NotIn: "not in",
}  # fmt: skip
_INSTANCES: dict[str, tuple[Any, ...]] = {
    "dict": ({},), "list": ([],), "tuple": ([],), "str": ("text",), "int": (1,), "float": (1.5,), "bool": (True,), "Mapping": ({},),
}  # fmt: skip
_SAME_CALLS = frozenset(("str", "list", "tuple", "sorted", "set", "dict", "reversed", "frozenset", "deepcopy", "copy", "literal_eval"))
_FIRST = frozenset(("match", "search", "fullmatch", "sub", "findall", "finditer", "split"))


class _Function:
    """The variables of one function (or of the module) and what it returns."""

    def __init__(self, outer: _Function | None) -> None:
        self.outer = outer
        self.variables: dict[str, Shape] = {}
        self.functions: dict[str, tuple[list[str], _Function]] = {}
        self.takes_keys = False  # `*keys`: calls with literal texts are taken for a path
        self.returned = Shape()

    def find(self, name: str) -> Shape | None:
        scope: _Function | None = self
        while scope is not None:
            if name in scope.variables:
                return scope.variables[name]
            scope = scope.outer
        return None

    def function(self, name: str) -> tuple[list[str], _Function] | None:
        scope: _Function | None = self
        while scope is not None:
            if name in scope.functions:
                return scope.functions[name]
            scope = scope.outer
        return None


def read_body(tree: ast.Module, inputs: dict[str, Shape], context: Lookup, pool: Shape) -> Shape:
    """Notes what a body looks at in its inputs and in `context`; the shape of its result."""
    reader = _BodyReader(context, pool)
    module = _Function(None)
    module.variables.update(inputs)
    everything = Shape()
    for name, shape in inputs.items():
        everything.fields[name] = shape
    for name in ("args", "input_data"):
        module.variables.setdefault(name, everything)
    reader.scope = module
    reader.declare(tree.body, module)
    reader.block(tree.body)
    result = module.returned
    if "result" in module.variables:
        unify(result, module.variables["result"])
    main = module.functions.get("main")
    if main is not None:
        parameters, function = main
        for name in parameters:
            if name in inputs:
                unify(function.variables[name], inputs[name])
        unify(result, function.returned)
    return result


class _BodyReader:
    def __init__(self, context: Lookup, pool: Shape) -> None:
        self._context = context
        self._pool = pool
        self.scope = _Function(None)

    def declare(self, body: list[ast.stmt], scope: _Function) -> None:
        """Functions are known before the calls that stand above them."""
        for node in body:
            if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef)):
                inner = _Function(scope)
                arguments = [*node.args.posonlyargs, *node.args.args, *node.args.kwonlyargs]
                inner.takes_keys = node.args.vararg is not None
                inner.variables.update((argument.arg, Shape()) for argument in arguments)
                scope.functions[node.name] = [argument.arg for argument in arguments], inner

    # ---- statements

    def block(self, body: list[ast.stmt]) -> None:
        """Reads statements in order."""
        for node in body:
            self._statement(node)

    def _statement(self, node: ast.stmt) -> None:
        if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef)):
            self._define(node)
            return
        self._head(node)
        if not isinstance(node, ast.Expr):
            for name in ("body", "orelse", "finalbody"):
                self.block(getattr(node, name, []))
        for handler in getattr(node, "handlers", []):
            self.block(handler.body)

    def _head(self, node: ast.stmt) -> None:
        """A statement without the statements inside it."""
        if isinstance(node, (ast.Assign, ast.AnnAssign, ast.AugAssign)):
            self._assign(node)
        elif isinstance(node, (ast.For, ast.AsyncFor)):
            self._bind_items(node.target, node.iter)
        elif isinstance(node, ast.Return):
            if node.value is not None:
                merge = absorb if isinstance(node.value, ast.Dict) else unify
                merge(self.scope.returned, self.value(node.value))
        elif isinstance(node, (ast.If, ast.While, ast.Assert)):
            self.truth(node.test)
        elif isinstance(node, ast.Match):
            self._match(node)
        elif isinstance(node, ast.With):
            for item in node.items:
                self.value(item.context_expr)
        else:
            for part in ast.iter_child_nodes(node):
                if isinstance(part, ast.expr):
                    self.value(part)

    def _define(self, node: ast.FunctionDef | ast.AsyncFunctionDef) -> None:
        known = self.scope.functions.get(node.name)
        if known is None:
            self.declare([node], self.scope)
            known = self.scope.functions[node.name]
        outer, self.scope = self.scope, known[1]
        defaults = [*node.args.defaults, *(default for default in node.args.kw_defaults if default is not None)]
        for default in defaults:
            self.value(default)
        self.declare(node.body, self.scope)
        self.block(node.body)
        self.scope = outer

    def _assign(self, node: ast.Assign | ast.AnnAssign | ast.AugAssign) -> None:
        value = self.value(node.value) if node.value is not None else Shape()
        if isinstance(node, ast.AugAssign):
            value.note_number() if not isinstance(node.op, ast.Add) else None
            self.value(node.target)
            return
        for target in node.targets if isinstance(node, ast.Assign) else [node.target]:
            self._bind(target, value, absorb if isinstance(node.value, ast.Dict) else unify)

    def _bind(self, target: ast.expr, value: Shape, merge: Callable[[Shape, Shape], Shape] = unify) -> None:
        if isinstance(target, ast.Name):
            known = self.scope.variables.get(target.id)
            self.scope.variables[target.id] = value if known is None else merge(known, value)
        elif isinstance(target, (ast.Tuple, ast.List)):
            for part in target.elts:
                self._bind(part, Shape())
        elif isinstance(target, (ast.Subscript, ast.Attribute)):
            unify(self.value(target), value)

    def _bind_items(self, target: ast.expr, node: ast.expr) -> None:
        """Binds what a loop over `node` binds: items, or the second of the pairs of `enumerate` and `items`."""
        if isinstance(target, ast.Tuple) and len(target.elts) == 2 and isinstance(node, ast.Call):
            func = node.func
            if isinstance(func, ast.Name) and func.id == "enumerate" and node.args:
                node, target = node.args[0], target.elts[1]
            elif isinstance(func, ast.Attribute) and func.attr == "items":
                node, target = func.value, target.elts[1]
        items = self.value(node)
        items.add([])
        self._bind(target, items.item())

    def _match(self, node: ast.Match) -> None:
        subject = self.value(node.subject)
        for case in node.cases:
            self._pattern(case.pattern, subject)
            if case.guard is not None:
                self.truth(case.guard)
            self.block(case.body)

    def _pattern(self, pattern: ast.pattern, subject: Shape) -> None:
        if isinstance(pattern, ast.MatchValue):
            note_literal(subject, literal(pattern.value))
        elif isinstance(pattern, ast.MatchSingleton):
            subject.note(pattern.value)
        elif isinstance(pattern, ast.MatchOr):
            for part in pattern.patterns:
                self._pattern(part, subject)
        elif isinstance(pattern, ast.MatchMapping | ast.MatchSequence):
            self._parts(pattern, subject)
        elif isinstance(pattern, ast.MatchClass) and isinstance(pattern.cls, ast.Name):
            for value in _INSTANCES.get(pattern.cls.id, ()):
                subject.add(value)
        elif isinstance(pattern, ast.MatchAs):
            if pattern.pattern is not None:
                self._pattern(pattern.pattern, subject)
            if pattern.name is not None:
                self._bind(ast.Name(pattern.name), subject)

    def _parts(self, pattern: ast.MatchMapping | ast.MatchSequence, subject: Shape) -> None:
        if isinstance(pattern, ast.MatchSequence):
            subject.add([None] * len(pattern.patterns))
            for part in pattern.patterns:
                self._pattern(part, subject.item())
            return
        for key, part in zip(pattern.keys, pattern.patterns, strict=True):
            name = literal(key)
            if isinstance(name, str):
                self._pattern(part, subject.field(name))

    # ---- expressions

    def truth(self, node: ast.expr) -> Shape:
        """The shape of an expression whose truth decides."""
        value = self.value(node)
        if isinstance(node, (ast.Name, ast.Subscript, ast.Attribute)) or (
            isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr in ("get", "strip")
        ):
            value.note_truth()
        return value

    def _unaryop(self, node: ast.UnaryOp) -> Shape:
        if isinstance(node.op, ast.Not):
            self.truth(node.operand)
        else:
            self.value(node.operand).note_number()
        return Shape()

    def value(self, node: ast.expr) -> Shape:
        """The shape of an expression."""
        read = getattr(self, f"_{type(node).__name__.lower()}", None)
        if read is not None:
            shape: Shape = read(node)
            return shape
        for part in ast.iter_child_nodes(node):
            if isinstance(part, ast.expr):
                self.value(part)
        return Shape()

    def _name(self, node: ast.Name) -> Shape:
        found = self.scope.find(node.id)
        return Shape() if found is None else found

    def _namedexpr(self, node: ast.NamedExpr) -> Shape:
        value = self.value(node.value)
        self._bind(node.target, value)
        return value

    def _dict(self, node: ast.Dict) -> Shape:
        shape = Shape()
        for key, value in zip(node.keys, node.values, strict=True):
            inner = self.value(value)
            name = MISSING if key is None else literal(key)
            if isinstance(name, str):
                unify(shape.field(name), inner)
            elif key is None:
                unify(shape, inner)
        return shape

    def _list(self, node: ast.List | ast.Tuple | ast.Set) -> Shape:
        shape = Shape()
        for item in node.elts:
            inner = self.value(item)
            if isinstance(item, (ast.Dict, ast.Name)):
                unify(shape.item(), inner)
        return shape

    _tuple = _set = _list

    def _subscript(self, node: ast.Subscript) -> Shape:
        name = literal(node.slice)
        if isinstance(name, str):
            is_context = isinstance(node.value, ast.Name) and node.value.id in ("context", "variables")
            return self._context(name) if is_context else self.value(node.value).field(name)
        obj = self.value(node.value)
        if isinstance(node.slice, ast.Slice):
            return obj
        self.value(node.slice)
        return obj.item()

    def _attribute(self, node: ast.Attribute) -> Shape:
        self.value(node.value)
        return Shape()

    def _boolop(self, node: ast.BoolOp) -> Shape:
        values = [self.truth(part) for part in node.values]
        if isinstance(node.op, ast.And):
            return values[-1]
        for other in values[1:]:
            unify(values[0], other)
        return values[0]

    def _ifexp(self, node: ast.IfExp) -> Shape:
        self.truth(node.test)
        return unify(self.value(node.body), self.value(node.orelse))

    def _binop(self, node: ast.BinOp) -> Shape:
        left, right = self.value(node.left), self.value(node.right)
        if isinstance(node.op, ast.Mod) and isinstance(literal(node.left), str):
            return Shape()
        for side, other in ((left, node.right), (right, node.left)):
            if not isinstance(node.op, ast.Add) or isinstance(literal(other), (int, float)):
                side.note_number()
        if isinstance(node.op, (ast.Div, ast.FloorDiv, ast.Mod)):
            right.note(0)
        return Shape()

    def _compare(self, node: ast.Compare) -> Shape:
        left_node, left = node.left, self.value(node.left)
        for op, right_node in zip(node.ops, node.comparators, strict=True):
            right = self.value(right_node)
            note_comparison(_OPERATORS[type(op)], left, right, literal(left_node), literal(right_node), self._pool)
            left_node, left = right_node, right
        return Shape()

    def _listcomp(self, node: ast.ListComp | ast.SetComp | ast.GeneratorExp) -> Shape:
        self._generators(node.generators)
        shape = Shape()
        unify(shape.item(), self.value(node.elt))
        return shape

    _setcomp = _generatorexp = _listcomp

    def _dictcomp(self, node: ast.DictComp) -> Shape:
        self._generators(node.generators)
        self.value(node.key)
        self.value(node.value)
        return Shape()

    def _generators(self, generators: list[ast.comprehension]) -> None:
        for part in generators:
            self._bind_items(part.target, part.iter)
            for test in part.ifs:
                self.truth(test)

    def _lambda(self, node: ast.Lambda) -> Shape:
        self.value(node.body)
        return Shape()

    def _call(self, node: ast.Call) -> Shape:
        arguments = [self.value(argument) for argument in node.args]
        keywords = {keyword.arg: self.value(keyword.value) for keyword in node.keywords}
        values = [literal(argument) for argument in node.args]
        if isinstance(node.func, ast.Name):
            return self._function_call(node, node.func.id, arguments, keywords, values)
        if not isinstance(node.func, ast.Attribute):
            self.value(node.func)
            return Shape()
        return self._method_call(node.func, arguments, values)

    def _method_call(self, func: ast.Attribute, arguments: list[Shape], values: list[Any]) -> Shape:
        owner = func.value.id if isinstance(func.value, ast.Name) else ""
        if owner == "json" and arguments:
            return arguments[0].json() if func.attr == "loads" else Shape()
        if owner == "re" and func.attr in _FIRST and len(arguments) > 1:
            if isinstance(values[0], str):
                for text in matching(values[0]):
                    arguments[-1].add(text)
            return arguments[-1] if func.attr == "sub" else Shape()
        if owner in ("context", "variables") and func.attr == "get" and values and isinstance(values[0], str):
            found = self._context(values[0])
            return unify(found, arguments[1]) if len(arguments) > 1 else found
        obj = self.value(func.value)
        if func.attr == "append" and arguments:
            unify(obj.item(), arguments[0])
        if func.attr == "update" and arguments:
            unify(obj, arguments[0])
        return called_method(obj, func.attr, arguments, values)

    def _function_call(
        self, node: ast.Call, name: str, arguments: list[Shape], keywords: dict[str | None, Shape], values: list[Any]
    ) -> Shape:
        own = self.scope.function(name)
        if own is not None:
            return _own_call(*own, arguments, keywords, values)
        return self._builtin_call(node, name, arguments, values) if arguments else Shape()

    def _builtin_call(self, node: ast.Call, name: str, arguments: list[Shape], values: list[Any]) -> Shape:
        first = arguments[0]
        if name == "len":
            return first.length()
        if name == "isinstance":
            self._instance(node, first)
            return Shape()
        if name in ("int", "float", "round", "abs"):
            first.note_number()
            first.add("7" if name != "float" else "1.5")
            first.add("text")
            return first
        if name == "range":
            for argument in arguments:
                argument.note_rounds()
            return Shape()
        if name in ("min", "max", "sum", "next"):
            return first.item() if len(arguments) == 1 else Shape()
        if name == "getattr" and len(values) > 1:
            return Shape()
        return first if name in _SAME_CALLS else Shape()

    def _instance(self, node: ast.Call, value: Shape) -> None:
        if len(node.args) != 2:
            return
        classes = node.args[1].elts if isinstance(node.args[1], ast.Tuple) else [node.args[1]]
        for cls in classes:
            for example in _INSTANCES.get(cls.id if isinstance(cls, ast.Name) else "", ()):
                value.add(example)


def _own_call(names: list[str], function: _Function, arguments: list[Shape], keywords: dict[str | None, Shape], values: list[Any]) -> Shape:
    """A call of a function of the body; one that looks keys up in its first argument gives what is there."""
    for parameter, shape in [*zip(names, arguments, strict=False), *((str(key), value) for key, value in keywords.items())]:
        if parameter in names:
            unify(function.variables[parameter], shape)
    keys = values[len(names) :] if function.takes_keys else values[1:2]
    if not arguments or not keys or not all(isinstance(key, str) for key in keys):
        return function.returned
    shape = arguments[0]
    for key in keys:
        shape = shape.field(key)
    return unify(function.returned, shape) if not function.takes_keys else shape


def literal(node: ast.AST) -> Any:
    """The value of a literal, sequences as lists; MISSING for anything else."""
    try:
        value = ast.literal_eval(node) if isinstance(node, ast.expr) else MISSING
    except (ValueError, TypeError, SyntaxError, RecursionError, MemoryError):
        return MISSING
    return _as_data(value)


def _as_data(value: Any) -> Any:
    if isinstance(value, (set, frozenset, tuple, list)):
        items = [_as_data(item) for item in value]
        if any(item is MISSING for item in items):
            return MISSING
        return sorted(items, key=repr) if isinstance(value, (set, frozenset)) else items
    if value is None or isinstance(value, (bool, int, str)):
        return value
    return value if isinstance(value, float) and abs(value) < float("inf") else MISSING
