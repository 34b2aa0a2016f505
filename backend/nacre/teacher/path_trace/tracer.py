"""Light that a path tracer finds at places of a world: Mitsuba 3, of the extra `train`.

Mitsuba's compiled variant needs LLVM 16 or newer; DRJIT_LIBLLVM_PATH names its library where it is not found by itself.
"""

from __future__ import annotations

import importlib
from dataclasses import dataclass
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from nacre.errors import Failure
from nacre.teacher.path_trace.triangles import Triangles
from nacre.world.render.shading import air as a
from nacre.world.render.shading.sky import backdrop

BOUNCES: Final = 6  # of a path, the first surface counted
LIFT: Final = 0.012  # metres that paths begin above their surface
_SKY: Final = (128, 64)  # texels of the sky, round and from zenith to nadir
_AT_ONCE: Final = 1 << 20  # paths that are followed together
Floats = NDArray[np.float32]


class NoTracerError(Failure):
    """Mitsuba is not installed, or has no LLVM to compile with."""

    code = "no_path_tracer"


def mitsuba(threads: int = 1) -> tuple[Any, Any]:
    """Mitsuba and Dr.Jit, ready for use; raises NoTracerError that says what to install."""
    try:
        dr, mi = importlib.import_module("drjit"), importlib.import_module("mitsuba")
        mi.set_variant("llvm_ad_rgb")
        dr.set_thread_count(threads)
    except ImportError as error:
        raise NoTracerError(
            f"the path tracer needs the extra `train` (pip install 'nacre[train]') and LLVM 16 or newer: {error}"
        ) from error
    return mi, dr


def sky_picture(air: Floats) -> Floats:
    """Radiance of the sky all round, f32 [64, 128, 3], row 0 at the zenith; column c at angle (c + .5) / 128 of a turn
    from +x towards +z. Its light on level ground is the atmosphere's; below the horizon is far, lit ground.
    """
    wide, tall = _SKY
    out = np.zeros((tall, wide, 3))
    for row in range(tall):
        tilt = (row + 0.5) / tall * np.pi
        for column in range(wide):
            turn = (column + 0.5) / wide * 2 * np.pi
            x, y, z = np.sin(tilt) * np.cos(turn), np.cos(tilt), np.sin(tilt) * np.sin(turn)
            if y > 0:
                out[row, column] = backdrop(air, np.float32(x), np.float32(y), np.float32(z))
    tilts = (np.arange(tall) + 0.5) / tall * np.pi
    weight = np.maximum(np.cos(tilts), 0) * np.sin(tilts)
    mean = (out.mean(1) * weight[:, None]).sum(0) / weight.sum()
    out *= air[a.SKY_LIGHT : a.SKY_LIGHT + 3] / np.maximum(mean, 1e-6)
    below = air[a.GROUND_LIGHT : a.GROUND_LIGHT + 3] + air[a.BOUNCE : a.BOUNCE + 3]
    out[tilts > np.pi / 2] = below * 0.8
    return out.astype(np.float32)


@dataclass(frozen=True)
class Light:
    """indirect f32 [N, 3]: what arrives at places from the sky and from other surfaces, as the colour of a white wall
    there; sun f32 [N]: share of the sun that is seen (0 or 1, without the surface's slant)."""

    indirect: Floats
    sun: Floats


class Tracer:
    """One scene under one sky."""

    def __init__(self, world: Triangles, air: Floats, threads: int = 1) -> None:
        self._mi, self._dr = mitsuba(threads)
        self._mesh = self._mesh_of(world)
        self.under(air)

    def under(self, air: Floats) -> None:
        """The same scene under another sky."""
        mi = self._mi
        self._sun = np.array(air[a.SUN : a.SUN + 3], np.float64)
        power = [float(v) * np.pi for v in air[a.SUN_COLOUR : a.SUN_COLOUR + 3]]
        self._scene = mi.load_dict({
            "type": "scene", "all": self._mesh,
            "sun": {"type": "directional", "direction": (-self._sun).tolist(),
                    "irradiance": {"type": "rgb", "value": power}},
            "sky": {"type": "envmap", "bitmap": mi.Bitmap(_as_envmap(sky_picture(air)))},
        })  # fmt: skip
        self._integrator = mi.load_dict({"type": "path", "max_depth": BOUNCES, "rr_depth": 100})

    def _mesh_of(self, world: Triangles) -> Any:
        mi = self._mi
        properties = mi.Properties()
        properties["bsdf"] = mi.load_dict({
            "type": "twosided",
            "bsdf": {"type": "diffuse", "reflectance": {"type": "mesh_attribute", "name": "face_color"}},
        })  # fmt: skip
        mesh = mi.Mesh("world", len(world.vertices), len(world.faces), has_vertex_normals=False, props=properties)
        mesh.add_attribute("face_color", 3, np.clip(world.colour, 0.0, 0.95).ravel())
        parameters = mi.traverse(mesh)
        parameters["vertex_positions"] = world.vertices.ravel()
        parameters["faces"] = world.faces.astype(np.uint32).ravel()
        parameters.update()
        return mesh

    def light(self, places: Floats, normals: Floats, samples: int, seed: int = 0) -> Light:
        """What arrives at places [N, 3] with outward normals [N, 3], by `samples` paths each."""
        mi, dr = self._mi, self._dr
        count = len(places)
        total = np.zeros((count, 3))
        each = max(1, min(samples, _AT_ONCE // max(count, 1)))
        done = 0
        while done < samples:
            many = min(each, samples - done)
            sampler = mi.load_dict({"type": "independent"})
            sampler.seed((seed * 7919 + done) % (1 << 31), count * many)
            which = dr.arange(mi.UInt32, count * many) // many
            normal = dr.gather(mi.Vector3f, mi.Vector3f(*np.ascontiguousarray(normals.T)), which)
            at = dr.gather(mi.Point3f, mi.Point3f(*np.ascontiguousarray(places.T)), which)
            local = mi.warp.square_to_cosine_hemisphere(sampler.next_2d())
            ray = mi.RayDifferential3f(at + normal * LIFT, mi.Frame3f(normal).to_world(local))
            found, _, _ = self._integrator.sample(self._scene, sampler, ray)
            # single bright paths would be seen as dots for good
            found = dr.minimum(found, 12.0)
            total += np.array(found).T.reshape(count, many, 3).sum(1)
            done += many
        point, normal = mi.Point3f(*np.ascontiguousarray(places.T)), mi.Vector3f(*np.ascontiguousarray(normals.T))
        hidden = self._scene.ray_test(mi.Ray3f(point + normal * LIFT, mi.Vector3f(*self._sun.tolist())))
        return Light((total / samples).astype(np.float32), 1.0 - np.array(hidden).astype(np.float32))


def _as_envmap(sky: Floats) -> Floats:
    """`sky_picture` turned to where Mitsuba looks for it: its middle column lies at -z, and it turns the other way."""
    wide = sky.shape[1]
    u = (np.arange(wide) + 0.5) / wide
    # Mitsuba: u = atan2(x, -z) / 2 pi, so x = sin(2 pi u), z = -cos(2 pi u)
    turn = np.arctan2(-np.cos(2 * np.pi * u), np.sin(2 * np.pi * u)) % (2 * np.pi)
    column = np.floor(turn / (2 * np.pi) * wide).astype(int) % wide
    return np.ascontiguousarray(sky[:, column])
