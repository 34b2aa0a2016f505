"""Whole pictures as one network: rays, march, shade, depth and entities, for many worlds at once."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Final

import numpy as np
import torch
from torch import Tensor, nn

from nacre.runtime.interface import Example, Precision
from nacre.runtime.networks import MARCH_STEPS, Network, Shade, march_network, shade_network
from nacre.world.grid import SHAPE_FLOOR, VIEW
from nacre.world.interface import Camera
from nacre.world.voxels.march_torch import March, Tables
from nacre.world.voxels.posed import Posed
from nacre.world.voxels.shader import Shader

CROWDS: Final = (0, 2, 8, 32, 64)  # characters a picture is made ready for; each costs all rays their steps
SHADOW_REACH: Final = 8.0  # metres around a character that its shadow may reach


def rays_of(size: tuple[int, int]) -> tuple[int, int]:
    """Rays across and down for a picture of size (width, height): the shader works in blocks of 4 pixels a side."""
    width, height = size
    return -(-width // 4) * 2, -(-height // 4) * 2


def crowd_for(many: int) -> int:
    """The smallest crowd that holds so many; raises ValueError beyond the last."""
    found = next((crowd for crowd in CROWDS if crowd >= many), None)
    if found is None:
        raise ValueError(f"{many} characters in one picture, {CROWDS[-1]} at most")
    return found


def visible_characters(posed: Sequence[Posed], camera: Camera, aspect: float) -> list[Posed]:
    """Characters of which a picture can show anything, their shadows included."""
    half = math.tan(camera.fov / 2)
    corner = math.atan(math.hypot(half, half * aspect)) + 0.02
    flat = math.cos(camera.pitch)
    ahead = np.array([-math.sin(camera.yaw) * flat, math.sin(camera.pitch), -math.cos(camera.yaw) * flat])
    found = []
    for p in posed:
        middle = np.array([p.x, p.y + p.extent * (0.5 - SHAPE_FLOOR), p.z])
        away = middle - np.array(camera.position)
        length, radius = float(np.linalg.norm(away)), 0.87 * p.extent + SHADOW_REACH
        wide = math.pi if length <= radius else math.asin(radius / length)
        along = float(away @ ahead) / max(length, 1e-6)
        if math.acos(max(-1.0, min(1.0, along))) <= corner + wide:
            found.append(p)
    return found


class Picture(nn.Module):
    """March and shader in one: what `Pearl.render` makes, from what a device holds."""

    types_its_outputs: Final = True

    def __init__(self, march: March, shader: Shader, width: int, height: int) -> None:
        super().__init__()
        self.march: nn.Module = march
        self.shade = Shade(shader, width, height)

    def forward(
        self,
        pixels: Tensor,
        page: Tensor,
        view: Tensor,
        distance: Tensor,
        colour: Tensor,
        water: Tensor,
        height: Tensor,
        glow: Tensor,
        clouds: Tensor,
        atlas: Tensor,
        rows: Tensor,
        air: Tensor,
    ) -> tuple[Tensor, Tensor, Tensor]:
        """Inputs as `March`, and airs [B, 16] -> rgb uint8 [B, 2H, 2W, 3], depth float16 and entity uint8 [B, R].

        Depth is along the view axis, VIEW where nothing was hit; entity is the slot + 1, or 0.
        """
        tables = Tables(distance, colour, water, height, glow, clouds)
        buffer = self.march(pixels, page, view, *tables, atlas, rows)
        cp, sp, cy, sy = view[:, 16:20].unbind(1)
        ahead = torch.stack([-sy * cp, sp, -cy * cp], 1)
        axial = buffer[..., 0] * (buffer[..., 14:17] * ahead[:, None]).sum(-1)
        depth = torch.where(buffer[..., 1] > 0, axial, torch.full_like(axial, VIEW))
        return self.shade(buffer, air), depth.half(), buffer[..., 18].to(torch.uint8)


def picture_network(
    shader: Shader,
    width: int,
    height: int,
    crowd: int,
    tables: Tables | None = None,
    atlas: Tensor | None = None,
    steps: tuple[int, int, int] = MARCH_STEPS,
) -> Network:
    """Pictures of width x height rays with up to `crowd` characters; tables and atlas: those it will run on."""
    march = march_network(width, height, 2, max(crowd, 1), steps)
    shade = shade_network(shader, width, height, 2)
    inputs = {**march.example.inputs, "air": shade.example.inputs["air"]}
    inputs["rows"] = inputs["rows"][:, :crowd]
    if tables is not None:
        inputs |= tables._asdict()
        inputs["page"] = torch.zeros_like(inputs["page"])
    if atlas is not None:
        inputs["atlas"] = atlas
        inputs["rows"][..., 7:9] = 0
    example = Example(inputs, frozenset(("page", "shot", "rows", "air")), ("rgb", "depth", "entity"))
    islands = {"march": march.islands[""]} | {f"shade.{name}": why for name, why in shade.islands.items()}
    # rgb and entity in bytes, depth in metres: a pixel at an edge may differ by anything, so few may differ at all
    tolerance = {Precision.FP32: 1.0, Precision.FP16: 4.0, Precision.BF16: 12.0}
    module = Picture(March(*steps), shader, width, height)
    return Network(f"picture_{width}x{height}_{crowd}", module, example, islands, tolerance, 0.01)
