"""What is found in a playbook, and the payloads and answers made of it."""

from __future__ import annotations

import json
import random
import re
import warnings
from typing import Any

import pytest

from noetlc.frontend import load
from noetlc.frontend.playbook import Playbook
from noetlc.interp.coverage import Coverage, points
from noetlc.interp.interpreter import interpret_run
from noetlc.verify.harvest import Facts, harvest
from noetlc.verify.harvest.patterns import matching
from noetlc.verify.harvest.sampling import MAX_ROUNDS, Sampler
from noetlc.verify.harvest.shapes import MAX_NUMBER, Shape, unify
from noetlc.verify.payloads import generate
from noetlc.verify.stubs import StubHost


def playbook(workflow: list[dict[str, Any]], workload: dict[str, Any] | None = None) -> Playbook:
    document = {
        "apiVersion": "noetl.io/v2",
        "kind": "Playbook",
        "metadata": {"name": "m"},
        "workload": workload or {},
        "workflow": workflow,
    }
    found, diagnostics = load(json.dumps(document))
    assert found is not None, diagnostics
    return found


def noop(result: Any) -> Playbook:
    return playbook([{"step": "start", "tool": {"kind": "noop", "result": result}}], {"n": 1, "s": "x", "xs": [1], "d": {}})


def body(code: str) -> Playbook:
    inputs = {name: f"{{{{ {name} }}}}" for name in ("n", "s", "xs", "d")}
    step = {"step": "start", "tool": {"kind": "python", "input": inputs, "code": code}}
    return playbook([step], {"n": 1, "s": "x", "xs": [1], "d": {}})


def literals(facts: Facts, *path: str) -> list[Any]:
    shape = facts.payload
    for name in path:
        inner = shape.items if name == "[]" else shape.fields.get(name)
        assert inner is not None, (path, name)
        shape = inner
    return shape.literals


@pytest.mark.parametrize(
    ("template", "path", "expected"),
    [
        ("{{ s == 'blue-moon' }}", ["s"], ["blue-moon"]),
        ("{{ n > 100 }}", ["n"], [99, 100, 101]),
        ("{{ workload.s in ('a', 'b') }}", ["s"], ["a", "b"]),
        ("{{ d.user.name == 'x' }}", ["d", "user", "name"], ["x"]),
        ("{{ d['user'] | default('none') }}", ["d", "user"], ["none"]),
        ("{{ s | lower == 'yes' }}", ["s"], ["yes"]),
        ("{% for x in xs %}{{ x.id == 7 }}{% endfor %}", ["xs", "[]", "id"], [7]),
        ("{{ xs | length > 2 }}", ["xs"], [[None] * 2, [None] * 3]),
        ("{{ s.startswith('ab') }}", ["s"], ["ab", "abx"]),
        ("{{ undeclared == 5 }}", ["undeclared"], [5]),
        ("{{ n is none }}", ["n"], [None]),
        ("{{ xs | selectattr('kind', 'equalto', 'k') | list }}", ["xs", "[]", "kind"], ["k"]),
    ],
)
def test_templates(template: str, path: list[str], expected: list[Any]) -> None:
    found = literals(harvest(noop(template)), *path)
    assert all(value in found for value in expected), found


@pytest.mark.parametrize(
    ("code", "path", "expected"),
    [
        ("if s == 'blue-moon': pass", ["s"], ["blue-moon"]),
        ("x = s.strip().upper()\nif x in ('A', 'B'): pass", ["s"], ["A", "B"]),
        ("if n >= 10: pass", ["n"], [9, 10, 11]),
        ("match d:\n    case {'kind': 'a' | 'b'}: pass", ["d", "kind"], ["a", "b"]),
        ("name = d.get('user', {}).get('name')\nif name == 'x': pass", ["d", "user", "name"], ["x"]),
        ("def f(value): return value['k'] == 3\nresult = f(d)", ["d", "k"], [3]),
        ("def main(s, n):\n    if s == 'go': return n", ["s"], ["go"]),
        ("for i, x in enumerate(xs):\n    if x['id'] == 9: pass", ["xs", "[]", "id"], [9]),
        ("result = [x for x in xs if x['on'] == 'yes']", ["xs", "[]", "on"], ["yes"]),
        ("if len(xs) > 3: pass", ["xs"], [[None] * 4]),
        ("import json\nif json.loads(s)['k'] == 1: pass", ["s"], []),
        ("if isinstance(d, (list, dict)): pass", ["d"], [[], {}]),
        ("if not context.get('extra') == 4: pass", ["extra"], [4]),
        ("result = 1 / n", ["n"], [0]),
        ("return 1 if s is None else 2", ["s"], [None]),
    ],
)
def test_bodies(code: str, path: list[str], expected: list[Any]) -> None:
    found = literals(harvest(body(code)), *path)
    assert all(value in found for value in expected), found


def test_regular_expressions_give_texts_that_match() -> None:
    found = literals(harvest(body("import re\nif re.fullmatch(r'[a-z]{2}-\\d+', s): pass")), "s")
    assert any(re.fullmatch(r"[a-z]{2}-\d+", text) for text in found)
    assert matching("(") == ()
    assert matching("a+") == matching("a+") != ()


def test_text_that_is_parsed_holds_what_is_read_of_it() -> None:
    shape = harvest(body("import json\nif json.loads(s)['k'] == 1: pass")).payload.fields["s"]
    drawn = [Sampler(random.Random(n)).value(shape) for n in range(40)]
    assert any(isinstance(text, str) and "k" in text for text in drawn)


def test_numbers_stay_sane() -> None:
    facts = harvest(
        body("if n > 9007199254740993: pass\nfor i in range(d['count']):\n    if i == 900000: pass\nif d['count'] == 900000: pass")
    )
    assert all(abs(value) <= MAX_NUMBER for value in literals(facts, "n"))
    count = facts.payload.fields["d"].fields["count"]
    assert all(abs(Sampler(random.Random(n)).value(count) or 0) <= MAX_ROUNDS for n in range(50) if count.is_bounded)


def test_unified_shapes_know_the_same_and_may_be_cyclic() -> None:
    a, b = Shape(), Shape()
    a.field("x").note("left")
    b.field("x").note("right")
    b.fields["self"] = b
    unify(a, b)
    assert a.fields["x"].literals == b.fields["x"].literals == ["left", "right"]
    json.dumps(Sampler(random.Random(0)).value(a))


WORKFLOW: list[dict[str, Any]] = [
    {
        "step": "start",
        "tool": {"kind": "python", "input": {"m": "{{ mode }}"}, "code": "result = {'fast': m == 'blue-moon', 'limit': 3 if m else 1}"},
        "next": {"arcs": [{"step": "fetch", "when": "{{ start.fast }}"}, {"step": "end"}]},
    },
    {
        "step": "fetch",
        "tool": {
            "kind": "http",
            "url": "http://x/{{ mode }}",
            "spec": {
                "policy": {
                    "rules": [
                        {
                            "when": "{{ output.status == 'error' and output.error.kind == 'rate_limit' }}",
                            "then": {"do": "retry", "attempts": 3},
                        },
                        {"when": "{{ output.http.status == 503 }}", "then": {"do": "fail"}},
                        {"else": {"then": {"do": "continue"}}},
                    ]
                }
            },
        },
        "next": {"arcs": [{"step": "many", "when": "{{ fetch.data.users | length > 2 }}"}, {"step": "end"}]},
    },
    {
        "step": "many",
        "tool": {
            "kind": "python",
            "input": {"users": "{{ fetch.data.users }}"},
            "code": "result = [u['name'] for u in users if u.get('role') == 'admin'] or 'nobody'",
        },
        "next": {"arcs": [{"step": "end"}]},
    },
    {"step": "end", "tool": {"kind": "noop"}},
]


def reached(document: Playbook, facts: Facts | None, workload: dict[str, Any]) -> set[int]:
    coverage = Coverage(document)
    for payload in generate(workload, 60, 0, facts):
        interpret_run(document, payload, host=StubHost(0, payload, facts), coverage=coverage)
    return coverage.hit


def test_examples_reach_what_types_alone_do_not() -> None:
    workload = {"mode": "slow"}
    document = playbook(WORKFLOW, workload)
    found = reached(document, harvest(document), workload)
    missed = {point.label for number, point in enumerate(points(document)) if number not in found}
    assert missed == set()
    blind = reached(document, None, workload)
    assert "step many" in {point.label for number, point in enumerate(points(document)) if number not in blind}


def test_payloads_are_the_same_every_time_and_have_undeclared_keys() -> None:
    facts = harvest(noop("{{ undeclared == 'k' and n == 500 }}"))
    workload = {"n": 1, "s": "x"}
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        payloads = generate(workload, 40, 3, facts)
    assert json.dumps(payloads) == json.dumps(generate(workload, 40, 3, harvest(noop("{{ undeclared == 'k' and n == 500 }}"))))
    assert payloads != generate(workload, 40, 4, facts)
    assert any(p.get("undeclared") == "k" for p in payloads)
    assert any("undeclared" not in p for p in payloads)
    assert any(p.get("n") == 500 for p in payloads)
    assert generate(workload, 0, 3, facts) == []


def test_equal_payloads_differ_by_a_key_nobody_reads_where_tools_answer() -> None:
    document = playbook([{"step": "start", "tool": {"kind": "http", "url": "http://x"}}])
    payloads = generate({}, 10, 0, harvest(document))
    assert len(payloads) == 10 == len({json.dumps(payload) for payload in payloads})
    assert generate({}, 10, 0, harvest(playbook([{"step": "start", "tool": {"kind": "noop"}}]))) == []


def request(step: str, **more: Any) -> bytes:
    return json.dumps({"step": step, "attempt": 1, "config": {}, "input": {}, **more}).encode()


def test_a_plain_host_answers_well_shaped_data_only() -> None:
    facts = harvest(playbook(WORKFLOW, {"mode": "slow"}))
    for number in range(30):
        answer = json.loads(StubHost(0, {"n": number}, facts, plain=True).call("tool_http", request("fetch")))
        assert answer["status"] == "ok"
        assert answer["error"] is None
        assert answer["data"]["status_code"] == 200
        users = answer["data"]["data"]["users"]
        assert users
        assert all({"name", "role"} <= set(user) for user in users)


def test_tasks_fail_and_recover() -> None:
    facts = harvest(playbook(WORKFLOW, {"mode": "slow"}))
    fares = set()
    for number in range(120):
        host = StubHost(0, {"n": number}, facts)
        answers = [host.call("tool_http", request("fetch", attempt=attempt)) for attempt in (1, 2, 3)]
        assert answers == [StubHost(0, {"n": number}, facts).call("tool_http", request("fetch")), *answers[1:]]
        fares.add(tuple(b'"status":"error"' in answer for answer in answers))
    assert {(False,) * 3, (True,) * 3, (True, False, False), (True, True, False)} <= fares


def test_a_host_without_facts_and_an_odd_request() -> None:
    facts = harvest(playbook(WORKFLOW, {"mode": "slow"}))
    for odd in (b"", b"[]", b"{}", b"\xff"):
        assert StubHost(1, {}, facts, plain=True).call("tool_http", odd) == StubHost(1, {}, None, plain=True).call("tool_http", odd)
