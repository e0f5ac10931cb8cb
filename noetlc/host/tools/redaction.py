"""Removes the secrets a run has used from whatever its tools answer."""

from __future__ import annotations

import base64
import json
import re
import threading
from typing import Any
from urllib.parse import quote, quote_plus

Json = Any

MARK = "[redacted]"

# Shorter secrets are only removed where they are the whole text, or a word of an error message: cutting `a` out of every text
# would leave nothing.
SHORT = 6


class Redactor:
    """Knows the secrets used so far and takes them, and their usual encodings, out of JSON values."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        # Replaced, never changed: tools may run side by side.
        self._secrets: frozenset[str] = frozenset()
        self._pattern = _pattern(self._secrets)

    def add(self, *secrets: str) -> None:
        """Texts to remove from now on."""
        with self._lock:
            new = {secret for secret in secrets if secret} - self._secrets
            if new:
                self._secrets = self._secrets | new
                self._pattern = _pattern(self._secrets)

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
        return self._pattern.sub(MARK, text)


def _pattern(secrets: frozenset[str]) -> re.Pattern[str]:
    forms = {form for secret in secrets if len(secret) >= SHORT for form in _forms(secret)}
    # The longest first, so that a secret inside another does not leave its rest.
    ordered = sorted(forms, key=lambda form: (-len(form), form))
    return re.compile("|".join(map(re.escape, ordered)) or r"(?!)")


def _forms(secret: str) -> set[str]:
    """The secret as it may appear in an answer: plain, in JSON text, in a URL, in base64."""
    forms = {secret, json.dumps(secret)[1:-1], json.dumps(secret, ensure_ascii=False)[1:-1], quote(secret, safe=""), quote_plus(secret)}
    encoded = base64.b64encode(secret.encode("utf-8", "surrogatepass")).decode("ascii")
    forms |= {encoded, encoded.rstrip("=")}
    return forms
