"""A world is made while others are played: both come along."""

import logging
from collections import deque
from itertools import pairwise
from types import SimpleNamespace
from typing import Any

import pytest

from nacre.server.engine.commands import CommandRunner
from nacre.server.engine.turns import LONGEST, ClientLeft, Turns
from nacre.server.sessions.session import Command


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


def test_a_rewind_whose_client_leaves_is_given_up_without_an_alarm(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    command, world = Command("rewind", 7), SimpleNamespace(world=object())
    session: Any = SimpleNamespace(name="a", commands=deque([command]), ended=False, playback=world)

    def leave(*_: object) -> None:
        session.ended = True
        raise ClientLeft

    monkeypatch.setattr(CommandRunner, "_rewind", leave)
    nothing: Any = None
    with caplog.at_level(logging.INFO):
        CommandRunner(nothing, lambda: None, nothing, nothing).run(nothing, session)
    assert "given up" in caplog.text and all(record.levelno < logging.WARNING for record in caplog.records)
    answer: Any = command.answers.first
    assert (answer.id, answer.code) == (7, "no_world")
