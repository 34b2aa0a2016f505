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

import numpy as np
import torch

from nacre.runtime.backends.torch import default_device
from nacre.runtime.device.pictures import picture_network, rays_of
from nacre.runtime.interface import Precision, Runtime, RuntimeFailed, RuntimeUnavailable
from nacre.runtime.networks import MARCH_STEPS, TOY, Network, Shade, Sizes, pearl_networks
from nacre.runtime.parity import compare
from nacre.runtime.select import (
    NATIVE,
    SIZE,
    Choice,
    choose,
    make,
    measure_native,
    remember,
    serving_precision,
    toy_window,
)
from nacre.runtime.sizes import Parts
from nacre.world.atmosphere import Atmosphere
from nacre.world.interface import Camera
from nacre.world.voxels.march import march
from nacre.world.voxels.pages_torch import TorchMarch
from nacre.world.voxels.shader import Shader
from nacre.world.voxels.shading import Shading

RUNTIMES: Final = ("torch", "inductor", "onnxruntime")
ON_GPU: Final = ("torch", "cudagraph", "tensorrt", "onnxruntime-cuda", "inductor")
PICTURES: Final = ("native", *RUNTIMES)
PICTURES_ON_GPU: Final = ("native", "torch", "cudagraph", "fused", "kernel", "tensorrt")
REPEATS: Final = 7
BATCH: Final = 1
NATIVE_STEPS: Final = 4.0  # of 255 that the kernels' bfloat16 and their other order of sums may make


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
    """All figures as plain data; a runtime that cannot work is there with its reason."""
    device = default_device()
    # the steps in characters' cubes are traced one by one: on two cores the whole of them takes minutes
    sizes = TOY if toy else Sizes(steps=MARCH_STEPS if device.type == "cuda" else (*MARCH_STEPS[:2], 4))
    networks = pearl_networks(Parts.load(), sizes)
    chosen = {name: networks[name] for name in (names or networks)}
    figures: dict[str, Any] = {name: {} for name in chosen}
    for runtime_name in runtimes or (ON_GPU if device.type == "cuda" else RUNTIMES):
        for name, network in chosen.items():
            _tell(f"{runtime_name}: {name}")
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


def native_row(shader: Shader) -> dict[str, Any]:
    """The kernels' picture and eager torch's of one window. A ray at an edge may fall to either side: see `outside`."""
    window, air, rays = toy_window(), Atmosphere(12.0, "clear", 0.2, ""), rays_of(SIZE)
    camera, sun = Camera((4.0, 7.0, 4.0), 0.4, -0.2), air.sun()
    mine = Shading(shader).shade(march(window, [], camera, sun, *rays), air.vector())
    with torch.inference_mode():
        buffer = TorchMarch(window, torch.device("cpu")).picture(window, [], camera, sun, *rays)
        theirs = Shade(shader, *rays)(buffer.reshape(1, -1, buffer.shape[-1]), torch.from_numpy(air.vector())[None])
    error = np.abs(mine.astype(np.int32) - theirs[0].numpy())
    return {
        "ms": round(measure_native(shader), 3),
        "max_abs_error": float(error.max()),
        "tolerance": NATIVE_STEPS,
        "outside": float((error > NATIVE_STEPS).mean()),
        "agrees": bool((error > NATIVE_STEPS).mean() < 0.02),
    }


def bench_pictures(runtimes: Sequence[str]) -> dict[str, Any]:
    """Whole pictures of SIZE per runtime, as networks are measured; the native kernels among them."""
    shader, rows = Parts.load().shader, {}
    for name in runtimes:
        _tell(f"{name}: a picture of {SIZE[0]}x{SIZE[1]}")
        try:
            if name == NATIVE:
                rows[name] = native_row(shader)
            else:
                runtime, network = make(name), picture_network(shader, *rays_of(SIZE), 0)
                kind = serving_precision(name, default_device()).precision
                rows[name] = measure_network(network, runtime, 1, REPEATS, kind)
        except (RuntimeUnavailable, RuntimeFailed) as error:
            rows[name] = {"skipped": str(error)}
    return rows


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
    for name, rows in {**figures["networks"], "picture": figures.get("pictures", {})}.items():
        for runtime, row in rows.items():
            if "skipped" in row:
                lines.append(f"  {name:16} {runtime:18} - {row['skipped']}")
            else:
                agrees = "" if row["agrees"] else "  DISAGREES"
                error = f"max abs error {row['max_abs_error']:.1e}, {row['outside']:.2%} over {row['tolerance']:g}"
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
    flags.add_argument("--batch", type=int, default=BATCH)
    flags.add_argument("--toy", action="store_true", help="tiny sizes: says whether it works, not how fast")
    flags.add_argument("--pictures", action="store_true", help="also whole pictures; keeps what --runtime auto takes")
    given = flags.parse_args(argv)
    figures = bench(given.networks, given.runtimes, given.toy, given.batch)
    if given.pictures:
        names = given.runtimes or (PICTURES if figures["machine"]["gpu"] is None else PICTURES_ON_GPU)
        figures["pictures"] = bench_pictures(names)
        measured = {name: row["ms"] for name, row in figures["pictures"].items() if row.get("agrees")}
        if measured:
            choice: Choice = choose(measured)
            remember(choice)
            figures["choice"] = {"runtime": choice.runtime, "reason": choice.reason, "ms": choice.ms}
    if given.json is not None:
        given.json.write_text(json.dumps(figures, indent=2) + "\n", "utf-8")
    print(table(figures))
    rows = [row for network in figures["networks"].values() for row in network.values()]
    rows += figures.get("pictures", {}).values()
    return 1 if any(row.get("agrees") is False for row in rows) else 0


if __name__ == "__main__":
    sys.exit(main())
