"""An engine as the cache of built engines stores it."""

from __future__ import annotations

from nacre.runtime.backends.engine_cache import EngineKey

KEY = EngineKey("dynamics", "aa", "fp16", "11.4.0.106", "13.0", "580", "NVIDIA H200", "9.0", "bb", ("level=3",))
PLAN = bytes(range(256)) * 40
