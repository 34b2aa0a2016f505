"""Windows and doors: a board round the hole, the hole, and what hangs, stands and shines in it."""

from __future__ import annotations

from typing import Literal

from nacre.parts.language import Array, Joint, Light
from nacre.teacher.grammar.buildings.palette import Paint
from nacre.teacher.grammar.buildings.site import SNOW, Face, Phase, Site

WindowStyle = Literal["cross", "plain", "arch", "round", "slit", "paper", "wide"]


def windows(
    site: Site,
    face: Face,
    along: float,
    sill: float,
    width: float = 0.9,
    height: float = 1.1,
    *,
    count: int = 1,
    pitch: float = 0.0,
    style: WindowStyle = "cross",
    shutters: bool = False,
    flowers: bool = False,
    array: Array | None = None,
    frame: Paint | None = None,
    spare: int = 0,
) -> None:
    """A row of `count` windows every `pitch` metres; `along` the wall is the middle of the first one's opening.

    sill: height of the opening's lower edge above y = 0. array: an array of its own instead of the row (a copy on
    the opposite wall), the shutters then belong to every copy.
    """
    look = site.look
    row = array or (Array(count, face.step(pitch)) if count > 1 else None)
    mid, thick = sill + height / 2, face.thick
    timber = frame or site.timber
    upright = (0.0, 90.0, 0.0) if face.nz else (0.0, 0.0, 90.0)
    if style == "round":
        r = width / 2
        site.add(Phase.FRAME, "cylinder", face.at(along, mid, -thick / 2), (r + 0.12, thick / 2 + 0.06, r + 0.12),
            timber, "frame", rotation=upright, sides=12, array=row, spare=spare)  # fmt: skip
        site.cut(Phase.OPENING, "cylinder", face.at(along, mid, -thick / 2), (r, thick / 2 + 0.14, r), "window",
            rotation=upright, sides=12, array=row, spare=spare)  # fmt: skip
    elif style == "slit":
        site.cut(Phase.OPENING, "box", face.at(along, mid, -thick / 2), face.size(width / 2, height / 2,
            thick / 2 + 0.14), "window", array=row, spare=spare)  # fmt: skip
        return
    else:
        edge = 0.1 if not look.plain else 0.07
        site.box(Phase.FRAME, face.at(along, mid, -thick / 2), face.size(width / 2 + edge, height / 2 + edge,
            thick / 2 + 0.05), timber, "frame", array=row, spare=spare)  # fmt: skip
        site.cut(Phase.OPENING, "box", face.at(along, mid, -thick / 2), face.size(width / 2, height / 2,
            thick / 2 + 0.14), "window", array=row, spare=spare)  # fmt: skip
    if look.ruined and site.chance(0.6):
        return
    paper = style == "paper"
    if style == "arch":
        site.add(Phase.LEAF, "arch", face.at(along, mid, -0.05), (width / 2 + 0.02, height / 2 + 0.02, 0.08), timber,
            "frame", taper=(0.8, 1.0), rotation=(0 if face.nz else 90, 0, 0), array=row, spare=spare)  # fmt: skip
    pane = face.size(width / 2 + 0.02, height / 2 + 0.02, 0.02)
    glass: Paint = ("paper", look.lamp) if paper else ("glass", 5 * 64 + 6 * 8 + 7)
    if style == "round":
        site.add(Phase.LEAF, "cylinder", face.at(along, mid, -0.14), (width / 2 + 0.02, 0.02, width / 2 + 0.02), glass,
            "window", rotation=upright, sides=12, array=row, light=site.glow(2.0), spare=spare)  # fmt: skip
    else:
        site.box(Phase.LEAF, face.at(along, mid, -0.14), pane, glass, "window", array=row, light=site.glow(3.0),
            spare=spare)  # fmt: skip
    if style in ("cross", "round", "paper", "wide"):
        site.box(Phase.LEAF, face.at(along, mid, -0.12), face.size(0.03, height / 2, 0.03), timber, "frame", array=row,
            spare=max(1, spare))  # fmt: skip
        site.box(Phase.LEAF, face.at(along, mid + (0.12 if style == "cross" else 0), -0.12), face.size(width / 2, 0.03,
            0.03), timber, "frame", array=row, spare=max(1, spare))  # fmt: skip
    if style in ("cross", "plain", "arch"):
        site.box(Phase.LEAF, face.at(along, sill - 0.06, 0.06), face.size(width / 2 + 0.16, 0.05, 0.12),
            look.stone if look.wall[0] in ("stone", "ashlar", "brick") else timber, "sill", array=row, spare=max(1,
            spare))  # fmt: skip
        if look.snow:
            site.box(Phase.DETAIL, face.at(along, sill + 0.02, 0.08), face.size(width / 2 + 0.14, 0.05, 0.1), ("snow",
                SNOW), "snow", array=row, spare=2)  # fmt: skip
    if shutters and style == "cross":
        for side in (-1, 1):
            tilt = site.crooked(0.25)
            site.box(Phase.LEAF, face.at(along + side * (width * 0.75 + 0.1), mid, 0.05), face.size(width / 4 + 0.02,
                height / 2 + 0.06, 0.03), site.painted, "shutter", rotation=face.lean(tilt), array=row, spare=max(1,
                spare))  # fmt: skip
    if flowers and not look.snow:
        site.box(Phase.DETAIL, face.at(along, sill - 0.16, 0.18), face.size(width / 2 + 0.06, 0.1, 0.12), site.board,
            "container", array=row, spare=2)  # fmt: skip
        site.add(Phase.DETAIL, "blob", face.at(along, sill - 0.02, 0.18), face.size(width / 2 + 0.06, 0.14, 0.16),
            ("leaves", look.flower), "flower", seed=int(site.rng.integers(1, 60)), array=row, spare=2)  # fmt: skip


def door(
    site: Site,
    face: Face,
    along: float,
    floor: float,
    width: float = 1.06,
    height: float = 2.2,
    *,
    leaf: Paint | None = None,
    arched: bool = False,
    frame: Paint | None = None,
    double: bool = False,
    step: bool = True,
    deep: float = 0.3,
) -> int:
    """A door on hinges that opens inwards, in its frame, with handle and step. Returns the leaf's handle.

    deep: how far the cut reaches beyond the wall on both sides (through plinths). double: two leaves.
    """
    timber = frame or site.timber
    thick, mid = face.thick, floor + height / 2
    site.box(Phase.FRAME, face.at(along, mid + 0.06, -thick / 2), face.size(width / 2 + 0.14, height / 2 + 0.08,
        thick / 2 + 0.07), timber, "frame")  # fmt: skip
    site.cut(Phase.OPENING, "box", face.at(along, mid, -thick / 2), face.size(width / 2, height / 2, thick / 2 + deep),
        "door")  # fmt: skip
    if arched:
        site.add(Phase.LEAF, "arch", face.at(along, mid, 0.0), (width / 2 + 0.02, height / 2 + 0.02, 0.08), timber,
            "frame", taper=(0.92, 1.0), rotation=(0 if face.nz else 90, 0, 0))  # fmt: skip
    paint = leaf or site.painted
    sides = (-1, 1) if double else (1,)
    half = width / 4 if double else width / 2
    leaf_id = -1
    inward = -face.nz if face.nz else face.nx  # sign of the turn that swings a leaf hung at +along inwards
    for side in sides:
        middle = along + side * width / 4 if double else along
        hinge = face.at(along + side * (width / 2 - 0.02), floor, -0.12)
        swing = side * inward * 100
        leaf_id = site.box(Phase.LEAF, face.at(middle, mid, -0.12), face.size(half - 0.02, height / 2 - 0.02, 0.04),
            paint, "door", joint=Joint("hinge", hinge, "y", min(0.0, swing), max(0.0, swing)))  # fmt: skip
        if not site.look.plain:
            site.box(Phase.DETAIL, face.at(middle, floor + 0.45, -0.08), face.size(half - 0.06, 0.05, 0.03), ("iron",
                73), "detail", array=Array(2, (0, height - 0.9, 0)), parent=leaf_id, spare=1)  # fmt: skip
        grip = middle - side * (half - 0.14)
        site.add(Phase.DETAIL, "ellipsoid", face.at(grip, floor + 1.05, -0.04), (0.06, 0.06, 0.06), ("iron", 73),
            "handle", parent=leaf_id, spare=1)  # fmt: skip
    if step:
        site.box(Phase.FOUNDATION, face.at(along + site.vary(-0.06, 0.06), (floor - 0.66) / 2, 0.42),
            face.size(width / 2 + site.vary(0.2, 0.4), (floor + 0.54) / 2, 0.36), site.look.stone, "step",
            bevel=0.03)  # fmt: skip
    return leaf_id


def canopy(site: Site, face: Face, along: float, height: float, width: float = 1.6, deep: float = 0.9) -> None:
    """A little roof over a door on two brackets."""
    look = site.look
    tilt = 25
    site.box(Phase.DETAIL, face.at(along, height, deep / 2 - 0.04), face.size(width / 2, 0.06, deep / 2 + 0.06),
        look.roof, "awning", rotation=face.tilt(tilt))  # fmt: skip
    site.box(Phase.DETAIL, face.at(along - width / 2 + 0.16, height - 0.3, 0.26), face.size(0.06, 0.06, 0.42),
        site.timber, "beam", rotation=face.tilt(-45), array=Array(2, face.step(width - 0.32)), spare=1)  # fmt: skip
    if look.snow:
        site.box(Phase.DETAIL, face.at(along, height + 0.1, deep / 2 - 0.02), face.size(width / 2 - 0.04, 0.06,
            deep / 2), ("snow", SNOW), "snow", rotation=face.tilt(tilt), spare=1)  # fmt: skip


def sign(site: Site, face: Face, along: float, height: float, goods: str = "plain") -> None:
    """A board hung out on an iron arm, square to the wall, with the trade on it."""
    arm = face.size(0.03, 0.03, 0.5)
    site.box(Phase.DETAIL, face.at(along, height, 0.48), arm, ("iron", 73), "beam")
    board = site.box(Phase.DETAIL, face.at(along, height - 0.36, 0.56), face.size(0.04, 0.34, 0.36), site.painted,
        "sign", rotation=face.lean(0))  # fmt: skip
    glyph: Paint = ("gold", site.look.lamp)
    spot = face.at(along, height - 0.36, 0.56)
    if goods == "mug":
        site.add(Phase.DETAIL, "cylinder", spot, (0.16 if face.nx else 0.08, 0.18, 0.08 if face.nx else 0.16), glyph,
            "ornament", parent=board)  # fmt: skip
    elif goods == "bread":
        site.add(Phase.DETAIL, "ellipsoid", spot, face.size(0.08, 0.14, 0.26), ("leather", 330), "ornament",
            parent=board)  # fmt: skip
    elif goods == "boot":
        site.box(Phase.DETAIL, spot, face.size(0.08, 0.2, 0.1), ("leather", 137), "ornament", parent=board)
    else:
        site.add(Phase.DETAIL, "ellipsoid", spot, face.size(0.08, 0.2, 0.2), glyph, "ornament", parent=board, spare=1)


def lantern(site: Site, face: Face, along: float, height: float, root: float = 0.02) -> None:
    """A small lamp on a bracket; root: how far the bracket reaches into the wall (more where the wall is round)."""
    site.box(Phase.DETAIL, face.at(along, height + 0.16, (0.26 - root) / 2), face.size(0.03, 0.04, (0.26 + root) / 2),
        ("iron", 73), "beam", spare=1)  # fmt: skip
    site.box(Phase.DETAIL, face.at(along, height, 0.2), (0.08, 0.14, 0.08), ("light", site.look.lamp), "lamp",
        light=Light(site.look.lamp, 4.0), spare=1)  # fmt: skip
