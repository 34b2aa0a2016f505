"""Revisit consistency: is the place still the same after a walk away and back, and after save and reload?"""

from __future__ import annotations

from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from nacre.evaluate.measures.pictures import psnr, sharpness, take
from nacre.evaluate.measures.walking import Walk
from nacre.spec import SceneSpec
from nacre.world.model import Pearl, quiet
from nacre.world.state import WorldState

CHARACTERS: Final = ("entity_class", "entity_look", "entity_home", "entities")
WALKS: Final = {"5s": 5.0, "60s": 60.0, "300s": 300.0}


def _restored(pearl: Pearl, state: WorldState, first: WorldState) -> NDArray[np.uint8]:
    """The picture of the first visit's pose, clock and characters in today's world; the world stays as it was."""
    today = state.copy()
    state.player[...] = first.player
    state.clock[...] = first.clock
    pearl.refresh(state)  # the window moves home with today's characters, before the first visit's take their place
    for name in CHARACTERS:
        getattr(state, name)[...] = getattr(first, name)
    picture = take(pearl, state)
    for name, value in vars(today).items():
        setattr(state, name, value)
    pearl.refresh(state)
    return picture


def revisit(pearl: Pearl, spec: SceneSpec, seed: int, walks: dict[str, float]) -> dict[str, Any]:
    """PSNR in dB of the same pose after each walk (there and back) and after save and reload, with evidence.

    Clock and characters are put back to the first visit's (frozen), so that what is compared is the
    place: ground, things, their light. `missed_m` is how far from home each walk ended before the pose
    was set exactly; `farthest_m` how far it led.
    """
    state = pearl.open(spec, seed, quiet)
    first = state.copy()
    before = take(pearl, state)
    scores: dict[str, float] = {}
    report: dict[str, Any] = {"psnr": scores, "missed_m": {}, "farthest_m": {}, "walked_m": {}}
    ticks = inside = 0
    for number, (name, seconds) in enumerate(walks.items()):
        walk = Walk(pearl, state, np.random.default_rng([seed, number]))
        walk.away(seconds / 2)
        report["missed_m"][name] = round(walk.home(seconds), 2)
        report["farthest_m"][name] = round(walk.farthest, 1)
        report["walked_m"][name] = round(walk.walked, 1)
        scores[name] = psnr(before, _restored(pearl, state, first))
        ticks, inside = ticks + walk.ticks, inside + walk.inside
    reloaded = WorldState.from_arrays({k: v.copy() for k, v in state.arrays().items()})
    other = Pearl.load()
    other.restore(reloaded, quiet)
    scores["reload"] = psnr(before, _restored(other, reloaded, first))
    other.forget(reloaded)
    pearl.forget(state)
    return {**report, "inside_solids": inside / max(ticks, 1), "ticks": ticks, "sharpness": sharpness(before)}
