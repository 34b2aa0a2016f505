"""The geometry channel over a real socket: what comes, in which order, how much, and what comes again."""

from __future__ import annotations

import math
import time
from collections.abc import Iterator
from typing import Any

import msgpack
import numpy as np
import pytest
import zmq

from nacre.adapters.test_pattern import TestPatternWorld
from nacre.client.client import Client, NacreError
from nacre.client.geometry import CHUNK, Scenery
from nacre.server.main import Server, ServerConfig
from nacre.world.model import Pearl

VILLAGE: dict[str, Any] = {
    "spec": {"biome": "meadow", "theme": "village", "items": [{"concept": "house", "count": 6}]}, "seed": 7,
    "channels": ("geometry", "state"), "state_hz": 20.0, "timeout": 160.0,
}  # fmt: skip
PATIENCE = 60.0

pytestmark = pytest.mark.timeout(170)


@pytest.fixture(scope="module")
def server() -> Iterator[Server]:
    with Server(ServerConfig(port=0, model="nacre.world.model:Pearl.load")) as running:
        yield running


@pytest.fixture
def client(server: Server) -> Iterator[Client]:
    with Client(server.endpoint) as one:
        yield one


def away(chunk: tuple[int, int], x: float, z: float) -> float:
    dx = max(chunk[0] * CHUNK - x, 0.0, x - (chunk[0] + 1) * CHUNK)
    dz = max(chunk[1] * CHUNK - z, 0.0, z - (chunk[1] + 1) * CHUNK)
    return math.hypot(dx, dz)


def whole(client: Client) -> bool:
    return bool(client.scenery.horizon) and client.scenery.textures is not None and bool(client.scenery.bodies)


def test_a_player_who_draws_for_herself_costs_no_picture(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    def submit(*_: Any, **__: Any) -> None:
        raise AssertionError("something was drawn")

    monkeypatch.setattr(Pearl, "submit", submit)  # `render` asks through it too
    opened = client.open(**VILLAGE)
    client.wait_for(lambda: whole(client), PATIENCE)
    scenery, (x, y, z) = client.scenery, opened["camera"]["position"]
    assert opened["body"] == "server" and client.latest is None
    near = [chunk for chunk in scenery.chunks.values() if chunk.header["cells"] == 64]
    assert len(near) == 49 and len(scenery.chunks) == 169
    here = scenery.chunks[math.floor(x / CHUNK), math.floor(z / CHUNK)]
    column, row = (int((v % CHUNK) / 0.5) for v in (x, z))
    assert abs(float(here.heights[row + 1, column + 1]) - (y - 1.7)) < 1.0
    shown = {thing["shape"] for chunk in scenery.chunks.values() for thing in chunk.things}
    assert shown <= set(scenery.shapes), "a chunk shows what has not come"
    houses = [scenery.shapes[t["shape"]] for c in near for t in c.things if t["class"] == "house"]
    assert houses and all(house.colliders and len(house.levels) == 4 for house in houses)
    assert any(socket["kind"] == "door" for socket in houses[0].header["sockets"])
    assert any(group["role"] == "door" for group in houses[0].header["groups"])
    assert {"room", "roof", "door"} <= set(houses[0].header["roles"])
    assert len(scenery.poses) == len(scenery.bodies["slots"]) and np.isfinite(scenery.poses[0]).all()
    assert set(scenery.bodies["shapes"]) <= set(scenery.shapes)
    assert np.linalg.norm(scenery.air["colours"]["sun"]) == pytest.approx(1.0, abs=1e-3)
    # neighbours agree where they meet, to the bit
    east = scenery.chunks[here.place[0] + 1, here.place[1]]
    assert (here.heights[1:-1, -2] == east.heights[1:-1, 1]).all()
    client.wait_for(lambda: client.state is not None and client.state["tick"] > 10, PATIENCE)
    client.end()


def test_the_nearest_comes_first_within_the_budget_and_a_reconnect_brings_names_only(client: Client) -> None:
    client.open(**VILLAGE)
    client.wait_for(lambda: whole(client), PATIENCE)
    client.end()
    order: list[tuple[tuple[int, int], int]] = []  # near chunks, and the bytes until then
    sizes: list[int] = []
    take = Scenery.take
    client.scenery = Scenery()

    def noting(self: Scenery, header: dict[str, Any], parts: list[Any]) -> bool:
        sizes.append(sum(map(len, parts)) + len(msgpack.packb(header)))
        if header["type"] == "chunk" and header["cells"] == 64:
            order.append(((header["x"], header["z"]), sum(sizes)))
        return take(self, header, parts)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Scenery, "take", noting)
        opened = client.open(**VILLAGE)
        client.wait_for(lambda: whole(client), PATIENCE)
    x, _, z = opened["camera"]["position"]
    distances = [away(place, x, z) for place, _ in order]
    assert distances == sorted(distances) and len(distances) == 49
    first = max(size for place, size in order if away(place, x, z) < 31.9)
    assert first <= 3_000_000, "the first 64 m are too heavy"
    everything, chunks = sum(sizes), dict(client.scenery.chunks)
    client.end()
    sizes.clear()
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Scenery, "take", noting)
        client.open(**VILLAGE)
        client.wait_for(lambda: bool(client.scenery.horizon) and len(client.scenery.chunks) == 169, PATIENCE)
    assert client.scenery.received < 0.05 * everything
    assert all(chunks[place] is client.scenery.chunks[place] for place in chunks)


def test_without_credit_nothing_comes_and_never_more_than_it(server: Server) -> None:
    context: zmq.Context[zmq.Socket[bytes]] = zmq.Context()
    socket = context.socket(zmq.DEALER)
    socket.linger = 0
    try:
        socket.connect(server.endpoint)
        socket.send(msgpack.packb({"type": "hello", "v": 1, "id": 1}))
        while msgpack.unpackb(socket.recv_multipart()[0])["type"] != "welcome":
            assert socket.poll(int(PATIENCE * 1000))
        wish = {"credit": 3, "bodies_hz": 0.0, "far": False, "radius": 1}
        body = {key: value for key, value in VILLAGE.items() if key != "timeout"} | {"channels": ["geometry"]}
        socket.send(msgpack.packb({"type": "open", "id": 2, **body, "geometry": wish}))
        orders: list[int] = []

        def listen(seconds: float, most: int) -> None:
            until, beat = time.monotonic() + seconds, 0.0
            while time.monotonic() < until and len(orders) < most:
                if time.monotonic() > beat:
                    beat = time.monotonic() + 1.0
                    socket.send(msgpack.packb({"type": "status"}))
                if socket.poll(200):
                    header, *_ = socket.recv_multipart()
                    message = msgpack.unpackb(header)
                    assert message["type"] != "error", message
                    if "order" in message:
                        orders.append(message["order"])

        listen(PATIENCE, 3)
        assert orders == [1, 2, 3]
        listen(1.0, 4)
        assert orders == [1, 2, 3], "more came than the credit allows"
        socket.send(msgpack.packb({"type": "geometry", "ack": 2}))
        listen(PATIENCE, 5)
        assert orders == [1, 2, 3, 4, 5]
        socket.send(msgpack.packb({"type": "geometry", "ack": 5, "credit": 0}))
        listen(1.0, 6)
        assert orders == [1, 2, 3, 4, 5]
        socket.send(msgpack.packb({"type": "close", "id": 9}))
        socket.poll(1000)
    finally:
        context.destroy(linger=0)


def test_the_world_follows_a_body_that_the_client_moves(client: Client) -> None:
    opened = client.open(**VILLAGE, body="client", origin={"position": [100.0, 2.0, -5.0], "yaw": 1.25})
    assert opened["body"] == "client"
    client.wait_for(lambda: whole(client), PATIENCE)
    x, y, z = opened["camera"]["position"]
    yaw = opened["camera"]["yaw"]
    # where the world's start lies in the scene
    turn, (ox, oy, oz) = opened["origin"]["yaw"], opened["origin"]["position"]
    c, s = math.cos(turn), math.sin(turn)
    assert (c * x + s * z + ox, y - 1.7 + oy, c * z - s * x + oz) == pytest.approx((100.0, 2.0, -5.0))
    assert math.remainder(turn + yaw - 1.25, 2 * math.pi) == pytest.approx(0.0, abs=1e-9)
    # a hero who walks a chunk and a half east, faster than anybody should
    centre = math.floor(x / CHUNK)
    for step in range(40):
        client.pose((x + step * 1.2, y + 0.5, z), yaw=0.5, velocity=(24.0, 0.0, 0.0))
        time.sleep(0.03)
    client.pose((x + 48.0, y + 0.5, z), yaw=0.5)

    def there() -> bool:
        player = (client.state or {}).get("player", {})
        return bool(player) and abs(player["position"][0] - (x + 48.0)) < 1e-6

    client.wait_for(there, PATIENCE)
    assert client.state is not None and client.state["player"]["yaw"] == pytest.approx(0.5)
    assert client.state["player"]["position"][1] == pytest.approx(y + 0.5), "gravity is the engine's"

    def followed() -> bool:
        cells = {place: chunk.header["cells"] for place, chunk in client.scenery.chunks.items()}
        east = math.floor((x + 48.0) / CHUNK) + 3
        return cells.get((east, math.floor(z / CHUNK))) == 64 and min(p[0] for p in cells) > centre - 6

    client.wait_for(followed, PATIENCE)
    told = client.teleport(x, z, yaw=-1.0)
    assert told["position"][0] == pytest.approx(x) and told["yaw"] == pytest.approx(-1.0)
    client.pose((x + 48.0, y, z))  # one that was on its way
    client.pose((x, told["position"][1], z), yaw=-1.0)
    client.wait_for(lambda: abs(client.state["player"]["position"][0] - x) < 1e-6, PATIENCE)  # type: ignore[index]
    client.end()


def test_a_door_opens_before_a_hero_and_is_told(client: Client) -> None:
    client.open(**VILLAGE, body="client")
    client.wait_for(lambda: whole(client), PATIENCE)
    scenery = client.scenery
    thing = next(
        t for c in scenery.chunks.values() if c.header["cells"] == 64 for t in c.things
        if t["class"] == "house" and t["id"] and _door(scenery, t) is not None
    )  # fmt: skip
    found = _door(scenery, thing)
    assert found is not None
    (u, _, w), group = found
    c, s, k = math.cos(thing["yaw"]), math.sin(thing["yaw"]), thing["size"]
    place = (thing["at"][0] + k * (u * c + w * s), thing["at"][1], thing["at"][2] + k * (w * c - u * s))
    told = client.teleport(place[0], place[2], y=place[1])
    until = time.monotonic() + PATIENCE
    while scenery.doors.get((thing["id"], group), 0.0) < 1.0 and time.monotonic() < until:
        client.pose(tuple(told["position"]))
        client.wait_for(lambda: True, 1.0)
        with pytest.raises(NacreError):
            client.wait_for(lambda: False, 0.05)
    assert scenery.doors[thing["id"], group] == 1.0
    client.end()


def _door(scenery: Scenery, thing: dict[str, Any]) -> tuple[list[float], int] | None:
    shape = scenery.shapes.get(thing["shape"])
    if shape is None:
        return None
    sockets = [socket for socket in shape.header["sockets"] if socket["kind"] == "door" and socket["group"]]
    return (sockets[0]["position"], sockets[0]["group"]) if sockets else None


def test_a_model_without_parts_offers_no_geometry() -> None:
    assert "geometry" not in TestPatternWorld().caps().channels
    with Server(ServerConfig(port=0, model="test-pattern")) as server, Client(server.endpoint) as client:
        with pytest.raises(NacreError) as refused:
            client.open(spec={}, channels=("geometry",))
        assert refused.value.code == "bad_channel"
        with pytest.raises(NacreError) as refused:
            client.open(spec={}, body="client")
        assert refused.value.code == "unsupported"
