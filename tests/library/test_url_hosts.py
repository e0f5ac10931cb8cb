"""The table of characters that may not stand in hosts is the one of Unicode's data."""

from __future__ import annotations

import sys
import unicodedata

from noetlc.runtime.library.url.hosts import COMPOSED


def test_composed() -> None:
    found = [chr(c) for c in range(128, sys.maxunicode + 1) if not set("/?#@:").isdisjoint(unicodedata.normalize("NFKC", chr(c)))]
    assert "".join(found) == COMPOSED
