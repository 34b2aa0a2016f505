"""Meshes by program: made once, kept in memory and on disk; what is damaged on disk is made anew."""

from __future__ import annotations

import contextlib
import os
import zlib
from collections import OrderedDict
from dataclasses import fields
from functools import cache
from pathlib import Path
from threading import Lock
from typing import Final

import msgspec
import numpy as np

from nacre.atomic_write import atomic_write
from nacre.cache_folder import cache_folder
from nacre.kernel_cache import stamp
from nacre.parts.codec import digest
from nacre.parts.language import Program
from nacre.world.geometry import levels as levels_module
from nacre.world.geometry.levels import levels
from nacre.world.geometry.mesh import ShapeMesh

IN_MEMORY: Final = 96 << 20  # bytes
ON_DISK: Final = 256 << 20  # bytes
TRIM_EVERY: Final = 256  # files written between looks at how much is on disk
_MAGIC: Final = b"NACREMSH"

Levels = tuple[ShapeMesh, ...]


@cache
def _version() -> str:
    """Changes with the code that makes meshes."""
    return stamp(Path(levels_module.__file__)).hex()[:16]


def size(meshes: Levels) -> int:
    """Bytes of arrays."""
    return sum(getattr(mesh, f.name).nbytes for mesh in meshes for f in fields(ShapeMesh))


def to_bytes(meshes: Levels) -> bytes:
    """Levels of detail as bytes with a checksum."""
    arrays = [[getattr(mesh, f.name) for f in fields(ShapeMesh)] for mesh in meshes]
    head = [[(a.dtype.str, list(a.shape)) for a in row] for row in arrays]
    body = msgspec.msgpack.encode([head, [[np.ascontiguousarray(a).tobytes() for a in row] for row in arrays]])
    return _MAGIC + zlib.crc32(body).to_bytes(4, "little") + body


def from_bytes(data: bytes) -> Levels:
    """Levels of detail from `to_bytes`; raises ValueError when they are damaged."""
    if data[: len(_MAGIC)] != _MAGIC or zlib.crc32(data[len(_MAGIC) + 4 :]) != int.from_bytes(
        data[len(_MAGIC) : len(_MAGIC) + 4], "little"
    ):
        raise ValueError("the file is damaged")
    head, bodies = msgspec.msgpack.decode(data[len(_MAGIC) + 4 :])
    meshes = []
    for row, texts in zip(head, bodies, strict=True):
        arrays = [np.frombuffer(b, np.dtype(kind)).reshape(shape) for (kind, shape), b in zip(row, texts, strict=True)]
        meshes.append(ShapeMesh(*arrays))
    return tuple(meshes)


class MeshCache:
    """Levels of detail by program. Safe on any thread. folder None: nothing is kept on disk."""

    def __init__(self, folder: Path | None, in_memory: int = IN_MEMORY, on_disk: int = ON_DISK) -> None:
        self.folder, self.in_memory, self.on_disk = folder, in_memory, on_disk
        self._known: OrderedDict[str, Levels] = OrderedDict()
        self._bytes = 0
        self._written = 0
        self._lock = Lock()

    def levels(self, program: Program) -> Levels:
        """All levels of detail of a program, finest first."""
        name = digest(program)
        with self._lock:
            if name in self._known:
                self._known.move_to_end(name)
                return self._known[name]
        meshes = self._read(name)
        if meshes is None:
            meshes = levels(program)
            self._write(name, meshes)
        with self._lock:
            if name not in self._known:
                self._known[name] = meshes
                self._bytes += size(meshes)
            while self._bytes > self.in_memory and len(self._known) > 1:
                self._bytes -= size(self._known.popitem(last=False)[1])
        return meshes

    def _file(self, name: str) -> Path | None:
        return None if self.folder is None else self.folder / _version() / name[:2] / f"{name}.mesh"

    def _read(self, name: str) -> Levels | None:
        file = self._file(name)
        if file is None:
            return None
        try:
            meshes = from_bytes(file.read_bytes())
        except OSError:
            return None
        except (ValueError, TypeError, msgspec.MsgspecError):
            return None  # damaged: made anew and written over
        with contextlib.suppress(OSError):
            os.utime(file)
        return meshes

    def _write(self, name: str, meshes: Levels) -> None:
        file = self._file(name)
        if file is None:
            return
        # a full or read-only disk costs time, nothing else
        with contextlib.suppress(OSError):
            file.parent.mkdir(parents=True, exist_ok=True)
            atomic_write(file, to_bytes(meshes))
        with self._lock:
            self._written += 1
            due = self._written % TRIM_EVERY == 1
        if due:
            self.trim()

    def trim(self) -> None:
        """Delete the files that were unused longest until the rest fits on_disk; files of older code first."""
        if self.folder is None:
            return
        files = []
        for path in self.folder.rglob("*"):
            with contextlib.suppress(OSError):
                if path.is_file():
                    state = path.stat()
                    files.append((path.relative_to(self.folder).parts[0] == _version(), state.st_mtime, path, state))
        total = sum(state.st_size for *_, state in files)
        for *_, path, state in sorted(files, key=lambda f: f[:2]):
            if total <= self.on_disk:
                break
            with contextlib.suppress(OSError):
                path.unlink()
                total -= state.st_size


@cache
def shared() -> MeshCache:
    """The process's own cache."""
    return MeshCache(cache_folder() / "meshes")


def mesh_levels(program: Program) -> Levels:
    """All levels of detail of a program, finest first, from the process's cache."""
    return shared().levels(program)
