"""What an evaluation has measured so far, on disk as it ends: a long run that is stopped goes on where it was."""

from __future__ import annotations

import hashlib
import json
import shutil
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any, Final

import nacre
from nacre.atomic_write import atomic_write
from nacre.world.weights import WEIGHTS

SOURCES: Final = ("evaluate", "world", "prompts", "teacher")  # packages whose figures would be others after a change
# What counts and shows has no part in it.
JUDGING: Final = frozenset(
    f"evaluate/{name}.py"
    for name in (
        "attributes",
        "part_store",
        "plots",
        "report",
        "run",
    )
)


@dataclass(frozen=True)
class Sights:
    """One prompt's world: each attribute and whether the state holds it; what the spec says about each."""

    prompt: str
    kept: dict[str, bool]
    understood: dict[str, str]


def fingerprint(quick: bool) -> str:
    """Of everything that the stored figures depend on: the weights, the sources that use them, the form."""
    digest = hashlib.sha256(f"{nacre.__version__} {quick}".encode())
    root = WEIGHTS.parent
    files = [*WEIGHTS.glob("*.safetensors"), *(path for name in SOURCES for path in (root / name).rglob("*.py"))]
    names = {path.relative_to(root).as_posix(): path for path in files}
    for name in sorted(names.keys() - JUDGING):
        digest.update(name.encode() + names[name].read_bytes())
    return digest.hexdigest()


class PartStore:
    """A folder of results; emptied when it holds those of another model, other sources or another form.

    Raises OSError when the folder cannot be written.
    """

    def __init__(self, folder: Path, mark: str, resume: bool = True) -> None:
        self.folder = folder
        marker = folder / "fingerprint"
        known = marker.read_text() if marker.is_file() else None
        self.resumed = resume and known == mark
        if not self.resumed and known is not None:
            shutil.rmtree(folder)
        folder.mkdir(parents=True, exist_ok=True)
        marker.write_text(mark)

    def figures(self, name: str) -> dict[str, Any] | None:
        """A part's figures, as they were kept."""
        path = self.folder / f"{name}.json"
        kept: dict[str, Any] | None = json.loads(path.read_text()) if path.is_file() else None
        return kept

    def keep_figures(self, name: str, figures: dict[str, Any]) -> None:
        """Keep a part's figures."""
        atomic_write(self.folder / f"{name}.json", json.dumps(figures))

    def sights(self, name: str, prompt: str) -> Sights | None:
        """What was seen of a prompt's world; None where another prompt went by that name."""
        path = self.folder / f"{name}.json"
        if not path.is_file():
            return None
        stored = json.loads(path.read_text())
        return Sights(**stored) if stored["prompt"] == prompt else None

    def keep_sights(self, name: str, seen: Sights) -> None:
        """Keep what was seen of a prompt's world."""
        atomic_write(self.folder / f"{name}.json", json.dumps(asdict(seen)))
