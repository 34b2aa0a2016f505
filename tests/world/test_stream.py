"""A world as bytes: what is decoded is what was encoded, and equal things are equal bytes."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from nacre.client.geometry import Chunk, DamagedGeometry, Shape, indices_of
from nacre.materials.load import textures
from nacre.parts.attributes import Attributes
from nacre.parts.language import Program
from nacre.parts.vocabulary import MATERIALS
from nacre.world.geometry.colliders import colliders
from nacre.world.render.renderer import palette_of
from nacre.world.scene import assets
from nacre.world.scene.assets import Asset
from nacre.world.scene.form import form_of
from nacre.world.scene.looks import Look
from nacre.world.stream.content import differences
from nacre.world.stream.encoder import Encoder
from nacre.world.stream.materials import materials
from nacre.world.stream.shape import coded, of_asset, step_for
from support.shapes import cottage, everything


def asset(program: Program) -> Asset:
    look = Look(program.shape, Attributes(theme="village"), 3)
    return Asset(look, program, *form_of(program.shape, program))


@pytest.mark.parametrize("program", [cottage(), everything()], ids=["cottage", "everything"])
def test_a_shape_comes_back_as_it_was(program: Program) -> None:
    made = asset(program)
    content = of_asset(made)
    shape = Shape.of(content.facts, content.body)
    step = content.facts["step"]
    for level, mesh in zip(shape.levels, made.levels, strict=True):
        assert len(level.indices) == len(mesh.triangles)
        order = np.lexsort((np.arange(len(mesh.triangles)), mesh.material, mesh.emission > 0, mesh.group))
        corners = mesh.triangles[order]
        places = level.positions[level.indices]
        assert np.abs(places - mesh.vertices[corners]).max() <= step / 2 + 1e-6
        assert np.abs(level.vertices["normal"][level.indices] / 127 - mesh.normals[corners]).max() < 0.006
        assert np.abs(level.vertices["uv"][level.indices] / 256 - mesh.uv[corners]).max() <= 1 / 512 + 1e-6
        assert (level.vertices["sky"][level.indices] == mesh.sky[corners]).all()
        for name, values in (("material", mesh.material), ("glow", mesh.emission), ("part", mesh.part)):
            assert (level.vertices[name][level.indices] == values[order][:, None]).all()
        assert (level.vertices["colour"][level.indices] == mesh.colour[order][:, None]).all()
        assert level.ranges[:, 1].sum() == level.indices.size
        for first, count, material, group, glows in level.ranges.tolist():
            run = order[first // 3 : (first + count) // 3]
            assert set(mesh.material[run]) == {material} and set(mesh.group[run]) == {group}
            assert ((mesh.emission[run] > 0) == glows).all()
    assert len(shape.colliders) == len(colliders(program))
    for mine, theirs in zip(shape.colliders, colliders(program), strict=True):
        assert (mine.part, mine.group) == (theirs.part, theirs.group)
        if theirs.hull is None:
            assert mine.box is not None and np.allclose(mine.box[:3], theirs.centre, atol=1e-4)
        else:
            assert mine.points is not None and np.allclose(mine.points, theirs.hull, atol=1e-4)


def test_equal_things_are_equal_bytes_and_names(tmp_path: Path) -> None:
    one, other = of_asset(asset(cottage())), of_asset(asset(cottage()))
    assert (one.name, one.body) == (other.name, other.body)
    assert of_asset(asset(everything())).name != one.name
    first = Encoder(tmp_path).shape(asset(cottage()))
    again = Encoder(tmp_path).shape(asset(cottage()))  # from the disk
    assert again == one == first
    for file in tmp_path.rglob("*.shape"):
        file.write_bytes(file.read_bytes()[:50])
    assert Encoder(tmp_path).shape(asset(cottage())) == one, "a damaged file is made anew"


def test_what_is_known_is_found_without_reading_it_again(monkeypatch: pytest.MonkeyPatch) -> None:
    """A native player's server asks for everybody's shape ten times a second."""
    encoder, one = Encoder(), asset(cottage())
    made, read = encoder.shape(one), []
    monkeypatch.setattr(assets, "digest", read.append)
    assert encoder.shape(one) is made and read == []


@given(st.lists(st.integers(-32768, 32767), min_size=1, max_size=60))
def test_differences_of_heights_come_back(values: list[int]) -> None:
    steps = np.frombuffer(differences(np.array(values, np.int16)), "<i2")
    assert np.cumsum(steps, dtype=np.int64).astype(np.int16).tolist() == values


@given(st.lists(st.integers(0, 40), min_size=1, max_size=120))
def test_indices_come_back(names: list[int]) -> None:
    seen: dict[int, int] = {}
    indices = np.array([seen.setdefault(name, len(seen)) for name in names])
    data, wide = coded(indices, len(seen))
    assert wide == 2
    assert indices_of(np.frombuffer(data, "<u2")).tolist() == indices.tolist()


def test_a_position_is_as_fine_as_its_thing_allows() -> None:
    assert step_for(0.1) == step_for(10.0) == 1 / 2048
    assert 30.0 / step_for(30.0) < 32768 and step_for(30.0) < 0.002


def test_a_damaged_part_is_refused() -> None:
    content = of_asset(asset(cottage()))
    with pytest.raises(DamagedGeometry):
        Shape.of(content.facts, content.body[:-20])
    with pytest.raises(DamagedGeometry):
        Shape.of({**content.facts, "bytes": content.facts["bytes"] - 4}, content.body)
    with pytest.raises(DamagedGeometry):
        Shape.of({**content.facts, "bytes": 1 << 40}, content.body)
    short = [{**level, "vertices": level["vertices"] - 1} for level in content.facts["levels"]]
    with pytest.raises(DamagedGeometry):
        Shape.of({**content.facts, "levels": short}, content.body)
    with pytest.raises(DamagedGeometry):
        Chunk.of({"cells": 64, "bytes": content.facts["bytes"], "scattered": 1 << 20}, content.body)


def test_materials_are_the_renderers_own() -> None:
    palette = palette_of()
    plain, whole = materials(palette, False), materials(palette, True)
    assert plain.name == whole.name and plain.facts["bytes"] == 0 and plain.body == b""
    assert whole.facts["names"] == list(MATERIALS) and len(whole.facts["tiles"]) == len(MATERIALS)
    assert whole.facts["bytes"] == len(MATERIALS) * 128 * 128 * 4
    assert whole.facts["layers"] == textures().layers.tolist()
