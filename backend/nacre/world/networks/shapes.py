"""The shape network: p(attributes | class, given ones) and p(parts | class, attributes), one step per part.

Step s of the causal transformer knows parts 0..s-2 whole, and the role of part s-1, whose other slots it predicts
one after the other with small heads: each sees the transformer's state and the sum of what the slots before it
became. The last slot is the role of the next part, so that attention at the next step already knows what it is
for. Step 0 only chooses the first role.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import torch
from torch import Tensor, nn
from torch.nn import functional

from nacre.world.networks.files import load_into, load_tensors, save_tensors
from nacre.world.networks.transformer import Block, softmax_attention
from nacre.world.shapes import wishes
from nacre.world.shapes.fields import CENTRE, HALF, N_SLOTS, OFFSETS, SIZES, STEPS, SYMBOLS, YAW
from nacre.world.shapes.network import (
    BLOCK,
    COLOUR_LEVELS,
    FEATURES,
    FREQUENCIES,
    GIVEN,
    HEADS,
    HIDDEN,
    LAYERS,
    NOTHING,
    OCCURRENCES,
    ROLE_ROOM,
    ROOM,
    RUNNING,
    WIDTH,
)
from nacre.world.shapes.raw import Tables
from nacre.world.shapes.weights import FILE, Rules, read_rules
from nacre.world.weights import load_card


def measures(raw: Tensor, grid: Tensor) -> Tensor:
    """Half extents and centre in tens of metres and yaw of parts, [.., MEASURES]."""
    lengths = raw[..., HALF : CENTRE + 3].float() * (grid[..., None] / 10.0)
    return torch.cat([lengths, raw[..., YAW : YAW + 1].float() / 72.0], -1)


def waves(values: Tensor) -> Tensor:
    """Values [.., N] with sines and cosines of them, [.., N * (1 + 2 * FREQUENCIES)]."""
    angles = values[..., None] * (np.pi * 2.0 ** torch.arange(FREQUENCIES, device=values.device))
    return torch.cat([values, angles.sin().flatten(-2), angles.cos().flatten(-2)], -1)


class AttributeNetwork(nn.Module):
    """Every open attribute from the class and the others."""

    def __init__(self, width: int = WIDTH) -> None:
        super().__init__()
        self.classes = nn.Embedding(ROOM, width)
        self.values = nn.EmbeddingBag(wishes.SYMBOLS, width, mode="sum")
        self.mix = nn.ModuleList(
            nn.Sequential(nn.Linear(width, width), nn.SiLU(), nn.Linear(width, width)) for _ in "ab"
        )
        self.out = nn.Linear(width, wishes.SYMBOLS)
        self.offsets: Tensor
        self.register_buffer("offsets", torch.from_numpy(wishes.OFFSETS[:-1]), persistent=False)

    def forward(self, shapes: Tensor, symbols: Tensor) -> Tensor:
        """Logits [B, wishes.SYMBOLS] of all attributes for classes [B] and symbols [B, attributes], some OPEN."""
        x = self.classes(shapes) + self.values(symbols + self.offsets)
        for mix in self.mix:
            x = x + mix(x)
        out: Tensor = self.out(functional.silu(x))
        return out


class ShapeNetwork(nn.Module):
    """See the module. Shapes: B programs, T steps, W width."""

    def __init__(
        self, width: int = WIDTH, layers: int = LAYERS, heads: int = HEADS, running: int = RUNNING, hidden: int = HIDDEN
    ) -> None:
        super().__init__()
        self.width, self.heads, self.running, self.hidden = width, heads, running, hidden
        self.attributes = AttributeNetwork()
        self.classes = nn.Embedding(ROOM, width)
        self.given = nn.EmbeddingBag(GIVEN, width, mode="sum")
        self.levels = nn.EmbeddingBag(COLOUR_LEVELS, width, mode="sum")
        self.condition = nn.Sequential(nn.Linear(width, width), nn.SiLU(), nn.Linear(width, width))
        self.places = nn.Parameter(torch.randn(STEPS + 7, width) * 0.02)  # training fills up to eights
        self.roles = nn.Embedding(ROLE_ROOM, width)
        self.occurrences = nn.Embedding(OCCURRENCES, width)
        self.symbols = nn.EmbeddingBag(SYMBOLS + 1, width, mode="sum", padding_idx=NOTHING)
        self.measured = nn.Linear(FEATURES, width)
        self.blocks = nn.ModuleList(Block(width, heads) for _ in range(layers))
        self.norm = nn.LayerNorm(width)
        self.start = nn.Linear(2 * width, running)  # of the state and the wishes
        self.role_start = nn.Embedding(ROLE_ROOM, running)
        self.add = nn.Embedding(SYMBOLS + 1, running, padding_idx=NOTHING)
        self.deep = nn.Parameter(torch.randn(N_SLOTS, running, hidden) * running**-0.5)
        self.deep_bias = nn.Parameter(torch.zeros(N_SLOTS, hidden))
        self.read = nn.Parameter(torch.randn(SYMBOLS, hidden) * hidden**-0.5 * 0.1)
        self.read_bias = nn.Parameter(torch.zeros(SYMBOLS))
        for table in (self.symbols, self.add, self.roles, self.classes, self.given, self.levels, self.occurrences):
            nn.init.normal_(table.weight, std=0.1 if table is self.add else 0.05)
        with torch.no_grad():
            self.symbols.weight[NOTHING] = 0
            self.add.weight[NOTHING] = 0
        self.offsets: Tensor
        self.register_buffer("offsets", torch.from_numpy(OFFSETS[:-1]), persistent=False)

    def wish(self, shapes: Tensor, given: Tensor) -> Tensor:
        """What every step knows of the whole, [B, W]: classes [B], attributes [B, len(wishes.NAMES)]."""
        first = wishes.FIRST_COLOUR
        offsets = torch.from_numpy(wishes.OFFSETS[:-1]).to(given.device)
        colours = given[:, first:]
        have = colours < wishes.VALUES[first]
        level = torch.stack([colours // 64, colours // 8 % 8, colours % 8], -1)
        index = level + 8 * (3 * torch.arange(4, device=given.device)[:, None] + torch.arange(3, device=given.device))
        none = 4 * 3 * 8 + torch.arange(4, device=given.device)
        index = torch.where(have[..., None], index, none[:, None].expand(-1, 3))
        x = self.classes(shapes) + self.given(given[:, :first] + offsets[:first]) + self.levels(index.flatten(1))
        out: Tensor = x + self.condition(x)
        return out

    def states(
        self, wish: Tensor, roles: Tensor, occurrences: Tensor, before: Tensor, raw: Tensor, same: Tensor, grid: Tensor
    ) -> Tensor:
        """States [B, T, W] that predict the parts of these steps.

        roles, occurrences [B, T]: role of the step's part (START at step 0), how many of it there were before;
        before [B, T, N_SLOTS]: symbols of the part before as numbers of one long list, NOTHING where unused; raw
        [B, T, RAW]: that part (zeros where none); same [B, T, RAW]: the last one of the same role; grid [B, T].
        """
        batch, time = roles.shape
        numbers = waves(torch.cat([measures(raw, grid), measures(same, grid)], -1))
        x = self.symbols(before.flatten(0, 1)).view(batch, time, -1) + self.measured(numbers)
        x = x + self.roles(roles) + self.occurrences(occurrences) + self.places[:time] + wish[:, None]
        future = torch.ones(time, time, dtype=torch.bool, device=x.device).triu(1)
        for block in self.blocks:
            assert isinstance(block, Block)
            x = block.finish(x, softmax_attention(*block.split(x), future))
        out: Tensor = self.norm(x)
        return out

    def begin(self, states: Tensor, wish: Tensor, roles: Tensor) -> Tensor:
        """What the heads start from [N, running]; states, wish [N, W], roles [N]."""
        out: Tensor = self.start(torch.cat([states, wish], -1)) + self.role_start(roles)
        return out

    def logits(self, slot: int, running: Tensor) -> Tensor:
        """Logits [N, SIZES[slot]] of a slot."""
        begin, end = int(OFFSETS[slot]), int(OFFSETS[slot + 1])
        deep = functional.gelu(torch.addmm(self.deep_bias[slot], running, self.deep[slot]))
        return torch.addmm(self.read_bias[begin:end], deep, self.read[begin:end].T)

    def losses(
        self, running: Tensor, targets: Tensor, known: Tensor, table: Tensor, rows: Tensor
    ) -> tuple[Tensor, Tensor]:
        """Sum of negative log-likelihoods per slot and number of symbols [N_SLOTS]; targets [N, N_SLOTS], -1 unused.

        known [N, N_SLOTS]: there is no choice, nothing to learn. table float [R, SYMBOLS], by rows [N]:
        logarithm of how usual symbols are, far below 0 what may not be.
        """
        used = targets >= 0
        learned = used & ~known
        present = used.any(0).nonzero()[:, 0].tolist()
        number = torch.where(used, targets + self.offsets, NOTHING)[:, present]
        # taken apart once: a slice of a large table would cost a gradient of the whole table each
        added = self.add(number).unbind(1)
        deep, deep_bias = self.deep.unbind(0), self.deep_bias.unbind(0)
        read, read_bias = self.read.split(SIZES), self.read_bias.split(SIZES)
        total = [running.new_zeros(())] * N_SLOTS
        for slot, more in zip(present, added, strict=True):
            here = learned[:, slot].nonzero()[:, 0]
            if len(here):
                # Whole blocks of rows: matrix products in bf16 are compiled anew for every size they meet.
                aim = targets[here, slot]
                more_rows = -len(here) % BLOCK
                if more_rows:
                    here = torch.cat([here, here.new_zeros(more_rows)])
                    aim = torch.cat([aim, aim.new_full((more_rows,), -100)])
                x = functional.gelu(torch.addmm(deep_bias[slot], running.index_select(0, here), deep[slot]))
                begin, end = int(OFFSETS[slot]), int(OFFSETS[slot + 1])
                usual = table[:, begin:end].index_select(0, rows.index_select(0, here))
                logits = torch.addmm(read_bias[slot], x, read[slot].T).float() + usual
                total[slot] = functional.cross_entropy(logits, aim, reduction="sum")
            running = running + more
        return torch.stack(total), learned.sum(0)


def save(network: ShapeNetwork, rules: Rules, tables: Tables, card: dict[str, Any], path: Path = FILE) -> None:
    """Write the file: fp16 parameters, rules in bits, tables in the card."""
    state = {f"network.{k}": v for k, v in network.state_dict().items()}
    # rows of one class and role, four bytes each: class, role
    at = np.argwhere(rules.row_of >= 0)
    rows = rules.row_of[at[:, 0], at[:, 1]]
    named = at[np.argsort(rows)].astype(np.int32)
    state["rules.rows"] = torch.from_numpy(named)
    may = rules.may[np.sort(rows)]
    state["rules.may"] = torch.from_numpy(np.packbits(may, 1))
    state["rules.prior"] = torch.from_numpy(rules.prior[np.sort(rows)][may > 0])
    state["rules.values"] = torch.from_numpy(np.packbits(rules.values, 1))
    state["rules.grid"] = torch.from_numpy(rules.grid.astype(np.int32))
    width = {"layers": len(network.blocks), "width": network.width, "heads": network.heads}
    save_tensors(path, state, {**card, "tables": tables.as_json(), "network": width})


def load(path: Path = FILE) -> tuple[ShapeNetwork, Rules, Tables]:
    """What `save` wrote; raises WeightsError where the file is missing or was made for another network."""
    tensors, card = load_tensors(path), load_card(path)
    size = card.get("network", {})
    network = ShapeNetwork(
        int(size.get("width", WIDTH)), int(size.get("layers", LAYERS)), int(size.get("heads", HEADS))
    )
    load_into(network, {k[8:]: v for k, v in tensors.items() if k.startswith("network.")}, path.name)
    rules, tables = read_rules(path)
    return network, rules, tables
