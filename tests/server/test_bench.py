"""The measurement of the wire, at toy length: it runs, and keeps its connections alive while others have their turn."""

from __future__ import annotations

import json
import time
from pathlib import Path

import pytest

from nacre.bench import bridge as bench_bridge
from nacre.bench import paths
from nacre.bench.ways import WAYS
from nacre.protocol.definition import HEARTBEAT, LIVENESS

pytestmark = pytest.mark.timeout(170)


def test_bench_bridge_runs(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(paths, "SIZES", ((64, 36),))
    monkeypatch.setattr(paths, "ROUNDS", 1)
    monkeypatch.setattr(paths, "WAYS", tuple(way for way in WAYS if way.name in ("nacre", "raw_tcp")))
    monkeypatch.setattr(bench_bridge, "FLOORS", {})
    file = tmp_path / "figures.json"
    assert bench_bridge.main(["--seconds", "4", "--json", str(file)]) == 0
    figures = json.loads(file.read_text())
    assert {one["way"] for one in figures["paths"]} == {"nacre", "raw_tcp"}
    assert all(one["frames_per_second"] > 0 for one in figures["paths"])
    assert figures["browser"]["websocket"]["frames_per_second"] > 0


def test_a_client_that_waits_for_its_turn_is_not_given_up() -> None:
    ours, other = (next(way for way in WAYS if way.name == name) for name in ("nacre", "raw_tcp"))
    size, codec = (64, 36), "rgba8"
    with (
        paths.server_end(ours, size, codec) as port,
        paths.server_end(other, size, codec) as second,
        ours.client(port, size, codec) as (ask, answer),
        other.client(second, size, codec) as (go, got),
    ):
        idlers = paths.Idlers([ours.rest(ask)])
        paths.throughput(go, got, HEARTBEAT * LIVENESS + 2.0, idlers)
        ask(time.monotonic())
        answer()
