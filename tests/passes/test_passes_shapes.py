"""What machine-level passes make of single expressions and of whole modules; `test_cases.py` has small functions."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from noetlc.ir.nodes import Module
from noetlc.ir.parser import parse_module
from noetlc.ir.printer import print_function
from noetlc.ir.verify import verify
from noetlc.lower.passes.callgraph import bottom_up, summaries
from noetlc.lower.passes.copy_propagation import copy_propagation
from noetlc.lower.passes.dce import dce
from noetlc.lower.passes.fold import fold
from noetlc.lower.passes.globals import settle_globals
from noetlc.lower.passes.inline import inline
from noetlc.lower.passes.pipeline import run
from noetlc.lower.passes.tags import branchless_tags
from noetlc.wat_emit import emit

F = "func @f(%p: i32, %q: i32, %w: i64) -> i32 export f"
G = "func @g(%x: i32) -> i32 inline no {\n  return %x\n}\n"


def body_after(transform: Callable[[Module], None], lines: str, more: str = G, locals_: str = "", globals_: str = "") -> str:
    """The body of `f` after a pass; `lines` are its statements."""
    local = f"  local {locals_}\n" if locals_ else ""
    module = parse_module(f"{globals_}{F} {{\n{local}{lines}\n}}\n{more}")
    verify(module)
    transform(module)
    verify(module)
    text = print_function(module.functions["f"], {g.name: g.type for g in module.globals.values()})
    kept = [line[2:] for line in text.splitlines()[1:-1] if not line.startswith("  local ")]
    return "\n".join(kept)


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("i32.add(2, 3)", "5"),
        ("i32.add(2147483647, 1)", "-2147483648"),
        ("i32.mul(65536, 65536)", "0"),
        ("i32.shl(1, 33)", "2"),
        ("i32.shr_u(-1, 28)", "15"),
        ("i32.div_s(-7, 2)", "-3"),
        ("i32.rem_s(-7, 2)", "-1"),
        ("i32.div_s(1, 0)", "i32.div_s(1, 0)"),
        ("i32.div_s(-2147483648, -1)", "i32.div_s(-2147483648, -1)"),
        ("i32.lt_u(-1, 1)", "0"),
        ("i32.trunc_sat_f64_s(1e+300)", "2147483647"),
        ("f64.eq(f64.div(0.0, 0.0), 1.0)", "f64.eq(f64.div(0.0, 0.0), 1.0)"),
        ("i32.add(%p, 0)", "%p"),
        ("i32.add(5, %p)", "i32.add(%p, 5)"),
        ("i32.sub(i32.add(%p, 5), 7)", "i32.add(%p, -2)"),
        ("i32.add(i32.sub(%p, 5), 5)", "%p"),
        ("i32.load(i32.add(i32.add(%p, 8), %q))", "i32.load[8](i32.add(%p, %q))"),
        ("i32.load(i32.add(%p, i32.add(%q, 8)))", "i32.load[8](i32.add(%p, %q))"),
        ("i32.and(%p, 0)", "0"),
        ("i32.and(@g(%p):i32, 0)", "i32.and(@g(%p):i32, 0)"),
        ("i32.and(i32.and(%p, 12), 10)", "i32.and(%p, 8)"),
        ("i32.eq(%p, 0)", "i32.eqz(%p)"),
        ("not(i32.lt_s(%p, %q))", "i32.ge_s(%p, %q)"),
        ("i32.wrap_i64(i64.extend_i32_s(%p))", "%p"),
        ("i32.wrap_i64(i64.add(i64.extend_i32_u(%p), 4294967297:i64))", "i32.add(%p, 1)"),
        ("i32.load[8](i32.add(%p, 16))", "i32.load[24](%p)"),
        ("i32.load[8](i32.add(%p, -4))", "i32.load[8](i32.add(%p, -4))"),
        ("i32.load[65500](i32.add(%p, 100))", "i32.load[65500](i32.add(%p, 100))"),
        ("cond(1, %p, %q)", "%p"),
        ("cond(i32.eqz(%p), 0, 1)", "not(not(%p))"),
        ("and(1, %p)", "%p"),
        ("and(0, @g(%p):i32)", "0"),
        ("or(0, %p)", "%p"),
        ("or(7, @g(%p):i32)", "1"),
        ("do l:i32 {\nleave l %p\n}", "%p"),
    ],
)
def test_folding_of_values(before: str, after: str) -> None:
    assert body_after(fold, f"return {before}") == f"return {after}"


def test_size_decides() -> None:
    large = "func @h(%x: i32) -> i32 {\n  return " + "i32.add(" * 20 + "%x" + ", %x)" * 20 + "\n}\n"
    twice = "return i32.add(@h(%p):i32, @h(%q):i32)"
    assert body_after(inline, twice, large) == twice
    assert "@h" not in body_after(inline, "return @h(%p):i32", large)


def test_call_order_is_bottom_up() -> None:
    lines = [f"func @f{i}() -> void {{\n  @f{i + 1}()\n  @f{(i * 7) % 5}()\n}}\n" for i in range(5, 9)]
    lines += [f"func @f{i}() -> void {{\n}}\n" for i in (0, 1, 2, 3, 4, 9)]
    module = parse_module("".join(lines))
    order, recursive = bottom_up({n: s.calls for n, s in summaries(module).items()})
    assert sorted(order) == sorted(module.functions)
    assert not recursive
    assert all(order.index(c) < order.index(n) for n, s in summaries(module).items() for c in s.calls)


def test_copies_and_values_used_once_move() -> None:
    lines = "%a = %p\n%n = i32.load[8](%a)\nif i32.eqz(%n) {\nreturn %a\n}\nreturn %q"
    text = body_after(lambda m: (copy_propagation(m), dce(m))[1], lines, locals_="%a: i32, %n: i32")
    assert text == "if i32.eqz(i32.load[8](%p)) {\n  return %p\n}\nreturn %q"


def test_dead_values_functions_and_data_go() -> None:
    module = parse_module(
        'import @log = "noetlc" "log" (i32) -> void\nglobal $g: i32 = 0\nglobal $h: i32 = 0\ndata &a align 8 = "a" refs 0 &b\n'
        'data &b align 8 = "b"\ndata &c align 8 = "c"\n'
        "func @f() -> i32 export f {\n  local %x: i32\n  %x = i32.add(1, $g)\n  return &a\n}\nfunc @dead() -> void {\n  @log($h)\n}\n"
    )
    dce(module, keep=["c"])
    assert list(module.functions) == ["f"]
    assert module.imports == {}
    assert list(module.globals) == []
    assert list(module.data) == ["a", "b", "c"]
    assert module.functions["f"].locals == {}


def test_the_place_and_what_checks_read_stay_set() -> None:
    lines = """\
  $raised = %p
  block out {
    check_global[(out, raised)](@g(%q):i32)
    return marked[77](@g(%p):i32)
  }
  return 0"""
    globals_ = "global $raised: i32 = 0\nglobal $site: i32 = 0\n"
    assert body_after(settle_globals, lines, globals_=globals_) == lines.replace("\n  ", "\n").strip()


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("cond(i32.and(%p, 1), 3, i32.load8_u(%p))", "i32.load8_u(select(i32.ctz(%p), %p, 48))"),
        ("and(not(i32.and(%p, 1)), i32.eq(i32.load8_u(%p), 5))", "i32.eq(i32.load8_u(select(i32.ctz(%p), %p, 48)), 5)"),
        ("or(i32.and(%p, 1), i32.ne(i32.load8_u(%p), 5))", "i32.ne(i32.load8_u(select(i32.ctz(%p), %p, 48)), 5)"),
    ],
)
def test_tags_are_read_without_a_branch(before: str, after: str) -> None:
    assert body_after(branchless_tags, f"return {before}") == f"return {after}"


@pytest.mark.parametrize(
    "other",
    [
        "cond(i32.and(%p, 1), 4, i32.load8_u(%p))",
        "cond(i32.and(%p, 1), 3, i32.load8_u[1](%p))",
        "cond(i32.and(%q, 1), 3, i32.load8_u(%p))",
        "and(not(i32.and(%p, 1)), i32.eq(i32.load8_u(%p), 3))",
        "and(i32.and(%p, 1), i32.eq(i32.load8_u(%p), 5))",
        "and(not(i32.and(%p, 1)), i32.ne(i32.load8_u(%p), 5))",
        "or(i32.and(%p, 1), i32.eq(i32.load8_u(%p), 5))",
    ],
)
def test_what_reads_no_tag_stays(other: str) -> None:
    assert body_after(branchless_tags, f"return {other}") == f"return {other}"


def test_deep_nesting_passes_through() -> None:
    depth = 900
    lines = "if %p {\n" * depth + "%p = i32.add(%p, 1)\n" + "}\n" * depth + "return %p"
    nested = "do l:i32 {\nleave l i32.xor(%q, " * depth + "%p" + ")\n}" * depth
    module = parse_module(f"{F} {{\n%q = {nested}\n{lines}\n}}\n")
    run(module, verify=True)
    assert len(emit(module).binary()) > depth
