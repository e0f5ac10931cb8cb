"""What a catalog holds and answers, and its errors. Imports no database."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any, Literal

from noetlc.diagnostics import Diagnostic, Span
from noetlc.errors import NoetlcError

Json = Any

State = Literal["compiled", "interpreted"]

MAX_VERSION = 2**31 - 1
"""Of playbooks and of modules: what a registry's 32 bits hold."""


class CatalogError(NoetlcError):
    """The catalog cannot be opened, read or written, or something in it is not what it should be. One line, without secrets."""


class Unavailable(CatalogError):
    """The database does not answer, or not in time: the same may work later."""


class NotFound(CatalogError):
    """There is no such playbook, version or module."""


class DigestMismatch(CatalogError):
    """A module is there, with another digest than the expected one (409 in a registry)."""


class BytesLost(CatalogError):
    """The row of a module is there, and its bytes are not, or are others."""


class Refused(NoetlcError):
    """Content that is no valid playbook, or none that a catalog can hold; nothing was stored. `diagnostics` says why."""

    def __init__(self, diagnostics: list[Diagnostic]) -> None:
        self.diagnostics = diagnostics
        errors = [d for d in diagnostics if d.severity == "error"]
        first = f"{errors[0].file}:{errors[0].line}:{errors[0].column}: {errors[0].code} {errors[0].message}" if errors else "refused"
        super().__init__(first + (f" (and {len(errors) - 1} more)" if len(errors) > 1 else ""))


@dataclass(frozen=True, slots=True)
class CompileLimits:
    """Of the process that checks, compiles and verifies one playbook: seconds of all that, seconds of checking alone (the document is
    refused after these), MiB of memory of each process, bytes of its answer."""

    seconds: float = 120.0
    check_seconds: float = 30.0
    memory_mb: int = 2048
    answer_bytes: int = 16 << 20


@dataclass(frozen=True, slots=True)
class BuildSettings:
    """How to compile. `target` and `output` are those of `noetlc.build`; None: what `executor.wasm.target` says, else `noetlc`, and the
    target's own output. `allow` are host tools that runs will be granted, `examples` and `seed` are of the verification."""

    target: str | None = None
    output: str | None = None
    allow: tuple[str, ...] = ()
    lenient: bool = False
    examples: int = 25
    seed: int = 0


@dataclass(frozen=True, slots=True)
class ModuleRef:
    """A module by path, version and SHA-256 (hex): the key that caches use."""

    path: str
    version: int
    digest: str


@dataclass(frozen=True, slots=True)
class StoredModule:
    """The bytes of a module, checked against `digest`. `origin` is `compiled` (by a catalog) or `pushed`; `created_at` RFC 3339, UTC."""

    path: str
    version: int
    digest: str
    media_type: str
    origin: str
    created_at: str
    data: bytes = field(repr=False)

    @property
    def ref(self) -> ModuleRef:
        return ModuleRef(self.path, self.version, self.digest)


@dataclass(frozen=True, slots=True)
class Head:
    """A version as a list or a watcher needs it, without content."""

    path: str
    version: int
    catalog_id: int
    state: State
    module: ModuleRef | None


@dataclass(frozen=True, slots=True)
class PlaybookVersion:
    """One version of a playbook.

    `state` is what a worker should do with it, `reason` why it is interpreted (None for a compiled one). `module` links it to the module
    that was compiled from it, with `module_bytes`, `compiler`, `abi` (of the module), `confinement` (the level it was verified behind),
    `manifest` and `verification` (`abi.md`); all None if there is none. `source_digest` is the SHA-256 of the bytes that were
    registered; times are RFC 3339, UTC.
    """

    path: str
    version: int
    catalog_id: int
    kind: str
    state: State
    reason: str | None
    content: str = field(repr=False)
    source_digest: str
    diagnostics: tuple[Diagnostic, ...] = field(repr=False)
    module: ModuleRef | None
    module_bytes: int | None
    manifest: dict[str, Json] | None = field(repr=False)
    verification: dict[str, Json] | None = field(repr=False)
    compiler: str | None
    abi: int | None
    confinement: str | None
    created_at: str
    deleted_at: str | None


@dataclass(frozen=True, slots=True)
class Registered:
    """What became of one register. `reused`: a module was wanted, and what compiling gives was known, so nothing was compiled."""

    path: str
    version: int
    catalog_id: int
    kind: str
    state: State
    reason: str | None
    diagnostics: tuple[Diagnostic, ...] = field(repr=False)
    module: ModuleRef | None
    reused: bool


@dataclass(frozen=True, slots=True)
class Collected:
    """What `gc` removed, or would remove: modules no live version links to, remembered compilations of those, module bytes that nothing
    refers to (number and size), and objects of the object store that no row names."""

    dry_run: bool
    modules: tuple[ModuleRef, ...]
    builds: int
    blobs: int
    bytes: int
    objects: tuple[str, ...]


def diagnostic_row(found: Diagnostic) -> dict[str, Json]:
    """A diagnostic as JSON, without its file: content has none."""
    span = found.span
    return {
        "code": found.code,
        "severity": found.severity,
        "message": found.message,
        "line": found.line,
        "column": found.column,
        "hint": found.hint,
        "path": found.path,
        "span": None if span is None else [span.line, span.column, span.end_line, span.end_column, span.inner_line],
    }


def diagnostic_of(row: Json, file: str) -> Diagnostic:
    """The diagnostic of a row, shown with this file name. Raises ValueError for what is none."""
    if not isinstance(row, dict) or row.get("severity") not in ("error", "warning"):
        raise ValueError("no diagnostic")
    texts = [row.get(name, "") for name in ("code", "message", "hint", "path")]
    line: Json = row.get("line")
    column: Json = row.get("column")
    span: Json = row.get("span")
    if not all(isinstance(text, str) for text in texts) or not (_is_int(line) and _is_int(column)):
        raise ValueError("no diagnostic")
    if span is not None and not (isinstance(span, list) and len(span) == 5 and all(map(_is_int, span[:4])) and _is_int(span[4] or 0)):
        raise ValueError("no diagnostic")
    code, message, hint, path = texts
    return Diagnostic(code, row["severity"], message, file, line, column, hint, None if span is None else Span(*span), path)


def _is_int(value: Json) -> bool:
    return isinstance(value, int) and not isinstance(value, bool)
