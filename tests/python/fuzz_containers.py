"""Random programs about what is in lists, tuples and dicts that only the program changes: numbers of one kind mostly, and something else
by a way that an inference may overlook: another name, a function, a closure, a loop, a slice, a container inside of another."""

from __future__ import annotations

import re

from fuzz_program import Choose

LISTS = ("a", "b", "c")
SMALL = ("0", "1", "-3", "7", "255", "i", "i * 2")
WIDE = (*SMALL, "2 ** 30", "2 ** 62", "-(2 ** 63)", "10 ** 20", "n", "n * n")
FLOATS = ("2.5", "-0.0", "1e300", "0.1", "3.0", "float('inf')", "i / 2")
PALETTES = (SMALL, WIDE, FLOATS, (*SMALL, *FLOATS), ("True", "False", "i > 1"), (*WIDE, *FLOATS, "True"), ("'s'", "'t' * 3", "str(i)"))
ODD = ("'s'", "None", "[1]", "(2, 'q')", "{'k': 1}", "float('nan')", "b'b'")
MAKE = (
    "[{0}, {1}, {2}]", "[{0}] * 4", "[{0} for _ in range(3)]", "list(range(5))", "[]", "[*{x}, {0}]", "{x}", "{x}[:]", "list({x})", "sorted({x}, key=str)", "{x} + {y}", "[v for v in {x}]",
    "[{0} if v else {1} for v in {x}]", "{x}.copy()", "list(reversed({x}))", "list(map(f, {x}))", "[v for v in g({x})]", "list(filter(None, {x}))", "(lambda z: z)({x})", "f2({x})", "[x0 for x0, _ in zip({x}, {y})]",
    "m[0]", "d.get('k', {x})", "t[1]", "[row[0] for row in m if row]", "[v * 2 for v in {x}]", "hold()", "max({x}, {y}, key=len)", "({x} or {y})", "[i * i for i in range(4)]", "m[-1] if m else {x}",
    "list(d.values())", "[p[1] for p in d.items()]", "list(d)", "[k for k in d]", "'s t'.split()", "[*'s-t'.partition('-')]", "[v for k, v in d.items()]", "sorted(d, key=str)", "list(d.keys())", "[d.get({i}, {0}), d.setdefault({i}, {1})]",
)  # fmt: skip
CHANGE = (
    "{x}.append({0})", "{x}[{i}] = {0}", "{x}[{i}] += {0}", "{x}[{i}] = {x}[{j}] + {0}", "{x}.extend({y})", "{x}.insert({i}, {0})", "{x} += [{0}]", "{x}[1:2] = [{0}, {1}]", "{x}[{i}], {x}[{j}] = {x}[{j}], {x}[{i}]",
    "put({x}, {0})", "put2({0})", "setat({x}, {i}, {0})", "for v in {x}: n = v", "for i, v in enumerate({x}): {x}[i] = v * {0}", "for i in range(len({x})): {x}[i] = {x}[i] - {0}", "n = {x}[{i}]", "n = sum({x})", "n = {x}.pop()",
    "m.append({x})", "m[{i}].append({0})", "m[{i}][{j}] = {0}", "d['k'] = {x}", "d.setdefault('q', []).append({0})", "d[{i}] = {0}", "d[{i}] = d.get({i}, 0) + {0}", "t = ({0}, {x}, {1})", "t[1].append({0})", "p, *q = {x}; q.append({0}); {y} = q",
    "{x}.sort(key=str)", "{x}.reverse()", "{x}.remove({x}[{i}])", "del {x}[{i}]", "n = len({x}) * {0}", "for v in d.values(): out.append(v)", "for k, v in d.items(): d[k] = [v]", "n = max({x})", "n = min({x}, default={0})", "{x} *= 2",
    "app = {x}.append; app({0})", "[{x}.append(v) for v in ({0}, {1})]", "for {x}[{i}] in ({0}, {1}): pass", "n = [{x}.append({0}), n][1]", "for row in m: row[0] = {0}", "m = [[{0}] * 2 for _ in range(2)]", "m = [{x}] * 2", "hold({x})", "n = {x}[{i}] * {y}[{j}]",
    "(n, {x}[{i}]) = ({x}[{j}], n)", "n = {x}.index({0})", "n = {x}[{i}] < {y}[{j}]", "e, f0 = {x}[{i}], {y}[{j}]; out.append(e // f0)", "n = {x}[{i}] % 7", "while len({x}) < 5: {x}.append(len({x}) * {0})", "n = next(g({x}), {0})", "for v in g({x}):\n    if len({y}) < 9: {y}.append(v)",
    "with_default({0})", "{x} = with_default()", "star(*{x})", "{y} = star({0}, {1})", "try: raise ValueError({x})\nexcept ValueError as w: w.args[0].append({0})", "globals().get('zz'); {x}[{i}] = {0}", "o.items = {x}", "o.items.append({0})", "{x} = o.items", "o.put({0})",
    "n = d.get({i}, {0})", "n = d.setdefault({i}, {0})", "d.setdefault({i})", "for k in d: out.append(k)", "for k, v in d.items(): out.append((v, k))", "for p in d.items(): out.append(p[1])", "d[{0}] = {1}", "for v in d.values(): n = v", "{x}.extend(d.values())",
    "{x}.extend(d)", "for p in sorted(d.items(), key=str): n = p[0]", "for w in 's t'.split(): {x}.append(w)", "n = 's t'.split()[{i}]", "d = {{{0}: {1}}}", "d = {{k: {0} for k in {x} if k != k or k == 0}}", "v0 = d.values(); d['v'] = {0}; out.append(list(v0))",
)  # fmt: skip
HELPERS = {
    "o": "class O:\n    def __init__(self): self.items = [{0}, {1}]\n    def put(self, v): self.items.append(v)\no = O()",
    "hold": "held = [[{0}, {1}]]\ndef hold(v=None):\n    if v is not None: held[0] = v\n    return held[0]",
    "f": "def f(v): return v",
    "f2": "def f2(l): return l",
    "put": "def put(l, v): l.append(v)",
    "put2": "def put2(v): a.append(v)",
    "setat": "def setat(l, k, v): l[k] = v",
    "with_default": "def with_default(v={0}, acc=[{1}]):\n    acc.append(v)\n    return acc",
    "star": "def star(*args): return list(args)",
    "g": "def g(l):\n    for v in l: yield v",
}


class ContainerProgram:
    """Writes one function `name()`; `choose` decides everything."""

    def __init__(self, choose: Choose, name: str) -> None:
        self.choose = choose
        self.name = name
        self.odd = choose(3) == 0  # whether what is of another kind may get in
        self.palette = self.pick(PALETTES)

    def pick(self, options: tuple[str, ...]) -> str:
        return options[self.choose(len(options))]

    def value(self) -> str:
        return self.pick(ODD) if self.odd and not self.choose(6) else self.pick(self.palette)

    def filled(self, form: str) -> str:
        places = ("0", "1", "-1", "2", "i", "i % 3")
        return form.format(
            self.value(), self.value(), self.value(), x=self.pick(LISTS), y=self.pick(LISTS), i=self.pick(places), j=self.pick(places)
        )

    def block(self) -> list[str]:
        form = self.filled(self.pick(CHANGE)) if self.choose(3) else f"{self.pick(LISTS)} = {self.filled(self.pick(MAKE))}"
        block = ["try:", *("    " + line for line in form.split("\n")), "except Exception as x: out.append(repr(x))"]
        return block if self.choose(4) else [f"for i in range({1 + self.choose(3)}):", *("    " + line for line in block)]

    def text(self) -> str:
        blocks = [line for _ in range(3 + self.choose(8)) for line in self.block()]
        named = set(re.findall(r"\w+", "\n".join(blocks)))
        start = "out = []\nn = 3\ni = 0\na = [{0}, {1}, {2}]\nb = [{0}] * 4\nc = [{1}, {2}]\nm = [[{0}] * 3 for _ in range(2)]\nd = {{'k': [{1}]}}\nt = ({0}, [{1}], {2})"
        lines = [line for part in (start, *(HELPERS[h] for h in HELPERS if h in named)) for line in self.filled(part).split("\n")]
        shown = [f"out.append([(v, type(v).__name__) for v in {name}])" for name in ("a", "b", "c", "[n]", "t", "m", "d.values()")]
        total = ["s = 0", "try:", f"    for v in {self.pick(LISTS)}: s += v", "except Exception as x: out.append(repr(x))", "out.append(s)", "return out"]
        return "\n".join([f"def {self.name}():", *("    " + line for line in [*lines, *blocks, *shown, *total]), ""])
