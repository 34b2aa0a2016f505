"""The renderer against the teacher: the same held-out worlds and views, drawn by both."""

from __future__ import annotations

from typing import Any, Final

import numpy as np
import torch

from nacre.evaluate.picture_reader.network import part_of_day
from nacre.teacher.sample_spec import sample_spec
from nacre.teacher.scene import exact_volume
from nacre.train.renderer import psnr, ssim
from nacre.train.student_scene import StudentScene
from nacre.train.views import HEIGHT, HELD_OUT_WORLD, WIDTH
from nacre.world.grid import VIEW
from nacre.world.interface import Progress
from nacre.world.pearl import quiet
from nacre.world.voxels.march import march
from nacre.world.voxels.shading import Shading
from nacre.world.weights import WEIGHTS, WeightsError

FIRST: Final = HELD_OUT_WORLD + 50_000  # no training of any part has drawn its worlds from here on


def against_teacher(worlds: int, views: int, progress: Progress = quiet) -> dict[str, Any]:
    """PSNR (dB), SSIM and median relative depth error of the student's pictures, 320 x 180.

    The teacher draws its exact volumes at full size; the student decodes ground and shapes of the same
    world from its own latents and code book, marches at half size and shades. Depth is compared along
    the same rays at the student's size, where both hit something nearer than 60 m.
    """
    if not (WEIGHTS / "shapes.safetensors").is_file():
        raise WeightsError("no weights at shapes.safetensors: the student has nothing to decode with")
    shading = Shading.load()
    scores, depths, missed, parts = [], [], [], []
    for world in range(worlds):
        progress("renderer", world / worlds, f"renderer: world {world + 1} of {worlds}")
        seed = FIRST + world
        random = np.random.default_rng(seed)
        spec = sample_spec(random)
        scene = StudentScene(spec, seed)
        for camera in scene.teacher.sample_cameras(random, views):
            hours, drift = float((spec.hours + random.normal(0, 1.0)) % 24), float(random.uniform(0, 50))
            taught, _ = scene.teacher.render(camera, hours, 2 * WIDTH, 2 * HEIGHT, drift)
            buffer, air = scene.gbuffer(camera, hours, WIDTH, HEIGHT, drift)
            drawn = shading.shade(buffer, air)
            a, b = (torch.from_numpy(x).permute(2, 0, 1)[None].float() / 255 for x in (drawn, taught))
            scores.append((float(psnr(a, b)), float(ssim(a, b))))
            parts.append(part_of_day(hours))
            sun = scene.teacher.atmosphere(hours).sun()
            posed = scene.teacher.posed(camera, exact_volume)
            exact = march(scene.teacher.window, posed, camera, sun, WIDTH, HEIGHT, drift)
            true, own = exact[..., 0], buffer[..., 0]
            near = (exact[..., 1] > 0) & (true < 60)
            hit = near & (buffer[..., 1] > 0) & (own < VIEW)
            missed.append(float(1 - hit.sum() / max(near.sum(), 1)))
            if near.any():
                depths.append(float(np.median(np.abs(own - true)[near] / true[near])))
    decibels, when = np.array([s[0] for s in scores]), np.array(parts)
    shares = {name: decibels[when == k] for k, name in enumerate(("day", "dusk", "night"))}
    return {
        "psnr": float(decibels.mean()),
        "psnr_worst_tenth": float(np.quantile(decibels, 0.1)),
        "psnr_by_part": {name: float(found.mean()) for name, found in shares.items() if found.size},
        "ssim": float(np.mean([s[1] for s in scores])),
        "depth_median_rel": float(np.mean(depths)),
        "surface_missed": float(np.mean(missed)),
        "worlds": worlds,
        "views": len(scores),
        "curves": {"psnr_sorted": [round(float(v), 2) for v in np.sort(decibels)]},
    }
