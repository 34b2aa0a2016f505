"""A spec in words: captions that `understand` reads back."""

from __future__ import annotations

from typing import Final

from nacre.spec import Item, SceneSpec

# Concept: one, several. Every word here is a lexicon word for that very concept.
NAMES: Final[dict[str, tuple[str, str]]] = {
    "house": ("house", "houses"), "bell_tower": ("bell tower", "bell towers"), "keep": ("keep", "keeps"),
    "wall": ("wall", "walls"), "gate": ("gate", "gates"), "round_tower": ("round tower", "round towers"),
    "well": ("well", "wells"), "forge": ("forge", "forges"), "stall": ("stall", "stalls"),
    "bridge": ("bridge", "bridges"), "ruin": ("old ruin", "old ruins"), "windmill": ("windmill", "windmills"),
    "lamp": ("lamp", "lamps"), "fence": ("fence", "fences"), "tree_round": ("oak tree", "oak trees"),
    "tree_cone": ("pine tree", "pine trees"), "tree_palm": ("palm tree", "palm trees"),
    "tree_dead": ("dead tree", "dead trees"), "cactus": ("cactus", "cacti"), "bush": ("bush", "bushes"),
    "rock": ("boulder", "boulders"), "barrel": ("barrel", "barrels"), "hay": ("haystack", "haystacks"),
    "statue": ("statue", "statues"), "tent": ("tent", "tents"), "campfire": ("campfire", "campfires"),
    "villager": ("villager", "villagers"), "blacksmith": ("blacksmith", "blacksmiths"),
    "guard": ("guard", "guards"), "merchant": ("merchant", "merchants"), "child": ("child", "children"),
    "knight": ("knight", "knights"), "sheep": ("sheep", "sheep"), "deer": ("deer", "deer"),
    "dog": ("dog", "dogs"), "horse": ("horse", "horses"), "dragon": ("dragon", "dragons"),
}  # fmt: skip
_BIOME: Final = {
    "meadow": "meadow", "forest": "forest", "autumn": "autumn land", "snow": "winter land",
    "desert": "desert", "swamp": "swamp", "tropical": "tropical land",
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


def name_of(concept: str, count: int) -> str:
    """The concept in words: "three" of it take the plural."""
    return NAMES[concept][count != 1]


def _item(item: Item) -> str:
    number = _NUMBERS[item.count] if item.count < len(_NUMBERS) else str(item.count)
    words = (number, _step(_SIZES, item.size), name_of(item.concept, item.count), _RELATION[item.relation])
    return " ".join(word for word in words if word)


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
    first = (
        f"A {mood}{relief} {_BIOME[spec.biome]} with {_WATER[spec.water]}, "
        f"{_step(_SETTLED, spec.settlement)}, with {_step(_PLANTS, spec.vegetation)}, "
        f"at {_clock(spec.hours)} {_WEATHER[spec.weather]}{_fog(spec)}."
    )
    sentences = [first]
    present = [_item(item) for item in spec.items if item.count]
    if present:
        sentences.append(f"{'; '.join(present)}.")
    absent = [name_of(item.concept, 0) for item in spec.items if not item.count]
    if absent:
        sentences.append(f"There are no {' or '.join(absent)}.")
    return " ".join(sentence[0].upper() + sentence[1:] for sentence in sentences)
