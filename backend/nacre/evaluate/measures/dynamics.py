"""The dynamics against the teacher: one step, five seconds without correction, jumps, and solids."""

from __future__ import annotations

import math
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from nacre.evaluate.measures.action import FIELD
from nacre.teacher.movement.play import Play
from nacre.teacher.movement.proving import Pool, proving_pool
from nacre.train.driving import SCENES, everyday_figures, jump_ratio, one_step
from nacre.world.dynamics.crowd import FLYING, entity_tokens, player_tokens
from nacre.world.dynamics.network import read_answer
from nacre.world.interface import Action, Progress
from nacre.world.model import Pearl, quiet
from nacre.world.networks.dynamics import DynamicsNetwork
from nacre.world.state import E_PHASE, E_POS, E_VEL, E_YAW, P_GROUNDED, P_POS, P_SWIMMING, P_VEL

SECONDS: Final = 5
TICKS: Final = 20  # a second
APEX: Final = 45  # ticks in which a jump has long reached its height


def _advance(play: Play, model: DynamicsNetwork | None) -> None:
    senses = play.senses()
    if model is None:
        plan = play.teacher(senses)
    else:
        tokens = player_tokens(play.crowd, senses), entity_tokens(play.crowd, senses)
        plan = read_answer(model.answer_at_once(*tokens, play.crowd.history), senses, len(play.crowd.players))
    play.carry_out(plan, senses)


def _far(a: NDArray[np.float64], b: NDArray[np.float64]) -> NDArray[np.float64]:
    return np.asarray(np.sqrt(((a - b) ** 2).sum(1)))


def open_loop(model: DynamicsNetwork, pool: Pool, seed: int) -> dict[str, Any]:
    """Mean error per attribute after each of five seconds in which the model is never corrected.

    Teacher and student start alike and get the same input and dice. Players: place (m; mean and median),
    velocity (m/s), disagreement on standing and swimming (share). Characters: place, velocity, yaw
    (radians), phase (cycles). inside_solids is the share of the student's ticks with the body in a solid.
    """
    taught, own = (Play(pool, SCENES, seed) for _ in range(2))
    for play in (taught, own):
        play.random = np.random.default_rng(seed + 1)
    curves: dict[str, list[float]] = {}
    inside = []
    grounded = ~FLYING[taught.crowd.kinds]
    for tick in range(1, SECONDS * TICKS + 1):
        for play, driver in ((taught, None), (own, model)):
            play.act()
            _advance(play, driver)
        inside.append(float((own.clearance() < 0.0).mean()))
        if tick % TICKS:
            continue
        p, q = taught.crowd.players, own.crowd.players
        e, f = taught.crowd.rows[grounded], own.crowd.rows[grounded]
        away = _far(p[:, P_POS], q[:, P_POS])
        turn = np.abs((e[:, E_YAW] - f[:, E_YAW] + math.pi) % (2 * math.pi) - math.pi)
        phase = np.abs((e[:, E_PHASE] - f[:, E_PHASE] + 0.5) % 1.0 - 0.5)
        for name, value in (
            ("position_m", away.mean()),
            ("position_median_m", np.median(away)),
            ("velocity_m_s", _far(p[:, P_VEL], q[:, P_VEL]).mean()),
            ("grounded", (p[:, P_GROUNDED] != q[:, P_GROUNDED]).mean()),
            ("swimming", (p[:, P_SWIMMING] != q[:, P_SWIMMING]).mean()),
            ("entity_position_m", _far(e[:, E_POS], f[:, E_POS]).mean()),
            ("entity_velocity_m_s", _far(e[:, E_VEL], f[:, E_VEL]).mean()),
            ("entity_yaw_rad", turn.mean()),
            ("entity_phase", phase.mean()),
        ):
            curves.setdefault(name, []).append(round(float(value), 4))
    return {
        "after_5s": {n: c[-1] for n, c in curves.items()},
        "curves": curves,
        "inside_solids": float(np.mean(inside)),
    }


def jumps(pearl: Pearl, seed: int, count: int) -> list[float]:
    """Apex in metres of jumps in a generated field, standing and running by turns."""
    state = pearl.open(FIELD, seed, quiet)
    start = state.player.copy()
    found = []
    for number in range(count):
        state.player[...] = start
        state.history[:, 0] = 0
        pearl.look(state, 2 * math.pi * number / count, 0.0)
        ahead = Action(move_z=float(number % 2))
        for _ in range(15):
            pearl.step([state], [ahead])
        if state.player[P_GROUNDED] < 0.5:
            continue
        foot, top = float(state.player[1]), -9.0
        for tick in range(APEX):
            pearl.step([state], [Action(move_z=ahead.move_z, jump=tick == 0)])
            top = max(top, float(state.player[1]))
        if number % 2 == 0 or abs(float(state.player[1]) - foot) < 0.1:  # running: only where the ground is level
            found.append(top - foot)
    pearl.forget(state)
    return found


def teacher_apex(seed: int) -> float:
    """Apex in metres of the teacher's own jump from rest."""
    from nacre.train.driving import _flat

    play = _flat(4, seed)
    foot = play.crowd.players[:, 1].copy()
    top = np.full(4, -9.0)
    for tick in range(APEX):
        play.crowd.actions[:, 2] = float(tick == 5)
        _advance(play, None)
        top = np.maximum(top, play.crowd.players[:, 1])
    return float((top - foot).mean())


def against_teacher(pearl: Pearl, worlds: int, seed: int, quick: bool, progress: Progress = quiet) -> dict[str, Any]:
    """Every figure of the dynamics: on held-out proving grounds, and jumps in a generated world."""
    model = DynamicsNetwork.load()
    progress("dynamics", 0.0, "dynamics: making held-out grounds")
    pool = proving_pool(worlds, seed)
    progress("dynamics", 0.3, "dynamics: single steps")
    figures: dict[str, Any] = {"one_step": one_step(model, pool, seed, 30 if quick else 60)}
    progress("dynamics", 0.5, "dynamics: five seconds without correction")
    runs = [open_loop(model, pool, seed + k) for k in range(1 if quick else 3)]
    names = list(runs[0]["after_5s"])
    figures["after_5s"] = {n: float(np.mean([r["after_5s"][n] for r in runs])) for n in names}
    figures["curves"] = {n: np.mean([r["curves"][n] for r in runs], 0).round(4).tolist() for n in names}
    figures["inside_solids_grounds"] = float(np.mean([r["inside_solids"] for r in runs]))
    progress("dynamics", 0.8, "dynamics: jumps")
    taught = teacher_apex(seed)
    found = jumps(pearl, seed, 8 if quick else 24)
    figures["jump_apex_teacher_m"] = taught
    figures["jump_apex_m"] = float(np.mean(found))
    errors = float(np.mean(np.abs(np.array(found) / taught - 1))), abs(jump_ratio(model, seed) - 1)
    figures["jump_apex_error"] = max(errors)
    figures["jumps"] = len(found)
    if not quick:
        progress("dynamics", 0.9, "dynamics: how characters live")
        figures["life"] = everyday_figures(model, pool, seed)
    figures["grounds"] = worlds
    return figures


__all__ = ["against_teacher", "jumps", "open_loop", "teacher_apex"]
