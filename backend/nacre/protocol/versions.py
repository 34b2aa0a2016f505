"""Which vectors each version of the protocol had, so that none changes unnoticed.

`vectors/versions.json` holds a sha-256 of every vector file under the version that made it. A vector that
differs under the same version would break clients that were checked against it: `MINOR` has to rise.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from typing import Any, Final

from nacre.protocol.definition import MINOR, VERSION

CURRENT: Final = f"{VERSION}.{MINOR}"


def fingerprints(files: Mapping[str, bytes]) -> dict[str, str]:
    """sha-256 of every vector file, by its name."""
    return {name: hashlib.sha256(data).hexdigest() for name, data in sorted(files.items())}


def changed(recorded: Mapping[str, Any], files: Mapping[str, bytes]) -> list[str]:
    """Names of vector files that are not what the current version recorded; none when it has recorded nothing."""
    known = recorded.get(CURRENT)
    if known is None:
        return []
    now = fingerprints(files)
    return sorted(name for name in {*known, *now} if known.get(name) != now.get(name))


def with_current(recorded: Mapping[str, Any], files: Mapping[str, bytes]) -> str:
    """The text of `versions.json`, with the current version added when it is new."""
    return json.dumps({**recorded, CURRENT: recorded.get(CURRENT, fingerprints(files))}, indent=1) + "\n"
