"""Plots as plain SVG text: no script, no dependency, one look."""

from __future__ import annotations

import html
from collections.abc import Mapping, Sequence
from typing import Final

INK, GOOD, BAD = "#2b2620", "#4f8a5b", "#c0604f"
COLOURS: Final = ("#b0463a", "#4f8a5b", "#3f6fa8", "#8a6a2f", "#7a4f8a", "#3f8a8a")


def bar(value: float, limit: float, good: bool) -> str:
    """A bar of the value with a tick at the limit, both on the larger one's scale."""
    top = max(abs(value), abs(limit), 1e-9) * 1.1
    wide, tick = (round(220 * abs(v) / top) for v in (value, limit))
    return (
        f'<svg width="230" height="14" role="img" aria-label="{value:.4g} against {limit:.4g}">'
        f'<rect width="{wide}" height="10" y="2" fill="{GOOD if good else BAD}"/>'
        f'<rect x="{tick}" width="2" height="14" fill="{INK}"/></svg>'
    )


def bars(values: Mapping[str, float], limit: float | None = None) -> str:
    """Named shares 0..1 as bars, one below another, with a line at the limit."""
    rows = []
    for number, (name, value) in enumerate(values.items()):
        y = 20 * number
        wide = 360 * min(max(value, 0.0), 1.0)
        fill = GOOD if limit is None or value >= limit else BAD
        rows.append(
            f'<text x="176" y="{y + 13}" text-anchor="end">{html.escape(name)}</text>'
            f'<rect x="182" y="{y + 3}" width="{wide:.1f}" height="13" fill="{fill}"/>'
            f'<text x="{188 + wide:.1f}" y="{y + 13}">{value:.3f}</text>'
        )
    high = 20 * len(values) + 4
    if limit is not None:
        rows.append(f'<line x1="{182 + 360 * limit}" x2="{182 + 360 * limit}" y1="0" y2="{high}" stroke="{INK}"/>')
    return f'<svg width="600" height="{high}" font-size="12" fill="{INK}" role="img">{"".join(rows)}</svg>'


def curves(lines: Mapping[str, Sequence[float]], title: str, across: str, span: float, relative: bool = False) -> str:
    """Lines over an axis that runs from 0 to span; relative: each line as a multiple of its own first tenth's mean."""
    drawn: dict[str, list[float]] = {}
    for name, values in lines.items():
        first = sum(values[: max(1, len(values) // 10)]) / max(1, len(values) // 10)
        drawn[name] = [v / first if relative and first else v for v in values]
    every = [v for values in drawn.values() for v in values]
    if not every:
        return ""
    low, high = (min(every), max(every)) if relative else (min(0.0, *every), max(every))
    high = high if high > low else low + 1.0
    parts = [f'<text x="0" y="14" font-weight="600">{html.escape(title)}</text>']
    for number, (name, values) in enumerate(drawn.items()):
        step = 420 / max(1, len(values) - 1)
        points = " ".join(
            f"{50 + i * step:.1f},{150 - 120 * (v - low) / (high - low):.1f}" for i, v in enumerate(values)
        )
        colour = COLOURS[number % len(COLOURS)]
        parts.append(f'<polyline points="{points}" fill="none" stroke="{colour}" stroke-width="1.5"/>')
        parts.append(f'<text x="484" y="{34 + 16 * number}" fill="{colour}">{html.escape(name)}</text>')
    parts.append(f'<path d="M50 30V150H470" fill="none" stroke="{INK}"/>')
    parts.append(f'<text x="46" y="36" text-anchor="end">{high:.3g}</text>')
    parts.append(f'<text x="46" y="150" text-anchor="end">{low:.3g}</text>')
    parts.append(f'<text x="470" y="166" text-anchor="end">{span:g} {html.escape(across)}</text>')
    return f'<svg width="620" height="172" font-size="12" fill="{INK}" role="img">{"".join(parts)}</svg>'
