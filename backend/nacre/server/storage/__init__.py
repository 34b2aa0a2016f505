"""Worlds on the disk: snapshots, named saves, and automatic saves."""
