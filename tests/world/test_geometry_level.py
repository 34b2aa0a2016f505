"""Colliders, sockets and levels for engines."""

from __future__ import annotations

import json
import math
import shutil
import struct
import subprocess
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from nacre.parts.builder import Builder
from nacre.parts.language import Light, Program
from nacre.world.geometry.colliders import colliders, hull_triangles, sockets
from nacre.world.geometry.distance import SolidSet, pack
from nacre.world.geometry.files.glb import quaternion
from nacre.world.geometry.files.level_file import Level, PlacedGround, PlacedThing
from nacre.world.geometry.surfaces import turning
from nacre.world.render.shading.ground import make_ground_mesh
from support.shapes import cottage, everything


def furnished() -> Program:
    b = Builder("house")
    b.add("box", (0, 1.5, 0), (3, 1.5, 3), "plaster", "cream", "room", op="hollow")
    b.cut("box", (0, 1.24, -3), (0.5, 1.1, 0.4))
    b.add("box", (0, 1.24, -3), (0.5, 1.1, 0.04), "planks", "red", "door")
    b.add("box", (1, 0.4, 1), (0.24, 0.2, 0.24), "timber", "brown", "seat")
    b.add("box", (1.22, 0.84, 1), (0.04, 0.26, 0.24), "timber", "brown", "detail")
    b.add("box", (-2, 0.4, 2), (1.0, 0.2, 0.5), "cloth", "white", "bed")
    b.add("box", (0, 0.6, 1), (0.8, 0.4, 0.3), "timber", "brown", "counter")
    b.add("box", (2.4, 0.44, 2.4), (0.3, 0.24, 0.3), "timber", "brown", "container")
    b.add("ellipsoid", (0, 2.7, 0), (0.1, 0.1, 0.1), "light", "yellow", "lamp", light=Light(490, 5.0))
    return b.program()


def inside(collider: Any, points: np.ndarray) -> np.ndarray:
    if collider.hull is None:
        local = (points - collider.centre) @ collider.turn
        return (np.abs(local) <= collider.half + 1e-6).all(1)
    corners = collider.hull[hull_triangles(collider.hull)]
    normal = np.cross(corners[:, 1] - corners[:, 0], corners[:, 2] - corners[:, 0])
    return (((points[:, None] - corners[:, 0]) * normal).sum(-1) <= 1e-6).all(1)


@pytest.mark.parametrize("program", [cottage(), everything(), furnished()], ids=["cottage", "everything", "furnished"])
def test_colliders_are_where_distances_say(program: Program) -> None:
    pieces = colliders(program)
    points = np.random.default_rng(5).uniform((-7, -0.2, -4), (7, 6, 4), (4000, 3))
    hit = np.zeros(len(points), bool)
    for piece in pieces:
        hit |= inside(piece, points)
    solids = SolidSet()
    solids.add(pack(program), (0, 0, 0))
    distance = solids.distance(points)
    assert hit[distance < -0.06].mean() > 0.97
    assert not hit[distance > 0.1].any()
    assert 0.01 < hit.mean() < 0.9


def test_openings_in_round_walls_and_roofs_are_left_open() -> None:
    b = Builder("round_tower")
    b.add("cylinder", (0, 2, 0), (2, 2, 2), "stone", "grey", "room", op="hollow", sides=12, thickness=0.3)
    b.cut("box", (0, 1.3, -2), (0.5, 1.1, 0.6))
    b.add("cylinder", (0, 5, 0), (2.2, 1, 2.2), "slate", "navy", "roof", taper=(0, 0), sides=12)
    b.cut("box", (0, 4.6, -1.6), (0.4, 0.4, 0.6))
    found = colliders(b.program())
    probe = np.array([[0, 1.3, -1.9], [0, 4.6, -1.7], [1.9, 1.0, 0.2], [0, 5.0, 0.0], [0, 2, 0]], float)
    assert [any(inside(c, probe[k : k + 1])[0] for c in found) for k in range(5)] == [False, False, True, True, False]


def test_hulls_are_closed_and_face_outwards() -> None:
    for collider in colliders(everything()):
        if collider.hull is None:
            continue
        a, b, c = collider.hull[hull_triangles(collider.hull)].transpose(1, 0, 2)
        assert (a * np.cross(b, c)).sum() > 0


def test_sockets_say_where_and_which_way() -> None:
    found = {s.kind: s for s in sockets(furnished())}
    assert set(found) == {"door", "seat", "bed", "counter", "container", "lamp", "spawn"}
    door, spawn = found["door"], found["spawn"]
    assert np.allclose(door.position, (0, 0.14, -3)) and door.yaw == pytest.approx(0.0), "it looks out, along -z"
    assert np.allclose(spawn.position, (0, 0, -5)) and abs(spawn.yaw) == pytest.approx(math.pi), "one looks at the door"
    assert np.allclose(found["seat"].position, (1, 0.6, 1))
    # the back is on the right, so one looks to the left: along -x
    assert found["seat"].yaw == pytest.approx(math.pi / 2)
    assert found["bed"].size == (2.0, 0.4, 1.0) and abs(found["bed"].yaw) == pytest.approx(math.pi / 2)
    assert np.allclose(found["lamp"].position, (0, 2.7, 0))


def test_quaternions_turn_as_matrices_do() -> None:
    for angles in ((30, 20, 10), (180, 0, 0), (0, 180, 0), (0, 0, 180), (-95, 85, 170), (0, 0, 0)):
        turn = turning(*angles)
        x, y, z, w = quaternion(turn)
        again = np.array(
            [
                [1 - 2 * (y * y + z * z), 2 * (x * y - z * w), 2 * (x * z + y * w)],
                [2 * (x * y + z * w), 1 - 2 * (x * x + z * z), 2 * (y * z - x * w)],
                [2 * (x * z - y * w), 2 * (y * z + x * w), 1 - 2 * (x * x + y * y)],
            ]
        )
        assert np.allclose(again, turn, atol=1e-6)
        assert x * x + y * y + z * z + w * w == pytest.approx(1)


def level(with_colliders: bool = True, lod: int = 0) -> bytes:
    made = Level(lod, with_colliders)
    made.add(PlacedThing("0:0:0", (0, 0), (4.0, 1.0, 5.0), 0.5, 1.0, cottage()))
    made.add(PlacedThing("0:0:1", (0, 0), (20.0, 0.5, 8.0), -1.5, 1.25, cottage()))
    made.add(PlacedThing("-1:0:0", (-1, 0), (-9.0, 0.0, 8.0), 2.0, 1.0, everything()))
    made.add(PlacedThing("-1:0:1", (-1, 0), (-20.0, 0.0, 8.0), 2.0, 1.0, furnished()))
    height = np.zeros((67, 67), np.float32)
    weights = np.zeros((65, 65, 7), np.uint8)
    weights[..., 0] = 255
    ground = make_ground_mesh(height, weights, np.full((65, 65, 3), 120, np.uint8))[0]
    made.add_ground(PlacedGround((0, 0), ground.mesh, np.full((len(ground.mesh.vertices), 3), 0.2)))
    made.add_water(-32, 0, 32, 32)
    made.add_character("villager", (0, 0), "0:0:7", (3.0, 1.0, 2.0), 0.3)
    made.add_spawn("spawn_start", (1.0, 1.0, 1.0), 0.7)
    made.tell({"prompt": "a test", "seed": 1})
    assert made.contents.things == 4 and made.contents.shapes == 3
    return made.to_bytes()


def document(data: bytes) -> dict[str, Any]:
    magic, version, length = struct.unpack("<III", data[:12])
    assert (magic, version, length) == (0x46546C67, 2, len(data))
    (size,) = struct.unpack("<I", data[12:16])
    parsed: dict[str, Any] = json.loads(data[20 : 20 + size])
    return parsed


def test_a_level_names_shares_and_explains() -> None:
    parsed = document(level())
    nodes = {node["name"]: node for node in parsed["nodes"]}
    assert len(nodes) == len(parsed["nodes"]), "every name once"
    first, second = nodes["house_0_0_0"], nodes["house_0_0_1"]
    assert first["translation"] == [4.0, 1.0, 5.0] and second["scale"] == [1.25, 1.25, 1.25]
    assert first["extras"]["nacre"]["class"] == "house" and first["extras"]["nacre"]["thing"] == "0:0:0"
    assert nodes["house_0_0_0_mesh"]["mesh"] == nodes["house_0_0_1_mesh"]["mesh"], "equal things share a mesh"
    door = nodes["house_0_0_0_door_1"]
    assert door["translation"] == [0.5, 0.6, -2.5] and door["extras"]["nacre"]["joint"] == "hinge"
    assert any("door" in parsed["nodes"][k]["name"] for k in door["children"]), "its collider turns with it"
    walls = [n for n in nodes if n.startswith("house_0_0_0_room") and n.endswith("-convcolonly")]
    assert len(walls) > 8
    assert (
        "ground_0_0-col" in nodes and "water" in nodes and nodes["spawn_start"]["extras"]["nacre"]["socket"] == "spawn"
    )
    assert nodes["villager_0_0_0"]["extras"]["nacre"]["character"] == "villager"
    kinds = {node["extras"]["nacre"].get("socket") for node in nodes.values() if "extras" in node}
    assert {"door", "seat", "bed", "counter", "container", "lamp", "spawn"} <= kinds
    assert parsed["asset"]["extras"]["nacre"]["prompt"] == "a test"
    assert {"plaster", "roof_tiles", "glass_glow_400"} <= {m["name"] for m in parsed["materials"]}
    assert parsed["extensions"]["KHR_lights_punctual"]["lights"][0]["range"] in (4.0, 5.0)
    plain = document(level(with_colliders=False))
    assert not any("-col" in node["name"] or "colonly" in node["name"] for node in plain["nodes"])


def test_levels_are_equal_bit_for_bit_and_coarser_ones_smaller() -> None:
    assert level() == level()
    assert len(level(False, 2)) < 0.8 * len(level(False, 0))


def test_a_level_opens_in_trimesh(tmp_path: Path) -> None:
    trimesh = pytest.importorskip("trimesh")
    path = tmp_path / "level.glb"
    path.write_bytes(level())
    scene = trimesh.load(path)
    assert len(scene.geometry) > 10
    low, high = scene.bounds
    assert low[0] < -25 and high[0] >= 31 and high[1] > 7.0
    # a door leaf lies where its pivot and its parent put it
    matrix, _ = scene.graph["house_0_0_0_door_1"]
    c, s = math.cos(0.5), math.sin(0.5)
    assert np.allclose(matrix[:3, 3], (4 + c * 0.5 + s * -2.5, 1.6, 5 - s * 0.5 + c * -2.5), atol=1e-4)


def test_the_khronos_validator_finds_nothing(tmp_path: Path) -> None:
    node = shutil.which("node")
    if node is None or subprocess.run([node, "-e", "require('gltf-validator')"], capture_output=True).returncode:
        pytest.skip("needs node and the npm package gltf-validator (NODE_PATH)")
    path = tmp_path / "level.glb"
    path.write_bytes(level())
    script = (
        "require('gltf-validator').validateBytes(new Uint8Array(require('fs').readFileSync(process.argv[1])))"
        ".then(r => console.log(JSON.stringify(r.issues)))"
    )
    told = json.loads(subprocess.run([node, "-e", script, str(path)], capture_output=True, check=True).stdout)
    assert told["numErrors"] == 0 and told["numWarnings"] == 0, told["messages"][:5]
