"""docs/language.md: what stands between `<!-- filters -->` and `<!-- end -->`, and the like, is the table of primitives."""

from __future__ import annotations

import re
from collections.abc import Iterable
from pathlib import Path

import docs_rows

from noetlc.primitives import template
from noetlc.primitives.model import Primitive

TABLES = {"filters": template.FILTERS, "tests": template.TESTS, "functions": template.FUNCTIONS, "methods": template.METHODS}
_BLOCK = re.compile(r"<!-- (\w+) -->\n.*?<!-- end -->", re.DOTALL)


def page(root: Path) -> str:
    """The page with current tables. Raises KeyError for an unknown one."""
    text = (root / "docs/language.md").read_text("utf-8")
    return _BLOCK.sub(lambda match: _table(match.group(1), TABLES[match.group(1)].values()), text)


def _table(name: str, rows: Iterable[Primitive]) -> str:
    """One line for the rows that are the same under several names."""
    lines: dict[str, list[str]] = {}
    for row in rows:
        names = lines.setdefault(docs_rows.meaning(row), [])
        names.append(f"`{row.name if names else docs_rows.template_signature(row)}`")
    body = "".join(f"| {', '.join(names)} | {meaning} |\n" for meaning, names in lines.items())
    return f"<!-- {name} -->\n| {name[:-1]} | gives | example |\n|---|---|---|\n{body}<!-- end -->"
