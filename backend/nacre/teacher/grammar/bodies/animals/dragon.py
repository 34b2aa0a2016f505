"""The dragon: long neck and jaws, bat wings that fold, a spiked tail, four strong legs."""

from __future__ import annotations

import numpy as np

from nacre.parts.attributes import Attributes
from nacre.parts.language import Array, Light, Program
from nacre.teacher.grammar.bodies import palette
from nacre.teacher.grammar.bodies.animals.beast import Beast, Frame, coat
from nacre.teacher.grammar.bodies.palette import level
from nacre.teacher.grammar.registry import grammar


def wing(a: Beast, side: int, bone: int, skin: int) -> None:
    """One wing, drawn half open: arm with a panel, and a hand of three fingers with panels between them."""
    x, _y, z = a.half
    name = f"wing_{'l' if side < 0 else 'r'}"
    root = (side * x * 0.6, a.back_y - 0.12, -z * 0.32)
    wrist = (side * (x + 1.35), a.back_y + 0.95, -z * 0.42)
    arm = a.rod(root, wrist, 0.12, "skin", bone, name, a.root, joint=a.limb(root, -80, 80, "z"))
    tips = [
        (wrist[0] + side * dx, wrist[1] + dy, wrist[2] + dz)
        for dx, dy, dz in ((2.35, 0.1, 0.2), (1.95, -0.15, 1.35), (0.85, -0.35, 1.95))
    ]
    # the arm's panel reaches from the body to a line behind the wrist, the hand's panels from finger to finger
    outer, inner = (
        (wrist[0] + side * 0.15, wrist[1] - 0.1, wrist[2] + 0.62),
        (root[0] + side * 0.1, root[1] - 0.05, root[2] + 0.75),
    )
    a.panel(outer, inner, (0, 0, 1), 0.66, 0.03, "leather", skin, name, arm, end=1.0)
    hand = -1
    for tip in tips:
        finger = a.rod(
            wrist,
            tip,
            0.055,
            "skin",
            bone,
            name,
            arm if hand < 0 else hand,
            joint=a.limb(wrist, -80, 80, "z") if hand < 0 else None,
        )
        hand = finger if hand < 0 else hand
    ends = [*tips, (wrist[0] - side * 0.1, wrist[1] - 0.3, wrist[2] + 1.35)]
    for k in range(3):
        middle = tuple(wrist[i] + ((ends[k][i] + ends[k + 1][i]) / 2 - wrist[i]) * 0.9 for i in range(3))
        across = np.subtract(ends[k + 1], ends[k])
        a.panel(
            middle,
            wrist,
            across,
            float(np.linalg.norm(across)) * 0.47,
            0.025,
            "leather",
            palette.shade(skin, 1.0 - 0.07 * k),
            name,
            hand,
            end=0.15,
        )
    a.add(
        "cylinder",
        (wrist[0], wrist[1] + 0.12, wrist[2] - 0.08),
        (0.05, 0.16, 0.05),
        "bone",
        level(6, 6, 4),
        name,
        arm,
        taper=(0.1, 0.1),
        rotation=(0, -20, 0),
    )


@grammar("dragon")
def dragon(name: str, rng: np.random.Generator, wishes: Attributes) -> tuple[Program, Attributes]:
    """A storybook dragon: scales in one colour, belly and wings in another, horns and spikes in a third."""
    c = coat(
        rng,
        wishes,
        (
            level(5, 1, 1),
            level(2, 4, 2),
            level(1, 2, 4),
            level(2, 2, 2),
            level(4, 2, 4),
            level(5, 4, 1),
            level(6, 6, 6),
            level(2, 4, 4),
        ),
        (level(6, 5, 2), level(6, 4, 1), level(6, 6, 4), level(3, 5, 4), level(5, 3, 2)),
        (level(6, 6, 5), level(3, 2, 1), palette.GOLD, level(2, 1, 1)),
        worn=False,
    )
    f = Frame(
        0.95,
        (0.62, 0.62, 1.35),
        (1.25, -1.35),
        (0.34, 0.32, 0.42),
        0.5,
        (0.24, 0.17),
        0.2,
        hooves=False,
        front=0.6,
        back=0.58,
        material="skin",
        ends=0.72,
        foot=1.05,
        drop=0.2,
    )
    a = Beast(name, rng, f, c)
    x, y, z = a.half
    a.root = a.ball((0, a.mid, 0), (x, y, z), "skin", c.coat, "torso")
    a.ball((0, a.mid + 0.08, -0.5 * z), (x * 1.0, y * 1.0, z * 0.48), "skin", c.coat, "torso", a.root)
    for k in range(3):
        dz = (-0.55 + 0.5 * k) * z
        thin = float(np.sqrt(1 - (dz / z) ** 2))
        a.ball(
            (0, a.mid - y * 0.5 * thin, dz),
            (x * 0.72 * thin, y * 0.56 * thin, z * 0.3),
            "leather",
            c.marks,
            "torso",
            a.root,
        )
    # neck in two pieces, each with scutes below
    low = a.neck_at
    bend = (0.0, low[1] + 0.72, low[2] - 0.55)
    top = a.skull_at
    a.neck = a.rod(
        (0, low[1] - 0.1, low[2] + 0.15), bend, 0.34, "skin", c.coat, "neck", a.root, joint=a.limb(low, -60, 40)
    )
    a.ball(
        (0, (low[1] + bend[1]) / 2 - 0.05, (low[2] + bend[2]) / 2 - 0.17),
        (0.24, 0.42, 0.2),
        "leather",
        c.marks,
        "neck",
        a.neck,
        rotation=(0, -40, 0),
    )
    second = a.rod(
        bend, (0, top[1] - 0.05, top[2] + 0.2), 0.26, "skin", c.coat, "neck", a.neck, joint=a.limb(bend, -60, 40)
    )
    a.ball(
        (0, (bend[1] + top[1]) / 2 - 0.07, (bend[2] + top[2]) / 2 - 0.1),
        (0.18, 0.34, 0.15),
        "leather",
        c.marks,
        "neck",
        second,
        rotation=(0, -40, 0),
    )
    a.head = a.ball(
        a.skull_at, a.skull, "skin", c.coat, "head", second, joint=a.limb((0, top[1], top[2] + 0.25), -45, 45)
    )
    a.muzzle(c.coat, level(1, 1, 1), jaw=True, nostrils=True)
    jaw = next(i for i, q in enumerate(a.b.parts) if q.role == "jaw")
    _nx, ny, nz = a.nose
    for on, dy, turn in ((a.head, -0.19, 180), (jaw, -0.19, 0)):
        for side in (-1, 1):
            a.add(
                "cylinder",
                (side * 0.14, ny + dy, nz + 0.06),
                (0.03, 0.06, 0.03),
                "bone",
                palette.WHITE,
                "mouth",
                on,
                rotation=(0, turn, 0),
                taper=(0.1, 0.1),
                sides=4,
                array=Array(3, (side * 0.015, 0.02, 0.13)),
            )
    a.ball((0, ny - 0.21, nz + 0.22), (0.1, 0.03, 0.24), "skin", level(6, 2, 2), "mouth", jaw)
    glow = palette.pick(rng, (level(7, 6, 1), level(7, 4, 0), level(3, 7, 3)))
    ex, ey, ez = a.b.snap(0.26), a.b.snap(top[1] + 0.15), a.b.snap(top[2] - 0.22)
    a.ball(
        (-ex, ey, ez),
        (0.08, 0.1, 0.1),
        "light",
        glow,
        "eye",
        a.head,
        array=Array(2, (2 * ex, 0, 0)),
        light=Light(glow, 0.0),
    )
    a.ball(
        (-ex - 0.01, ey, ez - 0.04),
        (0.07, 0.085, 0.07),
        "paint",
        palette.BLACK,
        "eye",
        a.head,
        array=Array(2, (2 * ex + 0.02, 0, 0)),
    )
    for side in (-1, 1):
        a.add(
            "box",
            (side * ex, ey + 0.11, ez),
            (0.12, 0.045, 0.15),
            "skin",
            palette.shade(c.coat, 0.75),
            "brow",
            a.head,
            rotation=(side * -15, 15, side * 20),
            bevel=0.02,
        )
        hx, hy, hz = side * 0.2, top[1] + 0.22, top[2] + 0.2
        a.rod(
            (hx, hy, hz),
            (hx + side * 0.14, hy + 0.3, hz + 0.34),
            0.09,
            "bone",
            c.harness,
            "horn",
            a.head,
            kind="cylinder",
            end=0.7,
        )
        a.rod(
            (hx + side * 0.14, hy + 0.29, hz + 0.33),
            (hx + side * 0.1, hy + 0.62, hz + 0.5),
            0.065,
            "bone",
            c.harness,
            "horn",
            a.head,
            kind="cylinder",
            end=0.1,
        )
        a.add(
            "cylinder",
            (side * 0.33, top[1] - 0.1, top[2] + 0.22),
            (0.09, 0.2, 0.05),
            "skin",
            c.marks,
            "ear",
            a.head,
            rotation=(0, 40, -side * 60),
            taper=(0.1, 0.3),
            sides=4,
        )

    # spikes along the neck and the back
    def spike(at: tuple[float, float, float], size: float, on: int, tilt: int) -> None:
        a.add(
            "cylinder",
            at,
            (size * 0.35, size, size * 0.8),
            "bone",
            c.harness,
            "horn",
            on,
            rotation=(0, tilt, 0),
            taper=(0.1, 0.1),
            sides=4,
        )

    spike((0, low[1] + 0.5, low[2] + 0.12), 0.17, a.neck, 50)
    spike((0, bend[1] + 0.35, bend[2] + 0.08), 0.15, second, 50)
    for k in range(3):
        dz = (-0.45 + 0.45 * k) * z
        spike((0, a.mid + y * float(np.sqrt(1 - (dz / z) ** 2)) + 0.08, dz), 0.2, a.root, 20)
    for side in (-1, 1):
        wing(a, side, palette.shade(c.coat, 0.85), c.marks)
    first = len(a.b.parts)
    a.legs(thigh=1.45)
    for k in range(first, len(a.b.parts)):
        paw = a.b.parts[k]
        if paw.kind == "ellipsoid" and a.b.parts[paw.parent].kind == "capsule":
            px, py, pz = paw.centre
            a.add(
                "cylinder",
                (px - 0.12, 0.06, pz - paw.half[2] * 0.95),
                (0.035, 0.1, 0.035),
                "bone",
                c.harness,
                paw.role,
                paw.parent,
                rotation=(0, -75, 0),
                taper=(0.1, 0.1),
                sides=4,
                array=Array(3, (0.12, 0, 0)),
            )
    # tail in three pieces with spikes and a blade
    tx, ty, tz = 0.0, a.mid, z * 0.8
    points = [(0.0, ty, tz), (0.0, ty - 0.22, tz + 0.9), (0.0, ty - 0.42, tz + 1.75), (0.0, ty - 0.36, tz + 2.6)]
    on = a.root
    for k in range(3):
        on = a.rod(
            points[k],
            points[k + 1],
            (0.4, 0.28, 0.18)[k],
            "skin",
            c.coat,
            "tail",
            on,
            kind="cylinder",
            end=(0.68, 0.62, 0.45)[k],
            joint=a.limb(points[k], -50, 50, "y"),
            sides=10,
        )
        a.ball(points[k + 1], (0.28, 0.175, 0.09)[k], "skin", c.coat, "tail", on)
        px, py, pz = ((p + q) / 2 for p, q in zip(points[k], points[k + 1], strict=True))
        spike((px, py + (0.4, 0.3, 0.22)[k], pz), (0.17, 0.14, 0.11)[k], on, 30)
    ex2, ey2, ez2 = points[3]
    a.add(
        "cylinder",
        (ex2, ey2 + 0.02, ez2 + 0.2),
        (0.24, 0.3, 0.05),
        "bone",
        c.harness,
        "tail",
        on,
        rotation=(0, 85, 0),
        taper=(0.05, 0.4),
        sides=4,
    )
    if c.ornament != "plain":
        a.add(
            "cylinder",
            (0, low[1] + 0.12, low[2] - 0.12),
            (0.4, 0.05, 0.4),
            "gold",
            palette.GOLD,
            "cloth",
            a.neck,
            rotation=(0, -40, 0),
            sides=12,
        )
    del tx
    return a.finish()
