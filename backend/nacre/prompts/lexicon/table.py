"""The lexicon: which words ask for what, read once from lexicons/en.txt."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache, lru_cache
from importlib.resources import files
from typing import Any, Final

from nacre.parts.classes import CLASSES
from nacre.vocabulary import ENTITIES, OBJECTS

_NO_PEOPLE: Final = ("skeleton", "robot", "zombie")
PEOPLE: Final = tuple(row.name for row in CLASSES if row.group == "person" and row.name not in _NO_PEOPLE)
ANIMALS: Final = tuple(row.name for row in CLASSES if row.group == "animal" and row.name != "dragon")
TREES: Final = tuple(row.name for row in CLASSES if row.name.startswith("tree_"))
_BUILT: Final = (
    "wall",
    "gate",
    "well",
    "stall",
    "bridge",
    "tent",
    "bus_stop",
    "water_tower",
    "pier",
    "gingerbread_house",
)
BUILDINGS: Final = (*(row.name for row in CLASSES if row.group == "building"), *_BUILT)
# What "no people" forbids, and in which numbers "people" come.
GROUPS: Final[dict[str, tuple[str, ...]]] = {
    "people": PEOPLE,
    "animals": ANIMALS,
    "tree": TREES,
    "buildings": BUILDINGS,
}
GROUP_MEMBERS: Final[dict[str, tuple[tuple[str, int], ...]]] = {
    "people": (("villager", 5), ("child", 1)),
    "animals": (("sheep", 3), ("deer", 2), ("dog", 1)),
    "buildings": (("house", 5),),
}
SCALARS: Final = ("relief", "vegetation", "settlement", "fog")
_NUMBERS: Final = (*SCALARS, "count", "size", "age")
PLURAL_COUNT: Final[dict[str, int]] = {
    "house": 5, "stall": 4, "lamp": 6, "fence": 6, "wall": 7, "round_tower": 4, "tree_round": 12, "tree_cone": 12,
    "tree_palm": 8, "tree_dead": 8, "tree": 12, "cactus": 8, "bush": 10, "rock": 8, "barrel": 5,
    "hay": 5, "tent": 4, "villager": 6, "sheep": 7, "deer": 4, "horse": 4, "people": 5,
    "animals": 6, "buildings": 5, "dragon": 2, "keep": 2, "windmill": 2, "bridge": 2,
    "tree_birch": 10, "tree_willow": 6, "tree_fruit": 8, "tree_cherry": 8, "bamboo": 12, "fern": 12, "flowers": 14,
    "grass_tuft": 16, "reeds": 14, "mushroom": 10, "giant_mushroom": 6, "crop": 16, "kelp": 14, "coral": 10, "bird": 5,
    "fish": 8, "chicken": 6, "grave": 8, "crate": 5, "boulder": 6, "lollipop": 8, "candy_cane": 8, "solar_panel": 6,
    "penguin": 6, "crystal": 6, "stalagmite": 8, "pumpkin": 6, "gingerbread_house": 4, "torch": 4, "street_lamp": 6,
    "hedge": 5, "lava_rock": 8, "apartment_block": 4, "space_habitat": 4, "modern_house": 4, "desert_house": 5,
    "cabin": 4, "longhouse": 4, "town_house": 5, "car": 4, "bench": 4, "pyramid": 3,
}  # fmt: skip
PLURAL_OTHERWISE: Final = 3
DETERMINERS: Final = frozenset(("a", "an", "the", "its", "their", "his", "her", "some", "this", "that"))


@dataclass(frozen=True)
class Entry:
    """What one word or phrase brings.

    said and implied are (attribute, value) pairs: a number for the scalars, else a word. things are
    (concept or "@group", count). near marks words whose real meaning is only approached.
    """

    kind: str
    label: str
    said: tuple[tuple[str, str | float], ...]
    implied: tuple[tuple[str, str | float], ...]
    things: tuple[tuple[str, int], ...]
    near: bool = False
    plural: bool = False

    @property
    def names_things(self) -> bool:
        """True when the word names something there; "abandoned" brings only that nobody is."""
        return bool(self.things) and self.kind != "emptiness"

    @property
    def compound(self) -> bool:
        """True when the word brings a whole ensemble, each part of which the prompt may overrule."""
        return len(self.things) > 1 or bool(self.things and self.said)


Node = dict[str, Any]  # word -> Node, and "" -> Entry where a phrase ends


@lru_cache(4096)
def singular_forms(word: str) -> tuple[str, ...]:
    """Possible singulars of a plural or possessive English word, likeliest first."""
    forms: list[str] = []
    if word.endswith("'s"):
        forms.append(word[:-2])
    elif word.endswith("s'"):
        forms.append(word[:-1])
    if len(word) > 3 and word.endswith("men"):
        forms.append(word[:-2] + "an")
    if len(word) > 3 and word.endswith("s") and not word.endswith("ss"):
        if word.endswith("ies"):
            forms.append(word[:-3] + "y")
        elif word.endswith("ves"):
            forms += [word[:-3] + "f", word[:-3] + "fe"]
        forms.append(word[:-1])
        if word.endswith("es"):
            forms.append(word[:-2])
    return tuple(forms)


class Lexicon:
    """Phrases in a trie, looked up longest first."""

    def __init__(self, text: str) -> None:
        self.root: Node = {}
        self.entries: dict[str, Entry] = {}
        kind = ""
        for number, raw in enumerate(text.splitlines(), 1):
            line = raw.strip()
            if not line or line.startswith("#"):
                continue
            if line.startswith("["):
                kind = line.strip("[]")
                continue
            effects, _, words = raw.partition(" : ")
            if not words:
                raise ValueError(f"lexicon line {number}: no ' : ' between effects and words")
            self._add(kind, effects.split(), [word.strip() for word in words.split(",")], number)

    def _add(self, kind: str, effects: list[str], words: list[str], number: int) -> None:
        said: list[tuple[str, str | float]] = []
        implied: list[tuple[str, str | float]] = []
        things: list[tuple[str, int]] = []
        for effect in effects:
            for mark, pairs in (("=", said), ("?", implied)):
                if mark in effect:
                    name, value = effect.split(mark)
                    pairs.append((name, float(value) if name in _NUMBERS else value))
                    break
            else:
                if effect == "~":
                    continue
                name, _, count = effect.partition("*")
                if name.lstrip("@") not in (GROUPS if name.startswith("@") else OBJECTS + ENTITIES):
                    raise ValueError(f"lexicon line {number}: unknown concept {name!r}")
                things.append((name, int(count or 1)))
        for word in words:
            label = word.rstrip("+")
            if label in self.entries:
                raise ValueError(f"lexicon line {number}: {label!r} stands twice")
            node = self.root
            for part in label.split():
                node = node.setdefault(part, {})
            entry = Entry(kind, label, tuple(said), tuple(implied), tuple(things), "~" in effects, word.endswith("+"))
            node[""] = self.entries[label] = entry
            if kind == "thing" and things and things[0][0] in TREES and " " not in label:
                node.setdefault("tree", {}).setdefault("", entry)  # "cypress" names "cypress tree" too

    def match(self, words: list[str], start: int) -> tuple[Entry, int, bool] | None:
        """Longest phrase at `start`: (entry, index after it, whether it stands in the plural), or None.

        Articles inside a phrase may be left out of the lexicon: "edge of the village".
        """
        return self._walk(self.root, words, start, start)

    def _walk(self, node: Node, words: list[str], start: int, index: int) -> tuple[Entry, int, bool] | None:
        if index >= len(words):
            return None
        word = words[index]
        best: tuple[Entry, int, bool] | None = None
        for place, form in enumerate((word, *singular_forms(word))):
            child: Node | None = node.get(form)
            if child is None:
                continue
            found = self._walk(child, words, start, index + 1)
            if found is None and "" in child:
                plural = place > 0 and not word.endswith("'s")
                if not (plural and child[""].kind == "function"):  # "ames" is no plural of "am"
                    found = (child[""], index + 1, plural or child[""].plural)
            if found and (best is None or found[1] > best[1]):
                best = found
        if best is None and index > start and word in DETERMINERS:
            best = self._walk(node, words, start, index + 1)
        return best


@cache
def lexicon() -> Lexicon:
    """The lexicon that ships with the package."""
    return Lexicon(files("nacre.prompts").joinpath("lexicons/en.txt").read_text("utf-8"))
