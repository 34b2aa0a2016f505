"""What the Python client makes of the geometry channel: shapes, chunks and bodies as arrays.

The bytes are those of docs/geometry.md. Needs numpy only, so that it reads as the reference for other languages.
"""

from __future__ import annotations

import time
import zlib
from dataclasses import dataclass, field
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from nacre.client.dealer import Part

Header = dict[str, Any]
VERTEX: Final = np.dtype([
    ("position", "<i2", 3), ("material", "u1"), ("sky", "u1"), ("normal", "i1", 3), ("glow", "u1"), ("uv", "<i2", 2),
    ("colour", "u1", 3), ("part", "u1"),
])  # fmt: skip
SCATTERED: Final = np.dtype([
    ("x", "<u2"), ("z", "<u2"), ("y", "<i2"), ("kind", "u1"), ("yaw", "u1"), ("size", "u1"), ("tint", "u1", 3),
])  # fmt: skip
UV_STEP: Final = 1 / 256  # metres
HEIGHT_STEP: Final = 1 / 128  # metres
CHUNK: Final = 32.0  # metres
LAYERS: Final = 7
MOST_BYTES: Final = 64 << 20  # of one part once inflated: nothing is allocated beyond


class DamagedGeometry(ValueError):
    """A part that is not what its header says."""


def inflated(part: Part, length: int) -> bytes:
    """The bytes of a part; raises DamagedGeometry when they are not exactly `length`."""
    if not 0 <= length <= MOST_BYTES:
        raise DamagedGeometry(f"{length} bytes are more than {MOST_BYTES}")
    try:
        worker = zlib.decompressobj()
        data = worker.decompress(bytes(part), length + 1)
    except zlib.error as error:
        raise DamagedGeometry(str(error)) from None
    if len(data) != length:
        raise DamagedGeometry(f"{len(data)} bytes where the header says {length}")
    return data


def indices_of(codes: NDArray[np.unsignedinteger[Any]]) -> NDArray[np.int64]:
    """Indices from their codes: each is what the next new vertex would be, less the code; code 0 is that vertex."""
    fresh = codes == 0
    indices: NDArray[np.int64] = np.cumsum(fresh, dtype=np.int64) - fresh - codes.astype(np.int64)
    return indices


@dataclass(frozen=True)
class Mesh:
    """One level of detail: vertices as VERTEX, indices i64 [T, 3], ranges i64 [R, 5] (first index, count, material,
    moving group, glows), and when the next level is drawn."""

    vertices: NDArray[np.void]
    indices: NDArray[np.int64]
    ranges: NDArray[np.int64]
    until: float
    step: float

    @property
    def positions(self) -> NDArray[np.float32]:
        """Metres, f32 [V, 3]."""
        return (self.vertices["position"] * np.float32(self.step)).astype(np.float32)


@dataclass(frozen=True)
class Collider:
    """A convex piece: its part and moving group, and a box (middle [3], quaternion x y z w [4], half [3]) or points."""

    part: int
    group: int
    box: NDArray[np.float32] | None
    points: NDArray[np.float32] | None


@dataclass(frozen=True)
class Shape:
    """A shape: `header` is its message."""

    header: Header
    levels: tuple[Mesh, ...]
    colliders: tuple[Collider, ...]

    @classmethod
    def of(cls, header: Header, part: Part) -> Shape:
        """From a `shape` message; raises DamagedGeometry."""
        data = inflated(part, int(header["bytes"]))
        at, levels = 0, []
        try:
            for row in header["levels"]:
                vertices = np.frombuffer(data, VERTEX, row["vertices"], at)
                at += vertices.nbytes
                codes = np.frombuffer(data, "<u2" if row["index_bytes"] == 2 else "<u4", row["indices"], at)
                at += codes.nbytes + -codes.nbytes % 4
                ranges = np.array(row["ranges"], np.int64).reshape(-1, 5)
                indices = indices_of(codes).reshape(-1, 3)
                if len(indices) and not 0 <= int(indices.min()) <= int(indices.max()) < len(vertices):
                    raise DamagedGeometry("an index names a vertex that is not there")
                levels.append(Mesh(vertices, indices, ranges, float(row["until"]), float(header["step"])))
            colliders = []
            for points, number, group, _ in np.array(header["colliders"], np.int64).reshape(-1, 4).tolist():
                count = 10 if points == 0 else 3 * points
                floats = np.frombuffer(data, "<f4", count, at)
                at += floats.nbytes
                box, hull = (floats, None) if points == 0 else (None, floats.reshape(-1, 3))
                colliders.append(Collider(number, group, box, hull))
        except ValueError as error:
            raise DamagedGeometry(str(error)) from None
        return cls(header, tuple(levels), tuple(colliders))


@dataclass(frozen=True)
class Chunk:
    """A chunk: heights f32 [n + 3, n + 3] metres at the corners of its n x n cells and one more all round; weights u8
    [n + 1, n + 1, 7]; tint u8 [n + 1, n + 1, 3] sRGB; scattered as SCATTERED. Rows run along z, columns along x."""

    header: Header
    heights: NDArray[np.float32]
    weights: NDArray[np.uint8]
    tint: NDArray[np.uint8]
    scattered: NDArray[np.void]

    @property
    def place(self) -> tuple[int, int]:
        """Chunk x and z."""
        return int(self.header["x"]), int(self.header["z"])

    @property
    def things(self) -> list[Header]:
        """What stands here."""
        return list(self.header["things"])

    @classmethod
    def of(cls, header: Header, part: Part) -> Chunk:
        """From a `chunk` message with a part; raises DamagedGeometry."""
        data = inflated(part, int(header["bytes"]))
        side = int(header["cells"]) + 1
        try:
            steps = np.frombuffer(data, "<i2", (side + 2) ** 2)
            at = steps.nbytes
            units = np.cumsum(steps, dtype=np.int64).astype(np.int16)  # differences wrap at 16 bits, and so do sums
            weights = np.frombuffer(data, np.uint8, side * side * LAYERS, at).reshape(side, side, LAYERS)
            at += weights.nbytes
            tint = np.frombuffer(data, np.uint8, side * side * 3, at).reshape(side, side, 3)
            at += tint.nbytes
            scattered = np.frombuffer(data, SCATTERED, int(header["scattered"]), at)
        except ValueError as error:
            raise DamagedGeometry(str(error)) from None
        heights = (units.astype(np.float32) * np.float32(HEIGHT_STEP)).reshape(side + 2, side + 2)
        return cls(header, heights, weights, tint, scattered)


@dataclass
class Scenery:
    """All that has come of a world's geometry. `take` it message by message; what is unloaded goes.

    kept: chunks by the hash of their content, for a server that says `known`. received counts bytes of parts; order is
    the newest number; came says when (monotonic) each chunk came, and how much had been received until then. Two
    sceneries of one world, one after the other, may share `shapes` and `kept`.
    """

    shapes: dict[str, Shape] = field(default_factory=dict)
    chunks: dict[tuple[int, int], Chunk] = field(default_factory=dict)
    kept: dict[str, Chunk] = field(default_factory=dict)
    materials: Header = field(default_factory=dict)
    textures: NDArray[np.uint8] | None = None
    textures_hash: str = ""
    horizon: Header = field(default_factory=dict)
    air: Header = field(default_factory=dict)
    bodies: Header = field(default_factory=dict)
    poses: list[NDArray[np.float32]] = field(default_factory=list)
    doors: dict[tuple[str, int], float] = field(default_factory=dict)
    gone: set[str] = field(default_factory=set)
    received: int = 0
    order: int = 0
    came: dict[tuple[int, int], tuple[float, int]] = field(default_factory=dict)

    @property
    def have(self) -> list[str]:
        """Hashes of everything held, for `open.have` and `hello.have`."""
        return [*self.shapes, *self.kept, *([self.textures_hash] if self.textures is not None else [])]

    def anew(self) -> Scenery:
        """For the next connection: nothing is shown yet, what is held is kept."""
        return Scenery(
            shapes=self.shapes, kept=self.kept, textures=self.textures, textures_hash=self.textures_hash
        )  # fmt: skip

    def take(self, header: Header, parts: list[Part]) -> bool:
        """Take a message of the channel; whether it was one. Raises DamagedGeometry."""
        kind = header["type"]
        handler = getattr(self, f"_{kind}", None) if kind in KINDS else None
        if handler is None:
            return False
        self.received += sum(len(part) for part in parts)
        self.order = max(self.order, int(header.get("order", 0)))
        handler(header, parts)
        return True

    def _shape(self, header: Header, parts: list[Part]) -> None:
        self.shapes[header["hash"]] = Shape.of(header, parts[0])

    def _chunk(self, header: Header, parts: list[Part]) -> None:
        if header["known"]:
            made = self.kept.get(header["hash"])
            if made is None:
                raise DamagedGeometry(f"the server believes that chunk {header['hash']} is here")
        else:
            made = self.kept[header["hash"]] = Chunk.of(header, parts[0])
        place = header["x"], header["z"]
        self.chunks[place] = made
        self.came[place] = time.monotonic(), self.received

    def _unload(self, header: Header, parts: list[Part]) -> None:
        self.chunks.pop((header["x"], header["z"]), None)

    def _change(self, header: Header, parts: list[Part]) -> None:
        for row in header["doors"]:
            self.doors[row["thing"], row["group"]] = float(row["open"])
        self.gone.update(header["gone"])

    def _horizon(self, header: Header, parts: list[Part]) -> None:
        self.horizon = header

    def _materials(self, header: Header, parts: list[Part]) -> None:
        self.materials = header
        if parts:
            size = header["size"]
            data = inflated(parts[0], int(header["bytes"]))
            self.textures = np.frombuffer(data, np.uint8).reshape(-1, size, size, 4)
            self.textures_hash = header["hash"]

    def _bodies(self, header: Header, parts: list[Part]) -> None:
        self.bodies = header
        rows = np.frombuffer(parts[0], "<f4").reshape(-1, 3, 4) if parts else np.zeros((0, 3, 4), np.float32)
        ends = np.cumsum([count + 1 for count in header["groups"]])
        self.poses = np.split(rows, ends[:-1]) if len(ends) else []

    def _air(self, header: Header, parts: list[Part]) -> None:
        self.air = header


KINDS: Final = frozenset({"shape", "chunk", "unload", "change", "horizon", "materials", "bodies", "air"})
