"""The attention of the dynamics: a body's newest token looks back on its own last ticks."""

from __future__ import annotations

import torch
from torch import Tensor, nn
from torch.nn import functional

from nacre.world.dynamics.attention import HEAD, HEADS, PAST, WIDTH
from nacre.world.state import HISTORY

Maps = tuple[Tensor, Tensor, Tensor]
"""Weight and bias applied to the newest token, and what the past answers per head."""


class Layer(nn.Module):
    """One pre-norm block: the newest token attends to the past and to itself, then a feed-forward step."""

    def __init__(self) -> None:
        super().__init__()
        self.norm = nn.LayerNorm(WIDTH)
        self.query = nn.Linear(WIDTH, WIDTH)
        self.key_value = nn.Linear(WIDTH, 2 * WIDTH)
        self.out_proj = nn.Linear(WIDTH, WIDTH)
        self.norm_mlp = nn.LayerNorm(WIDTH)
        self.mlp_up = nn.Linear(WIDTH, 3 * WIDTH)
        self.mlp_down = nn.Linear(3 * WIDTH, WIDTH)

    def maps(self, past_in: nn.Linear, age: Tensor) -> Maps:
        """The layer's attention as maps of `now` and of raw history tokens (weight, bias, values).

        Embedding, keys and values of the past are linear in its PAST numbers, so queries go to the history
        instead: exact, and eight embedded tokens per body need never be written to memory.
        """
        weight = self.key_value.weight.view(2, HEADS, HEAD, WIDTH)
        bias = self.key_value.bias.view(2, HEADS, HEAD, 1)
        token = weight @ past_in.weight  # [2, HEADS, HEAD, PAST]
        aged = weight @ (past_in.bias + age).T + bias  # [2, HEADS, HEAD, HISTORY]
        query = torch.cat([self.query.weight, self.query.bias[:, None]], 1).view(HEADS, HEAD, WIDTH + 1)
        asked = torch.cat([token[0], aged[0]], 2).transpose(1, 2) @ query  # [HEADS, PAST + HISTORY, WIDTH + 1]
        asked = asked.reshape(-1, WIDTH + 1)
        rows = torch.cat([self.query.weight, self.key_value.weight, asked[:, :WIDTH]])
        offset = torch.cat([self.query.bias, self.key_value.bias, asked[:, WIDTH]])
        return rows, offset, torch.cat([token[1], aged[1]], 2).transpose(1, 2).contiguous()

    def forward(self, x: Tensor, past: Tensor, mask: Tensor, maps: Maps) -> Tensor:
        """x [N, WIDTH], past [N, 1, HISTORY, PAST], mask [N, 1, HISTORY] -> [N, WIDTH]."""
        n = x.shape[0]  # not len: an export keeps it open
        rows, offset, values = maps
        query, key, value, asked = functional.linear(self.norm(x), rows, offset).split(
            (WIDTH, WIDTH, WIDTH, HEADS * (PAST + HISTORY)), 1
        )
        asked = asked.view(n, HEADS, PAST + HISTORY)
        scores = (asked[:, :, None, :PAST] * past).sum(3) + asked[:, :, PAST:] + mask
        own = (query * key).view(n, HEADS, HEAD).sum(2, keepdim=True)
        share = (torch.cat([scores, own], 2) * HEAD**-0.5).softmax(2)
        of_past, of_itself = share[:, :, :HISTORY], share[:, :, HISTORY:]
        seen = torch.cat([(of_past[..., None] * past).sum(2), of_past], 2)
        heard = (seen.transpose(0, 1) @ values).transpose(0, 1) + of_itself * value.view(n, HEADS, HEAD)
        x = x + self.out_proj(heard.reshape(n, WIDTH))
        step: Tensor = self.mlp_down(functional.gelu(self.mlp_up(self.norm_mlp(x)), approximate="tanh"))
        return x + step
