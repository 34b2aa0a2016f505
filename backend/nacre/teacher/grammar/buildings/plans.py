"""The plans of houses and which of them a theme builds."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final, Literal

Form = Literal["straight", "front_wing", "back_wing", "cross", "ell", "tower", "jetty", "saltbox", "turret", "lean_to"]


@dataclass(frozen=True)
class Plan:
    """What kind of house: its form, the shape and pitch of its roof, and what is added to it."""

    form: Form = "straight"
    roof: Literal["gable", "thatch", "hip", "half_hip", "end_gable", "flat", "mono"] = "gable"
    angle: tuple[int, ...] = (45, 50)
    extras: str = ""
    frame: bool = False  # a timber frame shows


PLANS: Final[dict[str, Plan]] = {
    "cottage": Plan("straight", "gable", (50, 55), "canopy ivy flowers"),
    "thatched": Plan("straight", "thatch", (45,), "flowers bench ivy"),
    "framed": Plan("straight", "gable", (50,), "dormers flowers", True),
    "gable_front": Plan("straight", "end_gable", (50, 55), "canopy ivy", True),
    "gable_front_porch": Plan("straight", "end_gable", (45, 50), "porch wood"),
    "half_hipped": Plan("straight", "half_hip", (45,), "bench flowers"),
    "hipped": Plan("straight", "hip", (45,), "canopy pots"),
    "wing": Plan("front_wing", "gable", (50,), "ivy pots", True),
    "wing_porch": Plan("front_wing", "gable", (45, 50), "porch_main barrels"),
    "tee": Plan("back_wing", "gable", (45, 50), "dormers canopy"),
    "cross_gable": Plan("cross", "gable", (50,), "flowers bench", True),
    "cross_plain": Plan("cross", "gable", (45, 50), "canopy wood"),
    "ell": Plan("ell", "gable", (45, 50), "pots ivy"),
    "ell_framed": Plan("ell", "gable", (50,), "flowers", True),
    "tower": Plan("tower", "gable", (45, 50), "ivy pots"),
    "tower_tall": Plan("tower", "gable", (50,), "vane barrels"),
    "jetty": Plan("jetty", "gable", (50,), "flowers barrels", True),
    "jetty_gable": Plan("jetty", "end_gable", (50, 55), "lantern flowers", True),
    "jetty_hip": Plan("jetty", "hip", (45,), "bench", True),
    "saltbox": Plan("saltbox", "gable", (45, 50), "wood bench"),
    "lean_to": Plan("lean_to", "gable", (45, 50), "wood canopy"),
    "lean_to_stairs": Plan("lean_to", "gable", (50,), "barrels ivy"),
    "outside_stairs": Plan("straight", "gable", (45, 50), "outside_stairs ivy"),
    "balcony": Plan("straight", "end_gable", (40, 45), "balcony flowers wood"),
    "balcony_wide": Plan("straight", "gable", (45,), "balcony pots bench"),
    "veranda": Plan("straight", "gable", (40, 45), "veranda bench"),
    "veranda_hip": Plan("straight", "hip", (40,), "veranda pots"),
    "turret": Plan("turret", "gable", (50, 55), "ivy lantern"),
    "crooked": Plan("jetty", "end_gable", (60,), "lantern barrels", True),
    "flat": Plan("straight", "flat", (0,), "pots awning"),
    "flat_stairs": Plan("straight", "flat", (0,), "outside_stairs pots"),
    "flat_wing": Plan("front_wing", "flat", (0,), "pots bench"),
    "flat_tower": Plan("tower", "flat", (0,), "pots awning"),
    "mono": Plan("straight", "mono", (20,), "pots"),
    "mono_wing": Plan("front_wing", "flat", (0,), "pots"),
}


BY_THEME: Final[dict[str, str]] = {
    "desert": "flat flat_stairs flat_wing flat_tower",
    "modern": "mono mono_wing gable_front hipped",
    "future": "mono mono_wing flat_tower",
    "east": "hipped veranda_hip cross_plain balcony half_hipped jetty_hip",
    "west": "veranda veranda_hip gable_front_porch balcony balcony_wide saltbox",
    "north": "cottage half_hipped saltbox lean_to gable_front_porch balcony gable_front",
    "ancient": "hipped veranda ell cross_plain outside_stairs",
    "spooky": "crooked turret tower_tall cross_gable gable_front jetty_gable",
}
