"""What is done between the stages that one function after the other goes through."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from noetlc.ir.dynamic import Dialect
from noetlc.ir.nodes import Function, Module
from noetlc.late import late
from noetlc.stages import Watch

if TYPE_CHECKING:
    from noetlc.ir import verify
else:
    verify = late("noetlc.ir.verify")  # most builds do not verify their IR


@dataclass(frozen=True, slots=True)
class After:
    """Shows functions to who watches; with `checked` they are verified, and IRError names the stage."""

    dialect: Dialect
    checked: bool
    watch: Watch

    def __call__(self, stage: str, level: str, *functions: Function) -> None:
        """`level` is the level of the IR (`ir/dynamic.py`) that the stage gives."""
        self.watch.functions(level, functions)
        if self.checked:
            verify.verify_after(stage, Module({f.name: f for f in functions}), level, self.dialect)
