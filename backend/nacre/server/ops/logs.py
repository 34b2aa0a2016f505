"""Logs as text for people or as JSON, one object a line, for machines; with the session each line is about."""

from __future__ import annotations

import json
import logging
import re
from datetime import UTC, datetime
from typing import Final

_SESSION: Final = re.compile(r"\bsession ([0-9a-f]{8})\b")


class JsonLines(logging.Formatter):
    """time, level, logger, message, and session and exception where there is one."""

    def format(self, record: logging.LogRecord) -> str:
        """See logging.Formatter."""
        message = record.getMessage()
        line = {
            "time": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname.lower(),
            "logger": record.name,
            "message": message,
        }
        if named := _SESSION.search(message):
            line["session"] = named[1]
        if record.exc_info:
            line["exception"] = self.formatException(record.exc_info)
        return json.dumps(line, ensure_ascii=False)


def set_up(verbose: bool, as_json: bool) -> None:
    """Log to stderr: warnings, or with `verbose` also who comes and goes."""
    handler = logging.StreamHandler()
    handler.setFormatter(JsonLines() if as_json else logging.Formatter("%(asctime)s %(name)s: %(message)s"))
    root = logging.getLogger()
    root.handlers[:] = [handler]
    root.setLevel(logging.INFO if verbose else logging.WARNING)
