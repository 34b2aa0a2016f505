"""Moving in generated worlds: along walls, past trunks, in deep water, among people."""

from __future__ import annotations

import math
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from nacre.evaluate.measures.inside import place_of
from nacre.parts.classes import BY_NAME
from nacre.spec import Item, SceneSpec
from nacre.world.interface import Action, Progress
from nacre.world.model import Pearl, quiet
from nacre.world.scene.surroundings import Surroundings
from nacre.world.state import E_POS, P_GROUNDED, P_POS, P_SWIMMING, P_VEL, P_YAW, WorldState

PACE: Final = 4.0  # m/s of walking
DEEP: Final = -1.8  # metres, of ground under deep water
PUSH: Final = 30  # ticks of pushing at a wall
SPOTS: Final = 12  # tried in each world, of each kind
WITHIN: Final = 40.0  # metres from the start: what lies there is in the window
Floats = NDArray[np.float64]


def _put(pearl: Pearl, state: WorldState, x: float, z: float, yaw: float, y: float | None = None) -> None:
    pearl.teleport(state, x, y, z)
    state.player[P_YAW], state.player[P_GROUNDED], state.player[P_VEL] = yaw, float(y is None), 0.0
    state.history[:, 0] = 0
    pearl.refresh(state)


def _walk(pearl: Pearl, state: WorldState, ticks: int) -> Floats:
    """Straight on; metres (x, z) gone."""
    before = state.player[[0, 2]].copy()
    for _ in range(ticks):
        pearl.step([state], [Action(move_z=1.0)])
    return np.asarray(state.player[[0, 2]] - before)


def _normal(place: Surroundings, state: WorldState) -> Floats | None:
    """The way (x, z) out of the wall that a body touches."""
    middle = state.player[P_POS] + (0.0, 1.1, 0.0)
    probe = np.array([[0.05, 0, 0], [-0.05, 0, 0], [0, 0, 0.05], [0, 0, -0.05], [0, 0, 0]])
    felt = place.distance(middle + probe).astype(np.float64)
    slope = np.array([felt[0] - felt[1], felt[2] - felt[3]])
    size = float(np.hypot(*slope))
    return slope / size if felt[4] < 0.4 and size > 0.05 else None


def _along_walls(pearl: Pearl, state: WorldState, random: np.random.Generator) -> list[float]:
    """Share of the way along a wall that is made by pushing at it at 45 degrees, for each wall met."""
    place, found = place_of(pearl, state), []
    houses = [t for c in place.chunks.values() for t in c.things if BY_NAME[t.token.shape].group == "building"]
    for thing in [t for t in houses if max(abs(t.x), abs(t.z)) < WITHIN][: 2 * SPOTS]:
        angle, far = random.uniform(-math.pi, math.pi), thing.asset.radius * thing.token.size + 1.0
        _put(pearl, state, thing.x + far * math.sin(angle), thing.z + far * math.cos(angle), angle)
        _walk(pearl, state, 40)
        out = _normal(place, state)
        if out is None:
            continue
        turn = float(random.choice([-1.0, 1.0])) * math.pi / 4
        state.player[P_YAW] = math.atan2(out[0], out[1]) + turn
        gone = _walk(pearl, state, PUSH)
        after = _normal(place, state)
        if after is None or float(after @ out) < 0.99:  # around a corner, or to another wall
            continue
        found.append(abs(float(gone @ (out[1], -out[0]))) / (PACE * PUSH / 20 * math.cos(math.pi / 4)))
    return found


def _past_trunks(pearl: Pearl, state: WorldState, random: np.random.Generator) -> list[bool]:
    """Whether four seconds of walking straight at a tree end behind it, for each tree that stands alone."""
    place, found = place_of(pearl, state), []
    things = [t for c in place.chunks.values() for t in c.things if len(t.asset.solid.rows)]
    trees = [t for t in things if BY_NAME[t.token.shape].group == "plant" and max(abs(t.x), abs(t.z)) < WITHIN]
    for thing in trees[:SPOTS]:
        angle = random.uniform(-math.pi, math.pi)
        way = np.array([math.sin(angle), math.cos(angle)])
        beside = [np.array([t.x - thing.x, t.z - thing.z]) for t in things if t is not thing]
        if any(abs(b @ way) < 5.0 and abs(b @ (way[1], -way[0])) < 4.0 for b in beside):
            continue
        _put(pearl, state, thing.x + 2.5 * way[0], thing.z + 2.5 * way[1], angle)
        _walk(pearl, state, 80)
        found.append(float((state.player[[0, 2]] - (thing.x, thing.z)) @ way) < -1.0)
    return found


def _swims(pearl: Pearl, state: WorldState, random: np.random.Generator) -> list[bool]:
    """Whether somebody on the bed of deep water is borne up and swims, two seconds later."""
    place = place_of(pearl, state)
    found: list[bool] = []
    for _ in range(20 * SPOTS):
        x, z = random.uniform(-WITHIN, WITHIN, 2)
        ground = place.ground_height(x, z)
        if ground < DEEP and len(found) < SPOTS:
            _put(pearl, state, x, z, 0.0, ground + 0.05)
            for _ in range(40):
                pearl.step([state], [Action()])
            found.append(bool(state.player[P_SWIMMING] > 0.5) and abs(float(state.player[1]) + 1.1) < 0.3)
    return found


def _among_people(pearl: Pearl, state: WorldState, seconds: float) -> list[float]:
    """Least distance in metres to anybody, in each tick of walking at whoever is nearest."""
    found = []
    for tick in range(int(seconds * 20)):
        people = state.entities[state.entity_class >= 0][:, E_POS]
        level = people[np.abs(people[:, 1] - state.player[1]) < 1.2]
        if not len(level):
            break
        away = level - state.player[P_POS]
        nearest = away[int(np.argsort(np.hypot(away[:, 0], away[:, 2]))[(tick // 100) % len(away)])]
        yaw = math.atan2(-nearest[0], -nearest[2])
        turn = (yaw - float(state.player[P_YAW]) + math.pi) % (2 * math.pi) - math.pi
        pearl.step([state], [Action(move_z=1.0, look_yaw=float(np.clip(turn, -0.3, 0.3)))])
        people = state.entities[state.entity_class >= 0][:, E_POS]
        level = people[np.abs(people[:, 1] - state.player[1]) < 1.2]
        found.append(float(np.hypot(*(level - state.player[P_POS])[:, [0, 2]].T).min(initial=9.0)))
    return found


def measure(pearl: Pearl, worlds: int, seed: int, progress: Progress) -> dict[str, Any]:
    """along_walls: median share of the way along a wall; past_trunks, swims: shares; apart_m: metres that in 99 of 100
    ticks lie between the player and everybody else; and how many of each were tried."""
    walls: list[float] = []
    trunks: list[bool] = []
    swims: list[bool] = []
    apart: list[float] = []
    for number in range(worlds):
        progress("move", number / worlds, f"moving: world {number + 1} of {worlds}")
        spec = SceneSpec(water="lake", settlement=0.7, vegetation=0.5, items=(Item("villager", 8),))
        state = pearl.open(spec, seed + number, quiet)
        random = np.random.default_rng(seed + number)
        apart += _among_people(pearl, state, 20.0)
        walls += _along_walls(pearl, state, random)
        trunks += _past_trunks(pearl, state, random)
        swims += _swims(pearl, state, random)
        pearl.forget(state)
    return {
        "along_walls": float(np.median(walls)) if walls else 0.0,
        "past_trunks": float(np.mean(trunks)) if trunks else 0.0,
        "swims": float(np.mean(swims)) if swims else 0.0,
        "apart_m": float(np.percentile(apart, 1)) if apart else 0.0,
        "tried": {"walls": len(walls), "trunks": len(trunks), "swims": len(swims), "ticks": len(apart)},
    }
