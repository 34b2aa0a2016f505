"""Clips of those who walk on two legs: people, children, the old, robots and the undead."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np

from nacre.teacher.motion.sheet import DEGREE, Floats, Sheet, highest, reach, step


@dataclass(frozen=True)
class Manner:
    """How somebody moves: factors of bounce, swing of arms, sway of hips; lean in degrees; elbows when walking."""

    bounce: float = 1.0
    swing: float = 1.0
    sway: float = 1.0
    lean: float = 0.0
    elbow: float = 12.0
    breath: float = 1.0


MANNERS: Final = {
    "biped": Manner(),
    "child": Manner(bounce=1.7, swing=1.35, sway=1.3, breath=1.3),
    "elder": Manner(bounce=0.6, swing=0.55, sway=1.2, lean=7.0, breath=1.2),
    "robot": Manner(bounce=0.5, swing=0.9, sway=0.35, elbow=50.0, breath=0.25),
    "shambler": Manner(bounce=1.1, swing=0.25, sway=2.4, lean=8.0, breath=1.6),
}


def people(plan: str, activity: str, s: Sheet) -> None:
    """Fill a sheet with a clip of a two-legged plan."""
    m = MANNERS[plan]
    {
        "idle": idle, "walk": walk, "run": walk, "talk": talk, "work": work, "sit": sit, "sleep": sleep,
        "attack": attack, "fall": fall, "swim": swim, "fly": fly, "graze": gather,
    }[activity](s, m, activity)  # fmt: skip
    if plan == "shambler" and activity in ("idle", "walk", "run", "attack"):
        for side, late in (("l", 0.0), ("r", 0.3)):
            s.add(f"arm_{side}:x", 55 + 6 * s.sine(1, late) - (25 if activity == "attack" else 0))
        s.add("head:z", 12 + 5 * s.sine(1, 0.2))
    if plan == "robot" and activity in ("idle", "talk"):
        s.add("head:y", 14 * np.tanh(6 * s.sine()))  # it looks about in jerks


def stand(s: Sheet, drop: Floats | float = 0.003, apart: float = 0.0, lean: Floats | float = 0.0) -> None:
    """Both feet on the ground, one `apart` leg lengths ahead of the other, hips lowered by `drop`."""
    flat = np.zeros(len(s.phase))
    s.shift("y", -np.asarray(drop))
    for side, ahead in (("l", apart / 2), ("r", -apart / 2)):
        hip, knee = reach(flat + ahead, flat, drop, lean=lean)
        s.turn(f"leg_{side}:x", hip)
        s.turn(f"leg_{side}.2:x", knee)


def breathe(s: Sheet, m: Manner) -> None:
    """The chest rises, shoulders follow."""
    s.add("torso:x", -m.lean + 1.2 * m.breath * s.sine(2))
    s.add("head:x", m.lean * 0.8 - 0.8 * m.breath * s.sine(2, 0.05))
    for side, out in (("l", -1), ("r", 1)):
        s.add(f"arm_{side}:z", out * (1.5 + 1.5 * m.breath * s.sine(2)))


def idle(s: Sheet, m: Manner, activity: str) -> None:
    """Standing: weight moves from one leg to the other, the head wanders, arms hang."""
    shift = np.tanh(2.2 * s.sine()) * m.sway
    drop = 0.002 + 0.003 * (1 - s.cosine(2))
    stand(s, drop)
    s.shift("x", 0.035 * shift)
    s.add("root:z", -2.0 * shift)
    s.add("leg_l:z", 4.0 * shift)
    s.add("leg_r:z", 4.0 * shift)
    s.add("torso:z", 2.6 * shift)
    s.add("torso:y", 3.5 * s.sine(1, 0.1))
    breathe(s, m)
    s.add("head:y", 9.0 * s.sine(1, 0.2) + 4.0 * s.sine(2))
    s.add("arm_l:x", 3.0 * s.sine(1, 0.15))
    s.add("arm_r:x", -3.0 * s.sine(1, 0.2))
    s.add("arm_l.2:x", 6 + 3 * s.sine(1, 0.3))
    s.add("arm_r.2:x", 6 - 3 * s.sine(1, 0.3))
    s.look()


def walk(s: Sheet, m: Manner, activity: str) -> None:
    """Walking and running: feet that stay where they stand, a bob, arms against legs, hips against shoulders."""
    running = activity == "run"
    span, duty, lift = s.gait(running)
    if running:
        lean = -(10 + 1.2 * np.minimum(8.0, s.pace)) * DEGREE
        drop = 0.09 + 0.055 * m.bounce * s.cosine(2, duty / 2)
    else:
        lean = -2.0 * DEGREE - 0.6 * s.pace * DEGREE
        low = highest(span)
        drop = 0.006 * m.bounce + low * (0.5 + 0.5 * s.cosine(2))
    s.shift("y", -drop)
    s.turn("root:x", lean)
    for side, late in (("l", 0.0), ("r", 0.5)):
        ahead, above = step(s.phase - late, span, duty, lift * (0.7 + 0.3 * m.bounce))
        hip, knee = reach(ahead, above, drop, lean=lean)
        s.turn(f"leg_{side}:x", hip)
        s.turn(f"leg_{side}.2:x", knee)
    over = s.cosine(1, duty / 2)  # 1 when the weight is on the left leg
    s.shift("x", -0.035 * m.sway * over)
    s.add("root:z", 1.8 * m.sway * over)
    s.add("leg_l:z", -2.0 * m.sway * over)
    s.add("leg_r:z", -2.0 * m.sway * over)
    forward = s.cosine()  # 1 when the left leg is ahead
    share = np.clip(span / 0.8, 0.3, 1.1)
    s.add("root:y", -4 * share * forward)
    s.add("torso:y", (9 if not running else 14) * share * forward)
    s.add("torso:z", -1.8 * m.sway * over)
    s.add("torso:x", -m.lean + 1.5 * s.cosine(2, 0.1))
    s.add("head:y", -(5 if not running else 10) * share * forward)
    s.add("head:x", m.lean * 0.8 - np.asarray(lean) / DEGREE * 0.8 + 1.5 * s.cosine(2, 0.2))
    reach_out = (24 if not running else 42) * m.swing * share
    bend = (m.elbow if not running else 78.0) * 1.0
    for side, sign in (("l", -1.0), ("r", 1.0)):
        s.add(f"arm_{side}:x", sign * reach_out * s.cosine(1, 0.03) + (3 if not running else 0))
        s.add(f"arm_{side}:z", sign * (3 if not running else 8))
        s.add(f"arm_{side}.2:x", bend + 0.35 * reach_out * (1 + sign * s.cosine(1, 0.08)))
    s.look()


def talk(s: Sheet, m: Manner, activity: str) -> None:
    """Talking: nods, open hands that follow the words."""
    stand(s, 0.003 + 0.004 * s.sine(1) ** 2)
    s.add("root:z", 1.5 * s.sine())
    s.add("leg_l:z", -1.5 * s.sine())
    s.add("leg_r:z", -1.5 * s.sine())
    breathe(s, m)
    s.add("torso:y", 6 * s.sine(1, 0.1))
    s.add("torso:x", -2 - 2 * s.sine(2))
    s.add("head:x", 5 * s.sine(3) + 3 * s.sine(2, 0.1))
    s.add("head:y", 5 * s.sine(2, 0.2))
    s.add("head:z", 5 * s.sine(1, 0.3))
    s.add("jaw:x", -9 + 9 * s.sine(3))
    s.add("arm_r:x", 16 + 12 * s.sine(1) + 5 * s.sine(3))
    s.add("arm_r:z", 8 + 6 * s.sine(2))
    s.add("arm_r.2:x", 52 + 22 * s.sine(1, 0.08) + 8 * s.sine(3, 0.1))
    s.add("arm_l:x", 8 + 9 * s.sine(1, 0.4))
    s.add("arm_l:z", -6 - 4 * s.sine(2, 0.3))
    s.add("arm_l.2:x", 34 + 20 * s.sine(1, 0.45))
    s.look()


def work(s: Sheet, m: Manner, activity: str) -> None:
    """Hammering, chopping, kneading: a slow lift of the right arm, a quick blow, the left hand holds."""
    lift = 0.5 - 0.5 * s.cosine(1, 0.0)
    # quick down: the second half of the wave is steeper
    lift = lift**0.7 * (1 - s.bump(0.78, 0.22) * 0.9)
    blow = s.bump(0.8, 0.16)
    bend = 12 + 14 * blow - 6 * lift
    drop = 0.05 + 0.05 * blow
    stand(s, drop, apart=0.34)
    s.add("torso:x", -bend)
    s.add("torso:y", 10 * lift - 12 * blow)
    s.add("head:x", -6 + 4 * lift)
    s.add("head:y", -6 * lift + 6 * blow)
    s.add("arm_r:x", 30 + 95 * lift)
    s.add("arm_r:z", 6 * lift)
    s.add("arm_r.2:x", 25 + 60 * lift - 10 * blow)
    s.add("arm_l:x", 36 + 4 * s.sine(2))
    s.add("arm_l:z", 6)
    s.add("arm_l.2:x", 40)
    s.look(head=0.4, torso=0.1)


def sit(s: Sheet, m: Manner, activity: str) -> None:
    """Sitting on something knee-high: thighs level, hands on the knees, feet on the ground."""
    s.shift("y", -0.5)
    for side, sign in (("l", -1.0), ("r", 1.0)):
        s.add(f"leg_{side}:x", 86 + 1.0 * s.sine(1, 0.2))
        s.add(f"leg_{side}:z", sign * 5)
        s.add(f"leg_{side}.2:x", -84)
        s.add(f"arm_{side}:x", 22 + 2 * s.sine(2))
        s.add(f"arm_{side}:z", -sign * 2)
        s.add(f"arm_{side}.2:x", 38)
    breathe(s, m)
    s.add("torso:x", 3)
    s.add("torso:z", 2 * s.sine())
    s.add("head:y", 10 * s.sine(1, 0.15))
    s.add("head:x", -3 + 3 * s.sine(2, 0.3))
    s.look()


def sleep(s: Sheet, m: Manner, activity: str) -> None:
    """Lying on the back, one knee up, breathing slowly."""
    s.shift("y", -0.78)
    s.add("root:x", 90)
    s.add("leg_l:x", 4)
    s.add("leg_r:x", 28)
    s.add("leg_r.2:x", -50)
    s.add("leg_l:z", -5)
    s.add("leg_r:z", 5)
    s.add("torso:x", 1.5 * s.sine())
    s.add("head:x", -8 + 1.5 * s.sine(1, 0.1))
    s.add("head:y", 14)
    s.add("arm_l:z", -14)
    s.add("arm_r:x", 18 + 2 * s.sine())
    s.add("arm_r.2:x", 95)
    s.add("arm_r:z", -14)


def attack(s: Sheet, m: Manner, activity: str) -> None:
    """A swing: wind up, lunge and cut, back on guard; the left arm keeps the shield up."""
    wind = s.bump(0.28, 0.26)
    cut = s.bump(0.58, 0.2)
    drop = 0.08 + 0.07 * cut
    stand(s, drop, apart=0.5)
    s.shift("z", 0.05 * wind - 0.14 * cut)
    s.add("torso:y", -26 * wind + 30 * cut)
    s.add("torso:x", -6 + 8 * wind - 18 * cut)
    s.add("head:y", 20 * wind - 22 * cut)
    s.add("head:x", 4 - 4 * wind + 10 * cut)
    s.add("arm_r:x", 42 + 98 * wind + 22 * cut)
    s.add("arm_r:z", 8 + 14 * wind - 20 * cut)
    s.add("arm_r.2:x", 48 + 42 * wind - 40 * cut)
    s.add("arm_l:x", 34 + 8 * cut)
    s.add("arm_l:z", 8)
    s.add("arm_l.2:x", 62)
    s.add("jaw:x", -20 * cut)
    s.look(head=0.3, torso=0.1)


def fall(s: Sheet, m: Manner, activity: str) -> None:
    """In the air: arms beat, legs look for ground."""
    s.add("root:x", 6 * s.sine())
    s.add("root:z", 5 * s.sine(1, 0.2))
    for side, sign, late in (("l", -1.0, 0.0), ("r", 1.0, 0.5)):
        s.add(f"arm_{side}:x", 20 + 45 * s.sine(1, late))
        s.add(f"arm_{side}:z", sign * (65 + 15 * s.sine(2, late)))
        s.add(f"arm_{side}.2:x", 25 + 15 * s.sine(1, late))
        s.add(f"leg_{side}:x", 18 + 28 * s.sine(1, late + 0.5))
        s.add(f"leg_{side}:z", sign * 6)
        s.add(f"leg_{side}.2:x", -38 + 22 * s.sine(1, late + 0.3))
    s.add("torso:x", 5 * s.sine(1, 0.3))
    s.add("head:x", -12)
    s.look(head=0.4, torso=0.0)


def swim(s: Sheet, m: Manner, activity: str) -> None:
    """Breast stroke, face ahead: arms reach out and sweep, legs draw up and kick."""
    pull = 0.5 - 0.5 * s.cosine()
    kick = 0.5 - 0.5 * s.cosine(1, 0.35)
    s.add("root:x", -68)
    s.shift("y", -0.35 + 0.05 * s.sine(1, 0.2))
    s.add("head:x", 48)
    s.add("torso:x", 8 * s.sine(1, 0.1))
    for side, sign in (("l", -1.0), ("r", 1.0)):
        s.add(f"arm_{side}:x", 138 - 60 * pull)
        s.add(f"arm_{side}:z", sign * (6 + 46 * s.bump(0.4, 0.3)))
        s.add(f"arm_{side}.2:x", 8 + 70 * s.bump(0.62, 0.3))
        s.add(f"leg_{side}:x", -4 + 55 * kick)
        s.add(f"leg_{side}:z", sign * (4 + 22 * kick))
        s.add(f"leg_{side}.2:x", -8 - 84 * kick)
    s.look(head=0.5, torso=0.0)


def fly(s: Sheet, m: Manner, activity: str) -> None:
    """Floating forwards, arms ahead, a slow wave through the body."""
    s.add("root:x", -62 + 4 * s.sine())
    s.shift("y", 0.06 * s.sine())
    s.add("head:x", 42)
    for side, sign, late in (("l", -1.0, 0.0), ("r", 1.0, 0.5)):
        s.add(f"arm_{side}:x", 128 + 8 * s.sine(1, late))
        s.add(f"arm_{side}:z", sign * 12)
        s.add(f"arm_{side}.2:x", 10)
        s.add(f"leg_{side}:x", -6 + 9 * s.sine(1, late))
        s.add(f"leg_{side}.2:x", -16 + 8 * s.sine(1, late))
    s.look(head=0.5, torso=0.0)


def gather(s: Sheet, m: Manner, activity: str) -> None:
    """Bending down to pick something up, and rising to look at it."""
    down = s.bump(0.45, 0.4)
    drop = 0.03 + 0.22 * down
    stand(s, drop, apart=0.3)
    s.add("torso:x", -6 - 44 * down)
    s.add("head:x", -8 + 10 * down)
    s.add("arm_r:x", 28 + 38 * down)
    s.add("arm_r.2:x", 52 - 36 * down + 8 * s.sine(3))
    s.add("arm_l:x", 12 + 16 * down)
    s.add("arm_l.2:x", 30)
    s.add("torso:y", 8 * down)
    s.look(head=0.3, torso=0.0)
