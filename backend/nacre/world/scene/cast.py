"""The cast: every character and player's body that a picture shows, in its look and pose, between two ticks."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

import numpy as np
from numpy.typing import NDArray

from nacre.parts.classes import BY_NAME
from nacre.vocabulary import ENTITIES
from nacre.world.bodies.plans import ACTIVITY_INDEX, PLAN_INDEX, cycle_rate, plan_of
from nacre.world.bodies.pose_network import Poser
from nacre.world.bodies.skeleton import posed
from nacre.world.company import Company, looks
from nacre.world.grid import TICK
from nacre.world.layout.arrangement.relations import asked_of
from nacre.world.render.instances import CASTS_SHADOW, LIT_WINDOWS, Instances, placed
from nacre.world.scene.assets import Asset, Assets
from nacre.world.scene.looks import Look, Wardrobe
from nacre.world.scene.surroundings import Surroundings
from nacre.world.state import (
    E_PHASE,
    E_RANK,
    E_SIZE,
    E_TIMER,
    E_VEL,
    E_YAW,
    ENTITY_SLOTS,
    P_POS,
    P_SWIMMING,
    P_YAW,
    STAYS,
    WorldState,
)

SIGHT: Final = 90.0  # metres beyond which a character is not drawn
GREETING: Final = 3.2  # metres at which people turn their heads to the player, and talk
MOVING: Final = 0.18  # m/s below which a body stands
_FLIES: Final = frozenset({"dragon", "bird"})
_SWIMS: Final = frozenset({"fish", "shark"})
_GRAZES: Final = frozenset({"sheep", "deer", "horse", "cow", "goat", "camel", "rabbit"})
_WORKS: Final = frozenset({"blacksmith", "farmer"})
_SHOWN: Final = frozenset({"sit", "sleep", "work", "talk", "attack", "graze"})  # poses of who does not walk


@dataclass(frozen=True)
class _Body:
    """Someone to draw: look, slot (1 + in the entity channel), place, yaw, size, speed m/s, phase 0..1, activity."""

    look: Look
    slot: int
    place: tuple[float, float, float]
    yaw: float
    size: float
    speed: float
    phase: float
    activity: str
    gaze: tuple[float, float]


@dataclass(frozen=True)
class Posed:
    """Someone in sight as they stand: slot, asset, transform to the world f32 [3, 4], and a matrix f32 [3, 4] in their
    own axes for each moving group."""

    slot: int
    asset: Asset
    transform: NDArray[np.float32]
    groups: NDArray[np.float32]


class Cast:
    """Draws whoever lives in a world by the pose network; holds no state of any world."""

    def __init__(self, poser: Poser) -> None:
        self._poser = poser

    @classmethod
    def load(cls) -> Cast:
        """With the shipped pose network; raises WeightsError."""
        return cls(Poser())

    @staticmethod
    def looks(state: WorldState, place: Surroundings) -> list[Look]:
        """The looks of everyone awake in a world."""
        slots = np.flatnonzero(state.entity_class >= 0)
        return sorted({_look_of(state, int(slot), place) for slot in slots}, key=repr)

    @staticmethod
    def openers(state: WorldState) -> list[int]:
        """Slots of those who can open doors and are on their way."""
        found = []
        for slot in np.flatnonzero(state.entity_class >= 0):
            person = BY_NAME[ENTITIES[int(state.entity_class[slot])]].group == "person"
            if person and float(np.hypot(*state.entities[slot, E_VEL][[0, 2]])) > MOVING:
                found.append(int(slot))
        return found

    def instances(
        self,
        assets: Assets,
        place: Surroundings,
        company: Company,
        state: WorldState,
        before: NDArray[np.float64],
        players: dict[int, NDArray[np.float64]],
        blend: float,
    ) -> Instances:
        """Everyone in sight of `state`'s player, to draw.

        before [ENTITY_SLOTS, ENTITY_DIM]: the host's characters a tick ago; players: the other bodies' vectors then;
        blend: 0 is then, 1 is now.
        """
        return _drawn(assets, self.posed(assets, place, company, state, before, players, blend))

    def posed(
        self,
        assets: Assets,
        place: Surroundings,
        company: Company,
        state: WorldState,
        before: NDArray[np.float64],
        players: dict[int, NDArray[np.float64]],
        blend: float,
    ) -> list[Posed]:
        """Everyone in sight of `state`'s player; see `instances`."""
        eye = state.player[P_POS]
        bodies = _characters(company.host, place, before, eye, state, blend)
        bodies += _players(company, place, state, players, blend)
        if not bodies:
            return []
        known = assets.prepare(list(dict.fromkeys(body.look for body in bodies)))
        return self._posed(bodies, [known[body.look] for body in bodies])

    def _posed(self, bodies: Sequence[_Body], with_assets: Sequence[Asset]) -> list[Posed]:
        skeletons = [asset.bones for asset in with_assets]
        columns = np.array(
            [
                (
                    PLAN_INDEX[plan_of(body.look.shape)], ACTIVITY_INDEX[body.activity], body.phase,
                    body.speed / max(bones.leg * body.size, 0.05), *body.gaze,
                )
                for body, bones in zip(bodies, skeletons, strict=True)
            ]
        )  # fmt: skip
        rest = columns[:, 2:].astype(np.float32)
        poses = self._poser.poses(
            columns[:, 0].astype(np.int64), columns[:, 1].astype(np.int64), rest[:, 0], rest[:, 1], rest[:, 2],
            rest[:, 3],
        )  # fmt: skip
        stands = np.stack([placed(*body.place, body.yaw, body.size) for body in bodies])
        moved = [posed(bones, pose) for bones, pose in zip(skeletons, poses, strict=True)]
        transforms = stands[:, :, :3] @ np.stack([whole for whole, _ in moved])
        transforms[:, :, 3] += stands[:, :, 3]
        return [
            Posed(body.slot, asset, transform, groups)
            for body, asset, transform, (_, groups) in zip(bodies, with_assets, transforms, moved, strict=True)
        ]


def _drawn(assets: Assets, bodies: Sequence[Posed]) -> Instances:
    if not bodies:
        return Instances.of([], [])
    lengths = np.array([len(body.groups) for body in bodies])
    first = np.where(lengths > 0, np.cumsum(lengths) - lengths, -1)
    count = len(bodies)
    return Instances(
        np.array([assets.mesh(body.asset) for body in bodies], np.int32),
        np.stack([body.transform for body in bodies]), np.ones((count, 3), np.float32),
        np.array([body.slot + 1 for body in bodies], np.uint8),
        np.full(count, CASTS_SHADOW | LIT_WINDOWS, np.uint8),
        first.astype(np.int32), np.concatenate([body.groups for body in bodies]).reshape(-1, 3, 4),
    )  # fmt: skip


def _look_of(state: WorldState, slot: int, place: Surroundings) -> Look:
    name, style = ENTITIES[int(state.entity_class[slot])], int(state.entity_look[slot])
    return _character(place.wardrobe, name, style, rank_of(state, slot))


@lru_cache(maxsize=1024)
def _character(wardrobe: Wardrobe, name: str, style: int, rank: int | None) -> Look:
    """Kept: a look is worked out from many hashes, and asked for in every picture."""
    return wardrobe.character(name, style, rank)


def rank_of(state: WorldState, slot: int) -> int | None:
    """A character's number among those of its class in the core, which tells what the prompt asks of it; None for who
    comes from beyond the core. In worlds saved before this was kept, its number by slot."""
    kept = int(state.entities[slot, E_RANK])
    if kept:
        return kept - 1 if kept > 0 else None
    return int((state.entity_class[:slot] == state.entity_class[slot]).sum())


def _pose_of(state: WorldState, slot: int) -> str:
    """The pose that the prompt asks of a character, where it can be shown: nobody sits down on air."""
    name = ENTITIES[int(state.entity_class[slot])]
    item = asked_of(state.spec.items, name, rank_of(state, slot))
    if item is None or item.pose not in _SHOWN:
        return "any"
    seated = item.relation == "on_top_of" or BY_NAME[name].group != "person"
    return item.pose if item.pose != "sit" or seated else "any"


def _between(then: float, now: float, mix: float, whole: float) -> float:
    """A value that wraps at `whole`, between two ticks."""
    return now - (1 - mix) * ((now - then + whole / 2) % whole - whole / 2)


def _activity(
    name: str, speed: float, near: float, tick: float, slot: int, wet: bool, pose: str = "any", stays: bool = False
) -> str:
    if stays or (pose != "any" and speed <= MOVING):
        return pose if pose != "any" else "idle"
    if name in _FLIES:
        return "fly"
    if name in _SWIMS or wet:
        return "swim"
    if speed > 3.2:
        return "run"
    if speed > MOVING:
        return "walk"
    if BY_NAME[name].group == "person":
        if name in _WORKS and near > GREETING:
            return "work"
        return "talk" if near < GREETING else "idle"
    # animals graze for a while, then look up
    return "graze" if name in _GRAZES and int(tick / 160 + slot * 1.7) % 3 else "idle"


def _characters(
    host: WorldState, place: Surroundings, before: NDArray[np.float64], eye: NDArray[np.float64], seer: WorldState,
    blend: float,
) -> list[_Body]:  # fmt: skip
    found = []
    tick = float(host.clock[0]) - 1.0 + blend
    for slot in np.flatnonzero(host.entity_class >= 0):
        now, then = host.entities[slot], before[slot]
        # woken or carried this tick: nothing to blend from
        mix = blend if float(np.abs(now[:3] - then[:3]).max()) < 3.0 else 1.0
        x, y, z = (float(v) for v in then[:3] * (1 - mix) + now[:3] * mix)
        away = math.hypot(x - eye[0], z - eye[2])
        if away > SIGHT:
            continue
        name = ENTITIES[int(host.entity_class[slot])]
        yaw = _between(float(then[E_YAW]), float(now[E_YAW]), mix, 2 * math.pi)
        speed = float(np.hypot(now[E_VEL][0], now[E_VEL][2]))
        stays = float(now[E_TIMER]) >= STAYS
        activity = _activity(name, speed, away, tick, int(slot), False, _pose_of(host, int(slot)), stays)
        if activity in ("walk", "run"):
            phase = _between(float(then[E_PHASE]), float(now[E_PHASE]), mix, 1.0) % 1.0
        else:
            phase = (tick * TICK * cycle_rate(plan_of(name), activity, speed, 0.8) + slot * 0.37) % 1.0
        found.append(
            _Body(_look_of(host, int(slot), place), int(slot), (x, y, z), yaw, float(now[E_SIZE]), speed, phase,
                  activity, _gaze(x, y, z, yaw, seer, away))
        )  # fmt: skip
    return found


def _gaze(x: float, y: float, z: float, yaw: float, seer: WorldState, away: float) -> tuple[float, float]:
    """Where a head turns: to the player when near and not behind; yaw and pitch in radians against the body."""
    if not 0.5 < away < 2 * GREETING:
        return 0.0, 0.0
    dx, dz = float(seer.player[0]) - x, float(seer.player[2]) - z
    turn = (math.atan2(-dx, -dz) - yaw + math.pi) % (2 * math.pi) - math.pi
    if abs(turn) > 1.4:
        return 0.0, 0.0
    fade = min(1.0, 2 - away / GREETING)
    return turn * fade, max(-0.5, min(0.5, math.atan2(float(seer.player[1]) - y, away))) * fade


def _players(
    company: Company, place: Surroundings, state: WorldState, before: dict[int, NDArray[np.float64]], blend: float
) -> list[_Body]:
    found = []
    for number, body in company.others(state):
        then, now = before[number], body.player
        mix = blend if float(np.abs(now[:3] - then[:3]).max()) < 3.0 else 1.0
        x, y, z = (float(v) for v in then[:3] * (1 - mix) + now[:3] * mix)
        if math.hypot(x - state.player[0], z - state.player[2]) > SIGHT:
            continue
        name, style = looks(number)
        speed = math.hypot(float(now[3]), float(now[5]))
        first, second = company.steps.get(body, (0.0, 0.0))
        phase = _between(first % 1.0, second % 1.0, mix, 1.0) % 1.0
        activity = _activity(name, speed, 99.0, 0.0, number, bool(now[P_SWIMMING] > 0.5))
        yaw = _between(float(then[P_YAW]), float(now[P_YAW]), mix, 2 * math.pi)
        look = place.wardrobe.character(name, style, None)
        found.append(_Body(look, ENTITY_SLOTS + number, (x, y, z), yaw, 1.0, speed, phase, activity, (0.0, 0.0)))
    return found
