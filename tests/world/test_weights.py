"""Weight files: what they hold is found under the names that layers have today."""

from __future__ import annotations

import json
import struct
import subprocess
import sys

import numpy as np
import pytest
import torch

from nacre.world.dynamics import network as dynamics
from nacre.world.dynamics.attention import maps_of
from nacre.world.layout import network as layout
from nacre.world.networks.attention import Layer
from nacre.world.networks.dynamics import DynamicsNetwork
from nacre.world.networks.files import load_tensors
from nacre.world.networks.layout import LayoutNetwork
from nacre.world.networks.shapes import ShapeNetwork
from nacre.world.networks.terrain import TerrainNetworks, places
from nacre.world.parameters import Parameters
from nacre.world.shapes import network as shapes
from nacre.world.terrain import networks as terrain
from nacre.world.weights import WEIGHTS, WeightsError, with_present_names


def test_former_names_are_read_as_present_ones() -> None:
    tensor = torch.zeros(1)
    former = ("blocks.0.join.weight", "blocks.1.widen.bias", "layers.2.fall.weight", "layers.0.norm_step.bias", "norm")
    assert list(with_present_names({name: tensor for name in former})) == [
        "blocks.0.out_proj.weight", "blocks.1.mlp_up.bias", "layers.2.mlp_down.weight", "layers.0.norm_mlp.bias",
        "norm",
    ]  # fmt: skip


def test_every_shipped_tensor_has_its_layer() -> None:
    networks = {"dynamics": DynamicsNetwork(), "layout": LayoutNetwork(), "shapes": ShapeNetwork()}
    for name, network in networks.items():
        path = WEIGHTS / f"{name}.safetensors"
        tensors = {key.removeprefix("network."): t for key, t in load_tensors(path).items()}
        assert set(network.state_dict()) <= set(tensors), name
        size = struct.unpack("<Q", path.read_bytes()[:8])[0]
        header = json.loads(path.read_bytes()[8 : 8 + size])
        header.pop("__metadata__", None)
        assert len(tensors) == len(header), f"{name}: two layers under one name"


def test_what_play_expects_is_what_the_modules_have() -> None:
    """Play reads parameters without torch: it refuses files by tables of shapes."""
    found = {
        "dynamics": (DynamicsNetwork(), dynamics.shapes(), {}),
        "layout": (LayoutNetwork(), layout.shapes(), {"heads": layout.HEADS}),
        "layout, small": (LayoutNetwork(40, 2, 2, 16), layout.shapes(40, 2, 16), {"heads": 2}),
        "shapes": (ShapeNetwork(), shapes.shapes(), {"heads": shapes.HEADS}),
        "shapes, small": (ShapeNetwork(64, 2, 2), shapes.shapes(64, 2), {"heads": 2}),
        "terrain": (TerrainNetworks(), terrain.shapes(), terrain.facts()),
    }
    for name, (module, expected, facts) in found.items():
        own = Parameters.of(module)
        assert own.expect(expected, name) is own
        for where, value in facts.items():
            fact = own
            for part in where.split("."):
                fact = getattr(fact, part)
            assert fact == value, where
    with pytest.raises(WeightsError, match="this file was made for another network: norm"):
        lacking = {k: v.numpy() for k, v in LayoutNetwork().state_dict().items() if k != "norm.bias"}
        Parameters(lacking).expect(layout.shapes(), "this file")


def test_places_of_one_map_are_those_of_the_networks() -> None:
    xs, zs = np.linspace(-300, 900, 31, dtype=np.float32), np.linspace(-80, 80, 17, dtype=np.float32)
    expected = places(torch.from_numpy(xs), torch.from_numpy(zs)).numpy()
    np.testing.assert_allclose(terrain.places(xs, zs), expected, atol=1e-6)


def test_the_dynamics_attention_is_folded_as_the_module_folds_it() -> None:
    network = DynamicsNetwork()
    own, layer = Parameters.of(network), network.layers[1]
    assert isinstance(layer, Layer)
    with torch.no_grad():
        expected = layer.maps(network.past_in, network.age)
    for mine, theirs in zip(maps_of(own.layers[1], own.past_in, own.age), expected, strict=True):
        np.testing.assert_allclose(mine, theirs.numpy(), atol=1e-5)


def test_a_world_is_opened_moved_and_drawn_without_torch() -> None:
    """Where there is no wheel of torch one can play, and elsewhere nobody waits for it: 2 s and 200 MB a process."""
    script = """
import sys
sys.modules["torch"] = None  # an import of it raises
from nacre.spec import SceneSpec
from nacre.world.interface import Action
from nacre.world.model import Pearl
pearl = Pearl.load()
state = pearl.open(SceneSpec(biome="desert"), 0)
pearl.step([state], [Action(move_z=1.0)])
print(pearl.render([state], [None], (64, 36), [1.0])[0].rgb.shape)
"""
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=False)
    assert done.stdout.strip() == "(36, 64, 3)", done.stderr
