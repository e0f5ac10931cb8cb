"""No document makes `check` or `build` slow, large or fall over: each ends with diagnostics or a module within its allowance."""

from __future__ import annotations

import sys

import pytest

from noetlc import BuildError, build, check, compiler
from noetlc.compiler import CompileOptions, _compile
from noetlc.diagnostics.codes import CODES
from noetlc.frontend import limits, load
from noetlc.frontend.limits import Limit
from noetlc.ir import work
from noetlc.lower.workflow.module import Builder

if sys.platform != "linux":
    pytest.skip("limits of processes are set on Linux", allow_module_level=True)

from tests.security import children
from tests.security.hostile_documents import DOCUMENTS, SLOW, python, template

QUICK = [name for name in DOCUMENTS if name not in SLOW]


@pytest.mark.parametrize("part", [0, *(pytest.param(part, marks=pytest.mark.slow) for part in range(1, 8))])
def test_hostile_documents_end_in_order(part: int) -> None:
    """By `build`, which checks first."""
    chosen = {name: DOCUMENTS[name] for name in QUICK[part::8]}
    bad = [f"{e.name}: status {e.status}, {e.cpu_s:.1f} s, {e.memory_mb} MB, {e.said[:300]}" for e in children.run("build", chosen) if not e.orderly]
    assert not bad, "\n".join(bad)


EXPECTED = {
    "yaml_spaces": "V30", "steps_many": "V30", "arcs_many": "V31", "steps_beyond": "V32", "pipeline_many": "V33",
    "template_tildes": "V34", "template_compares": "V34", "additions_many": "V35", "elif": "V36", "unary": "V36", "attributes": "V36",
    "template_large": "V37", "template_quotes": "V37", "most_too_much": "V38", "yaml_quotes": "V01", "yaml_flow": "V01", "yaml_aliases": "V01",
}  # fmt: skip


LARGE = ("pipeline_many", "arcs_many")  # of the expected ones: seconds each


@pytest.mark.parametrize("name", [pytest.param(name, marks=[pytest.mark.slow] if name in LARGE else []) for name in EXPECTED])
def test_each_limit_has_its_code(name: str) -> None:
    errors = {d.code for d in check(DOCUMENTS[name]) if d.severity == "error"}
    assert errors == {EXPECTED[name]}


def test_the_message_says_the_limit_and_what_to_do() -> None:
    (found,) = check(python("x = 1\n" + "x = x\n" * 100_000))
    assert (found.code, found.message) == ("V35", "the Python body has 600006 characters, the limit is 262144")
    assert found.hint == limits.BODY.remedy


def test_every_limit_is_a_known_error() -> None:
    assert all(CODES[limit.code].severity == "error" for limit in limits.LIMITS)


def test_bodies_beyond_what_is_compiled_are_left_to_the_host() -> None:
    built = build(python("x = 1\n" + "x = x\n" * 20_000 + "result = x"), verify=False)
    assert [d.code for d in built.diagnostics] == ["L09"]
    assert [step.lowered for step in built.steps] == ["interpreted"]


def test_a_body_with_a_function_larger_than_hosts_take_is_left_to_the_host() -> None:
    large = "def g(*x):\n    return x\ndef f():\n" + "    for a, b in zip(g(), g()): g(a, b)\n" * 600 + "f()\n"
    built = build(python(large), verify=False)
    assert [(d.code, d.severity) for d in built.diagnostics] == [("L09", "warning")]
    assert [step.lowered for step in built.steps] == ["interpreted"]


def _module_size(statements: int) -> int:
    manager = "class M:\n    def __enter__(self): pass\n    def __exit__(self, *w): return True\n"
    body = "def f(m):\n" + "    with m:\n        print(m)\n" * statements + "f(M())\n"
    return len(build(python(manager + body), verify=False).wasm)


def test_code_grows_linearly_with_the_statements_of_a_function() -> None:
    small, middle, large = map(_module_size, (10, 20, 40))
    assert large - middle < 2.2 * (middle - small)


def test_too_much_work_leaves_bodies_to_the_host_and_then_is_an_error(monkeypatch: pytest.MonkeyPatch) -> None:
    def limited_to(most: int) -> None:
        monkeypatch.setattr(compiler, "WORK", Limit("V39", "compiling the playbook", "units of work", most, "split it"))

    body = python("x = 1\n" + "def f(x): return [y for y in x]\n" * 50)
    limited_to(20_000)
    assert [d.code for d in build(body, verify=False).diagnostics] == ["L09"]
    limited_to(1)
    with pytest.raises(BuildError) as raised:
        build(template("{{ x }}" * 50), verify=False)
    assert [d.code for d in raised.value.diagnostics if d.severity == "error"] == ["V39"]


def _work_of(text: str) -> int:
    """The units that compiling a playbook spends."""
    playbook, _ = load(text, name=None)
    assert playbook is not None
    with work.limited(10**9):
        _compile(playbook, CompileOptions(), Builder())
        return work.spent()


CURVES = {
    "loops": lambda n: python("x = 1\n" + "for i in range(2): x += i\n" * n),
    "loops nested": lambda n: python("\n".join(" " * d + f"for x{d} in range(2):" for d in range(n // 16)) + "\n" + " " * (n // 16) + "y = 1"),
    "assignments": lambda n: python("x = 1\n" + "x = x\n" * n),
    "functions": lambda n: python("".join(f"def f{i}(x): return x\n" for i in range(n)) + "result = f1(2)"),
    "classes": lambda n: python("".join(f"class C{i}: pass\n" for i in range(n))),
    "template for": lambda n: template("{% for x in [1] %}{{ x }}{% endfor %}" * n),
    "template outputs": lambda n: template("{{ x }}" * n),
}


@pytest.mark.parametrize("name", CURVES)
def test_work_grows_as_the_document(name: str) -> None:
    small, large = (_work_of(CURVES[name](n)) for n in (128, 256))
    assert large < 2.6 * small
