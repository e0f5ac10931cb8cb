"""What a catalog holds as JSON: the shapes that command line and service share."""

from __future__ import annotations

from typing import Any

from noetlc.catalog.diff import capabilities, native_share
from noetlc.catalog.model import ModuleRef, PlaybookVersion, Registered

Json = Any


def module_row(module: ModuleRef | None) -> Json:
    """A module by what names it."""
    return None if module is None else {"path": module.path, "version": module.version, "digest": module.digest}


def version_row(one: PlaybookVersion) -> dict[str, Json]:
    """A version without what is large: content, manifest, verification, diagnostics."""
    share = native_share(one)
    return {
        "path": one.path,
        "version": one.version,
        "catalog_id": str(one.catalog_id),
        "kind": one.kind,
        "state": one.state,
        "reason": one.reason,
        "module": module_row(one.module),
        "module_bytes": one.module_bytes,
        "native_steps": None if share is None else share[0],
        "steps": None if share is None else share[1],
        "capabilities": capabilities(one),
        "compiler": one.compiler,
        "abi": one.abi,
        "confinement": one.confinement,
        "source_digest": one.source_digest,
        "created_at": one.created_at,
        "deleted_at": one.deleted_at,
    }


def registered_row(done: Registered, stored: PlaybookVersion) -> dict[str, Json]:
    """What became of a register, with facts of the module that is there now, if there is one."""
    share = native_share(stored)
    compared = None if stored.verification is None else stored.verification.get("compared")
    return {
        "path": done.path,
        "version": done.version,
        "catalog_id": str(done.catalog_id),
        "kind": done.kind,
        "state": done.state,
        "reason": done.reason,
        "module": module_row(done.module),
        "module_bytes": stored.module_bytes,
        "native_steps": None if share is None else share[0],
        "steps": None if share is None else share[1],
        "compared": compared,
        "confinement": stored.confinement,
        "reused": done.reused,
    }
