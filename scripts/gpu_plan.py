"""The steps that `scripts/gpu_run.sh` runs on a GPU, each in a process of its own; finished steps are remembered."""

from __future__ import annotations

import argparse
import importlib
import json
import os
import shutil
import subprocess
import sys
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

HERE: Final = Path(__file__).resolve().parent
STATE: Final = "steps.json"
GRACE: Final = 20.0  # seconds before the limit at which a step is stopped, to write down what there is
# What comes back from a lent machine: eight files of 16 MiB and 64 MiB in all, for each call anew.
FIGURES: Final = "figures.json"
LOGS: Final = "logs.txt"
LOG_MOST: Final = 400_000  # bytes of a step's log that travel: its end
SHARDS_A_CALL: Final = 5  # of 12 MB each, beside the two above
NEEDED: Final = ("torch", "numpy", "numba", "safetensors", "msgspec", "PIL")
USEFUL: Final = ("onnx", "onnxscript", "onnxruntime", "tensorrt", "triton", "torchvision")


@dataclass(frozen=True)
class Step:
    """One process. seconds: what it usually takes; it is not begun with less left, unless `stops` by itself."""

    name: str
    group: str
    words: tuple[str, ...]
    seconds: float
    always: bool = False  # training goes on from its checkpoint as long as there is time


def steps(out: Path, toy: bool) -> list[Step]:
    """The whole plan in order."""
    little = ("--toy",) if toy else ()

    def run(module: str, *words: str) -> tuple[str, ...]:
        where = ("-m", module) if "." in module else (str(HERE / f"{module}.py"),)
        return (sys.executable, *where, *words, *little)

    found = [Step("verify", "verify", run("gpu_verify", "--json", str(out / "verify.json")), 60)]
    for runtime in ("torch",) if toy else ("kernel", "fused", "cudagraph"):
        words = run("nacre.bench.gpu", "--runtime", runtime, "--json", str(out / f"bench-{runtime}.json"))
        found.append(Step(f"bench-{runtime}", "bench", words, 120))
    only = ("--runtimes", "torch") if toy else ()
    words = run("nacre.bench.runtimes", *only, "--json", str(out / "bench-runtimes.json"))
    found.append(Step("bench-runtimes", "bench", words, 150))
    data = str(out / "data")
    found.append(Step("data", "train", run("nacre.train.gpu_data", data), 15 if toy else 90))
    folders = ("--weights", str(out / "weights"), "--out", str(out / "checkpoints"), "--data", data)
    for part, minutes in (("shapes", 3.0), ("shader", 2.5), ("terrain", 3.0), ("layout", 3.0)):
        words = run("nacre.train.pearl_m", part, "--minutes", str(minutes), *folders)
        found.append(Step(f"train-{part}", "train", words, 10 if toy else 60 * minutes + 40, always=not toy))
    return found


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
        if before.get("state") == "done" and not step.always:
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
        draft = self._path.with_suffix(".tmp")
        draft.write_text(json.dumps(self.done, indent=2) + "\n", "utf-8")
        os.replace(draft, self._path)


def inventory() -> dict[str, str]:
    """Version of each package that the steps need or can use, or why it cannot be imported."""
    found = {}
    for name in (*NEEDED, *USEFUL):
        try:
            found[name] = str(getattr(importlib.import_module(name), "__version__", "there"))
        except Exception as error:  # a broken package raises what it likes
            found[name] = f"missing: {error}"
    return found


def hand_over(work: Path, out: Path, call: int) -> list[Path]:
    """Write to OUT what one call may bring back: figures, logs, and the shards whose turn it is."""
    out.mkdir(parents=True, exist_ok=True)
    figures = {path.stem: json.loads(path.read_text("utf-8")) for path in sorted(work.glob("*.json"))}
    (out / FIGURES).write_text(json.dumps(figures, indent=1) + "\n", "utf-8")
    logs = [
        f"==== {path.name}\n" + path.read_text("utf-8", "replace")[-LOG_MOST:] for path in sorted(work.glob("*.log"))
    ]
    (out / LOGS).write_text("\n".join(logs), "utf-8")
    shards = sorted((work / "shards").glob("*.safetensors"))[call * SHARDS_A_CALL : (call + 1) * SHARDS_A_CALL]
    for shard in shards:
        shutil.copyfile(shard, out / shard.name)
    return [out / FIGURES, out / LOGS, *(out / shard.name for shard in shards)]


def _gpu() -> str:
    smi = shutil.which("nvidia-smi")
    if smi is None:
        return "none"
    return subprocess.run([smi, "-L"], capture_output=True, text=True, timeout=20, check=False).stdout.strip()


def main(argv: Sequence[str] | None = None) -> int:
    """0: every step of the plan is done; 1: one failed; 2: a package is missing; 3: some are left for the next call."""
    flags = argparse.ArgumentParser("gpu_plan", description=__doc__)
    flags.add_argument("group", choices=("verify", "bench", "train", "all", "fetch"))
    flags.add_argument("--work", type=Path, required=True, help="logs, figures, data, checkpoints: stays where it is")
    flags.add_argument("--out", type=Path, required=True, help="what comes back")
    flags.add_argument("--call", type=int, default=0, help="which of the weights' shards come back: 0, 1, …")
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
        hand_over(given.work, given.out, given.call)
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
    weights = given.work / "weights"
    if given.group in ("train", "all") and any(weights.glob("*.safetensors")):
        words = (sys.executable, "-m", "nacre.train.weight_shards", "split", str(given.work / "shards"))
        subprocess.run((*words, "--weights", str(weights)), check=True, timeout=120)
    for path in hand_over(given.work, given.out, given.call):
        print(f"{path}  {path.stat().st_size / 1e6:.1f} MB")
    left = len(list((given.work / "shards").glob("*"))) - (given.call + 1) * SHARDS_A_CALL
    if left > 0:
        print(f"{left} more shards: fetch them with CALL={given.call + 1}")
    if "failed" in states:
        return 1
    return 3 if {"later", "stopped"} & set(states) else 0


if __name__ == "__main__":
    sys.exit(main())
