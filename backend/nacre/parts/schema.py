"""The JSON schema of a shape file, written from the language itself (protocol/parts.schema.json)."""

from __future__ import annotations

import json
from typing import Any, Final

from nacre.parts.check import GRIDS, MAX_SEED, MIN_HALF
from nacre.parts.classes import NAMES
from nacre.parts.colours import COLOURS
from nacre.parts.language import GRID
from nacre.parts.vocabulary import (
    ANGLE_STEP,
    AXES,
    JOINTS,
    KINDS,
    MATERIALS,
    MAX_COPIES,
    MAX_EXTENT,
    MAX_PARTS,
    OPS,
    ROLES,
)

IDENTIFIER: Final = "nacre-parts-1"


def _number(about: str, low: float | None = None, high: float | None = None, **more: Any) -> dict[str, Any]:
    limits = {"minimum": low, "maximum": high}
    return {"type": "number", "description": about, **{k: v for k, v in limits.items() if v is not None}, **more}


def _whole(about: str, low: int, high: int, **more: Any) -> dict[str, Any]:
    return {"type": "integer", "description": about, "minimum": low, "maximum": high, **more}


def _row(about: str, item: dict[str, Any], count: int, **more: Any) -> dict[str, Any]:
    return {"type": "array", "description": about, "items": item, "minItems": count, "maxItems": count, **more}


def _object(about: str, required: list[str], properties: dict[str, Any]) -> dict[str, Any]:
    return {
        "type": "object", "description": about, "required": required, "additionalProperties": False,
        "properties": properties,
    }  # fmt: skip


def schema() -> dict[str, Any]:
    """The schema as plain values."""
    place = {"type": "number", "minimum": -MAX_EXTENT, "maximum": MAX_EXTENT}
    colour = _whole("One of the 512 colours: (red * 8 + green) * 8 + blue, each 0..7, sRGB.", 0, COLOURS - 1)
    angle = {"type": "integer", "minimum": -360, "maximum": 360, "multipleOf": ANGLE_STEP}
    array = _object(
        "Copies in a row or a ring: copy k is turned by k * turn about the y axis of the shape, then moved k * step.",
        ["count"],
        {
            "count": _whole("How many, the first one too.", 2, MAX_COPIES),
            "step": _row("Metres from one to the next.", {"type": "number"}, 3, default=[0, 0, 0]),
            "turn": {**angle, "description": "Degrees from one to the next.", "default": 0},
        },
    )
    joint = _object(
        "How the part moves: about or along an axis through the pivot; 0 is as drawn.",
        ["type", "pivot"],
        {
            "type": {"enum": list(JOINTS)},
            "pivot": _row("A point on the axis, metres.", place, 3),
            "axis": {"enum": list(AXES), "default": "y"},
            "low": _number("Lowest angle in degrees (slider: metres).", -360, 0, default=0),
            "high": _number("Highest angle in degrees (slider: metres).", 0, 360, default=0),
        },
    )
    light = _object(
        "Light the part gives off.",
        ["colour"],
        {"colour": colour, "reach": _number("Metres; 0: it only glows.", 0, 40, default=0)},
    )
    part = _object(
        "One convex piece, or a known row of them.",
        ["kind", "centre", "half", "material", "colour", "role"],
        {
            "kind": {"enum": list(KINDS)},
            "centre": _row("Metres, x right, y up, z back; on the grid.", place, 3),
            "half": _row(
                "Half the size before rotation, metres; on the grid.",
                {"type": "number", "minimum": MIN_HALF, "maximum": MAX_EXTENT}, 3,
            ),
            "material": {"enum": list(MATERIALS)},
            "colour": colour,
            "role": {"enum": list(ROLES), "description": "What the part means."},
            "op": {"enum": list(OPS), "default": "add"},
            "rotation": _row("Yaw, pitch, roll in degrees: yaw(y) * pitch(x) * roll(z).", angle, 3, default=[0, 0, 0]),
            "taper": _row(
                "Scale of the top in x and z.", {"type": "number", "minimum": 0, "maximum": 1}, 2, default=[1, 1]
            ),
            "bevel": _number("Metres cut off edges; drawn from 1.5 cm.", 0, 0.5, default=0),
            "thickness": _number("Walls, floor and ceiling of a hollow part, metres.", 0.02, 5, default=0.2),
            "sides": _whole("Corners of a cylinder.", 3, 32, default=8),
            "seed": _whole("Of a blob's noise.", 0, MAX_SEED, default=0),
            "array": {"anyOf": [array, {"type": "null"}], "default": None},
            "joint": {"anyOf": [joint, {"type": "null"}], "default": None},
            "light": {"anyOf": [light, {"type": "null"}], "default": None},
            "parent": _whole("Index of an earlier part it moves with; -1: none.", -1, MAX_PARTS - 2, default=-1),
        },
    )  # fmt: skip
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "$id": IDENTIFIER,
        "title": "Shape program",
        **_object(
            "A thing made of parts. Written from backend/nacre/parts by `nacre shape schema`.",
            ["shape", "parts"],
            {
                "shape": {"enum": list(NAMES), "description": "Its class."},
                "grid": {"enum": sorted(GRIDS), "description": "Metres between grid lines.", "default": GRID},
                "parts": {"type": "array", "items": part, "minItems": 1, "maxItems": MAX_PARTS},
            },
        ),
    }


def text() -> str:
    """The schema as it stands in protocol/parts.schema.json."""
    return json.dumps(schema(), indent=2) + "\n"
