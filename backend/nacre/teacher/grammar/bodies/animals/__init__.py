"""Grammars of animals."""

from nacre.teacher.grammar.bodies.animals import birds as birds
from nacre.teacher.grammar.bodies.animals import dragon as dragon
from nacre.teacher.grammar.bodies.animals import farm_animals as farm_animals
from nacre.teacher.grammar.bodies.animals import riding as riding
from nacre.teacher.grammar.bodies.animals import sea as sea
from nacre.teacher.grammar.bodies.animals import wild_animals as wild_animals
