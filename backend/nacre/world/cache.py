"""A bounded store of things that can be made again."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Hashable
from threading import Lock
from typing import TypeVar, cast

import numpy as np

Value = TypeVar("Value")
_OVERHEAD = 200  # bytes a held value costs beside its arrays, about


def weight(value: object) -> int:
    """Bytes a value holds: of its arrays, wherever they are in it."""
    if isinstance(value, np.ndarray):
        return int(value.nbytes) + _OVERHEAD
    if isinstance(value, list | tuple):
        return sum(weight(part) for part in value) + _OVERHEAD
    if hasattr(value, "__dataclass_fields__"):
        return sum(weight(getattr(value, name)) for name in value.__dataclass_fields__) + _OVERHEAD
    return _OVERHEAD // 4


class Cache:
    """Keeps the values used last, up to a number of bytes. Safe from several threads."""

    def __init__(self, megabytes: float) -> None:
        self._most = round(megabytes * 1e6)
        self._bytes = 0
        self._lock = Lock()
        self._held: OrderedDict[Hashable, tuple[object, int]] = OrderedDict()

    def find(self, key: Hashable) -> object | None:
        """The value of a key, or None when it is not held."""
        with self._lock:
            found = self._held.get(key)
            if found is None:
                return None
            self._held.move_to_end(key)
            return found[0]

    def get(self, key: Hashable, make: Callable[[], Value]) -> Value:
        """The value of a key, made when it is not held; never None."""
        found = self.find(key)
        if found is None:
            value = make()
            self.put(key, value)
            return value
        return cast(Value, found)

    def put(self, key: Hashable, value: object) -> None:
        """Hold a value; those unused for longest go when it gets too much. The newest always stays."""
        size = weight(value)
        with self._lock:
            _, before = self._held.pop(key, (None, 0))
            self._held[key] = value, size
            self._bytes += size - before
            while self._bytes > self._most and len(self._held) > 1:
                _, (_, freed) = self._held.popitem(last=False)
                self._bytes -= freed

    def __contains__(self, key: Hashable) -> bool:
        with self._lock:
            return key in self._held
