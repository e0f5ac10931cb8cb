"""The error for IR that breaks its own rules: a defect of whatever produced it, never of a playbook."""

from __future__ import annotations


class IRError(Exception):
    """Names the function and the node at fault."""

    def __init__(self, function: str, message: str) -> None:
        super().__init__(f"@{function}: {message}" if function else message)
        self.function = function
        self.message = message
