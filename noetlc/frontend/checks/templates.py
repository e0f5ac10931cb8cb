"""V24, V25, W06: templates that do not parse, use filters or tests the language does not have, or what raises (language.md 6.8, 6.9)."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any, NamedTuple

from noetlc.diagnostics.counts import counted
from noetlc.frontend.checks.nearest import did_you_mean
from noetlc.frontend.checks.report import Report
from noetlc.frontend.jinja import TemplateError, parse_expression, parse_template
from noetlc.frontend.jinja import nodes as n
from noetlc.frontend.jinja.errors import TooDeep
from noetlc.frontend.limits import TEMPLATE_DEPTH
from noetlc.frontend.template_hints import as_filter, mend
from noetlc.primitives.model import KEYWORDS, Primitive
from noetlc.primitives.template import FILTERS, FUNCTIONS, LOOP_METHODS, METHODS, TESTS

Args = tuple[tuple[n.Expr, ...], tuple[tuple[str, n.Expr], ...]]

RAISES = "evaluating this part raises"


class Finding(NamedTuple):
    """What is wrong with a stretch of a template, by offset and length in its text."""

    code: str
    message: str
    pos: int
    length: int
    hint: str = RAISES


def check_templates(report: Report) -> None:
    """Check every noted template once; positions are inside the scalar. Texts that occur often are parsed once."""
    seen: set[int] = set()
    cache: dict[tuple[str, bool], list[Finding]] = {}
    for scalar, bare, path in report.templates:
        if id(scalar) in seen:
            continue
        seen.add(id(scalar))
        key = (scalar.text, bare and not scalar.has_marks)
        tree = parsed(report, *key)
        if isinstance(tree, TooDeep):
            report.beyond(TEMPLATE_DEPTH, None, scalar.locate(tree.pos), path)
            continue
        if key not in cache:
            cache[key] = list(_Findings(*key, tree).all())
        for code, message, pos, length, hint in cache[key]:
            tell = report.warn if code == "W06" else report.mistake
            tell(code, f"template: {message}", scalar.locate(pos, length), path, hint)


def parsed(report: Report, text: str, is_expression: bool) -> Any:
    """The tree of a template, or of a bare expression; the TemplateError if it has none. Each text is parsed once."""
    key = (text, is_expression)
    if key not in report.trees:
        try:
            report.trees[key] = parse_expression(text) if is_expression else parse_template(text).body
        except TemplateError as error:
            report.trees[key] = error
    return report.trees[key]


def walk(root: Any) -> Iterator[Any]:
    """All nodes of a tree, without recursion, in source order of their starts."""
    todo = [root]
    while todo:
        node = todo.pop()
        if isinstance(node, tuple):
            todo.extend(reversed(node))
        elif hasattr(node, "pos"):
            yield node
            todo.extend(getattr(node, name) for name in reversed(node.__slots__))


def place_of(text: str, name: str, pos: int) -> tuple[int, int]:
    """Offset and length of the word `name` at or after `pos`: names stand behind a dot, `is` or quote."""
    found = re.compile(rf"(?<!\w){re.escape(name)}(?!\w)").search(text, pos)
    return (pos, 1) if found is None else (found.start(), max(len(name), 1))


def local_names(every: list[Any]) -> set[str]:
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


class _Findings:
    """What is wrong with one template: `tree` is what `parsed` gives for `text`."""

    def __init__(self, text: str, bare: bool, tree: Any) -> None:
        self.text = text
        self.bare = bare
        self.tree = tree

    def all(self) -> Iterator[Finding]:
        if isinstance(self.tree, TemplateError):
            error = self.tree
            hint = mend(self.text, self.bare) or "correct the template; with --lenient evaluating it raises"
            yield Finding("V24", error.message, error.pos, error.length, hint)
            return
        every = list(walk(self.tree))
        local = local_names(every)
        for node in every:
            if isinstance(node, n.Filter):
                yield from self.named("filter", FILTERS, node.name, (node.args, node.kwargs), node.pos)
                yield from self.indirect(node)
            elif isinstance(node, n.Test):
                yield from self.named("test", TESTS, node.name, (node.args, node.kwargs), node.pos + len("is"))
            elif isinstance(node, n.Call):
                yield from self.call(node, local)
            elif isinstance(node, n.Unsupported):
                yield self.raises(f"statement {node.keyword} is not supported", node.pos, node.keyword)
            elif isinstance(node, n.MapExpr):
                for key, _ in node.items:
                    if isinstance(key, n.Const) and not isinstance(key.value, str):
                        yield Finding("W06", "a map key must be a string", key.pos, 1)

    def raises(self, message: str, pos: int, name: str) -> Finding:
        return Finding("W06", message, *place_of(self.text, name, pos))

    def call(self, node: n.Call, local: set[str]) -> Iterator[Finding]:
        func = node.func
        if isinstance(func, n.Name):
            if func.name not in local:
                yield from self.named("function", FUNCTIONS, func.name, (node.args, node.kwargs), func.pos)
        elif isinstance(func, n.Getattr):
            of_loop = isinstance(func.obj, n.Name) and func.obj.name == "loop" and func.name in LOOP_METHODS
            yield from self.named("method", LOOP_METHODS if of_loop else METHODS, func.name, (node.args, node.kwargs), func.pos)
        elif isinstance(func, n.Getitem) and isinstance(func.index, n.Const) and isinstance(func.index.value, str):
            yield from self.named("method", METHODS, func.index.value, (node.args, node.kwargs), func.pos)
        elif not isinstance(func, n.Getitem):
            yield Finding("W06", "a value is called that is no function", node.pos, 1)

    def named(self, what: str, table: dict[str, Primitive], name: str, args: Args, pos: int) -> Iterator[Finding]:
        row = table.get(name)
        if row is None:
            code = "V25" if what in ("filter", "test") else "W06"
            otherwise = f"there is no such {what}; docs/language.md lists them"
            hint = (as_filter(name) if what == "function" else None) or did_you_mean(name, table, otherwise)
            yield Finding(code, f"unknown {what} {name}", *place_of(self.text, name, pos), hint)
            return
        problem = mismatch(row, args)
        if problem is not None:
            yield self.raises(f"{what} {name}: {problem}", pos, name)

    def indirect(self, node: n.Filter) -> Iterator[Finding]:
        """The filter or test that `map`, `select` and the like name in a constant."""
        position = {"map": 0, "select": 0, "reject": 0, "selectattr": 1, "rejectattr": 1}.get(node.name)
        if position is None:
            return
        if node.name == "map" and not node.args:
            yield from self.map_by_attribute(node)
            return
        if len(node.args) <= position:
            return
        name = node.args[position]
        if isinstance(name, n.Const) and isinstance(name.value, str):
            table = FILTERS if node.name == "map" else TESTS
            what = "filter" if node.name == "map" else "test"
            yield from self.named(what, table, name.value, (node.args[position + 1 :], node.kwargs), name.pos)

    def map_by_attribute(self, node: n.Filter) -> Iterator[Finding]:
        names = [name for name, _ in node.kwargs]
        if "attribute" not in names:
            yield self.raises("filter map: it needs an attribute or a filter", node.pos, "map")
        for name in names:
            if name not in ("attribute", "default"):
                yield self.raises(f"filter map: unknown keyword argument {name}", node.pos, name)


def mismatch(row: Primitive, args: Args) -> str | None:
    """Why the arguments do not fit, None if they do."""
    plain, named = args
    if len(plain) > len(row.slots) and not row.variadic:
        return f"takes at most {counted(len(row.slots), 'argument')}" if row.slots else "takes no arguments"
    given = {param.name for param in row.slots[: len(plain)]}
    for name, _ in named:
        found = next((param for param in row.params if name in param.keywords), None)
        if found is not None and found.name in given:
            return f"argument {found.name} is given twice"
        if found is not None:
            given.add(found.name)
        elif all(param.default is not KEYWORDS for param in row.params):
            return f"unknown keyword argument {name}"
    missing = [param.name for param in row.params if param.required and param.name not in given]
    return f"argument {missing[0]} is missing" if missing else None
