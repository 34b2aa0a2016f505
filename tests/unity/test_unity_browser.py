"""The Unity package in a browser: NacreSocket.jslib in Chromium and node, WebSocketLink under mono, a real bridge."""

from __future__ import annotations

import shutil
import struct
import subprocess

import msgpack
import pytest

from support.browser import bridge, browser
from support.unity import toolchain
from support.unity_peers import playing, serving

LIBRARY = toolchain.PACKAGE / "Runtime" / "Plugins" / "WebGL" / "NacreSocket.jslib"
PROGRAM = toolchain.CHECKS / "browser.js"


def hello() -> str:
    header = msgpack.packb({"type": "hello", "id": 5, "v": 1})
    return (struct.pack(">I", len(header)) + header).hex()


def is_welcome(said: str) -> None:
    """One message: a welcome that answers the hello; then the socket is closed and forgotten."""
    message, state = said.split()
    data = bytes.fromhex(message)
    (size,) = struct.unpack(">I", data[:4])
    answer = msgpack.unpackb(data[4 : 4 + size])
    assert answer["type"] == "welcome" and answer["id"] == 5 and len(data) == 4 + size
    assert state == "3"


def has_websocket() -> bool:
    node = shutil.which("node")
    if node is None:
        return False
    probe = [node, "--experimental-websocket", "-e", "process.exit(typeof WebSocket === 'function' ? 0 : 1)"]
    return subprocess.run(probe, capture_output=True).returncode == 0


def test_the_library_talks_to_a_real_bridge_in_chromium() -> None:
    text = PROGRAM.read_text("utf-8") + "const load = ({LibraryManager, mergeInto, UTF8ToString, HEAPU8}) => {"
    text += LIBRARY.read_text("utf-8") + "};"
    text += (
        "const [url, hello, done] = arguments; converse(load, url, hello).then(done, (error) => done(String(error)));"
    )
    with serving() as server, bridge(server.endpoint) as address, browser() as page:
        page.driver.get(f"http://{address}/")
        is_welcome(page.driver.execute_async_script(text, f"ws://{address}/ws", hello()))


@pytest.mark.skipif(not has_websocket(), reason="no node with a WebSocket")
def test_the_library_talks_to_a_real_bridge_in_node() -> None:
    with serving() as server, bridge(server.endpoint) as address:
        command = ["node", "--experimental-websocket", str(PROGRAM), str(LIBRARY), f"ws://{address}/ws", hello()]
        said = subprocess.run(command, capture_output=True, text=True, timeout=60)
    assert said.returncode == 0, said.stdout + said.stderr
    is_welcome(said.stdout)


@pytest.mark.skipif(bool(toolchain.missing()), reason=toolchain.missing())
def test_a_session_over_a_websocket_plays_and_comes_back() -> None:
    with serving() as server, bridge(server.endpoint) as address, playing(f"ws://{address}/ws") as player:
        player.opened("160x90", 20)
        walked = player.figures("play 2 1 0.5")
        assert int(walked["frames"]) > 8 and walked["losses"] == "0" and float(walked["z"]) < -1
        assert "Rgba8 160x90 57600" in player.tell("frame 3")
        # a page that sleeps is not flooded: the server stops at its credit, and goes on when the page does
        slept = player.figures("stall 2")
        assert int(slept["skipped"]) - int(walked["skipped"]) <= 2
        assert int(player.figures("play 1 1")["frames"]) > 3
        server.kill()
        assert player.tell("until Reconnecting 15") == "True"
        server.start()
        assert player.tell("until Playing 30") == "True"
        assert int(player.figures("play 1 1")["frames"]) > 2
