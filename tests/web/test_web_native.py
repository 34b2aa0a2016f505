"""The shipped model's worlds in a real browser: drawn by the page itself, and as the server's pictures.

Chromium draws by a processor here, so canvases are small.
"""

from __future__ import annotations

import base64
import io
import math
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray
from PIL import Image

from nacre.client.client import Client
from nacre.server.main import Server, ServerConfig, model_factory
from nacre.world.render.shading.noise import noise
from nacre.world.weights import WeightsError
from support.axe import axe, serious
from support.browser import CHROMIUM, DRIVER, Browser, bridge, browser

PROMPT, SEED = "a village by a lake in the afternoon", 7
WIDE, HIGH = 480, 270
FAR, NEAR = 5.0, 1.5  # metres: who stands may be pushed by a dog or slide a little, who begins anew is farther away
PATIENCE = 240.0  # seconds; on a machine with cold caches the first world takes minutes
PLAYER = Path(__file__).parents[2] / "backend" / "nacre" / "web" / "player"

pytestmark = pytest.mark.timeout(600)


@pytest.fixture(scope="module")
def pearl() -> Iterator[tuple[str, str]]:
    """A server of the shipped model: its bridge's address, and its endpoint."""
    try:
        model_factory("pearl")()
    except WeightsError as missing:
        pytest.skip(f"Pearl cannot be loaded: {str(missing).splitlines()[0]}")
    if not CHROMIUM or not DRIVER:
        pytest.skip("chromium and chromedriver are not both installed")
    with Server(ServerConfig(port=0, model="pearl")) as server, bridge(server.endpoint) as address:
        yield address, server.endpoint


def shape(page: Browser, width: int, height: int, touch: bool = False) -> None:
    metrics = {"width": width, "height": height, "deviceScaleFactor": 1, "mobile": touch}
    page.driver.execute_cdp_cmd("Emulation.setDeviceMetricsOverride", metrics)


def canvas(page: Browser) -> tuple[int, int]:
    width, height = page.script("const c = nacre.drawing.native.canvas; return [c.width, c.height]")
    return int(width), int(height)


def draws(page: Browser) -> str:
    return str(page.script("return nacre.drawing.mode"))


def new_pictures(page: Browser) -> None:
    """Wait until the page has drawn twice more by itself."""
    before = page.script("return nacre.drawing.native.pictures")
    page.wait(lambda: page.script("return nacre.drawing.native.pictures") > before + 1, "nothing is drawn", 90)


def settle(page: Browser) -> None:
    """All of the world has come, and pictures follow each other again."""
    whole(page)
    page.script("delete nacre.tick")
    new_pictures(page)


def hold(page: Browser, key: str, until: Callable[[], bool], what: str) -> None:
    """Hold a key down until something has come about, however slow this machine is."""
    from selenium.webdriver.common.action_chains import ActionChains

    ActionChains(page.driver).key_down(key).perform()
    page.wait(until, what, 90)
    ActionChains(page.driver).key_up(key).perform()


def moved(page: Browser, start: list[float]) -> float:
    """Metres from where one was."""
    return math.dist(page.position(), start)


def open_at(page: Browser, address: str) -> None:
    """Through the title, so that Back has a title to lead to."""
    page.driver.get(f"http://{address}/?draw=native")
    page.wait(lambda: "Ready" in page.text("server"), "no server", PATIENCE)
    page.enter(PROMPT, SEED)


def whole(page: Browser) -> None:
    """Stop drawing and wait until all of the world in sight has come: chunks, far land, hills, textures."""
    page.script("nacre.tick = () => {}")
    there = "const s = nacre.drawing.native.scene; return Boolean(s.horizon && s.textures) && s.chunks.size >= 169"
    page.wait(lambda: page.script(f"{there} && s.queue.length === 0"), "not all of the world", 120)


def drawn(page: Browser, eye: list[float], yaw: float, pitch: float, seconds: float) -> NDArray[np.float64]:
    """The page's own picture from a camera, without characters, who move: twice as fine, then made smaller."""
    data = page.driver.execute_async_script(
        """const [eye, yaw, pitch, seconds, width, height, done] = arguments, native = nacre.drawing.native;
        native.canvas.width = width; native.canvas.height = height;
        const draw = () => {
          native.scene.bodies.clear();
          native.pictures = 0;
          native.picture(performance.now(), eye, yaw, pitch, seconds);
        };
        draw(); // asks for what it needs
        setTimeout(() => { draw(); done(native.canvas.toDataURL('image/png')); }, 700);""",
        eye, yaw, pitch, seconds, 2 * WIDE, 2 * HIGH,
    )  # fmt: skip
    picture = Image.open(io.BytesIO(base64.b64decode(data.split(",")[1]))).convert("RGB")
    return np.asarray(picture.resize((WIDE, HIGH), Image.Resampling.BOX)).astype(float)


def similarity(ours: NDArray[np.float64], theirs: NDArray[np.float64], where: NDArray[np.bool_]) -> float:
    """Structural similarity of two grey pictures over squares of 8 x 8 that lie all in `where`."""

    def mean(values: NDArray[np.float64]) -> NDArray[np.float64]:
        sums = np.pad(values, ((1, 0), (1, 0))).cumsum(0).cumsum(1)
        return np.asarray((sums[8:, 8:] - sums[:-8, 8:] - sums[8:, :-8] + sums[:-8, :-8]) / 64)

    a, b = mean(ours), mean(theirs)
    var_a, var_b, both = mean(ours**2) - a * a, mean(theirs**2) - b * b, mean(ours * theirs) - a * b
    c1, c2 = (0.01 * 255) ** 2, (0.03 * 255) ** 2
    alike = ((2 * a * b + c1) * (2 * both + c2)) / ((a * a + b * b + c1) * (var_a + var_b + c2))
    return float(alike[mean(where.astype(float)) > 0.999].mean())


def test_the_noise_is_the_servers_own() -> None:
    kept = np.fromfile(PLAYER / "native" / "noise.bin", "<i2") / 8192
    assert np.abs(kept - noise()).max() < 1e-4


def test_what_is_drawn_here_looks_as_the_server_draws_it(pearl: tuple[str, str]) -> None:
    address, endpoint = pearl
    with browser(WIDE, HIGH) as page:
        open_at(page, address)
        assert draws(page) == "native"
        whole(page)
        assert page.script("return nacre.acked") == 0, "the server has drawn a picture"
        eye, yaw = page.script("const m = nacre.drawing.native.motion; return [m.eye(performance.now()), m.yaw]")
        x, y, z = eye
        views = [(eye, yaw, 0.0), ([x, y + 1, z], yaw + 2.1, 0.0), ([x, y + 14, z], yaw + 4.2, -0.35)]
        frames: list[Any] = []
        with Client(endpoint) as client:
            client.open(PROMPT, seed=SEED, channels=("rgb", "entity"), width=WIDE, height=HIGH, timeout=PATIENCE)
            for place, turn, pitch in views:
                seq = client.view((place[0], place[1], place[2]), turn, pitch)
                frame = client.next_frame(60.0)
                while frame.header["for_seq"] < seq:
                    frame = client.next_frame(60.0)
                frames.append(frame)
        grey = np.array([0.299, 0.587, 0.114])
        for number, ((place, turn, pitch), frame) in enumerate(zip(views, frames, strict=True)):
            ours = drawn(page, place, turn, pitch, frame.header["t_world"])
            still = frame.entity == 0
            alike = similarity(ours @ grey, frame.rgb.astype(float) @ grey, still)
            assert alike >= 0.9, f"view {number}: similarity {alike:.3f}"
            apart = np.abs(ours - frame.rgb)[still].mean()
            assert apart < 8.0, f"view {number}: colours are {apart:.1f} of 255 apart"


def test_walk_turn_a_phone_pictures_reload_and_back(pearl: tuple[str, str], tmp_path: Path) -> None:
    with browser(WIDE, HIGH) as page:
        open_at(page, pearl[0])
        settle(page)
        start, heading = page.position(), page.facing()
        hold(page, "w", lambda: moved(page, start) > FAR, "not walked")
        hold(page, "e", lambda: 5 < (page.facing() - heading) % 360 < 355, "not turned")

        # Back by a minute is back at the beginning, in a world that is drawn here as well.
        page.press("k")
        page.driver.find_element("css selector", "#moments-back button:last-child").click()
        page.wait(lambda: moved(page, start) < NEAR, "not gone back", 90)
        hold(page, "w", lambda: moved(page, start) > FAR, "not walked again")

        # Upright as a phone and on its side the canvas is the window's, in the same session.
        session = page.script("return nacre.connection.session")
        for width, height in ((390, 844), (844, 390)):
            shape(page, width, height, touch=True)
            page.wait(lambda w=width, h=height: abs(canvas(page)[0] / canvas(page)[1] - w / h) < 0.02, "not turned", 60)
            assert page.script("return document.documentElement.scrollWidth") <= width
        shape(page, WIDE, HIGH)

        # Quality and who draws are chosen while one plays.
        page.script("document.getElementById('set-pictures').click()")
        page.wait(
            lambda: page.script("return nacre.view.bitmap !== null") and draws(page) == "pictures", "no pictures", 60
        )
        page.script("document.getElementById('set-pictures').click()")
        page.wait(lambda: draws(page) == "native", "the page does not draw by itself", 60)
        page.script("nacre.changeDetail('swift')")
        new_pictures(page)
        assert page.script("return nacre.connection.session") == session

        # A reload comes back to the same place; what is kept of a world is bounded by what is in sight.
        time.sleep(1.0)  # whoever let go of the key has stopped by now
        new_pictures(page)
        there = page.position()
        page.driver.refresh()
        page.in_the_world()
        assert draws(page) == "native" and page.script("return nacre.connection.session") == session
        assert page.position() == pytest.approx(there, abs=NEAR)

        # The connection goes and comes: what is held is named, not sent again.
        whole(page)
        for _ in range(3):  # a busy server goes on making what is farther off: the first time some of it is new
            # the reload has said the same
            page.script("delete nacre.tick; nacre.toast(''); nacre.connection.socket.close()")
            page.wait(lambda: "Back where you were" in page.text("toast"), "not resumed", 90)
            whole(page)
            again = page.script("return nacre.drawing.native.scene.received")
            if again < 300_000:
                break
        assert again < 300_000, f"{again} bytes came again"
        page.script("delete nacre.tick")

        assert serious(page, axe(tmp_path)) == []

        # A graphics context that is lost leaves the server's pictures; then Back is the title.
        page.script("nacre.drawing.native.gl.getExtension('WEBGL_lose_context').loseContext()")
        page.wait(
            lambda: draws(page) == "pictures" and page.script("return nacre.view.bitmap !== null"), "no fallback", 60
        )
        page.driver.back()
        page.wait(lambda: page.script("return document.body.dataset.screen") == "title", "Back is not the title")


def test_pictures_of_the_real_world(pearl: tuple[str, str]) -> None:
    with browser() as page:
        page.driver.get(f"http://{pearl[0]}/?draw=flat")
        page.enter(PROMPT, SEED)
        start, first = page.position(), page.picture()
        assert max(first) - min(first) > 40, "the picture is flat"
        hold(page, "w", lambda: moved(page, start) > FAR, "not walked")
        time.sleep(1.0)
        there = page.position()
        page.driver.refresh()
        page.in_the_world()
        assert page.position() == pytest.approx(there, abs=NEAR), "a reload comes back to the same place"
