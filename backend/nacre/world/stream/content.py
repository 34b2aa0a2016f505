"""What every streamed content shares: its name, and how its bytes are squeezed."""

from __future__ import annotations

import hashlib
import zlib
from dataclasses import dataclass, field
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

LEVEL: Final = 6  # of zlib: 9 takes twice the time for one per cent
HASH_CHARACTERS: Final = 16  # 64 bits: among a million contents two agree once in 37 million times


@dataclass(frozen=True)
class Content:
    """Something that is sent once and kept by its name.

    facts: the fields of the message that describes it, without `order`; body: its part, squeezed.
    """

    name: str
    facts: dict[str, Any] = field(hash=False)
    body: bytes = field(repr=False)


def squeezed(pieces: list[bytes]) -> tuple[bytes, int]:
    """Bytes as one zlib stream, and their length before."""
    whole = b"".join(pieces)
    return zlib.compress(whole, LEVEL), len(whole)


def name_of(*data: bytes) -> str:
    """Name of a content: the beginning of a hash of its bytes, in hex."""
    digest = hashlib.blake2b(digest_size=HASH_CHARACTERS // 2)
    for each in data:
        digest.update(each)
    return digest.hexdigest()


def differences(values: NDArray[np.int16]) -> bytes:
    """Numbers as each less the one before, in 16 bits, little-endian: what is smooth becomes small."""
    flat = values.ravel().astype(np.int64)
    return np.diff(flat, prepend=0).astype("<i2").tobytes()
