"""The doors into the code: what they name is there."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
# Short paths are below one of these.
BASES = (
    ROOT,
    ROOT / "backend/nacre",
    ROOT / "engine_plugins/unity/com.nacre.worlds",
    ROOT / "engine_plugins/godot/addons/nacre",
)
NAMED = re.compile(r"`([\w/.-]+/[\w.-]*|[\w-]+\.(?:py|js|md|toml|shader|gd))`")


@pytest.mark.parametrize("name", ["CONTRIBUTING.md", "docs/walkthrough.md"])
def test_every_path_exists(name: str) -> None:
    named = NAMED.findall((ROOT / name).read_text("utf-8"))
    assert len(named) > 10
    outside = {"runs/", "runs/eval.json"}
    lost = [path for path in named if path not in outside and not any((base / path).exists() for base in BASES)]
    assert not lost


def test_every_folder_of_the_tree_exists_and_is_named() -> None:
    """README's tree against the folders of the package, so that a new room gets its line."""
    text = (ROOT / "README.md").read_text("utf-8")
    tree = text[text.index("## Where things are") : text.index("## Training")]
    for name in re.findall(r"^      ([\w.]+)/? ", tree, re.MULTILINE):
        assert any((base / name).exists() for base in (ROOT / "backend/nacre", ROOT / "engine_plugins")), name
    package = ROOT / "backend/nacre"
    rooms = [path.parent for path in package.glob("*/__init__.py")]
    unnamed = sorted(room.name for room in rooms if not re.search(rf"\b{room.name}/", tree))
    assert not unnamed, unnamed
