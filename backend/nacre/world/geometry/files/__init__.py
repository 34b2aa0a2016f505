"""Levels written to files: binary glTF."""
