"""Half precision: which type each runtime computes in, and copies of networks in it that keep float32 islands."""

from __future__ import annotations

import copy
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, Final

import torch
from torch import Tensor, nn

from nacre.runtime.interface import Precision

# opset 20 is what 10.13 reads; attention and RMS norm as single operators came with 10.15 and opset 23
_OPSETS: Final = (((10, 15), 23), ((0, 0), 20))
BF16_OPSET: Final = 22  # Conv and most others know bfloat16 from here on


def opset_for(version: str | None) -> int:
    """The opset to export in for a TensorRT version such as "10.13.3.9"; None is no TensorRT, and every reader's."""
    if version is None:
        return _OPSETS[-1][1]
    major, minor = (int(part) for part in version.split(".")[:2])
    return next(opset for least, opset in _OPSETS if (major, minor) >= least)


@dataclass(frozen=True)
class PrecisionChoice:
    """The type that networks are computed in during play, and why."""

    precision: Precision
    reason: str


def precision_for(runtime: str, device: torch.device, tensorrt: str | None = None) -> PrecisionChoice:
    """The precision of a runtime on a device. tensorrt: the version there is, such as "10.13.3.9"; None: none."""
    if device.type != "cuda":
        return PrecisionChoice(Precision.FP32, "a CPU gains little from half precision")
    if not runtime.startswith(("tensorrt", "onnxruntime")):
        return PrecisionChoice(Precision.BF16, "it has the range of float32, so that nothing overflows")
    opset = opset_for(tensorrt if runtime == "tensorrt" else None)
    who = f"TensorRT {tensorrt}" if runtime == "tensorrt" and tensorrt else "every reader"
    if opset < BF16_OPSET:
        return PrecisionChoice(
            Precision.FP16, f"{who} takes opset {opset}, and convolutions in bf16 came with {BF16_OPSET}"
        )
    return PrecisionChoice(Precision.BF16, f"it has the range of float32, and {who} takes opset {opset}")


def lowered(module: nn.Module, precision: Precision, islands: Iterable[str] = ()) -> nn.Module:
    """A copy that computes in `precision`, inputs and outputs as before; islands keep float32.

    An island is a submodule, parameter or buffer by its dotted name; "" is the whole module. A layer with weights casts
    what it is given to their type, and arithmetic between types goes up to the wider: so an island widens all
    that flows out of it until the next layer. A module whose outputs have types of their own says so by an attribute,
    types_its_outputs. Raises ValueError for an island that does not exist.
    """
    low = copy.deepcopy(module).eval().requires_grad_(False)
    kept = tuple(islands)
    if precision is Precision.FP32 or "" in kept:
        return low
    known = {name for name, _ in low.named_modules()} | {n for n, _ in low.named_parameters()}
    known |= {name for name, _ in low.named_buffers()}
    if strange := [name for name in kept if name not in known]:
        raise ValueError(f"no such island: {', '.join(strange)}")
    for name, part in low.named_modules():
        own = [*part.named_parameters(recurse=False), *part.named_buffers(recurse=False)]
        for key, tensor in own:
            if tensor.is_floating_point() and not _within(f"{name}.{key}" if name else key, kept):
                tensor.data = tensor.data.to(precision.dtype)
        if own and not list(part.children()) and not isinstance(part, nn.Embedding):
            part.register_forward_pre_hook(_cast_to_weights)
    return low if getattr(module, "types_its_outputs", False) else _Outputs(low)


def _within(name: str, islands: tuple[str, ...]) -> bool:
    return any(name == island or name.startswith(island + ".") for island in islands)


def _cast_to_weights(part: nn.Module, inputs: tuple[Any, ...]) -> tuple[Any, ...]:
    kind = next((p.dtype for p in part.parameters(recurse=False) if p.is_floating_point()), torch.float32)
    return tuple(x.to(kind) if isinstance(x, Tensor) and x.is_floating_point() else x for x in inputs)


class _Outputs(nn.Module):
    """Casts floating outputs back to float32."""

    def __init__(self, inner: nn.Module) -> None:
        super().__init__()
        self.inner = inner

    def forward(self, *inputs: Tensor) -> Any:
        """See the class."""
        out = self.inner(*inputs)
        if isinstance(out, Tensor):
            return out.float() if out.is_floating_point() else out
        return tuple(x.float() if x.is_floating_point() else x for x in out)
