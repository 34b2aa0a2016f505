"""The words suite: wrong readings, the kinds of wishes, and that its figures hold."""

from __future__ import annotations

import pytest

from nacre.prompts import understand
from nacre.prompts.suite import FromSpec, false_readings, kept, nouns, parse_wish, prompts, words_figures
from nacre.spec import Item, SceneSpec


def test_the_figures_hold() -> None:
    measured = words_figures()
    figures = measured["figures"]
    assert figures["words.prompts"] >= 400
    assert figures["words.kept"] >= 0.97, measured["missed"]
    assert figures["words.kept_unseen"] >= 0.92 and figures["words.kept_natives"] >= 0.92
    assert figures["words.colour"] >= 0.95 and figures["words.size"] >= 0.95 and figures["words.relation"] >= 0.9
    assert len(figures["words.language"]) == 15 and min(figures["words.language"].values()) >= 0.9
    assert figures["words.false_reading"] <= 0.01 and figures["words.silent_default"] == 0
    assert figures["words.p99_cpu_ms"] <= 20.0


def test_no_noun_is_read_as_another() -> None:
    assert len(nouns()) == 5000
    assert false_readings(nouns()) == []


def test_the_nouns_would_be_misread_without_the_list_of_words(monkeypatch: pytest.MonkeyPatch) -> None:
    """The test above can fail: it is the list of English words that keeps "bacon" from being a beacon."""
    monkeypatch.setattr("nacre.prompts.lexicon.typos.is_own_word", lambda word, shortest=4: False)
    monkeypatch.setattr("nacre.prompts.lookup.is_own_word", lambda word: False)
    assert len(false_readings(nouns()[:1500])) > 10


@pytest.mark.parametrize(
    ("word", "wrong"),
    [("storey", "stormy"), ("rover", "river"), ("cannons", "canyon"), ("reefs", "reeds"), ("stork", "storm")],
)
def test_sound_alikes_keep_their_meaning(word: str, wrong: str) -> None:
    became, other = understand(f"two {word}"), understand(wrong)
    assert became.corrected == ()
    assert (became.spec.weather, became.spec.water, became.spec.biome) != (
        other.spec.weather, other.spec.water, other.spec.biome,
    ) or became.spec.items != other.spec.items  # fmt: skip
    said = {chip.text for chip in became.understood}
    assert word not in said or became.spec.items


def test_what_was_corrected_is_told() -> None:
    meaning = understand("a medeival vilage with a casstle")
    assert meaning.corrected == (("medeival", "medieval"), ("vilage", "village"), ("casstle", "castle"))


def test_nothing_understood_is_a_question() -> None:
    for prompt in ("xqzv wrpl", "cannons", "\u0e1a\u0e49\u0e32\u0e19\u0e41\u0e14\u0e07"):
        meaning = understand(prompt)
        assert not meaning.understood and len(meaning.offers) == 3, prompt
        assert all(understand(offer).understood for offer in meaning.offers)
    assert understand("").offers == () and understand("a house and xqzv").offers == ()


def test_wishes_can_fail() -> None:
    """The judge tells a kept wish from a broken one, for each kind of wish."""
    spec = SceneSpec(
        biome="snow", hours=23.0,
        items=(Item("house", 2, 1.5, relation="beside", to="well", primary=329, storeys=2, material="stone"),),
    )  # fmt: skip
    good = ("biome=snow", "hours=22-2", "house=2", "house=+", "church=0", "house.primary=red", "house.size=huge",
            "house.storeys=2", "house.material=stone", "house@beside:well", "house@beside", "barn/house=2")  # fmt: skip
    bad = ("biome=moon", "hours=2-22", "house=3", "house=0", "church=+", "house.primary=blue", "house.size=small",
           "house.storeys=3", "house.material=glass", "house@behind:well", "house@beside:barn", "barn=2")  # fmt: skip
    assert [kept(parse_wish(text), FromSpec(spec)) for text in good] == [True] * len(good)
    assert [kept(parse_wish(text), FromSpec(spec)) for text in bad] == [False] * len(bad)
    with pytest.raises(ValueError, match="unknown class"):
        parse_wish("housse=1")


def test_every_prompt_of_the_suite_is_told_its_language() -> None:
    wrong = [one.prompt for one in prompts() if understand(one.prompt).language != one.language]
    assert len(wrong) <= 4, wrong


class TestAttributes:
    def test_two_horses_two_colours(self) -> None:
        items = understand("a black horse and a white horse").spec.items
        assert len({item.primary for item in items if item.concept == "horse"}) == 2

    def test_looks_of_all(self) -> None:
        spec = understand("a village where every house has a green roof").spec
        assert spec.looks[0].secondary is not None
        assert all(item.secondary == spec.looks[0].secondary for item in spec.items if item.concept == "house")

    def test_a_storey_is_said_of_houses_only(self) -> None:
        assert understand("a two-storey inn").spec.items[0].storeys == 2
        assert any("storeys" in entry for entry in understand("a two-storey dog").ignored)

    def test_relation_needs_both(self) -> None:
        item = next(i for i in understand("a well behind a barn").spec.items if i.concept == "well")
        assert (item.relation, item.to) == ("behind", "barn")
        between = next(
            i for i in understand("a statue between the church and the inn").spec.items if i.concept == "statue"
        )
        assert (between.relation, between.to) == ("between", "church+inn")

    @pytest.mark.parametrize(
        ("prompt", "theme", "biome"),
        [("a space station", "future", "moon"), ("estaci\u00f3n espacial", "future", "moon"),
         ("\u5b87\u5b99\u30b9\u30c6\u30fc\u30b7\u30e7\u30f3", "future", "moon"), ("a wild west town", "west", "desert"),
         ("candy land", "candy", "meadow"), ("ski resort", "north", "snow")],
    )  # fmt: skip
    def test_themes(self, prompt: str, theme: str, biome: str) -> None:
        spec = understand(prompt).spec
        assert (spec.theme, spec.biome) == (theme, biome)
        assert len({item.concept for item in spec.items if item.count}) >= 6
