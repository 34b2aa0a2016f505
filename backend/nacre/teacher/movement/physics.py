"""The teacher's body physics: capsules that walk, jump, climb, slide and swim in a distance field.

A few Newton steps of push-out along the field's gradient per sub-step, as in sphere-swept collision
against signed distances; vectorised over N independent bodies.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from nacre.world.dynamics.stencil import Sampler
from nacre.world.grid import TICK, Y0

Floats = NDArray[np.float64]
Flags = NDArray[np.bool_]

WALK: Final = 4.0  # m/s
SPRINT: Final = 7.0
SWIM: Final = 2.0
RADIUS: Final = 0.35  # m, the player's capsule
HEIGHT: Final = 1.8
GRAVITY: Final = 14.0  # m/s2; more than Earth's, so that a jump feels crisp
JUMP_APEX: Final = 1.1  # m
JUMP: Final = float(np.sqrt(2.0 * GRAVITY * JUMP_APEX))
FLOAT: Final = 1.1  # m the feet of a 1.8 m swimmer hang below the surface
GROUND_GRIP, AIR_GRIP, AIR_DRAG, WATER_GRIP = 14.0, 2.5, 0.2, 5.0  # 1/s towards the wished velocity
WALKABLE: Final = 0.6  # least upward part of a floor's normal (53 degrees)
STEP: Final = 0.45  # m a body steps up
SUBSTEPS: Final = 4
_TETRAHEDRON: Final = np.array([[1, -1, -1], [-1, -1, 1], [-1, 1, -1], [1, 1, 1]], np.float64)


@dataclass
class Bodies:
    """N bodies: feet position [N, 3] m, velocity [N, 3] m/s, contact flags [N], capsule sizes [N] m.

    Flying bodies ([N]) feel no weight and follow the wish in height as well.
    """

    position: Floats
    velocity: Floats
    grounded: Flags
    swimming: Flags
    radius: Floats
    height: Floats
    flying: Flags

    @classmethod
    def players(cls, position: Floats, velocity: Floats, grounded: Flags, swimming: Flags) -> Bodies:
        """Bodies of the player's build."""
        n = len(position)
        return cls(
            np.array(position, np.float64),
            np.array(velocity, np.float64),
            grounded.copy(),
            swimming.copy(),
            np.full(n, RADIUS),
            np.full(n, HEIGHT),
            np.zeros(n, np.bool_),
        )


def gradient(points: Floats, distance: Sampler, reach: float = 0.1) -> tuple[Floats, Floats]:
    """Unit gradients [N, 3] and their slopes [N] by four samples around each point.

    Source: I. Quilez, "Normals for an SDF" (tetrahedron technique).
    """
    taps = points[:, None, :] + reach * _TETRAHEDRON[None]
    felt = np.asarray(distance(taps.reshape(-1, 3)), np.float64).reshape(-1, 4)
    raw = (felt[..., None] * _TETRAHEDRON[None]).sum(1) / (4.0 * reach)
    slope = np.sqrt((raw**2).sum(1))
    flat = slope < 1e-4
    raw[flat] = (0.0, 1.0, 0.0)
    return raw / np.where(flat, 1.0, slope)[:, None], slope


def player_wish(yaw: Floats, stick: Floats, sprint: Flags, position: Floats, swimming: Flags) -> Floats:
    """Wished horizontal velocity [N, 3] of players; stick [N, 2] (right, forward) in the unit disc."""
    sine, cosine = np.sin(yaw), np.cos(yaw)
    east = stick[:, 0] * cosine - stick[:, 1] * sine
    south = -stick[:, 0] * sine - stick[:, 1] * cosine
    speed = np.where(sprint, SPRINT, WALK)
    wading = np.clip((-position[:, 1] - 0.3) / 0.7, 0.0, 1.0)
    wet = np.where(sprint, 1.3 * SWIM, SWIM)
    speed = np.where(swimming, wet, speed + (wet - speed) * wading * (position[:, 1] < 0.0))
    return np.stack([east * speed, np.zeros_like(east), south * speed], 1)


def advance(
    bodies: Bodies,
    wish: Floats,
    jump: Flags,
    distance: Sampler,
    tick: float = TICK,
    void_floor: float | None = Y0 + 0.5,
) -> Bodies:
    """One tick of all bodies towards their wished velocities [N, 3]; returns new bodies.

    distance tells the solids, ground included; water stands at y = 0 wherever there is none.
    Below void_floor (None: no such floor) a body is held as if on ground: nothing falls for ever.
    """
    b = Bodies(
        bodies.position.copy(),
        bodies.velocity.copy(),
        bodies.grounded.copy(),
        bodies.swimming.copy(),
        bodies.radius,
        bodies.height,
        bodies.flying,
    )
    h = tick / SUBSTEPS
    moving = np.hypot(wish[:, 0], wish[:, 2]) > 0.05
    for i in range(SUBSTEPS):
        jumps = jump & (b.grounded | b.swimming) & ~b.flying if i == 0 else np.zeros_like(jump)
        _drive(b, wish, jumps, moving, h)
        was_grounded = b.grounded & ~jumps
        stands = _collide(b, was_grounded, distance)
        b.grounded = stands | _collide(b, was_grounded, distance)  # a second pass for corners
        _keep_to_ground(b, was_grounded & ~b.grounded, distance)
        if void_floor is not None:
            fallen = b.position[:, 1] < void_floor
            b.position[fallen, 1] = void_floor
            b.velocity[fallen, 1] = np.maximum(0.0, b.velocity[fallen, 1])
            b.grounded |= fallen
        scale = b.height / HEIGHT
        depth = -b.position[:, 1] / scale
        b.swimming = (np.where(b.swimming, depth > 0.85, depth > 1.0)) & ~b.grounded & ~b.flying
    return b


def _drive(b: Bodies, wish: Floats, jumps: Flags, moving: Flags, h: float) -> None:
    grip = np.where(b.grounded, GROUND_GRIP, np.where(moving, AIR_GRIP, AIR_DRAG))
    grip = np.where(b.swimming | b.flying, WATER_GRIP, grip)
    pull = 1.0 - np.exp(-grip * h)
    for axis in (0, 2):
        b.velocity[:, axis] += pull * (wish[:, axis] - b.velocity[:, axis])
    before = b.velocity[:, 1].copy()
    before = np.where(jumps, JUMP, np.where(b.grounded, np.minimum(before, 0.0), before))
    fall = before - GRAVITY * h
    rise = -FLOAT * b.height / HEIGHT - b.position[:, 1]
    buoyed = before + (24.0 * rise - 8.0 * before) * h
    after = np.where(b.swimming & ~jumps, buoyed, fall)
    after = np.where(b.flying, before + pull * (wish[:, 1] - before), after)
    b.position[:, (0, 2)] += b.velocity[:, (0, 2)] * h
    b.position[:, 1] += 0.5 * (before + after) * h
    b.velocity[:, 1] = np.maximum(after, -25.0)


def _collide(b: Bodies, was_grounded: Flags, distance: Sampler) -> Flags:
    """Push bodies out of what they touch, lowest sphere first; returns who stands on something."""
    stands = np.zeros(len(b.position), np.bool_)
    for part in range(3):
        up = (b.radius, 0.5 * b.height, b.height - b.radius)[part]
        centre = b.position.copy()
        centre[:, 1] += up
        felt = np.asarray(distance(centre), np.float64)
        hit = np.flatnonzero(felt < b.radius)
        if not len(hit):
            continue
        normal, slope = gradient(centre[hit], distance)
        # A field that does not rise is the clipped plateau round an object, no surface.
        deep = b.radius[hit] - felt[hit] / np.clip(slope, 0.6, 1.0)
        touches = (deep > 0.0) & ((slope > 0.3) | (felt[hit] < 0.0))
        hit, normal, deep = hit[touches], normal[touches], deep[touches]
        if not len(hit):
            continue
        velocity = b.velocity[hit]
        push = normal * np.minimum(deep, 0.25)[:, None]
        inward = np.minimum(0.0, (velocity * normal).sum(1))
        slid = velocity - normal * inward[:, None]
        if part == 0:
            floor = normal[:, 1] > WALKABLE
            lift = np.minimum(deep / np.maximum(normal[:, 1], 0.3), 0.25)
            climbs = ~floor & was_grounded[hit] & _step_is_free(centre[hit], normal, b.radius[hit], distance)
            lift = np.where(climbs, np.minimum(deep + 0.02, 0.06), lift)
            lifted = floor | climbs
            push = np.where(lifted[:, None], np.array([0.0, 1.0, 0.0]) * lift[:, None], push)
            upright = velocity.copy()
            upright[:, 1] = np.where(b.flying[hit], upright[:, 1], np.maximum(upright[:, 1], 0.0))
            slid = np.where(lifted[:, None], upright, slid)
            stands[hit] = lifted & ~b.flying[hit] & (velocity[:, 1] < 0.5 * JUMP)
        b.position[hit] += push
        b.velocity[hit] = slid
    return stands


def _step_is_free(low: Floats, normal: Floats, radius: Floats, distance: Sampler) -> Flags:
    """Whether the low sphere, raised by STEP and moved against the obstacle, would fit: a step, no wall."""
    ahead = low - normal * radius[:, None]
    ahead[:, 1] = low[:, 1] + STEP
    above = low.copy()
    above[:, 1] += STEP
    clear = np.minimum(np.asarray(distance(ahead), np.float64), np.asarray(distance(above), np.float64))
    return (clear > radius - 0.08) & (normal[:, 1] > -0.2)


def _keep_to_ground(b: Bodies, leaving: Flags, distance: Sampler) -> None:
    """Hold bodies that just lost the floor to it when it is near: nobody skips down a slope."""
    who = np.flatnonzero(leaving & ~b.flying & (b.velocity[:, 1] <= 0.01))
    if not len(who):
        return
    low = b.position[who].copy()
    low[:, 1] += b.radius[who]
    felt = np.asarray(distance(low), np.float64)
    _, slope = gradient(low, distance)
    gap = felt / np.clip(slope, 0.6, 1.0) - b.radius[who]
    near = (gap < 0.12) & (slope > 0.3)
    at = who[near]
    b.position[at, 1] -= np.maximum(gap[near], 0.0)
    b.velocity[at, 1] = np.maximum(b.velocity[at, 1], 0.0)
    b.grounded[at] = True
