"""Action accuracy: does the camera do what the player asks?"""

from __future__ import annotations

import math
from typing import Final

import numpy as np

from nacre.evaluate.measures.inside import is_free, place_of
from nacre.spec import Item, SceneSpec
from nacre.world.dynamics.actions import encode_action
from nacre.world.interface import Action
from nacre.world.model import Pearl, quiet
from nacre.world.state import P_GROUNDED, P_VEL, WorldState

FIELD: Final = SceneSpec(relief=0.0, settlement=0.0, vegetation=0.0, water="none", items=(Item("dragon", 0),))
STICKS: Final = ((0, 1), (0, -1), (1, 0), (-1, 0), (1, 1), (-1, 1), (1, -1), (-1, -1))
WALK, SPRINT = 4.0, 7.0  # m/s, the teacher's
SETTLE, MEASURE = 12, 20  # ticks to reach the pace, and over which it is measured
ROOM: Final = 13.0  # metres of even, free ground that a sprint of SETTLE + MEASURE ticks needs
STILL: Final = 0.1  # metres a player who presses nothing may move in a second


def _wrap(angle: float) -> float:
    return (angle + math.pi) % (2 * math.pi) - math.pi


def _eye(pearl: Pearl, state: WorldState) -> np.ndarray:
    return np.array(pearl.camera(state).position)[[0, 2]]


def accuracy(pearl: Pearl, spec: SceneSpec, seed: int, trials: int, spread: float = 0.0) -> dict[str, int]:
    """Counts of trials and of those in which the camera did what the action said.

    look: a random turn, through a tick's action or between ticks, must show in the camera within 0.1
    degree. move: where ROOM metres of even free ground lie ahead, the camera's displacement over one
    second must point within 15 degrees of the stick and be within 20 % of walking or sprinting pace; one
    trial in eight presses nothing and must stay. spread: metres around the start over which trials begin.
    """
    state = pearl.open(spec, seed, quiet)
    start, blank = state.player.copy(), state.history[:, 0].copy()
    random = np.random.default_rng(seed)
    count = {"moves": 0, "moved": 0, "looks": 0, "looked": 0, "idle": 0}
    for trial in range(trials):
        state.player[...] = start
        state.history[:, 0] = blank
        if spread:
            state.player[[0, 2]] += random.uniform(-spread, spread, 2)
            _stand(pearl, state)
        yaw, pitch = float(random.uniform(-3, 3)), float(random.uniform(-0.7, 0.7))
        before = pearl.camera(state)
        if trial % 2:
            pearl.look(state, yaw, pitch)
        else:
            pearl.step([state], [Action(look_yaw=yaw, look_pitch=pitch)])
        after = pearl.camera(state)
        turned = abs(_wrap(after.yaw - before.yaw - yaw)) < 0.0018
        count["looks"] += 1
        count["looked"] += turned and abs(after.pitch - before.pitch - pitch) < 0.0018
        state.player[P_VEL] = 0.0
        still = trial % 8 == 7
        right, ahead = (0, 0) if still else STICKS[int(random.integers(len(STICKS)))]
        sprint = bool(random.random() < 0.4) and ahead > 0
        facing, action = after.yaw, Action(move_x=right, move_z=ahead, sprint=sprint)
        east, north = (float(v) for v in encode_action(action)[:2])  # backwards a stick reaches less far
        way = np.array(
            [-math.sin(facing) * north + math.cos(facing) * east, -math.cos(facing) * north - math.sin(facing) * east]
        )
        if not still and not is_free(pearl, state, way / np.hypot(*way), ROOM):
            continue
        for _ in range(SETTLE):
            pearl.step([state], [action])
        here = _eye(pearl, state)
        for _ in range(MEASURE):
            pearl.step([state], [action])
        gone = _eye(pearl, state) - here
        size = float(np.hypot(*gone))
        if still:
            good = size < STILL
        else:
            speed = (SPRINT if sprint else WALK) * float(np.hypot(*way))
            straight = size > 0 and float(gone @ way) / (size * float(np.hypot(*way))) > math.cos(math.radians(15))
            good = straight and abs(size - speed) < 0.2 * speed
        count["moves"] += 1
        count["moved"] += good
        count["idle"] += still
    pearl.forget(state)
    return count


def _stand(pearl: Pearl, state: WorldState) -> None:
    """Let a player who was set down somewhere come to rest on the ground there."""
    pearl.refresh(state)
    state.player[1] = _ground(pearl, state) + 0.05
    state.player[P_VEL], state.player[P_GROUNDED] = 0.0, 1.0
    for _ in range(6):
        pearl.step([state], [Action()])


def _ground(pearl: Pearl, state: WorldState) -> float:
    return place_of(pearl, state).ground_height(float(state.player[0]), float(state.player[2]))
