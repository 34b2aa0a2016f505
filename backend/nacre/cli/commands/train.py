"""`nacre train PART --minutes N`: trains one network of the model."""

from __future__ import annotations

import argparse
import dataclasses
import importlib
import json
from typing import TYPE_CHECKING

from nacre.cli.errors import BadInput
from nacre.cli.options import add_command, add_config_options, positive
from nacre.train.config import CONFIGS

if TYPE_CHECKING:
    from nacre.cli.options import Subparsers


def add_parser(commands: Subparsers) -> None:
    """Options of `nacre train`, those of each network from its config."""
    parts = add_command(commands, "train", "train one part of the model").add_subparsers(dest="part", required=True)
    for name, config in CONFIGS.items():
        sub = add_command(parts, name, f"train {(config.__doc__ or name)[0].lower()}{(config.__doc__ or name)[1:-1]}")
        sub.add_argument("--minutes", type=positive, required=True, help="wall-clock time to train for")
        add_config_options(sub, config)


def run(arguments: argparse.Namespace) -> int:
    """Train; the part's own module prints its log. Prints its figures as JSON at the end."""
    if arguments.threads < 1:
        raise BadInput("--threads must be at least 1")
    kind = CONFIGS[arguments.part]
    config = kind(**{field.name: getattr(arguments, field.name) for field in dataclasses.fields(kind)})
    metrics = importlib.import_module(f"nacre.train.{arguments.part}").train(config)
    print(json.dumps(metrics, indent=2, default=str))
    return 0
