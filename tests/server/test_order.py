"""Which picture is drawn next, over minutes of a clock that only drawing moves."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

import pytest

from nacre.server.engine.frame_scheduler import SLACK
from nacre.server.engine.order import PATIENCE, next_batch
from nacre.server.sessions.frame_pacer import FramePacer

SMALL, LARGE = (320, 180), (1280, 720)


@dataclass
class Settings:
    size: tuple[int, int]


@dataclass
class Playback:
    pacer: FramePacer


@dataclass(eq=False)
class Player:
    """Somebody whose pictures take `cost` seconds each, and who has room for one every `reads` seconds."""

    size: tuple[int, int]
    cost: float
    fps: float
    reads: float = 0.0
    room_at: float = 0.0
    late: list[float] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.settings, self.playback = Settings(self.size), Playback(FramePacer(self.fps))
        self.playback.pacer.start(0.0)


def play(players: list[Player], seconds: float) -> None:
    """Draw for all, as the scheduler does; every one's lateness is kept."""
    now = 0.0
    some: Any = players
    while now < seconds:
        for one in players:
            if now < one.room_at:
                one.playback.pacer.hold(now)
        playing = [p for p in some if now >= p.room_at]
        ready = [p for p in playing if p.playback.pacer.due <= now + SLACK]
        batch: Any = next_batch(ready, playing, lambda one: one.cost, now)  # type: ignore[attr-defined]
        if not batch:
            coming = [max(p.playback.pacer.due, p.room_at) for p in players if p not in ready]
            now = max(now + 1e-4, min(coming, default=now))
            continue
        done = now + sum(p.cost for p in batch)
        for one in batch:
            one.late.append(done - max(one.playback.pacer.due, one.room_at))
            one.playback.pacer.drawn(now)
            one.room_at = done + one.reads
        now = done


def p99(player: Player) -> float:
    late = sorted(player.late)
    return late[int(len(late) * 0.99)]


def test_large_pictures_of_slow_readers_hardly_hold_up_a_small_one() -> None:
    small = Player(SMALL, 0.005, 30.0)
    slow = [Player(LARGE, 0.045, 60.0, reads=1.1), Player(LARGE, 0.045, 60.0, reads=1.3)]
    play([small, *slow], 120.0)
    # 5 alone, 95 with both drawn in one batch whenever they have room, and 45 at least where one comes at any time
    assert p99(small) < 0.027
    assert all(len(one.late) > 75 for one in slow), "and nobody is forgotten"
    assert max(map(max, (one.late for one in slow))) < PATIENCE + 3 * 0.045


def test_a_dear_picture_has_its_turn_however_many_cheap_ones_there_are() -> None:
    many = [Player(SMALL, 0.005, 60.0) for _ in range(8)]
    dear = Player(LARGE, 0.045, 30.0)
    play([*many, dear], 20.0)
    assert len(dear.late) > 20.0 / (PATIENCE + 0.045 + 8 * 0.005) - 2
    assert min(len(one.late) for one in many) > 100


@pytest.mark.parametrize("cost", [0.004, 0.02])
def test_equals_are_drawn_together_and_wait_for_nobody(cost: float) -> None:
    players = [Player(SMALL, cost, 30.0) for _ in range(3)]
    play(players, 20.0)
    assert all(len(one.late) >= min(20.0 * 30.0, 20.0 / (3 * cost)) - 2 for one in players)


def test_alone_nothing_is_waited_for() -> None:
    one = Player(LARGE, 0.045, 30.0)
    play([one], 10.0)
    assert len(one.late) >= 10.0 / 0.045 - 2
