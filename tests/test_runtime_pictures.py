"""Pictures from a device: equal to the kernels', batched over worlds, the same whichever runtime draws them."""

from __future__ import annotations

import logging
import subprocess
import sys
import threading
from collections.abc import Sequence
from typing import ClassVar

import numpy as np
import pytest
import torch
from torch import Tensor

from nacre.client import Client
from nacre.runtime.atlas import Atlas
from nacre.runtime.choose import Choice, choose, make, toy_window, unavailable
from nacre.runtime.cudagraph_runtime import CudaGraphRuntime
from nacre.runtime.device_pearl import DeviceConfig, DevicePearl
from nacre.runtime.interface import (
    Bucketed,
    Compiled,
    Example,
    Precision,
    RuntimeFailed,
    RuntimeUnavailable,
    bucket_for,
    portions,
)
from nacre.runtime.jpeg import JpegEncoder
from nacre.runtime.networks import Network, march_network
from nacre.runtime.parity import compare
from nacre.runtime.pictures import crowd_for, in_sight, picture_network, rays_of
from nacre.runtime.readback import Readback
from nacre.runtime.serving import Handing, path_of, pearl
from nacre.runtime.torch_runtime import TorchRuntime
from nacre.runtime.toys import toy_views
from nacre.server.config import ConfigError, config_of, parser
from nacre.spec import SceneSpec
from nacre.world.dynamics import Dynamics
from nacre.world.generator import Generator
from nacre.world.interface import Action, Camera
from nacre.world.pages_torch import Pages
from nacre.world.pearl import Pearl
from nacre.world.posed import Posed
from nacre.world.shader import Shader
from nacre.world.shading import Shading
from nacre.world.shapes import ShapeLibrary
from nacre.world.state import WorldState
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
            parts = portions(count, (1, 4, 8))
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


def test_the_march_of_a_page_does_not_depend_on_its_neighbours() -> None:
    network = march_network(12, 8, 2, 2, (6, 3, 3))
    inputs = dict(network.example.inputs)
    with torch.inference_mode():
        together = network.module(*inputs.values())
        for row in range(2):
            alone = {n: t[row : row + 1] if n in network.example.batched else t for n, t in inputs.items()}
            torch.testing.assert_close(network.module(*alone.values())[0], together[row])


class TestReadback:
    def test_results_come_back_and_buffers_are_used_again(self) -> None:
        readback = Readback(CPU)
        first = readback.begin((torch.arange(3.0),))
        second = readback.begin((torch.arange(3.0) + 10,))
        with pytest.raises(RuntimeError, match="take the pictures"):
            readback.begin((torch.arange(3.0),))
        (one,) = first.wait()
        third = readback.begin((torch.arange(3.0) + 20,))
        assert third.buffers is first.buffers
        np.testing.assert_array_equal(one, [0, 1, 2])  # an own copy: the buffer is being written again
        np.testing.assert_array_equal(second.wait()[0], [10, 11, 12])
        np.testing.assert_array_equal(third.wait()[0], [20, 21, 22])
        np.testing.assert_array_equal(third.wait()[0], [20, 21, 22])

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
    library, atlas = Library(), Atlas(2, CPU)
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
    assert in_sight([ahead, aside, behind, near], camera, 16 / 9) == [ahead, near]


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


def of_torch(network: Network, buckets: Sequence[int], precision: Precision) -> Compiled:
    return CudaGraphRuntime(CPU).compile(network.module, network.example, buckets, precision)


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
        from nacre.runtime import choose as module

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
            handing = Handing("tensorrt", CPU)
        assert handing.runtime.name == "torch"
        assert "tensorrt cannot run here" in caplog.text and "cudagraph cannot run here" in caplog.text
        network = picture_network(shader, 12, 8, 0, steps=(3, 2, 2))

        class Wrong(TorchRuntime):
            name = "cudagraph"

            def compile(self, *arguments: object) -> Compiled:
                good = super().compile(*arguments)  # type: ignore[arg-type]
                return lambda *inputs: (good(*inputs)[0] + 50, *good(*inputs)[1:])

        handing.runtime = Wrong(CPU)
        caplog.clear()
        with caplog.at_level(logging.ERROR):
            compiled = handing(network, (1,), Precision.FP32)
        assert "cudagraph failed: cudagraph disagrees with torch" in caplog.text
        assert handing.used == {network.name: "torch"}
        assert compare(network, compiled, Precision.FP32, (1,), CPU).passed
        handing.runtime = Wrong(CPU)
        handing.runtime.name = "inductor"  # after whom nobody comes
        with pytest.raises(RuntimeFailed):
            handing(network, (1,), Precision.FP32)


class TestServing:
    def test_a_served_world_is_drawn_by_torch(self) -> None:
        """A real server process and a real client; on a GPU `torch` and `cudagraph` differ in one word."""
        words = ["-m", "nacre.server.serve", "--runtime", "torch", "--port", "0", "--no-saves"]
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
