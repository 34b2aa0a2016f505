"""The numba shader computes what the torch shader defines."""

from __future__ import annotations

import numpy as np
import torch

from nacre.train.renderer import psnr, ssim
from nacre.world.voxels.shader import Shader
from nacre.world.voxels.shading import Shading


def a_gbuffer(random: np.random.Generator, rows: int, columns: int) -> np.ndarray:
    g = random.random((rows, columns, 20), dtype=np.float32)
    for start in (2, 14):
        g[..., start : start + 3] = random.normal(size=(rows, columns, 3))
        g[..., start : start + 3] /= np.linalg.norm(g[..., start : start + 3], axis=-1, keepdims=True)
    g[..., 0] *= 64
    g[..., 1] = random.random((rows, columns)) > 0.3
    g[..., 13] *= (g[..., 13] > 0.7) & (g[..., 1] > 0)
    g[..., 17] = g[..., 17] * 2 - 1
    return g


def test_both_shaders_agree() -> None:
    torch.manual_seed(1)
    shader = Shader()
    for parameter in shader.parameters():
        parameter.data += 0.05 * torch.randn_like(parameter)
    shader.eval().requires_grad_(False)
    random = np.random.default_rng(1)
    shading = Shading(shader, torch.float32)
    for _ in range(3):  # a new atmosphere each time: tables must follow it
        g = a_gbuffer(random, 36, 64)
        air = random.random(16, dtype=np.float32)
        air[:3] /= np.linalg.norm(air[:3])
        quick = shading.shade(g, air)
        with torch.inference_mode():
            full = shader(torch.from_numpy(g).permute(2, 0, 1)[None].contiguous(), torch.from_numpy(air)[None])
        assert np.abs(quick / 255 - full[0].permute(1, 2, 0).numpy()).max() < 0.5 / 255 + 2e-3


def test_measures_know_identity_and_noise() -> None:
    picture = torch.rand(2, 3, 40, 60)
    assert float(ssim(picture, picture)) > 0.999
    noisy = (picture + 0.1 * torch.randn_like(picture)).clamp(0, 1)
    assert 18 < float(psnr(noisy, picture)) < 23
    assert float(ssim(noisy, picture)) < 0.98
