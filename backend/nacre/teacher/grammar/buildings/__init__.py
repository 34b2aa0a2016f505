"""Grammars of buildings and structures. Importing this package registers them."""

from nacre.teacher.grammar.buildings import homes, house, towers

__all__ = ["homes", "house", "towers"]
