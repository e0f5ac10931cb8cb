"""Diagnostics for other programs: JSON, SARIF 2.1.0, and the commands of GitHub Actions."""

from __future__ import annotations

import re
from collections.abc import Iterable
from pathlib import PurePath
from typing import Any
from urllib.parse import quote

from noetlc.diagnostics.codes import CODES
from noetlc.diagnostics.model import Diagnostic

Json = dict[str, Any]

_SCHEMA = "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json"


def page(code: str) -> str:
    """The page of a code in the documentation."""
    return f"docs/errors/{code}.md"


def as_json(diagnostic: Diagnostic) -> Json:
    """A diagnostic as the JSON formats show it; without a span its end is its start."""
    end = _end(diagnostic)
    return {
        "code": diagnostic.code,
        "severity": diagnostic.severity,
        "message": diagnostic.message,
        "file": diagnostic.file,
        "line": diagnostic.line,
        "column": diagnostic.column,
        "end_line": end[0],
        "end_column": end[1],
        "hint": diagnostic.hint,
        "path": diagnostic.path,
        "page": page(diagnostic.code),
    }


def sarif(diagnostics: Iterable[Diagnostic], version: str) -> Json:
    """A SARIF log with one run. Columns are code points; files are URIs relative to the current folder where they were named so."""
    found = list(diagnostics)
    codes = sorted({d.code for d in found})
    driver = {"name": "noetlc", "version": version, "rules": [_rule(code) for code in codes]}
    results = [_result(d, codes.index(d.code)) for d in found]
    run = {"tool": {"driver": driver}, "columnKind": "unicodeCodePoints", "results": results}
    return {"$schema": _SCHEMA, "version": "2.1.0", "runs": [run]}


def _rule(code: str) -> Json:
    row = CODES[code]
    more = f"noetl explain {code}, or {page(code)}"
    return {
        "id": code,
        "shortDescription": {"text": row.title},
        "fullDescription": {"text": row.explanation},
        "help": {"text": more, "markdown": f"`noetl explain {code}`, or {page(code)}"},
        "defaultConfiguration": {"level": row.severity},
    }


def _result(diagnostic: Diagnostic, index: int) -> Json:
    end = _end(diagnostic)
    region = {"startLine": diagnostic.line, "startColumn": diagnostic.column, "endLine": end[0], "endColumn": end[1]}
    location: Json = {"physicalLocation": {"artifactLocation": {"uri": _uri(diagnostic.file)}, "region": region}}
    if diagnostic.path:
        location["logicalLocations"] = [{"fullyQualifiedName": diagnostic.path}]
    text = diagnostic.message + (f"\nhelp: {diagnostic.hint}" if diagnostic.hint else "")
    return {"ruleId": diagnostic.code, "ruleIndex": index, "level": diagnostic.severity, "message": {"text": text}, "locations": [location]}


def _uri(name: str) -> str:
    path = PurePath(name)
    return path.as_uri() if path.is_absolute() else quote(path.as_posix())


def _end(diagnostic: Diagnostic) -> tuple[int, int]:
    span = diagnostic.span
    if span is None or (span.line, span.column) != (diagnostic.line, diagnostic.column):
        return diagnostic.line, diagnostic.column
    return span.end_line, span.end_column


def github(diagnostic: Diagnostic) -> str:
    """The workflow command by which GitHub shows a diagnostic at its line."""
    end_line, end_column = _end(diagnostic)
    places = {"file": diagnostic.file, "line": diagnostic.line, "endLine": end_line}
    if end_line == diagnostic.line:  # GitHub takes columns only within one line
        places |= {"col": diagnostic.column, "endColumn": end_column}
    title = f"{diagnostic.code}: {CODES[diagnostic.code].title}"
    settings = ",".join(f"{key}={_escaped(str(value), '%,:')}" for key, value in (places | {"title": title}).items())
    text = diagnostic.message + (f"\n{diagnostic.hint}" if diagnostic.hint else "") + f"\n{page(diagnostic.code)}"
    return f"::{diagnostic.severity} {settings}::{_escaped(text, '%')}"


def _escaped(text: str, marks: str) -> str:
    return re.sub(f"[{marks}\\r\\n]", lambda match: f"%{ord(match.group()):02X}", text)
