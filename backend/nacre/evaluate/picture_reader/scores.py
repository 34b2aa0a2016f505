"""How well the reader reads: thresholds, balanced accuracies, and the figures of its card."""

from __future__ import annotations

from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from nacre.evaluate.picture_reader.network import HEADS, NAMES, READ, Reader, Reading
from nacre.evaluate.picture_reader.views import Labelled
from nacre.evaluate.sighting import KINDS, TOLD

FALSE_ALARMS: Final = 0.05  # share of views without a thing, or without water, in which the reader may claim it
ENOUGH: Final = 12  # views that show something, below which nothing is said about how well it is read


def thresholds(told: NDArray[np.float32], shown: NDArray[np.int8]) -> NDArray[np.float32]:
    """Per thing and for water the log-odds that FALSE_ALARMS of the views without it exceed, [TOLD]."""
    found = np.zeros(told.shape[1], np.float32)
    for kind in range(told.shape[1]):
        absent = told[shown[:, kind] == 0, kind]
        found[kind] = float(np.quantile(absent, 1 - FALSE_ALARMS)) if absent.size else 0.0
    return found


def found_and_alarms(reader: Reader, held: Labelled, reading: Reading) -> dict[str, tuple[float, float]]:
    """Per thing and for water: the share of views showing it that are said to, and of those not showing it."""
    claimed = reading.told > reader.thresholds.numpy()
    shares: dict[str, tuple[float, float]] = {}
    for kind, name in enumerate(KINDS[:TOLD]):
        there, absent = held.shown[:, kind] == 1, held.shown[:, kind] == 0
        if there.sum() >= ENOUGH and absent.any():
            shares[name] = float(claimed[there, kind].mean()), float(claimed[absent, kind].mean())
    return shares


def balanced_accuracies(reader: Reader, held: Labelled, reading: Reading) -> dict[str, float]:
    """Per answer of READ the mean, over its classes, of the share of single views that are read right.

    What ENOUGH views do not show is left out.
    """
    balanced = {name: (f + 1 - a) / 2 for name, (f, a) in found_and_alarms(reader, held, reading).items()}
    best = reading.best()
    for column, (name, classes) in enumerate(zip(NAMES, HEADS, strict=True)):
        right = best[:, column] == held.labels[:, column]
        of_class = [held.labels[:, column] == k for k in range(classes)]
        balanced[name] = float(np.mean([right[c].mean() for c in of_class if c.any()]))
    return balanced


def judge(reader: Reader, held: Labelled) -> dict[str, Any]:
    """Accuracy per label, balanced accuracy of water, means over the things, and every balanced accuracy."""
    reading = reader.read(held.pictures)
    best = reading.best()
    figures: dict[str, Any] = {name: float((best[:, i] == held.labels[:, i]).mean()) for i, name in enumerate(NAMES)}
    shares = found_and_alarms(reader, held, reading)
    balanced = balanced_accuracies(reader, held, reading)
    figures["water"] = balanced.get("water", 0.5)
    figures["found"] = float(np.mean([f for f, _ in shares.values()])) if shares else 0.0
    figures["false_alarms"] = float(np.mean([a for _, a in shares.values()])) if shares else 0.0
    figures["readable"] = float(reader.readable.sum())
    return {**figures, "balanced": {name: balanced[name] for name in READ if name in balanced}, "views": len(best)}
