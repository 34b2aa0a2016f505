"""Trains a size of Pearl on a GPU: the losses and teachers of `nacre.train`, wider networks, resumable parts.

    python -m nacre.train.pearl_m shapes --minutes 4 --out runs/pearl-m

`--toy` proves every part within seconds on a CPU: two steps of two examples, written and loaded again.
"""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, Final

import numpy as np
import torch
from torch import Tensor, nn

from nacre.runtime.backends.torch import default_device
from nacre.runtime.sizes import PEARL_M, PearlSize
from nacre.train import layout as layout_training
from nacre.train import renderer as shader_training
from nacre.train import shapes as shape_training
from nacre.train import terrain as terrain_training
from nacre.train.chunks import Example as Chunk
from nacre.train.chunks import collate, window
from nacre.train.coarse_maps import CoarsePool
from nacre.train.grounds import Example
from nacre.train.journal import Journal
from nacre.train.pool import WorldPool
from nacre.train.terrain_figures import measure_autoencoder
from nacre.train.views import ViewPool
from nacre.world.voxels.shapes import ShapeEncoder

PARTS: Final = ("shapes", "terrain", "layout", "shader")
TOY_STEPS: Final = 3  # one for each phase of the terrain
PEAK: Final = 1e-3  # learning rate; two thirds of what the small networks take


@dataclass(frozen=True)
class Run:
    """One part's training. toy: a handful of steps, whatever the clock says."""

    size: PearlSize
    minutes: float
    device: torch.device
    out: Path
    data: Path = Path("runs")
    toy: bool = False
    seed: int = 0

    @property
    def batch(self) -> int:
        """Examples a step: what fills the device."""
        return 2 if self.toy else 64 if self.device.type == "cuda" else 12


def descend(
    run: Run, journal: Journal, modules: Sequence[nn.Module], loss_of: Callable[[], Tensor], keep: Callable[[], None]
) -> float:
    """Adam until the time is up; returns the running loss. Raises RuntimeError when it is not finite."""
    parameters = [p for module in modules for p in module.parameters()]
    optimiser = torch.optim.AdamW(parameters, PEAK, betas=(0.9, 0.98), weight_decay=1e-3)
    running, first, next_report = 0.0, journal.step, journal.elapsed + 0.5
    while journal.fraction < 1:
        for group in optimiser.param_groups:
            group["lr"] = journal.rate(PEAK)
        with torch.autocast(run.device.type, torch.bfloat16):
            loss = loss_of().float()
        optimiser.zero_grad(set_to_none=True)
        loss.backward()
        torch.nn.utils.clip_grad_norm_(parameters, 1.0)
        optimiser.step()
        journal.step += 1
        share = 0.02 if journal.step - first > 50 else 0.2
        running += share * (float(loss.detach()) - running) if running else float(loss.detach())
        if not np.isfinite(running):
            raise RuntimeError("the loss is not finite: resume from the last checkpoint with a new seed")
        if journal.elapsed > next_report:
            next_report = journal.elapsed + 0.5
            journal.log(loss=round(running, 4))
            keep()
    keep()
    return running


def shapes(run: Run) -> dict[str, Any]:
    """Shape decoder and code book; the encoder of the same width is only needed to make them."""
    journal = _journal(run, "shapes")
    encoder = ShapeEncoder(run.size.shape_width).to(run.device)
    decoder = run.size.fresh().shapes.to(run.device)
    if journal.state is not None:
        encoder.load_state_dict(journal.state["encoder"])
        decoder.load_state_dict(journal.state["decoder"])
    pool: Any = _ToyShapes() if run.toy else shape_training.ShapePool(run.seed + journal.step)

    def loss_of() -> Tensor:
        voxels, shape = (t.to(run.device) for t in pool.batch(run.batch))
        latent = encoder(voxels, shape)
        where = shape_training.pick_voxels(voxels, shape_training.VOXELS)
        raw = decoder.at(latent + 0.02 * torch.randn_like(latent), shape, where)
        small = 1e-4 * latent.float().pow(2).mean()
        loss: Tensor = shape_training.shape_loss(raw.float(), voxels, where) + small
        return loss

    def keep() -> None:
        journal.save(encoder=encoder.state_dict(), decoder=decoder.state_dict())

    loss = descend(run, journal, (encoder, decoder), loss_of, keep)
    encoder.cpu().eval()
    decoder.cpu().eval()
    book = shape_training.make_code_book(encoder, pool)
    whole = nn.Module()
    whole.decoder = decoder
    whole.register_buffer("code_book", book)
    return _write(run, "shapes", whole, journal, loss)


class _ToyShapes:
    """Two shapes of the teacher in place of its thousands."""

    def __init__(self) -> None:
        from nacre.teacher.shapes import shape_volume
        from nacre.vocabulary import SHAPE_INDEX

        self.code = [("house", 0, False, 0), ("sheep", 0, False, 0)]
        self.shapes = np.array([SHAPE_INDEX[name] for name, *_ in self.code])
        self.voxels = np.stack([shape_volume(name, 0, False, 0.0) for name, *_ in self.code]).astype(np.float16)

    def batch(self, size: int) -> tuple[Tensor, Tensor]:
        """All there is, as often as it takes."""
        rows = np.arange(size) % len(self.code)
        return torch.from_numpy(self.voxels[rows].astype(np.float32)), torch.from_numpy(self.shapes[rows])


def terrain(run: Run) -> dict[str, Any]:
    """The terrain autoencoder and both flows, a part of the time each."""
    journal = _journal(run, "terrain")
    pool = WorldPool(run.data / "worlds", 1 if run.toy else 40, 60, tests=1 if run.toy else 12)
    maps = CoarsePool(run.data / "coarse_maps", 2 if run.toy else 60)
    example = Example(pool, run.seed + journal.step)
    networks = run.size.fresh().terrain
    if journal.state is not None:
        networks.load_state_dict(journal.state["networks"])
    latents: dict[int, Tensor] = {}
    for number, phase in enumerate(("autoencoder", "coarse", "fine")):
        span = (number / 3, (number + 1) / 3)
        terrain_training.run_phase(phase, networks, example, maps, latents, journal, span, run.device.type)
    metrics = measure_autoencoder(networks, pool.tests)
    return _write(run, "terrain", networks, journal, metrics["height_m"], metrics)


def layout(run: Run) -> dict[str, Any]:
    """The transformer that places things."""
    journal = _journal(run, "layout")
    pool = WorldPool(run.data / "worlds", 1 if run.toy else 40, 60, tests=1 if run.toy else 12)
    random = np.random.default_rng([run.seed, journal.step, 5])
    network = run.size.fresh().layout
    if journal.state is not None:
        network.load_state_dict(journal.state["network"])
    layout_training.set_rules(network, list(pool.worlds.values())[:200])
    network.to(run.device)
    rows = [(world, chunk) for world in pool.worlds.values() for chunk in window(world)]

    def loss_of() -> Tensor:
        picked = [rows[int(i)] for i in random.integers(0, len(rows), run.batch)]
        batch = collate([Chunk(w, c) for w, c in picked])
        nll, _ = layout_training.losses(network, tuple(t.to(run.device) for t in batch), emphasis=True)
        return torch.stack([layout_training.WEIGHT[name] * value for name, value in nll.items()]).sum()

    loss = descend(run, journal, (network,), loss_of, lambda: journal.save(network=network.state_dict()))
    return _write(run, "layout", network.cpu(), journal, loss)


def shader(run: Run) -> dict[str, Any]:
    """The shader, on views that `python -m nacre.train.views` made."""
    journal = _journal(run, "shader")
    views = ViewPool(run.data / "renderer" / "views")
    network = run.size.fresh().shader.to(run.device)
    if journal.state is not None:
        network.load_state_dict(journal.state["network"])
    network.train()
    random, device = np.random.default_rng(run.seed + journal.step), run.device.type

    def loss_of() -> Tensor:
        g, air, rgb = views.training.crops(random, run.batch, 16 if run.toy else 64, device)
        with torch.autocast(device, enabled=False):  # exponents and light in float32, as they are served
            loss: Tensor = shader_training.picture_loss(network(g, air), rgb)
            return loss

    loss = descend(run, journal, (network,), loss_of, lambda: journal.save(network=network.state_dict()))
    metrics, _ = shader_training.measure(network, views.held_out, device) if not run.toy else ({}, None)
    return _write(run, "shader", network.cpu(), journal, loss, metrics)


TRAINERS: Final = {"shapes": shapes, "terrain": terrain, "layout": layout, "shader": shader}


class _Counted(Journal):
    """A journal whose budget is steps, not minutes."""

    def __init__(self, out: Path, steps: int) -> None:
        super().__init__(out, 1.0, resume=True)
        self._first, self._steps = self.step, steps

    @property
    def fraction(self) -> float:
        """See Journal."""
        return (self.step - self._first) / self._steps


def _journal(run: Run, part: str) -> Journal:
    torch.manual_seed(run.seed)
    return _Counted(run.out / part, TOY_STEPS) if run.toy else Journal(run.out / part, run.minutes, resume=True)


def _write(
    run: Run, part: str, module: nn.Module, journal: Journal, loss: float, metrics: dict[str, float] | None = None
) -> dict[str, Any]:
    card = {"steps": journal.step, "minutes": round(journal.minutes, 2), "loss": loss, "metrics": metrics or {}}
    path = run.size.save(part, module, {**card, "toy": run.toy})
    return {"part": part, "file": str(path), "toy": run.toy, **card}


def main(argv: Sequence[str] | None = None) -> int:
    """Train from a command line; prints the card of each part as JSON lines."""
    flags = argparse.ArgumentParser("nacre.train.pearl_m", description=__doc__.splitlines()[0] if __doc__ else "")
    flags.add_argument("parts", nargs="+", choices=PARTS)
    flags.add_argument("--minutes", type=float, default=4.0, help="for each part")
    flags.add_argument("--out", type=Path, default=Path("runs/pearl-m"), help="checkpoints; taken up again")
    flags.add_argument("--weights", type=Path, help="where finished weights go (beside pearl-s's)")
    flags.add_argument("--data", type=Path, default=Path("runs"), help="worlds/ and renderer/views/")
    flags.add_argument("--toy", action="store_true", help="a few steps of everything")
    given = flags.parse_args(argv)
    size = replace(PEARL_M, folder=given.weights) if given.weights else PEARL_M
    for part in given.parts:
        run = Run(size, given.minutes, default_device(), given.out, given.data, given.toy)
        print(json.dumps(TRAINERS[part](run)), flush=True)
    return 0


if __name__ == "__main__":
    sys.exit(main())
