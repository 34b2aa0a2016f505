"""Where the Unity shaders are."""

from __future__ import annotations

from nacre.protocol import generate

UNITY = generate.REPOSITORY / "engine_plugins" / "unity"
SHADERS = UNITY / "com.nacre.worlds" / "Shaders"
