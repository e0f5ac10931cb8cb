"""Logs as lines of JSON: one per request, one per event of the service. No headers, queries or bodies, so no secrets."""

from __future__ import annotations

import json
import logging
import sys
from datetime import UTC, datetime

from noetlc.catalog.database import stamp

LOGGER = logging.getLogger("noetlc.service")
MOST = 500


class JsonLines(logging.Formatter):
    """One JSON object per record; `fields` of the record are its members."""

    def format(self, record: logging.LogRecord) -> str:
        moment = datetime.fromtimestamp(record.created, UTC)
        row = {"time": stamp(moment), "level": record.levelname.lower(), "event": record.getMessage()[:MOST]}
        row |= getattr(record, "fields", {})
        if record.exc_info and record.exc_info[1] is not None:
            row["error"] = type(record.exc_info[1]).__name__
            row["traceback"] = self.formatException(record.exc_info)
        return json.dumps(row)


def log(event: str, level: int = logging.INFO, exc: BaseException | None = None, /, **fields: object) -> None:
    """Writes one line."""
    LOGGER.log(level, event, extra={"fields": fields}, exc_info=exc)


def to_stderr() -> None:
    """Sends the lines of the service and of uvicorn to stderr."""
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(JsonLines())
    for name in (LOGGER.name, "uvicorn"):
        logger = logging.getLogger(name)
        logger.handlers = [handler]
        logger.propagate = False
        logger.setLevel(logging.INFO)
