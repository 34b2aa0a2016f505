"""`nacre teach --show`: a contact sheet of teacher worlds for people to judge."""

from __future__ import annotations

from pathlib import Path

import numpy as np
from PIL import Image

from nacre.teacher.sample_spec import sample_spec
from nacre.teacher.scene import TeacherScene


def contact_sheet(path: str | Path, seed: int = 1, worlds: int = 6, views: int = 4, width: int = 320) -> None:
    """One row per world, `views` pictures each; width in pixels of each 16:9 picture."""
    rows = []
    for k in range(worlds):
        random = np.random.default_rng(seed + k)
        spec = sample_spec(random)
        scene = TeacherScene(spec, seed + k)
        height = width * 9 // 16
        shots = [scene.render(c, spec.hours, width, height)[0] for c in scene.sample_cameras(random, views)]
        rows.append(np.concatenate(shots, 1))
        print(f"world {k + 1}/{worlds}: {spec.biome}, {spec.weather}, {spec.hours:.1f} h", flush=True)
    Image.fromarray(np.concatenate(rows, 0)).save(path)
