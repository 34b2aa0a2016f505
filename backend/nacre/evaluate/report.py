"""The evaluation on one HTML page: verdicts, plots, what was lost, every figure. The page is `report.html.j2`."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from jinja2 import Environment, PackageLoader, StrictUndefined

from nacre.evaluate.measures.plots import bars, curves


def write_report(path: Path, result: dict[str, Any], flat: dict[str, float]) -> None:
    """Write the page; result: the tree of `run.evaluate`, flat: its numbers under dotted names."""
    # Everything is escaped but the plots, which the template marks as safe.
    environment = Environment(
        loader=PackageLoader("nacre.evaluate", "."),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    page = environment.get_template("report.html.j2").render(
        quick=result["quick"],
        floors=[_floor(name, row) for name, row in result["floors"].items()],
        plots=_plots(result),
        lost=result.get("prompt", {}).get("lost", []),
        figures=sorted(flat.items()),
    )
    path.write_text(page, "utf-8")


def _floor(name: str, row: dict[str, Any]) -> dict[str, Any]:
    """One line of the table of targets; widths in per cent of the larger of value and limit, with some room."""
    sign, limit = row["floor"].split()
    value = row["value"]
    top = max(abs(value or 0.0), abs(float(limit)), 1e-9) * 1.1
    return {
        "name": name,
        "value": value,
        "sign": sign,
        "limit": limit,
        "met": row["met"],
        "bar": round(100 * abs(value or 0.0) / top, 1),
        "tick": round(100 * abs(float(limit)) / top, 1),
    }


def _plots(result: dict[str, Any]) -> dict[str, list[str]]:
    """SVG by heading, of the parts that were measured."""
    found: dict[str, list[str]] = {}
    if "prompt" in result:
        found["Prompt attributes kept"] = [bars(result["prompt"][name], 0.9) for name in ("by_kind", "by_set")]
    if "dynamics" in result:
        lines = result["dynamics"]["curves"]
        picked = {n: [0.0, *lines[n]] for n in ("position_m", "position_median_m", "velocity_m_s", "entity_position_m")}
        found["Dynamics"] = [curves(picked, "Error after seconds without correction", "s", 5)]
    if "drift" in result:
        drift = result["drift"]
        # every camera comes round once in six pictures: means over a round show the world, not the view
        smooth = {n: [sum(v[i : i + 6]) / 6 for i in range(0, len(v) - 5, 6)] for n, v in drift["curves"].items()}
        title = "Fixed views, relative to the first minute"
        found["Drift"] = [curves(smooth, title, "minutes", drift["minutes"], relative=True)]
    return found
