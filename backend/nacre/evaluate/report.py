"""The evaluation on one HTML page: verdicts, plots, what was lost, every figure."""

from __future__ import annotations

import html
from pathlib import Path
from typing import Any, Final

from nacre.evaluate.plots import bar, bars, curves

STYLE: Final = (
    "body{font:15px/1.5 system-ui,sans-serif;max-width:60rem;margin:2rem auto;padding:0 1rem;color:#2b2620;"
    "background:#fbf7ef}table{border-collapse:collapse;width:100%}td,th{text-align:left;padding:.25rem .6rem;"
    "border-bottom:1px solid #e3d9c6}.yes{color:#2d6a3e}.no{color:#a33a2a}svg{display:block;margin:.6rem 0;"
    "max-width:100%}"
)


def _verdicts(floors: dict[str, dict[str, Any]]) -> str:
    rows = []
    for name, row in floors.items():
        sign, limit = row["floor"].split()
        value, met = row["value"], row["met"]
        verdict = {True: '<td class="yes">met</td>', False: '<td class="no">not met</td>', None: "<td></td>"}[met]
        shown = "not measured" if value is None else f"{value:.4g}"
        drawn = "" if value is None else bar(value, float(limit), bool(met))
        cells = f"<td>{html.escape(name)}</td><td>{shown}</td><td>{html.escape(sign)} {limit}</td>"
        rows.append(f"<tr>{cells}{verdict}<td>{drawn}</td></tr>")
    return f"<table><tr><th>metric</th><th>value</th><th>target</th><th></th><th></th></tr>{''.join(rows)}</table>"


def _exclusions(prompt: dict[str, Any]) -> str:
    """What the reader was not asked, and both counts: with that left out and with everything counted."""
    if "without_exclusions" not in prompt:
        return ""
    rows = "".join(
        f"<tr><td>{name}</td><td>{prompt[name]:.3f}</td><td>{prompt['without_exclusions'][name]:.3f}</td></tr>"
        for name in ("attributes_kept", "state_kept", "picture_kept")
    )
    judged, left = (sum(n for k, n in prompt[g].items() if k != "state.any_water") for g in ("judged", "left_out"))
    unread = html.escape(", ".join(prompt["not_readable"]) or "nothing")
    return (
        f"<p>Pictures are judged only by what the reader tells in the teacher's own: {judged} attributes counted, "
        f"{left} left out. It does not tell: {unread}.</p>"
        f"<table><tr><th></th><th>as judged</th><th>nothing left out</th></tr>{rows}</table>"
        + bars(prompt["by_kind_left_out"], 0.9)
    )


def _plots(result: dict[str, Any]) -> str:
    parts = []
    if "prompt" in result:
        parts.append("<h2>Prompt attributes kept</h2>" + bars(result["prompt"]["by_kind"], 0.9))
        parts.append(bars(result["prompt"]["by_set"], 0.9) + _exclusions(result["prompt"]))
    if "reader" in result:
        rows = {
            f"{name} ({side})": result["reader"][side][name]
            for name in result["reader"]["teacher"]
            for side in ("teacher", "student")
            if name != "views" and name in result["reader"][side]
        }
        parts.append("<h2>What the reader reads right, in teacher's and student's pictures</h2>" + bars(rows))
    if "renderer" in result:
        scores = result["renderer"]["curves"]["psnr_sorted"]
        parts.append(
            "<h2>Renderer</h2>" + curves({"PSNR, dB": scores}, "Every view, worst first", "views", len(scores))
        )
    if "dynamics" in result:
        lines = result["dynamics"]["curves"]
        title = "Error after seconds without correction"
        picked = {n: [0.0, *lines[n]] for n in ("position_m", "position_median_m", "velocity_m_s", "entity_position_m")}
        parts.append("<h2>Dynamics</h2>" + curves(picked, title, "s", 5))
    if "drift" in result:
        d = result["drift"]
        # every camera comes round once in six pictures: means over a round show the world, not the view
        smooth = {n: [sum(v[i : i + 6]) / 6 for i in range(0, len(v) - 5, 6)] for n, v in d["curves"].items()}
        title = "Fixed views, relative to the first minute"
        parts.append("<h2>Drift</h2>" + curves(smooth, title, "minutes", d["minutes"], relative=True))
    return "".join(parts)


def write_report(path: Path, result: dict[str, Any], flat: dict[str, float]) -> None:
    """Write the page; `flat` maps dotted metric names to values."""
    every = "".join(f"<tr><td>{html.escape(k)}</td><td>{v:.5g}</td></tr>" for k, v in sorted(flat.items()))
    lost = "".join(
        f"<tr><td>{html.escape(row['attribute'])}</td><td>{html.escape(row['understood'])}</td>"
        f"<td>{html.escape(row['prompt'])}</td></tr>"
        for row in result.get("prompt", {}).get("lost", [])
    )
    form = "Quick form: fewer worlds and shorter walks, same measures." if result["quick"] else "Full form."
    path.write_text(
        f"<!doctype html><html lang='en'><meta charset='utf-8'><title>Nacre evaluation</title><style>{STYLE}</style>"
        f"<h1>Nacre evaluation</h1><p>{form} Worlds and prompts are held out from training; "
        "docs/evaluation.md says how each figure is made and what it does not show. "
        "Bars show the value, the tick its floor or ceiling.</p>"
        f"{_verdicts(result['floors'])}{_plots(result)}"
        "<h2>Prompt attributes that were lost</h2>"
        "<table><tr><th>attribute</th><th>understood as</th><th>prompt</th></tr>"
        f"{lost or '<tr><td>none</td></tr>'}</table>"
        f"<h2>Every figure</h2><table>{every}</table></html>\n",
        "utf-8",
    )
