"""How a part becomes symbols: the raw integers of a part, and the slots that the shape network predicts.

A part is first a row of RAW integers (grid units, 5 degree units, table indices: exact), then one symbol for every
slot. Lengths take two slots: the *relation* says what they are measured from (a face of an earlier part, its mirror
image, the ground, a row that is centred, or nothing: a fresh length in steps of 64), the *rest* says by how many grid
units they differ. What grammars compute from a few lengths of their own (the windows sit on the wall, the roof on
top of it) so becomes a few relations that never change, whatever the size of the house.
"""

from __future__ import annotations

from typing import Final

import numpy as np

from nacre.parts.classes import CLASSES
from nacre.parts.vocabulary import KINDS, MATERIALS, MAX_PARTS, OPS, ROLE_INDEX, ROLES

# columns of a raw part
ROLE, KIND, OP, PARENT, MATERIAL, COLOUR = range(6)
YAW: Final = 6  # yaw, pitch, roll in steps of 5 degrees
HALF: Final = 9  # half extents in grid units
CENTRE: Final = 12
TAPER: Final = 15  # hundredths
BEVEL: Final = 17  # millimetres
THICKNESS: Final = 18  # centimetres
SIDES: Final = 19
SEED: Final = 20
COUNT: Final = 21  # copies of the array, 0: none
STEP: Final = 22
TURN: Final = 25  # degrees
JOINT: Final = 26  # 1 + row of the table of joints, 0: none
PIVOT: Final = 27
LIGHT: Final = 30  # 1 + colour, 0: none
REACH: Final = 31  # row of the table of reaches
RAW: Final = 32

END: Final = len(ROLES)  # the next role when nothing follows
START: Final = len(ROLES)  # the role of the step before the first part
STEPS: Final = MAX_PARTS + 1  # steps of the longest program: one that only chooses the first role

# Parts a length can be measured from: the four before, the last and last but one of the same role, the parent, the
# twin (left arm for the right), the first two, the last of six anchor roles of the class, the largest so far.
BEFORE, SAME, SAME_2, OWNER, TWIN, FIRST, SECOND, ANCHOR, LARGEST = 0, 4, 5, 6, 7, 8, 9, 10, 16
REFERENCES: Final = 17
ANCHORS: Final = 6

# Relations of a centre to a reference: same, mirrored, on its faces, beside them, flush with them; for what is turned,
# by the ends of the parts' upright axes (boughs, limbs, rafters); and half way to its faces.
CENTRE_RELATIONS: Final = 15
ZERO, GROUND, ROW = 0, 1, 2  # specials of centres: in the middle; standing on the ground; going on as the last two
CENTRE_BASE: Final = 3
CENTRE_FRESH: Final = CENTRE_BASE + REFERENCES * CENTRE_RELATIONS
CENTRE_SIZE: Final = CENTRE_FRESH + 64
HALF_SPECIAL: Final = 4  # own x, own y, one unit, going on as the last two
HALF_SWAPPED: Final = HALF_SPECIAL + REFERENCES  # of four references along the other horizontal axis
HALF_FRESH: Final = HALF_SWAPPED + 4
HALF_SIZE: Final = HALF_FRESH + 32
STEP_FROM: Final = 10  # 0, +-own length, +-step of three references, centred on zero; then centred on a reference
STEP_FRESH: Final = STEP_FROM + REFERENCES
STEP_SIZE: Final = STEP_FRESH + 64
PIVOT_FROM: Final = 16  # 0, own centre and faces, +-pivot of six references; then the centre of a reference
PIVOT_FACES: Final = PIVOT_FROM + REFERENCES  # faces of the parent
PIVOT_FRESH: Final = PIVOT_FACES + 2
PIVOT_SIZE: Final = PIVOT_FRESH + 64
UNITS: Final = 64  # rests of a length; one step of a fresh one

# colours: exactly one of the four asked for, a shade of it, that of an earlier part, a shade of that, or any
C_EXACT, C_SHADE, C_BEFORE, C_SAME, C_OWNER, C_SAME_SHADE, C_ANY = 0, 4, 8, 9, 10, 11, 12
COLOUR_SIZE: Final = 13
LEVEL_SIZE: Final = 16  # difference of a level + 8, or the level itself

PARENT_LAST: Final = 1 + REFERENCES  # parent of the part before, of the last of the same role; then any index
PARENT_ANY: Final = PARENT_LAST + 2
TURN_ZERO: Final = 512
ANGLE_ZERO: Final = 72
R_ZERO, R_BEFORE, R_SAME, R_OWNER, R_MIRROR, R_MIRROR_SAME, R_MIRROR_TWIN, R_ROW, R_FRESH = range(9)
M_PLAIN, M_BEFORE, M_SAME, M_TWIN, M_FRESH = range(5)  # taper and bevel
A_FRESH, A_BEFORE, A_SAME, A_TWIN = range(4)  # arrays
F_ARRAY, F_JOINT, F_LIGHT, F_SEED, F_EXTRA = 1, 2, 4, 8, 16  # flags: which groups of slots follow


def _length(name: str, size: int) -> list[tuple[str, int]]:
    """Slots of a length along x, y and z: relation and rest of each."""
    return [(f"{name}_{axis}{end}", n) for axis in "xyz" for end, n in (("", size), ("_rest", UNITS))]


def _levels(name: str) -> list[tuple[str, int]]:
    return [(f"{name}_{channel}", LEVEL_SIZE) for channel in ("red", "green", "blue")]


SLOTS: Final[tuple[tuple[str, int], ...]] = (
    ("form", len(KINDS) * len(OPS)), ("flags", 32), ("parent", PARENT_ANY + MAX_PARTS),
    ("material", len(MATERIALS) + 11),
    ("colour", COLOUR_SIZE), *_levels("colour"),
    ("rotation", 9), ("yaw", 145), ("pitch", 145), ("roll", 145),
    *_length("half", HALF_SIZE), *_length("centre", CENTRE_SIZE),
    ("taper", 5), ("taper_x", 128), ("taper_z", 128), ("bevel", 5), ("bevel_high", 64), ("bevel_low", 64),
    ("thickness", 128), ("sides", 64),
    ("array", 4), ("count", 32), *_length("step", STEP_SIZE), ("turn_high", 32), ("turn_low", 32),
    ("joint", 256), *_length("pivot", PIVOT_SIZE),
    ("light", COLOUR_SIZE), *_levels("light"), ("reach", 64),
    ("next", len(ROLES) + 32),
)  # fmt: skip
NAMES: Final = tuple(name for name, _ in SLOTS)
SLOT: Final = {name: i for i, name in enumerate(NAMES)}
SIZES: Final = tuple(size for _, size in SLOTS)
OFFSETS: Final = np.concatenate([[0], np.cumsum(SIZES)]).astype(np.int64)  # first symbol of each slot in one long list
SYMBOLS: Final = int(OFFSETS[-1])
MOST: Final = max(SIZES)

# Slot numbers, for compiled code.
S_FORM, S_FLAGS, S_PARENT, S_MATERIAL, S_COLOUR = (SLOT[n] for n in ("form", "flags", "parent", "material", "colour"))
S_ROTATION, S_HALF, S_CENTRE = (SLOT[n] for n in ("rotation", "half_x", "centre_x"))
S_TAPER, S_BEVEL, S_THICKNESS, S_SIDES = (SLOT[n] for n in ("taper", "bevel", "thickness", "sides"))
S_ARRAY, S_COUNT, S_STEP, S_TURN = (SLOT[n] for n in ("array", "count", "step_x", "turn_high"))
S_JOINT, S_PIVOT, S_LIGHT, S_REACH, S_NEXT = (SLOT[n] for n in ("joint", "pivot_x", "light", "reach", "next"))
N_SLOTS: Final = len(SLOTS)

_ANCHOR_ROLES: Final[dict[str, tuple[str, ...]]] = {
    "building": ("wall", "room", "roof", "floor", "foundation", "door"),
    "structure": ("wall", "foundation", "post", "deck", "body", "roof"),
    "prop": ("body", "post", "container", "foundation", "handle", "stone"),
    "furniture": ("body", "seat", "table", "container", "bed", "post"),
    "vehicle": ("body", "hull", "deck", "wheel", "mast", "axle"),
    "plant": ("trunk", "bough", "crown", "stem", "leaf", "flower"),
    "rock": ("stone", "crystal", "snow", "body", "detail", "ornament"),
    "person": ("torso", "head", "neck", "arm_l", "leg_l", "hat"),
    "animal": ("torso", "head", "neck", "leg_front_l", "leg_l", "tail"),
}
ANCHOR_ROLES: Final = np.array([[ROLE_INDEX[n] for n in _ANCHOR_ROLES[row.group]] for row in CLASSES], np.int64)
TWINS: Final = np.array(
    [
        ROLE_INDEX.get(n[:-2] + {"_l": "_r", "_r": "_l"}[n[-2:]], -1) if n[-2:] in ("_l", "_r") else -1
        for n in ROLES
    ],
    np.int64,
)  # fmt: skip
