"""The dialect of templates: the forms and the functions of the runtime, for values that are data."""

from __future__ import annotations

import functools

from noetlc.ir.dynamic import Dialect
from noetlc.kernel.runtime import Runtime, runtime


def template_dialect() -> Dialect:
    """Every key that a template sees is a text, so that looking it up raises nothing."""
    return _dialect(runtime())


@functools.lru_cache(maxsize=1)
def _dialect(library: Runtime) -> Dialect:
    return Dialect(library.signature, library.raises_on_data)
