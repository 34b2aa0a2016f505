"""Skeletons, clips and the shipped pose network: joints turn where they should, feet stand, crowds change nothing."""

from __future__ import annotations

import time

import numpy as np
import pytest

import nacre.teacher.grammar.bodies
from nacre.parts.builder import Builder
from nacre.parts.language import Joint
from nacre.teacher.grammar.registry import draw
from nacre.teacher.motion import clip
from nacre.world.bodies.kernels import fill_matrices
from nacre.world.bodies.plans import (
    ACTIVITIES,
    ACTIVITY_INDEX,
    CHANNEL_INDEX,
    CHANNELS,
    PLAN_INDEX,
    PLANS,
    cycle_rate,
    plan_of,
    stride,
)
from nacre.world.bodies.pose_network import Poser, shipped
from nacre.world.bodies.skeleton import about_axes, posed, skeleton, within_limits
from nacre.world.geometry.expand import expand
from nacre.world.networks.files import save_tensors
from nacre.world.networks.poses import PoseNetwork
from nacre.world.weights import WeightsError, load_card

assert nacre.teacher.grammar.bodies is not None


def moved(matrix, point):
    return matrix[:, :3] @ np.asarray(point, np.float32) + matrix[:, 3]


def turned(bones, values):
    """Transforms [G, 3, 4] of groups that are turned about their own axes."""
    out = np.zeros((bones.count, 3, 4), np.float32)
    fill_matrices(bones.parents, bones.pivots, bones.axes, bones.kinds, about_axes(bones, values), out)
    return out


def cabinet():
    """A door on a hinge that carries a handle on a slider."""
    b = Builder("shelf", grid=0.01)
    b.add("box", (0, 1, 0), (0.5, 1, 0.3), "planks", "brown", "body")
    door = b.add("box", (0, 1, -0.31), (0.5, 1, 0.01), "planks", "brown", "door",
                 joint=Joint("hinge", (0.5, 1, -0.31), "y", -90, 0))  # fmt: skip
    b.add("box", (-0.4, 1, -0.33), (0.02, 0.02, 0.02), "iron", "black", "handle", parent=door,
          joint=Joint("slider", (-0.4, 1, -0.33), "z", -0.1, 0.1))  # fmt: skip
    return b.program()


def test_doors_turn_about_their_hinge_and_sliders_slide():
    bones = skeleton(cabinet())
    assert bones.count == 2 and bones.roles == ("door", "handle") and list(bones.parents) == [-1, 0]
    values = within_limits(bones, np.array([-3.0, 0.05], np.float32))
    assert np.allclose(values, [-np.pi / 2, 0.05])
    door, handle = turned(bones, values)
    assert np.allclose(moved(door, (0.5, 0, -0.31)), (0.5, 0, -0.31), atol=1e-6)  # the hinge stays
    # the free edge swings to -z: out of the front
    assert np.allclose(moved(door, (-0.5, 1, -0.31)), (0.5, 1, -1.31), atol=1e-5)
    # the handle goes with the door, and slides along what was z
    assert np.allclose(moved(handle, (-0.4, 1, -0.33)), (0.5 - 0.03, 1, -0.31 - 0.9), atol=1e-5)
    assert np.allclose(turned(bones, np.zeros(2, np.float32))[:, :, :3], np.eye(3))


def test_groups_are_those_of_the_mesh():
    for name in ("villager", "dragon", "crab", "horse_rider"):
        program, _ = draw(name, 2)
        assert int(expand(program).group.max()) == skeleton(program).count


def test_elbows_bend_forwards_and_knees_backwards():
    bones = skeleton(draw("villager", 1)[0])
    pose = np.zeros(len(CHANNELS), np.float32)
    pose[CHANNEL_INDEX["arm_r.2:x"]], pose[CHANNEL_INDEX["leg_l.2:x"]] = 0.4, -1.0
    _, groups = posed(bones, pose)
    fore, shin = bones.bones.index("arm_r.2"), bones.bones.index("leg_l.2")
    hand = bones.pivots[fore] + (0, -0.25, 0)
    assert moved(groups[fore], hand)[2] < hand[2]
    foot = bones.pivots[shin] + (0, -0.25, 0)
    assert moved(groups[shin], foot)[2] > foot[2]


def test_joints_keep_their_limits():
    program, _ = draw("villager", 1)
    bones = skeleton(program)
    knee = bones.bones.index("leg_l.2")
    for asked in (-9.0, 9.0):
        pose = np.zeros(len(CHANNELS), np.float32)
        pose[CHANNEL_INDEX["leg_l.2:x"]] = asked
        turn = posed(bones, pose)[1][knee]
        angle = np.arctan2(turn[2, 1], turn[1, 1])
        assert bones.low[knee] - 1e-4 <= angle <= bones.high[knee] + 1e-4


@pytest.mark.parametrize("plan", PLANS)
def test_clips_are_smooth_and_close_their_cycle(plan):
    phase = np.linspace(0, 1, 241)
    for activity in ACTIVITIES:
        poses = clip(plan, activity, phase, 2.0)
        assert np.isfinite(poses).all()
        assert np.allclose(poses[0], poses[-1], atol=1e-6), activity
        # the quickest is a knee that straightens as a hop leaves the ground: 0.44 within 1/240 of the cycle
        assert np.abs(np.diff(poses, axis=0)).max() < 0.45, activity


def feet(bones, pose, legs):
    """Places of the soles' middles for a pose, [len(legs), 3]."""
    whole, groups = posed(bones, pose)
    out = []
    for leg in legs:
        row = bones.bones.index(f"{leg}.2")
        sole = np.array((bones.pivots[row][0], 0.0, bones.pivots[row][2]), np.float32)
        out.append(moved(whole, moved(groups[row], sole)))
    return np.array(out)


def walking(source, name="villager", pace=1.6, steps=120):
    """Feet over one cycle of walking over the ground, [steps, 2, 3] in metres."""
    bones = skeleton(draw(name, 1)[0])
    phase = np.arange(steps) / steps
    poses = source(plan_of(name), phase, pace)
    places = np.array([feet(bones, pose, ("leg_l", "leg_r")) for pose in poses])
    # the body goes ahead, along -z, by a stride each cycle
    places[:, :, 2] -= (phase * stride(pace, False) * bones.leg)[:, None]
    return places


def learned(plan, phase, pace):
    n = len(phase)
    zeros = np.zeros(n)
    return shipped().poses(
        np.full(n, PLAN_INDEX[plan]), np.full(n, ACTIVITY_INDEX["walk"]), phase, np.full(n, pace), zeros, zeros
    )


@pytest.mark.parametrize("source, slack", [(lambda p, t, v: clip(p, "walk", t, v), 0.035), (learned, 0.05)])
def test_standing_feet_neither_slide_nor_sink(source, slack):
    places = walking(source)
    assert places[:, :, 1].min() > -slack
    left = places[:, 0]
    phase = np.arange(len(left)) / len(left)
    standing = left[(phase > 0.12) & (phase < 0.45)]  # well within the 60 % on the ground
    assert np.ptp(standing[:, 2]) < 2.2 * slack
    assert np.ptp(left[:, 1]) > 0.03  # and it is lifted in between


def test_phase_follows_the_ground():
    rate = cycle_rate("biped", "walk", 1.2, 0.6)
    assert rate * stride(2.0, False) * 0.6 == pytest.approx(1.2)
    assert all(cycle_rate(plan, activity, 1.0, 0.5) > 0 for plan in PLANS for activity in ACTIVITIES)


def crowd(n, seed=0):
    rng = np.random.default_rng(seed)
    return (
        rng.integers(0, len(PLANS), n), rng.integers(0, len(ACTIVITIES), n), rng.random(n, np.float32),
        rng.random(n, np.float32) * 5, rng.uniform(-1, 1, n), rng.uniform(-0.5, 0.5, n),
    )  # fmt: skip


def test_the_network_is_near_its_teacher():
    plan, activity, phase, pace, yaw, pitch = crowd(600, 3)
    found = shipped().poses(plan, activity, phase, pace, yaw, pitch)
    wanted = np.concatenate([
        clip(PLANS[p], ACTIVITIES[a], phase[i : i + 1], pace[i : i + 1], yaw[i : i + 1], pitch[i : i + 1])
        for i, (p, a) in enumerate(zip(plan, activity, strict=True))
    ])  # fmt: skip
    used = np.abs(wanted) > 1e-9
    used[:, :3] = False
    assert np.degrees(np.abs(found - wanted)[used].mean()) < 2.0


def test_same_bits_in_any_company():
    columns = crowd(40)
    together = shipped().poses(*columns)
    alone = np.concatenate([shipped().poses(*(column[i : i + 1] for column in columns)) for i in range(40)])
    assert together.tobytes() == alone.tobytes()


def test_activities_blend():
    n = 5
    columns = (np.zeros(n, int), np.full(n, ACTIVITY_INDEX["sit"]), np.full(n, 0.3), *np.zeros((3, n)))
    mixed = shipped().poses(*columns, before=np.zeros(n, int), blend=np.linspace(0, 1, n))
    hip = mixed[:, CHANNEL_INDEX["leg_l:x"]]
    assert (np.diff(hip) > 0.05).all()  # from standing to sitting without a jump back


def test_looking_turns_the_head_to_the_player():
    columns = (np.zeros(2, int), np.zeros(2, int), np.full(2, 0.25), np.zeros(2), np.array([0.9, -0.9]), np.zeros(2))
    yaw = shipped().poses(*columns)[:, CHANNEL_INDEX["head:y"]]
    assert yaw[0] > 0.4 and yaw[1] < -0.25


def test_thirty_characters_are_cheap():
    columns = crowd(30)
    shipped().poses(*columns)
    times = []
    for _ in range(50):
        start = time.perf_counter()
        shipped().poses(*columns)
        times.append(time.perf_counter() - start)
    assert min(times) < 0.0003


def test_card_and_wrong_weights(tmp_path):
    import torch

    from nacre.world.bodies.pose_network import WEIGHTS_FILE

    card = load_card(WEIGHTS_FILE)
    assert card["parameters"] <= 60_000 and card["channels"] == list(CHANNELS)
    assert sum(p.numel() for p in PoseNetwork().parameters()) == card["parameters"]
    save_tensors(tmp_path / "poses.safetensors", {"first.weight": torch.zeros(3, 3)}, {})
    with pytest.raises(WeightsError, match="made for another network"):
        Poser(tmp_path / "poses.safetensors")
    with pytest.raises(WeightsError, match="no weights"):
        Poser(tmp_path / "none.safetensors")


def test_a_short_run_learns_resumes_and_keeps_better_weights(tmp_path, monkeypatch):
    from nacre.train import poses
    from nacre.train.config import PosesConfig

    def run(minutes: float, out: str, resume: bool = False) -> dict[str, float]:
        return poses.train(PosesConfig(minutes=minutes, resume=resume, out=tmp_path / out, weights=tmp_path))

    monkeypatch.setattr(poses, "PER_CLIP", 40)
    first = run(0.02, "run")
    assert (tmp_path / "poses.safetensors").is_file() and (tmp_path / "run" / "last.pt").is_file()
    again = run(0.04, "run", resume=True)
    assert again["angle_degrees"] < first["angle_degrees"]
    before = (tmp_path / "poses.safetensors").read_bytes()
    run(0.0001, "other")
    assert (tmp_path / "poses.safetensors").read_bytes() == before
    assert (tmp_path / "other" / "poses.safetensors").is_file()
