"""State of standard modules that a body may change for its whole process, as a fresh process has it."""

from __future__ import annotations

import csv
import decimal
import sys

_DIALECTS = {"excel": csv.excel, "excel-tab": csv.excel_tab, "unix": csv.unix_dialect}
_FIELD_LIMIT = csv.field_size_limit()
_CONTEXTS = [(context, context.copy()) for context in (decimal.DefaultContext, decimal.BasicContext, decimal.ExtendedContext)]


def forget_changes() -> None:
    """The dialects, limits, contexts and days a body set are gone."""
    for name in csv.list_dialects():
        csv.unregister_dialect(name)
    for name, dialect in _DIALECTS.items():
        csv.register_dialect(name, dialect)
    csv.field_size_limit(_FIELD_LIMIT)
    for context, kept in _CONTEXTS:
        _restore(context, kept)
    decimal.setcontext(decimal.DefaultContext)
    calendar = sys.modules.get("calendar")  # which few bodies import
    if calendar is not None:
        calendar.setfirstweekday(0)


def _restore(context: decimal.Context, kept: decimal.Context) -> None:
    context.prec, context.rounding = kept.prec, kept.rounding
    context.Emin, context.Emax = kept.Emin, kept.Emax
    context.capitals, context.clamp = kept.capitals, kept.clamp
    context.flags, context.traps = dict(kept.flags), dict(kept.traps)
