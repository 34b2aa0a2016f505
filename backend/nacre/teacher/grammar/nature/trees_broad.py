"""Trees with a crown of leaves: oak, linden, chestnut, maple and poplar; birch, fruit trees, cherry; and dead trees."""

from __future__ import annotations

from dataclasses import dataclass
from math import cos, radians, sin

import numpy as np

from nacre.parts.attributes import Attributes
from nacre.parts.language import Array, Program, Vector
from nacre.teacher.grammar.nature import palette as p
from nacre.teacher.grammar.nature.kit import CONDITION_WEIGHTS, SNOW, Maker, Wish, moved, shade, sunlit
from nacre.teacher.grammar.registry import grammar


@dataclass(frozen=True)
class Species:
    """A kind of tree. Lengths in metres when full grown; lobes: how many leaf masses; then colours to choose from."""

    height: float
    trunk: float  # share of the height below the crown
    radius: float  # of the trunk
    spread: float  # half width of the crown
    lobes: int
    summer: tuple[int, ...]
    autumn: tuple[int, ...]
    bark: tuple[int, ...]
    lean: int = 5
    blossom: tuple[int, ...] = ()
    fruit: tuple[int, ...] = ()
    stems: int = 1


OAK = Species(7.9, 0.3, 0.5, 3.8, 9, (0o231, 0o331, 0o232), (0o421, 0o531, 0o521), (0o321, 0o211, 0o322))
LINDEN = Species(8.6, 0.2, 0.4, 3.1, 10, (0o341, 0o342, 0o331), (0o641, 0o652, 0o541), (0o322, 0o332))
CHESTNUT = Species(8.3, 0.24, 0.46, 3.7, 10, (0o131, 0o232, 0o231), (0o531, 0o631, 0o421), (0o321, 0o332),
    blossom=(0o777, 0o766))  # fmt: skip
MAPLE = Species(7.9, 0.3, 0.36, 3.4, 8, (0o241, 0o231, 0o342), (0o521, 0o621, 0o631, 0o531), (0o332, 0o433))
POPLAR = Species(8.8, 0.12, 0.3, 1.5, 9, (0o241, 0o342, 0o232), (0o641, 0o652), (0o433, 0o332), lean=0)
BIRCH = Species(9.6, 0.3, 0.2, 2.2, 8, (0o342, 0o352, 0o442), (0o752, 0o641, 0o652), (0o777, 0o676, 0o666), stems=2)
APPLE = Species(5.2, 0.26, 0.28, 2.6, 8, (0o331, 0o342, 0o231), (0o541, 0o531), (0o322, 0o332), lean=10,
    blossom=(0o766, 0o777, 0o755), fruit=p.FRUIT)  # fmt: skip
CHERRY = Species(6.4, 0.32, 0.34, 3.5, 10, (0o231, 0o232), (0o521, 0o531, 0o421), (0o211, 0o322, 0o221), lean=15,
    blossom=(0o756, 0o766, 0o745, 0o655))  # fmt: skip
ROUND = (OAK, LINDEN, CHESTNUT, MAPLE, POPLAR)


def _trunk(m: Maker, s: Species, age: float, height: float, bark: int, old: bool) -> tuple[Vector, Vector, float]:
    """Root flare and a trunk of two leaning lengths. Returns the fork, the top of the trunk and its radius there."""
    r = s.radius * (0.3 + 0.7 * age) * m.u(0.9, 1.15)
    top = height * s.trunk * m.u(0.9, 1.1)
    dark = shade(bark, -1)
    m.add("cylinder", (0, r * 0.45 - 0.15, 0), (r * 1.5, r * 0.45 + 0.15, r * 1.5), "bark", bark, "trunk", taper=(0.6,
        0.6), sides=7, rotation=(m.turn(15), 0, 0))  # fmt: skip
    if age > 0.35:
        count, reach = m.n(4, 5), r * m.u(2.3, 3.0)
        m.plank((0, r * 1.5, -r * 0.3), (0, -0.25, -reach), r * 0.9, r * 0.95, "bark", dark, "root", taper=(0.4, 0.5),
            array=Array(count, turn=360 // count))  # fmt: skip
    direction = radians(m.turn(15))
    lean = radians(m.u(0, s.lean))
    bend = (sin(lean) * cos(direction), sin(lean) * sin(direction))
    fork = m.rod((0, -0.3, 0), (bend[0] * top, top * 0.75, bend[1] * top), r, "bark", bark, "trunk", top=0.75, sides=8)
    back = -m.u(0.2, 0.8)
    goal = (fork[0] + bend[0] * top * back, height * (s.trunk + 0.3), fork[2] + bend[1] * top * back)
    end = m.rod(moved(fork, y=-r * 0.4), goal, r * 0.78, "bark", bark, "trunk", top=0.5, sides=7)
    if old:
        m.ball(moved(fork, z=-r * 0.72, y=-top * 0.2), r * 0.3, "bark", shade(bark, -2), "detail")
    return fork, end, r


def _snag(m: Maker, fork: Vector, r: float, bark: int) -> None:
    """A stub of a branch that broke off."""
    a = radians(m.turn(30))
    m.rod(moved(fork, y=-r), (fork[0] + cos(a) * r * 3.4, fork[1] + r * 1.2, fork[2] + sin(a) * r * 3.4), r * 0.36,
        "bark", bark, "bough", top=0.7)  # fmt: skip


def _crown_points(m: Maker, centre: Vector, spread: float, high: float, count: int) -> list[Vector]:
    """Middles of the outer lobes, spread by the golden angle from the crown's skirt to its top."""
    start, out = m.turn(), []
    for i in range(count):
        rise = -0.62 + 1.5 * (i + 0.5) / count  # of the crown's half height
        a = radians(start + i * 137.5)
        flat = spread * 0.62 * (1 - abs(rise) ** 2.2 * 0.8) * m.u(0.88, 1.1)
        out.append((centre[0] + cos(a) * flat, centre[1] + rise * high * 0.72, centre[2] + sin(a) * flat))
    return out


def _leaves(m: Maker, centre: Vector, spread: float, high: float, points: list[Vector], leaf: int, snow: bool) -> None:
    """A dark inner mass, lobes that are lighter above and darker below, and clumps that break the outline."""
    dark, light = shade(leaf, -1), sunlit(leaf)
    size = 0.62 * spread if high < 2 * spread else 0.85 * spread
    tall = max(size * 0.82, 0.3 * high)
    m.lobe(moved(centre, y=-0.06 * high), (spread * 0.8, high * 0.78, spread * 0.8), "leaves", dark, "crown")
    for i, at in enumerate(points):
        share = i / max(1, len(points) - 1)
        half = m.u(0.88, 1.14)
        tone = dark if share < 0.15 else leaf if share < 0.8 else light
        m.lobe(at, (size * half, tall * half, size * half * m.u(0.9, 1.0)), "leaves", tone, "crown")
        ax, az = at[0] - centre[0], at[2] - centre[2]
        flat = max(0.05, (ax * ax + az * az) ** 0.5)
        if snow and share > 0.3:
            m.lobe(moved(at, y=tall * 0.55), (size * 0.8, tall * 0.45, size * 0.8), "snow", SNOW, "snow")
        elif i % 3 != 1:
            out = size * m.u(0.58, 0.82)
            half = size * m.u(0.42, 0.6)
            clump = (at[0] + ax / flat * out, at[1] + tall * m.u(-0.35, 0.45), at[2] + az / flat * out)
            m.lobe(clump, (half, half * 0.85, half), "leaves", leaf if share < 0.55 else light, "crown")


def _dots(m: Maker, centre: Vector, points: list[Vector], size: float, colour: int, role: str, most: int) -> None:
    """Blossom or fruit: small balls on the outer side of the lobes."""
    for i in range(most):
        at = points[i % len(points)]
        a, rise = radians(m.turn(15)), m.u(-0.35, 0.55)
        away = np.array([at[0] - centre[0] + 0.4 * size * cos(a), rise * size, at[2] - centre[2] + 0.4 * size * sin(a)])
        away *= size * 0.86 / max(0.3, float(np.linalg.norm(away)))
        r = 0.11 if role == "fruit" else size * m.u(0.2, 0.26)
        where = (at[0] + float(away[0]), at[1] + float(away[1]) * 0.8, at[2] + float(away[2]))
        if role == "fruit":
            m.ball(where, r, "leaves", colour, role)
        else:
            m.lobe(where, (r, r * 0.8, r), "leaves", colour, role)


def _bare(
    m: Maker, spread: float, fork: Vector, top: Vector, points: list[Vector], r: float, bark: int, snow: bool
) -> None:
    """Boughs that fork into twigs, with a line of snow on them when it lies."""
    light = shade(bark, 1)
    for i, at in enumerate(points[: m.n(6, 7)]):
        share = (0.15, 0.5, 0.8)[i % 3]
        start = tuple(a + (b - a) * share for a, b in zip(fork, top, strict=True))
        thick = max(0.07, r * (0.5 - 0.12 * (i % 3)))
        goal = moved(at, y=m.u(0.2, 0.7) * spread * 0.4)
        end = m.rod(start, goal, thick, "bark", bark, "bough", top=0.4)
        a = radians(m.turn(15))
        for k in (0, 1, 2):
            way, reach = a + k * 2.1, spread * m.u(0.28, 0.42)
            root = tuple(u + (v - u) * (0.45 + 0.22 * k) for u, v in zip(start, end, strict=True))
            tip = (root[0] + cos(way) * reach, root[1] + reach * m.u(0.7, 1.2), root[2] + sin(way) * reach)
            m.rod(root, tip, max(0.04, thick * 0.45), "bark", light, "bough", top=0.3, sides=5)
        if snow:
            m.rod(moved(start, y=thick * 0.75), moved(end, y=thick * 0.3), thick * 0.75, "snow", SNOW, "snow", top=0.45)


def _broad(
    shape: str, species: tuple[Species, ...], rng: np.random.Generator, wishes: Attributes
) -> tuple[Program, Attributes]:
    """The tree of a species, of any age, season and state."""
    w, m = Wish(rng, wishes), Maker(shape, rng)
    s = m.one(species)
    theme = w.pick("theme", p.NATURAL)
    season, snow = w.season_and_snow()
    condition = w.pick("condition", CONDITION_WEIGHTS)
    age = w.age(0.15)
    blooming = season == "spring" and bool(s.blossom)
    if blooming and s is not CHESTNUT and theme not in ("candy", "spooky"):
        leaf = w.colour("primary", s.blossom)
    else:
        leaf = p.leaf_colour(w, season, theme, s.summer, s.autumn)
    bark = p.bark_colour(w, theme, s.bark)
    if s.fruit or (blooming and s is CHESTNUT):
        accent = w.colour("accent", s.fruit if s.fruit and season in ("summer", "autumn") else s.blossom)
    height = s.height * (0.34 + 0.66 * age**0.7) * m.u(0.9, 1.02)
    spread = s.spread * (0.32 + 0.68 * age) * m.u(0.9, 1.05)
    fork, top, r = _trunk(m, s, age, height, bark, old=age > 0.7 and m.chance(0.6))
    high = (height - s.trunk * height) / 2 * 0.96
    centre = (top[0] * 0.8, height - high, top[2] * 0.8)
    count = max(5, round(s.lobes * (0.55 + 0.45 * age)))
    points = _crown_points(m, centre, spread, high, count)
    if condition != "new" and age > 0.4:
        _snag(m, fork, r, bark)
    bare = season == "winter" and theme != "candy" and not w.given("primary")
    if s.stems > 1 and m.chance(0.5):  # a second stem beside the first
        a = radians(m.turn(15))
        goal = (centre[0] + cos(a) * spread * 0.5, centre[1], centre[2] + sin(a) * spread * 0.5)
        m.rod((cos(a) * r, -0.3, sin(a) * r), goal, r * 0.75, "bark", bark, "trunk", top=0.5, sides=7)
    if shape == "tree_birch":
        _marks(m, fork, r, bark)
    if bare:
        _bare(m, spread, fork, top, points, r, bark, snow)
        w.forget("primary", "accent")
        return w.result(m.program())
    for at in points[0:3]:
        m.rod(moved(fork, y=-r * 0.5), at, r * 0.55, "bark", bark, "bough", top=0.55)
    if condition == "ruined":  # half of the crown is dead wood
        _bare(m, spread, fork, top, points[4:], r, bark, snow)
        points = points[: max(4, count // 2)]
        middle = np.mean(np.array(points), axis=0)
        centre = (float(middle[0]), float(middle[1]), float(middle[2]))
        m.rod(fork, centre, r * 0.55, "bark", bark, "bough", top=0.5)
        spread, high = spread * 0.7, high * 0.6
    _leaves(m, centre, spread, high, points, leaf, snow)
    size = spread * 0.6
    if s.fruit and season in ("summer", "autumn") and age > 0.3:
        _dots(m, centre, points, size, accent, "fruit", m.n(8, 12))
    elif blooming and s is CHESTNUT:
        _dots(m, centre, points, size, accent, "flower", 8)
    return w.result(m.program())


def _marks(m: Maker, fork: Vector, r: float, bark: int) -> None:
    """The dark bands of a birch: short black strips around the stem."""
    for k in range(m.n(3, 5)):
        y = 0.35 + k * fork[1] / 5
        share = (y + 0.3) / (fork[1] + 0.3)
        thick = r * (1.04 - 0.24 * share)
        m.add("cylinder", (fork[0] * share, y, fork[2] * share), (thick, m.u(0.03, 0.06), thick), "bark", shade(bark,
            -5), "detail", sides=8, rotation=(m.turn(15), m.wobble(10), 0))  # fmt: skip


@grammar("tree_round")
def tree_round(name: str, rng: np.random.Generator, wishes: Attributes) -> tuple[Program, Attributes]:
    """Oak, linden, chestnut, maple or poplar."""
    return _broad(name, ROUND, rng, wishes)


@grammar("tree_birch")
def tree_birch(name: str, rng: np.random.Generator, wishes: Attributes) -> tuple[Program, Attributes]:
    """A slender white tree, often of two stems."""
    return _broad(name, (BIRCH,), rng, wishes)


@grammar("tree_fruit")
def tree_fruit(name: str, rng: np.random.Generator, wishes: Attributes) -> tuple[Program, Attributes]:
    """An orchard tree: blossom in spring, fruit in summer and autumn."""
    return _broad(name, (APPLE,), rng, wishes)


@grammar("tree_cherry")
def tree_cherry(name: str, rng: np.random.Generator, wishes: Attributes) -> tuple[Program, Attributes]:
    """A wide cherry in clouds of blossom in spring."""
    return _broad(name, (CHERRY,), rng, wishes)
