"""Picture measures in numpy: what the metrics of every other file are made of."""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import NDArray

from nacre.evaluate.measures.inside import place_of
from nacre.world.interface import Camera
from nacre.world.model import Pearl
from nacre.world.state import WorldState

SIZE = (320, 180)


def psnr(a: NDArray[np.uint8], b: NDArray[np.uint8]) -> float:
    """Peak signal-to-noise ratio in dB of two uint8 pictures; 99 when they are identical."""
    error = float(np.mean((a.astype(np.float64) - b.astype(np.float64)) ** 2))
    return 99.0 if error == 0 else float(10 * np.log10(255.0**2 / error))


def sharpness(picture: NDArray[np.uint8]) -> float:
    """Mean absolute Laplacian of luma, in grey levels."""
    luma = picture.astype(np.float64) @ np.array([0.299, 0.587, 0.114])
    inner = luma[1:-1, 1:-1]
    around = luma[:-2, 1:-1] + luma[2:, 1:-1] + luma[1:-1, :-2] + luma[1:-1, 2:]
    return float(np.abs(4 * inner - around).mean())


def take(pearl: Pearl, state: WorldState, camera: Camera | None = None) -> NDArray[np.uint8]:
    """What the model draws now, uint8 [180, 320, 3]; None is through the player's own eyes."""
    return pearl.render([state], [camera], SIZE, [1.0])[0].rgb


def free_eye(pearl: Pearl, state: WorldState) -> Camera:
    """The player's eyes at the start, raised out of anything they might stick in."""
    eye = pearl.camera(state)
    x, y, z = eye.position
    for rise in np.arange(0.0, 4.0, 0.5):
        if float(place_of(pearl, state).distance(np.array([[x, y + rise, z]]))[0]) > 0.3:
            return Camera((x, float(y + rise), z), eye.yaw, 0.0, eye.fov)
    return Camera(eye.position, eye.yaw, 0.0, eye.fov)


def panorama(eye: Camera, count: int) -> list[Camera]:
    """Level views all round from one place, the first where it looks."""
    turns = [eye.yaw + 2 * math.pi * k / count for k in range(count)]
    return [Camera(eye.position, turn, 0.0, eye.fov) for turn in turns]
