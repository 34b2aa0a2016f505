"""Light from the sky and from surfaces against a path tracer's, on stored views of held-out worlds.

`python -m nacre.evaluate.measures.light [FOLDER]`, where FOLDER holds files of `nacre.train.data.light_views`; without
it, the few smaller views (a pixel in sixteen, 31 m around) that come with the package.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from nacre.teacher.path_trace.triangles import Triangles
from nacre.train.data.light_views import LightView, load
from nacre.world.lighting.cells import Cells, Piece
from nacre.world.lighting.field import FINE, corner_of, spot_of
from nacre.world.lighting.solve import solve
from nacre.world.render.light_boxes import BOXES
from nacre.world.render.shading import air as a
from nacre.world.render.shading.indirect import light_on

VIEWS: Final = Path(__file__).parent.parent / "views"
AMBIENT: Final = 0.62  # of the sky's light on level ground: the best constant for the baseline
ROOM: Final = 0.7  # of the sky hidden from the eye: from there on a view is one of a room
LEAST: Final = 100  # pixels: with fewer a view says nothing
WET: Final = 0.03  # metres: lower ground lies under water, which the path tracer does not know
Floats = NDArray[np.float32]


def formula(view: LightView) -> Floats:
    """What surfaces are lit by where nothing is known of the light: `light_row`'s own ambient, f32 [H, W, 3]."""
    air, normal, sky = view.air, view.normal.astype(np.float32), view.sky.astype(np.float32)[..., None]
    up = normal[..., 1:2]
    ground = air[a.GROUND_LIGHT : a.GROUND_LIGHT + 3]
    warm = ground.mean() * np.array([1.14, 1.0, 0.84], np.float32)
    toward = 0.55 + 0.45 * (normal[..., :1] * air[a.SUN] + normal[..., 2:] * air[a.SUN + 2])
    below = (0.5 - 0.5 * up) * (0.35 + 0.65 * sky)
    bounce = (0.62 - 0.38 * up) * toward * sky
    return np.asarray(
        air[a.SKY_LIGHT : a.SKY_LIGHT + 3] * (0.5 + 0.5 * up) * sky
        + (ground + (warm - ground) * (1 - sky)) * below
        + air[a.BOUNCE : a.BOUNCE + 3] * bounce,
        np.float32,
    )


def ambient(view: LightView) -> Floats:
    """The baseline: constant ambient light and what the vertices know of the sky."""
    return np.asarray(AMBIENT * view.air[a.SKY_LIGHT : a.SKY_LIGHT + 3] * view.sky.astype(np.float32)[..., None])


def field_light(view: LightView, around: Triangles) -> tuple[Floats, Floats]:
    """What the fine box about the eye says, f32 [H, W, 3], and how much it counts f32 [H, W]."""
    x, y, z = (float(v) for v in view.eye)
    corner = corner_of(FINE, spot_of(FINE, x, y, z, 0.0))
    cells = Cells(corner, (FINE.up, FINE.across, FINE.across), FINE.cell)
    material = np.zeros(len(around.faces), np.uint8)
    cells.put([Piece(around.vertices, around.faces, around.colour, material, np.eye(3, 4, dtype=np.float32))], material)
    boxes = np.zeros(BOXES, np.float32)
    boxes[0] = (*corner, 1 / FINE.cell, FINE.across, FINE.up, FINE.across, 0, 1, 1 / FINE.fade, 1, 1, 1)
    places = np.ascontiguousarray(view.place.reshape(-1, 3))
    out = np.zeros((len(places), 4), np.float32)
    light = np.empty(cells.sides.size, np.uint64)
    solve(cells, view.air).write(light)
    light_on(light, boxes, places, view.normal.astype(np.float32).reshape(-1, 3), out)
    found = out.reshape(*view.there.shape, 4)
    return np.nan_to_num(found[..., :3]), found[..., 3]


def decibels(found: Floats, true: Floats, counted: NDArray[np.bool_]) -> float:
    """PSNR of light [H, W, 3] where it counts, as the eye sees it: of half the root, cut at 4."""
    one, two = (np.sqrt(np.clip(light[counted], 0, 4)) / 2 for light in (found, true))
    return float(-10 * np.log10(np.mean((one - two) ** 2) + 1e-10))


def _shown(view: LightView, indirect: Floats, sun: Floats) -> Floats:
    """Brightness on the screen 0..1, [H, W, 3], before haze."""
    light = indirect + view.air[a.SUN_COLOUR : a.SUN_COLOUR + 3] * sun[..., None]
    x = np.maximum(light * view.albedo.astype(np.float32) * view.air[a.EXPOSURE], 0)
    x = np.clip(x * (2.51 * x + 0.03) / (x * (2.43 * x + 0.59) + 0.14), 0, 1)
    return np.asarray(np.where(x <= 0.0031308, 12.92 * x, 1.055 * x ** (1 / 2.4) - 0.055), np.float32)


def measure(folder: Path) -> dict[str, Any]:
    """Mean dB over the views in a folder: indirect_psnr of the field (the formula beyond its box), formula_psnr,
    ambient_psnr, gain_db over the latter, picture_psnr of the tone-mapped whole; rooms_* and views of rooms alone."""
    rows: list[tuple[float, ...]] = []
    for path in sorted(folder.glob("*.npz")):
        around, views = load(path)
        for view in views:
            counted = view.there & (view.place[..., 1] > WET)
            if counted.sum() < LEAST:
                continue
            true, old = view.indirect.astype(np.float32), formula(view)
            light, known = field_light(view, around)
            light = old + (light - old) * known[..., None]
            sun = np.array(view.air[a.SUN : a.SUN + 3])
            facing = np.maximum((view.normal.astype(np.float32) * sun).sum(-1), 0) * view.open_sun
            pictures = _shown(view, light, view.sun.astype(np.float32)), _shown(view, true, facing.astype(np.float32))
            off = float(np.mean((pictures[0][counted] - pictures[1][counted]) ** 2))
            rows.append((
                float(view.indoors > ROOM), decibels(light, true, counted), decibels(old, true, counted),
                decibels(ambient(view), true, counted), -10 * np.log10(off + 1e-10),
            ))  # fmt: skip
    if not rows:
        raise ValueError(f"no views in {folder}")
    table = np.array(rows)
    mean, rooms = table.mean(0), table[table[:, 0] > 0]
    return {
        "indirect_psnr": mean[1], "formula_psnr": mean[2], "ambient_psnr": mean[3], "gain_db": mean[1] - mean[3],
        "picture_psnr": mean[4], "views": len(table), "room_views": len(rooms),
        "rooms_indirect_psnr": float(rooms[:, 1].mean()) if len(rooms) else None,
        "rooms_formula_psnr": float(rooms[:, 2].mean()) if len(rooms) else None,
    }  # fmt: skip


if __name__ == "__main__":
    print(json.dumps(measure(Path(sys.argv[1]) if len(sys.argv) > 1 else VIEWS), indent=1))
