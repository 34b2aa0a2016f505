"""`nacre bench gpu`: how many pictures and players one device carries, at several sizes and batch buckets."""

from __future__ import annotations

import argparse
import json
import math
import platform
import statistics
import sys
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, Final

import numpy as np
import torch

from nacre.runtime.backends.torch import default_device
from nacre.runtime.device.jpeg import JpegEncoder
from nacre.runtime.device.pictures import Picture, picture_network, rays_of
from nacre.runtime.device.readback import Readback
from nacre.runtime.interface import BUCKETS, Compiled, Precision, RuntimeFailed, RuntimeUnavailable
from nacre.runtime.networks import MARCH_STEPS, Network, Shade
from nacre.runtime.serving import FallbackCompiler
from nacre.world.voxels.shader import Shader
from nacre.world.weights import WEIGHTS, load_into, load_tensors

SIZES: Final = ((320, 180), (640, 360), (1280, 720))
FPS: Final = 60.0
CROWD: Final = 2  # characters in view: what a village picture shows on average
PATIENCE_MS: Final = 1500.0  # for one figure; what is slower is timed fewer times
TOO_SLOW_MS: Final = 500.0  # a batch this slow serves nobody, and a larger one is not tried
GOAL: Final = 0.99  # of the deadlines of a simulated minute must be met


@dataclass(frozen=True)
class Plan:
    """What is measured. Toy plans prove the path, not the speed."""

    sizes: tuple[tuple[int, int], ...] = SIZES
    buckets: tuple[int, ...] = BUCKETS
    repeats: int = 30
    seconds: float = 3.0
    steps: tuple[int, int, int] = MARCH_STEPS
    toy: bool = False


TOY_PLAN: Final = Plan(((48, 32), (64, 36)), (1, 2), 2, 0.4, (3, 2, 2), True)


def _tell(text: str) -> None:
    print(text, file=sys.stderr, flush=True)


class Clock:
    """Times work on a device: what it takes from being asked for until it is done."""

    def __init__(self, device: torch.device) -> None:
        self._device = device

    def ms(self, work: Callable[[], object], repeats: int) -> tuple[float, float]:
        """Median and 99th percentile over `repeats`, after one run that does not count."""
        work()
        self.wait()
        times: list[float] = []
        while len(times) < repeats and (len(times) < 3 or sum(times) < PATIENCE_MS):
            start = time.perf_counter()
            work()
            self.wait()
            times.append((time.perf_counter() - start) * 1e3)
        times.sort()
        return statistics.median(times), times[min(len(times) - 1, math.ceil(0.99 * len(times)) - 1)]

    def wait(self) -> None:
        """Until the device has done all it was asked for."""
        if self._device.type == "cuda":
            torch.cuda.synchronize(self._device)


def stages(network: Network, compiled: Compiled, device: torch.device, batch: int, plan: Plan) -> dict[str, Any]:
    """Milliseconds of a batch: the whole network, march and shade by themselves, readback, JPEG."""
    clock = Clock(device)
    example = network.example.rows(batch).to(device)
    inputs = tuple(example.inputs.values())
    draw, worst = clock.ms(lambda: compiled(*inputs), plan.repeats)
    out = compiled(*inputs)
    readback, encoder = Readback(device), JpegEncoder(device)
    read, _ = clock.ms(lambda: readback.begin(out).wait(), plan.repeats)
    encode, _ = clock.ms(lambda: encoder.encode(out[0]), max(2, plan.repeats // 6))
    encoder.close()
    return {
        "draw_ms": round(draw, 3),
        "draw_p99_ms": round(worst, 3),
        "read_ms": round(read, 3),
        "jpeg_ms": round(encode, 3),
        "jpeg_by": encoder.where,
        "fps": round(batch / draw * 1e3, 1),
    }


def split(network: Network, device: torch.device, batch: int, plan: Plan) -> dict[str, float]:
    """March and shade in eager torch, each by itself: where the time of a picture goes."""
    clock, module = Clock(device), network.module.to(device)
    assert isinstance(module, Picture) and isinstance(module.shade, Shade)
    inputs = tuple(network.example.rows(batch).to(device).inputs.values())
    with torch.inference_mode():
        buffer = module.march(*inputs[:-1])
        march, _ = clock.ms(lambda: module.march(*inputs[:-1]), max(2, plan.repeats // 4))
        shade, _ = clock.ms(lambda: module.shade(buffer, inputs[-1]), max(2, plan.repeats // 4))
    return {"eager_march_ms": round(march, 3), "eager_shade_ms": round(shade, 3)}


def deadlines_met(
    network: Network, compiled: Compiled, device: torch.device, sessions: int, bucket: int, plan: Plan
) -> dict[str, float]:
    """Deadlines met when `sessions` players each want a picture every 1/60 s, drawn, read back and handed over.

    Players' deadlines are spread over the interval, as they are when people come at their own time. A batch takes
    the most urgent that are due, up to `bucket`; a picture that is late counts as missed and the next is not put off.
    """
    inputs = tuple(network.example.rows(bucket).to(device).inputs.values())
    readback = Readback(device)
    interval = 1.0 / FPS
    due = np.linspace(0.0, interval, sessions, endpoint=False) + interval
    met = missed = 0
    waiting: list[tuple[Any, np.ndarray[Any, Any]]] = []
    began = time.perf_counter()

    def hand_over(keep: int) -> None:
        nonlocal met, missed
        while len(waiting) > keep:
            ticket, deadlines = waiting.pop(0)
            ticket.wait()
            late = time.perf_counter() - began > deadlines
            met, missed = met + int((~late).sum()), missed + int(late.sum())

    while (now := time.perf_counter() - began) < plan.seconds:
        order = np.argsort(due)
        urgent = order[: min(bucket, sessions)]
        urgent = urgent[due[urgent] <= now + interval]  # nobody's picture is drawn more than a frame ahead
        if not len(urgent):
            hand_over(0)
            time.sleep(max(0.0, min(0.001, float(due[order[0]]) - now - interval)))
            continue
        hand_over(1)  # the one before is read while this one is drawn
        waiting.append((readback.begin(compiled(*inputs)), due[urgent].copy()))
        # a deadline gone by is missed once; the picture after it is due an interval from now at the earliest
        due[urgent] = np.maximum(due[urgent] + interval, now + interval * 0.5)
    hand_over(0)
    total = met + missed
    return {"sessions": sessions, "bucket": bucket, "met": round(met / max(total, 1), 4), "pictures": total}


def most_sessions(
    network: Network, compiled: Compiled, device: torch.device, rows: dict[int, dict[str, Any]], plan: Plan
) -> dict[str, float]:
    """The most players at 60 pictures a second with GOAL of the deadlines met, by halving the interval."""
    best_bucket = max(rows, key=lambda bucket: float(rows[bucket]["fps"]))
    low, high = 0, max(1, int(rows[best_bucket]["fps"] / FPS * 1.2))
    best: dict[str, float] = {"sessions": 0, "bucket": best_bucket, "met": 0.0, "pictures": 0}
    while low < high:
        middle = (low + high + 1) // 2
        found = deadlines_met(network, compiled, device, middle, best_bucket, plan)
        if found["met"] >= GOAL:
            low, best = middle, found
        else:
            high = middle - 1
    return best


def bench(
    runtime: str,
    plan: Plan,
    precision: Precision | None = None,
    keep: Callable[[dict[str, Any]], None] = lambda _: None,
) -> dict[str, Any]:
    """All figures as plain data; raises RuntimeUnavailable and RuntimeFailed.

    keep: told of what there is after each size, because a bench that is cut off must not lose all.
    """
    device = default_device()
    shader = Shader()
    load_into(shader, load_tensors(WEIGHTS / "shader.safetensors"), "shader.safetensors")
    compiler = FallbackCompiler(runtime, device, precision)
    found: dict[str, Any] = {}
    for size in plan.sizes:
        name = f"{size[0]}x{size[1]}"
        network = picture_network(shader, *rays_of(size), CROWD, steps=plan.steps)
        _tell(f"{name}: preparing")
        # tables stay where they are for every batch of this size
        on_device = network.example.to(device)
        network = Network(network.name, network.module, on_device, network.islands, network.tolerance, network.outliers)
        compiled = compiler(network, plan.buckets)
        rows = {}
        for bucket in plan.buckets:
            try:
                rows[bucket] = stages(network, compiled, device, bucket, plan)
            except torch.cuda.OutOfMemoryError:
                rows[bucket] = {"fps": 0.0, "skipped": "out of memory"}
                continue
            _tell(f"{name} x {bucket}: {rows[bucket]['draw_ms']} ms, {rows[bucket]['fps']} pictures a second")
            if rows[bucket]["draw_ms"] > TOO_SLOW_MS:
                break
        found[name] = {
            "buckets": rows,
            "split": split(network, device, 1, plan),
            "sessions_at_60": most_sessions(network, compiled, device, rows, plan),
        }
        keep(_figures(compiler, plan, device, found))
    return _figures(compiler, plan, device, found)


def _figures(compiler: FallbackCompiler, plan: Plan, device: torch.device, sizes: dict[str, Any]) -> dict[str, Any]:
    gpu = torch.cuda.get_device_name(device) if device.type == "cuda" else None
    figures: dict[str, Any] = {
        "toy": plan.toy,
        "runtime": compiler.runtime.name,
        "used": compiler.used,
        "precision": {name: kind.value for name, kind in compiler.precisions.items()},
        "machine": {"gpu": gpu, "torch": torch.__version__, "python": platform.python_version()},
        "dynamics": "not included: it runs on the host, 20 times a second",
        "sizes": sizes,
    }
    return {**figures, "floors": floors(figures)}


def floors(figures: dict[str, Any]) -> dict[str, bool | None]:
    """The floors for an H200; None where they were not measured."""
    sizes = figures["sizes"]
    many, one = sizes.get("640x360"), sizes.get("1280x720")
    return {
        "100 sessions of 640x360 at 60 fps": None if many is None else many["sessions_at_60"]["sessions"] >= 100,
        "one session of 1280x720 at 240 fps": None if one is None else one["buckets"][1]["fps"] >= 240,
    }


def table(figures: dict[str, Any]) -> str:
    """The figures for people."""
    where = figures["machine"]["gpu"] or "CPU"
    note = "  (toy sizes: this proves the path, not the speed)" if figures["toy"] else ""
    lines = [f"{figures['runtime']}, {'/'.join(sorted(set(figures['precision'].values())))}, {where}{note}"]
    for size, part in figures["sizes"].items():
        for bucket, row in part["buckets"].items():
            if "skipped" in row:
                lines.append(f"  {size:9} x {bucket:<4} {row['skipped']}")
                continue
            lines.append(
                f"  {size:9} x {bucket:<4} draw {row['draw_ms']:8.2f} ms  read {row['read_ms']:7.2f}  "
                f"jpeg {row['jpeg_ms']:7.2f}  {row['fps']:9.1f} pictures/s"
            )
        best = part["sessions_at_60"]
        lines.append(f"  {size:9} {best['sessions']} sessions at 60 fps, {100 * best['met']:.1f} % of deadlines met")
    return "\n".join(lines)


def main(argv: Sequence[str] | None = None) -> int:
    """Measure from a command line. 1: a floor was measured and missed, or the runtime failed; 2: no GPU."""
    flags = argparse.ArgumentParser("nacre bench gpu", description=__doc__)
    flags.add_argument("--json", type=Path, help="write the figures here")
    flags.add_argument("--runtime", default="kernel", help="torch, cudagraph, fused, kernel or tensorrt (%(default)s)")
    flags.add_argument("--precision", choices=[p.value for p in Precision], help="(see nacre doctor)")
    flags.add_argument("--toy", action="store_true", help="tiny pictures, also on a CPU: does it work at all")
    flags.add_argument("--sizes", nargs="+", help="such as 640x360")
    flags.add_argument("--buckets", nargs="+", type=int)
    given = flags.parse_args(argv)
    if not given.toy and default_device().type != "cuda":
        print("nacre bench gpu: torch sees no GPU\n  hint: --toy proves the path on a CPU", file=sys.stderr)
        return 2
    plan = TOY_PLAN if given.toy else Plan()
    sizes = tuple((int(width), int(height)) for width, height in (text.split("x") for text in given.sizes or ()))
    plan = replace(plan, sizes=sizes or plan.sizes, buckets=tuple(given.buckets or plan.buckets))

    def keep(figures: dict[str, Any]) -> None:
        if given.json is not None:
            given.json.write_text(json.dumps(figures, indent=2) + "\n", "utf-8")

    try:
        figures = bench(given.runtime, plan, Precision(given.precision) if given.precision else None, keep)
    except (RuntimeUnavailable, RuntimeFailed) as error:
        print(f"nacre bench gpu: {error}", file=sys.stderr)
        return 1
    print(table(figures))
    return 1 if not given.toy and False in figures["floors"].values() else 0


if __name__ == "__main__":
    sys.exit(main())
