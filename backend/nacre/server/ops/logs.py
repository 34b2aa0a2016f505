"""Logs as text for people, or as JSON for machines: one object a line, with the session that a line is about."""

from __future__ import annotations

import logging
import re
from datetime import UTC, datetime
from typing import Any, Final

from pythonjsonlogger.json import JsonFormatter

from nacre.server.ops.printable import printable

_SESSION: Final = re.compile(r"\bsession ([0-9a-f]{8})\b")


class SessionJsonFormatter(JsonFormatter):
    """JSON with time, level, logger and message, and session and exception where there is one."""

    def __init__(self) -> None:
        super().__init__(json_ensure_ascii=False)

    def add_fields(self, log_data: dict[str, Any], record: logging.LogRecord, message_dict: dict[str, Any]) -> None:
        """See JsonFormatter."""
        message = record.getMessage()
        log_data["time"] = datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds")
        log_data |= {"level": record.levelname.lower(), "logger": record.name, "message": message}
        if named := _SESSION.search(message):
            log_data["session"] = named[1]
        if record.exc_info:
            log_data["exception"] = self.formatException(record.exc_info)


class PlainFormatter(logging.Formatter):
    """Lines for people. What a client is called must not look like another line, or move the cursor."""

    def formatMessage(self, record: logging.LogRecord) -> str:
        """See Formatter; a traceback, which is ours, is added after this."""
        record.message = printable(record.message)
        return super().formatMessage(record)


def set_up(verbose: bool, as_json: bool) -> None:
    """Log to stderr: warnings, or with `verbose` also who comes and goes."""
    handler = logging.StreamHandler()
    handler.setFormatter(SessionJsonFormatter() if as_json else PlainFormatter("%(asctime)s %(name)s: %(message)s"))
    root = logging.getLogger()
    root.handlers[:] = [handler]
    root.setLevel(logging.INFO if verbose else logging.WARNING)
