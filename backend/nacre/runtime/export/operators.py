"""Which ONNX operators TensorRT takes, and what of a graph it would refuse."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any, Final

LIST: Final = Path(__file__).with_name("tensorrt_operators.txt")
# the float that a type letter of the list stands for, by ONNX's numbers (onnx.TensorProto)
_LETTERS: Final = {1: "f", 2: "u", 6: "i", 7: "l", 9: "o", 10: "h", 16: "b"}
# operators whose first input is a shape, a list of axes or an index: its type says nothing about the kernel
_INDEXED: Final = {"Where": 1, "ConstantOfShape": None, "Constant": None, "Range": None}


@cache
def supported() -> dict[str, frozenset[str]]:
    """Type letters by operator, from the list beside this file."""
    rows = (line.split() for line in LIST.read_text("utf-8").splitlines() if line and not line.startswith("#"))
    return {name: frozenset(letters) for name, *letters in rows}


@dataclass(frozen=True)
class Census:
    """What a graph is made of: how often each operator stands in it, and what TensorRT would refuse."""

    operators: dict[str, int]
    refused: tuple[str, ...]

    @property
    def nodes(self) -> int:
        """All of them together."""
        return sum(self.operators.values())


def census(model: Any) -> Census:
    """Count the operators of an onnx.ModelProto and compare them, with their types, to the list."""
    import onnx

    inferred = onnx.shape_inference.infer_shapes(model, data_prop=True)
    graph = inferred.graph
    types = {v.name: v.type.tensor_type.elem_type for v in (*graph.input, *graph.value_info, *graph.output)}
    types |= {tensor.name: tensor.data_type for tensor in graph.initializer}
    ends = {v.name for v in (*graph.input, *graph.output)}
    counts: Counter[str] = Counter()
    refused = []
    for node in graph.node:
        counts[node.op_type] += 1
        if node.domain not in ("", "ai.onnx"):
            refused.append(f"{node.op_type} of {node.domain}")
            continue
        letters = supported().get(node.op_type)
        if letters is None:
            refused.append(node.op_type)
            continue
        at = _INDEXED.get(node.op_type, 0)
        if at is not None and len(node.input) > at:
            letter = _LETTERS.get(types.get(node.input[at], 0))
            if letter is None and types.get(node.input[at], 0):
                refused.append(f"{node.op_type} of type {types[node.input[at]]}")
            elif letter is not None and letter not in letters:
                refused.append(f"{node.op_type} of {letter}")
        made = {_LETTERS.get(types.get(name, 0)) for name in node.output if name not in ends}
        if "u" in made:
            refused.append(f"{node.op_type} making bytes inside the graph")
    return Census(dict(counts.most_common()), tuple(sorted(set(refused))))
