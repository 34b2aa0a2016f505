"""`nacre top`: a live table of the sessions of a server."""

from __future__ import annotations

import argparse
import json
import sys
import time
import urllib.error
import urllib.request
from typing import TYPE_CHECKING, Any

from nacre.cli.errors import CommandError
from nacre.server.limits import LOOPBACK, METRICS_PORT
from nacre.server.ops.printable import printable

if TYPE_CHECKING:
    from nacre.cli.options import Subparsers

COLUMNS = (
    ("session", 9), ("client", 22), ("state", 8), ("size", 9), ("fps", 6), ("latency_ms_p50", 7), ("latency_ms_p99", 7),
    ("dropped", 8), ("device_s", 9), ("viewers", 8), ("tier", 8),
)  # fmt: skip
TITLES = {"latency_ms_p50": "p50 ms", "latency_ms_p99": "p99 ms", "device_s": "device s"}


def _fetch(address: str) -> tuple[list[dict[str, Any]], dict[str, float]]:
    # Whatever http_proxy says: this machine needs no way round to itself.
    straight = urllib.request.build_opener(urllib.request.ProxyHandler({}))
    try:
        with straight.open(f"{address}/sessions", timeout=5.0) as answer:
            sessions: list[dict[str, Any]] = json.load(answer)
        with straight.open(f"{address}/metrics", timeout=5.0) as answer:
            lines = answer.read().decode().splitlines()
    except (OSError, urllib.error.URLError, ValueError) as error:
        if isinstance(error, urllib.error.HTTPError):
            error.close()
        raise CommandError(
            f"nothing answers at {address}: {error}", "start the server with --metrics-port, and give that port"
        ) from None
    values = dict(line.rsplit(" ", 1) for line in lines if line and not line.startswith("#"))
    return sessions, {name: float(value) for name, value in values.items()}


def table(sessions: list[dict[str, Any]], values: dict[str, float]) -> str:
    """What is shown: one line of totals, then one for each session."""
    total = (
        f"worlds {values.get('nacre_worlds', 0):.0f}   connections {values.get('nacre_peers', 0):.0f}   "
        f"device {values.get('nacre_busy_ratio', 0):.0%}   "
        f"memory {values.get('nacre_resident_bytes', 0) / 1e6:.0f} MB   "
        f"saves {values.get('nacre_saves_total', 0):.0f} ({values.get('nacre_save_failures_total', 0):.0f} failed)"
    )
    lines = [total, "  ".join(TITLES.get(name, name)[:width].ljust(width) for name, width in COLUMNS)]
    cells = [[printable(str(one.get(name, "")))[:width].ljust(width) for name, width in COLUMNS] for one in sessions]
    lines += ["  ".join(row) for row in cells]
    return "\n".join(lines)


def add_parser(commands: Subparsers) -> None:
    """Options of `nacre top`."""
    parser = commands.add_parser("top", help="a live table of a server's sessions", description=__doc__)
    parser.add_argument("--port", type=int, default=METRICS_PORT, help="the server's --metrics-port (%(default)s)")
    parser.add_argument("--once", action="store_true", help="print the table once")


def run(arguments: argparse.Namespace) -> int:
    """Show the table until interrupted, or with --once one time."""
    address = f"http://{LOOPBACK}:{arguments.port}"
    while True:
        text = table(*_fetch(address))
        print(text if arguments.once else f"\x1b[2J\x1b[H{text}", flush=True)
        if arguments.once:
            return 0
        sys.stdout.flush()
        time.sleep(1.0)
