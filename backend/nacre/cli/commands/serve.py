"""`nacre serve`: worlds over the protocol until interrupted."""

from __future__ import annotations

import argparse
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from nacre.cli.options import Subparsers


def add_parser(commands: Subparsers) -> None:
    """Only its line in the help: the options are the server's own (`server.config.parser`)."""
    commands.add_parser("serve", help="serve worlds to engines and players", add_help=False)


def run(arguments: argparse.Namespace) -> int:
    """Run a supervised server in the foreground. arguments.words: everything after `serve`."""
    from nacre.server.config import parser
    from nacre.server.ops.supervisor import supervise

    parser().parse_args(arguments.words)  # a wrong flag, or --help, needs no other process
    return supervise(arguments.words)
