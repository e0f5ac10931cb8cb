"""W06: templates that do not parse."""

from __future__ import annotations

from noetlc.frontend.checks.report import Report


def check_templates(report: Report) -> None:
    """Parse every noted template once."""
