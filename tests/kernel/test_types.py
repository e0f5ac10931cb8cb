"""The types of kernel Python: mypy and the translator refuse the same mixes of them and accept the same code."""

from __future__ import annotations

import ast
import importlib.util
import itertools
import re
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from mypy import api

import noetlc.kernel.lang
from noetlc.kernel.intrinsics import FIXED, INTEGER, LOADS, STORES
from noetlc.kernel.library import Library
from noetlc.kernel.translate import KernelError

ROOT = Path(__file__).parents[2]
HEADER = """from __future__ import annotations

from noetlc.kernel.lang import *
from noetlc.kernel.lang import i32, i64, f64, val
from noetlc.layout.objects import NONE, Int, Obj, Str

TABLE = static_i32([1, 2, 3])
WIDE = 1 << 40
hp: i32 = 0
total: i64 = 0
raised: val = 0

def number(n: i32) -> i32: return n
def wide(n: i64) -> i64: return n
def real(n: f64) -> f64: return n
def thing(v: val) -> val: return v
def header(p: Obj) -> i32: return p.size
def nothing(n: i32) -> None: return
"""
PARAMETERS = "i: i32, j: i64, x: f64, v: val, p: Obj, s: Str"
TYPES = ("i32", "i64", "f64", "val", "Obj")

ACCEPTED = """
a: i32 = 5
a: i64 = 5
a: f64 = 5
a: f64 = 5.5
a: val = 0
a: val = NONE
a: i64 = WIDE
a: i32 = hp + 1
a: i64 = i64(i) + j
a: i64 = u64(i) << 3
a: i32 = i32(j)
a: i32 = i32(v)
a: i32 = i32(p)
a: val = val(i)
a: val = val(p)
a: f64 = f64(i) * 2
a: f64 = f64(j) / 2.0
a: f64 = f64(1)
a: i32 = v + 8
a: i32 = v & 1
a: i32 = v >> 1
a: i32 = v & raised & 1
a: i32 = v == raised
a: i32 = v != 0 and i > 3
a: i32 = not v
a: i32 = not i == 3
a: i32 = i if v else 7
a: val = v if i else NONE
a: i64 = j * (24 if i else 3)
a: i32 = p.size + p.tag
a: i64 = Int(v).value
a: Obj = s
a: Str = Str(v)
a: Str = Str(p)
a: Str = Str(i)
a: i32 = header(s)
a: i32 = p == s
a: i32 = load32(i) + load32(v, 8)
a: val = loadv(v, 8)
a: i64 = load64(v, 8)
a: f64 = loadf(v, 8)
a: i32 = lt_u(j, 5)
a: i64 = shr_u(j, 5)
a: i64 = rotl(j, 5) ^ popcnt(j)
a: i64 = bits(x)
a: i64 = trunc_i64(x)
a: i32 = TABLE + i
a: val = lit("text")
a: val = indirect(i, v, NONE)
a: i32 = indirect_i32(i, i, 3)
a: i32 = -i
a: i64 = ~j
a: f64 = -x
raised = v
total += i64(i)
i += 1
j = j + 1
p.size = i
p.tag = 3
Int(v).value = j
store32(v, i, 4)
storev(i, v, 4)
storev(i, NONE)
store64(i, 0)
nothing(i)
thing(0)
if v: nothing(i)
if v != 0 and (v & 1) == 0: nothing(i)
if not v or i: nothing(i)
while v and i < 3: i += 1
if live(7): nothing(i)
"""
REFUSED = """
a: i32 = j
a: i32 = v
a: i32 = p
a: i32 = x
a: i32 = 1.5
a: i64 = i
a: i64 = v
a: i64 = x
a: i64 = 1.5
a: f64 = i
a: f64 = j
a: val = i
a: val = i + 1
a: val = v + 1
a: val = p
a: val = 1.5
a: Obj = v
a: Obj = 0
a: Str = p
a: i64 = i64(v)
a: i64 = i64(x)
a: i32 = i32(x)
a: val = val(j)
a: f64 = f64(v)
a: i32 = v + v
a: i32 = v - 8
a: i32 = v * 2
a: i32 = v | 1
a: i32 = v << 1
a: i32 = 8 + v
a: i32 = i + v
a: i32 = i - v
a: i32 = -v
a: i32 = ~v
a: i32 = v < raised
a: i32 = v == i
a: i32 = i == j
a: i32 = p + 8
a: i32 = i if v else v
a: val = v if i else i
a: i32 = v and i
a: i32 = v or i > 3
a: val = i and v
a: i32 = i / 2
a: f64 = x % 2.0
a: f64 = ~x
a: i32 = p.length
a: i32 = i.tag
a: i32 = Str(j).length
a: i32 = header(v)
a: i32 = load32(j)
a: i32 = load32(p)
a: val = load32(v)
a: i32 = loadv(v)
a: i32 = lt_u(v, 8)
a: i32 = lt_u(i, j)
a: i64 = shr_u(i, 3)
a: i64 = popcnt(x)
a: val = indirect(i, i)
a: i32 = indirect_i32(i, v)
a: i32 = indirect(i, v)
a: i32 = nothing(i)
a: i32 = number()
a: i32 = number(i, i)
a: i32 = unknown
raised = i
total += i
v += 8
i = v
p.size = j
p.tag = v
Int(v).value = i
store32(i, v)
store64(i, i)
storev(i, i)
storef(i, i)
storev(j, v)
nothing(v)
nothing(j)
thing(i)
return i
if j: nothing(i)
if x: nothing(i)
if j + 1: nothing(i)
if wide(j): nothing(i)
if load64(i): nothing(i)
if p: nothing(i)
while j: i += 1
if not j: nothing(i)
if i and x: nothing(i)
a: i32 = i if j else 0
"""
OPERATORS = ("+", "-", "*", "/", "%", "//", "&", "|", "^", "<<", ">>", "==", "!=", "<", "<=", ">", ">=")
OPERANDS = ("i", "j", "x", "v", "p", "3", "1.5")


def grid() -> list[str]:
    """Every operator between every two types and constants, alone and as every type."""
    pairs = [(a, b) for a, b in itertools.product(OPERANDS, OPERANDS) if a.isalpha() or b.isalpha()]
    found = [f"{a} {operator} {b}" for a, b in pairs for operator in OPERATORS]
    return [*found, *(f"a: {kind} = {code}" for code in found for kind in TYPES)]


def calls() -> list[str]:
    """Every word with machine types, with operands of every type."""
    tree = ast.parse(Path(noetlc.kernel.lang.__file__).with_suffix(".pyi").read_text())
    words = {n.name: [a for a in n.args.args if a.arg != "offset"] for n in tree.body if isinstance(n, ast.FunctionDef)}
    skipped = {n for n, parameters in words.items() if any(ast.unparse(a.annotation or a) not in MACHINE for a in parameters)}
    assert skipped == NOT_OF_MACHINE_TYPES
    names = [*(n for n in words if n not in skipped), "i32", "i64", "f64", "val", "Obj", "number", "wide", "real", "thing", "header"]
    found = []
    for name in names:
        arity = len(words.get(name, "1"))
        found += [f"{name}({', '.join(given)})" for given in itertools.product(OPERANDS, repeat=arity) if arity < 3 or given[0] == given[1]]
    return found


MACHINE = ("i32", "i64", "f64", "val", "i32 | i64", "_Int", "_Address")
NOT_OF_MACHINE_TYPES = {
    "static_bytes", "static_i64", "static_i32", "static_f64", "inline", "inline_often", "noinline", "export", "imported", "extern", "hook", "implements",
    "lit", "reason", "lit_class", "data_address", "live", "enable", "func",
}  # fmt: skip


def source(snippets: list[str]) -> tuple[str, list[int]]:
    """A module with a function for each snippet, and the lines of these."""
    lines = HEADER.splitlines()
    at = []
    for number, code in enumerate(snippets):
        changed = "".join(f"    global {n}\n" for n in ("raised", "total") if code.startswith(n))
        lines += f"def snippet_{number}({PARAMETERS}) -> None:\n{changed}    {code}\n".splitlines()
        at.append(len(lines))
    return "\n".join(lines) + "\n", at


def refused_by_mypy(path: Path, lines: list[int]) -> set[int]:
    options = ["--config-file", str(ROOT / "pyproject.toml"), "--cache-dir", str(path.parent / "cache"), "--no-error-summary"]
    limit = sys.getrecursionlimit()
    try:
        out, err, _ = api.run([*options, "--enable-error-code", "truthy-bool", "--disable-error-code", "empty-body", str(path)])
    finally:
        sys.setrecursionlimit(limit)  # mypy widens it for the whole process
    assert not err
    found = {int(line) for line in re.findall(rf"^{re.escape(path.name)}:(\d+): error", out.replace(str(path), path.name), re.MULTILINE)}
    assert found <= set(lines), sorted(found - set(lines))
    return {number for number, line in enumerate(lines) if line in found}


def refused_by_translator(path: Path, count: int) -> set[int]:
    spec = importlib.util.spec_from_file_location("snippets", path)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    library = Library([module])
    found = set()
    for number in range(count):
        try:
            library.function(f"snippet_{number}")
        except KernelError:
            found.add(number)
    return found


Verdicts = tuple[set[str], set[str]]
Refused = Callable[[list[str]], Verdicts]


@pytest.fixture
def refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Refused:
    """What mypy and the translator refuse of some snippets."""

    def both(snippets: list[str]) -> Verdicts:
        text, lines = source(snippets)
        path = tmp_path / "snippets.py"
        path.write_text(text)
        monkeypatch.chdir(ROOT)
        by_mypy, by_translator = refused_by_mypy(path, lines), refused_by_translator(path, len(snippets))
        return {snippets[n] for n in by_mypy}, {snippets[n] for n in by_translator}

    return both


def test_both_accept_and_refuse(refused: Refused) -> None:
    accepted, mixed = ACCEPTED.strip().splitlines(), REFUSED.strip().splitlines()
    by_mypy, by_translator = refused(accepted + mixed)
    assert sorted(by_mypy ^ set(mixed)) == []
    assert sorted(by_translator ^ set(mixed)) == []


@pytest.mark.slow
def test_operators_agree(refused: Refused) -> None:
    """All of them, but for equality with a constant: to mypy it is Python's own, which takes everything, and its bool is a constant."""
    snippets = grid()
    by_mypy, by_translator = refused(snippets)
    hole = {s for s in snippets if re.search(r"(^|= )(3|1\.5) [!=]= |[!=]= (3|1\.5)$", s)}
    assert sorted(by_mypy ^ by_translator) == sorted((by_translator - by_mypy) & hole)
    assert 100 < len(by_mypy) < len(snippets) - 100


@pytest.mark.slow
def test_words_agree(refused: Refused) -> None:
    """Conversions, loads, stores and the other words."""
    snippets = calls()
    by_mypy, by_translator = refused(snippets)
    assert sorted(by_mypy ^ by_translator) == []
    assert 100 < len(by_mypy) < len(snippets) - 100


def test_stub_has_what_the_module_has() -> None:
    def names(path: Path) -> set[str]:
        return {n.name for n in ast.parse(path.read_text()).body if isinstance(n, ast.FunctionDef | ast.ClassDef) and n.name[0] != "_"}

    stub, module = (names(Path(noetlc.kernel.lang.__file__).with_suffix(s)) for s in (".pyi", ".py"))
    words = {*INTEGER, *FIXED, *LOADS, *STORES}  # of intrinsics.py
    assert stub - module - words == {"i32", "i64", "f64", "val"}
    assert module | words <= stub
