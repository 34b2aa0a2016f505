"""The project that all Godot tests run in."""

from __future__ import annotations

from support.godot import godot as godot
