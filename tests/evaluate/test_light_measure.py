"""Measuring light: stored views come back as they were, and the figures say which light is nearer to the true one."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from nacre.evaluate.measures import light
from nacre.teacher.path_trace.triangles import Triangles
from nacre.train.data.light_views import LightView, load, save
from nacre.world.atmosphere import Atmosphere
from nacre.world.render.preview import box_mesh
from nacre.world.render.shading.air import air


def plain() -> tuple[Triangles, LightView]:
    """A grey floor, seen from 1.7 m, with the light that the field itself finds on it as the true one."""
    mesh = box_mesh((-30, -1, -30), (30, 0, 30), "plaster", (150, 150, 150))
    floor = Triangles(mesh.vertices, mesh.triangles, np.full((12, 3), 0.3, np.float32))
    shape = (20, 24)
    x, z = np.meshgrid(np.linspace(-6, 6, shape[1]), np.linspace(-6, 6, shape[0]))
    place = np.stack([x, np.full(shape, 0.1), z], -1).astype(np.float32)
    normal = np.zeros((*shape, 3), np.float16)
    normal[..., 1] = 1
    one = np.ones(shape, np.float16)
    view = LightView(
        air(Atmosphere(14.0)), np.array([0, 1.7, 0], np.float32), 0.0, place, normal,
        np.full((*shape, 3), 0.3, np.float16), one, one * 0, one * 0, np.ones(shape, bool),
        np.zeros((*shape, 3), np.float16), one * 0,
    )  # fmt: skip
    return floor, replace(view, indirect=light.field_light(view, floor)[0].astype(np.float16))


def test_views_are_kept(tmp_path: Path) -> None:
    floor, view = plain()
    save(tmp_path / "1.npz", floor, [view, view])
    around, views = load(tmp_path / "1.npz")
    assert len(views) == 2 and (views[1].indirect == view.indirect).all() and views[0].air.dtype == np.float32
    assert len(around.faces) > 0 and np.abs(around.colour - 0.3).max() < 0.01


def test_the_nearer_light_has_the_higher_figure(tmp_path: Path) -> None:
    floor, view = plain()
    save(tmp_path / "1.npz", floor, [view])
    found = light.measure(tmp_path)
    assert found["indirect_psnr"] > 50 and found["gain_db"] > 10 and found["picture_psnr"] > 50
    dark = replace(view, indirect=view.indirect * np.float16(0.2))
    save(tmp_path / "1.npz", floor, [dark])
    assert light.measure(tmp_path)["indirect_psnr"] < 20


def test_without_views_there_is_no_figure(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="no views"):
        light.measure(tmp_path)


def test_the_views_that_come_with_the_package_hold_the_floors() -> None:
    """Held-out worlds by a path tracer: anyone can measure without one. The formula used for what lies beyond is far
    below, in rooms most of all."""
    found = light.measure(light.VIEWS)
    assert found["views"] == 7 and found["room_views"] == 5
    assert found["indirect_psnr"] > 31 and found["gain_db"] > 8 and found["picture_psnr"] > 34
    assert found["formula_psnr"] < 22 and found["rooms_indirect_psnr"] > found["rooms_formula_psnr"] + 12
