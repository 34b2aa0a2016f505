"""Records a frame of a generated village, and what a camera that turns away from it would have seen instead.

`python engine_plugins/godot/record_village.py ENDPOINT FOLDER`: `frame.png`, `depth.f16` (half floats, row by row) and
`frame.json` are the frame and its camera, with a place half behind the outline of something near; `direct_NN.png`
and `direct_NN.f16` are frames drawn from the poses of `frame.json`, one for every frame of an engine at 60 a second
between two of a server at 5. Exit code 1 when no outline is found.
"""

from __future__ import annotations

import json
import math
import sys
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from nacre.client.client import Client, Frame

PROMPT, SEED = "a village", 7
WIDTH, HEIGHT = 640, 360
TURN = math.radians(60.0) / 60.0  # between two frames of the engine
STEP = 3.0 / 60.0  # metres of walking between them
FRAMES = 12
BEHIND = 2.2  # metres from the outline to the middle of what is put behind it


def forward(yaw: float, pitch: float) -> NDArray[np.float64]:
    """The view axis; radians, Y up, -Z ahead."""
    return np.array([-math.sin(yaw) * math.cos(pitch), math.sin(pitch), -math.cos(yaw) * math.cos(pitch)])


def outline(frame: Frame) -> list[float] | None:
    """A place (x, y, z) a little behind an upright outline of something 4 to 18 m away; None without one."""
    assert frame.depth is not None
    depth = frame.depth.astype(np.float64)
    height, width = depth.shape
    projection = frame.header["projection"]

    def at(u: float, v: float) -> float:
        metres = float(depth[min(int(v * height), height - 1), min(int(u * width), width - 1)])
        return metres if metres < projection["far"] else math.inf

    for v in (0.5, 0.45, 0.55):
        for u in (step / 100.0 for step in range(20, 80)):
            near = at(u, v)
            if 4.0 < near < 18.0 and at(u + 0.012, v) > near + 6.0 and abs(at(u, v - 0.08) - near) < 1.5:
                ahead = forward(frame.camera["yaw"], frame.camera["pitch"])
                right = np.array([math.cos(frame.camera["yaw"]), 0.0, -math.sin(frame.camera["yaw"])])
                rise = math.tan(projection["fov"] / 2.0)
                ray = ahead + (2 * u - 1) * rise * projection["aspect"] * right
                ray += (1 - 2 * v) * rise * np.cross(right, ahead)
                place: list[float] = (np.array(frame.camera["position"]) + ray * (near + BEHIND)).tolist()
                return place
    return None


def keep(frame: Frame, folder: Path, picture: str, depth: str) -> None:
    """Write a frame's picture and depth."""
    assert frame.depth is not None
    Image.fromarray(frame.rgb).save(folder / picture)
    (folder / depth).write_bytes(frame.depth.astype("<f2").tobytes())


def record(endpoint: str, folder: Path) -> bool:
    """Record; False when the village has no outline to stand behind."""
    with Client(endpoint) as client:
        channels = ("rgb", "depth")
        client.open(PROMPT, seed=SEED, width=WIDTH, height=HEIGHT, channels=channels, codec="rgba8", deterministic=True)
        place = None
        for _ in range(24):
            client.act(yaw=math.tau / 24.0)
            frame = client.next_frame(60.0)
            place = outline(frame)
            if place is not None:
                break
        if place is None:
            return False
        keep(frame, folder, "frame.png", "depth.f16")
        camera, poses = frame.camera, []
        walk = np.array([-math.sin(camera["yaw"]), 0.0, -math.cos(camera["yaw"])]) * STEP
        for number in range(1, FRAMES + 1):
            eye = np.array(camera["position"]) + number * walk
            poses.append([*eye.tolist(), camera["yaw"] + number * TURN, camera["pitch"]])
            client.view(tuple(poses[-1][:3]), poses[-1][3], poses[-1][4], camera["fov"])
            client.act()
            keep(client.next_frame(), folder, f"direct_{number:02d}.png", f"direct_{number:02d}.f16")
    assert frame.depth is not None
    about: dict[str, Any] = {"camera": camera, "projection": frame.header["projection"], "box": place, "poses": poses}
    about["depth"] = [frame.depth.shape[1], frame.depth.shape[0]]
    (folder / "frame.json").write_text(json.dumps(about, indent=1) + "\n", "utf-8")
    return True


def main() -> int:
    """Record into a folder."""
    if len(sys.argv) != 3:
        print(__doc__, file=sys.stderr)
        return 2
    folder = Path(sys.argv[2])
    folder.mkdir(parents=True, exist_ok=True)
    return 0 if record(sys.argv[1], folder) else 1


if __name__ == "__main__":
    sys.exit(main())
