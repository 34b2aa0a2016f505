"""What the transformers of layout and shapes have in common: a pre-norm block and its attention."""

from __future__ import annotations

from torch import Tensor, nn
from torch.nn import functional


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


def softmax_attention(q: Tensor, k: Tensor, v: Tensor, hidden: Tensor) -> Tensor:
    """What queries see of values, [B, heads, T, W / heads]; hidden is True where attention may not look.

    Written out: at these lengths the fused kernel's backward takes most of a training step.
    """
    scores = (q @ k.transpose(-1, -2)) * q.shape[-1] ** -0.5
    seen: Tensor = scores.masked_fill(hidden, -1e4).softmax(-1).to(v.dtype) @ v
    return seen
