"""What every way of running a network offers: compile a module for batches of certain sizes, then call it."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Final, Protocol

import torch
from torch import Tensor, nn

from nacre.errors import Failure

BUCKETS: Final = (1, 2, 4, 8, 16, 32, 64, 128)


class Precision(StrEnum):
    """What a network computes in; its FP32 islands (`networks`) stay what they are."""

    FP32 = "fp32"
    FP16 = "fp16"
    BF16 = "bf16"

    @property
    def dtype(self) -> torch.dtype:
        """The torch type of this precision."""
        return {Precision.FP32: torch.float32, Precision.FP16: torch.float16, Precision.BF16: torch.bfloat16}[self]


class RuntimeUnavailable(Failure):
    """This runtime cannot work on this machine; hint says what would help."""

    code = "runtime_unavailable"


class RuntimeFailed(Failure):
    """Building or running a network failed; the text carries the library's last words."""

    code = "runtime_failed"


@dataclass(frozen=True)
class Example:
    """Inputs of a network by its forward's parameter names, in order, and how they vary.

    batched: inputs whose first axis is the batch; the others are the same for every row (tables, pixels).
    islands: parts of the module that stay float32 in half precision, see `precision.lowered`.
    """

    inputs: dict[str, Tensor]
    batched: frozenset[str]
    outputs: tuple[str, ...]
    islands: tuple[str, ...] = ()

    @property
    def batch(self) -> int:
        """Rows in this example."""
        return next(len(tensor) for name, tensor in self.inputs.items() if name in self.batched)

    def rows(self, count: int) -> Example:
        """The same with `count` rows: rows are taken in turn."""
        pick = torch.arange(count) % self.batch

        def resized(name: str, tensor: Tensor) -> Tensor:
            return tensor[pick.to(tensor.device)] if name in self.batched else tensor

        return Example({n: resized(n, t) for n, t in self.inputs.items()}, self.batched, self.outputs, self.islands)

    def to(self, device: str | torch.device) -> Example:
        """The same on another device."""
        return Example({n: t.to(device) for n, t in self.inputs.items()}, self.batched, self.outputs, self.islands)


class Compiled(Protocol):
    """A network ready to run. Not thread-safe: whoever owns the device calls it."""

    def __call__(self, *inputs: Tensor) -> tuple[Tensor, ...]:
        """Outputs for inputs in the example's order; any batch from 1 up.

        Outputs may be views of buffers that the next call overwrites.
        """
        ...


class Runtime(Protocol):
    """One way of running networks."""

    name: str

    def available(self) -> None:
        """Return when it can work here; raises RuntimeUnavailable with the reason."""
        ...

    def compile(
        self,
        module: nn.Module,
        example: Example,
        buckets: Sequence[int] = BUCKETS,
        precision: Precision = Precision.FP32,
    ) -> Compiled:
        """Make a module ready for batches up to any size, run in `buckets`; raises RuntimeFailed."""
        ...


def as_tuple(out: Tensor | tuple[Tensor, ...]) -> tuple[Tensor, ...]:
    """A module's answer as a tuple."""
    return out if isinstance(out, tuple) else (out,)


def bucket_for(count: int, buckets: Sequence[int]) -> int:
    """The smallest bucket that holds `count` rows, or the largest there is."""
    if count < 1:
        raise ValueError("a batch has at least one row")
    return next((bucket for bucket in sorted(buckets) if bucket >= count), max(buckets))


def passes_of(count: int, buckets: Sequence[int]) -> list[tuple[int, int, int]]:
    """The passes that cover `count` rows: (first row, rows, bucket) of each, largest bucket first."""
    out, first = [], 0
    while first < count:
        bucket = bucket_for(count - first, buckets)
        rows = min(bucket, count - first)
        out.append((first, rows, bucket))
        first += rows
    return out


class Bucketed(ABC):
    """Splits a batch of any size into passes of the bucket sizes and pads the last pass.

    Padding repeats the last row: real data, which cannot overflow where the row itself does not.
    """

    def __init__(self, example: Example, buckets: Sequence[int]) -> None:
        if not buckets or min(buckets) < 1:
            raise ValueError("buckets are batch sizes from 1 up")
        self._batched = [name in example.batched for name in example.inputs]
        self.buckets = tuple(sorted(set(buckets)))

    @abstractmethod
    def run(self, bucket: int, inputs: tuple[Tensor, ...]) -> tuple[Tensor, ...]:
        """One full bucket; the implementation's part."""

    def __call__(self, *inputs: Tensor) -> tuple[Tensor, ...]:
        """See Compiled."""
        if len(inputs) != len(self._batched):
            raise ValueError(f"{len(self._batched)} inputs are wanted, not {len(inputs)}")
        count = {len(tensor) for tensor, batched in zip(inputs, self._batched, strict=True) if batched}
        if len(count) != 1:
            raise ValueError(f"inputs disagree about the batch: {sorted(count)}")
        (many,) = count
        parts = []
        passes = passes_of(many, self.buckets)
        for first, rows, bucket in passes:
            part = tuple(
                _padded(tensor[first : first + rows], bucket) if batched else tensor
                for tensor, batched in zip(inputs, self._batched, strict=True)
            )
            found = tuple(out[:rows] for out in self.run(bucket, part))
            # the next pass may write into the same buffers
            parts.append(tuple(out.clone() for out in found) if len(passes) > 1 else found)
        if len(parts) == 1:
            return parts[0]
        return tuple(torch.cat(pieces) for pieces in zip(*parts, strict=True))


def _padded(rows: Tensor, bucket: int) -> Tensor:
    missing = bucket - len(rows)
    return rows if missing == 0 else torch.cat([rows, rows[-1:].expand(missing, *rows.shape[1:])])
