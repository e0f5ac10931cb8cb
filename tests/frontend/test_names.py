"""W15: what binds a name and what does not, in templates, conditions and bodies; the property that nothing else is reported."""

from __future__ import annotations

import pytest
from hypothesis import given, seed, settings
from hypothesis import strategies as st

from noetlc.diagnostics import Diagnostic
from noetlc.frontend import check, load

HEAD = "apiVersion: noetl.io/v2\nkind: Playbook\nmetadata: {name: m}\n"
BOUND = HEAD + """\
workload: {total: 3, user: {name: Ann, tags: [a]}, users: [{id: 1, city: x}, {id: 2, zip: y}], empty: {}, odd-name: 1}
keychain: [{name: vault}]
workbook: [{name: tool, tool: {kind: noop, result: "{{ total }}"}}]
executor: {spec: {final_step: finish}}
workflow:
- step: start
  tool:
    kind: python
    input: {n: "{{ total }}", given: "{{ n | default(1) }}"}
    libs: {m: math}
    code: |
      import re as regex
      from collections import OrderedDict as Ordered
      class Point: x = 1
      def area(a, *more, b=2, **rest) -> int:
          unused: Undeclared = None
          return m.pi * a + sum(more) + len(rest) + b
      try:
          special
      except NameError:
          pass
      match n:
          case {"k": k, **others}: print(k, others)
          case [head, *tail]: print(head, tail)
          case Point(x=x) as whole: print(x, whole)
      with open("f") as f: lines = [line for line in f]
      print(args, context, variables, execution_id, step, input_data, sys, json, given, regex, Ordered, __name__, lines, (y := 2), y)
      for number, letter in enumerate("ab"): print(number, letter)
      del number
      result = {"area": area(n), "nested": {"deep": 1}}
  set: {ctx.seen: "{{ output.area }}", iter.plain: "{{ output.status }}", dotted.key: 1}
  next:
    spec: {mode: inclusive}
    arcs:
    - {step: each, when: "{{ event.name == 'step.done' and start.nested.deep > 0 }}", set: {from_arc: "{{ start.data.area }}"}}
    - {step: tasks, when: start.area > total and steps.start.status == 'COMPLETED' and job.uuid == execution_id}
- step: each
  when: "{{ seen > 1 and ctx.seen and ctx.total and plain and from_arc and ctx['dotted.key'] }}"
  loop: {in: "{{ users }}", iterator: one}
  tool: {kind: python, input: {a: "{{ one.id + loop.index + _index + _total + loop_index + iter.index }}"}, code: "result = a + one['id'] + _index"}
  set: {all: "{{ each.results[0] }}", count: "{{ each.stats.failed + loop.length }}", l: "{{ loop.done }}"}
- step: tasks
  tool:
  - first: {kind: noop, message: "{{ path }}{{ version }}", set: {local: 1, iter.mark: 2, ctx.kept: 3}}
  - name: second
    kind: http
    url: "{{ first.status }}{{ local }}{{ iter.mark }}{{ kept }}{{ results.first }}{{ _prev }}{{ _task }}{{ _attempt }}{{ output.x }}"
    body: "{{ keychain.k }}{{ vault.token }}{{ whatever }}"
    auth: "{{ anything }}"
    headers: {X: "{{ keychain.x }}{{ whatever }}"}
    spec: {policy: {rules: [{when: "{{ output.error and second.x and mine }}", then: {do: fail, message: "{{ output.status }}", set: {mine: 1}}}]}}
  - {name: third, kind: workbook}
  next: [finish]
- step: finish
  tool:
    kind: noop
    message: |
      {% for u in users %}{{ loop.index }}{{ u.name }}{{ loop.cycle('a', 'b') }}{% endfor %}{% set v = 1 %}{{ v }}
      {% macro hello(who) %}{{ who }}{{ varargs }}{% endmacro %}{{ hello(user.name) }}{% with w = 2 %}{{ w }}{% endwith %}
      {{ user.tags[0] }}{{ user['name'] }}{{ user.items() }}{{ users[0].zip }}{{ users | map(attribute='q') }}{{ empty.anything }}
      {{ maybe | default('x') }}{{ maybe }}{{ opt.key is defined }}{{ opt.key }}{{ other or 1 }}{{ cond if cond else 2 }}{{ workload['odd-name'] }}
      {{ tasks.first.status }}{{ tasks.second }}{{ tasks.whatever }}{{ start.stdout }}{{ range(3) }}{{ dict(a=1) }}{{ workload.get('nothing') }}
""".replace("kind: workbook}", "kind: workbook, name: tool}").replace("name: third, ", "")


def names(text: str) -> list[Diagnostic]:
    return [d for d in check(text) if d.code == "W15"]


def at(text: str, found: Diagnostic) -> str:
    """What the span covers."""
    span = found.span
    assert span is not None
    assert span.line == span.end_line
    return text.split("\n")[span.line - 1][span.column - 1 : span.end_column - 1]


def test_everything_that_binds_a_name_does() -> None:
    assert load(BOUND)[0] is not None
    assert names(BOUND) == []


SLIPS = [
    ("{{ total }}", "totl", "total"), ("user['name']", "nme", "name"), ("users[0].zip", "zipp", "zip"), ("one.id + loop", "idd", "id"), ("output.area", "arae", "area"),
    ("start.nested.deep", "dep", "deep"), ("start.area >", "aera", "area"), ("steps.start.status", "strat", "start"), ("ctx.seen and", "sen", "seen"), ("job.uuid", "uid", "uuid"),
    ("event.name", "nam", "name"), ("each.stats.failed", "faild", "failed"), ("loop.length", "lenght", "length"), ("iter.index", "indx", "index"), ("iter.mark }", "makr", "mark"),
    ("local }}", "locl", "local"), ("first.status }}{{ local", "frist", "first"), ("sum(more)", "smu", "sum"), ("print(k,", "pritn", "print"),
    ("len(rest)", "lenn", "len"), ("regex, Ordered", "regexx", "regex"), ("result = a +", "aa", None), ("start.data.area", "areaa", "area"), ("from_arc and", "fromarc", "from_arc"),
]  # fmt: skip
WORDS = {
    "{{ total }}": "total", "user['name']": "name", "users[0].zip": "zip", "one.id + loop": "id", "output.area": "area", "start.nested.deep": "deep", "start.area >": "area",
    "steps.start.status": "start", "ctx.seen and": "seen", "job.uuid": "uuid", "event.name": "name", "each.stats.failed": "failed", "loop.length": "length", "iter.index": "index",
    "iter.mark }": "mark", "local }}": "local", "first.status }}{{ local": "first", "sum(more)": "sum", "print(k,": "print", "len(rest)": "len",
    "regex, Ordered": "regex", "result = a +": "a ", "start.data.area": "area", "from_arc and": "from_arc",
}  # fmt: skip


@pytest.mark.parametrize(("part", "slip", "meant"), SLIPS)
def test_a_slip_is_found_where_it_stands(part: str, slip: str, meant: str | None) -> None:
    assert part in BOUND
    word = WORDS[part]
    changed = part[::-1].replace(word[::-1], (slip + " " * word.endswith(" "))[::-1], 1)[::-1]
    start = BOUND.index(part)
    text = BOUND[:start] + changed + BOUND[start + len(part) :]
    (found,) = names(text)
    assert at(text, found) == slip
    assert found.severity == "warning"
    assert meant is None or found.hint == f"did you mean {meant}?"


def flow(tool: str, rest: str = "") -> str:
    return HEAD + f"workload: {{total: 1}}\nworkflow:\n- step: start\n  tool: {tool}\n{rest}"


@pytest.mark.parametrize(
    ("tool", "message", "hint"),
    [
        ("{kind: noop, result: '{{ vars.x }}'}", "nothing in this playbook defines vars", "declare it in workload if a payload brings it"),
        ("{kind: noop, result: '{{ output.x }}'}", "output is not defined here", "it exists only at other places: docs/language.md lists them"),
        ("{kind: noop, result: '{{ ctx.other }}'}", "nothing in this playbook defines ctx.other", "correct the key, or add it where the value is made"),
        ("{kind: python, code: 'result = args or total'}", "nothing in this body binds total", 'give it to the tool: input: {total: "{{ total }}"}'),
        ("{kind: python, code: 'def f(): return lenght(1)'}", "nothing in this body binds lenght", "did you mean len?"),
        ("{kind: python, code: 'def f(): return true'}", "nothing in this body binds true", "did you mean True?"),
        ("{kind: python, code: 'def f(): return null'}", "nothing in this body binds null", "did you mean None?"),
        ("{kind: python, code: 'def f(): return pd'}", "nothing in this body binds pd", "assign or import it"),
    ],
)
def test_messages(tool: str, message: str, hint: str) -> None:
    (found,) = names(flow(tool))
    assert (found.message, found.hint) == (message, hint)


def test_a_name_missing_everywhere_is_told_once() -> None:
    assert len(names(flow("{kind: noop, message: '{{ who }}', result: '{{ who }}{{ who }}'}"))) == 1
    assert len(names(flow("{kind: python, code: 'def f(): return who, who'}"))) == 1


CERTAIN = [
    ("result = lenght([1])", True), ("x = 1\nif lenght(x): pass", True), ("for i in rang(3): pass", True), ("import math\nx = math.pi + totl\n", True), ("x = [i for i in itms]", True),
    ("def f():\n  return lenght(1)\n", False), ("try:\n  lenght(1)\nexcept Exception: pass", False), ("if args: lenght(1)", False), ("x = args and totl", False),
    ("x = [totl for i in args]", False), ("import sys\nif args: sys.exit()\ntotl", False), ("if args:\n  return 1\ntotl", False), ("x = 1 if args else totl", False),
    ("f = lambda: totl", False), ("while args: totl", False),
]  # fmt: skip


@pytest.mark.parametrize(("code", "certain"), CERTAIN)
def test_an_error_only_where_every_run_gets_there_and_fails(code: str, certain: bool) -> None:
    body = f"{{kind: python, code: {code!r}}}".replace("'", '"') if "\\" not in repr(code) else None
    tool = body or "\n    kind: python\n    code: |\n" + "\n".join("      " + line for line in code.splitlines())
    (found,) = names(flow(tool))
    assert found.severity == ("error" if certain else "warning")
    assert (load(flow(tool))[0] is None) == certain
    (lenient,) = [d for d in check(flow(tool), lenient=True) if d.code == "W15"]
    assert lenient.severity == "warning"
    assert lenient.message == found.message


@pytest.mark.parametrize(
    "rest",
    [
        "  next: end\n- step: end\n  tool: {kind: noop}\n", "  loop: {in: '{{ [] }}', iterator: i}\n",
        "- step: other\n  tool: {kind: noop}\nexecutor: {spec: {entry_step: other}}\n",
    ],
)  # fmt: skip
def test_what_handles_the_error_or_may_not_run_makes_it_a_warning(rest: str) -> None:
    (found,) = names(flow("{kind: python, code: 'totl'}", rest))
    assert found.severity == "warning"


def test_a_step_behind_an_unconditional_arc_is_certain() -> None:
    rest = "  next: end\n- step: end\n  tool: {kind: python, code: 'totl'}\n"
    assert [d.severity for d in names(flow("{kind: noop}", rest))] == ["error"]
    assert [d.severity for d in names(flow("{kind: noop}", rest.replace("next: end", "next: [{step: end, when: total}]")))] == ["warning"]


@pytest.mark.parametrize("code", ["exec(args)\ntotl", "from os.path import *\ntotl", "if 'totl' in globals(): totl", "locals()['totl'] = 1\nprint(totl)"])
def test_a_body_that_looks_into_itself_is_left_alone(code: str) -> None:
    lines = "\n".join("      " + line for line in code.splitlines())
    assert names(flow(f"\n    kind: python\n    code: |\n{lines}")) == []


# ---- the property

word = st.text("abcdefgh", min_size=3, max_size=6).filter(lambda name: name not in ("def", "dad", "bad"))


@st.composite
def playbooks(draw: st.DrawFn) -> tuple[str, list[str]]:
    """A playbook with `@0`, `@1`, … for the names it reads, all of them bound, and those names."""
    words = draw(st.lists(word, min_size=5, max_size=9, unique=True))
    key, step, written, given, local, *more = words
    uses: list[str] = []

    def use(name: str) -> str:
        uses.append(name)
        return f"@{len(uses) - 1}@"

    names_here = [key, written, *more]
    some = st.sampled_from(names_here)
    template = " ~ ".join(use(draw(some)) for _ in range(draw(st.integers(1, 3))))
    body = [f"{local} = {use(given)}", f"result = [{use(local)} for {more[0] if more else 'q'} in {use(given)}]", f"print({use(local)}, {use('len')})"]
    text = (
        f"{HEAD}workload: {{{', '.join(f'{name}: 1' for name in (key, *more))}}}\nworkflow:\n"
        f"- step: start\n  tool:\n    kind: python\n    input: {{{given}: '{{{{ {template} }}}}'}}\n    code: |\n"
        + "".join(f"      {line}\n" for line in body)
        + f"  set: {{ctx.{written}: '{{{{ output.data }}}}'}}\n  next: [{{step: {step}, when: {use(written)} == ctx.{use(key)}}}]\n"
        f"- step: {step}\n  tool: {{kind: noop, message: '{{{{ {use(step)} }}}}{{{{ steps.{use('start')}.data }}}}{{{{ workload.{use(key)} }}}}'}}\n"
    )
    return text, uses


def fill(text: str, uses: list[str]) -> str:
    for index, name in enumerate(uses):
        text = text.replace(f"@{index}@", name)
    return text


@seed(1)
@settings(max_examples=60, deadline=None, database=None)
@given(playbooks(), st.integers(0, 100))
def test_a_fresh_name_is_the_only_finding(made: tuple[str, list[str]], which: int) -> None:
    text, uses = made
    assert names(fill(text, uses)) == []
    which %= len(uses)
    renamed = fill(text, [*uses[:which], "zzfresh", *uses[which + 1 :]])
    (found,) = names(renamed)
    assert at(renamed, found) == "zzfresh"
