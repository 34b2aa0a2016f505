"""A sheet of poses in the making: the moments asked for, and the channels filled so far."""

from __future__ import annotations

from typing import Final

import numpy as np
from numpy.typing import NDArray

from nacre.world.bodies.plans import CHANNEL_INDEX, CHANNELS, DUTY_RUN, DUTY_WALK, STRIDE_RUN, STRIDE_WALK

Floats = NDArray[np.float64]
DEGREE: Final = np.pi / 180


class Sheet:
    """Poses for N moments of one plan and activity.

    phase [N] 0..1; pace [N] in leg lengths per second; yaw, pitch [N]: where to look, radians, left and up positive.
    values [N, CHANNELS]: radians and leg lengths.
    """

    def __init__(self, phase: Floats, pace: Floats, yaw: Floats, pitch: Floats) -> None:
        self.phase = np.asarray(phase, np.float64) % 1.0
        self.pace = np.asarray(pace, np.float64)
        self.yaw, self.pitch = np.asarray(yaw, np.float64), np.asarray(pitch, np.float64)
        self.values = np.zeros((len(self.phase), len(CHANNELS)))

    def add(self, channel: str, degrees: Floats | float) -> None:
        """Turn a bone further, in degrees."""
        self.values[:, CHANNEL_INDEX[channel]] += np.asarray(degrees) * DEGREE

    def turn(self, channel: str, radians: Floats | float) -> None:
        """Turn a bone further, in radians."""
        self.values[:, CHANNEL_INDEX[channel]] += radians

    def shift(self, axis: str, lengths: Floats | float) -> None:
        """Move the whole body along x, y or z, in leg lengths."""
        self.values[:, CHANNEL_INDEX[f"root:d{axis}"]] += lengths

    def of(self, channel: str) -> Floats:
        """A channel as it is so far."""
        return self.values[:, CHANNEL_INDEX[channel]]

    def sine(self, times: int = 1, late: float = 0.0) -> Floats:
        """sin of `times` turns a cycle, delayed by a share of the cycle."""
        return np.sin(2 * np.pi * (times * (self.phase - late)))

    def cosine(self, times: int = 1, late: float = 0.0) -> Floats:
        """cos of `times` turns a cycle, delayed by a share of the cycle."""
        return np.cos(2 * np.pi * (times * (self.phase - late)))

    def bump(self, middle: float, width: float) -> Floats:
        """A smooth hill of height 1 around a moment of the cycle, zero `width` away from it."""
        away = np.abs((self.phase - middle + 0.5) % 1.0 - 0.5)
        return np.where(away < width, 0.5 + 0.5 * np.cos(np.pi * np.minimum(1.0, away / width)), 0.0)

    def gait(self, running: bool) -> tuple[Floats, float, float]:
        """Span of a step in leg lengths [N], share of the cycle on the ground, height of the swing."""
        if running:
            length = np.minimum(STRIDE_RUN, 1.3 + 0.25 * self.pace)
            return length * DUTY_RUN, DUTY_RUN, 0.2
        length = np.minimum(STRIDE_WALK, 0.6 + 0.45 * self.pace)
        return length * DUTY_WALK, DUTY_WALK, 0.1

    def look(self, *, head: float = 0.7, neck: float = 0.0, torso: float = 0.2) -> None:
        """Turn head, neck and chest to where the eyes want to look."""
        yaw = np.clip(self.yaw, -1.2, 1.2)
        pitch = np.clip(self.pitch, -0.6, 0.6)
        self.turn("head:y", head * yaw)
        self.turn("head:x", (0.8 if neck == 0 else 0.6) * pitch)
        self.turn("torso:y", torso * yaw)
        if neck:
            self.turn("neck:y", neck * yaw)
            self.turn("neck:x", 0.3 * pitch)


def step(phase: Floats, span: Floats, duty: float, lift: float) -> tuple[Floats, Floats]:
    """A foot's way: forwards of the hip and above the ground [N], in leg lengths.

    On the ground for `duty` of the cycle it moves backwards evenly by `span`, so that it stays where it stands while
    the body passes over it; then it swings forwards in an arc.
    """
    p = phase % 1.0
    air = np.clip((p - duty) / (1 - duty), 0.0, 1.0)
    ahead = np.where(p < duty, span / 2 - span * p / duty, -span / 2 * np.cos(np.pi * air))
    above = np.where(p < duty, 0.0, lift * np.sin(np.pi * air))
    return ahead, above


def reach(
    ahead: Floats, above: Floats, drop: Floats | float, *, knee: int = 1, toe: float = 0.28, heel: float = 0.12,
    lean: Floats | float = 0.0,
) -> tuple[Floats, Floats]:  # fmt: skip
    """Turns of hip and knee in radians [N] that put the sole `above` the ground and `ahead` of the hip.

    Two bones of half a leg each. drop: how much lower than standing the hip is; knee: 1 bends forwards (people, front
    legs), -1 backwards (hind legs, birds); toe, heel: length of the foot before and behind the ankle: it is lifted so
    that neither dips into the ground; lean: pitch of the body the leg hangs on.
    """
    pitch = np.zeros_like(ahead)
    flex = base = pitch
    # a foot far behind rolls over its toes, one far ahead lands on its heel; under the body it stands flat enough
    behind, before = np.clip(-ahead / 0.3, 0.0, 1.0), np.clip(ahead / 0.3, 0.0, 1.0)
    for _ in range(4):
        ankle = above + behind * toe * np.maximum(0.0, np.sin(-pitch)) + before * heel * np.maximum(0.0, np.sin(pitch))
        down = np.maximum(0.25, 1.0 - drop - ankle)  # a foot is never drawn up into the body
        far = np.minimum(np.hypot(ahead, down), 0.9995)
        flex = 2 * np.arccos(np.maximum(0.08, far))
        base = np.arctan2(ahead, down)
        pitch = base - knee * flex / 2
    return base + knee * flex / 2 - lean, -knee * flex


def highest(span: Floats) -> Floats:
    """How far a hip must drop so that a foot half a span away is still in reach."""
    return 1 - np.sqrt(np.maximum(0.2, 0.985 - (span / 2) ** 2))
