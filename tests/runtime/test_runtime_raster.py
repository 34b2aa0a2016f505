"""The CUDA renderer's kernels, run on the processor: the numba renderer's triangles and pictures; whole worlds."""

from __future__ import annotations

import ctypes
import importlib.util
import json
import logging
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import gpu_verify
import numpy as np
import pytest
import torch
from torch import Tensor

from nacre.bench import gpu as bench_gpu
from nacre.cli.main import main as nacre
from nacre.runtime import serving
from nacre.runtime.device import visible
from nacre.runtime.device.agreement import compare_pictures
from nacre.runtime.device.cuda_renderer import CudaRenderer
from nacre.runtime.device.device_pool import DevicePool
from nacre.runtime.device.device_renderer import DeviceRenderer
from nacre.runtime.device.example_scenes import views
from nacre.runtime.device.frame_pipeline import PipelinedModel
from nacre.runtime.device.kernels import NAMES, source
from nacre.runtime.interface import RuntimeFailed, RuntimeUnavailable
from nacre.spec import SceneSpec
from nacre.teacher.grammar import bodies, buildings, nature, props
from nacre.teacher.grammar.registry import draw
from nacre.world.geometry.levels import levels
from nacre.world.interface import Action, Camera
from nacre.world.model import Pearl
from nacre.world.render.instances import Instances, placed
from nacre.world.render.light_boxes import BOXES, LightField, no_light
from nacre.world.render.mesh_pool import MeshPool
from nacre.world.render.preview import box_mesh
from nacre.world.render.renderer import Scene
from support.cuda_on_cpu import HostKernels

CPU = torch.device("cpu")
SIZE = (200, 120)
THINGS = ("house", "church", "tree_round", "tree_cone", "well", "villager", "sheep", "cart")
TAUGHT = (bodies, buildings, nature, props)  # their import names the grammars


@pytest.fixture(scope="module")
def kernels(tmp_path_factory: pytest.TempPathFactory) -> HostKernels:
    return HostKernels(tmp_path_factory.mktemp("kernels"))


def taught(pool: MeshPool) -> Instances:
    """What the teacher's grammars make, side by side."""
    meshes = [pool.add(levels(draw(name, seed)[0])) for seed, name in enumerate(THINGS)]
    places = [placed(7.0 * (n % 4) - 10, 0.4, -9.0 * (n // 4), 0.5 * n) for n in range(len(meshes))]
    return Instances.of(meshes, places, entities=[n + 1 for n in range(len(meshes))])


class TestPictures:
    def test_a_village_at_all_hours(self, kernels: HostKernels) -> None:
        scenes, cameras = views(5, 6)
        found = compare_pictures(DeviceRenderer(kernels, CPU, 5), scenes, cameras, range(5), SIZE)
        print(found)
        assert found.passed and found.same_triangles == 1.0 and found.far_off < 0.005
        assert set(kernels.calls) == set(NAMES)

    def test_light_between_surfaces(self, kernels: HostKernels) -> None:
        """Boxes of cells that differ from cell to cell and from picture to picture."""
        scenes, cameras = views(2, 6)
        for number, scene in enumerate(scenes):
            _, b, c, a, face, lane = np.indices((2, 16, 40, 40, 6, 3))
            wave = np.sin((a + 2 * b + c) * (0.1 + 0.05 * lane) + number)
            lanes = (700 + 400 * wave + 60 * face).astype(np.uint64).reshape(-1, 3)
            x, y, z = cameras[number].position
            boxes = np.zeros(BOXES, np.float32)
            boxes[0] = (x - 10, y - 4, z - 10, 2, 40, 16, 40, 0, 1, 0.2, 1, 1, 1)
            boxes[1] = (x - 20, y - 8, z - 20, 1, 40, 16, 40, 40 * 16 * 40, 1, 0.2, 1.1, 1, 0.9)
            scene.light = LightField(lanes[:, 0] | lanes[:, 1] << np.uint64(21) | lanes[:, 2] << np.uint64(42), boxes)
        found = compare_pictures(DeviceRenderer(kernels, CPU, 2), scenes, cameras, range(2), SIZE)
        plain = [replace(scene, light=no_light()) for scene in scenes]
        without = DeviceRenderer(kernels, CPU, 2).render(plain, cameras, range(2), SIZE).rgb
        apart = (DeviceRenderer(kernels, CPU, 2).render(scenes, cameras, range(2), SIZE).rgb != without).any(-1)
        print(found, float(apart.float().mean()))
        # the renderer looks light up at some pixels only and mixes the others
        assert found.far_off < 0.05 and found.mean_apart < 2 and apart.float().mean() > 0.2

    def test_what_the_teacher_builds(self, kernels: HostKernels) -> None:
        (scene, *_), _ = views(1, 2)
        things = Instances.joined([scene.still, taught(scene.pool)])
        scene = Scene(scene.pool, things, scene.air, scene.moving, scene.lamps)
        cameras = [
            Camera((0.0, 1.7, 12.0), 0.0, 0.0),
            Camera((10.0, 9.0, 8.0), 0.8, -0.5, 0.9),
            Camera((-7.0, 1.6, -1.5), 2.4, 0.3),  # triangles that reach behind the eye
        ]
        found = compare_pictures(DeviceRenderer(kernels, CPU, 3), [scene] * 3, cameras, range(3), (160, 100))
        print(found)
        assert found.passed and found.same_triangles > 0.9995

    def test_the_comparison_fails_what_is_wrong(self, kernels: HostKernels) -> None:
        def forgetful(name: str, threads: int, arguments: Sequence[Tensor | int]) -> None:
            if name != "fill":  # large triangles are missing
                kernels(name, threads, arguments)

        scenes, cameras = views(1, 2)
        found = compare_pictures(DeviceRenderer(forgetful, CPU, 1), scenes, cameras, [0], SIZE)
        assert not found.passed and found.same_triangles < 0.9

    def test_a_picture_does_not_depend_on_its_batch(self, kernels: HostKernels) -> None:
        scenes, cameras = views(3, 4)
        together = DeviceRenderer(kernels, CPU, 3).render(scenes, cameras, range(3), (96, 54))
        for n in (2, 0):
            alone = DeviceRenderer(kernels, CPU, 1).render([scenes[n]], [cameras[n]], [n], (96, 54))
            for name in ("rgb", "depth", "entity"):
                assert torch.equal(getattr(alone, name)[0], getattr(together, name)[n]), name

    def test_little_room_for_large_triangles(self, kernels: HostKernels, monkeypatch: pytest.MonkeyPatch) -> None:
        """Their own threads fill them then, and ask for edges: the same picture."""
        scenes, cameras = views(2, 4)
        wanted = DeviceRenderer(kernels, CPU, 2).render(scenes, cameras, range(2), SIZE)
        for room in (0, 37):
            monkeypatch.setattr(visible, "PIECES", room)
            found = DeviceRenderer(kernels, CPU, 2).render(scenes, cameras, range(2), SIZE)
            assert torch.equal(found.rgb, wanted.rgb) and int(found.seen.used) > 2 * room

    def test_nothing_at_all(self, kernels: HostKernels) -> None:
        scenes, cameras = views(1, 2)
        empty = Scene(scenes[0].pool, Instances.of([], []), scenes[0].air)
        found = compare_pictures(DeviceRenderer(kernels, CPU, 1), [empty], cameras, [0], (64, 40))
        assert found.passed and found.same_triangles == 1.0

    def test_two_pictures_for_one_viewer_are_refused(self, kernels: HostKernels) -> None:
        scenes, cameras = views(2, 2)
        with pytest.raises(ValueError, match="different viewers"):
            DeviceRenderer(kernels, CPU, 2).render(scenes, cameras, ["me", "me"], SIZE)
        with pytest.raises(ValueError, match="1 to 1"):
            DeviceRenderer(kernels, CPU, 1).render(scenes, cameras, ["me", "you"], SIZE)


def test_shadows_are_kept_while_nothing_changes(kernels: HostKernels) -> None:
    scenes, cameras = views(2, 2)
    renderer = DeviceRenderer(kernels, CPU, 2)
    first = renderer.render(scenes, cameras, ["a", "b"], (64, 40)).rgb.clone()
    assert renderer.shadows.drawn == 6
    again = renderer.render(scenes, cameras, ["a", "b"], (64, 40)).rgb
    assert renderer.shadows.drawn == 6 and torch.equal(first, again)
    elsewhere = Camera((60.0, 3.0, -40.0), 0.0, 0.0)
    renderer.render(scenes[:1], [elsewhere], ["c"], (64, 40))  # takes the place of the longest unused
    drawn = renderer.shadows.drawn
    assert drawn > 6
    assert torch.equal(renderer.render(scenes[1:], cameras[1:], ["b"], (64, 40)).rgb[0], first[1])
    assert renderer.shadows.drawn == drawn
    assert torch.equal(renderer.render(scenes[:1], cameras[:1], ["a"], (64, 40)).rgb[0], first[0])
    assert renderer.shadows.drawn > drawn


def test_only_new_meshes_are_copied() -> None:
    pool, copies = MeshPool(), DevicePool(CPU)
    first = pool.add(box_mesh((-1, 0, -1), (1, 1, 1), "brick", (150, 60, 50)))
    copies.take(pool)
    whole = copies.copied
    copies.take(pool)
    assert copies.copied == whole
    pool.add(box_mesh((-1, 0, -1), (1, 3, 1), "stone", (90, 90, 90)))
    copies.take(pool)
    assert 0 < copies.copied - whole < 5000
    pool.free(first)
    pool.add(box_mesh((-2, 0, -2), (2, 1, 2), "planks", (90, 60, 20)))  # takes the freed place
    copies.take(pool)
    for name in ("position", "attribute", "index", "surface", "record", "run"):
        np.testing.assert_array_equal(getattr(copies, name).numpy(), getattr(pool, name), name)
    for _ in range(400):  # until arrays have grown
        pool.add(box_mesh((-1, 0, -1), (1, 3, 1), "stone", (90, 90, 90)))
    copies.take(pool)
    np.testing.assert_array_equal(copies.position.numpy(), pool.position)


@pytest.fixture(scope="module")
def models(kernels: HostKernels) -> tuple[Pearl, Pearl]:
    """The shipped weights, with the processor's renderer and with the kernels."""
    return Pearl.load(), Pearl.load(CudaRenderer(kernels, CPU))


class TestPearl:
    def test_a_world_is_drawn_as_the_processor_draws_it(self, models: tuple[Pearl, Pearl]) -> None:
        native, device = models
        assert isinstance(device, PipelinedModel) and device.identity() == native.identity()
        state = native.open(SceneSpec(weather="rain"), 3)
        theirs = device.restore(state.copy())
        size, aside = (128, 72), Camera(native.camera(state).position, 2.0, -0.2)
        wanted = native.render([state] * 2, [None, aside], size, [1.0, 1.0])
        pending = device.submit([theirs] * 2, [None, aside], size, [1.0, 1.0])
        device.step([theirs], [Action(move_z=1.0)])  # worlds may move on while pictures are on their way
        found = device.collect(pending)
        for mine, reference in zip(found, wanted, strict=True):
            apart = np.abs(mine.rgb.astype(int) - reference.rgb.astype(int)).max(-1)
            assert (apart > 8).mean() < 0.01 and mine.camera == reference.camera
            assert mine.depth.dtype == np.float16 and (mine.depth == reference.depth).mean() > 0.99
            assert (mine.entity == reference.entity).mean() > 0.999
        native.forget(state)
        device.forget(theirs)

    def test_it_is_checked_before_it_serves(self, models: tuple[Pearl, Pearl], kernels: HostKernels) -> None:
        _, device = models

        def dark(name: str, threads: int, arguments: Sequence[Tensor | int]) -> None:
            kernels(name, threads, arguments)
            if name == "resolve" and isinstance(arguments[-1], Tensor):
                arguments[-1].zero_()

        with pytest.raises(RuntimeFailed, match="other pictures"):
            serving.check(device, DeviceRenderer(dark, CPU, 2))
        serving.check(device, DeviceRenderer(kernels, CPU, 2))


@pytest.mark.skipif(torch.cuda.is_available(), reason="here is a GPU")
class TestWithoutAGpu:
    def test_cuda_says_so_and_auto_takes_the_processor(
        self, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
    ) -> None:
        with pytest.raises(RuntimeUnavailable, match="no NVIDIA GPU"):
            serving.cuda()
        monkeypatch.setattr(Pearl, "for_serving", classmethod(lambda cls: "the processor's"))
        with caplog.at_level(logging.WARNING):
            assert serving.auto() == "the processor's"  # type: ignore[comparison-overlap]
        assert "drawn by the processor: torch sees no NVIDIA GPU" in caplog.text

    def test_the_bench_says_so(self, capsys: pytest.CaptureFixture[str]) -> None:
        assert nacre(["bench", "gpu"]) == 2
        assert "no GPU" in capsys.readouterr().err


def test_pictures_are_counted(kernels: HostKernels, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "gpu.json"
    assert bench_gpu.main(["--toy", "--sizes", "48x32", "--batches", "1", "2", "--json", str(path)], kernels) == 0
    figures = json.loads(path.read_text())
    rows = figures["sizes"]["48x32"]
    assert figures["toy"] and set(rows) == {"1", "2"} and rows["2"]["triangles"] > rows["1"]["triangles"]
    assert all(row["fps"] > 0 and row["read_ms"] > 0 and row["jpeg_ms"] > 0 for row in rows.values())
    assert "toy sizes" in capsys.readouterr().out


def test_the_script_compares_pictures(kernels: HostKernels) -> None:
    found = gpu_verify.pictures(kernels, CPU, toy=True)
    assert found["passed"] and found["same_triangles"] > 0.999


def test_nvidias_compiler_takes_the_text() -> None:
    """NVRTC needs no GPU; it comes with torch for CUDA, or as the wheel nvidia-cuda-nvrtc."""
    found = importlib.util.find_spec("nvidia")
    folders = [Path(folder) for folder in (found.submodule_search_locations or ())] if found else []
    libraries = [
        path for folder in folders for path in sorted(folder.rglob("libnvrtc.so.*")) if "builtins" not in path.name
    ]
    if not libraries:
        pytest.skip("no NVRTC: the kernels were compiled by a C++ compiler only")
    library, program = ctypes.CDLL(str(libraries[0])), ctypes.c_void_p()
    assert library.nvrtcCreateProgram(ctypes.byref(program), source().encode(), b"kernels.cu", 0, None, None) == 0
    options = (ctypes.c_char_p * 1)(b"--gpu-architecture=sm_90")
    result = library.nvrtcCompileProgram(program, 1, options)
    size = ctypes.c_size_t()
    library.nvrtcGetProgramLogSize(program, ctypes.byref(size))
    said = ctypes.create_string_buffer(size.value)
    library.nvrtcGetProgramLog(program, said)
    assert result == 0, said.value.decode()
