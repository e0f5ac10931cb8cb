"""The checks that need the grammar of templates or Python: imported only where there is something to check."""

from __future__ import annotations

from noetlc.frontend.checks.bodies import check_bodies
from noetlc.frontend.checks.certain import unhandled_steps
from noetlc.frontend.checks.names import check_names
from noetlc.frontend.checks.report import Report
from noetlc.frontend.checks.scopes import World
from noetlc.frontend.checks.templates import check_templates
from noetlc.frontend.nodes import Mapping
from noetlc.frontend.playbook import Step


def check_deferred(
    report: Report,
    steps: list[Step],
    paths: list[str],
    first: int,
    final: int | None,
    workload: Mapping | None,
    keychain: tuple[str, ...],
    names_are_known: bool,
) -> None:
    """Templates, bodies and, if it is known which there are, the names in them."""
    if report.templates:
        check_templates(report)
    if report.bodies:
        check_bodies(report)
    if names_are_known:
        world = World(steps, workload, keychain, unhandled_steps(steps, first, final))
        check_names(report, world, first, paths)
