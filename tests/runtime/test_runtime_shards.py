"""What comes back from a machine that is lent: weights in small files, put together again; figures and logs."""

from __future__ import annotations

import json
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import gpu_plan
import pytest
import torch
from gpu_plan import NEEDED, SHARDS_A_CALL, hand_over, inventory

from nacre.runtime.sizes import PEARL_M
from nacre.train.weight_shards import LARGEST, join, main, split
from nacre.world.weights import WeightsError, load_card, load_tensors, save_tensors

FILE_MOST, CALL_MOST, FILES_MOST = 16 << 20, 64 << 20, 8  # what a lent machine hands back for one call


@pytest.fixture
def small(tmp_path: Path) -> Path:
    """Weights of two parts, a few hundred kilobytes."""
    weights, random = tmp_path / "weights", torch.Generator().manual_seed(0)
    for part in ("layout", "shapes"):
        tensors = {f"layer.{n}": torch.randn(40, 50 + n, generator=random) for n in range(20)}
        save_tensors(
            weights / f"{part}.safetensors", {**tensors, "steps": torch.tensor(7)}, {"loss": 0.5, "part": part}
        )
    return weights


def test_pearl_m_fits_through_and_comes_out_the_same(tmp_path: Path) -> None:
    torch.manual_seed(0)
    size, back = replace(PEARL_M, folder=tmp_path / "weights"), replace(PEARL_M, folder=tmp_path / "back")
    parts = size.fresh()
    whole = torch.nn.Module()
    whole.decoder = parts.shapes
    whole.register_buffer("code_book", torch.randn(37, 16, 8, 32))
    for name, module in (("shapes", whole), ("terrain", parts.terrain), ("layout", parts.layout)):
        size.save(name, module, {"steps": 5})
    size.save("shader", parts.shader, {"steps": 6})
    work = tmp_path / "work"
    shards = split(size.folder, work / "shards")
    assert len(shards) > SHARDS_A_CALL, "one call would do: this test proves nothing"
    came = tmp_path / "came"
    for call in range(-(-len(shards) // SHARDS_A_CALL)):
        files = hand_over(work, tmp_path / f"call{call}", call)
        sizes = [file.stat().st_size for file in files]
        assert len(files) <= FILES_MOST and max(sizes) <= FILE_MOST and sum(sizes) <= CALL_MOST
        came.mkdir(exist_ok=True)
        for file in files:
            if file.suffix == ".safetensors":
                file.rename(came / file.name)
    assert len(join(came, back.folder)) == 4
    loaded = back.load()
    for name in ("shapes", "terrain", "layout", "shader"):
        mine, theirs = getattr(loaded, name).state_dict(), getattr(parts, name).state_dict()
        assert all(torch.equal(mine[key], theirs[key].half().float()) for key in theirs)
    assert load_card(back.folder / "layout.safetensors") == {"steps": 5, "size": "pearl-m"}


def test_shards_are_small_and_hold_everything(small: Path, tmp_path: Path) -> None:
    shards = split(small, tmp_path / "shards", 30_000)
    assert len(shards) > 4 and all(path.stat().st_size < 40_000 for path in shards)
    assert len(split(small, tmp_path / "shards", LARGEST)) == 1
    assert len(list((tmp_path / "shards").iterdir())) == 1, "shards of before are gone"
    assert main(["join", str(tmp_path / "shards"), "--weights", str(tmp_path / "back")]) == 0
    for path in small.iterdir():
        again = load_tensors(tmp_path / "back" / path.name)
        assert all(torch.equal(tensor, again[name]) for name, tensor in load_tensors(path).items())
        assert again["steps"] == 7 and load_card(tmp_path / "back" / path.name) == load_card(path)


def test_what_is_missing_mixed_or_damaged_is_refused(
    small: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    folder, back = tmp_path / "shards", tmp_path / "back"
    shards = split(small, folder, 30_000)
    good = shards[1].read_bytes()
    shards[1].unlink()
    assert main(["join", str(folder), "--weights", str(back)]) == 1
    assert "missing: pearl-m-01.safetensors" in capsys.readouterr().err
    shards[1].write_bytes(good[:-2] + bytes([good[-2] ^ 1, good[-1]]))
    with pytest.raises(WeightsError, match="is not what was trained"):
        join(folder, back)
    save_tensors(small / "layout.safetensors", {"layer": torch.ones(3)}, {})
    other = split(small, tmp_path / "other", 30_000)
    shards[1].write_bytes(other[1].read_bytes())
    with pytest.raises(WeightsError, match="different trainings"):
        join(folder, back)
    with pytest.raises(WeightsError, match="no shards"):
        join(tmp_path, back)
    assert not back.exists(), "nothing is written unless all is well"


def test_figures_and_logs_come_back_in_two_files(tmp_path: Path) -> None:
    work = tmp_path / "work"
    work.mkdir()
    (work / "verify.json").write_text('{"all": 1}')
    (work / "verify.log").write_text("x" * 500_000 + "the end")
    figures, logs = hand_over(work, tmp_path / "out", 0)
    assert json.loads(figures.read_text()) == {"verify": {"all": 1}}
    assert logs.read_text().startswith("==== verify.log") and logs.read_text().endswith("the end")
    assert logs.stat().st_size < 450_000


def test_the_steps_need_no_server(tmp_path: Path) -> None:
    """A GPU machine has torch, numpy, numba, safetensors, msgspec and pillow; what serves players is not there."""
    absent = ("zmq", "starlette", "uvicorn", "websockets", "scipy", "onnx", "onnxscript", "onnxruntime")
    modules = [*sorted({s.words[2] for s in gpu_plan.steps(tmp_path, False) if s.words[1] == "-m"}), "gpu_verify"]
    modules += ["nacre.train.weight_shards", "nacre.teacher.shapes", "nacre.train.worlds", "nacre.train.coarse_maps"]
    lines = [
        f"import sys, importlib; sys.path.insert(0, {str(gpu_plan.HERE)!r})",
        f"for name in {absent!r}: sys.modules[name] = None",
    ]
    lines += [f"for name in {modules!r}: importlib.import_module(name)"]
    done = subprocess.run([sys.executable, "-c", "\n".join(lines)], capture_output=True, text=True, timeout=200)
    assert done.returncode == 0, done.stderr


def test_a_missing_package_is_named_before_anything_runs(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    assert all(not inventory()[name].startswith("missing") for name in NEEDED)
    monkeypatch.setitem(sys.modules, "numba", None)
    words = ["verify", "--toy", "--work", str(tmp_path / "work"), "--out", str(tmp_path / "out")]
    assert gpu_plan.main(words) == 2
    assert "cannot begin: numba" in capsys.readouterr().err
    packages = json.loads((tmp_path / "out" / "figures.json").read_text())["machine"]["packages"]
    assert packages["numba"].startswith("missing") and packages["torch"] == torch.__version__
