"""Plots of the evaluation report, drawn by matplotlib as SVG text. Same figures, same bytes."""

from __future__ import annotations

import io
from collections.abc import Mapping, Sequence
from typing import Any, Final

import matplotlib
from matplotlib.figure import Figure
from matplotlib.rcsetup import cycler

INK, GOOD, BAD = "#2b2620", "#4f8a5b", "#c0604f"
LOOK: Final[Any] = {
    "svg.hashsalt": "nacre",  # element names without chance in them
    "font.size": 9.0,
    "text.color": INK,
    "axes.edgecolor": INK,
    "axes.labelcolor": INK,
    "axes.spines.top": False,
    "axes.spines.right": False,
    "axes.prop_cycle": cycler(color=["#b0463a", "#4f8a5b", "#3f6fa8", "#8a6a2f", "#7a4f8a", "#3f8a8a"]),
}


def bars(values: Mapping[str, float], limit: float | None = None) -> str:
    """Named shares 0..1 as horizontal bars in the order given, with a line at the limit; "" for none."""
    if not values:
        return ""
    names, shares = list(values), [min(max(value, 0.0), 1.0) for value in values.values()]
    with matplotlib.rc_context(LOOK):
        figure, axes = _figure(0.4 + 0.22 * len(names))
        fills = [GOOD if limit is None or value >= limit else BAD for value in values.values()]
        drawn = axes.barh(range(len(names)), shares, color=fills)
        axes.bar_label(drawn, [f"{value:.3f}" for value in values.values()], padding=3)
        axes.set_yticks(range(len(names)), [_plain(name) for name in names])
        axes.invert_yaxis()
        axes.set_xlim(0.0, 1.12)
        if limit is not None:
            axes.axvline(limit, color=INK, linewidth=1.0)
        return _svg(figure)


def curves(lines: Mapping[str, Sequence[float]], title: str, across: str, span: float, relative: bool = False) -> str:
    """Lines over an axis from 0 to span; "" for none.

    relative: each line as a multiple of the mean of its own first tenth. across: the axis's unit.
    """
    if not any(len(values) for values in lines.values()):
        return ""
    with matplotlib.rc_context(LOOK):
        figure, axes = _figure(2.4)
        for name, values in lines.items():
            first = sum(values[: max(1, len(values) // 10)]) / max(1, len(values) // 10)
            heights = [value / first if relative and first else value for value in values]
            steps = [span * number / max(1, len(values) - 1) for number in range(len(values))]
            axes.plot(steps, heights, label=_plain(name), linewidth=1.5)
        axes.set_title(_plain(title), loc="left", fontweight="bold")
        axes.set_xlabel(across)
        axes.set_xlim(0.0, span)
        if not relative:
            axes.set_ylim(bottom=min(0.0, axes.get_ylim()[0]))
        axes.legend(frameon=False, loc="center left", bbox_to_anchor=(1.0, 0.5))
        return _svg(figure)


def _figure(height: float) -> tuple[Figure, Any]:
    figure = Figure(figsize=(8.0, height), layout="constrained")
    return figure, figure.subplots()


def _plain(text: str) -> str:
    """matplotlib would read a dollar sign as the beginning of a formula."""
    return text.replace("$", r"\$")


def _svg(figure: Figure) -> str:
    """The figure as one <svg> element, to stand within a page."""
    out = io.StringIO()
    figure.savefig(out, format="svg", transparent=True, metadata={"Date": None, "Creator": None})
    text = out.getvalue()
    return text[text.index("<svg") :]
