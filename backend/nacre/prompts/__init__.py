"""From words to worlds: prompts become a SceneSpec, with an account of what was understood."""

from nacre.prompts.describe import describe
from nacre.prompts.examples import EXAMPLES, examples_in
from nacre.prompts.parse import Chip, Understanding, redirect, understand

__all__ = ["EXAMPLES", "Chip", "Understanding", "describe", "examples_in", "redirect", "understand"]
