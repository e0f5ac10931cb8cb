"""Functions that builds share on their way through the passes (`passes/versions.py`): the same bytes and the same work as without, and
nobody changes one."""

from __future__ import annotations

from functools import partial
from typing import Any

import pytest

import noetlc
from benchmarks.common import playbook
from noetlc import compiler
from noetlc.ir.depth import deep_recursion
from noetlc.ir.kept import content
from noetlc.ir.nodes import Effect, Expr, Function, Return
from noetlc.ir.words import Words
from noetlc.ir.work import spent
from noetlc.lower.passes.versions import VERSIONS, SharedFunction, Versions, version_of

BODIES = (
    "result = sorted(str(i) for i in range(n))",
    "result = {i: i ** n for i in range(n)}",
    "import re\nresult = re.sub('[a-c]', lambda m: m[0].upper(), 'abcdef')",
    "class P:\n    def __lt__(self, other): return id(self) < id(other)\nresult = sorted([P()]) != []",
    "result = sorted(str(i) for i in range(n + 1))",
    "total = 0\nfor i in range(n):\n    total += i * i\nresult = total",
)


def text(body: str) -> str:
    return playbook([{"step": "start", "tool": {"kind": "python", "input": {"n": "{{ n }}"}, "code": body}}], workload={"n": 4})


@pytest.fixture
def new_versions(monkeypatch: pytest.MonkeyPatch) -> Versions:
    """The versions that builds share in a test: of none before."""
    mine = Versions()
    for name in ("made", "changed", "same", "fact", "noted", "note", "again"):
        monkeypatch.setattr(VERSIONS, name, getattr(mine, name))
    return mine


def test_modules_have_the_same_bytes_and_take_the_same_work(new_versions: Versions, monkeypatch: pytest.MonkeyPatch) -> None:
    work: list[int] = []
    compile_one = compiler._compile

    def counting(*args: Any) -> compiler.Compiled:
        compiled = compile_one(*args)
        work.append(spent())
        return compiled

    monkeypatch.setattr(compiler, "_compile", counting)
    monkeypatch.setattr(VERSIONS, "again", lambda: False)
    alone = [noetlc.build(text(body), verify=False).wasm for body in BODIES]
    assert not new_versions._made
    monkeypatch.setattr(VERSIONS, "again", lambda: True)
    together = [noetlc.build(text(body), verify=False).wasm for body in BODIES + BODIES]
    assert together == alone + alone
    assert work == work[: len(BODIES)] * 3
    assert new_versions._made


def test_nobody_changes_a_function_that_has_a_version(new_versions: Versions) -> None:
    for body in BODIES:
        noetlc.build(text(body), verify=False)
    with deep_recursion():
        before = {key: content(function) for key, (function, _, _) in new_versions._made.items()}
        for body in BODIES[::-1]:
            noetlc.build(text(body + "\nresult = [result]"), verify=False)
        assert len(before) > 1000
        assert {key: content(new_versions._made[key][0]) for key in before} == before


def function(name: str) -> Function:
    return Function(name, (), "i32", {}, [Return(Expr("i32.const", (), 1, "i32"))])


def test_a_change_of_a_version_is_made_once_on_a_copy() -> None:
    versions = Versions()
    shared = versions.made("f", lambda: function("f"))
    assert versions.made("f", lambda: pytest.fail("made again")) is shared

    def lengthen(mine: Function) -> str:
        mine.body.insert(0, Effect(Expr("nop", (), None, "void")))
        return mine.name

    longer, name = versions.changed(shared, "longer", lengthen)
    assert (len(shared.body), len(longer.body), name) == (1, 2, "f")
    assert version_of(longer) not in (0, version_of(shared))
    shared.often = 16
    again, _ = versions.changed(shared, "longer", lengthen)
    assert (version_of(again), again.often, longer.often) == (version_of(longer), 16, 0)
    unnamed, _ = versions.changed(shared, None, lengthen)
    assert (len(unnamed.body), version_of(unnamed)) == (2, 0)
    own = function("g")
    assert versions.changed(own, "longer", lengthen)[0] is own
    assert len(own.body) == 2


def test_facts_are_found_once_of_versions_that_are_kept() -> None:
    versions = Versions(2)
    found: list[str] = []

    def find(one: Function) -> int:
        found.append(one.name)
        return len(found)

    shared = [versions.made(name, partial(function, name)) for name in "fg"]
    assert [versions.fact(one, find) for one in (*shared, *shared)] == [1, 2, 1, 2]
    versions.made("h", lambda: function("h"))  # there is room for two
    assert [versions.fact(one, find) for one in (*shared, *shared)] == [3, 2, 4, 2]
    versions.note(shared[0], "seen", 1)
    versions.note(shared[1], "seen", 1)
    assert [versions.noted(one, "seen") for one in shared] == [None, 1]
    own = function("g")
    assert [versions.fact(own, find), versions.fact(own, find)] == [5, 6]


def test_what_is_written_to_disk_has_no_version() -> None:
    with pytest.raises(KeyError):
        Words().add(SharedFunction("f", (), "i32", {}, [], version=1))
