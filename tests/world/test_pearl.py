"""The assembled world model on its shipped weights: determinism, memory, saving."""

from __future__ import annotations

import numpy as np
import pytest

from nacre.parts.colours import named
from nacre.prompts import understand
from nacre.spec import Item, SceneSpec
from nacre.vocabulary import ENTITY_INDEX
from nacre.world.grid import VIEW
from nacre.world.interface import Action, Camera
from nacre.world.model import Pearl, quiet
from nacre.world.state import E_TIMER, P_PITCH, P_YAW, STAYS, WorldState
from nacre.world.weights import WEIGHTS

NEEDED = ("shapes", "terrain", "layout", "dynamics", "poses")
MISSING = [name for name in NEEDED if not (WEIGHTS / f"{name}.safetensors").is_file()]
pytestmark = pytest.mark.skipif(bool(MISSING), reason=f"no weights in this tree: {', '.join(MISSING)}")

SPEC = SceneSpec(settlement=0.6, water="river", items=(Item("bell_tower", 1), Item("house", 5), Item("dragon", 1)))
SIZE = (160, 90)


@pytest.fixture(scope="module")
def pearl() -> Pearl:
    return Pearl.load()


def walk(pearl: Pearl, state: WorldState, ticks: int) -> None:
    for tick in range(ticks):
        pearl.look(state, 0.03 if tick % 40 < 20 else -0.05, 0.001)
        pearl.step([state], [Action(move_z=1.0, move_x=0.3, sprint=tick % 30 < 15, jump=tick % 50 == 25)])


def picture(pearl: Pearl, state: WorldState) -> np.ndarray:
    return pearl.render([state], [None], SIZE, [1.0])[0].rgb


def test_same_seed_and_inputs_same_frames(pearl: Pearl) -> None:
    frames = []
    for model in (pearl, Pearl.load()):
        state = model.open(SPEC, 11, quiet)
        shots = [picture(model, state)]
        for _ in range(4):
            walk(model, state, 25)
            shots.append(picture(model, state))
        frames.append(np.stack(shots))
        model.forget(state)
    assert np.array_equal(frames[0], frames[1])
    assert len({f.tobytes() for f in frames[0]}) == 5, "walking changes the picture"


def test_nothing_stays_of_a_world_whose_making_was_broken_off(pearl: Pearl) -> None:
    class Left(Exception):
        pass

    before, held = set(pearl._worlds), dict(pearl.assets._used)
    for until in (0.5, 0.93, 0.98):

        def leave(stage: str, fraction: float, text: str, until: float = until) -> None:
            if fraction >= until:
                raise Left

        with pytest.raises(Left):
            pearl.open(SceneSpec(), 12, leave)
        assert set(pearl._worlds) == before and pearl.assets._used == held


def test_another_seed_is_another_world(pearl: Pearl) -> None:
    one, two = pearl.open(SPEC, 1, quiet), pearl.open(SPEC, 2, quiet)
    assert not np.array_equal(picture(pearl, one), picture(pearl, two))
    pearl.forget(one)
    pearl.forget(two)


def test_everything_is_in_the_state(pearl: Pearl) -> None:
    """A world restored from its arrays, in a model that never saw it, goes on bit for bit."""
    state = pearl.open(SPEC, 3, quiet)
    walk(pearl, state, 60)
    copy = WorldState.from_arrays({k: v.copy() for k, v in state.arrays().items()})
    other = Pearl.load()
    other.restore(copy, quiet)
    walk(pearl, state, 40)
    walk(other, copy, 40)
    for name, value in state.arrays().items():
        assert np.array_equal(value, copy.arrays()[name]), name
    assert np.array_equal(picture(pearl, state), picture(other, copy))
    pearl.forget(state)


def test_a_place_is_there_when_one_returns(pearl: Pearl) -> None:
    state = pearl.open(SPEC, 5, quiet)
    eye = pearl.camera(state)
    here = Camera(eye.position, eye.yaw, 0.0, eye.fov)
    before = pearl.render([state], [here], SIZE, [1.0])[0]
    kept = state.copy()
    state.player[[0, 2]] += 200.0  # far enough that every chunk here is forgotten by the window
    pearl.refresh(state)
    for name, value in vars(kept.copy()).items():
        setattr(state, name, value)
    pearl.refresh(state)
    after = pearl.render([state], [here], SIZE, [1.0])[0]
    assert np.array_equal(before.rgb, after.rgb)
    assert np.array_equal(before.depth, after.depth)
    pearl.forget(state)


def test_who_is_put_on_something_stays_there(pearl: Pearl) -> None:
    state = pearl.open(understand("a black cat sitting on a barrel", 61).spec, 61, quiet)
    cats = np.flatnonzero((state.entity_class == ENTITY_INDEX["cat"]) & (state.entities[:, E_TIMER] >= STAYS))
    assert len(cats) == 1, "of all cats the one that was asked for"
    x, y, z = state.entities[cats[0], :3]
    assert y > pearl.surroundings(state).ground_height(x, z) + 0.5
    before = state.entities[cats[0]].copy()
    walk(pearl, state, 30)
    assert np.array_equal(state.entities[cats[0]], before)
    looks = {body.slot: body.asset.look.attributes for body in pearl.bodies(state)}
    assert looks[int(cats[0])].primary == named("black")
    pearl.forget(state)


def test_look_is_exact_and_bounded(pearl: Pearl) -> None:
    state = pearl.open(SPEC, 6, quiet)
    yaw = float(state.player[P_YAW])
    pearl.look(state, 0.5, 9.0)
    assert abs((float(state.player[P_YAW]) - yaw - 0.5 + np.pi) % (2 * np.pi) - np.pi) < 1e-9
    assert 1.2 < state.player[P_PITCH] < 1.571
    pearl.forget(state)


def test_depth_agrees_with_what_is_described(pearl: Pearl) -> None:
    state = pearl.open(SPEC, 7, quiet)
    told = pearl.describe(state)
    drawn = pearl.render([state], [None], SIZE, [1.0])[0]
    assert drawn.depth.min() > 0 and drawn.depth.max() <= 16 * VIEW
    assert drawn.rgb.shape == (90, 160, 3) and drawn.rgb.std() > 8, "not an empty picture"
    kinds = {thing["class"] for thing in told["objects"]}
    assert kinds, "something stands near the start"
    assert told["player"]["position"][1] > -2
    pearl.forget(state)


def test_what_was_asked_for_is_there(pearl: Pearl) -> None:
    spec = understand("a snowy village with a bell tower and three sheep at dusk", 4).spec
    state = pearl.open(spec, 4, quiet)
    tokens = [
        t.shape
        for row in pearl.tokens(state, [(x, z) for x in range(-2, 3) for z in range(-2, 3)]).values()
        for t in row
    ]
    assert tokens.count("bell_tower") >= 1
    assert tokens.count("sheep") >= 3
    pearl.forget(state)
