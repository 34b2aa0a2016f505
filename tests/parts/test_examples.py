"""The shapes that are shipped as examples, and the words of docs/parts.md."""

from __future__ import annotations

import json
import re
from pathlib import Path

import msgspec
import pytest

from nacre.parts.classes import BY_NAME
from nacre.parts.codec import from_json
from nacre.parts.language import Part
from nacre.parts.vocabulary import KINDS, MATERIALS
from nacre.world.geometry.pieces import SOFT_ROLES
from nacre.world.geometry.soundness import check
from nacre.world.geometry.walking.doors import reachable

ROOT = Path(__file__).parents[2]
EXAMPLES = sorted((ROOT / "examples" / "shapes").glob("*.json"))
PAGE = (ROOT / "docs" / "parts.md").read_text(encoding="utf-8")


@pytest.mark.parametrize("path", EXAMPLES, ids=[p.stem for p in EXAMPLES])
def test_examples_are_sound(path: Path) -> None:
    program = from_json(path.read_bytes())
    assert check(program) == []
    assert not BY_NAME[program.shape].enterable or reachable(program)
    assert path.stem == program.shape


def test_the_page_names_what_there_is() -> None:
    assert set(re.findall(r"`(\w+)`", "".join(re.findall(r"^\| `.*", PAGE, re.MULTILINE)))) >= set(KINDS)
    assert ", ".join(MATERIALS) in PAGE
    assert all(f"`{role}`" in PAGE for role in SOFT_ROLES)


def test_the_parts_on_the_page_are_those_of_the_windmill() -> None:
    windmill = from_json((ROOT / "examples" / "shapes" / "windmill.json").read_bytes())
    shown = [json.loads(block) for block in re.findall(r"```json\n(.*?)```", PAGE, re.DOTALL)]
    for block in shown:
        for part in block.get("parts", [block]):
            assert msgspec.convert(part, Part) in windmill.parts, part
