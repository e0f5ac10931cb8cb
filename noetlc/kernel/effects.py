"""Which kernel functions can leave an exception pending: those that reach a write of `raised`."""

from __future__ import annotations

from noetlc.ir.nodes import walk_exprs
from noetlc.kernel.library import Library

_INDIRECT = "*indirect"


class Effects:
    """Answers `raises(name)` for a library; each function is looked at once."""

    def __init__(self, library: Library) -> None:
        self.library = library
        self._callees: dict[str, tuple[str, ...]] = {}
        self._raises: dict[str, bool] = {}

    def raises(self, name: str) -> bool:
        """True if a call of the function may raise. Unknown and indirectly called functions may."""
        if name not in self._raises:
            self._solve(name)
        return self._raises[name]

    def _solve(self, root: str) -> None:
        """Everything reachable from a function that does not raise does not raise either; else walk back from the writers."""
        reached: list[str] = []
        seen = {root}
        work = [root]
        callers: dict[str, list[str]] = {}
        guilty: list[str] = []
        while work:
            name = work.pop()
            reached.append(name)
            known = self._raises.get(name)
            if known is not None:
                if known:
                    guilty.append(name)
                continue
            for callee in self.callees(name):
                if callee == _INDIRECT:
                    guilty.append(name)
                    continue
                callers.setdefault(callee, []).append(name)
                if callee not in seen:
                    seen.add(callee)
                    work.append(callee)
        raising = set(guilty)
        while guilty:
            for caller in callers.get(guilty.pop(), ()):
                if caller not in raising:
                    raising.add(caller)
                    guilty.append(caller)
        for name in reached:
            self._raises[name] = name in raising

    def callees(self, name: str) -> tuple[str, ...]:
        """The functions a function calls; `*indirect` stands for writing `raised`, indirect calls and unknown functions."""
        if name in self._callees:
            return self._callees[name]
        if self.library.imported(name) is not None:
            found: tuple[str, ...] = ()
        elif name not in self.library.declared or self.library.is_extern(name):
            found = (_INDIRECT,)
        else:
            names: list[str] = []
            for expr in walk_exprs(self.library.function(name).body):
                if expr.op == "call":
                    names.append(str(expr.imm))
                elif expr.op == "call_indirect":
                    names.append(_INDIRECT)
                elif expr.op == "global.set" and expr.imm == "raised" and not (expr.args[0].op == "i32.const" and expr.args[0].imm == 0):
                    names.append(_INDIRECT)
            found = tuple(dict.fromkeys(names))
        self._callees[name] = found
        return found
