"""What is done between the stages that one function after the other goes through."""

from __future__ import annotations

from dataclasses import dataclass

from noetlc.ir.dynamic import Dialect
from noetlc.ir.nodes import Function, Module
from noetlc.stages import Watch


@dataclass(frozen=True, slots=True)
class After:
    """Shows functions to who watches; with `verify` they are checked, and IRError names the stage."""

    dialect: Dialect
    verify: bool
    watch: Watch

    def __call__(self, stage: str, level: str, *functions: Function) -> None:
        """`level` is the level of the IR (`ir/dynamic.py`) that the stage gives."""
        self.watch.functions(level, functions)
        if self.verify:
            from noetlc.ir.verify import verify_after  # most builds do not verify their IR

            verify_after(stage, Module({f.name: f for f in functions}), level, self.dialect)
