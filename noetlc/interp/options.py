"""The options of one run (language.md 4.1)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal


@dataclass(frozen=True, slots=True)
class RunOptions:
    """`strict`: a raising condition or write fails the run. `error_mode` `spec`: only arcs with `when` handle errors.
    `strict_strings`: mixed template text stays a string."""

    strict: bool = False
    error_mode: Literal["default", "spec"] = "default"
    strict_strings: bool = False
