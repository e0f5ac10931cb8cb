"""Every rule of the language: the code and line of each error and warning, and the checked playbook."""


from pathlib import Path

import pytest

from noetlc.diagnostics import Diagnostic
from noetlc.frontend import check, load
from noetlc.frontend.playbook import Playbook
from noetlc.interp.pybody import versions

HEAD = "apiVersion: noetl.io/v2\nkind: Playbook\nmetadata: {name: m}\n"
NOOP = "{kind: noop}"


def flow(*lines: str) -> str:
    """A playbook whose workflow starts in line 5, and which declares x and y."""
    return HEAD + "workflow:\n" + "\n".join(lines) + "\nworkload: {x: 1, y: 1}\n"


def step(rest: str, name: str = "start") -> str:
    return f"- {{step: {name}, {rest}}}"


def found(text: str, severity: str = "error") -> list[tuple[str, int]]:
    return [(d.code, d.line) for d in check(text) if d.severity == severity]


def playbook(text: str) -> Playbook:
    result, diagnostics = load(text)
    assert result is not None, diagnostics
    return result


ERRORS = [
    ("", [("V03", 1)]),
    ("- a\n", [("V03", 1)]),
    ("5", [("V03", 1)]),
    ("kind: Playbook\nmetadata: {name: m}\nworkflow: [{step: a, tool: {kind: noop}}]", [("V04", 1)]),
    (flow(step("tool: {kind: noop}")).replace("v2", "v1"), [("V04", 1)]),
    (flow(step("tool: {kind: noop}")).replace("kind: Playbook", "kind: Book"), [("V05", 2)]),
    (flow(step("tool: {kind: noop}")).replace("{name: m}", "5"), [("V06", 3)]),
    (flow(step("tool: {kind: noop}")).replace("{name: m}", "{path: m}"), [("V06", 3)]),
    (flow(step("tool: {kind: noop}")).replace("{name: m}", "{name: ''}"), [("V06", 3)]),
    (flow(step("tool: {kind: noop}")).replace("{name: m}", "{name: [m]}"), [("V22", 3)]),
    (HEAD, [("V07", 1)]),
    (HEAD + "workflow: []", [("V07", 4)]),
    (HEAD + "workflow: {a: 1}", [("V07", 4)]),
    (flow("- a", "- {tool: {kind: noop}}", "- {step: '', tool: {kind: noop}}"), [("V08", 5), ("V08", 6), ("V08", 7)]),
    (flow(step("tool: {kind: noop}"), step("tool: {kind: noop}")), [("V09", 6)]),
    (flow("- desc: d\n  step: a"), [("V10", 5)]),
    (flow("- step: a\n  tool: {kind: noop}\n  case: []"), [("V11", 7)]),
    (flow("- step: a\n  tool:\n    code: x"), [("V12", 7)]),
    (flow("- step: a\n  tool:\n    kind: nope"), [("V12", 7)]),
    (flow("- step: a\n  tool:\n    kind: python\n    input: {}\n    args: {}"), [("V13", 9)]),
    (flow(step("tool: {kind: container, input: {a: 1}, args: [x]}")), []),
    (flow(step("tool: []")), [("V14", 5)]),
    (flow("- step: a\n  tool:\n  - 5\n  - {name: x}\n  - {a: {kind: noop}, b: {kind: noop}}\n  - {a: {x: 1}}"), [("V14", n) for n in (7, 8, 9, 10)]),
    (flow(step("tool: {kind: task_sequence}")), [("V14", 5)]),
    (flow(step("tool: {kind: workbook}")), [("V15", 5)]),
    (flow(step("tool: {kind: workbook, name: x}")), [("V15", 5)]),
    (flow(step("loop: 5, tool: {kind: noop}")), [("V16", 5)]),
    (flow(step("loop: {in: '{{ x }}'}, tool: {kind: noop}")), [("V16", 5)]),
    (flow(step("loop: {in: '{{ x }}', iterator: i, spec: {mode: fast}}, tool: {kind: noop}")), [("V16", 5)]),
    (flow(step("loop: {iterator: i}, tool: {kind: noop}")), [("V16", 5)]),
    (flow(step("loop: {iterator: i, in: [1]}, tool: {kind: noop}")), [("V16", 5)]),
    (flow(step("loop: {iterator: i, spec: {mode: cursor}}, tool: {kind: noop}")), [("V16", 5)]),
    (flow(step("loop: {iterator: i, spec: {mode: cursor}, cursor: {claim: q}}, tool: {kind: noop}")), []),
    (flow(step("when: '', tool: {kind: noop}")), [("V17", 5)]),
    (flow(step("when: '{ x }', tool: {kind: noop}")), [("V17", 5)]),
    (flow(step("loop: {iterator: i, in: '{ x }'}, tool: {kind: noop}")), [("V17", 5)]),
    (flow(step("loop: {iterator: i, in: ''}, tool: {kind: noop}")), [("V17", 5)]),
    (flow(step("tool: {kind: noop}, next: [{step: start, when: '{}'}]")), []),
    (flow(step("tool: {kind: noop}, next: {step: start}")), [("V18", 5)]),
    (flow(step("tool: {kind: noop}, next: [start, {step: start}]")), [("V18", 5)]),
    (flow("- step: a\n  tool: {kind: noop}\n  next:\n    arcs:\n    - {step: a}\n    - {when: x}"), [("V18", 10)]),
    (flow("- step: a\n  tool: {kind: noop}\n  next:\n    arcs:\n    - when: x\n      step: b"), [("V19", 10)]),
    (flow("- step: a\n  tool: {kind: noop}\n  next:\n  - a\n  - end"), [("V19", 9)]),
    (flow("- step: a\n  tool: {kind: noop}\n  next: b"), [("V19", 7)]),
    (flow(step("tool: {kind: noop, eval: [{do: retry}, {do: nope}]}")), [("V20", 5)]),
    (HEAD + "executor:\n  spec:\n    entry_step: x\n    final_step: y\nworkflow: [{step: a, tool: {kind: noop}}]", [("V21", 6), ("V21", 7)]),
    (flow(step("desc: [a], tool: {kind: noop}")), [("V22", 5)]),
    (flow(step("input: 5, args: [a], set: x, spec: y, tool: {kind: noop}")), [("V22", 5)] * 4),
    (flow(step("tool: {kind: python, libs: [a], input: 5, set: 5, spec: 5, code: {a: b}}")), [("V22", 5)] * 5),
    (flow(step("tool: {kind: noop, spec: {policy: {rules: {when: x}}}}")), [("V22", 5)]),
    (flow(step("tool: {kind: noop, spec: {policy: {rules: [x]}}}")), [("V22", 5)]),
    (flow(step("tool: {kind: shell, command: [ls]}")), [("V22", 5)]),
    (flow(step("tool: {kind: container, command: [ls]}")), []),
    (HEAD + "workload: [1]\nworkflow: [{step: a, tool: {kind: noop}}]", [("V22", 4)]),
    (flow(step("tool: {kind: noop, result: {a: [1, .nan]}}")), [("V23", 5)]),
    (flow(step("tool: {kind: noop}, next: a"), "- {step: b}"), [("V19", 5), ("V10", 6)]),
]  # fmt: skip


@pytest.mark.parametrize(("text", "expected"), ERRORS)
def test_errors(text: str, expected: list[tuple[str, int]]) -> None:
    assert sorted(found(text)) == sorted(expected)
    assert (load(text)[0] is None) == bool(expected)


WARNINGS = [
    (HEAD + "vars: {}\nworkflow: [{step: a, tool: {kind: noop}}]", [("W01", 4)]),
    (flow("- step: a\n  retry: 1\n  odd: 2\n  spec: {timeout: 1}\n  tool: {kind: noop}"), [("W01", 6), ("W01", 7), ("W01", 8)]),
    (flow("- step: a\n  tool:\n    kind: noop\n    eval: []\n    other: 1"), [("W01", 8)]),
    (flow("- step: a\n  tool:\n    kind: noop\n    result: {<<: {a: 1}}"), [("W01", 8)]),
    (flow("- step: a\n  tool: {kind: noop}\n  loop: {in: x, iterator: i, odd: 1}\n  next: [{step: a, odd: 1}]"), [("W01", 7), ("W01", 8)]),
    (flow("- step: a\n  tool:\n    kind: noop\n    spec: {policy: {rules: [{when: x}, {else: {do: fail}}, {then: {do: fail}}]}}"), [("W02", 8), ("W02", 8)]),
    (flow("- step: a\n  tool:\n    kind: noop\n    spec: {policy: {rules: [{then: {do: nope, backoff: odd}}]}}"), [("W03", 8), ("W03", 8)]),
    (flow("- step: a\n  tool:\n  - {name: t, kind: noop}\n  - t: {kind: noop}"), [("W04", 8)]),
    (flow("- step: a\n  tool:\n  - {name: t, kind: noop, spec: {policy: {rules: [{then: {do: jump, to: u}}]}}}\n  - u: {kind: noop}"), []),
    (flow("- step: a\n  tool:\n  - {name: t, kind: noop, spec: {policy: {rules: [{then: {do: jump, to: v}}, {then: {do: jump}}]}}}"), [("W05", 7), ("W05", 7)]),
    (HEAD + "workload: {output: 1}\nworkflow:\n- step: loop\n  set: {ctx.event: 1, iter.job: 2}\n  tool: {kind: noop}\n  loop: {in: x, iterator: ctx}",
     [("W07", 4), ("W07", 6), ("W07", 7), ("W07", 7), ("W07", 9)]),
    (flow("- step: a\n  when: x\n  spec: {policy: {admit: {rules: [{when: y, then: {allow: true}}]}}}\n  tool: {kind: noop}"), [("W08", 6), ("W08", 7)]),
    (flow(step("tool: {kind: noop}, next: b"), step("tool: {kind: noop}", "b"), step("tool: {kind: noop}, next: b", "c")), [("W09", 7)]),
    (flow("- step: a\n  tool:\n    kind: http\n    url: x"), [("W10", 7)]),
    (flow("- step: a\n  loop: {in: x, iterator: i, spec: {mode: parallel}}\n  set: {ctx.z: 1}\n  tool:\n  - {kind: noop, set: {ctx.a: 1, b: 2, iter.c: 3}}"), [("W11", 9)]),
    (flow("- step: a\n  spec: {next_mode: odd}\n  tool: {kind: noop}\n  next: {spec: {mode: odd}, arcs: [{step: a}]}"), [("W12", 6), ("W12", 8)]),
]  # fmt: skip


@pytest.mark.parametrize(("text", "expected"), WARNINGS)
def test_warnings(text: str, expected: list[tuple[str, int]]) -> None:
    assert found(text) == []
    assert found(text, "warning") == expected
    assert [(d.code, d.line) for d in playbook(text).warnings] == expected


MISTAKES = [
    (flow("- step: a\n  tool:\n    kind: noop\n    message: |\n      x\n      {{ y | nope }}\n    result: '{{ a + }}'"), [("V25", 10), ("V24", 11)]),
    (flow("- step: a\n  tool:\n    kind: python\n    code: |\n      x = 1\n      y = = 2"), [("V26", 10)]),
    (flow("- step: a\n  tool:\n    kind: python\n    code: 'x = {{ y }} ='"), []),
    (flow("- step: a\n  tool:\n    kind: python\n    script: {source: {type: inline, code: 'x ='}}"), [("V26", 8)]),
]  # fmt: skip


@pytest.mark.parametrize(("text", "expected"), MISTAKES)
def test_mistakes_are_errors_and_for_a_lenient_check_warnings(text: str, expected: list[tuple[str, int]]) -> None:
    assert found(text) == expected
    assert (load(text)[0] is None) == bool(expected)
    lenient, diagnostics = load(text, lenient=True)
    assert lenient is not None
    assert [(d.code, d.line, d.severity) for d in diagnostics] == [(code, line, "warning") for code, line in expected]


BODY = "- step: a\n  tool:\n    kind: python\n    code: |\n      é = 1\n      "
PLACES = [
    ("y = = 2", "invalid syntax", 11, "="), ("print 'a'", "Missing parentheses in call to 'print'. Did you mean print(...)?", 7, "print 'a'"),
    ("z = f'é {a b}'", "f-string: invalid syntax. Perhaps you forgot a comma?", 16, "a b"), ("x = (1,", "'(' was never closed", 11, "("),
    ("f(a=1, a=2)", "keyword argument repeated: a", 14, "a=2"), ("break", "'break' outside loop", 7, "break"), ("  y = 2", "unexpected indent", 9, "y = 2"),
]  # fmt: skip


@pytest.mark.parametrize(("line", "message", "column", "underlined"), PLACES)
def test_a_body_that_does_not_parse_has_the_message_and_place_of_cpython(line: str, message: str, column: int, underlined: str) -> None:
    text = flow(BODY + line)
    (diagnostic,) = check(text)
    assert (diagnostic.code, diagnostic.line, diagnostic.column) == ("V26", 10, column)
    if not versions.is_reference():
        message = message.removeprefix("f-string: ")  # since 3.12 the parser reads f-strings itself
    assert diagnostic.message.endswith(": " + message)
    assert underline(text, diagnostic) == underlined


def underline(text: str, diagnostic: Diagnostic) -> str:
    span = diagnostic.span
    assert span is not None
    assert span.line == span.end_line
    return text.split("\n")[span.line - 1][span.column - 1 : span.end_column - 1]


def test_warnings_point_at_the_key() -> None:
    rules = "    spec:\n      policy:\n        rules:\n        - when: x\n          then:\n            do: jump\n            to: zz"
    text = flow("- step: a\n  tool:\n  - t:\n      kind: noop\n  - kind: noop\n    name: t\n" + rules)
    assert found(text, "warning") == [("W04", 10), ("W05", 17)]
    text = flow("- step: a\n  tool: {kind: noop}\n  spec:\n    policy:\n      admit:\n        rules: [{then: {allow: true}}]")
    assert found(text, "warning") == [("W08", 9)]


TEMPLATE_FINDINGS = [
    ("{{ a | default(1, true) | round(2) }}", ""), ("{{ a | upper(1) }}", "W06 upper"), ("{{ a | default(foo=1) }}", "W06 default"), ("{{ a | default(v, boolean=true) }}", ""),
    ("{{ a | replace('x') }}", "W06 replace"), ("{{ a | map('upper') | map('nope') }}", "V25 nope"), ("{{ a | map(attribute='x', default=1) }}", ""), ("{{ a | map }}", "W06 map"),
    ("{{ a | select('odd') | reject | selectattr('a', 'eq', 1) | selectattr('a', 'nope') }}", "V25 nope"), ("{{ a is not nope }}", "V25 nope"), ("{{ a is divisibleby }}", "W06 divisibleby"),
    ("{{ now() }}", "W06 now"), ("{{ range(3) }}{{ range() }}{{ range(1, 2, 3, 4) }}", "W06 range, W06 range"), ("{{ dict(a=1) }}{{ namespace(b=2) }}", ""),
    ("{{ a.get('x', 1) }}{{ a. pop('x') }}", "W06 pop"), ("{{ a.split() }}{{ a.split(',', 1) }}{{ a['upper'](1) }}", "W06 split, W06 upper"),
    ("{% macro f(x) %}{{ x }}{% endmacro %}{{ f(1) }}", ""), ("{% include 'x' %}", "W06 include"),
    ("{% for x in y recursive %}{{ loop(x.z) }}{{ loop.cycle('a', 'b') }}{% endfor %}", ""), ("{{ {1: 2} }}", "W06 1"), ("{{ a | random }}", "V25 random"), ("{{ 'x' | format(1, b=2) }}", ""),
    ("{{ a | sum(start=10) }}{{ a | sum(none, 10) }}{{ a | get(key='x') }}", ""), ("{{ a.split(sep=',') }}{{ a is divisibleby(n=3) }}", "W06 split, W06 divisibleby"),
    ("{{ a | tojson(indent=2) }}", "W06 tojson"), ("{{ a | sum(attribute='x') }}{{ a | join(',', attribute='x') }}", ""), ("{{ a", "V24 {"), ("{{ a b }}", "V24 b"),
    ("{% if x %}{{ a | nope }}{% endif %}", "V25 nope"), ("{% if x %}{{ a }}", "V24 {"), ("{{ a upcase }}", "V24 upcase"),
]  # fmt: skip


@pytest.mark.parametrize(("template", "expected"), TEMPLATE_FINDINGS)
def test_template_findings(template: str, expected: str) -> None:
    text = flow("- step: a", "  tool:", "    kind: noop", "    result: |", "      " + template)
    findings = [d for d in check(text) if d.code in ("V24", "V25", "W06")]
    assert all(d.line == 9 and (d.severity == "warning") == (d.code == "W06") for d in findings)
    assert ", ".join(f"{d.code} {underline(text, d)}" for d in findings) == expected


@pytest.mark.parametrize(("template", "meant"), [("x | lenght", "length"), ("x | Upper", "upper"), ("x is defind", "defined"), ("x | map('trimm')", "trim")])
def test_the_nearest_filter_or_test_is_named(template: str, meant: str) -> None:
    (diagnostic,) = [d for d in check(flow(step(f'tool: {{kind: noop, result: "{{{{ {template} }}}}"}}'))) if d.code == "V25"]
    assert diagnostic.hint == f"did you mean {meant}?"


def test_bare_conditions_are_expressions() -> None:
    text = flow("- step: a\n  tool: {kind: noop}\n  next: [{step: a, when: a b}, {step: a, when: a > 1}, {step: a, when: '{{ a b }}'}]")
    assert found(text) == [("V24", 7), ("V24", 7)]


def test_diagnostics_have_paths_and_are_sorted() -> None:
    text = flow(step("tool: {kind: noop}, next: zz"), step("tool: {kind: nope}", "b"))
    diagnostics = check(text)
    assert [d.path for d in diagnostics] == ["workflow[0].next", "workflow[1].tool.kind"]
    assert diagnostics == sorted(diagnostics, key=lambda d: (d.line, d.column))


def test_sources(tmp_path: Path) -> None:
    text = flow(step("tool: {kind: noop}"))
    path = tmp_path / "p.yaml"
    path.write_bytes(b"\xef\xbb\xbf" + text.encode())
    for source in (text, text.encode(), path):
        assert check(source) == []
    assert [(d.code, d.file) for d in check(tmp_path / "none.yaml")] == [("V00", str(tmp_path / "none.yaml"))]
    assert [d.code for d in check(tmp_path)] == ["V00"]
    assert [d.code for d in check(Path("a\0b"))] == ["V00"]
    assert [(d.code, d.line) for d in check("é".encode("latin-1"))] == [("V01", 1)]
    assert [d.file for d in load(b"5", name="shown.yaml")[1]] == ["shown.yaml"]


# ---- the checked playbook


def test_next_shapes() -> None:
    shapes = {
        "a": ([(0, "next")], True),
        "[a, b]": ([(0, "next[0]"), (1, "next[1]")], False),
        "[{step: a}, {step: b}]": ([(0, "next[0]"), (1, "next[1]")], True),
        "{arcs: [{step: b}]}": ([(1, "next.arcs[0]")], True),
        "{spec: {mode: inclusive}, arcs: [{step: b}]}": ([(1, "next.arcs[0]")], False),
        "": ([], True),
    }
    for text, (arcs, exclusive) in shapes.items():
        made = playbook(flow(f"- {{step: a, tool: {NOOP}, next: {text}}}", f"- {{step: b, tool: {NOOP}}}"))
        assert [(arc.target, arc.field) for arc in made.steps[0].arcs] == arcs
        assert made.steps[0].exclusive is exclusive
    made = playbook(flow(f"- {{step: a, spec: {{next_mode: inclusive}}, tool: {NOOP}, next: [{{step: a}}]}}"))
    assert not made.steps[0].exclusive


def test_entry_final_and_metadata() -> None:
    body = f"workflow: [{{step: a, tool: {NOOP}}}, {{step: start, tool: {NOOP}}}]\n"
    assert playbook(HEAD + body).entry == 1
    made = playbook(
        HEAD.replace("name: m", "name: 5, version: 0.10, path: p/q") + "executor: {spec: {entry_step: a, final_step: start}}\n" + body
    )
    assert (made.entry, made.final, made.name, made.version, made.path) == (0, 1, "5", "0.10", "p/q")


def test_step_input_and_args() -> None:
    made = playbook(flow(step("input: {a: 1, b: 2}, args: {b: 3, c: 4}, tool: {kind: noop}")))
    assert [(key.text, value.text) for key, value in made.steps[0].input] == [("a", "1"), ("b", "2"), ("c", "4")]  # type: ignore[union-attr]


def test_tool_shapes_and_labels() -> None:
    def shape(tool: str) -> tuple[str, list[str]]:
        made = playbook(flow(step(f"tool: {tool}"))).steps[0]
        return made.shape, [task.label for task in made.tasks]

    assert shape(NOOP) == ("single", ["start_task"])
    assert shape("{kind: noop, name: x, set: {a: 1}}") == ("ruled", ["start_task"])
    assert shape("{kind: noop, spec: {policy: {rules: [{then: {do: fail}}]}}}") == ("ruled", ["start_task"])
    items = "[{kind: noop}, {name: x, kind: noop}, {y: {kind: noop, name: z}}]"
    assert shape(items) == ("pipeline", ["task_0", "x", "y"])
    assert shape(f"{{kind: task_sequence, tasks: {items}}}") == ("pipeline", ["task_0", "x", "y"])
    assert shape(f"{{kind: task_sequence, tool_config: {items}}}") == ("pipeline", ["task_0", "x", "y"])


def test_configuration_leaves_out_what_is_not_rendered() -> None:
    task = (
        playbook(flow(step("tool: {kind: noop, name: n, input: {a: 1}, set: {}, spec: {}, eval: [], message: m, '{{ k }}': 1}")))
        .steps[0]
        .tasks[0]
    )
    assert [key.text for key, _ in task.config] == ["message", "{{ k }}"]
    task = playbook(flow(step("tool: {kind: container, image: i, args: [a], input: {x: 1}}"))).steps[0].tasks[0]
    assert [key.text for key, _ in task.config] == ["image", "args"]
    assert [key.text for key, _ in task.input] == ["x"]


def test_workbook_references() -> None:
    book = "workbook:\n- {name: w, tool: {kind: noop, message: m, input: {a: 1, b: 2}, set: {q: 1}}}\n- {name: v, tool: {kind: workbook, name: w, input: {c: 9}}}\n"
    text = HEAD + book + "workflow:\n- {step: s, tool: {kind: workbook, name: w, input: {b: 3, c: 4}, set: {r: 1}}}\n"
    text += "- {step: t, tool: [{kind: workbook, name: v}, {l: {kind: workbook, name: w}}]}\n"
    made = playbook(text)
    task = made.steps[0].tasks[0]
    assert (task.kind, made.steps[0].shape, task.label) == ("noop", "ruled", "s_task")
    assert [(key.text, value.text) for key, value in task.input] == [("a", "1"), ("b", "3"), ("c", "4")]  # type: ignore[union-attr]
    assert [key.text for key, _ in task.set] == ["r"]
    assert [key.text for key, _ in task.config] == ["message"]
    assert [task.label for task in made.steps[1].tasks] == ["v", "l"]
    assert [key.text for key, _ in made.steps[1].tasks[0].set] == ["q"]
    circle = HEAD + "workbook:\n- {name: w, tool: {kind: workbook, name: w}}\nworkflow:\n- {step: s, tool: {kind: workbook, name: w}}\n"
    assert found(circle) == [("V15", 5)]


def test_rules_and_admit() -> None:
    rules = "[{when: x, then: {do: retry, attempts: 2, backoff: linear, delay: 0.5}}, {else: {then: {do: jump, to: t, set: {a: 1}}}}, {else: {}}]"
    admit = "{policy: {admit: {rules: [{when: '{{ x }}', then: {allow: true}}, {else: {then: {allow: false}}}]}}}"
    made = playbook(
        flow(
            step("tool: {kind: noop}, next: b"), f"- {{step: b, spec: {admit}, tool: {{kind: noop, spec: {{policy: {{rules: {rules}}}}}}}}}"
        )
    ).steps[1]
    first, second, third = made.tasks[0].rules
    assert (first.action, first.attempts and first.attempts.value, first.backoff, first.delay and first.delay.value) == (
        "retry",
        2,
        "linear",
        0.5,
    )
    assert (second.action, second.to, second.when, second.effective, third.effective) == ("jump", "t", None, True, False)
    assert [(rule.allow, rule.when is None, rule.field) for rule in made.admit] == [
        (True, False, "spec.policy.admit.rules[0].when"),
        (False, True, "spec.policy.admit.rules[1].when"),
    ]


def test_loops_and_conditions() -> None:
    loop = playbook(
        flow(step("when: true, loop: {in: '{{ x }}', iterator: i, spec: {mode: parallel, max_in_flight: 3}}, tool: {kind: noop}"))
    ).steps[0]
    assert loop.when is not None
    assert loop.when.value is True
    assert loop.loop is not None
    assert (loop.loop.mode, loop.loop.iterator) == ("parallel", "i")


def test_executor_and_keychain() -> None:
    text = (
        HEAD
        + "keychain: [{name: a}, b]\nexecutor: {runtime: wasm, wasm: {capabilities: [tool_http], target: noetlc, limits: {steps: 5}}}\n"
    )
    made = playbook(text + "workflow: [{step: a, tool: {kind: noop}}]")
    assert (made.executor.runtime, made.executor.capabilities, made.executor.target) == ("wasm", ("tool_http",), "noetlc")
    assert (made.executor.limits, made.keychain) == ((("steps", 5),), ("a", "b"))


def test_aliased_nodes_are_reported_once() -> None:
    text = HEAD + "x: &t {kind: nope}\nworkflow:\n- {step: a, tool: *t}\n- {step: b, tool: *t}\n"
    codes: list[Diagnostic] = [d for d in check(text) if d.code == "V12"]
    assert len(codes) == 1
