"""ONNX of every network of Pearl: equal to torch in onnxruntime, of any batch, nothing that TensorRT does not take."""

from __future__ import annotations

from pathlib import Path

import pytest
import torch

from nacre.runtime.export import Exported, export
from nacre.runtime.interface import Precision, RuntimeFailed
from nacre.runtime.networks import TOY, Network, pearl_networks
from nacre.runtime.onnx_runtime import session_of
from nacre.runtime.operators import census, opset_for, supported
from nacre.runtime.parity import compare
from nacre.runtime.precision import lowered
from nacre.runtime.sizes import Parts

CPU = torch.device("cpu")
NAMES = (
    "shape_decoder", "terrain_coarse", "terrain_fine", "terrain_decoder", "layout", "dynamics", "march", "shade",
)  # fmt: skip


@pytest.fixture(scope="module")
def networks() -> dict[str, Network]:
    return pearl_networks(Parts.load(), TOY)


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
    if name == "march":
        assert exported.census.operators["Gather"] > 20 and "GridSample" not in exported.census.operators


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
        lowered(networks["shade"].module, Precision.FP16, ("sky",))


def _tuple(out: torch.Tensor | tuple[torch.Tensor, ...]) -> tuple[torch.Tensor, ...]:
    return out if isinstance(out, tuple) else (out,)
