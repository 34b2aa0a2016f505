"""Admission by capacity: measured times per tick and picture, bytes per world, and whether another world fits."""

from __future__ import annotations

import os
from collections import deque
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from statistics import median
from typing import Final

from nacre.server.sessions.session import Session
from nacre.world.grid import TICK

# Measurements looked back on: the median of them is blind to warm-up and to what else the machine does.
SAMPLES: Final = 64
ENOUGH: Final = 16
OF_ITS_SIZE: Final = 2  # pictures of one size that say more about it than any number of another
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
        self._picture: dict[tuple[int, int], deque[float]] = {}  # ms a picture, by its size
        self._world_bytes = 0.0
        self.batches = 0

    def stepped(self, worlds: int, ms: float) -> None:
        """Record that one tick of `worlds` worlds took `ms`."""
        if worlds:
            self._step.append(ms / worlds)

    def drawn(self, size: tuple[int, int], pictures: int, ms: float) -> None:
        """Record that `pictures` pictures of `size` (width, height) took `ms`."""
        self.batches += 1
        if size not in self._picture:
            # A new dict, since the other thread may be reading the old one. The first picture of a size is not counted:
            # it pays for what is set up once.
            self._picture = {**self._picture, size: deque(maxlen=SAMPLES)}
            return
        self._picture[size].append(ms / pictures)

    def opened(self, grown: int, state: int) -> None:
        """Record the memory of a new world: bytes the process grew by, and bytes of its state."""
        # The first world also pays for what all share; growth of a later one is what the next will need.
        self._world_bytes = max(float(state), grown if self._world_bytes else 0.0, self._world_bytes * 0.5)

    def picture_ms(self, size: tuple[int, int]) -> float | None:
        """What a picture of this size costs, in ms; None when nothing is measured yet.

        As measured; or else no more than a larger one does, and no more than a smaller one by its pixels.
        """
        times = {known: tuple(of_it) for known, of_it in self._picture.items()}
        if len(times.get(size, ())) >= OF_ITS_SIZE:
            return median(times[size])
        pixels = size[0] * size[1]
        known = {w * h: median(of_it) for (w, h), of_it in times.items() if len(of_it) >= ENOUGH}
        return min((ms * max(1.0, pixels / n) for n, ms in known.items()), default=None)

    def share(self, session: Session, drawn_fps: float | None = None) -> float:
        """The fraction of the device's time that is owed to a running session, 0 when nothing is measured yet.

        drawn_fps: frames a second drawn for it lately, None for a session that is new. What is not drawn costs nothing,
        whatever was asked for.
        """
        drawn = session.settings.pictures and session.send_queue.credit > 0  # a client may draw for itself meanwhile
        picture = self.picture_ms(session.settings.size) if drawn else 0.0
        if picture is None or len(self._step) < ENOUGH:
            return 0.0
        rate = min(session.settings.fps, self._floor)
        if drawn_fps is not None:
            rate = min(rate, drawn_fps)
        # A world that nobody looks at stands still.
        step = median(tuple(self._step)) / TICK if session.plays and (rate > 0.0 or not drawn) else 0.0
        return (picture * rate + step) / 1e3

    def admit(
        self, new: Session, sessions: Iterable[Session], retry_after: float, rates: Mapping[str, float] | None = None
    ) -> CapacityVerdict:
        """Whether `new` fits beside the running sessions. Paused and waiting worlds need memory, no time.

        rates: frames a second drawn lately, by session name. A second world always fits: whoever is alone on a machine
        can share it.
        """
        free = self._available()
        if new.plays and free is not None and free < RESERVE + self._world_bytes:
            return CapacityVerdict(False, retry_after, f"{free >> 20} MB of memory are left")
        lately = rates or {}
        shares = [self.share(session, lately.get(session.name)) for session in sessions if session.running]
        shares = [share for share in shares if share > 0.0]
        if len(shares) > 1 and sum(shares) + self.share(new) > 1.0:
            why = f"the device is {min(sum(shares), 1.0):.0%} busy with the worlds that run"
            return CapacityVerdict(False, retry_after, why)
        return CapacityVerdict(True)
