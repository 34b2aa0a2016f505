"""The shape network's parameters and tables, laid out for the compiled steps; reading its file."""

from __future__ import annotations

from pathlib import Path
from typing import Any, Final, NamedTuple

import numpy as np
from numpy.typing import NDArray

from nacre.parts.classes import CLASSES
from nacre.world.kernels.convolution import linear_of
from nacre.world.parameters import Parameters, array_of
from nacre.world.shapes import wishes
from nacre.world.shapes.fields import END, N_SLOTS, OFFSETS, SYMBOLS
from nacre.world.shapes.network import HEADS, LAYERS, WIDTH, shapes
from nacre.world.shapes.raw import Tables
from nacre.world.transformer import BlockWeights, block_weights
from nacre.world.weights import WEIGHTS, load_arrays, load_card

Floats = NDArray[np.float32]
FILE: Final = WEIGHTS / "shapes.safetensors"
ROLE_ROWS: Final = END + 1
LEVELS: Final = 16  # steps of the prior in one nat


class Rules(NamedTuple):
    """What may be written: rows of `may` by class and role (END: the step before the first part).

    row_of int64 [classes, ROLE_ROWS], -1 unseen; may uint8 [rows, SYMBOLS]; prior uint8 [rows, SYMBOLS]: logarithm of
    how often each symbol came, which the network's logits are added to, in steps of 1 / LEVELS below 0 (0 where it may
    not be); only int64 [rows, N_SLOTS]: the symbol where there is but one, else -1; values uint8
    [classes, wishes.SYMBOLS]: attributes that occur; grid int64 [classes]: centimetres, 0 for a class that is not
    known.
    """

    row_of: NDArray[np.int64]
    may: NDArray[np.uint8]
    prior: NDArray[np.uint8]
    only: NDArray[np.int64]
    values: NDArray[np.uint8]
    grid: NDArray[np.int64]


def prior_of(counts: NDArray[np.float32]) -> NDArray[np.uint8]:
    """`Rules.prior` of counts [rows, SYMBOLS]."""
    prior = np.zeros(counts.shape, np.uint8)
    for slot in range(N_SLOTS):
        part = counts[:, OFFSETS[slot] : OFFSETS[slot + 1]]
        whole = np.maximum(part.sum(1, keepdims=True), 1e-9)
        logarithm = np.log(np.maximum(part, 0.3) / whole)
        held = np.clip(np.round(-logarithm * LEVELS), 0, 255)
        prior[:, OFFSETS[slot] : OFFSETS[slot + 1]] = np.where(part > 0, held, 0.0)
    return prior


def logarithms(prior: NDArray[np.uint8]) -> NDArray[np.float32]:
    """What steps of `Rules.prior` stand for: natural logarithms, 0 or less."""
    return np.asarray(prior.astype(np.float32) / -LEVELS)


def rules_of(
    row_of: NDArray[np.int64],
    may: NDArray[np.uint8],
    prior: NDArray[np.uint8],
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


def weights_of(given: Any) -> Weights:
    """A network's `Parameters`, or those of a torch module, in the form the compiled steps read."""
    network = Parameters.of(given)
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
    mixes = [linear_of(layer) for mix in of.mix for layer in (mix[0], mix[2])]
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


def read_rules(path: Path = FILE) -> tuple[Rules, Tables]:
    """What may be written, from the network's file; raises WeightsError where it is missing."""
    arrays, card = load_arrays(path), load_card(path)
    return _rules(arrays), _tables(card)


def read(path: Path = FILE) -> tuple[Parameters, Rules, Tables]:
    """The network's parameters and its rules; raises WeightsError where the file is missing or does not fit."""
    arrays, card = load_arrays(path), load_card(path)
    size = card.get("network", {})
    width, layers = int(size.get("width", WIDTH)), int(size.get("layers", LAYERS))
    network = Parameters(arrays, {"heads": int(size.get("heads", HEADS))}).under("network.")
    return network.expect(shapes(width, layers), path.name), _rules(arrays), _tables(card)


def _tables(card: dict[str, Any]) -> Tables:
    tables = Tables.from_json(card["tables"])
    tables.open = False
    return tables


def _rules(arrays: dict[str, NDArray[Any]]) -> Rules:
    row_of = np.full((len(CLASSES), ROLE_ROWS), -1, np.int64)
    named = arrays["rules.rows"].astype(np.int64)
    row_of[named[:, 0], named[:, 1]] = np.arange(len(named))
    may = np.ascontiguousarray(np.unpackbits(arrays["rules.may"], 1)[:, :SYMBOLS])
    prior = np.zeros(may.shape, np.uint8)
    prior[may > 0] = arrays["rules.prior"]
    values = np.unpackbits(arrays["rules.values"], 1)[:, : wishes.SYMBOLS]
    known = np.zeros((len(CLASSES), wishes.SYMBOLS), np.uint8)
    known[: len(values)] = values
    grid = np.zeros(len(CLASSES), np.int64)
    stored = arrays["rules.grid"].astype(np.int64)
    grid[: len(stored)] = stored
    return rules_of(row_of, may, prior, known, grid)
