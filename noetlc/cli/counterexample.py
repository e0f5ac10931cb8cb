"""A divergence as something to run: the smallest payload in a file, and the command that shows the difference again."""

from __future__ import annotations

import hashlib
import json
import shlex
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from noetlc.cli.common import write_bytes
from noetlc.verify.differential import Divergence

Json = Any


def describe(error: Divergence, playbook: Path, module: Path | None = None, plugin_path: Iterable[Path] = ()) -> dict[str, Json]:
    """Writes the payload into the current directory; returns its file, the command, both sides and the text to show."""
    content = json.dumps(error.payload, ensure_ascii=False, indent=2) + "\n"
    name = hashlib.sha256(content.encode("utf-8", "surrogatepass")).hexdigest()[:8]
    file = Path(f"{playbook.stem}.counterexample-{name}.json")
    write_bytes(file, content.encode("utf-8", "replace"))
    words = ["noetl", "verify", str(playbook), *([str(module)] if module is not None else [])]
    words += [word for folder in plugin_path for word in ("--plugin-path", str(folder))]
    words += ["--input", str(file), "--examples", "0", "--seed", str(error.verification.seed)]
    command = shlex.join(words)
    found = error.difference
    text = (
        f"{playbook}: the compiled module and the interpreter differ\n"
        f"  at           {found.path or 'the result'}\n"
        f"  compiled     {found.compiled}\n"
        f"  interpreted  {found.interpreted}\n"
        f"  payload      written to {file}\n"
        f"reproduce with:\n  {command}"
    )
    return {
        "payload": str(file),
        "command": command,
        "path": found.path,
        "compiled": found.compiled,
        "interpreted": found.interpreted,
        "text": text,
    }
