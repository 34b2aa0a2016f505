"""`nacre teach --show sheet.png`: what the teacher makes, for people to judge."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import TYPE_CHECKING

from nacre.cli.options import add_command, writable
from nacre.cli.progress import ProgressLine

if TYPE_CHECKING:
    from nacre.cli.options import Subparsers


def add_parser(commands: Subparsers) -> None:
    """Options of `nacre teach`."""
    sub = add_command(commands, "teach", "look at the procedural teacher")
    sub.add_argument("--show", type=Path, required=True, metavar="PNG", help="write a contact sheet here")


def run(arguments: argparse.Namespace) -> int:
    """Write the contact sheet."""
    path = writable(arguments.show)
    from nacre.teacher.show import contact_sheet

    progress = ProgressLine()
    progress("draw", 0.0, "drawing the contact sheet")
    contact_sheet(path, said=lambda share, text: progress("draw", share, text))
    progress.done(f"wrote {path}")
    return 0
