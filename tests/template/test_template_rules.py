"""What rendered values, texts and conditions become, by explicit expectation."""

from __future__ import annotations

from typing import Any

import pytest
from template_guest import RAISED, run

NAMES: dict[str, Any] = {
    "n": 3, "s": "x", "none_": None, "data": {"v": [1, {"w": None}]}, "words": ["no", "Off", " ", 0.0, [], "0.0", "undefined", "FALSE "],
    "output": {"status": "ok", "data": {"k": 1}, "ref": None, "error": None}, "event": {"name": "step.done"}, "step": {"v": 5},
}  # fmt: skip

TYPED = [
    ("{{ n }}0", 30), ("{{ n }}.50", 3.5), ("tr{{ 'ue' }}", True), ("Fal{{ 'se' }}", False), ("{{ '' }}{{ '' }}", None),
    ("[{{ n }}, 4]", [3, 4]), ('{"a": {{ n }}}', {"a": 3}), ("{{ s }} {{ n }}", "x 3"), (" {{ n }} {{ '' }}", 3), ("{{ '30' }}", "30"),
    ("-{{ n }}", -3), ("+{{ n }}", 3), ("0{{ n }}", 3), ("{{ n }}.", 3.0), (".{{ n }}", 0.3), ("{{ n }}e2", 300.0),
    ("1e999{{ '' }}", "1e999"), ("{{ n }}_0", "3_0"), ("[{{ n }}", "[3"), ("nul{{ 'l' }}", None),
    ("None{{ '' }}", None), ("nan{{ '' }}", "nan"),
    ("{{ missing }}", None), ("{{ [missing, n] }}", [None, 3]), ("{{ {'a': missing} }}", {"a": None}), ("v={{ missing }}", "v="),
    ("v={{ none_ }}", "v=None"), ("v={{ [missing, 's', 1.0, true] }}", 'v=[undefined, "s", 1.0, True]'), ("{{ data.v[1] }}", {"w": None}),
    ("v={{ 100000000000000000000.0 }}", "v=100000000000000000000.0"), ("v={{ 0.00001 }}", "v=0.00001"), ("{# c #}{{ n }}", 3),
    ("{% raw %}{{ n }}{% endraw %}", "{{ n }}"), ("{{- n -}}", 3), ("123456789012345678901{{ '' }}", 123456789012345678901),
]  # fmt: skip

CONDITIONS = [
    ("words[0]", False), ("{{ words[1] }}", False), ("{{ words[2] }}", False), ("{{ words[3] }}", False), ("words[4]", False),
    ("{{ words[5] }}", True), ("{{ words[6] }}", True), ("{{ words[7] }}", False), ("{{ n == 3 and s }}", True), ("missing", False),
    ("n", True), ("{{ n - 3 }}", False), ("{{ s }}{{ n }}", True), ("{{ 'of' }}f", False), ("{% if n == 3 %}false{% endif %}", False),
    ("{{ missing + 1 }}", (RAISED, 1)), ("n >", (RAISED, 1)), ("output.status == 'success'", True), ("event.name != 'call.done'", False),
    ("{{ output.status in ['completed'] }}", True), ("not missing", True), ("{{ {} }}", False), ("step.data.v == 5", True),
]  # fmt: skip

RULES = [
    ("{{ [] }}", True), ("{{ 0.0 }}", True), ("{{ 0 }}", False), ("{{ '' }}", False), ("{{ 'false' }}", False), ("{{ 'False' }}", False),
    ("{{ 'FALSE' }}", True), ("{{ 'no' }}", True), ("{{ none }}", False), ("missing", False), ("{{ 'null' }}", False), ("{{ ' ' }}", True),
    ("n == 3", True), ("{{ false }}", False), ("{{ n }}{{ s }}", True), ("{{ 1 / 0 }}", (RAISED, 1)), ("{{ {} }}", True),
]  # fmt: skip

TEXTS = [
    ("{{ n }}0", "30"), ("{{ n }}", "3"), ("{{ [1, 'a'] }}", '[1, "a"]'), ("{{ missing }}", ""), ("a{{ none_ }}", "aNone"),
    (" {{ s }} ", " x "), ("{{ s | upper }}", "X"), ("{% if n %}yes{% endif %}", "yes"),
]  # fmt: skip


@pytest.mark.parametrize(
    ("how", "table"),
    [("value", TYPED), ("condition", CONDITIONS), ("rule", RULES), ("text", TEXTS)],
    ids=["typing", "conditions", "rules", "texts"],
)
def test_table(how: str, table: list[tuple[str, Any]]) -> None:
    got = run([text for text, _ in table], NAMES, how)
    wrong = [(text, want, g) for (text, want), g in zip(table, got, strict=True) if g != want or type(g) is not type(want)]
    assert wrong == []


def test_strict_strings_keep_mixed_text_only() -> None:
    templates = ["{{ n }}0", "{{ n }}", "[{{ n }}]", "a{{ n }}"]
    assert run(templates, NAMES, strict=True) == ["30", 3, "[3]", "a3"]


def test_step_views_do_not_leak() -> None:
    templates = ["{{ step.data }}", "{{ [step, {'q': step}] }}", "{% set x = step %}{{ x | tojson }}"]
    assert run(templates, NAMES) == [{"v": 5}, [{"v": 5}, {"q": {"v": 5}}], {"v": 5}]


def test_broken_templates_raise_at_their_line() -> None:
    assert run(["a\n{{ n +", "{% if %}", "x\n\n{{ n | nope }}"], NAMES) == [(RAISED, 2), (RAISED, 1), (RAISED, 3)]


def test_branches_not_taken_never_raise() -> None:
    templates = ["{{ n if n else 1 / 0 }}", "{{ n or 1 / 0 }}", "{{ false and (1 | nope) }}", "{% if not n %}{{ 1 | nope }}{% endif %}ok"]
    assert run(templates, NAMES) == [3, 3, False, "ok"]
