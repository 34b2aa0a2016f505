"""The teacher's motion: clips of every body plan and activity, as functions of phase, pace and look."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

import numpy as np
from numpy.typing import NDArray

from nacre.teacher.motion.beasts import beast
from nacre.teacher.motion.people import people
from nacre.teacher.motion.sheet import Sheet
from nacre.teacher.motion.swimmers import crab, fish, turtle
from nacre.teacher.motion.winged import bird, dragon

_CLIPS: Final[dict[str, Callable[[str, str, Sheet], None]]] = {
    **dict.fromkeys(("biped", "child", "elder", "robot", "shambler"), people),
    **dict.fromkeys(("quadruped", "hopper", "rider"), beast),
    **dict.fromkeys(("bird", "penguin"), bird),
    "fish": fish,
    "turtle": turtle,
    "crab": crab,
    "dragon": dragon,
}


def clip(
    plan: str, activity: str, phase: NDArray[np.float64], pace: NDArray[np.float64] | float = 0.0,
    yaw: NDArray[np.float64] | float = 0.0, pitch: NDArray[np.float64] | float = 0.0,
) -> NDArray[np.float64]:  # fmt: skip
    """Poses [N, CHANNELS] of a plan (`nacre.world.bodies.plans`) doing something.

    phase [N] 0..1 of the clip; pace in leg lengths per second, used by walking and running; yaw, pitch: where to look,
    radians, left and up positive. Raises KeyError for an unknown plan or activity.
    """
    n = np.shape(phase)
    pace, yaw, pitch = (np.broadcast_to(np.asarray(v, np.float64), n) for v in (pace, yaw, pitch))
    sheet = Sheet(phase, pace, yaw, pitch)
    _CLIPS[plan](plan, activity, sheet)
    return sheet.values
