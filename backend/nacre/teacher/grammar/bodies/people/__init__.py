"""Grammars of people, one module for each walk of life."""

from nacre.teacher.grammar.bodies.people import fighters as fighters
from nacre.teacher.grammar.bodies.people import gentry as gentry
from nacre.teacher.grammar.bodies.people import machines as machines
from nacre.teacher.grammar.bodies.people import townsfolk as townsfolk
from nacre.teacher.grammar.bodies.people import trades as trades
from nacre.teacher.grammar.bodies.people import undead as undead
