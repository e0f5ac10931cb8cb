"""What is known of the keys of a value before anything runs: of workload literals, results of noop tools, results of bodies.

A shape is a `Map` of known keys, a `List` of items of one shape, or None where anything may be.

Example: `workload: {user: {name: Ann}}` gives `user` the shape `Map({"name": None})`, in which `user.nme` is not found.
"""

from __future__ import annotations

import ast
from collections.abc import Iterable
from dataclasses import dataclass

from noetlc.frontend import syntax
from noetlc.frontend.checks.bodies import parsed_body
from noetlc.frontend.nodes import Mapping, Node, Scalar, Sequence
from noetlc.frontend.playbook import Step, Task
from noetlc.frontend.python_body import BodyError

ABSENT = "absent"
"""What a look-up gives for a key that nothing can have put there."""


@dataclass(frozen=True, slots=True)
class Map:
    """`aliases` are look-ups that give the map itself; `more` are keys that may be there with any value."""

    keys: dict[str, Shape]
    aliases: frozenset[str] = frozenset()
    more: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class List:
    item: Shape


Shape = Map | List | None

_REFLECTION = frozenset({"exec", "eval", "globals", "locals", "vars", "__import__", "__builtins__"})
_STREAMS = frozenset({"stdout", "stderr"})


def look_up(shape: Shape, key: str | int) -> Shape | str:
    """The shape under a key or index, ABSENT if there can be none."""
    if isinstance(shape, List):
        return shape.item if isinstance(key, int) or key.lstrip("-").isdigit() else None
    if shape is None or isinstance(key, int):
        return None
    if key in shape.keys:
        return shape.keys[key]
    if key in shape.aliases:
        return shape
    return None if key in shape.more else ABSENT


def known_keys(shape: Shape) -> Iterable[str]:
    """What a misspelt key may have meant."""
    return shape.keys if isinstance(shape, Map) else ()


def literal(node: Node | None, rendered: bool = False) -> Shape:
    """The shape of a YAML value; `rendered` if its templates will be. An empty map or list says nothing of what it may hold."""
    if isinstance(node, Mapping) and node.entries:
        if rendered and any(key.is_template for key, _ in node.entries):
            return None
        return Map({key.text: literal(value, rendered) for key, value in node.entries})
    if isinstance(node, Sequence) and node.items:
        items = [literal(item, rendered) for item in node.items]
        maps = [item for item in items if isinstance(item, Map)]
        if len(maps) == len(items):
            return List(Map(dict.fromkeys(key for item in maps for key in item.keys)))
    return None


# ---- what steps produce


def step_data(step: Step) -> Shape:
    """The data of a step as templates look it up, whatever its outcome (language.md 4.4, 7.3, 8.4, 9)."""
    if step.loop is not None:
        if step.loop.mode == "cursor":
            return None
        items = List(_with_aliases(_outcome(step)))
        stats = Map(dict.fromkeys(("total", "success", "failed")))
        return Map({"results": items, "stats": stats, "data": items}, frozenset({"result"}), frozenset({"_prev"}))
    return _with_aliases(_outcome(step))


def task_data(step: Step, task: Task) -> Shape:
    """The data of one task of a step."""
    if task.kind == "noop":
        result = task.key("result")
        if result is None or (isinstance(result, Scalar) and result.value is None):
            return Map({"status": None, "message": None})
        return literal(result, rendered=True)
    code = task.key("code")
    if task.kind != "python" or not isinstance(code, Scalar) or code.has_marks:
        return None
    inputs = (*task.input, *step.input)
    return None if any(key.is_template or key.text in ("result", "main") for key, _ in inputs) else body_result(code.text)


def _outcome(step: Step) -> Shape:
    if step.shape != "pipeline":
        return task_data(step, step.tasks[0]) if step.tasks else None
    keys: dict[str, Shape] = {}
    for task in step.tasks:
        data = task_data(step, task)
        if not isinstance(data, Map):
            return None
        keys |= dict.fromkeys((*data.keys, *data.more))
    return Map(keys | dict.fromkeys(task.label for task in step.tasks), more=frozenset({"labeled_results", "failed_task"}))


def _with_aliases(data: Shape) -> Shape:
    if not isinstance(data, Map):
        return data
    return Map(data.keys, frozenset({"data", "result"}), data.more | {"results", "_prev"})


# ---- results of bodies


def body_result(text: str) -> Shape:
    """The keys of a body's result, where it is one of some dict literals; None where it may be anything else."""
    tree = parsed_body(text)
    if isinstance(tree, BodyError):
        return None
    nodes = list(syntax.walk(tree))
    names = [node.id for node in nodes if isinstance(node, ast.Name)]
    if not _REFLECTION.isdisjoint(names) or any(isinstance(node, ast.Global | ast.Nonlocal) for node in nodes):
        return None
    outer = list(_own_nodes(tree.body))
    values: list[ast.expr | None] = [node.value for node in outer if isinstance(node, ast.Return)]
    assigned = [node for node in outer if isinstance(node, ast.Assign) and [_name(target) for target in node.targets] == ["result"]]
    if len(assigned) != names.count("result"):
        return None
    values += [node.value for node in assigned]
    mains = _returned_by_main(tree, nodes)
    if values and mains:
        return None
    values = values or mains
    if not values or not all(isinstance(value, ast.Dict) for value in values):
        return None
    found = [_dict(value) for value in values if isinstance(value, ast.Dict)]
    maps = [item for item in found if isinstance(item, Map)]
    if len(maps) != len(found):
        return None
    if len(maps) == 1:
        return Map(maps[0].keys, more=_STREAMS)
    return Map(dict.fromkeys(key for item in maps for key in item.keys), more=_STREAMS)


def _returned_by_main(tree: ast.Module, nodes: list[ast.AST]) -> list[ast.expr | None]:
    """What `main` returns, if the body defines it once and binds it no other way."""
    found = [node for node in nodes if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef) and node.name == "main"]
    rebound = any(isinstance(node, ast.Name) and node.id == "main" and not isinstance(node.ctx, ast.Load) for node in nodes)
    if len(found) != 1 or found[0] not in tree.body or found[0].decorator_list or rebound:
        return []
    own = list(_own_nodes(found[0].body))
    if any(isinstance(node, ast.Yield | ast.YieldFrom) for node in own):
        return []
    return [node.value for node in own if isinstance(node, ast.Return)]


def _own_nodes(body: list[ast.stmt]) -> Iterable[ast.AST]:
    """All nodes outside of functions and classes that the statements define."""
    todo: list[ast.AST] = list(body)
    while todo:
        node = todo.pop()
        yield node
        if not isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef | ast.Lambda):
            todo.extend(syntax.children(node))


def _name(node: ast.expr) -> str | None:
    return node.id if isinstance(node, ast.Name) else None


def _dict(node: ast.Dict) -> Shape:
    """The shape of a display whose keys are constant strings; an empty one may be filled elsewhere."""
    keys: dict[str, Shape] = {}
    for key, value in zip(node.keys, node.values, strict=True):
        if not isinstance(key, ast.Constant) or not isinstance(key.value, str):
            return None
        keys[key.value] = _dict(value) if isinstance(value, ast.Dict) else None
    return Map(keys) if keys else None
