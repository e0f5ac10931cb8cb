"""The fields of dataclasses."""

from __future__ import annotations

import ast
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Field:
    """A field. `default` and `metadata` are source texts, and `factory` that of what `__init__` calls; empty where there are none."""

    name: str
    annotation: ast.expr
    default: str = ""
    factory: str = ""
    metadata: str = "{}"
    init: bool = True
    shown: bool = True
    compared: bool = True
    hashed: bool = True
    keyword: bool = False
    passed_on: bool = False  # an `InitVar`, which only `__post_init__` gets
    described: bool = False  # whether the class attribute is a descriptor of the body, which says what the default is, if there is one

    @property
    def required(self) -> bool:
        return not self.default and not self.factory and not self.described
