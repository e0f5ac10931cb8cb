"""`def` and `lambda`: direct forms, entry forms, function objects with their captured cells.

Example: `def f(a, b=1): return a + b` becomes `@f(%self, %a, %b)` and, when used as a value, an entry `@f.entry(%self, %args,
%kwargs)` that binds arguments as CPython does and calls it.
"""

from __future__ import annotations

import ast

from noetlc.ir.build import op
from noetlc.ir.dynamic import RAISE
from noetlc.ir.nodes import Assign, Br, Expr, Function, If, Return, Stmt, Try
from noetlc.ir.payload import Signature
from noetlc.layout.features import Feature
from noetlc.layout.objects import COUNTED_IN_C, FUNCTION_CELLS, TAKES_ONE, TAKES_THREE, TAKES_TWO
from noetlc.lower.passes.generators import GENERATOR, SENT
from noetlc.lower.python.facts.code_parts import CODE, code_parts
from noetlc.lower.python.facts.full_names import library_of, shown_name
from noetlc.lower.python.facts.generator_names import shown_by
from noetlc.lower.python.facts.scope import FunctionNode, annotations_of, is_coroutine, parameter_names, qualified_name, yields
from noetlc.lower.python.frame import names, tracing
from noetlc.lower.python.frame.context import NO_VALUE, Body, Compiled, Frame, const, local
from noetlc.lower.python.frame.evaluation import block, expression, tuple_of
from noetlc.lower.python.frame.inputs import call_of_main
from noetlc.lower.python.frame.names import create_cells, make_cell
from noetlc.lower.python.functions.annotation import evaluate
from noetlc.lower.python.functions.decorators import decorated, decorator_value
from noetlc.lower.python.functions.fitting import defaults_of, matches
from noetlc.primitives.in_c import is_class_in_c, is_in_c

_BINARY = "add sub mul matmul truediv floordiv mod pow lshift rshift and or xor divmod".split()
_OTHERS = """eq ne lt le gt ge getitem setitem delitem contains missing neg pos abs invert bool len hash index iter next call getattr
    str repr""".split()
OPERATORS = frozenset(f"__{stem}__" for stem in (*_BINARY, *(f"{kind}{name}" for kind in "ri" for name in _BINARY), *_OTHERS))
"""The methods that are called behind operators and builtins, with up to three arguments."""

ALL_NAMED = "_if_any"
"""How `**named` ends, in the library, that is None where there are no named arguments."""


def compiled(frame: Frame, node: FunctionNode) -> Compiled:
    """The compiled form of a definition; its body is lowered after the function around it."""
    found = frame.body.compiled.get(node)
    if found is not None:
        return found
    scope = frame.body.scopes.by_node[node]
    display = "<lambda>" if isinstance(node, ast.Lambda) else shown_name(node.name)
    name = frame.body.function_name("lambda" if display == "<lambda>" else display)
    made = Compiled(node, name, display, scope, tuple(sorted(scope.free)))
    frame.body.compiled[node] = made
    body = frame.body
    body.pending.append(lambda: _lower(body, made))
    return made


def _received(param: str) -> str:
    """The parameter of the IR function; the variable is another one, which may be assigned."""
    return f"p.{param}"


def _lower(body: Body, made: Compiled) -> None:
    node = made.node
    frame = Frame(body, made.scope, made.name)
    frame.cells = list(made.cells)
    params = parameter_names(node.args)
    received = (frame.self, *map(_received, params))
    frame.locals |= dict.fromkeys(received, "val")
    if yields(node):
        frame.locals[SENT] = "val"
    for param in params:
        value = local(_received(param))
        if param in made.scope.captured:
            make_cell(frame, param, value)
        else:
            frame.locals[param] = "dyn"
            frame.emit(Assign(param, value))
        frame.bind(param)
    create_cells(frame, made.scope, skip=frozenset(params))
    if yields(node):
        frame.locals[GENERATOR] = "val"
        frame.finish = lambda value: frame.emit(Return(Expr("dyn.unchecked", (local(GENERATOR, "val"), value), "generator_return", "val")))
    frame.trace = tracing.traced_name(body, node, made.display)
    if frame.trace is None:
        _statements(frame, node)
    else:
        tracing.enter(frame)
        frame.finish = tracing.returning(frame, frame.finish or (lambda value: frame.emit(Return(value))))
        with frame.into() as inside:
            if yields(node):
                unstarted = op("i32.eqz", local(SENT, "i32"))
                frame.emit(If(unstarted, [*tracing.thrown(frame, node), Br(RAISE)], []))
            _statements(frame, node)
        frame.emit(Try(inside, tracing.failing(frame)))
    function = finished(frame, received)
    function.is_coroutine = is_coroutine(node)
    function.shown = shown_by(made.scope) if body.facts.names_generators and yields(node) else ""
    body.functions.append(function)
    if made.entry:
        body.functions += [_entry(made), *((_plain(made),) if taken_plainly(made) else ())]


def _statements(frame: Frame, node: FunctionNode) -> None:
    """What a function does and how it ends: a generator that is no lambda with no value and nothing raised."""
    if not isinstance(node, ast.Lambda):
        block(frame, node.body)
        end = const(None)
    else:
        end = expression(frame, node.body)
    if frame.bound is None:
        return
    if yields(node) and not isinstance(node, ast.Lambda):
        tracing.depart(frame)
        frame.emit(Return(NO_VALUE))
    elif frame.finish is not None:
        frame.finish(end)
    else:
        frame.emit(Return(end))


def finished(frame: Frame, params: tuple[str, ...]) -> Function:
    """The frame as an IR function returning a value, 0 for a raise."""
    ordered = {p: frame.locals[p] for p in params}
    return Function(frame.name, params, "val", ordered | frame.locals, frame.out, collects=True)


def _entry(made: Compiled) -> Function:
    """Binds (args, kwargs) to parameters with CPython's errors, then calls the direct form."""
    params = parameter_names(made.node.args)
    values = tuple(Expr("dyn", (local("words", "i32"), Expr("i32.const", (), i, "i32")), "parameter_at", "val") for i in range(len(params)))
    signature = const(signature_of(made))
    bind = Expr("dyn", (local("self", "val"), local("args", "val"), local("kwargs", "val"), signature), "bind_parameters", "i32")
    call = Expr("call_user", (local("self", "val"), *values), made.name, "val")
    types = {"self": "val", "args": "val", "kwargs": "val", "words": "i32"}
    body: list[Stmt] = [Assign("words", bind), Return(call)]
    if takes_all(made):
        passed = Expr("call_user", (local("self", "val"), local("args", "val"), const(None)), made.name, "val")
        body.insert(0, If(op("i32.eqz", local("kwargs", "i32")), [Return(passed)], []))
    return Function(made.entry_name, ("self", "args", "kwargs"), "val", types, body, collects=True)


def _plain(made: Compiled) -> Function:
    """The form that operators call: it takes two arguments, of which it may need one, or three, as they are."""
    count = len(parameter_names(made.node.args))
    params = ("a", "b", "c")[: max(count, 2)]
    given = [Expr("dyn", (local(p, "val"),), "plain_argument", "val") for p in params[:count]]
    call = Expr("call_user", (local("self", "val"), *given), made.name, "val")
    types = dict.fromkeys(("self", *params), "val")
    return Function(made.plain_name, ("self", *params), "val", types, [Return(call)], collects=True)


def takes_all(made: Compiled) -> bool:
    """Whether a function inside one of the library passes on all it is given: `*args` as they come, None for no `**named_if_any`."""
    args, around = made.node.args, made.scope.parent
    if around is None or not library_of(getattr(around.node, "name", "")) or len(parameter_names(args)) != 2 or args.vararg is None:
        return False
    return args.kwarg is not None and args.kwarg.arg.endswith(ALL_NAMED)


def taken_plainly(made: Compiled) -> int:
    """The flag of a function in the body of a class that operators call, or of a lambda: how many arguments it takes as they are, up to
    three."""
    args, around = made.node.args, made.scope.parent
    count = len(args.posonlyargs) + len(args.args)
    called = isinstance(made.node, ast.Lambda) or (made.display in OPERATORS and around is not None and around.kind == "class")
    if not called or args.vararg or args.kwarg or args.kwonlyargs:
        return 0
    return {1: TAKES_ONE, 2: TAKES_TWO, 3: TAKES_THREE}.get(count, 0) if not args.defaults else 0


def signature_of(made: Compiled) -> Signature:
    """The constant that describes the parameters."""
    args = made.node.args
    display = qualified_name(made.scope)
    kwmask = sum(1 << i for i, default in enumerate(args.kw_defaults) if default is not None)
    around = made.scope.parent
    if around is not None and around.kind == "class" and isinstance(around.node, ast.ClassDef):
        kwmask |= COUNTED_IN_C if is_class_in_c(library_of(around.node.name), shown_name(around.node.name)) else 0
    numbers = (
        len(args.posonlyargs) + len(args.args),
        len(args.posonlyargs),
        len(args.kwonlyargs),
        int(args.vararg is not None),
        int(args.kwarg is not None),
        len(args.defaults),
        kwmask,
    )
    return Signature(display, numbers, tuple(parameter_names(args)))


def function_value(frame: Frame, node: FunctionNode, called: bool = True) -> Expr:
    """A new function object: evaluates defaults, captures cells. One that is never `called` as a value needs no entry."""
    made = compiled(frame, node)
    made.entry = made.entry or called
    makers = [(lambda d=d: frame.keep(expression(frame, d))) for d in node.args.defaults]
    positional = frame.operands(makers)
    defaults = tuple_of(frame, positional) if positional else NO_VALUE
    keywords = NO_VALUE
    given = [(a.arg, d) for a, d in zip(node.args.kwonlyargs, node.args.kw_defaults, strict=True) if d is not None]
    if given:
        keywords = frame.keep(Expr("dyn", (), "dict_new", "dict"))
        for name, default in given:
            frame.effect(frame.rt("dict_set", keywords, const(name), expression(frame, default)))
    index = Expr("func", (), made.entry_name, "i32") if called else Expr("i32.const", (), 0, "i32")
    count = Expr("i32.const", (), len(made.cells), "i32")
    value = frame.keep(frame.rt("function_new", index, const(qualified_name(made.scope)), defaults, keywords, count), "val")
    if called and (takes := taken_plainly(made)):
        plain = Expr("func", (), made.plain_name, "i32")
        frame.effect(frame.rt("function_plain", value, Expr("i32.const", (), takes, "i32"), plain))
    if frame.body.facts.reads_docs and not isinstance(node, ast.Lambda) and (doc := ast.get_docstring(node, clean=False)) is not None:
        frame.effect(frame.rt("py_setattr", value, const("__doc__"), const(doc)))
    if isinstance(node, ast.FunctionDef) and is_in_c(library_of(node.name), shown_name(node.name)):
        frame.effect(frame.rt("function_native", value))
    parts = code_parts(node)
    if parts:
        items = [tuple_of(frame, [const(p) for p in part]) if isinstance(part, tuple) else const(part) for part in parts]
        frame.effect(frame.rt("function_note", value, const(CODE), tuple_of(frame, items)))
    for i, name in enumerate(made.cells):
        place = cell_of(frame, name)
        frame.effect(op("i32.store", value, place, imm=FUNCTION_CELLS + 4 * i))
    return value


def cell_of(frame: Frame, name: str) -> Expr:
    """The cell of a variable that an inner function captures: own, or passed on from further out."""
    return names.cell(frame, name, names.has_own_cell(frame, name))


def lambda_(frame: Frame, node: ast.Lambda) -> Expr:
    return function_value(frame, node)


def _only_called(frame: Frame, node: ast.FunctionDef | ast.AsyncFunctionDef) -> bool:
    """Whether every use of a function is a call that needs no entry (`calls.value_call`): then all that it is given is known."""
    scopes, facts = frame.body.scopes, frame.body.facts
    if node not in scopes.called_only or not isinstance(node, ast.FunctionDef) or Feature.FUNCTION_PARTS in facts.features:
        return False
    args = node.args
    if args.vararg is not None or args.kwonlyargs:
        return False
    calls = list(scopes.calls.get(node.name, ()))
    if node is scopes.only_binding(scopes.root, "main"):
        calls.append(call_of_main(node, facts.inputs, facts.changes_inputs))
    return all(matches(args, defaults_of(args), call) for call in calls)


def def_(frame: Frame, node: ast.FunctionDef | ast.AsyncFunctionDef) -> None:
    decorators = [decorator_value(frame, d) for d in node.decorator_list]
    direct = node in frame.body.scopes.direct
    value = None if direct else function_value(frame, node, called=not _only_called(frame, node))
    for annotation in annotations_of(node):
        found = evaluate(frame, annotation)
        if found is not None and value is not None:
            frame.effect(frame.rt("function_note", value, const("__annotations__"), found))
    if value is None:
        frame.bind(frame.scope.local(node.name))
        compiled(frame, node)
        return
    for decorator in reversed(decorators):
        value = decorated(frame, decorator, value, node)
    names.store(frame, node.name, value, node)
