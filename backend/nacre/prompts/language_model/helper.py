"""Asks a language model about prompts that the lexicon did not wholly understand, and remembers its answers."""

from __future__ import annotations

import logging
import threading
import time
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from typing import Any, Final

from nacre.parts.codec import to_text
from nacre.parts.language import Program
from nacre.prompts.language_model.endpoint import DEADLINE, Endpoint, EndpointError
from nacre.prompts.language_model.questions import (
    SHAPE_TASK,
    SPEC_TASK,
    believed_items,
    believed_shape,
    believed_world,
    shape_schema,
    spec_schema,
)
from nacre.prompts.moderation import moderate
from nacre.prompts.parse import Chip, Understanding, understand
from nacre.spec import Item

log = logging.getLogger(__name__)
_REMEMBERED: Final = 512  # prompts, and as many words
_NOUNS: Final = 2  # words of a prompt that shapes are asked for
BY: Final = "read by a language model"
DRAWN_BY: Final = "drawn by a language model"


@dataclass(frozen=True)
class Answer:
    """What is believed of the answers to one prompt."""

    world: dict[str, Any] = field(default_factory=dict)
    items: tuple[Item, ...] = ()
    shapes: dict[str, Program] = field(default_factory=dict)  # by the noun that was asked for


class Helper:
    """`prepare` asks, and may take up to the deadline; `understand` only uses what was answered. Any thread."""

    def __init__(
        self,
        endpoint: Endpoint,
        deadline: float = DEADLINE,
        allowed: Callable[[str], bool] = lambda word: moderate(word).allowed,
    ) -> None:
        self._endpoint, self._deadline, self._allowed = endpoint, deadline, allowed
        self._answers: OrderedDict[str, Answer] = OrderedDict()
        self._shapes: OrderedDict[str, Program] = OrderedDict()
        self._lock = threading.Lock()

    def prepare(self, prompt: str) -> None:
        """Ask about a prompt unless it is wholly understood or was asked about. Never raises; keeps the deadline."""
        meaning = understand(prompt)
        unknown = [entry for entry in meaning.ignored if " (" not in entry]
        if not unknown or self._known(prompt) is not None or not self._allowed(prompt):
            return
        until = time.monotonic() + self._deadline
        try:
            reply = self._endpoint.ask(SPEC_TASK, prompt, spec_schema(), until)
            answer = Answer(believed_world(reply), tuple(believed_items(reply)))
            answer = replace(answer, shapes=self._draw(unknown, until))
        except EndpointError as error:
            log.info("the language model did not help: %s", error)
            return
        except Exception:
            log.exception("the language model's answer could not be used")
            return
        with self._lock:
            self._answers[prompt] = answer
            while len(self._answers) > _REMEMBERED:
                self._answers.popitem(last=False)

    def _known(self, prompt: str) -> Answer | None:
        with self._lock:
            return self._answers.get(prompt)

    def _draw(self, words: list[str], until: float) -> dict[str, Program]:
        """Shape programs for words that no class covers; what fails or is not allowed is left out."""
        found: dict[str, Program] = {}
        for word in [word for word in words if word.isalpha() and len(word) > 2][:_NOUNS]:
            with self._lock:
                program = self._shapes.get(word.casefold())
            if program is None and self._allowed(word):
                try:
                    reply = self._endpoint.ask(SHAPE_TASK, f"Build: {word}", shape_schema(), until)
                except EndpointError as error:
                    log.info("no shape for a word: %s", error)
                    break
                program = believed_shape(reply)
            if program is not None:
                found[word] = program
                with self._lock:
                    self._shapes[word.casefold()] = program
                    while len(self._shapes) > _REMEMBERED:
                        self._shapes.popitem(last=False)
        return found

    def shapes(self, prompt: str) -> dict[str, Program]:
        """The checked shape programs that were drawn for words of a prompt."""
        answer = self._known(prompt)
        return dict(answer.shapes) if answer is not None else {}

    def understand(self, prompt: str, seed: int = 0) -> Understanding:
        """As `nacre.prompts.understand`; what the lexicon left open is filled in from the answer, where there is one.

        What the lexicon understood is never overruled.
        """
        meaning = understand(prompt, seed)
        answer = self._known(prompt)
        if answer is None:
            return meaning
        spec = meaning.spec
        named = {item.concept for item in spec.items}
        more = tuple(item for item in answer.items if item.concept not in named)
        filled_in = {name: value for name, value in answer.world.items() if name not in meaning.said}
        # First, so that the nearest of its class to the middle is the one that is drawn.
        own = tuple(
            Item(program.shape, 1, relation="centre", drawn=to_text(program)) for program in answer.shapes.values()
        )
        if not more and not filled_in and not own:
            return meaning
        chips = [Chip(name, name, f"{value} ({BY})") for name, value in filled_in.items()]
        chips += [Chip(item.concept.replace("_", " "), "item", f"{item.count} ({BY})") for item in more]
        chips += [Chip(word, "item", DRAWN_BY) for word in answer.shapes]
        filled = replace(spec, **filled_in, items=(*own, *spec.items, *more))
        left = tuple(word for word in meaning.ignored if word not in answer.shapes)
        return replace(meaning, spec=filled, understood=(*meaning.understood, *chips), ignored=left, offers=())
