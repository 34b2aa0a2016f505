"""What can be asked of a thing: the attributes that prompts, layout and shape network share."""

from __future__ import annotations

from typing import Final

import msgspec

CONDITIONS: Final = ("new", "worn", "ruined")
ORNAMENTS: Final = ("plain", "usual", "rich")
SEASONS: Final = ("spring", "summer", "autumn", "winter")
THEMES: Final = (
    "village",
    "coast",
    "desert",
    "north",
    "east",
    "ancient",
    "west",
    "modern",
    "future",
    "spooky",
    "candy",
)
# What the four colours of a thing mean: building: walls, roof, door and shutters, timbers and trim; plant: crown,
# trunk, flowers or fruit, -; character: upper clothes, lower clothes, hat and things carried, skin; animal: coat,
# marks, harness or collar, -; everything else: most of it, second, accent, fittings.
SLOTS: Final = ("primary", "secondary", "accent", "detail")


class Attributes(msgspec.Struct, frozen=True, omit_defaults=True):
    """Wishes for one thing; None leaves it to the network.

    storeys 1..4; primary, secondary, accent, detail: one of the 512 colours; material of the walls or body, second
    material of the roof; condition, ornament, season, theme: one of the lists above; snow: snow lies on it; age: 0
    (child, sapling) .. 1 (old). Size is a scale of the placed thing and no attribute of its shape.
    """

    storeys: int | None = None
    primary: int | None = None
    secondary: int | None = None
    accent: int | None = None
    detail: int | None = None
    material: str | None = None
    second_material: str | None = None
    condition: str | None = None
    ornament: str | None = None
    season: str | None = None
    theme: str | None = None
    snow: bool | None = None
    age: float | None = None
