"""What a prompt names comes before what only came along, and stands by the hill or the water that it speaks of."""

from __future__ import annotations

import numpy as np
import pytest

from nacre.prompts import understand
from nacre.spec import Item, SceneSpec
from nacre.vocabulary import SHAPE_INDEX, SHAPES
from nacre.world.layout.belonging import START, belonging, centre, hilltop, sight
from nacre.world.layout.gathering import open_view
from nacre.world.terrain.landforms import Landforms

WIDE = np.arange(-96.0, 97.0, 4.0)
FLAT = np.full((len(WIDE), len(WIDE)), 1.6, np.float32)
HILL = SceneSpec(items=(Item("windmill", 1, relation="on_hill"),))


@pytest.mark.parametrize(
    "prompt, named, brought",
    [
        ("a fishing harbour with a lighthouse", {"lighthouse", "pier"}, {"house", "barrel"}),
        ("a spooky graveyard", {"grave"}, {"ruin", "fence"}),
        ("a castle by a lake", {"keep"}, {"wall", "guard"}),
        ("a village with a fountain", {"fountain", "house"}, {"stall"}),
    ],
)
def test_what_is_named_is_told_from_what_it_brings(prompt: str, named: set[str], brought: set[str]) -> None:
    spec = understand(prompt).spec
    assert named <= {i.concept for i in spec.items if not i.brought}
    assert brought <= {i.concept for i in spec.items if i.brought}
    assert SceneSpec.from_dict(spec.to_dict()) == spec


def test_water_that_was_named_is_to_be_shown() -> None:
    assert understand("a castle by a lake").spec.show_water
    assert not understand("a castle").spec.show_water and not understand("a village without a river").spec.show_water


def test_a_lighthouse_goes_to_the_water_where_there_is_some() -> None:
    tower = (Item("lighthouse", 1),)
    assert belonging(SceneSpec(water="coast", items=tower))[0].relation == "by_water"
    assert belonging(SceneSpec(water="none", items=tower)) == tower
    beside = (Item("lighthouse", 1, relation="beside", to="house"),)
    assert belonging(SceneSpec(water="coast", items=beside)) == beside


@pytest.mark.parametrize("water", ["none", "river", "lake", "coast"])
@pytest.mark.parametrize("seed", range(6))
def test_the_hill_that_is_spoken_of_is_there_and_dry(water: str, seed: int) -> None:
    assert hilltop(HILL) > 0.0 and hilltop(SceneSpec()) == 0.0
    forms = Landforms.draw("meadow", seed, water == "river", hilltop(HILL), water)
    assert forms.hill is not None
    x, z, top = forms.hill
    land = forms.ground(WIDE, WIDE, FLAT)
    on_top = np.hypot(WIDE[None, :] - x, WIDE[:, None] - z) < top
    assert (
        land[on_top].min() > FLAT[0, 0] + 7.0
        and np.abs(land[np.hypot(WIDE[None, :], WIDE[:, None]) < 20] - 1.6).max() < 0.05
    )
    nx, nz, reach = forms.shores.river if water == "river" else forms.shores.sea
    if water in ("river", "coast"):
        assert reach - (x * nx + z * nz) > top, "its top is not in the water"


def test_what_gathers_does_so_where_the_prompt_says_and_sees_it() -> None:
    forms = Landforms.draw("meadow", 3, False, hilltop(HILL))
    assert forms.hill is not None
    foot = centre(HILL, belonging(HILL), forms)
    line = sight(foot, forms)
    assert line is not None and line[1] == forms.hill[:2]
    away = [np.hypot(x - forms.hill[0], z - forms.hill[1]) for x, z in (line[0], foot)]
    assert away[0] > away[1] > forms.hill[2]
    plain = Landforms.draw("meadow", 3, False)
    assert centre(SceneSpec(), (), plain) == START
    assert sight(START, plain) is None
    named = np.isin(SHAPES, ["windmill"])
    chunk = (int(foot[0] // 32), int(foot[1] // 32))
    bias = open_view(line, named, chunk)
    assert bias[SHAPE_INDEX["house"]].min() < -10.0 and not bias[SHAPE_INDEX["windmill"]].any()
    assert not bias[SHAPE_INDEX["flowers"]].any()
