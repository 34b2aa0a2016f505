"""Words kept in the world: what a prompt names, read from what was placed and from the faces of what was drawn.

`nacre.prompts.suite` tells what a fair reading of a prompt keeps. Here the same wishes are held against the generated
world: numbers are counted, colours are those of the faces by area, sizes the bounds of a thing against those of its
shape as it is usually, relations are read from where the things stand and from the ground around them. Wishes for a
look beyond colour, and for the place, are read from what the world was made of.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from functools import cached_property
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from nacre.parts.colours import NAMED
from nacre.parts.language import Program
from nacre.prompts import understand
from nacre.prompts.suite import SIZES, FromSpec, SuitePrompt, Wish, is_colour, kept, prompts
from nacre.spec import PLACE_RELATIONS, Item, SceneSpec
from nacre.world.geometry.levels import levels
from nacre.world.grid import CELL, CHUNK
from nacre.world.layout.arrangement.relations import held, of_items, ranks
from nacre.world.layout.generator import Generator
from nacre.world.layout.network import Token
from nacre.world.layout.siting import MARGIN
from nacre.world.scene.looks import Wardrobe
from nacre.world.shapes.library import ShapePrograms

MEASURED: Final = ("colour", "size", "relation")
FLOORS: Final = {
    "words.world.kept": ("least", 0.92), "words.world.colour": ("least", 0.95), "words.world.relation": ("least", 0.85),
    "words.world.size": ("least", 0.95),
}  # fmt: skip
SEED: Final = 61
APART: Final = 0.2  # sRGB: materials shade a named colour a little
# The share of a thing's faces that must have the colour: walls are most of a house, a door is a few per mille.
SHARES: Final = {"primary": 0.12, "secondary": 0.06, "accent": 0.004, "detail": 0.002}
LOOKED_AT: Final = 8  # things of one wish whose faces are looked at
MIDDLE: Final = 24.0  # metres from the middle that are still the centre
NEAR: Final = 12.0  # metres within which a thing is by the water or by a path
_HEIGHT, _PATH, _WATER = 0, 4, 5  # channels of the generator's ground


class World:
    """What a prompt became: its things where they stand, each with its faces, and the ground around them."""

    def __init__(self, spec: SceneSpec, seed: int, generator: Generator, programs: ShapePrograms) -> None:
        self.spec, self.seed = spec, seed
        self._generator, self._programs = generator, programs
        tokens = generator.objects(spec, seed, generator.core())
        self.things: list[Token] = [token for chunk in generator.core() for token in tokens[chunk]]
        self._dealt = of_items(spec.items, self.things)
        self._wardrobe = Wardrobe(spec, seed)
        self._ranks = ranks(self.things)  # as they are dressed

    @cached_property
    def ground(self) -> NDArray[np.float32]:
        """Every fourth sample of the core's ground: x, z, height, path and water of each, [samples, 5]."""
        rows = []
        for (cx, cz), raw in self._generator.ground(self.spec, self.seed, self._generator.core()).items():
            at = np.arange(0, round(CHUNK / CELL), 4)
            x, z = np.meshgrid(cx * CHUNK + (at + 0.5) * CELL, cz * CHUNK + (at + 0.5) * CELL)
            inner = raw[:, MARGIN:-MARGIN:4, MARGIN:-MARGIN:4]
            rows.append(np.stack([x, z, inner[_HEIGHT], inner[_PATH], inner[_WATER]], -1).reshape(-1, 5))
        return np.concatenate(rows).astype(np.float32)

    def count(self, concept: str) -> int:
        """How many of a class stand in the core."""
        return sum(token.shape == concept for token in self.things)

    def asked(self, concept: str, wanted: Callable[[Item], bool]) -> list[int]:
        """Things of a class that an item of this kind asked for; all of the class where no item did."""
        mine = [
            n
            for index, item in enumerate(self.spec.items)
            if item.concept == concept and item.count and wanted(item)
            for n in self._dealt[index]
        ]
        return mine or [n for n, token in enumerate(self.things) if token.shape == concept]

    def program(self, number: int) -> Program:
        """The shape of a thing."""
        look = self._wardrobe.of(self.things[number], self._ranks[number])
        return self._programs.draw([(look.shape, look.attributes, look.seed)])[0]

    def share_of(self, number: int, colour: str) -> float:
        """The share of a thing's faces, by area, that has a named colour."""
        mesh = levels(self.program(number))[0]
        a, b, c = (mesh.vertices[mesh.triangles[:, k]].astype(np.float64) for k in range(3))
        area = np.linalg.norm(np.cross(b - a, c - a), axis=1)
        near = np.linalg.norm(mesh.colour / 255.0 - np.array(NAMED[colour]), axis=1) <= APART
        return float(area[near].sum() / max(float(area.sum()), 1e-9))

    def scale_of(self, number: int) -> float:
        """Height at which a thing is placed over the height of its shape as it was drawn."""
        height = float(levels(self.program(number))[0].vertices[:, 1].max())
        return height * self.things[number].size / max(height, 1e-9)


def keeps(wish: Wish, world: World) -> bool:
    """Whether a wish is so in a world; those for colour, size and place for half of the things that were asked."""
    if wish.kind == "relation":
        return _stands(wish, world)
    if wish.kind == "count":
        number = sum(world.count(concept) for concept in wish.classes)
        return number >= 1 if wish.value == "+" else number == int(wish.value)
    if wish.kind not in MEASURED:
        return kept(wish, FromSpec(world.spec))

    def wanted(item: Item) -> bool:
        return abs(item.size - 1.0) > 0.01 if wish.kind == "size" else is_colour(getattr(item, wish.name), wish.value)

    mine = [n for concept in wish.classes for n in world.asked(concept, wanted)]
    if wish.kind == "size":
        low, high = SIZES[wish.value]
        return _half([low <= world.scale_of(n) <= high for n in mine])
    return _half([world.share_of(n, wish.value) >= SHARES[wish.name] for n in mine[:LOOKED_AT]])


def _half(good: list[bool]) -> bool:
    return bool(good) and 2 * sum(good) >= len(good)


def _stands(wish: Wish, world: World) -> bool:
    relation, _, to = wish.value.partition(":")
    goals = set(to.split("/")) if to else set()
    if relation in PLACE_RELATIONS and not goals:
        mine = [n for concept in wish.classes for n in world.asked(concept, lambda item: item.relation == relation)]
        return _half([_placed(relation, world, world.things[n]) for n in mine])
    rows = [row for row in held(world.spec.items, world.things) if row.item.concept in wish.classes]
    return any(
        row.holds and row.item.relation == relation and (not goals or goals & set(row.item.to.split("+")))
        for row in rows
    )


def _placed(relation: str, world: World, thing: Token) -> bool:
    """Whether a thing stands where the land has what was asked for."""
    away = math.hypot(thing.x, thing.z)
    ground = world.ground
    near = np.hypot(ground[:, 0] - thing.x, ground[:, 1] - thing.z) <= NEAR
    match relation:
        case "centre":
            return away <= MIDDLE
        case "outside":
            return away > MIDDLE
        case "overhead":
            return thing.y > float(np.median(ground[near, 2], axis=0)) + 3.0 if near.any() else True
        case "on_hill":
            return thing.y >= float(np.quantile(ground[:, 2], 0.6))
        case "by_water":
            return bool(((ground[near, 4] > 0.5) | (ground[near, 2] < 0.0)).any())
        case "by_path":
            return bool((ground[near, 3] > 0.4).any())
        case _:
            return True


def world_figures(many: int, seed: int = SEED, progress: Callable[[str], None] = lambda text: None) -> dict[str, Any]:
    """`words.world.*` over a seeded sample of the prompts that wish for a colour, a size or a relation, with the missed
    wishes. kept counts all their wishes."""
    rich = [one for one in prompts() if any(wish.kind in MEASURED for wish in one.wishes)]
    order = np.random.default_rng(seed).permutation(len(rich))[:many]
    generator, programs = Generator.load(), ShapePrograms.load()
    tally: dict[str, list[int]] = {}
    missed: list[str] = []
    for count, index in enumerate(order):
        one: SuitePrompt = rich[int(index)]
        progress(f"world {count + 1} of {len(order)}: {one.prompt}")
        world = World(understand(one.prompt, seed).spec, seed, generator, programs)
        for wish in one.wishes:
            good = keeps(wish, world)
            for name in ("kept", wish.kind):
                tally.setdefault(name, [0, 0])[0] += good
                tally[name][1] += 1
            if not good:
                missed.append(f"{one.language} | {one.prompt} | {wish}")
    figures: dict[str, Any] = {f"words.world.{n}": round(g / e, 4) for n, (g, e) in sorted(tally.items())}
    asked = {name: every for name, (_, every) in sorted(tally.items())}
    return {"figures": figures | {"words.world.prompts": len(order)}, "asked": asked, "missed": missed}
