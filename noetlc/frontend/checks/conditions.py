"""`when` of steps, arcs and rules, admit rules, and the policy rules of a task (language.md 6.3, 3.1, 8.3)."""

from __future__ import annotations

from typing import cast

from noetlc.frontend.checks.nearest import did_you_mean
from noetlc.frontend.checks.report import Report, entry, is_blank, is_null, join, value_span
from noetlc.frontend.checks.words import ACTIONS, BACKOFFS
from noetlc.frontend.nodes import Mapping, Scalar
from noetlc.frontend.playbook import Action, AdmitRule, Condition, Rule


def condition(report: Report, owner: Mapping, path: str, *, strict_braces: bool = False) -> Condition | None:
    """The `when` of a step, arc or rule. `strict_braces`: single braces without template marks are V17 (steps only)."""
    found = entry(owner, "when")
    if found is None:
        return None
    key, value = found
    where = join(path, "when")
    if not isinstance(value, Scalar):
        report.error("V22", "when must be a string or a bool", key.span, where, 'write a condition: "{{ … }}"')
        return None
    if isinstance(value.value, bool):
        return Condition(value.value, value.span)
    if is_blank(value):
        report.error("V17", "malformed expression: when is empty", key.span, where, "write a condition, or remove the key")
        return None
    if strict_braces and has_single_braces(value.text):
        report.error("V17", "malformed expression: when has braces but no template", key.span, where, "write {{ … }}")
        return None
    report.templates.append((value, True, where))
    return Condition(value, value.span)


def has_single_braces(text: str) -> bool:
    return "{" in text and "{{" not in text and "{%" not in text


def admit_rules(report: Report, spec: Mapping | None, path: str) -> tuple[AdmitRule, ...]:
    """The rules of `spec.policy.admit`; `path` is that of the step."""
    policy = report.mapping(spec, "policy", join(path, "spec")) if spec else None
    admit = report.mapping(policy, "admit", join(path, "spec.policy")) if policy else None
    if admit is None:
        return ()
    out: list[AdmitRule] = []
    for index, rule in enumerate(report.maps(admit, "rules", f"{path}.spec.policy.admit")):
        field = f"spec.policy.admit.rules[{index}]"
        where = f"{path}.{field}"
        when = condition(report, rule, where)
        holder = rule if rule.get("then") is not None else _else_map(report, rule, where)
        then = report.mapping(holder, "then", where) if holder else None
        out.append(AdmitRule(when, _allow(report, then, where), f"{field}.when"))
    return tuple(out)


def _allow(report: Report, then: Mapping | None, path: str) -> bool:
    """The bool under `allow`; a rule that does not say so admits."""
    found = entry(then, "allow") if then else None
    if found is None:
        return True
    key, value = found
    if isinstance(value, Scalar) and isinstance(value.value, bool):
        return value.value
    report.error("V22", "allow must be a bool", key.span, join(path, "then.allow"), "write true or false")
    return True


def _else_map(report: Report, rule: Mapping, path: str) -> Mapping | None:
    return report.mapping(rule, "else", path)


def policy_rules(report: Report, spec: Mapping | None, path: str) -> tuple[Rule, ...]:
    """The rules of a tool's `spec.policy`; `path` is that of the tool."""
    policy = report.mapping(spec, "policy", join(path, "spec")) if spec else None
    if policy is None:
        return ()
    where = f"{path}.spec.policy"
    return tuple(_rule(report, rule, index, f"{where}.rules[{index}]") for index, rule in enumerate(report.maps(policy, "rules", where)))


def _rule(report: Report, rule: Mapping, index: int, path: str) -> Rule:
    when = condition(report, rule, path)
    then = report.mapping(rule, "then", path)
    otherwise = entry(rule, "else")
    if then is None and otherwise is not None:
        inner = _else_map(report, rule, path)
        then = report.mapping(inner, "then", join(path, "else")) if inner else None
        path = join(path, "else")
    if then is None:
        if otherwise is not None:
            hint = "write else: {then: {do: …}}"
            report.warn("W02", "policy rule without effect: else without then", otherwise[0].span, path, hint)
        else:
            report.warn("W02", "policy rule without effect: no then", rule.span, path, "add then: {do: …}")
        return Rule(when, False, "continue", None, "none", None, None, None, (), index, rule.span)
    path = join(path, "then")
    writes = report.entries(then, "set", path)
    report.rendered_entries(writes, join(path, "set"))
    message = then.get("message")
    if message is not None:
        report.rendered(message, join(path, "message"))
    target = report.text(then, "to", path)
    to_entry = entry(then, "to")
    if to_entry is not None:
        report.jump_places[rule.span] = value_span(*to_entry)
    return Rule(
        when,
        True,
        _action(report, then, path),
        _literal(report, then, "attempts", path),
        _backoff(report, then, path),
        _literal(report, then, "delay", path),
        None if target is None or is_null(target) else target.text,
        message,
        writes,
        index,
        rule.span,
    )


def _literal(report: Report, then: Mapping, key: str, path: str) -> Scalar | None:
    found = report.text(then, key, path)
    return None if found is None or is_null(found) else found


def _action(report: Report, then: Mapping, path: str) -> Action:
    found = entry(then, "do")
    word = report.text(then, "do", path)
    if found is None or word is None or is_null(word):
        return "continue"
    if word.text in ACTIONS:
        return cast(Action, word.text)
    hint = did_you_mean(word.text, ACTIONS, "known are " + ", ".join(ACTIONS))
    report.warn("W03", f"unknown do {word.text}: acts as continue", value_span(*found), join(path, "do"), hint)
    return "continue"


def _backoff(report: Report, then: Mapping, path: str) -> str:
    found = entry(then, "backoff")
    word = report.text(then, "backoff", path)
    if found is None or word is None or is_null(word):
        return "none"
    if word.text not in BACKOFFS:
        hint = did_you_mean(word.text, BACKOFFS, "known are " + ", ".join(BACKOFFS))
        report.warn("W03", f"unknown backoff {word.text}: acts as a constant delay", value_span(*found), join(path, "backoff"), hint)
    return word.text
