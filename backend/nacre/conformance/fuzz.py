"""Mutated messages for the decoder: whatever comes, it answers with a message or a typed refusal, and soon.

`python -m nacre.conformance.fuzz [--count N]`; exit code 1 when a message crashed it, held it up, or stayed in memory.
"""

from __future__ import annotations

import argparse
import json
import os
import random
import sys
import time
from collections.abc import Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from multiprocessing import get_context
from typing import Any, Final

from nacre.protocol.codec import Refusal, decode
from nacre.protocol.vectors import malformed_vectors, message_vectors, msgpack_vectors
from nacre.server.engine.capacity import resident_bytes

COUNT: Final = 10_000_000
HANG: Final = 0.1  # seconds of processor time for one message
GROWN_MB: Final = 50.0
WARM: Final = 20_000  # messages after which every path has been taken and its memory is there


@dataclass(frozen=True)
class Fuzzed:
    """What a run found: messages tried, those that were taken, the slowest in seconds of processor time, and by how
    many MB the process grew after its first WARM messages."""

    tried: int
    taken: int
    slowest: float
    grown_mb: float = 0.0

    def figures(self) -> dict[str, Any]:
        """For people and for JSON."""
        return {
            "messages": self.tried,
            "taken": self.taken,
            "slowest_ms": round(self.slowest * 1e3, 2),
            "resident_mb_grown": round(self.grown_mb, 1),
        }


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
    for _ in range(draw.choice((1, 1, 1, 2, 4))):
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
    extra = [draw.randbytes(draw.randint(0, 40)) for _ in range(draw.choice((0,) * 18 + (1, 5)))]
    return [bytes(data), *parts[1:], *extra]


def fuzz(count: int, seed: int = 1) -> Fuzzed:
    """Decode this many mutated messages; raises what the decoder should not have raised."""
    draw, sources = random.Random(seed), seeds()
    small = [parts for parts in sources if sum(map(len, parts)) < 2000]
    taken, slowest, before = 0, 0.0, 0
    for number in range(count):
        if number == min(WARM, count - 1):
            before = resident_bytes()
        # The long ones are long to mutate, too: one in a hundred is enough of them.
        message = mutate(draw.choice(sources if number % 100 == 0 else small), draw)
        began = time.process_time()
        try:
            decode(message)
            taken += 1
        except Refusal:
            pass
        except BaseException:
            print(f"seed {seed}, message {number}: {[part.hex()[:400] for part in message]}", file=sys.stderr)
            raise
        slowest = max(slowest, time.process_time() - began)
    return Fuzzed(count, taken, slowest, (resident_bytes() - before) / 1e6)


def run(count: int, processes: int = 0) -> Fuzzed:
    """The same on several processes, each with mutations of its own; 0 takes every core."""
    workers = processes or os.cpu_count() or 1
    each = -(-count // workers)
    with ProcessPoolExecutor(workers, mp_context=get_context("spawn")) as pool:
        found = list(pool.map(fuzz, [each] * workers, range(1, workers + 1)))
    return Fuzzed(
        sum(one.tried for one in found),
        sum(one.taken for one in found),
        max(one.slowest for one in found),
        max(one.grown_mb for one in found),
    )


def main(argv: Sequence[str] | None = None) -> int:
    """Fuzz from a command line; prints the figures as JSON."""
    flags = argparse.ArgumentParser("python -m nacre.conformance.fuzz", description=__doc__)
    flags.add_argument("--count", type=int, default=COUNT, help="messages (%(default)s)")
    flags.add_argument("--processes", type=int, default=0, help="0 takes every core")
    given = flags.parse_args(argv)
    began = time.monotonic()
    found = run(given.count, given.processes)
    print(json.dumps({**found.figures(), "took_s": round(time.monotonic() - began, 1)}))
    return 1 if found.slowest > HANG or found.grown_mb > GROWN_MB else 0


if __name__ == "__main__":
    sys.exit(main())
