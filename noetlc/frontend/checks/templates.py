"""W06: templates that do not parse, or that use names the language does not have (dsl 5.8 to 5.10)."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from noetlc.diagnostics.counts import counted
from noetlc.frontend.checks.report import Report
from noetlc.frontend.jinja import TemplateError, parse_expression, parse_template
from noetlc.frontend.jinja import nodes as n
from noetlc.frontend.nodes import Scalar
from noetlc.primitives.filters import FILTERS, FUNCTIONS, LOOP_METHODS, METHODS, TESTS, Signature

Args = tuple[tuple[n.Expr, ...], tuple[tuple[str, n.Expr], ...]]
Finding = tuple[str, int]


def check_templates(report: Report) -> None:
    """Check every noted template once; positions are inside the scalar. Texts that occur often are parsed once."""
    seen: set[int] = set()
    cache: dict[tuple[str, bool], list[Finding]] = {}
    for scalar, bare, path in report.templates:
        if id(scalar) in seen:
            continue
        seen.add(id(scalar))
        key = (scalar.text, bare and not _has_marks(scalar))
        if key not in cache:
            cache[key] = list(findings(*key))
        for message, pos in cache[key]:
            hint = "evaluating this part raises"
            report.warn("W06", f"template: {message}", scalar.locate(pos), path, hint)


def _has_marks(scalar: Scalar) -> bool:
    return "{{" in scalar.text or "{%" in scalar.text


def findings(text: str, is_expression: bool) -> Iterator[Finding]:
    """What is wrong with a template or a bare expression: messages with offsets in the text."""
    try:
        root: Any = parse_expression(text) if is_expression else parse_template(text).body
    except TemplateError as error:
        yield error.message, error.pos
        return
    every = list(_walk(root))
    local = _local_names(every)
    for node in every:
        if isinstance(node, n.Filter):
            yield from _named("filter", FILTERS, node.name, (node.args, node.kwargs), node.pos)
            yield from _indirect(node)
        elif isinstance(node, n.Test):
            yield from _named("test", TESTS, node.name, (node.args, node.kwargs), node.pos)
        elif isinstance(node, n.Call):
            yield from _call(node, local)
        elif isinstance(node, n.Unsupported):
            yield f"statement {node.keyword} is not supported", node.pos
        elif isinstance(node, n.MapExpr):
            for key, _ in node.items:
                if isinstance(key, n.Const) and not isinstance(key.value, str):
                    yield "a map key must be a string", key.pos


def _walk(root: Any) -> Iterator[Any]:
    """All nodes of a tree, without recursion, in source order of their starts."""
    todo = [root]
    while todo:
        node = todo.pop()
        if isinstance(node, tuple):
            todo.extend(reversed(node))
        elif hasattr(node, "pos"):
            yield node
            todo.extend(getattr(node, name) for name in reversed(node.__slots__))


def _local_names(every: list[Any]) -> set[str]:
    """Names the template binds itself: macros, and variables that may hold one."""
    local: set[str] = {"loop"} if any(isinstance(node, n.For) and node.recursive for node in every) else set()
    for node in every:
        if isinstance(node, n.Macro):
            local.add(node.name)
            local.update(name for name, _ in node.params)
        elif isinstance(node, (n.For, n.Set)):
            local.update(node.targets)
        elif isinstance(node, n.SetBlock):
            local.add(node.target)
        elif isinstance(node, n.With):
            local.update(name for name, _ in node.targets)
    return local


def _call(node: n.Call, local: set[str]) -> Iterator[Finding]:
    func = node.func
    if isinstance(func, n.Name):
        if func.name not in local:
            yield from _named("function", FUNCTIONS, func.name, (node.args, node.kwargs), func.pos)
    elif isinstance(func, n.Getattr):
        of_loop = isinstance(func.obj, n.Name) and func.obj.name == "loop" and func.name in LOOP_METHODS
        yield from _named("method", LOOP_METHODS if of_loop else METHODS, func.name, (node.args, node.kwargs), func.pos)
    elif isinstance(func, n.Getitem) and isinstance(func.index, n.Const) and isinstance(func.index.value, str):
        yield from _named("method", METHODS, func.index.value, (node.args, node.kwargs), func.pos)
    elif not isinstance(func, n.Getitem):
        yield "a value is called that is no function", node.pos


def _named(what: str, table: dict[str, Signature], name: str, args: Args, pos: int) -> Iterator[Finding]:
    signature = table.get(name)
    if signature is None:
        yield f"unknown {what} {name}", pos
        return
    problem = mismatch(signature, args)
    if problem is not None:
        yield f"{what} {name}: {problem}", pos


def mismatch(signature: Signature, args: Args) -> str | None:
    """Why the arguments do not fit, None if they do."""
    plain, named = args
    positional = [param for param in signature.params if not param.keyword_only]
    if len(plain) > len(positional) and not signature.more_args:
        return f"takes at most {counted(len(positional), 'argument')}" if positional else "takes no arguments"
    given = {param.name for param in positional[: len(plain)]}
    for name, _ in named:
        found = next((p for p in signature.params if signature.keywords and name in (p.name, *p.aliases)), None)
        if found is None:
            if not signature.more_kwargs:
                return f"unknown keyword argument {name}"
        elif found.name in given:
            return f"argument {name} is given twice"
        else:
            given.add(found.name)
    missing = [param.name for param in signature.params if param.required and param.name not in given]
    return f"argument {missing[0]} is missing" if missing else None


def _indirect(node: n.Filter) -> Iterator[Finding]:
    """The filter or test that `map`, `select` and the like name in a constant."""
    position = {"map": 0, "select": 0, "reject": 0, "selectattr": 1, "rejectattr": 1}.get(node.name)
    if position is None:
        return
    if node.name == "map" and not node.args:
        yield from _map_by_attribute(node)
        return
    if len(node.args) <= position:
        return
    name = node.args[position]
    if isinstance(name, n.Const) and isinstance(name.value, str):
        table = FILTERS if node.name == "map" else TESTS
        what = "filter" if node.name == "map" else "test"
        yield from _named(what, table, name.value, (node.args[position + 1 :], node.kwargs), name.pos)


def _map_by_attribute(node: n.Filter) -> Iterator[Finding]:
    names = [name for name, _ in node.kwargs]
    if "attribute" not in names:
        yield "filter map: it needs an attribute or a filter", node.pos
    for name in names:
        if name not in ("attribute", "default"):
            yield f"filter map: unknown keyword argument {name}", node.pos
