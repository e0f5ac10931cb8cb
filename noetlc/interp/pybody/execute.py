"""Runs one body: names, compilation, result, errors (language.md 7.2 to 7.4). Lives in the confined child."""

from __future__ import annotations

import ast
import builtins
import copy
import inspect
import io
import json
import keyword
import sys
import warnings
from collections import OrderedDict, defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, replace
from sys import getrecursionlimit, setrecursionlimit  # as they are before shims patch them
from types import CodeType, TracebackType
from typing import Any

from noetlc.frontend.newer_syntax import check_syntax
from noetlc.frontend.python_body import imports_tasks
from noetlc.interp.pybody.branches import HITS, LINES, count_lines, instrument
from noetlc.interp.pybody.convert import NotData, to_json
from noetlc.interp.pybody.explain import names_on_line
from noetlc.interp.pybody.request import BodyRequest
from noetlc.interp.pybody.traces import FILE
from noetlc.interp.pybody.versions import compile_tree, main_frames, mend

CALLS = 1000  # the nested call of the body's own functions that raises RecursionError
_WRAPPER = "__noetlc_body__"
_CAPTURE = "__noetlc_names__"
_LOWEST = (1,)
_SCOPES = (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef, ast.Lambda)


@dataclass(frozen=True, slots=True)
class Report:
    """What goes back to the parent: JSON text of the data, the failure if there is one, and what a body with a result printed."""

    data: str
    failure: str | None = None
    kind: str = ""
    line: int | None = None
    column: int | None = None
    hits: tuple[int, ...] = ()
    printed: tuple[str, str] = ("", "")
    limited: bool = False
    width: int = 1
    values: tuple[tuple[str, str], ...] = ()
    lines: tuple[tuple[int, int], ...] = ()

    def encode(self) -> bytes:
        """The frame's bytes: a JSON head line, then the data."""
        place = {"line": self.line, "column": self.column, "width": self.width, "values": self.values, "lines": self.lines}
        head = {"failure": self.failure, "kind": self.kind, **place, "hits": self.hits, "printed": self.printed, "limited": self.limited}
        return json.dumps(head).encode("ascii") + b"\n" + self.data.encode("utf-8", "surrogatepass")


class _Ended(Exception):
    """`sys.exit` with this code; `error` knows where."""

    def __init__(self, error: SystemExit) -> None:
        super().__init__()
        self.code = error.code
        self.error = error


def run_body(request: BodyRequest, spare_frames: int) -> Report:
    """Executes a body and describes what it did. `spare_frames` is this process's correction of the recursion limit."""
    stdout, stderr = io.StringIO(), io.StringIO()
    saved = sys.stdout, sys.stderr, sys.stdin
    digits = sys.get_int_max_str_digits()
    hits: defaultdict[int, int] = defaultdict(int)
    lines: defaultdict[int, int] = defaultdict(int)
    if request.covered:
        vars(builtins)[HITS] = hits
    if request.counted:
        vars(builtins)[LINES] = lines
    sys.stdout, sys.stderr, sys.stdin = stdout, stderr, io.StringIO()
    try:
        report = _run(request, spare_frames, stdout, stderr)
        return replace(report, hits=tuple(sorted(key for key in hits if key >= 0)), lines=tuple(sorted(lines.items())))
    finally:
        vars(builtins).pop(HITS, None)
        vars(builtins).pop(LINES, None)
        sys.stdout, sys.stderr, sys.stdin = saved
        sys.set_int_max_str_digits(digits)


def _run(request: BodyRequest, spare_frames: int, stdout: io.StringIO, stderr: io.StringIO) -> Report:
    def nothing() -> str:
        return _text({"stdout": stdout.getvalue(), "stderr": stderr.getvalue()})

    names = body_names(request)
    try:
        value = _evaluate(request, names, spare_frames)
        if value is None:
            return Report(nothing())
        return Report(_exact_json(value), printed=(stdout.getvalue(), stderr.getvalue()))
    except _Ended as end:
        if end.code is None or end.code == 0:
            return Report(nothing())
        line, column, width = _place(end.error, request.code)
        return Report(nothing(), f"exit {end.code}", "exit", line, column, width=width)
    except NotData as error:
        return Report(nothing(), str(error), "value")
    except BaseException as error:  # whatever the body raises is its outcome
        setrecursionlimit(10_000)
        mend(error)
        message = describe(error)
        stderr.write(message + "\n")
        line, column, width = _place(error, request.code)
        values = tuple(names_on_line(error, request.code)) if request.explained and not isinstance(error, _Unparsable) else ()
        return Report(nothing(), message, "exception", line, column, width=width, values=values)


def _text(value: object) -> str:
    return json.dumps(value, ensure_ascii=True)


def _exact_json(value: object) -> str:
    digits = sys.get_int_max_str_digits()
    sys.set_int_max_str_digits(0)
    try:
        return to_json(value)
    finally:
        sys.set_int_max_str_digits(digits)


def describe(error: BaseException) -> str:
    """`Type: text`, or `Type` if the text is empty."""
    name = type(error).__name__
    if isinstance(error, _Unparsable):
        return "SyntaxError: invalid syntax"
    try:
        text = str(error)
    except BaseException:  # as CPython's own report does
        text = "<exception str() failed>"
    return f"{name}: {text}" if text else name


class _Unparsable(Exception):
    """The body does not parse; the place is where CPython says."""

    def __init__(self, line: int, column: int) -> None:
        super().__init__()
        self.line = line
        self.column = column


_Place = tuple[int | None, int | None, int]


def _place(error: BaseException, code_text: str) -> _Place:
    """Line, column (1-based) and width in code points of what raised in the innermost frame of the body; those of `main` if its call
    did not get into it."""
    if isinstance(error, _Unparsable):
        return error.line, error.column, 1
    trace: TracebackType | None = error.__traceback__
    found: _Place = (None, None, 1)
    while trace is not None:
        code = trace.tb_frame.f_code
        if code.co_filename == FILE:
            found = (trace.tb_lineno, *_column(code, trace.tb_lasti, code_text))
        trace = trace.tb_next
    return _main_place(code_text) if found[:2] == (None, None) else found


def _main_place(code_text: str) -> _Place:
    for node in _own_statements(ast.parse(code_text)):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef) and node.name == "main":
            return node.lineno, node.col_offset + 1, 1
    return None, None, 1


def _column(code: CodeType, instruction: int, code_text: str) -> tuple[int | None, int]:
    """The column of an instruction and its width in that line, in code points; CPython counts UTF-8 bytes."""
    positions = list(code.co_positions())
    index = instruction // 2
    if not 0 <= index < len(positions):
        return None, 1
    line, end, column, end_column = positions[index]
    if line is None or column is None:
        return None, 1
    lines = code_text.splitlines(True)
    text = lines[line - 1].encode("utf-8", "surrogatepass") if line <= len(lines) else b""
    start = len(text[:column].decode("utf-8", "replace"))
    stop = len((text[:end_column] if end == line and end_column is not None else text.rstrip()).decode("utf-8", "replace"))
    return start + 1, max(stop - start, 1)


# ---- names


def body_names(request: BodyRequest) -> dict[str, object]:
    """The names of language.md 7.2 before the first line; inputs beat all others."""
    inputs = request.inputs
    names: dict[str, object] = {"sys": sys, "json": json, "args": inputs}
    base = copy.deepcopy(request.context) if request.context is not None else {}
    variables = dict(base)
    names["context"] = dict(base, args=inputs, variables=variables, step=request.step)
    names["variables"] = variables
    names["execution_id"] = request.execution_id
    names["step"] = request.step
    names["input_data"] = copy.deepcopy(inputs)
    return names | inputs


# ---- evaluation


def _evaluate(request: BodyRequest, names: dict[str, object], spare_frames: int) -> object:
    code, wrapped = _code(request, names)
    doc = ast.get_docstring(_parse(request.code), clean=False) if "__doc__" in request.code else None
    module: dict[str, object] = {"__name__": "__main__", "__doc__": doc, "__package__": None, "__builtins__": builtins, **names}
    setrecursionlimit(_recursion_depth() + spare_frames + CALLS + main_frames(wrapped) - main_frames(False))
    try:
        if wrapped:
            returned, final = _run_function(code, module, names)
        else:
            exec(*(code, module))
            returned, final = None, module
        setrecursionlimit(getrecursionlimit() - main_frames(wrapped))
        return _result(returned, final, request)
    except SystemExit as end:
        raise _Ended(end) from None
    finally:
        setrecursionlimit(10_000)


_codes: OrderedDict[tuple[object, ...], tuple[CodeType, bool]] = OrderedDict()
"""What bodies were compiled to: verification runs the same ones again and again."""


def _code(request: BodyRequest, names: dict[str, object]) -> tuple[CodeType, bool]:
    """The code of a body, and whether it is a function because of a `return`."""
    key = (request.code, request.libraries, request.covered, request.counted, *names)
    found = _codes.get(key)
    if found is None:
        found = _codes[key] = _compiled(request, names)
        if len(_codes) > 16:
            _codes.popitem(last=False)
    return found


def _compiled(request: BodyRequest, names: dict[str, object]) -> tuple[CodeType, bool]:
    tree = _parse(request.code)
    wrapped = has_toplevel_return(tree)
    if request.covered:
        instrument(tree)
    if request.counted:
        count_lines(tree)
    _insert_imports(tree, request)
    try:
        return _compile(_as_function(tree, names) if wrapped else tree), wrapped
    except _Unparsable:
        if not (request.covered or request.counted):
            raise
    return _compiled(replace(request, covered=False, counted=False), names)  # the notes may nest it too deep to be compiled


def _recursion_depth() -> int:
    """How deep CPython believes to be: only the refusal of too low a limit tells.

    The arguments are unpacked here and at `exec`, because CPython counts some specialised calls of built-ins and not others.
    """
    try:
        setrecursionlimit(*_LOWEST)
    except RecursionError as error:
        return int(str(error).partition("recursion depth ")[2].partition(":")[0])
    raise RuntimeError("a recursion limit of 1 was accepted")


def _parse(code: str) -> ast.Module:
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            tree = ast.parse(code, FILE)
            check_syntax(code)
            return tree
    except SyntaxError as error:
        raise _Unparsable(error.lineno or 1, error.offset or 1) from error
    except (ValueError, RecursionError, MemoryError, OverflowError) as error:
        raise _Unparsable(1, 1) from error


def _compile(tree: ast.Module) -> CodeType:
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            return compile_tree(tree)
    except SyntaxError as error:
        raise _Unparsable(error.lineno or 1, error.offset or 1) from error
    except (ValueError, RecursionError, MemoryError, OverflowError) as error:
        raise _Unparsable(1, 1) from error


def has_toplevel_return(tree: ast.Module) -> bool:
    """True if a `return` occurs outside any def or class."""
    return any(isinstance(node, ast.Return) for node in _own_statements(tree))


def _own_statements(tree: ast.Module) -> Iterator[ast.AST]:
    """What is outside any def or class, the defs and classes themselves included; the last first."""
    todo: list[ast.AST] = list(tree.body)
    while todo:
        node = todo.pop()
        yield node
        if not isinstance(node, _SCOPES) and not isinstance(node, ast.expr):
            todo.extend(ast.iter_child_nodes(node))


def _insert_imports(tree: ast.Module, request: BodyRequest) -> None:
    """Puts the imports of `libs` first, behind a doc string and `__future__` imports."""
    imports: list[ast.stmt] = []
    for library in request.libraries:
        alias = ast.alias(library.name or library.module, library.alias)
        node: ast.stmt = ast.ImportFrom(library.module, [alias], 0) if library.name else ast.Import([alias])
        imports.append(ast.fix_missing_locations(ast.copy_location(node, ast.Pass(lineno=1, col_offset=0))))
    index = 0
    for index, statement in enumerate([*tree.body, ast.Pass()]):
        is_doc = index == 0 and isinstance(statement, ast.Expr) and isinstance(statement.value, ast.Constant)
        if not is_doc and not (isinstance(statement, ast.ImportFrom) and statement.module == "__future__"):
            break
    tree.body[index:index] = imports


def _as_function(tree: ast.Module, names: dict[str, object]) -> ast.Module:
    """The body as one function of all names; what its variables are at the end goes to `_CAPTURE`."""
    future = [part for part in tree.body if isinstance(part, ast.ImportFrom) and part.module == "__future__"]
    rest = [part for part in tree.body if part not in future]
    parameters = [ast.arg(name) for name in names if name.isidentifier() and not keyword.iskeyword(name)]
    signature = ast.arguments(
        posonlyargs=[],
        args=[],
        vararg=None,
        kwonlyargs=parameters,
        kw_defaults=[None] * len(parameters),
        kwarg=None,
        defaults=[],
    )
    capture = ast.Expr(
        ast.Call(
            ast.Attribute(ast.Name(_CAPTURE, ast.Load()), "update", ast.Load()),
            [ast.Call(ast.Name("__noetlc_locals__", ast.Load()), [], [])],
            [],
        )
    )
    body: list[ast.stmt] = [ast.Try(body=rest, handlers=[], orelse=[], finalbody=[capture])]
    function = ast.FunctionDef(_WRAPPER, signature, body, [], None, lineno=1, col_offset=0)
    module = ast.Module([*future, function], [])
    return ast.fix_missing_locations(module)


def _run_function(code: CodeType, module: dict[str, object], names: dict[str, object]) -> tuple[object, dict[str, object]]:
    final: dict[str, object] = {}
    module[_CAPTURE] = final
    module["__noetlc_locals__"] = builtins.locals
    exec(*(code, module))
    function: Any = module.pop(_WRAPPER)
    function.__code__ = function.__code__.replace(co_name="<module>")  # as tracebacks show it
    parameters = {name: value for name, value in names.items() if name.isidentifier() and not keyword.iskeyword(name)}
    returned = function(**parameters)
    return returned, final


def _result(returned: object, final: dict[str, object], request: BodyRequest) -> object:
    if returned is not None:
        return returned
    value = final.get("result")
    if value is not None:
        return value
    main: Any = final.get("main")
    if not callable(main):
        return None
    positional, keywords = _positional(main, request.inputs), _keywords(main, request.inputs)
    value = main(*positional, **keywords)
    if not inspect.iscoroutine(value):
        return value
    return _run_in_loop(value) if _has_tasks(request) else _run_coroutine(value)


def _has_tasks(request: BodyRequest) -> bool:
    """Whether a body imports `asyncio`."""
    given = any(one.module == "asyncio" for one in request.libraries)
    return given or ("asyncio" in request.code and imports_tasks(_parse(request.code)))


def _parameters(main: Any) -> list[inspect.Parameter]:
    try:
        return list(inspect.signature(main).parameters.values())
    except (TypeError, ValueError):
        return []


def _positional(main: Any, inputs: dict[str, object]) -> list[object]:
    """Values of positional-only parameters, up to the first that has no input."""
    values: list[object] = []
    for parameter in _parameters(main):
        if parameter.kind is not inspect.Parameter.POSITIONAL_ONLY or parameter.name not in inputs:
            break
        values.append(inputs[parameter.name])
    return values


def _keywords(main: Any, inputs: dict[str, object]) -> dict[str, object]:
    parameters = _parameters(main)
    if any(parameter.kind is inspect.Parameter.VAR_KEYWORD for parameter in parameters):
        hidden = {p.name for p in parameters if p.kind is inspect.Parameter.POSITIONAL_ONLY}
        return {name: value for name, value in inputs.items() if name not in hidden}
    allowed = (inspect.Parameter.POSITIONAL_OR_KEYWORD, inspect.Parameter.KEYWORD_ONLY)
    return {p.name: inputs[p.name] for p in parameters if p.kind in allowed and p.name in inputs}


def _run_in_loop(coroutine: Any) -> object:
    """Runs a coroutine as a task."""
    tasks: Any = sys.modules["asyncio"]
    return tasks.run(coroutine)


def _run_coroutine(coroutine: Any) -> object:
    """Runs a coroutine that awaits only the body's own coroutines."""
    try:
        coroutine.send(None)
    except StopIteration as end:
        return end.value
    coroutine.close()
    raise RuntimeError("await of something that is not a coroutine of this step")
