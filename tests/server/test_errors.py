"""Every error a user can meet, met once: by its real cause, and with a text that reads like help."""

from __future__ import annotations

import ast
import contextlib
import re
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import msgpack
import pytest
import zmq

from nacre.adapters.test_pattern import TestPatternWorld
from nacre.client.client import Client, NacreError
from nacre.protocol.definition import ERROR_TABLE, MESSAGE_RATE, VERSION
from nacre.server import config as config_module
from nacre.server import main as serve_module
from nacre.server.access.tiers import Policy, PolicyError, Tier, read_policy
from nacre.server.access.tokens import TokenError, TokenStore, duration
from nacre.server.config import ServerConfig, check, config_of, parser
from nacre.server.errors import ConfigError
from nacre.server.limits import ServerLimits
from nacre.server.main import Server, model_factory
from nacre.server.net.transport import RouterTransport, TransportError
from nacre.server.sessions.key import session_key
from nacre.server.storage.snapshot import pack, unpack
from support.server import PATIENCE

SMALL: dict[str, Any] = {"spec": {}, "seed": 9, "width": 64, "height": 36}
OPEN = {"type": "open", "id": 2, **SMALL}

pytestmark = pytest.mark.timeout(170)


class Stage:
    """Servers and peers of one provocation, closed together."""

    def __init__(self, stack: contextlib.ExitStack, folder: Path) -> None:
        self.stack, self.folder = stack, folder

    def server(self, load: Callable[[], Any] = TestPatternWorld, **more: Any) -> Server:
        limits = {name: more.pop(name) for name in ("sessions", "tokens") if name in more}
        config = ServerConfig(port=0, model="test-pattern", limits=ServerLimits(**limits), **more)
        return self.stack.enter_context(Server(config, load=load))

    def client(self, server: Server, token: str | None = None) -> Client:
        return self.stack.enter_context(Client(server.endpoint, token, resume_for=0.0))

    def kept(self) -> tuple[str, Path]:
        """The token of a session that a server has left behind, and its newest save."""
        with Server(ServerConfig(port=0, model="test-pattern", state_dir=self.folder)) as server:
            client = Client(server.endpoint).connect()
            token = client.open(**SMALL)["token"]
            client.next_frame(PATIENCE)
            client.close(keep=True)
        return token, max((self.folder / "sessions" / session_key(token)).glob("e*.nacre"))

    def said(self, server: Server, *messages: dict[str, Any] | list[bytes], hello: Any = None) -> dict[str, Any]:
        """Say hello and these; the first error that comes."""
        context: zmq.Context[zmq.Socket[bytes]] = zmq.Context()
        peer = context.socket(zmq.DEALER)
        peer.linger = 0
        peer.connect(server.endpoint)
        welcome_message = {"type": "hello", "id": 1, "v": VERSION, **(hello or {})}
        try:
            for message in ([] if hello is False else [welcome_message]) + list(messages):
                peer.send_multipart([msgpack.packb(message)] if isinstance(message, dict) else message)
            while peer.poll(int(PATIENCE * 1000)):
                heard = msgpack.unpackb(peer.recv_multipart()[0])
                if heard["type"] == "error":
                    return dict(heard)
            raise AssertionError("no error came")
        finally:
            context.destroy(linger=0)


def refused(call: Callable[[], object]) -> dict[str, Any]:
    with pytest.raises(NacreError) as error:
        call()
    found = error.value
    return {"code": found.code, "message": found.message, "hint": found.hint, "retry_after": found.retry_after}


class Broken(TestPatternWorld):
    def open(self, *arguments: Any) -> Any:
        raise RuntimeError("no such place")


def _elsewhere(stage: Stage) -> dict[str, Any]:
    one, two = (stage.server(state_dir=stage.folder) for _ in range(2))
    client = stage.client(one)
    token = client.open(**SMALL)["token"]
    while "saved_tick" not in client.status():  # until it is on the disk, no other server knows it
        client.next_frame(PATIENCE)
    return stage.said(two, hello={"token": token})


def _damaged(stage: Stage) -> dict[str, Any]:
    token, save = stage.kept()
    for path in save.parent.glob("e*.nacre"):
        path.write_bytes(b"nonsense")
    return stage.said(stage.server(state_dir=stage.folder), hello={"token": token})


def _other_model(stage: Stage) -> dict[str, Any]:
    token, save = stage.kept()
    for path in save.parent.glob("e*.nacre"):
        path.write_bytes(pack(replace(unpack(path.read_bytes()), model="another")))
    return stage.said(stage.server(state_dir=stage.folder), hello={"token": token})


def _save_failed(stage: Stage) -> dict[str, Any]:
    client = stage.client(stage.server(state_dir=stage.folder))
    client.open(**SMALL)
    (stage.folder / "saves" / "local").write_text("a file where a folder should be")
    return refused(lambda: client.snapshot("here"))


def _restored(stage: Stage, name: str) -> dict[str, Any]:
    client = stage.client(stage.server(state_dir=stage.folder))
    client.open(**SMALL)
    return refused(lambda: client.restore(name))


def _moderation(stage: Stage) -> dict[str, Any]:
    (stage.folder / "audit.jsonl").mkdir(parents=True)  # a log that cannot be written
    return stage.said(stage.server(state_dir=stage.folder), {"type": "open", "id": 2, "prompt": "a hill"})


def _tier(stage: Stage) -> dict[str, Any]:
    server = stage.server(policy=Policy({"default": Tier(width=64)}))
    return stage.said(server, {**OPEN, "width": 96})


def _busy(stage: Stage) -> dict[str, Any]:
    server = stage.server()
    server.engine.capacity._available = lambda: 0  # what a machine without memory says
    return stage.said(server, OPEN)


def _full(stage: Stage) -> dict[str, Any]:
    server = stage.server(sessions=1)
    stage.client(server).open(**SMALL)
    return stage.said(server, OPEN)


def _internal(stage: Stage) -> dict[str, Any]:
    server = stage.server()

    def fails(*_: object) -> Any:
        raise ArithmeticError("a mistake of ours")

    server._io_loop._handlers.status = fails  # type: ignore[method-assign]
    return stage.said(server, {"type": "status", "id": 2})


def _guest(stage: Stage, role: str, ask: str, **body: Any) -> dict[str, Any]:
    server = stage.server()
    guest = stage.client(server).open(**SMALL, **body)["guest"]
    joined = {"type": "join", "id": 2, "guest": guest, "role": role, "width": 64, "height": 36}
    return stage.said(server, joined, *([{"type": ask, "id": 3}] if ask else []))


def _stopping(stage: Stage) -> dict[str, Any]:
    server = stage.server()
    server._io_loop.begin_shutdown()
    return stage.said(server)


def _load(stage: Stage) -> dict[str, Any]:
    def fails() -> Any:
        raise OSError("no weights")

    return stage.said(stage.server(load=fails))


def _rewind(stage: Stage) -> dict[str, Any]:
    client = stage.client(stage.server())
    client.open(**SMALL, deterministic=True)
    return refused(lambda: client.rewind(1.0))


def plain(message: dict[str, Any] | list[bytes], hello: Any = None) -> Callable[[Stage], dict[str, Any]]:
    return lambda stage: stage.said(stage.server(), message, hello=hello)


STATUS = {"type": "status", "id": 2}
PROVOKED: dict[str, Callable[[Stage], dict[str, Any]]] = {
    "bad_header": plain([b"GET / HTTP/1.1"]),
    "bad_parts": plain([msgpack.packb(STATUS), b"pixels"]),
    "bad_value": plain({**OPEN, "seed": -1}),
    "bad_size": plain({**OPEN, "width": 65}),
    "bad_codec": plain({**OPEN, "codec": "bmp"}),
    "bad_channel": plain({**OPEN, "channels": ["smell"]}),
    "bad_spec": plain({**OPEN, "spec": {"biome": "nowhere"}}),
    "too_large": plain({**STATUS, "x": "y" * 70_000}),
    "unknown_type": plain({"type": "levitate", "id": 2}),
    "unsupported": plain({"type": "bake", "id": 2}),
    "version_mismatch": plain(STATUS, hello={"v": VERSION + 1}),
    "hello_first": plain(STATUS, hello=False),
    "hello_twice": plain({"type": "hello", "id": 2, "v": VERSION}),
    "unauthorised": lambda stage: stage.said(stage.server(tokens=frozenset({"correct-horse-battery"}))),
    "session_expired": lambda stage: stage.said(stage.server(), hello={"token": "long gone"}),
    "session_elsewhere": _elsewhere,
    "session_damaged": _damaged,
    "wrong_model": _other_model,
    "no_saves": lambda stage: stage.said(stage.server(), {**OPEN, "spec": None, "snapshot": "harbour"}),
    "no_such_save": lambda stage: _restored(stage, "harbour"),
    "bad_name": lambda stage: _restored(stage, "../harbour"),
    "save_failed": _save_failed,
    "nothing_to_rewind": _rewind,
    "no_such_guest": plain({"type": "join", "id": 2, "guest": "nobody"}),
    "viewers_only": lambda stage: _guest(stage, "viewer", "pause"),
    "not_together": lambda stage: _guest(stage, "player", "", deterministic=True),
    "not_understood": plain({"type": "open", "id": 2, "prompt": "qwzx vbnrt"}),
    "prompt_refused": plain({"type": "open", "id": 2, "prompt": "Darth Vader in a castle"}),
    "moderation_failed": _moderation,
    "not_allowed": _tier,
    "server_busy": _busy,
    "too_many_sessions": _full,
    "already_open": lambda stage: stage.said(stage.server(), OPEN, {**OPEN, "id": 3}),
    "no_world": plain({"type": "pause", "id": 2}),
    "nothing_to_open": plain({"type": "open", "id": 2}),
    "prompt_too_long": plain({"type": "open", "id": 2, "prompt": "x" * 10_000}),
    "unknown_model": plain({**OPEN, "model": "none-such"}),
    "too_fast": lambda stage: stage.said(stage.server(), *[{"type": "act", "seq": 1}] * (3 * MESSAGE_RATE)),
    "internal_error": _internal,
    "world_failed": lambda stage: stage.said(stage.server(load=Broken), OPEN),
    "load_failed": _load,
    "shutting_down": _stopping,
}  # fmt: skip
PASSES = {"server_busy", "too_many_sessions", "too_fast", "shutting_down"}  # and each says after how long


def test_every_code_of_the_table_is_provoked() -> None:
    assert set(PROVOKED) == set(ERROR_TABLE)


def reads_like_help(message: str, hint: str) -> None:
    """Sentences for people: what is wrong, and what to do, without the words of the program's inside."""
    for text in (message, hint):
        assert len(text.split()) >= 3, text
        assert not re.search(r"Traceback|Exception|Error\b|\bNone\b|<[a-z]+ object|0x[0-9a-f]{6}", text), text
    assert message.strip().lower() != hint.strip().lower()


@pytest.mark.parametrize("code", sorted(ERROR_TABLE))
def test_an_error_says_what_to_do(code: str, tmp_path: Path) -> None:
    with contextlib.ExitStack() as stack:
        error = PROVOKED[code](Stage(stack, tmp_path))
    assert error["code"] == code, error
    reads_like_help(error["message"], error["hint"])
    assert re.match(r"[A-Z]", error["hint"]) and error["hint"].endswith((".", "?")), error["hint"]
    assert (code in PASSES) <= (error.get("retry_after", None) is not None), error


def _flags(*words: str) -> ServerConfig:
    return config_of(parser().parse_args(["--no-saves", *words]))


def _server(**more: Any) -> object:
    return Server(ServerConfig(port=0, **{"model": "test-pattern", **more}))


def _io_loop(**limits: Any) -> None:
    check(ServerConfig(limits=ServerLimits(**limits)))


def _written(path: Path, text: str) -> Path:
    path.write_text(text)
    return path


def _moderator(folder: Path) -> object:
    return _server(moderator="nothing.here:at_all")


# What is wrong with how a server was started: each a function of a folder.
MISUSED: list[Callable[[Path], object]] = [
    lambda _: check(ServerConfig(host="example")),
    lambda _: check(ServerConfig(host="0.0.0.0")),
    lambda _: _io_loop(tokens=frozenset({"short"})),
    lambda _: check(ServerConfig(port=70_000)),
    lambda _: _io_loop(fps_cap=0.0),
    lambda _: _io_loop(minutes=0.0),
    lambda _: _io_loop(sessions=0),
    lambda f: check(ServerConfig(host="0.0.0.0", token_store=_written(f / "t", "{}"))),
    lambda f: _flags("--token-file", str(f / "none")),
    lambda f: _flags("--token-file", str(_written(f / "t", "# nobody\n"))),
    lambda f: _flags("--policy", str(_written(f / "p", "[tiers.a]\nspeed = 1\n"))),
    lambda _: model_factory("none-such"),
    lambda f: _server(state_dir=_written(f / "file", "") / "state"),
    _moderator,
    lambda f: _server(picture_list=f / "none"),
    lambda _: _server(curve=True),
    lambda f: (_written(f / "curve.key", "a b"), _server(curve=True, state_dir=f)),
    lambda _: _flags("--runtime", "abacus"),
    lambda _: _flags("--runtime", "cuda", "--model", "test-pattern"),
]


def fragments(module: Any, name: str) -> list[str]:
    """The first words of every text that a module raises this error with."""
    found = []
    for node in ast.walk(ast.parse(Path(module.__file__).read_text("utf-8"))):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == name and node.args:
            texts = [
                n.value for n in ast.walk(node.args[0]) if isinstance(n, ast.Constant) and isinstance(n.value, str)
            ]
            found += [max(texts, key=len).strip()] if texts else []
    return found


def test_a_server_that_cannot_be_run_as_asked_says_why(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    said = []
    for number, misuse in enumerate(MISUSED):
        folder = tmp_path / str(number)
        folder.mkdir()
        with pytest.raises(ConfigError) as error:
            misuse(folder)
        reads_like_help(str(error.value), error.value.hint)
        said.append(str(error.value))
    with Server(ServerConfig(port=0, model="test-pattern", metrics_port=0)) as server:
        assert server.admin is not None
        port = int(server.admin.address.rsplit(":", 1)[1])
        with pytest.raises(ConfigError) as taken:
            _server(metrics_port=port)
        said.append(str(taken.value))
        with pytest.raises(TransportError, match="in use: a server may be running already; stop it"):
            RouterTransport("127.0.0.1", int(server.endpoint.rsplit(":", 1)[1]))
    with pytest.raises(TransportError, match="cannot listen on"):
        RouterTransport("203.0.113.7", 0)  # an address of documents, nobody's
    for fragment in fragments(config_module, "ConfigError") + fragments(serve_module, "ConfigError"):
        assert any(fragment in text for text in said), f"nobody met: {fragment}"


def test_words_for_files_and_tokens(tmp_path: Path) -> None:
    book = TokenStore(tmp_path / "tokens.jsonl")
    book.create(name="ada")
    for call, words in (
        (lambda: book.create(name="ada"), "already"),
        (lambda: book.revoke("bob"), "no token 'bob'"),
        (lambda: duration("soon"), "write it like 30d"),
        (lambda: TokenStore(_written(tmp_path / "t", "nonsense")).grants(), "cannot be read"),
        (lambda: TokenStore(_written(tmp_path / "u", "") / "tokens").create(), "cannot be"),
    ):
        with pytest.raises(TokenError, match=words):
            call()
    for text, words in (
        ("tiers = 3 3", "line 1"),
        ("[limits]\n", "no section 'limits'"),
        ("[tiers.a]\nspeed = 1\n", "speed"),
    ):
        with pytest.raises(PolicyError, match=words):
            read_policy(_written(tmp_path / "policy.toml", text))
    with pytest.raises(PolicyError, match="cannot be read"):
        read_policy(tmp_path / "none.toml")


def test_what_the_client_finds_out_by_itself(tmp_path: Path) -> None:
    client = Client("tcp://127.0.0.1:1", resume_for=0.0)
    said = [refused(client.act), refused(lambda: client.connect(0.2)), refused(lambda: Client("nonsense").connect())]
    with Server(ServerConfig(port=0, model="test-pattern")) as server:
        playing = Client(server.endpoint, resume_for=0.0).connect()
        playing.open(**SMALL, deterministic=True)
        said.append(refused(lambda: playing.next_frame(0.2)))
    said.append(refused(lambda: [playing.next_frame(5.0) for _ in range(3)]))
    playing.close()
    codes = [one["code"] for one in said]
    assert codes == ["not_connected", "no_answer", "bad_endpoint", "no_frame", "shutdown"]
    for one in said[:-1]:
        reads_like_help(one["message"], one["hint"])
