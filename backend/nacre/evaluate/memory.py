"""Revisit consistency and drift: is it all still there?"""

from __future__ import annotations

import math

import numpy as np

from nacre.evaluate.pictures import psnr, sharpness
from nacre.spec import SceneSpec
from nacre.world.interface import Action
from nacre.world.pearl import Pearl, quiet
from nacre.world.state import P_PITCH, P_YAW, WorldState

SIZE = (320, 180)


def wander(pearl: Pearl, state: WorldState, seconds: float, random: np.random.Generator) -> None:
    """Walk and sprint at random, turning away from whatever stops the way."""
    before = state.player[:3].copy()
    for tick in range(int(seconds * 20)):
        turn = float(random.normal(0, 0.02))
        if tick % 20 == 19:
            if float(np.hypot(*(state.player[[0, 2]] - before[[0, 2]]))) < 1.0:
                turn += 1.2
            before = state.player[:3].copy()
        pearl.look(state, turn, 0.0)
        pearl.step([state], [Action(move_z=1.0, sprint=tick % 200 < 100, jump=bool(random.random() < 0.01))])


def _view(pearl: Pearl, state: WorldState, frozen: WorldState) -> np.ndarray:
    """The picture from a frozen moment's pose, clock and characters, in today's world."""
    for name, value in vars(frozen.copy()).items():
        setattr(state, name, value)
    pearl.refresh(state)
    return pearl.render([state], [None], SIZE, [1.0])[0].rgb


def revisit(spec: SceneSpec, seed: int, seconds: dict[str, float]) -> dict[str, float]:
    """PSNR in dB of the same pose after walks of the given lengths, and after save and reload.

    The clock and the characters are put back to the first visit's (frozen), so that what is
    compared is the place: everything generated, forgotten and generated again on the way.
    """
    pearl = Pearl.load()
    state = pearl.open(spec, seed, quiet)
    frozen = state.copy()
    first = _view(pearl, state, frozen)
    scores: dict[str, float] = {}
    for name, length in seconds.items():
        wander(pearl, state, length, np.random.default_rng(seed))
        scores[name] = psnr(first, _view(pearl, state, frozen))
    reloaded = WorldState.from_arrays({k: v.copy() for k, v in state.arrays().items()})
    other = Pearl.load()
    other.restore(reloaded, quiet)
    scores["reload"] = psnr(first, _view(other, reloaded, frozen))
    return scores


def drift(spec: SceneSpec, seed: int, minutes: float) -> dict[str, float]:
    """Change of colour, sharpness and population from the first minute to the last, as fractions.

    The player turns on the spot and walks small rounds with the time of day held, so that only the
    model's own wandering could change the picture.
    """
    pearl = Pearl.load()
    state = pearl.open(spec, seed, quiet)
    hours, home = float(state.clock[1]), state.player.copy()
    ticks = int(minutes * 60 * 20)
    colours, edges, population = [], [], []
    for tick in range(ticks):
        pearl.look(state, 2 * math.pi / 400, 0.0)
        pearl.step([state], [Action(move_z=1.0 if tick % 400 < 200 else 0.0)])
        state.clock[1] = hours
        if tick % 400 == 399:
            state.player[...] = home  # the same round every time: places do not differ, only time does
            pearl.refresh(state)
        if tick % 50 == 0:
            rgb = pearl.render([state], [None], SIZE, [1.0])[0].rgb
            colours.append(rgb.reshape(-1, 3).mean(0))
            edges.append(sharpness(rgb))
            population.append(float((state.entity_class >= 0).sum()))
    window = max(1, min(24, len(edges) // 2))

    def change(values: list[float]) -> float:
        start, end = float(np.mean(values[:window])), float(np.mean(values[-window:]))
        return abs(end - start) / max(abs(start), 1e-6)

    return {
        "colour": max(change([float(c[k]) for c in colours]) for k in range(3)),
        "sharpness": change(edges),
        "entities": change(population),
    }


def accuracy(spec: SceneSpec, seed: int, trials: int) -> dict[str, float]:
    """Does the camera do what the action says? Shares of trials in which it does, 0..1.

    move: on free ground, the displacement of one second points within 15 degrees of the input and its
    length is within 20 % of walking or sprinting speed. look: rotation equals the input within 0.1 degree.
    """
    pearl = Pearl.load()
    state = pearl.open(spec, seed, quiet)
    start = state.player.copy()
    random = np.random.default_rng(seed)
    moved, looked, counted = 0, 0, 0
    for _ in range(trials):
        state.player[...] = start
        state.history[...] = 0
        yaw = float(random.uniform(-math.pi, math.pi))
        pitch = float(random.uniform(-0.4, 0.4))
        before = float(state.player[P_YAW]), float(state.player[P_PITCH])
        pearl.look(state, yaw, pitch)
        turned = (float(state.player[P_YAW]) - before[0] - yaw + math.pi) % (2 * math.pi) - math.pi
        looked += abs(turned) < 0.0018 and abs(float(state.player[P_PITCH]) - before[1] - pitch) < 0.0018
        mx, mz = [(0, 1), (0, -1), (1, 0), (-1, 0), (1, 1), (-1, 1)][int(random.integers(6))]
        sprint = bool(random.random() < 0.3) and mz > 0
        heading = float(state.player[P_YAW])
        way = np.array(
            [-math.sin(heading) * mz + math.cos(heading) * mx, -math.cos(heading) * mz - math.sin(heading) * mx]
        )
        way /= np.hypot(*way)
        if not pearl.is_free(state, way, 9.0):
            continue
        action = Action(move_x=mx, move_z=mz, sprint=sprint)
        for _ in range(10):
            pearl.step([state], [action])
        here = state.player[[0, 2]].copy()
        for _ in range(20):
            pearl.step([state], [action])
        gone = state.player[[0, 2]] - here
        speed = 7.0 if sprint else 4.0
        size = float(np.hypot(*gone))
        straight = size > 0 and float(gone @ way) / size > math.cos(math.radians(15))
        moved += straight and abs(size - speed) < 0.2 * speed
        counted += 1
    return {
        "move_accuracy": moved / max(counted, 1),
        "look_accuracy": looked / trials,
        "move_trials": counted,
    }
