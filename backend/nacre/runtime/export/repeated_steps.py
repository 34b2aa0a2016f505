"""Steps that a network takes many times, written into its ONNX file once and copied: tracing each costs seconds.

A march has 126 of them, the same few dozen operators every time. While the network is exported each step stands there
as one operator of a domain of our own; its body is exported by itself, and put in its place everywhere.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Final

import torch
from torch import Tensor, nn

DOMAIN: Final = "nacre.steps"

Step = Callable[..., tuple[Tensor, ...]]


@dataclass
class _Seen:
    """One step as it was met in a run: its inputs of that run, and what it answers."""

    step: Step
    inputs: tuple[Tensor, ...]
    batched: tuple[bool, ...]
    kinds: tuple[torch.dtype, ...]
    like: tuple[int, ...]  # for each answer an input of the same shape


class Body(nn.Module):
    """A step as a module, for the exporter."""

    def __init__(self, step: Step) -> None:
        super().__init__()
        self._step = step

    def forward(self, *inputs: Tensor) -> tuple[Tensor, ...]:
        """The step."""
        return self._step(*inputs)


class Repeats:
    """The repeated steps of one network. Its two runs, of unlike batches, tell what of a step's inputs is batched."""

    def __init__(self) -> None:
        self._seen: dict[str, _Seen] = {}
        self._writing = False

    def wrap(self, step: Step) -> Step:
        """The function that replaces a step in the network: for `March.fuse`."""
        name = step.__name__

        def taken(*inputs: Tensor) -> tuple[Tensor, ...]:
            return self._written(name, inputs) if self._writing else self._met(name, step, inputs)

        return taken

    def watch(self, run: Callable[[int], object], batches: tuple[int, int]) -> None:
        """Run the network with two batches; from then on its steps are single operators."""
        for batch in batches:
            run(batch)
        self._writing = True

    def bodies(self) -> dict[str, tuple[Body, tuple[Tensor, ...], tuple[bool, ...]]]:
        """Each step's body by name, with example inputs and which of them are batched."""
        return {name: (Body(seen.step), seen.inputs, seen.batched) for name, seen in self._seen.items()}

    def _met(self, name: str, step: Step, inputs: tuple[Tensor, ...]) -> tuple[Tensor, ...]:
        answers = step(*inputs)
        before = self._seen.get(name)
        known, varied = (before.inputs, before.batched) if before else (inputs, (False,) * len(inputs))
        batched = tuple(v or len(a) != len(b) for a, b, v in zip(inputs, known, varied, strict=True))
        shapes = [tensor.shape for tensor in inputs]
        like = tuple(shapes.index(answer.shape) for answer in answers)
        self._seen[name] = _Seen(step, inputs, batched, tuple(answer.dtype for answer in answers), like)
        return answers

    def _written(self, name: str, inputs: tuple[Tensor, ...]) -> tuple[Tensor, ...]:
        seen = self._seen[name]
        made = torch.onnx.ops.symbolic_multi_out(
            f"{DOMAIN}::{name}",
            inputs,
            dtypes=seen.kinds,
            shapes=[inputs[at].shape for at in seen.like],
            version=1,
        )
        return tuple(made)


def put_in(model: Any, bodies: dict[str, Any]) -> None:
    """Replace every step in an onnx_ir.Model by its body, an onnx_ir.Model of its own."""
    import onnx_ir
    from onnx_ir.passes import common

    for name, body in bodies.items():
        # a function has no initializers: what the body knows becomes constants, and is shared again below
        for value in list(body.graph.initializers.values()):
            constant = onnx_ir.node("Constant", [], {"value": value.const_value})
            body.graph.insert_before(body.graph[0], constant)
            value.replace_all_uses_with(constant.outputs[0])
        body.graph.initializers.clear()
        function = onnx_ir.Function(DOMAIN, name, graph=body.graph, attributes={})
        model.functions[function.identifier()] = function
    common.InlinePass()(model)
    simplify(model)


def simplify(model: Any) -> None:
    """Fold what is constant in an onnx_ir.Model and share what is there twice, in place.

    The exporter's own pass would also look for patterns to rewrite, which a runtime does again for itself and which
    takes longer than all the rest.
    """
    import onnxscript.optimizer
    from onnx_ir.passes import common

    onnxscript.optimizer.fold_constants_ir(model)
    for work in (
        common.RemoveUnusedNodesPass(),
        common.RemoveUnusedFunctionsPass(),  # type: ignore[no-untyped-call]
        common.RemoveUnusedOpsetsPass(),
        common.LiftConstantsToInitializersPass(lift_all_constants=True, size_limit=0),
        common.DeduplicateInitializersPass(),
        common.CommonSubexpressionEliminationPass(),
        common.OutputFixPass(),
        common.NameFixPass(),
        common.ClearMetadataAndDocStringPass(),
    ):
        work(model)
