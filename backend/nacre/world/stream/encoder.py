"""Encoder: contents by what they are of, each made once for all worlds and players of a process."""

from __future__ import annotations

import contextlib
import shutil
from collections import OrderedDict
from collections.abc import Callable
from functools import cache
from pathlib import Path
from threading import Lock
from typing import Final

import msgspec

from nacre.atomic_write import atomic_write
from nacre.cache_folder import cache_folder
from nacre.kernel_cache import stamp
from nacre.world.geometry.mesh import ShapeMesh
from nacre.world.scene.assets import Asset
from nacre.world.stream import shape as shape_module
from nacre.world.stream.content import Content
from nacre.world.stream.ground import far, near
from nacre.world.stream.hills import hills_shape
from nacre.world.stream.materials import materials
from nacre.world.stream.outlook import Chunk, Outlook
from nacre.world.stream.shape import of_asset, of_mesh

KEPT: Final = 96 << 20  # bytes of shapes in memory
CHUNKS: Final = 512  # encoded chunks kept; 10 kB each
ON_DISK: Final = 8192  # shapes kept on the disk; 40 kB each


@cache
def _version() -> str:
    """Changes with the code that makes streamed shapes."""
    return stamp(Path(shape_module.__file__)).hex()[:16]


class Encoder:
    """Makes contents and keeps them. Safe on any thread. folder None: nothing is kept on disk."""

    def __init__(self, folder: Path | None = None) -> None:
        self._folder = folder
        self._shapes: OrderedDict[str, Content] = OrderedDict()
        self._named: OrderedDict[tuple[str, object], str] = OrderedDict()
        self._chunks: OrderedDict[tuple[object, ...], Content] = OrderedDict()
        self._bytes, self._tidied = 0, False
        self._litter: tuple[tuple[ShapeMesh, ...], list[Content]] | None = None
        self._lock = Lock()

    @classmethod
    def shared(cls) -> Encoder:
        """With this machine's cache of shapes."""
        return cls(cache_folder() / "streamed")

    def shape(self, asset: Asset) -> Content:
        """The shape of a thing."""
        key = f"{asset.digest}-{asset.look.shape}-{asset.lamps[0].always if asset.lamps else ''}"
        with self._lock:
            known = self._shapes.get(key)
            if known is not None:
                self._shapes.move_to_end(key)
                return known
        made = self._read(key)
        if made is None:
            made = of_asset(asset)
            self._write(key, made)
        with self._lock:
            if key not in self._shapes:
                self._bytes += len(made.body)
            self._shapes[key] = made
            while self._bytes > KEPT and len(self._shapes) > 1:
                self._bytes -= len(self._shapes.popitem(last=False)[1].body)
        return made

    def litter(self, outlook: Outlook) -> list[Content]:
        """Shapes of tufts, flowers and pebbles, in the order in which chunks count them."""
        if self._litter is None or self._litter[0] is not outlook.litter:
            self._litter = outlook.litter, [of_mesh("litter", mesh) for mesh in outlook.litter]
        return self._litter[1]

    def near(self, outlook: Outlook, chunk: Chunk) -> Content:
        """A furnished chunk."""
        made = outlook.near[chunk]
        names = [each.name for each in self.litter(outlook)]
        key = ("near", outlook.key[0], chunk)
        return self._chunk(key, lambda: near(outlook.spec, outlook.seed, made, self._name, names))

    def far(self, outlook: Outlook, chunk: Chunk) -> Content:
        """A tile of far land."""
        tile = next(t for t in outlook.far if t.chunk == chunk)
        key = ("far", outlook.key[0], chunk)
        return self._chunk(key, lambda: far(outlook.spec, tile, outlook.tint, self._name))

    @staticmethod
    def hills(outlook: Outlook) -> tuple[Content, tuple[float, float, float]]:
        """Hills against the sky: their shape, and where it stands."""
        return hills_shape(outlook.hills, outlook.palette)

    @staticmethod
    def materials(outlook: Outlook, pixels: bool) -> Content:
        """Names and numbers of all materials, and their textures when `pixels`."""
        return materials(outlook.palette, pixels)

    def _name(self, asset: Asset) -> str:
        return self.shape(asset).name

    def _chunk(self, key: tuple[object, ...], make: Callable[[], Content]) -> Content:
        with self._lock:
            known = self._chunks.get(key)
            if known is not None:
                return known
        made = make()
        with self._lock:
            self._chunks[key] = made
            while len(self._chunks) > CHUNKS:
                self._chunks.popitem(last=False)
        return made

    def _file(self, key: str) -> Path | None:
        return None if self._folder is None else self._folder / _version() / key[:2] / f"{key}.shape"

    def _read(self, key: str) -> Content | None:
        file = self._file(key)
        if file is None:
            return None
        try:
            name, facts, body = msgspec.msgpack.decode(file.read_bytes())
            return Content(name, facts, body)
        except (OSError, ValueError, TypeError, msgspec.MsgspecError):
            return None  # not there, or damaged: made anew and written over

    def _write(self, key: str, made: Content) -> None:
        file = self._file(key)
        if file is None:
            return
        # a full or read-only disk costs time, nothing else
        with contextlib.suppress(OSError):
            file.parent.mkdir(parents=True, exist_ok=True)
            atomic_write(file, msgspec.msgpack.encode([made.name, made.facts, made.body]))
            if not self._tidied:
                self._tidied = True
                self._tidy(self._folder)

    @staticmethod
    def _tidy(folder: Path | None) -> None:
        """Delete what other versions of the code left, and the oldest shapes when there are very many."""
        if folder is None:
            return
        for each in folder.iterdir():
            if each.is_dir() and each.name != _version():
                shutil.rmtree(each, ignore_errors=True)
        files = sorted((folder / _version()).rglob("*.shape"), key=lambda f: f.stat().st_mtime)
        for file in files[: max(0, len(files) - ON_DISK)]:
            file.unlink(missing_ok=True)
