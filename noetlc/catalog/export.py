"""The seeding folder of a NoETL server: `STEM.wasm` becomes the plug-in `system/STEM` version 1 when the server starts.

That is all the layout can say, so only modules of `system/STEM` can be written, one version each, and only those that such a server can
run: their imports are those of its ring.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from noetlc.catalog.model import CatalogError, NotFound, StoredModule
from noetlc.files import write_whole
from noetlc.host.binding import RING_MODULE
from noetlc.host.errors import HostError
from noetlc.host.sections import MalformedModule, read_module
from noetlc.late import late

if TYPE_CHECKING:
    from noetlc.catalog.store import Catalog
    from noetlc.host import module as host_module
else:
    host_module = late("noetlc.host.module")  # wasmtime

FOLDER = "system/"
RING = frozenset({"emit", "event_publish", "result_put", "object_put"})
SEEDED_VERSION = 1


@dataclass(frozen=True, slots=True)
class Exported:
    """The files that were written, and by path why others were left out."""

    written: list[Path]
    skipped: dict[str, str]


def export_modules(catalog: Catalog, folder: Path) -> Exported:
    """Writes the module of the newest version of each playbook `system/STEM`, and of other plug-ins there the newest one.

    The folder is made if it is not there; files of the same name are replaced, each whole or not at all. Raises CatalogError.
    """
    written: list[Path] = []
    skipped: dict[str, str] = {}
    for path, version in _candidates(catalog, skipped).items():
        stem = path.removeprefix(FOLDER)
        if not path.startswith(FOLDER) or "/" in stem:
            skipped[path] = "only plug-ins system/NAME can be seeded"
            continue
        try:
            module = catalog.module(path, version)
            wasm = host_module.to_binary(module.data)
            fault = ring_fault(wasm)
        except (NotFound, HostError, MalformedModule) as error:
            fault = str(error)
        if fault is not None:
            skipped[path] = fault
            continue
        file = folder / f"{stem}.wasm"
        try:
            folder.mkdir(parents=True, exist_ok=True)
            write_whole(file, wasm)
        except OSError as error:
            raise CatalogError(f"cannot write {file}: {error.strerror or error}") from error
        written.append(file)
    return Exported(written, skipped)


def _candidates(catalog: Catalog, skipped: dict[str, str]) -> dict[str, int]:
    """The module to write by path. A playbook's own newest version decides where there is one."""
    newest = {one.path: one.version for one in catalog.modules()}
    for head in catalog.heads():
        if head.module is not None:
            newest[head.path] = head.module.version
        elif newest.pop(head.path, None) is not None or head.path.startswith(FOLDER):
            skipped[head.path] = "its newest version is interpreted"
    return dict(sorted(newest.items()))


def ring_fault(wasm: bytes) -> str | None:
    """Why a NoETL server's worker cannot run a module; None if it can. Raises MalformedModule."""
    other = sorted({f"{one.module}.{one.name}" for one in read_module(wasm).imports if one.module != RING_MODULE or one.name not in RING})
    if other:
        return f"it imports {other[0]}, which a NoETL worker does not have: build it for the target noetl-worker"
    return None


def seed(catalog: Catalog, folder: Path) -> tuple[list[StoredModule], dict[str, str]]:
    """Takes a seeding folder in, as a NoETL server does when it starts: each `STEM.wasm`, in the order of names, becomes `system/STEM`
    version 1. What was stored, and by file name why others were not."""
    stored: list[StoredModule] = []
    failed: dict[str, str] = {}
    try:
        files = sorted(path for path in folder.iterdir() if path.suffix == ".wasm" and path.is_file())
    except OSError as error:
        return [], {str(folder): error.strerror or str(error)}
    for file in files:
        try:
            stored.append(catalog.put_module(f"{FOLDER}{file.stem}", SEEDED_VERSION, file.read_bytes()))
        except (CatalogError, OSError) as error:
            failed[file.name] = str(error)
    return stored, failed
