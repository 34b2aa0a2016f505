"""Rain, snow and fireflies are in the pictures of worlds that have them, in the open and not under a roof."""

from __future__ import annotations

import math

import numpy as np
import pytest
from numpy.typing import NDArray

from nacre.prompts import understand
from nacre.world.interface import Camera
from nacre.world.model import Pearl, quiet
from nacre.world.render import particles
from nacre.world.scene.cover import Cover
from nacre.world.state import WorldState
from nacre.world.weights import WEIGHTS

NEEDED = ("shapes", "terrain", "layout", "dynamics", "poses")
SIZE = (640, 360)


def drawn(pearl: Pearl, state: WorldState, camera: Camera | None, monkeypatch: pytest.MonkeyPatch) -> float:
    """Share of a picture that is another without what falls."""
    pictures = []
    for falls in (True, False):
        with monkeypatch.context() as patch:
            if not falls:
                patch.setattr(particles, "draw", lambda *_: None)
            pictures.append(pearl.render([state], [camera], SIZE, [1.0])[0].rgb.astype(int))
    return float((np.abs(pictures[0] - pictures[1]).max(-1) > 2).mean())


@pytest.fixture(scope="module")
def pearl() -> Pearl:
    missing = [name for name in NEEDED if not (WEIGHTS / f"{name}.safetensors").is_file()]
    if missing:
        pytest.skip(f"no weights in this tree: {', '.join(missing)}")
    return Pearl.load()


@pytest.mark.parametrize(
    ("prompt", "least"),
    [("a village in heavy rain", 0.003), ("a village in falling snow", 0.0005), ("a sunny village", 0.0)],
)
def test_what_falls_is_seen(pearl: Pearl, monkeypatch: pytest.MonkeyPatch, prompt: str, least: float) -> None:
    state = pearl.open(understand(prompt, 3).spec, 3, quiet)
    share = drawn(pearl, state, None, monkeypatch)
    assert share > least if least else share == 0.0
    if least:
        # the middle of a house: its roof keeps everything off, and its walls hide what falls outside
        place = pearl.surroundings(state)
        houses = [t for c in place.chunks.values() for t in c.things if t.token.shape in ("house", "inn", "town_house")]
        house = min(houses, key=lambda t: math.hypot(t.x - state.player[0], t.z - state.player[2]))
        inside = Camera((house.x, house.y + 1.7, house.z), 0.0, 0.0)
        assert place.cover(house.x, house.z).max() > house.y + 3.0
        assert drawn(pearl, state, inside, monkeypatch) < 0.2 * share
    pearl.forget(state)


def test_a_roof_is_found_from_above_and_kept_until_something_changes() -> None:
    asked = []

    def distance(points: NDArray[np.float64]) -> NDArray[np.float32]:
        asked.append(len(points))
        roof = np.where(np.abs(points[:, 0]) < 3.0, np.abs(points[:, 1] - 4.0), 1.6)
        return np.minimum(np.minimum(roof, points[:, 1] - 1.0), 1.6).astype(np.float32)

    cover = Cover(distance, lambda x, z: 1.0)
    first = cover.about(0.0, 0.0, 1)
    n = particles.SHELTER_CELLS
    assert first[0, 0] == pytest.approx(4.0, abs=0.03) and first[0, n // 2] == pytest.approx(1.0, abs=0.03)
    assert asked[0] == n * n
    asked.clear()
    again = cover.about(particles.SHELTER_CELL, 0.0, 1)
    assert asked[0] == n and again[0, 0] == first[0, 0], "one row is new"
    asked.clear()
    cover.about(0.0, 0.0, 2)
    assert asked[0] == n * n
