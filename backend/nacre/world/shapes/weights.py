"""The shape network's parameters and tables, laid out for the compiled steps; reading and writing its file."""

from __future__ import annotations

from pathlib import Path
from typing import Any, Final, NamedTuple

import numpy as np
import torch
from numpy.typing import NDArray

from nacre.parts.classes import CLASSES
from nacre.world.kernels.convolution import linear_of
from nacre.world.shapes import wishes
from nacre.world.shapes.fields import END, N_SLOTS, OFFSETS, SYMBOLS
from nacre.world.shapes.network import ShapeNetwork
from nacre.world.shapes.raw import Tables
from nacre.world.transformer import BlockWeights, array_of, block_weights
from nacre.world.weights import WEIGHTS, load_card, load_into, load_tensors, save_tensors

Floats = NDArray[np.float32]
FILE: Final = WEIGHTS / "shapes.safetensors"
ROLE_ROWS: Final = END + 1
LEVELS: Final = 16  # steps of the prior in one nat


class Rules(NamedTuple):
    """What may be written: rows of `may` by class and role (END: the step before the first part).

    row_of int64 [classes, ROLE_ROWS], -1 unseen; may uint8 [rows, SYMBOLS]; prior float32 [rows, SYMBOLS]: logarithm of
    how often each symbol came, which the network's logits are added to (multiples of 1/16, 0 where it may not be);
    only int64 [rows, N_SLOTS]: the symbol where there is but one, else -1; values uint8 [classes, wishes.SYMBOLS]:
    attributes that occur; grid int64 [classes]: centimetres, 0 for a class that is not known.
    """

    row_of: NDArray[np.int64]
    may: NDArray[np.uint8]
    prior: NDArray[np.float32]
    only: NDArray[np.int64]
    values: NDArray[np.uint8]
    grid: NDArray[np.int64]


def prior_of(counts: NDArray[np.float32]) -> NDArray[np.float32]:
    """`Rules.prior` of counts [rows, SYMBOLS]."""
    prior = np.zeros(counts.shape, np.float32)
    for slot in range(N_SLOTS):
        part = counts[:, OFFSETS[slot] : OFFSETS[slot + 1]]
        whole = np.maximum(part.sum(1, keepdims=True), 1e-9)
        logarithm = np.log(np.maximum(part, 0.3) / whole)
        held = np.clip(np.round(-logarithm * LEVELS), 0, 255) / -LEVELS
        prior[:, OFFSETS[slot] : OFFSETS[slot + 1]] = np.where(part > 0, held, 0.0)
    return prior


def rules_of(
    row_of: NDArray[np.int64],
    may: NDArray[np.uint8],
    prior: NDArray[np.float32],
    values: NDArray[np.uint8],
    grid: NDArray[np.int64],
) -> Rules:
    """Rules with `only` worked out."""
    only = np.full((len(may), N_SLOTS), -1, np.int64)
    for slot in range(N_SLOTS):
        part = may[:, OFFSETS[slot] : OFFSETS[slot + 1]]
        only[:, slot] = np.where(part.sum(1) == 1, part.argmax(1), -1)
    return Rules(row_of, may, prior, only, values, grid)


class Trunk(NamedTuple):
    """Of the transformer: inputs and blocks [layers, ...]."""

    places: Floats
    roles: Floats
    occurrences: Floats
    symbols: Floats
    measured: Floats
    measured_bias: Floats
    blocks: BlockWeights
    last: Floats
    last_bias: Floats
    heads: int


class Heads(NamedTuple):
    """Of what reads slots off a state; read flat: slot by slot [hidden, size]."""

    start: Floats
    start_bias: Floats
    role_start: Floats
    add: Floats
    deep: Floats
    deep_bias: Floats
    read: Floats
    read_bias: Floats


class Wishing(NamedTuple):
    """Of attributes: what fills in open ones, and what conditions the parts; out flat: attribute by attribute."""

    classes: Floats
    values: Floats
    mix: Floats
    mix_bias: Floats
    out: Floats
    out_bias: Floats
    of_class: Floats
    given: Floats
    levels: Floats
    condition: Floats
    condition_bias: Floats
    condition_out: Floats
    condition_out_bias: Floats


class Weights(NamedTuple):
    """All of it."""

    trunk: Trunk
    heads: Heads
    wishing: Wishing


def weights_of(network: ShapeNetwork) -> Weights:
    """The network's parameters in the form the compiled steps read."""
    trunk = Trunk(
        array_of(network.places), array_of(network.roles.weight), array_of(network.occurrences.weight),
        array_of(network.symbols.weight), *linear_of(network.measured), block_weights(network.blocks),
        array_of(network.norm.weight),
        array_of(network.norm.bias), network.heads,
    )  # fmt: skip
    read = array_of(network.read)
    flat = np.concatenate([read[OFFSETS[s] : OFFSETS[s + 1]].T.ravel() for s in range(N_SLOTS)])
    heads = Heads(
        *linear_of(network.start), array_of(network.role_start.weight), array_of(network.add.weight),
        array_of(network.deep), array_of(network.deep_bias), flat, array_of(network.read_bias),
    )  # fmt: skip
    of = network.attributes
    mixes = [linear_of(layer) for mix in of.mix for layer in (mix[0], mix[2])]  # type: ignore[index]
    out = array_of(of.out.weight)
    bounds = wishes.OFFSETS
    wishing = Wishing(
        array_of(of.classes.weight), array_of(of.values.weight), np.stack([w for w, _ in mixes]),
        np.stack([b for _, b in mixes]),
        np.concatenate([out[bounds[a] : bounds[a + 1]].T.ravel() for a in range(len(wishes.NAMES))]),
        array_of(of.out.bias), array_of(network.classes.weight), array_of(network.given.weight),
        array_of(network.levels.weight), *linear_of(network.condition[0]), *linear_of(network.condition[2]),
    )  # fmt: skip
    return Weights(trunk, heads, wishing)


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
    held = np.round(-rules.prior[np.sort(rows)][may > 0] * LEVELS)
    state["rules.prior"] = torch.from_numpy(held.astype(np.uint8))
    state["rules.values"] = torch.from_numpy(np.packbits(rules.values, 1))
    state["rules.grid"] = torch.from_numpy(rules.grid.astype(np.int32))
    width = {"layers": len(network.blocks), "width": network.width, "heads": network.heads}
    save_tensors(path, state, {**card, "tables": tables.as_json(), "network": width})


def load(path: Path = FILE) -> tuple[ShapeNetwork, Rules, Tables]:
    """What `save` wrote; raises WeightsError where the file is missing or was made for another network."""
    tensors, card = load_tensors(path), load_card(path)
    size = card.get("network", {})
    network = ShapeNetwork(int(size.get("width", 160)), int(size.get("layers", 4)), int(size.get("heads", 5)))
    load_into(network, {k[8:]: v for k, v in tensors.items() if k.startswith("network.")}, path.name)
    row_of = np.full((len(CLASSES), ROLE_ROWS), -1, np.int64)
    named = tensors["rules.rows"].numpy().astype(np.int64)
    row_of[named[:, 0], named[:, 1]] = np.arange(len(named))
    may = np.ascontiguousarray(np.unpackbits(tensors["rules.may"].numpy(), 1)[:, :SYMBOLS])
    prior = np.zeros(may.shape, np.float32)
    prior[may > 0] = tensors["rules.prior"].numpy().astype(np.float32) / -LEVELS
    values = np.unpackbits(tensors["rules.values"].numpy(), 1)[:, : wishes.SYMBOLS]
    known = np.zeros((len(CLASSES), wishes.SYMBOLS), np.uint8)
    known[: len(values)] = values
    grid = np.zeros(len(CLASSES), np.int64)
    stored = tensors["rules.grid"].numpy().astype(np.int64)
    grid[: len(stored)] = stored
    tables = Tables.from_json(card["tables"])
    tables.open = False
    return network, rules_of(row_of, may, prior, known, grid), tables
