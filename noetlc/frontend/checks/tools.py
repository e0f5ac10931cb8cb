"""One tool map: kind, input, configuration, writes, rules (language.md 3.2, 7.1, 10)."""

from __future__ import annotations

from dataclasses import dataclass

from noetlc.frontend.checks.conditions import policy_rules
from noetlc.frontend.checks.nearest import did_you_mean
from noetlc.frontend.checks.report import Entries, Report, entry, is_null, join, value_span
from noetlc.frontend.checks.words import ACTIONS, HOST_KINDS, IGNORED_TOOL_KEYS, TEXT_TOOL_KEYS, TOOL_KINDS, UNRENDERED_TOOL_KEYS
from noetlc.frontend.nodes import Mapping, Node, Scalar, Sequence
from noetlc.frontend.playbook import Rule


@dataclass(frozen=True, slots=True)
class Draft:
    """A checked tool map before workbook entries are put in. `name` is the scalar under `name`, if any.

    `kind` is empty when it was missing or unknown. `set` and `rules` are None where the key is absent.
    """

    kind: str
    name: Scalar | None
    input: Entries
    config: Entries
    set: Entries | None
    rules: tuple[Rule, ...] | None
    node: Mapping
    path: str


def read_tool(report: Report, node: Mapping, path: str) -> Draft:
    """Check one tool map."""
    kind = _kind(report, node, path)
    name = report.text(node, "name", path)
    given = _input(report, node, kind, path)
    spec = report.mapping(node, "spec", path)
    writes = report.entries(node, "set", path)
    report.rendered_entries(writes, join(path, "set"))
    rules = policy_rules(report, spec, path)
    _eval(report, node, path)
    for key, _ in node.entries:
        if key.text in IGNORED_TOOL_KEYS:
            report.warn("W01", f"tool key {key.text} is ignored", key.span, join(path, key.text), _instead(key.text))
    config = _config(report, node, kind, path)
    has_rules = spec is not None and isinstance(spec.get("policy"), Mapping)
    return Draft(
        kind,
        None if name is None or is_null(name) else name,
        given,
        config,
        writes if entry(node, "set") else None,
        rules if has_rules else None,
        node,
        path,
    )


def _instead(key: str) -> str:
    if key == "output":
        return "use set"
    if key == "next":
        return "it is a key of the step: indent it like tool"
    return "use spec.policy.rules"


def _kind(report: Report, node: Mapping, path: str) -> str:
    found = entry(node, "kind")
    where = join(path, "kind")
    hint = "known kinds: " + ", ".join(sorted(TOOL_KINDS))
    if found is None:
        report.missing("V12", "unknown tool kind: kind is required", node, "kind", where, hint)
        return ""
    key, value = found
    if not isinstance(value, Scalar):
        report.error("V12", "unknown tool kind: kind must be a string", key.span, where, hint)
        return ""
    if value.text not in TOOL_KINDS:
        report.error("V12", f"unknown tool kind {value.text}", value_span(key, value), where, did_you_mean(value.text, TOOL_KINDS, hint))
        return ""
    if value.text in HOST_KINDS and f"tool_{value.text}" not in report.granted:
        hint = f"grant it with --allow tool_{value.text}, or expect an error outcome"
        report.warn("W10", f"tool kind {value.text} needs a host tool", value_span(key, value), where, hint)
    return value.text


def _input(report: Report, node: Mapping, kind: str, path: str) -> Entries:
    """The entries of `input`, or of its alias `args`, which for kind container is no alias."""
    given = report.entries(node, "input", path)
    report.rendered_entries(given, join(path, "input"))
    if kind == "container":
        _list_or_text(report, node, "args", path)
        return given
    alias = report.entries(node, "args", path)
    report.rendered_entries(alias, join(path, "args"))
    both = [key for key, _ in node.entries if key.text in ("input", "args")]
    if len(both) > 1:
        report.error("V13", "use input or args, not both", both[-1].span, join(path, both[-1].text), "move all entries into input")
    return given or alias


def _list_or_text(report: Report, node: Mapping, key: str, path: str) -> None:
    found = entry(node, key)
    if found is not None and isinstance(found[1], Mapping):
        report.error("V22", f"{key} must be a list or a string", found[0].span, join(path, key), "write a list of words")


def _config(report: Report, node: Mapping, kind: str, path: str) -> Entries:
    """The keys that are rendered, with their type checks; notes templates and Python bodies."""
    left_out = UNRENDERED_TOOL_KEYS - {"args"} if kind == "container" else UNRENDERED_TOOL_KEYS
    for text_key in TEXT_TOOL_KEYS.get(kind, ()):
        report.text(node, text_key, path)
    if kind == "container":
        _list_or_text(report, node, "command", path)
    if kind == "python":
        report.mapping(node, "libs", path)
        _python_body(report, node, path)
    config = tuple((key, value) for key, value in node.entries if key.text not in left_out)
    pipeline_keys = ("tasks", "tool_config") if kind == "task_sequence" else ()
    for name, value in config:
        where = join(path, name.text)
        if name.is_template:
            report.templates.append((name, False, where))
        if name.text not in pipeline_keys and not (kind in HOST_KINDS and name.text == "auth"):
            report.rendered(value, where)
    return config


def _python_body(report: Report, node: Mapping, path: str) -> None:
    """Note the body of a Python tool: `code`, else the source code of an inline `script`."""
    code: Node | None = node.get("code")
    where = join(path, "code")
    if code is None or is_null(code):
        script = node.get("script")
        source = script.get("source") if isinstance(script, Mapping) else None
        if not isinstance(source, Mapping):
            return
        kind = source.get("type")
        if kind is not None and not is_null(kind) and not (isinstance(kind, Scalar) and kind.text == "inline"):
            return
        code = source.get("code")
        where = join(path, "script.source.code")
    if isinstance(code, Scalar) and not is_null(code) and not ("{{" in code.text or "{%" in code.text):
        report.bodies.append((code, where))


def _eval(report: Report, node: Mapping, path: str) -> None:
    """`eval` is ignored (W01), but a `do` in it must be a known word (V20)."""
    found = node.get("eval")
    if not isinstance(found, Sequence):
        return
    for index, item in enumerate(found.items):
        where = f"{path}.eval[{index}]"
        for owner, at in ((item, where), (item.get("else") if isinstance(item, Mapping) else None, join(where, "else"))):
            do = entry(owner, "do") if isinstance(owner, Mapping) else None
            if do is not None and not (isinstance(do[1], Scalar) and do[1].text in ACTIONS):
                known = "known are " + ", ".join(ACTIONS) + "; eval itself is ignored: use spec.policy.rules"
                hint = did_you_mean(do[1].text, ACTIONS, known) if isinstance(do[1], Scalar) else known
                report.error("V20", "invalid eval.do", value_span(*do), join(at, "do"), hint)
