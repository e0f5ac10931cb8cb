"""Random programs about classes: attributes and arguments of several kinds, lists that are reached by other names, methods as values,
classes above others, and operators of their own. What the compiler knows of attributes and methods (`lower/passes/containers.py`) has to
hold however a program gets there."""

from __future__ import annotations

from fuzz_program import Program

KINDS = {
    "int": ("0", "1", "-3", "7", "2 ** 40", "2 ** 70", "True"),
    "float": ("0.5", "2.0", "-1.25", "1e300"),
    "str": ("'a'", "'bc'", "''"),
    "list": ("[1, 2]", "[]", "[0.5, 1.5]", "['x']", "[[1], [2]]", "[(1, 'a')]"),
    "dict": ("{'k': 1}", "{}", "{1: 'one'}", "{'k': [1]}"),
    "tuple": ("(1, 'a')", "(2.5,)", "([1], 2)"),
    "none": ("None",),
}
MIXED = tuple(KINDS)
OPERATORS = {
    "__add__": "{0} + {1}", "__radd__": "{1} + {0}", "__mul__": "{0} * {1}", "__eq__": "{0} == {1}", "__lt__": "{0} < {1}", "__getitem__": "{0}[{1}]",
    "__contains__": "{1} in {0}", "__iadd__": "{0} + {1}", "__call__": "{0}({1})",
}  # fmt: skip
METHODS = ("run", "give", "put", "get", "pop", "find", "items", "step")  # some as built-in types have


class ClassProgram(Program):
    """A program with a few classes, whose attributes have names that no other program has."""

    def text(self) -> str:
        self.lines = [f"def {self.name}():", "    out = []"]
        suffix = self.choose(10_000)
        self.attributes = [f"{stem}{suffix}" for stem in ("x", "ys", "n", "left")] + ["count", "value"]
        self.usual = {name: self.pick(MIXED) for name in self.attributes}
        self.classes: list[tuple[str, int, str]] = []  # with the number of arguments, and what it derives from
        self.arity = {name: self.choose(3) for name in METHODS}
        for at in range(1 + self.choose(3)):
            self.class_(f"C{suffix}_{at}")
        self.line(1, "def spoil(v):")
        self.line(2, "if isinstance(v, list): v.append(self_made)")
        self.line(2, "elif isinstance(v, dict): v['s'] = self_made")
        self.line(2, "return v")
        self.line(1, f"self_made = {self.value(self.pick(MIXED))}")
        self.line(1, "os = []")
        for _ in range(2 + self.choose(3)):
            self.attempt(f"os.append({self.made()})")
        for _ in range(4 + self.choose(8)):
            self.attempt(self.use())
        self.line(1, "def shown(v, d=3):")
        self.line(2, "if isinstance(v, (list, tuple)): return [type(v).__name__, *[shown(w, d - 1) for w in v]] if d else 0")
        self.line(2, "return repr(v) if isinstance(v, (int, float, str, type(None))) else type(v).__name__")
        for name in self.attributes:
            self.attempt(f"out.append([shown(getattr_(o)) for o in os for getattr_ in [lambda o: o.{name}] if hasattr(o, {name!r})])")
        self.line(1, "return repr(out)")
        return "\n".join(self.lines) + "\n"

    def attempt(self, text: str) -> None:
        self.line(1, "try:")
        for line in text.split("\n"):
            self.line(2, line)
        self.line(1, "except Exception as x: out.append(type(x).__name__ + str(x)[:60])")

    def value(self, kind: str) -> str:
        return self.pick(KINDS[kind])

    def usually(self, kind: str) -> str:
        """A value of a kind, now and then of another one."""
        return self.value(kind if self.choose(8) else self.pick(MIXED))

    # ---- classes

    def class_(self, name: str) -> None:
        base = self.classes[self.choose(len(self.classes))][0] if self.classes and self.choose(2) else ""
        self.line(1, f"class {name}({base}):" if base else f"class {name}:")
        for attribute in self.attributes:
            if self.choose(8) == 0:
                self.line(2, f"{attribute} = {self.usually(self.usual[attribute])}")
        arguments = self.choose(3)
        if not base or self.choose(2):
            names = ["a", "b"][:arguments]
            params = ", ".join(["self", *(f"{n}={self.usually('int')}" if i and self.choose(2) else n for i, n in enumerate(names))])
            self.line(2, f"def __init__({params}):")
            if base and self.choose(3):
                above = next(c for c in self.classes if c[0] == base)
                given = [self.pick((*names, "1")) for _ in range(above[1])]
                self.line(3, f"super().__init__({', '.join(given)})" if self.choose(2) else f"{base}.__init__({', '.join(['self', *given])})")
            for attribute in self.attributes:
                if self.choose(4):
                    self.line(3, f"self.{attribute} = {self.pick((*names, self.usually(self.usual[attribute])))}")
            self.line(3, "pass")
        else:
            arguments = next(c for c in self.classes if c[0] == base)[1]
        for method in METHODS:
            if self.choose(3) == 0:
                self.method(method)
        if self.choose(4) == 0:
            operator = self.pick(tuple(OPERATORS))
            self.line(2, f"def {operator}(self, a):")
            self.body(["a"])
        self.line(2, "pass")
        self.classes.append((name, arguments, base))

    def method(self, name: str) -> None:
        names = ["a", "b"][: self.arity[name]]
        kind = self.choose(12)
        if kind < 2:
            self.line(2, "@classmethod" if kind else "@staticmethod")
        params = [*(["cls"] if kind == 1 else [] if kind == 0 else ["self"]), *names]
        self.line(2, f"def {name}({', '.join(params)}):")
        if kind < 2:
            self.line(3, f"return {self.pick((*params, '1', '[2]'))}")
        else:
            self.body(names)

    def body(self, names: list[str]) -> None:
        for _ in range(1 + self.choose(3)):
            here = f"self.{self.pick(tuple(self.attributes))}"
            there = self.pick((*names, f"self.{self.pick(tuple(self.attributes))}", "1", "0.5"))
            forms = (
                "{0} = {1}", "{0} += {1}", "{0}.append({1})", "{0} = [{1}]", "{0} = [{1}, {0}]", "for v in {0}: {1}", "t = {0}\nif t: {1}",
                "if {0} is {2}: return 'same'", "{0} = {0} * 2", "{0}[0] = {1}", "{0}['k'] = {1}", "x = {0}\nx.append({1})", "out.append({0})", "{0} = {0} if {0} else {1}",
                "out.append({0} == {1})", "{0} = len({1})", "out.append(sorted({0}))", "for i, v in enumerate({0}): out.append((i, v))", "{0} = {0} + {1}", "{0} = list({1})", "out.append(sum({0}))",
            )  # fmt: skip
            for line in self.pick(forms).format(here, there, f"self.{self.pick(tuple(self.attributes))}").split("\n"):
                self.line(3, line)
        other = self.pick(METHODS)
        given = ", ".join(self.pick((*names, "1", "'t'")) for _ in range(self.arity[other]))
        self.line(3, self.pick(("return self", f"return self.{self.pick(tuple(self.attributes))}", f"return self.{other}({given})" if names else "return 2", *(f"return {n}" for n in names), "pass", "return 0.5")))

    # ---- what is done with them

    def made(self) -> str:
        name, count, _ = self.classes[self.choose(len(self.classes))]
        given = ", ".join(self.usually(self.pick(("int", "float", "list"))) for _ in range(count))
        return self.pick((f"{name}({given})",) * 6 + (f"(lambda c: c({given}))({name})", f"list(map({name}, [{given or 1}]))[0]", f"{name}(*[{given}])", f"type(os[0])({given})"))

    def use(self) -> str:
        o = f"os[{self.choose(3)}]"
        p = f"os[{self.choose(3)}]"
        attribute, other = self.pick(tuple(self.attributes)), self.pick(tuple(self.attributes))
        method = self.pick(METHODS)
        given = ", ".join(self.usually(self.pick(MIXED)) for _ in range(self.arity[method]))
        cls = self.classes[self.choose(len(self.classes))][0]
        call = f"{o}.{method}({given})"
        operator = OPERATORS[self.pick(tuple(OPERATORS))].format(o, self.pick((p, self.value(self.pick(MIXED)), f"{p}.{other}")))
        forms = (
            f"out.append({call})", f"out.append({call})", f"out.append({call})", f"r = {call}\nspoil(r)", f"{o}.{attribute} = {self.usually(self.usual[attribute])}",
            f"{o}.{attribute}, {p}.{other} = {p}.{other}, {o}.{attribute}", f"spoil({o}.{attribute})", f"y = {o}.{attribute}\ny.append({self.usually('int')})", f"out.append({operator})",
            f"r = {operator}\nspoil(r)", f"out.append({o}.{attribute} is {p}.{other})", f"f = {o}.{method}\nout.append(f({given}))", f"out.append({cls}.{method}({', '.join([o, *([given] if given else [])])}))",
            f"out.append([v.{attribute} for v in os])", f"for v in os: out.append(v.{method}({given}))", f"out.append(sum([v.{attribute} for v in os]))", f"{cls}.{attribute} = {self.usually(self.usual[attribute])}",
            f"del {o}.{attribute}", f"os.append({self.made()})", f"{o}.__init__({given})", f"out.append({o}.{attribute} + {p}.{other})", f"{o}.{attribute} += {p}.{other}", f"{o}.{attribute}[0] = {self.usually('int')}",
            f"out.append(list(map({o}.{method}, [{given or 1}])))", f"out.append([i * 2 for i in {o}.{attribute}])", f"t = 0\nfor v in {o}.{attribute}: t += v\nout.append(t)", f"out.append({o}.{method}(*[{given}]))",
        )  # fmt: skip
        rare = (
            f"out.append(getattr({o}, {attribute[:1]!r} + {attribute[1:]!r}))", f"setattr({o}, {attribute[:1]!r} + {attribute[1:]!r}, {self.usually('int')})", f"{cls}.{method} = lambda *a: a[1:]", f"{o}.{method} = spoil",
            f"spoil(vars({o}))", f"out.append(getattr({o}, {method!r})({given}))",
        )  # fmt: skip
        return self.pick(rare) if self.choose(60) == 0 else self.pick(forms)
