"""Decoded shapes kept on disk, so that a token is decoded once per machine and not once per process.

A volume is a pure function of the code book, the decoder's source and the processor; the folder is named after all
three. A file that is missing, cut short or altered is decoded again: the shelf can be deleted at any time.
"""

from __future__ import annotations

import hashlib
import os
import platform
import shutil
import sys
import tempfile
import time
import zlib
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import Final

import llvmlite.binding as llvm
import numba
import numpy as np

from nacre.cache_folder import cache_folder
from nacre.kernel_cache import stamp
from nacre.world.grid import SHAPE_CELLS
from nacre.world.voxels import volumes
from nacre.world.voxels.volumes import PackedVolume

_CELLS: Final = (SHAPE_CELLS, SHAPE_CELLS, SHAPE_CELLS)
_DISTANCE: Final = SHAPE_CELLS**3 * 2  # bytes of the int16 distances, which come first
_VOLUME: Final = _DISTANCE + SHAPE_CELLS**3 * 4  # then the paint, and a CRC-32 at the end
_FORGOTTEN: Final = 86400.0  # seconds after which the shapes of a version that nobody loads are deleted

Key = tuple[int, int, int]


def _processor() -> str:
    return f"{platform.machine()} {llvm.get_host_cpu_name()} {numba.__version__}"


class Shelf:
    """A folder of volumes by code-book index. Safe for several threads and processes."""

    def __init__(self, weights: Path, root: Path | None = None) -> None:
        """weights: the file the volumes are decoded from."""
        name = hashlib.sha256(weights.read_bytes())
        name.update(stamp(Path(volumes.__file__)))
        name.update(_processor().encode())
        self._root = (root or cache_folder()) / "shapes"
        self.folder = self._root / name.hexdigest()[:20]
        with suppress(OSError):
            os.utime(self.folder)

    def _path(self, key: Key) -> Path:
        return self.folder / ("-".join(map(str, key)) + ".volume")

    def __contains__(self, key: Key) -> bool:
        return self._path(key).is_file()

    def get(self, key: Key, make: Callable[[], PackedVolume]) -> PackedVolume:
        """The volume of a key, from the shelf or made and put there; a full or unwritable disk costs only time."""
        path = self._path(key)
        found = self._read(path)
        if found is None:
            found = make()
            self._write(path, found)
        return found

    @staticmethod
    def _read(path: Path) -> PackedVolume | None:
        try:
            data = np.fromfile(path, np.uint8)  # writable, as decoded volumes are: kernels are compiled for that
        except OSError:
            return None
        if len(data) != _VOLUME + 4 or zlib.crc32(data[:_VOLUME].data) != data[_VOLUME:].view(np.uint32)[0]:
            return None
        return PackedVolume(
            data[:_DISTANCE].view(np.int16).reshape(_CELLS), data[_DISTANCE:_VOLUME].reshape(*_CELLS, 4)
        )

    def _write(self, path: Path, volume: PackedVolume) -> None:
        content = volume.distance.tobytes() + volume.paint.tobytes()
        draft = None
        try:
            self.folder.mkdir(parents=True, exist_ok=True, mode=0o700)
            with tempfile.NamedTemporaryFile(dir=self.folder, suffix=".tmp", delete=False) as file:
                draft = file.name
                file.write(content + zlib.crc32(content).to_bytes(4, sys.byteorder))
            os.replace(draft, path)
        except OSError:
            if draft is not None:
                Path(draft).unlink(missing_ok=True)

    def tidy(self) -> None:
        """Delete the shapes of versions that nobody has loaded for a day."""
        for other in self._root.glob("*"):
            with suppress(OSError):
                if other != self.folder and other.stat().st_mtime < time.time() - _FORGOTTEN:
                    shutil.rmtree(other, ignore_errors=True)
