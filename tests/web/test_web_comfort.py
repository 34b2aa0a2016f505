"""The page as people use it: two tabs, windows that change shape, reloads, Back, settings, assistive technology."""

from __future__ import annotations

import os
import re
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from nacre.adapters.test_pattern import TestPatternWorld
from nacre.client.client import Client
from nacre.server.limits import ServerLimits
from nacre.server.main import Server, ServerConfig
from nacre.spec import SceneSpec
from nacre.world.interface import Progress
from nacre.world.state import WorldState
from support.axe import axe, serious
from support.browser import Browser, bridge, browser

PROMPT = "a quiet harbour with a dog beside a campfire"


@pytest.fixture(scope="module")
def pattern(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    # a browser that is shut leaves its world behind for a while
    limits = ServerLimits(sessions=32)
    kept = ServerConfig(port=0, model="test-pattern", state_dir=tmp_path_factory.mktemp("state"), limits=limits)
    with Server(kept) as server, bridge(server.endpoint) as address:
        yield address


def screen(page: Browser) -> str:
    return str(page.script("return document.body.dataset.screen"))


def picture(page: Browser) -> tuple[int, int]:
    width, height = page.script("return [nacre.view.bitmap?.width ?? 0, nacre.view.bitmap?.height ?? 0]")
    return int(width), int(height)


def shape(page: Browser, width: int, height: int) -> None:
    metrics = {"width": width, "height": height, "deviceScaleFactor": 1, "mobile": False}
    page.driver.execute_cdp_cmd("Emulation.setDeviceMetricsOverride", metrics)


def keep(page: Browser, name: str) -> None:
    if folder := os.environ.get("NACRE_SCREENSHOTS"):
        page.driver.save_screenshot(f"{folder}/{name}.png")


def test_shape_reload_back_and_a_new_seed(pattern: str) -> None:
    with browser() as page:
        page.driver.get(f"http://{pattern}/")
        page.driver.find_element("id", "prompt").send_keys(PROMPT)
        page.driver.find_element("id", "enter").click()
        page.in_the_world()
        assert "a dog beside the campfire" in page.text("note"), "what is not possible is told"
        keep(page, "note")
        # A seed that was drawn is not typed into the next prompt.
        assert page.script("return document.getElementById('seed').value") == ""
        first = page.text("o-seed")

        # Turned on its side and on a wide screen the picture takes the window's shape, in the same session.
        session = page.script("return nacre.connection.session")
        shape(page, 420, 800)
        page.wait(lambda: picture(page)[1] > picture(page)[0] > 0, "no upright picture", 90)
        shape(page, 2560, 1080)
        page.wait(lambda: picture(page)[0] > 2 * picture(page)[1], "no wide picture", 90)
        assert page.script("return nacre.connection.session") == session
        shape(page, 1280, 720)

        # Clicking takes the mouse or does nothing, but it never fails.
        page.driver.find_element("id", "view").click()
        assert page.complaints() == []

        page.press("w", seconds=0.8)
        walked = page.wait(lambda: page.position()[2] < -0.5 and page.position(), "not walked", 90)
        page.driver.refresh()
        page.in_the_world()
        assert abs(page.position()[2] - walked[2]) < 3.0 and page.position()[2] < -0.5
        assert page.script("return nacre.connection.session") == session and page.text("o-seed") == first

        # Back is the title, Forward the world again.
        page.driver.back()
        page.wait(lambda: screen(page) == "title", "Back does not lead to the title")
        assert page.script("return location.hash") == ""
        page.driver.forward()
        page.in_the_world()
        assert page.text("o-seed") == first

        # Nor is one that was typed.
        page.driver.back()
        page.wait(lambda: screen(page) == "title", "Back does not lead to the title")
        page.enter("a meadow", 12)
        assert page.text("o-seed") == "12" and "seed=12" in page.script("return location.hash")
        assert page.script("return document.getElementById('seed').value") == ""


def test_the_bar_goes_with_the_servers_work(monkeypatch: pytest.MonkeyPatch) -> None:
    """Held at a share of the work the bar stays near it; it follows what is told at once, and never goes back."""
    at = [0.0]
    whole = TestPatternWorld.open

    def slowly(self: TestPatternWorld, spec: SceneSpec, seed: int, progress: Progress) -> WorldState:
        while at[0] < 1.0:
            progress("generate", at[0], "making the world")
            time.sleep(0.02)
        return whole(self, spec, seed, progress)

    monkeypatch.setattr(TestPatternWorld, "open", slowly)

    def bar() -> int:
        return int(page.script("return document.getElementById('bar').getAttribute('aria-valuenow')"))

    with (
        Server(ServerConfig(port=0, model="test-pattern")) as server,
        bridge(server.endpoint) as address,
        browser() as page,
    ):
        page.driver.get(f"http://{address}/#prompt=a+meadow&seed=1")
        page.wait(lambda: screen(page) == "journey" and bar() > 0, "no bar")
        shown = []
        for told, least, most in ((0.0, 0, 33), (0.3, 30, 60), (0.1, 30, 60), (0.8, 74, 97)):
            at[0] = told
            page.wait(lambda low=least: bar() >= low, f"the bar does not follow to {told}", 20)
            until = time.monotonic() + 2.0
            while time.monotonic() < until:
                shown.append(bar())
                assert least <= shown[-1] <= most, (told, shown)
                time.sleep(0.1)
        assert shown == sorted(shown)
        at[0] = 1.0
        page.in_the_world()


def test_two_tabs_each_have_a_world(pattern: str) -> None:
    with browser() as page:
        page.driver.get(f"http://{pattern}/#prompt=a+meadow&seed=1")
        page.in_the_world()
        mine = page.driver.current_window_handle
        page.driver.switch_to.new_window("tab")
        page.driver.get(f"http://{pattern}/#prompt=a+desert&seed=2")
        page.in_the_world()
        page.driver.switch_to.window(mine)
        shown = page.script("return nacre.shown")
        page.wait(lambda: page.script("return nacre.shown") > shown, "the first tab stands still", 60)


def test_keys_and_comfort_are_kept(pattern: str) -> None:
    from selenium.webdriver.common.keys import Keys

    with browser() as page:
        page.driver.get(f"http://{pattern}/#prompt=a+meadow&seed=1")
        page.in_the_world()
        page.driver.find_element("id", "tool-settings").click()
        keep(page, "settings")
        for name in ("calm", "contrast", "large"):
            page.driver.find_element("id", f"set-{name}").click()
        page.driver.find_element("css selector", "#set-keys button").click()
        page.press("t")
        page.driver.find_element("css selector", "#set-detail").send_keys("Fine")
        page.press(Keys.ESCAPE)
        assert not page.script("return document.getElementById('settings').open")
        page.wait(lambda: picture(page)[0] >= 600, "no finer picture", 60)
        start = page.position()
        page.press("w", seconds=0.6)
        time.sleep(0.5)
        assert abs(page.position()[2] - start[2]) < 0.2, "W is free now"
        page.press("t", seconds=1.0)
        page.wait(lambda: page.position()[2] < start[2] - 0.5, "T does not walk", 60)
        page.driver.refresh()
        page.in_the_world()
        assert page.script("return document.documentElement.className").split() == ["calm", "contrast", "large"]
        assert page.script("return nacre.settings.action('KeyT')") == "forward"
        assert "detail=fine" in page.driver.current_url
        keep(page, "comfort")

        # The whole screen and back; the button says which by more than its colour.
        full = page.driver.find_element("id", "tool-full")
        for whole in (True, False):
            full.click()
            page.wait(lambda now=whole: page.script("return Boolean(document.fullscreenElement)") is now, "not so", 20)
            pressed = str(whole).lower()
        page.wait(lambda now=pressed: full.get_attribute("aria-pressed") == now, "the button does not say so", 20)


def test_a_gamepad_walks_looks_and_jumps(pattern: str) -> None:
    with browser() as page:
        page.driver.get(f"http://{pattern}/#prompt=a+meadow&seed=1")
        page.in_the_world()
        start, heading = page.position(), page.facing()
        page.script(
            "const pad = {connected: true, axes: [0, -1, 0.6, 0], buttons: [{pressed: false}, {pressed: false}]};"
            "navigator.getGamepads = () => [null, pad];"
        )
        page.wait(lambda: abs(page.position()[2] - start[2]) > 0.5, "the left stick does not walk", 60)
        page.wait(lambda: 5 < (page.facing() - heading) % 360 < 350, "the right stick does not look", 60)


def test_moments_are_kept_gone_back_to_and_left_another_way(pattern: str) -> None:
    def choose(selector: str) -> None:
        if not page.script("return document.getElementById('moments').open"):
            page.driver.find_element("id", "tool-moments").click()
        page.driver.find_element("css selector", selector).click()

    def restored() -> bool:
        return not page.script("return document.getElementById('moments').open")

    with browser() as page:
        page.driver.get(f"http://{pattern}/")
        page.enter(PROMPT, 6)
        start = page.position()
        choose("#moments-keep")
        page.wait(
            lambda: page.script("return document.querySelectorAll('#moments-list button').length") == 1, "not kept"
        )
        assert page.text("moments-said") == "This moment is kept."
        keep(page, "moments")
        page.driver.find_element("id", "moments-close").click()

        page.press("w", seconds=1.0)
        far = page.wait(lambda: page.position()[2] < start[2] - 0.8 and page.position(), "not walked", 60)
        # Another way from here: a tab of its own begins at this very place, and this one goes on.
        choose("#moments-branch")
        address = page.wait(lambda: page.script("return document.getElementById('moments-fork').href"), "no other way")
        mine, session = page.driver.current_window_handle, page.script("return nacre.connection.session")
        page.driver.find_element("id", "moments-fork").click()
        page.wait(lambda: len(page.driver.window_handles) == 2, "no other tab")
        page.driver.switch_to.window(page.driver.window_handles[-1])
        page.in_the_world()
        assert page.script("return nacre.connection.session") != session
        assert abs(page.position()[2] - far[2]) < 1.5 and page.position()[2] < start[2] - 0.5
        assert "fork" not in page.driver.current_url and "fork" in address
        page.driver.close()
        page.driver.switch_to.window(mine)
        page.driver.find_element("id", "moments-close").click()

        # Back to the moment that was kept, after a reload as well; and a few seconds back.
        page.driver.refresh()
        page.in_the_world()
        assert page.position()[2] < start[2] - 0.5
        choose("#moments-list button")
        page.wait(restored, "not gone back")
        page.wait(lambda: abs(page.position()[2] - start[2]) < 0.3, "not where the moment was kept", 60)
        page.press("w", seconds=1.0)
        page.wait(lambda: page.position()[2] < start[2] - 0.8, "not walked again", 60)
        choose("#moments-back button:nth-child(2)")
        page.wait(restored, "not rewound")
        page.wait(lambda: abs(page.position()[2] - start[2]) < 0.3, "not rewound to where the buffer begins", 60)

        # What the server no longer has is said, and not offered again.
        page.script("const all = nacre.moments.all(); all[0].name = 'page-gone';"
                    "localStorage.setItem('nacre-moments', JSON.stringify(all))")  # fmt: skip
        choose("#moments-list button")
        page.wait(lambda: page.text("moments-said") == "That moment is no longer kept.", "not said")
        assert page.script("return document.getElementById('moments-list').hidden")


def test_nothing_understood_is_asked_about_and_chips_are_words(pattern: str) -> None:
    def ask(prompt: str) -> None:
        field = page.driver.find_element("id", "prompt")
        field.clear()
        field.send_keys(prompt)
        page.driver.find_element("id", "enter").click()

    def choices() -> list[str]:
        found = page.script("return [...document.querySelectorAll('#problem button')].map((e) => e.textContent)")
        return [str(text) for text in found]

    with browser() as page:
        page.driver.get(f"http://{pattern}/")
        ask("xqzv wrpl")
        page.wait(lambda: len(choices()) == 4, "nothing is asked")
        assert screen(page) == "title" and page.text("problem").startswith("Nothing of that was understood.")
        first = choices()[0]
        page.driver.find_element("css selector", "#problem button").click()
        page.in_the_world()
        assert page.text("caption") == first
        page.driver.back()
        page.wait(lambda: screen(page) == "title", "Back does not lead to the title")
        ask("xqzv wrpl")
        page.wait(lambda: len(choices()) == 4, "nothing is asked the second time")
        page.driver.find_element("css selector", "#problem button:last-child").click()
        page.in_the_world()
        assert "xqzv" in page.text("note") and "wrpl" in page.text("note"), "a world all the same, and what it lacks"
        page.driver.back()
        page.wait(lambda: screen(page) == "title", "Back does not lead to the title")
        page.enter("a small settlement with six houses and a bell tower on a hill, a light breeze at noon", 3)
        chips = page.script("return [...document.querySelectorAll('#o-understood li')].map((e) => e.textContent)")
        assert any("bell tower" in chip for chip in chips)
        assert not [chip for chip in chips if re.search(r"\d[.,]\d|_", chip)], chips


def test_a_full_server_is_told_in_words_and_asked_again() -> None:
    with (
        Server(ServerConfig(port=0, model="test-pattern", limits=ServerLimits(sessions=1))) as server,
        bridge(server.endpoint) as address,
        Client(server.endpoint) as other,
        browser() as page,
    ):
        other.open("a meadow", width=64, height=36)
        page.driver.get(f"http://{address}/")
        page.driver.find_element("id", "prompt").send_keys("a meadow")
        page.driver.find_element("id", "enter").click()
        waits = page.wait(lambda: re.match(r"(\d+) sec", page.text("wait")), "nobody counts the seconds")
        told = page.text("stage")
        assert "busy" in told and not re.search(r"[_`{}]|--|Try again later, or start", told), told
        assert 20 < int(waits[1]) <= 30, "as the server said"
        page.wait(lambda: int(re.match(r"\d+", page.text("wait"))[0]) < int(waits[1]), "they stand still")
        # whoever goes back is asked nothing any more
        page.driver.find_element("id", "cancel").click()
        page.wait(lambda: screen(page) == "title", "Back does not lead to the title")
        page.driver.find_element("id", "enter").click()
        page.wait(lambda: page.text("wait"), "not full any more")
        other.close()
        page.wait(lambda: screen(page) == "world", "it is not asked again", 60)
        assert page.text("problem") == ""
        with Client(server.endpoint) as looker:
            assert looker.status()["sessions"] == 1


def test_motion_is_calm_where_it_is_wished(pattern: str) -> None:
    def moving() -> bool:
        names = page.script(
            "return [...document.querySelectorAll('*')].map((e) => getComputedStyle(e).animationName)"
            ".filter((name) => name !== 'none')"
        )
        return bool(names)

    def wish(motion: str) -> None:
        features = [{"name": "prefers-reduced-motion", "value": motion}]
        page.driver.execute_cdp_cmd("Emulation.setEmulatedMedia", {"features": features})

    with browser() as page:
        page.driver.get(f"http://{pattern}/")
        wish("no-preference")
        assert moving(), "clouds drift"
        wish("reduce")
        assert not moving(), "the system's wish"
        wish("no-preference")
        page.script("localStorage.setItem('nacre-settings', JSON.stringify({calm: true}))")
        page.driver.refresh()
        page.wait(lambda: not moving(), "the player does not wish for it", 10)


def test_a_key_of_the_players_own_is_no_shortcut(pattern: str) -> None:
    with browser() as page:
        page.driver.get(f"http://{pattern}/")
        page.script("localStorage.setItem('nacre-settings', JSON.stringify({keys: {forward: ['KeyN']}}))")
        page.driver.get(f"http://{pattern}/?own#prompt=a+meadow&seed=1")
        page.in_the_world()
        start = page.position()
        page.press("n", seconds=1.0)
        assert not page.script("return document.getElementById('leave').open")
        page.wait(lambda: page.position()[2] < start[2] - 0.5, "N does not walk", 60)
        page.driver.find_element("id", "tool-new").click()
        assert page.script("return document.getElementById('leave').open"), "the button asks all the same"


def test_a_refusal_is_said_in_the_players_language(pattern: str) -> None:
    with browser() as page:
        page.driver.get(f"http://{pattern}/")
        page.script("localStorage.setItem('nacre-language', 'de')")
        page.driver.refresh()
        page.wait(lambda: page.text("enter") == "Welt betreten", "not in German")
        page.driver.find_element("id", "prompt").send_keys("ein Nazi-Aufmarsch, Mickymaus und Donald Duck")
        page.driver.find_element("id", "enter").click()
        page.wait(lambda: page.text("problem"), "no refusal")
        assert page.text("problem").startswith("Dieser Ort wird hier nicht gemacht"), page.text("problem")
        keep(page, "refusal")


def test_assistive_technology_finds_nothing_serious(pattern: str, tmp_path: Path) -> None:
    source = axe(tmp_path)

    with browser() as page:
        page.driver.get(f"http://{pattern}/")
        page.wait(lambda: "Ready" in page.text("server"), "no server")
        assert serious(page, source) == []
        page.script("return import('/title.js').then((title) => title.offer(nacre, ['a meadow', 'a forest']))")
        assert serious(page, source) == []
        page.enter(PROMPT, 4)
        assert serious(page, source) == []
        for opener, closer in (
            ("tool-settings", "settings-close"),
            ("tool-moments", "moments-close"),
            ("tool-new", "leave-no"),
        ):
            page.driver.find_element("id", opener).click()
            assert serious(page, source) == []
            page.driver.find_element("id", closer).click()
