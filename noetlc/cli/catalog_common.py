"""What the verbs that use a catalog share."""

from __future__ import annotations

import textwrap
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

import click

from noetlc.catalog import CatalogError, check_installed
from noetlc.catalog.rows import version_row
from noetlc.cli.codes import DIAGNOSTICS
from noetlc.cli.common import stop
from noetlc.diagnostics.formats import as_json
from noetlc.late import late

if TYPE_CHECKING:
    from noetlc.catalog import Catalog, store
    from noetlc.catalog.model import PlaybookVersion
else:
    store = late("noetlc.catalog.store")

Json = Any

WIDTH = 100

CATALOG = click.option(
    "--catalog", "url", metavar="URL", help="SQLite file or postgresql://… [default: $NOETL_CATALOG, else a file in the data folder]"
)
OBJECTS = click.option(
    "--objects", metavar="URL", help="Folder or object store (fsspec) for large modules. [default: $NOETL_CATALOG_OBJECTS]"
)
JSON = click.option("--json", "as_json", is_flag=True, help="Print JSON.")


@contextmanager
def opened(url: str | None, objects: str | None = None) -> Iterator[Catalog]:
    """The catalog that was named, or the default one; whatever is wrong with it ends the command with one line."""
    try:
        check_installed()
        with store.open_catalog(url, objects) as catalog:
            yield catalog
    except CatalogError as error:
        stop(str(error), DIAGNOSTICS)


def version_json(one: PlaybookVersion, *, full: bool = False) -> dict[str, Json]:
    """A version as the JSON formats show it; with `full` also content, manifest, verification and diagnostics."""
    row = version_row(one)
    if full:
        row |= {
            "manifest": one.manifest,
            "verification": one.verification,
            "diagnostics": [as_json(found) for found in one.diagnostics],
            "content": one.content,
        }
    return row


def table(head: list[str], rows: list[list[str]], *, flexible: int = 0) -> list[str]:
    """Columns in lines of at most WIDTH characters: the column `flexible` is cut where they would be longer."""
    widths = [max(len(row[column]) for row in [head, *rows]) for column in range(len(head))]
    others = sum(widths) - widths[flexible] + 2 * (len(head) - 1)
    widths[flexible] = max(8, min(widths[flexible], WIDTH - others))
    return ["  ".join(_cell(text, width) for text, width in zip(row, widths, strict=True)).rstrip() for row in [head, *rows]]


def _cell(text: str, width: int) -> str:
    return (text if len(text) <= width else text[: width - 1] + "…").ljust(width)


def field_lines(name: str, value: str, indent: int = 14) -> list[str]:
    """`name` and a text that may be long, wrapped at WIDTH."""
    lines = textwrap.wrap(value, WIDTH - indent, break_long_words=True, break_on_hyphens=False) or [""]
    return [f"{name:<{indent}}{lines[0]}".rstrip(), *(" " * indent + line for line in lines[1:])]
