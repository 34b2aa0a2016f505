"""The page in fifteen languages: its strings, its examples, and which language a browser gets."""

from __future__ import annotations

import json
import re
import urllib.error
import urllib.request
from pathlib import Path
from typing import Any

import pytest

from nacre.prompts import examples_in, understand
from nacre.prompts.languages import LANGUAGES as PROMPT_LANGUAGES
from nacre.web.languages import LANGUAGES, accepted
from support.browser import bridge, browser

WEB = Path(__file__).parents[2] / "backend" / "nacre" / "web"


def strings(language: str) -> dict[str, str]:
    found: dict[str, str] = json.loads((WEB / "strings" / f"{language}.json").read_text("utf-8"))
    return found


def test_every_language_has_every_string() -> None:
    assert tuple(LANGUAGES) == PROMPT_LANGUAGES
    english = strings("en")
    page = "".join(path.read_text("utf-8") for path in sorted((WEB / "player").glob("*.*")))
    assert all(text in page for text in english), [text for text in english if text not in page]
    for language in LANGUAGES:
        there = strings(language)
        assert list(there) == list(english) and all(there.values()), language
        if language != "en":
            same = [text for text in english if there[text] == text and re.search("[a-z]{4}", text)]
            assert len(same) <= 5, (language, same)


@pytest.mark.parametrize("language", list(LANGUAGES))
def test_examples_are_understood(language: str) -> None:
    for prompt in (
        *examples_in(language),
        strings(language)["A snowy village at dusk with a bell tower and a frozen lake"],
    ):
        meaning = understand(prompt)
        assert meaning.language == language and meaning.ignored == (), (prompt, meaning.ignored)


@pytest.mark.parametrize(
    ("header", "language"),
    [("", "en"), ("de-CH, de;q=0.9, en;q=0.5", "de"), ("xx, ja;q=0.3, ko;q=0.8", "ko"), ("fr;q=0", "en"),
     ("pt-BR", "pt"), ("zh-Hant-TW", "zh"), (";;;q=,", "en"), ("en;q=zero, it", "it"), ("*", "en")],
)  # fmt: skip
def test_accept_language(header: str, language: str) -> None:
    assert accepted(header) == language


def test_the_bridge_speaks_the_players_language() -> None:
    with bridge("tcp://127.0.0.1:1") as address:

        def get(path: str, accept: str = "") -> Any:
            request = urllib.request.Request(f"http://{address}{path}", headers={"Accept-Language": accept})
            with urllib.request.urlopen(request) as answer:
                return json.load(answer)

        german = get("/strings.json", "de-AT")
        assert (
            german["language"] == "de" and german["strings"]["Back"] == "Zur\u00fcck" and len(german["languages"]) == 15
        )
        assert get("/strings.json?language=ja", "de")["language"] == "ja"
        assert get("/strings.json?language=../../etc", "de")["language"] == "de"
        assert get("/examples.json?language=ko") == list(examples_in("ko"))


def test_what_a_prompt_comes_to_is_told_before_its_world_is_asked_for() -> None:
    with bridge("tcp://127.0.0.1:1") as address:

        def post(body: bytes) -> Any:
            request = urllib.request.Request(f"http://{address}/reading", data=body, method="POST")
            with urllib.request.urlopen(request) as answer:
                return json.load(answer)

        told = post(b"a medeival village, a flurbelgrom and a bell tower")
        assert told == {"ignored": ["flurbelgrom"], "corrected": [["medeival", "medieval"]]}
        assert post(b"ein Haus mit Brunnen") == {"ignored": [], "corrected": []}
        for body, status in ((b"x" * 70_000, 413), (b"\xff\xfe", 400)):
            with pytest.raises(urllib.error.HTTPError) as refused:
                post(body)
            refused.value.close()
            assert refused.value.code == status
        with browser() as page:
            page.driver.get(f"http://{address}/")
            page.driver.find_element("id", "prompt").send_keys("a house and a flurbelgrom")
            page.driver.find_element("id", "enter").click()
            page.wait(lambda: page.text("journey-notes"), "nothing was told while waiting")
            assert page.text("journey-notes") == "Not understood: flurbelgrom"
