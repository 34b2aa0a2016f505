"""`nacre eval`: every metric, one JSON file, one page of HTML."""

from __future__ import annotations

import json
import math
import sys
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any, Final

import numpy as np

from nacre.evaluate.part_store import PartStore, fingerprint
from nacre.prompts.evaluation import Expected, evaluation_prompts, hand_written, unseen_prompts
from nacre.spec import Item, SceneSpec
from nacre.world.interface import Progress
from nacre.world.model import Pearl

SEED: Final = 900_000  # worlds from here on are in nobody's training
FLOORS: Final[dict[str, tuple[str, float]]] = {
    "shape.valid": (">=", 1.0),
    "shape.connected": (">=", 0.99),
    "shape.doors_reachable": (">=", 0.98),
    "shape.attributes_kept": (">=", 0.95),
    "shape.novelty": (">=", 0.8),
    "enter.houses": (">=", 0.95),
    "enter.bell_tower": (">=", 0.95),
    "move.along_walls": (">=", 0.6),
    "move.past_trunks": (">=", 0.95),
    "move.swims": (">=", 0.95),
    "move.apart_m": (">=", 0.45),
    "village.tokens_kb": ("<=", 20.0),
    "village.triangles": ("<=", 150_000),
    "edges.rough": ("<=", 0.10),
    "light.indirect_psnr": (">=", 28.0),
    "light.gain_db": (">=", 3.0),
    "light.picture_psnr": (">=", 26.0),
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
PLACES: Final = (
    SceneSpec(settlement=0.6, water="river", items=(Item("bell_tower", 1), Item("house", 6))),
    SceneSpec(
        "snow", 18.3, "overcast", "lake", settlement=0.3, vegetation=0.6, items=(Item("keep", 1), Item("deer", 4))
    ),
    SceneSpec("tropical", 9.0, "clear", "coast", settlement=0.4, items=(Item("tent", 3), Item("tree_palm", 12))),
)


def flatten(tree: dict[str, Any], prefix: str = "") -> dict[str, float]:
    """The numbers of a nested result under dotted names; lists and texts are left out."""
    flat: dict[str, float] = {}
    for key, value in tree.items():
        if isinstance(value, dict):
            flat |= flatten(value, f"{prefix}{key}.")
        elif isinstance(value, int | float) and not isinstance(value, bool):
            flat[f"{prefix}{key}"] = float(value)
    return flat


def verdicts(flat: dict[str, float]) -> dict[str, dict[str, Any]]:
    """Every floor with its value and whether it is met; met is None where it was not measured."""
    found: dict[str, dict[str, Any]] = {}
    for name, (sign, limit) in FLOORS.items():
        value = flat.get(name)
        met = None if value is None else bool(value >= limit if sign == ">=" else value <= limit)
        found[name] = {"value": value, "floor": f"{sign} {limit}", "met": met}
    return found


def exit_code(result: dict[str, Any]) -> int:
    """0 when every floor that was measured is met, 1 otherwise; a full run must measure all of them."""
    rows = result["floors"].values()
    missed = any(row["met"] is False for row in rows)
    absent = not result["quick"] and not result.get("parts") and any(row["met"] is None for row in rows)
    return int(missed or absent)


def prompts_of(count: int) -> list[tuple[str, Expected]]:
    """Half of them from those nothing was tuned on, as far as they reach; then hand-written, then composed ones."""
    unseen, seen = unseen_prompts(), list(hand_written())
    first = unseen[: count // 2]
    rest = seen[: max(0, (count - len(first)) * 2 // 3)]
    made = evaluation_prompts(len(seen) + count, SEED + 100)[len(seen) :]
    return (first + rest + made)[:count]


class Evaluation:
    """The parts, each a dictionary of figures; the model is loaded once, when the first part needs it."""

    def __init__(self, quick: bool, progress: Progress, store: PartStore | None = None) -> None:
        self.quick, self.progress, self.store = quick, progress, store
        self._pearl: Pearl | None = None

    @property
    def pearl(self) -> Pearl:
        """The real model, on its shipped weights."""
        self._pearl = self._pearl or Pearl.load()
        return self._pearl

    def revisit(self) -> dict[str, Any]:
        """The worst of several worlds for every length of walk; see `revisit.revisit`."""
        from nacre.evaluate.measures.revisit import WALKS, revisit

        runs = []
        for number, spec in enumerate(PLACES[: 1 if self.quick else None]):
            self.progress("revisit", number / len(PLACES), f"revisit: walks in world {number + 1}")
            # the longest walk costs minutes of computing: one world is taken that far
            longest = 20.0 if self.quick else 60.0 if number else math.inf
            walks = {name: seconds for name, seconds in WALKS.items() if seconds <= longest}
            runs.append(revisit(self.pearl, spec, SEED + 1 + number, walks))
        names = runs[0]["psnr"]
        return {
            "psnr": {name: min(run["psnr"].get(name, math.inf) for run in runs) for name in names},
            "inside_solids": max(run["inside_solids"] for run in runs),
            "runs": runs,
        }

    def action(self) -> dict[str, Any]:
        """Over a bare field and generated places; see `action.accuracy`."""
        from nacre.evaluate.measures.action import FIELD, accuracy

        counts = [accuracy(self.pearl, FIELD, SEED + 10, 24 if self.quick else 96)]
        for number, spec in enumerate(PLACES[: 1 if self.quick else None]):
            self.progress("action", (number + 1) / 4, f"action: world {number + 2}")
            counts.append(accuracy(self.pearl, spec, SEED + 11 + number, 24 if self.quick else 64, 20.0))
        total = {name: sum(c[name] for c in counts) for name in counts[0]}
        return {
            "move_accuracy": total["moved"] / max(total["moves"], 1),
            "look_accuracy": total["looked"] / max(total["looks"], 1),
            "move_accuracy_in_field": counts[0]["moved"] / max(counts[0]["moves"], 1),
            **total,
        }

    def prompt(self) -> dict[str, Any]:
        """See `attributes.attributes_kept`."""
        from nacre.evaluate.measures.attributes import attributes_kept

        prompts = prompts_of(12 if self.quick else 210)
        return attributes_kept(lambda: self.pearl, prompts, SEED + 100, self.store, self.progress)

    def dynamics(self) -> dict[str, Any]:
        """See `dynamics.against_teacher`."""
        from nacre.evaluate.measures.dynamics import against_teacher

        return against_teacher(self.pearl, 4 if self.quick else 12, SEED, self.quick, self.progress)

    def drift(self) -> dict[str, Any]:
        """See `drift.drift`."""
        from nacre.evaluate.measures.drift import drift

        return drift(self.pearl, PLACES[0], SEED + 20, 1.0 if self.quick else 10.0, self.progress)

    def shape(self) -> dict[str, Any]:
        """See `shapes.measure`."""
        from nacre.evaluate.measures.shapes import measure
        from nacre.train.data.shape_pool import import_grammars
        from nacre.world.shapes.library import ShapePrograms

        import_grammars()
        library = ShapePrograms.load()
        library.name = ""  # drawing is measured, not the cache
        figures: dict[str, Any] = measure(library, 200 if self.quick else 2000)["shape"]
        return figures

    def enter(self) -> dict[str, Any]:
        """See `entering.entered`."""
        from nacre.evaluate.measures.entering import entered

        return entered(self.pearl, 8 if self.quick else 100, SEED + 300, self.progress)

    def move(self) -> dict[str, Any]:
        """See `moving.measure`."""
        from nacre.evaluate.measures.moving import measure

        return measure(self.pearl, 1 if self.quick else 6, SEED + 700, self.progress)

    def village(self) -> dict[str, Any]:
        """See `village.measure`."""
        from nacre.evaluate.measures.village import measure

        return measure(self.pearl, 2 if self.quick else 10, SEED + 400, self.progress)

    def edges(self) -> dict[str, Any]:
        """See `edges.measure`."""
        from nacre.evaluate.measures.edges import measure

        return measure(self.pearl, PLACES[: 1 if self.quick else None], SEED + 500, self.progress)

    def first_view(self) -> dict[str, Any]:
        """See `asked_seen.measure`."""
        from nacre.evaluate.asked_seen import measure
        from nacre.evaluate.contact_sheet import PROMPTS

        return measure(self.pearl, (0,), self.progress, PROMPTS[:3] if self.quick else PROMPTS)

    def light(self) -> dict[str, Any]:
        """See `light.measure`: a few views of two held-out worlds."""
        from nacre.evaluate.measures.light import VIEWS, measure

        self.progress("light", 0.0, "light: against a path tracer's")
        return measure(VIEWS)


PARTS: Final = (
    "shape", "village", "edges", "light", "first_view", "enter", "move", "revisit", "action", "dynamics", "drift",
    "prompt",
)  # fmt: skip


def _say(stage: str, fraction: float, text: str) -> None:
    print(f"  {text}", file=sys.stderr, flush=True)


def evaluate(
    json_path: str | Path | None,
    quick: bool = False,
    html_path: str | Path | None = None,
    parts: Sequence[str] = PARTS,
    progress: Progress = _say,
    resume: bool = False,
) -> dict[str, Any]:
    """Run the parts named; write JSON and HTML where asked. quick: fewer worlds and shorter walks, the same measures.

    The result holds the tree of figures, `floors` (each with its value and verdict) and timings. It is written
    after every part, and every part and prompt is kept in a folder beside it: resume takes those over that were
    measured of the same model by the same sources.
    """
    store = None
    if json_path is not None:
        path = Path(json_path)
        store = PartStore(path.with_name(f"{path.stem}_parts"), fingerprint(quick), resume)
        if resume and not store.resumed:
            progress("eval", 0.0, "nothing to go on from: no earlier run of this model and form")
    evaluation = Evaluation(quick, progress, store)
    result: dict[str, Any] = {"quick": quick}
    if tuple(parts) != PARTS:
        result["parts"] = list(parts)
    seconds: dict[str, float] = {}
    for name in parts:
        known = store.figures(name) if store else None
        if known is not None:
            result[name], seconds[name] = known["figures"], known["seconds"]
            progress(name, 1.0, f"{name}: taken over, had taken {seconds[name]:.0f} s")
        else:
            start = time.monotonic()
            run: Callable[[], dict[str, Any]] = getattr(evaluation, name)
            result[name] = run()
            seconds[name] = round(time.monotonic() - start, 1)
            progress(name, 1.0, f"{name}: done in {seconds[name]:.0f} s")
            if store:
                store.keep_figures(name, {"figures": result[name], "seconds": seconds[name]})
        _combine(result)
        result["seconds"] = seconds
        result["floors"] = verdicts(flatten(result))
        if json_path is not None:
            Path(json_path).write_text(json.dumps(result, indent=1) + "\n")
    if html_path is not None:
        from nacre.evaluate.report import write_report

        write_report(Path(html_path), result, flatten(result))
    return result


def _combine(result: dict[str, Any]) -> None:
    """Steps inside solids count wherever a body was driven: the floor is held against the worst place."""
    if "dynamics" not in result:
        return
    seen = [result["dynamics"]["inside_solids_grounds"]]
    seen += [result[part]["inside_solids"] for part in ("revisit", "drift") if part in result]
    result["dynamics"]["inside_solids"] = float(np.max(seen))


def main() -> int:
    """`python -m nacre.evaluate.run PART … [--quick] [--json FILE]`: some of the parts, for whoever works on one."""
    import argparse

    parser = argparse.ArgumentParser(description=main.__doc__)
    parser.add_argument("parts", nargs="*", choices=PARTS, default=PARTS)
    parser.add_argument("--quick", action="store_true")
    parser.add_argument("--json", type=Path)
    parser.add_argument("--html", type=Path)
    parser.add_argument("--resume", action="store_true")
    arguments = parser.parse_args()
    parts = tuple(arguments.parts)
    result = evaluate(arguments.json, arguments.quick, arguments.html, parts, resume=arguments.resume)
    for name, row in result["floors"].items():
        if row["met"] is not None:
            print(f"{'ok  ' if row['met'] else 'MISS'}  {name}: {row['value']:.4g} (wanted {row['floor']})")
    return exit_code(result)


if __name__ == "__main__":
    sys.exit(main())
