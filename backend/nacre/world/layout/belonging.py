"""Where what was named belongs, if nothing else was said: a lighthouse to the water, a car to the road.

And the place about which what was asked for gathers: the start of play, or the hill or shore that the prompt speaks of,
so that a castle by a lake is not a keep at the lake and its walls in the village.
"""

from __future__ import annotations

import math
from dataclasses import replace
from typing import Final

from nacre.spec import Item, SceneSpec
from nacre.world.layout.arrangement.relations import to_the_land
from nacre.world.terrain.landforms import Landforms

START: Final = (4.0, 8.0)  # metres: x, z where the view from the usual start falls
_ASHORE: Final = 9.0  # metres from the expected waterline to the middle of what gathers there
_HOMES: Final = {"lighthouse": "by_water", "car": "by_path"}
_HILL_FOOT: Final = 14.0  # metres from the edge of a hill's top down to who gathers before it
_STAND_BACK: Final = 16.0  # metres from there to where one stands to look
_HILLTOP: Final = {True: 15.0, False: 6.0}  # metres of radius of a hill for an ensemble, and for one thing alone


def belonging(spec: SceneSpec) -> tuple[Item, ...]:
    """The items of a spec, those at home somewhere with that relation; the order stays."""
    return tuple(_at_home(item, spec) for item in spec.items)


def _at_home(item: Item, spec: SceneSpec) -> Item:
    relation = _HOMES.get(item.concept, "any")
    free = item.relation == "any" and not item.to and item.arrangement == "any"
    if not free or (relation == "by_water" and spec.water == "none"):
        return item
    return replace(item, relation=relation)


def hilltop(spec: SceneSpec) -> float:
    """Metres of level radius of the hill that a prompt speaks of; 0 where it speaks of none."""
    on_hill = {item.concept for item in spec.items if item.count > 0 and item.relation == "on_hill"}
    return _HILLTOP[len(on_hill) > 1] if on_hill else 0.0


Place = tuple[float, float]  # x, z in metres


def sight(middle: Place, forms: Landforms) -> tuple[Place, Place] | None:
    """From where to where one should look freely: at the hill or the shore where something was placed by name; None
    where things gather at the start. middle: see `centre`."""
    x, z = middle
    if middle == START:
        return None
    if forms.hill is not None and math.hypot(x - forms.hill[0], z - forms.hill[1]) < forms.hill[2] + _HILL_FOOT + 1.0:
        goal = forms.hill[0], forms.hill[1]
    else:
        far = 1.0 + 2.0 * _ASHORE / max(math.hypot(x, z), 1.0)
        goal = x * far, z * far
    back = _STAND_BACK / max(math.hypot(x - goal[0], z - goal[1]), 1.0)
    return (x + (x - goal[0]) * back, z + (z - goal[1]) * back), goal


def centre(spec: SceneSpec, items: tuple[Item, ...], forms: Landforms) -> Place:
    """x, z in metres about which what was asked for gathers. items: the spec's, each where it belongs."""
    named = [item for item in items if item.count > 0 and not item.brought and to_the_land(item)]
    if forms.hill is not None and any(item.relation == "on_hill" for item in named):
        x, z, top = forms.hill
        foot = 1.0 - (top + _HILL_FOOT) / (x * x + z * z) ** 0.5
        return x * foot, z * foot
    at_water = spec.show_water or any(item.relation == "by_water" for item in named)
    if spec.water == "none" or not named or not at_water:
        return START
    shores = forms.shores
    if spec.water == "lake":
        x, z, radius = shores.lake
        away = (x * x + z * z) ** 0.5
        near = max(away - radius - _ASHORE, 0.0) / away
        return x * near, z * near
    x, z, away = shores.river if spec.water == "river" else shores.sea
    return x * max(away - _ASHORE, 0.0), z * max(away - _ASHORE, 0.0)
