"""What is not lowered."""

from __future__ import annotations

import ast


class Refused(Exception):
    """The body uses a construct that is not lowered. `node` is where, `construct` what, `hint` what to do, `code` of the diagnostic."""

    code = "L01"

    def __init__(self, node: ast.AST, construct: str, hint: str = "") -> None:
        super().__init__(construct)
        self.node = node
        self.construct = construct
        self.hint = hint


class RefusedModule(Refused):
    """The body imports a module that is not lowered."""

    code = "L02"


class RefusedCall(Refused):
    """The body uses a builtin, a method or a member of a module that is not lowered, or not in this way."""

    code = "L03"
