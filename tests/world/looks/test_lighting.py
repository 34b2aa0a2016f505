"""Light between surfaces: the grid of cells, how the renderer reads it, and a whole world's field."""

from __future__ import annotations

import numpy as np
import pytest

from nacre.world.atmosphere import Atmosphere
from nacre.world.interface import Camera
from nacre.world.lighting.cells import Cells, Piece
from nacre.world.lighting.field import COARSE, FINE, Lighting, corner_of, spot_of
from nacre.world.lighting.following import (
    DELAY,
    FADE_IN,
    after,
    all_around,
    begin,
    blank,
    coming,
    follow,
    nothing,
    settle,
    shown,
)
from nacre.world.lighting.solve import decoded, open_light, sky_radiance, solve
from nacre.world.lighting.sweep import directions, weights
from nacre.world.render.instances import Instances, placed
from nacre.world.render.light_boxes import LightField
from nacre.world.render.mesh_pool import MeshPool
from nacre.world.render.preview import box_mesh
from nacre.world.render.renderer import Renderer, Scene, linear_of_bytes
from nacre.world.render.shading.air import SKY_LIGHT, air
from nacre.world.render.shading.indirect import ROWS, STRIDE, light_around, light_on

AIR = air(Atmosphere(15.0))
CLEAR = np.zeros(256, np.uint8)
WHITE, GREY, RED = (230, 230, 230), (150, 150, 150), (220, 40, 30)


def slab(low: tuple[float, float, float], high: tuple[float, float, float], colour: tuple[int, int, int]) -> Piece:
    mesh = box_mesh(low, high, "plaster", colour)
    return Piece(
        mesh.vertices, mesh.triangles, linear_of_bytes()[mesh.colour], mesh.material, np.eye(3, 4, dtype=np.float32)
    )


def floor(colour: tuple[int, int, int] = WHITE) -> Piece:
    return slab((-20, -1, -20), (20, 0, 20), colour)


def room(window: bool, wall: tuple[int, int, int] = GREY) -> list[Piece]:
    """Walls 0.3 m thick about a room of 6 x 6 x 3 m on a floor, a window of 2 x 1.5 m in the wall at +z."""
    walls = [
        slab((-3.3, 0, -3.3), (-3, 3, 3.3), wall), slab((3, 0, -3.3), (3.3, 3, 3.3), wall),
        slab((-3.3, 0, -3.3), (3.3, 3, -3), wall), slab((-3.3, 3, -3.3), (3.3, 3.3, 3.3), wall),
    ]  # fmt: skip
    if window:
        walls += [slab((-3.3, 0, 3), (-1, 3, 3.3), wall), slab((1, 0, 3), (3.3, 3, 3.3), wall)]
        walls += [slab((-1, 0, 3), (1, 1, 3.3), wall), slab((-1, 2.5, 3), (1, 3, 3.3), wall)]
    else:
        walls.append(slab((-3.3, 0, 3), (3.3, 3, 3.3), wall))
    return [*walls, floor(GREY)]


def lit(pieces: list[Piece]) -> LightField:
    """A field of one fine box about the origin."""
    corner, across, up = (-12.0, -2.0, -12.0), 48, 16
    cells = Cells(corner, (up, across, across), 0.5)
    cells.put(pieces, CLEAR)
    boxes = np.zeros((2, 13), np.float32)
    boxes[0] = (*corner, 2.0, across, up, across, 0, 1, 1, 1, 1, 1)
    light = np.empty(cells.sides.size, np.uint64)
    solve(cells, AIR).write(light)
    return LightField(light, boxes)


def at(field: LightField, place: tuple[float, ...], normal: tuple[float, ...]) -> np.ndarray:
    found = np.zeros((1, 4), np.float32)
    light_on(field.cells, field.boxes, np.array([place], np.float32), np.array([normal], np.float32), found)
    assert found[0, 3] == 1
    return found[0, :3]


class TestSweeps:
    def test_directions_and_their_shares_are_even(self) -> None:
        ways, shares = directions(), weights(directions())
        assert np.allclose(np.linalg.norm(ways, axis=1), 1) and np.abs(ways.mean(0)).max() < 0.01
        assert np.allclose(shares.sum(0), 1) and (shares >= 0).all()

    def test_the_sky_lights_level_ground_as_the_atmosphere_says(self) -> None:
        ways = directions()
        ways = np.concatenate([ways, ways * [1, -1, 1], ways[:, [2, 1, 0]]])
        light = sky_radiance(AIR, ways)
        up = np.maximum(ways[:, 1], 0)
        assert np.allclose((light * up[:, None]).sum(0) / up.sum(), AIR[SKY_LIGHT : SKY_LIGHT + 3], rtol=1e-4)
        assert np.allclose(open_light(AIR)[2], AIR[SKY_LIGHT : SKY_LIGHT + 3], rtol=0.1)

    def test_a_plain_is_as_bright_as_the_sky(self) -> None:
        found = at(lit([floor()]), (0.3, 0.0, 0.4), (0, 1, 0))
        assert np.allclose(found, open_light(AIR)[2], rtol=0.12)

    def test_little_of_the_day_reaches_a_shut_room(self) -> None:
        shut, day = lit(room(False)), AIR[SKY_LIGHT : SKY_LIGHT + 3]
        for place, normal in (((0, 0, 0), (0, 1, 0)), ((-3, 1.5, 0), (1, 0, 0)), ((0, 3, 1), (0, -1, 0))):
            assert (at(shut, place, normal) < 0.1 * day).all()

    def test_a_window_lights_a_room_most_before_it(self) -> None:
        field, shut = lit(room(True)), lit(room(False))
        near, far = ((0, 0, 2.0), (0, 1, 0)), ((0, 0, -2.6), (0, 1, 0))
        gains = [at(field, *spot).mean() - at(shut, *spot).mean() for spot in (near, far, ((0, 1.6, -3), (0, 0, 1)))]
        assert min(gains) > 0.003 and gains[0] > 3 * gains[1]

    def test_walls_colour_what_stands_before_them(self) -> None:
        red = at(lit([floor(), slab((1, 0, -4), (1.4, 3, 4), RED)]), (0.2, 0.0, 0.0), (0, 1, 0))
        white = at(lit([floor(), slab((1, 0, -4), (1.4, 3, 4), WHITE)]), (0.2, 0.0, 0.0), (0, 1, 0))
        assert red[0] / red[2] > 1.05 * white[0] / white[2]

    def test_corners_are_darker_than_the_open(self) -> None:
        field = lit([floor(), slab((1, 0, -6), (2, 5, 6), (60, 60, 60))])
        assert at(field, (0.7, 0, 0), (0, 1, 0)).mean() < 0.8 * at(field, (-6, 0, 0), (0, 1, 0)).mean()

    def test_equal_cells_are_equal_bytes(self) -> None:
        one, two = lit(room(True)), lit(room(True))
        assert one.cells.tobytes() == two.cells.tobytes()

    def test_codes_keep_colours(self) -> None:
        codes = lit([floor()]).cells.reshape(-1, 6)
        assert np.abs(decoded(codes[:1])[0] - open_light(AIR)).max() < 1.0
        assert decoded(np.array([0, 2047 | 2047 << 21 | 2047 << 42], np.uint64))[1] == pytest.approx([6.25] * 3)


def scene(field: LightField) -> Scene:
    pool = MeshPool()
    parts = [box_mesh((-20, -1, -20), (20, 0, 20), "plaster", WHITE), box_mesh((1, 0, -4), (1.4, 3, 4), "plaster", RED)]
    meshes = [pool.add(part) for part in parts]
    return Scene(pool, Instances.of(meshes, [placed(0, 0, 0)] * 2), AIR, light=field)


class TestPictures:
    def test_only_what_lies_in_the_box_is_lit_by_it(self) -> None:
        """A box that knows of no light darkens the near ground and leaves the far as it was."""
        dark = LightField(np.zeros(48 * 48 * 16 * 6, np.uint64), lit([floor()]).boxes)
        renderer, camera = Renderer(96, 64), Camera((-6.0, 1.7, 8.0), -0.3, -0.25)
        plain = renderer.render(scene(LightField(np.zeros(6, np.uint64), np.zeros((2, 13), np.float32))), camera)
        shown = renderer.render(scene(dark), camera)
        beneath, beyond = (plain.depth > 0) & (plain.depth < 6), plain.depth > 22
        assert shown.rgb[beneath].mean() < plain.rgb[beneath].mean() - 10
        assert (shown.rgb[beyond] == plain.rgb[beyond]).all()

    def test_rows_and_runs_between_look_ups_are_as_if_looked_up(self) -> None:
        """Pixels that take their light from neighbours differ by little from those that are looked up themselves."""
        field = lit([floor(), slab((1, 0, -4), (1.4, 3, 4), RED)])
        camera = Camera((-3.0, 1.7, 3.0), -0.8, -0.15)
        mixed = Renderer(128, 96).render(scene(field), camera).rgb.astype(int)
        assert ROWS > 1 and STRIDE > 1
        finer = Renderer(512, 384)
        true = finer.render(scene(field), camera).rgb.reshape(96, 4, 128, 4, 3).mean((1, 3))
        assert np.percentile(np.abs(mixed - true).max(-1), 95) < 8

    def test_an_eye_in_a_room_knows_that_it_is_dim(self) -> None:
        field = lit(room(True))
        inside, known = light_around(field.cells, field.boxes, np.float32(0), np.float32(1.6), np.float32(-1))
        outside, _ = light_around(field.cells, field.boxes, np.float32(8), np.float32(1.6), np.float32(8))
        assert 0 < inside < 0.5 * outside and known == 1
        assert light_around(field.cells, field.boxes, np.float32(90), np.float32(1), np.float32(0)) == (0, 0)


class TestFields:
    def test_boxes_lie_about_the_eye(self) -> None:
        for size in (FINE, COARSE):
            for x, y, z in ((0.0, 1.6, 0.0), (-31.9, 7.0, 63.9), (5.0, -1.0, 12.0)):
                corner = np.array(corner_of(size, spot_of(size, x, y, z, 12.0)))
                wide = np.array([size.across, size.up, size.across]) * size.cell
                apart = np.minimum(np.array([x, y, z]) - corner, corner + wide - np.array([x, y, z]))
                assert apart[[0, 2]].min() >= size.across * size.cell / 2 - size.step and apart[1] > 4

    def test_made_ahead_or_when_needed_it_is_the_same(self) -> None:
        asked: list[int] = []

        def pieces(level: int, square: tuple[float, float, float, float]) -> list[Piece]:
            asked.append(level)
            return room(True)

        ahead, late = Lighting(pieces, lambda _: AIR, CLEAR), Lighting(pieces, lambda _: AIR, CLEAR)
        wanted = all_around((8.0, 3.0, 8.0), 12.0)
        spots = [spot for spot, _ in wanted]
        for _ in range(2):
            ahead.ahead(zip((FINE, COARSE), spots, strict=True), spots)
        assert asked == [0, 1] and not late.shown  # asked for twice, made once
        one, two = ahead.field(wanted, AIR), late.field(wanted, AIR)
        assert one.cells.tobytes() == two.cells.tobytes() and (one.boxes == two.boxes).all()
        assert ahead.field(wanted, AIR).cells is one.cells and ahead.shown and sorted(asked) == [0, 0, 1, 1]
        brighter = AIR.copy()
        brighter[SKY_LIGHT : SKY_LIGHT + 3] *= 2
        assert np.allclose(ahead.field(wanted, brighter).boxes[:, 10:13], 2)
        coarse = ahead.field([(wanted[0][0], 0.0), wanted[1]], AIR)
        assert coarse.boxes[0, 8] == 0 and coarse.boxes[1, 8] == 1 and coarse.cells.size == 80 * 80 * 24 * 6


class TestFollowing:
    AT, STILL = (8.0, 3.0, 8.0), (0.0, 0.0, 0.0)

    def test_the_first_boxes_fade_in_together(self) -> None:
        light = nothing()
        assert blank(light)
        begin(light, 100.0, self.AT, 12.0)
        assert not blank(light) and after(light) == [spot_of(size, *self.AT, 12.0) for size in (FINE, COARSE)]
        waited = light.copy()
        settle(waited, 100.0)
        counts = {100: shown(light, 100.0)[0][1]}
        for tick in range(101, 101 + DELAY + FADE_IN):
            follow(light, tick, self.AT, self.STILL, 12.0)
            counts[tick] = shown(light, tick)[0][1]
            assert shown(light, tick)[1][1] == counts[tick]
        due = 100 + DELAY
        assert counts[100] == counts[due] == 0 and counts[due + FADE_IN // 4] == pytest.approx(0.25)
        assert counts[due + FADE_IN] == 1 and not list(coming(light))
        assert shown(light, due + FADE_IN) == all_around(self.AT, 12.0) == shown(waited, 100.0)

    def test_what_a_walk_leads_to_is_shown_a_fixed_time_after_it_was_asked_for(self) -> None:
        light = nothing()
        begin(light, 0.0, self.AT, 12.0)
        before = expected = after(light)
        asked: dict[tuple[object, object], int] = {}
        for tick in range(1, 400):
            x = self.AT[0] + 0.2 * tick
            follow(light, tick, (x, 3.0, 8.0), (4.0, 0.0, 0.0), 12.0)
            now = shown(light, tick)[0][0]
            if tick > DELAY:
                assert [spot for spot, _ in shown(light, tick)] in (expected, before)
            before, expected = [spot for spot, _ in shown(light, tick)], after(light)
            for size, spot in coming(light):
                asked.setdefault((size, spot), tick)
            if (FINE, now) in asked and tick > DELAY and asked[FINE, now] > 1:
                assert tick >= asked[FINE, now] + DELAY
                half = FINE.across * FINE.cell / 2
                assert abs(corner_of(FINE, now)[0] + half - x) < half - 2  # the eye is in the box all the way
        assert len({spot for size, spot in asked if size is FINE}) >= 4

    def test_nothing_is_asked_for_beyond_what_is_furnished_however_fast(self) -> None:
        light = nothing()
        begin(light, 0.0, self.AT, 12.0)
        for tick in range(1, 2 * DELAY + 2):
            follow(light, tick, self.AT, (900.0, 0.0, 0.0), 12.0)
        reach = [corner_of(size, spot)[0] + size.across * size.cell - self.AT[0] for size, spot in coming(light)]
        reach += [corner_of(FINE, shown(light, 2.0 * DELAY)[0][0])[0] + FINE.across * FINE.cell - self.AT[0]]
        assert max(reach) < 60
