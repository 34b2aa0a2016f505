"""Half of the time that compiling took went by in Python: numba asked a hundred rules, thousands of times, what a
float32 plus a float32 is, and cleaned up a heap that only grew.

Machine code stays the same. What is kept is what numba's built-in rules say, which look at the types of the operands
alone; not what numba compiles for the purpose, which depends on how its caller is compiled.
"""

from __future__ import annotations

import gc
from typing import Any, Final

from numba.core import event
from numba.core.types.functions import BaseFunction

# While something is compiled: new objects before Python looks for those that nothing refers to any more.
SELDOM: Final = (200_000, 10, 10)

_ask = BaseFunction.get_call_type


def _ask_once(function: Any, context: Any, args: Any, kws: Any) -> Any:
    """numba's own, with what built-in rules said before."""
    known = function.__dict__.setdefault("_nacre_known", {})
    key = context, tuple(args)
    signature = None if kws else known.get(key)
    if signature is None:
        signature = _ask(function, context, args, kws)
        if signature is not None and not kws and function._impl_keys[signature.args] is function.typing_key:
            known[key] = signature
    return signature


class _CleanSeldom(event.Listener):
    """numba compiles under one lock, so that starts and ends are nested, never mixed."""

    def __init__(self) -> None:
        self._depth, self._usual = 0, gc.get_threshold()

    def on_start(self, event: Any) -> None:
        if self._depth == 0:
            self._usual = gc.get_threshold()
            gc.set_threshold(*SELDOM)
        self._depth += 1

    def on_end(self, event: Any) -> None:
        self._depth -= 1
        if self._depth == 0:
            gc.set_threshold(*self._usual)


def compile_faster() -> None:
    """From now on, in this process."""
    BaseFunction.get_call_type = _ask_once  # type: ignore[method-assign, assignment]
    event.register("numba:compile", _CleanSeldom())
