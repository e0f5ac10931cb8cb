"""What single operations of bodies cost, in executed instructions a round: no clock."""

from __future__ import annotations

from benchmarks.growth import Counted, module

CLASS = "class A0:\n    def f(self, x):\n        return x\n"
LOOP = "for i in range(n):\n    result = "


def cost(code: str) -> float:
    """Instructions that one more round of a body takes, which repeats something n times."""
    counted = Counted(module(code))
    return (counted.instructions({"n": 3_000}) - counted.instructions({"n": 1_000})) / 2_000


def below(depth: int) -> str:
    """An instance `o` of a class that is so many classes below the one that defines its method."""
    bases = "".join(f"class A{i + 1}(A{i}):\n    def g{i}(self):\n        pass\n" for i in range(depth))
    return f"{CLASS}{bases}o = A{depth}()\no.x = 1\n"


def test_members_of_classes_are_searched_once() -> None:
    for expression in ("o.x", "o.f(i)"):
        near, far = (cost(f"{below(depth)}{LOOP}{expression}\n") for depth in (0, 8))
        assert far < near * 1.1, expression


def test_a_method_call_makes_no_method_object_and_copies_no_parameters() -> None:
    code = f"{below(0)}f = o.f\n{LOOP}"
    assert cost(f"{code}o.f(i)\n") < cost(f"{code}f(i)\n") + cost(f"{code}o.x\n")


def test_floats_of_unknown_kind_cost_little_more_than_ints() -> None:
    for sign in "+-*":
        ints, floats = (cost(f"v = {v}\n{LOOP}v[0] {sign} v[1]\n") for v in ("[3, 5, '']", "[1.5, 2.5, '']"))
        assert floats < ints * 1.5, sign


def test_items_by_ints_cost_little_more_than_those_of_known_lists() -> None:
    known, unknown = (cost(f"v = [1, 2]\nw = [v, 0]\n{start}{LOOP}u[1]\n") for start in ("u = [3, 4]\n", "u = w[0]\n"))
    assert unknown < known + 30


def test_ascii_text_is_split_and_stripped_by_bytes() -> None:
    for expression, most in (("('x' * 90 + ' ').split()", 35), ("('.' * 90).strip('!,.')", 95)):
        assert cost(f"{LOOP}len({expression})\n") < most * 90, expression


def test_a_partial_costs_little_more_than_its_function() -> None:
    code = f"from functools import partial\ndef f(a, b):\n    return b\ng = [lambda x: f(1, x), partial(f, 1)]\n{LOOP}"
    assert cost(f"{code}g[1](i)\n") < cost(f"{code}g[0](i)\n") + 350


def test_getters_given_by_place_are_functions() -> None:
    code = f"from itertools import groupby\nfrom operator import itemgetter\nrows = [(j // 10, j) for j in range(100)]\n{LOOP}"
    assert cost(f"{code}sum(1 for k, g in groupby(rows, itemgetter(0)) for r in g)\n") < 80_000


def test_texts_in_memory_and_keys_made_of_comparisons_have_places() -> None:
    assert cost(f"import io\nf = io.StringIO()\n{LOOP}f.write('x')\n") < 550
    code = f"from functools import cmp_to_key\nk = cmp_to_key(lambda a, b: a - b)\na, b = k(1), k(2)\n{LOOP}"
    assert cost(f"{code}a < b\n") < 750


def test_words_without_hyphens_are_wrapped_without_patterns_of_hyphens() -> None:
    assert cost(f"import textwrap\ntext = 'some words to be wrapped here ' * 20\n{LOOP}textwrap.fill(text, 40)\n") < 500_000
    assert cost(f"from string import Template\nt = Template('Dear $name, from $who')\n{LOOP}t.substitute(name='a', who='b')\n") < 6_000


def test_iterators_that_builtins_take_whole_are_no_objects() -> None:
    code = f"from itertools import chain, islice, repeat\nv = list(range(100))\n{LOOP}"
    for expression, most in (("sum(chain(v, v))", 16_000), ("sum(islice(v, 90))", 9_000), ("list(repeat(1, 100))", 11_000)):
        assert cost(f"{code}{expression}\n") < most, expression
