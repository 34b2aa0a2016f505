"""Weight files: fp16 safetensors with their model card's figures as metadata."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable
from pathlib import Path
from typing import Any, Final, TypeVar

import numpy as np
from numpy.typing import NDArray
from safetensors import safe_open

from nacre.errors import Failure

WEIGHTS: Final = Path(__file__).resolve().parent.parent / "weights"
T = TypeVar("T")

# Names that layers had when the shipped files were written. The files keep them: a model's identity is the hash of its
# files, and saves made with other hashes are refused.
_FORMER_NAMES: Final = {
    "join": "out_proj", "widen": "mlp_up", "rise": "mlp_up", "narrow": "mlp_down", "fall": "mlp_down",
    "norm_query": "norm", "norm_step": "norm_mlp",
}  # fmt: skip


class WeightsError(Failure):
    """A weight file is missing or does not fit the network; the text says what to do."""

    code = "bad_weights"


def with_present_names(tensors: dict[str, T]) -> dict[str, T]:
    """The same tensors under the names that layers have today; names that never changed stay."""
    return {".".join(_FORMER_NAMES.get(part, part) for part in name.split(".")): t for name, t in tensors.items()}


def _there(path: Path) -> str:
    if not path.is_file():
        raise WeightsError(f"no weights at {path.name}: run `nacre train` or reinstall the package")
    return str(path)


def load_arrays(path: Path) -> dict[str, NDArray[Any]]:
    """Read arrays by their present names, floats as float32; raises WeightsError when there is no such file."""
    with safe_open(_there(path), framework="numpy") as file:
        named = {name: file.get_tensor(name) for name in file.keys()}  # noqa: SIM118
    single = {name: a.astype(np.float32) if a.dtype.kind == "f" else a for name, a in named.items()}
    return with_present_names(single)


def load_card(path: Path) -> dict[str, Any]:
    """The metadata a file was written with; empty when it has none."""
    with safe_open(_there(path), framework="numpy") as file:
        return {key: json.loads(value) for key, value in (file.metadata() or {}).items()}


def hash_files(paths: Iterable[Path]) -> dict[str, str]:
    """Hex sha-256 of each file by its name; files that are not there are left out."""
    return {path.name: hashlib.sha256(path.read_bytes()).hexdigest() for path in paths if path.is_file()}
