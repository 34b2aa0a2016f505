"""`nacre eval --json FILE`: measures the quality of generated worlds."""

from __future__ import annotations

import argparse
import json
import sys
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING

from nacre.cli.errors import CommandError
from nacre.cli.options import add_command, writable

if TYPE_CHECKING:
    from nacre.cli.options import Subparsers


def add_parser(commands: Subparsers) -> None:
    """Options of `nacre eval`."""
    sub = add_command(commands, "eval", "measure the quality of generated worlds")
    sub.add_argument("--json", type=Path, required=True, metavar="FILE", help="write every figure here")
    sub.add_argument("--suite", choices=("worlds", "words"), default="worlds",
                     help="worlds: what is made of prompts (default); words: how well prompts are read")  # fmt: skip
    sub.add_argument("--worlds", type=int, default=24, metavar="N",
                     help="with --suite words: worlds whose things are measured too (%(default)s)")  # fmt: skip
    sub.add_argument("--quick", action="store_true", help="fewer worlds, wider error bars")
    sub.add_argument("--html", type=Path, metavar="FILE", help="also write a report with pictures")
    sub.add_argument("--resume", action="store_true", help="take over what an earlier run of this model has measured")


def run(arguments: argparse.Namespace) -> int:
    """Measure; every figure goes to the file, a summary to stdout."""
    json_path = writable(arguments.json)
    if arguments.suite == "words":
        return _words(json_path, 6 if arguments.quick else arguments.worlds)
    html_path = writable(arguments.html) if arguments.html else None
    if html_path and (missing := [name for name in ("jinja2", "matplotlib") if find_spec(name) is None]):
        raise CommandError(f"--html needs {' and '.join(missing)}", 'pip install "nacre[eval]"')
    from nacre.evaluate.run import evaluate, exit_code

    figures = evaluate(json_path, arguments.quick, html_path, resume=arguments.resume)
    for name, floor in figures["floors"].items():
        value = "not measured" if floor["value"] is None else f"{floor['value']:.4g}"
        verdict = {True: "ok  ", False: "MISS", None: "----"}[floor["met"]]
        print(f"{verdict}  {name}: {value} (wanted {floor['floor']})")
    print(f"wrote {json_path}" + (f" and {html_path}" if html_path else ""), file=sys.stderr)
    return exit_code(figures)


def _words(json_path: Path, worlds: int) -> int:
    """How well prompts are understood, and what of it is in the worlds: figures to the file and stdout; 1 when a floor
    is missed."""
    from nacre.prompts.suite import FLOORS, words_figures

    floors = dict(FLOORS)

    measured = words_figures()
    figures = measured["figures"]
    if worlds > 0:
        from nacre.evaluate.measures.words import FLOORS as WORLD_FLOORS
        from nacre.evaluate.measures.words import world_figures

        measured["world"] = world_figures(worlds, progress=lambda text: print(f"  {text}", file=sys.stderr))
        figures |= measured["world"].pop("figures")
        floors |= WORLD_FLOORS
    json_path.write_text(json.dumps(measured, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
    missed = 0
    for name, (kind, bound) in floors.items():
        if name not in figures:
            continue
        values = list(figures[name].values()) if isinstance(figures[name], dict) else [figures[name]]
        met = all(value >= bound if kind == "least" else value <= bound for value in values)
        missed += not met
        worst = min(values) if kind == "least" else max(values)
        print(f"{'ok  ' if met else 'MISS'}  {name}: {worst:.4g} (at {kind} {bound})")
    print(f"wrote {json_path}", file=sys.stderr)
    return 1 if missed else 0
