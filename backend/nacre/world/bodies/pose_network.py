"""The pose network: body plan, activity, phase, pace and look -> every joint's angle. Learned from the teacher's clips.

Two hidden layers, evaluated row by row: each sum runs in one fixed order, so a body has the same bits alone and in any
crowd, with any number of threads.
"""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from nacre.world.bodies.kernels import evaluate_rows
from nacre.world.bodies.plans import (
    A_ACTIVITY,
    A_PACE,
    A_PHASE,
    A_PITCH,
    A_PLAN,
    A_YAW,
    CHANNELS,
    HARMONICS,
    INPUTS,
    TOP_PACE,
)
from nacre.world.kernels.convolution import linear_of
from nacre.world.parameters import Parameters, dense_shapes
from nacre.world.weights import WEIGHTS, load_arrays

Floats = NDArray[np.float32]
AnyFloats = NDArray[np.floating[Any]]
WIDTH: Final = 144
WEIGHTS_FILE: Final = WEIGHTS / "poses.safetensors"


def encode(
    plan: NDArray[np.int64],
    activity: NDArray[np.int64],
    phase: AnyFloats,
    pace: AnyFloats,
    yaw: AnyFloats,
    pitch: AnyFloats,
) -> Floats:
    """Moments [N, INPUTS] for the network: indices of plan and activity [N], phase 0..1, pace in leg lengths per second
    (at most TOP_PACE counts), yaw and pitch of the look in radians."""
    rows = np.arange(len(plan))
    out = np.zeros((len(plan), INPUTS), np.float32)
    out[rows, A_PLAN + plan] = 1
    out[rows, A_ACTIVITY + activity] = 1
    turn = 2 * np.pi * np.asarray(phase, np.float64)
    for k in range(HARMONICS):
        out[:, A_PHASE + 2 * k], out[:, A_PHASE + 2 * k + 1] = np.sin((k + 1) * turn), np.cos((k + 1) * turn)
    out[:, A_PACE] = np.minimum(pace, TOP_PACE) / TOP_PACE
    out[:, A_YAW], out[:, A_PITCH] = np.clip(yaw, -1.2, 1.2), np.clip(pitch, -0.6, 0.6)
    return out


class Poser:
    """The pose network at play: numpy in, numpy out, no torch."""

    def __init__(self, path: Path = WEIGHTS_FILE) -> None:
        """Raises WeightsError when the file is missing or made for another network."""
        sizes = {"first": (INPUTS, WIDTH), "second": (WIDTH, WIDTH), "last": (WIDTH, len(CHANNELS))}
        shapes = {key: shape for name, size in sizes.items() for key, shape in dense_shapes(name, *size).items()}
        network = Parameters(load_arrays(path)).expect(shapes, path.name)
        self._weights = [array for name in sizes for array in linear_of(getattr(network, name))]

    def poses(
        self, plan: NDArray[np.int64], activity: NDArray[np.int64], phase: Floats, pace: Floats, yaw: Floats,
        pitch: Floats, before: NDArray[np.int64] | None = None, blend: Floats | None = None,
    ) -> Floats:  # fmt: skip
        """Poses f32 [N, CHANNELS] of N bodies (`nacre.world.bodies.skeleton.posed` turns them into matrices).

        plan, activity: indices into PLANS, ACTIVITIES; phase 0..1 (`plans.cycle_rate` says how fast it runs); pace in
        leg lengths per second; yaw, pitch: where to look from the body's front, radians, left and up positive. before,
        blend: the activity they come from and how far they are in the new one, 0..1.
        """
        n = len(plan)
        out = np.empty((n, len(CHANNELS)), np.float32)
        single = np.float32
        evaluate_rows(  # type: ignore[call-arg]
            np.asarray(plan, np.int64), np.asarray(activity, np.int64),
            np.asarray(activity if before is None else before, np.int64),
            np.ones(n, single) if blend is None else np.asarray(blend, single), np.asarray(phase, single),
            np.asarray(pace, single), np.asarray(yaw, single), np.asarray(pitch, single), *self._weights, out,
        )  # fmt: skip
        return out


@lru_cache(maxsize=1)
def shipped() -> Poser:
    """The shipped pose network, loaded once."""
    return Poser()
