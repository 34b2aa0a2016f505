"""The heart of a matrix product: a few rows times 32 columns held in registers while the sum runs.

numba's own loops keep their sums in memory, which leaves four fifths of the processor unused. Every sum is one chain of
fused multiply-adds in ascending order, whatever the number of rows and columns done together: bits depend
on nothing else, and are the same on every processor that has such an instruction.
"""

from __future__ import annotations

from typing import Any, Final

from llvmlite import ir
from numba import types
from numba.core import cgutils
from numba.extending import intrinsic

LANES: Final = 16
COLUMNS: Final = 2 * LANES  # what one tile is wide, at most

_I32, _I64 = ir.IntType(32), ir.IntType(64)
_FLOAT = ir.FloatType()
_F = ir.VectorType(_FLOAT, LANES)
_I = ir.VectorType(_I32, LANES)
_MASK = ir.VectorType(ir.IntType(1), LANES)


def _spread(b: ir.IRBuilder, scalar: Any, kind: ir.VectorType) -> Any:
    nothing = ir.Constant(kind, ir.Undefined)
    one = b.insert_element(nothing, scalar, ir.Constant(_I32, 0))
    return b.shuffle_vector(one, nothing, ir.Constant(_I, [0] * LANES))


class _Tile:
    """Emits one tile of `rows` rows and `vectors` times LANES columns, the last of them perhaps in part."""

    def __init__(self, b: ir.IRBuilder, rows: int, vectors: int, columns: Any) -> None:
        self.b, self.rows, self.vectors = b, rows, vectors
        functions = {
            "fma": ir.FunctionType(_F, [_F, _F, _F]),
            "masked.load": ir.FunctionType(_F, [ir.PointerType(), _I32, _MASK, _F]),
            "masked.store": ir.FunctionType(ir.VoidType(), [_F, ir.PointerType(), _I32, _MASK]),
        }
        suffix = {"fma": "", "masked.load": ".p0", "masked.store": ".p0"}
        self._call = {
            name: cgutils.get_or_insert_function(b.module, kind, f"llvm.{name}.v{LANES}f32{suffix[name]}")
            for name, kind in functions.items()
        }
        steps = ir.Constant(_I, list(range(LANES)))
        rest = b.sub(b.trunc(columns, _I32), ir.Constant(_I32, LANES * (vectors - 1)))
        self._mask = b.icmp_signed("<", steps, _spread(b, rest, _I))

    def fma(self, x: Any, y: Any, z: Any) -> Any:
        """x * y + z, rounded once."""
        return self.b.call(self._call["fma"], [x, y, z])

    def load(self, table: Any, at: Any) -> list[Any]:
        """The tile's columns of one row of a table."""
        return [self._load(self.b.gep(table, [at]), number) for number in range(self.vectors)]

    def _load(self, row: Any, number: int) -> Any:
        place = self.b.gep(row, [ir.Constant(_I64, number * LANES)])
        if number + 1 < self.vectors:
            return self.b.load(self.b.bitcast(place, _F.as_pointer()), align=4)
        zero = ir.Constant(_F, [0.0] * LANES)
        return self.b.call(self._call["masked.load"], [place, ir.Constant(_I32, 4), self._mask, zero])

    def store(self, values: list[Any], table: Any, at: Any) -> None:
        """Write the tile's columns of one row."""
        row = self.b.gep(table, [at])
        for number, value in enumerate(values):
            place = self.b.gep(row, [ir.Constant(_I64, number * LANES)])
            if number + 1 < self.vectors:
                self.b.store(value, self.b.bitcast(place, _F.as_pointer()), align=4)
            else:
                self.b.call(self._call["masked.store"], [value, place, ir.Constant(_I32, 4), self._mask])


def _tile(rows: int, vectors: int) -> Any:
    def multiply(  # type: ignore[no-untyped-def]
        context, x, x_at, x_step, last, w, w_at, w_step, inputs, begin, begin_at, begin_step, out, out_at,
                 out_step, columns):  # fmt: skip
        """out[r] = begin[r] + x[r] @ w for `rows` rows; of flat float32 arrays from the given places on.

        Row r of x, begin and out lies min(r, last) steps on: beyond the last row it is done again. w has `inputs` rows.
        """
        numbers = types.intp
        arguments = (x, numbers, numbers, numbers, w, numbers, numbers, numbers, begin, numbers, numbers, out,
                     numbers, numbers, numbers)  # fmt: skip

        def emit(target: Any, b: ir.IRBuilder, signature: Any, args: Any) -> Any:
            def table(number: int) -> Any:
                return target.make_array(signature.args[number])(target, b, args[number]).data

            tx, tw, tb, to = table(0), table(4), table(8), table(11)
            tile = _Tile(b, rows, vectors, args[14])
            row = [ir.Constant(_I64, 0)]
            for r in range(1, rows):
                wanted = ir.Constant(_I64, r)
                row.append(b.select(b.icmp_signed("<", wanted, args[3]), wanted, args[3]))
            xs = [b.gep(tx, [b.add(args[1], b.mul(r, args[2]))]) for r in row]
            sums = []
            for r in row:
                begun = tile.load(tb, b.add(args[9], b.mul(r, args[10])))
                sums.append([cgutils.alloca_once_value(b, value) for value in begun])
            with cgutils.for_range(b, args[7]) as loop:
                weights = tile.load(tw, b.add(args[5], b.mul(loop.index, args[6])))
                for place, held in zip(xs, sums, strict=True):
                    value = _spread(b, b.load(b.gep(place, [loop.index])), _F)
                    for weight, total in zip(weights, held, strict=True):
                        b.store(tile.fma(value, weight, b.load(total)), total)
            for r, held in zip(row, sums, strict=True):
                tile.store([b.load(total) for total in held], to, b.add(args[12], b.mul(r, args[13])))
            return target.get_dummy_value()

        return types.void(*arguments), emit

    multiply.__name__ = f"tile_{rows}x{vectors}"
    return intrinsic(multiply)


tile_8x2, tile_8x1 = _tile(8, 2), _tile(8, 1)
tile_4x2, tile_4x1 = _tile(4, 2), _tile(4, 1)
tile_1x2, tile_1x1 = _tile(1, 2), _tile(1, 1)
