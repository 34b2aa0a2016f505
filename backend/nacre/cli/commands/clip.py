"""`nacre clip`: walk through a world by script and record it."""

from __future__ import annotations

import argparse
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from nacre.cli.errors import BadInput, CommandError
from nacre.cli.options import add_command, add_world_options, size
from nacre.cli.progress import ProgressLine

if TYPE_CHECKING:
    from nacre.cli.capture import Picture
    from nacre.cli.options import Subparsers


def add_parser(commands: Subparsers) -> None:
    """Options of `nacre clip`."""
    sub = add_command(commands, "clip", "walk through a world by script and record it")
    add_world_options(sub, "film: .gif or .mp4")
    sub.add_argument("--size", type=size, default=(480, 270), help="pixels, WxH (480x270)")
    sub.add_argument(
        "--script",
        default="w3s,look90,w2s,wait1s",
        help="comma-separated: w2s (keys w a s d, seconds), sprint-w2s, look90 (degrees right), "
        "pitch10 (degrees up), jump, wait1s (default: %(default)s)",
    )


def run(arguments: argparse.Namespace) -> int:
    """Record a scripted walk, 20 frames a second of world time."""
    from nacre.cli.capture import draw, open_world, picture_path
    from nacre.cli.walk_script import parse_script
    from nacre.provenance import facts, sign
    from nacre.world.grid import TICK

    output = picture_path(arguments.output, (".gif", ".mp4"))
    actions = parse_script(arguments.script)
    if output.suffix.lower() == ".mp4" and not shutil.which("ffmpeg"):
        raise CommandError("mp4 needs ffmpeg, which is not installed", "install ffmpeg, or write a .gif")
    if output.suffix.lower() == ".mp4" and any(side % 2 for side in arguments.size):
        raise BadInput("mp4 needs an even width and height")
    progress = ProgressLine()
    model, state = open_world(arguments, progress)

    def frames() -> Iterator[Picture]:
        for number, action in enumerate(actions):
            model.step([state], [action])
            yield draw(model, state, arguments.size)
            progress("film", (number + 1) / len(actions), f"frame {number + 1} of {len(actions)}")

    if output.suffix.lower() == ".mp4":
        _write_mp4(output, frames(), arguments.size, TICK)
    else:
        _write_gif(output, frames(), TICK)
    sign(output, facts(arguments))
    progress.done(f"wrote {output}, {len(actions) * TICK:.1f} s, {output.stat().st_size / 1e6:.1f} MB")
    return 0


def _write_gif(path: Path, frames: Iterator[Picture], tick: float) -> None:
    from PIL import Image

    pictures = [Image.fromarray(frame).quantize(colors=256, dither=Image.Dither.FLOYDSTEINBERG) for frame in frames]
    pictures[0].save(
        path, save_all=True, append_images=pictures[1:], duration=round(1000 * tick), loop=0, optimize=False
    )


def _write_mp4(path: Path, frames: Iterator[Picture], size: tuple[int, int], tick: float) -> None:
    command = ["ffmpeg", "-y", "-loglevel", "error", "-f", "rawvideo", "-pix_fmt", "rgb24"]
    command += ["-s", f"{size[0]}x{size[1]}", "-r", f"{1.0 / tick:g}", "-i", "-", "-an"]
    command += ["-c:v", "libx264", "-pix_fmt", "yuv420p", "-crf", "18", "-movflags", "+faststart", str(path)]
    encoder = subprocess.Popen(command, stdin=subprocess.PIPE, stderr=subprocess.PIPE)
    assert encoder.stdin is not None and encoder.stderr is not None
    try:
        for frame in frames:
            encoder.stdin.write(frame.tobytes())
        encoder.stdin.close()
        message = encoder.stderr.read().decode(errors="replace").strip()
        if encoder.wait() != 0:
            raise CommandError(f"ffmpeg failed: {message[-300:]}", "write a .gif instead")
    except BrokenPipeError:
        message = encoder.stderr.read().decode(errors="replace").strip()
        raise CommandError(f"ffmpeg stopped: {message[-300:]}", "write a .gif instead") from None
    finally:
        if encoder.poll() is None:
            encoder.kill()
        encoder.wait()
        encoder.stderr.close()
