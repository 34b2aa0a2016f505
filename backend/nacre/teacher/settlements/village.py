"""What a settlement is once it is planned: its buildings, people, paths and hills."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from nacre.teacher.settlements.placed import Path, Placed
from nacre.teacher.settlements.roads import Site

Floats = NDArray[np.float64]


@dataclass(frozen=True)
class Knoll:
    """A hill raised for something to stand on: level within `inner` metres, gone beyond `outer`."""

    x: float
    z: float
    inner: float
    outer: float
    height: float


@dataclass(frozen=True)
class Village:
    """A settlement's plan: what stands and lives there, its paths and its hills."""

    site: Site
    placed: tuple[Placed, ...]
    paths: tuple[Path, ...]
    knolls: tuple[Knoll, ...]
    table: Floats  # the paths, for `path_distance`
