"""Encodings named in calls."""

from __future__ import annotations

import ast
import codecs

from noetlc.lower.python.facts.refused import RefusedCall


def refuse_encoding(node: ast.Call, position: int) -> None:
    """Refuses a constant encoding that Python knows and the runtime does not; any other text is an error when it runs."""
    named = [k.value for k in node.keywords if k.arg == "encoding"]
    for given in [*node.args[position : position + 1], *named]:
        if isinstance(given, ast.Constant) and isinstance(given.value, str):
            try:
                found = codecs.lookup(given.value).name
            except (LookupError, ValueError):
                continue
            if found not in ("utf-8", "ascii", "iso8859-1"):
                raise RefusedCall(node, f"the encoding {found}")
