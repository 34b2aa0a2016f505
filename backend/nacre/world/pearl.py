"""Pearl: the world model assembled, behind the interface every model offers."""

from __future__ import annotations

import hashlib
import json
import math
import time
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import numpy as np
import torch
from numpy.typing import NDArray

from nacre.spec import SceneSpec
from nacre.vocabulary import ENTITIES, PHASES
from nacre.world import company
from nacre.world.atmosphere import Atmosphere
from nacre.world.company import Company
from nacre.world.description import awake, describe
from nacre.world.dynamics.actions import apply_look
from nacre.world.dynamics.network import Dynamics, step_world
from nacre.world.grid import EYE, TICK, VIEW
from nacre.world.inhabitants import settle
from nacre.world.interface import Action, Camera, Capabilities, ModelIdentity, Progress, Rendered
from nacre.world.kernels.parallel import hands, share
from nacre.world.layout.generator import Generator
from nacre.world.layout.network import Token
from nacre.world.place import Chunk, Place, chunk_of
from nacre.world.state import (
    E_PHASE,
    P_GROUNDED,
    P_PITCH,
    P_POS,
    P_VEL,
    P_YAW,
    WorldState,
)
from nacre.world.voxels.march import march
from nacre.world.voxels.posed import Posed
from nacre.world.voxels.poses import bodies, characters
from nacre.world.voxels.shading import Shading
from nacre.world.voxels.shapes import ShapeLibrary
from nacre.world.weights import WEIGHTS, hash_files

DAY_SECONDS: Final = 48 * 60.0  # a day passes in 48 minutes: dusk within a play session
HOUR_STEPS: Final = 400  # the light is worked out anew every 0.3 s, not for every frame
CLOUD_SPEED: Final = 0.01  # cloud lengths per second
WORLD_FORMAT: Final = 1  # raise it when the arrays of a WorldState change their meaning
WEIGHT_FILES: Final = tuple(WEIGHTS / f"{n}.safetensors" for n in ("dynamics", "layout", "shader", "shapes", "terrain"))
# What releases up to 0.1 hashed into a save, in this order, by file name.
_HASHED_BEFORE: Final = ("dynamics", "land_reader", "layout", "reader", "shader", "shapes", "terrain")
DEFAULT_FOV: Final = 1.13
FIRST_SIGHT: Final = 0.3  # cosine to the view's axis beyond which poses can be decoded after the first picture


def quiet(stage: str, fraction: float, text: str) -> None:
    """A Progress that says nothing."""


@dataclass
class _Scene:
    """What a world keeps outside its state: caches, and the tick before, to interpolate from."""

    place: Place
    player: NDArray[np.float64]
    entities: NDArray[np.float64]
    company: Company


class Pearl:
    """A `WorldModel`. Call from one thread; chunks are prefetched on a thread of its own."""

    def __init__(self, generator: Generator, shapes: ShapeLibrary, dynamics: Dynamics, shading: Shading) -> None:
        self._generator, self._shapes = generator, shapes
        self._dynamics, self._shading = dynamics, shading
        # one thread for what is made ahead: its results do not depend on it, and two would spin against the frame
        self._worker = ThreadPoolExecutor(1, "nacre-grow", lambda: torch.set_num_threads(1))
        self._scenes: dict[int, _Scene] = {}
        self.weight_files: Sequence[Path] = WEIGHT_FILES  # what the networks above were read from

    @classmethod
    def load(cls) -> Pearl:
        """From the shipped weights; raises WeightsError that says which file is missing."""
        return cls(Generator.load(), ShapeLibrary.load(), Dynamics.load(), Shading.load())

    def warm(self) -> None:
        """Make, move and draw one small world, so that the first real one waits for no compiler and no cold cache.

        On a machine's first run this compiles the kernels, which takes a minute or two; they are kept on disk.
        """
        state = self.open(SceneSpec(), 0)
        self.step([state], [Action()])
        self.render([state], [None], (320, 180), [1.0])
        self.forget(state)

    def stock(self) -> Iterator[float]:
        """Decode the shapes ahead and keep them on disk (`ShapeLibrary.stock`); yields the share that is there."""
        return self._shapes.stock()

    @classmethod
    def for_serving(cls) -> Pearl:
        """Loaded and warm."""
        pearl = cls.load()
        pearl.warm()
        return pearl

    def caps(self) -> Capabilities:
        """See WorldModel."""
        held = {"move_x": "axis", "move_z": "axis", "jump": "button", "sprint": "button"}
        look = {"yaw": "radians", "pitch": "radians"}
        return Capabilities("pearl-s", bodies=True, actions={"held": held, "look": look})

    def identity(self) -> ModelIdentity:
        """See WorldModel. The same for every runtime that draws the pictures."""
        name = self.caps().name
        return ModelIdentity(name, WORLD_FORMAT, hash_files(self.weight_files), _earlier_fingerprints(name))

    def open(self, spec: SceneSpec, seed: int, progress: Progress = quiet) -> WorldState:
        """See WorldModel."""
        progress("generate", 0.0, "reading the land")
        x, z, yaw = self._generator.start(spec, seed)
        state = WorldState(json.dumps(spec.to_dict()))
        state.rng[0] = seed
        state.clock[1] = spec.hours
        state.player[P_POS] = x, 0.0, z
        state.player[P_YAW] = yaw
        self.restore(state, progress)
        place = self._scene(state).place
        state.player[1] = place.stand(x, z)
        state.player[P_GROUNDED] = 1.0
        self._scene(state).player = state.player.copy()
        progress("ready", 1.0, "step inside")
        return state

    def restore(self, state: WorldState, progress: Progress = quiet) -> WorldState:
        """See WorldModel."""
        place = Place(self._generator, self._shapes, self._worker, state.spec, int(state.rng[0]))
        self._scenes[id(state)] = _Scene(place, state.player.copy(), state.entities.copy(), Company([state]))
        self._move_window(state, place, progress)
        self._scenes[id(state)].entities = state.entities.copy()
        share(lambda look: self._shapes.prepare(look[0], look[1], phase=look[2]), self._looks(state), hands())
        return state

    def join(self, host: WorldState, body: WorldState | None = None, progress: Progress = quiet) -> WorldState:
        """See WorldModel."""
        fresh, body = body is None, company.beside(host) if body is None else body
        with_host = self._scene(host).company
        scene = self._scenes.get(id(body))
        if scene is None:
            place = Place(self._generator, self._shapes, self._worker, body.spec, int(body.rng[0]))
            scene = self._scenes[id(body)] = _Scene(place, body.player.copy(), body.entities.copy(), with_host)
        elif scene.company is not with_host:
            scene.company.leave(body)
            scene.company = with_host
        if not any(one is body for one in with_host.bodies):
            with_host.bodies.append(body)
        self._move_window(body, scene.place, progress)
        if fresh:
            spots = [(x, scene.place.stand(x, z), z) for x, z in company.places(host)]
            body.player[P_POS] = min(spots, key=lambda spot: round(abs(spot[1] - float(host.player[1])), 1))
            body.player[P_GROUNDED] = 1.0
        body.clock[:] = host.clock
        scene.player = body.player.copy()
        seen = [company.looks(number) for number in range(len(with_host.bodies))]
        poses = [(*look, phase) for look in seen for phase in range(PHASES)]
        share(lambda look: self._shapes.prepare(look[0], look[1], phase=look[2]), poses, hands())
        return body

    @staticmethod
    def _looks(state: WorldState) -> list[tuple[str, int, int]]:
        """Class, look and pose of every character that the first pictures may show, and the pose that follows."""
        looks = set()
        yaw = float(state.player[P_YAW])
        for slot in np.flatnonzero(state.entity_class >= 0):
            row = state.entities[slot]
            dx, dz = float(row[0] - state.player[0]), float(row[2] - state.player[2])
            ahead, away = -dx * math.sin(yaw) - dz * math.cos(yaw), math.hypot(dx, dz)
            if away > VIEW or ahead < FIRST_SIGHT * away:
                continue
            phase = int(row[E_PHASE] * PHASES) % PHASES
            name, look = ENTITIES[int(state.entity_class[slot])], int(state.entity_look[slot])
            looks |= {(name, look, phase), (name, look, (phase + 1) % PHASES)}
        return sorted(looks)

    def _scene(self, state: WorldState) -> _Scene:
        return self._scenes[id(state)]

    def _move_window(self, state: WorldState, place: Place, progress: Progress | None = None) -> None:
        centre = chunk_of(float(state.player[0]), float(state.player[2]))
        if place.ensure(centre, progress) or tuple(state.window) != centre:
            state.window[:] = centre
            if self._scene(state).company.host is state:
                settle(state, place)

    def look(self, state: WorldState, yaw: float, pitch: float) -> None:
        """See WorldModel."""
        apply_look(state, yaw, pitch)

    def step(self, states: Sequence[WorldState], actions: Sequence[Action]) -> list[list[dict[str, Any]]]:
        """See WorldModel."""
        scenes = [self._scene(state) for state in states]
        for state, scene in zip(states, scenes, strict=True):
            scene.player, scene.entities = state.player.copy(), state.entities.copy()
        events = step_world(self._dynamics, states, actions, [s.place.distance for s in scenes])
        for state, scene in zip(states, scenes, strict=True):
            state.clock[1] = (state.clock[1] + 24 * TICK / DAY_SECONDS) % 24
            scene.company.walked(state, scene.player)
            self._move_window(state, scene.place)
            vx, _, vz = (float(v) for v in state.player[P_VEL])
            scene.place.prefetch(float(state.player[0]), float(state.player[2]), vx, vz)
        return events

    def refresh(self, state: WorldState) -> None:
        """Take over a state that was changed from outside (moved player, other characters)."""
        scene = self._scene(state)
        self._move_window(state, scene.place)
        scene.player, scene.entities = state.player.copy(), state.entities.copy()

    def tokens(self, state: WorldState, chunks: list[Chunk]) -> dict[Chunk, list[Token]]:
        """What the generator placed in the given chunks."""
        return self._scene(state).place.tokens(chunks)

    def camera(self, state: WorldState, blend: float = 1.0) -> Camera:
        """The player's own eyes, between the last tick (0) and the newest (1)."""
        before = self._scene(state).player
        feet = before[P_POS] * (1 - blend) + state.player[P_POS] * blend
        x, y, z = (float(v) for v in feet)
        return Camera((x, y + EYE, z), float(state.player[P_YAW]), float(state.player[P_PITCH]), DEFAULT_FOV)

    def _posed(self, state: WorldState, blend: float) -> list[Posed]:
        together = self._scene(state).company
        host = self._scene(together.host)
        before = {number: self._scene(body).player for number, body in together.others(state)}
        found = bodies(self._shapes, together, state, before, blend)
        return found + characters(self._shapes, together.host, host.entities, state.player, blend)

    def gbuffer(
        self, state: WorldState, camera: Camera, width: int, height: int, blend: float = 1.0
    ) -> tuple[NDArray[np.float32], NDArray[np.float32]]:
        """G-buffer [height, width, 20] and atmosphere vector [16] of a view."""
        spec = state.spec
        air = Atmosphere(round(float(state.clock[1]) * HOUR_STEPS) / HOUR_STEPS, spec.weather, spec.fog, spec.mood)
        scene = self._scene(state)
        drift = float(state.clock[0]) * TICK * CLOUD_SPEED
        buffer = march(scene.place.window, self._posed(state, blend), camera, air.sun(), width, height, drift)
        return buffer, air.vector()

    def render(
        self,
        states: Sequence[WorldState],
        cameras: Sequence[Camera | None],
        size: tuple[int, int],
        blend: Sequence[float],
    ) -> list[Rendered]:
        """See WorldModel. Depth and entities come at half the picture's size, as they were traced."""
        width, height = size
        out = []
        for state, own, mix in zip(states, cameras, blend, strict=True):
            camera = own if own is not None else self.camera(state, mix)
            start = time.perf_counter()
            # the shader works in blocks of 4 picture pixels a side
            low_w, low_h = -(-width // 4) * 2, -(-height // 4) * 2
            buffer, air = self.gbuffer(state, camera, low_w, low_h, mix)
            traced = time.perf_counter()
            rgb = self._shading.shade(buffer, air)[:height, :width]
            shaded = time.perf_counter()
            out.append(
                Rendered(
                    rgb=np.ascontiguousarray(rgb),
                    depth=axial_depth(buffer, camera),
                    entity=buffer[..., 18].astype(np.uint8),
                    camera=camera,
                    ms={"march": (traced - start) * 1e3, "shade": (shaded - traced) * 1e3},
                )
            )
        return out

    def describe(self, state: WorldState) -> dict[str, Any]:
        """See WorldModel."""
        together = self._scene(state).company
        others = [company.told(number, body) for number, body in together.others(state)]
        return {**describe(state, self._scene(state).place), "entities": awake(together.host) + others}

    def forget(self, state: WorldState) -> None:
        """See WorldModel."""
        scene = self._scenes.pop(id(state), None)
        if scene is not None:
            scene.company.leave(state)
            scene.place.close()


def _earlier_fingerprints(name: str) -> frozenset[str]:
    """What saves of this model carry that were written before models had an identity.

    Then the class and, for the CPU's model alone, every shipped weight file was hashed; that of the device's model
    says nothing of its weights.
    """
    whole = hashlib.sha256(f"nacre.world.pearl.Pearl {name}".encode())
    for path in (WEIGHTS / f"{part}.safetensors" for part in _HASHED_BEFORE):
        if path.is_file():
            whole.update(path.name.encode() + path.read_bytes())
    device = hashlib.sha256(f"nacre.runtime.device_pearl.DevicePearl {name}".encode())
    return frozenset({whole.hexdigest(), device.hexdigest()})


def axial_depth(buffer: NDArray[np.float32], camera: Camera) -> NDArray[np.float16]:
    """Depth along the view axis from depth along the rays, float16 metres, [H, W]; VIEW where nothing was hit."""
    ahead = np.array(
        [
            -math.sin(camera.yaw) * math.cos(camera.pitch),
            math.sin(camera.pitch),
            -math.cos(camera.yaw) * math.cos(camera.pitch),
        ],
        np.float32,
    )
    axial = buffer[..., 0] * (buffer[..., 14:17] @ ahead)
    return np.where(buffer[..., 1] > 0, axial, np.float32(VIEW)).astype(np.float16)
