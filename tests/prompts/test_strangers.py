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
from nacre.spec import Item


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


def test_who_behind_a_farm_is_behind_its_house() -> None:
    assert _item("horses behind the farm", "horse").to == "house"


def test_two_words_for_the_same_do_not_overrule_each_other() -> None:
    assert understand("a rickety old barn").ignored == ()
