"""The list of what no world is made of: disguises, languages, word parts, and what must pass."""

from __future__ import annotations

import pytest

from nacre.prompts import EXAMPLES
from nacre.prompts.moderation import moderate
from nacre.prompts.suite import prompts


@pytest.mark.parametrize(
    ("prompt", "category"),
    [
        ("Mickeymouse in a castle", "characters"),
        ("Mic\u200bkey Mo\u00aduse", "characters"),
        ("\u041c\u0456\u0441\u043a\u0435\u0443 \u041c\u043eus\u0435", "characters"),  # Cyrillic look-alikes
        ("\uff50\uff49\uff4b\uff41\uff43\uff48\uff55", "characters"),  # full width
        ("p1kachu land", "characters"),
        ("p i k a c h u", "characters"),
        ("pikachuland", "characters"),
        ("a harry-potter school", "characters"),
        ("\u7c73\u8001\u9f20\u7684\u57ce\u5821", "characters"),
        ("\u30df\u30c3\u30ad\u30fc\u30de\u30a6\u30b9\u306e\u5bb6", "characters"),
        ("\u0413\u0430\u0440\u0440\u0438 \u041f\u043e\u0442\u0442\u0435\u0440\u0430 "
         "\u0432 \u0437\u0430\u043c\u043a\u0435",
         "characters"),
        ("nackte Frauen am Strand", "sexual"),
        ("una playa con gente desnuda", "sexual"),
        ("\u88f8\u4f53", "sexual"),
        ("ein nacktes Kind", "minors"),
        ("\u0433\u043e\u043b\u044b\u0439 \u043c\u0430\u043b\u044c\u0447\u0438\u043a", "minors"),
        ("\u666e\u4eac\u7684\u5bab\u6bbf", "real_people"),
    ],
)  # fmt: skip
def test_refused(prompt: str, category: str) -> None:
    verdict = moderate(prompt)
    assert (verdict.allowed, verdict.category) == (False, category), verdict


@pytest.mark.parametrize(
    "prompt",
    ["Essex village", "a supermanager office", "a grape harvest", "a mouse in a barn", "an iron manor", "kindling"],
)
def test_words_that_only_contain_a_listed_one_pass(prompt: str) -> None:
    assert moderate(prompt).allowed


def test_every_prompt_of_the_suite_passes() -> None:
    refused = [one.prompt for one in prompts() if not moderate(one.prompt).allowed]
    assert refused == [] and all(moderate(example).allowed for example in EXAMPLES)
