"""What bodies load late: a process behind the wall cannot open the files of the standard library any more."""

from __future__ import annotations

import codecs
import contextlib
import encodings
import pkgutil
from importlib import import_module

from noetlc.interp.pybody.allowed import MODULES

# Parts that modules bodies may use import when they are first needed.
_LATE = (
    "_pylong", "_strptime", "calendar", "csv", "difflib", "hashlib", "hmac", "linecache", "locale", "logging", "numbers", "opcode",
    "pickle", "pprint", "shlex", "stringprep", "tokenize", "traceback", "unicodedata", "urllib.parse", "warnings", "zoneinfo",
)  # fmt: skip


def preload() -> None:
    """Imports every pure module with its parts, and every text encoding."""
    for name in (*sorted(MODULES), *_LATE):
        with contextlib.suppress(ImportError):
            import_module(name)
    for module in pkgutil.iter_modules(encodings.__path__):
        with contextlib.suppress(LookupError):
            codecs.lookup(module.name)
