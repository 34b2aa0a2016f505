"""What the transformers of layout and shapes have in common: a pre-norm block, and its weights for compiled steps."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray
from torch import Tensor, nn
from torch.nn import functional

from nacre.world.kernels.convolution import linear_of

Floats = NDArray[np.float32]


class Block(nn.Module):
    """Pre-norm transformer block. What happens between `split` and `finish`, the attention, is each network's own."""

    def __init__(self, width: int, heads: int) -> None:
        super().__init__()
        self.heads = heads
        self.norm = nn.LayerNorm(width)
        self.qkv = nn.Linear(width, 3 * width)
        self.out_proj = nn.Linear(width, width)
        self.norm_mlp = nn.LayerNorm(width)
        self.mlp_up = nn.Linear(width, 4 * width)
        self.mlp_down = nn.Linear(4 * width, width)

    def split(self, x: Tensor) -> tuple[Tensor, Tensor, Tensor]:
        """x [B, T, W] -> queries, keys, values [B, heads, T, W / heads]."""
        batch, time, _ = x.shape
        q, k, v = self.qkv(self.norm(x)).view(batch, time, 3, self.heads, -1).permute(2, 0, 3, 1, 4)
        return q, k, v

    def finish(self, x: Tensor, seen: Tensor) -> Tensor:
        """Add to x [B, T, W] what attention has seen [B, heads, T, W / heads], then the feed-forward step."""
        x = x + self.out_proj(seen.transpose(1, 2).reshape(x.shape))
        out: Tensor = x + self.mlp_down(functional.gelu(self.mlp_up(self.norm_mlp(x))))
        return out


class BlockWeights(NamedTuple):
    """Of a transformer's blocks, [layers, ...], inputs first ([in, out])."""

    norm: Floats
    norm_bias: Floats
    qkv: Floats
    qkv_bias: Floats
    out_proj: Floats
    out_proj_bias: Floats
    norm_mlp: Floats
    norm_mlp_bias: Floats
    mlp_up: Floats
    mlp_up_bias: Floats
    mlp_down: Floats
    mlp_down_bias: Floats


def array_of(values: Tensor) -> Floats:
    """A parameter as a contiguous float32 array."""
    return np.ascontiguousarray(values.detach().numpy().astype(np.float32))


def stacked(pairs: Sequence[tuple[Floats, Floats]]) -> tuple[Floats, Floats]:
    """Weights and biases of several layers, each as one array [layers, ...]."""
    return np.stack([weight for weight, _ in pairs]), np.stack([bias for _, bias in pairs])


def block_weights(blocks: Iterable[nn.Module]) -> BlockWeights:
    """The parameters of `Block`s in the form that compiled steps read."""
    own = [block for block in blocks if isinstance(block, Block)]

    def norms(layers: list[nn.LayerNorm]) -> tuple[Floats, Floats]:
        return stacked([(array_of(layer.weight), array_of(layer.bias)) for layer in layers])

    def linears(layers: list[nn.Linear]) -> tuple[Floats, Floats]:
        return stacked([linear_of(layer) for layer in layers])

    return BlockWeights(
        *norms([block.norm for block in own]), *linears([block.qkv for block in own]),
        *linears([block.out_proj for block in own]), *norms([block.norm_mlp for block in own]),
        *linears([block.mlp_up for block in own]), *linears([block.mlp_down for block in own]),
    )  # fmt: skip


def softmax_attention(q: Tensor, k: Tensor, v: Tensor, hidden: Tensor) -> Tensor:
    """What queries see of values, [B, heads, T, W / heads]; hidden is True where attention may not look.

    Written out: at these lengths the fused kernel's backward takes most of a training step.
    """
    scores = (q @ k.transpose(-1, -2)) * q.shape[-1] ** -0.5
    seen: Tensor = scores.masked_fill(hidden, -1e4).softmax(-1).to(v.dtype) @ v
    return seen
