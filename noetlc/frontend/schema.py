"""The JSON Schema (2020-12) of a playbook, made from the tables of the checks: it accepts what they accept.

What needs more than one look at a document is left to the checks: names that refer to each other, templates, and Python.
"""

from __future__ import annotations

from typing import Any

from noetlc.frontend.checks.executor import LIMITS, MOST
from noetlc.frontend.checks.words import (
    ACTIONS,
    API_VERSIONS,
    BACKOFFS,
    LOOP_MODES,
    ROUTING_MODES,
    TEXT_TOOL_KEYS,
    TOOL_KINDS,
)
from noetlc.frontend.limits import STEPS

Schema = dict[str, Any]

SCALARS = ["string", "number", "boolean", "null"]
SCALAR: Schema = {"type": SCALARS}
MAP: Schema = {"type": ["object", "null"]}
FILLED: Schema = {"type": SCALARS, "pattern": r"\S"}
CONDITION: Schema = {"$ref": "#/$defs/condition"}
NO_SINGLE_BRACES: Schema = {"not": {"type": "string", "pattern": r"\{", "not": {"pattern": r"\{[{%]"}}}
ANY: Schema = {}


def playbook_schema() -> Schema:
    """The schema as data, with `$defs` for the parts of a playbook."""
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "NoETL playbook",
        "description": "Keys that are not listed are ignored (W01), or belong to the tool. noetl check looks deeper.",
        "type": "object",
        "required": ["apiVersion", "kind", "metadata", "workflow"],
        "properties": {
            "apiVersion": {"enum": list(API_VERSIONS)},
            "kind": {"const": "Playbook"},
            "metadata": {
                "type": "object",
                "required": ["name"],
                "properties": {"name": FILLED, "path": SCALAR, "description": SCALAR, "version": SCALAR, "labels": MAP},
            },
            "workload": _said(MAP, "Default inputs. Never rendered: template text in it stays literal."),
            "workbook": _said(_list(_map({"name": SCALAR, "tool": _or_null(_ref("tools"))})), "Tools that steps refer to."),
            "workflow": {"type": "array", "minItems": 1, "maxItems": STEPS.most, "items": _ref("step")},
            "executor": _optional(_executor()),
            "keychain": _said(ANY, "Names of credentials, passed to the host."),
        },
        "$defs": {
            "step": _step(),
            "loop": _loop(),
            "tools": {"if": {"type": "array"}, "then": _pipeline(), "else": _ref("tool")},
            "tool": _tool(),
            "task": _task(),
            "rule": _rule(),
            "admitRule": _admit_rule(),
            "next": _next(),
            "arc": _map({"step": FILLED, "when": CONDITION, "set": MAP, "args": MAP}, ["step"]),
            "condition": _said(FILLED, "A template, an expression, or a bool."),
        },
    }


# ---- parts


def _said(schema: Schema, text: str) -> Schema:
    return {"description": text, **schema}


def _ref(name: str) -> Schema:
    return {"$ref": f"#/$defs/{name}"}


def _map(properties: dict[str, Schema], required: list[str] | None = None) -> Schema:
    return {"type": "object", **({"required": required} if required else {}), "properties": properties}


def _optional(schema: Schema) -> Schema:
    """A map, or null in its place."""
    return schema | {"type": [schema["type"], "null"]}


def _or_null(schema: Schema) -> Schema:
    return {"anyOf": [{"type": "null"}, schema]}


def _list(items: Schema) -> Schema:
    """A list, or null in its place."""
    return {"type": ["array", "null"], "items": items}


def _word(words: tuple[str, ...], what: str) -> Schema:
    """A word of which others are only warned of."""
    return _said({"type": SCALARS, "examples": list(words)}, what)


def _executor() -> Schema:
    limits = {name: {"type": "integer", "minimum": least, "maximum": most} for name, (least, most) in LIMITS.items()}
    other = {"type": "integer", "minimum": 0, "maximum": MOST}
    wasm = _map(
        {
            "target": SCALAR,
            "capabilities": _said(_list(SCALAR), "Host tools that runs may use, such as tool_http."),
            "limits": _optional({"type": "object", "properties": limits, "additionalProperties": other}),
        }
    )
    names = {"entry_step": _said(SCALAR, "The first step."), "final_step": _said(SCALAR, "A step that runs at the end if it has not run.")}
    runtime = _word(("interpreted", "wasm"), "How runs are executed.")
    return _map({"spec": _optional(_map(names)), "runtime": runtime, "wasm": _optional(wasm)})


def _step() -> Schema:
    admit = _optional(_map({"rules": _list(_ref("admitRule"))}))
    spec = _map({"policy": _optional(_map({"admit": admit})), "next_mode": _word(ROUTING_MODES, "Which arcs are taken.")})
    return _map(
        {
            "step": _said(FILLED, "The name, which arcs and templates use."),
            "desc": SCALAR,
            "when": {"allOf": [CONDITION, NO_SINGLE_BRACES]},
            "spec": _optional(spec),
            "input": _said(MAP, "Default input of the step's tool."),
            "args": _said(MAP, "An alias of input."),
            "set": _said(MAP, "What is written to ctx after the step."),
            "loop": _or_null(_ref("loop")),
            "tool": _ref("tools"),
            "next": _ref("next"),
            "case": _said({"not": {}}, "Not supported: use next.arcs[].when."),
        },
        ["step", "tool"],
    )


def _loop() -> Schema:
    cursor = _map({"claim": {"type": [*SCALARS, "array", "object"], "pattern": r"\S"}, "kind": SCALAR}, ["claim"])
    spec = _map({"mode": {"enum": [*LOOP_MODES, None]}})
    by_cursor = _map({"spec": _map({"mode": {"const": "cursor"}}, ["mode"])}, ["spec"])
    return _map(
        {
            "iterator": _said(FILLED, "The name of the item."),
            "in": {"allOf": [FILLED, NO_SINGLE_BRACES]},
            "spec": _optional(spec),
            "cursor": ANY,
        },
        ["iterator"],
    ) | {"if": by_cursor, "then": _map({"cursor": cursor}, ["cursor"]), "else": {"required": ["in"]}}


def _pipeline() -> Schema:
    return {"type": "array", "minItems": 1, "items": _ref("task")}


def _task() -> Schema:
    """A tool with its kind, or one label with such a tool; no task_sequence."""
    sequence = _map({"kind": {"const": "task_sequence"}}, ["kind"])
    tool = {"allOf": [_ref("tool"), {"not": sequence}]}
    labelled = {"type": "object", "minProperties": 1, "maxProperties": 1, "additionalProperties": tool}
    return {"type": "object", "if": {"required": ["kind"]}, "then": tool, "else": labelled}


def _tool() -> Schema:
    do = _map({"do": {"enum": list(ACTIONS)}})
    policy = _map({"rules": _list(_ref("rule"))})
    one = {
        "if": {"type": "object"},
        "then": {"properties": {**do["properties"], "else": {"if": {"type": "object"}, "then": do}}},
    }
    kinds: list[Schema] = [_of_kind(kind, {key: SCALAR for key in keys}) for kind, keys in TEXT_TOOL_KEYS.items()]
    kinds.append(_of_kind("python", {"libs": MAP}))
    no_map = {"type": [*SCALARS, "array"]}
    container = _of_kind("container", {"args": no_map, "command": no_map})
    container["else"] = {"properties": {"args": MAP}, "not": {"required": ["input", "args"]}}
    tasks = {"if": {"required": ["tasks"]}, "then": {"properties": {"tasks": _pipeline()}}}
    tasks["else"] = {"required": ["tool_config"], "properties": {"tool_config": _pipeline()}}
    sequence = {"if": _map({"kind": {"const": "task_sequence"}}, ["kind"]), "then": tasks}
    return _map(
        {
            "kind": _said({"enum": sorted(TOOL_KINDS)}, "What the tool is."),
            "name": _said(SCALAR, "The label of a task, or the workbook entry."),
            "input": _said(MAP, "Names and values that the tool gets."),
            "set": _said(MAP, "What is written to ctx or iter after the task."),
            "spec": _optional(_map({"policy": _optional(policy)})),
            "eval": _said({"if": {"type": "array"}, "then": {"items": one}}, "Ignored: use spec.policy.rules."),
        },
        ["kind"],
    ) | {"allOf": [*kinds, container, sequence]}


def _of_kind(kind: str, properties: dict[str, Schema]) -> Schema:
    return {"if": _map({"kind": {"const": kind}}, ["kind"]), "then": {"properties": properties}}


def _rule() -> Schema:
    then = _map(
        {
            "do": _word(ACTIONS, "What is done."),
            "attempts": SCALAR,
            "backoff": _word(BACKOFFS, "How the delay grows."),
            "delay": SCALAR,
            "to": _said(SCALAR, "The label that jump goes to."),
            "message": ANY,
            "set": MAP,
        }
    )
    has_then = _map({"then": {"type": "object"}}, ["then"])
    otherwise = {"properties": {"else": _optional(_map({"then": _optional(then)}))}}
    return _map({"when": CONDITION, "then": _optional(then), "else": ANY}) | {"if": has_then, "else": otherwise}


def _admit_rule() -> Schema:
    then = _optional(_map({"allow": {"type": "boolean"}}))
    otherwise = {"properties": {"else": _optional(_map({"then": then}))}}
    return _map({"when": CONDITION, "then": then, "else": ANY}) | {"if": {"required": ["then"]}, "else": otherwise}


def _next() -> Schema:
    """Absent or null, a name, a list of names, a list of arcs, or a map with arcs."""
    names = {"items": {"type": ["string", "number", "boolean"]}}
    arcs = {"items": _ref("arc")}
    spec = _map({"mode": _word(ROUTING_MODES, "Which arcs are taken.")})
    router = _map({"spec": _optional(spec), "arcs": {"type": "array", **arcs}}, ["arcs"])
    return {
        "if": {"type": "object"},
        "then": router,
        "else": {"if": {"type": "array"}, "then": {"anyOf": [names, arcs]}, "else": FILLED},
    }
