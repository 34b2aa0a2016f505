"""The layout transformer's parameters, laid out for the compiled steps of `kv_cache`."""

from __future__ import annotations

from typing import Any, Final, NamedTuple

import numpy as np
from numpy.typing import NDArray

from nacre.parts.classes import CLASSES
from nacre.vocabulary import EXTENT, SHAPES
from nacre.world.kernels.convolution import linear_of
from nacre.world.parameters import Parameters, array_of
from nacre.world.transformer import BlockWeights, block_weights, stacked

Floats = NDArray[np.float32]
_WALLS: Final = 0.8  # of a footprint's radius, which a roof's overhang is part of


class Ground(NamedTuple):
    """Of what looks at a chunk's ground; convolutions as [taps, in, out]."""

    see: Floats
    see_bias: Floats
    place: Floats
    mix: Floats
    mix_bias: Floats
    patch: Floats
    patch_bias: Floats
    where: Floats
    point: Floats
    point_bias: Floats


class Inputs(NamedTuple):
    """Of what turns wishes and tokens into the transformer's inputs."""

    spec: Floats
    spec_bias: Floats
    spec_out: Floats
    spec_out_bias: Floats
    classes: Floats
    styles: Floats
    describe: Floats
    describe_bias: Floats
    kind: Floats


class Heads(NamedTuple):
    """Of what reads the next token off a hidden state."""

    last: Floats
    last_bias: Floats
    classes: Floats
    shape: Floats
    shape_bias: Floats
    query: Floats
    query_bias: Floats
    query_out: Floats
    query_out_bias: Floats
    detail: Floats
    detail_bias: Floats
    details: Floats
    details_bias: Floats
    clearance: NDArray[np.float64]
    wettest: NDArray[np.float64]
    from_water: NDArray[np.float64]


class Weights(NamedTuple):
    """LayoutNetwork's parameters, inputs first ([in, out]); radius [CLASSES + 2] as in the network."""

    attention_heads: int
    ground: Ground
    inputs: Inputs
    blocks: BlockWeights
    heads: Heads
    radius: Floats


def radius() -> Floats:
    """Of each class's footprint at size 1, in metres; nothing for END and START."""
    return np.array([EXTENT[name] * 0.35 for name in SHAPES] + [0.0, 0.0], np.float32)


def from_water(wettest: Floats) -> NDArray[np.float64]:
    """How far from water the middle of each class stays where there is room, metres [CLASSES]: what is built stands on
    the bank with all its walls, unless it is at home in water (wettest, share of it in a cell, 1 or more)."""
    built = np.array([row.footprint if row.group in ("building", "structure") else 0.0 for row in CLASSES])
    return np.where(wettest >= 1.0, 0.0, _WALLS * built)


def _taps(layer: Any) -> tuple[Floats, Floats]:
    """A convolution's weight [O, I, k, k] as [k * k, I, O]."""
    weight = layer.weight.transpose(2, 3, 1, 0)
    return array_of(weight.reshape(-1, *weight.shape[2:])), array_of(layer.bias)


def weights_of(given: Any) -> Weights:
    """A network's `Parameters`, or those of a torch module, in the form the compiled steps read."""
    network = Parameters.of(given)
    details = [linear_of(head) for head in network.detail_heads]
    patch, patch_bias = _taps(network.ground_tokens)
    ground = Ground(
        *_taps(network.ground_in),
        array_of(network.ground_place[0].transpose(1, 2, 0)),
        *stacked([_taps(conv) for conv in network.ground_mix]),
        patch.reshape(-1, patch.shape[-1]),
        patch_bias,
        array_of(network.ground_where[0]),
        array_of(network.point.weight[:, :, 0, 0].T),
        array_of(network.point.bias),
    )
    inputs = Inputs(
        *linear_of(network.spec[0]),
        *linear_of(network.spec[2]),
        array_of(network.classes.weight),
        array_of(network.styles.weight),
        *linear_of(network.describe),
        array_of(network.kind),
    )
    heads = Heads(
        array_of(network.norm.weight),
        array_of(network.norm.bias),
        inputs.classes,
        *linear_of(network.class_head),
        *linear_of(network.query[0]),
        *linear_of(network.query[2]),
        *linear_of(network.detail[0]),
        np.ascontiguousarray(np.concatenate([w for w, _ in details], 1)),
        np.concatenate([b for _, b in details]),
        network.clearance.astype(np.float64),
        network.wettest.astype(np.float64),
        from_water(network.wettest),
    )
    return Weights(network.heads, ground, inputs, block_weights(network.blocks), heads, radius())
