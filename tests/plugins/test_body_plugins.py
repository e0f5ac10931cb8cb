"""Python bodies that call functions of plug-ins, on both engines: shared and linked."""

from __future__ import annotations

import json
import sys
import textwrap
from pathlib import Path
from typing import Any

import pytest

sys.path.insert(0, str(Path(__file__).parent))

import kernel_sources as sources

import noetlc
from noetlc.host.capability import AmbientHost
from noetlc.host.errors import Aborted
from noetlc.host.runner import Invocation, invoke_module
from noetlc.plugins.kernel import build_kernel


@pytest.fixture(scope="module", params=["shared", "linked"])
def folder(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder of plug-ins, in kernel Python or as modules."""
    place = tmp_path_factory.mktemp(request.param)
    (place / "deep").mkdir()
    file = sources.write(tmp_path_factory.mktemp("source"), "kinds", sources.KINDS)
    for name in ("kinds", "deep/kinds"):
        if request.param == "shared":
            place.joinpath(name + ".py").write_text(file.read_text())
        else:
            place.joinpath(name + ".wasm").write_bytes(build_kernel(file))
    return place


@pytest.fixture(scope="module")
def shared(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The same in kernel Python, for what does not depend on how they get into the module."""
    place = tmp_path_factory.mktemp("shared")
    (place / "deep").mkdir()
    for name in ("kinds", "deep/kinds"):
        sources.write(place, name, sources.KINDS)
    return place


def playbook(*codes: str, inputs: dict[str, Any] | None = None) -> str:
    """A step per body, one after another, whatever fails."""
    steps = []
    for number, code in enumerate(codes, 1):
        tool = {"kind": "python", "input": inputs or {}, "code": textwrap.dedent(code)}
        following = {"next": {"arcs": [{"step": f"s{number + 1}"}]}} if number < len(codes) else {}
        steps.append({"step": f"s{number}", "tool": tool, **following})
    head = {"apiVersion": "noetl.io/v2", "kind": "Playbook", "metadata": {"name": "p", "path": "p"}, "executor": {"spec": {"entry_step": "s1"}}}
    return json.dumps({**head, "workload": {}, "workflow": steps}, ensure_ascii=False)


def both(source: str, folder: Path) -> noetlc.Envelope:
    """The envelope, which must be the same on both engines, places of errors included."""
    interpreted = noetlc.interpret(source, plugin_path=[folder])
    built = noetlc.build(source, plugin_path=[folder], verify=False)
    compiled = noetlc.run(built.wasm)
    assert compiled == interpreted
    return compiled


def results(codes: list[str], folder: Path, inputs: dict[str, Any] | None = None) -> list[Any]:
    """The result of each body, or the message of its error."""
    envelope = both(playbook(*codes, inputs=inputs), folder)
    errors = {found["step"]: found["message"] for found in envelope["errors"]}
    return [errors.get(f"s{i}", envelope["steps"][f"s{i}"]) for i in range(1, len(codes) + 1)]


def result(code: str, folder: Path, inputs: dict[str, Any] | None = None) -> Any:
    return results([code], folder, inputs)[0]


def outcomes(expressions: list[str], folder: Path, before: str = "", inputs: dict[str, Any] | None = None) -> list[Any]:
    """The value of each expression in one body, or type and text of what it raises."""
    tries = "".join(f"try:\n    found.append({e})\nexcept Exception as e:\n    found.append(f'{{type(e).__name__}}: {{e}}')\n" for e in expressions)
    made: list[Any] = result(f"{IMPORT}{before}found = []\n{tries}result = found", folder, inputs)
    return made


IMPORT = "from noetl.plugins import kinds\n"


def test_every_type(folder: Path) -> None:
    code = """
        from noetl.plugins import kinds
        result = [
            kinds.echo({"a": [1, 2.5, None, True, "ä€😀"], "": {}}), kinds.echo(None), kinds.echo([]),
            kinds.raw(b"").hex(), kinds.raw(bytes(range(256))).hex(), kinds.raw(bytearray(b"xy")).hex(),
            kinds.text(""), kinds.text("ä€😀\\n\\0"),
            kinds.whole(-9223372036854775808), kinds.whole(9223372036854775807), kinds.whole(True),
            kinds.real(-0.5), kinds.real(1e300), kinds.real(3), kinds.real(True), kinds.real(2**62),
            kinds.truth(True), kinds.truth(False), kinds.count(), kinds.count(),
            kinds.all({"x": []}, b"\\xff" * 5, "é", -5, 2, True),
        ]
    """
    assert result(code, folder) == [
        {"a": [1, 2.5, None, True, "ä€😀"], "": {}}, None, [],
        "", bytes(range(256)).hex(), "7879",
        "", "ä€😀\n\0",
        -(2**63), 2**63 - 1, 1,
        -0.5, 1e300, 3.0, 1.0, float(2**62),
        True, False, 1, 1,
        [{"x": []}, 5, "é", -5, 2.0, True],
    ]  # fmt: skip


def test_results_have_their_types(shared: Path) -> None:
    code = IMPORT + (
        "found = [kinds.real(3), kinds.whole(3), kinds.truth(True), kinds.text('a'), kinds.raw(b'a'), kinds.echo((1,)), kinds.echo({1: 2})]\n"
        "result = [type(x).__name__ for x in found] + [kinds.whole(3) + 1, kinds.real(3) / 2, kinds.text('a') + 'b', not kinds.truth(True)]"
    )
    names = ["float", "int", "bool", "str", "bytes", "list", "dict"]
    assert result(code, shared) == [*names, 4, 1.5, "ab", False]


IMPORTS = [
    "from noetl.plugins import kinds\nresult = kinds.whole(7)",
    "from noetl.plugins import kinds as k\nresult = k.whole(7)",
    "from noetl.plugins.kinds import whole\nresult = whole(7)",
    "from noetl.plugins.kinds import whole as w, text\nresult = w(7)",
    "from noetl.plugins.deep import kinds\nresult = kinds.whole(7)",
    "from noetl.plugins.deep.kinds import whole\nresult = whole(7)",
    "import noetl.plugins.kinds as k\nresult = k.whole(7)",
    "import noetl.plugins.deep.kinds\nresult = noetl.plugins.deep.kinds.whole(7)",
    "def f():\n    from noetl.plugins import kinds\n    return kinds.whole(7)\nresult = f()",
    "def main():\n    from noetl.plugins.kinds import whole\n    return whole(7)",
    "from noetl.plugins import kinds\nclass A:\n    def go(self):\n        return kinds.whole(7)\nresult = A().go()",
    "try:\n    from noetl.plugins import nothing as k\nexcept ImportError:\n    from noetl.plugins import kinds as k\nresult = k.whole(7)",
    "try:\n    from noetl.plugins import nothing\nexcept ImportError:\n    nothing = 7\nresult = nothing",
    "from noetl.plugins import kinds\nreturn kinds.whole(7)",
]


def test_imports(shared: Path) -> None:
    assert results(IMPORTS, shared) == [7] * len(IMPORTS)


def test_libs_import_plugins(shared: Path) -> None:
    document = json.loads(playbook("result = [k.whole(7), w(8)]"))
    libs = {"k": {"from": "noetl.plugins", "import": "kinds"}, "w": {"from": "noetl.plugins.deep.kinds", "import": "whole"}}
    document["workflow"][0]["tool"]["libs"] = libs
    assert both(json.dumps(document), shared)["result"] == [7, 8]


VALUES = [
    ("list(map(kinds.whole, [1, 2]))", [1, 2]),
    ("sorted([3, 1, 2], key=kinds.whole)", [1, 2, 3]),
    ("(lambda f: f('x'))(kinds.text)", "x"),
    ("repr(kinds.text)", "<built-in function text>"),
    ("type(kinds.text).__name__", "builtin_function_or_method"),
    ("str(type(kinds.text))", "<class 'builtin_function_or_method'>"),
    ("[kinds.text.__name__, kinds.text.__qualname__, kinds.text.__module__, kinds.text.__doc__]", ["text", "text", "builtins", None]),
    ("[kinds.text == kinds.text, kinds.text is not kinds.whole, {kinds.text: 1}[kinds.text]]", [True, True, 1]),
    ("callable(kinds.text)", True),
    ("kinds.all(*[1, b'', 'c', 2], *(3, True))", [1, 0, "c", 2, 3.0, True]),
    ("kinds.text(*['a'], **{})", "a"),
    ("[f(2) for f in (kinds.whole, kinds.real)]", [2, 2.0]),
]


def test_functions_are_values(shared: Path) -> None:
    assert outcomes([expression for expression, _ in VALUES], shared) == [value for _, value in VALUES]


DATA = [
    ("(1, (2,))", [1, [2]]),
    ("{1: 'a', 2.5: 'b', True: 'c', None: 'd'}", {"1": "c", "2.5": "b", "null": "d"}),
    ("{1: 'a', '1': 'b'}", {"1": "b"}),
    ("{'1': 'a', 1: 'b', 'x': 0}", {"1": "b", "x": 0}),
    ("{'a': -0.0, 'b': 1e22, 'c': 5e-324}", {"a": 0.0, "b": 1e22, "c": 5e-324}),
    ("[big, {'b': big}]", [10**30, {"b": 10**30}]),
    ("[2**62, -9223372036854775808]", [2**62, -(2**63)]),
    ("dict.fromkeys('abcdefghijklmn', 1)", dict.fromkeys("abcdefghijklmn", 1)),
]


def test_json_arguments(folder: Path) -> None:
    found = outcomes([f"kinds.echo({expression})" for expression, _ in DATA], folder, inputs={"big": 10**30})
    assert found == [value for _, value in DATA]


KINDS_OF_CLASSES = """
from noetl.plugins import kinds
from collections import OrderedDict, defaultdict, Counter, namedtuple
from enum import IntEnum, Enum
class S(str): pass
class I(int): pass
class F(float): pass
class L(list): pass
class D(dict): pass
class Color(IntEnum):
    RED = 3
class Word(str, Enum):
    A = "a"
P = namedtuple("P", "x y")
counts = defaultdict(list)
counts["k"].append(1)
result = [kinds.echo([S("s"), I(4), F(0.5), L([1]), D(a=1), P(1, 2), OrderedDict(b=2), counts, Counter("aab")]),
          kinds.text(S("s")), kinds.whole(I(4)), kinds.real(F(0.5)), kinds.real(I(4)), kinds.echo({S("k"): 1, I(7): 2}),
          type(kinds.echo(S("s"))).__name__, type(kinds.echo(L([1]))).__name__]
"""


def test_subclasses_of_built_in_types(shared: Path) -> None:
    expected = ["s", 4, 0.5, [1], {"a": 1}, [1, 2], {"b": 2}, {"k": [1]}, {"a": 2, "b": 1}]
    assert result(KINDS_OF_CLASSES, shared) == [expected, "s", 4, 0.5, 4.0, {"k": 1, "7": 2}, "str", "list"]


def test_values_cross_by_value(folder: Path) -> None:
    code = """
        from noetl.plugins import kinds
        inner = [1]
        given = {"a": inner, "b": inner}
        got = kinds.echo(given)
        got["a"].append(2)
        inner.append(3)
        again = kinds.echo([inner] * 2)
        again[0].append(4)
        result = [given, got, again, got is given]
    """
    assert result(code, folder) == [{"a": [1, 3], "b": [1, 3]}, {"a": [1, 2], "b": [1]}, [[1, 3, 4], [1, 3]], False]


ERRORS = [
    ("kinds.text()", "TypeError: text() takes 1 argument (0 given)"),
    ("kinds.text('a', 'b')", "TypeError: text() takes 1 argument (2 given)"),
    ("kinds.times(1)", "TypeError: times() takes 2 arguments (1 given)"),
    ("kinds.count(1)", "TypeError: count() takes 0 arguments (1 given)"),
    ("kinds.text(x='a')", "TypeError: text() takes no keyword arguments"),
    ("kinds.text('a', x='a')", "TypeError: text() takes no keyword arguments"),
    ("kinds.text(*'ab')", "TypeError: text() takes 1 argument (2 given)"),
    ("kinds.text(**{'x': 1})", "TypeError: text() takes no keyword arguments"),
    ("list(map(kinds.text, 'a', 'b'))", "TypeError: text() takes 1 argument (2 given)"),
    ("kinds.text(1)", "TypeError: text() argument 1 must be str, not int"),
    ("kinds.text(None)", "TypeError: text() argument 1 must be str, not NoneType"),
    ("kinds.text(b'a')", "TypeError: text() argument 1 must be str, not bytes"),
    ("kinds.raw('a')", "TypeError: raw() argument 1 must be bytes, not str"),
    ("kinds.raw([1])", "TypeError: raw() argument 1 must be bytes, not list"),
    ("kinds.whole('a')", "TypeError: whole() argument 1 must be int, not str"),
    ("kinds.whole(1.0)", "TypeError: whole() argument 1 must be int, not float"),
    ("kinds.whole(big)", "OverflowError: whole() argument 1 does not fit into 64 bits"),
    ("kinds.real('a')", "TypeError: real() argument 1 must be float, not str"),
    ("kinds.real(float('nan'))", "ValueError: real() argument 1 is not finite"),
    ("kinds.real(huge)", "OverflowError: int too large to convert to float"),
    ("kinds.truth(1)", "TypeError: truth() argument 1 must be bool, not int"),
    ("kinds.truth(None)", "TypeError: truth() argument 1 must be bool, not NoneType"),
    ("kinds.echo({1, 2})", "TypeError: echo() argument 1 must be JSON data, not set"),
    ("kinds.echo({'a': [b'x']})", "TypeError: echo() argument 1 must be JSON data, not bytes"),
    ("kinds.echo(range(3))", "TypeError: echo() argument 1 must be JSON data, not range"),
    ("kinds.echo(kinds.echo)", "TypeError: echo() argument 1 must be JSON data, not builtin_function_or_method"),
    ("kinds.echo(len)", "TypeError: echo() argument 1 must be JSON data, not builtin_function_or_method"),
    ("kinds.echo(str)", "TypeError: echo() argument 1 must be JSON data, not type"),
    ("kinds.echo([1.0, float('inf')])", "ValueError: echo() argument 1 holds a number that is not finite"),
    ("kinds.echo({(1,): 2})", "ValueError: echo() argument 1 has a map key that is neither text nor a number"),
    ("kinds.echo(deep(128))", None),
    ("kinds.echo(deep(129))", "ValueError: echo() argument 1 is nested deeper than 128 levels"),
    ("kinds.all(deep(127), b'', '', 0, 0, True)", None),
    ("kinds.all(0, b'', 1, 'x', 0, True)", "TypeError: all() argument 3 must be str, not int"),
    ("kinds.text('a\\ud800b')", "UnicodeEncodeError: 'utf-8' codec can't encode character '\\ud800' in position 1: surrogates not allowed"),
    ("kinds.echo([{'\\udfff': 1}])", "UnicodeEncodeError: 'utf-8' codec can't encode character '\\udfff' in position 0: surrogates not allowed"),
    ("kinds.nothing(1)", "AttributeError: module 'noetl.plugins.kinds' has no attribute 'nothing'"),
    ("kinds.nothing", "AttributeError: module 'noetl.plugins.kinds' has no attribute 'nothing'"),
    ("kinds()", "TypeError: 'module' object is not callable"),
    ("kinds.text(1 // 0)", "ZeroDivisionError: integer division or modulo by zero"),
]

DEEP = "def deep(n):\n    x = 1\n    for i in range(n):\n        x = [x]\n    return x\n"


def test_errors(folder: Path) -> None:
    expressions = [expression if message else f"{expression} and 0" for expression, message in ERRORS]
    found = outcomes(expressions, folder, DEEP, {"big": 10**30, "huge": 10**400})
    assert found == [message or 0 for _, message in ERRORS]


PLACES = [
    "x = [\n  1,\n  kinds.text(1)]",
    "x = 1 + kinds.whole(\n  'a')",
    "x = 'ä' + kinds.text(1)",
    "x = [kinds.nothing]",
    "x = [1, kinds.nothing(2)]",
    "def f(x):\n    return kinds.text(x)\n\nf(\n 1)",
    "x = list(map(kinds.text, [1]))",
    "x = [kinds.text(v) for v in ['a', 1]]",
    "x = kinds.text(*[1])",
    "x = (kinds.text\n  (1))",
]


def test_places_of_errors(shared: Path) -> None:
    """The engines agree on them (`both`)."""
    assert all("Error: " in found for found in results([IMPORT + code for code in PLACES], shared))


IMPORT_ERRORS = [
    ("from noetl.plugins import nothing", "ImportError: cannot import name 'nothing' from 'noetl.plugins' (unknown location)"),
    ("from noetl.plugins import kinds, nothing", "ImportError: cannot import name 'nothing' from 'noetl.plugins' (unknown location)"),
    ("from noetl.plugins.nothing import x", "ModuleNotFoundError: No module named 'noetl.plugins.nothing'"),
    ("from noetl.plugins.kinds import x", "ImportError: cannot import name 'x' from 'noetl.plugins.kinds' (unknown location)"),
    ("from noetl.plugins.kinds.text import x", "ModuleNotFoundError: No module named 'noetl.plugins.kinds.text'; 'noetl.plugins.kinds' is not a package"),
    ("from noetl.plugins.deep import x", "ModuleNotFoundError: No module named 'noetl.plugins.deep'"),
    ("from noetl.plugins.deep import kinds, x", "ImportError: cannot import name 'x' from 'noetl.plugins.deep' (unknown location)"),
    ("from noetl.plugins.deep.nothing import x", "ModuleNotFoundError: No module named 'noetl.plugins.deep'"),
    ("import noetl.plugins.nothing", "ModuleNotFoundError: No module named 'noetl.plugins.nothing'"),
    ("import noetl.plugins.nothing as n", "ModuleNotFoundError: No module named 'noetl.plugins.nothing'"),
]


def test_imports_that_find_nothing(shared: Path) -> None:
    found = results([f"x = 1\nif x:\n    {statement}\nresult = 0" for statement, _ in IMPORT_ERRORS], shared)
    assert found == [message for _, message in IMPORT_ERRORS]


def test_errors_are_caught(shared: Path) -> None:
    code = """
        from noetl.plugins import kinds
        found = []
        for value in ("a", 1, None, "b"):
            try:
                found.append(kinds.text(value))
            except TypeError as e:
                found.append(str(e))
            finally:
                found.append(kinds.count())
        try:
            kinds.whole("x")
        except Exception as e:
            found.append(kinds.text(type(e).__name__))
        result = found
    """
    wrong = "text() argument 1 must be str, not "
    assert result(code, shared) == ["a", 1, wrong + "int", 1, wrong + "NoneType", 1, "b", 1, "TypeError"]


def test_calls_in_a_loop_under_collection(folder: Path) -> None:
    """Values held across calls stay: megabytes are allocated between the first and the last."""
    code = """
        from noetl.plugins import kinds
        kept = kinds.echo([{"n": i} for i in range(50)])
        last = None
        total = 0
        for i in range(150):
            got = kinds.echo({"i": i, "rows": [{"k": str(i), "v": [i, i + 1]}] * 150, "text": kinds.text("x" * 4000)})
            total += got["rows"][2]["v"][1] + kinds.whole(i) + len(kinds.raw(bytes(100)))
            if i % 50 == 0:
                kept.append(got)
            last = got
        result = [total, kept[0], kept[49], kept[50]["i"], kept[52]["rows"][0], last["i"], len(kept)]
    """
    total = sum(i + 1 + i + 100 for i in range(150))
    assert result(code, folder) == [total, {"n": 0}, {"n": 49}, 0, {"k": "100", "v": [100, 101]}, 149, 53]


def test_intents_of_bodies_join_those_of_the_run(folder: Path) -> None:
    source = playbook(IMPORT + "result = [kinds.keep('k/ä', '{}'), kinds.keep('second', '1')]", "result = 2")
    built = noetlc.build(source, plugin_path=[folder], examples=2)  # verification compares them
    assert built.verification is not None
    assert built.verification.compared > 0
    assert built.manifest["capabilities"] == ["event_publish", "object_put", "result_put"]
    done = invoke_module(built.wasm, Invocation({}), AmbientHost())
    assert [(one.name, one.key, one.data) for one in done[1]] == [
        (name, key if name != "event_publish" else "", data)
        for key, data in (("k/ä", b"{}"), ("second", b"1"))
        for name in ("object_put", "result_put", "event_publish")
    ]


def test_a_failed_run_with_intents_is_aborted(folder: Path) -> None:
    source = playbook(IMPORT + "kinds.keep('k', '{}')\nresult = 1 // 0")
    built = noetlc.build(source, plugin_path=[folder], target="noetl-worker", examples=2)
    assert built.verification is not None
    assert built.verification.compared > 0
    assert built.manifest["output"] == "result"


@pytest.mark.parametrize("call", ["kinds.times('a', 'b')", "kinds.wrong(True)"])
def test_a_trap_ends_the_run(call: str, folder: Path) -> None:
    source = playbook(f"{IMPORT}try:\n    {call}\nexcept BaseException:\n    pass\nresult = 1")
    built = noetlc.build(source, plugin_path=[folder], verify=False)
    for run in (lambda: noetlc.run(built.wasm), lambda: noetlc.interpret(source, plugin_path=[folder])):
        with pytest.raises(Aborted) as caught:
            run()
        assert caught.value.kind == "trap"


def test_calls_while_an_exception_is_on_its_way(shared: Path) -> None:
    code = """
        import traceback
        from noetl.plugins import kinds
        found = []
        class Guard:
            def __enter__(self):
                return self
            def __exit__(self, kind, error, trace):
                found.append(kinds.text(kind.__name__))
                return False
        def f():
            with Guard():
                kinds.real("x")
        try:
            try:
                f()
            finally:
                found.append(kinds.count())
        except TypeError as e:
            found.append(kinds.echo([str(e), traceback.format_exc()]))
        def g(n):
            return kinds.whole(n) + (g(n - 1) if n else 0)
        result = [found, g(100)]
    """
    found, total = result(code, shared)
    assert found[:2] == ["TypeError", 1]
    assert total == 5050
    assert found[2][0] == "real() argument 1 must be float, not str"
    assert found[2][1].count("File ") == 2
