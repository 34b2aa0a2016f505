"""A size's weights in small files, and back: machines that are lent hand over 16 MB a file and 64 MB a call at most.

python -m nacre.train.weight_shards join FOLDER          shards that came back -> backend/nacre/weights/pearl-m
"""

from __future__ import annotations

import argparse
import hashlib
import json
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any, Final

import torch
from safetensors import safe_open
from safetensors.torch import save_file

from nacre.atomic_write import atomic_path
from nacre.world.weights import WEIGHTS, WeightsError

LARGEST: Final = 12_000_000  # bytes of tensors in a shard
PATTERN: Final = "pearl-m-{:02}.safetensors"
_CARDS: Final = "cards"

Tensors = dict[str, torch.Tensor]


def _read(path: Path) -> tuple[Tensors, dict[str, str]]:
    """A file as it is, in its own types, and its metadata."""
    with safe_open(str(path), framework="pt") as file:
        return {name: file.get_tensor(name) for name in file.keys()}, dict(file.metadata() or {})  # noqa: SIM118


def _write(path: Path, tensors: Tensors, metadata: dict[str, str]) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    with atomic_path(path) as draft:
        save_file(tensors, str(draft), metadata)


def digest(tensors: Tensors) -> str:
    """Sha-256 of names, types, shapes and contents."""
    found = hashlib.sha256()
    for name, tensor in sorted(tensors.items()):
        found.update(f"{name} {tensor.dtype} {tuple(tensor.shape)}\n".encode())
        found.update(tensor.contiguous().reshape(-1).view(torch.uint8).numpy().tobytes())
    return found.hexdigest()


def split(weights: Path, out: Path, largest: int = LARGEST) -> list[Path]:
    """Write the weights of a folder as shards of at most `largest` bytes; a tensor stays whole. Returns the shards.

    Each shard names every part with its card and digest, so that any of them tells what belongs together.
    """
    parts = {path.stem: _read(path) for path in sorted(weights.glob("*.safetensors"))}
    cards = {name: {"card": card, "digest": digest(tensors)} for name, (tensors, card) in parts.items()}
    shards: list[Tensors] = []
    room = 0
    for name, (tensors, _) in parts.items():
        for key, tensor in tensors.items():
            size = tensor.numel() * tensor.element_size()
            if size > room or not shards:
                shards.append({})
                room = largest
            shards[-1][f"{name}/{key}"] = tensor
            room -= size
    for old in out.glob(PATTERN.replace("{:02}", "*")):
        old.unlink()
    about = {_CARDS: json.dumps(cards, sort_keys=True), "of": str(len(shards))}
    paths = [out / PATTERN.format(number) for number in range(len(shards))]
    for path, shard in zip(paths, shards, strict=True):
        _write(path, shard, about)
    return paths


def join(shards: Path, weights: Path) -> list[Path]:
    """Put shards together again; returns the files. Raises WeightsError when one is missing, damaged or another's."""
    files = sorted(shards.glob(PATTERN.replace("{:02}", "*")))
    if not files:
        raise WeightsError(f"no shards in {shards}")
    read = [_read(file) for file in files]
    about = read[0][1]
    if any(other != about for _, other in read):
        raise WeightsError("the shards are of different trainings: keep those of one call's folder")
    missing = {PATTERN.format(n) for n in range(int(about["of"]))} - {file.name for file in files}
    if missing:
        raise WeightsError(f"missing: {', '.join(sorted(missing))}; fetch the other batch too")
    everything = {name: tensor for tensors, _ in read for name, tensor in tensors.items()}
    cards: dict[str, dict[str, Any]] = json.loads(about[_CARDS])
    made = {part: {n.removeprefix(f"{part}/"): t for n, t in everything.items() if n.startswith(f"{part}/")}
            for part in cards}  # fmt: skip
    for part, tensors in made.items():
        if digest(tensors) != cards[part]["digest"]:
            raise WeightsError(f"{part} is not what was trained: fetch its shards again")
    for part, tensors in made.items():
        _write(weights / f"{part}.safetensors", tensors, cards[part]["card"])
    return [weights / f"{part}.safetensors" for part in made]


def main(argv: Sequence[str] | None = None) -> int:
    """Split or join from a command line; 1 when shards are missing or damaged."""
    flags = argparse.ArgumentParser("nacre.train.weight_shards", description=__doc__.splitlines()[0] if __doc__ else "")
    flags.add_argument("action", choices=("split", "join"))
    flags.add_argument("shards", type=Path)
    flags.add_argument("--weights", type=Path, default=WEIGHTS / "pearl-m", help="(the package's)")
    given = flags.parse_args(argv)
    try:
        work = split(given.weights, given.shards) if given.action == "split" else join(given.shards, given.weights)
    except WeightsError as error:
        print(f"shards: {error}", file=sys.stderr)
        return 1
    for path in work:
        print(f"{path}  {path.stat().st_size / 1e6:.1f} MB")
    return 0


if __name__ == "__main__":
    sys.exit(main())
