"""Grammars that write shape programs, one per class: what the shape network learns from."""
