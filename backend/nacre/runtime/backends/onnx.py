"""Networks in onnxruntime, on the CPU or on CUDA. Not its TensorRT provider: that one is tied to another TensorRT."""

from __future__ import annotations

import tempfile
from collections.abc import Sequence
from pathlib import Path
from typing import Any, Final

import numpy as np
import torch
from torch import Tensor, nn

from nacre.runtime.export.onnx import export
from nacre.runtime.interface import BUCKETS, Compiled, Example, Precision, RuntimeFailed, RuntimeUnavailable

_CUDA: Final = "CUDAExecutionProvider"
_NUMPY: Final = {
    torch.float32: np.float32,
    torch.float16: np.float16,
    torch.int32: np.int32,
    torch.int64: np.int64,
    torch.uint8: np.uint8,
    torch.bool: np.bool_,
}
_TYPES: Final = {
    "tensor(float)": torch.float32,
    "tensor(float16)": torch.float16,
    "tensor(int32)": torch.int32,
    "tensor(int64)": torch.int64,
    "tensor(uint8)": torch.uint8,
    "tensor(bool)": torch.bool,
}


class OnnxRuntime:
    """An onnxruntime session per network. Its graphs have a dynamic batch, so every batch runs as it is."""

    def __init__(self, device: torch.device | None = None) -> None:
        self.device = device or torch.device("cpu")
        self.name = "onnxruntime" if self.device.type == "cpu" else "onnxruntime-cuda"

    def available(self) -> None:
        """See Runtime."""
        try:
            import onnxruntime
        except ImportError:
            raise RuntimeUnavailable("onnxruntime is not installed", "pip install onnxruntime") from None
        if self.device.type == "cuda" and _CUDA not in onnxruntime.get_available_providers():
            raise RuntimeUnavailable(
                "this onnxruntime knows no CUDA", "pip install onnxruntime-gpu in place of onnxruntime"
            )

    def compile(
        self,
        module: nn.Module,
        example: Example,
        buckets: Sequence[int] = BUCKETS,
        precision: Precision = Precision.FP32,
    ) -> Compiled:
        """See Runtime; the buckets do not matter here."""
        self.available()
        if precision is Precision.BF16 and self.device.type == "cpu":
            raise RuntimeUnavailable("onnxruntime computes no bf16 on a CPU", "use fp32 or fp16")
        with tempfile.TemporaryDirectory(prefix="nacre-onnx-") as folder:
            written = export(module, example, Path(folder) / "network.onnx", precision)
            return session_of(written.path, self.device)


def session_of(path: Path, device: torch.device) -> Session:
    """A session of a written ONNX file; raises RuntimeFailed when onnxruntime does not take it."""
    import onnxruntime

    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = torch.get_num_threads()
    options.log_severity_level = 3
    providers: list[Any] = ["CPUExecutionProvider"]
    if device.type == "cuda":
        providers.insert(0, (_CUDA, {"device_id": device.index or 0}))
    try:
        return Session(onnxruntime.InferenceSession(path.read_bytes(), options, providers=providers), device)
    except Exception as error:  # onnxruntime's exceptions share no base but this
        raise RuntimeFailed(f"onnxruntime: {error}") from error


class Session:
    """One onnxruntime session as a Compiled."""

    def __init__(self, session: Any, device: torch.device) -> None:
        self._session, self._device = session, device
        self._inputs = [value.name for value in session.get_inputs()]
        self._outputs = [value.name for value in session.get_outputs()]
        # every output begins with the batch, and so does some input; the other sizes are in the graph
        self._shapes = [(value.shape, _TYPES[value.type]) for value in session.get_outputs()]
        symbolic = [
            n for n, value in enumerate(session.get_inputs()) if value.shape and isinstance(value.shape[0], str)
        ]
        self._leading = symbolic[0] if symbolic else 0

    def __call__(self, *inputs: Tensor) -> tuple[Tensor, ...]:
        """See Compiled."""
        if len(inputs) != len(self._inputs):
            raise ValueError(f"{len(self._inputs)} inputs are wanted, not {len(inputs)}")
        if self._device.type == "cpu":
            feed = {name: tensor.detach().numpy() for name, tensor in zip(self._inputs, inputs, strict=True)}
            return tuple(torch.from_numpy(array) for array in self._session.run(self._outputs, feed))
        return self._on_device(inputs)

    def _on_device(self, inputs: tuple[Tensor, ...]) -> tuple[Tensor, ...]:
        binding = self._session.io_binding()
        index = self._device.index or 0
        kept = [tensor.contiguous() for tensor in inputs]
        for name, tensor in zip(self._inputs, kept, strict=True):
            shape, kind = tuple(tensor.shape), _NUMPY[tensor.dtype]
            binding.bind_input(name, "cuda", index, kind, shape, tensor.data_ptr())
        out = [
            torch.empty((len(kept[self._leading]), *shape[1:]), dtype=kind, device=self._device)
            for shape, kind in self._shapes
        ]
        for name, tensor in zip(self._outputs, out, strict=True):
            binding.bind_output(name, "cuda", index, _NUMPY[tensor.dtype], tuple(tensor.shape), tensor.data_ptr())
        torch.cuda.current_stream(self._device).synchronize()  # onnxruntime has a stream of its own
        self._session.run_with_iobinding(binding)
        return tuple(out)
