"""What made a world: a hash that differs when the model or its weights do."""

from __future__ import annotations

import hashlib
import sys
from pathlib import Path
from typing import Final

from nacre.world.interface import WorldModel

_BLOCK: Final = 1 << 20


def fingerprint(model: WorldModel) -> str:
    """Hex sha-256 of the model's name, its class and the weights it can have loaded.

    Weights are the `.safetensors` and `.onnx` files in a folder `weights` beside the model's package, or what
    the model's own `fingerprint()` says when it has one.
    """
    own = getattr(model, "fingerprint", None)
    if callable(own):
        return str(own())
    kind = type(model)
    digest = hashlib.sha256(f"{kind.__module__}.{kind.__qualname__} {model.caps().name}".encode())
    module = sys.modules.get(kind.__module__)
    source = getattr(module, "__file__", None)
    # Adapters bring no weights of ours: only models of nacre.world are made of the shipped ones.
    if source and kind.__module__.startswith("nacre.world."):
        folder = Path(source).parents[1] / "weights"
        for path in sorted([*folder.glob("*.safetensors"), *folder.glob("*.onnx")]):
            digest.update(path.name.encode())
            with path.open("rb") as file:
                while block := file.read(_BLOCK):
                    digest.update(block)
    return digest.hexdigest()
