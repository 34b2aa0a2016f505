"""Pictures from a device: equal to the kernels', batched over worlds, the same whichever runtime draws them."""

from __future__ import annotations

import functools
import logging
import subprocess
import sys
import threading
from collections.abc import Callable, Sequence
from typing import Any, ClassVar, cast

import numpy as np
import pytest
import torch
from torch import Tensor

from nacre.client.client import Client
from nacre.runtime.backends.cudagraph import CudaGraphRuntime
from nacre.runtime.backends.torch import InductorRuntime, TorchRuntime
from nacre.runtime.device.device_pearl import DeviceConfig, DevicePearl
from nacre.runtime.device.frame_pipeline import FramePipeline
from nacre.runtime.device.jpeg import JpegEncoder
from nacre.runtime.device.pictures import crowd_for, picture_network, rays_of, visible_characters
from nacre.runtime.device.pose_atlas import PoseAtlas
from nacre.runtime.device.readback import Readback
from nacre.runtime.device.streams import Event
from nacre.runtime.example_inputs import toy_views
from nacre.runtime.interface import (
    Bucketed,
    Compiled,
    Example,
    Precision,
    RuntimeFailed,
    RuntimeUnavailable,
    bucket_for,
    passes_of,
)
from nacre.runtime.networks import Network, march_network
from nacre.runtime.parity import compare
from nacre.runtime.select import Choice, choose, make, toy_window, unavailable
from nacre.runtime.serving import FallbackCompiler, path_of, pearl
from nacre.server.config import ConfigError, config_of, parser
from nacre.spec import SceneSpec
from nacre.world.dynamics.network import Dynamics
from nacre.world.interface import Action, Camera, Rendered, WorldModel
from nacre.world.layout.generator import Generator
from nacre.world.pearl import Pearl
from nacre.world.state import WorldState
from nacre.world.voxels.pages_torch import Pages
from nacre.world.voxels.posed import Posed
from nacre.world.voxels.shader import Shader
from nacre.world.voxels.shading import Shading
from nacre.world.voxels.shapes import ShapeLibrary
from nacre.world.weights import WEIGHTS, load_into, load_tensors

CPU = torch.device("cpu")
SIZE = (72, 40)


@pytest.fixture(scope="module")
def shader() -> Shader:
    made = Shader()
    load_into(made, load_tensors(WEIGHTS / "shader.safetensors"), "shader.safetensors")
    return made


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


def test_recorded_networks_read_tables_where_they_lie(shader: Shader) -> None:
    """A table may change under a recording; one that moves is recorded anew."""
    network = picture_network(shader, 12, 8, 2, steps=(4, 2, 2))
    compiled = CudaGraphRuntime(CPU).compile(network.module, network.example, (1, 2, 4))
    assert compare(network, compiled, Precision.FP32, (1, 2, 3, 7), CPU).passed
    example = network.example.rows(2)
    inputs = dict(example.inputs)
    before = compiled(*inputs.values())[0].clone()
    inputs["height"].fill_(1.0)
    inputs["colour"].fill_(200)
    changed = compiled(*inputs.values())[0].clone()
    wanted = network.module(*inputs.values())[0]
    assert not torch.equal(before, changed)
    torch.testing.assert_close(changed, wanted, atol=1, rtol=0)
    inputs["shot"] = toy_views(5)[3:5]  # new numbers through the old recording
    torch.testing.assert_close(compiled(*inputs.values())[0], network.module(*inputs.values())[0], atol=1, rtol=0)


def test_a_network_may_be_compiled_for_many_shapes(monkeypatch: pytest.MonkeyPatch) -> None:
    """Torch gives up after eight variants of a function; a GPU's pictures have three sizes in eight buckets each."""
    network = picture_network(Shader(), 12, 8, 2, steps=(2, 1, 1))
    # what counts shapes is the same whoever writes the kernels, and nobody needs a minute here
    monkeypatch.setattr(torch, "compile", functools.partial(torch.compile, backend="eager"))
    buckets = tuple(range(1, 7))  # each is two shapes of a step: the first step reads other strides
    compiled = InductorRuntime(CPU).compile(network.module, network.example, buckets)
    assert compare(network, compiled, Precision.FP32, buckets, CPU).passed


def test_the_march_of_a_page_does_not_depend_on_its_neighbours() -> None:
    network = march_network(12, 8, 2, 2, (6, 3, 3))
    inputs = dict(network.example.inputs)
    with torch.inference_mode():
        together = network.module(*inputs.values())
        for row in range(2):
            alone = {n: t[row : row + 1] if n in network.example.batched else t for n, t in inputs.items()}
            torch.testing.assert_close(network.module(*alone.values())[0], together[row])


class _Gate:
    """A queue that copies on a thread of its own, and only once it is let: a device that is busy."""

    handle = 0

    def __init__(self) -> None:
        self.open = threading.Event()

    def later(self, work: Callable[[], None]) -> Event:
        done = threading.Event()

        def run() -> None:
            if self.open.wait(60):
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
        tickets = []
        for value in (1.0, 2.0):
            drawn.fill_(value)
            tickets.append(readback.begin((drawn,)))
        drawn.fill_(9.0)
        assert not tickets[0].ready and not tickets[1].ready
        gate.open.set()
        assert [float(ticket.wait()[0][0]) for ticket in tickets] == [1.0, 2.0]
        assert all(ticket.ready for ticket in tickets)

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


def test_pages_copy_only_what_is_new() -> None:
    window = toy_window()
    pages = Pages(2)
    assert pages.take(1, window) == 25
    assert pages.take(1, window) == 0
    assert pages.take(1, window, whole=True) == 25
    pages.clear(1)
    assert pages.take(1, window) == 25
    for name, shape in (("water", (320, 320)), ("glow", (16, 80, 80))):
        table = getattr(pages.tables, name)
        assert table[1].shape == shape
        np.testing.assert_array_equal(table[1].numpy(), getattr(window, name))
        assert not table[0].any()


def test_an_atlas_forgets_the_longest_unused(monkeypatch: pytest.MonkeyPatch) -> None:
    class Volume:
        def unpack(self) -> np.ndarray[tuple[int, ...], np.dtype[np.float32]]:
            return np.full((5, 32, 32, 32), len(made), np.float32)

    class Library:
        def prepare(self, shape: str, style: int, snow: bool = False, phase: int = 0) -> Volume:
            made.append((shape, style, phase))
            return Volume()

    made: list[tuple[str, int, int]] = []
    library, atlas = Library(), PoseAtlas(2, CPU)
    assert [atlas.index(library, "sheep", 1, p) for p in (0, 1, 0, 2, 0, 1)] == [0, 1, 0, 1, 0, 1]  # type: ignore[arg-type]
    assert [phase for _, _, phase in made] == [0, 1, 2, 1]
    assert float(atlas.cubes[0, 0, 0, 0, 0]) == 1.0


def test_crowds() -> None:
    assert [crowd_for(n) for n in (0, 1, 2, 3, 9, 64)] == [0, 2, 2, 8, 32, 64]
    with pytest.raises(ValueError, match="65 characters"):
        crowd_for(65)
    assert rays_of((320, 180)) == (160, 90) and rays_of((97, 50)) == (50, 26)


def test_who_is_in_sight() -> None:
    volume = np.zeros(1, np.float32)

    def standing(x: float, z: float) -> Posed:
        return Posed(volume, volume, 0.0, 2.0, x, 0.0, z, 0.0, 1)

    camera = Camera((0.0, 1.7, 0.0), 0.0, 0.0, 1.1)  # looks along -Z
    ahead, aside, behind, near = standing(0, -20), standing(60, -5), standing(0, 40), standing(0, 6)
    assert visible_characters([ahead, aside, behind, near], camera, 16 / 9) == [ahead, near]


@pytest.fixture(scope="module")
def world() -> tuple[Pearl, WorldState, Generator, ShapeLibrary, Dynamics]:
    """A small real world of the shipped weights, opened by the native Pearl."""
    shader = Shader()
    load_into(shader, load_tensors(WEIGHTS / "shader.safetensors"), "shader.safetensors")
    generator, shapes, dynamics = Generator.load(), ShapeLibrary.load(), Dynamics.load()
    # float32 in the CNN, whatever this processor would take: the device computes so too
    native = Pearl(generator, shapes, dynamics, Shading(shader, torch.float32))
    state = native.open(SceneSpec(), 3)
    for _ in range(3):
        native.step([state], [Action(move_z=1.0)])
    return native, state, generator, shapes, dynamics


def of_torch(network: Network, buckets: Sequence[int]) -> Compiled:
    return CudaGraphRuntime(CPU).compile(network.module, network.example, buckets)


def test_a_device_draws_the_world_that_the_kernels_draw(
    world: tuple[Pearl, WorldState, Generator, ShapeLibrary, Dynamics], shader: Shader
) -> None:
    native, state, generator, shapes, dynamics = world
    config = DeviceConfig(CPU, pages=2, poses=64, buckets=(1, 2))
    device = DevicePearl(generator, shapes, dynamics, shader, of_torch, config)
    assert device.caps().name == "pearl-s"
    theirs = state.copy()
    device.restore(theirs)
    player = native.camera(state)
    x, y, z = player.position
    cameras = [player, Camera((x, y + 9, z), player.yaw + 2, -0.5, 0.8)]
    wanted = native.render([state] * 2, cameras, SIZE, [1.0] * 2)
    found = device.render([theirs] * 2, cameras, SIZE, [1.0] * 2)
    for mine, reference in zip(found, wanted, strict=True):
        assert mine.rgb.shape == reference.rgb.shape and mine.rgb.dtype == np.uint8
        assert mine.depth.shape == reference.depth.shape and mine.depth.dtype == np.float16
        assert mine.entity.shape == reference.entity.shape and mine.camera == reference.camera
        difference = np.abs(mine.rgb.astype(int) - reference.rgb.astype(int))
        assert np.quantile(difference, 0.95) <= 4, np.quantile(difference, [0.5, 0.9, 0.95, 0.99])
        assert difference.mean() < 1.5
        apart = np.abs(mine.depth.astype(float) - reference.depth.astype(float))
        assert np.quantile(apart, 0.95) < 0.1
        assert (mine.entity == reference.entity).mean() > 0.99
    # two pictures of different sizes may be on their way at once
    one = device.submit([theirs], [cameras[0]], SIZE, [1.0])
    two = device.submit([theirs], [cameras[0]], (64, 36), [1.0])
    assert device.collect(two)[0].rgb.shape == (36, 64, 3)
    np.testing.assert_array_equal(device.collect(one)[0].rgb, found[0].rgb)
    buffer, air = device.gbuffer(theirs, cameras[0], 24, 12)
    assert buffer.shape == (12, 24, 20) and air.shape == (16,)
    device.forget(theirs)


def test_pictures_leave_while_the_next_are_drawn(
    world: tuple[Pearl, WorldState, Generator, ShapeLibrary, Dynamics], shader: Shader
) -> None:
    """Batches are asked for, worlds move on, and each batch still shows what was when it was asked for."""
    _, state, generator, shapes, dynamics = world
    config = DeviceConfig(CPU, pages=2, poses=64, buckets=(1, 2), steps=(12, 3, 4))
    device = DevicePearl(generator, shapes, dynamics, shader, of_torch, config)
    mine = device.restore(state.copy())
    size, gate, wanted, given = (48, 28), _Gate(), [], []
    failures: list[Exception] = []

    def give(pictures: list[Rendered]) -> None:
        given.extend(pictures)

    turns = 4  # twice as many as there are buffers
    places = [mine.player.copy()]
    for _ in range(turns):
        wanted.append(device.render([mine], [None], size, [1.0])[0])
        mine.player[6] += 0.4
    mine.player[:] = places[0]
    device._readback = Readback(CPU, gate)  # type: ignore[arg-type]
    ahead = FramePipeline()
    for turn in range(turns):
        ahead.submit(device, [mine], [None], size, [1.0], give, failures.append)
        mine.player[6] += 0.4
        if turn == 0:
            ahead.deliver(wait=False)
            assert not given and len(ahead) == 1, "the device is busy: nobody waits for it"
            gate.open.set()
        assert len(given) == turn, "one batch stays on its way"
    ahead.deliver()
    assert len(given) == turns and not len(ahead) and not failures
    for found, picture in zip(given, wanted, strict=True):
        np.testing.assert_array_equal(found.rgb, picture.rgb)
        np.testing.assert_array_equal(found.depth, picture.depth)
    assert np.abs(wanted[0].rgb.astype(int) - wanted[-1].rgb.astype(int)).mean() > 0.5
    # more than the buffers hold, all on their way at once, and taken in any order
    mine.player[:] = places[0]
    pending = [device.submit([mine] * 3, [None] * 3, size, [1.0] * 3) for _ in range(3)]
    for some in reversed(pending):
        assert [np.array_equal(one.rgb, wanted[0].rgb) for one in device.collect(some)] == [True] * 3
    device.forget(mine)


def test_who_fails_while_it_is_waited_for_is_told() -> None:
    class Lost:
        ready = True

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


def test_a_model_that_only_renders_gives_at_once() -> None:
    class Plain:
        def render(self, *asked: object) -> list[Rendered]:
            return [cast(Rendered, asked[2])]

    given: list[Any] = []
    ahead = FramePipeline()
    ahead.submit(cast(WorldModel, Plain()), [], [], (8, 6), [], given.extend, lambda error: None)
    assert given == [(8, 6)] and not len(ahead)


def test_more_worlds_than_pages(
    world: tuple[Pearl, WorldState, Generator, ShapeLibrary, Dynamics], shader: Shader
) -> None:
    """The page of the world that was not drawn for longest is given to another, and its own comes back whole."""
    _, state, generator, shapes, dynamics = world
    config = DeviceConfig(CPU, pages=2, poses=64, buckets=(1, 2), steps=(12, 3, 4))
    device = DevicePearl(generator, shapes, dynamics, shader, of_torch, config)
    worlds = []
    for _ in range(3):
        worlds.append(device.restore(state.copy()))
    worlds[1].player[6] += 1.5
    worlds[2].clock[1] = 22.0
    first = device.render(worlds, [None] * 3, (48, 28), [1.0] * 3)
    again = [device.render([w], [None], (48, 28), [1.0])[0] for w in reversed(worlds)][::-1]
    for a, b in zip(first, again, strict=True):
        assert np.abs(a.rgb.astype(int) - b.rgb.astype(int)).max() <= 1
    assert np.abs(first[0].rgb.astype(int) - first[2].rgb.astype(int)).mean() > 2
    for w in worlds:
        device.forget(w)


class TestChoosing:
    def test_the_fastest_is_taken_and_the_reason_names_the_others(self) -> None:
        choice = choose({"native": 9.0, "torch": 130.0, "onnxruntime": 70.5})
        assert choice.runtime == "native"
        assert choice.reason == "9.0 ms for 320x180, against onnxruntime 70.5, torch 130.0"

    def test_what_was_found_is_kept_for_this_machine_only(
        self, tmp_path: object, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        from nacre.runtime import select as module

        monkeypatch.setenv("NACRE_ENGINES", str(tmp_path) + "/engines")
        assert module.remembered() is None
        module.remember(choose({"torch": 1.0}))
        assert module.automatic().runtime == "torch"
        module.remember(Choice("torch", "", {}, "another machine"))
        assert module.remembered() is None
        (module._file()).write_text("{")
        assert module.remembered() is None

    def test_the_same_hills_for_kernels_and_torch(self) -> None:
        window = toy_window()
        assert window.bounds().tolist() == [-64.0, 96.0, -64.0, 96.0]
        assert -1.5 < float(window.ground_height(np.array([[3.0, 4.0]]))[0]) < 4.0

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

    @pytest.mark.skipif(torch.cuda.is_available(), reason="here is a GPU")
    def test_the_next_runtime_takes_over_loudly(
        self, shader: Shader, caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        with caplog.at_level(logging.ERROR):
            compiler = FallbackCompiler("tensorrt", CPU)
        assert compiler.runtime.name == "torch"
        assert "tensorrt cannot run here" in caplog.text and "cudagraph cannot run here" in caplog.text
        network = picture_network(shader, 12, 8, 0, steps=(3, 2, 2))

        class Wrong(TorchRuntime):
            name = "cudagraph"

            def compile(self, *arguments: object) -> Compiled:
                good = super().compile(*arguments)  # type: ignore[arg-type]
                return lambda *inputs: (good(*inputs)[0] + 50, *good(*inputs)[1:])

        compiler.runtime = Wrong(CPU)
        caplog.clear()
        with caplog.at_level(logging.ERROR):
            compiled = compiler(network, (1,))
        assert "cudagraph failed: cudagraph disagrees with torch" in caplog.text
        assert compiler.used == {network.name: "torch"} and compiler.precisions == {network.name: Precision.FP32}
        assert compare(network, compiled, Precision.FP32, (1,), CPU).passed
        compiler.runtime = Wrong(CPU)
        compiler.runtime.name = "inductor"  # after whom nobody comes
        with pytest.raises(RuntimeFailed):
            compiler(network, (1,))


class TestServing:
    def test_a_served_world_is_drawn_by_torch(self) -> None:
        """A real server process and a real client; on a GPU `torch` and `cudagraph` differ in one word."""
        words = ["-m", "nacre.server.main", "--runtime", "torch", "--port", "0", "--no-saves"]
        with subprocess.Popen([sys.executable, *words], stdout=subprocess.PIPE, text=True) as server:
            watchdog = threading.Timer(150.0, server.kill)
            watchdog.start()
            try:
                assert server.stdout is not None
                line = server.stdout.readline()
                assert "serving pearl-s at tcp://" in line
                with Client(line.split(" at ")[1].split()[0], name="runtime-test") as client:
                    client.open("a meadow", seed=2, width=64, height=36, fps=5.0)
                    frame = client.next_frame(60.0)
                    client.act(move_z=1.0)
                    assert frame.header["ms"]["draw"] > 0
                    assert client.next_frame(60.0).header["tick"] >= frame.header["tick"]
            finally:
                watchdog.cancel()
                server.terminate()
                server.wait(30)

    def test_the_flag_names_a_model(self) -> None:
        flags = parser().parse_args(["--runtime", "cudagraph", "--no-saves"])
        assert config_of(flags).model == path_of("cudagraph") == "nacre.runtime.serving:pearl.cudagraph"
        assert config_of(parser().parse_args(["--no-saves"])).model == "pearl"
        assert callable(pearl.onnxruntime_cuda)

    @pytest.mark.parametrize("words", [["--runtime", "magic"], ["--model", "test-pattern", "--runtime", "auto"]])
    def test_a_wrong_one_is_refused(self, words: list[str]) -> None:
        with pytest.raises(ConfigError):
            config_of(parser().parse_args([*words, "--no-saves"]))
