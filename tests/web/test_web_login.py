"""A page that others can reach: the rule of `serve` for `play`, names that are allowed, and a login by token."""

from __future__ import annotations

import http.client
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlencode

import pytest
from websockets.exceptions import InvalidStatus
from websockets.sync.client import connect

from nacre.cli.main import main
from nacre.server.access.admission import AccessRules
from nacre.server.access.tokens import TokenStore
from nacre.server.main import Server, ServerConfig
from nacre.web.login import COOKIE
from support.browser import bridge, hello

pytestmark = pytest.mark.timeout(90)


@pytest.fixture(scope="module")
def server() -> Iterator[Server]:
    with Server(ServerConfig(port=0, model="test-pattern")) as running:
        yield running


def ask(address: str, path: str, method: str = "GET", body: str = "", **headers: str) -> http.client.HTTPResponse:
    link = http.client.HTTPConnection(address, timeout=10.0)
    kind = {"Content-Type": "application/x-www-form-urlencoded"} if body else {}
    link.request(method, path, body or None, {**kind, **{k.replace("_", "-"): v for k, v in headers.items()}})
    answer = link.getresponse()
    answer.body = answer.read()  # type: ignore[attr-defined]
    link.close()
    return answer


@pytest.mark.parametrize("host", ["0.0.0.0", "::", "192.0.2.7"])
def test_play_lets_no_stranger_in_without_a_token(
    host: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("NACRE_STATE_DIR", str(tmp_path))
    assert main(["play", "--host", host, "--no-browser"]) == 2
    said = capsys.readouterr().err
    assert "anyone could come in" in said and "nacre token create" in said


def test_a_name_is_refused_until_it_is_allowed(server: Server) -> None:
    with bridge(server.endpoint) as address:
        refused = ask(address, "/", Host="mypc.local:8777")
        assert refused.status == 421 and b"--allow-host" in refused.body  # type: ignore[attr-defined]
    with bridge(server.endpoint, hosts=("mypc.local",)) as address:
        assert ask(address, "/", Host="mypc.local:8777").status == 200
        assert ask(address, "/", Host="evil.example").status == 421


def test_the_page_asks_for_a_token(server: Server, tmp_path: Path) -> None:
    store = TokenStore(tmp_path / "tokens.jsonl")
    token, _ = store.create(name="ada")
    with bridge(server.endpoint, login=AccessRules(token_store=store)) as address:
        for path in ("/", "/player.js", "/examples.json", "/strings.json"):
            answer = ask(address, path)
            assert (answer.status, answer.getheader("location")) == (303, "/login"), path
        with pytest.raises(InvalidStatus), connect(f"ws://{address}/ws"):
            pass
        form = ask(address, "/login")
        assert form.status == 200 and b"<form" in form.body  # type: ignore[attr-defined]
        assert "form-action 'self'" in (form.getheader("content-security-policy") or "")
        for wrong in ("", "x", "x" * 10_000, "<script>alert(1)</script>"):
            answer = ask(address, "/login", "POST", urlencode({"token": wrong}))
            assert answer.status in (403, 413) and not answer.getheader("set-cookie")
            assert b"<script" not in answer.body  # type: ignore[attr-defined]
        inside = ask(address, "/login", "POST", urlencode({"token": token}))
        cookie = inside.getheader("set-cookie") or ""
        assert inside.status == 303 and "HttpOnly" in cookie and "SameSite=strict" in cookie and token not in cookie
        kept = cookie.partition(";")[0]
        assert kept.startswith(COOKIE) and ask(address, "/", Cookie=kept).status == 200
        with connect(f"ws://{address}/ws", additional_headers={"Cookie": kept}) as link:
            assert hello(link)["type"] == "welcome"
        store.revoke("ada")
        assert ask(address, "/", Cookie=kept).status == 303, "a token that is revoked ends its logins"
        with pytest.raises(InvalidStatus), connect(f"ws://{address}/ws", additional_headers={"Cookie": kept}):
            pass
