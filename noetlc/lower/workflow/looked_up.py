"""The keys that texts of a playbook look up, by its source: what stands under others is not read before somebody asks.

It is a guess that decides on time, nothing else.
"""

from __future__ import annotations

import re

from noetlc.ir.nodes import Data
from noetlc.layout.static import str_hash

LOOKED_UP = "wf_looked_up"
_TEXT = r"""["']([^"'\\\n]{1,100})["']"""
_KEYS = re.compile(rf"""\b(?:get|pop|setdefault)\(\s*{_TEXT}|\[\s*{_TEXT}\s*\]|{_TEXT}\s+(?:not\s+)?in\b""")
_TEMPLATE = re.compile(r"\{[{%](.*?)[%}]\}", re.DOTALL)
_WORD = re.compile(r"[^\W\d]\w*")
_OF_REQUESTS = ("payload", "options")


def looked_up(source: str) -> Data:
    """A table of 256 bits, those of the hashes of the keys."""
    keys = {key for found in _KEYS.findall(source) for key in found if key}
    for template in _TEMPLATE.findall(source):
        keys.update(_WORD.findall(template))
    bits = bytearray(32)
    for key in {*keys, *_OF_REQUESTS}:
        h = str_hash(key.encode())
        bits[h >> 3 & 31] |= 1 << (h & 7)
    return Data(LOOKED_UP, bytes(bits), 1)
