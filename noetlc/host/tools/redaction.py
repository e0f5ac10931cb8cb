"""Removes the secrets a run has used from whatever its tools answer, in the forms and in the pieces that a tool makes of them."""

from __future__ import annotations

import base64
import json
import re
import threading
from typing import Any
from urllib.parse import quote, quote_plus, urlsplit

Json = Any

MARK = "[redacted]"

# Shorter secrets are only removed where they are the whole text, or a word of an error message: cutting `a` out of every text
# would leave nothing.
SHORT = 6

# The shortest piece of a secret that is removed. Any such piece has a probe at one of `_STEP` neighbouring places.
PIECE, _PROBE, _STEP = 8, 5, 4
_PIECES_UP_TO = 1 << 16  # of a longer secret only the whole is looked for
_DISTINCT = 4  # a piece of fewer characters, such as dashes or zeros, is in every text
_ASCII_LOWER = {upper: upper + 32 for upper in range(65, 91)}


class Redactor:
    """Knows the secrets used so far and takes them, their usual encodings, and pieces of both out of JSON values."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        # Replaced, never changed: tools may run side by side.
        self._secrets: frozenset[str] = frozenset()
        self._pattern = _pattern(self._secrets)
        self._pieces: frozenset[str] = frozenset()
        self._probes: frozenset[str] = frozenset()

    def add(self, *secrets: str) -> None:
        """Texts to remove from now on."""
        with self._lock:
            new = {secret for secret in secrets if secret} - self._secrets
            if new:
                self._secrets = self._secrets | new
                self._pattern = _pattern(self._secrets)
                pieces = {piece for secret in new for piece in _pieces(secret)}
                self._pieces = self._pieces | pieces
                self._probes = self._probes | {piece[at : at + _PROBE] for piece in pieces for at in range(_STEP)}

    def clean(self, value: Json) -> Json:
        """The value without any secret, keys of maps included. The value itself is not changed."""
        if not self._secrets:
            return value
        return self._clean(value)

    def message(self, text: str) -> str:
        """An error message without any secret, short ones included."""
        cleaned = self._text(text)
        for secret in self._secrets:
            if len(secret) < SHORT:
                cleaned = re.sub(rf"(?<!\w){re.escape(secret)}(?!\w)", MARK, cleaned)
        return cleaned

    def _clean(self, value: Json) -> Json:
        if isinstance(value, str):
            return self._text(value)
        if isinstance(value, list):
            return [self._clean(item) for item in value]
        if isinstance(value, dict):
            return {self._text(key): self._clean(item) for key, item in value.items()}
        return value

    def _text(self, text: str) -> str:
        if text in self._secrets:
            return MARK
        return self._without_pieces(self._pattern.sub(MARK, text))

    def _without_pieces(self, text: str) -> str:
        lowered = lower(text)
        probes = self._probes
        hits = [at for at in range(0, len(text) - _PROBE + 1, _STEP) if lowered[at : at + _PROBE] in probes] if probes else []
        parts: list[str] = []
        done = 0
        for at in hits:
            if at < done:
                continue
            for start in range(max(done, at - _STEP + 1), at + 1):
                if lowered[start : start + PIECE] in self._pieces:
                    end = start + PIECE
                    while lowered[end - PIECE + 1 : end + 1] in self._pieces:
                        end += 1
                    parts += [text[done:start], MARK]
                    done = end
                    break
        return "".join([*parts, text[done:]])


def lower(text: str) -> str:
    """The text in lower case, of the same length."""
    lowered = text.lower()
    return lowered if len(lowered) == len(text) else text.translate(_ASCII_LOWER)


def _pattern(secrets: frozenset[str]) -> re.Pattern[str]:
    forms = {form for secret in secrets if len(secret) >= SHORT for form in _forms(secret) if len(form) >= SHORT}
    # The longest first, so that a secret inside another does not leave its rest.
    ordered = sorted(forms, key=lambda form: (-len(form), form))
    return re.compile("|".join(map(re.escape, ordered)) or r"(?!)", re.IGNORECASE)


def _pieces(secret: str) -> set[str]:
    """All pieces of a secret and of its forms. A URL's scheme, host and path are no secret; its password and query may be."""
    if len(secret) > _PIECES_UP_TO:
        return set()
    parts = [secret]
    if "://" in secret:
        try:
            url = urlsplit(secret)
            parts = [url.password or "", url.query, url.fragment]
        except ValueError:
            pass
    texts = {lower(form) for part in parts if len(part) >= PIECE for form in _forms(part)}
    pieces = {text[at : at + PIECE] for text in texts for at in range(len(text) - PIECE + 1)}
    return {piece for piece in pieces if len(set(piece)) >= _DISTINCT}


def _forms(secret: str) -> set[str]:
    """The secret as it may appear in an answer: plain, turned round, in JSON text, in a URL, in hex, in base64 wherever it begins."""
    data = secret.encode("utf-8", "surrogatepass")
    utf16 = secret.encode("utf-16-be", "surrogatepass")
    units = [int.from_bytes(utf16[at : at + 2], "big") for at in range(0, len(utf16), 2)]
    forms = {secret, json.dumps(secret)[1:-1], json.dumps(secret, ensure_ascii=False)[1:-1], quote(secret, safe=""), quote_plus(secret)}
    forms |= {secret[::-1], data.hex(), "".join(f"%{byte:02x}" for byte in data), "".join(f"\\u{unit:04x}" for unit in units)}
    for before in range(3):
        # Characters that neighbours have a part in are left out.
        encoded = base64.b64encode(b"\0" * before + data).decode("ascii")
        inner = encoded[(0, 2, 3)[before] : len(encoded) - (4 if len(data) + before - 3 * ((len(data) + before) // 3) else 0)]
        forms |= {inner, inner.translate({43: "-", 47: "_"})}
    encoded = base64.b64encode(data).decode("ascii")
    bare = encoded.rstrip("=")
    return forms | {encoded, bare, bare.translate({43: "-", 47: "_"}), base64.b32encode(data).decode("ascii").rstrip("=")}
