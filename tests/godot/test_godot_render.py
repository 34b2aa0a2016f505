"""The Godot addon's shaders in real renderers (OpenGL and Vulkan in software, under Xvfb), compared pixel by pixel."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray
from PIL import Image
from scipy.ndimage import binary_dilation, binary_erosion

from support.godot import PROJECT, Godot, Served, find_godot, said

RENDERERS = ["gl_compatibility", "mobile", "forward_plus"]
RED = (255, 0, 0)
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


@pytest.mark.parametrize("renderer", RENDERERS)
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


class Recording:
    """A frame of a village with its camera, and the frames that a camera turning away from it should see."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.told: dict[str, Any] = json.loads((folder / "frame.json").read_text("utf-8"))
        self.fov, self.aspect = (self.told["projection"][key] for key in ("fov", "aspect"))
        self.rise = float(np.tan(self.fov / 2.0))

    def depth(self, name: str) -> NDArray[np.float64]:
        """Metres along the view axis [360, 640]; the picture's pixels are asked of the coarser depth's nearest."""
        width, height = self.told["depth"]
        coarse = np.fromfile(self.folder / f"{name}.f16", "<f2").astype(np.float64).reshape(height, width)
        return coarse[np.ix_(np.arange(360) * height // 360, np.arange(640) * width // 640)]

    def _axes(self, yaw: float, pitch: float) -> tuple[NDArray[np.float64], NDArray[np.float64], NDArray[np.float64]]:
        ahead = np.array([-np.sin(yaw) * np.cos(pitch), np.sin(pitch), -np.cos(yaw) * np.cos(pitch)])
        right = np.array([np.cos(yaw), 0.0, -np.sin(yaw)])
        return ahead, right, np.cross(right, ahead)

    def rays(self, yaw: float, pitch: float) -> NDArray[np.float64]:
        """Directions [360, 640, 3] through the pixels, one metre along the view axis long."""
        ahead, right, up = self._axes(yaw, pitch)
        x = ((np.arange(640) + 0.5) / 640 * 2 - 1) * self.rise * self.aspect
        y = (1 - (np.arange(360) + 0.5) / 360 * 2) * self.rise
        return ahead + x[None, :, None] * right + y[:, None, None] * up

    def box_depth(self, edge: float) -> NDArray[np.float64]:
        """Depth [360, 640] of the upright box that stands half behind something; infinite beside it."""
        camera = self.told["camera"]
        rays = self.rays(camera["yaw"], camera["pitch"])
        low, high = np.full((360, 640), -np.inf), np.full((360, 640), np.inf)
        for axis in range(3):
            middle = self.told["box"][axis] - camera["position"][axis]
            one, two = (middle - edge / 2) / rays[..., axis], (middle + edge / 2) / rays[..., axis]
            low, high = np.maximum(low, np.minimum(one, two)), np.minimum(high, np.maximum(one, two))
        return np.where((low > 0) & (low < high), low, np.inf)

    def covered(self, number: int) -> NDArray[np.bool_]:
        """Which pixels of a pose's frame show what the recorded frame shows too."""
        *eye, yaw, pitch = self.told["poses"][number - 1]
        depth, old = self.depth(f"direct_{number:02d}"), self.depth("depth")
        far = self.told["projection"]["far"] * 0.999
        points = np.array(eye) + self.rays(yaw, pitch) * np.minimum(depth, 1e4)[..., None]
        camera = self.told["camera"]
        ahead, right, up = self._axes(camera["yaw"], camera["pitch"])
        local = points - np.array(camera["position"])
        along = np.maximum(local @ ahead, 1e-6)
        u, v = local @ right / along / self.rise / self.aspect, local @ up / along / self.rise
        column = np.clip((u + 1) / 2 * 640, 0, 639).astype(int)
        row = np.clip((1 - v) / 2 * 360, 0, 359).astype(int)
        same = (np.abs(old[row, column] - along) < 0.3 + 0.05 * along) | ((old[row, column] >= far) & (depth >= far))
        found: NDArray[np.bool_] = (np.abs(u) < 1) & (np.abs(v) < 1) & (local @ ahead > 0) & same
        return found


KEPT = Recording(PROJECT / "tests" / "village")


def _check_box(recording: Recording, pictures: Path) -> None:
    near = np.ones((5, 5), bool)
    wanted = recording.box_depth(1.6) < recording.depth("depth")
    ours, flat = (_mask(_load(pictures / f"{name}.png"), RED) for name in ("house", "house_without_depth"))
    # Half behind: there is a good part to be seen and a good part to be hidden.
    assert 60 < wanted.sum() < 0.9 * flat.sum()
    assert not (ours & ~binary_dilation(wanted, near)).any()
    assert not (wanted & ~binary_dilation(ours, near)).any()


def _in_shadow(recording: Recording, middle: NDArray[np.float64], size: tuple[float, ...]) -> NDArray[np.bool_]:
    """Which pixels [360, 640] of the frame show what an upright box keeps the sun off."""
    air = json.loads((recording.folder / "air.json").read_text("utf-8"))
    sun = np.array(air["colours"]["sun"]) / np.linalg.norm(air["colours"]["sun"])
    camera, depth = recording.told["camera"], recording.depth("depth")
    points = np.array(camera["position"]) + recording.rays(camera["yaw"], camera["pitch"]) * depth[..., None]
    low, high = np.full((360, 640), 0.0), np.full((360, 640), np.inf)
    for axis in range(3):
        away = middle[axis] - points[..., axis]
        one, two = (away - size[axis] / 2) / sun[axis], (away + size[axis] / 2) / sun[axis]
        low, high = np.maximum(low, np.minimum(one, two)), np.minimum(high, np.maximum(one, two))
    found: NDArray[np.bool_] = (low < high) & (depth < recording.told["projection"]["far"] * 0.999)
    return found


@pytest.mark.parametrize("renderer", RENDERERS)
def test_native_things_cast_shadows_on_the_generated_world(godot: Godot, tmp_path: Path, renderer: str) -> None:
    assert _draw(godot, str(godot.project / "tests" / "village"), "shadow", tmp_path, renderer) == renderer
    names = ("plain", "lit", "shadow", "sunless", "not_received", "after")
    picture = {name: _load(tmp_path / f"{name}.png") for name in names}
    assert np.abs(picture["lit"] - picture["plain"]).max() <= 2, "nothing casts a shadow: the picture is as it came"
    assert np.abs(picture["after"] - picture["plain"]).max() == 0
    seen = np.abs(picture["shadow"] - np.array(RED)).max(-1) >= 60
    for name in ("sunless", "not_received"):
        assert np.abs(picture[name] - picture["plain"])[seen].max() <= 2, f"{name}: no shadow"
    assert (picture["shadow"] - picture["plain"])[seen].max() <= 2, "a shadow makes nothing brighter"
    dark = ((picture["plain"] - picture["shadow"]).max(-1) > 8) & seen
    middle = np.array(KEPT.told["box"]) + np.array([-2.0, -0.8, 4.0])
    wanted = _in_shadow(KEPT, middle, (2.0, 0.4, 3.0)) & seen
    assert wanted.sum() > 1500 and (dark & wanted).sum() / (dark | wanted).sum() > 0.8
    assert picture["shadow"][dark].mean() < 0.8 * picture["plain"][dark].mean()


@pytest.fixture(scope="module")
def pearl() -> Iterator[Served]:
    with Served(model="pearl") as running:
        yield running


@pytest.fixture(scope="module")
def village(pearl: Served, tmp_path_factory: pytest.TempPathFactory) -> Recording:
    """A village as the shipped model makes it today."""
    folder = tmp_path_factory.mktemp("village")
    command = [sys.executable, str(PROJECT / "record_village.py"), pearl.endpoint, str(folder)]
    done = subprocess.run(command, capture_output=True, text=True, timeout=180)
    assert done.returncode == 0, done.stderr
    return Recording(folder)


@pytest.fixture(scope="module", params=RENDERERS)
def replayed(
    request: pytest.FixtureRequest, godot: Godot, village: Recording, tmp_path_factory: pytest.TempPathFactory
) -> Path:
    """Today's village (folder 0) and the one in the repository (1), shown by one renderer."""
    folder = tmp_path_factory.mktemp(request.param)
    sources = f"{village.folder},{KEPT.folder}"
    assert _draw(godot, sources, "recorded", folder, request.param) == request.param
    return folder


def test_a_generated_village(village: Recording, replayed: Path) -> None:
    """A native cube half behind a generated house, and the timewarp between the frames of a server at 5 a second."""
    pictures = replayed / "0"
    _check_box(village, pictures)
    unwarped = _load(village.folder / "frame.png")
    gains: list[float] = []
    for number in range(1, len(village.told["poses"]) + 1):
        part = village.covered(number)
        assert part.mean() > 0.5
        direct = _load(village.folder / f"direct_{number:02d}.png")
        warped = _load(pictures / f"warped_{number:02d}.png")
        gains.append(_psnr(warped[part], direct[part]) - _psnr(unwarped[part], direct[part]))
    # Every frame of the engine, from a sixtieth of a second after the server's frame to a fifth.
    assert len(gains) == 12 and min(gains) >= 6.0, gains


def test_pictures_are_as_they_were(replayed: Path) -> None:
    """A recorded frame, composited and turned: the pictures kept in the repository."""
    pictures = replayed / "1"
    _check_box(KEPT, pictures)
    for name in ("house", "warped_12"):
        assert _psnr(_load(pictures / f"{name}.png"), _load(KEPT.folder / f"{name}.png")) > 40.0, name


def test_sky_all_around(godot: Godot, pearl: Served, tmp_path: Path) -> None:
    _draw(godot, pearl.endpoint, "sky", tmp_path, "gl_compatibility")
    assert {"stitched": True} in said((tmp_path / "said.txt").read_text("utf-8"))
    near: list[float] = []
    for number in range(8):
        mirrored, stitched, direct = (
            _load(tmp_path / f"{name}_{number}.png") for name in ("mirrored", "stitched", "direct")
        )
        near.append(_psnr(stitched, direct))
        # Without the panorama only the direction of the frame is as the model draws it.
        assert number == 0 or near[-1] > _psnr(mirrored, direct) + 6.0, number
    # Every direction is as the model draws it, a little softer; villagers walk on between the two pictures.
    assert min(near) > 22.0 and float(np.median(near)) > 26.0, near


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
    mask = np.asarray(Image.open(tmp_path / "entity.png").resize((640, 360), Image.Resampling.NEAREST))
    somebody = (mask if mask.ndim == 2 else mask[..., 0]) > 0
    came, without = _load(tmp_path / "as_it_came.png"), _load(tmp_path / "taken_out.png")
    # Who is stood in for is gone, colour and all, and nothing else is touched.
    assert somebody.sum() > 100
    seen = np.median(came[somebody], axis=0)
    inner = binary_erosion(somebody, np.ones((5, 5), bool))
    assert (np.abs(came - seen).max(-1) < 30)[inner].mean() > 0.3
    assert (np.abs(without - seen).max(-1) < 30)[inner].mean() < 0.02
    around = ~binary_dilation(somebody, np.ones((9, 9), bool))
    assert np.abs(came - without)[around].mean() < 1.0
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
