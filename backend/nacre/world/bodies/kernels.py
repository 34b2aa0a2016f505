"""Compiled inner loops of bodies: matrices of joints, and the pose network row by row. Types are numba's to infer."""

# mypy: allow-untyped-defs, allow-untyped-calls

from __future__ import annotations

import math

import numpy as np
from numba import njit

from nacre.world.bodies.plans import A_ACTIVITY, A_PACE, A_PHASE, A_PITCH, A_PLAN, A_YAW, HARMONICS, INPUTS, TOP_PACE


@njit(cache=True)
def _turn(angles, out):
    """Rotation yaw(y) * pitch(x) * roll(z) of angles (x, y, z), into out [3, 3]."""
    sx, cx = math.sin(angles[0]), math.cos(angles[0])
    sy, cy = math.sin(angles[1]), math.cos(angles[1])
    sz, cz = math.sin(angles[2]), math.cos(angles[2])
    out[0, 0], out[0, 1], out[0, 2] = cy * cz + sy * sx * sz, sy * sx * cz - cy * sz, sy * cx
    out[1, 0], out[1, 1], out[1, 2] = cx * sz, cx * cz, -sx
    out[2, 0], out[2, 1], out[2, 2] = cy * sx * sz - sy * cz, sy * sz + cy * sx * cz, cy * cx


@njit(cache=True)
def fill_matrices(parents, pivots, axes, kinds, angles, out):
    """Matrices [G, 3, 4] of groups from angles [G, 3]; each includes those of its parents."""
    own = np.zeros((3, 4), np.float32)
    turn = np.zeros((3, 3), np.float32)
    for g in range(parents.shape[0]):
        if kinds[g] == 1:
            for r in range(3):
                for c in range(3):
                    own[r, c] = 1.0 if r == c else 0.0
                own[r, 3] = angles[g, r] if r == axes[g] else 0.0
        else:
            _turn(angles[g], turn)
            for r in range(3):
                moved = np.float32(0.0)
                for c in range(3):
                    own[r, c] = turn[r, c]
                    moved += turn[r, c] * pivots[g, c]
                own[r, 3] = pivots[g, r] - moved
        p = parents[g]
        if p < 0:
            out[g] = own
        else:
            for r in range(3):
                for c in range(4):
                    value = out[p, r, 3] if c == 3 else np.float32(0.0)
                    for k in range(3):
                        value += out[p, r, k] * own[k, c]
                    out[g, r, c] = value


@njit(cache=True)
def pose_matrices(parents, pivots, axes, kinds, low, high, channels, root, leg, pose, angles, whole, groups):
    """Matrices of a body for one pose: `whole` [3, 4] and `groups` [G, 3, 4]."""
    for g in range(parents.shape[0]):
        for a in range(3):
            c = channels[g, a]
            value = pose[c] if c >= 0 else np.float32(0.0)
            if a == axes[g]:
                value = min(max(value, low[g]), high[g])
            angles[g, a] = value
    fill_matrices(parents, pivots, axes, kinds, angles, groups)
    turn = np.zeros((3, 3), np.float32)
    _turn(pose[3:6], turn)
    for r in range(3):
        moved = np.float32(0.0)
        for c in range(3):
            whole[r, c] = turn[r, c]
            moved += turn[r, c] * root[c]
        whole[r, 3] = root[r] - moved + pose[r] * leg


@njit(cache=True)
def evaluate_rows(plan, activity, before, blend, phase, pace, yaw, pitch, w1, b1, w2, b2, w3, b3, out):
    """Poses of N bodies into out [N, CHANNELS]; weights lie input-major, so that inner loops run along outputs."""
    x = np.zeros(INPUTS, np.float32)
    width = b1.shape[0]
    one, two = np.zeros(width, np.float32), np.zeros(width, np.float32)
    for n in range(plan.shape[0]):
        x[:] = 0
        x[A_PLAN + plan[n]] = 1
        x[A_ACTIVITY + before[n]] += np.float32(1) - blend[n]
        x[A_ACTIVITY + activity[n]] += blend[n]
        turn = 2 * math.pi * float(phase[n])
        for k in range(HARMONICS):
            x[A_PHASE + 2 * k] = math.sin((k + 1) * turn)
            x[A_PHASE + 2 * k + 1] = math.cos((k + 1) * turn)
        x[A_PACE] = min(pace[n], np.float32(TOP_PACE)) / np.float32(TOP_PACE)
        x[A_YAW] = min(max(yaw[n], np.float32(-1.2)), np.float32(1.2))
        x[A_PITCH] = min(max(pitch[n], np.float32(-0.6)), np.float32(0.6))
        one[:] = b1
        for i in range(INPUTS):
            if x[i] != 0:
                for j in range(width):
                    one[j] += x[i] * w1[i, j]
        two[:] = b2
        for i in range(width):
            value = one[i] / (np.float32(1) + abs(one[i]))
            for j in range(width):
                two[j] += value * w2[i, j]
        out[n] = b3
        for i in range(width):
            value = two[i] / (np.float32(1) + abs(two[i]))
            for j in range(out.shape[1]):
                out[n, j] += value * w3[i, j]
