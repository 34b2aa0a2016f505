# ruff: noqa: RUF001 (letters of other scripts)
"""What strangers wrote that was read wrongly once: each kind of it, with prompts that are in no suite."""

from __future__ import annotations

import pytest

from nacre.parts.colours import named
from nacre.prompts import understand
from nacre.prompts.languages import LANGUAGES
from nacre.prompts.languages.vocabulary import vocabulary
from nacre.prompts.lexicon.table import lexicon
from nacre.prompts.lexicon.typos import correct
from nacre.prompts.numbers import number_at
from nacre.spec import Item, SceneSpec
from nacre.vocabulary import THEMES
from nacre.world.layout.network import Token
from nacre.world.render.renderer import GROUND_PALETTE
from nacre.world.scene.ground import base_weights, grass_of, palette
from nacre.world.scene.looks import Wardrobe


def _item(prompt: str, concept: str) -> Item:
    return next(item for item in understand(prompt).spec.items if item.concept == concept)


# Kinds of English words whose every meaning each language must have a word for, and the few meanings that are only
# shades of another (a twilight is a dusk) or that no single word says.
_WANTED = ("thing", "person", "creature", "colour", "material", "condition", "weather", "mood", "pose", "preposition",
           "arrangement", "negation", "time")  # fmt: skip
_SHADES = {("time", "twilight"), ("fog", 0.35)}


def _meanings(labels: list[str]) -> set[tuple[str, object]]:
    found: set[tuple[str, object]] = set()
    for label in labels:
        entry = lexicon().entries.get(label)
        if entry is not None and entry.kind in _WANTED:
            found |= set(entry.said)
            found |= {("class", name) for name, _ in entry.things[:1]}
    return found - _SHADES


@pytest.mark.parametrize("language", LANGUAGES[1:])
def test_every_language_has_words_for_all_that_can_be_said(language: str) -> None:
    labels = list(vocabulary(language).first)
    assert _meanings(list(lexicon().entries)) - _meanings(labels) == set()
    numbers = {number_at([label], 0) for label in labels}
    assert {n for n in range(2, 20)} - {number[0] for number in numbers if number} <= {2, 3}, "numbers"
    assert {"storeys", "metres"} <= set(labels)


@pytest.mark.parametrize(
    ("prompt", "concept", "storeys"),
    [
        ("eine zweistöckige Mühle", "mill", 2), ("une maison à deux étages", "house", 2),
        ("una casa de tres pisos", "house", 3), ("una casa a due piani", "house", 2),
        ("uma casa de dois andares", "house", 2), ("een huis met twee verdiepingen", "house", 2),
        ("dwupiętrowy dom", "house", 2), ("двухэтажный дом", "house", 2), ("iki katlı ev", "house", 2),
        ("三階建ての家", "house", 3), ("两层的房子", "house", 2), ("2층 집", "house", 2),
        ("दो मंज़िला घर", "house", 2),
    ],
)  # fmt: skip
def test_storeys_in_every_language(prompt: str, concept: str, storeys: int) -> None:
    assert _item(prompt, concept).storeys == storeys


@pytest.mark.parametrize(
    ("typed", "meant"),
    [("iglo", "igloo"), ("penguinn", "penguin"), ("lighthose", "lighthouse"), ("scarcrow", "scarecrow")],
)
def test_double_letters_and_slips_in_words_that_could_be_two(typed: str, meant: str) -> None:
    assert correct(typed) == meant


def test_words_of_their_own_stay_what_they_are() -> None:
    others = "firehouse birdhouse bathhouse henhouse snowball seahorse marines status barks boars"
    assert [word for word in others.split() if correct(word)] == []


def test_a_relation_does_not_reach_past_an_unknown_noun() -> None:
    reading = understand("a castle on a hil with a bridge")
    assert _item("a castle on a hil with a bridge", "keep").relation == "any"
    assert "hil" in reading.ignored


@pytest.mark.parametrize(
    "prompt",
    ["cats on the roof of a barn", "a barn with cats on the roof", "Katzen auf dem Dach einer Scheune",
     "коты на крыше сарая", "unos gatos en el tejado de un granero", "納屋の屋根の上に猫"],
)  # fmt: skip
def test_on_the_roof_is_on_top_of_the_house(prompt: str) -> None:
    cat = _item(prompt, "cat")
    assert (cat.relation, cat.to) == ("on_top_of", "barn")


def test_it_is_something_that_was_named_before() -> None:
    palms = _item("a tropical island with three palm trees and nobody on it", "tree_palm")
    assert (palms.count, palms.relation) == (3, "any")


def test_every_one_of_what_nothing_else_brings_brings_some() -> None:
    tent = _item("every tent is orange", "tent")
    assert tent.count > 1 and tent.primary == named("orange")
    assert not understand("every house has a green roof").spec.items  # a village builds its houses itself


@pytest.mark.parametrize(
    ("prompt", "concept", "count"),
    [
        ("космическая база с ракетой", "rocket", 1), ("замок с башней", "round_tower", 1),
        ("قطتان", "cat", 2), ("مدينة مع صاروخين", "rocket", 2),
        ("雪だるまが一つ", "snowman", 1), ("ロボットが四体", "robot", 4),
        ("önünde beş inek", "cow", 5), ("أحد عشر حصانا", "horse", 11), ("dix-sept moutons", "sheep", 17),
    ],
)  # fmt: skip
def test_one_two_and_more(prompt: str, concept: str, count: int) -> None:
    reading = understand(prompt)
    found = [item.count for item in reading.spec.items if item.concept == concept]
    assert (found[:1] == [count] or sum(found) == count) and reading.ignored == (), reading


@pytest.mark.parametrize(
    ("prompt", "wanted"),
    [
        ("ein Dorf mit a red windmill und three cows", {"windmill": 1, "cow": 3, "house": 7}),
        ("zwei dogs neben the fountain", {"dog": 2, "fountain": 1}),
        ("un château with two dragons and una bruja", {"dragon": 2, "witch": 1, "keep": 1}),
        ("a castle con tres caballos blancos", {"keep": 1, "horse": 3}),
        ("東京 style street with a torii and 三 cats", {"torii": 1, "cat": 3}),
        ("деревня with a red barn", {"barn": 1}),
    ],
)
def test_mixed_sentences(prompt: str, wanted: dict[str, int]) -> None:
    reading = understand(prompt)
    assert {concept: reading.spec.count(concept) for concept in wanted} == wanted
    assert set(reading.ignored) <= {"style", "東京"}


def test_small_words_of_mixed_sentences_relate_and_describe() -> None:
    dogs = _item("zwei dogs neben the fountain", "dog")
    assert (dogs.relation, dogs.to) == ("beside", "fountain")
    assert _item("a castle con tres caballos blancos", "horse").primary == named("white")


@pytest.mark.parametrize(
    ("prompt", "concept", "material", "colour"),
    [
        ("a tower of grey stone", "round_tower", "stone", "grey"),
        ("a house of red brick", "house", "brick", None),
        ("a hut of old wood", "cabin", "timber", None),
        ("Burg aus schwarzem Stein", "keep", "stone", "black"),
        ("ein Haus aus Holz", "house", "timber", None),
        ("een huis van hout", "house", "timber", None),
        ("башня из чёрного камня", "round_tower", "stone", "black"),
        ("wieża z czarnego kamienia", "round_tower", "stone", "black"),
        ("une maison en pierre", "house", "stone", None),
        ("una torre de piedra negra", "round_tower", "stone", "black"),
        ("나무 다리", "bridge", "timber", None),
        ("石桥", "bridge", "stone", None),
    ],
)
def test_what_a_thing_is_made_of_with_words_between(
    prompt: str, concept: str, material: str, colour: str | None
) -> None:
    item = _item(prompt, concept)
    assert item.material == material and (colour is None or item.primary == named(colour))
    spec = understand(prompt).spec
    assert (spec.weather, spec.biome) == ("clear", "meadow"), "grey stone is no weather, old wood no forest"


@pytest.mark.parametrize(
    ("prompt", "pose"),
    [("dois cães a dormir ao lado da fogueira", "sleep"), ("due cani che corrono", "run"), ("zwei Hunde rennen", "run"),
     ("dos perros durmiendo", "sleep"), ("deux chiens endormis", "sleep"), ("twee honden slapen", "sleep"),
     ("dwa psy śpią", "sleep"), ("две собаки бегут", "run"), ("koşan iki köpek", "run"), ("两只狗在睡觉", "sleep"),
     ("자고 있는 개 두 마리", "sleep"), ("二匹の犬が遊んでいる", "run")],
)  # fmt: skip
def test_what_animals_do_in_other_languages(prompt: str, pose: str) -> None:
    dogs = _item(prompt, "dog")
    assert (dogs.count, dogs.pose) == (2, pose)


def test_an_unknown_word_said_of_a_thing_does_not_part_it_from_its_place() -> None:
    assert _item("two dogs asnooze beside a campfire", "dog").relation == "beside"
    assert _item("a dog and a zorb beside a campfire", "dog").relation == "any"


# The themes of the list, each by the words for it.
_THEMES = ("a medieval village", "a farm", "a harbour", "a forest", "a desert town", "a japanese village",
           "ancient ruins", "a wild west town", "a modern street", "winter sports", "a space base", "underwater",
           "candy land", "a spooky village", "a volcano")  # fmt: skip


def test_every_theme_has_a_ground_and_a_palette_of_its_own() -> None:
    specs = {prompt: understand(prompt).spec for prompt in _THEMES}
    grounds: dict[object, list[str]] = {}
    for prompt, spec in specs.items():
        ground = (base_weights(spec).tobytes(), palette(spec, GROUND_PALETTE), grass_of(spec), spec.water)
        grounds.setdefault(ground, []).append(prompt)
    assert not [shared for shared in grounds.values() if len(shared) > 1]
    assert {spec.theme for spec in specs.values()} == set(THEMES)
    worn = {}
    for theme in THEMES:
        wardrobe = Wardrobe(SceneSpec(theme=theme), 5)
        looks = [wardrobe.of(Token(shape, 0.0, 0.0, 0.0, 0.0, 1.0, 2, False), None) for shape in ("house", "villager")]
        worn[theme] = [look.attributes for look in looks]
    assert all(worn[one] != worn[other] for one in THEMES for other in THEMES if one != other)


def test_the_land_of_a_farm_is_farmed_and_a_village_with_sheep_is_none() -> None:
    assert grass_of(understand("a farm with cows and a barn").spec) != grass_of(understand("a village").spec)
    assert grass_of(understand("a medieval village with sheep").spec) == grass_of(understand("a village").spec)
    assert grass_of(understand("a farm in the desert").spec) is None


def test_a_harbour_has_a_pier_and_boats() -> None:
    for prompt in ("a harbour", "ein Hafen bei Nacht", "un puerto", "港口", "항구"):
        spec = understand(prompt).spec
        assert spec.water == "coast" and spec.count("pier") and spec.count("boat") and spec.count("sailing_ship")
        assert len({item.concept for item in spec.items if item.count}) >= 6


@pytest.mark.parametrize(
    ("prompt", "ignored", "wanted"),
    [("two hot dogs and a cat", "hot dogs", {"cat": 1, "dog": 0}), ("a teddy bear", "teddy bear", {"bear": 0}),
     ("a solar farm with ten solar panels", "solar farm", {"solar_panel": 10, "windmill": 0, "sheep": 0}),
     ("a rock star on a bench", "rock star", {"rock": 0, "bench": 1})],
)  # fmt: skip
def test_two_words_that_are_neither_of_the_two(prompt: str, ignored: str, wanted: dict[str, int]) -> None:
    reading = understand(prompt)
    assert ignored in reading.ignored
    assert {concept: reading.spec.count(concept) for concept in wanted} == wanted


def test_who_behind_a_farm_is_behind_its_house() -> None:
    assert _item("horses behind the farm", "horse").to == "house"


def test_two_words_for_the_same_do_not_overrule_each_other() -> None:
    assert understand("a rickety old barn").ignored == ()
