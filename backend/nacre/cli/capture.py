"""Opens a world and draws it straight from the model, without a server, for `nacre shot` and `nacre clip`.

Lockstep makes them deterministic: one tick, one frame, whatever the machine's speed.
"""

from __future__ import annotations

import argparse
import math
import sys
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from nacre.cli.errors import BadInput, CommandError
from nacre.cli.options import set_threads, writable
from nacre.cli.progress import ProgressLine
from nacre.cli.prompt import read_prompt
from nacre.prompts.languages.wording import unmet_in
from nacre.server.main import ConfigError, model_factory
from nacre.world.interface import TellsUnmet, WorldModel
from nacre.world.lighting import following
from nacre.world.state import WorldState
from nacre.world.weights import WeightsError

Picture = NDArray[np.uint8]  # [H, W, 3] sRGB


def picture_path(path: Path, suffixes: tuple[str, ...]) -> Path:
    """The path, once its ending and folder are known to be good; BadInput otherwise."""
    if path.suffix.lower() not in suffixes:
        raise BadInput(f"cannot write {path.name!r}", f"end the name with {' or '.join(suffixes)}")
    return writable(path)


def open_world(arguments: argparse.Namespace, progress: ProgressLine) -> tuple[WorldModel, WorldState]:
    """The model and a world of the prompt, the player's head turned as asked."""
    if arguments.threads < 0:
        raise BadInput("--threads must not be negative")
    load = _loader(arguments.model)
    meaning = read_prompt(arguments.prompt, arguments.seed)
    spec = meaning.spec
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
    unmet = model.unmet(state) if isinstance(model, TellsUnmet) else []
    if unmet:
        told = ", ".join(unmet_in(meaning.language, item) for item in unmet)
        print(f"  not possible here: {told}", file=sys.stderr)
    following.settle(state.light, float(state.clock[0]))  # nobody plays: the picture can wait for its light
    # `look` adds to where the head points; positive yaw turns left, people write degrees to the right.
    model.look(state, -math.radians((arguments.yaw + 180.0) % 360.0 - 180.0), math.radians(arguments.pitch))
    return model, state


def _loader(name: str) -> Callable[[], WorldModel]:
    try:
        return model_factory(name)
    except ConfigError as error:
        raise BadInput(str(error), error.hint) from None


def draw(model: WorldModel, state: WorldState, size: tuple[int, int]) -> Picture:
    """The world as the player sees it; size is (width, height)."""
    return model.render([state], [None], size, [1.0])[0].rgb
