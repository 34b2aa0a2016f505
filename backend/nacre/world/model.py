"""Pearl: the world model assembled, behind the interface every model offers."""

from __future__ import annotations

import json
import math
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from nacre.spec import Item, SceneSpec
from nacre.vocabulary import ENTITIES
from nacre.world import company
from nacre.world.atmosphere import Atmosphere
from nacre.world.cold_start import PictureKernels, trim_memory
from nacre.world.company import Company
from nacre.world.description import awake, describe
from nacre.world.dynamics.actions import apply_look, apply_pose
from nacre.world.dynamics.network import Dynamics, step_world
from nacre.world.grid import EYE, TICK
from nacre.world.inhabitants import update_population
from nacre.world.interface import Action, Camera, Capabilities, ModelIdentity, Progress, Rendered
from nacre.world.kernels.parallel import give_way, helper_thread
from nacre.world.layout.arrangement.relations import held, related
from nacre.world.layout.generator import Generator
from nacre.world.layout.network import Token
from nacre.world.lighting import following
from nacre.world.lighting.field import Lighting, Spot
from nacre.world.render.batch import BatchRenderer, NativeRenderer, Pending
from nacre.world.render.light_boxes import LightField, no_light
from nacre.world.render.mesh_pool import SEVERAL_VILLAGES, MeshPool
from nacre.world.render.particles import OPEN_SKY, RAIN, SNOW, kind_of
from nacre.world.render.renderer import GROUND_PALETTE, Scene, palette_of
from nacre.world.render.shading.air import DARK, DAY_EXPOSURE, EXPOSURE, FOG, FOG_LOW, SKY_LIGHT, air, without_air
from nacre.world.render.shading.indirect import light_around
from nacre.world.render.shading.light import lamps_around
from nacre.world.scene import first_view
from nacre.world.scene.assets import Assets, Programs
from nacre.world.scene.cast import Cast, Posed
from nacre.world.scene.doors import D_OPEN, advance, key_of
from nacre.world.scene.geometry_process import GeometryProcess
from nacre.world.scene.ground import palette
from nacre.world.scene.light_pieces import CLEAR, pieces
from nacre.world.scene.surroundings import Chunk, Surroundings, chunk_of
from nacre.world.shapes.library import ShapePrograms
from nacre.world.state import P_GROUNDED, P_PITCH, P_POS, P_VEL, P_YAW, WorldState
from nacre.world.stream.light import air_facts
from nacre.world.stream.native import Door
from nacre.world.stream.outlook import Outlook, look_out
from nacre.world.weights import WEIGHTS, hash_files

DAY_SECONDS: Final = 48 * 60.0  # a day passes in 48 minutes: dusk within a play session
HOUR_STEPS: Final = 240  # the sun moves by steps of half a second's play, its shadows by larger ones
WORLD_FORMAT: Final = 3  # raise it when the arrays of a WorldState change their meaning
WEIGHT_FILES: Final = tuple(
    WEIGHTS / f"{name}.safetensors" for name in ("dynamics", "layout", "poses", "shapes", "terrain")
)
CHANNELS: Final = ("rgb", "depth", "entity", "state", "geometry")
LAMPS: Final = 24  # the nearest lamps light a picture
LAMP_RANGE: Final = 48.0  # metres
INDOORS: Final = 1.9  # how much more an eye takes in where no sky is seen, while the light there is not known
BRIGHT: Final = 0.42  # of an open sky's light: where it is darker, as under crowns, an eye takes in more
WIDENS: Final = 0.75  # power of what is missing
WIDEST: Final = 6.0
MOST_EXPOSED: Final = 3.2  # an eye that a night has opened finds no day outside the windows
COLOURED: Final = 0.75  # power by which what glows keeps its colour in an eye that the dark has opened
HAZELESS: Final = 2.0  # power of how far an eye is opened, by which haze is thinner
AIRLESS: Final = frozenset({"moon"})
OWN_EYES: Final = 4.0  # metres from the player's eyes within which a camera shows the light that follows them
OPENERS: Final = 14.0  # metres from the player within which doors are looked at


def quiet(stage: str, fraction: float, text: str) -> None:
    """A Progress that says nothing."""


def _opened_eye(
    light: LightField, air_row: NDArray[np.float32], lamps: NDArray[np.float32], camera: Camera
) -> tuple[float, float]:
    """How much more an eye takes in at a dim place than under the open sky, and how much of its light is known."""
    place = np.array(camera.position, np.float32)
    here, known = light_around(light.cells, light.boxes, *place)
    wanted = BRIGHT * float(air_row[SKY_LIGHT : SKY_LIGHT + 3].mean())
    widest = min(WIDEST, MOST_EXPOSED / float(air_row[EXPOSURE]))
    light_here = float(here) + lamps_around(lamps, place)
    return float(min(max(wanted / max(light_here, 1e-4), 1.0) ** WIDENS, widest)), float(known)


@dataclass
class _World:
    """What a world keeps outside its state: caches, and the tick before, to interpolate from."""

    place: Surroundings
    player: NDArray[np.float64]
    entities: NDArray[np.float64]
    company: Company
    lighting: Lighting


@dataclass(frozen=True)
class PendingPictures:
    """Pictures that were asked for: what the renderer gave for them, and the milliseconds each scene took."""

    pending: Pending
    scene_ms: list[float]

    @property
    def ready(self) -> bool:
        """Whether `collect` would return at once."""
        return self.pending.ready


class Pearl:
    """A `WorldModel`. Call from one thread; chunks are made ahead on a thread of its own.

    Worlds and saves do not depend on the renderer: only the pictures come from it.
    """

    def __init__(
        self, generator: Generator, programs: Programs, dynamics: Dynamics, cast: Cast, renderer: BatchRenderer
    ) -> None:
        self._generator, self.dynamics, self._renderer = generator, dynamics, renderer
        self.assets = Assets(programs, MeshPool(SEVERAL_VILLAGES))
        self._cast = cast
        # one thread for what is made ahead: its results do not depend on it, and two would spin against the frame
        self._worker = ThreadPoolExecutor(1, "nacre-grow", give_way)
        self._worlds: dict[WorldState, _World] = {}
        self.weight_files: Sequence[Path] = WEIGHT_FILES  # what the networks above were read from

    @classmethod
    def load(cls, renderer: BatchRenderer | None = None) -> Pearl:
        """From the shipped weights, drawn by the processor if nothing else is given.

        Raises WeightsError that says which file is missing.
        """
        networks = Generator.load(), ShapePrograms.load(), Dynamics.load(), Cast.load()
        return cls(*networks, renderer or NativeRenderer())

    def warm(self) -> None:
        """Make, move and draw one small world, so that the first real one waits for no compiler and no cold cache.

        On a machine's first run this compiles the kernels, which takes a minute or two; they are kept on disk.
        """
        pictures = PictureKernels()
        self.assets.warm()

        def before_drawing(stage: str, fraction: float, text: str) -> None:
            if stage == "ready" and pictures.pending:
                for state in list(self._worlds):
                    self.step([state], [Action()])  # its kernels too, while those of pictures are compiled
                pictures.wait()

        state = self.open(SceneSpec(), 0, before_drawing)
        self.step([state], [Action()])
        self.render([state], [None], (640, 360), [1.0])
        self.forget(state)

    @classmethod
    def for_serving(cls) -> Pearl:
        """Loaded and warm."""
        elsewhere = GeometryProcess()  # first: it loads meanwhile
        pearl = cls.load()
        pearl.warm()
        trim_memory()
        pearl.assets.elsewhere = elsewhere
        return pearl

    def caps(self) -> Capabilities:
        """See WorldModel."""
        held = {"move_x": "axis", "move_z": "axis", "jump": "button", "sprint": "button"}
        look = {"yaw": "radians", "pitch": "radians"}
        return Capabilities("pearl-2", channels=CHANNELS, bodies=True, actions={"held": held, "look": look})

    def identity(self) -> ModelIdentity:
        """See WorldModel. The same for every runtime that draws the pictures."""
        return ModelIdentity(self.caps().name, WORLD_FORMAT, hash_files(self.weight_files))

    # ---- opening -----------------------------------------------------------------------------------------------

    def open(self, spec: SceneSpec, seed: int, progress: Progress = quiet) -> WorldState:
        """See WorldModel."""
        progress("generate", 0.0, "reading the land")
        starts = self._generator.starts(spec, seed, lambda done: progress("generate", 0.35 * done, "reading the land"))
        x, z, yaw = starts[0]
        state = WorldState(json.dumps(spec.to_dict()))
        state.rng[0] = seed
        state.clock[1] = spec.hours
        state.player[P_POS] = x, 0.0, z
        state.player[P_YAW] = yaw
        self.restore(state, progress)
        with self._made_whole(state):
            self._begin(spec, state, starts, progress)
        progress("ready", 1.0, "step inside")
        return state

    def _begin(
        self, spec: SceneSpec, state: WorldState, starts: Sequence[first_view.Start], progress: Progress
    ) -> None:
        """Put the player where most of what was asked for is seen."""
        world = self._world(state)
        place = world.place
        choosing = "choosing where to begin"
        progress("ready", 0.97, choosing)
        whole = self.scene(state, self.camera(state), lit=False).everything()
        people = [ENTITIES[number] for number in state.entity_class]
        x, z, yaw = first_view.choose(
            spec, self.assets.pool, whole, place.kinds, people, starts, place.stand,
            lambda done: progress("ready", 0.97 + 0.03 * done, choosing),
        )  # fmt: skip
        state.player[P_POS] = x, place.stand(x, z), z
        state.player[P_YAW] = yaw
        state.player[P_GROUNDED] = 1.0
        first_view.hold(state)
        world.player = state.player.copy()
        self._begin_light(state)

    @contextmanager
    def _made_whole(self, state: WorldState) -> Iterator[None]:
        """Nothing stays behind of a world whose making was broken off: its progress raises when the client leaves."""
        try:
            yield
        except BaseException:
            self.forget(state)
            raise

    def restore(self, state: WorldState, progress: Progress = quiet) -> WorldState:
        """See WorldModel."""
        self.assets.others_play = bool(self._worlds)
        place = Surroundings(self._generator, self.assets, self._worker, state.spec, int(state.rng[0]))
        self._worlds[state] = self._kept(place, state, Company([state]))
        with self._made_whole(state):
            self._move_window(state, place, progress)
        place.swing(state.doors)
        self._worlds[state].entities = state.entities.copy()
        if following.blank(state.light):
            self._begin_light(state)
        return state

    def join(self, host: WorldState, body: WorldState | None = None, progress: Progress = quiet) -> WorldState:
        """See WorldModel."""
        fresh, body = body is None, company.beside(host) if body is None else body
        with_host = self._world(host).company
        world = self._worlds.get(body)
        if world is None:
            place = Surroundings(self._generator, self.assets, self._worker, body.spec, int(body.rng[0]))
            world = self._worlds[body] = self._kept(place, body, with_host)
        elif world.company is not with_host:
            world.company.leave(body)
            world.company = with_host
        if not any(one is body for one in with_host.bodies):
            with_host.bodies.append(body)
        with self._made_whole(body):
            self._move_window(body, world.place, progress)
        if fresh:
            spots = [(x, world.place.stand(x, z), z) for x, z in company.places(host)]
            body.player[P_POS] = min(spots, key=lambda spot: round(abs(spot[1] - float(host.player[1])), 1))
            body.player[P_GROUNDED] = 1.0
        body.clock[:] = host.clock
        if following.blank(body.light):
            self._begin_light(body)
        world.player = body.player.copy()
        looks = [world.place.wardrobe.character(*company.looks(n), None) for n in range(len(with_host.bodies))]
        self.assets.prepare(looks, helper_thread())
        return body

    def _kept(self, place: Surroundings, state: WorldState, together: Company) -> _World:
        palette_ = self._palette(state.spec)

        def air_at(hours: float) -> NDArray[np.float32]:
            return self._air_at(state.spec, place, hours, 0.0)

        lighting = Lighting(lambda level, square: pieces(place, palette_, level, square), air_at, CLEAR)
        return _World(place, state.player.copy(), state.entities.copy(), together, lighting)

    def _world(self, state: WorldState) -> _World:
        return self._worlds[state]

    def _move_window(self, state: WorldState, place: Surroundings, progress: Progress | None = None) -> None:
        centre = chunk_of(float(state.player[0]), float(state.player[2]))
        if place.ensure(centre, progress) or tuple(state.window) != centre:
            state.window[:] = centre
            if self._world(state).company.host is state:
                update_population(state, place)
                tell = progress or quiet
                self.assets.prepare(
                    self._cast.looks(state, place), helper_thread(),
                    lambda _: tell("generate", 0.97, "putting everything in its place"),
                )  # fmt: skip

    # ---- moving ------------------------------------------------------------------------------------------------

    def look(self, state: WorldState, yaw: float, pitch: float) -> None:
        """See WorldModel."""
        apply_look(state, yaw, pitch)

    def step(self, states: Sequence[WorldState], actions: Sequence[Action]) -> list[list[dict[str, Any]]]:
        """See WorldModel."""
        worlds = [self._world(state) for state in states]
        for state, world in zip(states, worlds, strict=True):
            world.player, world.entities = state.player.copy(), state.entities.copy()
        for state, action in zip(states, actions, strict=True):
            apply_pose(state, action.pose)
        places = [world.place for world in worlds]
        events = step_world(
            self.dynamics, states, actions, [place.distance for place in places], [place.ladders for place in places],
            [world.company.strangers(state) for state, world in zip(states, worlds, strict=True)],
        )  # fmt: skip
        for state, world, action in zip(states, worlds, actions, strict=True):
            apply_pose(state, action.pose)
            state.clock[1] = (state.clock[1] + 24 * TICK / DAY_SECONDS) % 24
            world.company.walked(state, world.player)
            self._move_window(state, world.place)
            self._use_doors(state, world)
            vx, _, vz = (float(v) for v in state.player[P_VEL])
            world.place.prefetch(float(state.player[0]), float(state.player[2]), vx, vz)
            self._follow_light(state, world)
        return events

    @staticmethod
    def _eye(state: WorldState) -> tuple[float, float, float]:
        x, y, z = (float(v) for v in state.player[P_POS])
        return x, y + EYE, z

    def _begin_light(self, state: WorldState) -> None:
        """The light of a place to which nobody has walked."""
        following.begin(state.light, float(state.clock[0]), self._eye(state), float(state.clock[1]))

    def _follow_light(self, state: WorldState, world: _World) -> None:
        """Have the light found that pictures will soon show."""
        vx, vy, vz = (float(v) for v in state.player[P_VEL])
        later = float(state.clock[1]) + following.DELAY * TICK * 24 / DAY_SECONDS
        velocity = (vx, vy if state.player[P_GROUNDED] else 0.0, vz)
        following.follow(state.light, float(state.clock[0]), self._eye(state), velocity, later)
        coming = list(following.coming(state.light))
        if coming and world.lighting.shown:  # nobody looks at a world of which there was no picture yet
            world.lighting.ahead(coming, following.after(state.light))

    def _use_doors(self, state: WorldState, world: _World) -> None:
        """Open doors before whoever walks against them and shut them behind; the host's world has the doors."""
        host = world.company.host
        if host is state:
            people = self._cast.openers(state)
            feet = [body.player[P_POS] for body in world.company.bodies] + [state.entities[slot, :3] for slot in people]
            bodies = np.array(feet).reshape(-1, 3)
            x, z = float(state.player[0]), float(state.player[2])
            near = [
                thing for thing in world.place.with_doors
                if math.hypot(thing.x - x, thing.z - z) < OPENERS + thing.asset.radius * thing.token.size
            ]  # fmt: skip
            state.doors = advance(state.doors, near, bodies)
        world.place.swing(host.doors)

    def refresh(self, state: WorldState) -> None:
        """Take over a state that was changed from outside (moved player, other characters)."""
        world = self._world(state)
        self._move_window(state, world.place)
        world.player, world.entities = state.player.copy(), state.entities.copy()

    def tokens(self, state: WorldState, chunks: list[Chunk]) -> dict[Chunk, list[Token]]:
        """What the generator placed in the given chunks."""
        return self._world(state).place.tokens(chunks)

    def unmet(self, state: WorldState) -> list[Item]:
        """Items whose relation to others, row or circle does not hold among what was placed."""
        spec = state.spec
        if not related(spec.items):
            return []
        core = self._generator.core()
        tokens = self._generator.objects(spec, int(state.rng[0]), core)
        things = [token for chunk in core for token in tokens[chunk]]
        return [row.item for row in held(spec.items, things) if not row.holds]

    def surroundings(self, state: WorldState) -> Surroundings:
        """What stands around a world's player: for baking and for measuring."""
        return self._world(state).place

    # ---- for engines that draw for themselves ------------------------------------------------------------------

    def outlook(self, state: WorldState) -> Outlook:
        """See NativeModel."""
        return look_out(self._world(state).place, self.assets.scatter.shapes, self._palette(state.spec))

    def bodies(self, state: WorldState) -> list[Posed]:
        """See NativeModel."""
        world = self._world(state)
        host = self._world(world.company.host)
        before = {number: self._world(body).player for number, body in world.company.others(state)}
        return self._cast.posed(self.assets, world.place, world.company, state, host.entities, before, 1.0)

    def doors(self, state: WorldState) -> dict[Door, float]:
        """See NativeModel."""
        return {key_of(row): float(row[D_OPEN]) for row in self._world(state).company.host.doors}

    def air(self, state: WorldState) -> dict[str, Any]:
        """See NativeModel."""
        return air_facts(self._air(state, self._world(state).place, 1.0))

    def teleport(self, state: WorldState, x: float, y: float | None, z: float, progress: Progress = quiet) -> None:
        """See NativeModel."""
        world = self._world(state)
        state.player[P_POS] = x, 0.0, z
        state.player[P_VEL] = 0.0
        self._move_window(state, world.place, progress)
        state.player[1] = world.place.stand(x, z) if y is None else y
        self._begin_light(state)
        world.player, world.entities = state.player.copy(), state.entities.copy()

    @staticmethod
    def _palette(spec: SceneSpec) -> NDArray[np.float32]:
        return palette_of(palette(spec, GROUND_PALETTE))

    @staticmethod
    def _air(state: WorldState, place: Surroundings, blend: float) -> NDArray[np.float32]:
        """The air of an open place."""
        hours = round(float(state.clock[1]) * HOUR_STEPS) / HOUR_STEPS
        seconds = (float(state.clock[0]) - 1.0 + blend) * TICK
        return Pearl._air_at(state.spec, place, hours, seconds)

    @staticmethod
    def _air_at(spec: SceneSpec, place: Surroundings, hours: float, seconds: float) -> NDArray[np.float32]:
        tint = (place.mean_tint.astype(np.float64) / 255) ** 2.2
        light = air(
            Atmosphere(hours, spec.weather, spec.fog, spec.mood), seconds, True,
            (float(tint[0]), float(tint[1]), float(tint[2])),
        )  # fmt: skip
        return without_air(light) if spec.biome in AIRLESS else light

    # ---- drawing -----------------------------------------------------------------------------------------------

    def camera(self, state: WorldState, blend: float = 1.0) -> Camera:
        """The player's own eyes, between the last tick (0) and the newest (1)."""
        before = self._world(state).player
        feet = before[P_POS] * (1 - blend) + state.player[P_POS] * blend
        x, y, z = (float(v) for v in feet)
        return Camera((x, y + EYE, z), float(state.player[P_YAW]), float(state.player[P_PITCH]))

    def scene(self, state: WorldState, camera: Camera, blend: float = 1.0, lit: bool = True) -> Scene:
        """All that the renderer needs for a picture. lit: with the light between surfaces, which takes a moment to be
        found where nobody has been."""
        world = self._world(state)
        place, host = world.place, self._world(world.company.host)
        light = self._air(state, place, blend)
        indirect = world.lighting.field(self._boxes(state, camera, blend), light) if lit else no_light()
        lamps = self._lamps(place, camera, float(light[DARK]))
        opened, known = _opened_eye(indirect, light, lamps, camera)
        # the haze of the day outside does not fill a room; opened to it, an eye would see nothing else
        light[[FOG, FOG_LOW]] /= 1.0 + (opened**HAZELESS - 1.0) * known
        if known < 1.0:
            guess = 1.0 + INDOORS * (1.0 - place.open_sky(camera.position)) ** 2
            opened = guess + (opened - guess) * known
        light[EXPOSURE] *= opened
        light[DARK] *= (DAY_EXPOSURE / float(light[EXPOSURE])) ** COLOURED
        before = {number: self._world(body).player for number, body in world.company.others(state)}
        moving = self._cast.instances(self.assets, place, world.company, state, host.entities, before, blend)
        spec = state.spec
        falls = kind_of(Atmosphere(float(state.clock[1]), spec.weather, spec.fog, spec.mood))
        if spec.biome in AIRLESS:
            falls = 0
        shelter = place.cover(camera.position[0], camera.position[2]) if falls in (RAIN, SNOW) else OPEN_SKY
        return Scene(
            self.assets.pool, place.still, light, moving, lamps, self._palette(spec),
            (place.serial, place.version), falls, shelter, indirect,
        )  # fmt: skip

    def _boxes(self, state: WorldState, camera: Camera, blend: float) -> list[tuple[Spot, float]]:
        """The boxes of light for a picture, each with how much it counts."""
        if math.dist(camera.position, self._eye(state)) < OWN_EYES:
            return following.shown(state.light, float(state.clock[0]) - 1.0 + blend)
        return following.all_around(camera.position, float(state.clock[1]))

    @staticmethod
    def _lamps(place: Surroundings, camera: Camera, dark: float) -> NDArray[np.float32]:
        rows = []
        x, y, z = camera.position
        for lamp_x, lamp_y, lamp_z, lamp in place.lamps:
            strength = 1.0 if lamp.always else dark
            away = math.hypot(lamp_x - x, lamp_y - y, lamp_z - z)
            if strength > 0.05 and away < LAMP_RANGE:
                red, green, blue = (channel * strength for channel in lamp.colour)
                rows.append((round(away, 3), lamp_x, lamp_y, lamp_z, red, green, blue, lamp.reach))
        return np.array([row[1:] for row in sorted(rows)[:LAMPS]], np.float32).reshape(-1, 7)

    def submit(
        self,
        states: Sequence[WorldState],
        cameras: Sequence[Camera | None],
        size: tuple[int, int],
        blend: Sequence[float],
    ) -> PendingPictures:
        """Ask for pictures, as `render`. The worlds may be moved as soon as this returns, which can be before the
        pictures are there; any number may be on their way. When it raises, nothing of it is on its way."""
        own, scenes, viewers, scene_ms = [], [], [], []
        seen: Counter[WorldState] = Counter()
        for state, given, mix in zip(states, cameras, blend, strict=True):
            start = time.perf_counter()
            own.append(given if given is not None else self.camera(state, mix))
            scenes.append(self.scene(state, own[-1], mix))
            viewers.append((state, seen[state]))  # the same world may be looked at from several places
            seen[state] += 1
            scene_ms.append((time.perf_counter() - start) * 1e3)
        return PendingPictures(self._renderer.submit(scenes, own, viewers, size), scene_ms)

    def collect(self, pending: PendingPictures) -> list[Rendered]:
        """The pictures of a `submit`; waits for them."""
        pictures = self._renderer.collect(pending.pending)
        return [
            replace(picture, ms={"scene": took, **picture.ms})
            for picture, took in zip(pictures, pending.scene_ms, strict=True)
        ]

    def render(
        self,
        states: Sequence[WorldState],
        cameras: Sequence[Camera | None],
        size: tuple[int, int],
        blend: Sequence[float],
    ) -> list[Rendered]:
        """See WorldModel. Depth and entities come at the picture's own size."""
        return self.collect(self.submit(states, cameras, size, blend))

    def describe(self, state: WorldState) -> dict[str, Any]:
        """See WorldModel."""
        together = self._world(state).company
        others = [company.entity_fields(number, body) for number, body in together.others(state)]
        return {**describe(state, self._world(state).place), "entities": awake(together.host) + others}

    def forget(self, state: WorldState) -> None:
        """See WorldModel."""
        world = self._worlds.pop(state, None)
        if world is not None:
            world.company.leave(state)
            world.place.close()
            world.lighting.close()
            self._renderer.leave(state)
