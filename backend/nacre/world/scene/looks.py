"""What each placed thing looks like: from a layout token and the prompt's wishes to a request for a shape program."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import msgspec

from nacre.parts.attributes import Attributes
from nacre.parts.classes import BY_NAME
from nacre.spec import Item, SceneSpec
from nacre.vocabulary import SHAPE_INDEX
from nacre.world.kernels.hashing import hash_key
from nacre.world.layout.arrangement.relations import asked_of
from nacre.world.layout.network import Token
from nacre.world.scene.dress import Dress

Chunk = tuple[int, int]
# Looks of a class in one world. Buildings and people are many; of plants and goods a few, each turned and scaled.
VARIETY: Final = {
    "building": 16, "structure": 4, "vehicle": 4, "prop": 3, "furniture": 3, "plant": 4, "rock": 4, "person": 8,
    "animal": 4,
}  # fmt: skip
# Plants, rocks and goods come from a stock that all worlds share, so that a machine makes each once.
STOCK: Final = 12
_SUITS: Final = {"primary": "material", "secondary": "second_material"}
_STOCKED: Final = frozenset({"prop", "furniture", "plant", "rock"})


@dataclass(frozen=True)
class Look:
    """A request to the shape network: equal looks are equal programs. drawn: the program itself, where there is one."""

    shape: str
    attributes: Attributes
    seed: int
    drawn: str = ""


def _season(spec: SceneSpec, snow: bool) -> str:
    if snow:
        return "winter"
    return "autumn" if spec.biome == "autumn" else "summer"


class Wardrobe:
    """Looks of one world's things: a pure function of spec, seed and where a thing stands."""

    def __init__(self, spec: SceneSpec, seed: int) -> None:
        self.spec, self.seed = spec, seed
        self._dress = Dress(spec.theme, seed)
        self._every = {item.concept: item for item in spec.looks}
        self._asked: dict[str, list[Item]] = {}
        for item in spec.items:
            if item.count > 0:
                self._asked.setdefault(item.concept, []).append(item)

    def of(self, token: Token, rank: int | None) -> Look:
        """The look of a thing; rank: its number among the core's things of its class, None outside the core."""
        row = BY_NAME[token.shape]
        style = token.style % VARIETY[row.group]
        item = self._item(token.shape, rank)
        wishes = item.attributes() if item is not None else Attributes()
        season = _season(self.spec, token.snow)
        base = Attributes(theme=self.spec.theme, season=season, snow=token.snow)
        if row.group in _STOCKED:
            seed = hash_key(self.seed, SHAPE_INDEX[token.shape], style) % STOCK
        else:
            seed = hash_key(self.seed, SHAPE_INDEX[token.shape], style, 77) % (1 << 31)
        if self.spec.mood in ("spooky", "gloomy"):
            base = msgspec.structs.replace(base, condition="worn")
        wears = self._dress.of(token.shape, style, SHAPE_INDEX[token.shape], season, seed)
        # who asks for bricks gets them in a colour of bricks
        wears = {k: v for k, v in wears.items() if k not in _SUITS or getattr(wishes, _SUITS[k]) is None}
        base = msgspec.structs.replace(base, **wears)
        wished = {name: value for name, value in msgspec.structs.asdict(wishes).items() if value is not None}
        attributes = msgspec.structs.replace(base, **wished)
        return Look(token.shape, attributes, seed, item.drawn if item is not None and rank is not None else "")

    def character(self, shape: str, style: int, rank: int | None) -> Look:
        """The look of a character of a class by its style."""
        return self.of(Token(shape, 0.0, 0.0, 0.0, 0.0, 1.0, style, False), rank)

    def _item(self, shape: str, rank: int | None) -> Item | None:
        """What the prompt asks of the rank-th thing of a class: its items in order, then what holds for all."""
        items = self._asked.get(shape, [])
        alone = items[0] if len(items) == 1 and rank is not None else None  # one wish is everybody's
        return alone or asked_of(items, shape, rank) or self._every.get(shape)
