"""Checks what a GPU computes: its pictures against the numba renderer's, networks against eager torch on new inputs."""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import torch

from nacre.runtime.backends.torch import default_device
from nacre.runtime.device.agreement import compare_pictures
from nacre.runtime.device.device_renderer import DeviceRenderer
from nacre.runtime.device.example_scenes import views
from nacre.runtime.device.kernels import CudaKernels, Launch
from nacre.runtime.interface import Precision, RuntimeFailed, RuntimeUnavailable
from nacre.runtime.networks import TOY, Network, pearl_networks
from nacre.runtime.parity import compare
from nacre.runtime.play_networks import PlayNetworks
from nacre.runtime.select import NAMES, make, serving_precision, unavailable

BATCHES = (1, 2, 5, 8)


def fresh(network: Network, seed: int) -> Network:
    """The network with numbers that nobody has seen before: each float of its example a fifth up or down at most."""
    random = torch.Generator().manual_seed(seed)
    rows = network.example.rows(max(BATCHES))

    def moved(tensor: torch.Tensor) -> torch.Tensor:
        return tensor * (0.8 + 0.4 * torch.rand(tensor.shape, generator=random))

    inputs = {n: moved(t) if t.is_floating_point() else t for n, t in rows.inputs.items()}
    return replace(network, example=replace(rows, inputs=inputs))


def pictures(launch: Launch, device: torch.device, toy: bool) -> dict[str, Any]:
    """One batch of the CUDA renderer's pictures against those in numba."""
    scenes, cameras = views(3 if toy else 16, 6 if toy else 40)
    size = (96, 54) if toy else (640, 360)
    found = compare_pictures(DeviceRenderer(launch, device, len(scenes)), scenes, cameras, range(len(scenes)), size)
    return found.to_dict()


def verify(toy: bool, seed: int, launch: Launch | None = None) -> dict[str, Any]:
    """Pictures where there is a GPU, or a `launch` in its place; every runtime that works here, on every network."""
    device = default_device()
    networks = pearl_networks(PlayNetworks.load(), TOY)
    drawn: dict[str, Any] = {"skipped": "torch sees no GPU"}
    if launch is not None or device.type == "cuda":
        try:
            drawn = pictures(launch or CudaKernels(), device, toy)
        except RuntimeFailed as error:
            drawn = {"passed": False, "error": str(error)}
    rows: dict[str, Any] = {}
    for name in ("torch",) if toy else NAMES:
        # asked for a GPU on a CPU too: it is the GPU's arithmetic that is verified
        low = serving_precision(name, torch.device("cuda")).precision
        for key, network in networks.items():
            for precision in (Precision.FP32, low):
                try:
                    runtime, mine = make(name, device), fresh(network, seed)
                    compiled = runtime.compile(mine.module, mine.example, (1, 2, 8), precision)
                    found = compare(mine, compiled, precision, BATCHES, device).to_dict()
                except (RuntimeUnavailable, RuntimeFailed) as error:
                    found = {"skipped": str(error)}
                rows[f"{name}/{key}/{precision.value}"] = found
    return {
        "toy": toy,
        "seed": seed,
        "gpu": torch.cuda.get_device_name(device) if device.type == "cuda" else None,
        "torch": torch.__version__,
        "pictures": drawn,
        "runtimes": rows,
        "unavailable": unavailable(),
    }


def main(argv: Sequence[str] | None = None, launch: Launch | None = None) -> int:
    """0 when all agree, 1 when something does not. launch: another way to run the renderer's kernels."""
    flags = argparse.ArgumentParser("gpu_verify", description=__doc__)
    flags.add_argument("--json", type=Path, required=True)
    flags.add_argument("--toy", action="store_true")
    flags.add_argument("--seed", type=int, default=int.from_bytes(np.random.bytes(3), "little"))
    given = flags.parse_args(argv)
    figures = verify(given.toy, given.seed, launch)
    given.json.write_text(json.dumps(figures, indent=2) + "\n", "utf-8")
    wrong = [name for name, row in figures["runtimes"].items() if row.get("passed") is False]
    if figures["pictures"].get("passed") is False:
        wrong.append("pictures")
    print(f"{'pictures':40} {figures['pictures']}")
    for name, row in figures["runtimes"].items():
        print(f"{name:40} {row.get('skipped') or row['max_abs_error']}")
    print("disagree: " + ", ".join(wrong) if wrong else "all agree")
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
