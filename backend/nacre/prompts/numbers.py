"""Numbers and clock times among the words of a prompt."""

from __future__ import annotations

import re
from typing import Final

_UNITS: Final = {
    "zero": 0, "one": 1, "two": 2, "three": 3, "four": 4, "five": 5, "six": 6, "seven": 7, "eight": 8,
    "nine": 9, "ten": 10, "eleven": 11, "twelve": 12, "thirteen": 13, "fourteen": 14, "fifteen": 15,
    "sixteen": 16, "seventeen": 17, "eighteen": 18, "nineteen": 19,
}  # fmt: skip
_TENS: Final = {
    "twenty": 20, "thirty": 30, "forty": 40, "fifty": 50, "sixty": 60, "seventy": 70,
    "eighty": 80, "ninety": 90,
}  # fmt: skip
_BIG: Final = {"hundred": 100, "thousand": 1000}
_CLOCK: Final = re.compile(r"([0-9]{1,2})(?:[:.]([0-5][0-9]))?(am|pm|h|hrs?|oclock)?")
_PART_OF_DAY: Final = {"morning": 0, "afternoon": 12, "evening": 12, "night": 12}
MOST: Final = 64  # the spec's bound on a count


def number_at(words: list[str], index: int) -> tuple[int, int] | None:
    """(value capped at a million, index after it) when a cardinal starts here, in digits or in words."""
    word = words[index]
    if word[:1].isdigit():
        digits = word.replace(",", "")
        return (min(int(digits[:9]), 10**6), index + 1) if digits.isascii() and digits.isdigit() else None
    if word in _TENS:
        following = words[index + 1] if index + 1 < len(words) else ""
        if 0 < _UNITS.get(following, 0) < 10:
            return _TENS[word] + _UNITS[following], index + 2
        return _TENS[word], index + 1
    if word in _UNITS or word in _BIG:
        value = _UNITS.get(word, 1)
        index += word in _UNITS
        if value and index < len(words) and words[index] in _BIG:
            return value * _BIG[words[index]], index + 1
        return value, index
    return None


def clock_at(words: list[str], index: int) -> tuple[float, int] | None:
    """(hours 0..24, index after it) when a time of day starts here: "7 pm", "at six in the evening"."""
    start = index
    at = words[index] == "at" or (words[index] in ("around", "about", "by") and index + 1 < len(words))
    if at:
        index += 1
        if index >= len(words):
            return None
    extra = 0.0
    if words[index] in ("half", "quarter") and index + 2 < len(words) and words[index + 1] in ("past", "to"):
        extra = 0.5 if words[index] == "half" else 0.25
        extra = -extra if words[index + 1] == "to" else extra
        index += 2
    exact = extra != 0.0
    hours: float | None = None
    suffix = ""
    found = _CLOCK.fullmatch(words[index])
    if found:
        hours = int(found[1]) + int(found[2] or 0) / 60.0
        suffix = found[3] or ""
        exact = exact or bool(found[3]) or (found[2] is not None and ":" in words[index])
        index += 1
    elif words[index] in _UNITS:
        hours = float(_UNITS[words[index]])
        index += 1
    if hours is None or hours > 24.0:
        return None
    hours += extra
    if index < len(words) and words[index] in ("o'clock", "oclock", "am", "pm", "hours", "hrs"):
        suffix = suffix or words[index]
        exact = True
        index += 1
    part = words[index : index + 3]
    named = part[2:] if part[:2] in (["in", "the"],) else part[1:2] if part[:1] in (["at"], ["in"]) else []
    if not suffix or suffix in ("o'clock", "oclock"):
        if named and named[0] in _PART_OF_DAY and (at or exact):
            add = _PART_OF_DAY[named[0]]
            if named[0] == "night" and hours < 5.0:
                add = 0
            index += 3 if part[1] == "the" else 2
            return (hours + add) % 24.0 if hours < 12.0 else hours % 24.0, index
        if at and not exact and index < len(words):
            return None  # "at three houses": the number counts what follows
        if not (at or exact):
            return None
        if 1.0 <= hours < 5.5 and ":" not in words[index - 1]:
            hours += 12.0  # nobody means the small hours by "at three"
    elif suffix == "pm" and hours < 12.0:
        hours += 12.0
    elif suffix == "am" and hours >= 12.0:
        hours -= 12.0
    return hours % 24.0, max(index, start + 1)
