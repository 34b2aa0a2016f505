"""What belongs to a theme, what it wears, and repairs of drawn houses."""

from __future__ import annotations

import msgspec
import numpy as np
import pytest

from nacre.parts.attributes import Attributes
from nacre.parts.check import check
from nacre.parts.classes import CLASS_INDEX
from nacre.parts.colours import named
from nacre.parts.language import Array, Part, Program
from nacre.spec import Item, SceneSpec
from nacre.teacher.grammar.buildings import homes, house  # noqa: F401  registers grammars
from nacre.teacher.grammar.registry import draw
from nacre.vocabulary import SHAPE_INDEX, THEMES
from nacre.world.layout.customs import foreign
from nacre.world.layout.gathering import at_the_rim, gathered, towards_the_start
from nacre.world.layout.network import Token
from nacre.world.scene.dress import FAMILIES, OWN_COLOURS
from nacre.world.scene.looks import Wardrobe
from nacre.world.shapes.library import ShapePrograms
from nacre.world.shapes.repairs.manners import mannered
from nacre.world.shapes.repairs.mending import mended, stray_panes
from nacre.world.shapes.repairs.repainting import lost, repainted


def _barred(spec: SceneSpec, *names: str) -> list[bool]:
    bars = foreign(spec)
    return [bool(bars[SHAPE_INDEX[name]]) for name in names]


def test_what_is_foreign_stays_away_unless_it_is_asked_for() -> None:
    assert _barred(SceneSpec(theme="east"), "windmill", "saloon", "torii", "house") == [True, True, False, False]
    assert _barred(SceneSpec(theme="candy"), "hot_air_balloon", "house", "lollipop") == [True, True, False]
    moon = SceneSpec(biome="moon", theme="future")
    assert _barred(moon, "temple", "tree_round", "sheep", "boat", "rover") == [True, True, True, True, False]
    asked = SceneSpec(theme="east", items=(Item("windmill", 1),), looks=(Item("saloon", 1),))
    assert _barred(asked, "windmill", "saloon") == [False, False]


@pytest.mark.parametrize("theme", THEMES)
def test_every_theme_leaves_homes_and_people(theme: str) -> None:
    bars = foreign(SceneSpec(theme=theme, biome="moon" if theme == "future" else "meadow"))
    free = {name for name, number in SHAPE_INDEX.items() if not bars[number]}
    homes_of = {"house", "desert_house", "longhouse", "modern_house", "space_habitat", "gingerbread_house", "saloon"}
    assert free & (homes_of | {"temple"}) and free & {"villager", "townsperson", "astronaut"}


def test_what_is_asked_for_anywhere_gathers_near_the_start_the_small_first() -> None:
    graves, village = SceneSpec(items=(Item("grave", 12),)), SceneSpec(items=(Item("keep", 40), Item("cow", 3)))
    assert gathered(graves)[SHAPE_INDEX["grave"]] and not gathered(SceneSpec()).any()
    assert gathered(village)[SHAPE_INDEX["cow"]] and not gathered(village)[SHAPE_INDEX["keep"]], "no room for forty"
    bound = SceneSpec(items=(Item("boat", 2), Item("tree_round", 3), Item("cow", 1, relation="on_hill")))
    assert not gathered(bound).any(), "to the water, everywhere, and where it was said"
    near, far = (towards_the_start(gathered(graves), chunk)[SHAPE_INDEX["grave"]] for chunk in ((0, 0), (1, 1)))
    assert near.max() > far.max() >= -4.0 and not towards_the_start(gathered(graves), (0, 0))[SHAPE_INDEX["cow"]].any()
    assert at_the_rim((2, 0)) and not at_the_rim((1, -1))


def _token(shape: str, style: int) -> Token:
    return Token(shape, 0.0, 0.0, 0.0, 0.0, 1.0, style, False)


@pytest.mark.parametrize("theme", sorted(FAMILIES))
def test_houses_wear_one_family_of_their_theme_and_wishes_come_first(theme: str) -> None:
    wardrobe = Wardrobe(SceneSpec(theme=theme), 5)
    looks = [wardrobe.of(_token("house", style), None).attributes for style in range(16)]
    fits = [
        family for family in FAMILIES[theme]
        if all(look.primary in {c for _, colours in family.walls for c in colours} for look in looks)
    ]  # fmt: skip
    assert len(fits) >= 1 and len({(look.primary, look.secondary, look.accent) for look in looks}) > 4
    brick = Wardrobe(SceneSpec(theme=theme, items=(Item("house", 1, material="brick", accent=3),)), 5)
    asked = brick.of(_token("house", 1), 0).attributes
    assert asked.material == "brick" and asked.accent == 3 and asked.primary is None
    assert "igloo" in OWN_COLOURS


def test_people_and_trees_wear_their_theme() -> None:
    east, candy = (Wardrobe(SceneSpec(theme=theme), 5) for theme in ("east", "candy"))
    assert east.of(_token("villager", 2), None) != candy.of(_token("villager", 2), None)
    assert candy.of(_token("tree_round", 2), None).attributes.primary is not None
    crown = east.of(_token("tree_round", 2), None).attributes.primary
    assert crown is not None and (crown >> 3 & 7) >= max(crown >> 6, crown & 7), "elsewhere it is green"


GABLE = Part(
    kind="prism", centre=(0.0, 4.5, 0.0), half=(4.0, 1.5, 3.0), material="plaster", colour=511, role="wall"
)  # fmt: skip
ROOM = Part(
    kind="box", centre=(0.0, 1.5, 0.0), half=(4.0, 1.5, 3.0), material="plaster", colour=511, role="room", op="hollow"
)  # fmt: skip


def test_roofs_of_the_grammars_are_right_and_a_slipped_one_is_put_back() -> None:
    made = 0
    for seed in range(40):
        program, _ = draw("house", seed, Attributes(theme="village"))
        if not any(p.kind == "prism" and p.role == "wall" and p.array is None for p in program.parts):
            continue
        assert mended(program) is program, seed
        slabs = [i for i, p in enumerate(program.parts) if p.role == "roof" and p.kind == "box" and p.half[1] < 0.3]
        slipped = list(program.parts)
        for i in slabs:
            x, y, z = slipped[i].centre
            slipped[i] = msgspec.structs.replace(slipped[i], centre=(x, round(y - 0.5, 2), z))
        back = mended(msgspec.structs.replace(program, parts=tuple(slipped)))
        moved = [i for i in slabs if back.parts[i].centre != slipped[i].centre]
        made += len(moved)
        for i in moved:
            assert back.parts[i].centre == pytest.approx(program.parts[i].centre, abs=0.06)
    assert made > 3


def test_no_creeper_is_as_large_as_the_house() -> None:
    ivy = Part(kind="blob", centre=(3.9, 1.5, 0.0), half=(3.8, 4.0, 4.0), material="leaves", colour=80, role="ivy")
    program = mended(Program("house", (ROOM, GABLE, ivy)))
    assert max(program.parts[2].half) <= 2.8 and sorted(program.parts[2].half)[0] <= 0.16
    assert mended(Program("tree_round", (ivy,))).parts[0] is ivy


def test_a_row_that_marches_off_ends_where_it_begins() -> None:
    sill = Part("box", (-2.7, 1.6, 3.06), (0.5, 0.04, 0.12), "stone", 336, "sill", array=Array(3, (2.7, 0.0, 0.0)))
    row = Program("house", (ROOM, GABLE, sill))
    assert mended(row) is row
    off = msgspec.structs.replace(sill, array=Array(21, (22.98, -0.12, -27.26), 130))
    assert mended(Program("house", (ROOM, GABLE, off))).parts[2] == msgspec.structs.replace(sill, array=None)


def test_panes_that_no_opening_holds_are_told() -> None:
    hole = Part(kind="box", centre=(1.0, 1.5, -2.9), half=(0.5, 0.6, 0.3), material="plaster", colour=1, role="window",
                op="cut")  # fmt: skip
    pane = Part(kind="box", centre=(1.0, 1.5, -2.9), half=(0.5, 0.6, 0.02), material="glass", colour=1, role="window")
    giant = msgspec.structs.replace(pane, half=(2.4, 1.1, 0.02))
    assert stray_panes(Program("house", (ROOM, hole, pane, giant))) == [3]


def test_houses_of_the_east_have_paper_and_no_chimney_and_the_west_has_fronts() -> None:
    program, built = draw("house", 3, Attributes(theme="east"))
    east = mannered(program, built)
    assert not check(east) and not any(p.role == "chimney" for p in east.parts)
    assert any(p.material == "paper" for p in east.parts if p.role == "window")
    assert mannered(program, Attributes(theme="village")) is program
    fronts = 0
    for seed in range(24):
        shop, built = draw("shop", seed, Attributes(theme="west"))
        west = mannered(shop, built)
        fronts += len(west.parts) == len(shop.parts) + 3
        assert not check(west)
    assert fronts > 2


def test_lost_colours_are_told_and_given_back() -> None:
    library = ShapePrograms.load()
    red, blue = named("red"), named("blue")
    asked = Attributes(primary=red, secondary=blue)
    program = library.draw([("barn", asked, 3)])[0]
    assert not lost(program, asked)
    bleached = tuple(msgspec.structs.replace(p, colour=511) if p.colour == blue else p for p in program.parts)
    pale = msgspec.structs.replace(program, parts=bleached)
    assert lost(pale, asked)
    colours = np.array([red, blue, -1, -1])
    again = repainted(pale, colours, library.rules)
    assert not lost(again, asked) and repainted(again, colours, library.rules) is again
    assert any(p.colour == blue and p.role == "roof" for p in again.parts)
    assert CLASS_INDEX["barn"] >= 0
