"""Work handed out piece by piece, so that a thread whose core is wanted elsewhere does less of it.

numba's prange gives each thread its half beforehand: while the world ahead is being made on the second core, a frame
then waited for the half that had been left there.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
from llvmlite import ir
from numba import types
from numba.extending import intrinsic
from numpy.typing import NDArray


def _next_number(context, counter):  # type: ignore[no-untyped-def]
    def emit(target: Any, b: ir.IRBuilder, signature: Any, args: Any) -> Any:
        place = target.make_array(signature.args[0])(target, b, args[0]).data
        return b.atomic_rmw("add", place, ir.Constant(ir.IntType(64), 1), "monotonic")

    return types.int64(counter), emit


next_number: Callable[[NDArray[np.int64]], int] = intrinsic(_next_number)  # type: ignore[assignment]
"""In compiled code: the number in counter (int64 [1]), which is then one more; no two threads get the same."""
