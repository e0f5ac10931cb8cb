"""What an example of a diagnostic code is."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

HEAD = """\
apiVersion: noetl.io/v2
kind: Playbook
metadata: {name: example}
"""

Way = Literal["check", "build", "test"]


@dataclass(frozen=True, slots=True)
class Example:
    """A document that gives the code, and the same document mended; `way` is what finds it: check, build, or test for a test file.

    `options` are those of `noetl build`, for documents that only a build with them finds.
    """

    wrong: str
    mended: str
    way: Way = "check"
    options: str = ""


def spoilt(text: str, right: str, wrong: str, way: Way = "check", options: str = "") -> Example:
    """The example whose mended document is `text`; it gives the code once `right`, which it has once, is replaced by `wrong`."""
    if text.count(right) != 1:
        raise ValueError(f"{right!r} stands {text.count(right)} times in the example")
    return Example(text.replace(right, wrong), text, way, options)


def flow(steps: str, head: str = "") -> str:
    """A playbook of these steps, with more keys before the workflow."""
    return f"{HEAD}{head}workflow:\n{steps}"


def body(*lines: str, more: str = "") -> str:
    """A playbook with one step whose Python body has these lines."""
    code = "".join(f"        {line}\n" if line else "\n" for line in lines)
    return flow(f"  - step: start\n    tool:\n      kind: python\n{more}      code: |\n{code}")
