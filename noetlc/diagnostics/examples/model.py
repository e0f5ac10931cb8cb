"""What an example of a diagnostic code is."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

HEAD = """\
apiVersion: noetl.io/v2
kind: Playbook
metadata: {name: example}
"""

Way = Literal["check", "build", "test", "register", "plugin test"]


@dataclass(frozen=True, slots=True)
class Example:
    """A document that gives the code, and the same document mended; `way` is what finds it: check, build, test for a test file, register
    for what only a catalog finds, or plugin test for a plug-in.

    `options` are those of `noetl build`, for documents that only a build with them finds. `beside` are files in the folder of the document,
    `mended_beside` the same mended, where it is these that are wrong. `times` is how often `repeated`, which may hold `{n}`, stands where
    the document that gives the code has its `…`.
    """

    wrong: str
    mended: str
    way: Way = "check"
    options: str = ""
    beside: Mapping[str, str] = field(default_factory=dict)
    mended_beside: Mapping[str, str] = field(default_factory=dict)
    repeated: str = ""
    times: int = 0

    @property
    def whole(self) -> str:
        """The document that gives the code, with all that is repeated."""
        if not self.times:
            return self.wrong
        return self.wrong.replace("…", "".join(self.repeated.replace("{n}", str(n)) for n in range(self.times)))


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
