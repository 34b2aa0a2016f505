"""Makes training data for `train.pearl_m` on the machine that trains, with all its cores: teacher worlds and views."""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Sequence
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context
from pathlib import Path

import numpy as np

from nacre.atomic_write import atomic_path


def make_world(folder: Path, seed: int) -> int:
    """One teacher world; kept for next time."""
    from nacre.train.worlds import load

    load(folder, seed)
    return seed


def make_map(folder: Path, seed: int) -> int:
    """One teacher land seen from afar; kept for next time."""
    from nacre.train.coarse_maps import load

    load(folder, seed)
    return seed


def make_view(folder: Path, seed: int, count: int) -> int:
    """One world's views; kept for next time."""
    import numba
    import torch

    from nacre.train.views import make_views

    torch.set_num_threads(1)
    numba.set_num_threads(1)
    path = folder / f"world_{seed}.npz"
    if not path.exists():
        with atomic_path(path) as draft, draft.open("wb") as file:
            np.savez(file, **make_views(seed, count))  # type: ignore[arg-type]
    return seed


def main(argv: Sequence[str] | None = None) -> int:
    """Make what is missing."""
    from nacre.train.views import HELD_OUT_WORLD

    flags = argparse.ArgumentParser("gpu_data", description=__doc__)
    flags.add_argument("folder", type=Path)
    flags.add_argument("--worlds", type=int, default=400)
    flags.add_argument("--views", type=int, default=160, help="worlds that are looked at")
    flags.add_argument("--toy", action="store_true")
    given = flags.parse_args(argv)
    worlds, views, each = (2, 1, 1) if given.toy else (given.worlds, given.views, 16)
    ground, afar = given.folder / "worlds", given.folder / "coarse_maps"
    seen = given.folder / "renderer" / "views"
    for folder in (ground, afar, seen):
        folder.mkdir(parents=True, exist_ok=True)
    looked = [2000 + n for n in range(views)] + [HELD_OUT_WORLD + n for n in range(max(1, views // 10))]
    cores = max(1, min(os.cpu_count() or 1, 2 if given.toy else 16))
    with ProcessPoolExecutor(cores, get_context("spawn")) as pool:
        jobs = [pool.submit(make_world, ground, seed) for seed in range(worlds)]
        jobs += [pool.submit(make_map, afar, seed) for seed in range(worlds)]
        jobs += [pool.submit(make_view, seen, seed, each) for seed in looked]
        for number, job in enumerate(jobs):
            job.result()
            if number % 20 == 0:
                print(f"{number} of {len(jobs)}", flush=True)
    return 0


if __name__ == "__main__":
    sys.exit(main())
