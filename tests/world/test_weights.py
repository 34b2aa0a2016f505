"""Weight files: what they hold is found under the names that layers have today."""

from __future__ import annotations

import json
import struct

import torch

from nacre.world.dynamics.network import Dynamics
from nacre.world.layout.network import LayoutNetwork
from nacre.world.shapes.network import ShapeNetwork
from nacre.world.weights import WEIGHTS, load_tensors, with_present_names


def test_former_names_are_read_as_present_ones() -> None:
    tensor = torch.zeros(1)
    former = ("blocks.0.join.weight", "blocks.1.widen.bias", "layers.2.fall.weight", "layers.0.norm_step.bias", "norm")
    assert list(with_present_names({name: tensor for name in former})) == [
        "blocks.0.out_proj.weight", "blocks.1.mlp_up.bias", "layers.2.mlp_down.weight", "layers.0.norm_mlp.bias",
        "norm",
    ]  # fmt: skip


def test_every_shipped_tensor_has_its_layer() -> None:
    networks = {"dynamics": Dynamics(), "layout": LayoutNetwork(), "shapes": ShapeNetwork()}
    for name, network in networks.items():
        path = WEIGHTS / f"{name}.safetensors"
        tensors = {key.removeprefix("network."): t for key, t in load_tensors(path).items()}
        assert set(network.state_dict()) <= set(tensors), name
        size = struct.unpack("<Q", path.read_bytes()[:8])[0]
        header = json.loads(path.read_bytes()[8 : 8 + size])
        header.pop("__metadata__", None)
        assert len(tensors) == len(header), f"{name}: two layers under one name"
