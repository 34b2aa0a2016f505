"""The Causal Dynamics Module as a torch module: trained, exported, and what the compiled forward pass is held to."""

from __future__ import annotations

from pathlib import Path
from typing import Any, Final

import numpy as np
import torch
from torch import Tensor, nn

from nacre.world.dynamics.attention import WIDTH
from nacre.world.dynamics.crowd import (
    ENTITY_TOKEN,
    H_VALID,
    PLAYER_TOKEN,
    Crowd,
    Senses,
    Tokens,
    entity_tokens,
    player_tokens,
    tokens,
)
from nacre.world.dynamics.forward import Recipe, forward
from nacre.world.dynamics.network import ANSWER, LAYERS, MOTION
from nacre.world.networks.attention import Layer, Maps
from nacre.world.networks.files import load_into, load_tensors, save_tensors
from nacre.world.state import HISTORY
from nacre.world.weights import WEIGHTS

# Rows per pass on a GPU: a fixed size gives a world the same bits in any company.
PLAYER_ROWS, ENTITY_ROWS = 8, 24
BLOCK: Final = PLAYER_ROWS + ENTITY_ROWS


class DynamicsNetwork(nn.Module):
    """Tokens of players and characters with their history -> what each does next (ANSWER columns).

    `projections` and `ticks` count how often a body had to be held back from a solid, and body ticks.
    """

    def __init__(self) -> None:
        super().__init__()
        self.player_in = nn.Sequential(nn.Linear(PLAYER_TOKEN, 2 * WIDTH), nn.GELU("tanh"), nn.Linear(2 * WIDTH, WIDTH))
        self.entity_in = nn.Sequential(nn.Linear(ENTITY_TOKEN, 2 * WIDTH), nn.GELU("tanh"), nn.Linear(2 * WIDTH, WIDTH))
        self.past_in = nn.Linear(16, WIDTH)
        self.age = nn.Parameter(torch.randn(HISTORY, WIDTH) * 0.02)
        self.kind = nn.Parameter(torch.randn(2, WIDTH) * 0.02)
        self.layers = nn.ModuleList(Layer() for _ in range(LAYERS))
        self.norm = nn.LayerNorm(WIDTH)
        self.player_out = nn.Sequential(nn.Linear(WIDTH, WIDTH), nn.GELU("tanh"), nn.Linear(WIDTH, MOTION))
        self.entity_out = nn.Sequential(nn.Linear(WIDTH, WIDTH), nn.GELU("tanh"), nn.Linear(WIDTH, ANSWER))
        self._kept: tuple[tuple[int, str], list[Maps]] | None = None
        self._all = list(self.parameters())
        self._packed: tuple[tuple[int, ...], Recipe] | None = None
        self.projections = 0
        self.ticks = 0

    def forward(self, players: Tensor, entities: Tensor, history: Tensor) -> tuple[Tensor, Tensor]:
        """[P, PLAYER_TOKEN], [R, ENTITY_TOKEN], history [P + R, HISTORY, 16] -> [P, MOTION], [R, ANSWER]."""
        many = len(players)
        x = torch.cat([self.player_in(players) + self.kind[0], self.entity_in(entities) + self.kind[1]])
        past = history[:, None]
        mask = (history[:, None, :, H_VALID] < 0.5).float() * -1e4
        for layer, maps in zip(self.layers, self._maps(), strict=True):
            x = layer(x, past, mask, maps)
        x = self.norm(x)
        return self.player_out(x[:many]), self.entity_out(x[many:])

    def _maps(self) -> list[Maps]:
        if torch.is_grad_enabled():
            return [layer.maps(self.past_in, self.age) for layer in self.layers if isinstance(layer, Layer)]
        # At play the weights stand still: keep the maps until some parameter is written again.
        version = sum(p._version for p in self.parameters()), str(self.age.device)
        if self._kept is None or self._kept[0] != version:
            made = [layer.maps(self.past_in, self.age) for layer in self.layers if isinstance(layer, Layer)]
            self._kept = version, made
        return self._kept[1]

    @classmethod
    def load(cls, path: Path | None = None) -> DynamicsNetwork:
        """The shipped network, or the one at `path`; raises WeightsError."""
        return load_weights(path or WEIGHTS / "dynamics.safetensors")

    def answer_at_once(self, players: Tokens, entities: Tokens, history: Tokens) -> Tokens:
        """float32 [P + R, ANSWER] in one pass, 0 in columns players lack; its bits vary with the batch."""
        here = self.age.device
        with torch.inference_mode():
            tensors = (torch.from_numpy(array).to(here) for array in (players, entities, history))
            first, second = self(*tensors)
            result = np.zeros((len(players) + len(entities), ANSWER), np.float32)
            result[: len(players), :MOTION] = first.cpu().numpy()
            result[len(players) :] = second.cpu().numpy()
        return result

    def _recipe(self) -> Recipe:
        # At play the weights stand still: keep their layout until some parameter is written again.
        version = (id(self), *(p._version for p in self._all))
        if self._packed is None or self._packed[0] != version:
            self._packed = version, Recipe(self)
        return self._packed[1]

    def answer(self, crowd: Crowd, senses: Senses) -> Tokens:
        """float32 [B + R, ANSWER] for a crowd; a world has the same bits in any company."""
        if self.age.device.type == "cpu":
            return forward(self._recipe(), tokens(crowd, senses), len(crowd.players), crowd.history)
        return self._answer_in_blocks(crowd, senses)

    def _answer_in_blocks(self, crowd: Crowd, senses: Senses) -> Tokens:
        """In passes of BLOCK rows, whose fixed size gives the same bits in any company on a GPU."""
        players, entities = player_tokens(crowd, senses), entity_tokens(crowd, senses)
        many, rest = len(players), len(entities)
        result = np.zeros((many + rest, ANSWER), np.float32)
        for i in range(max(-(-many // PLAYER_ROWS), -(-rest // ENTITY_ROWS))):
            mine = slice(i * PLAYER_ROWS, min(many, (i + 1) * PLAYER_ROWS))
            theirs = slice(i * ENTITY_ROWS, min(rest, (i + 1) * ENTITY_ROWS))
            left, right = max(0, mine.stop - mine.start), max(0, theirs.stop - theirs.start)
            p, e = (
                np.zeros((PLAYER_ROWS, PLAYER_TOKEN), np.float32),
                np.zeros((ENTITY_ROWS, ENTITY_TOKEN), np.float32),
            )
            history = np.zeros((BLOCK, HISTORY, 16), np.float32)
            p[:left], history[:left] = players[mine], crowd.history[:many][mine]
            e[:right], history[PLAYER_ROWS : PLAYER_ROWS + right] = (
                entities[theirs],
                crowd.history[many:][theirs],
            )
            found = self.answer_at_once(p, e, history)
            result[:many][mine] = found[:left]
            result[many:][theirs] = found[PLAYER_ROWS : PLAYER_ROWS + right]
        return result


def save_weights(model: DynamicsNetwork, path: Path, card: dict[str, Any]) -> None:
    """Write the network as fp16 safetensors with its card (steps, minutes, metrics)."""
    save_tensors(path, model.state_dict(), card)


def load_weights(path: Path) -> DynamicsNetwork:
    """A network ready to play, in float32; raises WeightsError when the file is missing or does not fit."""
    model = DynamicsNetwork()
    load_into(model, load_tensors(path), path.name)
    return model
