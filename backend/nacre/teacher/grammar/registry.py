"""The table of grammars, and drawing one thing from it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

import numpy as np

from nacre.parts.attributes import Attributes
from nacre.parts.classes import CLASS_INDEX
from nacre.parts.language import Program

Grammar = Callable[[str, np.random.Generator, Attributes], tuple[Program, Attributes]]
"""Draws a program of the named class.

Wishes that are None are chosen by the grammar and come back filled in; given ones are kept where they mean something
for the class, and come back as None where they do not.
"""

GRAMMARS: Final[dict[str, Grammar]] = {}


def grammar(*names: str) -> Callable[[Grammar], Grammar]:
    """Register a grammar for classes of `nacre.parts.classes`; raises KeyError for an unknown class."""

    def register(function: Grammar) -> Grammar:
        for name in names:
            CLASS_INDEX[name]
            GRAMMARS[name] = function
        return function

    return register


def draw(shape: str, seed: int, wishes: Attributes | None = None) -> tuple[Program, Attributes]:
    """One thing of a class: equal (shape, seed, wishes), equal program. Raises KeyError for a class without grammar."""
    rng = np.random.default_rng([CLASS_INDEX[shape], seed])
    return GRAMMARS[shape](shape, rng, wishes or Attributes())
