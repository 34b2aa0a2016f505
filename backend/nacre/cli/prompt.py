"""A prompt given on the command line: what it was read as, what was ignored, and a question when that is all of it."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

from nacre.cli.errors import BadInput

if TYPE_CHECKING:
    from nacre.prompts.parse import Understanding


def read_prompt(prompt: str, seed: int) -> Understanding:
    """The prompt's meaning; corrections and ignored words are told on stderr.

    Raises BadInput for an empty prompt, and for one of which nothing was understood, with three that could be meant.
    """
    from nacre.prompts import understand

    if not prompt.strip():
        raise BadInput("the prompt is empty", "write what the place is like")
    meaning = understand(prompt, seed)
    if meaning.offers:
        raise BadInput(f"nothing of {prompt[:60]!r} was understood", f"did you mean: {'; '.join(meaning.offers)}")
    for typed, read in meaning.corrected:
        print(f"  read {typed} as {read}", file=sys.stderr)
    if meaning.ignored:
        print(f"  not understood: {', '.join(meaning.ignored)}", file=sys.stderr)
    return meaning
