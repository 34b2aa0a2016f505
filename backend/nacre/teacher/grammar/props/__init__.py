"""Grammars of props, furniture and vehicles: importing this registers them."""

from nacre.teacher.grammar.props import camp, farm, fences, lamps, markers, modern, stores, sweets, yard

__all__ = ["camp", "farm", "fences", "lamps", "markers", "modern", "stores", "sweets", "yard"]
