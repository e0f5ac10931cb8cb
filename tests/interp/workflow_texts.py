"""Playbooks as texts, for the interpreter's tests."""

from __future__ import annotations

import json
from typing import Any


def playbook(workflow: list[dict[str, Any]], **keys: Any) -> str:
    """JSON (hence YAML) text of a playbook."""
    return json.dumps({"apiVersion": "noetl.io/v2", "kind": "Playbook", "metadata": {"name": "case"}, "workflow": workflow, **keys})
