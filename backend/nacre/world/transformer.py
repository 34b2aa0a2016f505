"""The weights of the transformers of layout and shapes, laid out for compiled steps."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from nacre.world.kernels.convolution import linear_of
from nacre.world.parameters import Shapes, array_of, dense_shapes, norm_shapes

Floats = NDArray[np.float32]


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


def stacked(pairs: Sequence[tuple[Floats, Floats]]) -> tuple[Floats, Floats]:
    """Weights and biases of several layers, each as one array [layers, ...]."""
    return np.stack([weight for weight, _ in pairs]), np.stack([bias for _, bias in pairs])


def block_weights(blocks: Iterable[Any]) -> BlockWeights:
    """The parameters of pre-norm blocks (`networks.transformer.Block`) in the form that compiled steps read."""
    own = list(blocks)

    def norms(layers: list[Any]) -> tuple[Floats, Floats]:
        return stacked([(array_of(layer.weight), array_of(layer.bias)) for layer in layers])

    def linears(layers: list[Any]) -> tuple[Floats, Floats]:
        return stacked([linear_of(layer) for layer in layers])

    return BlockWeights(
        *norms([block.norm for block in own]), *linears([block.qkv for block in own]),
        *linears([block.out_proj for block in own]), *norms([block.norm_mlp for block in own]),
        *linears([block.mlp_up for block in own]), *linears([block.mlp_down for block in own]),
    )  # fmt: skip


def block_shapes(name: str, width: int) -> Shapes:
    """Shapes of one block's parameters."""
    return {
        **norm_shapes(f"{name}.norm", width), **dense_shapes(f"{name}.qkv", width, 3 * width),
        **dense_shapes(f"{name}.out_proj", width, width), **norm_shapes(f"{name}.norm_mlp", width),
        **dense_shapes(f"{name}.mlp_up", width, 4 * width), **dense_shapes(f"{name}.mlp_down", 4 * width, width),
    }  # fmt: skip
