"""`nacre eval`: every metric, one JSON file, one page of HTML."""

from __future__ import annotations

import json
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np

from nacre.spec import Item, SceneSpec

FLOORS: dict[str, tuple[str, float]] = {
    "renderer.psnr": (">=", 23.0),
    "renderer.depth_median_rel": ("<=", 0.05),
    "revisit.psnr.5s": (">=", 38.0),
    "revisit.psnr.60s": (">=", 38.0),
    "revisit.psnr.300s": (">=", 38.0),
    "revisit.psnr.reload": (">=", 38.0),
    "action.move_accuracy": (">=", 0.98),
    "action.look_accuracy": (">=", 0.99),
    "prompt.attributes_kept": (">=", 0.9),
    "dynamics.jump_apex_error": ("<=", 0.10),
    "dynamics.inside_solids": ("<=", 0.02),
    "drift.colour": ("<=", 0.05),
    "drift.sharpness": ("<=", 0.05),
    "drift.entities": ("<=", 0.05),
}

VILLAGE = SceneSpec(settlement=0.6, water="river", items=(Item("bell_tower", 1), Item("house", 6)))
FIELD = SceneSpec(relief=0.0, settlement=0.0, vegetation=0.0, water="none", items=(Item("dragon", 0),))


def _flat(tree: dict[str, Any], prefix: str = "") -> dict[str, float]:
    flat: dict[str, float] = {}
    for key, value in tree.items():
        if isinstance(value, dict):
            flat |= _flat(value, f"{prefix}{key}.")
        elif isinstance(value, int | float) and not isinstance(value, bool):
            flat[f"{prefix}{key}"] = float(value)
    return flat


def _renderer(worlds: int, views: int) -> dict[str, float]:
    """PSNR, SSIM and depth of the student against the teacher, on held-out worlds."""
    import torch

    from nacre.train.renderer import psnr, ssim
    from nacre.train.views import HELD_OUT_WORLD, make_views
    from nacre.world.shading import Shading

    shading = Shading.load()
    scores, depths = [], []
    for world in range(worlds):
        made = make_views(HELD_OUT_WORLD + 50_000 + world, views)
        for g, air, rgb, depth in zip(made["g"], made["air"], made["rgb"], made["depth"], strict=True):
            shown = shading.shade(g.astype(np.float32), air.astype(np.float32))
            a, b = (torch.from_numpy(x).permute(2, 0, 1)[None].float() / 255 for x in (shown, rgb))
            scores.append((float(psnr(a, b)), float(ssim(a, b))))
            true = depth.astype(np.float32)
            hit = true < 60
            if hit.any():
                depths.append(float(np.median(np.abs(g[..., 0].astype(np.float32) - true)[hit] / true[hit])))
    mean = np.mean(scores, 0)
    return {
        "psnr": float(mean[0]),
        "ssim": float(mean[1]),
        "depth_median_rel": float(np.mean(depths)),
        "worlds": worlds,
        "views": len(scores),
    }


def _revisit(quick: bool) -> dict[str, Any]:
    from nacre.evaluate.memory import revisit

    walks = {"5s": 5.0, "60s": 60.0, "300s": 300.0}
    runs = [revisit(VILLAGE, seed, walks) for seed in (range(900_001, 900_002) if quick else range(900_001, 900_004))]
    return {"psnr": {name: min(run[name] for run in runs) for name in runs[0]}, "worlds": len(runs)}


def _action(quick: bool) -> dict[str, float]:
    from nacre.evaluate.memory import accuracy

    return accuracy(FIELD, 900_010, 60 if quick else 300)


def _prompt(quick: bool) -> dict[str, Any]:
    from nacre.evaluate.attributes import attributes_kept

    return attributes_kept(24 if quick else 210, 900_100, 12 if quick else 210)


def _dynamics(quick: bool) -> dict[str, Any]:
    from nacre.train.driving import evaluate_dynamics
    from nacre.world.dynamics import Dynamics

    figures: dict[str, Any] = dict(evaluate_dynamics(Dynamics.load(), 8 if quick else 64, 900_000))
    figures["jump_apex_error"] = abs(float(figures["jump_apex_ratio"]) - 1)
    return figures


def _drift(quick: bool) -> dict[str, float]:
    from nacre.evaluate.memory import drift

    return drift(VILLAGE, 900_020, 2.0 if quick else 10.0)


def evaluate(json_path: str | Path | None, quick: bool = False, html_path: str | Path | None = None) -> dict[str, Any]:
    """Run every metric; write JSON and HTML where asked. quick: fewer worlds, the same measures.

    The result holds the tree of metrics, `floors` (each with its value and verdict) and timings.
    """
    parts: dict[str, Callable[[], dict[str, Any]]] = {
        "renderer": lambda: _renderer(4 if quick else 24, 6),
        "revisit": lambda: _revisit(quick),
        "action": lambda: _action(quick),
        "prompt": lambda: _prompt(quick),
        "dynamics": lambda: _dynamics(quick),
        "drift": lambda: _drift(quick),
    }
    result: dict[str, Any] = {"quick": quick}
    seconds: dict[str, float] = {}
    for name, part in parts.items():
        print(f"evaluating {name} …", file=sys.stderr, flush=True)
        start = time.monotonic()
        result[name] = part()
        seconds[name] = round(time.monotonic() - start, 1)
    flat = _flat(result)
    result["seconds"] = seconds
    result["floors"] = {
        name: {
            "value": flat.get(name),
            "floor": f"{sign} {limit}",
            "met": name in flat and (flat[name] >= limit if sign == ">=" else flat[name] <= limit),
        }
        for name, (sign, limit) in FLOORS.items()
    }
    if json_path is not None:
        Path(json_path).write_text(json.dumps(result, indent=1) + "\n")
    if html_path is not None:
        from nacre.evaluate.report import write_report

        write_report(Path(html_path), result, flat)
    return result
