"""How each material looks close to: a brightness and a height for every texel, from fields.

Brightness is a factor about 1; the part's own colour does the rest. Gentle on purpose: what looks rich on a wall at
2 m must not flicker at 40 m.
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from nacre.materials.fields import Field, blocks, cells, grid, noise, ramp, random, warped

Recipe = Callable[[], tuple[Field, Field]]


def plaster() -> tuple[Field, Field]:
    """Trowelled lime: broad clouds, a few hair cracks."""
    broad, fine = noise(11, 2, 1.9), noise(12, 9, 1.3)
    cracks = ramp(np.abs(noise(13, 3, 1.7)), 0.0, 0.035)
    return 1 + 0.045 * broad + 0.022 * fine - 0.08 * (1 - cracks) * (broad < 0.3), 0.35 * broad + 0.25 * fine


def stone() -> tuple[Field, Field]:
    """Field stones in mortar."""
    edge, number, middle = cells(21, 5, 7, 0.33, 0.10)
    body = ramp(edge, 0.06, 0.24)
    dome = body * (1 - 0.35 * middle**2)
    tone = 0.80 + 0.36 * number + 0.05 * noise(22, 8)
    return tone * body + 0.60 * (1 - body), 2.6 * dome + 0.18 * noise(23, 10, 1.2)


def ashlar() -> tuple[Field, Field]:
    """Dressed blocks with thin joints."""
    _, _, number, edge = blocks(31, 3, 6, 0.5, 0.12)
    body = ramp(edge, 0.03, 0.13)
    tone = 0.90 + 0.17 * number + 0.035 * noise(32, 5)
    return tone * (0.70 + 0.30 * body), 1.8 * body + 0.14 * noise(33, 12, 1.1)


def brick() -> tuple[Field, Field]:
    """A running bond."""
    _, _, number, edge = blocks(41, 6, 14, 0.5)
    body = ramp(edge + 0.02 * noise(42, 20), 0.07, 0.19)
    tone = 0.82 + 0.34 * number + 0.05 * noise(43, 12)
    return tone * body + 0.92 * (1 - body) * 0.80, 1.5 * body + 0.16 * noise(44, 20, 1.0)


def timber() -> tuple[Field, Field]:
    """A hewn beam: long grain, adze marks, checks."""
    grain = noise(51, 10, 1.1, 1.0, 0.10)
    marks = noise(52, 5, 1.7)
    check = ramp(noise(53, 5, 1.4, 1.0, 0.06), 1.75, 2.3)
    return 1 + 0.085 * grain + 0.05 * marks - 0.28 * check, 0.55 * grain + 0.5 * marks - 1.3 * check


def planks() -> tuple[Field, Field]:
    """Boards side by side, their grain and a few nails."""
    u, v = grid()
    count = 8
    board = np.floor(u * count).astype(int)
    tone = random(61).uniform(0.84, 1.13, count)[board]
    inside = u * count - board
    gap = ramp(np.minimum(inside, 1 - inside), 0.015, 0.09)
    wobble = noise(62, 3, 1.8)
    grain = warped(noise(63, 12, 1.0, 1.0, 0.07), np.zeros_like(u), 0.31 * board / count)
    height = np.minimum(np.abs(v - 0.12), np.abs(v - 0.62)) * count
    nails = 1 - ramp(np.sqrt((np.abs(inside - 0.5) - 0.28) ** 2 + height**2), 0.05, 0.09)
    bright = tone * (1 + 0.075 * grain + 0.03 * wobble) * (0.52 + 0.48 * gap)
    return bright * (1 - 0.35 * nails), 2.2 * gap + 0.35 * grain + 0.5 * nails


def roof_tiles() -> tuple[Field, Field]:
    """Plain tiles with round lower ends, row over row."""
    u, v = grid()
    rows, columns = 8, 8
    row = np.floor(v * rows).astype(int)
    x = (u * columns + 0.5 * (row % 2)) % columns
    column = np.floor(x).astype(int)
    a, b = x - column - 0.5, v * rows - row
    # a tile's lower end bulges down into the row below: choose whose surface is on top
    end = 0.30 * (1 - np.sqrt(np.maximum(1 - (2 * a) ** 2, 0)))
    below = b < end
    x2 = (u * columns + 0.5 * ((row - 1) % 2)) % columns
    number = random(71).uniform(0, 1, (rows, columns))
    tone = np.where(below, number[(row - 1) % rows, np.floor(x2).astype(int) % columns], number[row % rows, column])
    up = np.where(below, b + 1, b - end * 0.0)
    side = np.where(below, np.abs(x2 - np.floor(x2) - 0.5), np.abs(a))
    lip = 1 - ramp(np.where(below, 9.0, b - end), 0.0, 0.10)
    shadow = np.where(below, 1 - 0.42 * ramp(b + 0.25 - end, -0.15, 0.25), 1.0)
    joint = ramp(0.5 - side, 0.0, 0.07)
    bright = (0.86 + 0.26 * tone) * (1.02 - 0.13 * np.clip(up, 0, 1)) * shadow * (0.80 + 0.20 * joint) + 0.10 * lip
    return bright + 0.03 * noise(72, 10), 2.4 * (1.2 - up) - 1.2 * (2 * side) ** 2 + 0.12 * noise(73, 14)


def _courses(seed: int, columns: int, rows: int, spread: float, rough: float) -> tuple[Field, Field]:
    a, b, number, _ = blocks(seed, columns, rows, 0.5, 0.16)
    side = np.minimum(a, 1 - a)
    joint = ramp(side, 0.01, 0.07)
    lip = ramp(b, 0.0, 0.10)
    bright = (1 - spread / 2 + spread * number) * (1.05 - 0.20 * b) * (0.70 + 0.30 * joint) * (0.64 + 0.36 * lip)
    grain = noise(seed + 1, 12, 1.1, 1.0, 0.25)
    return bright * (1 + rough * grain), 2.6 * (1 - b) * joint + 0.6 * number + 0.25 * grain


def slate() -> tuple[Field, Field]:
    """Thin, smooth, a little uneven."""
    return _courses(81, 7, 9, 0.20, 0.02)


def shingles() -> tuple[Field, Field]:
    """Split wood in courses."""
    return _courses(91, 11, 7, 0.34, 0.07)


def thatch() -> tuple[Field, Field]:
    """Straw, combed down, in thick layers."""
    _, v = grid()
    straw = noise(101, 24, 0.8, 1.0, 0.10)
    clumps = noise(102, 5, 1.6, 1.0, 0.5)
    layer = (v * 4 + 0.05 * clumps) % 1
    eave = ramp(layer, 0.0, 0.10)
    return (1 + 0.13 * straw + 0.05 * clumps) * (0.80 + 0.20 * eave) * (1.04 - 0.09 * layer), (
        0.7 * straw + 0.6 * clumps + 1.3 * (1 - layer) * eave
    )


def glass() -> tuple[Field, Field]:
    """Old panes, slightly wavy."""
    wave = noise(111, 2, 2.2)
    return 1 + 0.05 * wave, 0.35 * wave


def iron() -> tuple[Field, Field]:
    """Hammered."""
    edge, number, _ = cells(121, 14, 14, 0.4)
    return 0.95 + 0.08 * number + 0.05 * noise(122, 5), 0.7 * ramp(edge, 0.0, 0.6) + 0.2 * noise(123, 10)


def gold() -> tuple[Field, Field]:
    """Beaten, brighter than iron."""
    edge, number, _ = cells(131, 9, 9, 0.4)
    return 0.95 + 0.10 * number, 0.9 * ramp(edge, 0.0, 0.7)


def cloth() -> tuple[Field, Field]:
    """A coarse weave with soft folds."""
    u, v = grid()
    warp, weft = np.sin(u * np.pi * 2 * 32), np.sin(v * np.pi * 2 * 32)
    weave = np.where((np.floor(u * 32) + np.floor(v * 32)) % 2 > 0, np.abs(warp), np.abs(weft))
    folds = noise(141, 2, 2.0, 1.0, 0.4)
    return 0.97 + 0.05 * weave + 0.035 * folds, 0.25 * weave + 0.9 * folds


def leather() -> tuple[Field, Field]:
    """Creased."""
    edge, _, _ = cells(151, 16, 16, 0.45, 0.2)
    body = ramp(edge, 0.0, 0.30)
    return 0.93 + 0.07 * body + 0.05 * noise(152, 3), 0.7 * body


def bark() -> tuple[Field, Field]:
    """Deep ridges up the trunk."""
    ridges = warped(noise(161, 7, 1.1, 1.0, 0.16), 0.02 * noise(162, 4), 0.02 * noise(163, 4))
    deep = ramp(ridges, -0.9, 0.5)
    return 0.80 + 0.26 * deep + 0.05 * noise(164, 16), 2.2 * deep + 0.3 * ridges


def _foliage(seed: int, columns: int, rows: int, spread: float) -> tuple[Field, Field]:
    edge, number, middle = cells(seed, columns, rows, 0.48, 0.25)
    edge2, number2, _ = cells(seed + 5, columns + 3, rows + 3, 0.48, 0.25)
    over = number > 0.42
    leaf = np.where(over, ramp(edge, 0.0, 0.35), ramp(edge2, 0.0, 0.35) * 0.75)
    tone = np.where(over, number, number2 * 0.5)
    bright = 1 - spread + spread * (0.55 * leaf + 0.75 * tone) + 0.05 * noise(seed + 9, 3)
    return bright, 1.6 * leaf * (1 - 0.3 * middle)


def leaves() -> tuple[Field, Field]:
    """A crown's outside: leaf over leaf, dark between them."""
    return _foliage(171, 13, 13, 0.40)


def needles() -> tuple[Field, Field]:
    """Short strokes, hanging."""
    strokes = noise(181, 18, 0.7, 1.0, 0.35)
    tufts = noise(182, 6, 1.4)
    return 0.98 + 0.10 * strokes + 0.09 * tufts, 0.8 * strokes + 0.8 * tufts


def grass() -> tuple[Field, Field]:
    """A meadow from above; quiet."""
    blades, tufts = noise(191, 26, 0.7, 1.0, 0.6), noise(192, 5, 1.6)
    return 1 + 0.040 * blades + 0.030 * tufts, 0.45 * blades + 0.5 * tufts


def moss() -> tuple[Field, Field]:
    """Cushions."""
    edge, number, _ = cells(201, 9, 9, 0.48, 0.3)
    body = ramp(edge, 0.0, 0.6)
    return 0.90 + 0.10 * body + 0.06 * number + 0.04 * noise(202, 26, 0.7), 1.2 * body


def sand() -> tuple[Field, Field]:
    """Wind ripples and grains."""
    _, v = grid()
    bend = 0.035 * noise(211, 2, 2.0)
    ripples = np.sin((v + bend) * 2 * np.pi * 9)
    return 1 + 0.028 * ripples + 0.022 * noise(212, 24, 0.5), 0.55 * ripples + 0.10 * noise(213, 24, 0.6)


def rock() -> tuple[Field, Field]:
    """Layers and cracks."""
    broad = noise(221, 2, 1.7)
    edge, number, _ = cells(222, 4, 6, 0.48, 0.45)
    crack = ramp(edge + 0.03 * noise(223, 8), 0.01, 0.10)
    strata = noise(224, 6, 1.2, 0.25, 1.0)
    return (0.93 + 0.10 * number + 0.045 * broad + 0.035 * strata) * (0.72 + 0.28 * crack), (
        1.0 * number + 1.2 * crack + 0.45 * strata + 0.5 * broad
    )


def snow() -> tuple[Field, Field]:
    """Drifted; sparkles are the light's business."""
    drift = noise(231, 2, 2.0, 0.6, 1.0)
    return 1 + 0.014 * drift + 0.012 * noise(232, 20, 0.8), 0.55 * drift + 0.06 * noise(233, 16)


def ice() -> tuple[Field, Field]:
    """Cracks under a smooth face."""
    edge, number, _ = cells(241, 3, 3, 0.48, 0.3)
    crack = 1 - ramp(edge, 0.0, 0.035)
    return 0.97 + 0.05 * number + 0.18 * crack + 0.02 * noise(242, 3), 0.25 * noise(243, 2, 2.0)


def water() -> tuple[Field, Field]:
    """A basin's surface."""
    wave = noise(251, 5, 1.8)
    return 1 + 0.03 * wave, 0.6 * wave


def skin() -> tuple[Field, Field]:
    """Barely anything."""
    blush = noise(261, 2, 2.0)
    return 1 + 0.014 * blush, 0.05 * blush


def hair() -> tuple[Field, Field]:
    """Locks."""
    locks = noise(271, 12, 1.0, 1.0, 0.08)
    return 1 + 0.13 * locks, 0.8 * locks


def fur() -> tuple[Field, Field]:
    """Short tufts, lying down."""
    tufts = noise(281, 18, 0.9, 1.0, 0.30)
    return 1 + 0.09 * tufts + 0.03 * noise(282, 4), 0.6 * tufts


def paper() -> tuple[Field, Field]:
    """Fibres."""
    fibre = noise(291, 16, 1.0, 0.3, 1.0)
    return 1 + 0.020 * fibre, 0.08 * fibre


def rope() -> tuple[Field, Field]:
    """Strands at a slant."""
    u, v = grid()
    strand = np.abs(np.sin((u * 16 + v * 16) * np.pi))
    return 0.72 + 0.34 * strand + 0.04 * noise(301, 16), 1.6 * strand


def bone() -> tuple[Field, Field]:
    """Smooth, a little stained."""
    stain = noise(311, 3, 1.7)
    return 1 + 0.04 * stain, 0.2 * noise(312, 8)


def light() -> tuple[Field, Field]:
    """A flame's or a lamp's glow."""
    return 1 + 0.05 * noise(321, 3, 2.0), np.zeros_like(grid()[0])


def path() -> tuple[Field, Field]:
    """Trodden earth with pebbles."""
    edge, number, middle = cells(331, 12, 12, 0.48, 0.2)
    pebble = (number > 0.70) * ramp(edge, 0.12, 0.30) * ramp(0.52 - middle, 0.0, 0.12)
    earth = noise(332, 3, 1.6)
    return 0.97 + 0.045 * earth + 0.02 * noise(333, 20, 0.8) + pebble * (0.10 + 0.5 * (number - 0.85)), (
        0.5 * earth + 1.0 * pebble
    )


def cobbles() -> tuple[Field, Field]:
    """Rounded setts with dark joints."""
    edge, number, middle = cells(341, 9, 9, 0.22, 0.10)
    body = ramp(edge, 0.05, 0.34)
    return (0.86 + 0.24 * number + 0.03 * noise(342, 12)) * body + 0.56 * (1 - body), 2.6 * body * (1 - 0.4 * middle**2)


def mud() -> tuple[Field, Field]:
    """Smeared and rutted."""
    smear, lumps = noise(351, 3, 1.8, 1.0, 0.4), noise(352, 9, 1.5)
    return 1 + 0.07 * smear + 0.04 * lumps, 1.0 * smear + 0.6 * lumps


def concrete() -> tuple[Field, Field]:
    """Shuttering joints and small holes."""
    _, v = grid()
    row = v * 4 % 1
    joint = ramp(np.minimum(row, 1 - row), 0.004, 0.03)
    holes = ramp(noise(361, 18, 1.0), 2.3, 2.8)
    return (1 + 0.035 * noise(362, 2, 1.7)) * (0.90 + 0.10 * joint) - 0.14 * holes, 0.8 * joint - 0.7 * holes


def paint() -> tuple[Field, Field]:
    """Brushed on wood."""
    strokes = noise(371, 14, 1.0, 1.0, 0.08)
    return 1 + 0.022 * strokes, 0.18 * strokes
