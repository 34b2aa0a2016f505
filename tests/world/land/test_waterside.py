"""Bridges span the water, piers reach it, boats float on it, houses stand beside it."""

from __future__ import annotations

import math

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from nacre.parts.classes import BY_NAME
from nacre.prompts import understand
from nacre.world.grid import CHUNK
from nacre.world.layout.generator import Generator
from nacre.world.layout.network import Token
from nacre.world.layout.siting import height_at
from nacre.world.layout.waterside import BRIDGE_HALF, PIER_HALF, Height, at_the_water

X, Z = 16.0, 16.0  # the middle of a chunk


def river(angle: float, offset: float, half: float = 3.5) -> Height:
    """A river through a meadow: its line's normal, metres to it from X, Z, metres from middle to waterline."""

    def height(x: float, z: float) -> float:
        across = abs((x - X) * math.cos(angle) + (z - Z) * math.sin(angle) - offset)
        return min(1.2, (across - half) * 0.4)

    return height


def token(shape: str, yaw: float = 0.0) -> Token:
    return Token(shape, X, 0.0, Z, yaw, 1.0, 0, False)


@given(st.floats(0, math.pi), st.floats(-4, 4), st.floats(0, 2 * math.pi))
@settings(max_examples=60, deadline=None)
def test_a_bridge_ends_on_both_banks(angle: float, offset: float, yaw: float) -> None:
    height = river(angle, offset)
    bridge = at_the_water(token("bridge", yaw), height)
    half = BRIDGE_HALF * bridge.size
    way = -math.sin(bridge.yaw), -math.cos(bridge.yaw)
    ends = [height(bridge.x + s * half * way[0], bridge.z + s * half * way[1]) for s in (-1, 1)]
    assert min(ends) > 0.1 and height(bridge.x, bridge.z) < -0.8
    assert bridge.size < 1.4, "it takes a short way across, not one along the water"


@given(st.floats(0, math.pi), st.floats(-6, 6))
@settings(max_examples=40, deadline=None)
def test_a_pier_begins_ashore_and_ends_over_water(angle: float, offset: float) -> None:
    height = river(angle, offset, 12.0)
    pier = at_the_water(token("pier"), height)
    half = PIER_HALF * pier.size
    way = -math.sin(pier.yaw), -math.cos(pier.yaw)
    assert height(pier.x - half * way[0], pier.z - half * way[1]) > 0.0
    assert height(pier.x + half * way[0], pier.z + half * way[1]) < -0.3


def test_a_boat_is_put_on_the_water() -> None:
    height = river(0.0, 12.0)
    boat = at_the_water(token("boat"), height)
    assert height(boat.x, boat.z) < -0.4


@pytest.mark.parametrize("shape", ["bridge", "pier", "boat", "house"])
def test_where_there_is_no_water_nothing_moves(shape: str) -> None:
    assert at_the_water(token(shape), lambda x, z: 1.0) == token(shape)


def test_houses_stand_with_all_their_walls_on_the_bank() -> None:
    generator, spec = Generator.load(), understand("a village by a river", 11).spec
    near = [(x, z) for x in range(-3, 3) for z in range(-3, 3)]
    ground = generator.ground(spec, 11, near)
    houses = [
        (token, BY_NAME[token.shape].footprint * 0.6)
        for tokens in generator.objects(spec, 11, [c for c in near if -3 not in c and 2 not in c]).values()
        for token in tokens
        if BY_NAME[token.shape].enterable
    ]
    assert len(houses) > 8
    for house, wide in houses:
        for turn in range(8):
            x, z = (house.x + wide * math.cos(turn * math.pi / 4), house.z + wide * math.sin(turn * math.pi / 4))
            at = (math.floor(x / CHUNK), math.floor(z / CHUNK))
            assert height_at(ground[at], x - at[0] * CHUNK, z - at[1] * CHUNK) > -0.15, house
