"""`nacre bench play|bridge|geometry|runtimes|gpu`: measurements, each with options of its own."""

from __future__ import annotations

import argparse
import importlib
from typing import TYPE_CHECKING, Final

from nacre.cli.errors import BadInput

if TYPE_CHECKING:
    from nacre.cli.options import Subparsers

MEASUREMENTS: Final = ("play", "bridge", "geometry", "runtimes", "gpu")


def add_parser(commands: Subparsers) -> None:
    """Only its line in the help: each measurement parses its own options (`nacre.bench`)."""
    commands.add_parser("bench", help="measure speed: play, bridge, geometry, runtimes or gpu", add_help=False)


def run(arguments: argparse.Namespace) -> int:
    """Run one measurement. arguments.words: its name and its options."""
    name, *options = arguments.words or [""]
    if name in ("-h", "--help"):
        print(f"usage: nacre bench {{{','.join(MEASUREMENTS)}}} ...\n\nMeasure speed; each has a --help of its own.")
        return 0
    if name not in MEASUREMENTS:
        raise BadInput("say what to measure", f"nacre bench {', '.join(MEASUREMENTS)}; add --help for more")
    return int(importlib.import_module(f"nacre.bench.{name}").main(options))
