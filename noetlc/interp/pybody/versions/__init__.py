"""Bodies mean what CPython 3.11 makes of them; on a newer CPython this package gives them back what it changed.

    texts of exceptions    `wording.py`, a table, applied by `mend.py` when a body catches an exception or ends with one
    functions and types    `patches.py`, a table, installed once per process; 3.11's algorithms are in `functions.py`, `numeric.py` and
                           `formats.py`
    the compiler           `source.py`: comprehensions are calls, doc strings are kept, handlers mend what they catch
    what is left           `gaps.py`: bodies that show a difference which cannot be taken back; imported where somebody asks

Rows "by comparison" were found by running the same code on 3.11 and 3.13; their first version is not known to be earlier.

On 3.11 itself everything here does nothing. `docs/python-versions.md` is made from the tables.
"""

from __future__ import annotations

from noetlc.interp.pybody.versions.mend import mend
from noetlc.interp.pybody.versions.patches import install, reference_version
from noetlc.interp.pybody.versions.reference import REFERENCE, is_reference
from noetlc.interp.pybody.versions.source import compile_tree, provide_names

__all__ = [
    "REFERENCE",
    "compile_tree",
    "install",
    "is_reference",
    "main_frames",
    "mend",
    "provide_names",
    "reference_version",
]

def main_frames(wrapped: bool) -> int:
    """How many frames more call the functions of a body than call its `main`; `wrapped`: the body is run as a function.

    3.11 counts `exec` itself; since 3.12 only Python frames count, and a body with `return` is called from one more (gh-91079).
    """
    return 1 if is_reference() or wrapped else 0
