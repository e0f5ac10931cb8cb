"""Encodings named in calls."""

from __future__ import annotations

import ast
import codecs

from noetlc.layout.encodings import KNOWN, module_of_encoding
from noetlc.lower.python.facts.refused import RefusedCall


def refuse_encoding(node: ast.Call, position: int) -> None:
    """Refuses a constant encoding that Python knows and the runtime does not; any other text is an error when it runs."""
    named = [k.value for k in node.keywords if k.arg == "encoding"]
    for given in [*node.args[position : position + 1], *named]:
        if isinstance(given, ast.Constant) and isinstance(given.value, str) and module_of_encoding(given.value) not in KNOWN:
            try:
                found = codecs.lookup(given.value).name
            except (LookupError, ValueError):
                continue
            raise RefusedCall(node, f"the encoding {found}")
