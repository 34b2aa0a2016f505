"""What `scripts/gpu_run.sh` does on a GPU: steps in order, each a process of its own, finished ones remembered."""

from __future__ import annotations

import argparse
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

STATE: Final = "steps.json"
GRACE: Final = 20.0  # seconds before the limit at which a step is stopped, to write down what there is
LARGEST: Final = 15 << 20  # bytes of a file that is to travel back; larger ones are split by hand


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
        return (sys.executable, "-m", f"nacre.runtime.{module}", *words, *little)

    found = [Step("verify", "verify", run("gpu_verify", "--json", str(out / "verify.json")), 60)]
    for runtime in ("torch",) if toy else ("kernel", "fused", "cudagraph"):
        words = run("bench_gpu", "--runtime", runtime, "--json", str(out / f"bench-{runtime}.json"))
        found.append(Step(f"bench-{runtime}", "bench", words, 120))
    only = ("--runtimes", "torch") if toy else ()
    words = run("bench_runtimes", *only, "--json", str(out / "bench-runtimes.json"))
    found.append(Step("bench-runtimes", "bench", words, 150))
    data = str(out / "data")
    found.append(Step("data", "train", run("gpu_data", data), 15 if toy else 90))
    folders = ("--weights", str(out / "weights"), "--out", str(out / "checkpoints"), "--data", data)
    for part, minutes in (("shapes", 3.0), ("shader", 2.5), ("terrain", 3.0), ("layout", 3.0)):
        words = run("train_m", part, "--minutes", str(minutes), *folders)
        found.append(Step(f"train-{part}", "train", words, 10 if toy else 60 * minutes + 40, always=not toy))
    return found


class Plan:
    """Runs steps within a limit and keeps which are done, in OUT/steps.json."""

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


def too_large(out: Path) -> list[str]:
    """Files that will not travel back from a machine that hands over 16 MB at most."""
    return [str(f) for f in sorted(out.rglob("*")) if f.is_file() and f.stat().st_size > LARGEST]


def main(argv: Sequence[str] | None = None) -> int:
    """0 when every step of the plan is done, 1 when one failed, 3 when some are left for the next call."""
    flags = argparse.ArgumentParser("gpu_plan", description=__doc__)
    flags.add_argument("group", choices=("verify", "bench", "train", "all"))
    flags.add_argument("--out", type=Path, required=True)
    flags.add_argument("--limit", type=float, default=570.0)
    flags.add_argument("--toy", action="store_true")
    given = flags.parse_args(argv)
    plan = Plan(given.out, given.limit)
    states = []
    for step in steps(given.out, given.toy):
        if given.group in (step.group, "all"):
            state = plan.run(step)
            states.append(state)
            print(f"{step.name:18} {state:8} {plan.left:6.0f} s left", flush=True)
            if state == "failed":
                lines = (given.out / f"{step.name}.log").read_text("utf-8").splitlines()
                print("\n".join(f"    {line}" for line in lines[-15:]), flush=True)
    for name in too_large(given.out):
        print(f"over 15 MB, will not travel: {name}", file=sys.stderr)
    smi = shutil.which("nvidia-smi")
    if smi is not None:
        listed = subprocess.run([smi, "-L"], capture_output=True, text=True, timeout=20, check=False)
        (given.out / "gpu.txt").write_text(listed.stdout, "utf-8")
    if "failed" in states:
        return 1
    return 3 if {"later", "stopped"} & set(states) else 0


if __name__ == "__main__":
    sys.exit(main())
