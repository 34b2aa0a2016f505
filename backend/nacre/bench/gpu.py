"""`nacre bench gpu`: how many pictures a second the CUDA renderer draws, at several sizes and in batches of worlds."""

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

import torch

from nacre.runtime.device.device_renderer import DeviceRenderer
from nacre.runtime.device.example_scenes import views
from nacre.runtime.device.jpeg import JpegEncoder
from nacre.runtime.device.kernels import CudaKernels, Launch
from nacre.runtime.device.readback import Readback
from nacre.runtime.interface import RuntimeFailed

FPS: Final = 60.0
PATIENCE_MS: Final = 1500.0  # for one figure; what is slower is timed fewer times
TOO_SLOW_MS: Final = 500.0  # a batch this slow serves nobody, and a larger one is not tried


@dataclass(frozen=True)
class Plan:
    """What is measured: sizes of pictures, worlds in a batch, repeats, houses of the village that is drawn."""

    sizes: tuple[tuple[int, int], ...] = ((640, 360), (1280, 720))
    batches: tuple[int, ...] = (1, 2, 4, 8, 16, 32, 64)
    repeats: int = 30
    houses: int = 40
    toy: bool = False


TOY_PLAN: Final = Plan(((48, 32), (64, 36)), (1, 2), 2, 4, True)


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


def measure(
    renderer: DeviceRenderer, device: torch.device, size: tuple[int, int], batch: int, plan: Plan
) -> dict[str, Any]:
    """Milliseconds of a batch: drawn (choosing on the host included), copied to the host, encoded as JPEG."""
    clock = Clock(device)
    scenes, cameras = views(batch, plan.houses)
    names = list(range(batch))
    draw, worst = clock.ms(lambda: renderer.render(scenes, cameras, names, size), plan.repeats)
    found = renderer.render(scenes, cameras, names, size)
    out = (found.rgb, found.depth.half(), found.entity)
    readback, encoder = Readback(device), JpegEncoder(device)
    read, _ = clock.ms(lambda: readback.begin(out).wait(), plan.repeats)
    encode, _ = clock.ms(lambda: encoder.encode(found.rgb), max(2, plan.repeats // 6))
    encoder.close()
    return {
        "triangles": len(found.seen.planes),
        "draw_ms": round(draw, 3),
        "draw_p99_ms": round(worst, 3),
        "read_ms": round(read, 3),
        "jpeg_ms": round(encode, 3),
        "jpeg_by": encoder.where,
        "fps": round(batch / draw * 1e3, 1),
        "players_at_60": int(batch / (draw + read) * 1e3 / FPS),
    }


def bench(
    launch: Launch, device: torch.device, plan: Plan, keep: Callable[[dict[str, Any]], None] = lambda _: None
) -> dict[str, Any]:
    """All figures as plain data; raises RuntimeFailed.

    keep: told of what there is after each figure, because a bench that is cut off must not lose all.
    """
    renderer = DeviceRenderer(launch, device, max(plan.batches))
    gpu = torch.cuda.get_device_name(device) if device.type == "cuda" else None
    sizes: dict[str, dict[str, Any]] = {}
    figures = {
        "toy": plan.toy,
        "machine": {"gpu": gpu, "torch": torch.__version__, "python": platform.python_version()},
        "not_included": "dynamics, which run on the host 20 times a second; new chunks of ground; sending",
        "sizes": sizes,
    }
    for size in plan.sizes:
        rows = sizes[f"{size[0]}x{size[1]}"] = {}
        for batch in plan.batches:
            try:
                row = rows[str(batch)] = measure(renderer, device, size, batch, plan)
            except torch.cuda.OutOfMemoryError:
                rows[str(batch)] = {"skipped": "out of memory"}
                break
            _tell(f"{size[0]}x{size[1]} x {batch}: {row['draw_ms']} ms, {row['fps']} pictures a second")
            keep(figures)
            if row["draw_ms"] > TOO_SLOW_MS:
                break
    return figures


def table(figures: dict[str, Any]) -> str:
    """The figures for people."""
    where = figures["machine"]["gpu"] or "CPU"
    note = "  (toy sizes: this proves the path, not the speed)" if figures["toy"] else ""
    lines = [f"{where}{note}"]
    for size, rows in figures["sizes"].items():
        for batch, row in rows.items():
            if "skipped" in row:
                lines.append(f"  {size:9} x {batch:<4} {row['skipped']}")
                continue
            lines.append(
                f"  {size:9} x {batch:<4} draw {row['draw_ms']:8.2f} ms  read {row['read_ms']:7.2f}  "
                f"jpeg {row['jpeg_ms']:7.2f}  {row['fps']:9.1f} pictures/s  {row['players_at_60']} players at 60"
            )
    return "\n".join(lines)


def main(argv: Sequence[str] | None = None, launch: Launch | None = None) -> int:
    """Measure from a command line. 1: the kernels failed; 2: no GPU. launch: another way to run the kernels."""
    flags = argparse.ArgumentParser("nacre bench gpu", description=__doc__)
    flags.add_argument("--json", type=Path, help="write the figures here")
    flags.add_argument("--toy", action="store_true", help="tiny pictures: does it work at all")
    flags.add_argument("--sizes", nargs="+", help="such as 640x360")
    flags.add_argument("--batches", nargs="+", type=int)
    given = flags.parse_args(argv)
    if launch is None and not torch.cuda.is_available():
        print("nacre bench gpu: torch sees no GPU\n  hint: the CUDA renderer is tested without one", file=sys.stderr)
        return 2
    plan = TOY_PLAN if given.toy else Plan()
    sizes = tuple((int(width), int(height)) for width, height in (text.split("x") for text in given.sizes or ()))
    plan = replace(plan, sizes=sizes or plan.sizes, batches=tuple(given.batches or plan.batches))

    def keep(figures: dict[str, Any]) -> None:
        if given.json is not None:
            given.json.write_text(json.dumps(figures, indent=2) + "\n", "utf-8")

    try:
        device = torch.device("cpu" if launch is not None else "cuda")
        figures = bench(launch or CudaKernels(), device, plan, keep)
    except RuntimeFailed as error:
        print(f"nacre bench gpu: {error}", file=sys.stderr)
        return 1
    keep(figures)
    print(table(figures))
    return 0


if __name__ == "__main__":
    sys.exit(main())
