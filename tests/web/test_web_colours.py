"""The page's colours as colour-blind eyes see them: everything stays readable, and no state is told by hue alone."""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray

PLAYER = Path(__file__).parents[2] / "backend" / "nacre" / "web" / "player"
# Machado, Oliveira and Fernandes 2009, whole loss of one kind of cone; linear RGB.
EYES = {
    "usual": [[1, 0, 0], [0, 1, 0], [0, 0, 1]],
    "protanopia": [[0.152, 1.053, -0.205], [0.115, 0.786, 0.099], [-0.004, -0.048, 1.052]],
    "deuteranopia": [[0.367, 0.861, -0.228], [0.280, 0.673, 0.047], [-0.012, 0.043, 0.969]],
    "tritanopia": [[1.256, -0.077, -0.179], [-0.078, 0.931, 0.148], [0.005, 0.691, 0.304]],
}
READABLE, TOLD_APART = 4.5, 3.0  # contrast that WCAG 2.2 asks for, of text and of what is not text


@cache
def css() -> str:
    return re.sub(r"/\*.*?\*/", "", (PLAYER / "player.css").read_text("utf-8"), flags=re.DOTALL)


def rule(selector: str) -> dict[str, str]:
    """Declarations of a selector, from all rules that name it; what comes later wins."""
    declared: dict[str, str] = {}
    for selectors, body in re.findall(r"([^{}]+){([^{}]*)}", css()):
        if selector in [one.strip() for one in selectors.split(",")]:
            declared |= dict(re.findall(r"([\w-]+)\s*:\s*([^;]+)", body))
    assert declared, selector
    return declared


def variable(name: str) -> str:
    found = re.search(rf"--{name}:\s*(#[0-9a-f]+)", css())
    assert found is not None, name
    return found[1]


def linear(colour: str) -> NDArray[np.float64]:
    """A written colour as linear RGB; of a translucent one the colour itself."""
    if named := re.match(r"var\(--([\w-]+)\)", colour):
        colour = variable(named[1])
    if parts := re.match(r"rgb\((\d+) (\d+) (\d+)", colour):
        values = np.array([int(part) for part in parts.groups()]) / 255
    else:
        digits = re.match(r"#([0-9a-f]{6})", colour)
        assert digits is not None, colour
        values = np.array([int(digits[1][i : i + 2], 16) for i in (0, 2, 4)]) / 255
    return np.asarray(np.where(values <= 0.04045, values / 12.92, ((values + 0.055) / 1.055) ** 2.4))


def contrast(one: str, other: str, eyes: str) -> float:
    """WCAG's contrast of two colours, 1 to 21, as these eyes see them."""
    weights = np.array([0.2126, 0.7152, 0.0722])
    seen = [np.clip(np.array(EYES[eyes]) @ linear(colour), 0, 1) @ weights for colour in (one, other)]
    return float((max(seen) + 0.05) / (min(seen) + 0.05))


def ground(declared: dict[str, str]) -> str:
    return declared.get("background") or declared["background-color"]


@pytest.mark.parametrize("eyes", EYES)
def test_words_stay_readable(eyes: str) -> None:
    pairs = {name: (rule(name)["color"], ground(rule(name))) for name in (".problem", ".banner", ".toast")}
    pairs["pressed"] = (rule('.tools .icon[aria-pressed="true"]')["color"], variable("teal"))
    pairs["understood"] = (variable("ink"), ground(rule(".chips li")))
    pairs["not understood"] = (rule(".chips.faint li")["color"], ground(rule(".chips.faint li")))
    pairs["button"] = (rule(".primary")["color"], variable("teal"))
    pairs["plain"] = (variable("ink-soft"), variable("paper"))
    found = {name: round(contrast(*pair, eyes), 1) for name, pair in pairs.items()}
    assert {name: ratio for name, ratio in found.items() if ratio < READABLE} == {}


@pytest.mark.parametrize("eyes", EYES)
def test_states_differ_in_more_than_hue(eyes: str) -> None:
    pressed, idle = rule('.tools .icon[aria-pressed="true"]'), rule(".tools .icon")
    assert contrast(ground(pressed), ground(idle), eyes) >= TOLD_APART, "a button that is on"
    waiting, key = rule(".keys button.waiting"), rule(".keys button")
    assert contrast(waiting["border-color"], key["border"].split()[-1], eyes) >= TOLD_APART, "a key that is waited for"
    # the player's arrow and people on the map: dark with a light rim, on whatever ground
    small_map = (PLAYER / "native" / "map.js").read_text("utf-8")
    rim = re.findall(r'(?:stroke|fill)Style = "(#fffdf6)"', small_map)
    assert len(rim) == 2
    for mark in ("#c9302c", "#3b3f6b"):
        assert f'fillStyle = "{mark}"' in small_map
        assert contrast(mark, rim[0], eyes) >= TOLD_APART, mark


def test_the_light_of_the_server_has_shapes_and_words() -> None:
    light, ready, lost = (re.search(rf"\.light{state} {{([^}}]*)}}", css()) for state in ("", r"\.on", r"\.off"))
    assert light and ready and lost
    assert "border:" not in light[1] and "box-shadow" not in light[1], "a dot while it is looked for"
    assert "box-shadow" in ready[1], "a halo when it is there"
    assert "background: none" in lost[1] and "border" in lost[1], "a ring when it is lost"
    page = (PLAYER / "index.html").read_text("utf-8")
    assert re.search(r'id="light" aria-hidden="true"></span><span id="server" role="status">', page)


def test_what_was_not_understood_is_struck_out_under_a_heading() -> None:
    assert "line-through" in rule(".chips.faint li")["text-decoration"]
    page = (PLAYER / "index.html").read_text("utf-8")
    for part in ("o-understood", "o-ignored", "o-unmet"):
        assert re.search(rf"<h3[^>]*>[^<]+</h3><ul class=\"chips[^\"]*\" id=\"{part}\">", page), part
