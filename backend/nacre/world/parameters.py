"""A network's parameters as arrays under the names of its layers: what plays reads them so, and needs no torch."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, Final, TypeAlias

import numpy as np
from numpy.typing import NDArray

from nacre.world.weights import WeightsError

Array = NDArray[Any]
Shapes: TypeAlias = dict[str, tuple[int, ...]]
_FACTS: Final = ("heads", "dilations")  # what a module knows that its parameters do not show


class Parameters:
    """`p.blocks[0].norm.weight` is the array of that name; facts are found in the same way."""

    def __init__(self, arrays: Mapping[str, Array], facts: Mapping[str, Any] | None = None) -> None:
        self._arrays, self._facts = arrays, facts or {}

    @classmethod
    def of(cls, network: Any) -> Parameters:
        """A torch module's parameters and buffers as they are now, without a copy where there need be none; parameters
        are handed back."""
        if isinstance(network, Parameters):
            return network
        arrays = {name: tensor.detach().cpu().numpy() for name, tensor in network.state_dict().items()}
        facts = {
            f"{where}.{fact}".lstrip("."): getattr(module, fact)
            for where, module in network.named_modules()
            for fact in _FACTS
            if hasattr(module, fact)
        }
        return cls(arrays, facts)

    def __getattr__(self, name: str) -> Any:
        for known in (self._arrays, self._facts):
            if name in known:
                return known[name]
        below = f"{name}."
        under = Parameters(*({k[len(below) :]: v for k, v in known.items() if k.startswith(below)}
                             for known in (self._arrays, self._facts)))  # fmt: skip
        if not under._arrays:
            raise AttributeError(f"no parameter {name!r}")
        return under

    def __getitem__(self, number: int) -> Any:
        return getattr(self, str(number))

    def __iter__(self) -> Iterator[Any]:
        """The numbered ones, in order: layers of a list."""
        numbers = sorted({int(name.split(".", 1)[0]) for name in self._arrays})
        return (self[number] for number in numbers)

    def under(self, prefix: str) -> Parameters:
        """Those whose names begin with a prefix, without it."""
        return Parameters({k[len(prefix) :]: v for k, v in self._arrays.items() if k.startswith(prefix)}, self._facts)

    def expect(self, shapes: Shapes, file: str) -> Parameters:
        """Itself; raises WeightsError that names the file when a parameter is missing, too many or of another shape."""
        found = {name: tuple(array.shape) for name, array in self._arrays.items()}
        for name in sorted(shapes.keys() | found.keys()):
            if found.get(name) != shapes.get(name):
                told = f"{name} is {found.get(name, 'missing')}, should be {shapes.get(name, 'missing')}"
                raise WeightsError(f"{file} was made for another network: {told}")
        return self


def array_of(values: Array) -> NDArray[np.float32]:
    """A parameter as a contiguous float32 array of its own."""
    return np.array(values, np.float32, order="C")


def dense_shapes(name: str, inputs: int, outputs: int, *taps: int) -> Shapes:
    """Of a linear layer, or of a convolution with these taps."""
    return {f"{name}.weight": (outputs, inputs, *taps), f"{name}.bias": (outputs,)}


def norm_shapes(name: str, width: int) -> Shapes:
    """Of a layer norm."""
    return {f"{name}.weight": (width,), f"{name}.bias": (width,)}
