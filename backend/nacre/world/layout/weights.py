"""The layout transformer's parameters, laid out for the compiled steps of `kv_cache`."""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np
import torch
from numpy.typing import NDArray

from nacre.world.kernels.convolution import linear_of
from nacre.world.layout.network import LayoutNetwork

Floats = NDArray[np.float32]


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


class Blocks(NamedTuple):
    """Of the transformer's blocks, [layers, ...]."""

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


class Weights(NamedTuple):
    """LayoutNetwork's parameters, inputs first ([in, out]); radius [CLASSES + 2] as in the network."""

    attention_heads: int
    ground: Ground
    inputs: Inputs
    blocks: Blocks
    heads: Heads
    radius: Floats


def _array(values: torch.Tensor) -> Floats:
    return np.ascontiguousarray(values.detach().numpy().astype(np.float32))


def _taps(layer: Any) -> tuple[Floats, Floats]:
    """A convolution's weight [O, I, k, k] as [k * k, I, O]."""
    weight = layer.weight.permute(2, 3, 1, 0)
    return _array(weight.reshape(-1, *weight.shape[2:])), _array(layer.bias)


def _stacked(pairs: list[tuple[Floats, Floats]]) -> tuple[Floats, Floats]:
    return np.stack([w for w, _ in pairs]), np.stack([b for _, b in pairs])


def weights_of(network: LayoutNetwork) -> Weights:
    """The network's parameters in the form the compiled steps read."""
    blocks: list[Any] = list(network.blocks)
    details = [linear_of(head) for head in network.detail_heads]
    patch, patch_bias = _taps(network.ground_tokens)
    ground = Ground(
        *_taps(network.ground_in),
        _array(network.ground_place[0].permute(1, 2, 0)),
        *_stacked([_taps(conv) for conv in network.ground_mix]),
        patch.reshape(-1, network.width),
        patch_bias,
        _array(network.ground_where[0]),
        _array(network.point.weight[:, :, 0, 0].T),
        _array(network.point.bias),  # type: ignore[arg-type]
    )
    inputs = Inputs(
        *linear_of(network.spec[0]),
        *linear_of(network.spec[2]),
        _array(network.classes.weight),
        _array(network.styles.weight),
        *linear_of(network.describe),
        _array(network.kind),
    )
    stacked = Blocks(
        *_stacked([(_array(b.norm.weight), _array(b.norm.bias)) for b in blocks]),
        *_stacked([linear_of(b.qkv) for b in blocks]),
        *_stacked([linear_of(b.out_proj) for b in blocks]),
        *_stacked([(_array(b.norm_mlp.weight), _array(b.norm_mlp.bias)) for b in blocks]),
        *_stacked([linear_of(b.mlp_up) for b in blocks]),
        *_stacked([linear_of(b.mlp_down) for b in blocks]),
    )
    heads = Heads(
        _array(network.norm.weight),
        _array(network.norm.bias),
        inputs.classes,
        *linear_of(network.class_head),
        *linear_of(network.query[0]),
        *linear_of(network.query[2]),
        *linear_of(network.detail[0]),
        np.ascontiguousarray(np.concatenate([w for w, _ in details], 1)),
        np.concatenate([b for _, b in details]),
        np.ascontiguousarray(network.clearance.double().numpy()),
        np.ascontiguousarray(network.wettest.double().numpy()),
    )
    return Weights(network.heads, ground, inputs, stacked, heads, _array(network.radius))
