"""`nacre bench runtimes`: every network of Pearl in every runtime of this machine, side by side, with its error."""

from __future__ import annotations

import argparse
import json
import platform
import statistics
import sys
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Any, Final

import torch

from nacre.runtime.choose import SIZE, Choice, choose, make, measure, measure_native, remember
from nacre.runtime.interface import Precision, Runtime, RuntimeFailed, RuntimeUnavailable
from nacre.runtime.networks import MARCH_STEPS, TOY, Network, Sizes, pearl_networks
from nacre.runtime.parity import compare
from nacre.runtime.sizes import Parts
from nacre.runtime.torch_runtime import default_device

RUNTIMES: Final = ("torch", "inductor", "onnxruntime")
ON_GPU: Final = ("torch", "cudagraph", "tensorrt", "onnxruntime-cuda", "inductor")
PICTURES_ON_GPU: Final = ("native", "torch", "cudagraph", "fused", "kernel", "tensorrt")
# Its steps are unrolled: thousands of operators, which inductor fuses for longer than anybody waits.
SLOW: Final = {("march", "inductor")}
REPEATS: Final = 7


def _tell(text: str) -> None:
    print(text, file=sys.stderr, flush=True)


def measure_network(network: Network, runtime: Runtime, batch: int, repeats: int) -> dict[str, Any]:
    """Figures of one network in one runtime: milliseconds a call, seconds to prepare, error against eager torch."""
    device = getattr(runtime, "device", torch.device("cpu"))
    inputs = tuple(network.example.rows(batch).to(device).inputs.values())

    def run() -> None:
        compiled(*inputs)
        if device.type == "cuda":
            torch.cuda.synchronize(device)

    began = time.perf_counter()
    compiled = runtime.compile(network.module, network.example, (batch,), Precision.FP32)
    run()
    prepared = time.perf_counter() - began
    verdict = compare(network, compiled, Precision.FP32, (batch,), device)
    times = []
    for _ in range(repeats):
        start = time.perf_counter()
        run()
        times.append((time.perf_counter() - start) * 1e3)
    return {
        "ms": round(statistics.median(times), 3),
        "prepare_s": round(prepared, 2),
        "max_abs_error": verdict.max_abs_error,
        "tolerance": verdict.tolerance,
        "agrees": verdict.passed,
    }


def bench(
    names: Sequence[str] = (), runtimes: Sequence[str] = (), toy: bool = False, batch: int = 1, repeats: int = REPEATS
) -> dict[str, Any]:
    """All figures as plain data; a runtime that cannot work is there with its reason."""
    device = default_device()
    # the march's steps are cut for runtimes that take minutes to prepare the whole of it
    sizes = TOY if toy else Sizes(steps=MARCH_STEPS if device.type == "cuda" else (8, 4, 4))
    networks = pearl_networks(Parts.load(), sizes)
    chosen = {name: networks[name] for name in (names or networks)}
    figures: dict[str, Any] = {name: {} for name in chosen}
    for runtime_name in runtimes or (ON_GPU if device.type == "cuda" else RUNTIMES):
        for name, network in chosen.items():
            _tell(f"{runtime_name}: {name}")
            if (name, runtime_name) in SLOW:
                figures[name][runtime_name] = {"skipped": "unrolled: it would compile for many minutes"}
                continue
            try:
                found = measure_network(network, make(runtime_name, device), batch, repeats)
            except (RuntimeUnavailable, RuntimeFailed) as error:
                found = {"skipped": str(error)}
            figures[name][runtime_name] = found
    return {
        "toy": toy,
        "batch": batch,
        "sizes": {"width": sizes.width, "height": sizes.height, "march_steps": list(sizes.steps)},
        "machine": _machine(device),
        "networks": figures,
    }


def bench_pictures(runtimes: Sequence[str]) -> tuple[dict[str, float], dict[str, str]]:
    """Milliseconds of a whole picture per runtime, the native kernels among them, and why others are missing."""
    parts = Parts.load()
    measured, missing = {}, {}
    for name in runtimes:
        _tell(f"{name}: a picture of {SIZE[0]}x{SIZE[1]}")
        try:
            measured[name] = measure_native(parts.shader) if name == "native" else measure(make(name), parts.shader)
        except (RuntimeUnavailable, RuntimeFailed) as error:
            missing[name] = str(error)
    return measured, missing


def _machine(device: torch.device) -> dict[str, Any]:
    gpu = torch.cuda.get_device_name(device) if device.type == "cuda" else None
    return {
        "gpu": gpu,
        "torch": torch.__version__,
        "threads": torch.get_num_threads(),
        "python": platform.python_version(),
        "platform": platform.machine(),
    }


def table(figures: dict[str, Any]) -> str:
    """The figures for people."""
    lines = []
    for name, rows in figures["networks"].items():
        for runtime, row in rows.items():
            if "skipped" in row:
                lines.append(f"  {name:16} {runtime:18} - {row['skipped']}")
            else:
                agrees = "" if row["agrees"] else "  DISAGREES"
                error = f"max abs error {row['max_abs_error']:.1e}"
                lines.append(f"  {name:16} {runtime:18} {row['ms']:9.2f} ms   {error}{agrees}")
    if choice := figures.get("choice"):
        lines.append(f"  auto: {choice['runtime']}, {choice['reason']}")
    return "\n".join(lines)


def main(argv: Sequence[str] | None = None) -> int:
    """Measure from a command line; 1 when a runtime disagrees with torch."""
    flags = argparse.ArgumentParser("nacre bench runtimes", description=__doc__)
    flags.add_argument("--json", type=Path, help="write the figures here")
    flags.add_argument("--networks", nargs="+", default=[], help="only these")
    flags.add_argument("--runtimes", nargs="+", default=[], help="only these")
    flags.add_argument("--batch", type=int, default=1)
    flags.add_argument("--toy", action="store_true", help="tiny sizes: says whether it works, not how fast")
    flags.add_argument("--pictures", action="store_true", help="also whole pictures; keeps what --runtime auto takes")
    given = flags.parse_args(argv)
    figures = bench(given.networks, given.runtimes, given.toy, given.batch)
    if given.pictures:
        names = given.runtimes or (("native", "torch") if figures["machine"]["gpu"] is None else PICTURES_ON_GPU)
        measured, missing = bench_pictures(names)
        if measured:
            choice: Choice = choose(measured)
            remember(choice)
            figures["choice"] = {"runtime": choice.runtime, "reason": choice.reason, "ms": choice.ms}
        figures["missing"] = missing
    if given.json is not None:
        given.json.write_text(json.dumps(figures, indent=2) + "\n", "utf-8")
    print(table(figures))
    rows = [row for network in figures["networks"].values() for row in network.values()]
    return 1 if any(row.get("agrees") is False for row in rows) else 0


if __name__ == "__main__":
    sys.exit(main())
