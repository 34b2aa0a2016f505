"""Where a picture is taken from: three rows that take a point of the world to pixels and depth."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from nacre.world.interface import Camera

NEAR: Final = 0.04  # metres; what lies nearer is still drawn, only the search for its pixels starts here


@dataclass(frozen=True)
class View:
    """rows f64 [3, 4]: pixel x times w, pixel y times w, and w (metres ahead). When flat (a light's view), pixel x,
    pixel y and a depth that grows towards the light. planes f64 [P, 4]: >= 0 inside. eye f64 [3]; focal in pixels.
    """

    rows: NDArray[np.float64]
    planes: NDArray[np.float64]
    eye: NDArray[np.float64]
    width: int
    height: int
    focal: float
    flat: bool


def axes(camera: Camera) -> tuple[NDArray[np.float64], NDArray[np.float64], NDArray[np.float64]]:
    """Unit vectors right, up, ahead of a camera; yaw 0 looks along -z, positive yaw turns left."""
    cy, sy, cp, sp = math.cos(camera.yaw), math.sin(camera.yaw), math.cos(camera.pitch), math.sin(camera.pitch)
    ahead = np.array([-sy * cp, sp, -cy * cp])
    right = np.array([cy, 0.0, -sy])
    return right, np.cross(right, ahead), ahead


def camera_view(camera: Camera, width: int, height: int) -> View:
    """A pinhole picture of width x height pixels."""
    right, up, ahead = axes(camera)
    eye = np.array(camera.position, np.float64)
    focal = height / 2 / math.tan(camera.fov / 2)
    w = np.array([*ahead, -ahead @ eye])
    x = focal * np.array([*right, -right @ eye]) + width / 2 * w
    y = -focal * np.array([*up, -up @ eye]) + height / 2 * w
    planes = np.stack([x, width * w - x, y, height * w - y, w])
    planes /= np.linalg.norm(planes[:, :3], axis=1, keepdims=True)
    return View(np.stack([x, y, w]), planes, eye, width, height, focal, False)


def light_view(centre: NDArray[np.float64], light: NDArray[np.float64], half: float, size: int, depth: float) -> View:
    """The square of 2 * half metres about `centre`, seen from a light far away; size x size texels.

    Depth is 0.5 at the centre and changes by 1 over `depth` metres.
    """
    right, up = light_axes(light)
    scale = size / (2 * half)
    x = np.array([*(scale * right), size / 2 - scale * right @ centre])
    y = np.array([*(-scale * up), size / 2 + scale * up @ centre])
    z = np.array([*(light / depth), 0.5 - light @ centre / depth])
    planes = np.stack([x, -x, y, -y])
    planes[1, 3] += size
    planes[3, 3] += size
    planes /= np.linalg.norm(planes[:, :3], axis=1, keepdims=True)
    return View(np.stack([x, y, z]), planes, centre + light * 1e4, size, size, scale, True)


def light_axes(light: NDArray[np.float64]) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Right and up, seen from the light."""
    right = np.cross(np.array([0.0, 1.0, 0.0]) if abs(light[1]) < 0.999 else np.array([1.0, 0.0, 0.0]), light)
    right /= np.linalg.norm(right)
    return right, np.cross(light, right)
