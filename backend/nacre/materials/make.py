"""Textures by code."""
import numpy as np
SIZE = 128
TILE_METRES = {}
GLOSS = {"glass": 0.8}
def make(name):
    out = np.full((SIZE, SIZE, 4), 128, np.uint8)
    return out
def levels_of(finest):
    levels = [finest]
    while levels[-1].shape[0] > 1:
        a = levels[-1].astype(np.float32)
        levels.append(np.round((a[::2, ::2] + a[1::2, ::2] + a[::2, 1::2] + a[1::2, 1::2]) / 4).astype(np.uint8))
    return levels
