"""Where a world's waters lie at large: the latent of the coarse flow.

A river may run past the village on any of three sides. A flow asked for "a river" with nothing but noise
to choose by has to decide that in its first, blurred steps, and its rivers break. So the lines are drawn
first, by seed, and laid before the flow as distances from each cell; in training they are those of the
teacher's world. Beds, banks, widths and depths are the flow's to say, and whether there is water at all:
the latent is the same for a desert.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from nacre.world.kernels.hashing import CounterRandom, hash_key, noise_field

Floats = NDArray[np.float64]
SHORES: Final = 8  # channels
APART: Final = 190.0  # metres between parallel rivers
FAR: Final = 66.0  # metres beyond which a lake is no nearer than another
_NEAR: Final = (25.0, 34.0)  # metres from the origin at which waters begin: past a village, past a keep in its centre
_LATTICE: Final = 120.0  # metres between the places where other lakes may lie
_SOME: Final = 0.2533  # standard normal numbers below it are six in ten: so many of those places have a lake
_CLEAR: Final = 62.0  # metres from the origin that those lakes keep
_BENDS: Final = ((105.0, 17.0), (52.0, 14.0))  # metres between control points of a bend, and its strength there


def channels(river: Floats, sea: Floats, lake: Floats) -> NDArray[np.float32]:
    """What the flow is told, float32 [SHORES, H, W], each within -1..1, of metres [H, W] for cell centres.

    river: across the rivers, whose axes lie at whole multiples of APART; sea, lake: from the waterline, a lake's at
    most FAR.
    """
    nearest = river - APART * np.round(river / APART)
    near = [np.exp(-((nearest / reach) ** 2)) for reach in (9.0, 24.0)]
    far = [np.tanh(nearest / 10.0), np.tanh(river / 48.0)]
    far += [np.tanh(distance / reach) for distance in (sea, lake) for reach in (10.0, 48.0)]
    return np.stack([*near, *far]).astype(np.float32)


def smooth_noise(key: int, x: Floats, z: Floats, period: float) -> Floats:
    """Uniform cubic B-spline over standard normal control points, at x [W] and z [H]: [H, W].

    Tap by tap, so that a place's number does not depend on which places are asked for beside it.
    """
    columns, rows = np.floor(x / period).astype(np.int64), np.floor(z / period).astype(np.int64)
    left, top = int(columns.min()) - 1, int(rows.min()) - 1
    points = noise_field(key, left, top, int(columns.max()) - left + 3, int(rows.max()) - top + 3, 1)[0]
    across, down = (_spline(at / period - np.floor(at / period)) for at in (x, z))
    total = np.zeros((len(z), len(x)))
    for j in range(4):
        for i in range(4):
            weight = down[j][:, None] * across[i][None, :]
            total += weight * points[(rows - 1 - top + j)[:, None], (columns - 1 - left + i)[None, :]]
    return total


def _spline(t: Floats) -> tuple[Floats, Floats, Floats, Floats]:
    u = 1.0 - t
    return u**3 / 6, (4 - 6 * t**2 + 3 * t**3) / 6, (4 - 6 * u**2 + 3 * u**3) / 6, t**3 / 6


@dataclass(frozen=True)
class Shores:
    """Lines of river and sea (unit normal from the origin on, metres to it), the village's lake (centre, radius)."""

    seed: int
    river: tuple[float, float, float]
    sea: tuple[float, float, float]
    lake: tuple[float, float, float]

    @classmethod
    def draw(cls, seed: int, keep_in_centre: bool) -> Shores:
        """Those of a seed. Waters keep clear of +z, where the player starts; sea and lake lie beside the river."""
        random = CounterRandom(seed, 6)
        degrees = 160.0 + 220.0 * random.uniform()
        beside = degrees + (90.0 if degrees < 290.0 else -90.0)
        (x, z), (u, w) = ((math.cos(math.radians(a)), math.sin(math.radians(a))) for a in (degrees, beside))
        near = _NEAR[keep_in_centre]
        radius = 12.0 + 6.0 * random.uniform()
        away = near - 4.0 + 1.3 * radius + 4.0 * random.uniform()
        river, sea = near + 5.0 * random.uniform(), near + 8.0 + 8.0 * random.uniform()
        return cls(seed, (x, z, river), (u, w, sea), (u * away, w * away, radius))

    def across(self, x: Floats, z: Floats) -> Floats:
        """Metres across the rivers at x [W], z [H]: [H, W]. They run straight past the village and bend beyond."""
        calm = 1.0 - np.exp(-(x[None, :] ** 2 + z[:, None] ** 2) / 4900.0)
        bend = sum(
            strength * smooth_noise(hash_key(self.seed, 7, number), x, z, period)
            for number, (period, strength) in enumerate(_BENDS)
        )
        line: Floats = x[None, :] * self.river[0] + z[:, None] * self.river[1] - self.river[2] - calm * bend
        return line

    def lakes(self, x: Floats, z: Floats) -> Floats:
        """Metres from the nearest lake's waterline at ascending x [W], z [H], were it round: [H, W], at most FAR."""
        nearest = np.full((len(z), len(x)), FAR)
        reach = FAR + _LATTICE
        left, top = (math.floor((at[0] - reach) / _LATTICE) for at in (x, z))
        right, bottom = (math.floor((at[-1] + reach) / _LATTICE) + 1 for at in (x, z))
        dice = noise_field(hash_key(self.seed, 8), left, top, right - left, bottom - top, 4)
        found = [self.lake]
        for j, i in np.argwhere(dice[0] < _SOME):
            over, down, size = (0.5 + 0.5 * math.erf(float(v) / math.sqrt(2.0)) for v in dice[1:, j, i])
            centre = (left + i + 0.2 + 0.6 * over) * _LATTICE, (top + j + 0.2 + 0.6 * down) * _LATTICE
            radius = 11.0 + 13.0 * size
            if math.hypot(*centre) > radius * 1.5 + _CLEAR:
                found.append((*centre, radius))
        for middle_x, middle_z, radius in found:
            columns, rows = (
                slice(*np.searchsorted(at, (middle - radius - FAR, middle + radius + FAR)))
                for at, middle in ((x, middle_x), (z, middle_z))
            )
            away = np.hypot(x[None, columns] - middle_x, z[rows, None] - middle_z) - radius
            nearest[rows, columns] = np.minimum(nearest[rows, columns], away)
        return nearest

    def channels(self, x: Floats, z: Floats) -> NDArray[np.float32]:
        """Of cells with centres at x [W], z [H] metres; see `channels`."""
        sea = x[None, :] * self.sea[0] + z[:, None] * self.sea[1] - self.sea[2]
        return channels(self.across(x, z), sea, self.lakes(x, z))
