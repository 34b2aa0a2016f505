"""The doors into the code: what they name is there."""

from __future__ import annotations

import re
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
# Short paths are below one of these, or beside the text.
BASES = (
    ROOT,
    ROOT / "backend/nacre",
    ROOT / "engine_plugins/unity/com.nacre.worlds",
    ROOT / "engine_plugins/godot",
    ROOT / "engine_plugins/godot/addons/nacre",
)
PATH = re.compile(r"`([\w/.~-]+/[\w.~-]*|[\w-]+\.(?:py|js|md|toml|shader|hlsl|gd|gdshader|cs|cu))`")
MODULE = re.compile(r"`nacre((?:\.\w+)+)`")
LINK = re.compile(r"\]\(([^)#: ]+)(?:#[^)]*)?\)")
# What is made when something runs, on the reader's machine or in the reader's project.
MADE = re.compile(
    r"runs/|dist/|frames/|WORK/|OUT/|docs/gpu$|~/|sessions/KEY/|saves/OWNER/|Packages/|Nacre/Background$|docs\.unity3d"
)


def texts() -> list[str]:
    listed = subprocess.run(["git", "ls-files", "-z", "*.md"], cwd=ROOT, capture_output=True, text=True, check=False)
    if listed.returncode:  # an unpacked source archive
        return [str(path.relative_to(ROOT)) for name in ("docs", ".") for path in (ROOT / name).glob("*.md")]
    return [name for name in listed.stdout.split("\0") if name and (ROOT / name).is_file()]


@pytest.mark.parametrize("name", texts())
def test_every_path_and_link_exists(name: str) -> None:
    text, here = (ROOT / name).read_text("utf-8"), (ROOT / name).parent
    lost = [p for p in PATH.findall(text) if not MADE.match(p) and not any((b / p).exists() for b in (*BASES, here))]
    lost += [f"link to {p}" for p in LINK.findall(text) if not (here / p).exists()]
    assert not lost


@pytest.mark.parametrize("name", texts())
def test_every_module_exists(name: str) -> None:
    lost = []
    for dotted in MODULE.findall((ROOT / name).read_text("utf-8")):
        *above, last = dotted.strip(".").split(".")
        folder = ROOT / "backend/nacre" / "/".join(above)
        source = folder.with_suffix(".py") if above else folder / "__init__.py"
        inside = next((f.read_text("utf-8") for f in (source, folder / "__init__.py") if f.is_file()), "")
        if not ((folder / last).is_dir() or (folder / f"{last}.py").is_file() or re.search(rf"\b{last}\b", inside)):
            lost.append(dotted)
    assert not lost


def test_the_doors_name_something() -> None:
    for name in ("CONTRIBUTING.md", "docs/walkthrough.md", "docs/internals.md"):
        assert len(PATH.findall((ROOT / name).read_text("utf-8"))) > 10, name


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


def test_a_newcomer_finds_the_four_places_in_the_readme() -> None:
    """Where a save is written, a frame encoded, a prompt made a spec, and where Unity's depth shader is."""
    text = (ROOT / "README.md").read_text("utf-8")
    tree = text[text.index("## Where things are") : text.index("## Training")]
    for words, file in (
        (r"a save is written in save_store\.py", "backend/nacre/server/storage/save_store.py"),
        (r"a frame is encoded in encode\.py", "backend/nacre/server/engine/encode.py"),
        (r"a prompt becomes a spec: parse\.py", "backend/nacre/prompts/parse.py"),
        (
            r"the depth shader is NacreBackground\.shader",
            "engine_plugins/unity/com.nacre.worlds/Shaders/NacreBackground.shader",
        ),
    ):
        assert re.search(words, tree), words
        assert (ROOT / file).is_file(), file


def test_every_page_of_a_node_is_listed() -> None:
    listed = (ROOT / "docs/godot/README.md").read_text(encoding="utf-8")
    pages = sorted(page.name for page in (ROOT / "docs/godot/nodes").glob("*.md"))
    assert len(pages) > 8 and [page for page in pages if f"(nodes/{page})" not in listed] == []
