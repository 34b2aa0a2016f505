"""The GPU's ten minutes, at toy size on a CPU: the plan resumes, the benchmarks and comparisons count, engines."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
from pathlib import Path

import gpu_plan
import gpu_verify
import pytest
import torch
from gpu_plan import NEEDED, Plan, Step, hand_over, inventory

from nacre.bench import runtimes as bench_runtimes
from nacre.cli.main import main as nacre
from nacre.runtime.networks import TOY, pearl_networks
from nacre.runtime.play_networks import PlayNetworks

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
        assert names == ["verify", "bench-gpu", "bench-runtimes"]
        for step in gpu_plan.steps(Path("x"), False):
            __import__(step.words[2] if step.words[1] == "-m" else Path(step.words[1]).stem)
        # one command may run ten minutes; each step fits into one
        assert all(step.seconds <= 300 for step in gpu_plan.steps(Path("x"), False))
        script = ROOT / "scripts" / "gpu_run.sh"
        assert os.access(script, os.X_OK)
        refused = subprocess.run([str(script), "fly"], capture_output=True, text=True, timeout=60, check=False)
        assert refused.returncode == 2 and "verify" in refused.stderr

    def test_figures_and_logs_come_back_in_two_files(self, tmp_path: Path) -> None:
        work = tmp_path / "work"
        work.mkdir()
        (work / "verify.json").write_text('{"all": 1}')
        (work / "verify.log").write_text("x" * 500_000 + "the end")
        figures, logs = hand_over(work, tmp_path / "out")
        assert json.loads(figures.read_text()) == {"verify": {"all": 1}}
        assert logs.read_text().startswith("==== verify.log") and logs.read_text().endswith("the end")
        assert logs.stat().st_size < 450_000

    def test_the_steps_need_no_server(self, tmp_path: Path) -> None:
        """A GPU machine has torch, numpy, numba, safetensors, msgspec and pillow; what serves players is not there."""
        absent = ("zmq", "starlette", "uvicorn", "websockets", "scipy", "onnx", "onnxscript", "onnxruntime")
        modules = [*sorted({s.words[2] for s in gpu_plan.steps(tmp_path, False) if s.words[1] == "-m"}), "gpu_verify"]
        lines = [
            f"import sys, importlib; sys.path.insert(0, {str(gpu_plan.HERE)!r})",
            f"for name in {absent!r}: sys.modules[name] = None",
            f"for name in {modules!r}: importlib.import_module(name)",
        ]
        done = subprocess.run([sys.executable, "-c", "\n".join(lines)], capture_output=True, text=True, timeout=200)
        assert done.returncode == 0, done.stderr

    def test_a_missing_package_is_named_before_anything_runs(
        self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
    ) -> None:
        assert all(not inventory()[name].startswith("missing") for name in NEEDED)
        monkeypatch.setitem(sys.modules, "numba", None)
        words = ["verify", "--toy", "--work", str(tmp_path / "work"), "--out", str(tmp_path / "out")]
        assert gpu_plan.main(words) == 2
        assert "cannot begin: numba" in capsys.readouterr().err
        packages = json.loads((tmp_path / "out" / "figures.json").read_text())["machine"]["packages"]
        assert packages["numba"].startswith("missing") and packages["torch"] == torch.__version__


class TestVerify:
    def test_every_network_is_compared_on_new_inputs(self, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
        path = tmp_path / "verify.json"
        assert gpu_verify.main(["--toy", "--seed", "5", "--json", str(path)]) == 0
        figures = json.loads(path.read_text())
        names = pearl_networks(PlayNetworks.load(), TOY)
        assert set(figures["runtimes"]) == {f"torch/{name}/{kind}" for name in names for kind in ("fp32", "bf16")}
        assert all(row["passed"] for row in figures["runtimes"].values())
        assert "all agree" in capsys.readouterr().out
        poses = names["poses"]
        mine, theirs = (gpu_verify.fresh(poses, seed).example.inputs["moments"] for seed in (1, 2))
        assert not torch.equal(mine, theirs)


class TestBenches:
    def test_runtimes_side_by_side(self, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
        path = tmp_path / "runtimes.json"
        words = ["bench", "runtimes", "--toy", "--networks", "terrain_decoder", "--runtimes", "torch", "onnxruntime"]
        assert nacre([*words, "--json", str(path)]) == 0
        rows = json.loads(path.read_text())["networks"]["terrain_decoder"]
        assert set(rows) == {"torch", "onnxruntime"}
        assert all(row["max_abs_error"] < 1e-4 and row["ms"] > 0 for row in rows.values())
        assert "max abs error" in capsys.readouterr().out

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
