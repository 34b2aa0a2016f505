"""Mutated messages for the decoder: whatever comes, it answers with a message or a typed refusal, and soon."""

from __future__ import annotations

import random
import time
from dataclasses import dataclass

from nacre.protocol.codec import Refusal, decode
from nacre.protocol.vectors import malformed_vectors, message_vectors, msgpack_vectors


@dataclass(frozen=True)
class Fuzzed:
    """What a run found: messages tried, those that were taken, and the slowest in seconds of processor time."""

    tried: int
    taken: int
    slowest: float


def _bytes(entry: dict[str, object]) -> bytes:
    fill, count = str(entry.get("fill", "")), int(str(entry.get("count", 0)))
    return bytes.fromhex(str(entry["head"])) + bytes.fromhex(fill) * count


def seeds() -> list[list[bytes]]:
    """The messages of every vector file, as parts."""
    found = [[bytes.fromhex(vector["bytes"])] for vector in message_vectors()]
    found += [[_bytes(part) for part in vector["parts"]] for vector in malformed_vectors()]
    return found + [[_bytes(vector)] for vector in msgpack_vectors()]


def mutate(parts: list[bytes], draw: random.Random) -> list[bytes]:
    """A message with a few bytes flipped, cut, doubled, or put in from nowhere."""
    data = bytearray(parts[0])
    for _ in range(draw.randint(1, 4)):
        where = draw.randrange(len(data) + 1)
        match draw.randrange(6):
            case 0 if data:
                data[where % len(data)] ^= 1 << draw.randrange(8)
            case 1 if data:
                data[where % len(data)] = draw.choice(
                    (0xC1, 0xC4, 0xC6, 0xCB, 0xCF, 0xD9, 0xDB, 0xDD, 0xDF, 0x80, 0x90)
                )
            case 2:
                del data[where:]
            case 3:
                data[where:where] = draw.randbytes(draw.randint(1, 8))
            case 4:
                data[where:where] = data[where : where + draw.randint(1, 16)]
            case _:
                data += draw.randbytes(draw.randint(1, 4))
    extra = [draw.randbytes(draw.randint(0, 40)) for _ in range(draw.choice((0, 0, 0, 1, 5)))]
    return [bytes(data), *parts[1:], *extra]


def fuzz(count: int, seed: int = 1) -> Fuzzed:
    """Decode this many mutated messages; raises what the decoder should not have raised."""
    draw, sources = random.Random(seed), seeds()
    small = [parts for parts in sources if sum(map(len, parts)) < 2000]
    taken, slowest = 0, 0.0
    for number in range(count):
        # The long ones are long to mutate, too: one in a hundred is enough of them.
        message = mutate(draw.choice(sources if number % 100 == 0 else small), draw)
        began = time.process_time()
        try:
            decode(message)
            taken += 1
        except Refusal:
            pass
        slowest = max(slowest, time.process_time() - began)
    return Fuzzed(count, taken, slowest)
