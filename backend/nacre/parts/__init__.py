"""The parts language: a thing is a short program of convex, named, coloured parts (docs/parts.md)."""

from nacre.parts.attributes import Attributes
from nacre.parts.language import Array, Joint, Light, Part, Program

__all__ = ["Array", "Attributes", "Joint", "Light", "Part", "Program"]
