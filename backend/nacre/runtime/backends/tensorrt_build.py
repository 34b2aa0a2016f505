"""ONNX to a TensorRT engine: strongly typed, one optimisation profile per batch bucket."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from nacre.runtime.backends.tensorrt_log import failed
from nacre.runtime.interface import Example

TYPED: Final = "trongly typed network"  # 10.x says so in its log; a network that is not would round as it likes


@dataclass(frozen=True)
class BuildFlags:
    """What changes an engine besides its graph; part of its key."""

    level: int = 3  # of 5: above it builds take minutes for a few per cent
    tf32: bool = False  # 10 bits of mantissa where the graph says FP32: not what the islands are for

    def words(self) -> tuple[str, ...]:
        """For the engine's key."""
        return (f"level={self.level}", f"tf32={self.tf32}", "strongly_typed", "aux_streams=0")


Profiles = list[dict[str, tuple[int, ...]]]


def profiles_of(example: Example, buckets: Sequence[int]) -> Profiles:
    """Input shapes per bucket; smallest, best and largest are one, which gives the best kernels."""
    return [
        {
            name: (bucket, *tensor.shape[1:]) if name in example.batched else tuple(tensor.shape)
            for name, tensor in example.inputs.items()
        }
        for bucket in sorted(set(buckets))
    ]


def build(
    trt: Any, log: Any, onnx: Path, profiles: Profiles, flags: BuildFlags, timing: bytes = b""
) -> tuple[bytes, bytes]:
    """The engine's plan and the timing cache; raises RuntimeFailed with what the log says."""
    builder = trt.Builder(log)
    network = builder.create_network(1 << int(trt.NetworkDefinitionCreationFlag.STRONGLY_TYPED))
    if network is None:
        raise failed("no network", log)
    parser = trt.OnnxParser(network, log)
    if not parser.parse_from_file(str(onnx)):
        said = "; ".join(str(parser.get_error(i)) for i in range(parser.num_errors))
        raise failed(f"the graph was not understood: {said}", log)
    config = builder.create_builder_config()
    config.builder_optimization_level = flags.level
    config.profiling_verbosity = trt.ProfilingVerbosity.DETAILED
    config.max_aux_streams = 0  # one stream: what a CUDA graph captures most simply
    if flags.tf32:
        config.set_flag(trt.BuilderFlag.TF32)
    else:
        config.clear_flag(trt.BuilderFlag.TF32)
    for shapes in profiles:
        profile = builder.create_optimization_profile()
        for name, shape in shapes.items():
            profile.set_shape(name, shape, shape, shape)
        if config.add_optimization_profile(profile) < 0:
            raise failed(f"a profile was refused: {shapes}", log)
    _give_timing(config, timing, log)
    plan = builder.build_serialized_network(network, config)
    if plan is None:
        raise failed("the engine was not built", log)
    if trt.__version__.startswith("10.") and not any(TYPED in line for line in log.all):
        raise failed("the network was not taken as strongly typed", log)
    kept = config.get_timing_cache()
    return bytes(memoryview(plan)), bytes(memoryview(kept.serialize())) if kept is not None else b""


def _give_timing(config: Any, timing: bytes, log: Any) -> None:
    """A timing cache of another version is refused by TensorRT itself: begin anew then."""
    for content in dict.fromkeys((timing, b"")):
        cache = config.create_timing_cache(content)
        if cache is not None and config.set_timing_cache(cache, False):
            return
    raise failed("no timing cache could be made", log)
