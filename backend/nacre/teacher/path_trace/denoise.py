"""Noise taken out of path-traced pictures by Intel's Open Image Denoise (`pyoidn`, of the extra `train`)."""

from __future__ import annotations

import importlib

import numpy as np
from numpy.typing import NDArray

from nacre.teacher.path_trace.tracer import NoTracerError

Floats = NDArray[np.float32]


def denoised(picture: Floats, normal: Floats, albedo: Floats) -> Floats:
    """A picture [H, W, 3] of linear light without its noise, kept sharp where normals and albedo [H, W, 3] change."""
    try:
        oidn = importlib.import_module("pyoidn")
    except ImportError as error:
        raise NoTracerError(f"denoising needs the extra `train`: {error}") from error
    parts = (np.ascontiguousarray(each, np.float32) for each in (picture, albedo, normal))
    return np.asarray(oidn.denoise(*parts, hdr=True), np.float32)
