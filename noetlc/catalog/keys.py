"""What a compilation depends on, as digests: equal keys mean equal modules, so nothing is compiled twice.

The compiler is its version and a digest of its sources, so a changed checkout counts as another compiler, too.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Sequence
from functools import lru_cache
from pathlib import Path

from noetlc import __version__
from noetlc.catalog.model import BuildSettings

_PACKAGE = Path(__file__).resolve().parent.parent

# What runs before or after a build, or beside it, changes no module.
_NOT_COMPILER = frozenset({"bench", "catalog", "cli", "host", "service", "worker", "__pycache__"})

PluginDigest = tuple[str, str | None, str | None]
"""A plug-in that a playbook names: path, version as the playbook has it, and the digest of what was found, None if nothing was."""


def compiler_name() -> str:
    """The compiler as manifests name it."""
    return f"noetlc {__version__}"


@lru_cache(maxsize=1)
def compiler_digest() -> str:
    """A digest of everything the compiler consists of."""
    digest = hashlib.sha256()
    folders = [_PACKAGE, *sorted(path for path in _PACKAGE.iterdir() if path.is_dir() and path.name not in _NOT_COMPILER)]
    for folder in folders:
        files = folder.glob("*") if folder == _PACKAGE else folder.rglob("*")
        for file in sorted(path for path in files if path.suffix in (".py", ".lark", ".json") and path.is_file()):
            content = file.read_bytes()
            digest.update(f"{file.relative_to(_PACKAGE).as_posix()} {len(content)}\n".encode())
            digest.update(content)
    return digest.hexdigest()


def facts_key(source: str, settings: BuildSettings) -> str:
    """The key of what checking found in the content with this digest."""
    return _key("facts", [source, compiler_digest(), settings.lenient, sorted(set(settings.allow))])


def build_key(
    source: str, settings: BuildSettings, target: str, output: str, capabilities: Iterable[str], plugins: Sequence[PluginDigest]
) -> str:
    """The key of what compiling gave. `capabilities` are those that the playbook declares."""
    return _key(
        "build",
        [
            source,
            compiler_digest(),
            target,
            output,
            [sorted(set(settings.allow)), sorted(set(capabilities))],
            settings.lenient,
            [settings.examples, settings.seed],
            sorted([path, version or "", digest or ""] for path, version, digest in plugins),
        ],
    )


def _key(kind: str, parts: list[object]) -> str:
    return hashlib.sha256(json.dumps([kind, *parts], ensure_ascii=True, separators=(",", ":")).encode()).hexdigest()
