"""The procedural teacher: it makes the shapes, worlds and pictures the served models learn from."""
