"""Which pictures are drawn next: the most urgent, but a dear one not while a cheap one would have to wait for it.

A picture that has begun is drawn to its end. One of 1280x720 takes longer than the time from one picture to the next of
somebody with a small one: begun right after such a small picture it is half over before the next is due, begun at any
other time it holds that up by all it takes.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Final

from nacre.server.sessions.session import Session

CHEAP: Final = 0.5  # of the cost of a dear picture: at most that much is a cheap one
SOON: Final = 0.5  # of the time from one cheap picture to the next: one that is due later was just drawn
PATIENCE: Final = 0.1  # seconds that a dear picture waits for cheap ones, and no longer: it has its turn, too
LONGEST: Final = 1.0 / 30.0  # seconds that one batch may take while somebody outside it waits


def next_batch(
    ready: Sequence[Session], playing: Sequence[Session], cost: Callable[[Session], float], now: float
) -> list[Session]:
    """Of the sessions whose pictures are due (`ready`), those to draw now: all of one picture size.

    playing are all who have room for a picture, due or not; cost gives the seconds that a picture takes, 0 while it is
    not known. Empty while a dear picture had better wait for a cheap one that is due in a moment.
    """
    urgent = min(ready, key=_due, default=None)
    if urgent is None:
        return []
    if now - _due(urgent) < PATIENCE:
        dear = cost(urgent)
        before = [
            one for one in playing
            if cost(one) <= CHEAP * dear and _due(one) < now + min(dear, SOON * one.playback.pacer.interval)
        ]  # fmt: skip
        first = min(before, key=_due, default=None)
        if first is not None:
            return _batch(first, ready, playing, cost, now) if first in ready else []
    return _batch(urgent, ready, playing, cost, now)


def _batch(
    first: Session, ready: Sequence[Session], playing: Sequence[Session], cost: Callable[[Session], float], now: float
) -> list[Session]:
    """All that are ready of one's picture size; only as many as LONGEST allows while others would wait for them."""
    batch = sorted((one for one in ready if one.settings.size == first.settings.size), key=_due)
    each = cost(first)
    if each > 0.0 and any(one not in batch and _due(one) < now + len(batch) * each for one in playing):
        return batch[: max(1, int(LONGEST / each))]
    return batch


def _due(session: Session) -> float:
    return session.playback.pacer.urgency
