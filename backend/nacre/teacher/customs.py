"""Where each class of thing belongs in a village when nobody says."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final


@dataclass(frozen=True)
class Meaning:
    """Where a class of thing belongs when nobody says: metres from the centre, and near what."""

    near: float
    far: float
    beside: tuple[str, ...] = ()  # stands by one of these, if there is one
    on_path: bool = False  # may stand on the square or a path
    faces: str = "any"  # "centre", "beside" or "any"


MEANINGS: Final[dict[str, Meaning]] = {
    "house": Meaning(13, 34, faces="centre"),
    "bell_tower": Meaning(10, 16, faces="centre"),
    "keep": Meaning(40, 60, faces="centre"),
    "wall": Meaning(24, 52, faces="centre"),
    "gate": Meaning(24, 44, faces="centre"),
    "round_tower": Meaning(16, 44, faces="centre"),
    "well": Meaning(0, 4, on_path=True, faces="centre"),
    "forge": Meaning(16, 30, faces="centre"),
    "stall": Meaning(5, 11, on_path=True, faces="centre"),
    "ruin": Meaning(36, 60),
    "windmill": Meaning(28, 52, faces="centre"),
    "lamp": Meaning(5, 34),
    "fence": Meaning(5.8, 8.5, ("house", "forge"), faces="beside"),
    "tree_round": Meaning(9, 50),
    "tree_cone": Meaning(9, 50),
    "tree_palm": Meaning(9, 50),
    "tree_dead": Meaning(9, 50),
    "cactus": Meaning(9, 48),
    "bush": Meaning(8, 46),
    "rock": Meaning(9, 55),
    "barrel": Meaning(4.2, 6.4, ("house", "forge", "stall"), faces="any"),
    "hay": Meaning(7, 11, ("house",)),
    "statue": Meaning(0, 7, on_path=True, faces="centre"),
    "tent": Meaning(11, 40, faces="centre"),
    "campfire": Meaning(4.2, 5.5, ("tent",), on_path=True),
    "bridge": Meaning(0, 0),
    "villager": Meaning(3, 26, on_path=True),
    "blacksmith": Meaning(4.9, 6.0, ("forge",), on_path=True),
    "guard": Meaning(5.7, 7.5, ("gate", "keep"), on_path=True),
    "merchant": Meaning(2.6, 3.4, ("stall",), on_path=True, faces="centre"),
    "child": Meaning(3, 16, on_path=True),
    "knight": Meaning(8.8, 11.5, ("keep", "gate"), on_path=True),
    "sheep": Meaning(18, 46),
    "deer": Meaning(24, 56),
    "dog": Meaning(3, 20, on_path=True),
    "horse": Meaning(9, 32),
    "dragon": Meaning(0, 22),
}
