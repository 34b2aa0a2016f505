"""Clips of fish, turtles and crabs."""

from __future__ import annotations

import numpy as np

from nacre.teacher.motion.sheet import Sheet


def fish(plan: str, activity: str, s: Sheet) -> None:
    """A wave that grows towards the tail; fins that row; out of the water it flops."""
    if activity == "fall":
        s.add("root:z", 82)
        s.shift("y", 0.2 * np.abs(s.sine()))
        s.add("root:x", 10 * s.sine(2))
        s.add("tail:y", 34 * s.sine(2))
        s.add("tail.2:y", 34 * s.sine(2, 0.1))
        s.add("jaw:x", -15 + 12 * s.sine(2))
        return
    strength = {"walk": 1.0, "swim": 1.0, "run": 1.5, "attack": 1.5, "fly": 1.3, "sleep": 0.25, "sit": 0.3}.get(
        activity, 0.5
    )
    pull = strength * np.clip(0.8 + 0.08 * s.pace, 0.8, 1.3)
    s.add("root:y", 5 * pull * s.sine())
    s.shift("x", 0.03 * pull * s.sine(1, 0.25))
    s.shift("y", 0.04 * s.sine(1, 0.1))
    s.add("root:z", 3 * s.sine(1, 0.3))
    s.add("tail:y", 22 * pull * s.sine(1, 0.18))
    s.add("tail.2:y", 26 * pull * s.sine(1, 0.34))
    for side, sign in (("l", -1.0), ("r", 1.0)):
        s.add(f"wing_{side}:z", sign * (6 + 16 * s.sine(2, 0.1)))
        s.add(f"wing_{side}:y", -sign * 10 * s.cosine(2))
    chew = {"graze": 12.0, "talk": 14.0, "attack": 0.0}.get(activity, 5.0)
    s.add("jaw:x", -chew + chew * s.sine(2) - (28 * s.bump(0.5, 0.2) if activity == "attack" else 0.0))
    if activity == "attack":
        s.shift("z", -0.35 * s.bump(0.5, 0.22))
    if activity == "graze":
        s.add("root:x", -26)
    s.turn("root:y", 0.25 * np.clip(s.yaw, -1.0, 1.0))


def turtle(plan: str, activity: str, s: Sheet) -> None:
    """Slow diagonal steps, a neck that reaches out; in the water front flippers fly."""
    legs = (("front", "l", 0.0), ("back", "r", 0.05), ("front", "r", 0.5), ("back", "l", 0.55))
    if activity in ("swim", "fly", "fall"):
        s.add("root:x", 4 * s.sine(1, 0.2))
        s.shift("y", 0.2 * s.sine(1, 0.3))
        for side, sign in (("l", -1.0), ("r", 1.0)):
            s.add(f"leg_front_{side}:z", sign * 36 * s.sine())
            s.add(f"leg_front_{side}:x", 16 * s.cosine())
            s.add(f"leg_back_{side}:x", 16 * s.sine(1, 0.3 if sign < 0 else 0.8))
        s.add("neck:x", 5 + 4 * s.sine())
    elif activity in ("walk", "run", "work"):
        for place, side, late in legs:
            s.add(f"leg_{place}_{side}:x", 22 * s.cosine(1, late))
            s.add(f"leg_{place}_{side}:z", (-1 if side == "l" else 1) * 12 * np.maximum(0.0, -s.sine(1, late)))
        s.add("root:z", 3 * s.sine(1, 0.1))
        s.add("root:y", 3 * s.cosine())
        s.shift("y", 0.06 * s.cosine(2))
        s.add("neck:x", 4 * s.sine(2))
        s.add("neck:y", 5 * s.sine())
    else:
        s.add(
            "neck:x",
            5 * s.sine() - (30 if activity == "sleep" else 0) - (22 + 8 * s.sine(3) if activity == "graze" else 0),
        )
        s.add("neck:y", 10 * s.sine(1, 0.2) * (0 if activity == "sleep" else 1))
        s.add("head:y", 8 * s.sine(2))
        s.add(
            "jaw:x",
            (-12 + 11 * s.sine(4))
            if activity in ("graze", "talk")
            else -18 * s.bump(0.5, 0.2)
            if activity == "attack"
            else 0.0,
        )
        s.shift("y", -0.3 if activity in ("sleep", "sit") else 0.02 * s.sine(2))
    s.add("tail:y", 12 * s.sine(1, 0.3))
    s.look(head=0.4, neck=0.3, torso=0.0)


def crab(plan: str, activity: str, s: Sheet) -> None:
    """Scuttling legs in two sets, claws that wave, snap and strike."""
    quick = {"walk": 1.0, "run": 1.5, "work": 0.6, "swim": 1.2, "fall": 1.4, "fly": 1.0}.get(activity, 0.0)
    for place, side, late in (("front", "l", 0.0), ("back", "r", 0.0), ("front", "r", 0.5), ("back", "l", 0.5)):
        out = -1 if side == "l" else 1
        s.add(f"leg_{place}_{side}:x", 14 * quick * s.cosine(1, late))
        s.add(f"leg_{place}_{side}:z", out * 12 * quick * np.maximum(0.0, -s.sine(1, late)))
    s.shift("y", 0.08 * quick * s.cosine(2) - (0.35 if activity in ("sleep", "sit") else 0.0) + 0.03 * s.sine())
    s.add("root:z", 3 * quick * s.sine())
    s.add("root:y", 4 * s.sine(1, 0.2))
    up = {"attack": 45.0, "talk": 30.0, "fall": 30.0, "graze": -10.0, "sleep": -8.0}.get(activity, 8.0)
    beat = {"attack": 28.0, "talk": 22.0, "graze": 16.0, "sleep": 1.0}.get(activity, 7.0)
    for side, sign, late in (("l", -1.0, 0.0), ("r", 1.0, 0.5 if activity != "attack" else 0.1)):
        s.add(f"arm_{side}:x", up + beat * s.sine(1, late))
        s.add(f"arm_{side}:y", sign * 8 * s.sine(1, late + 0.2))
        s.add(f"arm_{side}.2:x", 0.6 * beat * s.sine(2, late))
    s.turn("root:y", 0.3 * np.clip(s.yaw, -1.0, 1.0))
