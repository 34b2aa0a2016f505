"""Deterministic noise over the whole plane: integer hashes of lattice cells, no tables, no borders.

Every function is pure in (seed, channel, place), so any chunk can be made alone and in any order and
still join its neighbours bit for bit. Gradient noise after Perlin, "Improving noise", SIGGRAPH 2002,
with its quintic fade; the hash is the lowbias32 finaliser (Wellons, public domain).
"""

from __future__ import annotations

from typing import Any, Final

import numpy as np
from numba import njit
from numpy.typing import NDArray

Floats = NDArray[np.float64]
_MASK: Final = (1 << 32) - 1


@njit(cache=True, inline="always")
def _mix(value: Any) -> Any:
    value = np.uint32(value)
    value ^= value >> np.uint32(16)
    value = np.uint32(value * np.uint32(0x7FEB352D))
    value ^= value >> np.uint32(15)
    value = np.uint32(value * np.uint32(0x846CA68B))
    return np.uint32(value ^ (value >> np.uint32(16)))


@njit(cache=True, inline="always")
def _cell(key: Any, ix: Any, iz: Any) -> Any:
    low = _mix(np.uint32(np.uint32(ix & 0xFFFFFFFF) * np.uint32(0x9E3779B1)) ^ np.uint32(key))
    return _mix(np.uint32(np.uint32(iz & 0xFFFFFFFF) * np.uint32(0x85EBCA77)) ^ low)


@njit(cache=True)
def _hash_kernel(key: Any, ix: Any, iz: Any, out: Any) -> None:
    for i in range(ix.size):
        out[i] = _cell(key, ix[i], iz[i])


@njit(cache=True, inline="always")
def _corner(key: Any, ix: Any, iz: Any, dx: Any, dz: Any) -> Any:
    bits = _cell(key, ix, iz)
    gx = np.float64(bits & np.uint32(0xFFFF)) / 32767.5 - 1.0
    gz = np.float64(bits >> np.uint32(16)) / 32767.5 - 1.0
    return gx * dx + gz * dz


@njit(cache=True)
def _gradient_kernel(key: Any, x: Any, z: Any, scale: Any, gain: Any, out: Any) -> None:
    for i in range(x.size):
        px = x[i] * scale
        pz = z[i] * scale
        fx = np.floor(px)
        fz = np.floor(pz)
        ix = np.int64(fx)
        iz = np.int64(fz)
        dx = px - fx
        dz = pz - fz
        sx = dx * dx * dx * (dx * (dx * 6.0 - 15.0) + 10.0)
        sz = dz * dz * dz * (dz * (dz * 6.0 - 15.0) + 10.0)
        a = _corner(key, ix, iz, dx, dz)
        b = _corner(key, ix + 1, iz, dx - 1.0, dz)
        c = _corner(key, ix, iz + 1, dx, dz - 1.0)
        d = _corner(key, ix + 1, iz + 1, dx - 1.0, dz - 1.0)
        top = a + (b - a) * sx
        out[i] += gain * (top + (c + (d - c) * sx - top) * sz)


def _key(seed: int, channel: int) -> np.uint32:
    """Folds a seed of up to 64 bits and a channel into one 32-bit key."""
    folded = (seed & _MASK) ^ (((seed >> 32) & _MASK) * 0x9E3779B1 & _MASK)
    return np.uint32(((folded * 0x2545F491 + channel * 0x9E3779B9) & _MASK) ^ ((folded >> 15) + channel * 7))


def hashed(seed: int, channel: int, ix: NDArray[np.int64], iz: NDArray[np.int64]) -> NDArray[np.uint32]:
    """One uint32 per lattice cell; `ix` and `iz` int64 of one shape, any values."""
    a, b = np.broadcast_arrays(np.asarray(ix, np.int64), np.asarray(iz, np.int64))
    out = np.empty(a.size, np.uint32)
    _hash_kernel(_key(seed, channel), np.ascontiguousarray(a).ravel(), np.ascontiguousarray(b).ravel(), out)
    return out.reshape(a.shape)


def uniform(seed: int, channel: int, ix: NDArray[np.int64], iz: NDArray[np.int64]) -> Floats:
    """One number in [0, 1) per lattice cell."""
    return hashed(seed, channel, ix, iz).astype(np.float64) / 4294967296.0


def uniform_at(seed: int, channel: int, ix: int, iz: int = 0) -> float:
    """`uniform` for a single cell."""
    return float(uniform(seed, channel, np.array([ix]), np.array([iz]))[0])


def gradient_noise(seed: int, channel: int, x: Floats, z: Floats, wavelength: float) -> Floats:
    """Smooth noise, mostly within -1..1, of lattice spacing `wavelength` metres; x, z of one shape."""
    return fractal_noise(seed, channel, x, z, wavelength, octaves=1)


def fractal_noise(
    seed: int, channel: int, x: Floats, z: Floats, wavelength: float, octaves: int = 3, gain: float = 0.5
) -> Floats:
    """Octaves of gradient noise, each half as long and `gain` as high as the last; sums to about -1..1."""
    px = np.ascontiguousarray(x, np.float64).ravel()
    pz = np.ascontiguousarray(z, np.float64).ravel()
    out = np.zeros(px.size)
    height = 1.9 / sum(gain**octave for octave in range(octaves))
    for octave in range(octaves):
        key = _key(seed, channel * 16 + octave)
        _gradient_kernel(key, px, pz, 2.0**octave / wavelength, height * gain**octave, out)
    return out.reshape(np.shape(x))


def generator(seed: int, channel: int, ix: int, iz: int) -> np.random.Generator:
    """A numpy generator of its own for one place."""
    words = [seed & _MASK, (seed >> 32) & _MASK, channel, ix & _MASK, iz & _MASK]
    return np.random.Generator(np.random.PCG64(np.random.SeedSequence(words)))
