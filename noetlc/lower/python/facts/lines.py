"""Which line of a body a place in the playbook file is, for tracebacks."""

from __future__ import annotations

from noetlc.ir.nodes import Expr


class Lines:
    """The places of a body's nodes in the file, as the runtime finds the line in the body for one."""

    def __init__(self) -> None:
        self.line_of: dict[int, int] = {}
        self.tables: list[Expr] = []

    def note(self, site: int, line: int) -> bool:
        """False if the place stands for another line already."""
        return self.line_of.setdefault(site, line) == line

    def table(self) -> Expr:
        """The table; it is complete once `close` was called."""
        made = Expr("const", (), "", "val")
        self.tables.append(made)
        return made

    def close(self) -> None:
        rows: list[str] = []
        last = 0
        for site, line in sorted(self.line_of.items()):
            if site and line and line != last:
                rows.append(f"{site} {line} ")
                last = line
        for table in self.tables:
            table.imm = "".join(rows)
