"""The walking script of `nacre clip`: text to one Action per 20 Hz tick."""

from __future__ import annotations

import math
import re
from typing import Final

from nacre.cli.errors import BadInput
from nacre.world.grid import TICK
from nacre.world.interface import Action

TURN_RATE: Final = math.radians(60.0)  # slow enough to watch, as a person turns
LONGEST: Final = 120.0  # seconds; a slip of the finger must not render for an hour

_WALK: Final = re.compile(r"(?P<sprint>sprint[-: ]?)?(?P<keys>[wasd]{1,2})(?P<seconds>\d+(\.\d+)?)s")
_TURN: Final = re.compile(r"(?P<axis>look|pitch)(?P<degrees>[+-]?\d+(\.\d+)?)")
_WAIT: Final = re.compile(r"wait(?P<seconds>\d+(\.\d+)?)s")
_KEYS: Final = {"w": (0.0, 1.0), "s": (0.0, -1.0), "a": (-1.0, 0.0), "d": (1.0, 0.0)}


def parse_script(script: str) -> list[Action]:
    """'w2s,look90,jump' → the actions, one per tick; BadInput names the step that makes no sense.

    look turns right and pitch looks up, in degrees, at TURN_RATE; jump leaves half a second for the
    landing; `sprint-` before keys runs.
    """
    actions: list[Action] = []
    for step in (part.strip().lower() for part in script.split(",")):
        if step:
            actions += _step(step)
    if not actions:
        raise BadInput("the script is empty", "try --script w3s,look90,w2s")
    if len(actions) * TICK > LONGEST:
        raise BadInput(f"the script lasts {len(actions) * TICK:.0f} s; at most {LONGEST:.0f} s can be recorded")
    return actions


def _ticks(seconds: str) -> int:
    if float(seconds) > LONGEST:
        raise BadInput(f"{seconds} s is too long; at most {LONGEST:.0f} s can be recorded")
    return max(round(float(seconds) / TICK), 1)


def _step(step: str) -> list[Action]:
    if step == "jump":
        return [Action(jump=True)] + [Action()] * round(0.5 / TICK)
    if wait := _WAIT.fullmatch(step):
        return [Action()] * _ticks(wait["seconds"])
    if walk := _WALK.fullmatch(step):
        move_x = sum(_KEYS[key][0] for key in set(walk["keys"]))
        move_z = sum(_KEYS[key][1] for key in set(walk["keys"]))
        return [Action(move_x=move_x, move_z=move_z, sprint=bool(walk["sprint"]))] * _ticks(walk["seconds"])
    if turn := _TURN.fullmatch(step):
        angle = math.radians(float(turn["degrees"]))
        if abs(angle) > math.tau * 4:
            raise BadInput(f"{step!r} turns more than four times around")
        ticks = max(round(abs(angle) / TURN_RATE / TICK), 1)
        # Positive yaw turns left (docs/internals.md); people write degrees to the right.
        if turn["axis"] == "look":
            return [Action(look_yaw=-angle / ticks)] * ticks
        return [Action(look_pitch=angle / ticks)] * ticks
    raise BadInput(
        f"{step!r} is not a step of a script",
        "steps are w2s (keys w a s d, seconds), sprint-w2s, look90, pitch10, jump, wait1s",
    )
