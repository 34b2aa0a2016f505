"""Clips of those who walk on four legs: beasts, hoppers, a mount with its rider."""

from __future__ import annotations

import numpy as np

from nacre.teacher.motion.sheet import Floats, Sheet, highest, reach, step

BACK, FRONT = 0.75, 0.75  # leg lengths from the body's middle to the hips
LEGS = (("front", "l"), ("front", "r"), ("back", "l"), ("back", "r"))
WALK = {("back", "l"): 0.0, ("front", "l"): 0.25, ("back", "r"): 0.5, ("front", "r"): 0.75}
RUN = {("back", "l"): 0.0, ("back", "r"): 0.12, ("front", "l"): 0.45, ("front", "r"): 0.57}
HOP = {("back", "l"): 0.0, ("back", "r"): 0.02, ("front", "l"): 0.5, ("front", "r"): 0.53}
TOE, HEEL = 0.1, 0.04


def plant(
    s: Sheet, ahead: dict[tuple[str, str], Floats], above: dict[tuple[str, str], Floats], sink: Floats | float
) -> None:
    """Put all four feet where they belong, for a body sunk by `sink` and pitched by root:x."""
    lean = s.of("root:x").copy()
    for leg in LEGS:
        place, side = leg
        fore = place == "front"
        # a pitched body lifts the shoulders and lowers the hips
        drop = sink - np.sin(lean) * (FRONT if fore else -BACK)
        hip, knee = reach(ahead[leg], above[leg], drop, knee=1 if fore else -1, toe=TOE, heel=HEEL, lean=lean)
        s.turn(f"leg_{place}_{side}:x", hip)
        s.turn(f"leg_{place}_{side}.2:x", knee)
    s.shift("y", -np.asarray(sink))


def stand(s: Sheet, sink: Floats | float = 0.02, fore: float = 0.0, aft: float = 0.0) -> None:
    """All feet on the ground; fore, aft: leg lengths the front and back feet stand ahead of their hips."""
    flat = np.zeros(len(s.phase))
    plant(s, {leg: flat + (fore if leg[0] == "front" else aft) for leg in LEGS}, dict.fromkeys(LEGS, flat), sink)


def swish(s: Sheet, size: float = 14.0, times: int = 2) -> None:
    """A tail that swings, its end later than its root."""
    s.add("tail:y", size * s.sine(times))
    s.add("tail.2:y", size * s.sine(times, 0.08))
    s.add("tail.3:y", size * s.sine(times, 0.16))


def beast(plan: str, activity: str, s: Sheet) -> None:
    """Fill a sheet with a clip of a four-legged plan."""
    if activity in ("walk", "run", "work"):
        move(plan, activity, s)
    else:
        {
            "idle": idle, "talk": call, "sit": sit, "sleep": sleep, "attack": bite, "fall": fall, "swim": paddle,
            "fly": leap, "graze": graze,
        }[activity](s)  # fmt: skip
    if plan == "rider":
        ride(activity, s)


def move(plan: str, activity: str, s: Sheet) -> None:
    """Walk, gallop, hop, or pull a load: which feet when, the back's rocking, the head's nod, the tail."""
    running = activity == "run"
    if activity == "work":
        s.pace = np.full_like(s.pace, 0.8)
    span, duty, lift = s.gait(running)
    lates = HOP if plan == "hopper" else RUN if running else WALK
    if plan == "hopper":
        rock, jump, lift = 14.0, 0.42, 0.3
        sink = 0.1 - jump * s.bump(0.68, 0.32) + 0.1 * s.bump(0.2, 0.2)
        s.add("root:x", rock * s.sine(1, 0.42))
    elif running:
        s.add("root:x", 5.5 * s.sine(1, 0.05))
        sink = 0.07 - 0.09 * s.cosine(1, 0.8)
    else:
        sink = 0.6 * highest(span) + 0.006 * s.cosine(2)
        s.add("root:z", 1.6 * s.sine())
    ahead, above = {}, {}
    for leg in LEGS:
        ahead[leg], above[leg] = step(s.phase - lates[leg], span, duty, lift)
        if plan == "hopper" or running:  # feet follow the body into the air
            airborne = np.maximum(0.0, -np.asarray(sink))
            above[leg] = above[leg] + airborne
    plant(s, ahead, above, sink)
    s.add("neck:x", (-3 + 4 * s.sine(2, 0.1)) if not running else (-12 + 8 * s.sine(1, 0.2)))
    s.add("head:x", (2 * s.sine(2, 0.25)) if not running else (8 - 5 * s.sine(1, 0.3)))
    if activity == "work":
        s.add("neck:x", -18)
        s.add("root:x", -3)
    swish(s, 9 if not running else 5, 1)
    s.add("tail:x", 0 if not running else 14 + 6 * s.sine(1, 0.2))
    s.look(head=0.5, neck=0.35, torso=0.0)


def idle(s: Sheet) -> None:
    """Standing: breathing, ears and head wander, the tail swishes, weight shifts."""
    s.add("root:z", 1.2 * s.sine())
    s.shift("x", 0.02 * s.sine())
    stand(s, 0.005 + 0.003 * s.sine(2))
    s.add("neck:x", 3 * s.sine(1, 0.1) - 6 * s.bump(0.7, 0.2))
    s.add("neck:y", 8 * s.sine(1, 0.25))
    s.add("head:y", 8 * s.sine(1, 0.35) + 4 * s.sine(3))
    s.add("head:x", 4 * s.sine(2, 0.1))
    s.add("head:z", 4 * s.sine(1, 0.5))
    swish(s, 16, 2)
    s.look(head=0.5, neck=0.35, torso=0.0)


def call(s: Sheet) -> None:
    """Barking, bleating, neighing: head up, jaw open, front feet firm."""
    cry = s.bump(0.3, 0.18) + s.bump(0.68, 0.18)
    s.add("root:x", 3 * cry)
    stand(s, 0.006)
    s.add("neck:x", 6 + 8 * cry)
    s.add("head:x", 4 + 10 * cry)
    s.add("jaw:x", -28 * cry)
    swish(s, 18, 3)
    s.look(head=0.5, neck=0.35, torso=0.0)


def graze(s: Sheet) -> None:
    """Head down in the grass, tearing and chewing; now and then a look up."""
    up = s.bump(0.9, 0.1)
    s.add("root:x", -3 + 3 * up)
    stand(s, 0.012, fore=0.1, aft=-0.02)
    s.add("neck:x", -66 + 58 * up + 3 * s.sine(4))
    s.add("head:x", 16 - 14 * up + 5 * s.sine(5))
    s.add("neck:y", 12 * s.sine())
    s.add("jaw:x", -7 + 7 * s.sine(6))
    swish(s, 12, 2)
    s.look(head=0.2, neck=0.1, torso=0.0)


def sit(s: Sheet) -> None:
    """Haunches on the ground, front legs straight."""
    s.add("root:x", 27 + 0.8 * s.sine(2))
    stand(s, 0.31, fore=0.08, aft=0.3)
    s.add("neck:x", -14 + 2 * s.sine())
    s.add("head:x", -8 + 3 * s.sine(2))
    s.add("head:y", 8 * s.sine(1, 0.2))
    s.add("tail:x", 12)
    swish(s, 14, 2)
    s.look(head=0.5, neck=0.35, torso=0.0)


def sleep(s: Sheet) -> None:
    """Lying on folded legs, nose on the ground, breathing."""
    s.add("root:z", 4)
    breath = 0.012 * s.sine()
    stand(s, 0.66 - breath, fore=0.34, aft=0.3)
    s.add("neck:x", -38 + 1.5 * s.sine())
    s.add("neck:y", 24)
    s.add("head:x", 8)
    s.add("head:y", 14)
    s.add("tail:y", 30)
    s.add("tail.2:y", 30)


def bite(s: Sheet) -> None:
    """A crouch, then a lunge with open jaws."""
    crouch, snap = s.bump(0.25, 0.25), s.bump(0.58, 0.18)
    s.add("root:x", -7 * crouch + 9 * snap)
    s.shift("z", 0.08 * crouch - 0.3 * snap)
    stand(s, 0.05 + 0.12 * crouch, fore=0.08, aft=-0.08)
    s.add("neck:x", -14 - 10 * crouch + 14 * snap)
    s.add("head:x", 6 + 14 * crouch - 8 * snap)
    s.add("jaw:x", -6 - 26 * s.bump(0.5, 0.16))
    s.add("tail:x", 10)
    swish(s, 8, 3)
    s.look(head=0.4, neck=0.2, torso=0.0)


def fall(s: Sheet) -> None:
    """In the air, legs astray."""
    s.add("root:x", 8 * s.sine())
    s.add("root:z", 7 * s.sine(1, 0.25))
    for place, side in LEGS:
        late = WALK[place, side]
        s.add(f"leg_{place}_{side}:x", 26 * s.sine(1, late) + (18 if place == "front" else -14))
        s.add(f"leg_{place}_{side}.2:x", (-1 if place == "front" else 1) * (34 + 22 * s.sine(1, late + 0.2)))
    s.add("neck:x", 10)
    swish(s, 24, 1)
    s.look(head=0.4, neck=0.2, torso=0.0)


def paddle(s: Sheet) -> None:
    """Swimming: nose up, legs run under water."""
    s.add("root:x", 9 + 2 * s.sine(2))
    s.shift("y", -0.35 + 0.03 * s.sine(2))
    for place, side in LEGS:
        late = WALK[place, side]
        s.add(f"leg_{place}_{side}:x", 32 * s.sine(1, late) + 6)
        s.add(f"leg_{place}_{side}.2:x", (-1 if place == "front" else 1) * (42 + 30 * s.cosine(1, late)))
    s.add("neck:x", 8 + 3 * s.sine(2))
    s.add("head:x", 6)
    swish(s, 12, 1)
    s.look(head=0.5, neck=0.3, torso=0.0)


def leap(s: Sheet) -> None:
    """Through the air at full stretch."""
    s.add("root:x", 4 * s.sine())
    s.shift("y", 0.05 * s.sine())
    for place, side in LEGS:
        fore = place == "front"
        s.add(f"leg_{place}_{side}:x", (46 if fore else -40) + 6 * s.sine(1, WALK[place, side]))
        s.add(f"leg_{place}_{side}.2:x", (-24 if fore else 14) + 6 * s.sine(1, WALK[place, side]))
    s.add("neck:x", -10)
    s.add("tail:x", 18)
    swish(s, 6, 1)
    s.look(head=0.5, neck=0.3, torso=0.0)


def ride(activity: str, s: Sheet) -> None:
    """A rider goes with the horse: sways against its pitch, keeps the reins, looks for the horse."""
    s.turn("torso:x", -0.8 * s.of("root:x"))
    s.turn("torso:z", -0.8 * s.of("root:z"))
    s.turn("torso:y", 0.7 * np.clip(s.yaw, -1.0, 1.0))
    rise = {"walk": 2.0, "run": 5.0, "work": 2.0}.get(activity, 0.8)
    s.add("torso:x", -rise + rise * s.sine(2 if activity == "walk" else 1, 0.15))
    for side, sign in (("l", -1.0), ("r", 1.0)):
        s.add(f"arm_{side}:x", 4 + 1.6 * rise * s.sine(1, 0.1))
        s.add(f"arm_{side}:z", sign * 3)
        s.add(f"arm_{side}.2:x", 8 - 1.6 * rise * s.sine(1, 0.1))
    if activity in ("attack", "talk"):
        s.add("arm_r:x", 50 + 20 * s.sine())
        s.add("arm_r.2:x", 20 * s.sine(1, 0.1))
    if activity == "sleep":
        s.add("torso:x", -14)
    # the horse's own head gives the look to its rider
    s.turn("head:y", -0.35 * np.clip(s.yaw, -1.2, 1.2))
