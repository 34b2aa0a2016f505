"""Grammars of people and animals: everything in a world that has a face."""

from nacre.teacher.grammar.bodies import birds as birds
from nacre.teacher.grammar.bodies import dragon as dragon
from nacre.teacher.grammar.bodies import farm_animals as farm_animals
from nacre.teacher.grammar.bodies import fighters as fighters
from nacre.teacher.grammar.bodies import riding as riding
from nacre.teacher.grammar.bodies import sea as sea
from nacre.teacher.grammar.bodies import strange as strange
from nacre.teacher.grammar.bodies import townsfolk as townsfolk
from nacre.teacher.grammar.bodies import trades as trades
from nacre.teacher.grammar.bodies import wild_animals as wild_animals
