"""A level to take home: placed things and ground as one binary glTF that engines open as it is.

Nodes are named by chunk, class and thing; equal things share their meshes; what moves hangs on its own node at its
pivot; colliders end in -convcolonly or -col, which Godot turns into bodies; spawns and sockets are empty nodes whose
`extras` say what they are.
"""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from nacre.parts.codec import digest
from nacre.parts.colours import rgb_of
from nacre.parts.language import Program
from nacre.parts.vocabulary import MATERIALS
from nacre.world.geometry.cache import mesh_levels
from nacre.world.geometry.colliders import Collider, colliders, hull_triangles, sockets
from nacre.world.geometry.files.glb import Glb
from nacre.world.geometry.forms import BOX, BOX_FACES
from nacre.world.geometry.mesh import ShapeMesh
from nacre.world.geometry.surfaces import copies, groups
from nacre.world.grid import CHUNK

GENERATOR: Final = "nacre bake"
SPAWN_UP: Final = 0.05  # metres above the ground
# roughness, metalness
_FINISH: Final[dict[str, tuple[float, float]]] = {
    "glass": (0.05, 0.0), "iron": (0.45, 1.0), "gold": (0.3, 1.0), "water": (0.05, 0.0), "ice": (0.15, 0.0),
    "slate": (0.6, 0.0), "leather": (0.6, 0.0), "paint": (0.4, 0.0), "roof_tiles": (0.75, 0.0), "skin": (0.6, 0.0),
    "bone": (0.6, 0.0), "ashlar": (0.8, 0.0),
}  # fmt: skip
_CLEAR: Final = {"glass": 0.35, "water": 0.6, "ice": 0.8}


@dataclass(frozen=True)
class PlacedThing:
    """One thing of a level: id (unique), class name, chunk (x, z), place [3] metres, yaw in radians, scale, program."""

    identity: str
    chunk: tuple[int, int]
    place: tuple[float, float, float]
    yaw: float
    scale: float
    program: Program


@dataclass(frozen=True)
class PlacedGround:
    """Ground of one chunk: a mesh in metres from its corner."""

    chunk: tuple[int, int]
    mesh: ShapeMesh
    colours: NDArray[np.float64]  # linear, per vertex [V, 3]


@dataclass
class Contents:
    """What a level holds, for people."""

    things: int = 0
    shapes: int = 0
    triangles: int = 0
    colliders: int = 0
    sockets: int = 0
    lights: int = 0
    classes: dict[str, int] = field(default_factory=dict)


def linear(colour: NDArray[Any]) -> NDArray[np.float64]:
    """Linear light of sRGB bytes."""
    c = np.asarray(colour, np.float64) / 255
    return np.where(c <= 0.04045, c / 12.92, ((c + 0.055) / 1.055) ** 2.4)


def turn_about_y(yaw: float) -> NDArray[np.float64]:
    """Rotation by yaw, f64 [3, 3]."""
    c, s = math.cos(yaw), math.sin(yaw)
    return np.array([[c, 0, s], [0, 1, 0], [-s, 0, c]])


class Level:
    """Collects placed things and ground into a GLB."""

    def __init__(self, lod: int = 0, with_colliders: bool = False) -> None:
        self._glb = Glb(GENERATOR)
        self._lod, self._with_colliders = lod, with_colliders
        self.contents = Contents()
        self._materials: dict[tuple[str, int | None], int] = {}
        self._chunks: dict[tuple[int, int], int] = {}
        self._numbers: dict[tuple[tuple[int, int], str], int] = {}
        self._shapes: dict[str, list[tuple[int, int]]] = {}  # per moving group: (group, mesh)
        self._hulls: dict[str, list[tuple[Collider, int | None]]] = {}
        self._root = self._glb.node("nacre_level", extras={"nacre": {"units": "metres", "up": "y", "front": "-z"}})
        self._cube: int | None = None

    def _chunk(self, chunk: tuple[int, int]) -> int:
        if chunk not in self._chunks:
            self._chunks[chunk] = self._glb.node(f"chunk_{chunk[0]}_{chunk[1]}", self._root)
        return self._chunks[chunk]

    def _material(self, name: str, glow: int | None = None) -> int:
        if (name, glow) not in self._materials:
            rough, metal = _FINISH.get(name, (0.9, 0.0))
            base = {
                "baseColorFactor": [1, 1, 1, _CLEAR.get(name, 1.0)],
                "roughnessFactor": rough,
                "metallicFactor": metal,
            }
            more: dict[str, Any] = {"pbrMetallicRoughness": base}
            if name in _CLEAR:
                more["alphaMode"] = "BLEND"
            if glow is not None:
                more["emissiveFactor"] = [float(v) for v in linear(np.array(rgb_of(glow)) * 255).round(4)]
            title = name if glow is None else f"{name}_glow_{glow}"
            self._materials[name, glow] = self._glb.material(title, **more)
        return self._materials[name, glow]

    def _meshes(self, program: Program, name: str) -> list[tuple[int, int]]:
        """Meshes of a shape by moving group, about the group's pivot."""
        if name in self._shapes:
            return self._shapes[name]
        mesh = mesh_levels(program)[self._lod]
        _, movers = groups(program)
        glow = np.array([-1 if p.light is None else p.light.colour for p in program.parts])[mesh.part]
        kind = mesh.material.astype(np.int64) * 1024 + glow + 1
        found = []
        for group in np.unique(mesh.group).tolist():
            pivot = np.zeros(3)
            if group:
                joint = program.parts[movers[group - 1]].joint
                pivot = np.array(joint.pivot if joint is not None else (0, 0, 0))
            primitives = []
            for value in np.unique(kind[mesh.group == group]).tolist():
                chosen = (mesh.group == group) & (kind == value)
                corners = mesh.triangles[chosen].reshape(-1)
                colour = np.repeat(mesh.colour[chosen], 3, axis=0)
                rows = np.concatenate([corners[:, None], colour.astype(np.int64)], 1)
                unique, place = np.unique(rows, axis=0, return_inverse=True)
                v = unique[:, 0]
                lit = value % 1024 - 1
                primitives.append(
                    self._glb.primitive(
                        mesh.vertices[v] - pivot,
                        place.reshape(-1, 3),
                        mesh.normals[v],
                        mesh.uv[v],
                        linear(unique[:, 1:]),
                        self._material(MATERIALS[value // 1024], lit if lit >= 0 else None),
                    )
                )
            title = f"{program.shape}_{name[:8]}" + (f"_{group}" if group else "")
            found.append((group, self._glb.mesh(title, primitives)))
        self._shapes[name] = found
        self.contents.shapes += 1
        return found

    def _hulls_of(self, program: Program, name: str) -> list[tuple[Collider, int | None]]:
        if name not in self._hulls:
            found: list[tuple[Collider, int | None]] = []
            for number, collider in enumerate(colliders(program)):
                mesh = None
                if collider.hull is not None:
                    triangles = hull_triangles(collider.hull)
                    if not len(triangles):
                        continue
                    about = collider.hull - collider.centre
                    mesh = self._glb.mesh(
                        f"{program.shape}_{name[:8]}_hull_{number}", [self._glb.primitive(about, triangles)]
                    )
                found.append((collider, mesh))
            self._hulls[name] = found
        return self._hulls[name]

    def _unit_cube(self) -> int:
        if self._cube is None:
            triangles = np.array([[f[0], f[i], f[i + 1]] for f in BOX_FACES for i in (1, 2)])
            self._cube = self._glb.mesh("unit_box", [self._glb.primitive(np.array(BOX, float), triangles)])
        return self._cube

    def add(self, thing: PlacedThing) -> None:
        """Place a thing."""
        program, shape = thing.program, thing.program.shape
        name = digest(program)
        chunk = self._chunk(thing.chunk)
        number = self._numbers.get((thing.chunk, shape), 0)
        self._numbers[thing.chunk, shape] = number + 1
        title = f"{shape}_{thing.chunk[0]}_{thing.chunk[1]}_{number}"
        _, movers = groups(program)
        own = self._glb.node(
            title, chunk, place=thing.place, turn=turn_about_y(thing.yaw), scale=[thing.scale] * 3,
            extras={"nacre": {"class": shape, "thing": thing.identity, "shape": name}},
        )  # fmt: skip
        holders = {0: own}
        for group, mesh in self._meshes(program, name):
            holders[group] = self._mover(program, movers, group, own, title, mesh) if group else own
            if group == 0:
                self._glb.node(f"{title}_mesh", own, mesh=mesh)
        if self._with_colliders:
            self._add_colliders(program, name, title, own, holders, movers)
        self._add_sockets(program, title, own)
        self.contents.things += 1
        self.contents.classes[shape] = self.contents.classes.get(shape, 0) + 1
        self.contents.triangles += len(mesh_levels(program)[self._lod].triangles)

    def _mover(self, program: Program, movers: list[int], group: int, own: int, title: str, mesh: int) -> int:
        """Node of a moving group, at its pivot."""
        part = program.parts[movers[group - 1]]
        joint = part.joint
        pivot = joint.pivot if joint is not None else (0.0, 0.0, 0.0)
        about = {} if joint is None else {
            "joint": joint.type, "axis": joint.axis, "low": joint.low, "high": joint.high, "role": part.role,
        }  # fmt: skip
        return self._glb.node(f"{title}_{part.role}_{group}", own, mesh=mesh, place=pivot, extras={"nacre": about})

    def _add_colliders(
        self, program: Program, name: str, title: str, own: int, holders: dict[int, int], movers: list[int]
    ) -> None:
        for number, (collider, mesh) in enumerate(self._hulls_of(program, name)):
            joint = program.parts[movers[collider.group - 1]].joint if collider.group else None
            pivot = np.array(joint.pivot) if joint is not None else np.zeros(3)
            holder = holders.get(collider.group, own)
            if holder == own:
                pivot = np.zeros(3)
            part = program.parts[collider.part]
            extras = {"nacre": {"collider": part.role, "part": collider.part, "material": part.material}}
            label = f"{title}_{part.role}_{number}-convcolonly"
            place = (collider.centre - pivot).tolist()
            if mesh is None:
                self._glb.node(
                    label, holder, self._unit_cube(), place, collider.turn, collider.half.tolist(), extras=extras
                )
            else:
                self._glb.node(label, holder, mesh, place, extras=extras)
            self.contents.colliders += 1

    def _add_sockets(self, program: Program, title: str, own: int) -> None:
        numbers: dict[str, int] = {}
        for socket in sockets(program):
            numbers[socket.kind] = numbers.get(socket.kind, -1) + 1
            size = [round(v, 3) for v in socket.size]
            self._glb.node(
                f"{title}_{socket.kind}_socket_{numbers[socket.kind]}", own, place=socket.position.tolist(),
                turn=turn_about_y(socket.yaw), extras={"nacre": {"socket": socket.kind, "size": size}},
            )  # fmt: skip
            self.contents.sockets += 1
        for i, part in enumerate(program.parts):
            if part.light is None or part.light.reach <= 0:
                continue
            colour = linear(np.array(rgb_of(part.light.colour)) * 255)
            light = self._glb.light(f"{title}_light_{i}", colour.tolist(), part.light.reach, part.light.reach**2)
            for k, centre in enumerate(copies(part)[1]):
                self._glb.node(f"{title}_light_{i}_{k}", own, place=centre.tolist(), light=light)
                self.contents.lights += 1

    def add_ground(self, ground: PlacedGround) -> None:
        """Lay the ground of a chunk."""
        chunk = self._chunk(ground.chunk)
        mesh = ground.mesh
        material = self._material("ground")
        primitive = self._glb.primitive(mesh.vertices, mesh.triangles, mesh.normals, mesh.uv, ground.colours, material)
        title = f"ground_{ground.chunk[0]}_{ground.chunk[1]}"
        suffix = "-col" if self._with_colliders else ""
        corner = (ground.chunk[0] * CHUNK, 0.0, ground.chunk[1] * CHUNK)
        self._glb.node(title + suffix, chunk, self._glb.mesh(title, [primitive]), corner)
        self.contents.triangles += len(mesh.triangles)

    def add_water(self, x0: float, z0: float, x1: float, z1: float) -> None:
        """A sheet of water at height 0 over a rectangle."""
        places = np.array([[x0, 0, z0], [x0, 0, z1], [x1, 0, z1], [x1, 0, z0]])
        up = np.tile([0.0, 1.0, 0.0], (4, 1))
        colours = np.tile([0.03, 0.16, 0.2], (4, 1))
        primitive = self._glb.primitive(
            places, np.array([[0, 1, 2], [0, 2, 3]]), up, places[:, [0, 2]], colours, self._material("water")
        )
        self._glb.node("water", self._root, self._glb.mesh("water", [primitive]))

    def add_character(
        self, shape: str, chunk: tuple[int, int], identity: str, place: tuple[float, float, float], yaw: float
    ) -> None:
        """Where a character begins: an empty node that says which."""
        number = self._numbers.get((chunk, shape), 0)
        self._numbers[chunk, shape] = number + 1
        self._glb.node(
            f"{shape}_{chunk[0]}_{chunk[1]}_{number}", self._chunk(chunk), place=place, turn=turn_about_y(yaw),
            extras={"nacre": {"character": shape, "thing": identity}},
        )  # fmt: skip
        self.contents.sockets += 1

    def tell(self, facts: dict[str, Any]) -> None:
        """Say how the level was made, in the file's own `asset.extras`."""
        self._glb.facts = {"nacre": facts}

    def add_spawn(self, name: str, place: Iterable[float], yaw: float) -> None:
        """A place where a player may begin."""
        x, y, z = (float(v) for v in place)
        self._glb.node(
            name, self._root, place=(x, y + SPAWN_UP, z), turn=turn_about_y(yaw), extras={"nacre": {"socket": "spawn"}}
        )
        self.contents.sockets += 1

    def to_bytes(self) -> bytes:
        """The GLB."""
        return self._glb.to_bytes()
