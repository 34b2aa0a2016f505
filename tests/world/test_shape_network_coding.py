"""The shape network's coding: programs to symbols and back, and what may be written."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from nacre.parts.classes import CLASS_INDEX
from nacre.parts.language import Joint, Part, Program
from nacre.world.shapes import fields, wishes
from nacre.world.shapes.decoding import decode
from nacre.world.shapes.encoding import Encoder
from nacre.world.shapes.raw import Tables, UncodableError, program_of, raw_of
from support.toy_grammars import TOYS, toy


def _coded(count: int) -> tuple[Encoder, Tables, list[tuple[Program, tuple[int, np.ndarray, np.ndarray]]]]:
    tables, made = Tables(), []
    for seed in range(count):
        for shape in TOYS:
            program, attributes = toy(shape, seed)
            colours = wishes.colours_of(wishes.symbols_of(attributes, absent=True))
            made.append((program, (CLASS_INDEX[shape], raw_of(program, tables), colours)))
    encoder = Encoder()
    encoder.learn([coded for _, coded in made], passes=3)
    return encoder, tables, made


def test_programs_survive_as_integers() -> None:
    tables = Tables()
    for shape in TOYS:
        for seed in range(20):
            program, _ = toy(shape, seed)
            assert program_of(shape, raw_of(program, tables), program.grid, tables) == program
    kept = Tables.from_json(tables.as_json())
    assert (kept.joints, kept.reaches) == (tables.joints, tables.reaches) and kept.joints


def test_symbols_give_the_program_back() -> None:
    encoder, tables, made = _coded(30)
    for program, (shape, raw, colours) in made:
        steps = encoder.encode(shape, raw, colours)
        assert ((steps >= -1) & (steps < np.array(fields.SIZES))).all()
        back = np.zeros_like(raw, np.int64)
        decode(steps, fields.ANCHOR_ROLES[shape], colours, raw[:, fields.SEED].astype(np.int64), back)
        assert program_of(program.shape, back.astype(np.int32), program.grid, tables) == program


def test_what_follows_from_other_parts_is_one_relation() -> None:
    """A toy house's windows lie on its walls, whatever its size: the encoder must find that by itself."""
    encoder, _, made = _coded(60)
    found: dict[str, set[tuple[int, int]]] = {"depth": set(), "roof": set()}
    for program, (shape, raw, colours) in made:
        if program.shape != "house":
            continue
        steps = encoder.encode(shape, raw, colours)
        for t, part in enumerate(program.parts):
            if part.role == "window":
                slot = fields.SLOT["centre_z"]
                found["depth"].add((int(steps[t + 1, slot]), int(steps[t + 1, slot + 1])))
            if part.role == "roof":
                slot = fields.SLOT["centre_y"]
                found["roof"].add((int(steps[t + 1, slot]), int(steps[t + 1, slot + 1])))
    assert len(found["depth"]) <= 2 and len(found["roof"]) <= 3
    assert max(relation for seen in found.values() for relation, _ in seen) < fields.CENTRE_FRESH


def test_a_wished_colour_is_a_reference() -> None:
    encoder, _, made = _coded(40)
    for program, (shape, raw, colours) in made:
        if program.shape == "house":
            steps = encoder.encode(shape, raw, colours)
            door = next(t for t, part in enumerate(program.parts) if part.role == "door")
            assert steps[door + 1, fields.S_COLOUR] == fields.C_EXACT + 2  # accent


def test_attributes_survive_as_symbols() -> None:
    for shape in TOYS:
        _, attributes = toy(shape, 3)
        symbols = wishes.symbols_of(attributes, absent=True)
        assert wishes.attributes_of(symbols) == attributes
        assert (symbols != wishes.OPEN).all()
    with pytest.raises(ValueError, match="none of"):
        wishes.symbols_of(wishes.Attributes(season="monsoon"))
    with pytest.raises(ValueError, match="no material"):
        wishes.symbols_of(wishes.Attributes(material="cheese"))


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"centre": (0.013, 0.0, 0.0)}, "grid"),
        ({"centre": (60.0, 0.0, 0.0)}, "farther"),
        ({"thickness": 9.0}, "thickness"),
        ({"bevel": float("nan")}, "cannot be written|NaN"),
    ],
)
def test_what_has_no_symbol_is_told(change: dict[str, object], said: str) -> None:
    whole: dict[str, object] = {"kind": "box", "centre": (0.0, 1.0, 0.0), "half": (1.0, 1.0, 1.0), "material": "stone"}
    part = Part(**{**whole, "colour": 3, "role": "wall", **change})  # type: ignore[arg-type]
    with pytest.raises((UncodableError, ValueError), match=said):
        raw_of(Program("house", (part,)), Tables())


def test_closed_tables_take_the_nearest_joint() -> None:
    tables = Tables([("hinge", "y", 0.0, 100.0), ("hinge", "y", -90.0, 0.0)], [4.0], open=False)
    assert tables.joint(Joint("hinge", (0.0, 0.0, 0.0), "y", 0.0, 95.0)) == 0
    assert tables.reach(5.5) == 0
    with pytest.raises(UncodableError):
        tables.joint(Joint("spin", (0.0, 0.0, 0.0), "x"))


def test_pool_files_keep_programs(tmp_path: Path) -> None:
    from nacre.train.data.shape_pool import Drawn, read_chunk, write_chunk

    tables, drawn = Tables(), []
    for seed in range(6):
        program, attributes = toy("house", seed)
        symbols = wishes.symbols_of(attributes, absent=True)
        raw = raw_of(program, tables).astype(np.int16)
        drawn.append(Drawn(CLASS_INDEX["house"], seed, seed % 2 == 0, program.grid, symbols, raw))
    path = tmp_path / "pool" / "chunk_000000.npz"
    path.parent.mkdir()
    write_chunk(path, drawn, tables, {"house": "a"})
    back, kept = read_chunk(path, {"house": "a"})
    assert [(d.seed, d.natural, d.grid) for d in back] == [(d.seed, d.natural, d.grid) for d in drawn]
    assert all(
        (a.raw == b.raw).all() and (a.attributes == b.attributes).all() for a, b in zip(back, drawn, strict=True)
    )
    assert kept.joints == tables.joints
    assert read_chunk(path, {"house": "of a newer grammar"})[0] == []
