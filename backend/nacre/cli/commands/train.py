"""`nacre train PART --minutes N`: trains one network of the model."""

from __future__ import annotations

import argparse
import importlib
import json
from pathlib import Path
from typing import TYPE_CHECKING, Final

from nacre.cli.errors import BadInput
from nacre.cli.options import add_command, positive

if TYPE_CHECKING:
    from nacre.cli.options import Subparsers

PARTS: Final = ("shapes", "terrain", "layout", "dynamics", "poses")  # each is a module of `nacre.train`


def add_parser(commands: Subparsers) -> None:
    """Options of `nacre train`."""
    sub = add_command(commands, "train", "train one part of the model")
    sub.add_argument("part", choices=PARTS)
    sub.add_argument("--minutes", type=positive, required=True, help="wall-clock time to train for")
    sub.add_argument("--resume", action="store_true", help="go on from the last checkpoint")
    sub.add_argument("--threads", type=int, default=0, help="torch threads; 0 leaves it to the part")
    sub.add_argument("--out", type=Path, help="checkpoints and logs (a folder of the part's own under runs/)")


def run(arguments: argparse.Namespace) -> int:
    """Train; the part's own module prints its log. Prints its figures as JSON at the end."""
    if arguments.threads < 0:
        raise BadInput("--threads must not be negative")
    out = arguments.out or Path("runs") / arguments.part
    out.mkdir(parents=True, exist_ok=True)
    module = importlib.import_module(f"nacre.train.{arguments.part}")
    # 0 leaves the number of threads to the part: each knows how far its work spreads.
    threads = {"threads": arguments.threads} if arguments.threads else {}
    metrics = module.train(minutes=arguments.minutes, resume=arguments.resume, out=out, **threads)
    print(json.dumps(metrics, indent=2, default=str))
    return 0
