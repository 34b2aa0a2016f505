"""Nacre World Protocol: the single definition of every message, and what is generated from it."""
