"""Grammars of buildings and structures. Importing this package registers them."""

from nacre.teacher.grammar.buildings import country, homes, house, modern, towers

__all__ = ["country", "homes", "house", "modern", "towers"]
