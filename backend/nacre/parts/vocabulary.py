"""The closed lists of the parts language. Order is part of every file and weight: append, never reorder."""

from __future__ import annotations

from typing import Final

KINDS: Final = (
    "box", "prism", "wedge", "cylinder", "ellipsoid", "capsule", "blob", "stairs", "ladder", "arch",
)  # fmt: skip
OPS: Final = ("add", "cut", "hollow")
MATERIALS: Final = (
    "plaster", "stone", "ashlar", "brick", "timber", "planks", "roof_tiles", "slate", "thatch", "shingles",
    "glass", "iron", "gold", "cloth", "leather", "bark", "leaves", "needles", "grass", "moss", "sand", "rock",
    "snow", "ice", "water", "skin", "hair", "fur", "paper", "rope", "bone", "light",
    "path", "cobbles", "mud", "concrete", "paint",
)  # fmt: skip
ROLES: Final = (
    # buildings
    "wall", "foundation", "floor", "ceiling", "roof", "room", "opening", "door", "window", "frame", "shutter",
    "sill", "beam", "post", "step", "stair", "ladder", "railing", "balcony", "porch", "chimney", "dormer",
    "battlement", "buttress", "sign", "lamp", "awning", "flag", "ornament", "ivy",
    # furniture and goods
    "hearth", "table", "seat", "bed", "counter", "shelf", "container", "rug", "goods", "curtain",
    # machines, vehicles, boats
    "body", "wheel", "sail", "mast", "hull", "deck", "rope", "handle", "axle", "blade", "bell",
    # nature
    "trunk", "root", "bough", "crown", "leaf", "stem", "flower", "fruit", "stone", "crystal", "snow", "water",
    # bodies
    "torso", "neck", "head", "hair", "hat", "eye", "brow", "mouth", "beard", "ear", "horn", "jaw",
    "arm_l", "arm_r", "hand_l", "hand_r", "leg_l", "leg_r",
    "leg_front_l", "leg_front_r", "leg_back_l", "leg_back_r", "tail", "wing_l", "wing_r", "fin", "beak",
    "cloth", "tool", "detail",
)  # fmt: skip
JOINTS: Final = ("hinge", "slider", "limb", "spin")
AXES: Final = ("x", "y", "z")

KIND_INDEX: Final = {name: i for i, name in enumerate(KINDS)}
MATERIAL_INDEX: Final = {name: i for i, name in enumerate(MATERIALS)}
ROLE_INDEX: Final = {name: i for i, name in enumerate(ROLES)}

MAX_PARTS: Final = 96
MAX_COPIES: Final = 24  # of one array
MAX_EXTENT: Final = 40.0  # metres from the origin to anything
ANGLE_STEP: Final = 5  # degrees
