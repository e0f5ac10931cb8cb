"""The limits of a playbook, as data: what is counted, how much of it a document may have, and what to do when it has more.

Every limit counts something that does not depend on the machine, so the same document always gets the same answer. Together they
keep `check`, `build` and `run` of any document within seconds and some hundred megabytes.

Example: a body of 300,000 characters is reported as

    V35 the Python body has 300000 characters, the limit is 262144      (hint: split the step, …)
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Limit:
    """One row: diagnostic code, what is measured in which unit, the largest allowed number, and the way out."""

    code: str
    what: str
    unit: str
    most: int
    remedy: str

    def message(self, found: int | None = None) -> str:
        """What the diagnostic says; `found` None where counting stopped at the limit."""
        number = f"more than {self.most}" if found is None else str(found)
        return f"{self.what} has {number} {self.unit}" + ("" if found is None else f", the limit is {self.most}")


DOCUMENT = Limit("V30", "the document", "bytes", 4 * 1024 * 1024, "split the playbook, and load large data with a tool")
VALUES = Limit(
    "V31", "the document", "values", 250_000,
    "split the playbook, and load large data with a tool; aliases and workbook entries count at each use",
)  # fmt: skip
STEPS = Limit("V32", "the workflow", "steps", 5_000, "split the playbook, or loop over data")
TASKS = Limit("V33", "the workflow", "tasks", 10_000, "split the playbook, or loop over data")
ARCS = Limit("V33", "the workflow", "arcs", 100_000, "route through a step in between")
BODY = Limit("V35", "the Python body", "characters", 256 * 1024, "split the step, and pass large data as input")
BODY_DEPTH = Limit(
    "V36", "the Python body", "levels of nesting", 400,
    "use fewer nested expressions and blocks; every elif, operator of a chain, call and attribute of a chain is a level",
)  # fmt: skip
TEMPLATE = Limit("V37", "the template", "characters", 256 * 1024, "move constant text into workload, and logic into a Python step")
TEMPLATE_DEPTH = Limit(
    "V34", "the template", "levels of nesting", 200,
    "set parts of it in variables, or use a Python step; every operator, comparison, filter and attribute of a chain is a level",
)  # fmt: skip
CODE = Limit(
    "V38", "the workflow", "characters of templates and Python bodies", 512 * 1024,
    "split the playbook; aliases and workbook entries count at each use",
)  # fmt: skip
WORK = Limit("V39", "compiling the playbook", "units of work", 500_000, "split the playbook, or run it in the interpreter")

LIMITS = (DOCUMENT, VALUES, STEPS, TASKS, ARCS, BODY, BODY_DEPTH, TEMPLATE, TEMPLATE_DEPTH, CODE, WORK)

COMPILED_BODY = 30_000
"""Most syntax nodes of a Python body that is compiled, a line having about ten; larger ones are left to the host (L09)."""

COMPILED_BODIES = 12_000
"""Most syntax nodes of all compiled Python bodies together, if it is not one alone; the bodies after that are left to the host (L09)."""
