"""A teacher's world as the student holds it: the same tokens, decoded instead of exact."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from nacre.spec import SceneSpec
from nacre.teacher.scene import TeacherScene, exact_volume
from nacre.world.interface import Camera
from nacre.world.terrain.coder import TerrainCoder
from nacre.world.voxels.march import march
from nacre.world.voxels.shapes import ShapeLibrary
from nacre.world.weights import WEIGHTS


class StudentScene:
    """Teacher and student windows of one world.

    decoded=False hands the student the teacher's own volumes: what the shader starts from while the
    decoders are still being trained.
    """

    _library: ShapeLibrary | None = None
    _terrain: TerrainCoder | None = None

    def __init__(self, spec: SceneSpec, seed: int, decoded: bool = True) -> None:
        self.teacher = TeacherScene(spec, seed)
        self.decoded = decoded and (WEIGHTS / "shapes.safetensors").is_file()
        if not self.decoded:
            self.window = self.teacher.window
            self._volume = exact_volume
            return
        cls = type(self)
        cls._library = cls._library or ShapeLibrary.load()
        cls._terrain = cls._terrain or TerrainCoder.load()
        self._volume = cls._library.volume
        terrain, land = cls._terrain, self.teacher.land
        self.window = self.teacher.build(
            cls._library.volume, lambda chunk: terrain.round_trip(lambda m: land.chunk(*chunk, margin=m))
        )

    def gbuffer(
        self, camera: Camera, hours: float, width: int, height: int, drift: float = 0.0
    ) -> tuple[NDArray[np.float32], NDArray[np.float32]]:
        """What the student traces, [height, width, 20], and the atmosphere vector [16]."""
        air = self.teacher.atmosphere(hours)
        posed = self.teacher.posed(camera, self._volume)
        return march(self.window, posed, camera, air.sun(), width, height, drift), air.vector()
