"""Body plans, activities and channels: the words that clips, pose network and skeletons share.

A channel is one number of a pose: a turn of a bone about an axis, in radians, or a shift of the whole body, in leg
lengths. Order is part of the weight file: append, never reorder.
"""

from __future__ import annotations

from typing import Final

PLANS: Final = (
    "biped", "child", "elder", "robot", "shambler", "quadruped", "hopper", "rider", "bird", "penguin", "fish", "turtle",
    "crab", "dragon",
)  # fmt: skip
ACTIVITIES: Final = (
    "idle", "walk", "run", "talk", "work", "sit", "sleep", "attack", "fall", "swim", "fly", "graze",
)  # fmt: skip
PLAN_INDEX: Final = {name: i for i, name in enumerate(PLANS)}
ACTIVITY_INDEX: Final = {name: i for i, name in enumerate(ACTIVITIES)}

PLAN_OF: Final[dict[str, str]] = {
    "child": "child", "old_woman": "elder", "robot": "robot", "zombie": "shambler", "skeleton": "shambler",
    "horse_rider": "rider", "rabbit": "hopper", "chicken": "bird", "duck": "bird", "bird": "bird", "penguin": "penguin",
    "fish": "fish", "shark": "fish", "turtle": "turtle", "crab": "crab", "dragon": "dragon",
    **dict.fromkeys(("sheep", "deer", "dog", "horse", "cow", "pig", "cat", "wolf", "bear", "camel", "goat", "fox"),
                    "quadruped"),
}  # fmt: skip
"""Plan of a class; every class that is not here walks on two legs."""


def plan_of(shape: str) -> str:
    """The body plan of a class."""
    return PLAN_OF.get(shape, "biped")


# bone -> axes that turn; ".2" and ".3" are the second and third joint of a limb (elbow, knee, outer wing, tail's end)
_BONES: Final[dict[str, str]] = {
    "torso": "xyz", "neck": "xy", "neck.2": "xy", "head": "xyz", "jaw": "x",
    "arm_l": "xyz", "arm_l.2": "x", "arm_r": "xyz", "arm_r.2": "x",
    "leg_l": "xz", "leg_l.2": "x", "leg_r": "xz", "leg_r.2": "x",
    "leg_front_l": "xz", "leg_front_l.2": "x", "leg_front_r": "xz", "leg_front_r.2": "x",
    "leg_back_l": "xz", "leg_back_l.2": "x", "leg_back_r": "xz", "leg_back_r.2": "x",
    "tail": "xy", "tail.2": "xy", "tail.3": "xy",
    "wing_l": "xyz", "wing_l.2": "yz", "wing_r": "xyz", "wing_r.2": "yz",
}  # fmt: skip
ROOT: Final = ("dx", "dy", "dz", "x", "y", "z")  # of the whole body: shifts in leg lengths, turns about its pivot
CHANNELS: Final = tuple(f"root:{axis}" for axis in ROOT) + tuple(
    f"{bone}:{axis}" for bone, axes in _BONES.items() for axis in axes
)
CHANNEL_INDEX: Final = {name: i for i, name in enumerate(CHANNELS)}
BONES: Final = tuple(_BONES)

# columns of the network's input: one-hot plan and activity, sines and cosines of the phase, pace, look
HARMONICS: Final = 6
A_PLAN, A_ACTIVITY, A_PHASE = 0, len(PLANS), len(PLANS) + len(ACTIVITIES)
A_PACE = A_PHASE + 2 * HARMONICS
A_YAW, A_PITCH = A_PACE + 1, A_PACE + 2
INPUTS: Final = A_PITCH + 1

STRIDE_WALK, STRIDE_RUN = 1.5, 2.6  # leg lengths per cycle at most
DUTY_WALK, DUTY_RUN = 0.6, 0.35  # share of the cycle a foot is on the ground
TOP_PACE: Final = 8.0  # leg lengths per second; faster legs are drawn at this pace


def stride(pace: float, running: bool) -> float:
    """Leg lengths travelled in one cycle at a pace in leg lengths per second, such that feet do not slide."""
    if running:
        return min(STRIDE_RUN, 1.3 + 0.25 * pace)
    return min(STRIDE_WALK, 0.6 + 0.45 * pace)


# cycles per second of what is not walking
_RATES: Final[dict[str, float]] = {
    "idle": 0.22, "talk": 0.4, "work": 0.7, "sit": 0.2, "sleep": 0.16, "attack": 0.9, "fall": 1.2, "swim": 0.8,
    "fly": 1.1, "graze": 0.18,
}  # fmt: skip
_FASTER: Final[dict[str, float]] = {"bird": 2.6, "fish": 1.6, "dragon": 0.55, "hopper": 1.2, "child": 1.25, "crab": 1.4}


def cycle_rate(plan: str, activity: str, speed: float, leg: float) -> float:
    """Cycles of the clip per second: speed in m/s, leg (or, without legs, the body's half length) in metres.

    Walking and running follow the ground, so that phase += cycle_rate * dt keeps feet where they stand.
    """
    if activity in ("walk", "run") and plan != "fish":
        pace = speed / max(leg, 0.05)
        return pace / stride(pace, activity == "run")
    if activity in ("walk", "run", "swim") and plan == "fish":
        return 0.5 + min(4.0, speed / max(leg, 0.05))
    faster = _FASTER.get(plan, 1.0) if activity in ("fly", "swim", "idle") else 1.0
    return _RATES[activity] * faster
