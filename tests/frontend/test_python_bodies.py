"""Parsing, top-level returns and purity of Python bodies."""


import ast

import pytest

from noetlc.frontend.checks.bodies import Parsed
from noetlc.frontend.python_body import BodyError, has_toplevel_return, libs_prelude, parse_body
from noetlc.lower.workflow.purity import impurities, purity


def tree(text: str) -> ast.Module:
    parsed = parse_body(text)
    assert isinstance(parsed, ast.Module), parsed
    return parsed


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ("x = 1\ny = = 2\n", 2), ("break\n", 1), ("x = 1\nif x:\n  continue\n", 3), ("def f(:\n", 1), ("a = 'x\n", 1), ("x\n  y\n", 2), ("a = 1\nb = (\n", 2),
        ("nonlocal x\n", 1), ("def f():\n  return 1\n  x = yield from\n", 3), ("return 1\nbreak\n", 2), ("x = 1\x00\n", 1), ("(" * 500, 1), ("x = '\ud800'", 1),
    ],
)  # fmt: skip
def test_bodies_that_do_not_compile(text: str, line: int) -> None:
    error = parse_body(text)
    assert isinstance(error, BodyError)
    assert error.line == line
    assert error.column >= 1


@pytest.mark.parametrize(
    "text",
    ["-" * 50_000 + "1", "not " * 50_000 + "1", "a" + ".b" * 50_000, "+".join("a" * 50_000), "f(" * 150 + ")" * 150, "x" + "[0]" * 50_000],
)
def test_deep_bodies_never_crash(text: str) -> None:
    assert isinstance(parse_body(text), (ast.Module, BodyError))


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("return 1", True), ("if a:\n  for b in c:\n    return b", True), ("try:\n  x\nexcept E:\n  return 1", True), ("try:\n  x\nfinally:\n  return 1", True),
        ("with a:\n  return 1", True), ("while a:\n  x\nelse:\n  return 1", True), ("match a:\n  case 1:\n    return 1", True), ("if a:\n  pass\nelif b:\n  return", True),
        ("def f():\n  return 1", False), ("class A:\n  def f(self):\n    return 1", False), ("async def f():\n  return 1", False), ("x = lambda: 1", False), ("", False),
    ],
)  # fmt: skip
def test_top_level_return(text: str, expected: bool) -> None:
    assert has_toplevel_return(tree(text)) is expected


@pytest.mark.parametrize(
    "text",
    [
        "import json, re, math, hashlib\nresult = json.dumps({})", "from datetime import datetime, timedelta as t", "import os\nx = os.environ.get('A', os.path.join('a', 'b'))",
        "from os import getenv, path\npath.basename('x')", "import os.path as p\np.splitext('a')", "open = 3\nresult = open + 1", "def f(input):\n  return input()", "result = input.get('x')",
        "x = globals().get('y')\nif 'a' in globals(): pass", "import urllib.parse\nurllib.parse.quote('a')", "from urllib.parse import urlencode", "from collections import *",
        "sys.exit(2)", "print(1, file=sys.stderr)", "import logging\nlogging.getLogger('x').info('y')", "import typing as t",
        "for json in [1]:\n  json.foo", "from io import StringIO", "import sys\ngetattr(sys, 'frozen', False)", "import os\nhasattr(os, 'sep')", "import urllib\np = urllib.parse", "eval('1')", "t = 'x = 1'\nexec(t, {})", "exec(compile('1', 'f', 'exec'))",
        "from typing import TYPE_CHECKING as T\nif T:\n  import socket\nelse:\n  import json", "import typing as t\nif t.TYPE_CHECKING:\n  open('x')",
    ],
)  # fmt: skip
def test_pure(text: str) -> None:
    assert purity(tree(text)) is None


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("import requests", "imports requests"), ("import os, subprocess", "imports subprocess"), ("from urllib import request", "imports urllib.request"),
        ("import urllib.request", "imports urllib.request"), ("from . import x", "imports ."), ("def f():\n  import socket", "imports socket"),
        ("open('x')", "uses open"), ("f = open", "uses open"), ("eval(x)", "uses eval"), ("exec(x, {})", "uses exec"), ("t = '1'\nt = '2'\nexec(t)", "uses exec"), ("eval('open(1)')", "uses eval"), ("exec('import socket')", "imports socket"), ("__import__('os')", "uses __import__"),
        ("globals()['x'] = 1", "writes globals()"), ("del globals()['x']", "writes globals()"), ("globals().update(x=1)", "writes globals()"), ("input('x')", "calls input"),
        ("import os\nos.system('x')", "uses os.system"), ("import os\nos.path.exists('x')", "uses os.path.exists"), ("from os import system", "imports os.system"),
        ("import os as o\ngetattr(o, 'system')", "uses os.system"), ("import os as o\ngetattr(o, name)", "uses the module o as a value"),
        ("import os\nhasattr(os, 'fork')", "uses os.fork"), ("import os\np = os.path", "uses the module os.path as a value"),
        ("import os\ngetattr(os, 'path')", "uses the module os.path as a value"), ("import os\ngetattr(os.path, 'exists')", "uses os.path.exists"),
        ("import os\ngetattr = print\ngetattr(os, 'sep')", "uses the module os as a value"), ("import logging\nlogging.FileHandler('x')", "uses logging.FileHandler"),
        ("from typing import TYPE_CHECKING\nTYPE_CHECKING = 1\nif TYPE_CHECKING:\n  import socket", "imports socket"),
        ("import typing\ntyping.TYPE_CHECKING = 1\nif typing.TYPE_CHECKING:\n  import socket", "imports socket"),
        ("import typing\nsetattr(typing, 'TYPE_CHECKING', 1)\nif typing.TYPE_CHECKING:\n  import socket", "imports socket"),
        ("from typing import TYPE_CHECKING\nif TYPE_CHECKING:\n  pass\nelse:\n  import socket", "imports socket"),
        ("from typing import TYPE_CHECKING\nif TYPE_CHECKING or x:\n  import socket", "imports socket"),
        ("try:\n  from typing import TYPE_CHECKING\nexcept E as TYPE_CHECKING:\n  pass\nif TYPE_CHECKING:\n  import socket", "imports socket"),
        ("from io import open", "imports io.open"), ("().__class__.__subclasses__()", "uses __subclasses__"), ("sys.modules", "uses sys.modules"), ("from os import *", "imports os.*"),
        ("import os.path as p\np.exists('x')", "uses os.path.exists"), ("from os import path as q\nq.isfile('x')", "uses os.path.isfile"),
    ],
)  # fmt: skip
def test_not_pure(text: str, reason: str) -> None:
    assert purity(tree(text)) == reason


def test_impurities_with_code_and_place() -> None:
    found = impurities(tree("x = eval(a)\nif x:\n  import requests\nopen('y')"), {"n": "numpy"})
    places = [(getattr(i.node, "lineno", 0), getattr(i.node, "col_offset", 0)) for i in found]
    assert [(i.code, i.reason, at) for i, at in zip(found, places, strict=True)] == [
        ("L02", "imports numpy", (0, 0)),
        ("L04", "uses eval", (1, 4)),
        ("L02", "imports requests", (3, 2)),
        ("L07", "uses open", (4, 0)),
    ]


def test_libs() -> None:
    libs = {"np": "json", "dt": {"from": "datetime", "import": "datetime"}}
    assert libs_prelude(libs) == "import json as np\nfrom datetime import datetime as dt\n"
    assert purity(tree("x = 1"), libs) is None
    assert purity(tree("x = 1"), {"r": "requests"}) == "imports requests"
    assert purity(tree("o.system('x')"), {"o": "os"}) == "uses os.system"
    for bad in ({"a b": "json"}, {"a": 5}, {"a": {"from": "x"}}, {"a": "x;y"}, {"a": None}):
        with pytest.raises(ValueError):
            libs_prelude(bad)


def test_checks_share_the_trees_of_bodies() -> None:
    parsed = Parsed(least=2, most=100)
    small, large, broken = [f"x = {i}" for i in range(12)], ["y = 1" + " " * 90, "z = 1" + " " * 90, "w = 1" + " " * 90], "x ="
    trees = [parsed(text) for text in small]
    assert [parsed(text) for text in small] == trees
    assert parsed(broken) is parsed(broken)
    kept = [parsed(text) for text in large]
    assert [parsed(text) for text in large[1:]] == kept[1:]
    again = parsed(small[0])
    assert again is not trees[0]
    assert isinstance(again, ast.Module)
    assert ast.dump(again) == ast.dump(tree(small[0]))
