"""A bridge in a thread, and the page in a real browser."""

from __future__ import annotations

import shutil
import socket
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import msgpack
import pytest
import uvicorn
from websockets.sync.client import ClientConnection

from nacre.web.bridge import (
    BridgeConfig,
    make_app,
    pack_parts,
    unpack_parts,
)

CHROMIUM = shutil.which("chromium") or shutil.which("google-chrome") or shutil.which("chromium-browser")
DRIVER = shutil.which("chromedriver")


@contextmanager
def bridge(endpoint: str, **limits: Any) -> Iterator[str]:
    """A bridge on a free port; yields host:port."""
    listener = socket.socket()
    listener.bind(("127.0.0.1", 0))
    listener.listen()
    config = uvicorn.Config(
        make_app(BridgeConfig(endpoint=endpoint, **limits)), log_level="error", ws="websockets-sansio", lifespan="off"
    )
    server = uvicorn.Server(config)
    thread = threading.Thread(target=server.run, kwargs={"sockets": [listener]}, daemon=True)
    thread.start()
    try:
        yield f"127.0.0.1:{listener.getsockname()[1]}"
    finally:
        server.should_exit = True
        thread.join(10)
        listener.close()


def hello(socket_: ClientConnection) -> dict[str, Any]:
    socket_.send(pack_parts([msgpack.packb({"type": "hello", "id": 1, "v": 1})]))
    while True:
        message = socket_.recv(timeout=60)
        assert isinstance(message, bytes)
        answer = dict(msgpack.unpackb(unpack_parts(message, 8)[0]))
        if answer["type"] != "progress":  # a model that is being loaded says so
            return answer


class Browser:
    """A player's browser, with the few things a player does."""

    def __init__(self, folder: str, width: int, height: int, touch: bool) -> None:
        from selenium import webdriver
        from selenium.webdriver.chrome.service import Service

        options = webdriver.ChromeOptions()
        options.binary_location = CHROMIUM or ""
        for flag in (
            "headless=new", "no-sandbox", "disable-gpu", "disable-quic", "no-first-run", "disable-sync",
            "disable-background-networking", "disable-component-update", "disable-dev-shm-usage",
            "force-prefers-reduced-motion", f"user-data-dir={folder}", f"window-size={width},{height}",
        ):  # fmt: skip
            options.add_argument(f"--{flag}")
        options.set_capability("goog:loggingPrefs", {"browser": "ALL"})
        self.driver = webdriver.Chrome(options=options, service=Service(DRIVER))
        metrics = {"width": width, "height": height, "deviceScaleFactor": 1, "mobile": touch}
        self.driver.execute_cdp_cmd("Emulation.setDeviceMetricsOverride", metrics)
        if touch:
            self.driver.execute_cdp_cmd("Emulation.setTouchEmulationEnabled", {"enabled": True})
        self.driver.set_script_timeout(30)

    def script(self, text: str, *values: object) -> Any:
        return self.driver.execute_script(text, *values)

    def wait(self, condition: Callable[[], Any], what: str, seconds: float = 60.0) -> Any:
        end = time.monotonic() + seconds
        while not (value := condition()):
            assert time.monotonic() < end, f"{what}; the page says: {self.script('return document.body.innerText')!r}"
            time.sleep(0.1)
        return value

    def text(self, name: str) -> str:
        return str(self.script("return document.getElementById(arguments[0]).textContent", name))

    def enter(self, prompt: str, seed: int) -> None:
        for name, value in (("prompt", prompt), ("seed", str(seed))):
            field = self.driver.find_element("id", name)
            field.clear()
            field.send_keys(value)
        self.driver.find_element("id", "enter").click()
        self.in_the_world()

    def in_the_world(self) -> None:
        self.wait(lambda: self.script("return document.body.dataset.screen") == "world", "no world", 120)
        self.wait(lambda: self.script("return nacre.shown"), "no frame")
        if self.script("return document.getElementById('overlay').hidden"):
            self.script("document.activeElement.blur()")
            self.press("o")
        self.wait(lambda: "," in self.text("o-position"), "no position")

    def press(self, *keys: str, seconds: float = 0.05) -> None:
        from selenium.webdriver.common.action_chains import ActionChains

        chain = ActionChains(self.driver)
        for key in keys:
            chain.key_down(key)
        chain.pause(seconds)
        for key in keys:
            chain.key_up(key)
        chain.perform()

    def position(self) -> list[float]:
        return [float(value) for value in self.text("o-position").split(",")]

    def facing(self) -> float:
        """Degrees from north, clockwise."""
        return float(self.text("o-facing").split()[-1].rstrip("°"))

    def picture(self) -> list[int]:
        """The newest frame as 16x9 grey values."""
        return [
            int(value)
            for value in self.script(
                """const c = document.createElement('canvas'); c.width = 16; c.height = 9;
                const g = c.getContext('2d'); g.drawImage(nacre.view.bitmap, 0, 0, 16, 9);
                const d = g.getImageData(0, 0, 16, 9).data, out = [];
                for (let i = 0; i < d.length; i += 4) out.push((d[i] + d[i + 1] + d[i + 2]) / 3);
                return out;"""
            )
        ]

    def complaints(self) -> list[str]:
        """What the console holds against the page itself."""
        return [
            entry["message"]
            for entry in self.driver.get_log("browser")
            if entry["level"] == "SEVERE" and "/ws" not in entry["message"]
        ]


@contextmanager
def browser(width: int = 1280, height: int = 720, touch: bool = False) -> Iterator[Browser]:
    if not CHROMIUM or not DRIVER:
        pytest.skip("chromium and chromedriver are not both installed")
    pytest.importorskip("selenium", reason="selenium is not installed")
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as folder:
        page = Browser(folder, width, height, touch)
        try:
            yield page
            assert page.complaints() == []
        finally:
            page.driver.quit()
