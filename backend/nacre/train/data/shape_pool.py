"""A pool of the teacher's programs for the shape network: drawn by a process of its own, kept in a folder.

Every chunk in the folder says which grammar sources its programs were drawn from: what an older grammar drew is left
out when the pool is read, so that grammars may change between runs and only their own classes are drawn again.
"""

from __future__ import annotations

import hashlib
import importlib
import json
import multiprocessing
import os
import pkgutil
import random
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass
from multiprocessing.process import BaseProcess
from pathlib import Path
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

import nacre.teacher.grammar
from nacre.atomic_write import atomic_path, atomic_write
from nacre.parts.attributes import Attributes
from nacre.parts.classes import CLASSES, NAMES
from nacre.parts.colours import NAMES as COLOUR_NAMES
from nacre.parts.colours import named
from nacre.teacher.grammar.registry import GRAMMARS, draw
from nacre.world.shapes import wishes
from nacre.world.shapes.raw import Tables, UncodableError, raw_of

CHUNK: Final = 1000  # programs a file
HELD_OUT: Final = 20  # seeds divisible by this are for tests
WISHED: Final = 0.5  # share of programs drawn with wishes
# Programs of a class that are trained on, in multiples of the usual: what players see most and what is hard.
WEIGHT: Final = {
    "house": 8.0, "bell_tower": 3.0, "keep": 3.0, "round_tower": 3.0, "forge": 3.0, "windmill": 3.0, "church": 4.0,
    "inn": 4.0, "barn": 3.0, "tower_house": 3.0, "town_house": 4.0, "shop": 3.0, "cabin": 4.0, "villager": 4.0,
    "child": 2.0, "guard": 2.0, "merchant": 2.0, "blacksmith": 2.0, "townsperson": 2.0, "farmer": 2.0,
    "tree_round": 3.0,
    "tree_cone": 2.0, "fence": 1.5, "lamp": 1.5, "well": 1.5, "gate": 2.0, "wall": 1.5, "bridge": 1.5, "stall": 1.5,
}  # fmt: skip
_BY_GROUP: Final = {"building": 2.5, "structure": 1.2, "vehicle": 1.0, "person": 1.5, "animal": 0.8}


def weight(shape: int) -> float:
    """How often a class is trained on."""
    row = CLASSES[shape]
    return WEIGHT.get(row.name, _BY_GROUP.get(row.group, 0.6))


def import_grammars() -> list[str]:
    """Import every grammar; names of modules that failed, which are left out."""
    failed = []
    package = nacre.teacher.grammar
    for module in pkgutil.walk_packages(package.__path__, package.__name__ + "."):
        try:
            importlib.import_module(module.name)
        except Exception as error:  # a grammar that somebody is writing must not stop the others
            failed.append(f"{module.name}: {error!r}")
    return failed


def stamp(shape: str) -> str:
    """Hash of the folder of sources that a class's grammar is in."""
    folder = Path(sys.modules[GRAMMARS[shape].__module__].__file__ or "").parent
    whole = hashlib.sha256()
    for file in sorted(folder.glob("*.py")):
        whole.update(file.read_bytes())
    return whole.hexdigest()[:16]


@dataclass(frozen=True)
class Drawn:
    """A program of the teacher: class, grid in metres, raw [parts, RAW] int16, attributes as symbols."""

    shape: int
    seed: int
    natural: bool  # whether nothing was wished
    grid: float
    attributes: NDArray[np.int64]
    raw: NDArray[np.int16]


def _wished(random: np.random.Generator, seen: NDArray[np.int64]) -> Attributes:
    """Wishes at random for what a class has: seen [N, attributes] of programs drawn without."""
    symbols = wishes.OPEN.copy()
    for i in range(len(symbols)):
        values = seen[seen[:, i] < wishes.VALUES[i], i]
        if len(values) and random.random() < 0.35:
            symbols[i] = random.choice(np.unique(values))
            if i >= wishes.FIRST_COLOUR and random.random() < 0.7:
                symbols[i] = named(str(random.choice(COLOUR_NAMES)))
    return wishes.attributes_of(symbols)


def drawn(shape: int, seed: int, tables: Tables, seen: NDArray[np.int64] | None = None) -> Drawn:
    """One program, with wishes if there is something to wish from; raises UncodableError."""
    wish, natural = None, True
    if seen is not None and len(seen):
        random = np.random.default_rng([shape, seed, 77])
        if random.random() < WISHED:
            wish, natural = _wished(random, seen), False
    program, attributes = draw(NAMES[shape], seed, wish)
    raw = raw_of(program, tables)
    raw[:, 20] = np.where(raw[:, 20] != 0, 1 + raw[:, 20] % 30000, 0)  # only whether there is a seed is learned
    symbols = wishes.symbols_of(attributes, absent=True)
    return Drawn(shape, seed, natural, program.grid, symbols, raw.astype(np.int16))


def write_chunk(path: Path, programs: list[Drawn], tables: Tables, stamps: dict[str, str]) -> None:
    """One file of programs, atomically."""
    arrays: dict[str, Any] = {
        "head": np.array([(p.shape, p.seed, p.natural, round(p.grid * 100), len(p.raw)) for p in programs], np.int64),
        "attributes": np.array([p.attributes for p in programs], np.int16),
        "raw": np.concatenate([p.raw for p in programs]),
        "text": np.array(json.dumps({"tables": tables.as_json(), "stamps": stamps})),
    }
    atomic_write(path.parent.parent / "tables.json", json.dumps(tables.as_json()))
    with atomic_path(path) as temporary, temporary.open("wb") as file:
        np.savez(file, **arrays)


def read_chunk(path: Path, fresh: dict[str, str] | None = None) -> tuple[list[Drawn], Tables]:
    """Programs of one file, only of grammars with these stamps if given; and the tables they refer to."""
    with np.load(path) as file:
        head, attributes, raw, text = file["head"], file["attributes"], file["raw"], json.loads(str(file["text"]))
    ends = np.cumsum(head[:, 4])
    programs = []
    for row, given, end in zip(head, attributes, ends, strict=True):
        name = NAMES[row[0]]
        if fresh is not None and text["stamps"].get(name) != fresh.get(name):
            continue
        programs.append(
            Drawn(int(row[0]), int(row[1]), bool(row[2]), row[3] / 100, given.astype(np.int64), raw[end - row[4] : end])
        )
    return programs, Tables.from_json(text["tables"])


def read_tables(folder: Path) -> Tables:
    """The tables of a pool: beside its folder, since they must outlive it. A network knows them by their rows."""
    path = folder.parent / "tables.json"
    return Tables.from_json(json.loads(path.read_text())) if path.is_file() else Tables()


class Pool:
    """Programs by class, newest first to stay, growing while training runs."""

    def __init__(self, folder: Path, usual: int = 300, stale: bool = False) -> None:
        """usual: programs of a class of weight 1. stale: take what older grammars drew, until newer ones replace it."""
        self.folder, self.usual, self.stale = folder, usual, stale
        self.programs: dict[int, list[Drawn]] = {}
        self.tests: dict[int, list[Drawn]] = {}
        self.tables = read_tables(folder)
        self._read: set[str] = set()
        self._began = time.time()
        self.fresh = {name: stamp(name) for name in GRAMMARS}

    def grow(self) -> list[Drawn]:
        """Take in files written since the last call; returns their programs that are to be trained on."""
        new = []
        for path in sorted(self.folder.glob("chunk_*.npz")):
            if path.name in self._read:
                continue
            self._read.add(path.name)
            # what was written since was drawn for this run, from whatever grammars there were by then
            new_file = path.stat().st_mtime > self._began
            programs, tables = read_chunk(path, None if new_file or self.stale else self.fresh)
            if len(tables.joints) + len(tables.reaches) >= len(self.tables.joints) + len(self.tables.reaches):
                self.tables = tables
            for program in programs:
                held = self.tests if program.seed % HELD_OUT == 0 else self.programs
                of_class = held.setdefault(program.shape, [])
                of_class.append(program)
                if len(of_class) > self.most(program.shape):
                    of_class.pop(0)
                if held is self.programs:
                    new.append(program)
        return new

    def most(self, shape: int) -> int:
        """Programs of a class that are kept: the newest."""
        return max(60, round(self.usual * weight(shape)))

    def __iter__(self) -> Iterator[Drawn]:
        for programs in self.programs.values():
            yield from programs


def fill(folder: Path, usual: int, parent: int = 0) -> None:
    """Draw until every class has `usual` times its weight programs; the body of the worker process.

    Ends when its parent does. Classes whose grammar fails are told of and left out.
    """
    folder.mkdir(parents=True, exist_ok=True)
    for line in import_grammars():
        print("grammar left out:", line, flush=True)
    pool = Pool(folder)
    pool.grow()
    stamps = {name: stamp(name) for name in GRAMMARS}
    tables = pool.tables
    have = {shape: len(v) + len(pool.tests.get(shape, [])) for shape, v in pool.programs.items()}
    next_seed = {s: 1 + max(p.seed for p in v) for s, v in pool.programs.items()}
    seen: dict[int, list[NDArray[np.int64]]] = {
        s: [p.attributes for p in v if p.natural][:200] for s, v in pool.programs.items()
    }
    failures: dict[int, int] = {}
    classes = [NAMES.index(name) for name in GRAMMARS]
    number = 1 + max((int(p.name[6:12]) for p in folder.glob("chunk_*.npz")), default=-1)
    batch: list[Drawn] = []
    random.seed(number)
    while True:
        short = [
            s for s in classes if have.get(s, 0) < max(60, usual * weight(s)) and failures.get(s, 0) < 30
        ]  # fmt: skip
        if parent and os.getppid() != parent:
            return
        if not short:
            break
        # even progress: those who lack most of their share first
        short.sort(key=lambda s: have.get(s, 0) / weight(s))
        for s in short[: max(8, len(short) // 3)]:
            for _ in range(10):
                seed = next_seed.get(s, 0)
                next_seed[s] = seed + 1
                try:
                    one = drawn(s, seed, tables, np.array(seen.get(s, [])) if len(seen.get(s, [])) >= 30 else None)
                except UncodableError as error:
                    failures[s] = failures.get(s, 0) + 1
                    if failures[s] in (1, 30):
                        print(f"{NAMES[s]} {seed}: {error}", flush=True)
                    continue
                except Exception as error:  # of a grammar in the making
                    failures[s] = failures.get(s, 0) + 10
                    print(f"{NAMES[s]} {seed}: {error!r}", flush=True)
                    continue
                if not 0 < len(one.raw) <= 96:
                    failures[s] = failures.get(s, 0) + 1
                    continue
                if one.natural and len(seen.setdefault(s, [])) < 200:
                    seen[s].append(one.attributes)
                have[s] = have.get(s, 0) + 1
                batch.append(one)
        if len(batch) >= CHUNK:
            write_chunk(folder / f"chunk_{number:06d}.npz", batch, tables, stamps)
            number, batch = number + 1, []
    if batch:
        write_chunk(folder / f"chunk_{number:06d}.npz", batch, tables, stamps)


def start_filling(folder: Path, usual: int) -> BaseProcess:
    """`fill` in a process of its own, which ends with this one."""
    context: Any = multiprocessing.get_context("spawn")
    worker: BaseProcess = context.Process(target=fill, args=(folder, usual, os.getpid()), daemon=True)
    worker.start()
    return worker


def wait_for(pool: Pool, worker: BaseProcess, least: int, patience: float = 600.0) -> None:
    """Grow the pool until it holds this many programs, or the worker has no more."""
    began = time.monotonic()
    while sum(map(len, pool.programs.values())) < least and time.monotonic() - began < patience:
        pool.grow()
        if not worker.is_alive():
            pool.grow()
            return
        time.sleep(1.0)


if __name__ == "__main__":
    import argparse

    from nacre.train.config import ShapesConfig

    parser = argparse.ArgumentParser(description="Draw programs into a folder.")
    parser.add_argument("--folder", type=Path, default=ShapesConfig.out / "pool")
    parser.add_argument("--usual", type=int, default=ShapesConfig.usual)
    arguments = parser.parse_args()
    fill(arguments.folder, arguments.usual)
