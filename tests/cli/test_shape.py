"""`nacre shape` and `nacre bake`: what they accept, what they write, how they fail."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path

import msgspec
import numpy as np
import pytest
from PIL import Image

from nacre.cli.main import main
from nacre.parts.attributes import Attributes
from nacre.parts.codec import to_json, to_msgpack
from nacre.parts.language import Part, Program
from nacre.world.shapes.library import ShapePrograms
from support.shapes import cottage, everything


def write(folder: Path, program: Program, name: str = "thing.json") -> str:
    path = folder / name
    path.write_bytes(to_msgpack(program) if path.suffix == ".msgpack" else to_json(program).encode())
    return str(path)


def test_sound_shapes_pass(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    files = [write(tmp_path, cottage(), "a.json"), write(tmp_path, everything(), "b.msgpack")]
    assert main(["shape", "check", *files]) == 0
    told = capsys.readouterr().out
    assert "a.json: house, 13 parts" in told and "b.msgpack: ruin, 12 parts" in told


def test_problems_are_listed(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    parts = list(cottage().parts)
    parts[2] = msgspec.structs.replace(parts[2], material="stonee", parent=7)
    assert main(["shape", "check", write(tmp_path, Program("house", tuple(parts)))]) == 1
    told = capsys.readouterr()
    assert "part 2, material: there is no 'stonee' (perhaps stone" in told.out
    assert "part 2, parent: is 7" in told.out
    assert "2 problems found" in told.err and "Traceback" not in told.err


def test_a_house_nobody_can_enter_is_told(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    parts = list(cottage().parts)
    parts[3] = msgspec.structs.replace(parts[3], centre=(1.0, 1.7, 2.5))  # the doorway is in the back
    assert main(["shape", "check", write(tmp_path, Program("house", tuple(parts)))]) == 1
    assert "nobody can walk in" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"", "is no shape"),
        (b"{", "is no shape"),
        (b"\xff\xfe\x00", "is no shape"),
        (b'{"shape": "house"}', "parts"),
        (b'{"shape": "house", "parts": [{"kind": "ball"}]}', "ball"),
        (b'{"shape": "house", "parts": [], "hat": 1}', "hat"),
        (b'{"shape": "house", "parts": [{"kind": "box", "centre": [0, NaN, 0]}]}', "is no shape"),
        (b" " * 300_000, "at most"),
    ],
)
def test_damaged_files_are_told(tmp_path: Path, capsys: pytest.CaptureFixture[str], content: bytes, words: str) -> None:
    path = tmp_path / "thing.json"
    path.write_bytes(content)
    for command in (["check", str(path)], ["show", str(path)]):
        assert main(["shape", *command]) == 2
        told = capsys.readouterr().err
        assert words in told and "Traceback" not in told
    assert not (tmp_path / "thing.png").exists()
    path.unlink()
    assert main(["shape", "check", str(path)]) == 2
    assert "cannot read" in capsys.readouterr().err


def test_a_program_with_a_thousand_parts_is_refused(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    part = Part("box", (0.0, 0.5, 0.0), (0.5, 0.5, 0.5), "stone", 1, "wall")
    path = write(tmp_path, Program("ruin", (part,) * 1000))
    assert main(["shape", "check", path]) == 1
    assert "there are 1,000 (at most 96" in capsys.readouterr().out
    assert main(["shape", "show", path]) == 2


def test_show_draws_four_views(tmp_path: Path) -> None:
    path = write(tmp_path, cottage())
    assert main(["shape", "show", path, "--size", "96x72"]) == 0
    picture = np.asarray(Image.open(tmp_path / "thing.png"))
    assert picture.shape == (144, 192, 3)
    views = [picture[:72, :96], picture[:72, 96:], picture[72:, :96], picture[72:, 96:]]
    assert all(view.std() > 15 for view in views)
    assert not np.array_equal(views[0], views[2])


def test_the_schema_is_printed(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["shape", "schema"]) == 0
    assert json.loads(capsys.readouterr().out)["title"] == "Shape program"


class ByHand:
    """Stands in for the shape network: a cottage for everything that can be entered, else a block."""

    def warm(self) -> None:
        """Nothing is compiled."""

    def draw(self, requests: Sequence[tuple[str, Attributes, int]], *_: object) -> list[Program]:
        block = Part("box", (0.0, 0.5, 0.0), (0.5, 0.5, 0.5), "stone", 100, "stone")
        return [
            Program("house", cottage().parts) if shape == "house" else Program(shape, (block,))
            for shape, _, _ in requests
        ]


def test_bake_writes_a_level(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    trimesh = pytest.importorskip("trimesh")
    monkeypatch.setattr(ShapePrograms, "load", classmethod(lambda cls: ByHand()))
    path = tmp_path / "village.glb"
    words = ["bake", "a village with three houses", "--seed", "4", "--region", "40x64", "--lod", "1", "--colliders"]
    assert main([*words, "-o", str(path)]) == 0
    first = path.read_bytes()
    scene = trimesh.load(path)
    names = set(scene.graph.nodes)
    assert {"ground_-1_-1-col", "ground_0_0-col", "spawn_start"} <= names
    houses = {n for n in names if n.startswith("house_") and n.endswith("_mesh")}
    assert houses
    low, high = scene.bounds
    assert low[0] < -31 and high[0] > 31 and low[2] < -31 and high[2] > 31
    assert main([*words, "-o", str(path)]) == 0
    assert path.read_bytes() == first, "same prompt and seed, same bytes"


def test_bake_says_what_it_cannot_do(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["bake", "a village", "-o", str(tmp_path / "level.obj")]) == 2
    assert "end the name with .glb" in capsys.readouterr().err
    assert main(["bake", " ", "-o", str(tmp_path / "level.glb")]) == 2
    assert main(["bake", "a village", "-o", str(tmp_path / "nowhere" / "level.glb")]) == 2
    with pytest.raises(SystemExit):
        main(["bake", "a village", "-o", str(tmp_path / "level.glb"), "--region", "0x64"])
