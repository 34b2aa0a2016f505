"""Simplifies an exported graph: what is constant is folded, what is there twice is shared."""

from __future__ import annotations

from typing import Any


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
