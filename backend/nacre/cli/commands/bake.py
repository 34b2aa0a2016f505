"""`nacre bake`: a level of a world as binary glTF, to open in an engine."""

from __future__ import annotations

import argparse
import math
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import TYPE_CHECKING, Any

from nacre.cli.errors import BadInput, CommandError
from nacre.cli.options import add_command, seed, two_numbers, writable
from nacre.cli.progress import ProgressLine
from nacre.cli.prompt import read_prompt

if TYPE_CHECKING:
    from nacre.cli.options import Subparsers
    from nacre.spec import SceneSpec
    from nacre.world.geometry.files.level_file import Level, PlacedGround
    from nacre.world.scene.chunk import Furnished
    from nacre.world.scene.surroundings import Surroundings

MOST = 512  # metres along the edge of a region


def add_parser(commands: Subparsers) -> None:
    """Options of `nacre bake`."""
    sub = add_command(commands, "bake", "write a level of a world as .glb, for engines")
    sub.add_argument("prompt", help="what the world is, in a sentence")
    sub.add_argument("-o", "--output", type=Path, required=True, help="level: .glb")
    sub.add_argument("--seed", type=seed, default=1, help="same prompt and seed, same world (%(default)s)")
    sub.add_argument(
        "--region", type=region, default=(64, 64), metavar="WxH",
        help="metres around the middle of the world, rounded up to whole chunks (64x64)",
    )  # fmt: skip
    sub.add_argument("--lod", type=int, choices=range(4), default=0, help="level of detail, 0 the finest (%(default)s)")
    sub.add_argument("--colliders", action="store_true", help="add convex colliders, named as Godot's importer wants")


def region(text: str) -> tuple[int, int]:
    """'64x64' → (64, 64); ArgumentTypeError outside 1..512 metres per side."""
    pair = two_numbers(text)
    if pair is None:
        raise argparse.ArgumentTypeError(f"{text!r} is not a region; write metres like 64x64")
    if not all(1 <= side <= MOST for side in pair):
        raise argparse.ArgumentTypeError(f"{text!r} is out of range; each side may be 1 to {MOST} metres")
    return pair


def run(arguments: argparse.Namespace) -> int:
    """Make the world, put it together and write it."""
    from nacre.world.weights import WeightsError

    if arguments.output.suffix.lower() != ".glb":
        raise BadInput(f"cannot write {arguments.output.name!r}", "end the name with .glb")
    output = writable(arguments.output)
    meaning = read_prompt(arguments.prompt, arguments.seed)
    progress = ProgressLine()
    progress("load", 0.0, "loading the model")
    try:
        level = bake(meaning.spec, arguments.seed, arguments.region, arguments.lod, arguments.colliders, progress)
    except WeightsError as error:
        raise CommandError(
            str(error).splitlines()[0], "nacre doctor shows the weights; nacre train makes them"
        ) from None
    level.tell({"prompt": arguments.prompt, "seed": arguments.seed, "madeBy": "a trained model"})
    data = level.to_bytes()
    output.write_bytes(data)
    held = level.contents
    words = f"{held.things} things of {held.shapes} shapes, {held.triangles:,} triangles"
    if arguments.colliders:
        words += f", {held.colliders:,} colliders"
    progress.done(f"wrote {output}: {words}, {len(data) / 1e6:.1f} MB")
    return 0


def bake(
    spec: SceneSpec, world_seed: int, size: tuple[int, int], lod: int, colliders: bool, progress: ProgressLine
) -> Level:
    """The level around the middle of a world; size in metres."""
    from nacre.world.geometry.files.level_file import Level
    from nacre.world.grid import CHUNK
    from nacre.world.layout.generator import Generator
    from nacre.world.render.mesh_pool import MeshPool
    from nacre.world.scene.assets import Assets
    from nacre.world.scene.ground import height_at
    from nacre.world.scene.surroundings import Surroundings
    from nacre.world.shapes.library import ShapePrograms

    generator = Generator.load()
    with ThreadPoolExecutor(1, "nacre-grow") as worker:
        place = Surroundings(generator, Assets(ShapePrograms.load(), MeshPool()), worker, spec, world_seed)
        x, z, yaw = generator.start(spec, world_seed)
        half = [math.ceil(side / 2 / CHUNK) for side in size]
        chunks = [(cx, cz) for cz in range(-half[1], half[1]) for cx in range(-half[0], half[0])]
        made = place.furnish(chunks, lambda share: progress("generate", share, "building what stands there"))
        level = Level(lod, colliders)
        progress("write", 0.9, "putting the level together")
        for chunk in chunks:
            level.add_ground(_ground(spec, made[chunk], lod))
            _things(level, made[chunk], place, chunk)
        if any((made[chunk].ground.height < 0).any() for chunk in chunks):
            level.add_water(-half[0] * CHUNK, -half[1] * CHUNK, half[0] * CHUNK, half[1] * CHUNK)
        home = (
            min(max(math.floor(x / CHUNK), -half[0]), half[0] - 1),
            min(max(math.floor(z / CHUNK), -half[1]), half[1] - 1),
        )
        height = height_at(made[home].ground.height, x - home[0] * CHUNK, z - home[1] * CHUNK)
        level.add_spawn("spawn_start", (x, height, z), yaw)
        place.close()
    return level


def _things(level: Level, furnished: Furnished, place: Surroundings, chunk: tuple[int, int]) -> None:
    from nacre.vocabulary import ENTITY_INDEX
    from nacre.world.geometry.files.level_file import PlacedThing
    from nacre.world.grid import CHUNK
    from nacre.world.scene.ground import height_at

    for thing in furnished.things:
        spot = (thing.x, thing.y, thing.z)
        level.add(PlacedThing(thing.identity, chunk, spot, thing.token.yaw, thing.token.size, thing.asset.program))
    for number, token in enumerate(place.tokens([chunk])[chunk]):
        if token.shape in ENTITY_INDEX:
            y = height_at(furnished.ground.height, token.x - chunk[0] * CHUNK, token.z - chunk[1] * CHUNK)
            level.add_character(token.shape, chunk, f"{chunk[0]}:{chunk[1]}:{number}", (token.x, y, token.z), token.yaw)


def _ground(spec: SceneSpec, furnished: Furnished, lod: int) -> PlacedGround:
    """Ground whose vertex colours are those of its materials."""
    import numpy as np

    from nacre.world.geometry.files.level_file import PlacedGround, linear
    from nacre.world.render.renderer import GROUND_PALETTE, palette_of
    from nacre.world.scene.ground import palette

    ground = furnished.levels[min(lod, len(furnished.levels) - 1)]
    colours: Any = palette_of(palette(spec, GROUND_PALETTE)).astype(np.float64)
    shares = ground.weights.astype(np.float64) / 255
    mixed = shares[:, 1:] @ colours[1:] + shares[:, :1] * linear(ground.tint)
    return PlacedGround(furnished.chunk, ground.mesh, mixed)
