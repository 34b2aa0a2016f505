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

from nacre.runtime.backends.torch import default_device
from nacre.runtime.interface import Precision, Runtime, RuntimeFailed, RuntimeUnavailable
from nacre.runtime.networks import TOY, Network, Sizes, pearl_networks
from nacre.runtime.parity import compare
from nacre.runtime.play_networks import PlayNetworks
from nacre.runtime.select import make, serving_precision

RUNTIMES: Final = ("torch", "inductor", "onnxruntime")
ON_GPU: Final = ("torch", "cudagraph", "tensorrt", "onnxruntime-cuda", "inductor")
REPEATS: Final = 7
BATCH: Final = 1


def _tell(text: str) -> None:
    print(text, file=sys.stderr, flush=True)


def measure_network(
    network: Network, runtime: Runtime, batch: int, repeats: int, precision: Precision = Precision.FP32
) -> dict[str, Any]:
    """Figures of one network in one runtime: milliseconds a call, seconds to prepare, error against eager torch."""
    device = getattr(runtime, "device", torch.device("cpu"))
    inputs = tuple(network.example.rows(batch).to(device).inputs.values())

    def run() -> None:
        compiled(*inputs)
        if device.type == "cuda":
            torch.cuda.synchronize(device)

    began = time.perf_counter()
    compiled = runtime.compile(network.module, network.example, (batch,), precision)
    run()
    prepared = time.perf_counter() - began
    verdict = compare(network, compiled, precision, (batch,), device)
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
        "outside": verdict.outside,
        "agrees": verdict.passed,
    }


def bench(
    names: Sequence[str] = (),
    runtimes: Sequence[str] = (),
    toy: bool = False,
    batch: int = BATCH,
    repeats: int = REPEATS,
) -> dict[str, Any]:
    """All figures as plain data; a runtime that cannot work is there with its reason.

    In float32, and on a GPU in half precision too where a runtime would take it.
    """
    device = default_device()
    networks = pearl_networks(PlayNetworks.load(), TOY if toy else Sizes())
    chosen = {name: networks[name] for name in (names or networks)}
    figures: dict[str, Any] = {name: {} for name in chosen}
    for runtime_name in runtimes or (ON_GPU if device.type == "cuda" else RUNTIMES):
        half = serving_precision(runtime_name, device).precision
        for name, network in chosen.items():
            for precision in dict.fromkeys((Precision.FP32, half)):
                _tell(f"{runtime_name}, {precision}: {name}")
                try:
                    found = measure_network(network, make(runtime_name, device), batch, repeats, precision)
                except (RuntimeUnavailable, RuntimeFailed) as error:
                    found = {"skipped": str(error)}
                figures[name][runtime_name if precision is Precision.FP32 else f"{runtime_name} {precision}"] = found
    return {"toy": toy, "batch": batch, "machine": _machine(device), "networks": figures}


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
                error = f"max abs error {row['max_abs_error']:.1e}, {row['outside']:.2%} over {row['tolerance']:g}"
                lines.append(f"  {name:16} {runtime:18} {row['ms']:9.2f} ms   {error}{agrees}")
    return "\n".join(lines)


def main(argv: Sequence[str] | None = None) -> int:
    """Measure from a command line; 1 when a runtime disagrees with torch."""
    flags = argparse.ArgumentParser("nacre bench runtimes", description=__doc__)
    flags.add_argument("--json", type=Path, help="write the figures here")
    flags.add_argument("--networks", nargs="+", default=[], help="only these")
    flags.add_argument("--runtimes", nargs="+", default=[], help="only these")
    flags.add_argument("--batch", type=int, default=BATCH)
    flags.add_argument("--toy", action="store_true", help="tiny sizes: says whether it works, not how fast")
    given = flags.parse_args(argv)
    figures = bench(given.networks, given.runtimes, given.toy, given.batch)
    if given.json is not None:
        given.json.write_text(json.dumps(figures, indent=2) + "\n", "utf-8")
    print(table(figures))
    rows = [row for network in figures["networks"].values() for row in network.values()]
    return 1 if any(row.get("agrees") is False for row in rows) else 0


if __name__ == "__main__":
    sys.exit(main())
