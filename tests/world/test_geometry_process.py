"""The process that makes geometry: the same forms as here, made while the caller goes on, done without when it dies."""

from __future__ import annotations

import os
import signal
import sys
import time
from collections.abc import Iterator

import numpy as np
import pytest

from nacre.parts.attributes import Attributes
from nacre.parts.language import Part, Program
from nacre.world.render.mesh_pool import MeshPool
from nacre.world.scene import assets as assets_module
from nacre.world.scene.assets import Assets
from nacre.world.scene.form import Form, form_of
from nacre.world.scene.geometry_process import STARTS, Errand, GeometryProcess
from nacre.world.scene.looks import Look
from nacre.world.shapes.judging import sound
from nacre.world.shapes.library import ShapePrograms

LOOKS = [Look(shape, Attributes(), 5) for shape in ("well", "house", "barrel", "villager")]


def wait_ready(process: GeometryProcess) -> None:
    end = time.monotonic() + 60
    while not process.ready:
        assert time.monotonic() < end, "the process does not get ready"
        time.sleep(0.02)


@pytest.fixture(scope="module")
def programs() -> ShapePrograms:
    return ShapePrograms.load()


@pytest.fixture(scope="module")
def wanted(programs: ShapePrograms) -> list[tuple[str, Program]]:
    drawn = programs.draw([(look.shape, look.attributes, look.seed) for look in LOOKS])
    return [(look.shape, program) for look, program in zip(LOOKS, drawn, strict=True)]


@pytest.fixture
def process() -> Iterator[GeometryProcess]:
    process = GeometryProcess()
    yield process
    process.close()


def same(one: object, other: object) -> bool:
    if isinstance(one, np.ndarray):
        return isinstance(other, np.ndarray) and one.dtype == other.dtype and one.tobytes() == other.tobytes()
    if hasattr(one, "__dataclass_fields__"):
        return all(same(getattr(one, name), getattr(other, name)) for name in one.__dataclass_fields__)
    if isinstance(one, tuple):
        return isinstance(other, tuple) and len(one) == len(other) and all(map(same, one, other))
    return one == other


def test_forms_are_the_same_wherever_they_are_made(process: GeometryProcess, wanted: list[tuple[str, Program]]) -> None:
    wait_ready(process)
    told: list[int] = []
    made = process.ask(wanted).wait(told.append)
    assert made is not None and told and told == sorted(told) and max(told) <= len(wanted)
    for (shape, program), form in zip(wanted, made, strict=True):
        assert same(form_of(shape, program), form), shape


def test_what_is_built_is_the_same_wherever_it_is_made(
    process: GeometryProcess, wanted: list[tuple[str, Program]]
) -> None:
    wait_ready(process)
    floating = Part("box", (9.0, 9.0, 9.0), (0.5, 0.5, 0.5), "stone", 100, "wall")
    programs = [program for _, program in wanted] + [Program("house", (*wanted[1][1].parts, floating))]
    found = process.build(programs).wait()
    assert found is not None and len(found) == len(programs)
    for program, made in zip(programs, found, strict=True):
        kept = sound(program)
        assert (made is None) == (kept is None)
        if made is not None and kept is not None:
            assert made[0] == kept and same(made[1], form_of(kept.shape, kept))
    assert found[-1] is None and None not in found[:-1], "a wall that floats"


def test_what_was_not_begun_can_be_taken_back(process: GeometryProcess, wanted: list[tuple[str, Program]]) -> None:
    wait_ready(process)
    first, second = process.ask(wanted * 4), process.ask(wanted)  # the second waits for the first
    assert [second.take_back() for _ in range(3)] == [3, 2, 1]
    made, rest = first.wait(), second.wait()
    assert first.take_back() is None and second.take_back() is None
    assert made is not None and len(made) == 4 * len(wanted)
    assert rest is not None and len(rest) == 1 and same(rest[0], made[0])


@pytest.mark.skipif(sys.platform == "win32", reason="signals of POSIX")
def test_a_dead_process_is_done_without_and_comes_back(
    process: GeometryProcess, programs: ShapePrograms, wanted: list[tuple[str, Program]]
) -> None:
    wait_ready(process)
    for start in range(STARTS):
        assert process.pid is not None
        os.kill(process.pid, signal.SIGKILL)
        assert process.ask(wanted).wait() is None
        if start + 1 < STARTS:
            wait_ready(process)
    assert not process.ready
    assets = Assets(programs, MeshPool())
    assets.elsewhere = process
    assert set(assets.prepare(LOOKS)) == set(LOOKS)


@pytest.mark.parametrize("others_play", [False, True])
def test_who_makes_what(
    process: GeometryProcess, programs: ShapePrograms, monkeypatch: pytest.MonkeyPatch, others_play: bool
) -> None:
    here: list[str] = []

    def noted(shape: str, program: Program) -> Form:
        here.append(shape)
        return form_of(shape, program)

    if not others_play:  # who waits does what the process has not begun: it begins nothing here
        monkeypatch.setattr(Errand, "begin", lambda errand: None)

    monkeypatch.setattr(assets_module, "form_of", noted)
    wait_ready(process)
    assets = Assets(programs, MeshPool())
    assets.elsewhere, assets.others_play = process, others_play
    from nacre.world.kernels.parallel import helper_thread

    found = assets.prepare(LOOKS, helper_thread())
    assert [found[look].program.shape for look in LOOKS] == [look.shape for look in LOOKS]
    assert all(len(asset.levels[0].triangles) for asset in found.values())
    assert len(here) == (0 if others_play else len(LOOKS)), "whoever plays must not feel what is made for others"
