"""What people carry: tools, arms, baskets. Each hangs on a hand and is drawn with the arm hanging down."""

from __future__ import annotations

from collections.abc import Sequence

from nacre.parts.language import Array
from nacre.teacher.grammar.bodies import palette
from nacre.teacher.grammar.bodies.mannequin import Mannequin, Point


def _hand(m: Mannequin, side: int) -> tuple[Point, int, float]:
    """The hand, the part it moves with, and the unit of measure (a man's height / 1.7)."""
    return (m.hand_l, m.fore_l, m.build.height / 1.7) if side < 0 else (m.hand_r, m.fore_r, m.build.height / 1.7)


def _bail(
    m: Mannequin, at: Point, foot: tuple[float, float], thick: float, material: str, colour: int, side: int
) -> None:
    """The handle over a vessel whose middle is `at`: from `foot` (above the middle, out at both ends) to the hand."""
    (x, y, z), (up, out), (_, on, u) = at, foot, _hand(m, side)
    for end in (z - out, z + out):
        m.rod((x, y + up, end), (x, y + 0.2 * u, z), thick, material, colour, "handle", on)


def hammer(m: Mannequin, side: int, head: int = palette.IRON) -> None:
    """A smith's hammer, head forward and up."""
    (x, y, z), on, u = _hand(m, side)
    m.rod((x, y - 0.1 * u, z + 0.08 * u), (x, y + 0.14 * u, z - 0.3 * u), 0.025 * u, "timber", palette.WOOD, "tool", on)
    m.add(
        "box",
        (x, y + 0.18 * u, z - 0.33 * u),
        (0.07 * u, 0.12 * u, 0.07 * u),
        "iron",
        head,
        "tool",
        on,
        bevel=0.02,
        rotation=(0, 30, 0),
    )


def spear(m: Mannequin, side: int, pennant: int | None) -> None:
    """A spear that stands on the ground beside its bearer."""
    (x, _y, z), on, u = _hand(m, side)
    x, z = x + side * 0.01, z - 0.06 * u
    top = 2.02 * u
    m.rod((x, 0.03, z), (x, top, z), 0.024 * u, "timber", palette.WOOD, "tool", on)
    m.add(
        "cylinder",
        (x, top + 0.13 * u, z),
        (0.06 * u, 0.16 * u, 0.025 * u),
        "iron",
        palette.METALS[3],
        "tool",
        on,
        sides=4,
        taper=(0.05, 0.3),
    )
    m.add("cylinder", (x, top - 0.02 * u, z), (0.04 * u, 0.03 * u, 0.04 * u), "iron", palette.IRON, "tool", on)
    if pennant is not None:
        m.add(
            "wedge",
            (x, top - 0.17 * u, z + 0.17 * u),
            (0.012, 0.1 * u, 0.16 * u),
            "cloth",
            pennant,
            "flag",
            on,
            rotation=(180, 0, 0),
        )


def staff(m: Mannequin, side: int, knob: str, colour: int) -> None:
    """A staff: plain, crook, orb or cross at the top."""
    (x, _y, z), on, u = _hand(m, side)
    z -= 0.05 * u
    top = (1.72 if knob != "plain" else 1.35) * u
    m.rod((x, 0.03, z), (x, top, z), 0.026 * u, "timber", palette.DARK_WOOD, "tool", on)
    if knob == "orb":
        m.ball((x, top + 0.06 * u, z), 0.08 * u, "glass", colour, "tool", on)
        m.add("cylinder", (x, top - 0.03 * u, z), (0.05 * u, 0.04 * u, 0.05 * u), "gold", palette.GOLD, "tool", on)
    elif knob == "cross":
        m.add("box", (x, top, z), (0.025 * u, 0.16 * u, 0.025 * u), "gold", palette.GOLD, "tool", on, bevel=0.01)
        m.add(
            "box", (x, top + 0.04 * u, z), (0.1 * u, 0.025 * u, 0.025 * u), "gold", palette.GOLD, "tool", on, bevel=0.01
        )
    elif knob == "crook":
        m.rod((x, top, z), (x, top + 0.12 * u, z - 0.1 * u), 0.026 * u, "timber", palette.DARK_WOOD, "tool", on)
        m.rod(
            (x, top + 0.12 * u, z - 0.1 * u),
            (x, top + 0.04 * u, z - 0.2 * u),
            0.026 * u,
            "timber",
            palette.DARK_WOOD,
            "tool",
            on,
        )
    else:
        m.ball((x, top, z), (0.035 * u, 0.04 * u, 0.05 * u), "timber", palette.WOOD, "tool", on)


def sword(m: Mannequin, side: int, grip: int) -> None:
    """A broad sword, point forward and down."""
    (x, y, z), on, u = _hand(m, side)
    m.rod(
        (x, y - 0.03 * u, z - 0.07 * u),
        (x, y - 0.34 * u, z - 0.68 * u),
        0.04 * u,
        "iron",
        palette.METALS[3],
        "blade",
        on,
        kind="box",
        end=0.35,
        flat=0.35,
    )
    m.add(
        "box",
        (x, y - 0.02 * u, z - 0.08 * u),
        (0.1 * u, 0.02 * u, 0.025 * u),
        "gold",
        palette.GOLD,
        "tool",
        on,
        rotation=(0, 25, 0),
        bevel=0.008,
    )
    m.rod((x, y + 0.01 * u, z - 0.03 * u), (x, y + 0.06 * u, z + 0.08 * u), 0.022 * u, "leather", grip, "tool", on)


def shield(m: Mannequin, side: int, colour: int, badge: int, style: str = "round") -> None:
    """A shield on the forearm: round, kite or heater."""
    (x, y, z), on, u = _hand(m, side)
    x += side * 0.08 * u
    y += 0.08 * u
    if style == "round":
        m.add(
            "cylinder",
            (x, y, z),
            (0.25 * u, 0.03, 0.25 * u),
            "planks",
            colour,
            "tool",
            on,
            sides=12,
            rotation=(0, 0, 90),
        )
        m.add(
            "cylinder",
            (x, y, z),
            (0.27 * u, 0.02, 0.27 * u),
            "iron",
            palette.IRON,
            "tool",
            on,
            sides=12,
            rotation=(0, 0, 90),
        )
        m.ball((x + side * 0.03, y, z), (0.05 * u, 0.09 * u, 0.09 * u), "iron", badge, "tool", on)
        return
    m.add("box", (x, y + 0.12 * u, z), (0.03, 0.16 * u, 0.2 * u), "iron", colour, "tool", on, bevel=0.02)
    m.add(
        "cylinder",
        (x, y - 0.2 * u, z),
        (0.03, 0.17 * u, 0.2 * u),
        "iron",
        colour,
        "tool",
        on,
        sides=4,
        rotation=(0, 180, 0),
        taper=(1.0, 0.1),
    ) if style == "none" else m.add(
        "box",
        (x, y - 0.19 * u, z),
        (0.03, 0.16 * u, 0.2 * u),
        "iron",
        colour,
        "tool",
        on,
        rotation=(0, 180, 0),
        taper=(1.0, 0.15),
        bevel=0.01,
    )
    m.add("box", (x + side * 0.025, y + 0.02 * u, z), (0.02, 0.24 * u, 0.035 * u), "iron", badge, "tool", on)
    m.add("box", (x + side * 0.025, y + 0.1 * u, z), (0.02, 0.035 * u, 0.19 * u), "iron", badge, "tool", on)


def fork(m: Mannequin, side: int) -> None:
    """A hay fork that stands on its end."""
    (x, _y, z), on, u = _hand(m, side)
    z -= 0.05 * u
    top = 1.48 * u
    m.rod((x, 0.03, z), (x, top, z), 0.024 * u, "timber", palette.WOOD, "tool", on)
    m.add("box", (x, top + 0.01, z), (0.13 * u, 0.02 * u, 0.02 * u), "iron", palette.IRON, "tool", on, bevel=0.008)
    m.add(
        "box",
        (x - 0.11 * u, top + 0.14 * u, z),
        (0.016 * u, 0.14 * u, 0.016 * u),
        "iron",
        palette.METALS[2],
        "tool",
        on,
        array=Array(3, (0.11 * u, 0, 0)),
        taper=(0.4, 0.4),
    )


def basket(m: Mannequin, side: int, goods: int, colour: int = palette.STRAW) -> None:
    """A basket with apples, bread or eggs in it."""
    (x, y, z), on, u = _hand(m, side)
    x, y, z = x + side * 0.05 * u, y - 0.16 * u, z - 0.02 * u
    m.add(
        "cylinder",
        (x, y, z),
        (0.13 * u, 0.085 * u, 0.15 * u),
        "thatch",
        colour,
        "container",
        on,
        sides=10,
        rotation=(0, 180, 0),
        taper=(0.78, 0.78),
    )
    m.add(
        "cylinder",
        (x, y + 0.08 * u, z),
        (0.145 * u, 0.02, 0.165 * u),
        "thatch",
        palette.shade(colour, 0.8),
        "container",
        on,
        sides=10,
    )
    m.ball((x, y + 0.1 * u, z - 0.06 * u), 0.055 * u, "paint", goods, "goods", on, array=Array(2, (0.03, 0, 0.11 * u)))
    m.ball((x - 0.05 * u, y + 0.1 * u, z), 0.05 * u, "paint", palette.shade(goods, 1.2), "goods", on)
    _bail(m, (x, y, z), (0.05 * u, 0.13 * u), 0.016 * u, "timber", palette.shade(colour, 0.7), side)


def bucket(m: Mannequin, side: int, colour: int = palette.WOOD) -> None:
    """A wooden bucket with iron hoops, full of water."""
    (x, y, z), on, u = _hand(m, side)
    y -= 0.2 * u
    m.add(
        "cylinder",
        (x, y, z),
        (0.12 * u, 0.11 * u, 0.12 * u),
        "planks",
        colour,
        "container",
        on,
        sides=10,
        rotation=(0, 180, 0),
        taper=(0.8, 0.8),
    )
    m.add(
        "cylinder", (x, y + 0.05 * u, z), (0.125 * u, 0.015, 0.125 * u), "iron", palette.IRON, "container", on, sides=10
    )
    m.add(
        "cylinder",
        (x, y + 0.11 * u, z),
        (0.1 * u, 0.012, 0.1 * u),
        "water",
        palette.level(3, 5, 6),
        "water",
        on,
        sides=10,
    )
    _bail(m, (x, y, z), (0.1 * u, 0.11 * u), 0.014 * u, "iron", palette.IRON, side)


def lantern(m: Mannequin, side: int, glow: int = palette.level(7, 6, 3)) -> None:
    """A lantern with a warm pane."""
    (x, y, z), on, u = _hand(m, side)
    y -= 0.17 * u
    m.add("box", (x, y, z), (0.06 * u, 0.08 * u, 0.06 * u), "light", glow, "lamp", on, bevel=0.01)
    m.add(
        "cylinder",
        (x, y + 0.11 * u, z),
        (0.085 * u, 0.04 * u, 0.085 * u),
        "iron",
        palette.IRON,
        "lamp",
        on,
        sides=4,
        taper=(0.3, 0.3),
        rotation=(45, 0, 0),
    )
    m.add("box", (x, y - 0.09 * u, z), (0.07 * u, 0.02 * u, 0.07 * u), "iron", palette.IRON, "lamp", on)
    m.rod((x, y + 0.12 * u, z), (x, y + 0.2 * u, z), 0.02 * u, "iron", palette.IRON, "handle", on)


def book(m: Mannequin, side: int, colour: int) -> None:
    """A thick book under the arm."""
    (x, y, z), on, u = _hand(m, side)
    m.add(
        "box",
        (x, y + 0.02 * u, z - 0.04 * u),
        (0.045 * u, 0.12 * u, 0.1 * u),
        "leather",
        colour,
        "goods",
        on,
        bevel=0.01,
    )
    m.add("box", (x, y + 0.02 * u, z - 0.05 * u), (0.03 * u, 0.11 * u, 0.1 * u), "paper", palette.CREAM, "goods", on)


def balloon(m: Mannequin, side: int, colour: int) -> None:
    """A child's balloon on a string."""
    (x, y, z), on, u = _hand(m, side)
    m.rod((x, y, z), (x + side * 0.05, y + 1.0 * u, z), 0.01, "rope", palette.CREAM, "rope", on)
    m.ball((x + side * 0.05, y + 1.22 * u, z), (0.2 * u, 0.25 * u, 0.2 * u), "paint", colour, "goods", on)


def doll(m: Mannequin, side: int, colour: int) -> None:
    """A rag doll or bear, held by the arm."""
    (x, y, z), on, u = _hand(m, side)
    m.ball((x, y - 0.12 * u, z - 0.03 * u), (0.09 * u, 0.12 * u, 0.08 * u), "fur", colour, "goods", on)
    m.ball((x, y - 0.0 * u, z - 0.04 * u), (0.085 * u, 0.08 * u, 0.08 * u), "fur", colour, "goods", on)
    m.ball(
        (x - 0.05 * u, y + 0.07 * u, z - 0.04 * u),
        0.035 * u,
        "fur",
        palette.shade(colour, 0.8),
        "goods",
        on,
        array=Array(2, (0.1 * u, 0, 0)),
    )
    m.ball(
        (x - 0.04 * u, y - 0.23 * u, z - 0.05 * u),
        (0.04 * u, 0.06 * u, 0.04 * u),
        "fur",
        colour,
        "goods",
        on,
        array=Array(2, (0.08 * u, 0, 0)),
    )


def stick(m: Mannequin, side: int, colour: int) -> None:
    """A wooden toy sword."""
    (x, y, z), on, u = _hand(m, side)
    m.rod((x, y, z), (x, y - 0.1 * u, z - 0.48 * u), 0.03 * u, "timber", palette.WOOD, "tool", on, kind="box", end=0.5)
    m.add("box", (x, y, z - 0.09 * u), (0.1 * u, 0.022 * u, 0.025 * u), "timber", colour, "tool", on)


def broom(m: Mannequin, side: int) -> None:
    """A besom, twigs down."""
    (x, _y, z), on, u = _hand(m, side)
    z -= 0.05 * u
    m.rod((x, 0.3 * u, z), (x, 1.45 * u, z), 0.022 * u, "timber", palette.WOOD, "tool", on)
    m.add(
        "cylinder",
        (x, 0.17 * u, z),
        (0.12 * u, 0.17 * u, 0.1 * u),
        "thatch",
        palette.STRAW,
        "tool",
        on,
        sides=10,
        taper=(0.35, 0.35),
    )
    m.add("cylinder", (x, 0.32 * u, z), (0.05 * u, 0.025 * u, 0.05 * u), "rope", palette.level(5, 2, 1), "tool", on)


def sack(m: Mannequin, side: int, colour: int) -> None:
    """A full sack slung over the shoulder, held at the neck; it moves with the chest."""
    u = m.build.height / 1.7
    x, y, _ = m.shoulder_at(side)
    m.add(
        "blob",
        (x * 0.7, y - 0.12 * u, m.depth + 0.15 * u),
        (0.2 * u, 0.25 * u, 0.17 * u),
        "cloth",
        colour,
        "container",
        m.torso,
        seed=3,
    )
    m.rod(
        (x * 0.85, y + 0.06 * u, -0.04 * u),
        (x * 0.7, y + 0.08 * u, m.depth + 0.08 * u),
        0.055 * u,
        "cloth",
        palette.shade(colour, 0.85),
        "container",
        m.torso,
    )


def pole_flag(m: Mannequin, side: int, colour: int) -> None:
    """A tall banner pole."""
    (x, _y, z), on, u = _hand(m, side)
    z -= 0.06 * u
    m.rod((x, 0.03, z), (x, 2.3 * u, z), 0.024 * u, "timber", palette.DARK_WOOD, "tool", on)
    m.add("box", (x, 2.0 * u, z + 0.2 * u), (0.012, 0.24 * u, 0.2 * u), "cloth", colour, "flag", on)


def axe(m: Mannequin, side: int, reach: float = 1.0) -> None:
    """A wood axe, head down and forward."""
    (x, y, z), on, u = _hand(m, side)
    m.rod(
        (x, y + 0.1 * u, z + 0.14 * u),
        (x, y - 0.12 * u * reach, z - 0.38 * u * reach),
        0.024 * u,
        "timber",
        palette.WOOD,
        "tool",
        on,
    )
    m.add(
        "wedge",
        (x, y - 0.16 * u * reach, z - 0.36 * u * reach),
        (0.025 * u, 0.1 * u, 0.1 * u),
        "iron",
        palette.METALS[2],
        "blade",
        on,
        rotation=(0, 115, 0),
    )


def coil(m: Mannequin, side: int, low: float, rings: Sequence[tuple[float, tuple[float, float, float], int]]) -> None:
    """A coil of rope hung on a hand, `low` metres below it; of each ring how far aside, its half size and colour."""
    (x, y, z), on, _ = _hand(m, side)
    for aside, half, colour in rings:
        m.add("cylinder", (x + aside, y - low, z), half, "rope", colour, "rope", on, rotation=(0, 0, 90), sides=12)
