"""How a server is reached: addresses, IPv6, few open files, proxies, terminals without letters."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import zmq

from nacre.client.client import Client, NacreError
from nacre.client.dealer import Dealer, NoRoom
from nacre.client.endpoint import EndpointError, endpoint_of
from nacre.open_files import raise_limit, room_for
from nacre.server.main import Server, ServerConfig

pytestmark = pytest.mark.timeout(120)
SMALL = {"spec": {}, "seed": 5, "width": 64, "height": 36}


@pytest.mark.parametrize(
    ("text", "meant"),
    [
        ("tcp://127.0.0.1:5577", "tcp://127.0.0.1:5577"), ("127.0.0.1:80", "tcp://127.0.0.1:80"),
        ("127.0.0.1", "tcp://127.0.0.1:5577"), ("my-pc.local:99", "tcp://my-pc.local:99"), ("localhost", "tcp://localhost:5577"),
        ("::1", "tcp://[::1]:5577"), ("[::1]", "tcp://[::1]:5577"), ("[::1]:99", "tcp://[::1]:99"),
        ("tcp://[fe80::1%eth0]:99", "tcp://[fe80::1%eth0]:99"), ("tcp://[::1]:99/", "tcp://[::1]:99"),
        ("2001:db8::7", "tcp://[2001:db8::7]:5577"),
    ],
)  # fmt: skip
def test_an_address_may_be_written_in_these_ways(text: str, meant: str) -> None:
    assert endpoint_of(text) == meant


@pytest.mark.parametrize(
    "text",
    [
        "", ":99", "tcp://", "http://a:1", "a b:1", "a:0", "a:65536", "a:x", "a:", "[::1:99", "::1]:99", "a/b:1",
        "tcp://a:1:2", "[a]:1", "nonsense", "a:²", "a:१२",
    ],
)  # fmt: skip
def test_and_these_are_none(text: str) -> None:
    with pytest.raises(EndpointError) as refused:
        endpoint_of(text)
    assert refused.value.hint


@pytest.fixture
def six() -> Iterator[Server]:
    try:
        server = Server(ServerConfig(host="::1", port=0, model="test-pattern"))
    except Exception as error:
        pytest.skip(f"no IPv6 here: {error}")
    with server:
        yield server


def test_ipv6_all_the_way(six: Server) -> None:
    port = six.endpoint.rsplit(":", 1)[1]
    for written in (six.endpoint, f"[::1]:{port}"):
        with Client(written) as client:
            client.open(**SMALL)
            assert client.next_frame().rgb.shape == (36, 64, 3)
    done = subprocess.run(
        [sys.executable, "-m", "nacre", "check", "server", f"[::1]:{port}", "--patience", "20"],
        capture_output=True, text=True, timeout=110,
    )  # fmt: skip
    assert "no answer" not in done.stdout and "hello and welcome" in done.stdout and done.returncode == 0, done.stdout


@pytest.mark.skipif(sys.platform == "win32", reason="has no such limit")
def test_few_open_files_refuse_one_and_hurt_nobody() -> None:
    """As on macOS with its 256: what does not fit is refused in words, who is in plays on."""
    program = """
import resource
from nacre.client.client import Client, NacreError
from nacre.server.main import Server, ServerConfig
from nacre.server.limits import ServerLimits
resource.setrlimit(resource.RLIMIT_NOFILE, (160, 160))
with Server(ServerConfig(port=0, model="test-pattern", limits=ServerLimits(sessions=64))) as server:
    clients = []
    for number in range(64):
        client = Client(server.endpoint, resume_for=0.0)
        try:
            client.connect(timeout=3.0)
            if number < 2:
                client.open(spec={}, width=64, height=36)
            clients.append(client)
        except NacreError as error:
            print("refused", number, error.code, error.hint)
            if number > 40:
                break
    for client in clients[:2]:
        client.next_frame(10.0)
    print("in", len(clients))
"""
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, timeout=110)
    assert done.returncode == 0, done.stderr
    assert "refused" in done.stdout and "too_many_files" in done.stdout and "ulimit" in done.stdout
    assert int(done.stdout.rsplit("in ", 1)[1]) >= 8


def test_connections_share_one_context_and_the_limit_is_raised() -> None:
    with Server(ServerConfig(port=0, model="test-pattern")) as server:
        first = Dealer(server.endpoint)
        threads, files = (
            threading.active_count(),
            len(os.listdir("/proc/self/fd")) if Path("/proc/self/fd").exists() else 0,
        )
        more = [Dealer(server.endpoint) for _ in range(10)]
        if files:
            assert len(os.listdir("/proc/self/fd")) - files <= 10 * 6, "a connection has six files at most, both ends"
        assert threading.active_count() == threads
        for dealer in [first, *more]:
            dealer.close()
    assert not zmq.Context.instance().closed
    if sys.platform != "win32":
        import resource

        soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
        try:
            resource.setrlimit(resource.RLIMIT_NOFILE, (min(256, soft), hard))
            assert raise_limit() >= min(8192, hard) if hard > 0 else True
        finally:
            resource.setrlimit(resource.RLIMIT_NOFILE, (soft, hard))
    assert room_for(3)


def test_a_name_that_is_looked_up_holds_up_nobody(monkeypatch: pytest.MonkeyPatch) -> None:
    """What a nameserver that answers late does to a process; `slow_names` of the faults asks a real one."""
    asked, answered, find = threading.Event(), threading.Event(), socket.getaddrinfo

    def slowly(host: str, *more: Any, **rest: Any) -> Any:
        asked.set()
        assert answered.wait(60.0)
        return find("127.0.0.1" if host == "slow.test" else host, *more, **rest)

    monkeypatch.setattr(socket, "getaddrinfo", slowly)
    with Server(ServerConfig(port=0, model="test-pattern")) as server, Client(server.endpoint) as player:
        player.open(**SMALL)
        late = Client(server.endpoint.replace("127.0.0.1", "slow.test"))
        began = threading.Thread(target=late.connect, args=(60.0,))
        began.start()
        assert asked.wait(60.0)
        for _ in range(20):
            player.next_frame(60.0)
        answered.set()
        began.join()
        with late:
            assert late.open(**SMALL)["session"] and late.next_frame(60.0)
        monkeypatch.undo()
        with pytest.raises(NacreError) as refused:
            Client("tcp://no-such-machine.invalid:5577").connect(timeout=0.5)
        assert refused.value.code == "no_answer"


def test_a_client_without_room_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("nacre.client.dealer.room_for", lambda count: False)
    with pytest.raises(NoRoom):
        Dealer("tcp://127.0.0.1:5577")
    with pytest.raises(NacreError) as refused:
        Client("tcp://127.0.0.1:5577").connect()
    assert refused.value.code == "too_many_files" and "ulimit" in refused.value.hint


def test_top_asks_no_proxy_about_this_machine(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    from nacre.cli.main import main

    for name in ("http_proxy", "HTTP_PROXY", "all_proxy"):
        monkeypatch.setenv(name, "http://127.0.0.1:9")
    for name in ("no_proxy", "NO_PROXY"):
        monkeypatch.delenv(name, raising=False)
    with Server(ServerConfig(port=0, model="test-pattern", metrics_port=0)) as server:
        assert server.admin is not None
        assert main(["top", "--once", "--port", server.admin.address.rsplit(":", 1)[1]]) == 0
    assert "worlds" in capsys.readouterr().out


@pytest.mark.parametrize("words", [["--help"], ["usage", "--help"], ["serve", "--help"], ["play", "--help"]])
def test_help_on_a_terminal_that_knows_ascii_alone(words: list[str]) -> None:
    environment = os.environ | {"PYTHONIOENCODING": "ascii", "LC_ALL": "C"}
    done = subprocess.run([sys.executable, "-m", "nacre", *words], capture_output=True, env=environment, timeout=60)
    assert done.returncode == 0 and not done.stderr, done.stderr
