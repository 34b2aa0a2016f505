"""Nacre: generated worlds for game engines."""

__version__ = "0.1.0"
