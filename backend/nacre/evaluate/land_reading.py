"""Reading a world's land: which kind of water lies in it, and which biome its ground and plants make.

Both read the generated arrays and never the spec. The rules of water and the biome reader were set on the
teacher's worlds; `python -m nacre.evaluate.land_reading` fits the latter and shows how well both read others.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any, Final

import numpy as np
import torch
from numba import njit
from numpy.typing import NDArray
from torch import Tensor, nn

from nacre.vocabulary import FIRST_BIOMES, SHAPE_INDEX
from nacre.world.networks.files import load_into, load_tensors, save_tensors
from nacre.world.weights import WEIGHTS

CELL: Final = 0.5  # metres per sample of a height map
DRY: Final = 0.1  # metres above the water from which ground counts as land
PLANTS: Final = ("tree_round", "tree_cone", "tree_palm", "tree_dead", "cactus", "bush")
FEATURES: Final = 7 + len(PLANTS)


@njit(cache=True)
def _bodies(wet: Any, label: Any, stack: Any) -> int:
    """Label connected waters; returns their number."""
    side_z, side_x = wet.shape
    number = 0
    for z in range(side_z):
        for x in range(side_x):
            if not wet[z, x] or label[z, x]:
                continue
            number += 1
            top = 0
            stack[0] = z * side_x + x
            label[z, x] = number
            while top >= 0:
                at = stack[top]
                top -= 1
                i, j = at // side_x, at % side_x
                for dz, dx in ((1, 0), (-1, 0), (0, 1), (0, -1)):
                    a, b = i + dz, j + dx
                    if 0 <= a < side_z and 0 <= b < side_x and wet[a, b] and not label[a, b]:
                        label[a, b] = number
                        top += 1
                        stack[top] = a * side_x + b
    return number


def _thickness(wet: NDArray[np.bool_]) -> float:
    """Metres from the shore to the middle of the widest water: by peeling; the map's border is no shore."""
    rest, layers = wet, 0
    while rest.any():
        out = np.pad(rest, 1, mode="edge")
        rest = rest & out[2:, 1:-1] & out[:-2, 1:-1] & out[1:-1, 2:] & out[1:-1, :-2]
        if layers % 2:  # every other time diagonals too, so that the measure is nearly round
            rest &= out[2:, 2:] & out[:-2, :-2] & out[2:, :-2] & out[:-2, 2:]
        layers += 1
    return layers * CELL


def water_figures(height: NDArray[np.floating[Any]]) -> dict[str, float]:
    """Of a height map [S, S] in metres: share under water, and of the largest body its area, extent and thickness.

    edge is the share of the map's border under water.
    """
    wet = np.ascontiguousarray(height < 0)
    border = np.concatenate([wet[0], wet[-1], wet[:, 0], wet[:, -1]])
    figures = {"share": float(wet.mean()), "edge": float(border.mean()), "area": 0.0, "extent": 0.0, "thickness": 0.0}
    if not wet.any():
        return figures
    label = np.zeros(wet.shape, np.int32)
    _bodies(wet, label, np.zeros(wet.size, np.int64))
    sizes = np.bincount(label.ravel())
    sizes[0] = 0
    biggest = label == int(sizes.argmax())
    rows, columns = np.flatnonzero(biggest.any(1)), np.flatnonzero(biggest.any(0))
    figures["area"] = float(sizes.max()) * CELL**2
    figures["extent"] = float(max(rows[-1] - rows[0], columns[-1] - columns[0])) * CELL
    figures["thickness"] = _thickness(biggest)
    return figures


def water_kind(height: NDArray[np.floating[Any]]) -> str:
    """none, ponds, river, lake or coast: what the waters of a 160 m square are."""
    f = water_figures(height)
    if f["share"] < 0.003:
        return "none"
    if f["edge"] >= 0.2 or f["thickness"] >= 28:
        return "coast"
    if f["area"] < 320:
        return "ponds"
    return "river" if f["extent"] >= 66 and f["extent"] / max(f["thickness"], CELL) >= 7 else "lake"


def land_features(
    height: NDArray[np.floating[Any]],
    albedo: NDArray[np.floating[Any]],
    shapes: NDArray[np.int64],
    snow: NDArray[np.bool_],
) -> NDArray[np.float32]:
    """The land as [FEATURES]: colour of dry ground (mean, spread over it), share under snow, shares of the PLANTS.

    height [S, S] metres, albedo [3, S, S] sRGB 0..1, shapes (index into SHAPES) and snow one per thing.
    Shares among plants, not counts, and nothing of what is built: a prompt may ask for nine forges in a
    jungle or for four pine trees, and it is a jungle all the same.
    """
    dry = height > DRY
    colour = albedo[:, dry] if dry.sum() > 100 else albedo.reshape(3, -1)
    white = float(snow.mean()) if snow.size else 0.0
    counts = np.array([(shapes == SHAPE_INDEX[name]).sum() for name in PLANTS], np.float64)
    plants = counts / max(float(counts.sum()), 8.0)
    return np.concatenate([colour.mean(1), colour.std(1), [white], plants]).astype(np.float32)


class LandReader(nn.Module):
    """land_features [N, FEATURES] -> log-odds of the biomes [N, 7]: one linear layer on standardised features."""

    mean: Tensor
    spread: Tensor

    def __init__(self) -> None:
        super().__init__()
        self.register_buffer("mean", torch.zeros(FEATURES))
        self.register_buffer("spread", torch.ones(FEATURES))
        self.linear = nn.Linear(FEATURES, len(FIRST_BIOMES))

    def forward(self, features: Tensor) -> Tensor:
        """See the class."""
        out: Tensor = self.linear((features - self.mean) / self.spread)
        return out

    @torch.inference_mode()
    def biome(self, features: NDArray[np.float32]) -> str:
        """The biome of one land."""
        return FIRST_BIOMES[int(self(torch.from_numpy(features)[None]).argmax())]

    @classmethod
    def load(cls, path: Path = WEIGHTS / "land_reader.safetensors") -> LandReader:
        """From the shipped weights; raises WeightsError."""
        reader = cls()
        load_into(reader, load_tensors(path), path.name)
        return reader


def fit(features: Tensor, biomes: Tensor, steps: int = 600, seed: int = 0) -> LandReader:
    """A LandReader for features [N, FEATURES] of known biomes [N]; deterministic."""
    torch.manual_seed(seed)
    reader = LandReader()
    reader.mean.copy_(features.mean(0))
    reader.spread.copy_(features.std(0) + 0.03)
    optimiser = torch.optim.Adam(reader.parameters(), 0.05, weight_decay=3e-3)
    for _ in range(steps):
        optimiser.zero_grad()
        nn.functional.cross_entropy(reader(features), biomes).backward()
        optimiser.step()
    return reader.eval().requires_grad_(False)


def _teacher_lands(folder: Path, limit: int) -> tuple[Tensor, Tensor, NDArray[np.bool_], dict[bool, list[bool]]]:
    """Features, biomes and held-out flags of stored teacher worlds; whether water_kind agrees, by held-out flag."""
    from nacre.teacher.sample_spec import sample_spec
    from nacre.train.data.worlds import EDGE, held_out, load, stored

    features, biomes, apart = [], [], []
    agrees: dict[bool, list[bool]] = {False: [], True: []}
    for seed in stored(folder)[:limit]:
        world = load(folder, seed)
        spec = sample_spec(np.random.default_rng([seed, 77]))
        ground = world.fine()[:, EDGE:-EDGE, EDGE:-EDGE]
        tokens = world.tokens.reshape(-1, world.tokens.shape[-1])
        tokens = tokens[tokens[:, 0] >= 0]
        features.append(land_features(ground[0], ground[1:4], tokens[:, 0].astype(np.int64), tokens[:, 6] > 0))
        biomes.append(FIRST_BIOMES.index(spec.biome))
        apart.append(held_out(seed))
        if world.centre == (0, 0):
            kind = water_kind(ground[0])
            dry = spec.water == "none" and spec.biome == "swamp" and kind == "ponds"
            agrees[held_out(seed)].append(kind == spec.water or dry)
    return torch.from_numpy(np.stack(features)), torch.tensor(biomes), np.array(apart), agrees


def main() -> None:
    """Fit the biome reader on stored teacher worlds and print how both readings do on those kept apart."""
    import argparse
    import json

    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--worlds", type=Path, default=Path("runs/worlds"))
    parser.add_argument("--limit", type=int, default=1200)
    parser.add_argument("--out", type=Path, default=Path("runs/reader/land_reader.safetensors"))
    arguments = parser.parse_args()
    features, biomes, apart, agrees = _teacher_lands(arguments.worlds, arguments.limit)
    learned = torch.from_numpy(~apart)
    reader = fit(features[learned], biomes[learned])
    right = (reader(features).argmax(1) == biomes).numpy()
    metrics = {
        "biome": float(right[apart].mean()),
        "biome_learned": float(right[~apart].mean()),
        "water_kind": float(np.mean(agrees[True])),
        "water_kind_learned": float(np.mean(agrees[False])),
        "worlds": len(right),
        "worlds_apart": int(apart.sum()),
    }
    save_tensors(arguments.out, dict(reader.state_dict()), {"metrics": metrics})
    print(json.dumps(metrics, indent=1))


if __name__ == "__main__":
    main()
