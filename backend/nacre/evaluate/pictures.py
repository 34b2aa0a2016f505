"""Picture measures in numpy: what the metrics of every other file are made of."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray


def psnr(a: NDArray[np.uint8], b: NDArray[np.uint8]) -> float:
    """Peak signal-to-noise ratio in dB of two uint8 pictures; 99 when they are identical."""
    error = float(np.mean((a.astype(np.float64) - b.astype(np.float64)) ** 2))
    return 99.0 if error == 0 else float(10 * np.log10(255.0**2 / error))


def sharpness(picture: NDArray[np.uint8]) -> float:
    """Mean absolute Laplacian of luma, in grey levels."""
    luma = picture.astype(np.float64) @ np.array([0.299, 0.587, 0.114])
    inner = luma[1:-1, 1:-1]
    around = luma[:-2, 1:-1] + luma[2:, 1:-1] + luma[1:-1, :-2] + luma[1:-1, 2:]
    return float(np.abs(4 * inner - around).mean())
