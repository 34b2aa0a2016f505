"""What a model offers to engines that draw its worlds for themselves, beside `WorldModel`.

Importing this loads nothing of the world's own code: a server that serves other models has no use for it.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any, Protocol, runtime_checkable

from nacre.world.interface import Progress
from nacre.world.state import WorldState

if TYPE_CHECKING:
    from nacre.world.scene.cast import Posed
    from nacre.world.stream.outlook import Outlook

Door = tuple[int, int, int, int]  # chunk x, chunk z, thing, moving group


@runtime_checkable
class NativeModel(Protocol):
    """A model whose worlds are made of parts. Call from the thread that calls `WorldModel`."""

    def outlook(self, state: WorldState) -> Outlook:
        """What stands around the player; what it gives may be read on any thread."""
        ...

    def bodies(self, state: WorldState) -> Sequence[Posed]:
        """Everyone in sight, as they stand after the newest tick."""
        ...

    def doors(self, state: WorldState) -> Mapping[Door, float]:
        """How far each door is open that is not shut, 0..1."""
        ...

    def air(self, state: WorldState) -> dict[str, Any]:
        """Light, sky and distance: `colours` and `numbers` of an `air` message."""
        ...

    def teleport(self, state: WorldState, x: float, y: float | None, z: float, progress: Progress) -> None:
        """Put the player elsewhere at once; y None: the lowest height at which a body fits."""
        ...
