"""Grammars of props, furniture and vehicles: importing this registers them."""

from nacre.teacher.grammar.props import fences, lamps, stores

__all__ = ["fences", "lamps", "stores"]
