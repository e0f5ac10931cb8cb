"""Shapes: the numbers of classes in the first word of their instances, and which methods they say (`facts/shapes.py`)."""

from __future__ import annotations

import ast

import pytest
from hypothesis import given
from hypothesis import strategies as st

from noetlc.layout.objects import BUSY, CLASSED, MOST_SHAPES, PLACED, SHAPE_STEP, UNFOLDED, shape_flags
from noetlc.lower.python.facts.instances import Instances, instances
from noetlc.lower.python.facts.mentions import mentions
from noetlc.lower.python.facts.nodes import Nodes
from noetlc.lower.python.facts.scope import Scopes
from noetlc.lower.python.facts.shapes import Shapes, header, makes, reached, rows, shapes


def looked_at(text: str, taken: int = 0) -> tuple[ast.Module, Scopes, Instances, Shapes]:
    tree = ast.parse(text)
    nodes = Nodes(tree)
    scopes, found = Scopes(tree, False, frozenset()), instances(nodes, mentions(nodes))
    return tree, scopes, found, shapes(found, scopes, taken)


def method(tree: ast.Module, name: str) -> ast.FunctionDef:
    cls, _, function = name.partition(".")
    (found,) = (s for c in tree.body if isinstance(c, ast.ClassDef) and c.name == cls for s in c.body if getattr(s, "name", "") == function)
    assert isinstance(found, ast.FunctionDef)
    return found


CLASSES = """
class A:
    def __init__(self): self.x = 1
    def f(self): return 1
class Other:
    def __init__(self): self.y, self.x = 1, 2
class B(A):
    def g(self): return 2
class C(B):
    def __init__(self):
        super().__init__()
        self.z = 3
    def f(self): return 3
    {more}
"""


def test_flags_are_apart() -> None:
    flags = [shape_flags(shape) for shape in range(MOST_SHAPES + 1)]
    assert len(set(flags)) == MOST_SHAPES + 1
    assert all(f & PLACED and not f & (UNFOLDED | CLASSED | BUSY) and f < 256 for f in flags)


@given(st.sets(st.integers(1, MOST_SHAPES)), st.integers(0, 0xFFFF))
def test_one_test_for_shapes_in_a_row(numbers: set[int], word: int) -> None:
    """What `has_place` computes of the first half word says for any word whether it is a header of a row."""
    found = rows(numbers)
    assert sorted(n for row in found for n in row) == sorted(numbers)
    for row in found:
        for first in (word, *map(header, range(MOST_SHAPES + 1))):
            turned = (first - header(row.start)) & 0xFFFFFFFF
            turned = (turned >> SHAPE_STEP | turned << (32 - SHAPE_STEP)) & 0xFFFFFFFF
            assert (turned < len(row)) == (first in map(header, row))


def test_bases_stand_before_what_derives_from_them() -> None:
    _, _, found, made = looked_at(CLASSES.format(more="pass"), taken=2)
    assert {c.name: n for c, n in made.numbers.items()} == {"A": 3, "B": 4, "C": 5, "Other": 6}
    assert made.having(found.of_class, "x", 0, None) == (3, 3)
    assert made.having(found.of_class, "x", 1, None) == (6, 1)
    assert made.having(found.of_class, "nowhere", 0, None) == (0, 0)
    assert len(looked_at(CLASSES.format(more="pass"), taken=MOST_SHAPES - 1)[3].numbers) == 1


def making(text: str, init: str, abstract: bool) -> set[str]:
    """The classes that surely make instances by an `__init__` alone."""
    tree, scopes, _, made = looked_at(text)
    return {cls.name for cls in made.numbers if makes(made, cls, method(tree, init), scopes, abstract)}


def test_methods_that_shapes_say() -> None:
    tree, scopes, _, made = looked_at(CLASSES.format(more="pass"))
    assert reached(made, method(tree, "A.f"), scopes) == (1, 2)
    assert reached(made, method(tree, "B.g"), scopes) == (2, 3)
    assert reached(made, method(tree, "C.f"), scopes) == (3,)
    assert making(CLASSES.format(more="pass"), "A.__init__", False) == {"A", "B"}


@pytest.mark.parametrize(
    ("more", "name", "left"),
    [
        ("g = None", "B.g", (2,)),
        ("if len('x'): g = 1", "B.g", (2,)),
        ("for g in (): pass", "B.g", (2,)),
        ("def f(self): return 4", "A.f", (1, 2)),
        ("def __new__(cls): return 1", "A.__init__", (1, 2)),
        ("class g: pass", "B.g", (2,)),
    ],
)
def test_what_hides_a_method(more: str, name: str, left: tuple[int, ...]) -> None:
    tree, scopes, _, made = looked_at(CLASSES.format(more=more))
    assert reached(made, method(tree, name), scopes) == left


@pytest.mark.parametrize("line", ["B = A", "del B", "def f():\n    global B\n    B = A", "for B in (): pass", "import B"])
def test_a_base_of_several_bindings_is_not_known(line: str) -> None:
    tree, scopes, _, made = looked_at(CLASSES.format(more="pass") + line)
    assert reached(made, method(tree, "B.g"), scopes) == (2,)


ABSTRACT = """
class A:
    kind = "a"
    @abstractmethod
    def f(self): ...
    @property
    @abstractmethod
    def p(self): ...
    def __init__(self): self.x = 1
class B(A):
    def f(self): return 1
class C(B):
    @property
    def p(self): return 2
class D(C):
    f = abstractmethod(C.f)
class E(C):
    f = None
"""


def test_classes_that_may_be_abstract() -> None:
    assert making(ABSTRACT, "A.__init__", False) == {"A", "B", "C", "D", "E"}
    assert making(ABSTRACT, "A.__init__", True) == {"C", "E"}


def test_what_makes_instances_above_a_base_that_is_not_known() -> None:
    text = "class N:\n    def __new__(cls): return 1\nclass Q(N): pass\n{}class A(Q):\n    def __init__(self): self.x = 1\n"
    assert making(text.format(""), "A.__init__", False) == set()
    assert making(text.format("Q = N\n"), "A.__init__", False) == set()
    assert making(text.replace("return 1", "pass").replace("__new__", "new").format(""), "A.__init__", False) == {"A"}


NEW = """
class A:
    def __new__(cls, x):
        made = object.__new__(cls)
        made.x = x
        other.z = 1
        return made
    def __init__(self, x): self.y = x
    def f(self): self.w = 2
class B(A):
    def __new__(cls):
        self = super().__new__(cls, 3)
        self.v = 1
        return self
"""


def test_attributes_that_new_sets_have_places() -> None:
    tree, _, found, numbers = looked_at(NEW)
    a, b = tree.body
    assert found.of_class[a] == {"x": 0, "y": 1, "w": 2}
    assert found.of_class[b] == {"x": 0, "y": 1, "w": 2, "v": 3}
    assert found.placed == {a, b}
    assert all(map(numbers.of, (a, b)))
