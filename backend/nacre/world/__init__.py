"""Pearl, the world model: a latent state made of tokens, its dynamics and its renderer."""

import contextlib
import ctypes
import importlib.util
import os
import sys
from pathlib import Path

# numba and torch then share one OpenMP pool; two pools spin against each other (3 ms a frame on two cores)
os.environ.setdefault("NUMBA_THREADING_LAYER", "omp")
# A thread that spins while it waits for the other half of its work keeps that half off the core when a third thread,
# growing the world ahead, holds the second one: frames then took 100-200 ms. Before OpenMP is loaded.
os.environ.setdefault("OMP_WAIT_POLICY", "passive")
# Kernels are stamped with all the files that go into them; numba's own ways follow for code that is not ours.
os.environ.setdefault(
    "NUMBA_CACHE_LOCATOR_CLASSES",
    "nacre.kernel_cache.ChosenFolder,nacre.kernel_cache.BesideSource,nacre.kernel_cache.UserFolder,"
    "UserProvidedCacheLocator,InTreeCacheLocator,UserWideCacheLocator,IPythonCacheLocator",
)

# Rules that refuse are most of what numba asks while it finds types; colouring what they say is for nothing.
os.environ.setdefault("NUMBA_DISABLE_ERROR_MESSAGE_HIGHLIGHTING", "1")

if sys.platform == "linux":
    # Slim images lack the system's OpenMP library, which numba looks for; torch brings one, and need not be imported.
    try:
        ctypes.CDLL("libgomp.so.1")
    except OSError:
        _torch = importlib.util.find_spec("torch")
        for _folder in (_torch.submodule_search_locations or ()) if _torch else ():
            with contextlib.suppress(OSError):
                ctypes.CDLL(str(Path(_folder) / "lib" / "libgomp.so.1"))
