"""Grammars of people and animals: everything in a world that has a face."""

from nacre.teacher.grammar.bodies import farm_animals as farm_animals
from nacre.teacher.grammar.bodies import fighters as fighters
from nacre.teacher.grammar.bodies import townsfolk as townsfolk
