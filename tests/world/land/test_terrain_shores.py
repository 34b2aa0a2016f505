"""Where the waters lie at large: the same numbers whoever asks, and the meaning that training gave them."""

from __future__ import annotations

import numpy as np
import pytest
import torch

from nacre.spec import Item, SceneSpec
from nacre.teacher.terrain import RIVER_PERIOD, Terrain
from nacre.train.data.coarse_maps import CROP, SIDE, CoarseMap, collate, make, shores_of
from nacre.train.data.worlds import held_out
from nacre.world.grid import CHUNK
from nacre.world.networks.terrain import TerrainNetworks
from nacre.world.terrain.blocks import COARSE_BLOCK
from nacre.world.terrain.blocks import Terrain as Blocks
from nacre.world.terrain.networks import COARSE_CELL, CONDITION, KEEP_IN_CENTRE, conditioning
from nacre.world.terrain.shores import APART, SHORES, Shores, channels

CELLS = (np.arange(-20, 20) + 0.5) * 16.0


def test_a_cell_is_told_the_same_whoever_asks() -> None:
    shores = Shores.draw(41, False)
    whole = shores.channels(CELLS, CELLS)
    assert whole.shape == (SHORES, 40, 40) and np.abs(whole).max() <= 1.0
    assert np.array_equal(whole[:, 7:, 5:20], shores.channels(CELLS[5:20], CELLS[7:]))
    assert np.array_equal(whole, Shores.draw(41, False).channels(CELLS, CELLS))
    assert not np.array_equal(whole, Shores.draw(42, False).channels(CELLS, CELLS))


def test_waters_leave_the_start_and_a_keep_dry() -> None:
    at = np.array([0.0]), np.array([14.0])  # where the player begins
    for seed in range(60):
        for keep in (False, True):
            shores = Shores.draw(seed, keep)
            limit = 30.0 if keep else 20.0
            away = [line[2] for line in (shores.river, shores.sea)]
            away.append(float(np.hypot(*shores.lake[:2])) - shores.lake[2])
            assert min(away) > limit - 4.0
            assert abs(float(shores.across(*at)[0, 0])) > 10.0
            assert abs(np.hypot(*shores.river[:2]) - 1) < 1e-9 and abs(np.hypot(*shores.sea[:2]) - 1) < 1e-9


def test_rivers_bend_as_the_teachers_do() -> None:
    bends: dict[str, list[np.ndarray]] = {"drawn": [], "taught": []}
    z, x = np.meshgrid(CELLS, CELLS, indexing="ij")
    for seed in range(30):
        shores, terrain = Shores.draw(seed, False), Terrain(SceneSpec(water="river"), seed)
        straight = x * shores.river[0] + z * shores.river[1] - shores.river[2]
        bends["drawn"].append(shores.across(CELLS, CELLS) - straight)
        straight = x * terrain.normal[0] + z * terrain.normal[1] - terrain.river_offset
        bends["taught"].append(terrain.river_coordinate(x, z) - straight)
    drawn, taught = (np.array(rows) for rows in bends.values())
    assert drawn.std() == pytest.approx(taught.std(), rel=0.25)
    near = np.hypot(x, z) < 24
    assert np.abs(drawn[:, near]).max() < 6.0, "straight past the village"
    assert APART == RIVER_PERIOD


def test_the_latent_says_where_the_teachers_waters_are() -> None:
    spec = SceneSpec(water="river", settlement=0.0, relief=0.3)
    found = shores_of(spec, 8)
    terrain = Terrain(spec, 8)
    z, x = np.meshgrid(CELLS, CELLS, indexing="ij")
    axis = np.abs(terrain.river_coordinate(x, z)) < 2.0
    assert axis.any() and found[0][axis].min() > 0.95
    u = np.array([[0.0, 95.0, 190.0, -190.0]])
    assert channels(u, u, u)[0].round(3).tolist() == [[1.0, 0.0, 1.0, 1.0]], "every parallel river alike"


def test_a_mirrored_example_is_the_mirrored_world() -> None:
    random = np.random.default_rng(0)
    ground = random.normal(size=(3, SIDE, SIDE)).astype(np.float16)
    shores = random.normal(size=(SHORES, SIDE // 2, SIDE // 2)).astype(np.float32)
    one = CoarseMap(1, np.zeros(CONDITION, np.float32), ground, shores)
    other = CoarseMap(1, one.condition, ground[..., ::-1].copy(), shores[..., ::-1].copy())
    last = SIDE // 2 - CROP
    mirrored = collate([one], np.array([[1, 3]]), np.array([True]))
    plain = collate([other], np.array([[last - 1, 3]]), np.array([False]))
    for a, b in zip(mirrored, plain, strict=True):
        assert torch.allclose(a, b)


def test_a_map_holds_what_its_world_is_asked_for() -> None:
    found = make(4)
    assert not held_out(4) and found.map.shape == (3, SIDE, SIDE) and found.shores.shape[0] == SHORES
    assert float(found.map[1:].min()) >= 0.0 and float(found.map[1:].max()) <= 1.0
    assert SIDE * COARSE_CELL >= COARSE_BLOCK * CHUNK, "a map is at least as wide as what is drawn at once"


def test_a_keep_in_the_centre_moves_the_waters_out() -> None:
    plain, keep = (SceneSpec(items=(Item("keep", 1, relation=r),)) for r in ("any", "centre"))
    assert [float(conditioning(spec)[KEEP_IN_CENTRE]) for spec in (plain, keep)] == [0.0, 1.0]
    with torch.random.fork_rng():
        torch.manual_seed(0)
        networks = TerrainNetworks(12, 16)
    torch.nn.init.normal_(networks.coarse_flow.out.weight, std=0.1)
    blocks, condition = Blocks(networks), conditioning(plain)
    moved = condition.copy()
    moved[KEEP_IN_CENTRE] = 1.0
    drawn = blocks.draw_coarse(condition, 5, (0, 0))
    assert np.array_equal(drawn, Blocks(networks).draw_coarse(condition, 5, (0, 0)))
    assert not np.array_equal(drawn, blocks.draw_coarse(moved, 5, (0, 0)))
