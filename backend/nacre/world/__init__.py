"""Pearl, the world model: a latent state made of tokens, its dynamics and its renderer."""

import os

# numba and torch then share one OpenMP pool; two pools spin against each other (3 ms a frame on two cores)
os.environ.setdefault("NUMBA_THREADING_LAYER", "omp")
