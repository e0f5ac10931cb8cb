"""The keys that texts of a playbook look up, by its source: what stands under others is not read before somebody asks.

It is a guess that decides on time, nothing else.
"""

from __future__ import annotations

import re

from noetlc.ir.nodes import Data

LOOKED_UP = "wf_looked_up"
_MOST = 255  # bytes of a key
_TEXT = r"""["']([^"'\\\n]{1,100})["']"""
_KEYS = re.compile(rf"""\b(?:get|pop|setdefault)\(\s*{_TEXT}|\[\s*{_TEXT}\s*\]|{_TEXT}\s+(?:not\s+)?in\b""")
_TEMPLATE = re.compile(r"\{[{%](.*?)[%}]\}", re.DOTALL)
_WORD = re.compile(r"[^\W\d]\w*")
_OF_REQUESTS = ("payload", "options", "execution_id")


def looked_up(source: str) -> Data:
    """The table: for each key its length and its bytes; a 0 at the end."""
    keys = {key for found in _KEYS.findall(source) for key in found if key}
    for template in _TEMPLATE.findall(source):
        keys.update(_WORD.findall(template))
    texts = [key.encode() for key in sorted({*keys, *_OF_REQUESTS})]
    return Data(LOOKED_UP, b"".join(bytes((len(t),)) + t for t in texts if len(t) <= _MOST) + b"\0", 1)
