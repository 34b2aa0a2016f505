"""What can be said of the look of a thing: which words set which field of an Item, for which kinds of thing."""

from __future__ import annotations

from typing import Any, Final

from nacre.parts.classes import BY_NAME
from nacre.parts.colours import NAMED, index_of
from nacre.prompts.mention import Claim, Mention

# Kinds of lexicon entries that hang on the noun they stand beside.
LOOK_KINDS: Final = ("colour", "material", "condition", "pose", "arrangement", "storeys", "distance")
_COLOUR_SLOTS: Final = ("primary", "secondary", "accent", "detail")
_WITH_STOREYS: Final = ("building",)
_GROUP_OF: Final = {"@people": "person", "@animals": "animal", "@tree": "plant", "@buildings": "building"}
# What a part of a "building" may be part of, and so on.
_PARTS_OF: Final = {
    "building": ("building", "structure", "vehicle", "prop", "furniture"),
    "person": ("person",), "animal": ("animal",), "plant": ("plant",), "vehicle": ("vehicle",),
}  # fmt: skip
_SHADES: Final = {"dark": 0.62, "deep": 0.72, "light": 1.3, "pale": 1.35, "pastel": 1.35, "bright": 1.12, "faded": 0.9}


def group_of(mention: Mention) -> str:
    """Group of the first thing a mention brings ("building", "animal" ...); "" for none."""
    concept = mention.concept
    if concept.startswith("@"):
        return _GROUP_OF[concept]
    return BY_NAME[concept].group if concept else ""


def is_shade(word: str) -> bool:
    """True for words that make a colour lighter or darker."""
    return word in _SHADES


def colour_index(name: str) -> int:
    """One of the 512 colours: a name of `nacre.parts.colours`, with a shade before it where there is one."""
    shade, _, plain = name.rpartition(" ")
    red, green, blue = NAMED[plain]
    if not shade:
        return index_of(red, green, blue)
    factor = _SHADES[shade]
    lift = max(factor - 1.0, 0.0) * 0.6  # lighter is also paler
    return index_of(*((min(c * min(factor, 1.0) + lift * (1.0 - c), 1.0)) for c in (red, green, blue)))


def _free_slot(mention: Mention) -> str:
    return next((slot for slot in _COLOUR_SLOTS if slot not in mention.looks), "")


def dress(mention: Mention, kind: str, value: str, number: float = 0.0) -> str:
    """Set one look of a thing. Returns "" or the reason why it cannot be."""
    group = group_of(mention)
    looks = mention.looks
    if kind == "colour":
        slot = _free_slot(mention)
        if not slot:
            return "more colours than it has"
        looks[slot] = colour_index(value)
    elif kind == "storeys":
        if group not in _WITH_STOREYS:
            return "it has no storeys"
        looks["storeys"] = max(1, min(int(number), 6))
    elif kind == "pose":
        if group not in ("person", "animal") and mention.entry.kind not in ("settlement", "theme"):
            return "it does nothing by itself"
        looks["pose"] = value
    elif kind == "arrangement":
        looks["arrangement"] = value
    elif kind == "distance":
        mention.distance = number
    elif kind == "material" and "material" in looks:
        looks.setdefault("second_material", value)
    elif kind == "age" or (kind == "condition" and value == "worn" and group in ("person", "animal", "plant")):
        looks["age"] = number if kind == "age" else 0.9
    else:
        looks[kind] = value
    return ""


def takes_part(mention: Mention, part: Mention) -> bool:
    """Whether a thing has such a part: houses have roofs, sailors hats."""
    wanted = str(dict(part.entry.said)["of"])
    return bool(mention.entry.things) and group_of(mention) in _PARTS_OF[wanted]


def dress_part(mention: Mention, part: Mention, claim: Claim) -> str:
    """Say something of a part ("a blue door") on the thing it belongs to. Returns "" or why that cannot be."""
    slot = str(dict(part.entry.said)["slot"])
    if claim.kind == "colour":
        mention.looks[slot] = colour_index(claim.value)
    elif claim.kind in ("material", "second_material"):
        mention.looks["second_material" if slot == "secondary" else "material"] = claim.value
    elif claim.kind == "condition":
        mention.looks["condition"] = claim.value
    else:
        return "that cannot be said of a part"
    return ""


def fields_for(mention: Mention, concept: str) -> dict[str, Any]:
    """The looks of a mention that a concept of its ensemble can have."""
    moves = BY_NAME[concept].moves
    return {
        name: value
        for name, value in mention.looks.items()
        if (name != "pose" or moves) and (name != "storeys" or BY_NAME[concept].group == "building")
    }
