"""Weight files read into torch modules and written from them; `world.weights` reads the same files without torch."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import torch
from safetensors.torch import save_file

from nacre.atomic_write import atomic_path
from nacre.world.weights import WeightsError, load_arrays


def save_tensors(path: Path, tensors: dict[str, torch.Tensor], card: dict[str, Any]) -> None:
    """Write tensors (floats as fp16) and the card (JSON values) atomically."""
    half = {
        name: (t.half() if t.is_floating_point() else t).detach().cpu().contiguous().clone()
        for name, t in tensors.items()
    }
    path.parent.mkdir(parents=True, exist_ok=True)
    with atomic_path(path) as temporary:
        save_file(half, str(temporary), metadata={key: json.dumps(value) for key, value in card.items()})


def load_tensors(path: Path) -> dict[str, torch.Tensor]:
    """Read tensors by their present names, floats as float32; raises WeightsError when there is no such file."""
    return {name: torch.from_numpy(array.copy()) for name, array in load_arrays(path).items()}


def load_into(module: torch.nn.Module, tensors: dict[str, torch.Tensor], name: str) -> None:
    """Load a state dict strictly; raises WeightsError that names the file on a mismatch."""
    try:
        module.load_state_dict(tensors, strict=True)
    except RuntimeError as error:
        raise WeightsError(f"{name} was made for another network: {error}") from error
    module.eval().requires_grad_(False)
