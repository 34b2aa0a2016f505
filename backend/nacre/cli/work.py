"""Long work from the command line: teach, train, eval, bench."""

from __future__ import annotations

import argparse
import importlib
import json
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Final

from nacre.cli.errors import BadInput, ProgressLine

# Where a part of the model is called after its role, its module after what it learns.
MODULES: Final = {"objects": "shapes", "generator": "layout"}


def writable(path: Path) -> Path:
    """The path, once its folder is known to exist; BadInput otherwise, before any work is spent."""
    if not path.parent.is_dir():
        raise BadInput(f"{path.parent} is not a folder", "create it first, or name another output")
    if path.is_dir():
        raise BadInput(f"{path} is a folder", "name a file")
    return path


def teach(arguments: argparse.Namespace) -> int:
    """`nacre teach --show sheet.png`: what the teacher makes, for people to judge."""
    path = writable(arguments.show)
    from nacre.teacher.show import contact_sheet

    progress = ProgressLine()
    progress("draw", 0.0, "drawing the contact sheet")
    contact_sheet(path)
    progress.done(f"wrote {path}")
    return 0


def train(arguments: argparse.Namespace) -> int:
    """`nacre train PART --minutes N`: the part's own module does the work and prints its own log."""
    if arguments.threads < 0:
        raise BadInput("--threads must not be negative")
    name = MODULES.get(arguments.part, arguments.part)
    out = arguments.out or Path("runs") / name
    out.mkdir(parents=True, exist_ok=True)
    module = importlib.import_module(f"nacre.train.{name}")
    # 0 leaves the number of threads to the part: each knows how far its work spreads.
    threads = {"threads": arguments.threads} if arguments.threads else {}
    metrics = module.train(minutes=arguments.minutes, resume=arguments.resume, out=out, **threads)
    print(json.dumps(metrics, indent=2, default=str))
    return 0


def evaluate(arguments: argparse.Namespace) -> int:
    """`nacre eval --json FILE`: every figure to the file, a summary to stdout."""
    json_path = writable(arguments.json)
    html_path = writable(arguments.html) if arguments.html else None
    from nacre.evaluate.run import evaluate as run_evaluation
    from nacre.evaluate.run import exit_code

    figures = run_evaluation(json_path, arguments.quick, html_path, resume=arguments.resume)
    for name, floor in figures["floors"].items():
        value = "not measured" if floor["value"] is None else f"{floor['value']:.4g}"
        verdict = {True: "ok  ", False: "MISS", None: "----"}[floor["met"]]
        print(f"{verdict}  {name}: {value} (wanted {floor['floor']})")
    print(f"wrote {json_path}" + (f" and {html_path}" if html_path else ""), file=sys.stderr)
    return exit_code(figures)


def bench(words: Sequence[str]) -> int:
    """`nacre bench play|bridge|runtimes|gpu …`: each measurement has flags of its own."""
    modules = {
        "play": "nacre.bench.play",
        "bridge": "nacre.bench.bridge",
        "runtimes": "nacre.bench.runtimes",
        "gpu": "nacre.bench.gpu",
    }
    module = importlib.import_module(modules[words[0]])
    return int(module.main(list(words[1:])))


def set_threads(threads: int) -> None:
    """Fix torch's thread count; 0 leaves its own choice."""
    if threads < 0:
        raise BadInput("--threads must not be negative")
    if threads:
        import torch

        torch.set_num_threads(threads)
