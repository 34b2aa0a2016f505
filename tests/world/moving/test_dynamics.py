"""The learned dynamics: exact look, sane tokens, determinism, and what the shipped weights can do."""

from __future__ import annotations

import math
from pathlib import Path

import numpy as np
import pytest
import torch
from numpy.typing import NDArray

from nacre.teacher.movement.play import Play
from nacre.teacher.movement.proving import SPACING, Pool, ground_volume, proving_pool
from nacre.train.config import DynamicsConfig
from nacre.train.driving import jump_ratio, move_accuracy
from nacre.train.dynamics import Rollouts, batch_loss, fit, targets
from nacre.vocabulary import ENTITY_INDEX
from nacre.world.dynamics.actions import ACTION_DIM, PITCH_LIMIT, apply_look, encode_action
from nacre.world.dynamics.apply import Outcome, Proposal, apply_proposal
from nacre.world.dynamics.contact import GIRTH
from nacre.world.dynamics.crowd import ENTITY_TOKEN, PLAYER_TOKEN, entity_tokens, player_tokens
from nacre.world.dynamics.forward import Recipe, forward
from nacre.world.dynamics.network import Dynamics, read_answer, step_world
from nacre.world.dynamics.stencil import BODY_DIM, BODY_POINTS, REACH, Sampler, sample, to_local, to_world
from nacre.world.interface import Action
from nacre.world.networks.dynamics import DynamicsNetwork, load_weights, save_weights
from nacre.world.state import E_GOAL, E_POS, E_SIZE, E_TIMER, P_GROUNDED, P_PITCH, P_POS, P_YAW, WorldState
from nacre.world.weights import WEIGHTS, WeightsError

Floats = NDArray[np.float64]
SHIPPED = WEIGHTS / "dynamics.safetensors"


@pytest.fixture(scope="module")
def model() -> Dynamics:
    torch.set_num_threads(1)
    return Dynamics.load()


@pytest.fixture(scope="module")
def pool() -> Pool:
    return Pool(np.stack([ground_volume(0, flat=True), ground_volume(77)]))


def world(pool: Pool, seed: int, characters: int, ground: int = 1) -> WorldState:
    random = np.random.default_rng(seed)
    state = WorldState("{}")
    state.rng[0] = seed
    x, z = (ground + 0.5) * SPACING, 32.0
    spots = pool.column(x, z)
    state.player[P_POS] = x, spots[0] if len(spots) else 5.0, z
    state.player[P_GROUNDED] = 1.0
    for slot in range(characters):
        ex, ez = x + random.uniform(-15, 15), z + random.uniform(-15, 15)
        spots = pool.column(ex, ez)
        state.entity_class[slot] = slot % 11
        row = state.entities[slot]
        row[E_POS] = row[E_GOAL] = ex, spots[0] if len(spots) else 4.0, ez
        row[E_SIZE] = row[13] = 1.0
        state.entity_home[slot] = int(x // 32), int(z // 32)
    return state


def test_look_is_exact_wraps_and_clamps() -> None:
    state = WorldState("{}")
    for _ in range(1000):
        apply_look(state, 0.1, 0.0)
    assert state.player[P_YAW] == pytest.approx(math.remainder(100.0, 2 * math.pi), abs=1e-9)
    apply_look(state, 0.0, 9.0)
    assert state.player[P_PITCH] == PITCH_LIMIT
    apply_look(state, float("nan"), float("inf"))
    assert np.isfinite(state.player).all() and state.player[P_PITCH] == PITCH_LIMIT


def test_actions_are_clamped_to_the_unit_disc() -> None:
    token = encode_action(Action(5.0, 5.0, True, False, 0.1, float("nan")))
    assert token.shape == (ACTION_DIM,)
    assert np.hypot(token[0], token[1]) == pytest.approx(1.0) and token[0] > 0 < token[1]
    assert token[2:].tolist() == pytest.approx([1.0, 0.0, 0.1, 0.0])
    assert not encode_action(Action(float("nan"), float("inf"))).any()
    back = encode_action(Action(0.0, -1.0, sprint=True))
    assert -1.0 < back[1] < 0.0 and back[3] == 0.0, "backwards one goes slower, and does not sprint"


def test_local_frames_agree_with_the_contract() -> None:
    yaw = np.array([0.0, 0.7, -2.0])
    ahead = to_world(np.tile([0.0, 0.0, -1.0], (3, 1)), yaw)
    right = to_world(np.tile([1.0, 0.0, 0.0], (3, 1)), yaw)
    assert np.allclose(ahead, np.stack([-np.sin(yaw), 0 * yaw, -np.cos(yaw)], 1))
    assert np.allclose(right, np.stack([np.cos(yaw), 0 * yaw, -np.sin(yaw)], 1))
    vector = np.random.default_rng(0).normal(size=(3, 3))
    assert np.allclose(to_local(to_world(vector, yaw), yaw), vector)


def test_the_stencil_turns_with_the_body_and_survives_bad_samples() -> None:
    def wall(points: Floats) -> NDArray[np.float32]:
        return (points[:, 2] + 1.0).astype(np.float32)  # solid beyond z = -1, ahead at yaw 0

    def felt(yaw: float) -> NDArray[np.float32]:
        return sample(to_world(BODY_POINTS[None], np.array([[yaw]])), wall)[0]

    assert felt(0.0).shape == (BODY_DIM,)
    assert felt(0.0)[17] < felt(math.pi)[17], "waist sample ahead is nearer to the wall when facing it"
    broken = sample(np.zeros((1, 2, 3)), lambda p: np.array([np.nan, -np.inf], np.float32))
    assert broken.tolist() == [[REACH, -REACH]]


def test_tokens_are_finite_and_bounded(pool: Pool) -> None:
    play = Play(pool, 12, 3)
    for _ in range(10):
        play.act()
        senses = play.senses()
        play.carry_out(play.teacher(senses), senses)
    senses = play.senses()
    players, characters = player_tokens(play.crowd, senses), entity_tokens(play.crowd, senses)
    assert players.shape == (12, PLAYER_TOKEN) and characters.shape == (24, ENTITY_TOKEN)
    assert np.abs(players).max() < 8.0 and np.abs(characters).max() < 8.0


def test_targets_are_the_inverse_of_reading_an_answer(pool: Pool) -> None:
    play = Play(pool, 8, 4)
    play.act()
    senses = play.senses()
    taught = play.teacher(senses)
    wanted = targets(taught, senses, 8)
    flags = wanted.copy()
    flags[:, 6:9] = 20.0 * flags[:, 6:9] - 10.0
    read = read_answer(flags, senses, 8)
    assert np.allclose(read.velocity, taught.velocity, atol=1e-4)
    assert np.allclose(read.displacement, taught.displacement, atol=1e-5)
    assert (read.grounded == taught.grounded).all() and (read.rest == taught.rest).all()
    assert np.allclose(read.turn, taught.turn, atol=1e-5) and np.allclose(read.pause, taught.pause, atol=1e-4)


def test_the_past_is_masked_until_it_exists_and_then_matters() -> None:
    torch.manual_seed(1)
    net = DynamicsNetwork().eval()
    player, nobody = torch.randn(1, PLAYER_TOKEN), torch.zeros(0, ENTITY_TOKEN)
    empty = torch.zeros(1, 8, 16)
    junk = torch.randn(1, 8, 16)
    junk[..., 15] = 0.0
    valid = junk.clone()
    valid[..., 15] = 1.0
    with torch.no_grad():
        first, second, third = (net(player, nobody, h)[0] for h in (empty, junk, valid))
    assert torch.allclose(first, second, atol=1e-6)
    assert not torch.allclose(first, third, atol=1e-4)


def test_same_world_same_bits_alone_or_in_company(model: Dynamics, pool: Pool) -> None:
    alone = world(pool, 5, 12)
    among = [world(pool, 9, 3), world(pool, 5, 12), world(pool, 2, 40)]
    for tick in range(25):
        action = Action(0.3, 1.0, tick % 9 == 0, tick > 10, 0.02)
        step_world(model, [alone], [action], [pool.distance])
        step_world(model, among, [action] * 3, [pool.distance] * 3)
    for name, array in alone.arrays().items():
        assert np.array_equal(array, among[1].arrays()[name]), name
    assert alone.clock[0] == 25 and alone.rng[1] == 25
    assert not np.array_equal(alone.entities, among[2].entities)


def test_the_compiled_forward_pass_is_the_network() -> None:
    torch.manual_seed(3)
    random = np.random.default_rng(3)
    net = DynamicsNetwork()
    for people, characters in ((1, 0), (3, 40), (40, 7)):
        token = random.normal(0.0, 1.0, (people + characters, ENTITY_TOKEN)).astype(np.float32)
        token[:people, PLAYER_TOKEN:] = 0.0
        history = random.normal(0.0, 1.0, (people + characters, 8, 16)).astype(np.float32)
        history[..., 15] = random.random(history.shape[:2]) < 0.7
        for network in (net, DynamicsNetwork.load()):
            recipe = Recipe(network)
            answer = forward(recipe, token, people, history)
            wanted = network.answer_at_once(token[:people, :PLAYER_TOKEN], token[people:], history)
            assert np.abs(answer - wanted).max() < 1e-4
            if characters:
                alone = forward(recipe, token[[people - 1, -1]], 1, history[[people - 1, -1]])
                assert np.array_equal(alone, answer[[people - 1, -1]]), "a row has its bits in any company"


def test_new_weights_are_played_at_once(pool: Pool) -> None:
    net = DynamicsNetwork()
    play = Play(pool, 20, 4)
    senses = play.senses()
    first = net.answer(play.crowd, senses)
    assert np.abs(first - net._answer_in_blocks(play.crowd, senses)).max() < 1e-4, "what a GPU plays"
    with torch.no_grad():
        net.norm.bias.add_(0.5)
    assert not np.allclose(first, net.answer(play.crowd, senses))


def test_a_step_that_fails_changes_no_world(model: Dynamics, pool: Pool) -> None:
    for good_calls in range(2):  # it fails while the bodies feel around them, and while they are moved
        calls = 0

        def broken(points: Floats) -> NDArray[np.float32]:
            nonlocal calls
            calls += 1
            if calls > good_calls:  # noqa: B023 (called before the next round)
                raise OSError("this world's ground is lost")
            return pool.distance(points)

        states = [world(pool, 5, 6), world(pool, 9, 3)]
        before = [state.copy() for state in states]
        action = Action(0.3, 1.0, True, False, 0.4, 0.1)
        with pytest.raises(OSError, match="ground is lost"):
            step_world(model, states, [action] * 2, [pool.distance, broken])
        for state, kept in zip(states, before, strict=True):
            for name, array in kept.arrays().items():
                assert np.array_equal(array, state.arrays()[name]), name


def test_a_copy_goes_on_exactly_like_the_original(model: Dynamics, pool: Pool) -> None:
    state = world(pool, 6, 6)
    for _ in range(8):
        step_world(model, [state], [Action(0.0, 1.0)], [pool.distance])
    branch = WorldState.from_arrays(state.arrays())
    for _ in range(12):
        for one in (state, branch):
            step_world(model, [one], [Action(1.0, 0.0)], [pool.distance])
    assert np.array_equal(state.player, branch.player) and np.array_equal(state.entities, branch.entities)


def test_far_characters_move_at_a_quarter_of_the_rate(model: Dynamics, pool: Pool) -> None:
    state = world(pool, 7, 2, ground=0)
    state.entity_class[:2] = ENTITY_INDEX["villager"]
    state.entities[0, E_POS] = state.entities[0, E_GOAL] = state.player[P_POS] + (45.0, 0.0, 0.0)
    state.entities[:2, E_TIMER] = 50.0
    moves = []
    for _ in range(8):
        before = state.entities[:2, E_TIMER].copy()
        step_world(model, [state], [Action()], [pool.distance])
        moves.append(before - state.entities[:2, E_TIMER])
    spent = np.array(moves)
    assert (spent[:, 0] > 0.0).sum() == 2 and (spent[:, 1] > 0.0).sum() == 8
    assert spent[:, 0].sum() == pytest.approx(spent[:, 1].sum())


def test_a_body_stops_at_a_wall_and_is_held_back_from_what_has_no_surface(pool: Pool) -> None:
    def wall(points: Floats) -> NDArray[np.float32]:
        return np.minimum(points[:, 1], points[:, 2] + 1.0).astype(np.float32)

    def thicket(points: Floats) -> NDArray[np.float32]:
        return np.where(points[:, 2] < -0.93, -1.0, np.minimum(points[:, 1], 1.0)).astype(np.float32)

    def rush(solid: Sampler) -> tuple[Play, Outcome]:
        play = Play(Pool(pool.volumes[:1]), 1, 0, company=1)
        play.crowd.players[0, P_POS] = 0.0
        play.crowd.players[0, P_YAW] = 0.0
        play.distance = lambda points, _: sample(points, solid)
        senses = play.senses()
        taught = play.teacher(senses)
        plan = Proposal(**{**vars(taught), "displacement": np.tile([0.0, 0.0, -1.2], (2, 1))})
        plan.rest[:] = False
        return play, apply_proposal(play.crowd, senses, plan, lambda: np.zeros((1, 3)), play.distance)

    play, outcome = rush(wall)
    assert play.crowd.players[0, 2] == pytest.approx(-1.0 + GIRTH, abs=0.01) and outcome.projected == 0
    play, outcome = rush(thicket)
    assert -0.93 <= play.crowd.players[0, 2] < 0.0 and outcome.projected >= 1


def test_weights_survive_the_file_and_errors_say_what_is_wrong(tmp_path: Path) -> None:
    torch.manual_seed(2)
    net = DynamicsNetwork()
    save_weights(net, tmp_path / "d.safetensors", {"steps": 3})
    again = load_weights(tmp_path / "d.safetensors")
    for name, tensor in net.state_dict().items():
        assert torch.equal(tensor.half().float(), again.state_dict()[name]), name
    with pytest.raises(WeightsError):
        load_weights(tmp_path / "missing.safetensors")


def test_gradient_steps_on_rollouts_lower_the_loss() -> None:
    torch.manual_seed(0)
    net, rollouts = DynamicsNetwork(), Rollouts(3, worlds=1, scenes=24)
    optimiser = torch.optim.AdamW(net.parameters(), 1e-3)
    random = np.random.default_rng(0)
    for tick in range(12):
        rollouts.tick(net, student=0.5 * (tick > 4))
    losses = []
    for _ in range(12):
        loss = batch_loss(net, rollouts, random)
        optimiser.zero_grad()
        loss.backward()
        optimiser.step()
        losses.append(float(loss.detach()))
    assert np.mean(losses[-3:]) < 0.8 * np.mean(losses[:2])


def test_training_writes_a_checkpoint_it_can_resume(tmp_path: Path) -> None:
    fit(DynamicsConfig(minutes=0.0, out=tmp_path, grounds=1))
    begun = torch.load(tmp_path / "last.pt", weights_only=True)
    # another seed: what it has, it read
    fit(DynamicsConfig(minutes=0.0, resume=True, out=tmp_path, grounds=1, seed=5))
    ended = torch.load(tmp_path / "last.pt", weights_only=True)
    for name, tensor in begun["network"].items():
        assert torch.equal(tensor, ended["network"][name]), name


def test_shipped_weights_walk_and_jump() -> None:
    model = DynamicsNetwork.load()
    assert move_accuracy(model, 900_001, ticks=30) >= 0.98
    assert jump_ratio(model, 900_001) == pytest.approx(1.0, abs=0.1)


def test_shipped_weights_stay_out_of_solids(model: Dynamics) -> None:
    play = Play(proving_pool(1, 900_100), 24, 900_001)
    inside, held = [], 0
    for _ in range(50):
        play.act()
        senses = play.senses()
        plan = read_answer(model.answer(play.crowd, senses), senses, 24)
        held += play.carry_out(plan, senses).projected
        inside.append((play.clearance() < 0.0).mean())
    assert np.mean(inside) < 0.02
    assert held / (50 * 72) < 0.02


def test_shipped_weights_rest_when_nothing_is_pressed(model: Dynamics, pool: Pool) -> None:
    state = world(pool, 8, 0, ground=0)
    for _ in range(20):
        step_world(model, [state], [Action()], [pool.distance])
    before = state.player[P_POS].copy()
    for _ in range(60):
        step_world(model, [state], [Action()], [pool.distance])
    assert np.abs(state.player[P_POS] - before).max() < 0.02


def test_an_idle_player_does_not_creep_but_falls_and_stops_as_before(model: Dynamics, pool: Pool) -> None:
    state = world(pool, 8, 0)
    for _ in range(20):
        step_world(model, [state], [Action()], [pool.distance])
    before = state.player[P_POS].copy()
    for _ in range(100):
        step_world(model, [state], [Action()], [pool.distance])
    assert np.array_equal(state.player[P_POS], before)
    state.player[1] += 3.0
    state.player[P_GROUNDED] = 0.0
    for _ in range(8):
        step_world(model, [state], [Action()], [pool.distance])
    assert state.player[1] < before[1] + 2.5, "nothing holds up a body in the air"
    state = world(pool, 8, 0, ground=0)
    for _ in range(12):
        step_world(model, [state], [Action(move_z=1.0)], [pool.distance])
    before = state.player[P_POS].copy()
    step_world(model, [state], [Action()], [pool.distance])
    assert np.abs(state.player[P_POS] - before).max() > 0.05, "a runner takes a moment to stop"
