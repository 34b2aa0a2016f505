"""The conformance checkers against what conforms, and against servers and clients that get one thing wrong."""

from __future__ import annotations

import contextlib
import threading
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from nacre.adapters.test_pattern import TestPatternWorld
from nacre.cli.main import main
from nacre.client.client import Client, ConnectionLost, NacreError, NacreTimeout
from nacre.conformance.client import scripted_server
from nacre.conformance.report import Report
from nacre.conformance.server import CHECKS, ServerCheck
from nacre.protocol import messages as nwp
from nacre.server.limits import ServerLimits
from nacre.server.main import Server, ServerConfig
from nacre.server.net.handlers import MessageHandlers
from support import schema

SMALL: dict[str, Any] = {"spec": {}, "seed": 9, "width": 64, "height": 36, "fps": 30.0}


pytestmark = pytest.mark.timeout(170)


def config(**more: Any) -> ServerConfig:
    return ServerConfig(port=0, model="test-pattern", limits=ServerLimits(sessions=32), **more)


def test_our_server_conforms(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    with Server(config(state_dir=tmp_path / "state")) as server:
        path = tmp_path / "found.json"
        assert main(["check", "server", server.endpoint.removeprefix("tcp://"), "--json", str(path)]) == 0
    said = capsys.readouterr().out
    assert said.count("ok  ") == len(CHECKS) and "FAIL" not in said and "all offered" in said and path.is_file()


def test_nobody_there_is_one_failure_with_a_hint(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["check", "server", "127.0.0.1:1"]) == 1
    said = capsys.readouterr().out
    assert "FAIL  ZMTP greeting" in said and "fix: start the server" in said and said.count("FAIL") == 1
    assert main(["check", "server", "nonsense"]) == 2


class Forgetful(TestPatternWorld):
    """Draws another picture every time it is asked."""

    count = 0

    def _render(self, *arguments: Any) -> Any:
        picture = super()._render(*arguments)
        Forgetful.count += 1
        picture.rgb[0, 0] = Forgetful.count % 256, Forgetful.count // 256, 7
        return picture


def failed(server: Server) -> dict[str, str]:
    report = ServerCheck(server.endpoint, patience=20.0).run(Report())
    return {result["check"]: result["fix"] for result in report.results if not result["passed"]}


def test_a_server_that_does_not_repeat_itself_is_found() -> None:
    with Server(config(), load=Forgetful) as server:
        found = failed(server)
    assert list(found) == ["lockstep repeats to the byte"]


def test_a_server_that_breaks_the_definition_is_found(monkeypatch: pytest.MonkeyPatch) -> None:
    status = MessageHandlers.status

    def broken(self: MessageHandlers, peer: Any, request: int) -> nwp.ServerStatus:
        answer = status(self, peer, request)
        answer.fps = -1.0
        return answer

    monkeypatch.setattr(MessageHandlers, "status", broken)
    with Server(config()) as server:
        found = failed(server)
    assert {"pause and resume", "heartbeat"} <= found.keys() and "section 9" in found["pause and resume"]
    assert any("fps" in wrong for wrong in schema.found()), "which every other test would have failed of"


def against(script: Callable[[str], None]) -> dict[str, str]:
    """Run the scripted server while `script` plays its client; the failures and what to fix."""
    with scripted_server(patience=15.0) as server:
        thread = threading.Thread(target=script, args=(server.endpoint,), daemon=True)
        thread.start()
        report = server.run(Report())
    thread.join(30.0)
    assert not thread.is_alive()
    return {result["check"]: result["fix"] for result in report.results if not result["passed"]}


def player(endpoint: str, **more: Any) -> None:
    client = Client(endpoint, **{"resume_for": 30.0, **more})
    try:
        client.connect()
        client.open(**SMALL)
        while True:
            with contextlib.suppress(NacreTimeout):
                client.next_frame(1.0)
                client.act(move_z=1.0)
    except ConnectionLost:
        return
    finally:
        client.close()


def test_our_client_conforms() -> None:
    assert against(player) == {}


def test_a_client_that_does_not_come_back_is_found() -> None:
    found = against(lambda endpoint: player(endpoint, resume_for=0.0))
    assert list(found) == ["takes its session up after a drop"] and "token" in next(iter(found.values()))


def test_a_client_that_numbers_its_inputs_wrongly_is_found() -> None:
    def script(endpoint: str) -> None:
        with Client(endpoint, resume_for=0.0) as client:
            client.open(**SMALL)
            client._seq = 41
            with pytest.raises(NacreError):
                while True:
                    client.next_frame(5.0)
                    client.act()

    found = against(script)
    assert "from 1" in found["acts and acknowledges"]
