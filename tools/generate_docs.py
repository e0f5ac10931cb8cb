"""Writes the generated pages: `python tools/generate_docs.py`, or `--check` to only report what is not current."""

from __future__ import annotations

import sys
from collections.abc import Callable
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent))

import docs_architecture
import docs_errors
import docs_language
import docs_limitations
import docs_python
import docs_results
import docs_schema
import docs_versions

ROOT = Path(__file__).resolve().parent.parent

PAGES: dict[str, Callable[[Path], str]] = {
    "docs/errors.md": docs_errors.page,
    "docs/language.md": docs_language.page,
    docs_results.NAME: docs_results.page,
    "docs/python.md": docs_python.page,
    **docs_python.pages(),
    "docs/limitations.md": docs_limitations.page,
    "docs/python-versions.md": docs_versions.page,
    "ARCHITECTURE.md": docs_architecture.page,
    "docs/playbook.schema.json": docs_schema.page,
    **docs_errors.pages(),
}


def stale(root: Path = ROOT) -> list[str]:
    """The pages whose text is not what their generator gives now."""
    return [name for name, page in PAGES.items() if not (root / name).exists() or (root / name).read_text("utf-8") != page(root)]


def main(arguments: list[str]) -> int:
    """0, or 1 if `--check` found a page that is not current."""
    names = stale()
    if arguments == ["--check"]:
        for name in names:
            print(f"{name} is not current; run python tools/generate_docs.py")
        return 1 if names else 0
    for name in names:
        (ROOT / name).parent.mkdir(exist_ok=True)
        (ROOT / name).write_text(PAGES[name](ROOT), "utf-8")
        print(f"{name} written")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
