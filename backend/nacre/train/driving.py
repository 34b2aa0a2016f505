"""How well the learned dynamics drive: the figures of the Causal Dynamics Module on held-out grounds."""

from __future__ import annotations

from typing import Final

import numpy as np
from numpy.typing import NDArray

from nacre.teacher.movement.behaviour import ARRIVED
from nacre.teacher.movement.play import Play
from nacre.teacher.movement.proving import SPACING, Pool, ground_volume, proving_pool
from nacre.world.dynamics.apply import Proposal
from nacre.world.dynamics.crowd import FLYING, HUMAN, Senses, entity_tokens, flat_distance, player_tokens
from nacre.world.dynamics.network import read_answer
from nacre.world.grid import TICK
from nacre.world.networks.dynamics import DynamicsNetwork
from nacre.world.state import E_POS, E_VEL, P_GROUNDED, P_POS, P_VEL, P_YAW

SCENES: Final = 48
OPEN_LOOP: Final = 100  # ticks: five seconds
Floats = NDArray[np.float64]


def _plan(play: Play, model: DynamicsNetwork, senses: Senses) -> Proposal:
    tokens = player_tokens(play.crowd, senses), entity_tokens(play.crowd, senses)
    answer = model.answer_at_once(*tokens, play.crowd.history)
    return read_answer(answer, senses, len(play.crowd.players))


def _tick(play: Play, model: DynamicsNetwork | None) -> int:
    """One tick by the model, or by the teacher; returns how many bodies had to be held back."""
    senses = play.senses()
    plan = play.teacher(senses) if model is None else _plan(play, model, senses)
    return play.carry_out(plan, senses).projected


def one_step(model: DynamicsNetwork, pool: Pool, seed: int, ticks: int = 60) -> dict[str, float]:
    """Mean errors of a single tick on states of the teacher's play, players and characters."""
    play = Play(pool, SCENES, seed)
    many = len(play.crowd.players)
    sums: dict[str, list[float]] = {}
    for _ in range(ticks):
        play.act()
        senses = play.senses()
        taught = play.teacher(senses)
        own = _plan(play, model, senses)
        place = np.sqrt(((own.displacement - taught.displacement) ** 2).sum(1))
        speed = np.sqrt(((own.velocity - taught.velocity) ** 2).sum(1))
        overlap = np.minimum(own.chances, taught.chances).sum(1)
        for name, value in (
            ("one_step_m", place[:many]),
            ("one_step_m_s", speed[:many]),
            ("grounded_accuracy", own.grounded[:many] == taught.grounded[:many]),
            ("entity_one_step_m", place[many:]),
            ("entity_turn_rad", np.abs(own.turn - taught.turn)),
            ("entity_rethink_accuracy", own.rethink == taught.rethink),
            ("entity_choice_overlap", overlap),
        ):
            sums.setdefault(name, []).append(float(np.mean(value)))
        play.carry_out(taught, senses)
    return {name: float(np.mean(values)) for name, values in sums.items()}


def open_loop(model: DynamicsNetwork, pool: Pool, seed: int) -> dict[str, float]:
    """Five seconds by the student against five by the teacher, same start and input."""
    ends, held, inside, touched, still_inside, wet = [], 0, [], [], [], []
    for driver in (None, model):
        play = Play(pool, SCENES, seed)
        play.random = np.random.default_rng(seed + 1)
        dry = (play.crowd.rows[:, 1] > 0.2) & ~FLYING[play.crowd.kinds]
        for _ in range(OPEN_LOOP):
            play.act()
            projected = _tick(play, driver)
            if driver is not None:
                held += projected
                clear = play.clearance()
                inside.append(float((clear < 0.0).mean()))
                touched.append(float((clear < 0.2).mean()))
                rows = play.crowd.rows
                chest = rows[:, None, E_POS] + np.array([0.0, 0.6, 0.0])
                felt = play.distance(chest, play.crowd.owner)[:, 0]
                still_inside.append(float((felt < 0.0).mean()))
                wet.append(float((rows[dry, 1] < -0.5).mean()))
        ends.append(play.crowd.players[:, P_POS].copy())
    error = np.sqrt(((ends[0] - ends[1]) ** 2).sum(1))
    bodies = OPEN_LOOP * (SCENES * (1 + play.company))
    return {
        "open_loop_5s_m": float(error.mean()),
        "open_loop_5s_median_m": float(np.median(error)),
        "inside_solids": float(np.mean(inside)),
        "pressed_into_solids": float(np.mean(touched)),
        "held_back": held / bodies,
        "entity_inside_solids": float(np.mean(still_inside)),
        "entity_in_water": float(np.mean(wet)),
    }


def _flat(count: int, seed: int) -> Play:
    play = Play(Pool(ground_volume(0, flat=True)[None]), count, seed)
    players = play.crowd.players
    players[:, P_POS] = np.stack(
        [np.linspace(0.3, 0.7, count) * SPACING, np.full(count, 1.0), np.linspace(3.0, 60.0, count)], 1
    )
    players[:, P_VEL] = 0.0
    players[:, P_GROUNDED] = 1.0
    return play


def jump_ratio(model: DynamicsNetwork, seed: int) -> float:
    """Mean apex of the student's jumps over the teacher's, standing and running, on flat ground."""
    apexes = []
    for driver in (None, model):
        play = _flat(16, seed)
        best = np.full(16, -9.0)
        start = np.zeros(16)
        play.crowd.actions[8:, 1] = 1.0
        for tick in range(45):
            play.crowd.actions[:, 2] = float(tick == 20)
            if tick == 20:
                start = play.crowd.players[:, 1].copy()
            _tick(play, driver)
            if tick >= 20:
                best = np.maximum(best, play.crowd.players[:, 1])
        apexes.append(best - start)
    return float((apexes[1] / apexes[0]).mean())


def move_accuracy(model: DynamicsNetwork, seed: int, ticks: int = 60) -> float:
    """Share of steady ticks on flat ground that agree with the input: cosine > 0.95, speed within 15 %.

    Players who press nothing must move less than 0.15 m/s.
    """
    count = 64
    play = _flat(count, seed)
    angles = np.random.default_rng(seed).uniform(-np.pi, np.pi, count)
    sprint = np.arange(count) % 4 == 0
    idle = np.arange(count) % 16 == 5
    actions = play.crowd.actions
    actions[:, 0], actions[:, 1], actions[:, 3] = np.sin(angles), np.cos(angles), sprint
    actions[idle] = 0.0
    play.crowd.players[:, P_YAW] = np.random.default_rng(seed + 1).uniform(-np.pi, np.pi, count)
    good = []
    for tick in range(ticks):
        before = play.crowd.players[:, P_POS].copy()
        _tick(play, model)
        if tick < 10:
            continue
        moved = (play.crowd.players[:, P_POS] - before)[:, (0, 2)] / TICK
        yaw = play.crowd.players[:, P_YAW]
        want_x = actions[:, 0] * np.cos(yaw) - actions[:, 1] * np.sin(yaw)
        want_z = -actions[:, 0] * np.sin(yaw) - actions[:, 1] * np.cos(yaw)
        speed = np.hypot(moved[:, 0], moved[:, 1])
        wanted = np.where(sprint, 7.0, 4.0)
        cosine = (moved[:, 0] * want_x + moved[:, 1] * want_z) / np.maximum(speed, 1e-6)
        agrees = (cosine > 0.95) & (np.abs(speed / wanted - 1.0) < 0.15)
        good.append(np.where(idle, speed < 0.15, agrees).mean())
    return float(np.mean(good))


def everyday_figures(model: DynamicsNetwork, pool: Pool, seed: int, ticks: int = 400) -> dict[str, float]:
    """How characters live for twenty seconds: share of walkers, how fast people walk, talks a minute."""
    play = Play(pool, SCENES, seed)
    walking, pace, talks = [], [], 0
    for _ in range(ticks):
        play.act()
        senses = play.senses()
        plan = _plan(play, model, senses)
        talks += int(play.carry_out(plan, senses).greeted.sum())
        people = HUMAN[play.crowd.kinds]
        speed = np.hypot(*play.crowd.rows[:, E_VEL][:, (0, 2)].T)
        going = people & (flat_distance(senses.goal) > 2.0 * ARRIVED)
        walking.append(float(going[people].mean()))
        pace.append(float(speed[going].mean()))
    return {
        "people_walking": float(np.mean(walking)),
        "people_pace_m_s": float(np.mean(pace)),
        "greetings_a_minute": talks / (ticks * TICK / 60.0) / SCENES,
    }


def evaluate_dynamics(
    model: DynamicsNetwork, n_worlds: int = 6, seed0: int = 900_000, life_ticks: int = 400
) -> dict[str, float]:
    """Every figure of the dynamics on `n_worlds` grounds of seeds from seed0 on; deterministic."""
    pool = proving_pool(n_worlds, seed0)
    figures = one_step(model, pool, seed0)
    figures |= open_loop(model, pool, seed0)
    figures["jump_apex_ratio"] = jump_ratio(model, seed0)
    figures["move_accuracy"] = move_accuracy(model, seed0)
    figures |= everyday_figures(model, pool, seed0, life_ticks)
    return {name: round(value, 5) for name, value in figures.items()}
