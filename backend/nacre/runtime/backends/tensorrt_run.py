"""A TensorRT engine that runs: one context, one queue, one thread; recorded work keyed by what it froze."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import torch
from torch import Tensor

from nacre.runtime.backends.tensorrt_log import failed
from nacre.runtime.device.streams import Queue
from nacre.runtime.interface import Bucketed, Example, RuntimeFailed

ALIGNED = 256  # bytes; what set_device_memory asks for


def dtypes(trt: Any) -> dict[Any, torch.dtype]:
    """TensorRT's types in torch's; never by way of numpy, which has no bf16."""
    return {
        trt.float32: torch.float32,
        trt.float16: torch.float16,
        trt.bfloat16: torch.bfloat16,
        trt.int32: torch.int32,
        trt.int64: torch.int64,
        trt.int8: torch.int8,
        trt.uint8: torch.uint8,
        trt.bool: torch.bool,
    }


class Engine(Bucketed):
    """A deserialised plan. Profiles stand in the buckets' order. Not thread-safe.

    Every failed call raises RuntimeFailed with the log's last lines. Outputs are buffers that the next call of the
    same bucket overwrites.
    """

    def __init__(
        self,
        trt: Any,
        log: Any,
        plan: bytes,
        example: Example,
        buckets: Sequence[int],
        device: torch.device,
        queue: Queue,
    ) -> None:
        super().__init__(example, buckets)
        self._trt, self._log, self._device, self._queue = trt, log, device, queue
        self._names = tuple(example.inputs)
        self._outputs = example.outputs
        self._types = dtypes(trt)
        # The log, the runtime and the engine must outlive the context.
        self._runtime = trt.Runtime(log)
        self._engine = self._runtime.deserialize_cuda_engine(plan)
        if self._engine is None:
            raise failed("the plan was refused", log)
        self._check_tensors()
        self._context = self._engine.create_execution_context(trt.ExecutionContextAllocationStrategy.USER_MANAGED)
        if self._context is None:
            raise failed("no context", log)
        size = int(self._engine.device_memory_size_v2)
        self._workspace = torch.empty(max(size, ALIGNED), dtype=torch.uint8, device=device)
        self._context.set_device_memory(self._workspace.data_ptr(), size)
        self._recordings: dict[tuple[object, ...], tuple[dict[str, Tensor], Callable[[], None]]] = {}
        self.captures = True  # until TensorRT says that this engine cannot be captured

    def _check_tensors(self) -> None:
        named = {self._engine.get_tensor_name(i) for i in range(self._engine.num_io_tensors)}
        wanted = {*self._names, *self._outputs}
        if named != wanted:
            raise RuntimeFailed(f"TensorRT: the engine has {sorted(named)}, not {sorted(wanted)}")

    def run(self, bucket: int, inputs: tuple[Tensor, ...]) -> tuple[Tensor, ...]:
        """See Bucketed."""
        profile = self.buckets.index(bucket)
        key = (
            profile,
            *(
                (tuple(tensor.shape), tensor.dtype, None if batched else tensor.data_ptr())
                for tensor, batched in zip(inputs, self._batched, strict=True)
            ),
        )
        if key not in self._recordings:
            self._recordings[key] = self._prepare(profile, inputs)
        tensors, replay = self._recordings[key]
        self._queue.enter()
        with self._queue.use():
            for name, given, batched in zip(self._names, inputs, self._batched, strict=True):
                if batched:
                    tensors[name].copy_(given, non_blocking=True)
        replay()
        self._queue.leave()
        return tuple(tensors[name] for name in self._outputs)

    def _prepare(self, profile: int, inputs: tuple[Tensor, ...]) -> tuple[dict[str, Tensor], Callable[[], None]]:
        """Buffers for one profile, and how to run on them. What is captured reads and writes these very addresses."""
        with torch.inference_mode(False):  # buffers that anybody may write to later
            tensors = {
                name: (tensor.clone() if batched else tensor).contiguous()
                for name, tensor, batched in zip(self._names, inputs, self._batched, strict=True)
            }
        self._bind(profile, tensors)
        for name in self._outputs:
            shape = tuple(self._context.get_tensor_shape(name))
            kind = self._types[self._engine.get_tensor_dtype(name)]
            tensors[name] = torch.empty(shape, dtype=kind, device=self._device)
            self._address(name, tensors[name])

        def again() -> None:
            # another profile may have been bound since
            self._bind(profile, tensors)
            for name in self._outputs:
                self._address(name, tensors[name])
            self._enqueue()

        if not self.captures:
            return tensors, again
        try:
            return tensors, self._queue.record(self._enqueue)
        except (RuntimeError, RuntimeFailed):
            # data-dependent shapes, some loops and plugins: execute returns False, or CUDA refuses, while capturing
            self.captures = False
            self._queue.synchronize()
            again()
            return tensors, again

    def _bind(self, profile: int, tensors: dict[str, Tensor]) -> None:
        if not self._context.set_optimization_profile_async(profile, self._queue.handle):
            raise failed(f"profile {profile}", self._log)
        for name in self._names:
            tensor = tensors[name]
            if self._engine.get_tensor_mode(name) != self._trt.TensorIOMode.INPUT:
                raise RuntimeFailed(f"TensorRT: {name} is no input of the engine")
            wanted = self._types[self._engine.get_tensor_dtype(name)]
            if tensor.dtype != wanted:
                raise RuntimeFailed(f"TensorRT: {name} is {tensor.dtype}, the engine wants {wanted}")
            if not self._context.set_input_shape(name, tuple(tensor.shape)):
                raise failed(f"{name} of shape {tuple(tensor.shape)} is outside profile {profile}", self._log)
            self._address(name, tensor)
        if missing := self._context.infer_shapes():
            raise failed(f"shapes of {', '.join(missing)} are unknown", self._log)

    def _address(self, name: str, tensor: Tensor) -> None:
        if not self._context.set_tensor_address(name, tensor.data_ptr()):
            raise failed(f"the address of {name} was refused", self._log)

    def _enqueue(self) -> None:
        if not self._context.execute_async_v3(self._queue.handle):
            raise failed("execution", self._log)
