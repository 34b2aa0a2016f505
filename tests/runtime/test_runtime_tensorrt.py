"""The TensorRT path, end to end against a module that mimics TensorRT: success, and every documented failure."""

from __future__ import annotations

import dataclasses
import logging
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
import torch
from torch import Tensor, nn

from nacre.runtime.backends import tensorrt as trt_runtime
from nacre.runtime.backends.engine_cache import EngineCache
from nacre.runtime.backends.tensorrt import TensorRtRuntime
from nacre.runtime.device.streams import InlineQueue
from nacre.runtime.export.onnx import Exported
from nacre.runtime.export.operators import Census
from nacre.runtime.interface import Example, Precision, RuntimeFailed, RuntimeUnavailable
from nacre.runtime.networks import Network
from support import fake_tensorrt
from support.fake_tensorrt import Faults

CPU = torch.device("cpu")
BUCKETS = (1, 2, 4)


class Small(nn.Module):
    """Two outputs, one input that is no batch."""

    def __init__(self) -> None:
        super().__init__()
        torch.manual_seed(0)
        self.line = nn.Linear(6, 5)

    def forward(self, x: Tensor, table: Tensor) -> tuple[Tensor, Tensor]:
        y = torch.tanh(self.line(x)) + table
        return y, y.sum(1)


def network() -> Network:
    inputs = {"x": torch.randn(3, 6, generator=torch.Generator().manual_seed(1)), "table": torch.arange(5.0)}
    example = Example(inputs, frozenset(("x",)), ("y", "total"))
    return Network("small", Small(), example, tolerance={Precision.FP32: 1e-5})


class Recording(InlineQueue):
    """A queue whose recordings freeze what the context was bound to, as a CUDA graph does, and are told to the fake."""

    def __init__(self, faults: Faults) -> None:
        self.faults = faults

    def record(self, work: Callable[[], None]) -> Callable[[], None]:
        work()
        self.faults.capturing = True
        try:
            work()
        finally:
            self.faults.capturing = False
        context = self.faults.context
        frozen = context.profile, dict(context.shapes), dict(context.addresses)

        def replay() -> None:
            bound = context.profile, context.shapes, context.addresses
            context.profile, context.shapes, context.addresses = frozen
            work()
            context.profile, context.shapes, context.addresses = bound

        return replay


@pytest.fixture(scope="module")
def onnx_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The graph of `Small`, exported once for all tests."""
    from nacre.runtime.export.onnx import export

    small = network()
    path = tmp_path_factory.mktemp("onnx") / "small.onnx"
    assert export(small.module, small.example, path).census.refused == ()
    return path


@pytest.fixture(autouse=True)
def _no_second_export(onnx_file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def copied(module: nn.Module, example: Example, path: Path, precision: Precision, version: str) -> Exported:
        path.write_bytes(onnx_file.read_bytes())
        return Exported(path, 20, precision, Census({}, ()))

    monkeypatch.setattr(trt_runtime, "export", copied)


@contextmanager
def runtime(
    root: Path, faults: Faults | None = None, version: str = "11.4.0.106"
) -> Iterator[tuple[TensorRtRuntime, Faults]]:
    with fake_tensorrt.installed(version, faults) as wrong:
        yield TensorRtRuntime(EngineCache(root), CPU, queue=lambda _: Recording(wrong)), wrong


@pytest.mark.parametrize("version", ["10.13.3.9", "11.4.0.106"])
def test_an_engine_says_what_torch_says(tmp_path: Path, version: str) -> None:
    small = network()
    with runtime(tmp_path / "engines", version=version) as (tensorrt, faults):
        engine, verdict = tensorrt.compile_network(small, BUCKETS)
        assert verdict.passed and verdict.max_abs_error < 1e-6
        for batch in (1, 2, 3, 5, 11):
            example = small.example.rows(batch)
            wanted = small.module(*example.inputs.values())
            found = engine(*example.inputs.values())
            assert [tuple(t.shape) for t in found] == [(batch, 5), (batch,)]
            for mine, theirs in zip(found, wanted, strict=True):
                torch.testing.assert_close(mine, theirs, atol=1e-5, rtol=0)
        assert engine.captures
        # fresh numbers through a recording that exists already
        runs = faults.calls.count("execute")
        fresh = torch.randn(2, 6)
        torch.testing.assert_close(engine(fresh, torch.arange(5.0))[0], small.module(fresh, torch.arange(5.0))[0])
        assert faults.calls.count("execute") > runs


def test_another_table_is_another_recording(tmp_path: Path) -> None:
    small = network()
    with runtime(tmp_path / "engines") as (tensorrt, _):
        engine, _ = tensorrt.compile_network(small, BUCKETS)
        x, tables = torch.randn(2, 6), [torch.arange(5.0), torch.arange(5.0) * 3]
        first = [engine(x, table)[0].clone() for table in tables]
        again = [engine(x, table)[0].clone() for table in tables]
        for mine, later, table in zip(first, again, tables, strict=True):
            torch.testing.assert_close(mine, small.module(x, table)[0])
            assert torch.equal(mine, later)
        tables[0].mul_(2.0)  # the same place with other numbers: nothing is recorded anew, and they count
        torch.testing.assert_close(engine(x, tables[0])[0], small.module(x, tables[0])[0])


def test_the_second_time_nothing_is_built_or_compared(tmp_path: Path) -> None:
    for first in (True, False):
        with runtime(tmp_path / "engines") as (tensorrt, faults):
            engine, verdict = tensorrt.compile_network(network(), BUCKETS)
            assert verdict.passed and engine.buckets == BUCKETS
            assert faults.calls.count("build") == int(first)
            assert ("execute" in faults.calls) is first  # the verdict is kept


@pytest.mark.parametrize(
    ("fault", "said"),
    [
        ("parse", "UNSUPPORTED_NODE"),
        ("profile", "a profile was refused"),
        ("build", "could not find any implementation"),
        ("deserialize", "not compatible with this version"),
        ("no_context", "no context"),
        ("select", "profile index out of range"),
        ("shape", "outside profile"),
        ("address", "not aligned"),
        ("infer", "shapes of x are unknown"),
        ("execute", "operation not permitted"),
    ],
)
def test_each_failed_call_becomes_an_error_with_its_reason(tmp_path: Path, fault: str, said: str) -> None:
    with runtime(tmp_path / "engines", Faults(**{fault: True})) as (tensorrt, _), pytest.raises(RuntimeFailed) as error:
        tensorrt.compile_network(network(), BUCKETS)
    assert said in str(error.value)


def test_a_weakly_typed_network_is_refused_by_10(tmp_path: Path) -> None:
    weak = Faults(weakly_typed=True)
    with runtime(tmp_path / "a", weak, "10.13.3.9") as (tensorrt, _), pytest.raises(RuntimeFailed, match="strongly"):
        tensorrt.compile_network(network(), BUCKETS)
    with runtime(tmp_path / "b", weak, "11.4.0.106") as (tensorrt, _):  # 11 knows nothing else, and says nothing
        assert tensorrt.compile_network(network(), BUCKETS)[1].passed


def test_what_cannot_be_captured_runs_all_the_same(tmp_path: Path) -> None:
    small = network()
    with runtime(tmp_path / "engines", Faults(capture=True)) as (tensorrt, _):
        engine, verdict = tensorrt.compile_network(small, BUCKETS)
        assert verdict.passed and not engine.captures
        for batch in (4, 1, 2, 4):  # one context: going from profile to profile must bind anew
            inputs = tuple(small.example.rows(batch).inputs.values())
            torch.testing.assert_close(engine(*inputs)[0], small.module(*inputs)[0], atol=1e-5, rtol=0)


def test_an_engine_with_wrong_numbers_is_refused_for_good(tmp_path: Path) -> None:
    for turn in range(2):
        # it says PASSED while it is built, and is wrong
        with runtime(tmp_path / "engines", Faults(wrong_numbers=0.3)) as (tensorrt, faults):
            with pytest.raises(RuntimeFailed, match=r"disagrees with torch: max abs error 0\.3"):
                tensorrt.compile_network(network(), BUCKETS)
            assert faults.calls.count("build") == 1 - turn


def test_not_a_number_is_no_agreement(tmp_path: Path) -> None:
    with (
        runtime(tmp_path / "engines", Faults(wrong_numbers=float("nan"))) as (tensorrt, _),
        pytest.raises(RuntimeFailed),
    ):
        tensorrt.compile_network(network(), BUCKETS)


def test_a_timing_cache_is_used_again_and_an_old_one_is_not(tmp_path: Path) -> None:
    with runtime(tmp_path / "engines") as (tensorrt, faults):
        tensorrt.compile_network(network(), BUCKETS)
        assert "timing 0" in faults.calls
    with runtime(tmp_path / "engines") as (tensorrt, faults):
        tensorrt.compile_network(network(), (1, 8))
        assert "timing 0" not in faults.calls and "build" in faults.calls
    with runtime(tmp_path / "engines", Faults(timing_mismatch=True)) as (tensorrt, faults):
        tensorrt.compile_network(network(), (1, 16))
        assert "timing 0" in faults.calls


def test_a_damaged_engine_is_built_again(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    with runtime(tmp_path / "engines") as (tensorrt, _):
        tensorrt.compile_network(network(), BUCKETS)
    (plan,) = (tmp_path / "engines").glob("small-*/engine.plan")
    plan.chmod(0o600)
    plan.write_bytes(plan.read_bytes()[:-7])
    with runtime(tmp_path / "engines") as (tensorrt, faults), caplog.at_level(logging.WARNING):
        assert tensorrt.compile_network(network(), BUCKETS)[1].passed
        assert "build" in faults.calls
    assert "is not what was written" in caplog.text


def test_an_engine_that_cannot_be_kept_runs(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(EngineCache, "store", full)
    with runtime(tmp_path / "engines") as (tensorrt, _), caplog.at_level(logging.WARNING):
        assert tensorrt.compile_network(network(), BUCKETS)[1].passed
    assert "No space left" in caplog.text
    monkeypatch.setenv("NACRE_ENGINES", str(tmp_path / "open"))
    (tmp_path / "open").mkdir()
    (tmp_path / "open").chmod(0o777)
    with fake_tensorrt.installed(), pytest.raises(RuntimeFailed, match="engines cannot be kept"):
        TensorRtRuntime(device=CPU).compile_network(network(), BUCKETS)


def test_the_wrong_type_or_input_is_an_error(tmp_path: Path) -> None:
    with runtime(tmp_path / "engines") as (tensorrt, _):
        engine, _ = tensorrt.compile_network(network(), BUCKETS)
        with pytest.raises(RuntimeFailed, match=r"x is torch\.float16"):
            engine(torch.zeros(2, 6, dtype=torch.float16), torch.arange(5.0))
        with pytest.raises(RuntimeFailed, match="outside profile"):
            engine(torch.zeros(2, 7), torch.arange(5.0))
        with pytest.raises(ValueError, match="2 inputs"):
            engine(torch.zeros(2, 6))
    other = dataclasses.replace(network(), example=dataclasses.replace(network().example, outputs=("y",)))
    with runtime(tmp_path / "other") as (tensorrt, _), pytest.raises(RuntimeFailed, match="the engine has"):
        tensorrt.compile_network(other, BUCKETS)


def test_without_tensorrt_or_with_an_old_one_it_says_what_to_do(tmp_path: Path) -> None:
    tensorrt = TensorRtRuntime(EngineCache(tmp_path), CPU)
    with pytest.raises(RuntimeUnavailable, match="not installed") as missing:
        tensorrt.available()
    assert "nacre[gpu]" in missing.value.hint
    with fake_tensorrt.installed("10.7.0"), pytest.raises(RuntimeUnavailable, match="too old"):
        tensorrt.available()
    with fake_tensorrt.installed("11.4.0.106"), pytest.raises(RuntimeUnavailable, match="needs an NVIDIA GPU"):
        tensorrt.available()
