"""ONNX of every network of Pearl: equal to torch in onnxruntime, of any batch, nothing that TensorRT does not take."""

from __future__ import annotations

from pathlib import Path

import pytest
import torch

from nacre.runtime.backends.onnx import session_of
from nacre.runtime.export.onnx import Exported, export
from nacre.runtime.export.operators import census, supported
from nacre.runtime.interface import Precision, RuntimeFailed
from nacre.runtime.networks import TOY, Network, pearl_networks
from nacre.runtime.parity import compare
from nacre.runtime.play_networks import PlayNetworks
from nacre.runtime.precision import BF16_OPSET, lowered, opset_for, precision_for
from nacre.runtime.steps import ShapeStep
from nacre.world.shapes.fields import N_SLOTS

CPU = torch.device("cpu")
NAMES = ("terrain_coarse", "terrain_fine", "terrain_decoder", "layout", "dynamics", "poses", "shapes")


@pytest.fixture(scope="module")
def networks() -> dict[str, Network]:
    return pearl_networks(PlayNetworks.load(), TOY)


def written(network: Network, folder: Path, precision: Precision = Precision.FP32) -> Exported:
    return export(network.module, network.example, folder / f"{network.name}.onnx", precision)


def test_every_network_is_here(networks: dict[str, Network]) -> None:
    assert tuple(networks) == NAMES


@pytest.mark.parametrize("name", NAMES)
def test_onnx_equals_torch(networks: dict[str, Network], name: str, tmp_path: Path) -> None:
    network = networks[name]
    exported = written(network, tmp_path)
    assert exported.census.refused == ()
    verdict = compare(network, session_of(exported.path, CPU), Precision.FP32, (1, 2, 5), CPU)
    print(f"{name}: {exported.census.nodes} nodes, max abs error {verdict.max_abs_error:.2e}")
    assert verdict.passed, verdict
    assert verdict.max_abs_error <= verdict.tolerance or network.outliers
    assert not {"Loop", "Scan", "If"} & set(exported.census.operators), "a CUDA graph could not hold it"
    assert b"site-packages" not in exported.path.read_bytes(), "the file tells where it was made"


def test_a_shape_step_says_what_the_shape_network_says(networks: dict[str, Network]) -> None:
    """Slot by slot, as programs are drawn: each sees what the slots before it became, and none after it."""
    step, x = networks["shapes"].module, networks["shapes"].example.inputs
    assert isinstance(step, ShapeStep)
    net, (batch, parts) = step.net, x["roles"].shape
    with torch.inference_mode():
        attributes, symbols = step(*x.values())
        wish = net.wish(x["kind"], x["given"])
        states = net.states(wish, x["roles"], x["occurrences"], x["before"], x["raw"], x["same"], x["grid"])
        wishes = wish[:, None].expand(-1, parts, -1).flatten(0, 1)
        running, slots = net.begin(states.flatten(0, 1), wishes, x["roles"].flatten()), []
        for slot in range(N_SLOTS):
            slots.append(net.logits(slot, running))
            running = running + net.add(x["slots"].flatten(0, 1)[:, slot])
        wanted = torch.cat(slots, -1).view(batch, parts, -1)
        torch.testing.assert_close(symbols, wanted, atol=2e-4, rtol=1e-4)
        torch.testing.assert_close(attributes, net.attributes(x["kind"], x["given"]))


@pytest.mark.parametrize("precision", [Precision.FP16, Precision.BF16])
@pytest.mark.parametrize("name", NAMES)
def test_half_precision_stays_near(networks: dict[str, Network], name: str, precision: Precision) -> None:
    network = networks[name]
    low = lowered(network.module, precision, network.islands)
    verdict = compare(network, lambda *x: _tuple(low(*x)), precision, (3,), CPU)
    assert verdict.passed, verdict
    whole = "" in network.islands
    assert whole or any(p.dtype == precision.dtype for p in low.parameters())
    for island in filter(None, network.islands):
        kept = [t for n, t in low.inner.named_parameters() if n == island or n.startswith(island + ".")]  # type: ignore[union-attr]
        kept += [t for n, t in low.inner.named_buffers() if n == island]  # type: ignore[union-attr]
        assert kept and all(t.dtype == torch.float32 or not t.is_floating_point() for t in kept), island
        assert network.islands[island]  # a reason


def test_half_precision_is_in_the_graph(networks: dict[str, Network], tmp_path: Path) -> None:
    """Strong typing reads it from there: weights in fp16, inputs and outputs as before."""
    import onnx

    network = networks["terrain_decoder"]
    exported = written(network, tmp_path, Precision.FP16)
    graph = onnx.load(exported.path).graph
    kinds = {tensor.data_type for tensor in graph.initializer if len(tensor.dims) == 4}
    assert onnx.TensorProto.FLOAT16 in kinds
    assert {v.type.tensor_type.elem_type for v in (*graph.input, *graph.output)} == {onnx.TensorProto.FLOAT}
    assert exported.census.operators["Cast"] <= 8  # one down and one up around each island, not one per layer
    verdict = compare(network, session_of(exported.path, CPU), Precision.FP16, (1, 2, 5), CPU)
    assert verdict.passed, verdict


def test_the_list_is_read() -> None:
    assert len(supported()) > 100
    assert {"Gather", "Conv", "Attention"} <= set(supported()) and "BitShift" not in supported()


@pytest.mark.parametrize(("version", "opset"), [(None, 20), ("10.13.3.9", 20), ("10.15.1.29", 23), ("11.4.0.106", 23)])
def test_opset_by_version(version: str | None, opset: int) -> None:
    assert opset_for(version) == opset


@pytest.mark.parametrize(
    ("runtime", "version", "precision", "because"),
    [
        ("torch", None, Precision.BF16, "range of float32"),
        ("cudagraph", "10.13.3.9", Precision.BF16, "range of float32"),
        ("inductor", "11.4.0.106", Precision.BF16, "range of float32"),
        ("onnxruntime-cuda", "11.4.0.106", Precision.FP16, "every reader takes opset 20"),
        ("tensorrt", None, Precision.FP16, "every reader takes opset 20"),
        ("tensorrt", "10.13.3.9", Precision.FP16, "TensorRT 10.13.3.9 takes opset 20"),
        ("tensorrt", "10.14.1.48", Precision.FP16, "TensorRT 10.14.1.48 takes opset 20"),
        ("tensorrt", "10.15.1.29", Precision.BF16, "TensorRT 10.15.1.29 takes opset 23"),
        ("tensorrt", "10.16.0.72", Precision.BF16, "TensorRT 10.16.0.72 takes opset 23"),
        ("tensorrt", "11.4.0.106", Precision.BF16, "TensorRT 11.4.0.106 takes opset 23"),
    ],
)
def test_precision_by_runtime_and_version(
    runtime: str, version: str | None, precision: Precision, because: str
) -> None:
    served = precision_for(runtime, torch.device("cuda"), version)
    assert served.precision is precision and because in served.reason
    assert precision_for(runtime, CPU, version).precision is Precision.FP32
    if runtime == "tensorrt":  # what would be served can be written in the opset that this version reads
        assert precision is not Precision.BF16 or opset_for(version) >= BF16_OPSET


def test_bf16_is_written_for_those_who_read_it(networks: dict[str, Network], tmp_path: Path) -> None:
    import onnx

    network, path = networks["terrain_decoder"], tmp_path / "ground.onnx"
    exported = export(network.module, network.example, path, Precision.BF16, "10.15.1.29")
    assert exported.opset == 23 and exported.census.refused == ()
    kinds = {tensor.data_type for tensor in onnx.load(path).graph.initializer if len(tensor.dims) == 4}
    assert onnx.TensorProto.BFLOAT16 in kinds
    for version in (None, "10.13.3.9", "10.14.1.48"):
        with pytest.raises(RuntimeFailed, match="bf16 needs opset 22"):
            export(network.module, network.example, path, Precision.BF16, version)


def test_what_tensorrt_refuses_is_found() -> None:
    from onnx import TensorProto, helper

    def graph(kind: int, operator: str) -> object:
        ends = [helper.make_tensor_value_info(name, kind, [2]) for name in ("x", "y", "z")]
        nodes = [helper.make_node(operator, ["x", "y"], ["m"]), helper.make_node("Identity", ["m"], ["z"])]
        return helper.make_model(helper.make_graph(nodes, "g", ends[:2], ends[2:]))

    assert census(graph(TensorProto.INT32, "BitwiseXor")).refused == ("BitwiseXor",)
    assert census(graph(TensorProto.INT32, "Add")).refused == ()
    assert census(graph(TensorProto.BOOL, "Add")).refused == ("Add of o",)


def test_an_export_that_loses_its_batch_is_an_error(tmp_path: Path) -> None:
    class Fixed(torch.nn.Module):
        def forward(self, x: torch.Tensor) -> torch.Tensor:
            return x.reshape(3, 2, 2) + 1  # only true of the example

    from nacre.runtime.interface import Example

    example = Example({"x": torch.zeros(3, 4)}, frozenset(("x",)), ("y",))
    with pytest.raises((RuntimeFailed, torch.onnx.errors.OnnxExporterError)):
        export(Fixed(), example, tmp_path / "fixed.onnx")


def test_an_island_that_does_not_exist_is_an_error(networks: dict[str, Network]) -> None:
    with pytest.raises(ValueError, match="no such island: sky"):
        lowered(networks["poses"].module, Precision.FP16, ("sky",))


def _tuple(out: torch.Tensor | tuple[torch.Tensor, ...]) -> tuple[torch.Tensor, ...]:
    return out if isinstance(out, tuple) else (out,)
