"""Pictures as JPEG in batches: on the GPU where torchvision brings nvjpeg, else by a pool of threads."""

from __future__ import annotations

import importlib
import io
from concurrent.futures import ThreadPoolExecutor
from typing import Any, Final

import numpy as np
import torch
from numpy.typing import NDArray
from PIL import Image
from torch import Tensor

QUALITY: Final = 85


class JpegEncoder:
    """Encodes batches of rgb uint8 [B, H, W, 3]. `where` says which way was taken."""

    def __init__(self, device: torch.device, threads: int = 4, quality: int = QUALITY) -> None:
        self._quality = quality
        self._nvjpeg = _nvjpeg(device)
        self._pool = None if self._nvjpeg else ThreadPoolExecutor(threads, "nacre-jpeg")
        self.where = "nvjpeg" if self._nvjpeg else f"{threads} threads"

    def encode(self, pictures: Tensor) -> list[bytes]:
        """One file per picture, in order."""
        if self._nvjpeg is not None:
            planes = [picture.permute(2, 0, 1).contiguous() for picture in pictures]
            return [bytes(data.cpu().numpy()) for data in self._nvjpeg.encode_jpeg(planes, quality=self._quality)]
        assert self._pool is not None
        return list(self._pool.map(self._one, pictures.cpu().numpy()))

    def _one(self, picture: NDArray[np.uint8]) -> bytes:
        out = io.BytesIO()
        Image.fromarray(picture).save(out, "JPEG", quality=self._quality)
        return out.getvalue()

    def close(self) -> None:
        """End the threads."""
        if self._pool is not None:
            self._pool.shutdown()


def _nvjpeg(device: torch.device) -> Any:
    """torchvision.io when it encodes on this device; None otherwise."""
    if device.type != "cuda":
        return None
    try:
        found = importlib.import_module("torchvision.io")
        found.encode_jpeg(torch.zeros(3, 16, 16, dtype=torch.uint8, device=device))
    except (ImportError, RuntimeError, AttributeError):
        return None
    return found
