"""A world is made while others are played: both come along."""

from itertools import pairwise

from nacre.server.engine.turns import LONGEST, Turns


class _Clock:
    now = 0.0

    def __call__(self) -> float:
        return self.now


def _make(work: float, slice_: float, picture: float) -> tuple[float, list[float]]:
    """Seconds that `work` seconds take in slices beside pictures of which one is always due, and when they ended."""
    clock, pictures = _Clock(), list[float]()
    turns = Turns(clock)

    def play() -> None:
        clock.now += picture
        pictures.append(clock.now)

    while work > 0.0:
        clock.now += slice_
        work -= slice_
        turns.give(play)
    return clock.now, pictures


def test_pictures_that_are_always_due_take_half_of_the_time_at_most() -> None:
    for picture in (0.005, 0.03, 0.09):
        took, pictures = _make(2.0, 0.004, picture)
        assert took < 2.0 * 2.0 + 2 * picture
        gaps = [b - a for a, b in pairwise(pictures)]
        assert max(gaps) < 2 * picture + 2 * 0.004  # they keep coming


def test_a_slow_picture_is_waited_for_no_longer_than_the_longest_turn() -> None:
    _, pictures = _make(2.0, 0.004, 0.4)
    gaps = [b - a for a, b in pairwise(pictures)]
    assert len(pictures) > 10 and max(gaps) < 0.4 + LONGEST + 2 * 0.004


def test_where_nothing_is_due_nobody_waits() -> None:
    clock = _Clock()
    turns = Turns(clock)
    assert all(turns.give(lambda: None) for _ in range(100)) and clock.now == 0.0
