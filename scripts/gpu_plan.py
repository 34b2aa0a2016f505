"""The steps that `scripts/gpu_run.sh` runs on a GPU, each in a process of its own; finished steps are remembered."""

from __future__ import annotations

import argparse
import importlib
import json
import shutil
import subprocess
import sys
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from nacre.atomic_write import atomic_write

HERE: Final = Path(__file__).resolve().parent
STATE: Final = "steps.json"
GRACE: Final = 20.0  # seconds before the limit at which a step is stopped, to write down what there is
# What comes back from a lent machine: these two files, for each call anew.
FIGURES: Final = "figures.json"
LOGS: Final = "logs.txt"
LOG_MOST: Final = 400_000  # bytes of a step's log that travel: its end
NEEDED: Final = ("torch", "numpy", "numba", "safetensors", "msgspec", "PIL", "manifold3d")
USEFUL: Final = ("onnx", "onnxscript", "onnxruntime", "tensorrt", "triton", "torchvision")


@dataclass(frozen=True)
class Step:
    """One process. seconds: what it usually takes; with less than half of that left it is not begun."""

    name: str
    group: str
    words: tuple[str, ...]
    seconds: float


def steps(out: Path, toy: bool) -> list[Step]:
    """The whole plan in order."""
    little = ("--toy",) if toy else ()

    def run(module: str, *words: str) -> tuple[str, ...]:
        where = ("-m", module) if "." in module else (str(HERE / f"{module}.py"),)
        return (sys.executable, *where, *words, *little)

    only = ("--runtimes", "torch") if toy else ()
    words = run("nacre.bench.runtimes", *only, "--json", str(out / "bench-runtimes.json"))
    return [
        Step("verify", "verify", run("gpu_verify", "--json", str(out / "verify.json")), 120),
        # without a GPU there is nothing to time: its path is tested by tests/runtime/test_runtime_raster.py
        *(
            []
            if toy
            else [Step("bench-gpu", "bench", run("nacre.bench.gpu", "--json", str(out / "bench-gpu.json")), 120)]
        ),
        Step("bench-runtimes", "bench", words, 150),
    ]


class Plan:
    """Runs steps within a limit and keeps which are done, in WORK/steps.json."""

    def __init__(self, out: Path, limit: float) -> None:
        self.out, self._end = out, time.monotonic() + limit
        self.out.mkdir(parents=True, exist_ok=True)
        self._path = out / STATE
        self.done: dict[str, Any] = json.loads(self._path.read_text("utf-8")) if self._path.exists() else {}

    @property
    def left(self) -> float:
        """Seconds until the limit."""
        return self._end - time.monotonic()

    def run(self, step: Step) -> str:
        """done, failed, stopped (out of time while it ran), or later (not begun)."""
        before = self.done.get(step.name, {})
        if before.get("state") == "done":
            return "done"
        if self.left < min(step.seconds, 120.0) * 0.5 + GRACE:
            return "later"
        log = self.out / f"{step.name}.log"
        began = time.monotonic()
        with log.open("a", encoding="utf-8") as file:
            file.write(f"$ {' '.join(step.words)}\n")
            file.flush()
            try:
                code = subprocess.run(
                    step.words, stdout=file, stderr=subprocess.STDOUT, timeout=self.left - GRACE / 2, check=False
                ).returncode
                state = "done" if code == 0 else "failed"
            except subprocess.TimeoutExpired:
                code, state = None, "stopped"
        self._keep(step, {"state": state, "code": code, "seconds": round(time.monotonic() - began, 1)})
        return state

    def _keep(self, step: Step, row: dict[str, Any]) -> None:
        self.done[step.name] = row
        atomic_write(self._path, json.dumps(self.done, indent=2) + "\n")


def inventory() -> dict[str, str]:
    """Version of each package that the steps need or can use, or why it cannot be imported."""
    found = {}
    for name in (*NEEDED, *USEFUL):
        try:
            found[name] = str(getattr(importlib.import_module(name), "__version__", "there"))
        except Exception as error:  # a broken package raises what it likes
            found[name] = f"missing: {error}"
    return found


def hand_over(work: Path, out: Path) -> list[Path]:
    """Write to OUT what comes back: the figures of all steps in one file, and the end of every log in another."""
    out.mkdir(parents=True, exist_ok=True)
    figures = {path.stem: json.loads(path.read_text("utf-8")) for path in sorted(work.glob("*.json"))}
    (out / FIGURES).write_text(json.dumps(figures, indent=1) + "\n", "utf-8")
    logs = [
        f"==== {path.name}\n" + path.read_text("utf-8", "replace")[-LOG_MOST:] for path in sorted(work.glob("*.log"))
    ]
    (out / LOGS).write_text("\n".join(logs), "utf-8")
    return [out / FIGURES, out / LOGS]


def _gpu() -> str:
    smi = shutil.which("nvidia-smi")
    if smi is None:
        return "none"
    return subprocess.run([smi, "-L"], capture_output=True, text=True, timeout=20, check=False).stdout.strip()


def main(argv: Sequence[str] | None = None) -> int:
    """0: every step of the plan is done; 1: one failed; 2: a package is missing; 3: some are left for the next call."""
    flags = argparse.ArgumentParser("gpu_plan", description=__doc__)
    flags.add_argument("group", choices=("verify", "bench", "all"))
    flags.add_argument("--work", type=Path, required=True, help="logs and figures: stays where it is")
    flags.add_argument("--out", type=Path, required=True, help="what comes back")
    flags.add_argument("--limit", type=float, default=570.0)
    flags.add_argument("--toy", action="store_true")
    given = flags.parse_args(argv)
    packages = inventory()
    plan = Plan(given.work, given.limit)
    (given.work / "machine.json").write_text(
        json.dumps({"packages": packages, "gpu": _gpu()}, indent=2) + "\n", "utf-8"
    )
    if lost := [f"{name} ({packages[name]})" for name in NEEDED if packages[name].startswith("missing")]:
        print(f"cannot begin: {'; '.join(lost)}\n  hint: bring them as wheels, see docs/gpu.md", file=sys.stderr)
        hand_over(given.work, given.out)
        return 2
    states = []
    for step in steps(given.work, given.toy):
        if given.group in (step.group, "all"):
            state = plan.run(step)
            states.append(state)
            print(f"{step.name:18} {state:8} {plan.left:6.0f} s left", flush=True)
            if state == "failed":
                lines = (given.work / f"{step.name}.log").read_text("utf-8").splitlines()
                print("\n".join(f"    {line}" for line in lines[-15:]), flush=True)
    for path in hand_over(given.work, given.out):
        print(f"{path}  {path.stat().st_size / 1e6:.1f} MB")
    if "failed" in states:
        return 1
    return 3 if {"later", "stopped"} & set(states) else 0


if __name__ == "__main__":
    sys.exit(main())
