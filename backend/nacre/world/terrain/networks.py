"""What the terrain networks (`networks.terrain`) work in: units, channels, margins, and what they are told.

A coarse flow draws a map of 8 m cells (height, water, path, brightness) over a large block, a fine flow draws latents
of 2 m cells on top of it, the decoder turns those into ground of 0.5 m. All three are convolutions without padding over
a noise field that is a hash of seed and cell, so each point depends on a bounded neighbourhood of the noise alone:
chunks join without seams and in any order (the exact form of outpainting).
"""

from __future__ import annotations

from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from nacre.spec import RELATIONS, SPEC_DIM, SceneSpec
from nacre.vocabulary import ENTITY_INDEX
from nacre.world.parameters import Shapes, dense_shapes
from nacre.world.terrain.shores import SHORES

FINE: Final = 6  # channels of the fine ground: height, albedo (3), path, water
LATENTS: Final = 12  # per 2 m cell: mean height, mean albedo (3), mean path, then learned channels
PLAIN: Final = 5  # how many of them are plain means
HEIGHT_SCALE: Final = 8.0  # metres per unit inside the networks
COARSE: Final = 3  # channels of the coarse map: height / HEIGHT_SCALE, water, path
COARSE_CELL: Final = 8.0
WATERLINE: Final = 40.0  # 1/m: how sharply water begins at height 0
PLACES: Final = 8  # channels that say where a cell lies relative to the world's origin
DECODER_MARGIN: Final = 3  # latents the decoder needs beyond what it decodes

CONDITION: Final = SPEC_DIM + 2 * len(RELATIONS) + 2
KEEP_IN_CENTRE: Final = CONDITION - 2  # where `conditioning` says that a keep takes the centre

# of the shipped networks
COARSE_DILATIONS, FINE_DILATIONS = (1, 2, 4, 4, 2), (1, 2, 1, 1)
COARSE_WIDTH, FINE_WIDTH, FLOW_CONDITION = 80, 128, 96
ENCODER_WIDTH, DECODER_WIDTH, DECODER_FINE, SMOOTHED = 48, 64, 24, 16


def conditioning(spec: SceneSpec) -> NDArray[np.float32]:
    """All that the land and its layout depend on, float32 [CONDITION].

    SceneSpec.vector plus the relations asked for (of objects, of entities), whether a keep takes the
    centre, and whether snow lies: relations move hills and water, snowfall whitens ground and roofs.
    """
    relations = np.zeros((2, len(RELATIONS)), np.float32)
    centre = 0.0
    for item in spec.items:
        if item.count > 0:
            relations[int(item.concept in ENTITY_INDEX), RELATIONS.index(item.relation)] += 0.5
            centre = max(centre, float(item.concept == "keep" and item.relation == "centre"))
    flags = np.array([centre, float(spec.weather == "snow" or spec.biome == "snow")], np.float32)
    return np.concatenate([spec.vector(), np.minimum(relations.ravel(), 1.5), flags])


def places(xs: NDArray[np.float32], zs: NDArray[np.float32]) -> NDArray[np.float32]:
    """Where cells lie: centres xs [W] and zs [H] in metres -> [PLACES, H, W]; `networks.terrain.places` of one map.

    Saturates far away, so that wilderness looks alike at 300 m and at 30 km.
    """
    x = np.broadcast_to(xs[None, :], (len(zs), len(xs)))
    z = np.broadcast_to(zs[:, None], (len(zs), len(xs)))
    far = x * x + z * z
    rings = [np.exp(-far / np.float32(radius**2)) for radius in (24.0, 48.0, 96.0, 200.0)]
    directions = [np.tanh(axis / np.float32(reach)) for reach in (64.0, 256.0) for axis in (x, z)]
    return np.stack([*directions, *rings])


def facts() -> dict[str, Any]:
    """What the shipped networks' parameters do not show."""
    return {"coarse_flow.dilations": COARSE_DILATIONS, "fine_flow.dilations": FINE_DILATIONS}


def shapes() -> Shapes:
    """Of the shipped networks' parameters."""
    found: Shapes = {
        "coarse_mean": (COARSE,), "coarse_scale": (COARSE,), "latent_mean": (LATENTS,), "latent_scale": (LATENTS,)
    }  # fmt: skip
    wide = 2 * ENCODER_WIDTH
    found |= dense_shapes("encoder.enter", PLAIN, ENCODER_WIDTH, 4, 4)
    found |= dense_shapes("encoder.down", ENCODER_WIDTH, wide, 4, 4) | dense_shapes("encoder.mix", wide, wide, 3, 3)
    found |= dense_shapes("encoder.out", wide, LATENTS - PLAIN, 1, 1)
    for name, inputs, outputs, side in (
        ("enter", LATENTS, DECODER_WIDTH, 3), ("mix", DECODER_WIDTH, DECODER_WIDTH, 3),
        ("spread", DECODER_WIDTH, 16 * DECODER_FINE, 1), ("smooth", DECODER_FINE, SMOOTHED, 3),
        ("out", SMOOTHED, PLAIN, 3),
    ):  # fmt: skip
        found |= dense_shapes(f"decoder.{name}", inputs, outputs, side, side)
    coarse = 4 * COARSE, PLACES + SHORES, COARSE_WIDTH, COARSE_DILATIONS
    fine = 4 * LATENTS, 2 * COARSE + PLACES, FINE_WIDTH, FINE_DILATIONS
    return found | _flow_shapes("coarse_flow", *coarse) | _flow_shapes("fine_flow", *fine)


def _flow_shapes(name: str, channels: int, extra: int, width: int, dilations: tuple[int, ...]) -> Shapes:
    found = dense_shapes(f"{name}.enter", channels + extra, width, 3, 3)
    for n in range(len(dilations)):
        found |= dense_shapes(f"{name}.mix.{n}", width, width, 3, 3)
        found |= dense_shapes(f"{name}.film.{n}", FLOW_CONDITION, 2 * width)
    for part, inputs in (("spec", CONDITION), ("time", 9)):
        found |= dense_shapes(f"{name}.{part}.0", inputs, FLOW_CONDITION)
        found |= dense_shapes(f"{name}.{part}.2", FLOW_CONDITION, FLOW_CONDITION)
    return (
        found | dense_shapes(f"{name}.out", width, channels, 1, 1) | dense_shapes(f"{name}.tone", CONDITION, channels)
    )
