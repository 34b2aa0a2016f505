"""The browser player: the bridge byte by byte, and the page in a real browser against a real server."""

from __future__ import annotations

import json
import os
import re
import signal
import socket
import subprocess
import sys
import threading
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import msgpack
import pytest
from hypothesis import given
from hypothesis import strategies as st
from starlette.datastructures import Headers
from websockets.exceptions import ConnectionClosed, InvalidStatus
from websockets.sync.client import connect

from nacre.protocol.definition import MAX_HEADER
from nacre.server.engine.capacity import Capacity, CapacityVerdict
from nacre.server.main import Server, ServerConfig
from nacre.web.bridge import (
    CLOSE_BUSY,
    CLOSE_MALFORMED,
    CLOSE_SERVER_GONE,
    CLOSE_SILENT,
    MAX_UPLOAD,
    TOO_BIG,
    host_allowed,
    origin_allowed,
    pack_parts,
    unpack_parts,
)
from support.browser import Browser, bridge, browser, hello

PROMPT = "A snowy village at dusk with a bell tower and a frozen lake"


@pytest.fixture(scope="module")
def server() -> Iterator[Server]:
    """A server of the test pattern."""
    with Server(ServerConfig(port=0, model="test-pattern")) as running:
        yield running


@pytest.fixture(scope="module")
def pattern(server: Server) -> Iterator[str]:
    """A bridge to it."""
    with bridge(server.endpoint) as address:
        yield address


class TestParts:
    @given(st.lists(st.binary(max_size=64), min_size=1, max_size=4))
    def test_round_trip(self, parts: list[bytes]) -> None:
        assert unpack_parts(pack_parts(parts), 4) == parts

    def test_the_bytes_are_those_of_the_protocol(self) -> None:
        assert pack_parts([b"ab", b""]) == b"\0\0\0\2ab\0\0\0\0"

    @pytest.mark.parametrize("message", [b"", b"\0\0", b"\0\0\0\5abc", b"\xff\xff\xff\xff", b"\0\0\0\0" * 5])
    def test_what_does_not_fit_is_refused(self, message: bytes) -> None:
        with pytest.raises(ValueError):
            unpack_parts(message, 4)


class TestWhoMayAsk:
    @pytest.mark.parametrize("host", ["127.0.0.1:8777", "localhost:8777", "[::1]:80", "192.168.1.4", "box.lan"])
    def test_addresses_and_configured_names(self, host: str) -> None:
        assert host_allowed(host, ("box.lan",))

    @pytest.mark.parametrize("host", [None, "", "evil.example:8777", "localhost.evil.example", "127.0.0.1.evil"])
    def test_names_that_others_can_point_here(self, host: str | None) -> None:
        assert not host_allowed(host, ("box.lan",))

    @pytest.mark.parametrize(
        ("origin", "allowed"),
        [
            ("http://127.0.0.1:8777", True),
            (None, True),
            ("http://127.0.0.1:9999", False),
            ("https://evil.example", False),
            ("null", False),
        ],
    )
    def test_only_our_own_page(self, origin: str | None, allowed: bool) -> None:
        headers = {"host": "127.0.0.1:8777"} | ({"origin": origin} if origin else {})
        assert origin_allowed(Headers(headers), ()) is allowed


class TestBridge:
    def test_the_page_and_what_it_loads(self, pattern: str) -> None:
        for path, kind in (
            ("/", "text/html"),
            ("/player.js", "javascript"),
            ("/page.js", "javascript"),
            ("/native/shaders.js", "javascript"),
            ("/player.css", "text/css"),
        ):
            with urllib.request.urlopen(f"http://{pattern}{path}") as answer:
                assert kind in answer.headers["content-type"]
                policy = answer.headers["content-security-policy"]
                assert "default-src 'none'" in policy and "connect-src 'self'" in policy

    def test_the_page_asks_nobody_else(self) -> None:
        player = Path(__file__).parents[2] / "backend" / "nacre" / "web" / "player"
        for path in (path for path in player.rglob("*.*") if path.suffix != ".bin"):
            hosts = set(re.findall(r"(?:https?:)?//([a-z0-9.-]+\.[a-z]{2,})/", path.read_text("utf-8")))
            assert hosts <= {"www.w3.org"}, path  # the name of SVG, never fetched

    def test_examples_are_prompts(self, pattern: str) -> None:
        with urllib.request.urlopen(f"http://{pattern}/examples.json") as answer:
            examples = json.load(answer)
        assert len(examples) >= 4 and all(isinstance(text, str) and text for text in examples)

    def test_a_foreign_name_for_this_machine_is_refused(self, pattern: str) -> None:
        request = urllib.request.Request(f"http://{pattern}/", headers={"Host": "evil.example"})
        with pytest.raises(urllib.error.HTTPError) as refusal:
            urllib.request.urlopen(request)
        assert refusal.value.code == 421
        refusal.value.close()

    def test_a_page_of_another_site_gets_no_socket(self, pattern: str) -> None:
        with (
            pytest.raises(InvalidStatus),
            connect(f"ws://{pattern}/ws", origin="https://evil.example"),  # type: ignore[arg-type]
        ):
            pass

    def test_messages_go_both_ways_unchanged(self, pattern: str) -> None:
        with connect(f"ws://{pattern}/ws", compression=None, max_size=None) as player:
            assert hello(player)["type"] == "welcome"
            opening = {"type": "open", "id": 2, "prompt": "a meadow", "seed": 5, "width": 96, "height": 54}
            player.send(pack_parts([msgpack.packb(opening | {"codec": "rgba8"})]))
            while True:
                message = player.recv(timeout=20)
                assert isinstance(message, bytes)
                header, *payload = unpack_parts(message, 8)
                if (frame := msgpack.unpackb(header))["type"] == "frame":
                    break
            (part,) = frame["parts"]
            assert (part["codec"], part["width"], part["height"]) == ("rgba8", 96, 54)
            assert len(payload) == 1 and len(payload[0]) == 96 * 54 * 4

    @pytest.mark.parametrize("message", [b"", b"\0\0\0\x09abc", b"\0\0\0\0" * 50, "text"])
    def test_a_malformed_message_ends_the_socket(self, pattern: str, message: bytes | str) -> None:
        with connect(f"ws://{pattern}/ws") as player:
            player.send(message)
            with pytest.raises(ConnectionClosed) as end:
                player.recv(timeout=20)
        assert end.value.rcvd is not None and end.value.rcvd.code == CLOSE_MALFORMED

    @pytest.mark.parametrize(
        "message", [bytes(MAX_UPLOAD + 1), pack_parts([bytes(MAX_HEADER + 1)])], ids=["the message", "its header"]
    )
    def test_what_is_too_large_ends_the_socket(self, pattern: str, message: bytes) -> None:
        with connect(f"ws://{pattern}/ws") as player:
            player.send(message)
            with pytest.raises(ConnectionClosed) as end:
                player.recv(timeout=20)
        assert end.value.rcvd is not None and end.value.rcvd.code == TOO_BIG

    @pytest.mark.parametrize("limits", [{"hello_seconds": 0.3}, {"silent_seconds": 0.3}])
    def test_who_says_nothing_gives_the_socket_back(self, server: Server, limits: dict[str, float]) -> None:
        with bridge(server.endpoint, **limits) as address, connect(f"ws://{address}/ws") as player:
            with pytest.raises(ConnectionClosed) as end:
                if "silent_seconds" in limits:
                    hello(player)  # on a busy machine the end comes before the answer
                while True:
                    player.recv(timeout=20)
            assert end.value.rcvd is not None and end.value.rcvd.code == CLOSE_SILENT

    def test_more_players_than_sockets_are_told_so(self, server: Server) -> None:
        with bridge(server.endpoint, max_sockets=1) as address, connect(f"ws://{address}/ws") as player:
            hello(player)
            with connect(f"ws://{address}/ws") as other, pytest.raises(ConnectionClosed) as end:
                other.recv(timeout=20)
            assert end.value.rcvd is not None and end.value.rcvd.code == CLOSE_BUSY

    def test_without_a_server_the_page_is_told(self) -> None:
        with bridge("tcp://127.0.0.1:1") as address, connect(f"ws://{address}/ws") as player:
            with pytest.raises(ConnectionClosed) as end:
                player.recv(timeout=20)
            assert end.value.rcvd is not None and end.value.rcvd.code == CLOSE_SERVER_GONE

    def test_threads_and_sockets_are_given_back(self, pattern: str) -> None:
        def pipes() -> int:
            return sum(thread.name == "nacre-bridge-pipe" for thread in threading.enumerate())

        for _ in range(5):
            with connect(f"ws://{pattern}/ws") as player:
                hello(player)
                assert pipes() >= 1
        end = time.monotonic() + 10
        while pipes() and time.monotonic() < end:
            time.sleep(0.05)
        assert pipes() == 0


# ------------------------------------------------------------------------------------------ in a browser


def save(page: Browser, name: str) -> None:
    """Keep a screenshot where NACRE_SCREENSHOTS says, for people to look at."""
    if folder := os.environ.get("NACRE_SCREENSHOTS"):
        page.driver.save_screenshot(f"{folder}/{name}.png")


class TestPlayer:
    def test_write_a_place_walk_turn_around_and_come_back_by_link(self, pattern: str) -> None:
        with browser() as page:
            page.driver.get(f"http://{pattern}/")
            page.wait(
                lambda: page.script("return document.querySelectorAll('#examples button').length"),
                "no examples",
            )
            page.wait(lambda: "Ready" in page.text("server"), "no server")
            save(page, "title")
            page.enter(PROMPT, 7)
            assert page.text("o-seed") == "7"
            assert "bell tower" in page.text("o-understood")
            start, first, heading = page.position(), page.picture(), page.facing()

            page.press("w", seconds=1.0)
            page.wait(lambda: page.position()[2] < start[2] - 1.0, "not walked forward", 90)
            assert page.script("return document.getElementById('hint').classList.contains('gone')")

            # Turn right in steps until all the way round: the compass goes through every quarter and back.
            quarters = set()
            for _ in range(40):
                page.press("e", seconds=0.3)
                time.sleep(0.15)
                turned = (page.facing() - heading) % 360
                quarters.add(int(turned // 90))
                if quarters >= {0, 1, 2, 3} and turned < 90:
                    break
            assert quarters == {0, 1, 2, 3}
            save(page, "world")

            link = page.driver.current_url
            assert "seed=7" in link
            page.driver.get("about:blank")
            page.driver.get(link)
            page.in_the_world()
            assert page.text("o-seed") == "7"
            assert page.position() == start
            # The clock runs, so moving things may differ a little; another world would differ everywhere.
            again = page.picture()
            assert sum(abs(a - b) for a, b in zip(first, again, strict=True)) / len(first) < 8

    def test_a_busy_server_is_asked_again(self, monkeypatch: pytest.MonkeyPatch) -> None:
        answers: list[bool] = []

        def admit(self: Capacity, *_: object) -> CapacityVerdict:
            answers.append(len(answers) >= 2)
            return CapacityVerdict(answers[-1], 0.5, "another world runs")

        monkeypatch.setattr(Capacity, "admit", admit)
        with (
            Server(ServerConfig(port=0, model="test-pattern")) as server,
            bridge(server.endpoint) as address,
            browser() as page,
        ):
            page.driver.get(f"http://{address}/")
            page.enter(PROMPT, 7)
            assert answers == [False, False, True]

    def test_at_phone_width_a_thumb_walks_and_a_finger_looks(self, pattern: str) -> None:
        with browser(390, 844, touch=True) as page:
            page.driver.get(f"http://{pattern}/")
            assert page.script("return document.documentElement.scrollWidth") <= 390
            save(page, "title_phone")
            page.enter("a quiet harbour", 3)
            boxes = page.script(
                "return [...document.querySelectorAll('.tools button:not([hidden]), #stick, #jump')].map((e) => "
                "{ const b = e.getBoundingClientRect(); return [b.left, b.top, b.right, b.bottom]; })"
            )
            assert len(boxes) == 9
            assert all(b[0] >= 0 and b[1] >= 0 and b[2] <= 390 and b[3] <= 844 for b in boxes)
            assert all(b[2] - b[0] >= 44 and b[3] - b[1] >= 44 for b in boxes), "too small for a thumb"
            width, height = page.script("return [nacre.view.bitmap.width, nacre.view.bitmap.height]")
            assert height > width

            def touch(kind: str, *points: tuple[float, float]) -> None:
                touches = [{"x": x, "y": y} for x, y in points]
                page.driver.execute_cdp_cmd("Input.dispatchTouchEvent", {"type": kind, "touchPoints": touches})

            left, top, right, bottom = boxes[-2]  # the stick, before the button that jumps
            x, y = (left + right) / 2, (top + bottom) / 2
            start = page.position()
            touch("touchStart", (x, y))
            touch("touchMove", (x, y - 50))
            page.wait(lambda: page.position()[2] < start[2] - 0.5, "the stick does not walk", 90)
            save(page, "world_phone")
            touch("touchEnd")

            heading = page.facing()
            touch("touchStart", (300, 590))
            for step in range(1, 11):
                touch("touchMove", (300 - 15 * step, 590))
            touch("touchEnd")
            # The finger pulls the world to the left, so the player turns right.
            page.wait(lambda: 10 < (page.facing() - heading) % 360 < 170, "dragging does not look", 90)

    def test_the_keyboard_alone_is_enough(self, pattern: str) -> None:
        from selenium.webdriver.common.keys import Keys

        with browser() as page:
            page.driver.get(f"http://{pattern}/")
            page.press(Keys.TAB)
            assert page.script("return document.activeElement.id") == "prompt"
            page.driver.switch_to.active_element.send_keys("an autumn forest", Keys.ENTER)
            page.in_the_world()
            # Every control can be reached, has a name, and shows where the focus is.
            seen: set[str] = set()
            for _ in range(10):
                page.press(Keys.TAB)
                name, outline = page.script(
                    "const e = document.activeElement;"
                    "return [e.getAttribute('aria-label') || '', getComputedStyle(e).outlineStyle];"
                )
                if name:
                    seen.add(name)
                    assert outline != "none"
            assert {"Details", "Copy link to this world", "Save a picture", "Settings", "New world"} <= seen
            page.press("n")
            assert page.script("return document.getElementById('leave').open"), "it asks first"
            page.press(Keys.ESCAPE)
            assert page.script("return document.body.dataset.screen") == "world"
            page.press("n")
            page.driver.find_element("id", "leave-yes").click()
            assert page.script("return document.body.dataset.screen") == "title"

    def test_msgpack_in_the_page_is_msgpack(self, pattern: str) -> None:
        edges = [
            0,
            127,
            128,
            255,
            256,
            65535,
            65536,
            2**32,
            2**53 - 1,
            -1,
            -32,
            -33,
            -128,
            -32769,
            -(2**31),
            -(2**40),
        ]
        value = {
            "edges": edges,
            "half": 0.5,
            "yes": True,
            "none": None,
            "text": "é" * 40,
            "deep": [[{"a": []}]],
        }
        value |= {f"key {number}": "x" * number for number in (31, 32, 255, 256, 70000)}
        with browser() as page:
            page.driver.get(f"http://{pattern}/")
            bytes_, back = page.driver.execute_async_script(
                "const [text, bytes, done] = arguments; import('/player.js').then((m) => done("
                "[[...m.encode(JSON.parse(text))], JSON.stringify(m.decode(new Uint8Array(bytes)))]));",
                json.dumps(value), list(msgpack.packb(value)),
            )  # fmt: skip
            assert msgpack.unpackb(bytes(bytes_)) == value
            assert json.loads(back) == value

    def test_the_place_is_kept_through_a_lost_connection_and_a_new_server(self, tmp_path: Path) -> None:
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            port = probe.getsockname()[1]

        def start() -> subprocess.Popen[bytes]:
            words = ["serve", "--port", str(port), "--model", "test-pattern", "--state-dir", str(tmp_path)]
            process = subprocess.Popen([sys.executable, "-m", "nacre", *words], stdout=subprocess.PIPE)
            assert process.stdout is not None
            assert any(b"serving" in line for line in iter(process.stdout.readline, b""))
            return process

        server = start()
        try:
            with browser() as page, bridge(f"tcp://127.0.0.1:{port}") as address:
                page.driver.get(f"http://{address}/")
                page.enter(PROMPT, 11)
                page.press("w", seconds=0.8)
                walked = page.wait(lambda: page.position()[2] < -0.5 and page.position(), "not walked", 90)

                # The connection goes, the server stays: the same session goes on from the same spot.
                session = page.script("return nacre.connection.session")
                page.script("nacre.connection.socket.close()")
                page.wait(lambda: "Back where you were" in page.text("toast"), "not resumed", 90)
                assert page.script("return nacre.connection.session") == session
                shown = page.script("return nacre.shown")
                page.wait(lambda: page.script("return nacre.shown") > shown, "no frame after the resume", 90)
                assert abs(page.position()[2] - walked[2]) < 3.0 and page.position()[2] < -0.5

                # The server dies, or is stopped: the last frame stays under a banner, then the same session goes on.
                for number in (signal.SIGKILL, signal.SIGTERM):
                    held = page.picture()
                    server.send_signal(number)
                    server.wait(20)
                    page.wait(
                        lambda: not page.script("return document.getElementById('banner').hidden"),
                        "no banner",
                        20,
                    )
                    assert page.script("return document.body.dataset.screen") == "world"
                    assert len(page.picture()) == len(held) and max(page.picture()) > 0
                    save(page, "lost")
                    assert server.stdout is not None
                    server.stdout.close()
                    server = start()
                    page.wait(lambda: page.script("return document.getElementById('banner').hidden"), "not back", 40)
                    page.in_the_world()
                    assert page.script("return nacre.connection.session") == session
                    assert page.text("o-seed") == "11" and page.position()[2] < -0.5
        finally:
            server.kill()
            server.wait(10)
            if server.stdout is not None:
                server.stdout.close()

    def test_the_graphics_path_draws_the_same_picture(self, pattern: str) -> None:
        with browser(640, 360) as page:
            means = {}
            for way in ("gl", "flat"):
                page.driver.get(f"http://{pattern}/?draw={way}#prompt=a+meadow&seed=2")
                page.in_the_world()
                if way == "gl" and not page.script("return Boolean(nacre.view.gl)"):
                    pytest.skip("this chromium has no WebGL")
                means[way] = page.script(
                    """nacre.view.stale = true; nacre.tick(performance.now());
                    const c = document.createElement('canvas'); c.width = 16; c.height = 9;
                    const g = c.getContext('2d'); g.drawImage(nacre.view.canvas, 0, 0, 16, 9);
                    return [...g.getImageData(0, 0, 16, 9).data];"""
                )
            assert max(means["gl"][:3]) > 0
            difference = [abs(a - b) for a, b in zip(means["gl"], means["flat"], strict=True)]
            assert sum(difference) / len(difference) < 12
