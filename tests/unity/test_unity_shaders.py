"""The Unity shaders' own text, compiled as C++ and run on frames of the test pattern, beside that of Godot's."""

from __future__ import annotations

import math
import re
import shutil
import struct
import subprocess
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray

from nacre.adapters.test_pattern import TestPatternWorld
from nacre.protocol import generate
from nacre.spec import SceneSpec
from nacre.world.grid import VIEW
from nacre.world.interface import Camera
from support.unity_shaders import SHADERS, UNITY

GODOT = generate.REPOSITORY / "engine_plugins" / "godot" / "addons" / "nacre" / "shaders" / "frame.gdshaderinc"
COMPILER = shutil.which("g++") or shutil.which("clang++")
pytestmark = pytest.mark.skipif(COMPILER is None, reason="no C++ compiler to run the shaders' text with")
WIDTH, HEIGHT, FOV = 320, 180, 1.13
NEAR, FAR = 0.3, 1000.0
Floats = NDArray[np.float32]


@pytest.fixture(scope="module")
def shader(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The program that draws with the shaders' text."""
    folder = tmp_path_factory.mktemp("shader")
    names = ("Frame", "Surface", "Painting", "Window")
    text = "".join((SHADERS / f"Nacre{name}.hlsl").read_text("utf-8") for name in names)
    # C++ writes these otherwise, or has no word for them.
    text = re.sub(r"^#include .*$", "", text, flags=re.MULTILINE)
    text = re.sub(r"\bout (float\d?) ", r"\1& ", text)
    text = re.sub(r"\s*:\s*(SV_\w+|TEXCOORD\d|POSITION)", "", text)
    text = re.sub(r"\.xyz\b", ".xyz()", text)
    (folder / "unity.inc").write_text(re.sub(r"\(float3x3\)(\w+)", r"float3x3(\1)", text))
    flags = []
    if GODOT.exists():
        text = re.sub(r"^uniform .*?;$", "", GODOT.read_text("utf-8"), flags=re.MULTILINE)
        (folder / "godot.inc").write_text(re.sub(r"\bout (vec\d|float) ", r"\1& ", text))
        flags = ["-DWITH_GODOT"]
    checks = UNITY / "checks" / "shader"
    command = [str(COMPILER), "-std=c++17", "-O1", "-ffp-contract=off", "-w", *flags, f"-I{folder}", f"-I{checks}"]
    subprocess.run([*command, str(checks / "main.cpp"), "-o", str(folder / "draw")], check=True)
    return folder / "draw"


def drawn(camera: Camera) -> tuple[NDArray[np.uint8], Floats]:
    """What the server draws: picture without its figures and bars, depth."""
    world = TestPatternWorld()
    state = world.open(SceneSpec(), 7, lambda *_: None)
    rendered = world.render([state], [camera], (WIDTH, HEIGHT), [1.0])[0]
    picture = np.concatenate([rendered.rgb, np.full((HEIGHT, WIDTH, 1), 255, np.uint8)], axis=-1)
    return np.ascontiguousarray(picture), np.asarray(rendered.depth, np.float32)


def world_from_camera(camera: Camera) -> NDArray[np.float64]:
    """Right, up, back and eye of a camera as columns, wire axes."""
    sy, cy, sp, cp = math.sin(camera.yaw), math.cos(camera.yaw), math.sin(camera.pitch), math.cos(camera.pitch)
    matrix = np.eye(4)
    matrix[:3, 0], matrix[:3, 1], matrix[:3, 2] = (cy, 0, -sy), (sy * sp, cp, cy * sp), (sy * cp, -sp, cy * cp)
    matrix[:3, 3] = camera.position
    return matrix


def warped(
    shader: Path,
    kind: str,
    frame: Camera,
    seen: Camera,
    fade: float = 0.0,
    recorded: tuple[NDArray[np.uint8], Floats] | None = None,
) -> tuple[Floats, Floats]:
    """A frame drawn from one camera, shown for another: colour 0..1 and device depth (1 near, 0 far).

    recorded is picture (RGBA) and depth of the frame, where they are not to be drawn by the test pattern.
    """
    picture, depth = recorded or drawn(frame)
    height, width = picture.shape[:2]
    from_view = np.linalg.inv(world_from_camera(frame)) @ world_from_camera(seen)
    tall = math.tan(FOV / 2)
    projection = np.zeros((4, 4))
    projection[0, 0], projection[1, 1] = height / (tall * width), 1 / tall
    projection[2, 2], projection[2, 3], projection[3, 2] = NEAR / (FAR - NEAR), NEAR * FAR / (FAR - NEAR), -1
    extents = (tall * width / height, tall)
    given = struct.pack("<4i", width, height, depth.shape[1], depth.shape[0]) + picture.tobytes() + depth.tobytes()
    given += from_view.astype("<f4").tobytes() + projection.astype("<f4").tobytes()
    given += struct.pack("<6fii", *extents, *extents, VIEW, fade, width, height)
    said = subprocess.run([str(shader), kind], input=given, capture_output=True, check=True).stdout
    pixels = np.frombuffer(said, "<f4").reshape(height, width, 4)
    return pixels[..., :3], pixels[..., 3]


def metres(device: Floats) -> Floats:
    """Distance along the view axis of a reversed device depth."""
    return np.asarray(NEAR * FAR / (device * (FAR - NEAR) + NEAR), np.float32)


STILL = Camera((0.0, 1.7, 0.0), 0.2, -0.1, FOV)
MOVES = {
    "turned": Camera((0.0, 1.7, 0.0), 0.3, -0.05, FOV),
    "stepped": Camera((0.15, 1.75, -0.3), 0.2, -0.1, FOV),
    "both": Camera((-0.2, 1.7, -0.25), 0.12, -0.16, FOV),
}


def test_a_camera_that_stands_still_shows_the_frame_itself(shader: Path) -> None:
    picture, depth = drawn(STILL)
    colour, device = warped(shader, "unity", STILL, STILL)
    # Rounding may take the texel beside an edge; nearly none may.
    assert np.mean(np.abs(colour * 255 - picture[..., :3]).max(-1) > 1) < 0.01
    ground = depth < VIEW
    assert np.quantile(np.abs(metres(device) / depth - 1)[ground], 0.99) < 0.01
    assert np.all(device[~ground] <= 1.1e-6)  # sky lies behind everything


@pytest.mark.parametrize("move", MOVES)
def test_the_timewarp_shows_what_the_server_would_have_drawn(shader: Path, move: str) -> None:
    seen = MOVES[move]
    picture, depth = drawn(seen)
    colour, device = warped(shader, "unity", STILL, seen)
    # Bars and figures hang on the glass, so only the middle is compared; the frame knows nothing beyond its edges.
    middle = np.s_[HEIGHT // 5 : -HEIGHT // 5, WIDTH // 3 : -WIDTH // 5]
    unwarped, _ = drawn(STILL)
    # Beyond that the floor's squares are narrower than two pixels, and any rounding shows the next one.
    near = (depth < 12)[middle]
    wrong = np.mean((np.abs(colour * 255 - picture[..., :3])[middle].max(-1) > 40)[near])
    before = np.mean((np.abs(unwarped[..., :3].astype(float) - picture[..., :3])[middle].max(-1) > 40)[near])
    assert near.mean() > 0.2 and before > 0.1
    assert wrong < 0.35 * before and wrong < 0.1, (wrong, before)
    ground = (depth < 20) & (metres(device) < 20)
    assert ground[middle].mean() > 0.1
    assert np.median(np.abs(metres(device) / depth - 1)[middle][ground[middle]]) < 0.02


def test_a_lost_line_is_washed_out(shader: Path) -> None:
    colour, _ = warped(shader, "unity", STILL, STILL)
    grey, _ = warped(shader, "unity", STILL, STILL, fade=1.0)
    assert np.allclose(grey[..., 0], grey[..., 1]) and np.allclose(grey[..., 1], grey[..., 2])
    assert np.allclose(grey[..., 0], 0.6 * colour @ np.array([0.2126, 0.7152, 0.0722]), atol=1e-5)


@pytest.mark.skipif(not GODOT.exists(), reason="no Godot plugin to agree with")
@pytest.mark.parametrize("move", [*MOVES, "still"])
def test_godot_shows_the_same(shader: Path, move: str) -> None:
    seen = MOVES.get(move, STILL)
    ours, our_depth = warped(shader, "unity", STILL, seen, fade=0.25)
    theirs, their_depth = warped(shader, "godot", STILL, seen, fade=0.25)
    # Two texts of one formula: rounding may differ at edges.
    assert np.mean(np.abs(ours - theirs).max(-1) > 1e-3) < 0.005
    assert np.mean(np.abs(our_depth - their_depth) > 1e-5) < 0.005


def test_a_painting_shows_the_picture_by_its_uv(shader: Path) -> None:
    picture, _ = drawn(STILL)
    colour, _ = warped(shader, "painting", STILL, STILL)
    assert np.mean(np.abs(colour * 255 - picture[..., :3]).max(-1) > 1) < 0.01


def test_through_a_window_one_sees_what_the_background_shows(shader: Path) -> None:
    for seen in (STILL, MOVES["turned"]):
        background, _ = warped(shader, "unity", STILL, seen)
        window, _ = warped(shader, "window", STILL, seen)
        # The ray to the window is as long as the window is far, so it is walked in other steps.
        assert np.mean(np.abs(background - window).max(-1) > 0.02) < 0.02


RECORDED = UNITY / "checks" / "shader" / "village.npz"


def recording(name: str) -> tuple[Camera, tuple[NDArray[np.uint8], Floats]]:
    """A frame of a generated village as the server sent it (depth at half the size), and its camera."""
    with np.load(RECORDED) as found:
        rgb, depth, pose = (found[f"{name}_{part}"] for part in ("rgb", "depth", "pose"))
    picture = np.concatenate([rgb, np.full((*rgb.shape[:2], 1), 255, np.uint8)], axis=-1)
    x, y, z, yaw, pitch, fov = (float(value) for value in pose)
    return Camera((x, y, z), yaw, pitch, fov), (np.ascontiguousarray(picture), depth.astype(np.float32))


def off(picture: Floats, wanted: NDArray[np.uint8]) -> float:
    """Mean error of a picture, 0..1, away from its edges: the frame knows nothing beyond them."""
    inside = np.s_[12:-12, 24:-24]
    return float(np.abs(picture[inside] - wanted[..., :3][inside] / 255.0).mean())


def test_a_recorded_village_is_turned_to_what_the_server_drew(shader: Path) -> None:
    camera, still = recording("still")
    seen, (wanted, _) = recording("turned")
    colour, _ = warped(shader, "unity", camera, seen, recorded=still)
    before = off(still[0][..., :3].astype(np.float32) / 255.0, wanted)
    assert off(colour, wanted) < 0.75 * before, (off(colour, wanted), before)


def test_a_recorded_village_holds_together_through_a_step(shader: Path) -> None:
    """Depth comes at half the size, so outlines are a pixel off; 0.3 m ahead must not tear the picture apart."""
    camera, still = recording("still")
    seen, (wanted, _) = recording("stepped")
    colour, _ = warped(shader, "unity", camera, seen, recorded=still)
    assert off(colour, wanted) < 0.03


@pytest.mark.skipif(not GODOT.exists(), reason="no Godot plugin to agree with")
@pytest.mark.parametrize("move", ["still", "turned", "stepped"])
def test_godot_shows_the_recorded_village_the_same(shader: Path, move: str) -> None:
    camera, still = recording("still")
    seen, _ = recording(move)
    ours, our_depth = warped(shader, "unity", camera, seen, recorded=still)
    theirs, their_depth = warped(shader, "godot", camera, seen, recorded=still)
    assert np.mean(np.abs(ours - theirs).max(-1) > 1e-3) < 0.005
    assert np.mean(np.abs(our_depth - their_depth) > 1e-5) < 0.005
