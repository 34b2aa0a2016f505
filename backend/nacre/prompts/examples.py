"""Twelve prompts to begin with, one for each kind of place and hour Nacre does well."""

from __future__ import annotations

from functools import cache
from importlib.resources import files
from typing import Final

EXAMPLES: Final = (
    "A quiet village by a river at golden hour, with a windmill on the hill",
    "A misty pine forest at dawn, three deer by a lake",
    "A castle on a snowy mountain under the northern lights, a dragon circling overhead",
    "An autumn hamlet in the rain, six lamps and a bell tower in the centre",
    "A desert oasis at noon with a few tents, palm trees and four camels",
    "A haunted graveyard at midnight, ruins in thick fog",
    "A tropical island beach at sunset, two cottages by the sea and a campfire",
    "A festive winter market in falling snow, a dozen stalls and five children",
    "Rolling meadows on a summer morning, a farm with seven sheep and a dog",
    "An enchanted swamp at twilight with lanterns along the path",
    "A walled town at evening, guards outside the gate and a great keep in the centre",
    "Forgotten ruins in the jungle, overgrown and without people, a light haze over the river",
)


@cache
def offers_in(language: str) -> tuple[str, ...]:
    """Short prompts in a language, each at most 64 characters and wholly understood; in English for an unknown one."""
    lines = files("nacre.prompts").joinpath("lexicons", "offers.txt").read_text("utf-8").splitlines()
    rows = [line.split(" | ") for line in lines if line and not line.startswith("#")]
    found = {code: tuple(prompts) for code, *prompts in rows}
    return found.get(language, found["en"])


def examples_in(language: str) -> tuple[str, ...]:
    """Prompts to begin with, in a language."""
    return EXAMPLES if language == "en" else offers_in(language)
