"""The house keeps its rooms: no crowded folder, no test that leans on another, no world found by its address."""

from __future__ import annotations

import re
from collections import Counter
from pathlib import Path

ROOT = Path(__file__).parent.parent
MOST = 18  # Python files a folder


def sources(folder: str) -> list[Path]:
    return [path for path in (ROOT / folder).rglob("*.py") if "__pycache__" not in path.parts]


def test_no_folder_is_crowded() -> None:
    counts = Counter(path.parent for folder in ("backend", "tests", "scripts") for path in sources(folder))
    crowded = {str(folder.relative_to(ROOT)): count for folder, count in counts.items() if count > MOST}
    assert not crowded


def test_no_test_file_imports_another() -> None:
    names = {path.stem for path in sources("tests") if path.name.startswith("test_")}
    leaning = [
        (path.name, name)
        for path in sources("tests")
        for name in re.findall(r"^\s*(?:from|import) (?:tests\.)?(?:\w+\.)*(test_\w+)", path.read_text("utf-8"), re.M)
        if name in names
    ]
    assert not leaning


def test_no_dict_is_keyed_by_the_address_of_a_world() -> None:
    """A forgotten world's entry must not be found by the next world at its address."""
    found = [
        f"{path.relative_to(ROOT)}: {line.strip()}"
        for path in sources("backend")
        for line in path.read_text("utf-8").splitlines()
        if re.search(r"\bid\((?:\w+\.)?(?:state|world|body|host|place|session)\)", line)
    ]
    assert not found
