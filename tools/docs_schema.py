"""docs/playbook.schema.json: the JSON Schema of a playbook."""

from __future__ import annotations

import json
from pathlib import Path

from noetlc.frontend.schema import playbook_schema


def page(_root: Path) -> str:
    """The whole file."""
    return json.dumps(playbook_schema(), indent=2) + "\n"
