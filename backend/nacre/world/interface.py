"""What a world model offers to the server: the one interface, whoever made the model."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Protocol, runtime_checkable

import numpy as np
from numpy.typing import NDArray

from nacre.spec import Item, SceneSpec
from nacre.world.state import WorldState

Progress = Callable[[str, float, str], None]  # stage, fraction 0..1, text for people


@dataclass(frozen=True)
class Capabilities:
    """What a model can do, announced in `welcome`."""

    name: str
    frames_per_step: int = 1
    tick_hz: float = 20.0
    max_width: int = 1280
    max_height: int = 720
    channels: tuple[str, ...] = ("rgb", "depth", "entity", "state")
    prompt: bool = True
    photo: bool = False
    bodies: bool = False  # whether others may `join` a world with bodies of their own
    actions: dict[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class ModelIdentity:
    """Which model made a world. A save is taken up only by a model of the same identity.

    name is that of `Capabilities`; format counts changes to what the arrays of a WorldState mean; weights is the
    sha-256 (hex) of every weight file that worlds are made from, by file name. earlier are fingerprints that releases
    before this class wrote for the same model and weights.
    """

    name: str
    format: int = 1
    weights: Mapping[str, str] = field(default_factory=dict)
    earlier: frozenset[str] = frozenset()

    @property
    def fingerprint(self) -> str:
        """Hex sha-256 of name, format and weights: what a save carries."""
        text = json.dumps([self.name, self.format, dict(self.weights)], sort_keys=True)
        return hashlib.sha256(text.encode()).hexdigest()

    def accepts(self, fingerprint: str) -> bool:
        """Whether a save with this fingerprint is of this model and these weights."""
        return fingerprint == self.fingerprint or fingerprint in self.earlier


@dataclass(frozen=True)
class Pose:
    """Where a body is that somebody else moves: feet in metres, velocity in m/s, yaw and pitch in radians."""

    position: tuple[float, float, float]
    velocity: tuple[float, float, float]
    yaw: float
    pitch: float
    grounded: bool = True


@dataclass(frozen=True)
class Action:
    """One tick of input. move_x right, move_z forward, each -1..1 and held; look in radians, summed.

    look_yaw > 0 turns left, look_pitch > 0 looks up (the axes of docs/internals.md). With a pose the body is where it
    says, and nothing else of the action counts.
    """

    move_x: float = 0.0
    move_z: float = 0.0
    jump: bool = False
    sprint: bool = False
    look_yaw: float = 0.0
    look_pitch: float = 0.0
    pose: Pose | None = None


@dataclass(frozen=True)
class Camera:
    """A pinhole: eye position in metres, yaw and pitch in radians, vertical field of view in radians.

    The field of view is that of a player's own eyes, where none is given.
    """

    position: tuple[float, float, float]
    yaw: float
    pitch: float
    fov: float = 1.13


@dataclass(frozen=True)
class Rendered:
    """One picture: rgb uint8 [H, W, 3], depth float16 [H, W] metres along the view axis, entity uint8 [H, W]."""

    rgb: NDArray[np.uint8]
    depth: NDArray[np.float16]
    entity: NDArray[np.uint8]
    camera: Camera
    ms: dict[str, float]  # shadow, raster, shade, …


@runtime_checkable
class TellsUnmet(Protocol):
    """A model that places things and can tell which of a spec's relations do not hold in a world it made."""

    def unmet(self, state: WorldState) -> list[Item]:
        """The items whose relation or arrangement does not hold."""
        ...


class WorldModel(Protocol):
    """Batched over worlds. Called from one thread only: the one that owns the device.

    A world is its WorldState plus caches the model keeps for it; `forget` drops those caches.
    """

    def caps(self) -> Capabilities:
        """Sizes, channels and the action schema."""
        ...

    def identity(self) -> ModelIdentity:
        """Name, format of its worlds and hashes of its weights; reads the weight files."""
        ...

    def open(self, spec: SceneSpec, seed: int, progress: Progress) -> WorldState:
        """Make a world; the player stands at its start. Same spec and seed, same world."""
        ...

    def restore(self, state: WorldState, progress: Progress) -> WorldState:
        """Rebuild the caches of a stored state so that stepping and rendering can go on."""
        ...

    def join(self, host: WorldState, body: WorldState | None, progress: Progress) -> WorldState:
        """A second body in the world of `host`: as it was stored, or a new one beside the host's own.

        It is stepped, looked through, drawn and described like any world, in one batch with its host; each sees the
        other as a character. Done again, it binds a body to the state that took its host's place, or takes up a
        place that was written into it. Only with `Capabilities.bodies`.
        """
        ...

    def look(self, state: WorldState, yaw: float, pitch: float) -> None:
        """Turn the player's head at once, between ticks; look must not wait for a tick."""
        ...

    def step(self, states: Sequence[WorldState], actions: Sequence[Action]) -> list[list[dict[str, Any]]]:
        """One 20 Hz tick of each, in place; returns each world's events."""
        ...

    def render(
        self,
        states: Sequence[WorldState],
        cameras: Sequence[Camera | None],
        size: tuple[int, int],
        blend: Sequence[float],
    ) -> list[Rendered]:
        """Draw each world, size (width, height); None is the player's own camera.

        blend 0..1 places each picture between the previous tick (0) and the newest (1).
        """
        ...

    def describe(self, state: WorldState) -> dict[str, Any]:
        """Player, entities, objects nearby and atmosphere as plain data for a `state` message."""
        ...

    def forget(self, state: WorldState) -> None:
        """Free the caches of a world that is closed."""
        ...
