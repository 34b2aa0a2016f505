"""Grammars of plants and rocks: importing this registers them."""

from nacre.teacher.grammar.nature import (
    deadwood,
    rocks,
    sea_and_cave,
    shrubs,
    small_plants,
    trees_broad,
    trees_cone,
    trees_far,
)

__all__ = ["deadwood", "rocks", "sea_and_cave", "shrubs", "small_plants", "trees_broad", "trees_cone", "trees_far"]
