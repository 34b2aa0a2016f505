"""The teacher's bodies: physics, characters that decide, and play to learn from."""
