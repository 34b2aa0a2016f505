"""The procedural teacher: it makes the shapes, worlds and pictures the served models learn from."""

import nacre.world  # noqa: F401 - numba's settings, before the first kernel
