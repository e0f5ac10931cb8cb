"""What may be the path of a playbook or plug-in, and which files are test files."""

from __future__ import annotations

import re

TEST_SUFFIX = ".test.yaml"
"""How the files of `noetl test` end: they are no playbooks."""

MAX_PATH = 500
_NOT_IN_PATH = re.compile("[\x00-\x1f\x7f-\x9f\\\\\u2028\u2029\ud800-\udfff]")


def path_fault(path: str, most: int = MAX_PATH) -> str | None:
    """Why nothing can be kept under this path; None if it can. Paths are parts of URLs and of file names."""
    if not path or len(path) > most:
        return f"it must have 1 to {most} characters"
    if _NOT_IN_PATH.search(path):
        return "it must have no control characters and no backslash"
    if any(part in ("", ".", "..") for part in path.split("/")):
        return "its parts between slashes must be names, none of them empty, . or .."
    if path != path.strip():
        return "it must not begin or end with a space"
    return None
