"""The Action Encoder: one tick of input as the numbers the dynamics read, and the player's look."""

from __future__ import annotations

import math
from typing import Final

import numpy as np
from numpy.typing import NDArray

from nacre.world.grid import TICK
from nacre.world.interface import Action, Pose
from nacre.world.state import P_GROUNDED, P_PITCH, P_POS, P_VEL, P_YAW, WorldState

ACTION_DIM: Final = 6  # right, forward, jump, sprint, look yaw, look pitch
PITCH_LIMIT: Final = 1.45  # radians; short of straight up, where yaw would lose its meaning
BACKWARD: Final = 0.6  # of the pace ahead: nobody sees where they tread
RUN_SECONDS: Final = 12.0  # of sprinting in one breath
REST_SECONDS: Final = 6.0  # until a spent body is fresh again, at rest
STROLL_SECONDS: Final = 15.0  # the same, walking on
SECOND_WIND: Final = 0.25  # stamina at which a body that was spent may sprint again
LOOK_LIMIT: Final = math.pi  # radians in one tick; more than half a turn is a broken mouse


def wrap_angle(angle: float) -> float:
    """The same direction in [-pi, pi)."""
    return (angle + math.pi) % (2.0 * math.pi) - math.pi


def _finite(value: float, limit: float) -> float:
    return min(limit, max(-limit, float(value))) if math.isfinite(value) else 0.0


def encode_action(action: Action) -> NDArray[np.float32]:
    """float32 [ACTION_DIM]; the stick is kept inside the unit disc so that diagonals are no faster.

    Backwards it reaches BACKWARD of the way, and one sprints only ahead. Values out of range are clamped and values
    that are not finite count as no input.
    """
    right, forward = _finite(action.move_x, 1.0), _finite(action.move_z, 1.0)
    longest = max(1.0, math.hypot(right, forward))
    return np.array(
        [
            right / longest,
            forward / longest * (BACKWARD if forward < 0.0 else 1.0),
            float(bool(action.jump)),
            float(bool(action.sprint) and forward > 0.0),
            _finite(action.look_yaw, LOOK_LIMIT),
            _finite(action.look_pitch, LOOK_LIMIT),
        ],
        np.float32,
    )


def may_sprint(stamina: float, sprinted: bool) -> bool:
    """Whether a body has breath to sprint: to the end of it once begun, and then not before it has rested a little."""
    return stamina > 0.0 and (sprinted or stamina >= SECOND_WIND)


def tire(stamina: float, sprints: bool, moves: bool) -> float:
    """Stamina 0..1 after a tick of sprinting, walking on or resting."""
    if sprints and moves:
        return max(0.0, stamina - TICK / RUN_SECONDS)
    return min(1.0, stamina + TICK / (STROLL_SECONDS if moves else REST_SECONDS))


def apply_look(state: WorldState, yaw: float, pitch: float) -> None:
    """Turn the player's head in place: exact, so that no look is ever lost.

    yaw > 0 turns left and wraps, pitch > 0 looks up and stops at PITCH_LIMIT; radians.
    """
    turn_head(state.player, yaw, pitch)


def turn_head(player: NDArray[np.float64], yaw: float, pitch: float) -> None:
    """`apply_look` for a player vector [PLAYER_DIM] that need not be a world's own."""
    player[P_YAW] = wrap_angle(float(player[P_YAW]) + _finite(yaw, LOOK_LIMIT))
    turned = float(player[P_PITCH]) + _finite(pitch, LOOK_LIMIT)
    player[P_PITCH] = min(PITCH_LIMIT, max(-PITCH_LIMIT, turned))


def apply_pose(state: WorldState, pose: Pose | None) -> None:
    """Put the player where somebody else has moved it; None leaves it alone."""
    if pose is None:
        return
    player = state.player
    player[P_POS], player[P_VEL] = pose.position, pose.velocity
    player[P_YAW], player[P_PITCH] = wrap_angle(pose.yaw), min(PITCH_LIMIT, max(-PITCH_LIMIT, pose.pitch))
    player[P_GROUNDED] = float(pose.grounded)
