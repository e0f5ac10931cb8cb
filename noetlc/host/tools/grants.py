"""What can be granted: a tool by its name, and rights of a tool, `tool_shell:files`, which the tool alone does not have."""

from __future__ import annotations

from collections.abc import Iterable

RIGHTS: dict[str, tuple[str, ...]] = {
    "tool_artifact": ("abfs", "az", "gcs", "gs", "http", "https", "memory", "s3"),
    "tool_duckdb": ("extensions", "files"),
    "tool_ducklake": ("files",),
    "tool_python": ("files", "network"),
    "tool_shell": ("files", "network"),
    "tool_transfer": ("files",),
}
"""Tool to its rights. Those of `artifact` are the schemes of object stores; none of them leads to files of this machine."""

IMPLIED: dict[str, tuple[str, ...]] = {"tool_duckdb:extensions": ("tool_duckdb:files",)}
"""An extension is code of its own: files cannot be kept from it."""


def expand(names: Iterable[str]) -> frozenset[str]:
    """Grants with what they imply: a right stands for its tool too."""
    found: set[str] = set()
    waiting = list(names)
    while waiting:
        name = waiting.pop()
        tool, colon, _right = name.partition(":")
        waiting += [*IMPLIED.get(name, ()), *([tool] if colon else [])]
        found.add(name)
    return frozenset(found)
