"""A spec in words: captions that `understand` reads back."""

from __future__ import annotations

from typing import Final

from nacre.parts.classes import BY_NAME
from nacre.prompts.lexicon.names import NAMES as NAMES
from nacre.prompts.lexicon.names import amount_of as amount_of
from nacre.prompts.lexicon.names import colour_name
from nacre.prompts.lexicon.names import name_of as name_of
from nacre.spec import Item, SceneSpec

_BIOME: Final = {
    "meadow": "meadow", "forest": "forest", "autumn": "autumn land", "snow": "winter land",
    "desert": "desert", "swamp": "swamp", "tropical": "tropical land", "mountain": "mountain land", "canyon": "canyon",
    "volcano": "volcanic land", "island": "island land", "city": "city land", "moon": "lunar land",
}  # fmt: skip
# Words that set the theme and nothing else.
_THEME: Final = {
    "village": "rustic", "coast": "maritime", "desert": "moroccan", "north": "nordic", "east": "asian",
    "ancient": "roman",
    "west": "frontier", "modern": "contemporary", "future": "futuristic", "spooky": "gothic", "candy": "sugary",
}  # fmt: skip
_WEATHER: Final = {
    "clear": "under a clear sky", "overcast": "under an overcast sky", "rain": "in the rain",
    "snow": "while snow is falling", "fog": "in the fog",
}  # fmt: skip
_WATER: Final = {"none": "no water", "river": "a river", "lake": "a lake", "coast": "the sea"}
_RELATION: Final = {
    "any": "", "centre": "in the centre", "on_hill": "on a hill", "by_water": "by the water",
    "by_path": "by the path", "outside": "on the outskirts", "overhead": "overhead",
}  # fmt: skip
TO_ANOTHER: Final = {
    "beside": "beside", "left_of": "to the left of", "right_of": "to the right of", "behind": "behind",
    "in_front_of": "in front of", "between": "between", "around": "around", "along": "along", "inside": "inside",
    "on_top_of": "on top of", "at_end_of": "at the end of", "facing": "facing",
}  # fmt: skip
_ARRANGED: Final = {"any": "", "row": "in a row", "circle": "in a circle"}
_POSED: Final = {
    "any": "", "stand": "standing still", "walk": "walking", "run": "running", "sit": "sitting", "sleep": "sleeping",
    "work": "working", "talk": "talking", "attack": "fighting", "fly": "", "swim": "swimming", "graze": "grazing",
}  # fmt: skip
_MATERIAL: Final = {
    "stone": "stone", "ashlar": "marble", "brick": "brick", "timber": "wooden", "planks": "planked",
    "plaster": "plastered", "glass": "glass", "iron": "iron", "concrete": "concrete", "cloth": "canvas",
}  # fmt: skip
_ROOFING: Final = {"thatch": "thatched", "slate": "slate", "shingles": "shingled", "roof_tiles": "tiled"}
_PART: Final = {
    "building": ("roof", "door", "timbers"), "person": ("trousers", "hat", ""), "animal": ("spots", "collar", ""),
    "vehicle": ("sails", "door", ""),
}  # fmt: skip
_RELIEF: Final = (
    (0.1, "flat"), (0.27, "nearly flat"), (0.47, "rolling"), (0.62, "hilly"), (0.8, "rugged"),
    (1.1, "mountainous"),
)  # fmt: skip
_SETTLED: Final = (
    (0.1, "uninhabited"), (0.35, "sparsely settled"), (0.67, "settled"), (1.1, "densely settled"),
)  # fmt: skip
_PLANTS: Final = (
    (0.12, "bare ground"), (0.4, "sparse vegetation"), (0.77, "green foliage"), (1.1, "lush vegetation"),
)  # fmt: skip
_SIZES: Final = (
    (0.6, "miniature"), (0.72, "tiny"), (0.9, "small"), (1.12, ""), (1.37, "large"), (1.65, "huge"),
    (2.1, "gigantic"),
)  # fmt: skip
_NUMBERS: Final = (
    "no", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve",
)  # fmt: skip


def _step(steps: tuple[tuple[float, str], ...], value: float) -> str:
    return next(word for bound, word in steps if value < bound)


def _looks(item: Item) -> list[str]:
    """Adjectives: "ruined two-storey red stone"."""
    words: list[str] = []
    moves = BY_NAME[item.concept].moves
    if item.age is not None:
        words.append("elderly" if item.age > 0.5 else "young")
    if item.condition is not None:
        words.append({"ruined": "ruined", "worn": "weathered", "new": "brand new"}[item.condition])
    if item.ornament in ("plain", "rich"):
        words.append("ornate" if item.ornament == "rich" else "unadorned")
    if item.storeys is not None and not moves:
        words.append(f"{_NUMBERS[item.storeys]}-storey")
    if item.primary is not None:
        words.append(colour_name(item.primary))
    if item.second_material in _ROOFING:
        words.append(_ROOFING[item.second_material])
    if item.material in _MATERIAL:
        words.append(_MATERIAL[item.material])
    return words


def _parts(item: Item) -> str:
    """ "with a green roof and a blue door", where the kind of thing has such parts."""
    named = _PART.get(BY_NAME[item.concept].group)
    if named is None:
        return ""
    colours = zip((item.secondary, item.accent, item.detail), named, strict=True)
    said = [_one(f"{colour_name(colour)} {part}") for colour, part in colours if colour is not None and part]
    return f"with {' and '.join(said)}" if said else ""


def _one(words: str) -> str:
    """With "a" or "an" before it, unless it is several."""
    if words.endswith("s"):
        return words
    return f"{'an' if words[0] in 'aeiou' else 'a'} {words}"


def _where(item: Item) -> str:
    if not item.to or item.relation not in TO_ANOTHER:
        return _RELATION.get(item.relation, "")
    first, _, second = item.to.partition("+")
    to = f"the {name_of(first, 1)}" + (f" and the {name_of(second, 1)}" if second else "")
    return f"{TO_ANOTHER[item.relation]} {to}"


def _item(item: Item) -> str:
    number = _NUMBERS[item.count] if item.count < len(_NUMBERS) else str(item.count)
    words = (
        number, _step(_SIZES, item.size), *_looks(item), name_of(item.concept, item.count), _parts(item),
        _POSED[item.pose], _ARRANGED[item.arrangement], _where(item),
    )  # fmt: skip
    return " ".join(word for word in words if word)


def _every(item: Item) -> str:
    words = (*_looks(item), name_of(item.concept, 1), _parts(item))
    verbed = " ".join(word for word in words if word)
    return f"Every {verbed}."


def _clock(hours: float) -> str:
    minutes = round(hours * 60.0) % 1440
    return f"{minutes // 60}:{minutes % 60:02d}"


def _fog(spec: SceneSpec) -> str:
    if spec.fog >= 0.85:
        return ", very thick fog"
    return ", a light haze" if spec.fog >= 0.3 and spec.weather not in ("fog", "clear") else ""


def describe(spec: SceneSpec) -> str:
    """A caption of a few sentences, from which `understand` gets all but the finer shades back."""
    mood = "" if spec.mood == "plain" else f"{spec.mood} "
    relief = _step(_RELIEF, spec.relief)
    theme = f"{_THEME[spec.theme]} "
    first = (
        f"A {mood}{theme}{relief} {_BIOME[spec.biome]} with {_WATER[spec.water]}, "
        f"{_step(_SETTLED, spec.settlement)}, with {_step(_PLANTS, spec.vegetation)}, "
        f"at {_clock(spec.hours)} {_WEATHER[spec.weather]}{_fog(spec)}."
    )
    sentences = [first]
    present = [_item(item) for item in spec.items if item.count]
    if present:
        sentences.append(f"{'; '.join(present)}.")
    sentences += [_every(item) for item in spec.looks]
    absent = [name_of(item.concept, 0) for item in spec.items if not item.count]
    if absent:
        sentences.append(f"There are no {' or '.join(absent)}.")
    return " ".join(sentence[0].upper() + sentence[1:] for sentence in sentences)


def in_words(name: str, value: float) -> str:
    """A scalar of the world in a player's words: relief 0.55 is "hilly"."""
    if name == "fog":
        return (
            "a clear view"
            if value < 0.2
            else "a light haze"
            if value < 0.45
            else "fog"
            if value < 0.75
            else "thick fog"
        )
    return _step({"relief": _RELIEF, "settlement": _SETTLED, "vegetation": _PLANTS}[name], value)
