"""One example of each diagnostic code that a document can give, and the same document mended; of the others how they arise."""

# ruff: noqa: E501 - one row of the table per line
from __future__ import annotations

from noetlc.diagnostics.examples import bodies, documents, plugins, sizes, warnings
from noetlc.diagnostics.examples.model import Example

EXAMPLES: dict[str, Example] = documents.EXAMPLES | warnings.EXAMPLES | bodies.EXAMPLES | sizes.EXAMPLES | plugins.EXAMPLES

ARISES: dict[str, str] = {
    "V00": "It arises from Python: `noetlc.check(\"flow.yaml\")` takes the name for the text of a playbook, and `noetlc.check(Path(\"missing.yaml\"))` names a file that "
    "is not there. `noetlc.check(Path(\"flow.yaml\"))` mends it. The command line says by itself, with exit code 2, that a file cannot be read.",
    "V39": "It arises from templates of hundreds of thousands of characters, of which each is within its limits: what they compile to is more work together than a build may have. "
    "Python bodies that are too much work are left out first (L09).",
    "W19": "It arises on machines whose kernel has no Landlock or seccomp, or in containers that forbid both: there `noetl build flow.yaml` ends with this error, and "
    "`noetl build flow.yaml --allow-unconfined` with this warning. `noetl doctor` shows what is missing.",
    "L08": "It arises from a defect of the compiler alone: there is no playbook known that gives it.",
    "T04": "It arises from texts of megabytes in the playbook that cannot be packed, or from large plug-ins: `noetl inspect` shows where the bytes of a module go.",
    "T05": "It arises where noetlc runs on a Python that its tests do not run on: `noetl build flow.yaml` needs CPython 3.11 or 3.13, and `noetl build flow.yaml --no-verify` "
    "builds without comparing.",
    "P10": "It arises in `noetl plugin build scale.c`, `.rs` and `.zig`, where the machine has no compiler for the language, or the compiler refuses the source.",
    "C02": "It arises in `noetl register flow.yaml --timeout 1 --memory 64`, or in a catalog with such limits, for a playbook that takes more time or memory to compile and verify.",
}  # fmt: skip
"""How the codes arise that no document gives by itself: their cause is the machine, the call, or a defect."""
