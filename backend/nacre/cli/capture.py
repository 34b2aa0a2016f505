"""`nacre shot` and `nacre clip`: pictures straight from the model, in lockstep, without a server.

Lockstep makes them deterministic: one tick, one frame, whatever the machine's speed.
"""

from __future__ import annotations

import argparse
import math
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from nacre.cli.errors import BadInput, CommandError, ProgressLine
from nacre.cli.walk_script import parse_script
from nacre.cli.work import set_threads, writable
from nacre.prompts import understand
from nacre.provenance import facts, sign
from nacre.server.main import ConfigError, model_factory
from nacre.world.grid import TICK
from nacre.world.interface import WorldModel
from nacre.world.state import WorldState
from nacre.world.weights import WeightsError

Picture = NDArray[np.uint8]  # [H, W, 3] sRGB


def shot(arguments: argparse.Namespace) -> int:
    """One picture of a world from where the player starts."""
    output = _output(arguments.output, (".png", ".jpg", ".jpeg"))
    progress = ProgressLine()
    model, state = _open(arguments, progress)
    picture = _render(model, state, arguments.size)
    Image.fromarray(picture).save(output)
    sign(output, facts(arguments))
    progress.done(f"wrote {output}, {picture.shape[1]}x{picture.shape[0]}")
    return 0


def clip(arguments: argparse.Namespace) -> int:
    """A scripted walk, 20 frames a second of world time."""
    output = _output(arguments.output, (".gif", ".mp4"))
    actions = parse_script(arguments.script)
    if output.suffix.lower() == ".mp4" and not shutil.which("ffmpeg"):
        raise CommandError("mp4 needs ffmpeg, which is not installed", "install ffmpeg, or write a .gif")
    if output.suffix.lower() == ".mp4" and any(side % 2 for side in arguments.size):
        raise BadInput("mp4 needs an even width and height")
    progress = ProgressLine()
    model, state = _open(arguments, progress)

    def frames() -> Iterator[Picture]:
        for number, action in enumerate(actions):
            model.step([state], [action])
            yield _render(model, state, arguments.size)
            progress("film", (number + 1) / len(actions), f"frame {number + 1} of {len(actions)}")

    if output.suffix.lower() == ".mp4":
        _write_mp4(output, frames(), arguments.size)
    else:
        _write_gif(output, frames())
    sign(output, facts(arguments))
    progress.done(f"wrote {output}, {len(actions) * TICK:.1f} s, {output.stat().st_size / 1e6:.1f} MB")
    return 0


def _output(path: Path, suffixes: tuple[str, ...]) -> Path:
    if path.suffix.lower() not in suffixes:
        raise BadInput(f"cannot write {path.name!r}", f"end the name with {' or '.join(suffixes)}")
    return writable(path)


def _open(arguments: argparse.Namespace, progress: ProgressLine) -> tuple[WorldModel, WorldState]:
    """The model and a world of the prompt, the player's head turned as asked."""
    if not arguments.prompt.strip():
        raise BadInput("the prompt is empty", "write what the place is like")
    if arguments.threads < 0:
        raise BadInput("--threads must not be negative")
    load = _loader(arguments.model)
    meaning = understand(arguments.prompt, arguments.seed)
    spec = meaning.spec
    if meaning.ignored:
        print(f"  not understood: {', '.join(meaning.ignored)}", file=sys.stderr)
    if arguments.hours is not None:
        spec = replace(spec, hours=arguments.hours)
    progress("load", 0.0, "loading the model")
    try:
        model = load()
    except WeightsError as error:
        raise CommandError(
            str(error).splitlines()[0], "nacre doctor shows the weights; nacre train makes them"
        ) from None
    # After loading: a model may choose a thread count of its own.
    set_threads(arguments.threads)
    caps = model.caps()
    if arguments.size[0] > caps.max_width or arguments.size[1] > caps.max_height:
        raise BadInput(f"{caps.name} draws at most {caps.max_width}x{caps.max_height}", "pass a smaller --size")
    state = model.open(spec, arguments.seed, progress)
    # `look` adds to where the head points; positive yaw turns left, people write degrees to the right.
    model.look(state, -math.radians((arguments.yaw + 180.0) % 360.0 - 180.0), math.radians(arguments.pitch))
    return model, state


def _loader(name: str) -> Callable[[], WorldModel]:
    try:
        return model_factory(name)
    except ConfigError as error:
        raise BadInput(str(error), error.hint) from None


def _render(model: WorldModel, state: WorldState, size: tuple[int, int]) -> Picture:
    return model.render([state], [None], size, [1.0])[0].rgb


def _write_gif(path: Path, frames: Iterator[Picture]) -> None:
    pictures = [Image.fromarray(frame).quantize(colors=256, dither=Image.Dither.FLOYDSTEINBERG) for frame in frames]
    pictures[0].save(
        path, save_all=True, append_images=pictures[1:], duration=round(1000 * TICK), loop=0, optimize=False
    )


def _write_mp4(path: Path, frames: Iterator[Picture], size: tuple[int, int]) -> None:
    command = ["ffmpeg", "-y", "-loglevel", "error", "-f", "rawvideo", "-pix_fmt", "rgb24"]
    command += ["-s", f"{size[0]}x{size[1]}", "-r", f"{1.0 / TICK:g}", "-i", "-", "-an"]
    command += ["-c:v", "libx264", "-pix_fmt", "yuv420p", "-crf", "18", "-movflags", "+faststart", str(path)]
    encoder = subprocess.Popen(command, stdin=subprocess.PIPE, stderr=subprocess.PIPE)
    assert encoder.stdin is not None and encoder.stderr is not None
    try:
        for frame in frames:
            encoder.stdin.write(np.ascontiguousarray(frame).tobytes())
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
