"""Grammars of buildings and structures. Importing this package registers them."""

from nacre.teacher.grammar.buildings import house, towers

__all__ = ["house", "towers"]
