"""Doors stand in walls, and nothing is drawn across them."""

from __future__ import annotations

import pytest
from msgspec import structs

from nacre.parts.language import Array, Joint, Part, Program
from nacre.world.geometry.walking.doors import reachable
from nacre.world.shapes.repairs.doorways import opened

ROOM = Part("box", (0.0, 1.5, 0.0), (4.0, 1.6, 3.0), "plaster", 100, "room", op="hollow", thickness=0.26)
OPENING = Part("box", (1.0, 1.24, -2.86), (0.54, 1.06, 0.44), "plaster", 100, "door", op="cut")
DOOR = Part(
    "box", (1.0, 1.24, -2.86), (0.52, 1.06, 0.04), "planks", 100, "door",
    joint=Joint("hinge", (1.52, 0.18, -2.86), "y", 0.0, 100.0),
)  # fmt: skip
HANDLE = Part("ellipsoid", (0.62, 1.2, -2.94), (0.06, 0.06, 0.06), "iron", 100, "handle", parent=2)
OWN_FRAME = Part("arch", (1.0, 1.24, -3.06), (0.62, 1.1, 0.08), "timber", 100, "frame", taper=(0.85, 1.0))


def house(*parts: Part) -> Program:
    return Program("house", (ROOM, OPENING, DOOR, HANDLE, *parts))


def test_a_house_with_nothing_in_the_way_is_left_alone() -> None:
    plain = house(OWN_FRAME)
    assert reachable(plain) and opened(plain) is plain


def test_of_a_row_of_windows_the_one_at_the_door_goes() -> None:
    pane = Part("box", (-2.0, 1.5, -2.88), (0.46, 0.54, 0.02), "glass", 100, "window", array=Array(4, (1.5, 0.0, 0.0)))
    bar = structs.replace(pane, half=(0.04, 0.52, 0.04), role="frame", material="timber")
    drawn = house(OWN_FRAME, pane, bar)
    assert not reachable(drawn)
    mended = opened(drawn)
    assert reachable(mended) and opened(mended) is mended
    for role, material in (("window", "glass"), ("frame", "timber")):
        rows = [part for part in mended.parts if part.role == role and part.material == material and part.kind == "box"]
        places = [part.centre[0] + 1.5 * k for part in rows for k in range(part.array.count if part.array else 1)]
        assert places == [-2.0, -0.5, 2.5], "the others stay where they are"
    assert OWN_FRAME in mended.parts


def test_of_a_pair_of_windows_the_one_across_stays() -> None:
    pane = Part("box", (0.9, 1.5, -2.88), (0.46, 0.54, 0.02), "glass", 100, "window", array=Array(2, turn=180))
    mended = opened(house(pane))
    left = [part for part in mended.parts if part.role == "window"]
    assert [(part.centre, part.rotation, part.array) for part in left] == [((-0.9, 1.5, 2.88), (180, 0, 0), None)]


@pytest.mark.parametrize("role", ["shelf", "container", "table", "seat"])
def test_furniture_before_a_door_goes_as_a_whole(role: str) -> None:
    boards = Part("box", (1.1, 0.5, -2.2), (0.6, 0.06, 0.3), "planks", 100, role, array=Array(3, (0.0, 0.5, 0.0)))
    aside = structs.replace(boards, centre=(-2.0, 0.5, -2.2))
    drawn = house(boards, aside)
    assert not reachable(drawn)
    mended = opened(drawn)
    assert reachable(mended) and [part for part in mended.parts if part.role == role] == [aside]


def test_a_door_in_the_middle_of_a_room_goes_to_its_frame() -> None:
    far = (0.0, 0.0, 2.5)
    off = [
        structs.replace(part, centre=tuple(a + b for a, b in zip(part.centre, far, strict=True)))
        for part in (OPENING, DOOR, HANDLE)
    ]
    off[1] = structs.replace(off[1], joint=Joint("hinge", (1.52, 0.18, -0.36), "y", 0.0, 100.0))
    mended = opened(Program("house", (ROOM, *off, OWN_FRAME)))
    assert reachable(mended)
    door, handle = mended.parts[2], mended.parts[3]
    assert door.centre == pytest.approx((1.0, 1.24, -2.86), abs=0.03)
    assert door.joint is not None and door.joint.pivot[2] == door.centre[2]
    assert handle.centre[2] - door.centre[2] == pytest.approx(-0.08), "its handle goes with it"


def test_no_skin_of_a_wall_is_left_in_an_opening() -> None:
    short = structs.replace(OPENING, centre=(1.0, 1.24, -2.68), half=(0.54, 1.06, 0.28))  # ends 4 cm within the wall
    made = opened(Program("house", (ROOM, short, DOOR, HANDLE))).parts[1]
    assert made.centre[2] - made.half[2] < -3.0 and made.centre[2] + made.half[2] == pytest.approx(-2.4, abs=0.02)
    niche = structs.replace(short, centre=(1.0, 1.24, -2.5))  # a niche of its own depth is meant
    assert opened(Program("house", (ROOM, niche, DOOR, HANDLE))).parts[1] == niche
