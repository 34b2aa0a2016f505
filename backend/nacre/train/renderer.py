"""Train the shader: student G-buffers (from decoded tokens) against the teacher's pictures."""

from __future__ import annotations

import math
from pathlib import Path

import numpy as np
import torch
from numpy.typing import NDArray
from PIL import Image
from torch import Tensor

from nacre.train.journal import Journal
from nacre.train.views import ViewPool, Views
from nacre.world.voxels.shader import Shader
from nacre.world.weights import WEIGHTS, load_tensors, save_tensors

STRUCTURE_WEIGHT = 0.5  # gradients carry the edges that L1 alone leaves soft


def picture_loss(predicted: Tensor, target: Tensor) -> Tensor:
    """L1 plus L1 of the spatial gradients: sharp edges without a perceptual network."""
    loss = (predicted - target).abs().mean()
    for axis in (2, 3):
        loss = loss + STRUCTURE_WEIGHT * (predicted.diff(dim=axis) - target.diff(dim=axis)).abs().mean()
    return loss


def psnr(predicted: Tensor, target: Tensor) -> Tensor:
    """Mean over the batch of each picture's PSNR in dB, pictures [B, 3, H, W] in 0..1."""
    error = (predicted - target).pow(2).flatten(1).mean(1).clamp(min=1e-9)
    return (-10 * torch.log10(error)).mean()


def ssim(predicted: Tensor, target: Tensor) -> Tensor:
    """Mean structural similarity (Wang et al. 2004), 11x11 Gaussian window, sigma 1.5."""
    span = torch.arange(11, dtype=predicted.dtype, device=predicted.device) - 5
    line = torch.exp(-span.pow(2) / 4.5)
    line = line / line.sum()

    def blur(x: Tensor) -> Tensor:
        x = x.flatten(0, 1)[:, None]
        x = torch.nn.functional.conv2d(x, line.view(1, 1, -1, 1))
        return torch.nn.functional.conv2d(x, line.view(1, 1, 1, -1))

    mx, my = blur(predicted), blur(target)
    vx = blur(predicted * predicted) - mx * mx
    vy = blur(target * target) - my * my
    cov = blur(predicted * target) - mx * my
    score = ((2 * mx * my + 1e-4) * (2 * cov + 9e-4)) / ((mx * mx + my * my + 1e-4) * (vx + vy + 9e-4))
    return score.mean()


@torch.inference_mode()
def measure(shader: Shader, views: Views, device: str) -> tuple[dict[str, float], NDArray[np.uint8]]:
    """Held-out PSNR and SSIM, and a sheet of teacher | student pairs."""
    shader.eval()
    scores: list[tuple[float, float]] = []
    shown: list[Tensor] = []
    for start in range(0, len(views), 8):
        g, air, rgb = views.rows(np.arange(start, min(start + 8, len(views))), device)
        out = shader(g, air)
        scores.append((float(psnr(out, rgb)), float(ssim(out, rgb))))
        shown.append(torch.cat([rgb[:2], out[:2]], 3))
    shader.train()
    mean = np.mean(scores, 0)
    sheet = torch.cat(shown)[:12]
    rows = torch.cat([torch.cat(list(sheet[i : i + 2]), 2) for i in range(0, len(sheet) - 1, 2)], 1)
    picture = (rows.permute(1, 2, 0).clamp(0, 1) * 255).byte().cpu().numpy()
    return {"psnr": float(mean[0]), "ssim": float(mean[1])}, picture


def train(
    minutes: float,
    resume: bool = False,
    threads: int = 2,
    out: str | Path = "runs/renderer",
    views: str | Path = "runs/renderer/views",
    device: str = "cpu",
    seed: int = 0,
    batch: int = 6,
    crop: int = 48,
) -> dict[str, float]:
    """Train for a fixed time on endless fresh worlds and export; returns the held-out metrics.

    crop: side of the random G-buffer crops in pixels; small crops of many worlds teach more per second.
    """
    torch.set_num_threads(threads)
    torch.manual_seed(seed)
    random = np.random.default_rng(seed)
    journal = Journal(Path(out), minutes, resume)
    pool = ViewPool(Path(views))
    shader = Shader().to(device, memory_format=torch.channels_last)  # type: ignore[call-overload]
    optimiser = torch.optim.AdamW(shader.parameters(), 2e-3, betas=(0.9, 0.98), weight_decay=1e-4)
    if journal.state is not None:
        shader.load_state_dict(journal.state["shader"])
    elif resume and (WEIGHTS / "shader.safetensors").is_file():
        shader.load_state_dict(load_tensors(WEIGHTS / "shader.safetensors"))
    shader.train()
    next_report, running = journal.elapsed + 1.0, 0.0
    metrics: dict[str, float] = {}
    while journal.fraction < 1:
        for group in optimiser.param_groups:
            group["lr"] = journal.rate(2e-3)
        g, air, rgb = pool.training.crops(random, batch, crop, device)
        shown = shader(g, air)
        loss = picture_loss(shown, rgb)
        optimiser.zero_grad(set_to_none=True)
        loss.backward()
        torch.nn.utils.clip_grad_norm_(shader.parameters(), 1.0)
        optimiser.step()
        journal.step += 1
        running += 0.02 * (float(loss.detach()) - running)
        if not math.isfinite(running):
            raise RuntimeError("the loss is not finite: resume from the last checkpoint with a new seed")
        if journal.elapsed > next_report:
            next_report = journal.elapsed + 2.0
            pool.reload()
            metrics, sheet = measure(shader, pool.held_out, device)
            Image.fromarray(sheet).save(journal.out / "teacher_student.png")
            journal.log(loss=round(running, 4), views=len(pool.training), **metrics)
            journal.save(shader=shader.state_dict())
    metrics, sheet = measure(shader, pool.held_out, device)
    Image.fromarray(sheet).save(journal.out / "teacher_student.png")
    journal.log(final="yes", **metrics)
    journal.save(shader=shader.state_dict())
    card = {"steps": journal.step, "minutes": journal.minutes, "metrics": metrics, "views": len(pool.training)}
    save_tensors(WEIGHTS / "shader.safetensors", dict(shader.state_dict()), card)
    return metrics


if __name__ == "__main__":
    import argparse

    parser = argparse.ArgumentParser()
    parser.add_argument("--minutes", type=float, default=10)
    parser.add_argument("--resume", action="store_true")
    parser.add_argument("--threads", type=int, default=1)
    parser.add_argument("--views", type=Path, default=Path("runs/renderer/views"))
    arguments = parser.parse_args()
    train(arguments.minutes, arguments.resume, arguments.threads, views=arguments.views)
