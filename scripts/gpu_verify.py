"""Checks what a GPU draws: every runtime against eager torch on new inputs, and torch against the CPU's kernels."""

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
from nacre.runtime.device.pictures import picture_network
from nacre.runtime.example_inputs import toy_views
from nacre.runtime.interface import Precision, RuntimeFailed, RuntimeUnavailable
from nacre.runtime.networks import MARCH_STEPS, TOY, Network, pearl_networks
from nacre.runtime.parity import compare
from nacre.runtime.select import make, serving_precision, toy_window, unavailable
from nacre.runtime.sizes import Parts
from nacre.world.interface import Camera
from nacre.world.voxels.march import march
from nacre.world.voxels.pages_torch import TorchMarch


def fresh(network: Network, seed: int) -> Network:
    """The network with views nobody has drawn before, where it takes views."""
    if "shot" not in network.example.inputs:
        return network
    random = np.random.default_rng(seed)
    views = toy_views(8)
    views[:, 0:3] += torch.from_numpy(random.uniform(-3, 3, (8, 3)).astype(np.float32)).clamp(min=-1)
    rows = network.example.rows(8)
    return replace(network, example=replace(rows, inputs={**rows.inputs, "shot": views}))


def kernels_against_torch(device: torch.device, toy: bool) -> dict[str, Any]:
    """The numba march and the torch march on one window: share of pixels that agree about what was hit, depth error."""
    window, torch_march = toy_window(), None
    torch_march = TorchMarch(window, device)
    sun = np.array([0.48, 0.6, 0.64], np.float32)
    size = (32, 18) if toy else (320, 180)
    same, depth = [], []
    for turn in range(2 if toy else 8):
        camera = Camera((3.0 * turn, 7.0, 4.0 - turn), 0.8 * turn, -0.25)
        one = march(window, [], camera, sun, *size, 0.3)
        with torch.inference_mode():
            two = torch_march.picture(window, [], camera, sun, *size, 0.3).cpu().numpy()
        hit = (one[..., 1] > 0) & (two[..., 1] > 0)
        same.append(float((one[..., 1] == two[..., 1]).mean()))
        depth.append(float(np.median(np.abs(one[..., 0] - two[..., 0])[hit])))
    worst = {"same_hits": min(same), "median_depth_error_m": max(depth)}
    return {**worst, "passed": worst["same_hits"] > 0.98 and worst["median_depth_error_m"] < 0.02}


def verify(toy: bool, seed: int) -> dict[str, Any]:
    """Every runtime that works here, on every network, with what it was off by."""
    device = default_device()
    parts = Parts.load()
    networks = pearl_networks(parts, TOY)
    size = (12, 8) if toy else (160, 90)
    steps = (3, 2, 2) if toy else MARCH_STEPS
    networks["picture"] = picture_network(parts.shader, *size, 2, steps=steps)
    names = ["torch"] if toy else ["torch", "cudagraph", "kernel", "fused", "tensorrt", "onnxruntime-cuda"]
    rows: dict[str, Any] = {}
    for name in names:
        for key, network in networks.items():
            if name in ("kernel", "fused") and key != "picture":
                continue  # they differ from cudagraph in marches and shaders only, and compile for long
            # asked for a GPU on a CPU too: it is the GPU's arithmetic that is verified
            low = serving_precision(name, torch.device("cuda")).precision
            for precision in (Precision.FP32, low):
                try:
                    runtime = make(name, device)
                    mine = fresh(network, seed)
                    compiled = runtime.compile(mine.module, mine.example, (1, 2, 8), precision)
                    verdict = compare(mine, compiled, precision, (1, 2, 5, 8), device)
                    found: dict[str, Any] = verdict.to_dict()
                except (RuntimeUnavailable, RuntimeFailed) as error:
                    found = {"skipped": str(error)}
                rows[f"{name}/{key}/{precision.value}"] = found
    return {
        "toy": toy,
        "seed": seed,
        "gpu": torch.cuda.get_device_name(device) if device.type == "cuda" else None,
        "torch": torch.__version__,
        "kernels_against_torch": kernels_against_torch(device, toy),
        "runtimes": rows,
        "unavailable": unavailable(),
    }


def main(argv: Sequence[str] | None = None) -> int:
    """0 when all agree, 1 when something does not."""
    flags = argparse.ArgumentParser("gpu_verify", description=__doc__)
    flags.add_argument("--json", type=Path, required=True)
    flags.add_argument("--toy", action="store_true")
    flags.add_argument("--seed", type=int, default=int.from_bytes(np.random.bytes(3), "little"))
    given = flags.parse_args(argv)
    figures = verify(given.toy, given.seed)
    given.json.write_text(json.dumps(figures, indent=2) + "\n", "utf-8")
    wrong = [name for name, row in figures["runtimes"].items() if row.get("passed") is False]
    if not figures["kernels_against_torch"]["passed"]:
        wrong.append("torch against the kernels")
    for name, row in figures["runtimes"].items():
        print(f"{name:40} {row.get('skipped') or row['max_abs_error']}")
    print("disagree: " + ", ".join(wrong) if wrong else "all agree")
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
