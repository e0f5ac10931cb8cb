"""What kernel functions can do, found by reaching writes of globals: leave an exception pending, or allocate."""

from __future__ import annotations

from noetlc.ir.nodes import walk_exprs
from noetlc.kernel.library import Library

RAISES = "raised"  # the global that holds the pending exception
ALLOCATES = "hp"  # the end of the heap
OF_ANY_KEYS = frozenset(("any_hash", "any_key_eq"))  # what dicts ask only about keys that are no texts

_GUILTY = "*"


class Effects:
    """Answers `reaches(name)`: whether a call may write the global. Unknown and indirect calls may do anything.

    `harmless` are functions that surely do not where the answer is wanted.
    """

    def __init__(self, library: Library, written: str, harmless: frozenset[str] = frozenset()) -> None:
        self.library = library
        self.written = written
        self.harmless = harmless
        self._callees: dict[str, tuple[str, ...]] = {}
        self._known: dict[str, bool] = {}

    def reaches(self, name: str) -> bool:
        if name not in self._known:
            self._solve(name)
        return self._known[name]

    def _solve(self, root: str) -> None:
        """Collects what `root` reaches, then walks back from the writers."""
        seen = {root}
        work = [root]
        callers: dict[str, list[str]] = {}
        guilty: list[str] = []
        while work:
            name = work.pop()
            if name in self._known:
                if self._known[name]:
                    guilty.append(name)
                continue
            for callee in self.callees(name):
                if callee == _GUILTY:
                    guilty.append(name)
                    continue
                callers.setdefault(callee, []).append(name)
                if callee not in seen:
                    seen.add(callee)
                    work.append(callee)
        reaching = set(guilty)
        while guilty:
            for caller in callers.get(guilty.pop(), ()):
                if caller not in reaching:
                    reaching.add(caller)
                    guilty.append(caller)
        for name in seen:
            self._known.setdefault(name, name in reaching)

    def callees(self, name: str) -> tuple[str, ...]:
        """The functions a function calls; `*` stands for writing the global, indirect calls and unknown functions."""
        if name in self._callees:
            return self._callees[name]
        if name in self.harmless or self.library.imported(name) is not None:
            found: tuple[str, ...] = ()
        elif name not in self.library.declared or self.library.is_extern(name):
            found = (_GUILTY,)
        else:
            names: list[str] = []
            for expr in walk_exprs(self.library.function(name).body):
                if expr.op == "call":
                    names.append(str(expr.imm))
                elif expr.op == "call_indirect" or self._writes(expr.op, expr.imm, expr.args):
                    names.append(_GUILTY)
            found = tuple(dict.fromkeys(names))
        self._callees[name] = found
        return found

    def _writes(self, op: str, imm: object, args: tuple[object, ...]) -> bool:
        """A write of the global; clearing it to 0 does not count."""
        if op != "global.set" or imm != self.written:
            return False
        value = args[0]
        return not (getattr(value, "op", "") == "i32.const" and getattr(value, "imm", 1) == 0)
