"""A `tensorrt` module that is none: the API's shape and its habit of answering None or False, over onnxruntime.

A plan is the ONNX file with a header. Engines read and write the very addresses they were given, so that what is
tested is what a device would see. `Faults` makes each documented failure happen; the module checks the order of calls.
"""

from __future__ import annotations

import ctypes
import json
import sys
import types
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from enum import IntEnum
from pathlib import Path
from typing import Any

import numpy as np
import onnx
import onnxruntime

HEADER = b"fake plan "


@dataclass
class Faults:
    """Which call fails. capture: execution fails while work is being recorded."""

    parse: bool = False
    profile: bool = False
    build: bool = False
    deserialize: bool = False
    no_context: bool = False
    select: bool = False
    shape: bool = False
    address: bool = False
    infer: bool = False
    execute: bool = False
    capture: bool = False
    weakly_typed: bool = False
    timing_mismatch: bool = False
    wrong_numbers: float = 0.0
    capturing: bool = False
    context: Any = None  # the last one made
    calls: list[str] = field(default_factory=list)


class Severity(IntEnum):
    INTERNAL_ERROR = 0
    ERROR = 1
    WARNING = 2
    INFO = 3
    VERBOSE = 4


def make(version: str, faults: Faults) -> types.ModuleType:
    """The module."""
    trt = types.ModuleType("tensorrt")
    trt.__version__ = version  # type: ignore[attr-defined]

    class ILogger:
        def __init__(self) -> None:
            self.ready = True

    ILogger.Severity = Severity  # type: ignore[attr-defined]

    def say(log: Any, severity: Severity, text: str) -> None:
        assert log.ready, "the base class of the logger was not set up"
        log.log(severity, text)

    class Memory(bytes):
        """IHostMemory: something with the buffer protocol."""

    class Cache:
        def __init__(self, content: bytes) -> None:
            self.content = content

        def serialize(self) -> Memory:
            return Memory(b"timings of " + version.encode())

    class Config:
        def __init__(self) -> None:
            self.builder_optimization_level, self.max_aux_streams = 3, 8
            self.profiling_verbosity: Any = None
            self.flags = {"TF32"}
            self.profiles: list[Any] = []
            self.cache: Cache | None = None

        def set_flag(self, flag: str) -> None:
            self.flags.add(flag)

        def clear_flag(self, flag: str) -> None:
            self.flags.discard(flag)

        def add_optimization_profile(self, profile: Any) -> int:
            if faults.profile:
                return -1
            self.profiles.append(profile.shapes)
            return len(self.profiles) - 1

        def create_timing_cache(self, content: bytes) -> Cache:
            return Cache(content)

        def set_timing_cache(self, cache: Cache, ignore_mismatch: bool) -> bool:
            if faults.timing_mismatch and cache.content and not ignore_mismatch:
                return False
            faults.calls.append(f"timing {len(cache.content)}")
            self.cache = cache
            return True

        def get_timing_cache(self) -> Cache | None:
            return self.cache

    class Profile:
        def __init__(self) -> None:
            self.shapes: dict[str, Any] = {}

        def set_shape(self, name: str, low: Any, best: Any, high: Any) -> None:
            self.shapes[name] = [list(low), list(best), list(high)]

    class Network:
        onnx: bytes = b""

    class Parser:
        def __init__(self, network: Network, log: Any) -> None:
            self.network = network
            self.num_errors = 0

        def parse_from_file(self, path: str) -> bool:
            if faults.parse:
                self.num_errors = 1
                return False
            self.network.onnx = Path(path).read_bytes()
            return True

        def get_error(self, index: int) -> str:
            return "In node 3 (importModel): UNSUPPORTED_NODE"

    class Builder:
        def __init__(self, log: Any) -> None:
            self.log = log

        def create_network(self, flags: int) -> Network:
            assert flags == 1 << 1, "the network is not asked to be strongly typed"
            if not faults.weakly_typed:
                say(self.log, Severity.INFO, "Strongly typed network detected")
            return Network()

        def create_builder_config(self) -> Config:
            return Config()

        def create_optimization_profile(self) -> Profile:
            return Profile()

        def build_serialized_network(self, network: Network, config: Config) -> Memory | None:
            faults.calls.append("build")
            if faults.build:
                say(self.log, Severity.ERROR, "Error Code 10: could not find any implementation for node conv")
                return None
            assert config.max_aux_streams == 0 and "TF32" not in config.flags
            head = json.dumps({"version": version, "profiles": config.profiles}).encode()
            return Memory(HEADER + len(head).to_bytes(4, "little") + head + network.onnx)

    class Context:
        def __init__(self, engine: Engine) -> None:
            faults.context = self
            self.engine = engine
            self.profile: int | None = None
            self.shapes: dict[str, tuple[int, ...]] = {}
            self.addresses: dict[str, int] = {}
            self.memory = 0

        def set_device_memory(self, pointer: int, size: int) -> None:
            self.memory = pointer

        def set_optimization_profile_async(self, index: int, stream: int) -> bool:
            if faults.select:
                say(self.engine.log, Severity.ERROR, "profile index out of range")
                return False
            if index != self.profile:
                self.shapes.clear()
            self.profile = index
            return True

        def set_input_shape(self, name: str, shape: tuple[int, ...]) -> bool:
            assert self.profile is not None, "a shape was set before a profile was chosen"
            low, _, high = self.engine.profiles[self.profile][name]
            if faults.shape or not all(a <= n <= b for a, n, b in zip(low, shape, high, strict=True)):
                say(self.engine.log, Severity.ERROR, f"{name}: supplied binding dimensions exceed the profile's")
                return False
            self.shapes[name] = shape
            return True

        def set_tensor_address(self, name: str, pointer: int) -> bool:
            if faults.address:
                say(self.engine.log, Severity.ERROR, "the address is not aligned")
                return False
            self.addresses[name] = pointer
            return True

        def infer_shapes(self) -> list[str]:
            if faults.infer:
                return ["x"]
            return [n for n in self.engine.inputs if n not in self.shapes]

        def get_tensor_shape(self, name: str) -> tuple[int, ...]:
            assert not self.infer_shapes()
            return tuple(
                next(s[0] for n, s in self.shapes.items() if n in self.engine.batched) if dim is None else dim
                for dim in self.engine.outputs[name][1]
            )

        def execute_async_v3(self, stream: int) -> bool:
            faults.calls.append("execute")
            if faults.execute or (faults.capture and faults.capturing):
                say(self.engine.log, Severity.ERROR, "Error Code 1: Cuda Runtime (operation not permitted)")
                return False
            assert self.memory, "the context has no device memory"
            feed = {}
            for name, kind in self.engine.inputs.items():
                feed[name] = _view(self.addresses[name], self.shapes[name], kind).copy()
            found = self.engine.session.run(list(self.engine.outputs), feed)
            for name, array in zip(self.engine.outputs, found, strict=True):
                array = array + np.asarray(faults.wrong_numbers, array.dtype)
                _view(self.addresses[name], array.shape, array.dtype)[...] = array
            return True

    class Engine:
        def __init__(self, log: Any, head: dict[str, Any], graph: bytes) -> None:
            self.log, self.profiles = log, head["profiles"]
            self.session = onnxruntime.InferenceSession(graph, providers=["CPUExecutionProvider"])
            values = onnx.load_from_string(graph).graph
            kinds = onnx.helper.tensor_dtype_to_np_dtype
            self.inputs = {v.name: kinds(v.type.tensor_type.elem_type) for v in values.input}
            self.batched = {v.name for v in values.input if v.type.tensor_type.shape.dim[0].dim_param}
            self.outputs = {
                v.name: (
                    kinds(v.type.tensor_type.elem_type),
                    [None if d.dim_param else d.dim_value for d in v.type.tensor_type.shape.dim],
                )
                for v in values.output
            }
            self.device_memory_size_v2 = 4096
            self.num_io_tensors = len(self.inputs) + len(self.outputs)

        def get_tensor_name(self, index: int) -> str:
            return [*self.inputs, *self.outputs][index]

        def get_tensor_mode(self, name: str) -> str:
            return "INPUT" if name in self.inputs else "OUTPUT"

        def get_tensor_dtype(self, name: str) -> str:
            kind = self.inputs[name] if name in self.inputs else self.outputs[name][0]
            return _NAMES[np.dtype(kind).name]

        def create_execution_context(self, strategy: str) -> Context | None:
            assert strategy == "USER_MANAGED"
            return None if faults.no_context else Context(self)

    class Runtime:
        def __init__(self, log: Any) -> None:
            self.log = log

        def deserialize_cuda_engine(self, plan: bytes) -> Engine | None:
            size = int.from_bytes(plan[len(HEADER) : len(HEADER) + 4], "little")
            start = len(HEADER) + 4
            head = json.loads(plan[start : start + size])
            if faults.deserialize or head["version"] != version:
                say(self.log, Severity.ERROR, "The engine plan file is not compatible with this version of TensorRT")
                return None
            return Engine(self.log, head, plan[start + size :])

    trt.ILogger = ILogger  # type: ignore[attr-defined]
    trt.Builder, trt.OnnxParser, trt.Runtime = Builder, Parser, Runtime  # type: ignore[attr-defined]
    plain = {
        "NetworkDefinitionCreationFlag": types.SimpleNamespace(STRONGLY_TYPED=1),
        "ProfilingVerbosity": types.SimpleNamespace(DETAILED="DETAILED"),
        "BuilderFlag": types.SimpleNamespace(TF32="TF32"),
        "TensorIOMode": types.SimpleNamespace(INPUT="INPUT"),
        "ExecutionContextAllocationStrategy": types.SimpleNamespace(USER_MANAGED="USER_MANAGED"),
        **{name: name for name in _NAMES.values()},
        "bfloat16": "bfloat16",
    }
    for name, value in plain.items():
        setattr(trt, name, value)
    return trt


_NAMES = {
    "float32": "float32", "float16": "float16", "int32": "int32", "int64": "int64",
    "int8": "int8", "uint8": "uint8", "bool": "bool",
}  # fmt: skip


def _view(pointer: int, shape: tuple[int, ...], kind: Any) -> np.ndarray[Any, Any]:
    size = int(np.prod(shape)) * np.dtype(kind).itemsize
    memory = (ctypes.c_char * size).from_address(pointer)
    return np.frombuffer(memory, kind).reshape(shape)


@contextmanager
def installed(version: str = "11.4.0.106", faults: Faults | None = None) -> Iterator[Faults]:
    """`import tensorrt` gives the fake within."""
    faults = faults or Faults()
    before = sys.modules.get("tensorrt")
    sys.modules["tensorrt"] = make(version, faults)
    try:
        yield faults
    finally:
        if before is None:
            del sys.modules["tensorrt"]
        else:
            sys.modules["tensorrt"] = before
