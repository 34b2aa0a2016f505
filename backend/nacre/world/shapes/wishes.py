"""Attributes as symbols: what is asked of a thing, what it does not have, and what is left open."""

from __future__ import annotations

from typing import Final

import numpy as np
from numpy.typing import NDArray

from nacre.parts.attributes import CONDITIONS, ORNAMENTS, SEASONS, SLOTS, THEMES, Attributes
from nacre.parts.colours import COLOURS
from nacre.parts.vocabulary import MATERIAL_INDEX, MATERIALS

Symbols = NDArray[np.int64]

# In the order in which open ones are filled in: what they mean to each other goes from the first to the last.
AGES: Final = 21  # steps of 0.05
SLOTS_OF: Final[tuple[tuple[str, int], ...]] = (
    ("theme", 32), ("condition", len(CONDITIONS)), ("season", len(SEASONS)), ("snow", 2), ("age", AGES),
    ("ornament", len(ORNAMENTS)), ("storeys", 4), ("material", 48), ("second_material", 48),
    *((slot, COLOURS) for slot in SLOTS),
)  # fmt: skip
NAMES: Final = tuple(name for name, _ in SLOTS_OF)
# Two symbols more than values: the thing has none of it, and: left open.
VALUES: Final = tuple(size for _, size in SLOTS_OF)
SIZES: Final = tuple(size + 2 for _, size in SLOTS_OF)
NONE: Final = np.array(VALUES, np.int64)
OPEN: Final = NONE + 1
OFFSETS: Final = np.concatenate([[0], np.cumsum(SIZES)]).astype(np.int64)
SYMBOLS: Final = int(OFFSETS[-1])
FIRST_COLOUR: Final = NAMES.index(SLOTS[0])
_LISTS: Final = {"theme": THEMES, "condition": CONDITIONS, "season": SEASONS, "ornament": ORNAMENTS}


def symbols_of(attributes: Attributes, absent: bool = False) -> Symbols:
    """Symbols [len(NAMES)]; None becomes OPEN, or NONE with `absent`. Raises ValueError for a value out of its list."""
    out = (NONE if absent else OPEN).copy()
    for i, name in enumerate(NAMES):
        value = getattr(attributes, name)
        if value is None:
            continue
        if name in _LISTS:
            if value not in _LISTS[name]:
                raise ValueError(f"{name}: {value!r} is none of {', '.join(_LISTS[name])}")
            out[i] = _LISTS[name].index(value)
        elif name in ("material", "second_material"):
            if value not in MATERIAL_INDEX:
                raise ValueError(f"{name}: no material {value!r}")
            out[i] = MATERIAL_INDEX[value]
        elif name == "storeys":
            out[i] = int(np.clip(value, 1, 4)) - 1
        elif name == "snow":
            out[i] = int(value)
        elif name == "age":
            out[i] = round(float(np.clip(value, 0.0, 1.0)) * (AGES - 1))
        else:
            if not 0 <= value < COLOURS:
                raise ValueError(f"{name}: no colour {value}")
            out[i] = value
    return out


def attributes_of(symbols: Symbols) -> Attributes:
    """What `symbols_of` read; NONE and OPEN become None."""
    given: dict[str, object] = {}
    for i, name in enumerate(NAMES):
        value = int(symbols[i])
        if value >= VALUES[i]:
            continue
        if name in _LISTS:
            given[name] = _LISTS[name][value]
        elif name in ("material", "second_material"):
            given[name] = MATERIALS[value]
        elif name == "storeys":
            given[name] = value + 1
        elif name == "snow":
            given[name] = bool(value)
        elif name == "age":
            given[name] = value / (AGES - 1)
        else:
            given[name] = value
    return Attributes(**given)  # type: ignore[arg-type]


def colours_of(symbols: Symbols) -> Symbols:
    """The four colours [.., 4] of attributes [.., len(NAMES)]; -1 where there is none."""
    colours = symbols[..., FIRST_COLOUR : FIRST_COLOUR + 4]
    return np.where(colours < COLOURS, colours, -1).astype(np.int64)
