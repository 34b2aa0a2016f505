"""Characters and other bodies as they are drawn: between two ticks, in the pose of their walk."""

from __future__ import annotations

import math
from typing import Final

import numpy as np
from numpy.typing import NDArray

from nacre.vocabulary import ENTITIES, EXTENT, PHASES
from nacre.world.company import Company, looks
from nacre.world.grid import VIEW
from nacre.world.state import E_PHASE, E_SIZE, E_YAW, ENTITY_SLOTS, P_POS, P_YAW, WorldState
from nacre.world.voxels.posed import Posed
from nacre.world.voxels.shapes import ShapeLibrary

POSE: Final = [0, 1, 2, E_YAW, E_PHASE]  # columns of an entity


def pose(
    shapes: ShapeLibrary,
    look: tuple[str, int],
    size: float,
    then: NDArray[np.float64],
    now: NDArray[np.float64],
    blend: float,
    slot: int,
    eye: NDArray[np.float64],
) -> Posed | None:
    """A character between two ticks, each x, y, z, yaw and cycles of poses [5]; blend 0 is `then`.

    None when it is out of sight of a player at `eye`: then nothing of it is decoded.
    """
    # woken or carried this tick: nothing to blend from
    mix = blend if float(np.abs(now[:3] - then[:3]).max()) < 3.0 else 1.0
    x, y, z = (float(value) for value in then[:3] * (1 - mix) + now[:3] * mix)
    if math.hypot(x - eye[0], z - eye[2]) > VIEW:
        return None
    turn = (now[3] - then[3] + math.pi) % (2 * math.pi) - math.pi
    step = (now[4] - then[4] + 0.5) % 1.0 - 0.5
    phase = float((now[4] - (1 - mix) * step) % 1.0) * PHASES
    first = int(phase) % PHASES
    return Posed(
        volume_a=shapes.volume(*look, phase=first),
        volume_b=shapes.volume(*look, phase=(first + 1) % PHASES),
        blend=phase - int(phase),
        extent=EXTENT[look[0]] * size,
        x=x,
        y=y,
        z=z,
        yaw=float(now[3] - (1 - mix) * turn),
        slot=slot,
    )


def characters(
    shapes: ShapeLibrary, host: WorldState, before: NDArray[np.float64], eye: NDArray[np.float64], blend: float
) -> list[Posed]:
    """The characters in sight of a player at `eye`; before [ENTITY_SLOTS, ENTITY_DIM] are they a tick ago."""
    found = []
    for slot in np.flatnonzero(host.entity_class >= 0):
        now, then = host.entities[slot], before[slot]
        look = ENTITIES[int(host.entity_class[slot])], int(host.entity_look[slot])
        found.append(pose(shapes, look, float(now[E_SIZE]), then[POSE], now[POSE], blend, int(slot), eye))
    return [one for one in found if one is not None]


def bodies(
    shapes: ShapeLibrary, company: Company, state: WorldState, before: dict[int, NDArray[np.float64]], blend: float
) -> list[Posed]:
    """The other bodies of a company in sight of one of them; before holds every body's player vector a tick ago."""
    found = []
    for number, body in company.others(state):
        ticks = zip((before[number], body.player), company.steps.get(id(body), (0.0, 0.0)), strict=True)
        then, now = (np.array([*one[P_POS], one[P_YAW], step]) for one, step in ticks)
        slot = ENTITY_SLOTS + number
        found.append(pose(shapes, looks(number), 1.0, then, now, blend, slot, state.player[P_POS]))
    return [one for one in found if one is not None]
