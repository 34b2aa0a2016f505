"""`nacre shape`: checks a shape file, draws it, or prints the schema of shape files."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import TYPE_CHECKING

from nacre.cli.errors import BadInput, CommandError
from nacre.cli.options import add_command, size, writable

if TYPE_CHECKING:
    from nacre.cli.options import Subparsers
    from nacre.parts.language import Program

AROUND = (35, 145, 215, 325)  # degrees from the front of the views that `show` draws


def add_parser(commands: Subparsers) -> None:
    """Options of `nacre shape`."""
    sub = add_command(commands, "shape", "check a shape file, or draw it")
    kinds = sub.add_subparsers(dest="what", required=True, metavar="WHAT")
    check = add_command(kinds, "check", "say what is wrong with a shape file")
    check.add_argument("files", nargs="+", type=Path, metavar="FILE", help="JSON, or msgpack when it ends in .msgpack")
    show = add_command(kinds, "show", "draw a shape file from all sides")
    show.add_argument("file", type=Path, metavar="FILE", help="JSON, or msgpack when it ends in .msgpack")
    show.add_argument("-o", "--output", type=Path, help="picture: .png (beside the file, of the same name)")
    show.add_argument("--size", type=size, default=(640, 480), help="pixels of each view, WxH (640x480)")
    show.add_argument("--hours", type=float, default=15.5, help="time of day (%(default)s; 20.5: lit windows)")
    show.add_argument("--lod", type=int, choices=range(4), default=0, help="level of detail (%(default)s)")
    add_command(kinds, "schema", "print the JSON schema of shape files")


def run(arguments: argparse.Namespace) -> int:
    """Check, draw or print."""
    if arguments.what == "schema":
        from nacre.parts.schema import text

        print(text(), end="")
        return 0
    if arguments.what == "show":
        return _show(arguments)
    wrong = 0
    for path in arguments.files:
        wrong += _check(path)
    if wrong:
        count = "1 problem" if wrong == 1 else f"{wrong} problems"
        raise CommandError(f"{count} found", "docs/parts.md says what every field means")
    return 0


def read(path: Path) -> Program:
    """The program in a file; BadInput says what is wrong with it."""
    from nacre.parts.codec import MAX_BYTES, DamagedShape, from_json, from_msgpack

    try:
        if path.stat().st_size > MAX_BYTES:
            raise BadInput(f"{path} has {path.stat().st_size:,} bytes; a shape has at most {MAX_BYTES:,}")
        data = path.read_bytes()
    except OSError as error:
        raise BadInput(f"cannot read {path}: {error.strerror or error}") from None
    try:
        return from_msgpack(data) if path.suffix == ".msgpack" else from_json(data)
    except DamagedShape as error:
        raise BadInput(f"{path} is no shape: {error}", "nacre shape schema prints what a shape file holds") from None


def _check(path: Path) -> int:
    from nacre.parts.classes import BY_NAME
    from nacre.world.geometry.expand import expand
    from nacre.world.geometry.soundness import check
    from nacre.world.geometry.walking.doors import reachable

    program = read(path)
    problems = check(program)
    for problem in problems:
        print(f"{path}: {problem}")
    if problems:
        return len(problems)
    if BY_NAME[program.shape].enterable and not reachable(program):
        print(f"{path}: nobody can walk in (a door of at least 0.8 x 1.9 m, its opening cut, floor behind it)")
        return 1
    triangles = len(expand(program).triangles)
    print(f"{path}: {program.shape}, {len(program.parts)} parts, {triangles:,} triangles: nothing wrong")
    return 0


def _show(arguments: argparse.Namespace) -> int:
    from math import radians

    import numpy as np
    from PIL import Image

    from nacre.parts.check import check
    from nacre.world.geometry.levels import levels
    from nacre.world.render.preview import render_sheet

    output = writable(arguments.output or arguments.file.with_suffix(".png"))
    if output.suffix.lower() != ".png":
        raise BadInput(f"cannot write {output.name!r}", "end the name with .png")
    program = read(arguments.file)
    problems = check(program)
    if problems:
        raise BadInput(str(problems[0]), f"nacre shape check {arguments.file} lists them all")
    meshes = levels(program)
    views = [
        render_sheet(
            [(f"{program.shape}, {angle} degrees from the front", meshes)], 1, arguments.size, arguments.hours,
            radians(angle), level=arguments.lod,
        )
        for angle in AROUND
    ]  # fmt: skip
    rows = [np.concatenate(views[k : k + 2], 1) for k in (0, 2)]
    Image.fromarray(np.concatenate(rows, 0)).save(output)
    print(f"wrote {output}: {len(program.parts)} parts, {len(meshes[arguments.lod].triangles):,} triangles")
    return 0
