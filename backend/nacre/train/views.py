"""Training views of the renderer: what the student traces, what the teacher sees, side by side.

A producer (`python -m nacre.train.views`) writes one file per world; the trainer reads whatever is
there and reloads as more arrive, so that making data and learning from it run side by side.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any, Final

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor

from nacre.atomic_write import atomic_path
from nacre.spec import SceneSpec
from nacre.vocabulary import FIRST_BIOMES, WEATHERS

HELD_OUT_WORLD: Final = 900_000
WIDTH, HEIGHT = 160, 90  # of the G-buffer; pictures are twice that
KEEP: Final = 6000  # views in memory: 0.75 MB each


class Views:
    """G-buffers float16 [N, 90, 160, 20], atmospheres [N, 16], pictures uint8 [N, 180, 320, 3]."""

    def __init__(self) -> None:
        self._files: dict[Path, dict[str, NDArray[np.generic]]] = {}
        self._index: list[tuple[Path, int]] = []

    def __len__(self) -> int:
        return len(self._index)

    def add(self, path: Path) -> None:
        """Read one world's file, once; the oldest go when there are too many."""
        if path in self._files:
            return
        with np.load(path) as file:
            self._files[path] = {name: file[name] for name in ("g", "air", "rgb", "labels")}
        self._index += [(path, i) for i in range(len(self._files[path]["air"]))]
        while len(self._index) > KEEP:
            gone = self._index[0][0]
            self._files[gone] = {}
            self._index = [row for row in self._index if row[0] != gone]

    def rows(self, rows: NDArray[np.int64], device: str) -> tuple[Tensor, Tensor, Tensor]:
        """Whole views: [B, 20, 90, 160], [B, 16], [B, 3, 180, 320]."""
        return self._stack([(*self._index[r], 0, 0, HEIGHT, WIDTH) for r in rows], device)

    def crops(self, random: np.random.Generator, count: int, side: int, device: str) -> tuple[Tensor, Tensor, Tensor]:
        """Random crops of `side` G-buffer pixels, aligned to the shader's blocks of two."""
        picked = []
        for row in random.integers(0, len(self._index), count):
            top = int(random.integers(0, (HEIGHT - side) // 2 + 1)) * 2
            left = int(random.integers(0, (WIDTH - side) // 2 + 1)) * 2
            picked.append((*self._index[row], top, left, side, side))
        return self._stack(picked, device)

    def _stack(self, picked: list[tuple[Path, int, int, int, int, int]], device: str) -> tuple[Tensor, Tensor, Tensor]:
        g, air, rgb = [], [], []
        for path, i, top, left, high, wide in picked:
            file = self._files[path]
            g.append(file["g"][i, top : top + high, left : left + wide].astype(np.float32))
            air.append(file["air"][i].astype(np.float32))
            rgb.append(file["rgb"][i, 2 * top : 2 * (top + high), 2 * left : 2 * (left + wide)])
        return (
            torch.from_numpy(np.stack(g)).permute(0, 3, 1, 2).to(device),
            torch.from_numpy(np.stack(air)).to(device),
            (torch.from_numpy(np.stack(rgb)).permute(0, 3, 1, 2).float() / 255).to(device),
        )


class ViewPool:
    """The views of a folder, split into training and held-out worlds by seed."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.training, self.held_out = Views(), Views()
        self.reload()
        if not len(self.training) or not len(self.held_out):
            raise FileNotFoundError(f"no views in {folder}: run `python -m nacre.train.views --out {folder}` first")

    def reload(self) -> None:
        """Take in files that have appeared since."""
        for path in sorted(self.folder.glob("world_*.npz")):
            seed = int(path.stem.split("_")[1])
            (self.held_out if seed >= HELD_OUT_WORLD else self.training).add(path)


def make_views(seed: int, count: int, decoded: bool = True) -> dict[str, NDArray[np.generic]]:
    """One world's views. The teacher draws its exact volumes; the student decodes tokens of the same world."""
    from nacre.teacher.sample_spec import sample_spec
    from nacre.train.student_scene import StudentScene

    random = np.random.default_rng(seed)
    spec = sample_spec(random)
    scene = StudentScene(spec, seed, decoded)
    g: list[NDArray[Any]] = []
    air: list[NDArray[Any]] = []
    rgb: list[NDArray[Any]] = []
    depth: list[NDArray[Any]] = []
    labels: list[NDArray[Any]] = []
    for camera in scene.teacher.sample_cameras(random, count):
        hours = float((spec.hours + random.normal(0, 1.0)) % 24)
        drift = float(random.uniform(0, 50))
        picture, exact = scene.teacher.render(camera, hours, 2 * WIDTH, 2 * HEIGHT, drift)
        buffer, vector = scene.gbuffer(camera, hours, WIDTH, HEIGHT, drift)
        g.append(buffer.astype(np.float16))
        air.append(vector)
        rgb.append(picture)
        depth.append(exact[::2, ::2, 0].astype(np.float16))
        labels.append(label(spec, hours, buffer))
    named = {"g": g, "air": air, "rgb": rgb, "depth": depth, "labels": labels}
    return {name: np.stack(values) for name, values in named.items()}


def part_of_day(hours: float) -> int:
    """0 day, 1 dawn or dusk, 2 night: as far apart as a reader of pictures can tell."""
    if 7.5 <= hours <= 16.5:
        return 0
    return 2 if hours < 5 or hours > 20 else 1


def label(spec: SceneSpec, hours: float, buffer: NDArray[np.float32]) -> NDArray[np.int64]:
    """What the reader should see: biome, weather, part of the day, water in view (1 % or more)."""
    water = int(buffer[..., 13].mean() > 0.01)
    return np.array([FIRST_BIOMES.index(spec.biome), WEATHERS.index(spec.weather), part_of_day(hours), water])


def main() -> None:
    """Write worlds until the time is up."""
    import argparse
    import time

    parser = argparse.ArgumentParser()
    parser.add_argument("--out", type=Path, default=Path("runs/renderer/views"))
    parser.add_argument("--minutes", type=float, default=10)
    parser.add_argument("--first", type=int, default=1000)
    parser.add_argument("--views", type=int, default=16)
    parser.add_argument("--threads", type=int, default=1)
    parser.add_argument("--exact", action="store_true", help="the teacher's own volumes instead of decoded ones")
    arguments = parser.parse_args()
    torch.set_num_threads(arguments.threads)
    import numba

    numba.set_num_threads(arguments.threads)
    arguments.out.mkdir(parents=True, exist_ok=True)
    end = time.monotonic() + 60 * arguments.minutes
    number = 0
    while time.monotonic() < end:
        seed = arguments.first + number // 8 * 7 + number % 8
        if number % 8 == 7:  # one world in eight is for evaluation only
            seed = HELD_OUT_WORLD + arguments.first + number // 8
        number += 1
        path = arguments.out / f"world_{seed}.npz"
        if path.exists():
            continue
        views = make_views(seed, arguments.views, not arguments.exact)
        with atomic_path(path) as draft, draft.open("wb") as file:
            np.savez(file, **views)  # type: ignore[arg-type]
        print(f"{path.name}: {len(views['air'])} views", flush=True)


if __name__ == "__main__":
    main()
