"""The Godot addon's shaders in real renderers (OpenGL and Vulkan in software, under Xvfb), compared pixel by pixel."""

from __future__ import annotations

import os
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray
from PIL import Image
from scipy.ndimage import binary_dilation

from test_godot_engine import Godot, Served, find_godot, godot, said

__all__ = ["godot"]

BOXES = {"green": (0, 255, 0), "blue": (0, 0, 255), "magenta": (255, 0, 255)}
BAR = 20  # rows of the test pattern's colour bars


@pytest.fixture(scope="module")
def server() -> Iterator[Served]:
    with Served() as running:
        yield running


def _draw(godot: Godot, endpoint: str, scenario: str, folder: Path, renderer: str) -> str:
    """Run a scenario of run_render.gd under a display of its own; the renderer it says it had."""
    windowed = Path(find_godot() or "").with_name("godot-x")
    if shutil.which(str(windowed)) is None:
        pytest.skip("no software renderer found (godot-x beside Godot)")
    options = ["--path", str(godot.project), "--resolution", "640x360"]
    environment = dict(os.environ)
    if renderer != "gl_compatibility":
        options += ["--rendering-method", renderer]
        environment["GODOT_RD"] = "vulkan"
    script = ["--script", "res://tests/run_render.gd", "--", endpoint, scenario, str(folder)]
    command = [str(windowed), *options, *script]
    done = subprocess.run(command, capture_output=True, text=True, timeout=120, env=environment)
    told = said(done.stdout)
    (folder / "said.txt").write_text(done.stdout, "utf-8")
    assert done.returncode == 0 and told, (done.stdout + done.stderr)[-3000:]
    assert "ERROR" not in done.stdout + done.stderr, (done.stdout + done.stderr)[-3000:]
    return str(told[-1]["renderer"])


def _load(path: Path) -> NDArray[np.float64]:
    return np.asarray(Image.open(path).convert("RGB")).astype(np.float64)


def _mask(picture: NDArray[np.float64], colour: tuple[int, int, int]) -> NDArray[np.bool_]:
    found: NDArray[np.bool_] = np.abs(picture - np.array(colour)).max(-1) < 40
    found[:BAR] = False
    return found


@pytest.mark.parametrize("renderer", ["gl_compatibility", "mobile", "forward_plus"])
def test_native_boxes_stand_in_the_generated_world(godot: Godot, server: Served, tmp_path: Path, renderer: str) -> None:
    assert _draw(godot, server.endpoint, "composite", tmp_path, renderer) == renderer
    generated, native, flat = (_load(tmp_path / f"{name}.png") for name in ("generated", "native", "without_depth"))
    near = np.ones((5, 5), bool)
    for colour in BOXES.values():
        ours, wanted = _mask(generated, colour), _mask(native, colour)
        assert wanted.sum() > 400
        # Nothing more than two pixels away from the edge the native scene has.
        assert not (ours & ~binary_dilation(wanted, near)).any()
        assert not (wanted & ~binary_dilation(ours, near)).any()
        # Without depth a good part of each box shows that should be hidden: the test would see it.
        assert _mask(flat, colour).sum() > 1.1 * wanted.sum()


def _box_depth(told: dict[str, Any], edge: float) -> NDArray[np.float64]:
    """Depth along the view axis [360, 640] of an upright box in a frame's camera; infinite beside it."""
    yaw, pitch, fov, aspect = told["angles"]
    ahead = np.array([-np.sin(yaw) * np.cos(pitch), np.sin(pitch), -np.cos(yaw) * np.cos(pitch)])
    right = np.array([np.cos(yaw), 0.0, -np.sin(yaw)])
    up = np.cross(right, ahead)
    rise = np.tan(fov / 2.0)
    x = ((np.arange(640) + 0.5) / 640 * 2 - 1) * rise * aspect
    y = (1 - (np.arange(360) + 0.5) / 360 * 2) * rise
    rays = ahead + x[None, :, None] * right + y[:, None, None] * up
    low, high = np.full((360, 640), -np.inf), np.full((360, 640), np.inf)
    for axis in range(3):
        middle = told["box"][axis] - told["position"][axis]
        one, two = (middle - edge / 2) / rays[..., axis], (middle + edge / 2) / rays[..., axis]
        low, high = np.maximum(low, np.minimum(one, two)), np.minimum(high, np.maximum(one, two))
    return np.where((low > 0) & (low < high), low, np.inf)


def test_box_half_behind_a_generated_house(godot: Godot, tmp_path: Path) -> None:
    with Served(model="pearl") as pearl:
        _draw(godot, pearl.endpoint, "house", tmp_path, "gl_compatibility")
        told = said((tmp_path / "said.txt").read_text("utf-8"))[-1]
    assert told["found"]
    width, height = told["depth"]
    depth = np.fromfile(tmp_path / "house.f16", "<f2").astype(np.float64).reshape(height, width)
    near = np.ones((5, 5), bool)
    # The picture's pixels lie between the coarser depth's: each is asked of its nearest.
    rows, columns = np.arange(360) * height // 360, np.arange(640) * width // 640
    box = _box_depth(told, 1.6)
    wanted = box < depth[np.ix_(rows, columns)]
    ours = _mask(_load(tmp_path / "house.png"), BOXES["magenta"])
    flat = _mask(_load(tmp_path / "house_without_depth.png"), BOXES["magenta"])
    assert 60 < wanted.sum() < 0.9 * flat.sum()
    assert not (ours & ~binary_dilation(wanted, near)).any()
    assert not (wanted & ~binary_dilation(ours, near)).any()


def _psnr(one: NDArray[np.float64], other: NDArray[np.float64]) -> float:
    return float(10.0 * np.log10(255.0**2 / max(1e-9, ((one - other) ** 2).mean())))


def test_timewarp_is_nearer_to_the_truth_than_the_last_frame(godot: Godot, server: Served, tmp_path: Path) -> None:
    _draw(godot, server.endpoint, "timewarp", tmp_path, "gl_compatibility")
    unwarped = _load(tmp_path / "unwarped.png")
    # The part both cameras see, without the pattern's figures and its moving cube.
    covered = np.s_[45:300, 200:430]
    figures: list[Any] = []
    for index in range(5):
        warped, direct = _load(tmp_path / f"warped_{index}.png"), _load(tmp_path / f"direct_{index}.png")
        figures.append((_psnr(warped[covered], direct[covered]), _psnr(unwarped[covered], direct[covered])))
    # From the frame's own camera the picture is the frame itself.
    assert figures[0][0] > 50.0
    for warped_psnr, unwarped_psnr in figures[1:]:
        assert warped_psnr >= unwarped_psnr + 6.0, figures


def test_every_way_to_show_a_world(godot: Godot, server: Served, tmp_path: Path) -> None:
    _draw(godot, server.endpoint, "modes", tmp_path, "gl_compatibility")
    shown = {name: _load(tmp_path / f"{name}.png") for name in ("background", "rect", "painting", "window", "sky")}
    sky_blue = (120, 170, 230)
    for name, picture in shown.items():
        assert (np.abs(picture - np.array(sky_blue)).max(-1) < 12).mean() > 0.03, name
    # The picture as it came, pixel for pixel, away from the cube that moved on by a tick.
    both = np.s_[BAR:340, 100:450]
    assert np.abs(shown["background"][both] - shown["rect"][both]).max() <= 2.0
    # A painting is a picture on a wall: around it is the wall's side of the world, not the generated one.
    assert np.abs(shown["painting"][:, :100] - shown["painting"][0, 0]).max() <= 2.0
    assert np.abs(shown["window"][:, :100] - shown["window"][0, 0]).max() <= 2.0
    # Through a window the horizon is where it is for the onlooker; on a painting it follows the frame.
    assert np.abs(shown["window"] - shown["painting"]).mean() > 5.0
