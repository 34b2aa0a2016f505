"""Networks in TensorRT: exported, built once per machine, kept, compared with torch before they are used."""

from __future__ import annotations

import hashlib
import json
import logging
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any, Final

import torch
from torch import nn

from nacre.runtime.backends.engine_cache import EngineCache, EngineKey, EngineRefused, Stored
from nacre.runtime.backends.tensorrt_build import BuildFlags, build, profiles_of
from nacre.runtime.backends.tensorrt_log import bindings, make_log
from nacre.runtime.backends.tensorrt_run import Engine
from nacre.runtime.backends.torch import default_device
from nacre.runtime.device.streams import Queue, queue_for
from nacre.runtime.export.onnx import export
from nacre.runtime.interface import BUCKETS, Compiled, Example, Precision, RuntimeFailed, RuntimeUnavailable
from nacre.runtime.networks import Network
from nacre.runtime.parity import Verdict, compare

log = logging.getLogger(__name__)

Progress = Callable[[str, float, str], None]
_STAGES: Final = ("export", "build", "load", "compare")


def quiet(stage: str, fraction: float, text: str) -> None:
    """A Progress that says nothing."""


class TensorRtRuntime:
    """TensorRT 10.13 to 11. One log for the process's engines; engines in `cache`."""

    name = "tensorrt"

    def __init__(
        self,
        cache: EngineCache | None = None,
        device: torch.device | None = None,
        flags: BuildFlags | None = None,
        queue: Callable[[torch.device], Queue] = queue_for,
        progress: Progress = quiet,
    ) -> None:
        self.device, self.flags = device or default_device(), flags or BuildFlags()
        self._cache, self._queue, self._progress = cache, queue, progress
        self._log: Any = None

    def available(self) -> None:
        """See Runtime."""
        bindings()
        if self.device.type != "cuda":
            raise RuntimeUnavailable("TensorRT needs an NVIDIA GPU that torch sees", "check the driver: nvidia-smi")

    def compile(
        self,
        module: nn.Module,
        example: Example,
        buckets: Sequence[int] = BUCKETS,
        precision: Precision = Precision.FP32,
    ) -> Compiled:
        """See Runtime. The engine is not compared with torch: `compile_network` does that."""
        engine, _, _ = self._engine(Network("network", module, example), buckets, precision)
        return engine

    def compile_network(
        self, network: Network, buckets: Sequence[int] = BUCKETS, precision: Precision = Precision.FP32
    ) -> tuple[Engine, Verdict]:
        """An engine that agrees with torch on the golden inputs; raises RuntimeFailed for one that does not.

        The verdict is kept with the engine: a machine asks once.
        """
        engine, key, stored = self._engine(network, buckets, precision)
        cache = self._store()
        if stored is not None and stored.verdict is not None:
            verdict = Verdict(**{**stored.verdict, "batches": tuple(stored.verdict["batches"])})
        else:
            self._tell("compare", network, "comparing the engine with torch")
            ends = sorted({min(buckets), max(buckets)})
            verdict = compare(network, engine, precision, ends, self.device)
            self._keep(lambda: cache.judge(key, verdict.to_dict()))
        if not verdict.passed:
            raise RuntimeFailed(
                f"the TensorRT engine of {network.name} disagrees with torch: max abs error "
                f"{verdict.max_abs_error:.3g}, {verdict.tolerance:.3g} allowed"
            )
        return engine, verdict

    def _tell(self, stage: str, network: Network, text: str) -> None:
        self._progress(stage, _STAGES.index(stage) / len(_STAGES), f"{network.name}: {text}")

    def _store(self) -> EngineCache:
        if self._cache is None:
            try:
                self._cache = EngineCache()
            except (EngineRefused, OSError) as error:
                raise RuntimeFailed(f"engines cannot be kept: {error}") from error
        return self._cache

    @staticmethod
    def _keep(write: Callable[[], object]) -> None:
        """A full disk, or another process that cleans up, must not keep an engine that is there from running."""
        try:
            write()
        except (EngineRefused, OSError) as error:
            log.warning("the engine is not kept: %s", error)

    def _engine(
        self, network: Network, buckets: Sequence[int], precision: Precision
    ) -> tuple[Engine, EngineKey, Stored | None]:
        trt = bindings()
        if self._log is None:
            self._log = make_log(trt)
        cache, example = self._store(), network.example
        self._tell("export", network, "writing ONNX")
        onnx = cache.root / f".onnx-{network.name}-{precision.value}.onnx"
        export(network.module, example, onnx, precision, trt.__version__)
        profiles = profiles_of(example, buckets)
        key = self._key(trt, network.name, onnx, precision, json.dumps(profiles))
        try:
            stored = cache.load(key)
            if stored is not None:
                self._tell("load", network, "loading the engine")
                return self._run(trt, stored.plan, example, buckets), key, stored
        except (EngineRefused, RuntimeFailed) as error:
            log.warning("building the engine of %s again: %s", network.name, error)
        self._tell("build", network, "building the engine; this takes minutes")
        self._log.all.clear()
        plan, timing = build(trt, self._log, onnx, profiles, self.flags, self._timing(network.name, trt))
        self._keep(lambda: cache.store(key, plan, timing, "\n".join(self._log.all)))
        self._tell("load", network, "loading the engine")
        return self._run(trt, plan, example, buckets), key, None

    def _run(self, trt: Any, plan: bytes, example: Example, buckets: Sequence[int]) -> Engine:
        return Engine(trt, self._log, plan, example, buckets, self.device, self._queue(self.device))

    def _timing(self, name: str, trt: Any) -> bytes:
        """The timing cache of an older engine of the same network, when TensorRT is the same."""
        for folder, manifest in self._store().entries():
            if manifest and manifest["key"]["network"] == name and manifest["key"]["tensorrt"] == trt.__version__:
                return (folder / "timing.cache").read_bytes()
        return b""

    def _key(self, trt: Any, name: str, onnx: Path, precision: Precision, profiles: str) -> EngineKey:
        gpu, capability, driver = _machine(self.device)
        return EngineKey(
            network=name,
            onnx=hashlib.sha256(onnx.read_bytes()).hexdigest(),
            precision=precision.value,
            tensorrt=trt.__version__,
            cuda=str(torch.version.cuda),
            driver=driver,
            gpu=gpu,
            capability=capability,
            profiles=hashlib.sha256(profiles.encode()).hexdigest(),
            flags=self.flags.words(),
        )


def _machine(device: torch.device) -> tuple[str, str, str]:
    """Name and compute capability of the GPU, and the driver's version."""
    if device.type != "cuda":
        return "cpu", "-", "-"
    properties = torch.cuda.get_device_properties(device)
    version = Path("/proc/driver/nvidia/version")
    driver = version.read_text("utf-8").splitlines()[0] if version.is_file() else "unknown"
    return properties.name, f"{properties.major}.{properties.minor}", driver
