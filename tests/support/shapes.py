"""Programs for tests: a small house written by hand, and strategies that draw parts."""

from __future__ import annotations

from hypothesis import strategies as st

from nacre.parts.builder import Builder
from nacre.parts.language import Array, Joint, Light, Part, Program
from nacre.parts.vocabulary import KINDS, MATERIALS, ROLES


def cottage() -> Program:
    """A room with a door that opens inwards, two windows, a roof, a chimney, a fence and a stair."""
    b = Builder("house")
    b.add("box", (0, 0.2, 0), (3.2, 0.2, 2.7), "stone", "grey", "foundation", bevel=0.04)
    b.add("box", (0, 2.0, 0), (3, 1.6, 2.5), "plaster", "cream", "room", op="hollow")
    b.add("box", (0, 0.5, -2.52), (3, 0.12, 0.12), "timber", "brown", "beam", bevel=0.02)
    b.cut("box", (1.0, 1.7, -2.5), (0.5, 1.1, 0.4))
    b.cut("box", (-1.8, 2.2, -2.5), (0.4, 0.5, 0.4))
    b.cut("cylinder", (-3, 2.2, 0), (0.4, 0.4, 0.4))
    hinge = Joint("hinge", (0.5, 0.6, -2.5), "y", -100, 0)
    door = b.add("box", (1.0, 1.7, -2.5), (0.5, 1.1, 0.04), "planks", "blue", "door", joint=hinge)
    b.add("ellipsoid", (1.4, 1.6, -2.56), (0.04, 0.04, 0.04), "iron", "black", "handle", parent=door)
    b.add("box", (-1.8, 2.2, -2.5), (0.4, 0.5, 0.02), "glass", "sky", "window", light=Light(400, 4))
    b.add("prism", (0, 4.6, 0), (3.5, 1.1, 3.0), "roof_tiles", "red", "roof", taper=(0.85, 1), bevel=0.03)
    b.add("box", (-1.8, 5.3, 0.8), (0.3, 1.0, 0.3), "brick", "crimson", "chimney", bevel=0.03)
    b.add("stairs", (1.0, 0.2, -3.1), (0.6, 0.2, 0.4), "stone", "grey", "step")
    b.add("box", (-2.8, 0.4, -3.2), (0.05, 0.4, 0.05), "planks", "tan", "post", array=Array(8, (0.3, 0, 0)))
    return b.program()


def everything() -> Program:
    """One part of every kind, side by side on the ground."""
    b = Builder("ruin")
    b.add("box", (-6, 0.5, 0), (0.5, 0.5, 0.5), "stone", "grey", "wall", bevel=0.05, taper=(0.6, 0.8))
    b.add("prism", (-4, 0.5, 0), (0.6, 0.5, 0.5), "roof_tiles", "red", "roof", taper=(0.5, 1), bevel=0.04)
    b.add("wedge", (-2, 0.5, 0), (0.5, 0.5, 0.8), "stone", "tan", "step", bevel=0.03)
    b.add("cylinder", (0, 0.5, 0), (0.5, 0.5, 0.4), "planks", "brown", "container", sides=9, bevel=0.03)
    b.add("ellipsoid", (2, 0.4, 0), (0.5, 0.4, 0.3), "fur", "white", "torso", rotation=(30, 0, 0))
    b.add("capsule", (4, 0.6, 0), (0.2, 0.6, 0.2), "cloth", "blue", "leg_l", taper=(0.7, 0.7))
    b.add("blob", (6, 0.5, 0), (0.6, 0.5, 0.6), "rock", "grey", "stone", seed=3)
    b.add("blob", (6, 0.5, 2), (0.6, 0.5, 0.6), "leaves", "green", "crown", seed=4)
    b.add("stairs", (-6, 0.6, 2), (0.5, 0.6, 0.8), "stone", "grey", "stair")
    b.add("ladder", (-4, 1.0, 2), (0.3, 1.0, 0.04), "timber", "brown", "ladder")
    b.add("arch", (-2, 1.0, 2), (0.8, 1.0, 0.3), "ashlar", "grey", "wall", taper=(0.6, 1))
    b.add("cylinder", (2, 1.0, 3), (1.0, 1.0, 1.0), "stone", "tan", "room", op="hollow", sides=12)
    return b.program()


def _grid(low: float, high: float) -> st.SearchStrategy[float]:
    return st.integers(round(low / 0.02), round(high / 0.02)).map(lambda n: round(n * 0.02, 4))


def parts(solid: bool = True) -> st.SearchStrategy[Part]:
    """Parts whose numbers are in range and on the grid."""
    angle = st.integers(-35, 36).map(lambda n: 5 * n)
    share = st.integers(0, 20).map(lambda n: n / 20)
    array = st.none() | st.builds(
        Array,
        count=st.integers(2, 6),
        step=st.tuples(_grid(0.5, 2), _grid(-1, 1), _grid(-1, 1)),
        turn=st.sampled_from([0, 30, 90]),
    )
    ops = st.just("add") if solid else st.sampled_from(["add", "cut"])
    return st.builds(
        Part,
        kind=st.sampled_from(KINDS),
        centre=st.tuples(_grid(-4, 4), _grid(0, 4), _grid(-4, 4)),
        half=st.tuples(_grid(0.06, 1.5), _grid(0.06, 1.5), _grid(0.06, 1.5)),
        material=st.sampled_from(MATERIALS),
        colour=st.integers(0, 511),
        role=st.sampled_from(ROLES),
        op=ops,
        rotation=st.tuples(angle, angle, angle),
        taper=st.tuples(share, share),
        bevel=st.integers(0, 5).map(lambda n: n / 100),
        sides=st.integers(3, 16),
        seed=st.integers(0, 1000),
        array=array,
    )


def programs(most: int = 6) -> st.SearchStrategy[Program]:
    """Programs of a few parts, the first of which is solid."""
    return st.builds(
        lambda first, more: Program("ruin", (first, *more)), parts(), st.lists(parts(solid=False), max_size=most)
    )
