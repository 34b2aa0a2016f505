"""`python -m nacre.train.usual`: how surprising shapes of each class usually are, beside the weights of shapes.

To be run after the weights of shapes were replaced: what is found with others is not used. 48 shapes a class take less
than a minute on one core.
"""

from __future__ import annotations

import argparse
import sys

import msgspec
import numpy as np

from nacre.atomic_write import atomic_write
from nacre.parts.attributes import Attributes
from nacre.parts.classes import NAMES
from nacre.world.kernels.hashing import hash_key
from nacre.world.shapes.library import WARMTHS
from nacre.world.shapes.sampler import draw
from nacre.world.shapes.usual import FILE, Usual, digest, limit, surprise
from nacre.world.shapes.weights import FILE as WEIGHTS
from nacre.world.shapes.weights import read, weights_of
from nacre.world.shapes.wishes import symbols_of

_LANES = 16  # drawn in lockstep


def main() -> int:
    """Writes shapes_usual.json. Returns 0."""
    parser = argparse.ArgumentParser(description=main.__doc__)
    parser.add_argument("--shapes", type=int, default=48, help="shapes drawn of each class (48)")
    given = parser.parse_args()
    network, rules, tables = read(WEIGHTS)
    weights = weights_of(network)
    known = [(i, name) for i, name in enumerate(NAMES) if rules.grid[i] > 0]
    limits = {}
    for number, (index, name) in enumerate(known, 1):
        print(f"{number} of {len(known)}: {name}", file=sys.stderr, flush=True)
        found = []
        for first in range(0, given.shapes, _LANES):
            lanes = range(first, min(first + _LANES, given.shapes))
            batch = draw(
                weights, rules, np.full(len(lanes), index, np.int64),
                np.array([symbols_of(Attributes())] * len(lanes), np.int64),
                np.array([hash_key(12, index, k) for k in lanes], np.uint64), len(tables.joints), len(tables.reaches),
                WARMTHS[0],
            )  # fmt: skip
            found.append(surprise(batch)[~batch.failed])
        limits[name] = limit(np.concatenate(found))
    atomic_write(FILE, msgspec.json.format(msgspec.json.encode(Usual(digest(WEIGHTS), limits)), indent=1) + b"\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
