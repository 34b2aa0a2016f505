"""Great forms of the land: the same whoever asks, level at the settlement, and what their names promise."""

from __future__ import annotations

import numpy as np
import pytest

from nacre.world.terrain.landforms import FORMS, Landforms

WIDE = np.arange(-200.0, 201.0, 4.0)
FLAT = np.full((len(WIDE), len(WIDE)), 1.6, np.float32)
AWAY = np.hypot(WIDE[None, :], WIDE[:, None])
SEEDS = range(5)


def ground(biome: str, seed: int, river: bool = False) -> np.ndarray:
    return Landforms.draw(biome, seed, river).ground(WIDE, WIDE, FLAT)


@pytest.mark.parametrize("biome", sorted(FORMS))
@pytest.mark.parametrize("seed", SEEDS)
def test_the_settlement_keeps_its_ground(biome: str, seed: int) -> None:
    near = ground(biome, seed)[AWAY < 24.0]
    assert np.abs(near - 1.6).max() < (1.2 if biome == "moon" else 0.05)


@pytest.mark.parametrize("biome", sorted(FORMS))
def test_a_place_is_the_same_in_any_window(biome: str) -> None:
    forms = Landforms.draw(biome, 7, True)
    whole = forms.ground(WIDE, WIDE, FLAT)
    part = forms.ground(WIDE[30:47], WIDE[61:80], FLAT[61:80, 30:47])
    assert np.array_equal(part, whole[61:80, 30:47])


@pytest.mark.parametrize("seed", SEEDS)
def test_what_the_names_promise(seed: int) -> None:
    mountain, canyon, volcano = (ground(name, seed) for name in ("mountain", "canyon", "volcano"))
    assert mountain[AWAY > 150].max() > 45 and (mountain[AWAY > 100] > 12).mean() > 0.3
    slope = np.hypot(*np.gradient(canyon, 4.0))
    assert canyon.max() > 18 and slope.max() > 1.0, "canyon walls are steep"
    x, z, rise, _ = Landforms.draw("volcano", seed, False).landmark or (0, 0, 0, 0)
    assert volcano.max() > 0.7 * rise
    i, j = np.abs(WIDE - x).argmin(), np.abs(WIDE - z).argmin()
    assert volcano[j, i] < volcano.max() - 5.0, "a crater lies in its top"


@pytest.mark.parametrize("seed", SEEDS)
def test_an_island_has_sea_all_around(seed: int) -> None:
    land = ground("island", seed) > 0.0
    rim = np.concatenate([land[0], land[-1], land[:, 0], land[:, -1]])
    assert rim.mean() < 0.45 and land[AWAY < 30].all()
    shore = AWAY[~land].min()
    assert 30.0 < shore < 75.0, "and a beach within a short walk"


@pytest.mark.parametrize("biome", sorted(FORMS - {"island", "moon"}))
def test_water_keeps_its_bed(biome: str) -> None:
    bed = np.full_like(FLAT, -1.5)
    assert np.array_equal(Landforms.draw(biome, 3, True).ground(WIDE, WIDE, bed), bed)


def test_other_lands_stay_as_they_are() -> None:
    assert Landforms.draw("meadow", 1, False).ground(WIDE, WIDE, FLAT) is FLAT
