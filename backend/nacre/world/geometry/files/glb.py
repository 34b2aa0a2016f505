"""A small writer of binary glTF 2.0: meshes, materials, nodes, lights; no more than levels need."""

from __future__ import annotations

import json
import struct
from collections.abc import Sequence
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

_MAGIC: Final = 0x46546C67
_JSON, _BIN = 0x4E4F534A, 0x004E4942
_COMPONENT: Final = {"<f4": 5126, "<u4": 5125, "<u2": 5123, "|u1": 5121}
_TYPE: Final = {1: "SCALAR", 2: "VEC2", 3: "VEC3", 4: "VEC4"}
_ARRAY, _ELEMENTS = 34962, 34963
LIGHTS: Final = "KHR_lights_punctual"


class Glb:
    """Collects what belongs into one file. All indices are those of glTF."""

    def __init__(self, generator: str) -> None:
        self._generator = generator
        self._data = bytearray()
        self._views: list[dict[str, Any]] = []
        self._accessors: list[dict[str, Any]] = []
        self.meshes: list[dict[str, Any]] = []
        self.materials: list[dict[str, Any]] = []
        self.nodes: list[dict[str, Any]] = []
        self.lights: list[dict[str, Any]] = []
        self.roots: list[int] = []
        self.facts: dict[str, Any] = {}

    def _accessor(self, values: NDArray[Any], target: int, bounds: bool = False, normalised: bool = False) -> int:
        self._data += b"\0" * (-len(self._data) % 4)
        flat = np.ascontiguousarray(values)
        self._views.append({"buffer": 0, "byteOffset": len(self._data), "byteLength": flat.nbytes, "target": target})
        self._data += flat.tobytes()
        width = 1 if flat.ndim == 1 else flat.shape[1]
        accessor: dict[str, Any] = {
            "bufferView": len(self._views) - 1, "componentType": _COMPONENT[flat.dtype.str], "count": len(flat),
            "type": _TYPE[width],
        }  # fmt: skip
        if normalised:
            accessor["normalized"] = True
        if bounds:
            accessor["min"], accessor["max"] = flat.min(0).tolist(), flat.max(0).tolist()
        self._accessors.append(accessor)
        return len(self._accessors) - 1

    def primitive(
        self,
        places: NDArray[np.floating],
        triangles: NDArray[np.integer],
        normals: NDArray[np.floating] | None = None,
        uv: NDArray[np.floating] | None = None,
        colours: NDArray[np.floating] | None = None,
        material: int | None = None,
    ) -> dict[str, Any]:
        """Triangles of one material: places [V, 3] metres, normals [V, 3], uv [V, 2], linear colours [V, 3] 0..1."""
        small = len(places) < 65535
        indices = triangles.reshape(-1).astype("<u2" if small else "<u4")
        attributes = {"POSITION": self._accessor(places.astype("<f4"), _ARRAY, bounds=True)}
        if normals is not None:
            unit = normals / np.maximum(np.linalg.norm(normals, axis=1, keepdims=True), 1e-9)
            attributes["NORMAL"] = self._accessor(unit.astype("<f4"), _ARRAY)
        if uv is not None:
            attributes["TEXCOORD_0"] = self._accessor((uv * [1.0, -1.0]).astype("<f4"), _ARRAY)
        if colours is not None:
            whole = np.concatenate([np.clip(colours, 0, 1), np.ones((len(colours), 1))], 1)
            attributes["COLOR_0"] = self._accessor(np.round(whole * 65535).astype("<u2"), _ARRAY, normalised=True)
        result: dict[str, Any] = {"attributes": attributes, "indices": self._accessor(indices, _ELEMENTS)}
        if material is not None:
            result["material"] = material
        return result

    def mesh(self, name: str, primitives: list[dict[str, Any]]) -> int:
        """A mesh that nodes can share."""
        self.meshes.append({"name": name, "primitives": primitives})
        return len(self.meshes) - 1

    def material(self, name: str, **fields: Any) -> int:
        """A material."""
        self.materials.append({"name": name, **fields})
        return len(self.materials) - 1

    def light(self, name: str, colour: Sequence[float], reach: float, candela: float) -> int:
        """A point light; reach in metres."""
        self.lights.append(
            {"name": name, "type": "point", "color": [float(c) for c in colour], "range": reach, "intensity": candela}
        )
        return len(self.lights) - 1

    def node(
        self,
        name: str,
        parent: int | None = None,
        mesh: int | None = None,
        place: Sequence[float] | None = None,
        turn: NDArray[np.floating] | None = None,
        scale: Sequence[float] | None = None,
        light: int | None = None,
        extras: dict[str, Any] | None = None,
    ) -> int:
        """A node below `parent` (None: at the top): place [3], turn [3, 3] rotation, scale [3]."""
        node: dict[str, Any] = {"name": name}
        if mesh is not None:
            node["mesh"] = mesh
        if place is not None and any(place):
            node["translation"] = [round(float(v), 5) for v in place]
        if turn is not None and not np.allclose(turn, np.eye(3), atol=1e-7):
            node["rotation"] = quaternion(turn)
        if scale is not None and any(abs(v - 1) > 1e-9 for v in scale):
            node["scale"] = [round(float(v), 6) for v in scale]
        if light is not None:
            node["extensions"] = {LIGHTS: {"light": light}}
        if extras:
            node["extras"] = extras
        self.nodes.append(node)
        index = len(self.nodes) - 1
        if parent is None:
            self.roots.append(index)
        else:
            self.nodes[parent].setdefault("children", []).append(index)
        return index

    def to_bytes(self) -> bytes:
        """The file."""
        scene = {"name": "level", "nodes": self.roots}
        document: dict[str, Any] = {
            "asset": {"version": "2.0", "generator": self._generator}, "scene": 0, "scenes": [scene],
            "nodes": self.nodes, "meshes": self.meshes, "materials": self.materials, "accessors": self._accessors,
            "bufferViews": self._views,
        }  # fmt: skip
        if self.facts:
            document["asset"]["extras"] = self.facts
        if self.lights:
            document["extensionsUsed"] = [LIGHTS]
            document["extensions"] = {LIGHTS: {"lights": self.lights}}
        binary = bytes(self._data) + b"\0" * (-len(self._data) % 4)
        if binary:
            document["buffers"] = [{"byteLength": len(binary)}]
        # empty lists are not allowed
        document = {key: value for key, value in document.items() if value != []}
        text = json.dumps(document, separators=(",", ":")).encode()
        text += b" " * (-len(text) % 4)
        chunks = struct.pack("<II", len(text), _JSON) + text
        if binary:
            chunks += struct.pack("<II", len(binary), _BIN) + binary
        return struct.pack("<III", _MAGIC, 2, 12 + len(chunks)) + chunks


def quaternion(turn: NDArray[np.floating]) -> list[float]:
    """Unit quaternion x, y, z, w of a rotation matrix."""
    m = np.asarray(turn, float)
    # the largest of the four first, so that nothing small is divided by
    squares = np.array([1 + m[0, 0] - m[1, 1] - m[2, 2], 1 - m[0, 0] + m[1, 1] - m[2, 2],
                        1 - m[0, 0] - m[1, 1] + m[2, 2], 1 + m[0, 0] + m[1, 1] + m[2, 2]])  # fmt: skip
    k = int(np.argmax(squares))
    size = np.sqrt(max(squares[k], 1e-12))
    rows = {
        0: (squares[0], m[0, 1] + m[1, 0], m[0, 2] + m[2, 0], m[2, 1] - m[1, 2]),
        1: (m[0, 1] + m[1, 0], squares[1], m[1, 2] + m[2, 1], m[0, 2] - m[2, 0]),
        2: (m[0, 2] + m[2, 0], m[1, 2] + m[2, 1], squares[2], m[1, 0] - m[0, 1]),
        3: (m[2, 1] - m[1, 2], m[0, 2] - m[2, 0], m[1, 0] - m[0, 1], squares[3]),
    }
    q = np.array(rows[k]) / (2 * size)
    q /= np.linalg.norm(q)
    return [float(v) for v in (q if q[3] >= 0 else -q)]
