"""Skeletons: the moving groups of a program, and the matrices that turn them.

Works for every thing with joints: a person's limbs, a door on its hinge, a drawer that slides.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from nacre.parts.language import Program
from nacre.parts.vocabulary import AXES
from nacre.world.bodies.kernels import pose_matrices
from nacre.world.bodies.plans import BONES, CHANNEL_INDEX

Floats = NDArray[np.float32]
_SLIDER: Final = 1


@dataclass(frozen=True)
class Skeleton:
    """The moving groups of a program; group k of a mesh is row k - 1 here (group 0 does not move).

    parents i32 [G]: row that carries this one, -1 for the thing itself; pivots f32 [G, 3] in metres; axes i32 [G]: 0 x,
    1 y, 2 z; kinds i32 [G]: 1 for sliders; low, high f32 [G]: limits about the axis in radians (sliders: metres);
    roles: role of each group's first part; bones: names of limbs as in `plans` ("arm_l", "arm_l.2"), "" for others.
    channels i32 [G, 3]: channel of the pose that turns the group about x, y, z, or -1. root f32 [3]: what the whole
    body turns about; leg: metres from the ground to where legs hang, or half the body's height without legs.
    """

    parents: NDArray[np.int32]
    pivots: Floats
    axes: NDArray[np.int32]
    kinds: NDArray[np.int32]
    low: Floats
    high: Floats
    roles: tuple[str, ...]
    bones: tuple[str, ...]
    channels: NDArray[np.int32]
    root: Floats
    leg: float

    @property
    def count(self) -> int:
        """How many groups move."""
        return len(self.parents)

    def rows(self, *roles: str) -> list[int]:
        """Rows of the groups with one of the roles, in order."""
        return [k for k, role in enumerate(self.roles) if role in roles]


def skeleton(program: Program) -> Skeleton:
    """The skeleton of a program; parts that hang on a joint through any number of parents belong to its group."""
    row_of = [-1] * len(program.parts)  # row that moves each part
    parents: list[int] = []
    pivots: list[tuple[float, float, float]] = []
    axes: list[int] = []
    kinds: list[int] = []
    low: list[float] = []
    high: list[float] = []
    roles: list[str] = []
    bones: list[str] = []
    for index, part in enumerate(program.parts):
        carrier = row_of[part.parent] if part.parent >= 0 else -1
        row_of[index] = carrier
        joint = part.joint
        if joint is None:
            continue
        row_of[index] = len(parents)
        slides = joint.type == "slider"
        scale = 1.0 if slides else math.pi / 180
        bones.append(_bone(part.role, carrier, roles, bones) if joint.type == "limb" else "")
        parents.append(carrier)
        pivots.append(joint.pivot)
        axes.append(AXES.index(joint.axis))
        kinds.append(_SLIDER if slides else 0)
        low.append(joint.low * scale)
        high.append(joint.high * scale)
        roles.append(part.role)
    channels = [[CHANNEL_INDEX.get(f"{bone}:{axis}", -1) for axis in AXES] for bone in bones]
    root, leg = _stance(program, pivots, roles, bones)
    return Skeleton(
        np.array(parents, np.int32), np.array(pivots, np.float32).reshape(-1, 3), np.array(axes, np.int32),
        np.array(kinds, np.int32), np.array(low, np.float32), np.array(high, np.float32), tuple(roles), tuple(bones),
        np.array(channels, np.int32).reshape(-1, 3), np.array(root, np.float32), leg,
    )  # fmt: skip


def _bone(role: str, carrier: int, roles: list[str], bones: list[str]) -> str:
    """Name of a limb's joint; the second joint of the same role along a limb is ".2", the third ".3"."""
    depth = 1
    if carrier >= 0 and roles[carrier] == role and bones[carrier]:
        depth = int((bones[carrier] + ".1").split(".")[1]) + 1
    name = role if depth == 1 else f"{role}.{depth}"
    # a rider's head turns with the chest that carries it: the first head is the one that looks
    return name if name in BONES and name not in bones else ""


def _stance(
    program: Program, pivots: list[tuple[float, float, float]], roles: list[str], bones: list[str]
) -> tuple[list[float], float]:
    """The pivot of the whole body and the length of its legs."""
    hips = [p for p, role, bone in zip(pivots, roles, bones, strict=True) if role.startswith("leg_") and bone == role]
    if hips:
        middle = [sum(axis) / len(hips) for axis in zip(*hips, strict=True)]
        return middle, max(0.05, middle[1])
    still = [part for part in program.parts if part.parent < 0 and part.op != "cut"] or list(program.parts)
    middle = [sum(axis) / len(still) for axis in zip(*(part.centre for part in still), strict=True)]
    return middle, max(0.05, max(part.half[2] for part in still))


def about_axes(bones: Skeleton, values: Floats) -> Floats:
    """Angles [G, 3] that turn (or slide) each group by `values` [G] about its own axis."""
    angles = np.zeros((bones.count, 3), np.float32)
    angles[np.arange(bones.count), bones.axes] = values
    return angles


def within_limits(bones: Skeleton, values: Floats) -> Floats:
    """`values` [G] about the own axes, kept within the joints' limits."""
    return np.clip(values, bones.low, bones.high).astype(np.float32)


def posed(bones: Skeleton, pose: Floats) -> tuple[Floats, Floats]:
    """Matrices of a body for one pose [CHANNELS]: the whole body's f32 [3, 4], and its groups' f32 [G, 3, 4].

    Multiply the instance's transform by the first from the right; the groups then follow by themselves. Joints stay
    within their limits about their own axes; a body without a limb ignores its channels.
    """
    whole, groups = np.zeros((3, 4), np.float32), np.zeros((bones.count, 3, 4), np.float32)
    pose_matrices(
        bones.parents, bones.pivots, bones.axes, bones.kinds, bones.low, bones.high, bones.channels, bones.root,
        np.float32(bones.leg), np.ascontiguousarray(pose, np.float32), np.zeros((bones.count, 3), np.float32), whole,
        groups,
    )  # fmt: skip
    return whole, groups
