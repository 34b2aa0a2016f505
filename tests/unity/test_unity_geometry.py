"""The world in Unity: the package draws a real server's world over the stand-in for the engine, and what then stands in
its scene is held against the Python client's view of the same world.

No Unity runs here: that the engine shows these meshes and lets one stand on these colliders is not proven.
"""

from __future__ import annotations

import json
import math
import subprocess
from collections import Counter
from collections.abc import Iterator
from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray

from nacre.client.client import Client
from nacre.client.geometry import CHUNK, Scenery, Shape
from nacre.server.main import Server, ServerConfig
from support.unity import toolchain

PROMPT, SEED = "a lamp and a house at a pond and a dog", 7
PATIENCE = 160.0
WISH = {"radius": 1, "far": False}
NEAR = 45.0  # metres within which everything is drawn, wherever one looks

pytestmark = [
    pytest.mark.skipif(bool(toolchain.missing()), reason=toolchain.missing()),
    pytest.mark.timeout(400),
]


@pytest.fixture(scope="module")
def both() -> Iterator[tuple[Scenery, dict[str, Any], dict[str, Any]]]:
    """The same world as Python and as the Unity package have it: scenery, `opened`, and what the program reports."""
    with Server(ServerConfig(port=0, model="nacre.world.model:Pearl.load")) as server:
        with Client(server.endpoint) as client:
            channels = ("geometry", "state")
            opened = client.open(PROMPT, seed=SEED, channels=channels, geometry=WISH, timeout=PATIENCE)
            client.wait_for(lambda: _whole(client.scenery), PATIENCE)
            client.end()
        command = ["mono", str(toolchain.geometry_check()), server.endpoint, PROMPT, str(SEED)]
        done = subprocess.run(command, capture_output=True, text=True, timeout=PATIENCE)
        assert done.returncode == 0, done.stderr[-3000:]
        yield client.scenery, opened, json.loads(done.stdout)


def _whole(scenery: Scenery) -> bool:
    return scenery.textures is not None and len(scenery.chunks) >= 9 and bool(scenery.bodies)


def _things(scenery: Scenery) -> list[tuple[dict[str, Any], Shape]]:
    return [(t, scenery.shapes[t["shape"]]) for chunk in scenery.chunks.values() for t in chunk.things]


def _placed(thing: dict[str, Any], points: NDArray[Any]) -> NDArray[np.float64]:
    """Points of a shape in the world, in Unity's axes [n, 3]."""
    sine, cosine = math.sin(thing["yaw"]), math.cos(thing["yaw"])
    x, y, z = np.asarray(points, np.float64).reshape(-1, 3).T * thing["size"]
    at = thing["at"]
    return np.stack([at[0] + x * cosine + z * sine, at[1] + y, -(at[2] + z * cosine - x * sine)], axis=-1)


def _highest(box: NDArray[Any]) -> NDArray[np.float64]:
    """The corner of a box that is highest along its own axes as Unity has them: z is flipped."""
    turn, half = box[3:7].astype(np.float64), box[7:] * (1, 1, -1)
    cross = np.cross(turn[:3], half)
    corner: NDArray[np.float64] = box[:3] + half + 2 * (turn[3] * cross + np.cross(turn[:3], cross))
    return corner


def _corners(shape: Shape, level: int, group: int) -> int:
    """Vertices of a moving group at a level of detail."""
    mesh = shape.levels[level]
    flat = mesh.indices.reshape(-1)
    runs = [flat[first : first + count] for first, count, _, of, _ in mesh.ranges if of == group]
    return len(np.unique(np.concatenate(runs))) if runs else 0


def _level(shape: Shape, share: float) -> int:
    level = 0
    while level + 1 < len(shape.levels) and share <= shape.levels[level].until:
        level += 1
    return level


def test_the_ground_is_the_ground(both: tuple[Scenery, dict[str, Any], dict[str, Any]]) -> None:
    scenery, _, told = both
    chunks = scenery.chunks
    grounds = {tuple(map(int, name.split()[1:])): values for name, values in told["grounds"]}
    assert set(grounds) == set(chunks)
    for (x, z), (at_x, _, at_z, triangles, *corners) in grounds.items():
        assert (at_x, at_z) == pytest.approx((x * CHUNK, -z * CHUNK), abs=1e-3)
        assert triangles == 2 * 64 * 64 + 4 * 64 * 2  # with skirts
        heights = chunks[x, z].heights[1:-1, 1:-1].reshape(-1)[::97]
        found = np.array(corners).reshape(-1, 3)
        assert np.allclose(found[:, 1], heights, atol=1e-6)
        index = np.arange(65 * 65)[::97]
        assert np.allclose(found[:, 0], index % 65 * 0.5) and np.allclose(found[:, 2], -(index // 65) * 0.5)
    # solid: the corners of the height field, without skirts, in the same places
    solid = {(round(v[0] / CHUNK), round(-v[1] / CHUNK)): v[2:] for _, v in told["solid_grounds"]}
    assert set(solid) == set(chunks)
    assert all(v[:2] == [65 * 65, 2 * 64 * 64] for v in solid.values())
    assert all(v[3] == pytest.approx(float(chunks[place].heights[-2, -2])) for place, v in solid.items())
    assert told["walkable"] and told["steady"] == 0 and told["proof"] >= 1_000_000


def test_things_are_drawn_where_they_stand_as_finely_as_they_are_seen(
    both: tuple[Scenery, dict[str, Any], dict[str, Any]],
) -> None:
    scenery, _, told = both
    eye = np.array(told["eye"])
    height = 2 * math.tan(told["fov"][0] / 2)
    wanted: dict[tuple[str, int], list[tuple[float, ...]]] = {}
    near = []
    for thing, shape in _things(scenery):
        low, high = np.array(shape.header["low"]), np.array(shape.header["high"])
        radius = float(np.linalg.norm(high - low)) / 2 * thing["size"]
        away = float(np.linalg.norm(_placed(thing, (low + high) / 2)[0] - eye))
        count = _corners(shape, _level(shape, radius / (away * height)), 0)
        if count == 0:
            continue
        key, row = (shape.header["kind"], count), (*_placed(thing, np.zeros(3))[0], thing["size"])
        wanted.setdefault(key, []).append(row)
        if away < NEAR + radius - 1:
            near.append((key, row))
    drawn: dict[tuple[str, int], list[tuple[float, ...]]] = {}
    for kind, (*row, count) in told["drawn"]:
        drawn.setdefault((kind, int(count)), []).append(tuple(row))
        assert any(np.allclose(row, one, atol=5e-3) for one in wanted.get((kind, int(count)), [])), (kind, row, count)
    assert len(near) > 20
    for key, row in near:
        assert any(np.allclose(row, one, atol=5e-3) for one in drawn.get(key, [])), (key, row)


def test_what_lies_about_is_within_reach(both: tuple[Scenery, dict[str, Any], dict[str, Any]]) -> None:
    scenery, _, told = both
    x, _, z = told["eye"]
    near = [
        chunk
        for (column, row), chunk in scenery.chunks.items()
        if math.hypot(
            max(column * CHUNK - x, 0, x - (column + 1) * CHUNK), max(row * CHUNK + z, 0, -z - (row + 1) * CHUNK)
        )
        < 32.0
    ]
    wanted = sum(len(chunk.scattered) for chunk in near)
    assert len(told["litter"]) == wanted > 100
    place, chunk = next((c.place, c) for c in near if len(c.scattered))
    one = chunk.scattered[0]
    at = (place[0] * CHUNK + one["x"] / 2048, one["y"] / 128, -(place[1] * CHUNK + one["z"] / 2048))
    tint = one["tint"] / 255.0
    assert any(
        v[:3] == pytest.approx(at, abs=2e-3) and v[3:] == pytest.approx(tint, abs=1e-3) for _, v in told["litter"]
    )


def test_things_are_solid_piece_by_piece(both: tuple[Scenery, dict[str, Any], dict[str, Any]]) -> None:
    scenery, _, told = both
    wanted: dict[str, list[tuple[float, ...]]] = {}
    moving = Counter[str]()
    for thing, shape in _things(scenery):
        for piece in shape.colliders:
            if piece.group and _corners(shape, 0, piece.group):
                moving[thing["id"]] += 1
                continue
            if piece.box is not None:
                point, measure = _highest(piece.box), 8 * float(np.prod(piece.box[7:]))
            else:
                assert piece.points is not None
                point, measure = piece.points[0].astype(np.float64), -float(len(piece.points))
            wanted.setdefault(thing["id"], []).append((*_placed(thing, point)[0], measure))
    found: dict[str, list[tuple[float, ...]]] = {}
    for name, values in told["pieces"]:
        assert name != "triangles", "a thing is never a mesh of triangles"
        found.setdefault(name, []).append(tuple(values))
    assert {name: len(rows) for name, rows in found.items()} == {
        name: len(wanted.get(name, [])) + moving[name] for name in {*wanted, *moving}
    }
    assert sum(moving.values()) > 0, "a door moves"
    assert any(row[3] < 0 for rows in found.values() for row in rows), "hulls"
    for name, rows in wanted.items():
        there = np.array(found[name])
        for row in rows:
            off = np.abs(there[:, :3] - row[:3]).max(axis=1)
            fits = (off < 5e-3) & np.isclose(there[:, 3], row[3], rtol=1e-3, atol=1e-6)
            assert fits.any(), (name, row)


def test_water_light_and_characters(both: tuple[Scenery, dict[str, Any], dict[str, Any]]) -> None:
    scenery, _, told = both
    wet = {place: chunk.header["water"] for place, chunk in scenery.chunks.items() if chunk.header["wet"]}
    found = {(math.floor(v[0] / CHUNK), math.floor(-v[2] / CHUNK)): v for _, v in told["triggers"]}
    assert wet and set(found) == set(wet)
    assert all(v[1] + 15.0 == pytest.approx(wet[place], abs=1e-3) for place, v in found.items())
    sun = scenery.air["colours"]["sun"]
    assert told["sun_at"] == pytest.approx([sun[0], sun[1], -sun[2]], abs=0.02)
    assert told["sun"][0] > 0 and told["sun"][1] > 0
    bodies = scenery.bodies
    known = {
        f"{kind} {slot}": shape
        for kind, slot, shape in zip(bodies["classes"], bodies["slots"], bodies["shapes"], strict=True)
    }
    assert told["characters"] and {name for name, _ in told["characters"]} & set(known)
    for name, (*_, limbs) in told["characters"]:
        if name in known:
            shape = scenery.shapes[known[name]]
            groups = range(len(shape.header["groups"]) + 1)
            assert limbs == sum(_corners(shape, 0, group) > 0 for group in groups), name


def test_the_hero_is_the_player(both: tuple[Scenery, dict[str, Any], dict[str, Any]]) -> None:
    _, _, told = both
    assert told["start"] == pytest.approx(told["hero"], abs=0.05), "the world begins where the hero stands"
    assert told["player"] == pytest.approx(told["walked"], abs=0.3), "the server's player is where the hero is"
    assert math.dist(told["walked"], told["arrived"]) > 3.0
    assert told["teleported"][::2] == pytest.approx(told["asked"][::2], abs=0.6)
    assert told["arrived"] == pytest.approx(told["teleported"], abs=1e-3)


def test_a_reconnect_asks_only_for_what_is_missing(both: tuple[Scenery, dict[str, Any], dict[str, Any]]) -> None:
    _, _, told = both
    assert told["received"] > 1_000_000 and told["again"] < 0.02 * told["received"]
    assert told["chunks_again"] >= 9
    assert told["left"] == 0, "everything is given back"
