"""3 x 3 convolutions with a quarter of the multiplications: Winograd's F(4 x 4, 3 x 3).

Lavin and Gray 2015, arXiv 1509.09308, section 4.3. Squares of 6 x 6 cells are brought into another basis, where the
convolution is 36 independent matrix products, and 4 x 4 results are brought back. Dilated convolutions are the same
on every d-th cell. Rounding differs from the direct sum by about 1e-5 of the values.
"""

from __future__ import annotations

from typing import Any, Final

import numpy as np
from llvmlite import ir
from numba import njit, types
from numba.core import cgutils
from numba.extending import intrinsic
from numpy.typing import NDArray

from nacre.world.kernels.arithmetic import OPTIONS, product
from nacre.world.kernels.matrix_tile import LANES

Floats = NDArray[np.float32]
OUT: Final = 4  # cells of result per square's side
IN: Final = OUT + 2  # cells read per square's side
BASIS: Final = IN * IN
SQUARES: Final = 48  # done together: what they need stays in a core's own cache

_GIVEN: Final = (
    (4, 0, -5, 0, 1, 0),
    (0, -4, -4, 1, 1, 0),
    (0, 4, -4, -1, 1, 0),
    (0, -2, -1, 2, 1, 0),
    (0, 2, -1, -2, 1, 0),
    (0, 4, 0, -5, 0, 1),
)
_RESULT: Final = ((1, 1, 1, 1, 1, 0), (0, 1, -1, 2, -2, 0), (0, 1, 1, 4, 4, 0), (0, 1, -1, 8, -8, 1))
_WEIGHT: Final = np.array(
    [[6, 0, 0], [-4, -4, -4], [-4, 4, -4], [1, 2, 4], [1, -2, 4], [0, 0, 24]],
) / 24.0  # fmt: skip

_I64, _FLOAT = ir.IntType(64), ir.FloatType()
_F = ir.VectorType(_FLOAT, LANES)


def transformed(taps: Floats) -> Floats:
    """Weights [9, I, O] of a 3 x 3 convolution in the other basis, float32 [36, I, O]."""
    square = taps.astype(np.float64).reshape(3, 3, *taps.shape[1:])
    both = np.einsum("ai,bj,ijcd->abcd", _WEIGHT, _WEIGHT, square)
    return np.ascontiguousarray(both.reshape(BASIS, *taps.shape[1:]).astype(np.float32))


def _combine(b: ir.IRBuilder, matrix: tuple[tuple[int, ...], ...], values: list[Any]) -> list[Any]:
    """matrix @ values, every sum in ascending order by fused multiply-adds."""
    fma = cgutils.get_or_insert_function(b.module, ir.FunctionType(_F, [_F, _F, _F]), f"llvm.fma.v{LANES}f32")
    results = []
    for row in matrix:
        total = None
        for factor, value in zip(row, values, strict=True):
            if factor == 0:
                continue
            times = ir.Constant(_F, [float(factor)] * LANES)
            if total is None:
                total = value if factor == 1 else b.fmul(value, times)
            elif abs(factor) == 1:
                total = b.fadd(total, value) if factor > 0 else b.fsub(total, value)
            else:
                total = b.call(fma, [value, times, total])
        results.append(total)
    return results


def _both_ways(b: ir.IRBuilder, matrix: tuple[tuple[int, ...], ...], square: list[list[Any]]) -> list[list[Any]]:
    """matrix @ square @ matrix^T."""
    columns = [_combine(b, matrix, list(column)) for column in zip(*square, strict=True)]
    return [_combine(b, matrix, list(row)) for row in zip(*columns, strict=True)]


class _Square:
    """LANES channels at each cell of a square in a flat float32 array."""

    def __init__(self, b: ir.IRBuilder, table: Any, at: Any, down: Any, across: Any) -> None:
        self._b, self._table, self._at, self._down, self._across = b, table, at, down, across

    def _place(self, row: int, column: int) -> Any:
        b = self._b
        steps = b.add(b.mul(self._down, ir.Constant(_I64, row)), b.mul(self._across, ir.Constant(_I64, column)))
        return b.bitcast(b.gep(self._table, [b.add(self._at, steps)]), _F.as_pointer())

    def load(self) -> list[list[Any]]:
        """All cells of a 6 x 6 square."""
        return [[self._b.load(self._place(r, c), align=4) for c in range(IN)] for r in range(IN)]

    def store(self, values: list[list[Any]]) -> None:
        """Write a square."""
        for r, row in enumerate(values):
            for c, value in enumerate(row):
                self._b.store(value, self._place(r, c), align=4)


def _data(target: Any, b: ir.IRBuilder, kind: Any, value: Any) -> Any:
    return target.make_array(kind)(target, b, value).data


def _into(context, x, at, down, across, out, out_at, out_step):
    """A square of x, cells `down` and `across` apart, in the other basis: `out_step` apart in out."""

    def emit(target: Any, b: ir.IRBuilder, signature: Any, args: Any) -> Any:
        given = _Square(b, _data(target, b, signature.args[0], args[0]), args[1], args[2], args[3])
        rows = b.mul(args[6], ir.Constant(_I64, IN))
        result = _Square(b, _data(target, b, signature.args[4], args[4]), args[5], rows, args[6])
        result.store(_both_ways(b, _GIVEN, given.load()))
        return target.get_dummy_value()

    number = types.intp
    return types.void(x, number, number, number, out, number, number), emit


def _back(context, m, at, step, bias, bias_at, out, out_at, down, across):
    """The inverse of `_into` for 4 x 4 results, with the bias added."""

    def emit(target: Any, b: ir.IRBuilder, signature: Any, args: Any) -> Any:
        rows = b.mul(args[2], ir.Constant(_I64, IN))
        given = _Square(b, _data(target, b, signature.args[0], args[0]), args[1], rows, args[2])
        begin = b.gep(_data(target, b, signature.args[3], args[3]), [args[4]])
        more = b.load(b.bitcast(begin, _F.as_pointer()), align=4)
        result = _Square(b, _data(target, b, signature.args[5], args[5]), args[6], args[7], args[8])
        result.store([[b.fadd(v, more) for v in row] for row in _both_ways(b, _RESULT, given.load())])
        return target.get_dummy_value()

    number = types.intp
    return types.void(m, number, number, bias, number, out, number, number, number), emit


into: Any = intrinsic(_into)
back: Any = intrinsic(_back)


@njit(**OPTIONS)
def _squares(count, dilation):
    """First cells of the squares along one side, [n]: every phase of the dilation; the last ones overlap."""
    found = np.empty(count, np.int64)
    n = 0
    for phase in range(dilation):
        cells = (count - phase + dilation - 1) // dilation
        for square in range((cells + OUT - 1) // OUT):
            found[n] = phase + dilation * min(OUT * square, cells - OUT)
            n += 1
    return found[:n]


@njit(**OPTIONS)
def convolve_squares(x, weight, bias, dilation, out):
    """`arithmetic.convolve` of a 3 x 3 one with `transformed` weights [36, I, O].

    I and O are multiples of LANES, out is at least 4 * dilation cells a side. A cell's bits depend on where it lies
    in `out`.
    """
    inputs, outputs = weight.shape[1:]
    high, wide = out.shape[:2]
    flat, weights, result = x.reshape(-1), weight.reshape(-1), out.reshape(-1)
    down, across = x.shape[1] * inputs, wide * outputs
    rows, columns = _squares(high, dilation), _squares(wide, dilation)
    squares = len(rows) * len(columns)
    given, summed = np.empty(BASIS * SQUARES * inputs, np.float32), np.empty(BASIS * SQUARES * outputs, np.float32)
    nothing = np.zeros(outputs, np.float32)
    for first in range(0, squares, SQUARES):
        many = min(SQUARES, squares - first)
        for n in range(many):
            row, column = rows[(first + n) // len(columns)], columns[(first + n) % len(columns)]
            for c in range(0, inputs, LANES):
                at = row * down + column * inputs + c
                into(flat, at, dilation * down, dilation * inputs, given, n * inputs + c, many * inputs)
        for k in range(BASIS):
            product(
                given, k * many * inputs, inputs, many, weights, k * inputs * outputs, outputs, inputs, outputs,
                nothing, 0, 0, summed, k * many * outputs, outputs,
            )  # fmt: skip
        for n in range(many):
            row, column = rows[(first + n) // len(columns)], columns[(first + n) % len(columns)]
            for c in range(0, outputs, LANES):
                at = row * across + column * outputs + c
                back(
                    summed, n * outputs + c, many * outputs, bias, c,
                    result, at, dilation * across, dilation * outputs,
                )  # fmt: skip
