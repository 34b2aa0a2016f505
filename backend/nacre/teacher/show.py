"""`nacre teach --show`: a contact sheet of teacher worlds for people to judge."""

from __future__ import annotations

import math
from collections.abc import Callable
from pathlib import Path
from typing import cast

import numpy as np
from PIL import Image

from nacre.teacher.sample_spec import sample_spec
from nacre.teacher.scenes.generator import GrammarPrograms, TeachersGenerator
from nacre.world.dynamics.network import Dynamics
from nacre.world.interface import Camera
from nacre.world.layout.generator import Generator
from nacre.world.model import Pearl
from nacre.world.render.batch import NativeRenderer
from nacre.world.scene.cast import Cast


def contact_sheet(
    path: str | Path,
    seed: int = 1,
    worlds: int = 6,
    views: int = 4,
    width: int = 480,
    said: Callable[[float, str], None] = lambda share, text: None,
) -> None:
    """One row per world, `views` pictures each all round its start; width in pixels of each 16:9 picture."""
    teacher = cast(Generator, TeachersGenerator())
    model = Pearl(teacher, GrammarPrograms(), Dynamics.load(), Cast.load(), NativeRenderer())
    rows = []
    for k in range(worlds):
        spec = sample_spec(np.random.default_rng(seed + k))
        said(k / worlds, f"world {k + 1} of {worlds}: {spec.biome}, {spec.theme}, {spec.weather}, {spec.hours:.1f} h")
        state = model.open(spec, seed + k)
        eye = model.camera(state)
        cameras = [Camera(eye.position, eye.yaw + 2 * math.pi * v / views, 0.0, eye.fov) for v in range(views)]
        size = width, width * 9 // 16
        rows.append(np.concatenate([model.render([state], [c], size, [1.0])[0].rgb for c in cameras], 1))
        model.forget(state)
    Image.fromarray(np.concatenate(rows, 0)).save(path)
