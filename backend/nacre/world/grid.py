"""The grid constants every part of Pearl shares. Metres, Y up, -Z forward, right-handed."""

from __future__ import annotations

from typing import Final

CHUNK: Final = 32.0  # metres along x and z; generation, storage and composition unit
CELL: Final = 0.5  # metres per cell of ground, and of distances to it
CHUNK_CELLS: Final = 64  # CHUNK / CELL
Y0: Final = -6.0  # height below which nothing is; water level is always 0
HEIGHT_CELLS: Final = 64  # 32 m: towers on hills fit, and a chunk stays a cube
WINDOW: Final = 5  # chunks per side kept around the player
VIEW: Final = 64.0  # metres; a player anywhere in the middle chunk never sees the window's edge
GROUND_CELL: Final = 2.0  # metres per terrain latent
GROUND_FINE: Final = 64  # decoded ground samples per chunk side (0.5 m)
TICK: Final = 0.05  # seconds; dynamics run at 20 Hz
EYE: Final = 1.7  # metres from the feet to the camera
FAR: Final = 6.0  # metres; longer steps than this gain nothing within a 5x5 window
