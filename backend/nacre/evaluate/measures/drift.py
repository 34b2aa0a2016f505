"""Drift: does a world that runs for ten minutes still look and live as in its first minute?"""

from __future__ import annotations

import math
from typing import Any, Final

import numpy as np

from nacre.evaluate.measures.inside import clearance
from nacre.evaluate.measures.pictures import free_eye, panorama, sharpness, take
from nacre.spec import SceneSpec
from nacre.world.interface import Action, Progress
from nacre.world.model import Pearl, quiet
from nacre.world.state import P_YAW, WorldState

VIEWS: Final = 6  # fixed cameras all round the start
EVERY: Final = 50  # ticks between pictures: every camera comes up four times a minute
ROAM: Final = 9.0  # metres from the start at which the player turns back


def _stroll(pearl: Pearl, state: WorldState, home: tuple[float, float], tick: int, random: np.random.Generator) -> None:
    """One tick of pottering about: the player is never put back by hand."""
    x, z = float(state.player[0]), float(state.player[2])
    turn = float(random.normal(0, 0.04))
    if math.dist((x, z), home) > ROAM:
        wanted = math.atan2(x - home[0], z - home[1])
        turn = (wanted - float(state.player[P_YAW]) + math.pi) % (2 * math.pi) - math.pi
    pearl.look(state, float(np.clip(turn, -0.2, 0.2)), 0.0)
    pearl.step([state], [Action(move_z=1.0 if tick % 200 < 140 else 0.0, jump=tick % 300 == 0)])


def change(values: list[float], window: int) -> float:
    """Relative change from the mean of the first `window` values to the mean of the last."""
    start, end = float(np.mean(values[:window])), float(np.mean(values[-window:]))
    return abs(end - start) / max(abs(start), 1e-6)


def drift(pearl: Pearl, spec: SceneSpec, seed: int, minutes: float, progress: Progress = quiet) -> dict[str, Any]:
    """Changes from the first minute to the last, as fractions, and the curves they come from.

    The player potters about near the start while pictures are taken from fixed cameras with the time of
    day held: what changes is what the running model changes. entities counts everybody the world holds,
    awake or asleep.
    """
    state = pearl.open(spec, seed, quiet)
    hours, home = float(state.clock[1]), (float(state.player[0]), float(state.player[2]))
    cameras = panorama(free_eye(pearl, state), VIEWS)
    random = np.random.default_rng(seed)
    colours: list[list[float]] = []
    edges: list[float] = []
    population: list[float] = []
    inside, ticks = 0, int(minutes * 60 * 20)
    for tick in range(ticks):
        _stroll(pearl, state, home, tick, random)
        state.clock[1] = hours
        inside += clearance(pearl, state) < 0.0
        if tick % EVERY == 0:
            rgb = take(pearl, state, cameras[tick // EVERY % VIEWS])
            colours.append([float(c) for c in rgb.reshape(-1, 3).mean(0)])
            edges.append(sharpness(rgb))
            population.append(float((state.entity_class >= 0).sum() + len(state.asleep)))
        if tick % 600 == 0:
            progress("drift", tick / ticks, f"living on: minute {tick / 1200:.1f}")
    pearl.forget(state)
    window = min(24, len(edges) // 2 // VIEWS * VIEWS)
    return {
        "colour": max(change([c[k] for c in colours], window) for k in range(3)),
        "sharpness": change(edges, window),
        "entities": change(population, window),
        "population": population[0],
        "inside_solids": inside / ticks,
        "minutes": minutes,
        "curves": {
            "red": [round(c[0], 2) for c in colours],
            "green": [round(c[1], 2) for c in colours],
            "blue": [round(c[2], 2) for c in colours],
            "sharpness": [round(e, 3) for e in edges],
            "entities": population,
        },
    }
