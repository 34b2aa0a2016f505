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
from nacre.world.layout.network import Token

Chunk = tuple[int, int]
# Looks of a class in one world. Buildings and people are many; of plants and goods a few, each turned and scaled.
VARIETY: Final = {
    "building": 16, "structure": 4, "vehicle": 4, "prop": 3, "furniture": 3, "plant": 4, "rock": 4, "person": 8,
    "animal": 4,
}  # fmt: skip
# Plants, rocks and goods come from a stock that all worlds share, so that a machine makes each once.
STOCK: Final = 12
_STOCKED: Final = frozenset({"prop", "furniture", "plant", "rock"})
# Buildings of one material throughout: their colours are the network's.
_OWN_COLOURS: Final = frozenset({
    "igloo", "greenhouse", "keep", "round_tower", "lighthouse", "space_habitat", "shrine", "bell_tower",
    "gingerbread_house",
})  # fmt: skip


# Families of colour: walls, roofs and doors that go together, by theme. A world takes one; each building one of its
# colours, so that a street belongs together and no two neighbours are alike. sRGB in eighths (0..7 a channel).
_FAMILIES: Final[dict[str, tuple[tuple[tuple[str, ...], tuple[str, ...], tuple[str, ...]], ...]]] = {
    "village": (
        (("665", "654", "765", "554"), ("411", "521", "310", "322"), ("133", "421", "024", "312")),
        (("766", "655", "653", "544"), ("223", "333", "234", "322"), ("512", "135", "320", "241")),
        (("654", "643", "765", "532"), ("531", "521", "420", "432"), ("124", "230", "411", "035")),
    ),
    "coast": (
        (("777", "567", "765", "666"), ("234", "345", "421", "333"), ("135", "511", "024", "640")),
        (("766", "665", "557", "754"), ("423", "522", "334", "244"), ("045", "502", "125", "320")),
    ),
    "desert": (
        (("764", "653", "754", "765"), ("653", "643", "542", "531"), ("145", "026", "512", "035")),
        (("765", "665", "743", "642"), ("642", "532", "654", "421"), ("035", "410", "136", "250")),
    ),
    "north": (
        (("421", "532", "310", "432"), ("322", "242", "231", "211"), ("511", "035", "640", "320")),
        (("511", "654", "322", "444"), ("211", "333", "232", "322"), ("777", "135", "620", "100")),
    ),
    "east": (
        (("766", "765", "655", "511"), ("123", "223", "234", "222"), ("611", "411", "320", "500")),
        (("777", "654", "765", "433"), ("132", "223", "233", "311"), ("500", "210", "620", "401")),
    ),
    "spooky": (
        (("333", "434", "323", "443"), ("112", "212", "111", "223"), ("302", "210", "420", "103")),
        (("443", "334", "432", "333"), ("111", "211", "202", "122"), ("410", "203", "121", "310")),
    ),
    "west": (((("653", "642", "532", "754")), ("432", "321", "422", "333"), ("421", "135", "511", "310")),),
    "modern": (((("777", "666", "544", "655")), ("333", "222", "444", "322"), ("135", "210", "511", "320")),),
    "candy": (((("766", "755", "767", "776")), ("624", "356", "734", "537"), ("505", "146", "631", "357")),),
}
_SLOTS: Final = ("primary", "secondary", "accent")


def _index(eighths: str) -> int:
    red, green, blue = (int(digit) for digit in eighths)
    return (red * 8 + green) * 8 + blue


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
        base = Attributes(theme=self.spec.theme, season=_season(self.spec, token.snow), snow=token.snow)
        if self.spec.mood in ("spooky", "gloomy"):
            base = msgspec.structs.replace(base, condition="worn")
        if row.group == "building":
            base = msgspec.structs.replace(base, **self._family(token.shape, style))
        wished = {name: value for name, value in msgspec.structs.asdict(wishes).items() if value is not None}
        attributes = msgspec.structs.replace(base, **wished)
        if row.group in _STOCKED:
            seed = hash_key(self.seed, SHAPE_INDEX[token.shape], style) % STOCK
        else:
            seed = hash_key(self.seed, SHAPE_INDEX[token.shape], style, 77) % (1 << 31)
        return Look(token.shape, attributes, seed, item.drawn if item is not None and rank is not None else "")

    def _family(self, shape: str, style: int) -> dict[str, int]:
        """Walls, roof and door of a building in the world's family of colours; none where the theme has no family."""
        families = _FAMILIES.get(self.spec.theme)
        if families is None or shape in _OWN_COLOURS:
            return {}
        family = families[hash_key(self.seed, 78) % len(families)]
        draws = [hash_key(self.seed, 79, SHAPE_INDEX[shape], style, k) for k in range(len(_SLOTS))]
        return {
            name: _index(colours[draw % len(colours)])
            for name, colours, draw in zip(_SLOTS, family, draws, strict=True)
        }

    def character(self, shape: str, style: int, rank: int | None) -> Look:
        """The look of a character of a class by its style."""
        return self.of(Token(shape, 0.0, 0.0, 0.0, 0.0, 1.0, style, False), rank)

    def _item(self, shape: str, rank: int | None) -> Item | None:
        """What the prompt asks of the rank-th thing of a class: its items in order, then what holds for all."""
        items = self._asked.get(shape, [])
        if rank is not None and items:
            left = rank
            for item in items:
                if left < item.count or len(items) == 1:
                    return item
                left -= item.count
        return self._every.get(shape)
