"""Hair: a dozen cuts laid around the head's ellipsoid, none of which covers the face."""

from __future__ import annotations

from typing import Final

from nacre.parts.language import Array
from nacre.teacher.grammar.bodies import palette
from nacre.teacher.grammar.bodies.mannequin import Mannequin

MALE: Final = ("short", "parted", "bald", "rim", "curly", "tousled", "bowl")
FEMALE: Final = ("bob", "long", "bun", "braids", "ponytail", "curly", "wavy")
CHILD: Final = ("tousled", "bowl", "bunches", "bob", "ponytail", "curly", "spiky")


def hair(m: Mannequin, style: str, colour: int, *, covered: bool = False) -> None:
    """Lay a cut on the head; covered leaves out what a hat would hide."""
    if style == "bald":
        return
    r = m.head_half[1]
    x, y, z = m.head_at
    wide, deep = m.head_half[0], m.head_half[2]

    def lock(dx: float, dy: float, dz: float, half: tuple[float, float, float], **more: object) -> int:
        """A lump of hair, offsets and half-extents in units of half the head's height."""
        return m.ball(
            (x + dx * r, y + dy * r, z + dz * r),
            (half[0] * r, half[1] * r, half[2] * r),
            "hair",
            colour,
            "hair",
            m.head,
            **more,
        )

    if style == "rim":
        lock(0, -0.02, 0.28, (0.98, 0.38, 0.72))
        return
    # the back of the head, and the top unless a hat sits on it
    if covered:
        m.ball((x, y - 0.06 * r, z + 0.28 * deep), (wide * 1.0, r * 0.72, deep * 0.82), "hair", colour, "hair", m.head)
    else:
        m.ball((x, y + 0.1 * r, z + 0.26 * deep), (wide * 1.06, r * 0.98, deep * 0.93), "hair", colour, "hair", m.head)
        m.ball((x, y + 0.5 * r, z + 0.02 * r), (wide * 0.98, r * 0.6, deep * 1.02), "hair", colour, "hair", m.head)
    if covered and style in ("short", "parted", "tousled", "spiky", "curly", "bowl"):
        return
    if style == "parted":
        lock(-0.28, 0.68, -0.5, (0.52, 0.24, 0.42), rotation=(20, 0, 20))
        lock(0.45, 0.62, -0.42, (0.4, 0.26, 0.42), rotation=(-25, 0, -25))
    elif style == "bowl":
        m.add(
            "cylinder",
            (x, y + 0.52 * r, z - 0.02 * r),
            (wide * 1.08, 0.16 * r, deep * 1.1),
            "hair",
            colour,
            "hair",
            m.head,
            sides=12,
            taper=(0.9, 0.9),
        )
    elif style == "tousled":
        for k, (dx, dy, dz) in enumerate(((-0.5, 0.72, -0.5), (0.1, 0.86, -0.56), (0.55, 0.7, -0.4))):
            lock(dx, dy, dz, (0.34, 0.24, 0.32), rotation=(0, -20, (k - 1) * 30))
        lock(-0.1, 1.02, 0.15, (0.4, 0.24, 0.4), rotation=(0, 0, 15))
    elif style == "spiky":
        for dx, dz, roll in ((-0.5, -0.2, 30), (0.0, -0.35, -5), (0.5, -0.15, -30), (0.0, 0.35, 10)):
            m.add(
                "cylinder",
                (x + dx * r, y + 1.02 * r, z + dz * r),
                (0.22 * r, 0.3 * r, 0.22 * r),
                "hair",
                colour,
                "hair",
                m.head,
                rotation=(0, -15, roll),
                taper=(0.1, 0.1),
                sides=6,
            )
    elif style == "curly":
        for k, (dx, dy, dz) in enumerate(
            ((-0.75, 0.55, -0.1), (0.75, 0.55, -0.1), (-0.35, 0.9, -0.35), (0.35, 0.9, -0.35), (0, 0.95, 0.3))
        ):
            m.add(
                "blob",
                (x + dx * r, y + dy * r, z + dz * r),
                (0.44 * r, 0.38 * r, 0.44 * r),
                "hair",
                colour,
                "hair",
                m.head,
                seed=k + 1,
            )
    elif style == "short":
        lock(0, 0.76, -0.52, (0.62, 0.2, 0.36), rotation=(0, -20, 0))
    if style in ("bob", "long", "wavy", "ponytail", "bun", "braids", "bunches") and not covered:
        # a parted fringe, and hair down the cheeks
        lock(-0.36, 0.7, -0.5, (0.46, 0.26, 0.38), rotation=(20, 0, 25))
        lock(0.36, 0.7, -0.5, (0.46, 0.26, 0.38), rotation=(-20, 0, -25))
    if style in ("bob", "long", "wavy"):
        low = -0.25 if style == "bob" else -0.5
        lock(-0.84, low + 0.2, -0.12, (0.24, 0.62, 0.4), array=Array(2, (1.68 * r, 0, 0)))
    if style == "long":
        m.add(
            "box",
            (x, y - 0.65 * r, z + 0.62 * r),
            (0.72 * r, 0.85 * r, 0.22 * r),
            "hair",
            colour,
            "hair",
            m.head,
            bevel=0.05,
            rotation=(0, 180, 0),
            taper=(0.75, 0.8),
        )
    elif style == "wavy":
        for k, dy in enumerate((-0.35, -0.8)):
            m.add(
                "blob",
                (x, y + dy * r, z + 0.58 * r),
                ((0.85 - 0.1 * k) * r, 0.45 * r, 0.36 * r),
                "hair",
                colour,
                "hair",
                m.head,
                seed=k + 3,
            )
    elif style == "bob":
        lock(0, -0.3, 0.45, (0.88, 0.5, 0.45))
    elif style == "bun":
        lock(0, 0.62, 0.92, (0.36, 0.34, 0.32))
    elif style == "ponytail":
        lock(0, 0.5, 0.98, (0.2, 0.2, 0.22))
        m.rod(
            (x, y + 0.45 * r, z + 1.08 * r),
            (x, y - 0.6 * r, z + 1.3 * r),
            0.24 * r,
            "hair",
            colour,
            "hair",
            m.head,
            kind="ellipsoid",
        )
    elif style == "braids":
        for k in range(3):
            lock(
                -0.86,
                -0.45 - 0.36 * k,
                -0.3 - 0.06 * k,
                (0.2 - 0.02 * k, 0.23, 0.2 - 0.02 * k),
                array=Array(2, (1.72 * r, 0, 0)),
            )
    elif style == "bunches":
        lock(-1.12, 0.3, 0.2, (0.34, 0.46, 0.34), array=Array(2, (2.24 * r, 0, 0)))


def hair_colour(m: Mannequin, age: float) -> int:
    """A colour of hair; grey from two thirds of a life on."""
    young = palette.pick(m.rng, palette.HAIRS)
    grey = palette.pick(m.rng, palette.GREYS)
    return grey if age > 0.72 else young
