"""Grammars of people and animals: everything in a world that has a face."""

from nacre.teacher.grammar.bodies import animals as animals
from nacre.teacher.grammar.bodies import people as people
