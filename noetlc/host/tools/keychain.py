"""Credentials by name: from a file, from the environment, or given in memory. Values never leave the host."""

from __future__ import annotations

import json
import os
import re
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import unquote

from noetlc.errors import NoetlcError
from noetlc.host.tools.base import ToolError
from noetlc.late import late

if TYPE_CHECKING:
    import yaml
else:
    yaml = late("yaml")

Json = Any

ENVIRONMENT_PREFIX = "NOETL_CREDENTIAL_"
FILE_VARIABLE = "NOETL_KEYCHAIN"

# Fields of a credential that say where and as whom, not how to get in. Every other text of a credential is secret.
PUBLIC_FIELDS = frozenset(
    "host hostname port user username login database dbname db schema url uri urls servers endpoint type kind name header scope scopes "
    "source provider region account role warehouse sslmode client_id project project_id bucket email timeout service tool".split()
)
_URL_PASSWORD = re.compile(r"[a-z][a-z0-9+.-]*://[^/\s:@]*:([^/\s@]+)@", re.IGNORECASE)


def is_private(variable: str) -> bool:
    """True for an environment variable that playbooks must not see: it holds credentials or says where they are."""
    return variable.upper().startswith(ENVIRONMENT_PREFIX) or variable.upper() == FILE_VARIABLE


class KeychainError(NoetlcError):
    """The keychain file cannot be read or has another shape."""


class Keychain:
    """Credentials by name. A credential is a text or a map of fields.

    The names given in memory or in a file win; else `NOETL_CREDENTIAL_<NAME>` is looked up (upper case, other characters than
    letters and digits as `_`; a JSON object or a text).
    """

    def __init__(self, entries: Mapping[str, Json] | None = None, environment: Mapping[str, str] | None = None) -> None:
        self._entries = dict(entries or {})
        self._environment = environment

    @classmethod
    def load(cls, path: Path | None, environment: Mapping[str, str] | None = None) -> Keychain:
        """The keychain of a JSON or YAML file; without one, of the file `$NOETL_KEYCHAIN`, if set. Raises KeychainError."""
        variables = os.environ if environment is None else environment
        if path is None:
            named = variables.get(FILE_VARIABLE)
            path = Path(named) if named else None
        return cls({} if path is None else _read(path), variables)

    def find(self, name: str) -> Json:
        """The credential, None if there is none."""
        if name in self._entries:
            return self._entries[name]
        if self._environment is None:
            return None
        text = self._environment.get(ENVIRONMENT_PREFIX + re.sub(r"[^A-Za-z0-9]", "_", name).upper())
        if text is None:
            return None
        try:
            value = json.loads(text)
        except ValueError:
            return text
        return value if isinstance(value, dict) else text

    def get(self, name: str) -> Json:
        """The credential. Raises ToolError `auth` if there is none."""
        value = self.find(name)
        if value is None:
            raise ToolError("auth", f"no credential named {name!r} in the keychain")
        return value


def _read(path: Path) -> dict[str, Json]:
    try:
        value = yaml.safe_load(path.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError) as error:
        raise KeychainError(f"cannot read the keychain {path}: {error}") from error
    except yaml.YAMLError as error:
        # The parser's message would quote the file.
        raise KeychainError(f"the keychain {path} is not YAML or JSON") from error
    if not isinstance(value, dict) or not all(isinstance(name, str) for name in value):
        raise KeychainError(f"the keychain {path} must map names to credentials")
    return value


def secret_values(credential: Json, field: str = "value") -> list[str]:
    """The texts of a credential that must not be seen outside: all but its public fields, and the password in a URL."""
    if isinstance(credential, Mapping):
        return [text for name, value in credential.items() for text in secret_values(value, str(name))]
    if isinstance(credential, list):
        return [text for value in credential for text in secret_values(value, field)]
    if credential is None or isinstance(credential, bool):
        return []
    text = str(credential)
    passwords = [part for match in _URL_PASSWORD.finditer(text) for part in (match.group(1), unquote(match.group(1)))]
    return passwords if field.lower() in PUBLIC_FIELDS else [text, *passwords]
