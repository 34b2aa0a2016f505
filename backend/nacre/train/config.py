"""What a training run may be told, for each network. The options of `nacre train` are made from these classes.

Nothing here imports torch, so that the command line stays quick.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path
from typing import Final


@dataclass(frozen=True, kw_only=True)
class TrainConfig:
    """Options of every network. minutes is wall-clock time of this run."""

    minutes: float
    resume: bool = field(default=False, metadata={"help": "go on from the last checkpoint"})
    threads: int = field(default=1, metadata={"help": "torch threads"})
    seed: int = field(default=0, metadata={"help": "of the first weights and of the order of the data"})
    out: Path = field(default=Path("runs"), metadata={"help": "folder of checkpoints and logs"})
    weights: Path | None = field(default=None, metadata={"help": "folder for the finished weights (the package's own)"})
    log: Path | None = field(
        default=None, metadata={"help": "Markdown table that gets a row about the run, such as docs/training-log.md"}
    )


@dataclass(frozen=True, kw_only=True)
class ShapesConfig(TrainConfig):
    """The shape network."""

    out: Path = field(
        default=Path("runs/shapes"), metadata={"help": "folder of checkpoints, logs and the pool of programs"}
    )
    usual: int = field(default=300, metadata={"help": "programs of a class of weight 1"})
    steady: bool = field(default=False, metadata={"help": "keep the learning rate up: another run will go on"})


@dataclass(frozen=True, kw_only=True)
class TerrainConfig(TrainConfig):
    """The terrain networks."""

    out: Path = field(default=Path("runs/terrain"), metadata={"help": "folder of checkpoints and logs"})
    worlds: Path = field(default=Path("runs/worlds"), metadata={"help": "folder of the teacher's worlds"})
    coarse_maps: Path = field(
        default=Path("runs/coarse_maps"), metadata={"help": "folder of the teacher's coarse maps"}
    )
    only: str = field(
        default="",
        metadata={
            "help": "train a single one of the networks",
            "choices": ("autoencoder", "decoder", "coarse", "fine"),
        },
    )


@dataclass(frozen=True, kw_only=True)
class LayoutConfig(TrainConfig):
    """The layout transformer."""

    out: Path = field(default=Path("runs/layout"), metadata={"help": "folder of checkpoints and logs"})
    worlds: Path = field(default=Path("runs/worlds"), metadata={"help": "folder of the teacher's worlds"})
    warm: bool = field(default=False, metadata={"help": "begin from the shipped weights"})


@dataclass(frozen=True, kw_only=True)
class DynamicsConfig(TrainConfig):
    """The dynamics."""

    out: Path = field(default=Path("runs/dynamics"), metadata={"help": "folder of checkpoints and logs"})
    grounds: int = field(default=30, metadata={"help": "proving grounds that are played on at once"})


@dataclass(frozen=True, kw_only=True)
class PosesConfig(TrainConfig):
    """The pose network."""

    out: Path = field(default=Path("runs/poses"), metadata={"help": "folder of checkpoints and logs"})


# Each is trained by `nacre.train.NAME.train(config)`.
CONFIGS: Final[dict[str, type[TrainConfig]]] = {
    "shapes": ShapesConfig,
    "terrain": TerrainConfig,
    "layout": LayoutConfig,
    "dynamics": DynamicsConfig,
    "poses": PosesConfig,
}
