"""The evaluation on one HTML page: verdicts, every figure, bars drawn in plain SVG."""

from __future__ import annotations

import html
from pathlib import Path
from typing import Any

_STYLE = (
    "body{font:15px/1.5 system-ui,sans-serif;max-width:60rem;margin:2rem auto;padding:0 1rem;color:#2b2620;"
    "background:#fbf7ef}table{border-collapse:collapse;width:100%}td,th{text-align:left;padding:.25rem .6rem;"
    "border-bottom:1px solid #e3d9c6}.yes{color:#2d6a3e}.no{color:#a33a2a}svg{display:block}"
)


def _bar(value: float, limit: float, good: bool) -> str:
    """A bar of the value with a tick at the limit, both on the larger one's scale."""
    top = max(abs(value), abs(limit), 1e-9) * 1.1
    wide, tick = (round(220 * abs(v) / top) for v in (value, limit))
    colour = "#4f8a5b" if good else "#c0604f"
    return (
        f'<svg width="230" height="14" role="img" aria-label="{value:.4g} against {limit:.4g}">'
        f'<rect width="{wide}" height="10" y="2" fill="{colour}"/>'
        f'<rect x="{tick}" width="2" height="14" fill="#2b2620"/></svg>'
    )


def write_report(path: Path, result: dict[str, Any], flat: dict[str, float]) -> None:
    """Write the page; `flat` maps dotted metric names to values."""
    rows = []
    for name, row in result["floors"].items():
        sign, limit = row["floor"].split()
        value = row["value"]
        verdict = '<td class="yes">met</td>' if row["met"] else '<td class="no">not met</td>'
        shown = "not measured" if value is None else f"{value:.4g}"
        bar = "" if value is None else _bar(value, float(limit), row["met"])
        cells = f"<td>{html.escape(name)}</td><td>{shown}</td><td>{html.escape(sign)} {limit}</td>"
        rows.append(f"<tr>{cells}{verdict}<td>{bar}</td></tr>")
    every = "".join(f"<tr><td>{html.escape(k)}</td><td>{v:.5g}</td></tr>" for k, v in sorted(flat.items()))
    lost = "".join(
        f"<tr><td>{html.escape(row['attribute'])}</td><td>{html.escape(row['prompt'])}</td></tr>"
        for row in result.get("prompt", {}).get("lost", [])
    )
    form = "Quick form: fewer worlds, same measures." if result["quick"] else "Full form."
    path.write_text(
        f"<!doctype html><html lang='en'><meta charset='utf-8'><title>Nacre evaluation</title><style>{_STYLE}</style>"
        f"<h1>Nacre evaluation</h1><p>{form} "
        "Worlds and prompts are held out from training. Bars show the value, the tick its floor or ceiling.</p>"
        f"<table><tr><th>metric</th><th>value</th><th>target</th><th></th><th></th></tr>{''.join(rows)}</table>"
        f"<h2>Prompt attributes that were lost</h2><table>{lost or '<tr><td>none</td></tr>'}</table>"
        f"<h2>Every figure</h2><table>{every}</table></html>\n"
    )
