"""Tracebacks of bodies (language.md 7.5): frames of the body's own code only, without source lines, and an exception in one line."""

from __future__ import annotations

import traceback
from collections.abc import Iterator
from typing import Any

FILE = "<body>"  # the name of the code of bodies; there is no such file, so tracebacks show no source lines


def patch_traceback() -> None:
    """What `traceback` shows and reads of a traceback."""
    module: Any = traceback
    walk_tb, walk_positions = module.walk_tb, module._walk_tb_with_full_positions

    def own_frames(tb: Any) -> Iterator[Any]:
        return (found for found in walk_tb(tb) if found[0].f_code.co_filename == FILE)

    def own_positions(tb: Any) -> Iterator[Any]:
        return (found for found in walk_positions(tb) if found[0].f_code.co_filename == FILE)

    def last_line(self: Any, stype: str, **_options: Any) -> Iterator[str]:
        """Of a syntax error in a text that a body reads: no file, no caret."""
        yield module._format_final_exc_line(stype, self._str)

    module.walk_tb, module._walk_tb_with_full_positions = own_frames, own_positions
    cls: Any = traceback.TracebackException
    original = cls.__init__

    def begin(self: Any, exc_type: Any, exc_value: Any, exc_traceback: Any, *, _seen: Any = None, **options: Any) -> None:
        original(self, exc_type, exc_value, exc_traceback, _seen=_seen, **options)
        self._of_body = next(own_frames(exc_traceback), None) is not None  # the stack may be empty because of a limit
        if not isinstance(exc_value, SyntaxError):
            self._str = module._safe_string(exc_value, "exception")  # since 3.12 with suggestions behind it
        if _seen is None:
            _without_library(self)

    cls.__init__ = begin
    cls._format_syntax_error = last_line


def _without_library(report: Any) -> None:
    """Takes exceptions out of the chain that library code raised and caught by itself."""
    here = report
    while here is not None:
        while here.__cause__ is None and here.__context__ is not None and not here.__context__._of_body:
            here.__context__ = here.__context__.__context__
        here = here.__cause__ or here.__context__
