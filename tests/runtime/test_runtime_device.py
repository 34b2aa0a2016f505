"""What works on a device beside the networks: buckets, recordings, readback, JPEG, pictures on their way, choosing."""

from __future__ import annotations

import functools
import threading
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, ClassVar, cast

import numpy as np
import pytest
import torch
from torch import Tensor, nn

from nacre.runtime.backends.cudagraph import CudaGraphRuntime
from nacre.runtime.backends.torch import InductorRuntime
from nacre.runtime.device.frame_pipeline import FramePipeline
from nacre.runtime.device.jpeg import JpegEncoder
from nacre.runtime.device.readback import Readback, Transfer
from nacre.runtime.device.streams import Event, queue_for
from nacre.runtime.interface import Bucketed, Example, Precision, RuntimeUnavailable, bucket_for, passes_of
from nacre.runtime.networks import TOY, Network, pearl_networks
from nacre.runtime.parity import compare
from nacre.runtime.play_networks import PlayNetworks
from nacre.runtime.select import make, unavailable
from nacre.server.config import ConfigError, config_of, parser
from nacre.world.interface import Camera, Rendered, WorldModel

CPU = torch.device("cpu")


class TestBuckets:
    @pytest.mark.parametrize(("count", "bucket"), [(1, 1), (2, 2), (3, 4), (5, 8), (8, 8), (9, 8), (100, 8)])
    def test_the_smallest_that_holds(self, count: int, bucket: int) -> None:
        assert bucket_for(count, (1, 2, 4, 8)) == bucket

    def test_portions_cover_every_row_once(self) -> None:
        for count in range(1, 40):
            parts = passes_of(count, (1, 4, 8))
            assert [first for first, _, _ in parts] == list(np.cumsum([0, *(rows for _, rows, _ in parts)]))[:-1]
            assert sum(rows for _, rows, _ in parts) == count
            assert all(rows <= bucket for _, rows, bucket in parts)

    def test_rows_are_filled_up_and_cut_off(self) -> None:
        class Doubling(Bucketed):
            seen: ClassVar[list[tuple[int, ...]]] = []

            def run(self, bucket: int, inputs: tuple[Tensor, ...]) -> tuple[Tensor, ...]:
                assert len(inputs[0]) == bucket and len(inputs[1]) == 3
                self.seen.append(tuple(int(v) for v in inputs[0][:, 0]))
                return (inputs[0] * 2 + inputs[1].sum(),)

        example = Example({"x": torch.zeros(1, 1), "table": torch.ones(3)}, frozenset(("x",)), ("y",))
        doubling = Doubling(example, (2, 4))
        x = torch.arange(7.0)[:, None]
        (out,) = doubling(x, torch.ones(3))
        torch.testing.assert_close(out, x * 2 + 3)
        assert doubling.seen == [(0, 1, 2, 3), (4, 5, 6, 6)]
        with pytest.raises(ValueError, match="2 inputs"):
            doubling(x)


class Looked(nn.Module):
    """Rows through a table that is no batch."""

    def forward(self, x: Tensor, table: Tensor) -> Tensor:
        """x [B, 3], table [3, 4] -> [B, 4]."""
        return torch.tanh(x @ table)


def test_recorded_networks_read_tables_where_they_lie() -> None:
    """A table may change under a recording; one that moves is recorded anew."""
    x, table = torch.randn(3, 3, generator=torch.Generator().manual_seed(0)), torch.arange(12.0).reshape(3, 4) / 12
    network = Network(
        "looked", Looked(), Example({"x": x, "table": table}, frozenset(("x",)), ("y",)), {}, {Precision.FP32: 1e-6}
    )
    compiled = CudaGraphRuntime(CPU).compile(network.module, network.example, (1, 2, 4))
    assert compare(network, compiled, Precision.FP32, (1, 2, 3, 7), CPU).passed
    before = compiled(x[:2], table)[0].clone()
    table.mul_(2.0)
    changed = compiled(x[:2], table)[0].clone()
    assert not torch.equal(before, changed)
    torch.testing.assert_close(changed, network.module(x[:2], table))
    torch.testing.assert_close(compiled(x[1:3], table)[0], network.module(x[1:3], table))  # through the old recording
    moved = table.clone() * 3
    torch.testing.assert_close(compiled(x[:2], moved)[0], network.module(x[:2], moved))


def test_a_network_may_be_compiled_for_many_shapes(monkeypatch: pytest.MonkeyPatch) -> None:
    """Torch gives up after eight variants of a function, and there are as many buckets."""
    network = pearl_networks(PlayNetworks.fresh(), TOY)["poses"]
    # what counts shapes is the same whoever writes the kernels, and nobody needs a minute here
    monkeypatch.setattr(torch, "compile", functools.partial(torch.compile, backend="eager", dynamic=False))
    buckets = tuple(range(1, 12))
    compiled = InductorRuntime(CPU).compile(network.module, network.example, buckets)
    assert compare(network, compiled, Precision.FP32, buckets, CPU).passed


class _Gate:
    """A queue whose copies, each on a thread of its own, wait until they are let: a device that is busy."""

    handle = 0

    def __init__(self) -> None:
        self.copies: list[threading.Event] = []  # set one to let that copy go

    def later(self, work: Callable[[], None]) -> Event:
        done, let = threading.Event(), threading.Event()
        self.copies.append(let)

        def run() -> None:
            if let.wait(60):
                work()
                done.set()

        threading.Thread(target=run, daemon=True).start()

        class End:
            def query(self) -> bool:
                return done.is_set()

            def synchronize(self) -> None:
                assert done.wait(60), "the device never got to it"

        return End()


class TestReadback:
    def test_results_come_back_and_buffers_are_used_again(self) -> None:
        readback = Readback(CPU)
        first = readback.begin((torch.arange(3.0),))
        second = readback.begin((torch.arange(3.0) + 10,))
        third = readback.begin((torch.arange(3.0) + 20,))  # more than there are buffers: the oldest is taken
        assert third.buffers is first.buffers and third.buffers is not second.buffers
        np.testing.assert_array_equal(first.wait()[0], [0, 1, 2])  # an own copy: the buffer is written again
        np.testing.assert_array_equal(second.wait()[0], [10, 11, 12])
        for _ in range(2):
            np.testing.assert_array_equal(third.wait()[0], [20, 21, 22])
        other = readback.begin((torch.arange(4.0),))  # another shape has buffers of its own
        assert other.buffers is not first.buffers and other.buffers is not second.buffers

    def test_what_was_drawn_into_may_be_drawn_into_again(self) -> None:
        gate = _Gate()
        readback, drawn = Readback(CPU, gate), torch.zeros(3)  # type: ignore[arg-type]
        transfers = []
        for value in (1.0, 2.0):
            drawn.fill_(value)
            transfers.append(readback.begin((drawn,)))
        drawn.fill_(9.0)
        assert not transfers[0].ready and not transfers[1].ready
        for copy in gate.copies:
            copy.set()
        assert [float(transfer.wait()[0][0]) for transfer in transfers] == [1.0, 2.0]
        assert all(transfer.ready for transfer in transfers)

    def test_jpeg_in_order(self) -> None:
        import io

        from PIL import Image

        encoder = JpegEncoder(CPU, threads=2)
        pictures = torch.stack([torch.full((16, 24, 3), value, dtype=torch.uint8) for value in (20, 120, 220)])
        for value, data in zip((20, 120, 220), encoder.encode(pictures), strict=True):
            shown = np.asarray(Image.open(io.BytesIO(data)))
            assert shown.shape == (16, 24, 3) and abs(int(shown.mean()) - value) < 3
        encoder.close()
        assert encoder.where == "2 threads"


@dataclass
class _Drawing:
    """A batch on its way."""

    transfer: Transfer
    cameras: list[Camera]

    @property
    def ready(self) -> bool:
        return self.transfer.ready


class _Device:
    """A model that draws on a device: each state's number over the whole picture, all into the same buffer."""

    def __init__(self, gate: _Gate) -> None:
        self._readback, self._drawn = Readback(CPU, gate), torch.zeros(1, 4, 6, 3)  # type: ignore[arg-type]

    def submit(self, states: list[Any], cameras: list[Any], size: tuple[int, int], blend: list[float]) -> _Drawing:
        self._drawn.fill_(float(states[0]))
        return _Drawing(self._readback.begin((self._drawn.to(torch.uint8),)), [Camera((0, 0, 0), 0, 0)])

    def collect(self, pending: _Drawing) -> list[Rendered]:
        (rgb,) = pending.transfer.wait()
        empty = np.zeros((4, 6))
        return [Rendered(rgb[0], empty.astype(np.float16), empty.astype(np.uint8), pending.cameras[0], {})]


def test_pictures_leave_while_the_next_are_drawn() -> None:
    """Batches are asked for, worlds move on, and each batch still shows what was when it was asked for."""
    gate, given, failures = _Gate(), cast(list[Rendered], []), cast(list[Exception], [])
    model, ahead, turns = cast(WorldModel, _Device(gate)), FramePipeline(), 5  # more turns than buffers
    for turn in range(turns):
        for copy in gate.copies:
            copy.set()
        ahead.submit(model, cast(Any, [10 * turn]), [None], (6, 4), [1.0], given.extend, failures.append)
        ahead.deliver(wait=False)
        assert len(given) == turn and len(ahead) == 1, "the device is busy: nobody waits for its latest batch"
    gate.copies[-1].set()
    ahead.deliver()
    assert not len(ahead) and not failures
    assert [int(picture.rgb.max()) for picture in given] == [10 * turn for turn in range(turns)]


def test_who_fails_while_it_is_waited_for_is_told() -> None:
    class Lost:
        ready = False

        def submit(self, states: object, *more: object) -> Lost:
            if states == ["refused"]:
                raise ValueError("before anything was on its way")
            return self

        def collect(self, pending: object) -> list[Rendered]:
            raise RuntimeError("the device fell off")

    ahead, told, model = FramePipeline(), [], cast(WorldModel, Lost())
    ahead.submit(model, [], [], (8, 8), [], lambda pictures: None, told.append)
    with pytest.raises(ValueError, match="on its way"):
        ahead.submit(model, cast(Any, ["refused"]), [], (8, 8), [], lambda pictures: None, told.append)
    assert not told and len(ahead) == 1
    ahead.deliver()
    assert [str(error) for error in told] == ["the device fell off"] and not len(ahead)


def test_what_is_ready_leaves_at_once() -> None:
    """So a renderer on the processor adds no latency; what was asked for before it still leaves before it."""
    gate, given, failures = _Gate(), cast(list[Rendered], []), cast(list[Exception], [])
    busy, ahead = cast(WorldModel, _Device(gate)), FramePipeline()
    at_once = _Device(cast(_Gate, queue_for(CPU)))
    ahead.submit(cast(WorldModel, at_once), cast(Any, [7]), [None], (6, 4), [1.0], given.extend, failures.append)
    assert [int(picture.rgb.max()) for picture in given] == [7] and not len(ahead)
    ahead.submit(busy, cast(Any, [8]), [None], (6, 4), [1.0], given.extend, failures.append)
    assert len(given) == 1 and len(ahead) == 1
    gate.copies[0].set()
    ahead.submit(cast(WorldModel, at_once), cast(Any, [9]), [None], (6, 4), [1.0], given.extend, failures.append)
    assert [int(picture.rgb.max()) for picture in given] == [7, 8, 9] and not failures


def test_a_model_that_only_renders_gives_at_once() -> None:
    class Plain:
        def render(self, *asked: object) -> list[Rendered]:
            return [cast(Rendered, asked[2])]

    given: list[Any] = []
    ahead = FramePipeline()
    ahead.submit(cast(WorldModel, Plain()), [], [], (8, 6), [], given.extend, lambda error: None)
    assert given == [(8, 6)] and not len(ahead)


class TestChoosing:
    @pytest.mark.parametrize(
        ("version", "said"),
        [
            ("10.13.3.9", "fp16: TensorRT 10.13.3.9 takes opset 20, and convolutions in bf16 came with 22"),
            ("11.4.0.106", "bf16: it has the range of float32, and TensorRT 11.4.0.106 takes opset 23"),
            (None, None),
        ],
    )
    def test_the_doctor_says_what_is_computed_in(
        self, version: str | None, said: str | None, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        from nacre.runtime import select as module

        monkeypatch.setattr(module, "version_here", lambda: version)
        assert module.precisions().get("tensorrt") == said
        if not torch.cuda.is_available():
            assert module.precisions()["torch"] == "fp32: a CPU gains little from half precision"

    @pytest.mark.skipif(torch.cuda.is_available(), reason="here is a GPU")
    def test_reasons_why_not(self) -> None:
        reasons = unavailable()
        assert {"cudagraph", "tensorrt", "onnxruntime-cuda"} <= set(reasons)
        with pytest.raises(RuntimeUnavailable, match="there is no runtime"):
            make("magic")

    def test_the_flag_names_what_draws(self) -> None:
        assert config_of(parser().parse_args(["--no-saves"])).model == "pearl"
        assert config_of(parser().parse_args(["--runtime", "native", "--no-saves"])).model == "pearl"
        assert config_of(parser().parse_args(["--runtime", "cuda", "--no-saves"])).model == "nacre.runtime.serving:cuda"
        with pytest.raises(ConfigError, match="there is no runtime 'magic'"):
            config_of(parser().parse_args(["--runtime", "magic", "--no-saves"]))
