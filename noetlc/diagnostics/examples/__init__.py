"""One example of each diagnostic code that a short document can give, and the same document mended."""

from __future__ import annotations

from noetlc.diagnostics.examples import bodies, documents, warnings
from noetlc.diagnostics.examples.model import Example

EXAMPLES: dict[str, Example] = documents.EXAMPLES | warnings.EXAMPLES | bodies.EXAMPLES
