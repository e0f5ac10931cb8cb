"""Old names of exceptions: `IOError` is `OSError`, where a body does not assign it."""

from __future__ import annotations

import ast

from noetlc.primitives.exceptions import ALIASES


def replace_aliases(tree: ast.Module) -> None:
    """Writes the names of today, in place."""
    names = [n for n in ast.walk(tree) if isinstance(n, ast.Name) and n.id in ALIASES]
    bound = {n.id for n in names if not isinstance(n.ctx, ast.Load)}
    for name in names:
        if name.id not in bound:
            name.id = ALIASES[name.id]
