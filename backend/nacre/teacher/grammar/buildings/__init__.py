"""Grammars of buildings and structures. Importing this package registers them."""

from nacre.teacher.grammar.buildings import (
    country,
    faith,
    homes,
    house,
    modern,
    round_towers,
    squares,
    towers,
    works,
)

__all__ = ["country", "faith", "homes", "house", "modern", "round_towers", "squares", "towers", "works"]
