"""A language model where there is one: what the lexicon lacks is asked of any OpenAI-compatible endpoint.

Nothing is ever sent unless an address was given. Whatever the endpoint does - lie, stall, drip, flood, vanish - the
answer is what the lexicon understood, within the deadline.
"""

from nacre.prompts.language_model.endpoint import Endpoint, EndpointError
from nacre.prompts.language_model.helper import Helper

__all__ = ["Endpoint", "EndpointError", "Helper"]
