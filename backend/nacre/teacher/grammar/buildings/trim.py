"""What makes a shell a home from outside: timber frames, porches, balconies, outside stairs, ivy, things left about."""

from __future__ import annotations

from nacre.parts.language import Array, Joint
from nacre.teacher.grammar.buildings.palette import Paint
from nacre.teacher.grammar.buildings.site import SNOW, Block, Face, Phase, Site


def corners(
    site: Site,
    block: Block,
    low: float,
    high: float,
    thick: float = 0.12,
    paint: Paint | None = None,
    role: str = "post",
    spare: int = 0,
) -> None:
    """Posts at the four corners of a block (two parts)."""
    mid, half = (low + high) / 2, (high - low) / 2
    reach_x, reach_z = block.hx - thick + 0.05, block.hz - thick + 0.05
    for sign in (-1, 1):
        site.box(Phase.DETAIL, (block.cx + sign * reach_x, mid, block.cz - reach_z), (thick, half, thick),
            paint or site.timber, role, array=block.twice(), bevel=0.02, spare=spare)  # fmt: skip


def quoins(site: Site, block: Block, low: float, high: float) -> None:
    """Large stones at the corners, alternately long and short (as pairs of stacked boxes)."""
    count = max(3, min(12, int((high - low) / 0.6)))
    pitch = (high - low) / count
    for sx in (-1, 1):
        for sz in (-1, 1):
            if site.count() > 84:
                return
            site.box(Phase.DETAIL, (block.cx + sx * (block.hx - 0.18), low + pitch * 0.4,
                block.cz + sz * (block.hz - 0.18)), (0.24, pitch * 0.3, 0.24), site.look.stone, "ornament",
                array=Array(count, (0, pitch, 0)), bevel=0.03, spare=1)  # fmt: skip


def half_timber(
    site: Site,
    block: Block,
    low: float,
    high: float,
    *,
    both: bool = True,
    posts: int = 0,
    braces: bool = True,
    first: float = 0.0,
    pitch: float = 0.0,
) -> None:
    """Sills, heads, corner posts and braces on a storey; posts in front at `first` + k * pitch."""
    front = block.face("front")
    corners(site, block, low, high)
    for y in (low + 0.06, high - 0.1):
        if y > 1.0:  # a sill beam would bar the door
            site.box(Phase.DETAIL, front.at(0, y, -0.04), front.size(block.hx + 0.03, 0.1, 0.09), site.timber, "beam",
                array=block.twice(), spare=1)  # fmt: skip
        side = block.face("left")
        site.box(Phase.DETAIL, side.at(0, y, -0.04), side.size(block.hz + 0.03, 0.1, 0.09), site.timber, "beam",
            array=block.twice(), spare=1)  # fmt: skip
    if posts > 0:
        site.box(Phase.DETAIL, front.at(first, (low + high) / 2, -0.04), front.size(0.08, (high - low) / 2, 0.08),
            site.timber, "post", array=Array(posts, front.step(pitch)) if posts > 1 else None, spare=1)  # fmt: skip
    if braces:
        reach = min(0.5, (high - low) * 0.22)
        for sign in (-1, 1):
            site.box(Phase.DETAIL, front.at(sign * (block.hx - 0.12 - reach * 0.72), high - 0.16 - reach * 0.72, -0.03),
                front.size(0.07, reach * 1.1, 0.07), site.timber, "beam", rotation=front.lean(sign * -45),
                array=block.twice() if both else None, spare=1)  # fmt: skip


def gable_frame(site: Site, block: Block, angle: int, ridge: str, rise: float) -> None:
    """A king post and a collar beam on both gables."""
    face = block.face("left" if ridge == "x" else "front")
    y = block.y1
    site.box(Phase.DETAIL, face.at(0, y + rise * 0.46, -0.03), face.size(0.09, rise * 0.45, 0.08), site.timber, "post",
        array=block.twice(), spare=1)  # fmt: skip
    run = block.hz if ridge == "x" else block.hx
    site.box(Phase.DETAIL, face.at(0, y + rise * 0.4, -0.03), face.size(run * 0.56, 0.09, 0.08), site.timber, "beam",
        array=block.twice(), spare=1)  # fmt: skip


def porch(
    site: Site,
    face: Face,
    along: float,
    floor: float,
    width: float = 2.6,
    deep: float = 1.5,
    high: float = 2.5,
    *,
    rail: bool = False,
) -> None:
    """A roof on posts before a door, with a plank floor one step up."""
    look = site.look
    site.box(Phase.FOUNDATION, face.at(along, (floor - 0.66) / 2, deep / 2), face.size(width / 2, (floor + 0.54) / 2,
        deep / 2), look.stone, "porch", bevel=0.03)  # fmt: skip
    site.box(Phase.FLOOR, face.at(along, floor - 0.03, deep / 2 + 0.02), face.size(width / 2 - 0.06, 0.05,
        deep / 2 - 0.02), site.board, "floor")  # fmt: skip
    site.box(Phase.DETAIL, face.at(along - width / 2 + 0.14, floor + (high - 0.1) / 2, deep - 0.14), (0.09,
        (high - 0.1) / 2, 0.09), site.timber, "post", array=Array(2, face.step(width - 0.28)))  # fmt: skip
    site.box(Phase.DETAIL, face.at(along, floor + high - 0.12, deep - 0.14), face.size(width / 2, 0.09, 0.1),
        site.timber, "beam")  # fmt: skip
    tilt = 20
    site.box(Phase.ROOF, face.at(along, floor + high + 0.22, deep / 2 + 0.02), face.size(width / 2 + 0.25, 0.09,
        deep / 2 + 0.34), look.roof, "awning", rotation=face.tilt(tilt))  # fmt: skip
    if look.snow:
        site.box(Phase.DETAIL, face.at(along, floor + high + 0.36, deep / 2 + 0.04), face.size(width / 2 + 0.2, 0.08,
            deep / 2 + 0.28), ("snow", SNOW), "snow", rotation=face.tilt(tilt), spare=1)  # fmt: skip
    if rail:
        for side in (-1, 1):
            site.box(Phase.DETAIL, face.at(along + side * (width / 2 - 0.14), floor + 0.8, deep / 2), face.size(0.04,
                0.05, deep / 2 - 0.1), site.timber, "railing", spare=1)  # fmt: skip
    site.box(Phase.FOUNDATION, face.at(along, -0.26, deep + 0.24), face.size(0.7, 0.34, 0.3), look.stone, "step",
        bevel=0.03, spare=1)  # fmt: skip


def veranda(
    site: Site,
    face: Face,
    floor: float,
    deep: float = 1.7,
    high: float = 2.45,
    along: float = 0.0,
    half: float | None = None,
) -> None:
    """A roofed walk along a whole wall."""
    half = half or face.half
    look = site.look
    site.box(Phase.FOUNDATION, face.at(along, (floor - 0.68) / 2, deep / 2), face.size(half, (floor + 0.52) / 2,
        deep / 2), look.stone, "porch")  # fmt: skip
    site.box(Phase.FLOOR, face.at(along, floor - 0.04, deep / 2 + 0.04), face.size(half + 0.02, 0.05, deep / 2),
        site.board, "floor")  # fmt: skip
    count = max(3, round(half * 2 / 1.9) + 1)
    count += count % 2  # an even number leaves the middle free for the door
    pitch = (2 * half - 0.3) / (count - 1)
    site.box(Phase.DETAIL, face.at(along - half + 0.15, floor + high / 2, deep - 0.12), (0.08, high / 2, 0.08),
        site.timber, "post", array=Array(count, face.step(pitch)))  # fmt: skip
    site.box(Phase.DETAIL, face.at(along, floor + high - 0.08, deep - 0.12), face.size(half + 0.1, 0.09, 0.1),
        site.timber, "beam")  # fmt: skip
    tilt = 15
    site.box(Phase.ROOF, face.at(along, floor + high + 0.22, deep / 2), face.size(half + 0.3, 0.08, deep / 2 + 0.36),
        look.roof, "awning", rotation=face.tilt(tilt))  # fmt: skip
    if look.snow:
        site.box(Phase.DETAIL, face.at(along, floor + high + 0.36, deep / 2), face.size(half + 0.26, 0.08,
            deep / 2 + 0.3), ("snow", SNOW), "snow", rotation=face.tilt(tilt), spare=1)  # fmt: skip


def balcony(
    site: Site, face: Face, along: float, floor: float, width: float = 2.4, deep: float = 1.1, *, leaf: bool = True
) -> None:
    """A balcony with its own door on an upper floor."""
    from nacre.teacher.grammar.buildings.openings import door

    site.box(Phase.FLOOR, face.at(along, floor - 0.08, deep / 2 - 0.04), face.size(width / 2, 0.08, deep / 2 + 0.04),
        site.board, "balcony")  # fmt: skip
    site.box(Phase.DETAIL, face.at(along - width / 2 + 0.2, floor - 0.45, 0.3), face.size(0.07, 0.07, 0.5), site.timber,
        "beam", rotation=face.tilt(-45), array=Array(2, face.step(width - 0.4)), spare=1)  # fmt: skip
    posts = max(4, round(width / 0.3))
    site.box(Phase.DETAIL, face.at(along, floor + 0.92, deep - 0.06), face.size(width / 2, 0.05, 0.06), site.timber,
        "railing")  # fmt: skip
    site.box(Phase.DETAIL, face.at(along - width / 2 + 0.06, floor + 0.44, deep - 0.06), (0.04, 0.46, 0.04),
        site.timber, "railing", array=Array(posts, face.step((width - 0.12) / (posts - 1))))  # fmt: skip
    site.box(Phase.DETAIL, face.at(along - width / 2 + 0.05, floor + 0.92, deep / 2), face.size(0.05, 0.05, deep / 2),
        site.timber, "railing", array=Array(2, face.step(width - 0.1)))  # fmt: skip
    if leaf:
        door(site, face, along, floor, 0.96, 2.1, step=False, deep=0.16)


def outside_stair(site: Site, face: Face, along: float, floor: float, towards: int = 1) -> None:
    """A stone stair along a wall up to a door on the upper floor, with landing and rail."""
    from nacre.teacher.grammar.buildings.openings import door

    run, width = floor * 1.15, 0.95
    mid = along - towards * (0.65 + run / 2)
    yaw = (90 if towards > 0 else 270) if face.nz else (0 if towards > 0 else 180)
    site.add(Phase.STAIR, "stairs", face.at(mid, floor / 2 - 0.01, width / 2 + 0.02), (width / 2, floor / 2 + 0.01,
        run / 2), site.look.stone, "stair", rotation=(yaw, 0, 0))  # fmt: skip
    site.box(Phase.STAIR, face.at(along, floor / 2 - 0.3, width / 2 + 0.02), face.size(0.65, floor / 2 + 0.3,
        width / 2), site.look.stone, "step")  # fmt: skip
    site.box(Phase.DETAIL, face.at(along, floor + 0.9, width - 0.02), face.size(0.65, 0.04, 0.05), site.timber,
        "railing", spare=1)  # fmt: skip
    site.box(Phase.DETAIL, face.at(along - 0.6, floor + 0.45, width - 0.02), (0.05, 0.46, 0.05), site.timber, "railing",
        array=Array(2, face.step(1.2)), spare=1)  # fmt: skip
    door(site, face, along, floor, 0.96, 2.1, step=False, deep=0.16)


def ivy(site: Site, face: Face, along: float, high: float, wide: float = 0.8) -> None:
    """A climbing plant that spreads on a wall."""
    leaf: Paint = ("leaves", site.look.leaf)
    seed = int(site.rng.integers(1, 90))
    site.add(Phase.DETAIL, "blob", face.at(along, high * 0.45, 0.06), face.size(wide * 0.62, high * 0.52, 0.16), leaf,
        "ivy", seed=seed, spare=2)  # fmt: skip
    site.add(Phase.DETAIL, "blob", face.at(along + wide * 0.45, high * 0.82, 0.06), face.size(wide * 0.7, high * 0.2,
        0.15), leaf, "ivy", seed=seed + 1, spare=2)  # fmt: skip
    if site.look.rich and site.look.season in ("spring", "summer"):
        site.add(Phase.DETAIL, "blob", face.at(along - wide * 0.2, high * 0.6, 0.14), face.size(wide * 0.3, high * 0.12,
            0.14), ("leaves", site.look.flower), "flower", seed=seed + 2, spare=2)  # fmt: skip


def wood_pile(site: Site, face: Face, along: float) -> None:
    """Split logs stacked against a wall."""
    turn = (0.0, 90.0, 0.0) if face.nz else (0.0, 0.0, 90.0)
    for row, (count, shift) in enumerate(((6, 0.0), (5, 0.12), (4, 0.24))):
        site.add(Phase.DETAIL, "cylinder", face.at(along - 0.6 + shift, 0.12 + row * 0.21, 0.34), (0.12, 0.3, 0.12),
            ("bark", 4 * 64 + 3 * 8 + 1), "goods", rotation=turn, array=Array(count, face.step(0.24)), sides=6,
            spare=2)  # fmt: skip


def barrels(site: Site, face: Face, along: float, count: int = 2) -> None:
    """Barrels beside a door."""
    site.add(Phase.DETAIL, "cylinder", face.at(along, 0.4, 0.42), (0.3, 0.44, 0.3), ("planks", 4 * 64 + 2 * 8 + 1),
        "container", sides=10, array=Array(count, face.step(0.66)) if count > 1 else None, spare=2)  # fmt: skip


def bench(site: Site, face: Face, along: float, floor: float = 0.0) -> None:
    """A bench at the wall."""
    site.box(Phase.DETAIL, face.at(along - 0.6, floor + 0.18, 0.36), face.size(0.06, 0.24, 0.16), site.timber, "seat",
        array=Array(2, face.step(1.2)), spare=2)  # fmt: skip
    site.box(Phase.DETAIL, face.at(along, floor + 0.44, 0.36), face.size(0.75, 0.05, 0.2), site.board, "seat", spare=2)


def pots(site: Site, face: Face, along: float, count: int = 2, gap: float = 0.6) -> None:
    """Flower pots on the ground."""
    row = Array(count, face.step(gap)) if count > 1 else None
    site.add(Phase.DETAIL, "cylinder", face.at(along, 0.18, 0.36), (0.2, 0.22, 0.2), ("brick", 4 * 64 + 2 * 8 + 1),
        "container", taper=(1.0, 1.0), array=row, spare=2)  # fmt: skip
    paint: Paint = ("leaves", site.look.flower if site.look.season in ("spring", "summer") else site.look.leaf)
    site.add(Phase.DETAIL, "blob", face.at(along, 0.56, 0.36), (0.26, 0.24, 0.26), paint, "flower", array=row,
        seed=int(site.rng.integers(1, 90)), spare=2)  # fmt: skip


def rubble(site: Site, face: Face, along: float, count: int = 3) -> None:
    """Fallen stones in front of a wall."""
    site.add(Phase.DETAIL, "blob", face.at(along, 0.1, 0.5), (0.45, 0.3, 0.4), site.look.stone, "stone",
        seed=int(site.rng.integers(1, 90)), array=Array(count, face.step(0.8), 0) if count > 1 else None,
        spare=1)  # fmt: skip
    site.box(Phase.DETAIL, face.at(along + 0.5, 0.12, 1.2), face.size(0.7, 0.06, 0.12), site.timber, "beam",
        rotation=(25, 0, 10), spare=2)  # fmt: skip


def breach(site: Site, block: Block, top: float) -> None:
    """What time took from a ruin: a bite out of an upper corner and one out of a wall."""
    sx = site.one_of(-1, 1)
    site.cut(Phase.OPENING, "blob", (block.cx + sx * block.hx, top, block.cz - block.hz), (1.5, site.vary(1.2, 1.9),
        1.4), seed=7)  # fmt: skip
    site.cut(Phase.OPENING, "blob", (block.cx - sx * block.hx, top * 0.75, block.cz + block.hz * 0.3), (0.8,
        site.vary(0.7, 1.1), 0.9), seed=3)  # fmt: skip


def weather_vane(site: Site, x: float, z: float, top: float) -> None:
    """A rod with an arrow."""
    site.box(Phase.DETAIL, (x, top + 0.4, z), (0.03, 0.5, 0.03), ("iron", 73), "ornament", spare=1)
    site.box(Phase.DETAIL, (x, top + 0.7, z), (0.4, 0.08, 0.02), ("gold", site.look.lamp), "ornament", rotation=(30, 0,
        0), spare=1, joint=Joint("spin", (x, top + 0.7, z), "y", 0, 360))  # fmt: skip


def flag(site: Site, x: float, z: float, top: float, high: float = 1.8) -> None:
    """A pole with a flag in the accent colour."""
    site.add(Phase.DETAIL, "cylinder", (x, top + high / 2 - 0.1, z), (0.05, high / 2 + 0.1, 0.05), ("timber",
        site.look.detail), "mast", sides=6)  # fmt: skip
    site.box(Phase.DETAIL, (x + 0.55, top + high - 0.35, z), (0.52, 0.3, 0.02), ("cloth", site.look.accent), "flag")
