"""`nacre usage`: minutes, frames and device time by owner."""

from __future__ import annotations

import argparse
import json
import time
from pathlib import Path
from typing import TYPE_CHECKING

from nacre.cli.errors import BadInput, CommandError

if TYPE_CHECKING:
    from nacre.cli.options import Subparsers


def add_parser(commands: Subparsers) -> None:
    """Options of `nacre usage`."""
    parser = commands.add_parser(
        "usage", help="who used how much of a server", description="Who used how much of a server."
    )
    parser.add_argument("--since", metavar="TIME", help="only the last 30d, 12h, …")
    parser.add_argument("--state-dir", type=Path, help="the server's state folder")
    parser.add_argument("--json", action="store_true", help="machine-readable")


def run(arguments: argparse.Namespace) -> int:
    """Print a table, or JSON."""
    import sqlite3

    from nacre.server.access.tokens import TokenError, duration
    from nacre.server.access.usage import UsageStore
    from nacre.server.storage.save_store import default_state_dir

    path = (arguments.state_dir or default_state_dir()) / "usage.sqlite"
    if not path.is_file():
        raise BadInput(f"there is no {path}", "it is written once a server has been played on")
    try:
        totals = UsageStore(path).totals(time.time() - duration(arguments.since) if arguments.since else 0.0)
    except TokenError as error:
        raise BadInput(str(error)) from None
    except sqlite3.Error as error:
        raise CommandError(f"{path} cannot be read: {error}") from None
    if arguments.json:
        print(json.dumps(totals, indent=1))
        return 0
    print(f"{'owner':24} {'tier':12} {'sessions':>8} {'minutes':>9} {'frames':>10} {'device s':>9}")
    for row in totals:
        print(
            f"{row['owner'] or 'local':24} {row['tier'] or '-':12} {row['sessions']:>8} {row['minutes']:>9.1f} "
            f"{row['frames']:>10} {row['device_seconds']:>9.1f}"
        )
    return 0
