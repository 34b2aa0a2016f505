"""Pictures that the page saves carry Content Credentials where keys are configured, and only pictures of ours do."""

from __future__ import annotations

import base64
import io
import urllib.error
import urllib.request
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import msgpack
import pytest
from PIL import Image
from websockets.sync.client import connect

from nacre.provenance import MADE_BY_MODEL, Signature, configured
from nacre.server.main import Server, ServerConfig
from nacre.web.bridge import pack_parts, unpack_parts
from nacre.web.signing import KEPT, LARGEST, RecentPictures
from support import signing_keys
from support.browser import bridge, browser, hello
from support.signing_keys import broken, read, said

# What a saved picture is, as the page would hand it to the browser's downloads.
CATCH = """nacre.caught = null;
let kept = null;
const address = URL.createObjectURL;
URL.createObjectURL = (blob) => { kept = blob; return address.call(URL, blob); };
HTMLAnchorElement.prototype.click = function () {
  const reader = new FileReader();
  reader.onload = () => { nacre.caught = [this.download, kept.type, reader.result.split(",")[1]]; };
  reader.readAsDataURL(kept);
};"""


@pytest.fixture(scope="module")
def server() -> Iterator[Server]:
    with Server(ServerConfig(port=0, model="test-pattern")) as running:
        yield running


@pytest.fixture(scope="module")
def signature(tmp_path_factory: pytest.TempPathFactory) -> Signature:
    found = configured(signing_keys.make(tmp_path_factory.mktemp("keys")))
    assert found is not None
    return found


def a_frame(address: str, prompt: str) -> bytes:
    """The picture of a frame that went over a bridge."""
    with connect(f"ws://{address}/ws", compression=None, max_size=None) as player:
        hello(player)
        opening = {"type": "open", "id": 2, "prompt": prompt, "seed": 5, "width": 96, "height": 54, "codec": "jpeg"}
        player.send(pack_parts([msgpack.packb(opening)]))
        while True:
            message = player.recv(timeout=60)
            assert isinstance(message, bytes)
            header, *payload = unpack_parts(message, 8)
            if msgpack.unpackb(header)["type"] == "frame":
                return payload[0]


def ask(address: str, body: bytes, **headers: str) -> tuple[int, bytes]:
    request = urllib.request.Request(f"http://{address}/sign", data=body, headers=headers, method="POST")
    try:
        with urllib.request.urlopen(request, timeout=60) as answer:
            return answer.status, answer.read()
    except urllib.error.HTTPError as refused:
        with refused:
            return refused.code, refused.read()


def test_a_frame_that_went_by_is_signed_with_what_is_known_of_it(
    server: Server, signature: Signature, tmp_path: Path
) -> None:
    with bridge(server.endpoint, signature=signature) as address:
        frame = a_frame(address, "a quiet harbour")
        code, signed = ask(address, frame)
        assert code == 200
        path = tmp_path / "a.jpg"
        path.write_bytes(signed)
        told = read(path)
        assert broken(told) == [] and said(told)["dev.nacre.world"] == {
            "prompt": "a quiet harbour", "seed": 5, "model": "test-pattern",
        }  # fmt: skip
        before, after = (Image.open(io.BytesIO(data)).tobytes() for data in (frame, signed))
        assert before == after

        assert ask(address, frame, Origin="https://evil.example")[0] == 403
        assert ask(address, frame, Origin=f"http://{address}")[0] == 200
        foreign = io.BytesIO()
        Image.effect_noise((96, 54), 50).convert("RGB").save(foreign, "JPEG")
        assert ask(address, foreign.getvalue())[0] == 403 and ask(address, frame + b"\0")[0] == 403
        assert ask(address, bytes(LARGEST + 1))[0] == 413


def test_a_key_that_does_not_fit_is_said_so(server: Server, signature: Signature) -> None:
    with bridge(server.endpoint, signature=Signature(signature.chain, "no key")) as address:
        code, text = ask(address, a_frame(address, "a hill"))
        assert code == 500 and b"check that certificate, key and algorithm fit" in text


def test_without_keys_nothing_is_signed_or_looked_at(server: Server) -> None:
    with bridge(server.endpoint) as address:
        assert ask(address, a_frame(address, "a hill")) == (204, b"")


def test_only_so_many_pictures_are_remembered() -> None:
    recent = RecentPictures()
    for number in range(KEPT + 10):
        recent.add(b"%d" % number, {"seed": number})
    assert recent.of(b"0") is None and recent.of(b"%d" % (KEPT + 9)) == {"seed": KEPT + 9}


@pytest.mark.parametrize("with_keys", [True, False])
def test_the_page_saves_what_is_signed(server: Server, signature: Signature, tmp_path: Path, with_keys: bool) -> None:
    keys: dict[str, Any] = {"signature": signature} if with_keys else {}
    with bridge(server.endpoint, **keys) as address, browser(640, 360) as page:
        page.driver.get(f"http://{address}/")
        page.enter("a quiet harbour", 7)
        page.script(CATCH)
        page.press("p")
        name, kind, data = page.wait(lambda: page.script("return nacre.caught"), "no picture was saved")
        path = tmp_path / name
        path.write_bytes(base64.b64decode(data))
        shown = page.script("return [nacre.view.bitmap.width, nacre.view.bitmap.height]")
        with Image.open(path) as picture:
            assert list(picture.size) == shown
        if not with_keys:
            assert (name, kind) == ("nacre-a-quiet-harbour-7.png", "image/png")
            return
        assert (name, kind) == ("nacre-a-quiet-harbour-7.jpg", "image/jpeg")
        told = read(path)
        known = said(told)
        actions = next(value for label, value in known.items() if label.startswith("c2pa.actions"))["actions"]
        assert broken(told) == [] and actions[0]["digitalSourceType"] == MADE_BY_MODEL
        assert known["dev.nacre.world"]["prompt"] == "a quiet harbour" and known["dev.nacre.world"]["seed"] == 7
