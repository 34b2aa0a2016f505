"""Networks as ONNX: dynamic batch, precision in the graph, only operators that TensorRT takes."""

from __future__ import annotations

import contextlib
import io
import logging
import warnings
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import torch
from torch import nn

from nacre.atomic_write import atomic_path
from nacre.runtime.export.operators import Census, census
from nacre.runtime.export.simplify import simplify
from nacre.runtime.interface import Example, Precision, RuntimeFailed, RuntimeUnavailable
from nacre.runtime.precision import BF16_OPSET, lowered, opset_for

MOST: Final = 128  # rows of a batch, the largest bucket


@dataclass(frozen=True)
class Exported:
    """A written ONNX file and what is in it."""

    path: Path
    opset: int
    precision: Precision
    census: Census


def export(
    module: nn.Module,
    example: Example,
    path: Path,
    precision: Precision = Precision.FP32,
    tensorrt: str | None = None,
) -> Exported:
    """Write a module as one ONNX file, replaced atomically, that takes any batch from 1 to MOST.

    tensorrt: the version that will read it, which decides the opset; None suits every reader. Raises RuntimeFailed
    when the graph lost its dynamic batch or holds what TensorRT does not take, RuntimeUnavailable without onnx.
    """
    try:
        import onnx
        import onnxscript  # noqa: F401
    except ImportError as error:
        raise RuntimeUnavailable(f"{error.name} is not installed", "pip install onnx onnxscript") from None
    opset = opset_for(tensorrt)
    if precision is Precision.BF16 and opset < BF16_OPSET:
        raise RuntimeFailed(f"bf16 needs opset {BF16_OPSET}, and TensorRT {tensorrt or 'before 10.15'} takes {opset}")
    # an example of one row would have its batch taken for a constant
    some = example.to("cpu").rows(max(2, min(example.batch, 3)))
    low = lowered(module.cpu(), precision, example.islands)
    batched = tuple(name in some.batched for name in some.inputs)
    with _quiet(), torch.no_grad():
        program = _traced(low, tuple(some.inputs.values()), batched, opset, list(some.inputs), list(some.outputs))
    model = program.model_proto
    try:
        onnx.checker.check_model(model, full_check=True)
    except (onnx.checker.ValidationError, onnx.shape_inference.InferenceError) as error:
        raise RuntimeFailed(f"the exporter wrote no valid graph: {error}") from error
    _check_names(model)
    _check_batch(model, some.batched)
    found = census(model)
    if found.refused:
        raise RuntimeFailed(f"TensorRT does not take {', '.join(found.refused)}")
    path.parent.mkdir(parents=True, exist_ok=True)
    with atomic_path(path) as temporary:
        onnx.save(model, str(temporary), "protobuf")
    return Exported(path, opset, precision, found)


def _traced(
    module: nn.Module,
    inputs: tuple[torch.Tensor, ...],
    batched: tuple[bool, ...],
    opset: int,
    names: list[str],
    outputs: list[str],
) -> torch.onnx.ONNXProgram:
    batch = torch.export.Dim("batch", min=1, max=MOST)
    program = torch.onnx.export(
        _Flat(module),
        inputs,
        input_names=names,
        output_names=outputs,
        dynamic_shapes=(tuple({0: batch} if varies else None for varies in batched),),
        opset_version=opset,
        dynamo=True,
        external_data=False,
        optimize=False,
    )
    assert program is not None
    simplify(program.model)
    return program


class _Flat(nn.Module):
    """Any number of inputs, so that one description of shapes fits every network."""

    def __init__(self, inner: nn.Module) -> None:
        super().__init__()
        self.inner = inner

    def forward(self, *inputs: torch.Tensor) -> Any:
        return self.inner(*inputs)


def _check_names(model: Any) -> None:
    """The exporter names what it computes after its operators: an input called `view` would be there twice."""
    made = {name for node in model.graph.node for name in node.output}
    if twice := sorted(made & {value.name for value in model.graph.input}):
        raise RuntimeFailed(f"an input is named like an operator's result: {', '.join(twice)}")


def _check_batch(model: Any, batched: frozenset[str]) -> None:
    """A dimension that was specialised to the example's size shows only here."""
    fixed = [
        value.name
        for value in model.graph.input
        if value.name in batched and not value.type.tensor_type.shape.dim[0].dim_param
    ]
    if fixed:
        raise RuntimeFailed(f"the export fixed the batch of {', '.join(fixed)}")


@contextlib.contextmanager
def _quiet() -> Iterator[None]:
    """The exporter prints its progress and warns of what it knows itself."""
    # the tracer logs every node, and formats it, wherever a handler listens
    loggers = [logging.getLogger(name) for name in ("torch.onnx", "torch.__trace")]
    levels = [logger.level for logger in loggers]
    for logger in loggers:
        logger.setLevel(logging.ERROR)
    try:
        with warnings.catch_warnings(), contextlib.redirect_stdout(io.StringIO()):
            warnings.simplefilter("ignore")
            yield
    finally:
        for logger, level in zip(loggers, levels, strict=True):
            logger.setLevel(level)
