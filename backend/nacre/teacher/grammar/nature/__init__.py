"""Grammars of plants and rocks: importing this registers them."""

from nacre.teacher.grammar.nature import rocks, shrubs, trees_broad, trees_cone

__all__ = ["rocks", "shrubs", "trees_broad", "trees_cone"]
