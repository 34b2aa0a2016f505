"""Grammars of buildings and structures. Importing this package registers them."""

from nacre.teacher.grammar.buildings import house

__all__ = ["house"]
