"""Types and groups of options that several commands share. Nothing here imports torch."""

from __future__ import annotations

import argparse
import dataclasses
from pathlib import Path
from typing import TYPE_CHECKING, Any

from nacre.cli.errors import BadInput
from nacre.server.limits import MODEL

if TYPE_CHECKING:  # argparse has no public name for what `add_subparsers` returns
    Subparsers = argparse._SubParsersAction[argparse.ArgumentParser]


def add_command(commands: Subparsers, name: str, text: str) -> argparse.ArgumentParser:
    """A subcommand whose help line and description say the same."""
    return commands.add_parser(name, help=text, description=text[0].upper() + text[1:] + ".")


def add_model_options(parser: argparse.ArgumentParser) -> None:
    """--model and --threads."""
    parser.add_argument("--model", default=MODEL, help="pearl, test-pattern or an adapter (%(default)s)")
    parser.add_argument("--threads", type=int, default=0, help="threads that draw; 0: as many as there are cores")


def add_world_options(parser: argparse.ArgumentParser, output: str) -> None:
    """What `shot` and `clip` share: the world, where the head is turned, and the file to write."""
    parser.add_argument("prompt", help="what the world is, in a sentence")
    parser.add_argument("-o", "--output", type=Path, required=True, help=output)
    parser.add_argument("--seed", type=seed, default=1, help="same prompt and seed, same world (%(default)s)")
    parser.add_argument("--yaw", type=float, default=0.0, help="degrees to turn right from the start")
    parser.add_argument("--pitch", type=float, default=0.0, help="degrees to look up")
    parser.add_argument("--hours", type=hours, help="time of day, 0 to 24; replaces what the prompt says")
    add_model_options(parser)


def add_config_options(parser: argparse.ArgumentParser, config: type[Any]) -> None:
    """An option for every field of a config dataclass whose metadata has a "help", with the field's own default.

    The option's type is that of the default; None takes a path; metadata "choices" are offered if there are any.
    """
    for field in dataclasses.fields(config):
        if "help" not in field.metadata:
            continue
        name, default, text = f"--{field.name.replace('_', '-')}", field.default, field.metadata["help"]
        if isinstance(default, bool):
            parser.add_argument(name, action="store_true", default=default, help=text)
            continue
        kind = Path if default is None else type(default)
        shown = text if default in (None, "") else f"{text} (%(default)s)"
        parser.add_argument(name, type=kind, default=default, choices=field.metadata.get("choices"), help=shown)


def two_numbers(text: str) -> tuple[int, int] | None:
    """'640x360' → (640, 360); None for what is not written so."""
    first, separator, second = text.lower().partition("x")
    return (int(first), int(second)) if separator and first.isdecimal() and second.isdecimal() else None


def size(text: str) -> tuple[int, int]:
    """'640x360' → (640, 360); ArgumentTypeError outside 32..4096 per side."""
    pair = two_numbers(text)
    if pair is None:
        raise argparse.ArgumentTypeError(f"{text!r} is not a size; write it like 640x360")
    if not all(32 <= side <= 4096 for side in pair):
        raise argparse.ArgumentTypeError(f"{text!r} is out of range; each side may be 32 to 4096")
    return pair


def hours(text: str) -> float:
    """Time of day: '18.5' or '18:30'; ArgumentTypeError outside 0..24."""
    clock, separator, minutes = text.partition(":")
    try:
        value = float(clock) + (float(minutes) / 60.0 if separator else 0.0)
    except ValueError:
        raise argparse.ArgumentTypeError(f"{text!r} is not a time; write it like 18.5 or 18:30") from None
    if not 0.0 <= value <= 24.0:
        raise argparse.ArgumentTypeError(f"{text!r} is out of range; a day has 0 to 24 hours")
    return value


def positive(text: str) -> float:
    """A number above zero."""
    try:
        value = float(text)
    except ValueError:
        raise argparse.ArgumentTypeError(f"{text!r} is not a number") from None
    if not 0.0 < value < 1e6:
        raise argparse.ArgumentTypeError(f"{text!r} must be above zero")
    return value


def seed(text: str) -> int:
    """A world's seed, 0 to 2**31 - 1."""
    if not text.isdecimal() or int(text) >= 2**31:
        raise argparse.ArgumentTypeError(f"{text!r} is not a seed; use a whole number from 0 to {2**31 - 1}")
    return int(text)


def port(text: str) -> int:
    """A TCP port, 1 to 65535."""
    if not text.isdecimal() or not 1 <= int(text) <= 65535:
        raise argparse.ArgumentTypeError(f"{text!r} is not a port; use 1 to 65535")
    return int(text)


def writable(path: Path) -> Path:
    """The path, once its folder is known to exist; BadInput otherwise, before any work is spent."""
    if not path.parent.is_dir():
        raise BadInput(f"{path.parent} is not a folder", "create it first, or name another output")
    if path.is_dir():
        raise BadInput(f"{path} is a folder", "name a file")
    return path


def set_threads(threads: int) -> None:
    """How many threads draw pictures, at most one a core; 0 leaves all cores. BadInput below 0."""
    if threads < 0:
        raise BadInput("--threads must not be negative")
    if threads:
        import numba

        numba.set_num_threads(min(threads, numba.get_num_threads()))
