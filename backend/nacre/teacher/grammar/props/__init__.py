"""Grammars of props, furniture and vehicles: importing this registers them."""

from nacre.teacher.grammar.props import (
    boats,
    camp,
    farm,
    fences,
    furniture,
    lamps,
    markers,
    modern,
    stores,
    sweets,
    vehicles,
    yard,
)

__all__ = ["boats", "camp", "farm", "fences", "furniture", "lamps", "markers", "modern", "stores", "sweets",
    "vehicles", "yard"]  # fmt: skip
