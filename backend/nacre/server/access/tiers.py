"""Tiers: how much each kind of client may do, read from a TOML file.

    [tiers.free]
    minutes = 10               # of play in one session
    width = 640                # largest picture
    height = 360
    fps = 20
    sessions = 1               # worlds open at once, for one token
    requests_per_minute = 20   # worlds, saves, branches
    watermark = true           # a visible mark in every picture
    export = false             # saves by name

Keys that are left out are not limited. The tier `default` is that of clients without an access token of their own.
"""

from __future__ import annotations

import tomllib
from collections import deque
from dataclasses import dataclass, field, fields
from pathlib import Path
from typing import Any, Final

from nacre.errors import Failure

DEFAULT_TIER: Final = "default"


class PolicyError(Failure):
    """The policy file cannot be used; the text says why."""

    code = "bad_policy"


@dataclass(frozen=True)
class Tier:
    """Limits of one kind of client; None is no limit."""

    minutes: float | None = None
    width: int | None = None
    height: int | None = None
    fps: float | None = None
    sessions: int | None = None
    requests_per_minute: int | None = None
    watermark: bool = False
    export: bool = True


@dataclass(frozen=True)
class Policy:
    """Tiers by name; one that is not named may do everything."""

    tiers: dict[str, Tier] = field(default_factory=dict)

    def tier(self, name: str) -> Tier:
        """The tier of this name, else the default one, else one without limits."""
        return self.tiers.get(name) or self.tiers.get(DEFAULT_TIER) or Tier()


def read_policy(path: Path) -> Policy:
    """The policy in a file; raises PolicyError with the line or the key that is wrong."""
    try:
        data: dict[str, Any] = tomllib.loads(path.read_text("utf-8"))
    except (OSError, UnicodeDecodeError) as error:
        raise PolicyError(f"{path} cannot be read: {error}") from None
    except tomllib.TOMLDecodeError as error:
        raise PolicyError(f"{path}: {error}") from None
    if unknown := set(data) - {"tiers"}:
        raise PolicyError(f"{path}: there is no section {sorted(unknown)[0]!r}, only [tiers.NAME]")
    return Policy({name: _tier(path, name, values) for name, values in data.get("tiers", {}).items()})


def _tier(path: Path, name: str, values: Any) -> Tier:
    if not isinstance(values, dict):
        raise PolicyError(f"{path}: write tiers as [tiers.{name}]")
    known = {one.name: one for one in fields(Tier)}
    for key, value in values.items():
        if key not in known:
            raise PolicyError(f"{path}: tier {name!r} has no {key!r}; there is {', '.join(known)}")
        if key in ("watermark", "export"):
            right = isinstance(value, bool)
        else:
            right = isinstance(value, (int, float)) and not isinstance(value, bool) and value > 0
        if not right:
            raise PolicyError(f"{path}: tier {name!r}: {key} cannot be {value!r}")
    return Tier(**values)


class Rate:
    """Counts the requests of each owner in the last minute."""

    def __init__(self) -> None:
        self._times: dict[str, deque[float]] = {}

    def wait(self, owner: str, limit: int | None, now: float) -> float:
        """Count a request and return 0.0; beyond the limit, return the seconds until the next is allowed."""
        if limit is None:
            return 0.0
        times = self._times.setdefault(owner, deque())
        while times and now - times[0] >= 60.0:
            times.popleft()
        if len(times) >= limit:
            return 60.0 - (now - times[0])
        times.append(now)
        return 0.0
