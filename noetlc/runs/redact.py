"""What must not lie in an event: values under keys that name secrets, and texts that look like some."""

from __future__ import annotations

import re
from typing import Any

Json = Any

REDACTED = "[REDACTED]"

KEYS = (
    "password passwd pwd secret token bearer api_key apikey auth credential private_key privatekey connection_string connectionstring "
    "gcp_key azure_key ssh_key sshkey passphrase pem cert encryption_key decrypt_key master_key keychain jwt"
).split()
"""A key that contains one of these, in any case and with `-` for `_`, hides its value: the platform's rule (so `author` is hit)."""

_KEY = re.compile("|".join(KEYS))
_TEXT = re.compile(
    r"^\s*(bearer|basic)\s+[A-Za-z0-9._~+/=-]{8,}\s*$"
    r"|^eyJ[A-Za-z0-9_-]{5,}\.[A-Za-z0-9_-]{5,}\.[A-Za-z0-9_-]*$"  # JWT
    r"|-----BEGIN [A-Z0-9 ]{1,60}-----"  # PEM
    r"|^(ghp|gho|ghs|ghu|glpat|sk|rk|pk|xox[abprs])[_-][A-Za-z0-9_-]{16,}$|^(AKIA|ASIA)[A-Z0-9]{16}$|^AIza[A-Za-z0-9_-]{35}$",
    re.IGNORECASE,
)


def redact(value: Json) -> Json:
    """The value with `[REDACTED]` in the place of what looks secret. Raises RecursionError for what is nested too deep."""
    if isinstance(value, dict):
        return {key: REDACTED if _KEY.search(str(key).lower().replace("-", "_")) else redact(part) for key, part in value.items()}
    if isinstance(value, list):
        return [redact(part) for part in value]
    return REDACTED if isinstance(value, str) and _TEXT.search(value) else value
