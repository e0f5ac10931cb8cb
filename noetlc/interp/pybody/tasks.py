"""`asyncio` as bodies see it: that of the library, which modules are compiled with. Its loop needs no sockets, as CPython's own does.

Lives in the confined child, which cannot open files: the texts are read before. The module is made anew for every body, when the body
first asks for one of its names, so that none can leave anything behind in it.
"""

from __future__ import annotations

import sys
from pathlib import Path
from types import CodeType, ModuleType

import noetlc.library

NAME = "asyncio"
_FOLDER = Path(str(noetlc.library.__file__)).parent / NAME


class Tasks(ModuleType):
    """The module, empty until it is asked."""

    def __getattr__(self, name: str) -> object:
        if not name.startswith("__") and self._fill():
            return getattr(self, name)
        raise AttributeError(f"module {NAME!r} has no attribute {name!r}")

    def __dir__(self) -> list[str]:
        self._fill()
        return sorted(self.__dict__)

    def _fill(self) -> bool:
        """Whether there is more than before."""
        if "run" in self.__dict__:
            return False
        for code in _codes():
            exec(code, self.__dict__)
        return True


def provide() -> None:
    """Makes a new one importable; reads the texts the first time."""
    if not _texts:
        _texts.extend(path.read_text("utf-8") for path in sorted(_FOLDER.glob("*.py")))
    sys.modules[NAME] = Tasks(NAME)


_texts: list[str] = []
_compiled: list[CodeType] = []


def _codes() -> list[CodeType]:
    if not _compiled:
        _compiled.extend(compile(text, NAME, "exec") for text in _texts)
    return _compiled
