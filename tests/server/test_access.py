"""Who may do what, and what is told of it: tokens, tiers, usage, moderation, marks, encryption, metrics, logs."""

from __future__ import annotations

import io
import json
import logging
import os
import shutil
import threading
import time
import urllib.request
from pathlib import Path
from typing import Any

import msgpack
import numpy as np
import pytest
import zmq
from zmq.utils.monitor import recv_monitor_message

from nacre.adapters.test_pattern import TestPatternWorld
from nacre.cli.main import main
from nacre.client.client import Client, NacreError
from nacre.prompts import EXAMPLES
from nacre.prompts.moderation import Verdict, moderate
from nacre.protocol.codec import Refusal
from nacre.protocol.definition import VERSION
from nacre.protocol.messages import ServerClosed
from nacre.server.access.image_hashes import NEAR, difference_hash
from nacre.server.access.moderation import Moderation
from nacre.server.access.tiers import Policy, PolicyError, Rate, Tier, read_policy
from nacre.server.access.tokens import TokenError, TokenStore, duration
from nacre.server.access.usage import UsageStore, Used
from nacre.server.config import ConfigError, check, config_of, parser
from nacre.server.engine.encode import jpeg
from nacre.server.engine.watermark import marked
from nacre.server.limits import ServerLimits
from nacre.server.main import Server, ServerConfig
from nacre.server.ops.logs import SessionJsonFormatter
from nacre.server.ops.metrics import quantile
from nacre.server.sessions.send_queue import EncodedFrame, SendQueue
from nacre.spec import SceneSpec
from support.server import PATIENCE

SMALL: dict[str, Any] = {"spec": {}, "seed": 9, "width": 64, "height": 36, "fps": 30.0}

pytestmark = pytest.mark.timeout(170)


def code_of(call: Any) -> str:
    with pytest.raises(NacreError) as refused:
        call()
    assert refused.value.hint
    return refused.value.code


class TestTokens:
    def test_a_token_is_shown_once_and_kept_as_a_hash(self, tmp_path: Path) -> None:
        now = [1000.0]
        book = TokenStore(tmp_path / "tokens.jsonl", lambda: now[0])
        token, grant = book.create("pro", 3600.0, "ada")
        assert (grant.tier, grant.expires) == ("pro", 4600.0) and token not in book.path.read_text()
        assert book.find(token) == grant and book.find(token + "x") is None and book.find("") is None
        assert oct(os.stat(book.path).st_mode & 0o777) == "0o600"
        with pytest.raises(TokenError, match="already"):
            book.create(name="ada")
        now[0] += 3600.0
        assert book.find(token) is None
        other, _ = TokenStore(book.path).create(name="bob")
        assert book.find(other) is not None  # another process wrote it
        book.revoke("bob")
        assert book.find(other) is None
        with pytest.raises(TokenError, match="no token"):
            book.revoke("bob")

    @pytest.mark.parametrize(("text", "seconds"), [("30d", 2592000.0), ("45m", 2700.0), ("2w", 1209600.0)])
    def test_durations(self, text: str, seconds: float) -> None:
        assert duration(text) == seconds
        for wrong in ("", "d", "30", "-1d", "0d", "1.5h", "²d"):
            with pytest.raises(TokenError):
                duration(wrong)

    def test_from_the_command_line_to_a_server_that_asks_for_it(
        self, tmp_path: Path, capsys: pytest.CaptureFixture[str]
    ) -> None:
        path = str(tmp_path / "tokens.jsonl")
        assert main(["token", "create", "--tier", "pro", "--expires", "30d", "--name", "ada", "--tokens", path]) == 0
        token = capsys.readouterr().out.splitlines()[0]
        assert main(["token", "list", "--tokens", path]) == 0
        assert "ada" in (said := capsys.readouterr().out) and "pro" in said and token not in said
        with Server(ServerConfig(port=0, model="test-pattern", token_store=Path(path))) as server:
            assert code_of(lambda: Client(server.endpoint).connect()) == "unauthorised"
            assert code_of(lambda: Client(server.endpoint, "wrong" * 6).connect()) == "unauthorised"
            with Client(server.endpoint, token) as client:
                client.open(**SMALL)
                assert client.next_frame(PATIENCE)
                assert server._io_loop.sessions()[0]["tier"] == "pro"
            assert main(["token", "revoke", "ada", "--tokens", path]) == 0
            assert code_of(lambda: Client(server.endpoint, token).connect()) == "unauthorised"
        assert main(["token", "revoke", "ada", "--tokens", path]) == 2
        assert main(["token", "create", "--expires", "soon", "--tokens", path]) == 2

    def test_beyond_loopback_there_must_be_tokens(self, tmp_path: Path) -> None:
        flags = ["--host", "0.0.0.0", "--state-dir", str(tmp_path)]
        with pytest.raises(ConfigError) as refused:
            check(config_of(parser().parse_args(flags)))
        assert "nacre token create" in refused.value.hint
        TokenStore(tmp_path / "tokens.jsonl").create()
        check(config_of(parser().parse_args(flags)))


class TestPolicy:
    def test_a_file_of_tiers(self, tmp_path: Path) -> None:
        path = tmp_path / "policy.toml"
        path.write_text("[tiers.free]\nminutes = 10\nwidth = 640\nwatermark = true\n[tiers.default]\nfps = 15\n")
        policy = read_policy(path)
        assert policy.tier("free") == Tier(minutes=10, width=640, watermark=True)
        assert policy.tier("never heard of") == Tier(fps=15)
        for text, words in (
            ("[tiers.free]\nminuts = 3", "minuts"),
            ("[tiers.free]\nfps = -1", "-1"),
            ("[tiers.free]\nwatermark = 1", "watermark"),
            ("[tier]\nx = 1", "[tiers.NAME]"),
            ("[tiers", "end of"),
        ):
            path.write_text(text)
            with pytest.raises(PolicyError) as refused:
                read_policy(path)
            assert words in str(refused.value)

    def test_a_minute_of_requests(self) -> None:
        rate = Rate()
        assert [rate.wait("a", 2, now) for now in (0.0, 1.0)] == [0.0, 0.0]
        assert rate.wait("a", 2, 2.0) == 58.0 and rate.wait("b", 2, 2.0) == 0.0
        assert rate.wait("a", 2, 60.0) == 0.0 and rate.wait("a", None, 60.0) == 0.0

    def test_a_tier_holds(self, tmp_path: Path) -> None:
        tiers = {"free": Tier(width=64, fps=10.0, sessions=1, requests_per_minute=6, watermark=True, export=False)}
        book = TokenStore(tmp_path / "tokens.jsonl")
        token, _ = book.create("free", name="ada")
        config = ServerConfig(
            port=0, model="test-pattern", token_store=book.path, policy=Policy(tiers), state_dir=tmp_path / "state"
        )
        plain: list[Any] = []
        with Server(ServerConfig(port=0, model="test-pattern")) as server, Client(server.endpoint) as client:
            client.open(**SMALL, deterministic=True)
            client.act()
            plain.append(client.next_frame(PATIENCE).rgb)
        with Server(config) as server, Client(server.endpoint, token) as client, Client(server.endpoint, token) as two:
            assert code_of(lambda: client.open(**{**SMALL, "width": 96})) == "not_allowed"
            assert client.open(**SMALL, deterministic=True)["fps"] == 10.0
            client.act()
            shown = client.next_frame(PATIENCE)
            assert shown.header["ai_generated"] is True
            changed = np.argwhere((shown.rgb != plain[0]).any(axis=2))
            # The mark, and nothing but the mark, in the lower right corner.
            assert len(changed) > 10 and changed[:, 0].min() > 15
            assert code_of(lambda: two.open(**SMALL)) == "not_allowed"
            assert code_of(lambda: client.resize(96, 36)) == "not_allowed", "nor does a picture grow afterwards"
            assert code_of(lambda: client.snapshot("mine")) == "not_allowed"
            refused = NacreError("none", "")
            for _ in range(6):
                try:
                    client.rewind(1.0)
                except NacreError as error:
                    refused = error
            assert refused.code == "not_allowed" and refused.retry_after and "minute" in refused.message


def test_the_mark_is_seen_on_white_and_on_black() -> None:
    for shade in (0, 255):
        picture = np.full((180, 320, 3), shade, np.uint8)
        out = marked(picture)
        assert (picture == shade).all() and (out != shade).any() and (out[:120] == shade).all()
    assert marked(np.zeros((36, 64, 3), np.uint8)).shape == (36, 64, 3)


class TestUsage:
    def test_rows_are_renewed_not_doubled(self, tmp_path: Path) -> None:
        book = UsageStore(tmp_path / "usage.sqlite")
        book.record([Used("s1", 10.0, "ada", "pro", 60.0, 100, 500.0), Used("s2", 11.0, "", "", 6.0, 1, 1.0)])
        book.record([Used("s1", 10.0, "ada", "pro", 120.0, 200, 900.0)])
        assert book.totals()[0] == {
            "owner": "ada", "tier": "pro", "sessions": 1, "minutes": 2.0, "frames": 200, "device_seconds": 0.9,
        }  # fmt: skip
        assert [row["owner"] for row in book.totals(10.5)] == [""]

    def test_only_the_owner_reads_who_played_and_who_asked_for_what(self, tmp_path: Path) -> None:
        usage, audit = tmp_path / "usage.sqlite", tmp_path / "audit.jsonl"
        for kept in (usage, audit):
            kept.touch(mode=0o644)  # as left behind by somebody careless
            kept.chmod(0o644)
        for _ in range(2):  # found there, and made anew
            UsageStore(usage).record([Used("s1", 10.0, "ada", "pro", 60.0, 100, 500.0)])
            Moderation(audit, (moderate,)).check("a hill", "", "s", 4)
            for kept in (usage, audit):
                assert oct(os.stat(kept).st_mode & 0o777) == "0o600", kept.name
                kept.unlink()

    def test_what_was_played_is_in_the_book(self, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
        config = ServerConfig(port=0, model="test-pattern", state_dir=tmp_path)
        with Server(config) as server, Client(server.endpoint) as client:
            client.open(**SMALL)
            for _ in range(5):
                client.next_frame(PATIENCE)
        assert main(["usage", "--state-dir", str(tmp_path), "--json"]) == 0
        (row,) = json.loads(capsys.readouterr().out)
        assert row["sessions"] == 1 and row["frames"] >= 5 and row["minutes"] > 0 and row["device_seconds"] > 0
        assert main(["usage", "--state-dir", str(tmp_path)]) == 0
        assert "local" in capsys.readouterr().out
        assert main(["usage", "--state-dir", str(tmp_path / "none")]) == 2


class TestModeration:
    @pytest.mark.parametrize(
        ("prompt", "category"),
        [
            ("a castle with Taylor Swift on the tower", "real_people"),
            ("PIKACHU in a meadow", "characters"),
            ("p1k4chu's forest", "characters"),
            ("a village of p i k a c h u", "characters"),
            ("Beyoncé by the lake", "real_people"),
            ("Spider-Man over a city", "characters"),
            ("a nude beach", "sexual"),
            ("a sexy schoolgirl", "minors"),
            ("erotic young girls", "minors"),
        ],
    )
    def test_what_is_refused(self, prompt: str, category: str) -> None:
        verdict = moderate(prompt)
        assert not verdict.allowed and verdict.category == category and verdict.matched

    def test_ordinary_places_pass(self) -> None:
        suite = Path(__file__).parents[2] / "backend/nacre/prompts/suite"
        places = (suite / "evaluation.txt").read_text("utf-8").splitlines()
        ordinary = ["a children's playground in a young forest", "a barren peninsula in Essex", "naked trees in winter",
                    "a dragon over a class of ships", "the swift river Taylor", "a kid goat by a well"]  # fmt: skip
        for prompt in [*EXAMPLES, *places, *ordinary]:
            assert moderate(str(prompt)).allowed, (prompt, moderate(str(prompt)))

    def test_a_refused_prompt_makes_no_world_and_is_written_down(self, tmp_path: Path) -> None:
        config = ServerConfig(port=0, model="test-pattern", state_dir=tmp_path)
        with Server(config) as server, Client(server.endpoint) as client:
            assert code_of(lambda: client.open("Darth Vader in a castle", width=64, height=36)) == "prompt_refused"
            client.open("a quiet castle", width=64, height=36)
            assert client.next_frame(PATIENCE)
        lines = [json.loads(line) for line in (tmp_path / "audit.jsonl").read_text().splitlines()]
        assert [line["verdict"] for line in lines] == ["refused", "allowed"]
        assert lines[0]["matched"] == "darth vader" and "prompt" not in lines[1] and len(lines[1]["sha256"]) == 64

    def test_whatever_fails_refuses(self, tmp_path: Path) -> None:
        def broken(prompt: str) -> Verdict:
            raise ConnectionError("the classifier is away")

        from nacre.protocol.codec import Refusal

        with pytest.raises(Refusal) as refused:
            Moderation(tmp_path / "audit.jsonl", (moderate, broken)).check("a hill", "", "s", 4)
        assert (refused.value.code, refused.value.id) == ("moderation_failed", 4)
        assert json.loads((tmp_path / "audit.jsonl").read_text())["verdict"] == "failed"
        with pytest.raises(Refusal, match="checked"):
            Moderation(tmp_path / "no such folder" / "audit.jsonl").check("a hill", "", "s", 4)
        with pytest.raises(ConfigError, match="moderator"):
            Server(ServerConfig(port=0, model="test-pattern", moderator="nothing.here:at_all"))


def _shown(seed: int) -> Any:
    model = TestPatternWorld()
    state = model.open(SceneSpec(), seed, lambda *_: None)
    return model.render([state], [None], (320, 180), [1.0])[0].rgb


def dark(picture: Any) -> Verdict:
    """A moderator of pictures as an owner would write it: refuses what was turned away from the sun."""
    return Verdict(not bool((picture[:, :, 0] == 220).any()), "cube", "red")


def fails(picture: Any) -> Verdict:
    raise ConnectionError("the classifier is away")


class TestPictures:
    def test_a_hash_knows_its_picture_again(self) -> None:
        from PIL import Image

        picture = _shown(1)
        known = difference_hash(picture)
        small = np.asarray(Image.fromarray(picture).resize((96, 54)))
        squeezed = np.asarray(Image.open(io.BytesIO(jpeg(picture, 40))))
        for other in (small, squeezed, marked(picture)):
            assert (known ^ difference_hash(other)).bit_count() <= NEAR
        assert (known ^ difference_hash(picture[::-1])).bit_count() > 2 * NEAR

    def test_a_picture_on_the_list_is_never_shown_and_is_written_down(self, tmp_path: Path) -> None:
        listed = tmp_path / "denied.txt"
        listed.write_text(f"# what not to show\n{difference_hash(_shown(9)):016x} logo\n")
        config = ServerConfig(port=0, model="test-pattern", state_dir=tmp_path / "state", picture_list=listed)
        with Server(config) as server, Client(server.endpoint) as client:
            assert code_of(lambda: client.open(**{**SMALL, "width": 320, "height": 180})) == "prompt_refused"
            assert client.latest is None
        lines = [json.loads(line) for line in (tmp_path / "state" / "audit.jsonl").read_text().splitlines()]
        assert [(line["picture"], line["category"]) for line in lines] == [("refused", "logo")]
        listed.write_text("nonsense\n")
        with pytest.raises(ConfigError, match="list of pictures"):
            Server(config)

    @pytest.mark.parametrize(("name", "code"), [("dark", "prompt_refused"), ("fails", "moderation_failed")])
    def test_an_owner_s_moderator_decides_and_its_failure_refuses(self, name: str, code: str) -> None:
        config = ServerConfig(port=0, model="test-pattern", picture_moderator=f"{__name__}:{name}")
        with Server(config) as server, Client(server.endpoint) as client:
            assert code_of(lambda: client.open(**{**SMALL, "width": 320, "height": 180})) == code

    def test_what_comes_into_view_later_is_judged_too(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr("nacre.server.engine.publish.JUDGE_SECONDS", 0.0)
        SEEN.clear()
        config = ServerConfig(port=0, model="test-pattern", picture_moderator=f"{__name__}:later")
        with Server(config) as server, Client(server.endpoint) as client:
            client.open(**SMALL)
            with pytest.raises(NacreError) as refused:
                while True:
                    client.next_frame(PATIENCE)
            assert refused.value.code == "prompt_refused"

    def test_a_refusal_that_comes_while_a_frame_is_sent_is_heard(self, monkeypatch: pytest.MonkeyPatch) -> None:
        next_frame = SendQueue.next_frame
        refused = threading.Event()

        def refusing(queue: SendQueue) -> EncodedFrame | None:
            frame = next_frame(queue)
            session = next((one for one in server._io_loop.registry if one.send_queue is queue), None)
            # Between the messages and the end of a flush, as a moderator's thread may.
            if session is not None and session.playback.frame > 3 and not refused.is_set():
                refused.set()
                queue.put(Refusal("prompt_refused", "not this").reply())
                queue.put(ServerClosed(reason="failed", text="not this"))
                session.failed = True
            return frame

        with Server(ServerConfig(port=0, model="test-pattern")) as server, Client(server.endpoint) as client:
            monkeypatch.setattr(SendQueue, "next_frame", refusing)
            client.open(**SMALL)
            with pytest.raises(NacreError) as heard:
                while True:
                    client.next_frame(10.0)
            assert refused.is_set() and heard.value.code == "prompt_refused"


SEEN: list[int] = []


def later(picture: Any) -> Verdict:
    """Allows the first five pictures."""
    SEEN.append(1)
    return Verdict(len(SEEN) <= 5, "late", "sixth")


def test_curve_lets_in_only_who_knows_the_key(tmp_path: Path) -> None:
    config = ServerConfig(port=0, model="test-pattern", state_dir=tmp_path, curve=True)
    with Server(config) as server:
        assert oct(os.stat(tmp_path / "curve.key").st_mode & 0o777) == "0o600"
        with Client(server.endpoint, server_key=server.public_key) as client:
            client.open(**SMALL)
            assert client.next_frame(PATIENCE)
        with zmq.Context() as context, context.socket(zmq.DEALER) as stranger:
            stranger.linger = 0
            with stranger.get_monitor_socket(zmq.EVENT_HANDSHAKE_SUCCEEDED | zmq.EVENT_DISCONNECTED) as monitor:
                stranger.connect(server.endpoint)
                assert monitor.poll(PATIENCE * 1000), "whoever speaks without the key is not hung up on"
                assert recv_monitor_message(monitor)["event"] == zmq.EVENT_DISCONNECTED
                stranger.disable_monitor()
        assert code_of(lambda: Client(server.endpoint).connect(timeout=1.0)) == "no_answer"
        key = server.public_key
    with Server(config) as again:
        assert again.public_key == key


def fetch(address: str, path: str) -> tuple[int, str]:
    try:
        with urllib.request.urlopen(address + path, timeout=10.0) as answer:
            return answer.status, answer.read().decode()
    except urllib.error.HTTPError as error:
        with error:
            return error.code, error.read().decode()


def test_the_admin_pages(capsys: pytest.CaptureFixture[str]) -> None:
    from nacre.adapters.test_pattern import TestPatternWorld

    def slow() -> TestPatternWorld:
        time.sleep(0.5)
        return TestPatternWorld()

    with Server(ServerConfig(port=0, model="test-pattern", metrics_port=0), load=slow) as server:
        assert server.admin is not None
        address = server.admin.address
        assert fetch(address, "/readyz")[0] == 503  # not ready until warm
        with Client(server.endpoint, name="observed") as client:
            client.open(**SMALL)
            for _ in range(20):
                frame = client.next_frame(PATIENCE)
            with pytest.raises(NacreError):
                client.restore("x")
            assert fetch(address, "/readyz")[0] == 200 and fetch(address, "/healthz") == (200, "well\n")
            code, text = fetch(address, "/metrics")
            values = dict(line.rsplit(" ", 1) for line in text.splitlines() if not line.startswith("#"))
            assert code == 200 and float(values["nacre_frames_total"]) >= 19 and frame.id >= 20
            assert float(values["nacre_worlds"]) == 1.0 and float(values['nacre_errors_total{code="no_saves"}']) == 1.0
            assert float(values['nacre_frame_latency_ms{quantile="0.99"}']) > 0
            session = json.loads(fetch(address, "/sessions")[1])[0]
            assert session["session"] == client.opened["session"] and "observed" in session["client"]
            assert fetch(address, "/secret")[0] == 404
            assert main(["top", "--once", "--port", address.rsplit(":", 1)[1]]) == 0
            said = capsys.readouterr().out
            assert client.opened["session"] in said and "worlds 1" in said
    assert main(["top", "--once", "--port", "1"]) == 1


def test_logs_for_machines() -> None:
    record = logging.LogRecord("nacre.x", logging.WARNING, "f", 1, "session %s is late", ("0a1b2c3d",), None)
    line = json.loads(SessionJsonFormatter().format(record))
    assert (line["level"], line["session"], line["message"]) == ("warning", "0a1b2c3d", "session 0a1b2c3d is late")
    assert quantile([], 0.5) == 0.0 and quantile([3.0, 1.0, 2.0], 0.5) == 2.0


def test_limits_reach_the_server() -> None:
    flags = parser().parse_args(["--minutes", "2", "--metrics-port", "0", "--no-saves"])
    config = config_of(flags)
    assert config.limits == ServerLimits(minutes=2.0) and config.metrics_port == 0 and config.state_dir is None


def test_a_session_that_ended_while_the_model_loads_lets_nobody_in(tmp_path: Path) -> None:
    """Its token was good when hello was said; by the time of the welcome it is worth nothing."""
    store = TokenStore(tmp_path / "tokens.jsonl")
    token, _ = store.create()
    settings: dict[str, Any] = {"port": 0, "model": "test-pattern", "token_store": store.path, "state_dir": tmp_path}
    with Server(ServerConfig(**settings)) as server, Client(server.endpoint, token) as client:
        session = client.open(spec={}, width=64, height=36)["token"]
        client.snapshot("a")
        client.close(keep=True)
    go_on = threading.Event()

    def load() -> TestPatternWorld:
        assert go_on.wait(30.0)
        return TestPatternWorld()

    with (
        Server(ServerConfig(**settings), load=load) as server,
        zmq.Context() as context,
        context.socket(zmq.DEALER) as late,
    ):
        late.linger = 0
        late.connect(server.endpoint)
        late.send(msgpack.packb({"type": "hello", "id": 1, "v": VERSION, "token": session}))
        said = msgpack.unpackb(late.recv_multipart()[0])
        assert said["type"] == "progress", "it is known, and waits for the model"
        shutil.rmtree(tmp_path / "sessions")
        (tmp_path / "sessions").mkdir()
        go_on.set()
        while said["type"] == "progress":
            assert late.poll(10_000)
            said = msgpack.unpackb(late.recv_multipart()[0])
        assert said.get("code") == "unauthorised", said
