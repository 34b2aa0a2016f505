"""The vocabularies of SPEC.md against what a village sends: nothing unnamed is sent, nothing named is missing."""

from __future__ import annotations

import dataclasses
import math
import re
import time
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from nacre.client.client import Client
from nacre.parts.codec import from_json, to_text
from nacre.protocol import generate
from nacre.server.main import Server, ServerConfig
from nacre.spec import Item, SceneSpec
from nacre.world.grid import CHUNK, CHUNK_CELLS

SECTION = (generate.PROTOCOL / "SPEC.md").read_text("utf-8").partition("## 14. Vocabularies")[2].partition("\n## ")[0]
WISHES: dict[str, Any] = {
    "size": 1.5, "relation": "beside", "to": "well", "distance": 4.0, "arrangement": "row", "pose": "stand",
    "storeys": 2, "primary": 1, "secondary": 2, "accent": 3, "detail": 4, "material": "stone",
    "second_material": "timber", "condition": "worn", "ornament": "rich", "season": "summer",
    "age": 0.5, "brought": True,
}  # fmt: skip
VILLAGE: dict[str, Any] = {
    "spec": {
        "biome": "meadow", "water": "lake", "settlement": 0.6, "show_water": True,
        "items": [{"concept": "house", "count": 2}, {"concept": "villager", "count": 8}],
    },
    "seed": 7, "state_hz": 20.0, "timeout": 240.0,
}  # fmt: skip
PATIENCE = 90.0


def named(text: str) -> set[str]:
    """What is in backticks; `player: true` is the key alone."""
    return {word.partition(":")[0] for word in re.findall(r"`([a-z_]+(?:: true)?)`", text)}


def told(what: str) -> set[str]:
    """The keys that the specification names for one map of `state`."""
    return named(SECTION.partition(f"`state.{what}`:")[2].partition("`state.")[0].partition("\n\n")[0])


def kinds() -> dict[str, set[str]]:
    """The kinds of events that it names, and what each of them says."""
    text = " ".join(SECTION.partition("`event.kind`:")[2].split())
    return {kind: named(says) for kind, says in re.findall(r"`(\w+)`(?: \(([^)]*)\))?", text)}


@pytest.mark.timeout(120)
def test_every_key_of_a_spec_is_named_and_comes_back() -> None:
    drawn = to_text(from_json((generate.REPOSITORY / "examples/shapes/windmill.json").read_bytes()))
    item = {"concept": "house", "count": 1, **WISHES}
    spec = {
        **SceneSpec(show_water=True).to_dict(),
        "items": [item, {"concept": "windmill", "count": 1, "drawn": drawn}],
    }
    with Server(ServerConfig(port=0, model="test-pattern")) as server, Client(server.endpoint) as client:
        back = client.open(spec=spec, width=64, height=36)["spec"]
    keys = set(back) | {key for one in back["items"] for key in one}
    assert keys == {f.name for cls in (SceneSpec, Item) for f in dataclasses.fields(cls)}
    text = re.sub(r"\([^)]*\)", "", SECTION.partition("`spec`:")[2].partition("`state.player`")[0])
    assert keys == named(text)


class Visit:
    """A player in a village, who notes what she is told."""

    def __init__(self, client: Client) -> None:
        self.client = client
        self.keys: dict[str, set[str]] = {}

    @property
    def happened(self) -> dict[str, set[str]]:
        """The kinds of events so far, and what was said of them."""
        found: dict[str, set[str]] = {}
        for event in self.client.events:
            found.setdefault(event["kind"], set()).update(event["data"])
        return found

    def play(self, until: Callable[[], Any], **held: Any) -> None:
        """Hold some keys until something is so."""
        end = time.monotonic() + PATIENCE
        while not until():
            assert time.monotonic() < end, f"it never came; {self.happened}"
            self.client.act(**held)
            self.client.status()
            self.note()

    def note(self) -> None:
        """Remember the keys of the newest state."""
        state: Mapping[str, Any] = self.client.state or {}
        for name in state.keys() - {"type", "t_world", "tick"}:
            maps = state[name] if isinstance(state[name], list) else [state[name]]
            self.keys.setdefault(name, set()).update(*maps)

    def near(self, one: dict[str, Any]) -> float:
        """Metres to somebody."""
        here = self.client.state["player"]["position"]
        return math.hypot(one["position"][0] - here[0], one["position"][2] - here[2])

    def meet(self) -> bool:
        """Stand before somebody; whether they have greeted."""
        people = [one for one in self.client.state["entities"] if one["class"] in ("villager", "merchant", "farmer")]
        if people and self.near(who := min(people, key=self.near)) > 2.0:
            self.client.teleport(who["position"][0] + 0.8, who["position"][2])
        return "greeted" in self.happened

    def deep(self) -> tuple[float, float] | None:
        """Where the water is deeper than a player is tall, as far as the land is known."""
        for (x, z), chunk in self.client.scenery.chunks.items():
            if chunk.header["cells"] == CHUNK_CELLS and chunk.header["wet"] and chunk.heights.min() < -1.5:
                row, column = np.unravel_index(np.argmin(chunk.heights), chunk.heights.shape)
                cell = CHUNK / CHUNK_CELLS
                return x * CHUNK + (int(column) - 1) * cell, z * CHUNK + (int(row) - 1) * cell
        return None


@pytest.mark.timeout(600)  # it makes a village
def test_a_village_sends_what_is_named_and_nothing_else(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(*_: object, **__: object) -> None:
        raise OSError(28, "No space left on device")

    config = ServerConfig(port=0, model="nacre.world.model:Pearl.load", state_dir=tmp_path)
    with Server(config) as server, Client(server.endpoint) as client:
        opened = client.open(**VILLAGE, channels=("geometry", "state"))
        visit = Visit(client)
        visit.play(lambda: {"jumped", "landed"} <= visit.happened.keys(), jump=True)
        visit.play(visit.meet)
        with Client(server.endpoint) as other:
            other.join(opened["guest"], role="player", channels=("geometry", "state"))
            visit.play(lambda: "player" in visit.keys["entities"])
        client.wait_for(lambda: visit.deep() is not None, PATIENCE)
        place = visit.deep()
        assert place is not None
        client.teleport(*place, y=1.5)
        visit.play(lambda: "splashed" in visit.happened)
        monkeypatch.setattr("nacre.server.storage.save_store.atomic_write", full)
        visit.play(lambda: "not_saved" in visit.happened, move_z=1.0)
        monkeypatch.undo()
    assert visit.happened == kinds()
    assert visit.keys == {name: told(name) for name in ("player", "entities", "objects", "atmosphere")}
