"""Admission by capacity: measured times per tick and picture, bytes per world, and whether another world fits."""

from __future__ import annotations

import os
from collections import deque
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path
from statistics import median
from typing import Final

from nacre.server.sessions.session import Session
from nacre.world.grid import TICK

# Measurements looked back on: the median of them is blind to warm-up and to what else the machine does.
SAMPLES: Final = 64
ENOUGH: Final = 16
RESERVE: Final = 256 << 20  # bytes of memory left to everything else


@dataclass(frozen=True)
class CapacityVerdict:
    """Whether another world fits; when not, retry_after in seconds and the reason."""

    fits: bool
    retry_after: float = 0.0
    why: str = ""


def available_bytes() -> int | None:
    """Memory that can still be had, None where the system does not say: the machine's or the container's."""
    found = []
    try:
        for line in Path("/proc/meminfo").read_text().splitlines():
            if line.startswith("MemAvailable:"):
                found.append(int(line.split()[1]) * 1024)
        limit = Path("/sys/fs/cgroup/memory.max").read_text().strip()
        if limit != "max":
            found.append(int(limit) - int(Path("/sys/fs/cgroup/memory.current").read_text()))
    except (OSError, ValueError, IndexError):
        pass
    return min(found, default=None)


def resident_bytes() -> int:
    """Memory of this process; 0 where the system does not say."""
    try:
        return int(Path("/proc/self/statm").read_text().split()[1]) * os.sysconf("SC_PAGE_SIZE")
    except (OSError, ValueError):
        return 0


class Capacity:
    """Measured on the engine thread, asked on the I/O thread; reads copy a deque in one step, so no lock is needed.

    Every running session is owed `floor_fps` frames a second; more are given while there is time.
    """

    def __init__(self, floor_fps: float, available: Callable[[], int | None] = available_bytes) -> None:
        self._floor, self._available = floor_fps, available
        self._step: deque[float] = deque(maxlen=SAMPLES)
        self._pixel: deque[float] = deque(maxlen=SAMPLES)
        self._world_bytes = 0.0
        self.batches = 0

    def stepped(self, worlds: int, ms: float) -> None:
        """Record that one tick of `worlds` worlds took `ms`."""
        if worlds:
            self._step.append(ms / worlds)

    def drawn(self, size: tuple[int, int], pictures: int, ms: float) -> None:
        """Record that `pictures` pictures of `size` (width, height) took `ms`."""
        self.batches += 1
        self._pixel.append(ms / (pictures * size[0] * size[1]))

    def opened(self, grown: int, state: int) -> None:
        """Record the memory of a new world: bytes the process grew by, and bytes of its state."""
        # The first world also pays for what all share; growth of a later one is what the next will need.
        self._world_bytes = max(float(state), grown if self._world_bytes else 0.0, self._world_bytes * 0.5)

    def share(self, session: Session) -> float:
        """The fraction of the device's time that a running session needs, 0 when nothing is measured yet."""
        if min(len(self._step), len(self._pixel)) < ENOUGH:
            return 0.0
        width, height = session.settings.size
        picture = median(tuple(self._pixel)) * width * height * min(session.settings.fps, self._floor)
        step = median(tuple(self._step)) / TICK if session.plays else 0.0
        return (picture + step) / 1e3

    def admit(self, new: Session, sessions: Iterable[Session], retry_after: float) -> CapacityVerdict:
        """Whether `new` fits beside the running sessions. Paused and waiting worlds need memory, no time."""
        free = self._available()
        if new.plays and free is not None and free < RESERVE + self._world_bytes:
            return CapacityVerdict(False, retry_after, f"{free >> 20} MB of memory are left")
        busy = sum(self.share(session) for session in sessions if session.running)
        if busy and busy + self.share(new) > 1.0:
            return CapacityVerdict(False, retry_after, f"the device is {busy:.0%} busy with the worlds that run")
        return CapacityVerdict(True)
