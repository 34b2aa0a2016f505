"""Relations between placed things: arranged on open ground, told truly, the same every time."""

from __future__ import annotations

import math
import random

import numpy as np
import pytest

from nacre.parts.attributes import Attributes
from nacre.parts.language import Part, Program
from nacre.prompts import understand
from nacre.spec import Item
from nacre.world.grid import CHUNK
from nacre.world.layout.arrangement.arranging import Land, arrange, moved
from nacre.world.layout.arrangement.enclosing import RING
from nacre.world.layout.arrangement.relations import asked_of, held, of_items, ranks, reach, related
from nacre.world.layout.generator import Generator
from nacre.world.layout.network import Token
from nacre.world.scene.assets import Asset
from nacre.world.scene.form import form_of
from nacre.world.scene.looks import Look
from nacre.world.weights import WEIGHTS


def scattered(items: tuple[Item, ...], seed: int, others: int = 12) -> list[Token]:
    """What the items ask for and some trees, anywhere in 120 m."""
    draw = random.Random(seed)
    names = [item.concept for item in items for _ in range(item.count)] + ["tree_round"] * others
    places = [(draw.uniform(-60, 60), draw.uniform(-60, 60), draw.uniform(-3, 3)) for _ in names]
    return [Token(name, x, 1.0, z, yaw, 1.0, 0, False) for name, (x, z, yaw) in zip(names, places, strict=True)]


def flat(x: float, z: float) -> float | None:
    return 1.0 if max(abs(x), abs(z)) < 80 else None


FLAT = Land(flat)
PROMPTS = (
    "a well behind a barn", "a statue between the church and the inn", "four goats around a fountain",
    "a tent to the left of the keep", "a cart to the right of a house", "five sheep in front of the barn",
    "a table inside the barn", "six lamps in a row", "eight benches in a circle", "two trees ten metres apart",
    "a shrine on top of a boulder",
    "a small hut beside a tower", "a statue facing the church", "three houses beside a church",
    "a row of birches along the wall", "benches in a circle around a fountain", "a black cat on a barrel",
    "five sleeping cats on a rug", "two fishermen on a pier",
)  # fmt: skip


@pytest.mark.parametrize("prompt", PROMPTS)
def test_relations_come_true_on_open_ground(prompt: str) -> None:
    items = understand(prompt).spec.items
    assert related(items)
    before = after = 0
    for seed in range(12):
        things = scattered(items, seed, 0 if "trees" in prompt else 12)
        after_all = arrange(items, things, FLAT)
        assert [t.shape for t in after_all] == [t.shape for t in things] and after_all == arrange(items, things, FLAT)
        before += all(h.holds for h in held(items, things))
        after += all(h.holds for h in held(items, after_all))
    assert after >= 10 > before, (before, after)


def test_nothing_related_stays_where_it_is() -> None:
    items = (Item("house", 3), Item("well", 1, relation="centre"))
    things = scattered(items, 3)
    assert arrange(items, things, FLAT) == things and held(items, things) == []


def test_things_have_the_size_that_was_asked_for_and_room_for_it() -> None:
    items = (Item("round_tower", 1, size=1.8), Item("cat", 2, size=0.65), Item("house", 3))
    for seed in range(12):
        things = scattered(items, seed)
        grown = arrange(items, things, FLAT)
        assert [t.size for t in grown if t.shape == "round_tower"] == [1.8]
        assert [t.size for t in grown if t.shape == "cat"] == [0.65, 0.65]
        assert all(t.size == 1.0 for t in grown if t.shape == "house")
        (tower,) = (t for t in grown if t.shape == "round_tower")
        others = [t for t in grown if t is not tower and t.shape == "house"]
        assert all(math.hypot(t.x - tower.x, t.z - tower.z) >= 0.79 * (reach(t) + reach(tower)) for t in others)


def test_no_room_is_told() -> None:
    items = (Item("well", 1, relation="behind", to="barn"), Item("barn", 1))
    things = scattered(items, 5)
    drowned = arrange(items, things, Land(lambda x, z: None))
    assert drowned == things
    assert [h.holds for h in held(items, drowned)] == [h.holds for h in held(items, things)]


def test_things_are_dealt_out_from_the_middle() -> None:
    items = (Item("horse", 1, primary=1), Item("horse", 2, primary=2))
    things = [Token("horse", float(x), 0.0, 0.0, 0.0, 1.0, 0, False) for x in (9, 1, 5)]
    assert of_items(items, things) == {0: [1], 1: [2, 0]}


def test_behind_is_the_side_without_the_front() -> None:
    barn = Token("barn", 0.0, 0.0, 0.0, math.pi / 2, 1.0, 0, False)  # its front looks along -x
    well = Token("well", 12.0, 0.0, 0.0, 0.0, 1.0, 0, False)
    items = (Item("well", 1, relation="behind", to="barn"), Item("barn", 1))
    assert held(items, [well, barn])[0].holds
    front = Token("well", -12.0, 0.0, 0.0, 0.0, 1.0, 0, False)
    assert not held(items, [front, barn])[0].holds


def test_one_thing_stands_on_each_top() -> None:
    boulders = [Token("boulder", float(x), 1.0, 0.0, 0.5, 1.0, 0, False) for x in (0, 30)]
    lamps = [Token("lamp", float(x), 1.0, 20.0, 0.0, 1.0, 0, False) for x in (0, 1, 2)]
    items = (Item("lamp", 3, relation="on_top_of", to="boulder"),)
    stacked = arrange(items, [*boulders, *lamps], FLAT)
    assert [(t.x, t.z, t.atop) for t in stacked[2:4]] == [(0.0, 0.0, True), (30.0, 0.0, True)]
    assert (stacked[4].x, stacked[4].z, stacked[4].atop) == (2.0, 20.0, False)
    assert held(items, stacked)[0].count == 2 and held(items, stacked)[0].holds
    items = (Item("lamp", 1, relation="on_top_of", to="house"),)
    things = [Token(name, x, 1.0, 0.0, 0.0, 1.0, 0, False) for name, x in (("house", 0.0), ("lamp", 9.0))]
    assert arrange(items, things, FLAT) == things and not held(items, things)[0].holds


def test_several_cats_share_a_rug() -> None:
    items = (Item("cat", 4, relation="on_top_of", to="rug"), Item("rug", 1))
    stacked = arrange(items, scattered(items, 7), FLAT)
    cats, (rug,) = stacked[:4], [t for t in stacked if t.shape == "rug"]
    assert all(cat.atop and math.hypot(cat.x - rug.x, cat.z - rug.z) < reach(rug) for cat in cats)
    assert len({(round(cat.x, 1), round(cat.z, 1)) for cat in cats}) == 4, "not in one another"


def test_who_was_asked_for_in_red_is_moved_in_red() -> None:
    """What is moved away from the middle keeps the wish that moved it, though another one is nearer then."""
    items = (
        Item("house", 1, relation="beside", to="church", primary=1),
        Item("church", 1),
        Item("house", 2, primary=2),
    )
    far = [Token("church", 60.0, 1.0, 0.0, 0.0, 1.0, 0, False)]
    things = [Token("house", float(x), 1.0, 0.0, 0.0, 1.0, 0, False) for x in (-2, -20, -40)] + far
    after = arrange(items, things, FLAT)
    assert of_items(items, after)[0] == [0] and after[0].x > 40.0 and held(items, after)[0].holds
    assert [asked_of(items, "house", rank).primary for rank in ranks(after)[:3]] == [1, 2, 2]  # type: ignore[union-attr]
    assert asked_of(items, "house", 3) is None and asked_of(items, "house", None) is None


def test_what_is_asked_for_by_the_water_goes_there() -> None:
    water = np.zeros((80, 80), bool)
    water[:, 70:] = True  # from x = 60 on
    land = Land(lambda x, z: 1.0 if abs(z) < 80 and -80 < x < 60 else None, (-80.0, -80.0), {"by_water": water})
    for prompt in ("a mill by the river", "three benches in a row by the lake"):
        items = understand(prompt).spec.items
        assert moved(items)
        for seed in range(6):
            after = arrange(items, scattered(items, seed), land)
            mine = [t for t in after if t.shape == items[0].concept]
            assert all(60.0 - t.x <= 12.0 for t in mine[:2]), (prompt, seed, mine)
            assert all(h.holds for h in held(items, after))


def test_a_top_is_where_something_can_be_put_down() -> None:
    box = Part(kind="box", centre=(0.0, 1.0, 0.0), half=(1.0, 1.0, 1.0), material="rock", colour=9, role="body")
    boulder = Program("boulder", (box,))
    asset = Asset(Look("boulder", Attributes(), 1), boulder, *form_of("boulder", boulder))
    assert asset.top == pytest.approx(2.0, abs=0.05)


def test_what_is_moved_belongs_to_the_chunk_it_stands_in() -> None:
    if not (WEIGHTS / "layout.safetensors").exists():
        pytest.skip("no weights of the layout network")
    generator = Generator.load()
    spec = understand("nine sheep around a well, five lamps in a circle, a well behind a barn").spec
    chunks = generator.objects(spec, 3, generator.core())
    places = [(c, (math.floor(t.x / CHUNK), math.floor(t.z / CHUNK))) for c, row in chunks.items() for t in row]
    assert places and all(chunk == there for chunk, there in places)


@pytest.mark.parametrize("seed", range(3))
@pytest.mark.parametrize("prompt", ["a castle", "a castle with towers and walls", "a keep with ramparts and a gate"])
def test_a_castle_encloses_its_keep(prompt: str, seed: int) -> None:
    """From the keep one sees walls, towers and a gate in every direction, with no gap a person fits through."""
    items = understand(prompt).spec.items
    castle = [t for t in arrange(items, scattered(items, seed), FLAT) if t.shape in RING]
    keep = next(t for t in castle if t.shape == "keep")
    stones = []
    for thing in castle:
        wide = {"wall": 5.0, "gate": 5.4}.get(thing.shape, 3.0) * thing.size
        if thing is not keep:
            points = np.arange(-wide, wide + 0.1, 0.25)
            turns = (0.0, math.pi / 2) if thing.shape == "round_tower" else (0.0,)
            for turn in (thing.yaw + turn for turn in turns):
                stones += [(thing.x + p * math.cos(turn), thing.z - p * math.sin(turn)) for p in points]
    at = np.array(stones) - (keep.x, keep.z)
    near = at[np.hypot(*at.T) < 30.0]
    angles = np.sort(np.arctan2(near[:, 0], near[:, 1]))
    gaps = np.diff(np.append(angles, angles[0] + 2 * math.pi)) * np.hypot(*near.T).min()
    assert gaps.max() < 0.7
