"""A test pattern you can walk through: no network, no weights, every pixel and depth known exactly.

For authors of engine plugins (`nacre serve --model test-pattern`) and for tests of the server. It shows a 1 m
checked floor under a sky, a red cube on a circle, colour bars, the pose in figures, and the tick number as a
row of 16 black and white blocks (most significant bit first) along the bottom edge.
"""

from __future__ import annotations

import hashlib
import json
import math
from collections.abc import Sequence
from typing import Any, Final, NamedTuple

import numpy as np
from numpy.typing import NDArray

from nacre.spec import Item, SceneSpec
from nacre.vocabulary import ENTITIES, ENTITY_INDEX
from nacre.world.company import Company, beside, entity_fields, places
from nacre.world.description import player_fields
from nacre.world.grid import EYE, TICK, VIEW
from nacre.world.interface import Action, Camera, Capabilities, ModelIdentity, Progress, Rendered
from nacre.world.state import (
    E_POS,
    E_SIZE,
    E_YAW,
    ENTITY_SLOTS,
    P_GROUNDED,
    P_PITCH,
    P_POS,
    P_VEL,
    P_YAW,
    WorldState,
)

FOV: Final = 1.13
WALK, RUN, JUMP, GRAVITY = 3.0, 6.0, 5.0, -15.0  # metres, seconds
CUBE: Final = 1.0  # edge in metres
CUBE_RADIUS, CUBE_PERIOD = 4.0, 6.0  # metres, seconds a round; centred 6 m ahead of the start
CUBE_CENTRE: Final = (0.0, -6.0)
CUBE_SLOT: Final = 0
DRY: Final = -10.0  # metres: the level of a water that lies below the floor
PITCH_LIMIT: Final = 1.45
BARS: Final = np.array(
    [
        (235, 235, 235),
        (235, 235, 16),
        (16, 235, 235),
        (16, 235, 16),
        (235, 16, 235),
        (235, 16, 16),
        (16, 16, 235),
    ],
    np.uint8,
)
CUBE_COLOUR: Final = (220, 40, 40)
POST: Final = (0.3, 0.9, 0.3)  # half the edges of another player
POST_COLOUR: Final = (40, 60, 220)
SKY: Final = np.array((120, 170, 230), np.uint8)
BITS: Final = 16
# 3x5 figures, one row of three bits per octal digit, top row first.
FONT: Final = {
    "0": "75557", "1": "26227", "2": "71747", "3": "71717", "4": "55711", "5": "74717", "6": "74757",
    "7": "71111", "8": "75757", "9": "75717", "-": "00700", "+": "02720", ".": "00002",
    " ": "00000", "X": "55255", "Y": "55222",
    "Z": "71247", "T": "72222", "W": "55575", "P": "75744",
}  # fmt: skip


class Box(NamedTuple):
    """Something to see: middle [3] and half its edges in metres, colour, and number in the entity channel."""

    middle: NDArray[np.float64]
    half: tuple[float, float, float]
    colour: tuple[int, int, int]
    number: int


class TestPatternWorld:
    """A `WorldModel` whose worlds differ by seed in the colours of the floor. Call from one thread."""

    __test__ = False  # pytest must not take it for a test

    def __init__(self) -> None:
        self._before: dict[WorldState, tuple[NDArray[np.float64], NDArray[np.float64]]] = {}
        self._company: dict[WorldState, Company] = {}

    def caps(self) -> Capabilities:
        """See WorldModel."""
        held = {"move_x": "axis", "move_z": "axis", "jump": "button", "sprint": "button"}
        look = {"yaw": "radians", "pitch": "radians"}
        return Capabilities("test-pattern", bodies=True, actions={"held": held, "look": look})

    def identity(self) -> ModelIdentity:
        """See WorldModel."""
        name = self.caps().name
        before = hashlib.sha256(f"nacre.adapters.test_pattern.TestPatternWorld {name}".encode()).hexdigest()
        return ModelIdentity(name, earlier=frozenset({before}))

    def open(self, spec: SceneSpec, seed: int, progress: Progress) -> WorldState:
        """See WorldModel."""
        state = WorldState(json.dumps(spec.to_dict()))
        state.rng[0] = seed
        state.clock[1] = spec.hours
        state.player[P_GROUNDED] = 1.0
        state.entity_class[CUBE_SLOT] = ENTITY_INDEX["sheep"]
        state.entities[CUBE_SLOT, E_SIZE] = 1.0
        _move_cube(state)
        progress("generate", 1.0, "painting the pattern")
        return self.restore(state, progress)

    def restore(self, state: WorldState, progress: Progress) -> WorldState:
        """See WorldModel."""
        self._before[state] = (state.player.copy(), state.entities.copy())
        self._company.setdefault(state, Company([state]))
        return state

    def join(self, host: WorldState, body: WorldState | None, progress: Progress) -> WorldState:
        """See WorldModel. Others are seen as a blue post with its feet where they stand."""
        if body is None:
            body = beside(host)
            body.player[P_POS][[0, 2]] = places(host)[0]
            body.player[P_GROUNDED] = 1.0
        self.forget(body)
        self._company[body] = self._company[host]
        self._company[host].bodies.append(body)
        body.clock[:], body.entities[:], body.entity_class[:] = host.clock, host.entities, host.entity_class
        return self.restore(body, progress)

    def look(self, state: WorldState, yaw: float, pitch: float) -> None:
        """See WorldModel."""
        player = state.player
        player[P_YAW] = (player[P_YAW] + yaw + math.pi) % (2.0 * math.pi) - math.pi
        player[P_PITCH] = min(PITCH_LIMIT, max(-PITCH_LIMIT, player[P_PITCH] + pitch))

    def step(self, states: Sequence[WorldState], actions: Sequence[Action]) -> list[list[dict[str, Any]]]:
        """See WorldModel. Events: `jumped`, and `landed` with a speed."""
        return [self._step(state, action) for state, action in zip(states, actions, strict=True)]

    def _step(self, state: WorldState, action: Action) -> list[dict[str, Any]]:
        self._before[state] = (state.player.copy(), state.entities.copy())
        player, events = state.player, list[dict[str, Any]]()
        self.look(state, action.look_yaw, action.look_pitch)
        sine, cosine = math.sin(player[P_YAW]), math.cos(player[P_YAW])
        speed = (RUN if action.sprint else WALK) / max(1.0, math.hypot(action.move_x, action.move_z))
        player[P_VEL][0] = speed * (action.move_x * cosine - action.move_z * sine)
        player[P_VEL][2] = speed * (-action.move_x * sine - action.move_z * cosine)
        if player[P_GROUNDED] and action.jump:
            player[P_VEL][1], player[P_GROUNDED] = JUMP, 0.0
            events.append({"kind": "jumped"})
        if not player[P_GROUNDED]:
            player[P_VEL][1] += GRAVITY * TICK
        player[P_POS] += player[P_VEL] * TICK
        if player[P_POS][1] <= 0.0 and not player[P_GROUNDED]:
            events.append({"kind": "landed", "speed": float(-player[P_VEL][1])})
            player[P_POS][1] = player[P_VEL][1] = 0.0
            player[P_GROUNDED] = 1.0
        state.clock[0] += 1
        _move_cube(state)
        return events

    def unmet(self, state: WorldState) -> list[Item]:
        """Whatever is to stand by something: there is nothing here it could stand by."""
        return [item for item in state.spec.items if item.to]

    def render(
        self,
        states: Sequence[WorldState],
        cameras: Sequence[Camera | None],
        size: tuple[int, int],
        blend: Sequence[float],
    ) -> list[Rendered]:
        """See WorldModel."""
        return [
            self._render(state, camera, size, mix) for state, camera, mix in zip(states, cameras, blend, strict=True)
        ]

    def _render(self, state: WorldState, camera: Camera | None, size: tuple[int, int], blend: float) -> Rendered:
        player, entities = self._before[state]
        if camera is None:
            x, y, z = player[P_POS] * (1 - blend) + state.player[P_POS] * blend
            yaw, pitch = float(state.player[P_YAW]), float(state.player[P_PITCH])
            camera = Camera((float(x), float(y) + EYE, float(z)), yaw, pitch, FOV)
        cube = entities[CUBE_SLOT, E_POS] * (1 - blend) + state.entities[CUBE_SLOT, E_POS] * blend
        boxes = [Box(np.add(cube, (0.0, CUBE / 2, 0.0)), (CUBE / 2,) * 3, CUBE_COLOUR, CUBE_SLOT + 1)]
        for number, body in self._company[state].others(state):
            feet = self._before[body][0][P_POS] * (1 - blend) + body.player[P_POS] * blend
            middle = np.add(feet, (0.0, POST[1], 0.0))
            boxes.append(Box(middle, POST, POST_COLOUR, ENTITY_SLOTS + number + 1))
        rgb, depth, entity = _draw(camera, size, boxes, int(state.rng[0]))
        _overlay(rgb, camera, int(state.clock[0]))
        return Rendered(rgb, depth, entity, camera, {})

    def describe(self, state: WorldState) -> dict[str, Any]:
        """See WorldModel."""
        player, cube, spec = state.player, state.entities[CUBE_SLOT], state.spec
        return {
            "player": player_fields(player),
            "entities": [
                {
                    "slot": CUBE_SLOT,
                    "class": ENTITIES[int(state.entity_class[CUBE_SLOT])],
                    "position": [float(v) for v in cube[E_POS]],
                    "yaw": float(cube[E_YAW]),
                    "look": 0,
                },
                *(entity_fields(number, body) for number, body in self._company[state].others(state)),
            ],
            "objects": [],
            "atmosphere": {
                "hours": float(state.clock[1]),
                "weather": spec.weather,
                "fog": spec.fog,
                "mood": spec.mood,
                "biome": spec.biome,
                "water": DRY,
            },
        }

    def forget(self, state: WorldState) -> None:
        """See WorldModel."""
        self._before.pop(state, None)
        if (company := self._company.pop(state, None)) is not None:
            company.leave(state)


def _move_cube(state: WorldState) -> None:
    angle = 2.0 * math.pi * state.clock[0] * TICK / CUBE_PERIOD
    x, z = CUBE_CENTRE
    cube = state.entities[CUBE_SLOT]
    cube[E_POS] = x + CUBE_RADIUS * math.cos(angle), 0.0, z + CUBE_RADIUS * math.sin(angle)
    cube[E_YAW] = 0.0


def _draw(
    camera: Camera, size: tuple[int, int], boxes: Sequence[Box], seed: int
) -> tuple[NDArray[np.uint8], NDArray[np.float16], NDArray[np.uint8]]:
    """Floor, sky and boxes by exact intersection; depth in metres along the view axis, VIEW for sky."""
    width, height = size
    sine, cosine = math.sin(camera.yaw), math.cos(camera.yaw)
    up, ahead = math.sin(camera.pitch), math.cos(camera.pitch)
    half = math.tan(camera.fov / 2.0)
    right = ((np.arange(width, dtype=np.float32) + 0.5) / width * 2 - 1) * half * width / height
    rise = (1 - (np.arange(height, dtype=np.float32) + 0.5) / height * 2) * half
    # ray = forward + right * r + upward * u, so that its parameter is the depth along the view axis
    flat = (ahead - rise * up)[:, None]
    ray_x = -sine * flat + cosine * right[None, :]
    ray_y = np.broadcast_to((up + rise * ahead)[:, None], (height, width))
    ray_z = -cosine * flat - sine * right[None, :]
    px, py, pz = (np.float32(value) for value in camera.position)
    with np.errstate(divide="ignore", invalid="ignore", over="ignore"):
        depth = np.where(ray_y < 0, -py / ray_y, np.inf)
        depth = np.where((depth > 0) & (depth < VIEW), depth, np.float32(VIEW)).astype(np.float32)
        floor = depth < VIEW
        check = (np.floor(px + ray_x * depth) + np.floor(pz + ray_z * depth)).astype(np.int64) & 1
        dark = np.array([60 + seed * 37 % 60, 60 + seed * 61 % 60, 60 + seed * 89 % 60], np.uint8)
        rgb = np.where(floor[..., None], np.where(check[..., None] == 1, dark, dark + 90), SKY).astype(np.uint8)
        entity = np.zeros(depth.shape, np.uint8)
        for box in boxes:
            low, high = np.full(depth.shape, -np.inf, np.float32), np.full(depth.shape, np.inf, np.float32)
            for ray, origin, middle, half_edge in zip(
                (ray_x, ray_y, ray_z), (px, py, pz), box.middle, box.half, strict=True
            ):
                one = (np.float32(middle - half_edge) - origin) / ray
                two = (np.float32(middle + half_edge) - origin) / ray
                low, high = np.maximum(low, np.minimum(one, two)), np.minimum(high, np.maximum(one, two))
            hit = (low > 0) & (low < high) & (low < depth)
            rgb[hit], entity[hit] = box.colour, box.number
            depth = np.where(hit, low, depth)
    return rgb, depth.astype(np.float16), entity


def _overlay(rgb: NDArray[np.uint8], camera: Camera, tick: int) -> None:
    height, width, _ = rgb.shape
    bar = max(2, height // 20)
    rgb[:bar] = np.repeat(BARS, -(-width // len(BARS)), axis=0)[None, :width]
    block = width // BITS
    bits = (tick >> np.arange(BITS - 1, -1, -1)) & 1
    rgb[-bar:, : block * BITS] = np.repeat(bits * 255, block)[None, :, None].astype(np.uint8)
    x, y, z = camera.position
    lines = [
        f"T{tick}",
        f"X{x:+.2f}",
        f"Y{y:+.2f}",
        f"Z{z:+.2f}",
        f"W{camera.yaw:+.2f}",
        f"P{camera.pitch:+.2f}",
    ]
    scale = max(1, height // 120)
    for row, line in enumerate(lines):
        figures = np.array([[int(digit) for digit in FONT[letter]] for letter in line])
        dots = (figures[:, :, None] >> np.array([2, 1, 0])) & 1
        cells = np.pad(dots, ((0, 0), (0, 0), (0, 1))).transpose(1, 0, 2).reshape(5, -1)
        mask = np.kron(cells, np.ones((scale, scale), np.int64)).astype(bool)
        top = bar + 2 + row * 7 * scale
        area = rgb[top : top + mask.shape[0], 2 : 2 + mask.shape[1]]
        area[mask[: area.shape[0], : area.shape[1]]] = (255, 255, 255)
