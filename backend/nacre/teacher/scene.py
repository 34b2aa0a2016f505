"""A teacher's world around a point, exact volumes and all, ready to be drawn."""

from __future__ import annotations

import math
from collections import OrderedDict
from collections.abc import Callable

import numpy as np
import torch
from numpy.typing import NDArray

from nacre.spec import SceneSpec
from nacre.teacher.ground import Land
from nacre.teacher.layout import Placed, placements
from nacre.teacher.shading import shade
from nacre.teacher.shapes import shape_volume
from nacre.vocabulary import ENTITY_INDEX, EXTENT, PHASES
from nacre.world.atmosphere import Atmosphere
from nacre.world.grid import EYE, VIEW, WINDOW
from nacre.world.interface import Camera
from nacre.world.voxels.compose import Placement, compose_chunk, reaches
from nacre.world.voxels.march import march
from nacre.world.voxels.posed import Posed
from nacre.world.voxels.volumes import PackedVolume
from nacre.world.voxels.window import Window

Volume = NDArray[np.float32]
Chunk = tuple[int, int]
_VOLUMES: OrderedDict[tuple[str, int, bool, int], Volume] = OrderedDict()


def exact_volume(shape: str, style: int, snow: bool, phase: int = 0) -> Volume:
    """The teacher's volume of a code-book style; the last 800 are kept."""
    key = (shape, style, snow, phase)
    if key not in _VOLUMES:
        _VOLUMES[key] = shape_volume(shape, style, snow, phase / PHASES)
        if len(_VOLUMES) > 800:
            _VOLUMES.popitem(last=False)
    return _VOLUMES[key]


class TeacherScene:
    """The 5x5 chunks around the start of a world, or around any chunk."""

    def __init__(self, spec: SceneSpec, seed: int, centre: Chunk = (0, 0)) -> None:
        self.spec, self.seed, self.centre = spec, seed, centre
        self.land = Land(spec, seed)
        half = WINDOW // 2
        self.chunks = [(centre[0] + i, centre[1] + k) for k in range(-half, half + 1) for i in range(-half, half + 1)]
        near = {(i + a, k + b) for i, k in self.chunks for a in (-1, 0, 1) for b in (-1, 0, 1)}
        self.placed: dict[Chunk, list[Placed]] = {c: placements(self.land, *c) for c in sorted(near)}
        self.characters = [p for c in self.chunks for p in self.placed[c] if p.shape in ENTITY_INDEX]
        self.window = self.build(exact_volume, lambda c: self.land.chunk(*c, margin=4))

    def build(self, volume: Callable[[str, int, bool], Volume], ground: Callable[[Chunk], Volume]) -> Window:
        """Compose the window from the given volumes and ground: exact ones here, decoded ones for a student."""
        window = Window()

        def packed(p: Placed) -> PackedVolume:
            return PackedVolume.of(volume(p.shape, p.style, p.snow))

        standing = [
            Placement(packed(p), EXTENT[p.shape] * p.size, p.x, p.y, p.z, p.yaw)
            for row in self.placed.values()
            for p in row
            if p.shape not in ENTITY_INDEX
        ]
        for chunk in self.chunks:
            here = [p for p in standing if reaches(p, *chunk)]
            window.put(*chunk, compose_chunk(*chunk, ground(chunk), here))
        return window

    def posed(self, camera: Camera, volume: Callable[[str, int, bool, int], Volume]) -> list[Posed]:
        """Characters within sight, each in a phase of its own."""
        out = []
        for slot, p in enumerate(self.characters[:250]):
            if math.hypot(p.x - camera.position[0], p.z - camera.position[2]) > VIEW:
                continue
            phase = (slot * 3 + int(p.x * 7)) % PHASES
            a = volume(p.shape, p.style, False, phase)
            b = volume(p.shape, p.style, False, (phase + 1) % PHASES)
            out.append(Posed(a, b, (slot * 0.37) % 1.0, EXTENT[p.shape] * p.size, p.x, p.y, p.z, p.yaw, slot))
        return out

    def atmosphere(self, hours: float) -> Atmosphere:
        """The spec's air at a time of day."""
        return Atmosphere(hours, self.spec.weather, self.spec.fog, self.spec.mood)

    def render(
        self, camera: Camera, hours: float, width: int, height: int, drift: float = 0.0
    ) -> tuple[NDArray[np.uint8], NDArray[np.float32]]:
        """Picture uint8 [height, width, 3] and its G-buffer float32 [height, width, 20]."""
        air = self.atmosphere(hours)
        buffer = march(self.window, self.posed(camera, exact_volume), camera, air.sun(), width, height, drift)
        rgb = shade(torch.from_numpy(buffer), air)
        return (rgb * 255 + 0.5).byte().numpy(), buffer

    def ground(self, x: float, z: float) -> float:
        """Where feet stand: the ground, or the water's surface."""
        return max(float(self.window.ground_height(np.array([[x, z]]))[0]), 0.0)

    def sample_cameras(self, random: np.random.Generator, count: int) -> list[Camera]:
        """Views as players have them: mostly eye height near things, some from above, some of characters."""
        start_x, start_z, _ = self.land.start()
        cameras: list[Camera] = []
        while len(cameras) < count:
            kind = float(random.random())
            near = self.characters[int(random.integers(len(self.characters)))] if self.characters else None
            fov = float(random.uniform(0.95, 1.25))
            pitch = float(random.uniform(-0.25, 0.15))
            yaw = float(random.uniform(-math.pi, math.pi))
            if kind < 0.22 and near is not None:
                away = float(random.uniform(2.2, 7.0)) * (1.0 if near.shape != "dragon" else 2.5)
                x, z = near.x + away * math.sin(yaw), near.z + away * math.cos(yaw)
                rise = near.y + EXTENT[near.shape] * 0.3 - self.ground(x, z) - EYE
                pitch, y = math.atan2(rise, away) * 0.8, self.ground(x, z) + EYE
                yaw += float(random.normal(0, 0.15))
            elif kind < 0.36:
                x, z = (float(v) for v in random.uniform(-34, 34, 2))
                y, pitch = self.ground(x, z) + float(random.uniform(5, 13)), float(random.uniform(-0.6, -0.15))
                yaw = math.atan2(x - start_x, z - start_z + 14) + float(random.normal(0, 0.5))
            else:
                spread = 9.0 if kind < 0.6 else 30.0
                x, z = start_x + float(random.normal(0, spread)), start_z - 8 + float(random.normal(0, spread))
                y = self.ground(x, z) + EYE
                if random.random() < 0.5:
                    yaw = math.atan2(x, z) + float(random.normal(0, 0.7))
            if max(abs(x - self.centre[0] * 32 - 16), abs(z - self.centre[1] * 32 - 16)) > 46:
                continue
            clear = np.array([[x, y, z], [x - 0.8 * math.sin(yaw), y, z - 0.8 * math.cos(yaw)]])
            if self.window.sample_distance(clear).min() > 0.45:
                cameras.append(Camera((x, y, z), yaw, pitch, fov))
        return cameras
