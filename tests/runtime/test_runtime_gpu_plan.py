"""The GPU's half hour, at toy size on a CPU: the plan resumes, the benchmarks count, pearl-m trains and plays."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
from dataclasses import replace
from pathlib import Path

import gpu_plan
import numpy as np
import pytest
import torch
from gpu_plan import Plan, Step

from nacre.bench import gpu as bench_gpu
from nacre.bench import runtimes as bench_runtimes
from nacre.bench.gpu import Plan as BenchPlan
from nacre.bench.gpu import deadlines_met, floors
from nacre.cli.main import main as nacre
from nacre.runtime.backends.torch import TorchRuntime
from nacre.runtime.device.pictures import picture_network
from nacre.runtime.interface import Precision, RuntimeFailed
from nacre.runtime.networks import TOY, pearl_networks
from nacre.runtime.parity import compare
from nacre.runtime.pearl_m import DeviceFlow, DeviceGround, model_of
from nacre.runtime.select import automatic
from nacre.runtime.sizes import PEARL_M, PEARL_S, Parts
from nacre.spec import SceneSpec
from nacre.train.pearl_m import Run, shapes
from nacre.world.interface import Action
from nacre.world.terrain.flow import FlowSampler, GroundDecoder
from nacre.world.weights import WeightsError

CPU = torch.device("cpu")
ROOT = Path(__file__).parents[2]


class TestPlan:
    @staticmethod
    def step(name: str, code: str, **more: object) -> Step:
        return Step(name, "bench", (sys.executable, "-c", code), 1.0, **more)  # type: ignore[arg-type]

    def test_finished_steps_are_not_done_again(self, tmp_path: Path) -> None:
        mark = tmp_path / "mark"
        write = self.step("write", f"open({str(mark)!r}, 'a').write('x')")
        for _ in range(2):
            assert Plan(tmp_path / "out", 100.0).run(write) == "done"
        assert mark.read_text() == "x"
        for _ in range(2):  # training goes on every time
            assert Plan(tmp_path / "out", 100.0).run(replace(write, name="more", always=True)) == "done"
        assert mark.read_text() == "xxx"

    def test_a_failed_step_is_tried_again_and_its_words_are_kept(self, tmp_path: Path) -> None:
        bad = self.step("bad", "import sys; print('the reason'); sys.exit(4)")
        assert Plan(tmp_path, 100.0).run(bad) == "failed"
        assert "the reason" in (tmp_path / "bad.log").read_text()
        assert json.loads((tmp_path / "steps.json").read_text())["bad"]["code"] == 4
        assert Plan(tmp_path, 100.0).run(self.step("bad", "pass")) == "done"

    def test_what_does_not_fit_waits_for_the_next_call(self, tmp_path: Path) -> None:
        assert Plan(tmp_path, 15.0).run(self.step("late", "raise SystemExit(1)")) == "later"
        assert not (tmp_path / "late.log").exists()
        began = time.monotonic()
        assert Plan(tmp_path, 23.0).run(self.step("slow", "import time; time.sleep(60)")) == "stopped"
        assert time.monotonic() - began < 30

    def test_the_script_names_every_step(self) -> None:
        names = [step.name for step in gpu_plan.steps(Path("x"), False)]
        assert names[:5] == ["verify", "bench-kernel", "bench-fused", "bench-cudagraph", "bench-runtimes"]
        assert names[5:] == ["data", "train-shapes", "train-shader", "train-terrain", "train-layout"]
        for step in gpu_plan.steps(Path("x"), False):
            __import__(step.words[2] if step.words[1] == "-m" else Path(step.words[1]).stem)
        # one command may run ten minutes; each step fits into one
        assert all(step.seconds <= 300 for step in gpu_plan.steps(Path("x"), False))
        script = ROOT / "scripts" / "gpu_run.sh"
        assert os.access(script, os.X_OK)
        refused = subprocess.run([str(script), "fly"], capture_output=True, text=True, timeout=60, check=False)
        assert refused.returncode == 2 and "verify" in refused.stderr


class TestBenches:
    def test_pictures_and_players_are_counted(self, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
        path = tmp_path / "gpu.json"
        words = ["--toy", "--runtime", "torch", "--sizes", "48x32", "--buckets", "1", "2", "--json", str(path)]
        assert bench_gpu.main(words) == 0
        figures = json.loads(path.read_text())
        rows = figures["sizes"]["48x32"]["buckets"]
        assert figures["toy"] and set(rows) == {"1", "2"} and figures["runtime"] == "torch"
        assert all(row["fps"] > 0 and row["read_ms"] > 0 and row["jpeg_ms"] > 0 for row in rows.values())
        assert figures["sizes"]["48x32"]["sessions_at_60"]["bucket"] in (1, 2)
        assert "toy sizes" in capsys.readouterr().out

    @pytest.mark.skipif(torch.cuda.is_available(), reason="here is a GPU")
    def test_without_a_gpu_it_says_so(self, capsys: pytest.CaptureFixture[str]) -> None:
        assert nacre(["bench", "gpu"]) == 2
        assert "--toy" in capsys.readouterr().err

    def test_deadlines_are_missed_when_drawing_is_slow(self) -> None:
        network = picture_network(PEARL_S.load().shader, 12, 8, 0, steps=(2, 1, 1))
        drawn = TorchRuntime(CPU).compile(network.module, network.example)

        def slow(*inputs: torch.Tensor) -> tuple[torch.Tensor, ...]:
            time.sleep(0.05)
            return drawn(*inputs)

        found = deadlines_met(network, slow, CPU, 4, 2, BenchPlan(seconds=0.6))
        assert found["met"] < 0.5 and found["pictures"] > 4

    def test_what_was_measured_is_kept_when_the_rest_is_not(
        self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        found, begun = bench_gpu.stages, []

        def second_fails(*arguments: object) -> dict[str, object]:
            begun.append(arguments)
            if len(begun) > 1:
                raise RuntimeFailed("the card is gone")
            return found(*arguments)  # type: ignore[arg-type]

        monkeypatch.setattr(bench_gpu, "stages", second_fails)
        path = tmp_path / "gpu.json"
        words = ["--toy", "--runtime", "torch", "--sizes", "48x32", "64x36", "--buckets", "1", "--json", str(path)]
        assert bench_gpu.main(words) == 1
        figures = json.loads(path.read_text())
        assert list(figures["sizes"]) == ["48x32"] and figures["precision"] == {"picture_24x16_2": "fp32"}

    def test_floors(self) -> None:
        sizes = {
            "640x360": {"sessions_at_60": {"sessions": 120}},
            "1280x720": {"buckets": {1: {"fps": 200.0}}},
        }
        assert list(floors({"sizes": sizes}).values()) == [True, False]
        assert list(floors({"sizes": {}}).values()) == [None, None]

    def test_runtimes_side_by_side(self, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
        path = tmp_path / "runtimes.json"
        words = ["bench", "runtimes", "--toy", "--networks", "terrain_decoder", "--runtimes", "torch", "onnxruntime"]
        assert nacre([*words, "--json", str(path)]) == 0
        rows = json.loads(path.read_text())["networks"]["terrain_decoder"]
        assert set(rows) == {"torch", "onnxruntime"}
        assert all(row["max_abs_error"] < 1e-4 and row["ms"] > 0 for row in rows.values())
        assert "max abs error" in capsys.readouterr().out

    def test_the_kernels_picture_stands_beside_torch_s(
        self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
    ) -> None:
        """What `auto` takes comes from these very rows, and is kept."""
        monkeypatch.setenv("NACRE_ENGINES", str(tmp_path / "engines"))
        path = tmp_path / "runtimes.json"
        words = ["bench", "runtimes", "--toy", "--networks", "terrain_decoder", "--runtimes", "native", "torch"]
        assert nacre([*words, "--pictures", "--json", str(path)]) == 0
        figures = json.loads(path.read_text())
        rows = figures["pictures"]
        assert set(rows) == {"native", "torch"} and all(row["agrees"] and row["ms"] > 0 for row in rows.values())
        assert rows["native"]["outside"] < 0.02 and rows["torch"]["max_abs_error"] == 0
        fastest = min(rows, key=lambda name: float(rows[name]["ms"]))
        assert figures["choice"]["runtime"] == fastest == automatic().runtime
        assert f"auto: {fastest}" in capsys.readouterr().out

    def test_a_runtime_that_is_missing_has_its_reason(self) -> None:
        found = bench_runtimes.bench(["dynamics"], ["tensorrt"], toy=True)["networks"]["dynamics"]["tensorrt"]
        assert "TensorRT" in found["skipped"] or "ms" in found


class TestEngines:
    def test_graphs_are_written_without_a_gpu(self, tmp_path: Path) -> None:
        import onnx

        words = ["engines", "build", "--toy", "--networks", "terrain_decoder", "--onnx", str(tmp_path)]
        assert nacre(words) == 0
        assert onnx.load(tmp_path / "terrain_decoder.onnx").graph.input[0].type.tensor_type.shape.dim[0].dim_param

    def test_graphs_are_written_for_the_version_that_reads_them(self, tmp_path: Path) -> None:
        import onnx

        words = ["engines", "build", "--toy", "--networks", "terrain_decoder", "--onnx", str(tmp_path)]
        for version, opset, kind in (("10.14", 20, "FLOAT16"), ("10.15", 23, "BFLOAT16")):
            assert nacre([*words, "--tensorrt", version]) == 0
            model = onnx.load(tmp_path / "terrain_decoder.onnx")
            assert [entry.version for entry in model.opset_import if entry.domain == ""] == [opset]
            kinds = {tensor.data_type for tensor in model.graph.initializer if len(tensor.dims) == 4}
            assert onnx.TensorProto.DataType.Value(kind) in kinds
        assert nacre([*words, "--tensorrt", "10.13", "--precision", "bf16"]) == 1
        assert nacre([*words, "--tensorrt", "ten"]) == 2
        assert nacre(["engines", "build", "--toy", "--tensorrt", "10.15"]) == 2

    @pytest.mark.skipif(torch.cuda.is_available(), reason="here is a GPU")
    def test_building_without_one_is_refused_with_a_hint(
        self, capsys: pytest.CaptureFixture[str], tmp_path: Path
    ) -> None:
        assert nacre(["engines", "build", "--toy", "--dir", str(tmp_path / "e")]) == 2
        assert "--onnx" in capsys.readouterr().err
        assert nacre(["engines", "build", "--toy", "--networks", "brain", "--onnx", str(tmp_path)]) == 2

    def test_listing_verifying_cleaning(self, capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
        from nacre.runtime.backends.engine_cache import EngineCache
        from support.engine import KEY, PLAN

        where = ["--dir", str(tmp_path / "engines")]
        cache = EngineCache(tmp_path / "engines")
        folder = cache.store(KEY, PLAN, b"", "")
        cache.judge(KEY, {"passed": True, "max_abs_error": 0.01, "tolerance": 0.1})
        assert nacre(["engines", "verify", *where]) == 0
        assert "max abs error 0.01 of 0.1" in capsys.readouterr().out
        (folder / "engine.plan").write_bytes(b"x")
        assert nacre(["engines", "verify", *where]) == 1
        assert nacre(["engines", "list", "--json", *where]) == 0
        assert nacre(["engines", "clean", *where]) == 0
        assert "removed 1 engines" in capsys.readouterr().out and not folder.exists()


class TestPearlM:
    def test_ten_times_the_parameters(self) -> None:
        small, large = PEARL_S.fresh().count(), PEARL_M.fresh().count()
        assert 8 < large / small < 12, (small, large)

    def test_its_networks_export_like_the_small_ones(self, tmp_path: Path) -> None:
        from nacre.runtime.backends.onnx import session_of
        from nacre.runtime.export.onnx import export

        torch.manual_seed(1)
        network = pearl_networks(PEARL_M.fresh(), TOY)["shade"]
        exported = export(network.module, network.example, tmp_path / "shade.onnx")
        assert compare(network, session_of(exported.path, CPU), Precision.FP32, (1, 2, 5), CPU).passed

    def test_a_device_draws_the_ground_that_the_kernels_draw(self) -> None:
        terrain = Parts.load().terrain
        random = np.random.default_rng(0)
        flow = terrain.coarse_flow
        side = 2 * flow.reach + 12
        noise = random.normal(size=(flow.channels, side, side)).astype(np.float32)
        extra = random.normal(size=(flow.enter.in_channels - flow.channels, side, side)).astype(np.float32)
        spec = random.uniform(0, 1, flow.tone.in_features).astype(np.float32)
        mine = DeviceFlow(flow, CPU).sample(noise, extra, spec, 1)
        np.testing.assert_allclose(mine, FlowSampler(flow).sample(noise, extra, spec, 1), atol=2e-4)
        latents = random.normal(size=(24, 24, 12)).astype(np.float32)
        mine = DeviceGround(terrain.decoder, CPU).decode(latents)
        np.testing.assert_allclose(mine, GroundDecoder(terrain.decoder).decode(latents), atol=2e-4)

    def test_a_part_trains_resumes_and_is_written(self, tmp_path: Path) -> None:
        size = replace(PEARL_M, folder=tmp_path / "weights", shape_width=32, shape_features=8)
        run = Run(size, 1.0, CPU, tmp_path / "checkpoints", toy=True)
        first, second = shapes(run), shapes(run)
        assert second["steps"] == first["steps"] + 3 and first["toy"]
        assert (tmp_path / "weights" / "shapes.safetensors").is_file()

    def test_a_size_that_was_not_trained_says_what_is_missing(self, tmp_path: Path) -> None:
        with pytest.raises(WeightsError, match=r"shapes\.safetensors"):
            model_of(replace(PEARL_M, folder=tmp_path), "torch", CPU)

    def test_another_size_plays(self, tmp_path: Path) -> None:
        """Networks that have learned nothing, a little wider than the small ones: the whole path, not the looks."""
        torch.manual_seed(0)
        size = replace(
            PEARL_S, name="pearl-x", folder=tmp_path, shape_width=72, coarse_width=88, fine_width=136,
            layout_width=168, layout_heads=6, shader_width=56,
        )  # fmt: skip
        parts = size.fresh()
        whole = torch.nn.Module()
        whole.decoder = parts.shapes
        whole.register_buffer("code_book", torch.zeros(37, 16, 8, 32))
        for name, module in (
            ("shapes", whole), ("terrain", parts.terrain), ("layout", parts.layout), ("shader", parts.shader),
        ):  # fmt: skip
            size.save(name, module, {"toy": True})
        model = model_of(size, "torch", CPU)
        assert model.caps().name == "pearl-x"
        state = model.open(SceneSpec(), 1)
        model.step([state], [Action(move_z=1.0)])
        (picture,) = model.render([state], [None], (32, 20), [1.0])
        assert picture.rgb.shape == (20, 32, 3) and np.isfinite(state.player).all()
        model.forget(state)
