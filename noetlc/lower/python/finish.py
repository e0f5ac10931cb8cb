"""Dynamic functions of bodies to machine level: inference, selection, and the dispatchers that selection asks for."""

from __future__ import annotations

import functools

from noetlc.ir.nodes import Function
from noetlc.kernel.effects import Effects
from noetlc.kernel.library import runtime_library
from noetlc.lower.passes.infer import infer
from noetlc.lower.passes.roots import root_values
from noetlc.lower.passes.select import Runtime, select
from noetlc.lower.python.dispatch import Key, dispatcher, function_name


@functools.cache
def _effects() -> Effects:
    return Effects(runtime_library())


class Finisher:
    """Turns dynamic functions into machine ones; each dispatcher is made once per module."""

    def __init__(self) -> None:
        self.wanted: dict[str, Key] = {}
        self.made: dict[str, Function] = {}
        self.runtime = Runtime(self._signature, _effects().raises, self._dispatcher)

    def _signature(self, name: str) -> tuple[tuple[str, ...], str]:
        found = runtime_library().signature(name)
        if found is None:
            raise KeyError(f"no runtime function {name}")
        return found.params, found.result

    def _dispatcher(self, key: Key) -> str:
        name = function_name(key)
        self.wanted.setdefault(name, key)
        return name

    def finish(self, functions: list[Function]) -> list[Function]:
        """The machine forms of the functions, then the dispatchers they need beside those made before."""
        out: list[Function] = []
        for function in functions:
            self._lower(function)
            out.append(function)
        while len(self.made) < len(self.wanted):
            for name, key in list(self.wanted.items()):
                if name not in self.made:
                    made = dispatcher(key)
                    self.made[name] = made
                    self._lower(made)
                    out.append(made)
        return out

    def _lower(self, function: Function) -> None:
        infer(function)
        select(function, self.runtime)
        root_values(function, collects)


def collects(name: str) -> bool:
    """Whether a call may reach a safepoint: body functions and what calls them. Runtime functions never do."""
    return name.startswith("body.") or name == "py_call"
