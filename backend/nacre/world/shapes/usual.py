"""How surprising a drawn shape is, and how surprising one of its class usually is.

A draw that went astray is one that the network itself finds unlikely, part after part: a tent of loose planks, a
penguin of wings. What is far less likely than others of its class is drawn again.
"""

from __future__ import annotations

import hashlib
from pathlib import Path
from typing import Final

import msgspec
import numpy as np
from numpy.typing import NDArray

from nacre.parts.classes import NAMES
from nacre.world.shapes.sampler import SampleBatch
from nacre.world.weights import WEIGHTS, WeightsError

FILE: Final = WEIGHTS / "shapes_usual.json"
_TIMES: Final = 1.5  # the median of a class
_MORE: Final = 0.8  # nats a part above it: classes whose parts follow from each other vary by less
_SHARE: Final = 0.85  # of a class that is never unusual: rare kinds (maize among crops) stay


class Usual(msgspec.Struct, frozen=True):
    """Limits of `surprise` by class, and the SHA-256 of the weights they were found with."""

    weights: str
    limits: dict[str, float]


def surprise(batch: SampleBatch) -> NDArray[np.float64]:
    """[L]: nats a part that the symbols of each drawn shape were against the odds; inf for one without parts."""
    counts = np.maximum(batch.counts, 1)
    written = np.arange(batch.surprise.shape[1]) < batch.counts[:, None]
    means: NDArray[np.float64] = (batch.surprise * written).sum(1) / counts
    return np.where(batch.counts > 0, means, np.inf)


def limit(of_class: NDArray[np.float64]) -> float:
    """The surprise above which a shape is unusual, from those of some shapes of its class."""
    median = float(np.median(of_class))
    return round(max(_TIMES * median, median + _MORE, float(np.quantile(of_class, _SHARE))), 3)


def digest(weights: Path) -> str:
    """SHA-256 of a file of weights, in hex."""
    return hashlib.sha256(weights.read_bytes()).hexdigest()


def limits_for(weights: str, file: Path = FILE) -> NDArray[np.float64] | None:
    """Limits [classes], inf for classes without one, for weights of a `digest`; None where they were found with
    others, or not at all.

    Raises WeightsError for a damaged file.
    """
    try:
        usual = msgspec.json.decode(file.read_bytes(), type=Usual)
    except FileNotFoundError:
        return None
    except msgspec.DecodeError as error:
        raise WeightsError(f"{file}: {error}") from None
    if usual.weights != weights:
        return None
    return np.array([usual.limits.get(name, np.inf) for name in NAMES])
