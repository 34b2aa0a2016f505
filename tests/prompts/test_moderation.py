"""The list of what no world is made of: disguises, languages, word parts, and what must pass."""

from __future__ import annotations

import pytest

from nacre.prompts import EXAMPLES
from nacre.prompts.languages import LANGUAGES
from nacre.prompts.languages.vocabulary import vocabulary
from nacre.prompts.lexicon.table import lexicon
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


@pytest.mark.parametrize(
    ("how", "prompt"),
    [
        ("other scripts' look-alikes inside a word", "\u0433o\u043b\u044b\u0435 \u043b\u044e\u0434\u0438"),
        ("other scripts' look-alikes inside a word", "pikac\u045bu"),
        ("other scripts' look-alikes inside a word", "\u0412\u0410\u0422MAN"),
        ("letters by another name", "\U0001f17f\U0001f178\U0001f17a\U0001f170\U0001f172\U0001f177\U0001f184"),
        ("letters by another name", "\u1d18\u026a\u1d0b\u1d00\u1d04\u029c\u1d1c"),
        ("letters by another name", "\u24dc\u24d8\u24d2\u24da\u24d4\u24e8 mouse"),
        ("letters by another name", "\U0001d4d7\U0001d4ea\U0001d4fb\U0001d4fb\U0001d502 potter"),
        ("cut into pieces", "pi.ka.chu"),
        ("cut into pieces", "a dar-th vad-er castle"),
        ("cut into pieces", "mickey_mouse"),
        ("cut into pieces", "po rn"),
        ("cut into pieces", "\u30df\u30c3\u30ad\u30fc\u30fb\u30de\u30a6\u30b9"),
        ("cut into pieces", "\u54c8\u5229\xb7\u6ce2\u7279"),
        ("cut into pieces", "\u88f8 \u4f53"),
        ("cut into pieces", "\uc54c \ubab8"),
        ("cut into pieces", "\u30cc \u30fc \u30c9"),
        ("signs for letters", "ba+man"),
        ("signs for letters", "s\u20acx"),
        ("signs for letters", "elon mu$k"),
        ("written backwards", "\u202enrop\u202c"),
        ("vowel signs and drawn out words", "\u0639\u064e\u0627\u0631\u0650\u064a\u064e\u0629"),
        ("vowel signs and drawn out words", "\u0639\u0640\u0627\u0631\u064a\u0640\u0629"),
        ("the other kana", "\u307f\u3063\u304d\u30fc\u307e\u3046\u3059"),
        ("the other kana", "\u3074\u304b\u3061\u3085\u3046"),
        ("inflected", "\u0441 \u041f\u0443\u0442\u0438\u043d\u044b\u043c"),
        ("inflected", "\u0433\u043e\u043b\u0443\u044e \u0434\u0435\u0432\u0443\u0448\u043a\u0443"),
        ("inflected", "\u043e\u0431\u043d\u0430\u0436\u0451\u043d\u043d\u044b\u0445"),
        ("inflected", "\u0432 \u0434\u043e\u043c\u0435 \u0413\u0438\u0442\u043b\u0435\u0440\u0430"),
        ("inflected", "hitlerin evi"),
        ("inflected", "\u0648\u062a\u0631\u0627\u0645\u0628"),
        ("inflected", "\xe7\u0131plak kad\u0131nlar"),
        ("written together", "Mickymaushaus"),
        ("written together", "Sexfilm"),
        ("written together", "mickeymousehouse"),
    ],
)  # fmt: skip
def test_disguises_are_seen_through(how: str, prompt: str) -> None:
    assert not moderate(prompt).allowed, how


# Nobody undressed, in every language the page speaks; then what may well be bare.
@pytest.mark.parametrize(
    "prompt",
    [
        "naked people",
        "mujeres desnudas",
        "hommes nus",
        "die nackten Leute",
        "donne nude",
        "mulheres nuas",
        "blote vrouwen",
        "nagie kobiety",
        "\u0433\u043e\u043b\u044b\u0435 \u0436\u0435\u043d\u0449\u0438\u043d\u044b",
        "\xe7\u0131plak kad\u0131n",
        "\u0646\u0633\u0627\u0621 \u0639\u0627\u0631\u064a\u0627\u062a",
        "\u0928\u0902\u0917\u0947 \u0932\u094b\u0917",
        "\u88f8\u306e\u5973",
        "\u88f8\u5973",
        "\ubc8c\uac70\ubc97\uc740 \uc5ec\uc790",
    ],
)
def test_nobody_is_undressed_in_any_language(prompt: str) -> None:
    assert moderate(prompt).category == "sexual"


@pytest.mark.parametrize(
    "prompt",
    [
        "a naked tree on a hill",
        "nackte Felsen",
        "un arbol desnudo",
        "una nuda roccia",
        "een blote boom",
        "nagie drzewa",
        "\u0433\u043e\u043b\u044b\u0435 \u0434\u0435\u0440\u0435\u0432\u044c\u044f",
        "\xe7\u0131plak da\u011f",
        "\u0928\u0902\u0917\u093e \u092a\u0939\u093e\u0921\u093c",
        "\u88f8\u306e\u6728",
        "a black panther in the jungle",
        "une nu\xe9e d'oiseaux",
        "sechs H\xe4user",
        "\u6708\u9762\u306b\u4e8c\u53f0\u306e\u30ed\u30dc\u30c3\u30c8\u3068\u30ed\u30b1\u30c3\u30c8",
        "\u0433\u043e\u043b\u0443\u0431\u043e\u0439 \u0434\u043e\u043c",
    ],
)
def test_bare_trees_and_rocks_pass(prompt: str) -> None:
    assert moderate(prompt).allowed


def test_every_prompt_of_the_suite_passes() -> None:
    refused = [one.prompt for one in prompts() if not moderate(one.prompt).allowed]
    assert refused == [] and all(moderate(example).allowed for example in EXAMPLES)


def test_no_word_of_the_lexicons_is_refused() -> None:
    words = [*lexicon().entries, *(word for language in LANGUAGES[1:] for word in vocabulary(language).words)]
    assert len(words) > 10_000 and [word for word in words if not moderate(word).allowed] == []
