"""Train the shape autoencoder on the teacher's shapes, and make the code book.

Half of what it sees are the code-book styles themselves (they are what play draws), half are fresh
seeds so that the encoder serves shapes it has never met; seeds from 900000 are only for evaluation.
"""

from __future__ import annotations

from pathlib import Path

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor

from nacre.teacher.shapes import shape_volume
from nacre.train.journal import Journal
from nacre.vocabulary import ENTITIES, FIRST_SHAPES, OBJECTS, PHASES, SHAPE_INDEX, STYLES
from nacre.world.voxels.shapes import LATENT, ShapeDecoder, ShapeEncoder, code_index, volumes
from nacre.world.weights import WEIGHTS, save_tensors

HELD_OUT_SEED = 900_000
# Shapes seen most, with most detail, deserve most of the decoder.
EMPHASIS = {"house": 6.0, "bell_tower": 3.0, "keep": 3.0, "forge": 2.0, "windmill": 2.0, "stall": 2.0, "dragon": 2.0}
VOXELS = 3500  # of 32,768 per volume and step
LIT = 0.3  # emission above which a cell is a window or a flame
FRESH = 2600  # fresh volumes held at a time; a pool this large is renewed about once in ten minutes


class ShapePool:
    """Volumes in half precision: every code-book style, and a rolling set of fresh seeds."""

    def __init__(self, seed: int) -> None:
        self._random = np.random.default_rng(seed)
        weight = np.array([EMPHASIS.get(s, 0.45 if s in ENTITIES else 1.0) for s in FIRST_SHAPES])
        self._share = weight / weight.sum()
        self.code: list[tuple[str, int, bool, int]] = [
            (s, style, snow, 0) for s in OBJECTS for style in range(STYLES) for snow in (False, True)
        ] + [(s, style, False, p) for s in ENTITIES for style in range(STYLES) for p in range(PHASES)]
        self.shapes = np.array([SHAPE_INDEX[c[0]] for c in self.code] + [0] * FRESH)
        self.voxels = np.empty((len(self.shapes), 5, 32, 32, 32), np.float16)
        for i, (shape, style, snow, phase) in enumerate(self.code):
            self.voxels[i] = shape_volume(shape, style, snow, phase / PHASES)
        self._oldest = 0
        self.renew(FRESH)
        code_weight = self._share[self.shapes[: len(self.code)]]
        per_shape = np.bincount(self.shapes[: len(self.code)], minlength=len(FIRST_SHAPES))
        self._code_share = code_weight / per_shape[self.shapes[: len(self.code)]]
        self._code_share /= self._code_share.sum()

    def renew(self, count: int) -> None:
        """Replace the oldest fresh volumes by new ones."""
        for _ in range(count):
            shape = FIRST_SHAPES[int(self._random.choice(len(FIRST_SHAPES), p=self._share))]
            at = len(self.code) + self._oldest
            seed = int(self._random.integers(1000, 800_000))
            snow = bool(self._random.random() < 0.35)
            self.voxels[at] = shape_volume(shape, seed, snow, float(self._random.random()))
            self.shapes[at] = SHAPE_INDEX[shape]
            self._oldest = (self._oldest + 1) % FRESH

    def batch(self, size: int) -> tuple[Tensor, Tensor]:
        """Voxels [size, 5, 32, 32, 32] float32 and classes [size]."""
        from_code = self._random.choice(len(self.code), size=size - size // 2, p=self._code_share)
        fresh = self._random.integers(len(self.code), len(self.shapes), size=size // 2)
        rows = np.concatenate([from_code, fresh])
        return torch.from_numpy(self.voxels[rows].astype(np.float32)), torch.from_numpy(self.shapes[rows])


def pick_voxels(voxels: Tensor, count: int) -> Tensor:
    """Flat voxel indices [B, count]: most near the surface, where rays meet it, lit ones above all."""
    distance, emission = voxels[:, 0].flatten(1).abs(), voxels[:, 4].flatten(1)
    weight = torch.exp(-0.9 * distance) * (1 + 2 * (emission > LIT)) + 0.03
    return torch.multinomial(weight, count, replacement=True)


def shape_loss(raw: Tensor, voxels: Tensor, where: Tensor) -> Tensor:
    """L1 at the picked voxels raw [B, N, 5]: distance in cells, colours weighted to the surface."""
    true = torch.gather(voxels.flatten(2), 2, where[:, None].expand(-1, 5, -1)).transpose(1, 2)
    distance = true[..., :1]
    loss_distance = (raw[..., :1].clamp(-4.5, 4.5) - distance).abs().mean()
    near = torch.exp(-0.9 * distance.abs())
    # A median of mostly dark cells is dark: without this every window of every house went out.
    lit = 1 + 5 * (true[..., 4:] > LIT).float()
    error = (raw[..., 1:] - true[..., 1:]).abs() * near
    loss_colour = (error[..., :3].sum() + (error[..., 3:] * lit).sum()) / near.sum() / 4
    return loss_distance + 4.0 * loss_colour


def held_out(per_shape: int = 6) -> tuple[Tensor, Tensor]:
    """Shapes of evaluation seeds."""
    rows: list[NDArray[np.float32]] = []
    classes: list[int] = []
    for shape in FIRST_SHAPES:
        for k in range(per_shape):
            rows.append(shape_volume(shape, HELD_OUT_SEED + k, k % 3 == 2, k / per_shape))
            classes.append(SHAPE_INDEX[shape])
    return torch.from_numpy(np.stack(rows)), torch.tensor(classes)


@torch.inference_mode()
def measure(encoder: ShapeEncoder, decoder: ShapeDecoder, voxels: Tensor, shape: Tensor) -> dict[str, float]:
    """Near-surface distance error (cells and metres of a 14 m house), albedo error, sign errors."""
    out = torch.cat(
        [volumes(decoder(encoder(v, s), s)) for v, s in zip(voxels.split(16), shape.split(16), strict=True)]
    )
    near = voxels[:, 0].abs() < 1.0
    error = (out[:, 0] - voxels[:, 0]).abs()
    colour = (out[:, 1:4] - voxels[:, 1:4]).abs().mean(1)
    house = shape == SHAPE_INDEX["house"]
    return {
        "near_cells": float(error[near].mean()),
        "house_near_m": float(error[house][near[house]].mean()) * 14 / 32 if house.any() else 0.0,
        "albedo": float(colour[near].mean()),
        "windows_lit": float((out[:, 4] > LIT)[near & (voxels[:, 4] > LIT)].float().mean()),
        "windows_false": float((out[:, 4] > LIT)[near & (voxels[:, 4] < 0.05)].float().mean()),
        "sign": float((((out[:, 0] < 0) != (voxels[:, 0] < 0)) & near).float().sum() / near.sum()),
    }


@torch.inference_mode()
def make_code_book(encoder: ShapeEncoder, pool: ShapePool) -> Tensor:
    """Latents of every code-book style, [shapes, STYLES, PHASES, LATENT]."""
    book = torch.zeros(len(FIRST_SHAPES), STYLES, PHASES, LATENT)
    for start in range(0, len(pool.code), 32):
        rows = slice(start, min(start + 32, len(pool.code)))
        voxels = torch.from_numpy(pool.voxels[rows].astype(np.float32))
        latents = encoder(voxels, torch.from_numpy(pool.shapes[rows]))
        for code, latent in zip(pool.code[rows], latents, strict=True):
            book[code_index(*code)] = latent
    return book


def export(encoder: ShapeEncoder, decoder: ShapeDecoder, pool: ShapePool, card: dict[str, object]) -> None:
    """Write the shipped weights: encoder, decoder, code book."""
    tensors = {f"encoder.{k}": v for k, v in encoder.state_dict().items()}
    tensors |= {f"decoder.{k}": v for k, v in decoder.state_dict().items()}
    tensors["code_book"] = make_code_book(encoder, pool)
    save_tensors(WEIGHTS / "shapes.safetensors", tensors, card)


def train(
    minutes: float,
    resume: bool = False,
    threads: int = 2,
    out: str | Path = "runs/shapes",
    device: str = "cpu",
    seed: int = 0,
    batch: int = 24,
) -> dict[str, float]:
    """Train for a fixed time and export; returns the held-out metrics."""
    torch.set_num_threads(threads)
    torch.manual_seed(seed)
    journal = Journal(Path(out), minutes, resume)
    pool = ShapePool(seed + journal.step)
    test_voxels, test_shape = held_out()
    encoder, decoder = ShapeEncoder().to(device), ShapeDecoder().to(device)
    parameters = [*encoder.parameters(), *decoder.parameters()]
    optimiser = torch.optim.AdamW(parameters, 2e-3, betas=(0.9, 0.97), weight_decay=1e-3)
    if journal.state is not None:
        encoder.load_state_dict(journal.state["encoder"])
        decoder.load_state_dict(journal.state["decoder"])
        optimiser.load_state_dict(journal.state["optimiser"])
    next_report, running = journal.elapsed + 1.0, 0.0
    while journal.fraction < 1:
        for group in optimiser.param_groups:
            group["lr"] = journal.rate(2e-3)
        voxels, shape = (t.to(device) for t in pool.batch(batch))
        with torch.autocast(device, torch.bfloat16):
            latent = encoder(voxels, shape)
            where = pick_voxels(voxels, VOXELS)
            raw = decoder.at(latent + 0.02 * torch.randn_like(latent), shape, where)
        loss = shape_loss(raw.float(), voxels, where) + 1e-4 * latent.float().pow(2).mean()
        optimiser.zero_grad(set_to_none=True)
        loss.backward()
        torch.nn.utils.clip_grad_norm_(parameters, 1.0)
        optimiser.step()
        journal.step += 1
        running += 0.02 * (float(loss.detach()) - running)
        if journal.step % 40 == 0:
            pool.renew(16)
        if journal.elapsed > next_report:
            next_report = journal.elapsed + 2.0
            journal.log(loss=round(running, 4), **measure(encoder, decoder, test_voxels, test_shape))
            journal.save(encoder=encoder.state_dict(), decoder=decoder.state_dict(), optimiser=optimiser.state_dict())
    metrics = measure(encoder, decoder, test_voxels, test_shape)
    code_rows = torch.arange(0, len(pool.code), 7)
    seen = measure(
        encoder, decoder, torch.from_numpy(pool.voxels[code_rows].astype(np.float32)),
        torch.from_numpy(pool.shapes[code_rows]),
    )  # fmt: skip
    metrics |= {f"code_{k}": v for k, v in seen.items()}
    journal.log(final="yes", **metrics)
    journal.save(encoder=encoder.state_dict(), decoder=decoder.state_dict(), optimiser=optimiser.state_dict())
    export(encoder, decoder, pool, {"steps": journal.step, "minutes": journal.minutes, "metrics": metrics})
    return metrics


if __name__ == "__main__":
    import argparse

    parser = argparse.ArgumentParser()
    parser.add_argument("--minutes", type=float, default=10)
    parser.add_argument("--resume", action="store_true")
    parser.add_argument("--threads", type=int, default=1)
    arguments = parser.parse_args()
    train(arguments.minutes, arguments.resume, arguments.threads)
