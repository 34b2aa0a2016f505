"""Faces of several parts in one plane: the later part's stand a little before the earlier one's.

On a grid many parts end in the very same plane, and a cut makes all that it meets end there. Which of two such faces a
renderer shows is then chance, pixel by pixel and differently from every eye: the wall flickers in spots.
"""

from __future__ import annotations

from typing import Final

import numpy as np
from numba import njit
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
GAP: Final = 0.002  # metres from one face to the next in front of it
MOST: Final = 4  # faces in front of each other; what comes after shares the last place
_SAME: Final = 0.002  # metres: planes nearer than this are one
_TURNS: Final = 128.0  # of a normal's unit: normals that agree to this are one
_OVERLAP: Final = 0.004  # metres, each way: faces that share less lie beside each other


@njit(cache=True, nogil=True)
def _rank(planes, low, high, normals, ranks):  # type: ignore[no-untyped-def]
    """ranks i64 [F]: how many faces lie behind each one in its plane. planes i64 [F], those of one plane in a row, the
    hindmost first; low, high, normals [F, 3]."""
    for k in range(1, len(planes)):
        behind = k - 1
        while behind >= 0 and planes[behind] == planes[k]:
            overlaps = True
            for axis in range(3):
                shared = min(high[k, axis], high[behind, axis]) - max(low[k, axis], low[behind, axis])
                # along the plane they must overlap; across it they are as thin as a plane
                if abs(normals[k, axis]) < 0.99 and shared <= _OVERLAP:
                    overlaps = False
            if overlaps:
                ranks[k] = max(ranks[k], min(ranks[behind] + 1, MOST))
            behind -= 1


def apart(
    places: Floats, normals: Floats, areas: Floats, triangles: Ints, part: Ints, first: NDArray[np.bool_]
) -> Floats:
    """Places [V, 3] with coplanar faces moved apart along their normals.

    normals [T, 3] and areas [T] are those of the triangles [T, 3], part [T] whose they are; first bool [T]: they stand
    before all others. A face takes the corners of its part that lie in its plane with it: no gap opens at its edges.
    """
    owner = part + (1 + part.max(initial=0)) * first
    some = areas > 1e-6
    names = np.zeros((len(triangles), 4), np.int64)
    names[:, :3] = np.floor(normals * _TURNS + 0.5)
    depth = np.einsum("tk,tk->t", normals, places[triangles[:, 0]])
    names[:, 3] = np.floor(depth / _SAME + 0.5)
    plane = ((names[:, 0] * 1021 + names[:, 1]) * 1021 + names[:, 2]) * 2_000_003 + names[:, 3]
    faces, face_of = np.unique(np.stack([plane[some], owner[some]], 1), axis=0, return_inverse=True)
    of = np.flatnonzero(some)
    low, high = np.full((len(faces), 3), np.inf), np.full((len(faces), 3), -np.inf)
    corners = places[triangles[of]]
    np.minimum.at(low, face_of, corners.min(1))
    np.maximum.at(high, face_of, corners.max(1))
    one = np.zeros(len(faces), np.int64)
    one[face_of] = of
    whose = np.zeros(len(places), np.int64)
    whose[triangles] = part[:, None]
    ranks = np.zeros(len(faces), np.int64)
    _rank(faces[:, 0], low, high, normals[one], ranks)
    moved = places.copy()
    for k in np.flatnonzero(ranks).tolist():
        normal = normals[one[k]]
        mine = np.flatnonzero(whose == part[one[k]])
        near = np.abs(places[mine] @ normal - depth[one[k]]) < _SAME
        within = ((places[mine] > low[k] - _SAME) & (places[mine] < high[k] + _SAME)).all(1)
        moved[mine[near & within]] += normal * (GAP * ranks[k])
    return moved
