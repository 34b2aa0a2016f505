"""What a language model is asked, and what of its answers is believed."""

from __future__ import annotations

import json
import math
from typing import Any, Final

import msgspec

from nacre.parts.attributes import CONDITIONS
from nacre.parts.canonical import canonical
from nacre.parts.check import check
from nacre.parts.classes import BY_NAME
from nacre.parts.codec import MAX_TEXT, DamagedShape, from_json, to_text
from nacre.parts.colours import NAMES as COLOUR_NAMES
from nacre.parts.colours import named
from nacre.parts.language import Part, Program
from nacre.parts.schema import schema as parts_schema
from nacre.parts.vocabulary import MATERIALS
from nacre.prompts.numbers import MOST
from nacre.spec import PLACE_RELATIONS, Item
from nacre.vocabulary import BIOMES, MOODS, SHAPES, THEMES, WATERS, WEATHERS

WORLD: Final[dict[str, tuple[str, ...]]] = {
    "biome": BIOMES, "weather": WEATHERS, "water": WATERS, "mood": MOODS, "theme": THEMES,
}  # fmt: skip
_ITEMS: Final = 24  # of one answer
_WISHES: Final = ("size", "relation", "material", "condition")
SPEC_TASK: Final = (
    "You turn the description of a place into the plain data of a small 3D world. Use only the listed words. "
    "List only things that the description asks for. Leave out what it does not speak of."
)
SHAPE_TASK: Final = (
    "You build one thing out of simple parts, as JSON. Metres; x right, y up, z back; the front looks along -z; the "
    "ground is y = 0. Use 5 to 30 parts that touch each other. half is half the size. Colours are (r*8+g)*8+b, each "
    "0..7."
)


def spec_schema() -> dict[str, Any]:
    """JSON schema of the answer to "what place is this?"."""
    item = {
        "type": "object", "additionalProperties": False, "required": ["concept", "count"],
        "properties": {
            "concept": {"enum": list(SHAPES)}, "count": {"type": "integer", "minimum": 0, "maximum": MOST},
            "size": {"type": "number", "minimum": 0.25, "maximum": 4.0}, "relation": {"enum": list(PLACE_RELATIONS)},
            "colour": {"enum": list(COLOUR_NAMES)}, "material": {"enum": list(MATERIALS)},
            "condition": {"enum": list(CONDITIONS)},
        },
    }  # fmt: skip
    return {
        "type": "object", "additionalProperties": False, "required": ["items"],
        "properties": {
            **{name: {"enum": list(words)} for name, words in WORLD.items()},
            "hours": {"type": "number", "minimum": 0, "maximum": 24},
            "items": {"type": "array", "maxItems": _ITEMS, "items": item},
        },
    }  # fmt: skip


def shape_schema() -> dict[str, Any]:
    """JSON schema of a shape program: the one shape files are checked against."""
    return parts_schema()


def believed_world(answer: dict[str, Any]) -> dict[str, Any]:
    """Of an answer, the attributes of the world that are of the vocabulary."""
    found: dict[str, Any] = {
        name: answer[name]
        for name, words in WORLD.items()
        if isinstance(answer.get(name), str) and answer[name] in words
    }
    hours = answer.get("hours")
    if isinstance(hours, (int, float)) and not isinstance(hours, bool) and 0.0 <= hours <= 24.0:
        found["hours"] = float(hours)
    return found


def believed_items(answer: dict[str, Any]) -> list[Item]:
    """Of an answer, the things that make sense; what does not is left out."""
    items: list[Item] = []
    rows = answer.get("items")
    for row in rows[:_ITEMS] if isinstance(rows, list) else ():
        if not isinstance(row, dict):
            continue
        wish: dict[str, Any] = {name: row[name] for name in _WISHES if name in row}
        if row.get("colour") in COLOUR_NAMES:
            wish["primary"] = named(row["colour"])
        try:
            item = Item(row["concept"], row["count"], **wish)
            if type(item.count) is not int or isinstance(item.size, bool):
                continue
            item.check()
        except (ValueError, TypeError, LookupError):
            continue
        if item.relation in PLACE_RELATIONS and item.concept not in {other.concept for other in items}:
            items.append(item)
    return items


def _plain(answer: dict[str, Any]) -> dict[str, Any]:
    """An answer without fields that shapes do not have, which models like to add."""
    parts = answer.get("parts")
    known = [
        {name: value for name, value in part.items() if name in Part.__struct_fields__}
        for part in (parts if isinstance(parts, list) else ())
        if isinstance(part, dict)
    ]
    return {"shape": answer.get("shape"), "parts": known}


def believed_shape(answer: dict[str, Any]) -> Program | None:
    """A shape program that the parts language has nothing against; None for any other answer."""
    try:
        program = from_json(json.dumps(_plain(answer)))
        # Models do not count in steps of a grid: what they say is rounded to it before it is checked.
        if not all(math.isfinite(number) for part in program.parts for number in (*part.centre, *part.half)):
            return None
        program = canonical(program)
    except (DamagedShape, msgspec.MsgspecError, ValueError, TypeError, LookupError, OverflowError):
        return None
    if check(program) or len(to_text(program)) > MAX_TEXT:
        return None
    # What a model calls alive has no bones to move with: it is shown as its likeness.
    return msgspec.structs.replace(program, shape="statue") if BY_NAME[program.shape].moves else program
