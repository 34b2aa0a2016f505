"""`nacre shot`: one picture of a world from where the player starts."""

from __future__ import annotations

import argparse
from typing import TYPE_CHECKING

from nacre.cli.options import add_command, add_world_options, size
from nacre.cli.progress import ProgressLine

if TYPE_CHECKING:
    from nacre.cli.options import Subparsers


def add_parser(commands: Subparsers) -> None:
    """Options of `nacre shot`."""
    sub = add_command(commands, "shot", "make one picture of a world")
    add_world_options(sub, "picture: .png or .jpg")
    sub.add_argument("--size", type=size, default=(1280, 720), help="pixels, WxH (1280x720)")


def run(arguments: argparse.Namespace) -> int:
    """Draw, write and sign the picture."""
    from PIL import Image

    from nacre.cli.capture import draw, open_world, picture_path
    from nacre.provenance import facts, sign

    output = picture_path(arguments.output, (".png", ".jpg", ".jpeg"))
    progress = ProgressLine()
    model, state = open_world(arguments, progress)
    picture = draw(model, state, arguments.size)
    Image.fromarray(picture).save(output)
    sign(output, facts(arguments))
    progress.done(f"wrote {output}, {picture.shape[1]}x{picture.shape[0]}")
    return 0
