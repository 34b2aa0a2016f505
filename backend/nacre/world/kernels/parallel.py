"""Threads beside the one that draws: half of a task list for a helper where somebody waits, and giving way."""

from __future__ import annotations

import contextlib
import os
import sys
from collections.abc import Callable, Sequence
from concurrent.futures import Executor, ThreadPoolExecutor, wait
from functools import cache
from threading import get_native_id
from typing import Final, TypeVar

Given = TypeVar("Given")
Result = TypeVar("Result")
PAUSE: Final = 0.004  # seconds between two calls of `meanwhile`
GIVES_WAY: Final = 10  # niceness of what is made ahead: it lets those who draw go first, and still keeps up with a walk


@cache
def helper_thread() -> Executor:
    """One thread for the whole process; what it is given must not ask for it again."""
    return ThreadPoolExecutor(1, "nacre-helper")


def share(
    work: Callable[[Given], Result], given: Sequence[Given], other: Executor | None,
    meanwhile: Callable[[], None] | None = None,
) -> list[Result]:  # fmt: skip
    """work(x) for every x, in order; every second one on the thread of `other`, if there is one. meanwhile is called
    every few milliseconds while the other thread is waited for."""
    if other is None or len(given) < 2:
        return [work(each) for each in given]
    theirs = other.submit(lambda: [work(each) for each in given[1::2]])
    result: list[Result] = [work(each) for each in given[::2]]
    while meanwhile is not None and not theirs.done():
        meanwhile()
        wait([theirs], PAUSE)
    for number, each in enumerate(theirs.result()):
        result.insert(2 * number + 1, each)
    return result


def halves(count: int) -> list[slice]:
    """The two halves of `count` rows; what `share` is given when the rows of one array are the work."""
    return [slice(0, count // 2), slice(count // 2, count)]


def give_way() -> None:
    """Let every other thread of this machine go before the calling one. Without effect where threads have no niceness
    of their own."""
    if hasattr(os, "setpriority") and sys.platform == "linux":
        with contextlib.suppress(OSError):
            os.setpriority(os.PRIO_PROCESS, get_native_id(), GIVES_WAY)
