"""The teacher's ground, what grows on it, and what stands in each chunk."""
