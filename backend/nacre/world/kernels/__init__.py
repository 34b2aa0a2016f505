"""Compiled arithmetic that the networks share: matrix products, convolutions, hashing, threads."""
