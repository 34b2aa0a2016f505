"""Clips of birds, penguins and the dragon."""

from __future__ import annotations

import numpy as np

from nacre.teacher.motion import beasts
from nacre.teacher.motion.sheet import Floats, Sheet, reach, step

TOE, HEEL = 0.3, 0.1


def bird(plan: str, activity: str, s: Sheet) -> None:
    """Fill a sheet with a clip of a bird or a penguin."""
    penguin = plan == "penguin"
    if activity in ("walk", "run", "work"):
        strut(activity, s, penguin)
    elif activity == "fly" and not penguin:
        flap(s)
    elif activity in ("swim", "fly"):
        dive(s) if penguin else float_on(s)
    elif activity in ("sleep", "sit"):
        roost(activity, s)
    elif activity == "fall":
        flutter(s)
    else:
        perch(activity, s)


def wings(s: Sheet, open_: Floats | float, hand: Floats | float = 0.0, back: Floats | float = 0.0) -> None:
    """Both wings opened by degrees from the body, hands further by `hand`, swept back."""
    for side, sign in (("l", -1.0), ("r", 1.0)):
        s.add(f"wing_{side}:z", sign * np.asarray(open_))
        s.add(f"wing_{side}.2:z", sign * np.asarray(hand))
        s.add(f"wing_{side}:y", -sign * np.asarray(back))


def stand(s: Sheet, drop: Floats | float = 0.03) -> None:
    """Both feet on the ground."""
    flat = np.zeros(len(s.phase))
    for side in "lr":
        hip, knee = reach(flat, flat, drop, knee=-1, toe=TOE, heel=HEEL, lean=s.of("root:x"))
        s.turn(f"leg_{side}:x", hip)
        s.turn(f"leg_{side}.2:x", knee)
    s.shift("y", -np.asarray(drop))


def strut(activity: str, s: Sheet, penguin: bool) -> None:
    """Walking: the head stays behind and jerks ahead with every step; penguins waddle."""
    running = activity == "run"
    if activity == "work":
        s.pace = np.full_like(s.pace, 0.8)
    span, duty, lift = s.gait(running)
    drop = 0.1 + 0.03 * s.cosine(2)
    over = s.cosine(1, duty / 2)
    s.add("root:z", (11 if penguin else 2.5) * over)
    s.shift("x", -(0.1 if penguin else 0.03) * over)
    s.add("root:y", -(8 if penguin else 2) * s.cosine())
    s.add("root:x", 0 if penguin else -(10 if running else 2))
    lean = s.of("root:x").copy()
    for side, late in (("l", 0.0), ("r", 0.5)):
        ahead, above = step(s.phase - late, span, duty, lift * 1.6)
        hip, knee = reach(ahead, above, drop, knee=-1, toe=TOE, heel=HEEL, lean=lean)
        s.turn(f"leg_{side}:x", hip)
        s.turn(f"leg_{side}.2:x", knee)
    s.shift("y", -drop)
    jerk = s.sine(2) - 0.35 * s.sine(4)
    s.add("neck:x", (3 if penguin else 10) * jerk)
    s.add("head:x", -(2 if penguin else 8) * jerk)
    s.add("head:z", -(8 if penguin else 0) * over)
    wings(s, (16 + 8 * s.sine(2)) if penguin else (26 + 14 * s.sine(4) if running else 2.0))
    s.add("tail:y", 6 * over)
    s.look(head=0.5, neck=0.4, torso=0.0)


def perch(activity: str, s: Sheet) -> None:
    """Standing, pecking, crowing, striking."""
    peck = s.bump(0.35, 0.12) + s.bump(0.55, 0.1) if activity == "graze" else s.bump(0.7, 0.12) * 0.0
    cry = s.bump(0.4, 0.25) if activity == "talk" else np.zeros(len(s.phase))
    strike = s.bump(0.45, 0.18) if activity == "attack" else np.zeros(len(s.phase))
    s.add("root:x", 2 * s.sine() - 16 * peck + 10 * cry - 10 * strike)
    stand(s, 0.02 + 0.008 * s.sine(2) + 0.1 * peck)
    s.add("neck:x", 3 * s.sine(1, 0.1) - 55 * peck + 16 * cry - 20 * strike)
    s.add("head:x", 3 * s.sine(2) - 10 * peck + 14 * cry)
    s.add("head:y", 22 * np.tanh(3 * s.sine(1, 0.2)) * (1 - np.minimum(1.0, peck + cry)))
    s.add("head:z", 8 * s.sine(2, 0.3))
    s.add("jaw:x", -24 * cry - 20 * strike)
    wings(s, 3 + 2 * s.sine(2) + 26 * cry * (1 + 0.4 * s.sine(5)) + 55 * strike, 20 * strike)
    s.add("tail:x", 5 * s.sine(2) + 8 * cry)
    s.look(head=0.5, neck=0.3, torso=0.0)


def flap(s: Sheet) -> None:
    """Flight: wings beat, the hand follows the arm, the body answers, legs lie back."""
    s.add("root:x", -8 + 3 * s.sine(1, 0.2))
    s.shift("y", 0.25 * s.sine(1, 0.45))
    wings(s, 88 + 42 * s.sine(), 6 + 30 * s.sine(1, 0.82), 8 * s.cosine())
    for side in "lr":
        s.add(f"leg_{side}:x", -52)
        s.add(f"leg_{side}.2:x", 12)
    s.add("neck:x", -14)
    s.add("head:x", 16 - 3 * s.sine(1, 0.3))
    s.add("tail:x", -6 + 6 * s.sine(1, 0.3))
    s.look(head=0.5, neck=0.2, torso=0.0)


def flutter(s: Sheet) -> None:
    """Falling: quick wings, legs down."""
    s.add("root:x", 22 + 6 * s.sine())
    wings(s, 80 + 45 * s.sine(2), 25 * s.sine(2, 0.1))
    for side, late in (("l", 0.0), ("r", 0.5)):
        s.add(f"leg_{side}:x", 18 + 16 * s.sine(1, late))
        s.add(f"leg_{side}.2:x", 20)
    s.add("tail:x", -14)
    s.look(head=0.4, neck=0.2, torso=0.0)


def float_on(s: Sheet) -> None:
    """A bird on the water: low, rocking, feet paddle."""
    s.shift("y", -0.75 + 0.05 * s.sine())
    s.add("root:z", 3 * s.sine(1, 0.2))
    s.add("root:x", 2 * s.sine(2))
    for side, late in (("l", 0.0), ("r", 0.5)):
        s.add(f"leg_{side}:x", -20 + 32 * s.sine(1, late))
        s.add(f"leg_{side}.2:x", 24 + 18 * s.cosine(1, late))
    s.add("neck:x", 5 * s.sine(2))
    s.add("tail:y", 9 * s.sine(2))
    s.look(head=0.5, neck=0.4, torso=0.0)


def dive(s: Sheet) -> None:
    """A penguin under water: flat, flying with its flippers."""
    s.add("root:x", -78 + 5 * s.sine(1, 0.2))
    s.shift("y", 0.1 * s.sine(1, 0.4))
    s.add("head:x", 45)
    s.add("neck:x", 22)
    wings(s, 62 + 38 * s.sine())
    for side, late in (("l", 0.0), ("r", 0.5)):
        s.add(f"leg_{side}:x", -30 + 10 * s.sine(1, late))
    s.add("tail:x", 8 * s.sine(1, 0.3))
    s.look(head=0.4, neck=0.1, torso=0.0)


def roost(activity: str, s: Sheet) -> None:
    """Sitting in the grass; asleep with the head turned to the back."""
    s.shift("y", 0.012 * s.sine(1))
    stand(s, 0.6)
    wings(s, 6 + 1.5 * s.sine(1))
    if activity == "sleep":
        s.add("neck:y", 52)
        s.add("neck:x", -12 + 1.5 * s.sine())
        s.add("head:y", 40)
        s.add("head:x", -18)
        return
    s.add("neck:x", -4 + 3 * s.sine(2))
    s.add("head:y", 16 * np.tanh(3 * s.sine(1, 0.2)))
    s.look(head=0.5, neck=0.3, torso=0.0)


def fold(s: Sheet, share: Floats | float = 1.0, breath: float = 2.0) -> None:
    """A dragon's wings against its body; share 0 is as drawn (half open)."""
    for side, sign in (("l", -1.0), ("r", 1.0)):
        s.add(f"wing_{side}:y", -sign * 46 * np.asarray(share))
        s.add(f"wing_{side}:z", sign * (14 * np.asarray(share) + breath * s.sine()))
        s.add(f"wing_{side}.2:y", -sign * 58 * np.asarray(share))
        s.add(f"wing_{side}.2:z", -sign * 30 * np.asarray(share))


def snake(s: Sheet, neck: float, tail: float) -> None:
    """Waves through neck and tail."""
    s.add("neck:y", neck * s.sine())
    s.add("neck.2:y", neck * s.sine(1, 0.15))
    s.add("tail:y", tail * s.sine(1, 0.1))
    s.add("tail.2:y", tail * 1.2 * s.sine(1, 0.22))
    s.add("tail.3:y", tail * 1.4 * s.sine(1, 0.34))
    s.add("tail.2:x", 0.3 * tail * s.sine(2, 0.2))


def dragon(plan: str, activity: str, s: Sheet) -> None:
    """Fill a sheet with a clip of a dragon."""
    if activity in ("fly", "fall"):
        wild = 1.0 if activity == "fly" else 1.35
        s.shift("y", 0.16 * s.sine(1, 0.42))
        s.add("root:x", 2 + 4 * s.sine(1, 0.2) + (14 if activity == "fall" else 0))
        for side, sign in (("l", -1.0), ("r", 1.0)):
            s.add(f"wing_{side}:z", sign * wild * (-20 + 44 * s.sine()))
            s.add(f"wing_{side}:y", -sign * 10 * s.cosine())
            s.add(f"wing_{side}.2:z", sign * wild * (-6 + 34 * s.sine(1, 0.16)))
            s.add(f"wing_{side}.2:y", -sign * 14 * s.bump(0.0, 0.4))
        for place, side in beasts.LEGS:
            fore = place == "front"
            s.add(f"leg_{place}_{side}:x", (-34 if fore else -48) + 5 * s.sine(1, 0.3))
            s.add(f"leg_{place}_{side}.2:x", -46 if fore else 26)
        snake(s, 5, 9)
        s.add("neck:x", -22 + 4 * s.sine(1, 0.5))
        s.add("neck.2:x", -6)
        s.add("head:x", 22 - 4 * s.sine(1, 0.5))
        s.look(head=0.5, neck=0.3, torso=0.0)
        return
    roar = s.bump(0.5, 0.25) if activity in ("attack", "talk") else np.zeros(len(s.phase))
    open_ = {"attack": 0.25, "talk": 0.6, "swim": 0.9}.get(activity, 1.0)
    if activity in ("walk", "run", "work"):
        beasts.move("quadruped", activity, s)
        snake(s, 4, 11)
    elif activity == "swim":
        beasts.paddle(s)
        snake(s, 6, 22)
    elif activity == "sleep":
        beasts.stand(s, 0.62 + 0.01 * s.sine(), fore=0.34, aft=0.3)
        s.add("neck:x", -44)
        s.add("neck:y", 34)
        s.add("neck.2:y", 38)
        s.add("neck.2:x", -12)
        s.add("head:x", 22 + 2 * s.sine())
        for bone in ("tail", "tail.2", "tail.3"):
            s.add(f"{bone}:y", 36)
    elif activity == "graze":
        beasts.stand(s, 0.05)
        s.add("neck:x", -56 + 6 * s.sine())
        s.add("neck.2:x", -30)
        s.add("head:x", 12 + 8 * s.sine(3))
        s.add("jaw:x", -14 + 12 * s.sine(3))
        snake(s, 4, 10)
    else:
        sit = activity == "sit"
        s.add("root:x", (14 if sit else 1.2 * s.sine(2)) + 5 * roar)
        beasts.stand(s, 0.2 if sit else 0.015 + 0.006 * s.sine(2), fore=0.1 if sit else 0.05, aft=0.2 if sit else 0.0)
        snake(s, 7, 13)
        s.add(
            "neck:x",
            4 * s.sine(1, 0.3)
            + 12 * s.bump(0.25, 0.2) * (1 if activity == "attack" else 0)
            - 30 * roar * (1 if activity == "attack" else -0.4),
        )
        s.add("neck.2:x", -14 * roar if activity == "attack" else 8 * roar)
        s.add("head:x", 3 * s.sine(2) + 14 * roar)
        s.look(head=0.5, neck=0.3, torso=0.0)
    s.add("jaw:x", -3 - 30 * roar)
    fold(s, open_ - 0.5 * roar * (1 if activity == "attack" else 0))
