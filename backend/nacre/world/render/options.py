"""How the renderer's kernels are compiled.

No "reassoc": sums keep their written order, so that a pixel's bits do not depend on which neighbours are computed with
it. Work is cut into pieces whose borders never depend on the number of threads.
"""

from __future__ import annotations

from typing import Any, Final

from nacre.world.kernels.arithmetic import ORDERED

SERIAL: Final[dict[str, Any]] = {"cache": True, "nogil": True, "error_model": "numpy", "fastmath": ORDERED}
# Every operation rounded by itself: a GPU then finds the same bits, and shows the same triangles.
ROUNDED: Final[dict[str, Any]] = {**SERIAL, "fastmath": ORDERED - {"contract", "arcp"}}
PARALLEL: Final[dict[str, Any]] = {**SERIAL, "parallel": True}
INLINE: Final[dict[str, Any]] = {**SERIAL, "inline": "always"}
