"""The file format of a save: the arrays of a world and the facts of its session, with a checksum.

    offset  bytes  what
    0       8      "NACRESAV"
    8       4      format version, u32 little-endian
    12      8      length of the body, u64 little-endian
    20      32     sha-256 of bytes 0..20 and the body
    52      …      body: a safetensors file; its metadata hold the model's fingerprint and the facts as JSON

Nothing is taken from a file before its checksum holds.
"""

from __future__ import annotations

import hashlib
import json
import struct
from dataclasses import dataclass, field
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray
from safetensors import SafetensorError
from safetensors.numpy import load, save

from nacre.errors import Failure
from nacre.world.state import WorldState

MAGIC: Final = b"NACRESAV"
FORMAT: Final = 1
_HEAD: Final = struct.Struct("<8sIQ")
BODY: Final = "body."  # before the arrays of a guest's body, with the name of the session
START: Final = _HEAD.size + 32
LARGEST: Final = 256 << 20  # bytes; a world is under 1 MB, so more is no save of ours


class SnapshotError(Failure):
    """A save cannot be used; the text says why. code is a key of the protocol's error table."""

    def __init__(self, message: str, code: str = "session_damaged") -> None:
        super().__init__(message)
        self.code = code


@dataclass(frozen=True)
class Snapshot:
    """A world at one tick. model is the fingerprint of what made it; about holds plain facts of the session; bodies are
    the states of guests who played in it, by the names of their sessions."""

    state: WorldState
    model: str
    about: dict[str, Any]
    bodies: dict[str, WorldState] = field(default_factory=dict)


def pack(snapshot: Snapshot) -> bytes:
    """The bytes of a save."""
    arrays = {name: np.ascontiguousarray(array) for name, array in snapshot.state.arrays().items()}
    for guest, state in snapshot.bodies.items():
        arrays |= {f"{BODY}{guest}.{name}": np.ascontiguousarray(array) for name, array in state.arrays().items()}
    body = save(arrays, {"model": snapshot.model, "about": json.dumps(snapshot.about)})
    head = _HEAD.pack(MAGIC, FORMAT, len(body))
    return head + hashlib.sha256(head + body).digest() + body


def unpack(data: bytes) -> Snapshot:
    """Inverse of `pack`; raises SnapshotError on anything but a whole, unchanged save."""
    if len(data) < START:
        raise SnapshotError(f"the save is cut short: {len(data)} bytes")
    magic, version, length = _HEAD.unpack_from(data)
    if magic != MAGIC:
        raise SnapshotError("the file is no save of Nacre")
    if version != FORMAT:
        raise SnapshotError(f"the save has format {version}, this server reads format {FORMAT}")
    if len(data) != START + length:
        raise SnapshotError(f"the save should have {START + length} bytes and has {len(data)}")
    body = data[START:]
    if hashlib.sha256(data[: _HEAD.size] + body).digest() != data[_HEAD.size : START]:
        raise SnapshotError("the save does not match its checksum")
    try:
        arrays: dict[str, NDArray[np.generic]] = load(body)
        (size,) = struct.unpack_from("<Q", body)
        metadata = json.loads(body[8 : 8 + size])["__metadata__"]
        guests: dict[str, dict[str, NDArray[np.generic]]] = {}
        for name in [name for name in arrays if name.startswith(BODY)]:
            guest, _, array = name.removeprefix(BODY).partition(".")
            guests.setdefault(guest, {})[array] = arrays.pop(name)
        bodies = {guest: WorldState.from_arrays(own) for guest, own in guests.items()}
        return Snapshot(WorldState.from_arrays(arrays), metadata["model"], json.loads(metadata["about"]), bodies)
    except (SafetensorError, KeyError, ValueError, struct.error) as error:
        raise SnapshotError(f"the save holds no world: {error}") from None
