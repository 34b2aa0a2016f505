"""Weight files: fp16 safetensors with their model card's figures as metadata."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable
from pathlib import Path
from typing import Any, Final

import torch
from safetensors import safe_open
from safetensors.torch import save_file

from nacre.atomic_write import atomic_path
from nacre.errors import Failure

WEIGHTS: Final = Path(__file__).resolve().parent.parent / "weights"

# Names that layers had when the shipped files were written. The files keep them: a model's identity is the hash of its
# files, and saves made with other hashes are refused.
_FORMER_NAMES: Final = {
    "join": "out_proj", "widen": "mlp_up", "rise": "mlp_up", "narrow": "mlp_down", "fall": "mlp_down",
    "norm_query": "norm", "norm_step": "norm_mlp",
}  # fmt: skip


class WeightsError(Failure):
    """A weight file is missing or does not fit the network; the text says what to do."""

    code = "bad_weights"


def save_tensors(path: Path, tensors: dict[str, torch.Tensor], card: dict[str, Any]) -> None:
    """Write tensors (floats as fp16) and the card (JSON values) atomically."""
    half = {
        name: (t.half() if t.is_floating_point() else t).detach().cpu().contiguous().clone()
        for name, t in tensors.items()
    }
    path.parent.mkdir(parents=True, exist_ok=True)
    with atomic_path(path) as temporary:
        save_file(half, str(temporary), metadata={key: json.dumps(value) for key, value in card.items()})


def with_present_names(tensors: dict[str, torch.Tensor]) -> dict[str, torch.Tensor]:
    """The same tensors under the names that layers have today; names that never changed stay."""
    return {".".join(_FORMER_NAMES.get(part, part) for part in name.split(".")): t for name, t in tensors.items()}


def load_tensors(path: Path) -> dict[str, torch.Tensor]:
    """Read tensors by their present names, floats as float32; raises WeightsError when there is no such file."""
    if not path.is_file():
        raise WeightsError(f"no weights at {path.name}: run `nacre train` or reinstall the package")
    with safe_open(str(path), framework="pt") as file:
        named = {name: file.get_tensor(name) for name in file.keys()}  # noqa: SIM118
    floats = {name: t.float() if t.is_floating_point() else t for name, t in named.items()}
    return with_present_names(floats)


def load_card(path: Path) -> dict[str, Any]:
    """The metadata `save_tensors` wrote; empty when the file has none."""
    if not path.is_file():
        raise WeightsError(f"no weights at {path.name}: run `nacre train` or reinstall the package")
    with safe_open(str(path), framework="pt") as file:
        return {key: json.loads(value) for key, value in (file.metadata() or {}).items()}


def hash_files(paths: Iterable[Path]) -> dict[str, str]:
    """Hex sha-256 of each file by its name; files that are not there are left out."""
    return {path.name: hashlib.sha256(path.read_bytes()).hexdigest() for path in paths if path.is_file()}


def load_into(module: torch.nn.Module, tensors: dict[str, torch.Tensor], name: str) -> None:
    """Load a state dict strictly; raises WeightsError that names the file on a mismatch."""
    try:
        module.load_state_dict(tensors, strict=True)
    except RuntimeError as error:
        raise WeightsError(f"{name} was made for another network: {error}") from error
    module.eval().requires_grad_(False)
